//! What the response to a preflight grants, and what it does not, in the order of the standard's steps.

use fetch_cors::error::CorsCheckError;
use fetch_cors::error::PreflightError::{self, *};
use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::header::extract::ExtractFailure;
use fetch_cors::preflight::PreflightedRequest;
use fetch_cors::preflight::grant::DEFAULT_MAX_AGE;
use fetch_cors::request::CredentialsMode::{self, Include, Omit, SameOrigin};
use fetch_cors::request::Switches;
use fetch_cors::request_origin::RequestOrigin;

const HOME: &str = "https://app.example";
const ACAO: &str = "Access-Control-Allow-Origin";
const ACAC: &str = "Access-Control-Allow-Credentials";
const ACAM: &str = "Access-Control-Allow-Methods";
const ACAH: &str = "Access-Control-Allow-Headers";
const MAX_AGE: &str = "Access-Control-Max-Age";

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// The request that the preflight was about.
#[derive(Clone, Copy, Debug)]
struct Ask<'a> {
    origin: &'a str,
    method: &'a str,
    headers: Pairs<'a>,
    credentials: CredentialsMode,
    use_cors_preflight: bool,
    switches: Switches,
}

const GET: Ask<'static> = Ask {
    origin: HOME,
    method: "GET",
    headers: &[],
    credentials: Omit,
    use_cors_preflight: false,
    switches: Switches::as_the_standard_says(),
};

/// What a grant says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Granted {
    methods: Vec<String>,
    header_names: Vec<String>,
    max_age: u64,
    credentials: bool,
    authorization_by_wildcard: bool,
}

fn strings<'a>(tokens: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    tokens.map(|token| String::from_utf8(token.to_vec()).unwrap()).collect()
}

fn evaluate(ask: &Ask<'_>, status: u16, response: Pairs<'_>) -> Result<Granted, PreflightError> {
    let names = cors_unsafe_request_header_names(ask.headers);
    let origin = RequestOrigin::from_serialized(ask.origin.as_bytes());
    let mut request = PreflightedRequest::new(origin, ask.credentials, ask.method.as_bytes(), &names);
    request.use_cors_preflight = ask.use_cors_preflight;
    request.switches = ask.switches;
    let grant = request.evaluate(status, response)?;
    Ok(Granted {
        methods: strings(grant.methods()),
        header_names: strings(grant.header_names()),
        max_age: grant.max_age(),
        credentials: grant.credentials(),
        authorization_by_wildcard: grant.authorization_by_wildcard(),
    })
}

/// The response that shares itself with the request, and says this besides.
fn sharing<'a>(ask: &Ask<'a>, response: Pairs<'a>) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![(ACAO, ask.origin)];
    if ask.credentials == Include {
        all.push((ACAC, "true"));
    }
    all.extend(response);
    all
}

fn refused(row: &str, ask: &Ask<'_>, response: Pairs<'_>, error: &PreflightError, step: &str) {
    let got = evaluate(ask, 200, &sharing(ask, response));
    assert_eq!(got.as_ref(), Err(error), "{row}: {ask:?}, {response:?}");
    assert_eq!((error.step().algorithm, error.step().step), ("cors-preflight-fetch-0", step), "{row}");
}

fn allowed(row: &str, ask: &Ask<'_>, response: Pairs<'_>) -> Granted {
    match evaluate(ask, 200, &sharing(ask, response)) {
        Ok(granted) => granted,
        Err(error) => panic!("{row}: {ask:?}, {response:?}: {error}"),
    }
}

fn method_not_allowed(method: &str) -> PreflightError {
    MethodNotAllowed { method: method.into() }
}

fn header_not_allowed(name: &str) -> PreflightError {
    HeaderNotAllowed { name: name.into() }
}

fn invalid(value: &str) -> ExtractFailure {
    ExtractFailure::Invalid { value: value.into() }
}

#[test]
fn every_status() {
    let location = "https://other.example/";
    for status in 0..=1000 {
        let with = evaluate(&GET, status, &[(ACAO, "*"), ("Location", location)]);
        let without = evaluate(&GET, status, &[(ACAO, "*")]);
        match status {
            // B1, B2.
            200..=299 => assert!(with.is_ok() && without.is_ok(), "{status}"),
            // B6.
            301 | 302 | 303 | 307 | 308 => {
                assert_eq!(with, Err(Redirected { status, location: Some(location.into()) }));
                assert_eq!(without, Err(Redirected { status, location: None }));
            }
            // B3, B4, B5.
            _ => {
                assert_eq!(with, Err(NotOk { status }));
                assert_eq!(without, Err(NotOk { status }));
            }
        }
    }
    assert_eq!(NotOk { status: 404 }.step().step, "8");
    assert_eq!(Redirected { status: 301, location: None }.step().step, "8");
}

#[test]
fn rows_of_chromium() {
    let put = Ask { method: "PUT", ..GET };
    // B4: nothing at all.
    assert_eq!(evaluate(&GET, 0, &[]), Err(CorsCheckError::MissingAllowOrigin.into()));
    // B6: a redirect, whatever it grants.
    let json = Ask { headers: &[("Content-type", "application/json")], ..GET };
    let moved = [(ACAO, HOME), (ACAH, "content-type"), ("Location", "https://b.example/")];
    assert_eq!(
        evaluate(&json, 301, &moved),
        Err(Redirected { status: 301, location: Some(b"https://b.example/".to_vec()) })
    );
    assert!(evaluate(&json, 200, &moved).is_ok());
    // B7.
    assert_eq!(evaluate(&put, 200, &[]), Err(CorsCheckError::MissingAllowOrigin.into()));
    // B8.
    let with_credentials = Ask { credentials: Include, ..put };
    refused("B8", &with_credentials, &[(ACAM, "GET")], &method_not_allowed("PUT"), "7.5");
    // B10: a tainted request is `null`.
    let tainted = Ask { origin: "null", ..put };
    assert!(evaluate(&tainted, 200, &[(ACAO, "null"), (ACAM, "PUT")]).is_ok());
    // B11, B12: the standard does not let `*` cover Authorization.
    let authorization = Ask { headers: &[("authorization", "x")], ..GET };
    refused("B11", &authorization, &[(ACAH, "*")], &AuthorizationNotCoveredByWildcard, "7.6");
    // B13.
    let cased = Ask { headers: &[("auThorization", "x")], ..GET };
    assert!(!allowed("B13", &cased, &[(ACAH, "*, AUTHORIZAtion")]).authorization_by_wildcard);
    // B14.
    let foo = Ask { headers: &[("foo", "x")], ..GET };
    assert!(!allowed("B14", &foo, &[(ACAH, "*")]).authorization_by_wildcard);
}

/// The CORS check comes first, with the request's credentials mode; its reason is passed on.
#[test]
fn cors_check_first() {
    use CorsCheckError::*;
    let mismatch =
        AllowOriginMismatch { value: b"https://b.example".to_vec(), expected: HOME.as_bytes().to_vec() };
    let rows: [(CredentialsMode, Pairs<'_>, CorsCheckError, &str); 7] = [
        (Omit, &[], MissingAllowOrigin, "2"),
        (Omit, &[(ACAO, "https://b.example")], mismatch, "4"),
        (Include, &[(ACAO, "*"), (ACAC, "true")], WildcardWithCredentials, "4"),
        (
            SameOrigin,
            &[(ACAO, "*"), (ACAO, "*")],
            MultipleAllowOrigin { lines: 2, value: b"*, *".to_vec() },
            "4",
        ),
        (SameOrigin, &[(ACAO, "x")], AllowOriginNotAnOrigin { value: b"x".to_vec() }, "4"),
        (Include, &[(ACAO, HOME)], MissingAllowCredentials, "8"),
        (Include, &[(ACAO, HOME), (ACAC, "True")], AllowCredentialsNotTrue { value: b"True".to_vec() }, "8"),
    ];
    for (credentials, response, error, step) in rows {
        let ask = Ask { method: "PUT", headers: &[("x-a", "1")], credentials, ..GET };
        // Everything else is wrong, too.
        let response = [response, &[(ACAM, "bad value"), (ACAH, "bad value")]].concat();
        for status in [200, 301, 404] {
            let got = evaluate(&ask, status, &response);
            assert_eq!(got, Err(error.clone().into()), "{credentials}, {response:?}, {status}");
        }
        let step_of = PreflightError::from(error).step();
        assert_eq!((step_of.algorithm, step_of.step), ("concept-cors-check", step));
    }
}

/// What is reported where several things are wrong: the earliest step.
#[test]
fn order_of_steps() {
    let ask = Ask {
        method: "PUT",
        headers: &[("x-b", "1"), ("Authorization", "x"), ("a-first", "1"), ("X-A", "1")],
        ..GET
    };
    let bad_methods = AllowMethodsInvalid { failure: invalid("bad value") };
    let bad_headers = AllowHeadersInvalid { failure: invalid("bad value") };
    let bad_status = evaluate(&ask, 404, &[(ACAO, "*"), (ACAM, "bad value"), (ACAH, "bad value")]);
    assert_eq!(bad_status, Err(NotOk { status: 404 }));
    refused("methods parse first", &ask, &[(ACAH, "bad value"), (ACAM, "bad value")], &bad_methods, "7.3");
    refused("then headers parse", &ask, &[(ACAH, "bad value"), (ACAM, "GET")], &bad_headers, "7.3");
    refused("then the method", &ask, &[(ACAM, "GET")], &method_not_allowed("PUT"), "7.5");
    refused("then authorization", &ask, &[(ACAM, "PUT")], &header_not_allowed("authorization"), "7.6");
    let rows = [
        ("authorization", "a-first"),
        ("authorization, a-first", "x-a"),
        ("authorization, x-a", "a-first"),
        ("authorization, x-b, a-first", "x-a"),
        ("X-A, Authorization, A-First", "x-b"),
    ];
    for (listed, missing) in rows {
        refused(listed, &ask, &[(ACAM, "PUT"), (ACAH, listed)], &header_not_allowed(missing), "7.7");
    }
    allowed("nothing wrong", &ask, &[(ACAM, "PUT"), (ACAH, "x-b,x-a,authorization,a-first")]);
}

/// `Access-Control-Allow-Methods` (`None` for absent), the method, and whether it is allowed without
/// credentials, and with.
#[test]
fn methods() {
    let own =
        ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "FOOBAR", "patch", "PATCH", "M-SEARCH", "*"];
    for method in own {
        for credentials in [Omit, SameOrigin, Include] {
            let ask = Ask { method, credentials, ..GET };
            assert_eq!(allowed("itself", &ask, &[(ACAM, method)]).methods, [method]);
            assert_eq!(allowed("several lines", &ask, &[(ACAM, "X"), (ACAM, method)]).methods, ["X", method]);
        }
    }
    let rows: [(Option<&str>, &str, bool, bool); 40] = [
        (None, "GET", true, true),
        (None, "HEAD", true, true),
        (None, "POST", true, true),
        (None, "PUT", false, false),
        (Some(""), "GET", true, true),
        (Some(""), "HEAD", true, true),
        (Some(""), "POST", true, true),
        (Some(""), "OPTIONS", false, false),
        (Some(""), "PUT", false, false),
        (Some(""), "DELETE", false, false),
        (Some("PUT"), "GET", true, true),
        (Some("get"), "GET", true, true),
        (Some("*"), "GET", true, true),
        (Some("*"), "OPTIONS", true, false),
        (Some("*"), "PUT", true, false),
        (Some("*"), "patch", true, false),
        (Some("GET, *"), "PUT", true, false),
        (Some("*, PUT"), "PUT", true, true),
        (Some("PUT, *"), "PUT", true, true),
        (Some("**"), "PUT", false, false),
        (Some("P*"), "PUT", false, false),
        // A method may be called `*`; then it is listed like any other.
        (Some("*"), "*", true, true),
        (Some("PUT"), "*", false, false),
        (Some("GET, PUT, DELETE"), "PUT", true, true),
        (Some("GET, PUT, DELETE"), "DELETE", true, true),
        (Some("GET"), "PUT", false, false),
        (Some("GET, POST, DELETE"), "PUT", false, false),
        (Some("GET,,PUT"), "PUT", true, true),
        (Some("GET, ,PUT"), "PUT", true, true),
        (Some(", GET, PUT, ,"), "PUT", true, true),
        (Some("PUT, "), "PUT", true, true),
        (Some(" \tPUT\t "), "PUT", true, true),
        (Some("put"), "PUT", false, false),
        (Some("PUT"), "put", false, false),
        (Some("put"), "put", true, true),
        (Some("patch"), "PATCH", false, false),
        (Some("PATCH"), "patch", false, false),
        (Some("GET"), "get", false, false),
        (Some("PUTT"), "PUT", false, false),
        (Some("PU"), "PUT", false, false),
    ];
    for (listed, method, without, with) in rows {
        for (credentials, expected) in [(Omit, without), (SameOrigin, without), (Include, with)] {
            let ask = Ask { method, credentials, ..GET };
            let response: Vec<(&str, &str)> = listed.iter().map(|value| (ACAM, *value)).collect();
            let row = format!("{listed:?}");
            if expected {
                allowed(&row, &ask, &response);
                continue;
            }
            // Only a `*` that does not count makes another reason.
            let error = if listed.is_some_and(|value| value.split(", ").any(|element| element == "*")) {
                MethodWildcardIgnored { method: method.into() }
            } else {
                method_not_allowed(method)
            };
            refused(&row, &ask, &response, &error, "7.5");
        }
    }
}

/// `Access-Control-Allow-Methods` and `Access-Control-Allow-Headers` that do not parse, and the element
/// that does not.
#[test]
fn what_does_not_parse() {
    let rows: [(&[&str], &str); 12] = [
        (&["bad value"], "bad value"),
        (&["GET bad, PUT"], "GET bad"),
        (&["GET, (PUT)"], "(PUT)"),
        (&["\"PUT\""], "\"PUT\""),
        (&["GET;PUT"], "GET;PUT"),
        (&["GET/PUT"], "GET/PUT"),
        (&["PUT", "bad value"], "bad value"),
        (&["bad value", "PUT"], "bad value"),
        (&["*, @"], "@"),
        (&["PÜT"], "PÜT"),
        (&["PUT\x0b"], "PUT\x0b"),
        (&["PUT\tGET"], "PUT\tGET"),
    ];
    for (lines, element) in rows {
        for credentials in [Omit, Include] {
            for use_cors_preflight in [false, true] {
                let ask = Ask { method: "PUT", credentials, use_cors_preflight, ..GET };
                let methods: Vec<(&str, &str)> = lines.iter().map(|line| (ACAM, *line)).collect();
                let error = AllowMethodsInvalid { failure: invalid(element) };
                refused("methods", &ask, &methods, &error, "7.3");
                let mut names: Vec<(&str, &str)> = lines.iter().map(|line| (ACAH, *line)).collect();
                names.push((ACAM, "PUT"));
                let error = AllowHeadersInvalid { failure: invalid(element) };
                refused("headers", &ask, &names, &error, "7.3");
            }
        }
    }
}

/// `Access-Control-Allow-Headers` (`None` for absent), the request's headers, and the first that is not
/// allowed without credentials, and with.
#[test]
fn header_names() {
    type Row<'a> = (Option<&'a str>, Pairs<'a>, Option<&'a str>, Option<&'a str>);
    let mine = &[("X-MY-HEADER", "t")][..];
    let both = &[("X-MY-HEADER", "t"), ("Y-MY-HEADER", "t")][..];
    let rows: [Row<'_>; 33] = [
        (None, &[], None, None),
        (None, &[("Accept", "*/*")], None, None),
        (None, mine, Some("x-my-header"), Some("x-my-header")),
        (Some(""), &[("Accept", "*/*")], None, None),
        (Some(""), mine, Some("x-my-header"), Some("x-my-header")),
        (Some("X-MY-HEADER"), mine, None, None),
        (Some("x-my-header"), mine, None, None),
        (Some("X-My-Header"), &[("x-mY-hEADER", "t")], None, None),
        (Some("X-MY-HEADER, Y-MY-HEADER"), both, None, None),
        (Some("Y-MY-HEADER, X-MY-HEADER"), both, None, None),
        (Some("x-my-header, Y-MY-HEADER"), &[("X-MY-HEADER", ""), ("y-my-header", "")], None, None),
        (Some("*"), &[("xyzzy", "t")], None, Some("xyzzy")),
        (Some("*, y-my-header"), both, None, Some("x-my-header")),
        (Some("x-my-header, *"), both, None, Some("y-my-header")),
        (Some("*, y-my-header, X-my-header"), both, None, None),
        (Some("X-SOME-OTHER-HEADER"), mine, Some("x-my-header"), Some("x-my-header")),
        (Some("X-MY-HEADER"), both, Some("y-my-header"), Some("y-my-header")),
        (Some("Y-MY-HEADER"), both, Some("x-my-header"), Some("x-my-header")),
        (Some("X-MY-HEADER, "), mine, None, None),
        (Some(", X-MY-HEADER, Y-MY-HEADER, ,"), both, None, None),
        (Some(",,,"), mine, Some("x-my-header"), Some("x-my-header")),
        (Some("X-MY-HEADE"), mine, Some("x-my-header"), Some("x-my-header")),
        (Some("X-MY-HEADERS"), mine, Some("x-my-header"), Some("x-my-header")),
        (Some("X-*"), mine, Some("x-my-header"), Some("x-my-header")),
        (Some("**"), mine, Some("x-my-header"), Some("x-my-header")),
        // A header may be called `*`; then it is listed like any other.
        (Some("*"), &[("*", "t")], None, None),
        (Some("x"), &[("*", "t")], Some("*"), Some("*")),
        (Some("content-type"), &[("Content-Type", "application/json")], None, None),
        (None, &[("Content-Type", "application/json")], Some("content-type"), Some("content-type")),
        (None, &[("Content-Type", "text/plain")], None, None),
        (Some("range"), &[("Range", "bytes=-1")], None, None),
        (Some("x"), &[("Range", "bytes=-1")], Some("range"), Some("range")),
        (Some("*"), &[("Range", "bytes=-1")], None, Some("range")),
    ];
    for (listed, headers, without, with) in rows {
        for (credentials, missing) in [(Omit, without), (SameOrigin, without), (Include, with)] {
            let ask = Ask { headers, credentials, ..GET };
            let response: Vec<(&str, &str)> = listed.iter().map(|value| (ACAH, *value)).collect();
            let row = format!("{listed:?}");
            let Some(name) = missing else {
                allowed(&row, &ask, &response);
                continue;
            };
            let wildcard = listed.is_some_and(|value| value.split(", ").any(|element| element == "*"));
            let name = name.to_owned();
            let error = if wildcard { HeaderWildcardIgnored { name } } else { HeaderNotAllowed { name } };
            refused(&row, &ask, &response, &error, "7.7");
        }
    }
    // Several lines are one list.
    allowed("lines", &Ask { headers: both, ..GET }, &[(ACAH, "x-my-header"), (ACAH, "y-my-header")]);
}

/// Around the numbers of names up to which they take no index, and a bit each: each one alone may lack.
#[test]
fn few_names_and_many() {
    for count in [1, 15, 16, 17, 18, 63, 64, 65, 66, 130] {
        // Of several lengths, one of them 64 bytes more than another; the first bytes do not tell them apart.
        let name = |i: usize| format!("X-Same-Start-{}{i:03}", "y".repeat(i % 3 * 32));
        let names: Vec<String> = (0..count).map(name).collect();
        let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
        let ask = Ask { headers: &headers, ..GET };
        // In another order and case, among others, and twice.
        let list = |but: Option<usize>| {
            let listed = (0..count).rev().filter(|i| Some(*i) != but).map(|i| name(i).to_ascii_uppercase());
            let others = (200..220).map(name);
            let listed: Vec<String> = listed.collect();
            listed.iter().cloned().chain(others).chain(listed.clone()).collect::<Vec<_>>().join(", ")
        };
        allowed(&format!("{count} names"), &ask, &[(ACAH, &list(None))]);
        for missing in 0..count {
            let row = format!("{count} names but {missing}");
            let error = header_not_allowed(&name(missing).to_ascii_lowercase());
            refused(&row, &ask, &[(ACAH, &list(Some(missing)))], &error, "7.7");
        }
        let first = header_not_allowed(&names.iter().map(|name| name.to_ascii_lowercase()).min().unwrap());
        refused(&format!("none of {count}"), &ask, &[(ACAH, "x")], &first, "7.7");
    }
}

/// The standard's switches, but for the one about `Authorization`.
fn authorization(switch: bool) -> Switches {
    let mut switches = Switches::default();
    switches.authorization_under_wildcard = switch;
    switches
}

/// `Access-Control-Allow-Headers`, credentials, the switch, and what becomes of `Authorization`: whether
/// it got through under `*` only, or why it did not.
#[test]
fn authorization_under_wildcard() {
    use AuthorizationNotCoveredByWildcard as NotCovered;
    let missing = || Err(header_not_allowed("authorization"));
    type Row<'a> = (Option<&'a str>, CredentialsMode, bool, Result<bool, PreflightError>);
    let rows: [Row<'_>; 22] = [
        (Some("authorization"), Omit, false, Ok(false)),
        (Some("AUTHORIZATION"), SameOrigin, false, Ok(false)),
        (Some("Authorization"), Include, false, Ok(false)),
        (Some("*, authorization"), Omit, false, Ok(false)),
        (Some("authorization, *"), Include, false, Ok(false)),
        (Some("*"), Omit, false, Err(NotCovered)),
        (Some("*"), SameOrigin, false, Err(NotCovered)),
        (Some("*"), Include, false, Err(NotCovered)),
        (Some("x-a, *"), Omit, false, Err(NotCovered)),
        (Some("*, authorizatio"), Omit, false, Err(NotCovered)),
        (None, Omit, false, missing()),
        (Some(""), Omit, false, missing()),
        (Some("x-a"), Include, false, missing()),
        (Some("proxy-authorization"), Omit, false, missing()),
        (Some("*"), Omit, true, Ok(true)),
        (Some("*"), SameOrigin, true, Ok(true)),
        (Some("x-a, *"), Omit, true, Ok(true)),
        // The switch is about `*` only, and `*` counts without credentials only.
        (Some("*"), Include, true, Err(NotCovered)),
        (Some("*, authorization"), Omit, true, Ok(false)),
        (Some("authorization"), Include, true, Ok(false)),
        (None, Omit, true, missing()),
        (Some("x-a"), Omit, true, missing()),
    ];
    for (listed, credentials, switch, expected) in rows {
        for headers in [&[("Authorization", "x")][..], &[("AUTHORIZATION", "x"), ("authorization", "y")]] {
            let ask = Ask { headers, credentials, switches: authorization(switch), ..GET };
            let response: Vec<(&str, &str)> = listed.iter().map(|value| (ACAH, *value)).collect();
            let row = format!("{listed:?}, {credentials}, switch {switch}");
            match &expected {
                Ok(by_wildcard) => {
                    let granted = allowed(&row, &ask, &response);
                    assert_eq!(granted.authorization_by_wildcard, *by_wildcard, "{row}");
                }
                Err(error) => refused(&row, &ask, &response, error, "7.6"),
            }
        }
    }
    // The switch makes no warning for a request that has no such header, nor covers what `*` does not.
    let ask = Ask { headers: &[("x-a", "1")], switches: authorization(true), ..GET };
    assert!(!allowed("other header", &ask, &[(ACAH, "*")]).authorization_by_wildcard);
    let ask = Ask { headers: &[("authorization", "1"), ("x-a", "1")], ..ask };
    let granted = allowed("both", &ask, &[(ACAH, "*")]);
    assert!(granted.authorization_by_wildcard);
    // The cache is to keep what is listed, and no more.
    assert_eq!(granted.header_names, ["*"]);
    let granted = allowed("both listed", &ask, &[(ACAH, "*, authorization")]);
    assert_eq!(granted.header_names, ["*", "authorization"]);
}

/// The use-CORS-preflight flag grants the own method where the header is absent, not where it is empty.
#[test]
fn own_method() {
    // Access-Control-Allow-Methods, method, flag, and the methods granted.
    type Row<'a> = (Option<&'a str>, &'a str, bool, Option<&'a [&'a str]>);
    let rows: [Row<'_>; 14] = [
        (None, "POST", true, Some(&["POST"])),
        (None, "GET", true, Some(&["GET"])),
        (None, "PUT", true, Some(&["PUT"])),
        (None, "patch", true, Some(&["patch"])),
        (None, "POST", false, Some(&[])),
        (None, "PUT", false, None),
        (Some(""), "POST", true, Some(&[])),
        (Some(""), "PUT", true, None),
        (Some(","), "PUT", true, None),
        (Some("GET"), "PUT", true, None),
        (Some("GET"), "POST", true, Some(&["GET"])),
        (Some("PUT"), "PUT", true, Some(&["PUT"])),
        (Some("*"), "POST", true, Some(&["*"])),
        (Some("put"), "PUT", true, None),
    ];
    for (listed, method, use_cors_preflight, expected) in rows {
        for credentials in [Omit, Include] {
            let ask = Ask { method, use_cors_preflight, credentials, ..GET };
            let response: Vec<(&str, &str)> = listed.iter().map(|value| (ACAM, *value)).collect();
            let row = format!("{listed:?}, {method}");
            match expected {
                Some(methods) => assert_eq!(allowed(&row, &ask, &response).methods, methods, "{row}"),
                None => refused(&row, &ask, &response, &method_not_allowed(method), "7.5"),
            }
        }
    }
}

/// With the switch, the flag grants what needs no granting: CORS-safelisted methods, to the byte.
#[test]
fn own_method_with_the_switch() {
    // Access-Control-Allow-Methods, method, flag, and the methods granted.
    type Row<'a> = (Option<&'a str>, &'a str, bool, Option<&'a [&'a str]>);
    let rows: [Row<'_>; 18] = [
        (None, "GET", true, Some(&["GET"])),
        (None, "HEAD", true, Some(&["HEAD"])),
        (None, "POST", true, Some(&["POST"])),
        (None, "get", true, None),
        (None, "post", true, None),
        (None, "PUT", true, None),
        (None, "DELETE", true, None),
        (None, "patch", true, None),
        (None, "PROPFIND", true, None),
        (None, "*", true, None),
        (None, "POST", false, Some(&[])),
        (None, "PUT", false, None),
        (Some(""), "POST", true, Some(&[])),
        (Some(""), "PUT", true, None),
        (Some("PUT"), "PUT", true, Some(&["PUT"])),
        (Some("put"), "PUT", true, None),
        (Some("GET"), "POST", true, Some(&["GET"])),
        (Some("*"), "POST", true, Some(&["*"])),
    ];
    let mut switches = Switches::default();
    switches.upload_needs_listed_method = true;
    for (listed, method, use_cors_preflight, expected) in rows {
        for credentials in [Omit, Include] {
            let ask = Ask { method, use_cors_preflight, credentials, switches, ..GET };
            let response: Vec<(&str, &str)> = listed.iter().map(|value| (ACAM, *value)).collect();
            let row = format!("{listed:?}, {method}");
            match expected {
                Some(methods) => assert_eq!(allowed(&row, &ask, &response).methods, methods, "{row}"),
                None => refused(&row, &ask, &response, &method_not_allowed(method), "7.5"),
            }
        }
    }
    // Without credentials, `*` lists every method.
    let put = Ask { method: "PUT", use_cors_preflight: true, switches, ..GET };
    assert_eq!(allowed("any", &put, &[(ACAM, "*")]).methods, ["*"]);
    let error = MethodWildcardIgnored { method: "PUT".into() };
    refused("any with credentials", &Ask { credentials: Include, ..put }, &[(ACAM, "*")], &error, "7.5");
    // The other switches have no part in this.
    let mut others = Switches::as_browsers_do_today();
    others.upload_needs_listed_method = false;
    assert_eq!(allowed("others", &Ask { switches: others, ..put }, &[]).methods, ["PUT"]);
}

/// Headers that are safelisted, but for the total of their values.
#[test]
fn total_size() {
    let long = "a".repeat(128);
    let nine = vec![("Accept", long.as_str()); 9];
    let eight = vec![("Accept", long.as_str()); 8];
    let with_x = [nine.clone(), vec![("X-A", "1")]].concat();
    let two_names = [eight.clone(), vec![("Content-Language", "a")]].concat();
    let by_total = |name: &str| HeaderUnsafeByTotalSize { name: name.into() };
    let ignored = |name: &str| HeaderWildcardIgnored { name: name.into() };
    type Row<'a> = (&'a str, Pairs<'a>, CredentialsMode, Option<&'a str>, Option<PreflightError>);
    let rows: [Row<'_>; 12] = [
        ("1,024 bytes", &eight, Omit, None, None),
        ("too much", &nine, Omit, None, Some(by_total("accept"))),
        ("too much, empty", &nine, Include, Some(""), Some(by_total("accept"))),
        ("listed", &nine, Include, Some("ACCEPT"), None),
        ("any", &nine, SameOrigin, Some("*"), None),
        ("any with credentials", &nine, Include, Some("*"), Some(ignored("accept"))),
        ("another too", &with_x, Omit, None, Some(by_total("accept"))),
        ("the other listed", &with_x, Omit, Some("x-a"), Some(by_total("accept"))),
        ("the other not listed", &with_x, Omit, Some("accept"), Some(header_not_allowed("x-a"))),
        ("1,025 bytes", &two_names, Omit, None, Some(by_total("accept"))),
        ("1,025 bytes, one listed", &two_names, Omit, Some("accept"), Some(by_total("content-language"))),
        ("1,025 bytes, both listed", &two_names, Omit, Some("content-language, accept"), None),
    ];
    for (row, headers, credentials, listed, expected) in rows {
        let ask = Ask { headers, credentials, ..GET };
        let response: Vec<(&str, &str)> = listed.iter().map(|value| (ACAH, *value)).collect();
        match expected {
            Some(error) => refused(row, &ask, &response, &error, "7.7"),
            None => drop(allowed(row, &ask, &response)),
        }
    }
}

/// The lines of `Access-Control-Max-Age`, and the seconds.
#[test]
fn max_age() {
    let rows: [(&[&str], u64); 34] = [
        (&[], 5),
        (&["0"], 0),
        (&["1"], 1),
        (&["5"], 5),
        (&["573"], 573),
        (&["7200"], 7200),
        (&["7201"], 7201),
        (&["86400"], 86400),
        (&["007"], 7),
        (&["00000000000000000000000000000000001"], 1),
        (&[" 10\t"], 10),
        (&["4294967296"], 4_294_967_296),
        (&["18446744073709551615"], u64::MAX),
        (&["18446744073709551616"], u64::MAX),
        (&["99999999999999999999"], u64::MAX),
        (&["-765"], 5),
        (&["-0"], 5),
        (&["+5000"], 5),
        (&["abc"], 5),
        (&[""], 5),
        (&[" "], 5),
        (&["5000, 10"], 5),
        (&["5000,"], 5),
        (&["5000", "5000"], 5),
        (&["5000", ""], 5),
        (&["", "5000"], 5),
        (&["1000.5"], 5),
        (&["1e3"], 5),
        (&["0x10"], 5),
        (&["10 20"], 5),
        (&["10s"], 5),
        (&["\"600\""], 5),
        (&["600;a"], 5),
        (&["٦٠٠"], 5),
    ];
    for (lines, seconds) in rows {
        let response: Vec<(&str, &str)> = lines.iter().map(|line| (MAX_AGE, *line)).collect();
        for credentials in [Omit, Include] {
            let granted = allowed("max-age", &Ask { credentials, ..GET }, &response);
            assert_eq!(granted.max_age, seconds, "{lines:?}");
            assert_eq!(granted.credentials, credentials == Include, "{lines:?}");
        }
    }
    assert_eq!(DEFAULT_MAX_AGE, 5);
}

/// What a grant lists: in order, as often and in the case as the response has it.
#[test]
fn lists() {
    let put = Ask { method: "PUT", headers: &[("x-a", "1")], ..GET };
    let response =
        [(ACAM, "PUT, put,, PUT"), (ACAH, "X-A , *"), (ACAM, "*,GET"), (ACAH, ""), (ACAH, "x-a,X-B")];
    let granted = allowed("lists", &put, &response);
    assert_eq!(granted.methods, ["PUT", "put", "PUT", "*", "GET"]);
    assert_eq!(granted.header_names, ["X-A", "*", "x-a", "X-B"]);
    let granted = allowed("nothing", &GET, &[]);
    assert_eq!((granted.methods.len(), granted.header_names.len()), (0, 0));
}

#[test]
fn hostile_lists() {
    const MANY: usize = 100_000;
    let names: Vec<String> = (0..MANY).map(|i| format!("X-{i:06}")).collect();
    let list = names.join(",");
    let backwards = names.iter().rev().map(|name| name.to_lowercase()).collect::<Vec<_>>().join(" , ");
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let ask = Ask { headers: &headers, ..GET };
    assert_eq!(allowed("forwards", &ask, &[(ACAH, &list)]).header_names.len(), MANY);
    assert_eq!(allowed("backwards", &ask, &[(ACAH, &backwards)]).header_names.len(), MANY);
    let but_one = list.replace("X-054321", "X-954321");
    refused("all but one", &ask, &[(ACAH, &but_one)], &header_not_allowed("x-054321"), "7.7");
    let same = vec!["x-000000"; MANY].join(",");
    refused("one name often", &ask, &[(ACAH, &same)], &header_not_allowed("x-000001"), "7.7");
    let lines: Vec<(&str, &str)> = names.iter().map(|name| (ACAH, name.as_str())).collect();
    assert_eq!(allowed("a line each", &ask, &lines).header_names.len(), MANY);

    let one = Ask { method: "PUT", headers: &[("x-a", "1")], ..GET };
    let long = "a".repeat(1 << 20);
    refused("a long name", &one, &[(ACAM, "PUT"), (ACAH, &long)], &header_not_allowed("x-a"), "7.7");
    refused("a long method", &one, &[(ACAM, &long)], &method_not_allowed("PUT"), "7.5");
    let commas = ",".repeat(1 << 20);
    refused("commas", &one, &[(ACAM, &commas)], &method_not_allowed("PUT"), "7.5");
    let spaces = format!("PUT{}GET", " ".repeat(1 << 20));
    let failure = AllowMethodsInvalid { failure: invalid(&spaces) };
    refused("spaces", &one, &[(ACAM, &spaces)], &failure, "7.3");
    let digits = "9".repeat(1 << 20);
    assert_eq!(allowed("digits", &GET, &[(MAX_AGE, &digits)]).max_age, u64::MAX);
    let zeros = format!("{}7", "0".repeat(1 << 20));
    assert_eq!(allowed("zeros", &GET, &[(MAX_AGE, &zeros)]).max_age, 7);
    let long_header = [(long.as_str(), "1")];
    allowed("a long name on both sides", &Ask { headers: &long_header, ..GET }, &[(ACAH, &long)]);
}
