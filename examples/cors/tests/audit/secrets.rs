//! Tests that no output shows a value of the session.

use std::{env, fs, process};

use crate::peer::{self, Server, audit, audit_route};

const FIRST: &str = "Zq7first4secret";
const SECOND: &str = "Zq7second4secret";

#[test]
fn no_report_shows_a_secret() {
    let server = Server::start(peer::repeats_session);
    let file = env::temp_dir().join(format!("fetch-cors-audit-secrets-{}", process::id()));
    fs::write(&file, format!("Authorization: Bearer {SECOND}\n")).unwrap();
    for format in ["text", "json", "sarif", "html"] {
        let cookie = format!("Cookie: theme=dark; id={FIRST}");
        let more =
            ["--yes", "--session", &cookie, "--session-file", file.to_str().unwrap(), "--format", format];
        let outcome = audit_route(&server, &more);
        assert_eq!(outcome.code, 1);
        assert_no_secret(&outcome.out);
        assert_no_secret(&outcome.err);
        // SARIF shows no headers.
        assert_eq!(outcome.out.contains("[from the session]"), format != "sarif", "{format}");
    }
    fs::remove_file(file).unwrap();
    let received = server.received.lock().unwrap();
    let was_sent = |secret: &str| {
        received.iter().any(|request| {
            request.headers().values().any(|value| value.to_str().unwrap_or_default().contains(secret))
        })
    };
    assert!(was_sent(FIRST) && was_sent(SECOND));
}

#[test]
fn no_error_shows_a_secret() {
    for words in [
        &["http://127.0.0.1:2", "--route", "GET /", "--session", FIRST][..],
        &["http://127.0.0.1:2", "--route", "GET /", "--session", "a: Zq7first4secret\n"],
        &["http://127.0.0.1:2", "--route", "GET /", "--session", "Zq7first4secret\u{1}: b"],
        &["http://127.0.0.1:2", "--route", "GET", "--session", "a: Zq7first4secret"],
        &["http://127.0.0.1:2", "--wrong", "--session", "a: Zq7first4secret"],
        &["http://127.0.0.1:2", "--route", "GET /", "--session", "a: Zq7first4secret"],
    ] {
        let outcome = audit(words);
        assert_eq!(outcome.code, 2, "{}", outcome.err);
        assert_no_secret(&outcome.err);
        assert_no_secret(&outcome.out);
    }
}

fn assert_no_secret(text: &str) {
    let text = text.to_lowercase();
    for secret in [FIRST, SECOND] {
        if let Some(at) = text.find(&secret.to_lowercase()) {
            panic!("a secret at {at}: {}", &text[at.saturating_sub(100)..at + 20]);
        }
    }
}
