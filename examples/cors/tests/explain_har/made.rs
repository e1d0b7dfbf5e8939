//! Tests with single entries, for cases that the twenty-five fetches do not have.

use fetch_cors_cli::explain::recording::{Answer, Api, Ended, Message, Recording, Said};
use serde_json::{Value, json};

use super::read;

fn file(creator: &str, entries: &Value) -> Recording {
    let pages = json!([{ "id": "p", "title": "https://app.example/x" }]);
    let log = json!({ "creator": { "name": creator, "version": "1" }, "pages": pages, "entries": entries });
    read(json!({ "log": log }).to_string().as_bytes()).unwrap()
}

fn only(creator: &str, entry: &Value) -> Message {
    let mut recording = file(creator, &json!([entry]));
    assert_eq!(recording.notes, Vec::<String>::new());
    recording.messages.pop().unwrap()
}

fn failed(error: &str) -> Value {
    json!({
        "pageref": "p", "_resourceType": "fetch",
        "request": { "method": "GET", "url": "https://api.example/#part", "headers": [] },
        "response": { "status": 0, "headers": [], "_error": error },
    })
}

#[test]
fn names_of_failures_in_chromium() {
    for (error, answers, said) in [
        ("net::ERR_FAILED", false, vec![]),
        ("net::ERR_ABORTED", false, vec![]),
        ("net::ERR_BLOCKED_BY_CLIENT", false, vec![]),
        ("net::ERR_NAME_NOT_RESOLVED", true, vec![Said::NoResponse]),
        ("net::ERR_CERT_AUTHORITY_INVALID", true, vec![Said::NoResponse]),
        ("net::ERR_BLOCKED_BY_ORB", false, vec![Said::OpaqueResponseBlocked]),
        ("net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin", false, vec![Said::ResourcePolicy]),
        ("net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", false, vec![Said::LocalNetwork]),
        ("net::ERR_BLOCKED_BY_CSP", false, vec![Said::ContentSecurityPolicy]),
        ("net::ERR_TOO_MANY_REDIRECTS", false, vec![Said::RedirectRefused]),
    ] {
        let message = only("WebInspector", &failed(error));
        let answer = if answers { Answer::Nothing(error.to_owned()) } else { Answer::NotRecorded };
        assert_eq!((message.answer, message.said), (answer, said), "{error}");
        assert_eq!(message.ended, Ended::Failed(error.to_owned()));
        assert_eq!(message.headers, None);
        assert_eq!(message.url.as_str(), "https://api.example/");
    }
}

#[test]
fn words_of_safari() {
    for (text, said) in [
        (
            "Origin https://a.example … not allowed by Access-Control-Allow-Origin.",
            vec![Said::OriginNotAllowed],
        ),
        ("… wildcard in Access-Control-Allow-Origin …", vec![Said::WildcardWithCredentials]),
        ("Access-Control-Allow-Origin … more than one …", vec![Said::SeveralAllowOrigins(None)]),
        (
            "… header field X-A … by Access-Control-Allow-Headers.",
            vec![Said::HeaderNotAllowed(Some("X-A".to_owned()))],
        ),
        (
            "Method PUT … by Access-Control-Allow-Methods.",
            vec![Said::MethodNotAllowed(Some("PUT".to_owned()))],
        ),
        (
            "Preflight response is not … Status code: 401",
            vec![Said::AboutPreflight, Said::PreflightStatus(Some(401))],
        ),
    ] {
        assert_eq!(only("WebKit Web Inspector", &failed(text)).said, said, "{text}");
    }
}

#[test]
fn a_failure_is_shown_without_queries() {
    let text = "https://api.example/a?token=SECRET … access control …";
    let message = only("WebKit Web Inspector", &failed(text));
    let shown = "https://api.example/a?… … access control …";
    assert_eq!(message.ended, Ended::Failed(shown.to_owned()));
    let text = "no route for https://joe:SECRET@api.example/ GET /a?t=SECRET";
    let Ended::Failed(shown) = only("WebKit Web Inspector", &failed(text)).ended else { panic!() };
    assert!(!shown.contains("SECRET") && shown.contains("api.example"), "{shown}");
}

#[test]
fn playwright_has_names_of_its_own() {
    let mut entry = failed("");
    entry["response"] = json!({ "status": -1, "headers": [], "_failureText": "net::ERR_FAILED" });
    let message = only("Playwright", &entry);
    assert_eq!(message.answer, Answer::NotRecorded);
    assert_eq!(message.ended, Ended::Failed("net::ERR_FAILED".to_owned()));
}

#[test]
fn a_request_of_a_frame_has_the_document_of_the_frame() {
    let with = |headers: Value| {
        let mut entry = failed("net::ERR_FAILED");
        entry["request"]["headers"] = headers;
        only("WebInspector", &entry).document.map(|document| document.to_string())
    };
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let page = Some("https://app.example/x".to_owned());
    assert_eq!(with(json!([])), page);
    assert_eq!(with(json!([header("Origin", "https://app.example")])), page);
    assert_eq!(with(json!([header("Origin", "null")])), page);
    let frame =
        json!([header("Origin", "https://frame.example"), header("Referer", "https://frame.example/f")]);
    assert_eq!(with(frame).as_deref(), Some("https://frame.example/f"));
    assert_eq!(with(json!([header("Origin", "https://frame.example")])), None);
}

#[test]
fn a_service_worker_and_a_cache() {
    let mut entry = failed("");
    entry["response"] = json!({
        "status": 200, "httpVersion": "h2", "_error": null, "_fetchedViaServiceWorker": true,
        "headers": [{ "name": "date", "value": "" }],
    });
    entry["_fromCache"] = json!("disk");
    let message = only("WebInspector", &entry);
    assert!(message.is_from_service_worker && message.is_from_cache);
    assert_eq!(message.ended, Ended::Delivered);
    entry["response"]["headers"] = json!([]);
    assert_eq!(only("WebInspector", &entry).answer, Answer::Status(200));
}

#[test]
fn what_made_a_request() {
    let by_headers = |headers: &[(&str, &str)]| {
        let mut entry = failed("");
        entry["_resourceType"] = json!(null);
        entry["request"]["headers"] =
            headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        only("Firefox", &entry).api
    };
    assert_eq!(by_headers(&[("Sec-Fetch-Dest", "image")]), Some(Api::Image));
    assert_eq!(by_headers(&[("Sec-Fetch-Dest", "iframe")]), Some(Api::Document));
    assert_eq!(by_headers(&[("Sec-Fetch-Dest", "empty")]), None);
    assert_eq!(
        by_headers(&[("Sec-Fetch-Dest", "empty"), ("Accept", "text/event-stream")]),
        Some(Api::EventSource)
    );
    let mut socket = failed("");
    socket["request"]["url"] = json!("wss://api.example/socket");
    assert_eq!(only("Firefox", &socket).api, Some(Api::WebSocket));
}

#[test]
fn a_body_of_which_nothing_is_recorded() {
    let with = |request: Value| {
        let mut entry = failed("");
        entry["request"] = request;
        entry["request"]["url"] = json!("https://api.example/");
        only("WebInspector", &entry).body_type
    };
    let length = json!([{ "name": "Content-Length", "value": "7" }]);
    assert_eq!(with(json!({ "method": "POST", "headers": length })), None);
    assert_eq!(with(json!({ "method": "POST", "headers": [] })), Some(String::new()));
    assert_eq!(with(json!({ "method": "POST", "bodySize": 7, "headers": [] })), None);
    assert_eq!(
        with(json!({ "method": "POST", "bodySize": 7, "headers": [], "postData": { "mimeType": "" } })),
        None
    );
}

/// Checks that entries of a wrong form are skipped, and that the other entries are read.
#[test]
fn entries_of_another_form_are_passed_over() {
    let good = failed("net::ERR_FAILED");
    let strange = [
        json!(null),
        json!(1),
        json!("SECRET"),
        json!([]),
        json!({}),
        json!({ "request": "SECRET" }),
        json!({ "request": { "method": 1, "url": "https://a.example/" } }),
        json!({ "request": { "method": "G T", "url": "https://a.example/" } }),
        json!({ "request": { "method": "GET", "url": "SECRET" } }),
        json!({ "request": { "method": "GET", "url": "https://a.example/", "headers": { "a": "SECRET" } } }),
        json!({ "request": { "method": "GET", "url": "https://a.example/", "headers": ["SECRET"] } }),
        json!({ "request": { "method": "GET", "url": "https://a.example/", "headers": [{ "name": "SECRET" }] } }),
        json!({ "request": { "method": "GET", "url": "https://a.example/" }, "response": { "status": "SECRET" } }),
    ];
    for entry in &strange {
        let recording = file("WebInspector", &json!([good, entry, good]));
        assert_eq!(recording.total, 3);
        let numbers: Vec<usize> = recording.messages.iter().map(|message| message.number).collect();
        assert_eq!(numbers, [1, 3], "{entry}");
        assert_eq!(recording.notes.len(), 1, "{entry}");
        let note = &recording.notes[0];
        assert!(note.starts_with("Entry 2 ") && note.contains("line 1, column "), "{note}");
        assert!(!note.contains("SECRET"), "{note}");
    }
    let many = Value::Array(strange.iter().cycle().take(100).cloned().collect());
    let notes = file("WebInspector", &many).notes;
    assert_eq!((notes.len(), notes[20].as_str()), (21, "… and 80 more entries were skipped."));
}

#[test]
fn entries_that_cors_is_not_for_are_passed_over_silently() {
    for url in ["data:,a", "blob:https://a.example/1", "chrome-extension://abc/a.js", "about:blank"] {
        let entry = json!({ "request": { "method": "GET", "url": url }, "response": {} });
        let recording = file("WebInspector", &json!([entry]));
        assert_eq!((recording.messages.len(), recording.total, recording.notes.len()), (0, 1, 0), "{url}");
    }
}
