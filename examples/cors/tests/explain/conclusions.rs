//! Tests of the conclusions that the command draws from a recording, and of those that it must not draw.

use serde_json::{Value, json};

use crate::command::{Outcome, explain_input};

/// Returns a HAR file of Chromium with these entries.
fn har(entries: &[Value]) -> String {
    let pages = json!([{ "id": "page_1", "title": "https://app.example/" }]);
    let creator = json!({ "name": "WebInspector", "version": "537.36" });
    json!({ "log": { "creator": creator, "pages": pages, "entries": entries } }).to_string()
}

fn headers(lines: &[(&str, &str)]) -> Value {
    lines.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// Returns the entry of a request that was never sent, because its preflight was refused.
fn unsent(method: &str, url: &str, lines: &[(&str, &str)]) -> Value {
    json!({
        "pageref": "page_1", "_resourceType": "fetch",
        "request": { "method": method, "url": url, "headers": headers(lines) },
        "response": { "status": 0, "headers": [], "httpVersion": "", "_error": "net::ERR_FAILED" },
    })
}

/// Returns the entry of a request that got a response.
fn answered(method: &str, url: &str, lines: &[(&str, &str)], answer: &[(&str, &str)]) -> Value {
    let lines = [&[("Host", "api.example"), ("Origin", "https://app.example")], lines].concat();
    json!({
        "pageref": "page_1", "_resourceType": "fetch",
        "request": { "method": method, "url": url, "headers": headers(&lines) },
        "response": { "status": 200, "headers": headers(answer), "httpVersion": "h2", "content": { "size": 2 } },
    })
}

fn preflight(method: &str, names: &str, url: &str, answer: &[(&str, &str)]) -> Value {
    let mut lines = vec![
        ("Host", "api.example"),
        ("Origin", "https://app.example"),
        ("Access-Control-Request-Method", method),
    ];
    if !names.is_empty() {
        lines.push(("Access-Control-Request-Headers", names));
    }
    json!({
        "pageref": "page_1", "_resourceType": "preflight", "_initiator": { "type": "preflight" },
        "request": { "method": "OPTIONS", "url": url, "headers": headers(&lines) },
        "response": { "status": 204, "headers": headers(answer), "httpVersion": "h2" },
    })
}

/// Returns the place, the outcome and the codes of each fetch.
fn said(outcome: &Outcome) -> Vec<(String, String, Vec<String>)> {
    let report = outcome.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |fetch: &Value| {
        let findings = fetch["explanation"]["findings"].as_array().unwrap();
        let codes = findings.iter().map(|finding| text(&finding["code"])).collect();
        (text(&fetch["place"]), text(&fetch["explanation"]["outcome"]), codes)
    };
    report["fetches"].as_array().unwrap().iter().map(one).collect()
}

fn explained(entries: &[Value]) -> Vec<(String, String, Vec<String>)> {
    said(&explain_input(&["--all", "--format", "json"], &har(entries)))
}

const URL: &str = "https://api.example/rpc";
const JSON: (&str, &str) = ("Content-Type", "application/json");
const ALLOW: (&str, &str) = ("Access-Control-Allow-Origin", "https://app.example");
const ALLOW_TYPE: (&str, &str) = ("Access-Control-Allow-Headers", "content-type");

/// Checks requests with the same method and URL at the same time. The header names in a preflight show to which request it
/// belongs.
#[test]
fn preflights_of_parallel_fetches() {
    let found = explained(&[
        answered("POST", URL, &[JSON], &[ALLOW]),
        unsent("POST", URL, &[JSON, ("X-Tenant", "7")]),
        preflight("POST", "content-type", URL, &[ALLOW, ALLOW_TYPE]),
        preflight("POST", "content-type,x-tenant", URL, &[ALLOW, ALLOW_TYPE]),
    ]);
    let refused =
        ("entry 4, entry 2".to_owned(), "refused".to_owned(), vec!["header-not-allowed".to_owned()]);
    assert_eq!(found, [("entry 3, entry 1".to_owned(), "allowed".to_owned(), vec![]), refused]);
}

#[test]
fn preflights_of_equal_parallel_fetches_come_in_order() {
    let (send, ask) = (|| unsent("POST", URL, &[JSON]), || preflight("POST", "content-type", URL, &[ALLOW]));
    let found = explained(&[send(), send(), send(), ask(), ask(), ask()]);
    let places: Vec<&str> = found.iter().map(|(place, ..)| place.as_str()).collect();
    assert_eq!(places, ["entry 4, entry 1", "entry 5, entry 2", "entry 6, entry 3"]);
    assert!(found.iter().all(|(_, _, codes)| codes == &["header-not-allowed"]), "{found:?}");
    // The same explanation for all of them is printed once.
    let text = explain_input(&["--for", "none"], &har(&[send(), send(), ask(), ask()])).out;
    assert_eq!(text.matches("Why:").count(), 1, "{text}");
    assert!(text.contains("(entry 3, entry 1; the same for entry 4, entry 2)"), "{text}");
}

/// Checks a remembered grant, because of which the second request has no preflight.
#[test]
fn a_preflight_belongs_to_the_nearest_request() {
    let found = explained(&[
        answered("POST", URL, &[JSON], &[ALLOW]),
        answered("POST", URL, &[JSON], &[ALLOW]),
        preflight("POST", "content-type", URL, &[ALLOW, ALLOW_TYPE]),
        answered("POST", URL, &[JSON], &[ALLOW]),
    ]);
    let places: Vec<&str> = found.iter().map(|(place, ..)| place.as_str()).collect();
    assert_eq!(places, ["entry 1", "entry 3, entry 2", "entry 4"]);
}

/// Checks what people try with curl: a preflight for a method that needs none.
#[test]
fn a_preflight_that_nothing_makes_necessary_is_explained_alone() {
    let ask = |method: &str, status: &str| {
        format!(
            "$ curl -i -X OPTIONS {URL} -H 'Origin: https://app.example' \
             -H 'Access-Control-Request-Method: {method}'\nHTTP/1.1 {status}\n\n"
        )
    };
    for method in ["GET", "POST"] {
        let found = said(&explain_input(&["--format", "json"], &ask(method, "403 Forbidden")));
        assert_eq!(found[0].1, "refused", "{method}");
        assert_eq!(found[0].2, ["preflight-not-ok", "missing-allow-origin"], "{method}");
        let text = explain_input(&[], &ask(method, "403 Forbidden")).out;
        assert!(!text.contains("stream") && text.contains("alone"), "{text}");
    }
}

#[test]
fn a_response_to_curl_is_not_that_to_a_browser_which_asks_first() {
    let text = "$ curl -i https://api.example/list -H 'Origin: https://app.example' -H 'Authorization: Bearer SECRET'\n\
                HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.example\n\n";
    let outcome = explain_input(&[], text);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert!(
        outcome.out.contains("A browser first sends a preflight (OPTIONS), and curl does not."),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("Access-Control-Request-Headers: authorization"), "{}", outcome.out);
}

#[test]
fn a_console_that_does_not_name_the_page_is_explained_all_the_same() {
    let text = "Cross-Origin Request Blocked: … https://api.example/me … (Reason: CORS header \
                ‘Access-Control-Allow-Origin’ missing). Status code: 504.\n";
    let outcome = explain_input(&["--format", "json"], text);
    let report = outcome.json();
    let finding = &report["fetches"][0]["explanation"]["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["status"]),
        (&json!("missing-allow-origin"), &json!(504)),
        "{report:#}"
    );
    let concluded = report["fetches"][0]["concluded"].to_string();
    assert!(concluded.contains("your-page.example") && concluded.contains("--origin"), "{concluded}");
}

#[test]
fn headers_of_the_browser_are_not_those_of_script() {
    for line in
        [("Alt-Used", "api.example"), ("X-Requested-With", "org.example.app"), ("If-None-Match", "\"1\"")]
    {
        let found =
            explain_input(&["--all", "--format", "json"], &har(&[answered("GET", URL, &[line], &[ALLOW])]));
        assert_eq!(said(&found)[0].1, "allowed", "{line:?}: {}", found.err);
        assert!(!found.out.contains("\"code\": \"preflight"), "{line:?}: {}", found.out);
    }
}

/// Checks a 304 response: the response in the cache counts, which is not recorded.
#[test]
fn a_revalidation_is_not_what_the_page_gets() {
    let mut entry = answered("GET", URL, &[("If-None-Match", "\"1\"")], &[("Server", "x")]);
    entry["response"]["status"] = json!(304);
    assert_eq!(explained(&[entry.clone()])[0].1, "not-known");
    entry["request"]["headers"] = headers(&[("Host", "api.example"), ("Origin", "https://app.example")]);
    assert_eq!(explained(&[entry])[0].1, "refused");
}

#[test]
fn names_of_errors_are_shown_with_what_they_mean() {
    for (name, meaning) in [
        ("net::ERR_CERT_AUTHORITY_INVALID", "does not trust the certificate"),
        ("net::ERR_BLOCKED_BY_CLIENT", "an ad blocker"),
        ("net::ERR_ABORTED", "cancelled"),
    ] {
        let mut entry = unsent("GET", URL, &[]);
        entry["response"]["_error"] = json!(name);
        let text = explain_input(&["--all"], &har(&[entry])).out;
        assert!(text.contains(name) && text.contains(meaning), "{text}");
        // Sending the request again would show nothing new.
        assert!(!text.contains("-o /dev/null"), "{text}");
    }
}

/// Checks that the page marks where the fetch failed, even if only the console mentions the preflight.
#[test]
fn the_broken_place_is_marked_without_findings() {
    let text = "Access to fetch at 'https://api.example/a' from origin 'https://app.example' … CORS policy … Redirect … \
                a preflight request.\n";
    let page = explain_input(&["--format", "html"], text).out;
    assert_eq!(page.matches("The fetch failed here").count(), 1, "{page}");
    let plain = explain_input(&[], text);
    assert_eq!(plain.code, 1, "{}", plain.out);
    assert!(plain.out.contains("The recording says that the preflight was redirected"), "{}", plain.out);
    assert!(plain.out.contains("curl -gsv -o /dev/null -X OPTIONS https://api.example/a"), "{}", plain.out);
}

#[test]
fn mixed_content_is_named_and_not_asked_for() {
    let redirect = json!({
        "pageref": "page_1", "_resourceType": "fetch",
        "request": { "method": "GET", "url": "https://app.example/items", "headers": headers(&[("Host", "app.example")]) },
        "response": { "status": 307, "headers": headers(&[("Location", "http://app.example/items/")]), "httpVersion": "h2" },
    });
    let mut blocked = unsent("GET", "http://app.example/items/", &[]);
    blocked["response"]["_error"] = Value::Null;
    let text = explain_input(&[], &har(&[redirect, blocked])).out;
    assert!(text.contains("mixed content") && text.contains("X-Forwarded-Proto"), "{text}");
    assert!(!text.contains("-o /dev/null"), "{text}");
}

/// Checks the warning if the outcome depends on credentials, about which the recording says nothing.
#[test]
fn an_outcome_that_hangs_on_credentials_says_so() {
    let text = "$ curl -i https://api.example/ -H 'Origin: https://app.example'\nHTTP/1.1 200 OK\n\
                Access-Control-Allow-Origin: *\n\n";
    let outcome = explain_input(&[], text);
    assert_eq!(outcome.code, 0);
    assert!(outcome.out.contains("With credentials it is refused: "), "{}", outcome.out);
}

/// Checks that the output of the printed command line is enough for an explanation.
#[test]
fn what_the_printed_command_prints_can_be_explained() {
    let first = "$ curl -i -X PUT https://api.example/items -H 'Origin: https://app.example'\nHTTP/1.1 200 OK\n\
                 Access-Control-Allow-Origin: *\n\n";
    let asked = explain_input(&[], first);
    let line = asked.out.lines().find(|line| line.trim().starts_with("curl ")).unwrap().trim().to_owned();
    assert!(line.starts_with("curl -gsv -o /dev/null -X OPTIONS https://api.example/items "), "{line}");
    let printed = format!(
        "$ {line}\n* Connected to api.example (192.0.2.1) port 443 (#0)\n> OPTIONS /items HTTP/1.1\n> Host: api.example\n\
         > Access-Control-Request-Method: PUT\n> Origin: https://app.example\n> \n< HTTP/1.1 405 Method Not Allowed\n< \n"
    );
    let found = said(&explain_input(&["--format", "json"], &printed));
    assert_eq!(found[0].2, ["preflight-not-ok", "missing-allow-origin", "method-not-allowed"], "{found:?}");
}
