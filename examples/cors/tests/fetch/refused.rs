//! Tests with command lines that are refused.

use crate::peer::{Server, fetch, shared};

#[test]
fn options_of_curl_are_refused_with_a_reason() {
    for (words, reason) in [
        (&["-A", "x"][..], "-H 'User-Agent: …'"),
        (&["-x", "http://proxy"], "talks to the server itself"),
        (&["--http3"], "HTTP/1.1 and HTTP/2"),
        (&["-F", "a=b"], "multipart/form-data"),
        (&["-r", "0-1"], "-H 'Range: bytes=0-99'"),
        (&["-c", "jar"], "last for one run"),
        (&["-f"], "the exit code"),
    ] {
        let outcome = fetch(&[words, &["localhost:9"]].concat());
        assert_eq!(outcome.code, 2, "{words:?}");
        assert!(outcome.err.contains("cors fetch has no --"), "{words:?}: {}", outcome.err);
        assert!(outcome.err.contains("cors fetch [OPTIONS] <URL>"), "{words:?}: {}", outcome.err);
        assert!(outcome.err.contains(reason), "{words:?}: {}", outcome.err);
    }
}

/// Checks that an unexpected word is not shown, because it may be a part of a secret.
#[test]
fn a_stray_word_is_not_shown() {
    for words in [&["-H", "Authorization:", "Bearer", "hunter2"][..], &["--json", "{\"pw\": \"hunter2\"}"]] {
        let outcome = fetch(&[&["localhost:9"], words].concat());
        assert_eq!(outcome.code, 2);
        assert!(!outcome.err.contains("hunter2") && outcome.err.contains("quotes"), "{}", outcome.err);
    }
}

#[test]
fn what_curl_calls_a_default_is_accepted() {
    let server = Server::start(|request| shared(request, &[], ""));
    for words in [
        &["-L"][..],
        &["-sSL"],
        &["--location", "--request", "POST"],
        &["--compressed", "--http2"],
        &["-u", "joe:"],
    ] {
        let outcome = fetch(&[words, &[server.origin.as_str()]].concat());
        assert_eq!(outcome.code, 0, "{words:?}: {}", outcome.err);
    }
}

#[test]
fn wrong_options_send_nothing() {
    let server = Server::start(|request| shared(request, &[], ""));
    for (words, reason) in [
        (&["-u", "joe"][..], "--user has no password"),
        (&["-b", "jar.txt"], "does not read cookies from a file"),
        (&["-b", "__Secure-a=1"], ""),
        (&["-H", "x-token"], "the value of -H number 1 is not a header"),
        (&["-H", "a b: c"], "the header name \"a …\" is not a valid HTTP token"),
        (&["-H", "x-token: €"], "the value of -H number 1 has a character after U+00FF"),
        (&["-X", "TRACE"], ""),
        (&["-X", "GET", "-d", "x"], ""),
        (&["-X", "PUT", "-I"], "cannot be used with"),
        (&["-k", "--cacert", "x"], "cannot be used with"),
        (&["--http1.1", "--http2-prior-knowledge"], "cannot be used with"),
        (&["-d", "@/no/such/file"], "the file /no/such/file cannot be read: "),
        (&["--resolve", "a:b"], "HOST:PORT:ADDRESS"),
        (&["--timeout", "0"], "write a number of seconds"),
        (&["--mode", "navigate"], ""),
    ] {
        let outcome = fetch(&[words, &[&server.origin]].concat());
        let is_accepted = words[1].starts_with("__");
        assert_eq!(outcome.code, if is_accepted { 0 } else { 2 }, "{words:?}: {}", outcome.err);
        assert!(outcome.err.contains(reason), "{words:?}: {}", outcome.err);
        assert_eq!(server.take().len(), usize::from(is_accepted), "{words:?}");
    }
    assert_eq!(fetch(&["-u", "a:b", "data:,x"]).code, 2);
    assert_eq!(fetch(&["/items"]).code, 2, "there is no base URL");
    assert_eq!(fetch(&["http://joe:pass@localhost/"]).code, 2, "fetch() throws");
    assert_eq!(fetch(&[]).code, 2);
    assert_eq!(fetch(&["--help"]).code, 0);
}
