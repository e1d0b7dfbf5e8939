//! Tests that the findings over sockets are the same as those of the same server in process.

use crate::peer::{self, Policy, Reply, Server, TRUSTED, audit_route};
use fetch_cors::lab::PolicyLab;
use fetch_cors_cli::audit::Format;
use http::{Method, Request, Response};
use serde_json::Value;

#[test]
fn findings_are_those_in_process() {
    for (name, policy, codes) in [
        ("exact", peer::exact as Policy, &[][..]),
        ("suffix", peer::suffix, &["suffix-match", "http-origin"]),
        ("reflects", peer::reflects, &["any-origin"]),
        ("null", peer::null, &["null-origin"]),
        ("hangs", peer::hangs_for_null, &["no-response"]),
        ("closes", peer::closes_for_null, &["no-response"]),
    ] {
        let server = Server::start(policy);
        let outcome = audit_route(&server, &["--format", "json", "--timeout", "0.3"]);
        let (over_sockets, in_process) = (outcome.json(), in_process(&server, policy));
        assert_eq!(texts(&over_sockets["findings"], "code"), codes, "{name}: {}", outcome.out);
        for member in ["code", "severity", "origins", "places", "witnesses", "remedy", "plan"] {
            let all = |report: &Value| {
                report["findings"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one[member].clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(all(&over_sockets), all(&in_process), "{name}: {member}");
        }
        for member in ["server", "requests", "worst", "not_checked", "accesses"] {
            assert_eq!(over_sockets[member], in_process[member], "{name}: {member}");
        }
        assert_eq!(over_sockets["requests"], server.requests(), "{name}");
        assert_eq!(outcome.code, u8::from(!codes.is_empty()), "{name}");
    }
}

#[test]
fn a_missing_response_says_why() {
    let hangs = Server::start(peer::hangs_for_null);
    let report = audit_route(&hangs, &["--format", "json", "--timeout", "0.3"]).json();
    let cause = "The server gave no response: no response within 0.3 seconds (--timeout).";
    assert_eq!(texts(&report["findings"], "cause"), [cause]);
    let closes = Server::start(peer::closes_for_null);
    let report = audit_route(&closes, &["--format", "json"]).json();
    let cause = "The server gave no response: the connection ended before there was a response.";
    assert_eq!(texts(&report["findings"], "cause"), [cause]);
}

/// Checks that every byte of the headers arrives unchanged, and that `Host` and `User-Agent` are added.
#[test]
fn requests_arrive_as_they_are() {
    let server = Server::start(peer::exact);
    let body = ["--json-body", "{\"a\":1}"];
    audit_route(&server, &body);
    let received = server.received.lock().unwrap();
    assert!(received.iter().all(|request| request.headers()["host"] == server.origin["http://".len()..]));
    assert!(received.iter().all(|request| request.headers()["user-agent"] == "fetch-cors-audit/0.0.0"));
    assert!(received.iter().any(|request| request.method() == Method::PUT && request.body() == b"{\"a\":1}"));
    let origins: Vec<&[u8]> = received
        .iter()
        .filter_map(|request| request.headers().get("origin"))
        .map(|value| value.as_bytes())
        .collect();
    assert!(origins.contains(&"https://evil.test\u{fc}".as_bytes()));
    assert!(origins.contains(&[b'a'; 8192].as_slice()));
}

#[test]
fn no_redirect_is_followed() {
    static ELSEWHERE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    fn redirects(request: &Request<Vec<u8>>) -> Reply {
        let Reply::Response(mut response) = peer::exact(request) else { panic!() };
        *response.status_mut() = http::StatusCode::FOUND;
        response.headers_mut().try_append("location", ELSEWHERE.get().unwrap().parse().unwrap()).unwrap();
        Reply::Response(response)
    }
    let elsewhere = Server::start(peer::exact);
    ELSEWHERE.set(format!("{}/", elsewhere.origin)).unwrap();
    let server = Server::start(redirects);
    audit_route(&server, &[]);
    assert!(server.requests() > 20);
    assert_eq!(elsewhere.requests(), 0);
}

fn in_process(server: &Server, policy: Policy) -> Value {
    let lab = PolicyLab::new(&server.origin).unwrap().trusts([TRUSTED]).unwrap();
    let report =
        lab.route("/items", [Method::GET, Method::PUT]).run(|request| -> Result<Response<()>, &str> {
            match policy(&request) {
                Reply::Response(response) => Ok(response),
                Reply::Hangs | Reply::Closes => Err("nothing"),
            }
        });
    serde_json::from_str(&Format::Json.write(&report)).unwrap()
}

fn texts<'v>(values: &'v Value, member: &str) -> Vec<&'v str> {
    values.as_array().unwrap().iter().map(|value| value[member].as_str().unwrap()).collect()
}
