//! Tests of the options, the exit codes, the rate and the limits.

use std::net::TcpListener;
use std::time::Duration;
use std::{env, fs, process};

use crate::peer::{self, Reply, Server, TRUSTED, TestClock, audit, audit_route, audit_with};
use fetch_cors::lab::FindingKind;
use http::Request;

#[test]
fn exit_codes() {
    let clean = Server::start(peer::exact);
    let outcome = audit_route(&clean, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.out);
    assert!(outcome.out.starts_with(&format!("The CORS policy of {}: 0 findings, ", clean.origin)));
    let null = Server::start(peer::null); // severity high
    for (more, code) in [
        (&[][..], 1),
        (&["--fail-on", "info"], 1),
        (&["--fail-on", "high"], 1),
        (&["--fail-on", "critical"], 0),
        (&["--allow", "null-origin"], 0),
        (&["--trusts", "null"], 2),
        (&["--trusts", &null.origin], 2),
        (&["--allow", "nothing"], 2),
        (&["--fail-on", "fatal"], 2),
        (&["--format", "xml"], 2),
        (&["--rate", "0"], 2),
        (&["--timeout", "0"], 2),
        (&["--route", "GET items"], 2),
        (&["--route", "/items"], 2),
        (&["--route", "G T /items"], 2),
        (&["--request-header", "a b"], 2),
        (&["--session-file", "/no/such/file"], 2),
        (&["--output", "/no/such/folder/report"], 2),
        (&["--insecure"], 2),
    ] {
        let outcome = audit_route(&null, more);
        assert_eq!(outcome.code, code, "{more:?}: {}{}", outcome.err, outcome.out);
    }
    assert_eq!(audit(&[&null.origin, "--trusts", TRUSTED]).code, 2, "there is no route");
    assert_eq!(audit(&[&format!("{}/items", null.origin), "--route", "GET /"]).code, 2, "there is a path");
    assert_eq!(audit(&["--help"]).code, 0);
}

#[test]
fn a_report_that_cannot_be_written_is_not_lost() {
    let server = Server::start(peer::exact);
    let outcome = audit_route(&server, &["--output", "/no/such/folder/report"]);
    assert!(outcome.out.starts_with("The CORS policy of"));
    assert!(outcome.err.contains("the report cannot be written: "));
    let file = env::temp_dir().join(format!("fetch-cors-audit-{}", process::id()));
    let outcome = audit_route(&server, &["--output", file.to_str().unwrap()]);
    assert_eq!((outcome.code, outcome.out.as_str()), (0, ""));
    assert!(fs::read_to_string(&file).unwrap().starts_with("The CORS policy of"));
    fs::remove_file(file).unwrap();
}

#[test]
fn a_server_that_gives_no_response_is_no_finding() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let outcome = audit(&[&closed, "--route", "GET /"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.contains("refused the connection: no server listens there"), "{}", outcome.err);

    let hangs = Server::start(|_| Reply::Hangs);
    let outcome = audit_route(&hangs, &["--timeout", "0.05"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert_eq!(hangs.requests(), 3);

    let blocked = audit(&["http://127.0.0.1:1", "--route", "GET /"]);
    assert_eq!(blocked.code, 2);
    assert!(blocked.err.contains("browsers send nothing to port 1"), "{}", blocked.err);
}

#[test]
fn it_gives_up_on_a_server_that_falls_silent() {
    fn closes_for_put(request: &Request<Vec<u8>>) -> Reply {
        let asks = request.headers().contains_key("access-control-request-method");
        if asks { Reply::Closes } else { peer::exact(request) }
    }
    let server = Server::start(closes_for_put);
    let outcome = audit_route(&server, &["--format", "json"]);
    let report = outcome.json();
    assert_eq!(report["requests"], server.requests());
    assert!(outcome.err.contains("no more requests were sent, because too many in a row had no response"));
    assert_eq!(outcome.code, 1);
}

#[test]
fn requests_are_announced_and_limited() {
    let server = Server::start(peer::exact);
    let outcome = audit_route(&server, &["--rate", "20"]);
    let first = outcome.err.lines().next().unwrap();
    let most: usize =
        first.strip_prefix("Sending at most ").unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(first.ends_with(&format!(", 20 per second: about {:.0} s.", most as f64 / 20.0)), "{first}");
    assert!(server.requests() <= most);

    let server = Server::start(peer::exact);
    let many: Vec<String> = (0..10).flat_map(|i| ["--route".to_owned(), format!("GET,PUT /{i}")]).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let outcome = audit_route(&server, &many);
    assert_eq!((outcome.code, server.requests()), (2, 0));
    assert!(outcome.err.contains("which is more than 500. To send them, add --yes"), "{}", outcome.err);
    let outcome = audit_route(&server, &[&many[..], &["--yes"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.out);
    assert!(server.requests() > 500);
}

#[test]
fn the_rate_is_kept() {
    let server = Server::start(peer::exact);
    let clock = TestClock::default();
    let words = [server.origin.as_str(), "--trusts", TRUSTED, "--route", "GET /items"];
    audit_with(&[&words[..], &["--rate", "4"]].concat(), &clock, false);
    let sleeps = clock.sleeps.borrow();
    assert_eq!(sleeps.len(), server.requests() - 1);
    assert!(sleeps.iter().all(|sleep| *sleep == Duration::from_millis(250)), "{sleeps:?}");

    let clock = TestClock::default();
    let outcome = audit_with(&words, &clock, false);
    assert!(clock.sleeps.borrow().is_empty(), "there is no limit on a loopback address");
    assert!(outcome.err.contains("without a rate limit"));
}

#[test]
fn progress_is_shown() {
    let server = Server::start(peer::exact);
    let words = [server.origin.as_str(), "--trusts", TRUSTED, "--route", "GET /items", "--rate", "2"];
    let outcome = audit_with(&words, &TestClock::default(), false);
    let lines: Vec<&str> = outcome.err.lines().skip(1).collect();
    assert!(
        lines[0].ends_with(" requests sent, 1 s") && lines[1].ends_with(" requests sent, 11 s"),
        "{lines:?}"
    );
    let outcome = audit_with(&words, &TestClock::default(), true);
    assert_eq!(outcome.err.lines().count(), 2);
    assert!(outcome.err.ends_with("\r\x1b[K"));
    assert!(outcome.err.matches('\r').count() > 30);
}

#[test]
fn the_default_rate_is_for_other_machines() {
    // There are more than 500 requests, so nothing is sent.
    let many: Vec<String> = (0..20).flat_map(|i| ["--route".to_owned(), format!("GET,PUT /{i}")]).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (server, rate) in [
        ("https://api.example", ", 10 per second: "),
        ("http://10.0.0.1:8080", ", 10 per second: "),
        ("https://localhost.example", ", 10 per second: "),
        ("http://localhost:8080", ", without a rate limit"),
        ("http://a.localhost", ", without a rate limit"),
        ("http://127.1.2.3", ", without a rate limit"),
        ("http://[::1]:8080/", ", without a rate limit"),
    ] {
        let outcome = audit(&[&[server, "--session", "cookie: a=b"], &many[..]].concat());
        assert_eq!(outcome.code, 2);
        assert!(outcome.err.contains(rate), "{server}: {}", outcome.err);
        let warns = outcome.err.contains("the session goes over the network unencrypted");
        assert_eq!(warns, server == "http://10.0.0.1:8080", "{server}");
    }
}

#[test]
fn every_option_reaches_the_lab() {
    let server = Server::start(peer::exact);
    let file = env::temp_dir().join(format!("fetch-cors-audit-session-{}", process::id()));
    fs::write(&file, "# a session\n\nCookie: id=from-a-file\r\nX-Key: 12345678\n").unwrap();
    let outcome = audit(&[
        &server.origin,
        "--trusts-subdomains-of",
        "https://site.example",
        "--public",
        "--failing-route",
        "get,PUT /fails",
        "--json-body",
        "{}",
        "--request-header",
        "X-Asked",
        "--readable-header",
        "X-Read",
        "--session",
        "Authorization: Bearer abcdefgh",
        "--session-file",
        file.to_str().unwrap(),
        "--allow",
        "parent-domain",
        "--format",
        "json",
        "--yes",
    ]);
    fs::remove_file(file).unwrap();
    let report = outcome.json();
    let received = server.received.lock().unwrap();
    let has = |name: &str, value: &str| {
        received.iter().any(|request| request.headers().get(name).is_some_and(|sent| sent == value))
    };
    assert!(has("origin", "https://page.site.example"));
    assert!(has("cookie", "id=from-a-file") && has("x-key", "12345678"));
    assert!(has("authorization", "Bearer abcdefgh"));
    assert!(has("access-control-request-headers", "x-asked"));
    assert!(received.iter().all(|request| request.uri() == "/fails"));
    assert!(received.iter().any(|request| request.method() == "GET"));
    assert_eq!(report["allowed_in_vain"][0], "parent-domain");
    assert!(outcome.out.contains("whether pages can read x-read"));
    assert!(!outcome.out.contains(".session("), "the options of the program are named");
    assert!(FindingKind::all().all(|kind| !outcome.out.contains(&format!(".allow({:?})", kind.code()))));
}
