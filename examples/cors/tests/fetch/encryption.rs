//! Tests of TLS and of HTTP/2.

use crate::peer::{Certificates, File, Reply, Server, Validity, command, fetch, raw_encrypted, shared};
use http::{Request, Version};

fn hello(request: &Request<Vec<u8>>) -> Reply {
    shared(request, &[], "hello")
}

#[test]
fn the_server_chooses_the_version() {
    for (test, alpn, more, version, shown) in [
        ("h2", &["h2", "http/1.1"][..], &[][..], Version::HTTP_2, "ALPN: h2."),
        ("h1", &["http/1.1"], &[], Version::HTTP_11, "ALPN: http/1.1."),
        ("none", &[], &[], Version::HTTP_11, "ALPN: none."),
        ("only1", &["h2", "http/1.1"], &["--http1.1"], Version::HTTP_11, "ALPN: http/1.1."),
        ("only2", &["h2"], &["--http2-prior-knowledge"], Version::HTTP_2, "ALPN: h2."),
    ] {
        let certificates = Certificates::new(test, "localhost", Validity::Valid, alpn);
        let server = Server::encrypted(certificates.config(), hello);
        let words = ["-v", "-X", "PUT", "-d", "x", "--cacert", certificates.authority.path(), &server.origin];
        let outcome = fetch(&[&words[..], more].concat());
        assert_eq!(outcome.code, 0, "{test}: {}{}", outcome.out, outcome.err);
        assert!(outcome.out.contains(&format!("TLS 1.3, {shown}")), "{test}: {}", outcome.out);
        let first = if version == Version::HTTP_2 { "> PUT / HTTP/2\n" } else { "> PUT / HTTP/1.1\n" };
        assert!(outcome.out.contains(first), "{test}: {}", outcome.out);
        let received = server.take();
        assert!(received.iter().all(|request| request.version() == version), "{test}");
        assert!(!received[0].headers().contains_key("content-length"), "{test}: a preflight has no body");
        assert_eq!(received[1].body(), b"x");
    }
}

#[test]
fn http2_is_spoken_without_tls_if_the_user_says_so() {
    let server = Server::start(hello);
    let outcome = fetch(&["-s", "--http2-prior-knowledge", &server.origin]);
    assert_eq!(outcome.out, "hello", "{}", outcome.err);
    assert_eq!(server.take()[0].version(), Version::HTTP_2);
}

#[test]
fn a_server_without_http2_is_named() {
    let certificates = Certificates::new("no2", "localhost", Validity::Valid, &[]);
    let server = Server::encrypted(certificates.config(), hello);
    let trust = ["--cacert", certificates.authority.path()];
    let outcome = fetch(&[&trust[..], &["--http2-prior-knowledge", &server.origin]].concat());
    assert_eq!(outcome.code, 3);
    assert!(outcome.err.contains("the server does not speak HTTP/2"), "{}", outcome.err);
}

#[test]
fn each_flaw_of_a_certificate_has_its_words() {
    for (test, name, validity, is_trusted, words) in [
        ("unknown", "localhost", Validity::Valid, false, "its issuer is unknown"),
        ("expired", "localhost", Validity::Expired, true, "it has expired"),
        ("early", "localhost", Validity::NotYet, true, "it is not valid yet"),
        (
            "name",
            "other.example",
            Validity::Valid,
            true,
            "it is for another name: it is valid for other.example",
        ),
    ] {
        let certificates = Certificates::new(test, name, validity, &[]);
        let server = Server::encrypted(certificates.config(), hello);
        let trust = ["--cacert", certificates.authority.path()];
        let outcome = fetch(&[if is_trusted { &trust[..] } else { &[] }, &[&server.origin]].concat());
        assert_eq!(outcome.code, 3, "{test}");
        let text = format!("the certificate of localhost is not accepted: {words}");
        assert!(outcome.err.contains(&text), "{test}: {}", outcome.err);
        assert!(server.take().is_empty(), "{test}");

        let outcome = fetch(&["-k", "-s", &server.origin]);
        assert_eq!((outcome.code, outcome.out.as_str()), (0, "hello"), "{test}");
        assert!(outcome.err.contains("WARNING: certificates are not checked"), "{test}: {}", outcome.err);
    }
}

/// Only `cors fetch` has the option `--cacert`, so `cors audit` must not advise it.
#[test]
fn the_advice_names_options_of_the_command() {
    let certificates = Certificates::new("advice", "localhost", Validity::Valid, &[]);
    let server = Server::encrypted(certificates.config(), hello);
    let fetched = fetch(&[&server.origin]);
    assert!(fetched.err.contains("To accept it, use --cacert FILE"), "{}", fetched.err);
    let audited = command(&["audit", &server.origin, "--route", "GET /"]);
    assert_eq!(audited.code, 2);
    assert!(audited.err.contains("the certificate of localhost is not accepted"), "{}", audited.err);
    assert!(audited.err.contains("over http: on the machine on which it runs"), "{}", audited.err);
    assert!(!audited.err.contains("--cacert"), "{}", audited.err);
}

#[test]
fn a_listed_certificate_needs_no_authority() {
    let certificates = Certificates::new("listed", "localhost", Validity::Valid, &[]);
    let server = Server::encrypted(certificates.config(), hello);
    let words = ["-s", "--cacert", certificates.server.path()];
    assert_eq!(fetch(&[&words[..], &[&server.origin]].concat()).out, "hello");
    let url = server.origin.replace("localhost", "127.0.0.1");
    let outcome = fetch(&[&words[..], &[&url]].concat());
    assert!(outcome.err.contains("it is for another name"), "{}", outcome.err);
}

#[test]
fn a_server_without_tls_is_named() {
    let server = Server::start(hello);
    let outcome = fetch(&[&format!("https://{}", server.host)]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.err.contains("the server does not speak TLS on this port"), "{}", outcome.err);
}

#[test]
fn the_end_of_a_connection_ends_a_body_without_a_length() {
    let head = "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n";
    for (test, more, code) in [("end", "", 0), ("short", "content-length: 9\r\n", 3)] {
        let certificates = Certificates::new(test, "localhost", Validity::Valid, &[]);
        let url = raw_encrypted(certificates.config(), format!("{head}{more}\r\nhello"));
        let outcome = fetch(&["-s", "--cacert", certificates.authority.path(), &url]);
        assert_eq!(outcome.code, code, "{test}: {}", outcome.err);
        assert_eq!(outcome.out, if code == 0 { "hello" } else { "" });
    }
}

#[test]
fn a_file_without_certificates_is_refused() {
    let empty = File::new("empty.pem", b"nothing");
    for (file, words) in [(empty.path(), "has no certificate"), ("/no/such/file", "cannot be read")] {
        let outcome = fetch(&["--cacert", file, "https://localhost:9"]);
        assert_eq!(outcome.code, 2);
        assert!(outcome.err.contains(words), "{}", outcome.err);
    }
}
