//! The exchanges that people ask about most, with the verdict and the change that helps.

use serde_json::{Value, json};

use crate::case::Case;
use crate::cases::spell_fix;

const APP: &str = "https://app.example";

/// An exchange: the call, the answers, the codes that have to be among those of the explanation, and one change that has to be
/// among its plans or surprises.
struct Exchange {
    number: u8,
    call: Value,
    answers: Value,
    codes: &'static [&'static str],
    change: &'static str,
}

fn exchange(
    number: u8,
    call: Value,
    answers: Value,
    codes: &'static [&'static str],
    change: &'static str,
) -> Exchange {
    Exchange { number, call, answers, codes, change }
}

fn allow(origin: &str) -> Value {
    json!([{ "status": 200, "headers": [["Access-Control-Allow-Origin", origin]] }])
}

fn preflight(status: u16, headers: &[[&str; 2]]) -> Value {
    let mut list = vec![json!(["Access-Control-Allow-Origin", APP])];
    list.extend(headers.iter().map(|header| json!(header)));
    json!([{ "status": status, "headers": list }])
}

const ALLOW: &str = "actual 0: access-control-allow-origin: https://app.example";

fn exchanges() -> Vec<Exchange> {
    let get = || json!({});
    let include = || json!({ "credentials": "include" });
    let put = || json!({ "method": "PUT" });
    let mut all = vec![exchange(1, get(), json!([{ "status": 200 }]), &["missing-allow-origin"], ALLOW)];
    for (value, code) in [
        ("https://app.example/", &["allow-origin-mismatch", "trailing-slash"]),
        ("https://app.example:8443", &["allow-origin-mismatch", "port"]),
        ("http://app.example", &["allow-origin-mismatch", "scheme-differs"]),
        ("https://www.app.example", &["allow-origin-mismatch", "www"]),
        ("https://APP.example", &["allow-origin-mismatch", "case"]),
    ] {
        all.push(exchange(2, get(), allow(value), code, ALLOW));
    }
    let twice = json!([{ "status": 200, "headers": [
        ["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Origin", "*"]] }]);
    all.push(exchange(
        3,
        get(),
        twice,
        &["multiple-allow-origin", "several-values"],
        "actual 0: access-control-allow-origin: *",
    ));
    all.push(exchange(
        3,
        get(),
        allow("https://app.example, https://b.example"),
        &["allow-origin-list", "several-values"],
        ALLOW,
    ));
    let any = json!([{ "status": 200, "headers": [
        ["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Credentials", "true"]] }]);
    all.push(exchange(4, include(), any.clone(), &["wildcard-with-credentials"], ALLOW));
    all.push(exchange(4, include(), any, &["wildcard-with-credentials"], "credentials same-origin"));
    all.push(exchange(
        4,
        json!({ "method": "PUT", "credentials": "include" }),
        preflight(
            204,
            &[["Access-Control-Allow-Credentials", "true"], ["Access-Control-Allow-Methods", "*"]],
        ),
        &["method-wildcard-ignored"],
        "preflight 0: access-control-allow-methods: *, PUT",
    ));
    all.push(exchange(
        4,
        json!({ "headers": [["X-Token", "1"]], "credentials": "include" }),
        preflight(
            204,
            &[["Access-Control-Allow-Credentials", "true"], ["Access-Control-Allow-Headers", "*"]],
        ),
        &["header-wildcard-ignored"],
        "preflight 0: access-control-allow-headers: *, x-token",
    ));
    all.push(exchange(
        4,
        include(),
        json!([{ "status": 200, "headers": [["Access-Control-Allow-Origin", APP],
            ["Access-Control-Allow-Credentials", "true"], ["Access-Control-Expose-Headers", "*"], ["X-Total", "3"]] }]),
        &["hidden-headers"],
        "actual 0: access-control-expose-headers: x-total",
    ));
    let credentials = "actual 0: access-control-allow-credentials: true";
    all.push(exchange(5, include(), allow(APP), &["missing-allow-credentials"], credentials));
    let upper = json!([{ "status": 200, "headers": [
        ["Access-Control-Allow-Origin", APP], ["Access-Control-Allow-Credentials", "True"]] }]);
    all.push(exchange(
        5,
        include(),
        upper,
        &["allow-credentials-not-true", "not-lowercase-true"],
        credentials,
    ));
    for (status, cause) in [
        (401, "preflight-authentication"),
        (403, "preflight-rejected"),
        (404, "not-routed"),
        (405, "not-routed"),
        (500, "server-error"),
    ] {
        let codes: &'static [&'static str] = match cause {
            "preflight-authentication" => &["preflight-not-ok", "preflight-authentication"],
            "preflight-rejected" => &["preflight-not-ok", "preflight-rejected"],
            "not-routed" => &["preflight-not-ok", "not-routed"],
            _ => &["preflight-not-ok", "server-error"],
        };
        all.push(exchange(6, put(), json!([{ "status": status }]), codes, "preflight 0: 2xx"));
    }
    all.push(exchange(
        7,
        put(),
        json!([{ "status": 301, "headers": [["Location", "https://api.example/d/"]] }]),
        &["preflight-redirected", "slash-redirect"],
        "request https://api.example/d/",
    ));
    all.push(exchange(
        7,
        json!({ "url": "http://api.example/d", "method": "PUT" }),
        json!([{ "status": 301, "headers": [["Location", "https://api.example/d"]] }]),
        &["preflight-redirected", "scheme-redirect"],
        "request https://api.example/d",
    ));
    all.push(exchange(
        7,
        json!({ "url": "https://api.example/me", "method": "PUT", "credentials": "include" }),
        json!([{ "status": 302, "headers": [["Location", "https://idp.example/login?next=me"]] }]),
        &["preflight-redirected", "preflight-authentication"],
        "preflight 0: 2xx",
    ));
    let json =
        || json!({ "method": "POST", "headers": [["Content-Type", "application/json"]], "body": "source" });
    all.push(exchange(
        8,
        json(),
        json!([{ "status": 204, "headers": [["Access-Control-Allow-Origin", "*"]] }]),
        &["header-not-allowed", "not-a-form-type", "preflight"],
        "preflight 0: access-control-allow-headers: content-type",
    ));
    let authorization = || json!({ "headers": [["Authorization", "Bearer 1"]] });
    all.push(exchange(
        9,
        authorization(),
        preflight(204, &[["Access-Control-Allow-Headers", "*"]]),
        &["authorization-not-covered-by-wildcard", "browsers-differ"],
        "preflight 0: access-control-allow-headers: *, authorization",
    ));
    all.push(exchange(
        9,
        authorization(),
        preflight(204, &[]),
        &["header-not-allowed"],
        "preflight 0: access-control-allow-headers: authorization",
    ));
    all.push(exchange(
        10,
        json!({ "method": "PATCH" }),
        preflight(204, &[["Access-Control-Allow-Methods", "GET, POST"]]),
        &["method-not-allowed"],
        "preflight 0: access-control-allow-methods: GET, POST, PATCH",
    ));
    all.push(exchange(
        10,
        json!({ "method": "patch" }),
        preflight(204, &[["Access-Control-Allow-Methods", "PATCH"]]),
        &["method-not-allowed", "method-case"],
        "method PATCH",
    ));
    all.push(exchange(
        11,
        get(),
        json!([{ "status": 200, "headers": [["Access-Control-Allow-Origin", "*"], ["X-Total", "3"]] }]),
        &["hidden-headers"],
        "actual 0: access-control-expose-headers: x-total",
    ));
    all.push(exchange(12, json!({ "mode": "no-cors" }), allow("*"), &["opaque-response"], "mode cors"));
    for (status, cause) in [
        (500, &["missing-allow-origin", "server-error"]),
        (502, &["missing-allow-origin", "gateway-error"]),
        (413, &["missing-allow-origin", "limit-exceeded"]),
        (429, &["missing-allow-origin", "limit-exceeded"]),
        (401, &["missing-allow-origin", "access-denied"]),
    ] {
        all.push(exchange(13, get(), json!([{ "status": status }]), cause, ALLOW));
    }
    let moved = |headers: Value| json!({ "status": 302, "headers": headers });
    let to_other = json!([["Access-Control-Allow-Origin", APP], ["Location", "https://api2.example/d"]]);
    all.push(exchange(
        14,
        get(),
        json!([moved(to_other), { "status": 200, "headers": [["Access-Control-Allow-Origin", APP]] }]),
        &["allow-origin-mismatch-tainted", "origin-nulled-by-redirect"],
        "request https://api2.example/d",
    ));
    all.push(exchange(
        14,
        get(),
        json!([moved(json!([["Location", "https://api.example/e"]]))]),
        &["missing-allow-origin"],
        "redirect 0: access-control-allow-origin: https://app.example",
    ));
    all.push(exchange(
        14,
        get(),
        json!([moved(json!([
            ["Access-Control-Allow-Origin", APP],
            ["Location", "https://u:p@api2.example/e"]
        ]))]),
        &["redirect-cross-origin-with-credentials"],
        "redirect 0: location: https://api2.example/e",
    ));
    all.push(exchange(
        14,
        json!({ "url": "https://app.example/api" }),
        json!([moved(json!([["Location", "https://idp.example/authorize"]])), { "status": 200 }]),
        &["missing-allow-origin", "redirected-to-login"],
        "redirect 0: 401",
    ));
    all.push(exchange(
        15,
        get(),
        json!([{ "status": 200, "from_cache": true }]),
        &["missing-allow-origin", "from-cache"],
        "purge-cache",
    ));
    all.push(exchange(
        15,
        get(),
        json!([{ "status": 200, "headers": [["Access-Control-Allow-Origin", "https://other.example"], ["Age", "60"]] }]),
        &["allow-origin-mismatch", "looks-cached"],
        "actual 0: vary: Origin (safeguard)",
    ));
    all
}

#[test]
fn the_most_frequent_exchanges() {
    let all = exchanges();
    let numbers: std::collections::BTreeSet<u8> = all.iter().map(|exchange| exchange.number).collect();
    assert_eq!(numbers.len(), 15);
    for Exchange { number, mut call, answers, codes, change } in all {
        if call["url"].is_null() {
            call["url"] = "https://api.example/d".into();
        }
        call["answers"] = answers;
        let case = Case(json!({ "id": number.to_string(), "fetches": [call] }));
        let explanation = case.explain().pop().unwrap();
        for code in codes {
            assert!(explanation.codes().contains(code), "{number}, {code}: {explanation}");
        }
        let in_plans = explanation.plans.iter().flat_map(|plan| &plan.fixes);
        let in_surprises = explanation.surprises.iter().flat_map(|surprise| &surprise.fixes);
        let changes: Vec<String> = in_plans.chain(in_surprises).map(spell_fix).collect();
        assert!(changes.iter().any(|spelled| spelled == change), "{number}, {change}: {changes:#?}");
        // No advice for the party that has nothing to do with it.
        assert!(!explanation.to_string().contains("null\n"), "{explanation}");
    }
}
