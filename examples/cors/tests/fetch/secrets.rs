//! Tests that no output shows what may be a secret, unless the user wants to see it.

use crate::peer::{Server, fetch, shared};

/// The parts by which a secret is found, also in its base64 form.
const PLANTED: &[&str] = &["hunter2", "aHVudGVy", "h1bnRlcj", "odW50ZXIy"];

#[test]
fn no_output_has_a_secret() {
    let server = Server::start(|request| match request.uri().path() {
        "/redirect" => shared(
            request,
            &[
                (":status", "302"),
                ("location", "/end?code=hunter2#hunter2"),
                ("set-cookie", "id=hunter2"),
                ("x-csrf-token", "hunter2"),
                ("access-control-expose-headers", "x-csrf-token"),
            ],
            "",
        ),
        "/refused" => {
            shared(request, &[("access-control-allow-origin", "*"), ("set-cookie", "a=hunter2")], "")
        }
        _ => shared(
            request,
            &[
                ("set-cookie", "id=hunter2"),
                ("x-api-key", "hunter2"),
                ("content-location", "/?hunter2"),
                ("access-control-expose-headers", "x-api-key, content-location"),
            ],
            "",
        ),
    });
    let secrets = [
        &["-u", "joe:hunter2", "-b", "sid=hunter2", "-H", "x-token: hunter2"][..],
        &["-H", "Authorization: Bearer hunter2", "-b", "sid=hunter2"],
    ];
    for path in ["/redirect?q=hunter2", "/refused?q=hunter2", "/?q=hunter2"] {
        for secrets in secrets {
            for format in [&[][..], &["-v"], &["--json"], &["-s"], &["-i", "-o", "/dev/null"]] {
                let url = server.url(path);
                let words = [secrets, format, &["--credentials", "include", &url]].concat();
                let outcome = fetch(&words);
                let text = outcome.out + &outcome.err;
                assert!(PLANTED.iter().all(|secret| !text.contains(secret)), "{words:?}: {text}");
                if format != ["-s"] {
                    let shown = fetch(&[&words[..], &["--show-secrets"]].concat());
                    assert!((shown.out + &shown.err).contains("hunter2"), "{words:?}");
                }
            }
        }
    }
}

#[test]
fn no_error_has_a_secret() {
    let server = Server::start(|request| shared(request, &[], ""));
    for words in [
        &["-u", "hunter2"][..],
        &["-u", "hunter2:\u{1}"],
        &["-b", "hunter2"],
        &["-b", "a=hunter2\u{1}"],
        &["-H", "Authorization hunter2"],
        &["-H", "x-token: hunter2€"],
        &["-H", "x-token: hunter2\0"],
        &["-d", "hunter2", "-X", "GET"],
        &["--user=hunter2", "--nonsense"],
    ] {
        let outcome = fetch(&[words, &[&server.origin]].concat());
        assert!(!outcome.err.contains("hunter2"), "{words:?}: {}", outcome.err);
    }
    for url in [
        "http://joe:hunter2@localhost/",
        "http://localhost:1/?hunter2",
        "http://127.0.0.1:9/?hunter2",
        "http://does-not-exist.invalid/?hunter2",
        "data:hunter2",
        "data:;base64,hunter2€",
    ] {
        for format in [&[][..], &["-v"], &["--json"], &["-s"]] {
            let outcome = fetch(&[format, &[url]].concat());
            assert_ne!(outcome.code, 0, "{url}");
            let text = outcome.out + &outcome.err;
            assert!(!text.contains("hunter2"), "{url} {format:?}: {text}");
        }
    }
}
