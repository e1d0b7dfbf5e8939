//! Writing the fetches as HAR files, in the form of each program.

use std::fmt::Write;

use serde_json::{Value, json};

use super::fetches::{End, Fetch, PAGE, Sent, all};

/// The programs whose files can be written.
pub(crate) const PROGRAMS: [&str; 5] = ["chromium", "firefox", "safari", "charles", "mitmproxy"];

/// Returns a HAR file with all fetches, in the form of a program.
pub(crate) fn har(program: &str) -> String {
    let entry = match program {
        "chromium" => chromium,
        "firefox" => firefox,
        "safari" => safari,
        "charles" => charles,
        "mitmproxy" => mitmproxy,
        _ => panic!("no program {program}"),
    };
    let mut entries: Vec<Value> = messages(program, &all()).into_iter().filter_map(entry).collect();
    entries.extend(noise(program));
    let (creator, pages) = head(program);
    let mut text = String::new();
    writeln!(text, "{{\"log\": {{\n\"version\": \"1.2\",\n\"creator\": {creator},").unwrap();
    if let Some(pages) = pages {
        writeln!(text, "\"pages\": {pages},").unwrap();
    }
    let lines: Vec<String> = entries.iter().map(Value::to_string).collect();
    writeln!(text, "\"entries\": [\n{}\n]\n}}}}", lines.join(",\n")).unwrap();
    text
}

/// Returns the messages in the order in which a program writes them. Chromium writes a request before its preflight.
pub(crate) fn messages<'f>(program: &str, fetches: &'f [Fetch]) -> Vec<&'f Sent> {
    let mut messages = Vec::new();
    for fetch in fetches {
        let start = messages.len();
        messages.extend(fetch.messages.iter());
        if program == "chromium" && fetch.messages[0].is_preflight() {
            messages.swap(start, start + 1);
        }
    }
    messages
}

fn head(program: &str) -> (Value, Option<Value>) {
    let timings = json!({ "onContentLoad": 130.5, "onLoad": 144.3 });
    let page = json!([{ "startedDateTime": DATE, "id": "page_1", "title": PAGE, "pageTimings": timings }]);
    match program {
        "chromium" => (json!({ "name": "WebInspector", "version": "537.36" }), Some(page)),
        "firefox" => (json!({ "name": "Firefox", "version": "153.0" }), Some(page)),
        "safari" => (json!({ "name": "WebKit Web Inspector", "version": "21624.1.2" }), Some(page)),
        "charles" => (json!({ "name": "Charles Proxy", "version": "4.6.4" }), None),
        _ => (json!({ "name": "mitmproxy", "version": "11.0.2", "comment": "" }), Some(json!([]))),
    }
}

/// Returns entries that are not fetches, such as programs write between the others.
fn noise(program: &str) -> Vec<Value> {
    let data = json!({
        "pageref": "page_1", "startedDateTime": DATE, "time": 0, "cache": {}, "timings": {},
        "request": { "method": "GET", "url": "data:image/png;base64,iVBORw0KGgo=", "headers": [] },
        "response": { "status": 200, "headers": [], "content": { "size": 8 } },
    });
    let tunnel = json!({
        "startedDateTime": DATE, "time": 9, "cache": {}, "timings": {},
        "request": { "method": "CONNECT", "url": "https://api.example/", "headers": [] },
        "response": { "status": 200, "headers": [], "content": {} },
    });
    if matches!(program, "charles" | "mitmproxy") { vec![tunnel] } else { vec![data] }
}

const DATE: &str = "2026-11-29T09:00:00.000Z";
const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64)";

fn chromium(sent: &Sent) -> Option<Value> {
    let is_sent = !matches!(sent.end, End::NotSent | End::Nothing(_));
    let mut headers = if is_sent { chromium_headers(sent) } else { provisional_headers(sent) };
    if sent.has_cookies {
        headers.push(("cookie".to_owned(), "sid=SECRET-COOKIE".to_owned()));
    }
    // Chromium does not record a response that came from the cache and was hidden from the page.
    let answer = sent.answer().filter(|_| !matches!(sent.end, End::RefusedFromCache(..)));
    let has_arrived = matches!(sent.end, End::Delivered(..) | End::Redirect(..));
    let error = match sent.end {
        End::Delivered(..) | End::Redirect(..) => Value::Null,
        End::PreflightRedirected(..) => json!("net::ERR_INVALID_REDIRECT"),
        End::Nothing(error) => json!(error),
        _ => json!("net::ERR_FAILED"),
    };
    let status = answer.map_or(0, |(status, _)| status);
    let version = if has_arrived { "h2" } else { "" };
    let has_body = has_arrived && status == 200 && !sent.is_preflight();
    let mut content = json!({ "size": if has_body { 9 } else { 0 }, "mimeType": "application/json" });
    if has_body {
        content["text"] = json!("\"SECRET\"\n");
    }
    let mut lines = lines(answer.map(|(_, lines)| lines.as_slice()), str::to_ascii_lowercase);
    if answer.is_some() {
        lines.push(("set-cookie".to_owned(), "sid=SECRET-COOKIE; Secure".to_owned()));
    }
    let initiator = if sent.is_preflight() {
        json!({ "type": "preflight", "url": sent.url, "requestId": "31440.755" })
    } else {
        json!({ "type": "script", "stack": { "callFrames": [{ "functionName": "load", "scriptId": "7",
            "url": "https://app.example/app.js", "lineNumber": 3, "columnNumber": 9 }] } })
    };
    let mut entry = json!({
        "_initiator": initiator, "_priority": "High", "_resourceType": sent.kind, "cache": {},
        "pageref": "page_1", "startedDateTime": DATE, "time": 12.5, "timings": timings(),
        "serverIPAddress": if has_arrived { "192.0.2.1" } else { "" },
        "request": {
            "method": sent.method, "url": sent.url, "httpVersion": version, "headers": named(&headers),
            "queryString": query(sent.url), "cookies": cookies(sent), "headersSize": -1,
            "bodySize": sent.body.map_or(0, |_| 6),
        },
        "response": {
            "status": status, "statusText": "", "httpVersion": version, "headers": named(&lines), "cookies": [],
            "content": content, "redirectURL": value(&lines, "location"), "headersSize": -1, "bodySize": -1,
            "_transferSize": if has_arrived { 300 } else { 0 }, "_error": error, "_fetchedViaServiceWorker": false,
        },
    });
    if let Some(body) = sent.body {
        entry["request"]["postData"] = json!({ "mimeType": body, "text": "SECRET" });
    }
    Some(entry)
}

fn chromium_headers(sent: &Sent) -> Vec<(String, String)> {
    let host = sent.url.split('/').nth(2).unwrap();
    let mut headers = owned(&[
        (":authority", host),
        (":method", sent.method),
        (":path", "/"),
        (":scheme", "https"),
        ("accept", "*/*"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
    ]);
    headers.extend(sent.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), (*value).to_owned())));
    headers.extend(sent.origin.map(|origin| ("origin".to_owned(), origin.to_owned())));
    headers.extend(owned(&[
        ("referer", "https://app.example/"),
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-mode", sent.mode),
        ("sec-fetch-site", "cross-site"),
        ("user-agent", USER_AGENT),
    ]));
    headers
}

/// Returns the headers that Chromium knows of a request before it is sent.
fn provisional_headers(sent: &Sent) -> Vec<(String, String)> {
    let mut headers = owned(&[("Referer", "https://app.example/"), ("User-Agent", USER_AGENT)]);
    headers.extend(owned(&sent.headers));
    headers
}

fn firefox(sent: &Sent) -> Option<Value> {
    let host = sent.url.split('/').nth(2).unwrap();
    let mut headers = owned(&[("Host", host), ("User-Agent", USER_AGENT), ("Accept", "*/*")]);
    headers.extend(owned(&sent.headers));
    headers.push(("Referer".to_owned(), "https://app.example/".to_owned()));
    headers.extend(sent.origin.map(|origin| ("Origin".to_owned(), origin.to_owned())));
    headers.extend(owned(&[("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", sent.mode)]));
    if sent.has_cookies {
        headers.push(("Cookie".to_owned(), "sid=SECRET-COOKIE".to_owned()));
    }
    let answer = sent.answer();
    let lines = lines(answer.map(|(_, lines)| lines.as_slice()), str::to_owned);
    // Firefox also records the bodies of responses that it hides from the page.
    let content = match answer {
        Some(_) => json!({ "mimeType": "application/json", "size": 8, "text": "\"SECRET\"" }),
        None => json!({ "size": 0, "text": "" }),
    };
    let mut entry = json!({
        "startedDateTime": DATE, "time": 12, "timings": timings(), "cache": {}, "pageref": "page_1",
        "_securityState": if answer.is_some() { "secure" } else { "insecure" },
        "request": {
            "bodySize": sent.body.map_or(0, |_| 6), "method": sent.method, "url": sent.url,
            "httpVersion": if answer.is_some() { "HTTP/2" } else { "" }, "headers": named(&headers),
            "cookies": cookies(sent), "queryString": query(sent.url), "headersSize": 400,
        },
        "response": {
            "status": answer.map_or(0, |(status, _)| status), "statusText": "", "headers": named(&lines),
            "httpVersion": if answer.is_some() { "HTTP/2" } else { "" }, "cookies": [], "content": content,
            "redirectURL": value(&lines, "location"), "headersSize": if answer.is_some() { 200 } else { -1 },
            "bodySize": if answer.is_some() { 208 } else { -1 },
        },
    });
    if answer.is_some() {
        entry["serverIPAddress"] = json!("192.0.2.1");
        entry["connection"] = json!("443");
    }
    if matches!(sent.end, End::RefusedFromCache(..)) {
        entry["cache"] = json!({ "afterRequest": null });
    }
    if let Some(body) = sent.body {
        entry["request"]["postData"] = json!({ "mimeType": body, "params": [], "text": "SECRET" });
    }
    Some(entry)
}

fn safari(sent: &Sent) -> Option<Value> {
    // A redirect has no entry. The entry of the request has the last URL.
    if matches!(sent.end, End::Redirect(..)) {
        return None;
    }
    let has_arrived = matches!(sent.end, End::Delivered(..) | End::PreflightRedirected(..));
    let mut headers = provisional_headers(sent);
    headers.extend(sent.origin.map(|origin| ("Origin".to_owned(), origin.to_owned())));
    if has_arrived {
        let host = sent.url.split('/').nth(2).unwrap();
        headers.extend(owned(&[(":authority", host), (":method", sent.method), ("Accept", "*/*")]));
    }
    if sent.has_cookies && has_arrived {
        headers.push(("Cookie".to_owned(), "sid=SECRET-COOKIE".to_owned()));
    }
    let answer = sent.answer().filter(|_| has_arrived);
    let lines = lines(answer.map(|(_, lines)| lines.as_slice()), str::to_owned);
    let mut entry = json!({
        "pageref": "page_1", "startedDateTime": DATE, "time": 12.1, "cache": {}, "timings": timings(),
        "request": {
            "method": sent.method, "url": sent.url, "httpVersion": "HTTP/2", "cookies": cookies(sent),
            "headers": named(&headers), "queryString": query(sent.url), "headersSize": 300, "bodySize": -1,
        },
        "response": {
            "status": answer.map_or(0, |(status, _)| status), "statusText": "", "httpVersion": "HTTP/2",
            "cookies": [], "headers": named(&lines), "redirectURL": value(&lines, "location"),
            "content": { "size": if has_arrived { 8 } else { 0 }, "compression": 0, "mimeType": "x-unknown" },
            "headersSize": -1, "bodySize": -1, "_transferSize": 0,
        },
    });
    if has_arrived {
        entry["_fetchType"] = json!("Network Load");
        entry["response"]["content"]["text"] = json!("\"SECRET\"");
    } else {
        entry["response"]["_error"] = json!(safari_error(sent));
    }
    if let Some(body) = sent.body {
        entry["request"]["postData"] = json!({ "mimeType": body, "text": "SECRET", "params": [] });
    }
    Some(entry)
}

pub(crate) fn safari_error(sent: &Sent) -> String {
    match sent.end {
        End::Nothing(_) => "… connect to the server.".to_owned(),
        End::NotSent => "Preflight response is not … Status code: 405".to_owned(),
        End::Refused(status, _) | End::RefusedFromCache(status, _) => {
            format!(
                "Origin https://app.example … not allowed by Access-Control-Allow-Origin. Status code: {status}"
            )
        }
        _ => panic!("it is no failure"),
    }
}

/// Returns whether a message was sent over the network, so that a proxy sees it.
fn is_on_the_network(sent: &Sent) -> bool {
    !matches!(sent.end, End::NotSent | End::RefusedFromCache(..))
}

fn proxied_headers(sent: &Sent) -> Vec<(String, String)> {
    let mut headers = chromium_headers(sent);
    headers.retain(|(name, _)| !name.starts_with(':'));
    if sent.has_cookies {
        headers.push(("cookie".to_owned(), "sid=SECRET-COOKIE".to_owned()));
    }
    headers
}

fn charles(sent: &Sent) -> Option<Value> {
    if !is_on_the_network(sent) {
        return None;
    }
    let host = sent.url.split('/').nth(2).unwrap();
    let mut headers = owned(&[(":method", sent.method), (":authority", host)]);
    headers.extend(proxied_headers(sent));
    let mut entry = json!({
        "startedDateTime": "2026-11-29T10:00:00.000+01:00", "time": 104, "cache": {}, "timings": timings(),
        "request": {
            "method": sent.method, "url": sent.url, "httpVersion": "HTTP/2.0", "cookies": cookies(sent),
            "headers": named(&headers), "queryString": query(sent.url), "headersSize": 14,
            "bodySize": sent.body.map_or(0, |_| 6),
        },
    });
    entry["response"] = match sent.answer() {
        Some((status, answer)) => {
            let mut lines = owned(&[(":status", &status.to_string())]);
            lines.extend(self::lines(Some(answer), str::to_ascii_lowercase));
            json!({
                "_charlesStatus": "COMPLETE", "status": status, "statusText": null, "httpVersion": "HTTP/2.0",
                "cookies": [], "headers": named(&lines), "redirectURL": null, "headersSize": 0, "bodySize": 8,
                "content": { "size": 8, "mimeType": "application/json", "text": "U0VDUkVU", "encoding": "base64" },
            })
        }
        None => json!({
            "_charlesStatus": "EXCEPTION", "status": -1, "statusText": null, "httpVersion": "HTTP/2.0",
            "cookies": [], "headers": [], "redirectURL": null, "headersSize": 0, "bodySize": 0, "content": {},
        }),
    };
    if let Some(body) = sent.body {
        entry["request"]["postData"] = json!({ "mimeType": body, "text": "SECRET" });
    }
    Some(entry)
}

fn mitmproxy(sent: &Sent) -> Option<Value> {
    if !is_on_the_network(sent) {
        return None;
    }
    let response = match sent.answer() {
        Some((status, answer)) => {
            let lines = lines(Some(answer), str::to_ascii_lowercase);
            json!({
                "status": status, "statusText": "", "httpVersion": "HTTP/2.0", "cookies": [],
                "headers": named(&lines), "redirectURL": value(&lines, "location"), "headersSize": 90, "bodySize": 8,
                "content": { "size": 8, "compression": 0, "mimeType": "application/json", "text": "\"SECRET\"" },
            })
        }
        None => json!({
            "status": 0, "statusText": "", "httpVersion": "", "headers": [], "cookies": [], "content": {},
            "redirectURL": "", "headersSize": -1, "bodySize": -1, "_transferSize": 0,
            "_error": "[Errno 111] Connect call failed ('192.0.2.1', 443)",
        }),
    };
    let mut entry = json!({
        "startedDateTime": "2026-11-29T09:00:00.000000+00:00", "time": 12.3, "cache": {}, "timings": timings(),
        "serverIPAddress": "192.0.2.1", "response": response,
        "request": {
            "method": sent.method, "url": sent.url, "httpVersion": "HTTP/2.0", "cookies": cookies(sent),
            "headers": named(&proxied_headers(sent)), "queryString": query(sent.url), "headersSize": 300,
            "bodySize": sent.body.map_or(0, |_| 6),
        },
    });
    if matches!(sent.method, "POST" | "PUT" | "PATCH") {
        entry["request"]["postData"] =
            json!({ "mimeType": sent.body.unwrap_or_default(), "text": "SECRET", "params": [] });
    }
    Some(entry)
}

fn lines(
    answer: Option<&[(&'static str, &'static str)]>,
    case: impl Fn(&str) -> String,
) -> Vec<(String, String)> {
    let Some(answer) = answer else { return Vec::new() };
    let mut lines = vec![(case("Date"), "Sun, 29 Nov 2026 09:00:00 GMT".to_owned())];
    lines.extend(answer.iter().map(|(name, value)| (case(name), (*value).to_owned())));
    lines
}

fn named(headers: &[(String, String)]) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn value(headers: &[(String, String)], wanted: &str) -> String {
    let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map_or_else(String::new, |(_, value)| value.clone())
}

fn query(url: &str) -> Value {
    let pair = url.split_once('?').and_then(|(_, query)| query.split_once('='));
    pair.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn cookies(sent: &Sent) -> Value {
    if sent.has_cookies { json!([{ "name": "sid", "value": "SECRET-COOKIE" }]) } else { json!([]) }
}

fn timings() -> Value {
    json!({ "blocked": 1.5, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1, "wait": 10.2, "receive": 0.4 })
}
