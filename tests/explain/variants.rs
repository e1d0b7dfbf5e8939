//! Changes of a case that leave what is wrong with it as it is.

use serde_json::{Value, json};

use crate::case::Case;

pub struct Variant {
    pub name: &'static str,
    /// Returns `None` where the variant would be another problem.
    pub change: fn(&Case) -> Option<Case>,
}

const fn variant(name: &'static str, change: fn(&Case) -> Option<Case>) -> Variant {
    Variant { name, change }
}

pub const VARIANTS: &[Variant] = &[
    variant("another top-level domain", |case| text(case, &[(".example", ".test")])),
    variant("hosts of one label more", |case| text(case, &[("api.example", "v1.api.example")])),
    variant("other names", |case| {
        text(case, &[("api.example", "data.backend.test"), ("cdn.example", "static.net")])
    }),
    variant("another page", |case| text(case, &[("app.example", "shop.front.example")])),
    variant("an IP address", |case| text(case, &[("api.example", "203.0.113.7")])),
    variant("a server with a port", |case| text(case, &[("api.example", "api.example:8443")])),
    variant("a page with a port", |case| text(case, &[("app.example", "app.example:3000")])),
    variant("two ports", |case| {
        text(case, &[("app.example", "app.example:3000"), ("api.example", "api.example:9000")])
    }),
    variant("other ports", |case| text(case, &[(":8080", ":8081"), (":8087", ":9087"), (":8083", ":9083")])),
    variant("another path", |case| {
        text(case, &[("/items", "/v2/things"), ("/x\"", "/things/7\""), ("/v1/", "/v9/")])
    }),
    variant("DELETE for PUT", |case| text(case, &[("\"PUT\"", "\"DELETE\"")])),
    variant("PUT for DELETE", |case| text(case, &[("\"DELETE\"", "\"PUT\"")])),
    variant("REPORT for PROPFIND", |case| text(case, &[("PROPFIND", "REPORT")])),
    variant("another good status", |case| statuses(case, |status| if status == 200 { 203 } else { status })),
    variant("a preflight with 200", |case| statuses(case, |status| if status == 204 { 200 } else { status })),
    variant("another error of a proxy", |case| {
        statuses(case, |status| match status {
            503 => 504,
            504 => 502,
            status => status,
        })
    }),
    variant("407 for 401", |case| statuses(case, |status| if status == 401 { 407 } else { status })),
    variant("another redirect", |case| {
        statuses(case, |status| match status {
            301 => 302,
            302 => 307,
            307 => 308,
            308 => 307,
            status => status,
        })
    }),
    variant("request headers in reverse order", |case| {
        each_fetch(case, |fetch| reverse(&mut fetch["headers"]))
    }),
    variant("response headers in reverse order", |case| {
        each_answer(case, |answer| reverse(&mut answer["headers"]))
    }),
    variant("request headers in upper case", |case| {
        each_fetch(case, |fetch| rename(&mut fetch["headers"], str::to_ascii_uppercase))
    }),
    variant("response headers in lower case", |case| {
        each_answer(case, |answer| rename(&mut answer["headers"], str::to_ascii_lowercase))
    }),
    variant("more response headers", |case| {
        each_answer(case, |answer| push(answer, &[("Date", "today"), ("Server", "test"), ("Via", "1.1 a")]))
    }),
    variant("a redirect before", |case| hop_before(case, "/moved")),
    variant("a redirect of other hosts before", |case| {
        hop_before(&text(case, &[("api.example", "api.backend.test")])?, "/old")
    }),
    variant("other hosts, in reverse order", |case| {
        let case = text(case, &[("api.example", "b.test"), ("app.example", "a.test")])?;
        let case = each_fetch(&case, |fetch| reverse(&mut fetch["headers"]))?;
        each_answer(&case, |answer| reverse(&mut answer["headers"]))
    }),
];

/// Replaces text in everything but the names of fields.
fn text(case: &Case, replacements: &[(&str, &str)]) -> Option<Case> {
    let mut fetches = case.0["fetches"].to_string();
    let mut page = case.0["page"].to_string();
    if page == "null" {
        page = json!({ "origin": "https://app.example" }).to_string();
    } else if !page.contains("\"origin\"") {
        page = page.replacen('{', "{\"origin\":\"https://app.example\",", 1);
    }
    for (old, new) in replacements {
        (fetches, page) = (fetches.replace(old, new), page.replace(old, new));
    }
    let mut changed = case.clone();
    changed.0["fetches"] = serde_json::from_str(&fetches).unwrap();
    changed.0["page"] = serde_json::from_str(&page).unwrap();
    Some(changed)
}

fn each_fetch(case: &Case, mut change: impl FnMut(&mut Value)) -> Option<Case> {
    let mut changed = case.clone();
    changed.0["fetches"].as_array_mut().unwrap().iter_mut().for_each(&mut change);
    Some(changed)
}

fn each_answer(case: &Case, mut change: impl FnMut(&mut Value)) -> Option<Case> {
    each_fetch(case, |fetch| fetch["answers"].as_array_mut().unwrap().iter_mut().for_each(&mut change))
}

fn statuses(case: &Case, change: fn(u64) -> u64) -> Option<Case> {
    each_answer(case, |answer| answer["status"] = change(answer["status"].as_u64().unwrap()).into())
}

fn reverse(headers: &mut Value) {
    if let Some(headers) = headers.as_array_mut() {
        headers.reverse();
    }
}

fn rename(headers: &mut Value, change: fn(&str) -> String) {
    for header in headers.as_array_mut().into_iter().flatten() {
        header[0] = change(header[0].as_str().unwrap()).into();
    }
}

fn push(answer: &mut Value, headers: &[(&str, &str)]) {
    if answer["status"] == 0 {
        return;
    }
    if answer["headers"].is_null() {
        answer["headers"] = json!([]);
    }
    let list = answer["headers"].as_array_mut().unwrap();
    list.extend(headers.iter().map(|(name, value)| json!([name, value])));
}

/// Lets the server redirect to the URL of the case from another path, with everything that such a request needs.
fn hop_before(case: &Case, path: &str) -> Option<Case> {
    let fetches = case.0["fetches"].as_array().unwrap();
    let [fetch] = fetches.as_slice() else { return None };
    let url: url::Url = fetch["url"].as_str().unwrap().parse().unwrap();
    let is_plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    // A navigation shows its redirect, a service worker answers before, and a stream cannot be sent twice.
    let is_other =
        fetch["api"] == "navigation" || !fetch["service_worker"].is_null() || fetch["body"] == "stream";
    if !is_plain || is_other {
        return None;
    }
    let includes_credentials = fetch["credentials"] == "include";
    let origin = match case.0["page"]["origin"].as_str().unwrap_or("https://app.example") {
        // To grant `null` would be advised against.
        "null" if !includes_credentials => "*",
        origin => origin,
    };
    let mut headers =
        json!([["Access-Control-Allow-Origin", origin], ["Cross-Origin-Resource-Policy", "cross-origin"],]);
    if case.0.to_string().contains("Timing-Allow-Origin") {
        headers.as_array_mut().unwrap().push(json!(["Timing-Allow-Origin", "*"]));
    }
    if includes_credentials {
        headers.as_array_mut().unwrap().push(json!(["Access-Control-Allow-Credentials", "true"]));
    }
    let with = |more: &[(&str, String)]| {
        let mut headers = headers.clone();
        headers.as_array_mut().unwrap().extend(more.iter().map(|(name, value)| json!([name, value])));
        headers
    };
    let is_preflight = crate::case::begins_with_preflight(case);
    let names = fetch["headers"].as_array().into_iter().flatten().map(|header| header[0].as_str().unwrap());
    let names = names.collect::<Vec<_>>().join(", ");
    let method = fetch["method"].as_str().unwrap_or("GET").to_owned();
    let method = format!("{method}, {}", method.to_ascii_uppercase());
    let granted = with(&[("Access-Control-Allow-Methods", method), ("Access-Control-Allow-Headers", names)]);
    let moved = with(&[("Location", url.to_string())]);
    let mut answers = vec![];
    if is_preflight {
        answers.push(json!({ "status": 204, "headers": granted }));
    }
    answers.push(json!({ "status": 307, "headers": moved }));
    answers.extend(fetch["answers"].as_array().unwrap().iter().cloned());
    let mut changed = case.clone();
    changed.0["fetches"][0]["url"] = url.join(path).unwrap().to_string().into();
    changed.0["fetches"][0]["answers"] = answers.into();
    Some(changed)
}
