//! Servers that are right but for one thing that does not depend on a special origin: the lab reports it, and nothing else.

use std::collections::HashSet;

use fetch_cors::lab::{PolicyLab, Property, WithRoute};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CACHE_CONTROL, COOKIE,
    IF_NONE_MATCH, LOCATION, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Request, Response, StatusCode};

use crate::server::{Server, Spoil, is_trusted, lab, set, small_lab};

pub(crate) struct Row {
    name: &'static str,
    spoil: Spoil,
    /// The codes of all findings, the most severe first.
    pub(crate) codes: &'static [&'static str],
}

fn is_preflight(request: &Request<Vec<u8>>) -> bool {
    request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn is(request: &Request<Vec<u8>>, method: Method, path: &str) -> bool {
    !is_preflight(request) && request.method() == method && request.uri().path() == path
}

fn unshare(response: &mut Response<()>) {
    response.headers_mut().remove(ACCESS_CONTROL_ALLOW_ORIGIN);
}

fn requested_names(request: &Request<Vec<u8>>) -> &str {
    request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS).map_or("", |names| names.to_str().unwrap())
}

fn refuse(response: &mut Response<()>) {
    *response.status_mut() = StatusCode::FORBIDDEN;
}

pub(crate) const ROWS: &[Row] = &[
    Row { name: "careful", spoil: |_, _| {}, codes: &[] },
    // Statuses.
    Row {
        name: "a GET is not shared",
        spoil: |request, response| {
            if is(request, Method::GET, "/me") && response.status() == 200 {
                unshare(response);
            }
        },
        codes: &["actual-not-shared"],
    },
    Row {
        name: "status 401 is not shared",
        spoil: |_, response| {
            if response.status() == 401 {
                unshare(response);
            }
        },
        codes: &["actual-not-shared"],
    },
    Row {
        name: "status 404 is not shared",
        spoil: |_, response| {
            if response.status() == 404 {
                unshare(response);
            }
        },
        codes: &["actual-not-shared"],
    },
    Row {
        name: "status 503 is not shared",
        spoil: |_, response| {
            if response.status() == 503 {
                unshare(response);
            }
        },
        codes: &["actual-not-shared"],
    },
    Row {
        name: "a redirect is not shared",
        spoil: |_, response| {
            if response.headers().contains_key(LOCATION) {
                unshare(response);
            }
        },
        codes: &["actual-not-shared"],
    },
    Row {
        name: "status 304 leaves out the headers, which then stay as they were",
        spoil: |request, response| {
            if request.headers().contains_key(IF_NONE_MATCH) {
                unshare(response);
            }
        },
        codes: &[],
    },
    Row {
        name: "status 304 names another origin",
        spoil: |request, response| {
            if request.headers().contains_key(IF_NONE_MATCH) {
                set(response.headers_mut(), ACCESS_CONTROL_ALLOW_ORIGIN, "https://other.example");
            }
        },
        codes: &["trusted-refused"],
    },
    Row {
        name: "a PUT is not shared",
        spoil: |request, response| {
            if is(request, Method::PUT, "/items") {
                unshare(response);
            }
        },
        codes: &["actual-not-shared"],
    },
    // Preflights.
    Row {
        name: "preflights end at authentication",
        spoil: |request, response| {
            if is_preflight(request) && !request.headers().contains_key(COOKIE) {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
        },
        codes: &["preflight-needs-credentials"],
    },
    Row {
        name: "preflights are not found",
        spoil: |request, response| {
            if is_preflight(request) {
                *response.status_mut() = StatusCode::NOT_FOUND;
            }
        },
        codes: &["preflight-not-ok"],
    },
    Row {
        name: "preflights are redirected",
        spoil: |request, response| {
            if is_preflight(request) {
                *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
                set(response.headers_mut(), LOCATION, "/items/");
            }
        },
        codes: &["preflight-redirected"],
    },
    Row {
        name: "the method is not allowed",
        spoil: |request, response| {
            if is_preflight(request) {
                set(response.headers_mut(), ACCESS_CONTROL_ALLOW_METHODS, "put, OPTIONS");
            }
        },
        codes: &["trusted-refused"],
    },
    Row {
        name: "any method",
        spoil: |request, response| {
            if let Some(method) = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD) {
                response.headers_mut().insert(ACCESS_CONTROL_ALLOW_METHODS, method.clone());
            }
        },
        codes: &["any-method"],
    },
    Row {
        name: "any header",
        spoil: |request, response| {
            if let Some(names) = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS) {
                response.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
            }
        },
        codes: &["any-header"],
    },
    Row {
        name: "any header together with one that is known",
        spoil: |request, response| {
            let names = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS);
            if let Some(names) = names.filter(|_| requested_names(request).contains("x-token")) {
                response.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
            }
        },
        codes: &["any-header"],
    },
    Row {
        name: "header names have to be sorted",
        spoil: |request, response| {
            if is_preflight(request) && !requested_names(request).split(',').is_sorted() {
                refuse(response);
            }
        },
        codes: &["strict-request-headers"],
    },
    Row {
        name: "header names without spaces",
        spoil: |request, response| {
            if requested_names(request).contains(' ') {
                refuse(response);
            }
        },
        codes: &["strict-request-headers"],
    },
    Row {
        name: "a header only together with others",
        spoil: |request, response| {
            if requested_names(request) == "x-token" {
                refuse(response);
            }
        },
        codes: &["not-monotone"],
    },
    Row {
        name: "a max-age of a year",
        spoil: |request, response| {
            if is_preflight(request) {
                set(response.headers_mut(), ACCESS_CONTROL_MAX_AGE, "31536000");
            }
        },
        codes: &["max-age-too-long"],
    },
    Row {
        name: "a max-age of a day and a second",
        spoil: |request, response| {
            if is_preflight(request) {
                set(response.headers_mut(), ACCESS_CONTROL_MAX_AGE, "86401");
            }
        },
        codes: &["max-age-too-long"],
    },
    Row {
        name: "a max-age of a day",
        spoil: |request, response| {
            if is_preflight(request) {
                set(response.headers_mut(), ACCESS_CONTROL_MAX_AGE, "86400");
            }
        },
        codes: &[],
    },
    Row {
        name: "a negative max-age",
        spoil: |request, response| {
            if is_preflight(request) {
                set(response.headers_mut(), ACCESS_CONTROL_MAX_AGE, "-1");
            }
        },
        codes: &["max-age-invalid"],
    },
    // Headers.
    Row {
        name: "two lines of the origin",
        spoil: |_, response| {
            if let Some(origin) = response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).cloned() {
                response.headers_mut().append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
        },
        codes: &["repeated-header"],
    },
    Row {
        name: "any header name by a star, with credentials",
        spoil: |request, response| {
            if is_preflight(request) {
                let names = HeaderValue::from_static("*");
                response.headers_mut().append(ACCESS_CONTROL_ALLOW_HEADERS, names);
            }
        },
        codes: &["wildcard-with-credentials", "any-header"],
    },
    Row {
        name: "a header is not exposed",
        spoil: |_, response| {
            response.headers_mut().remove(ACCESS_CONTROL_EXPOSE_HEADERS);
        },
        codes: &["header-not-exposed"],
    },
    Row {
        name: "a header is exposed by a star, with credentials",
        spoil: |_, response| {
            if response.headers().contains_key(ACCESS_CONTROL_EXPOSE_HEADERS) {
                set(response.headers_mut(), ACCESS_CONTROL_EXPOSE_HEADERS, "*");
            }
        },
        codes: &["header-not-exposed", "wildcard-with-credentials"],
    },
    Row {
        name: "cookies are exposed",
        spoil: |_, response| {
            if response.headers().contains_key(ACCESS_CONTROL_EXPOSE_HEADERS) {
                set(response.headers_mut(), ACCESS_CONTROL_EXPOSE_HEADERS, "x-total, Set-Cookie, etag");
            }
        },
        codes: &["exposes-unreadable"],
    },
    Row {
        name: "a safelisted header is exposed",
        spoil: |_, response| {
            if response.headers().contains_key(ACCESS_CONTROL_EXPOSE_HEADERS) {
                set(response.headers_mut(), ACCESS_CONTROL_EXPOSE_HEADERS, "x-total, Content-Type");
            }
        },
        codes: &["exposes-safelisted"],
    },
    // Caches.
    Row {
        name: "no Vary",
        spoil: |_, response| {
            response.headers_mut().remove(VARY);
        },
        codes: &["cache-mix-up"],
    },
    Row {
        name: "the application overwrites Vary",
        spoil: |request, response| {
            if is(request, Method::GET, "/items") {
                set(response.headers_mut(), VARY, "accept-encoding");
            }
        },
        codes: &["cache-mix-up"],
    },
    Row {
        name: "no Vary without Origin",
        spoil: |request, response| {
            if !request.headers().contains_key(ORIGIN) {
                response.headers_mut().remove(VARY);
            }
        },
        codes: &["cache-mix-up"],
    },
    Row {
        name: "no Vary for strangers",
        spoil: |_, response| {
            if !response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
                response.headers_mut().remove(VARY);
            }
        },
        codes: &["cache-mix-up"],
    },
    Row {
        name: "no Vary, and nothing is stored",
        spoil: |_, response| {
            response.headers_mut().remove(VARY);
            set(response.headers_mut(), CACHE_CONTROL, "private, No-Store");
        },
        codes: &["missing-vary"],
    },
    Row {
        name: "only the credentials differ, and no Vary says so",
        spoil: |request, response| {
            response.headers_mut().remove(VARY);
            if !is_preflight(request)
                && request.headers().get(ORIGIN).is_none_or(|origin| !is_trusted(origin.as_bytes()))
            {
                set(response.headers_mut(), ACCESS_CONTROL_ALLOW_ORIGIN, "https://app.site.example");
            }
        },
        codes: &["cache-mix-up"],
    },
    Row {
        name: "the exposed names come in any order",
        spoil: |request, response| {
            if request.method() == Method::HEAD
                && response.headers().contains_key(ACCESS_CONTROL_EXPOSE_HEADERS)
            {
                set(response.headers_mut(), ACCESS_CONTROL_EXPOSE_HEADERS, "ETag,X-Total");
            }
        },
        codes: &[],
    },
    Row {
        name: "preflights are not found, without any CORS headers",
        spoil: |request, response| {
            if is_preflight(request) {
                *response = Response::new(());
                *response.status_mut() = StatusCode::NOT_FOUND;
                set(response.headers_mut(), VARY, "Origin");
            }
        },
        codes: &["preflight-not-ok"],
    },
    Row {
        name: "everything varies",
        spoil: |_, response| set(response.headers_mut(), VARY, "*"),
        codes: &[],
    },
    // Other requests.
    Row {
        name: "strangers are refused by the preflight only",
        spoil: |request, response| {
            if is(request, Method::PUT, "/items")
                && let Some(origin) = request.headers().get(ORIGIN)
            {
                response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            }
        },
        codes: &["shares-after-refusal"],
    },
    Row {
        name: "HEAD is not shared",
        spoil: |request, response| {
            if request.method() == Method::HEAD {
                unshare(response);
            }
        },
        codes: &["head-differs"],
    },
    Row {
        name: "HEAD is not known",
        spoil: |request, response| {
            if request.method() == Method::HEAD {
                *response = Response::new(());
                *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            }
        },
        codes: &[],
    },
    Row {
        name: "every OPTIONS is a preflight",
        spoil: |request, response| {
            if request.method() == Method::OPTIONS {
                *response.status_mut() = StatusCode::OK;
                response.headers_mut().remove(ALLOW);
                set(response.headers_mut(), ACCESS_CONTROL_ALLOW_METHODS, "PUT, OPTIONS");
            }
        },
        codes: &["options-swallowed"],
    },
    Row {
        name: "the methods are on every response, and OPTIONS reaches the application",
        spoil: |request, response| {
            if request.headers().contains_key(ORIGIN) {
                set(response.headers_mut(), ACCESS_CONTROL_ALLOW_METHODS, "PUT, OPTIONS");
            }
        },
        codes: &[],
    },
    Row {
        name: "no Vary for private answers",
        spoil: |request, response| {
            if request.headers().contains_key(COOKIE) {
                response.headers_mut().remove(VARY);
            }
        },
        codes: &["cache-mix-up"],
    },
    Row {
        name: "HEAD is not shared with credentials",
        spoil: |request, response| {
            if request.method() == Method::HEAD && request.headers().contains_key(COOKIE) {
                unshare(response);
            }
        },
        codes: &["head-differs"],
    },
    Row {
        name: "a star in a list, with credentials",
        spoil: |_, response| {
            if response.headers().contains_key(ACCESS_CONTROL_EXPOSE_HEADERS) {
                set(response.headers_mut(), ACCESS_CONTROL_EXPOSE_HEADERS, "x-total, *, etag");
            }
        },
        codes: &["wildcard-with-credentials"],
    },
    Row {
        name: "two lines of the credentials",
        spoil: |_, response| {
            if let Some(value) = response.headers().get(ACCESS_CONTROL_ALLOW_CREDENTIALS).cloned() {
                response.headers_mut().append(ACCESS_CONTROL_ALLOW_CREDENTIALS, value);
            }
        },
        codes: &["repeated-header"],
    },
    Row {
        name: "two headers only together with a third",
        spoil: |request, response| {
            if requested_names(request) == "authorization,x-token" {
                refuse(response);
            }
        },
        codes: &["not-monotone"],
    },
    Row {
        name: "every OPTIONS with an origin is a preflight",
        spoil: |request, response| {
            if request.method() == Method::OPTIONS && request.headers().contains_key(ORIGIN) {
                set(response.headers_mut(), ACCESS_CONTROL_ALLOW_METHODS, "PUT, OPTIONS");
            }
        },
        codes: &["options-swallowed"],
    },
];

#[test]
fn each_fault_is_found_and_nothing_else() {
    let mut wrong = Vec::new();
    for Row { name, spoil, codes } in ROWS {
        let server = Server::spoiled(*spoil);
        let report = lab().run(|request| server.answer(&request));
        let mut found: Vec<&str> = report.findings.iter().map(|finding| finding.code()).collect();
        found.dedup();
        if found != *codes {
            wrong.push(format!("{name}: {found:?}, not {codes:?}\n{report}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn each_property_is_tried() {
    let mut tried: Vec<&str> = ROWS.iter().flat_map(|row| row.codes).copied().collect();
    // These have tests of their own.
    tried.extend([
        "public",
        "not-public",
        "invalid-call",
        "simple-request-refused",
        "not-deterministic",
        "server-error",
        "no-response",
    ]);
    for property in Property::ALL {
        assert!(tried.contains(&property.as_str()), "{property}");
        assert!(property.remedy().ends_with('.'), "{property}");
    }
}

#[test]
fn a_server_that_counts_is_not_deterministic() {
    let (server, mut seen) = (Server::careful(), HashSet::new());
    let report = small_lab().run(|request: Request<Vec<u8>>| {
        let mut response = server.answer(&request);
        if !seen.insert(format!("{request:?}")) {
            unshare(&mut response);
        }
        response
    });
    assert_eq!(
        report.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(),
        ["not-deterministic"]
    );
}

#[test]
fn a_simple_request_needs_no_preflight_headers() {
    let server = Server::spoiled(|request, response| {
        if !is_preflight(request) && !request.headers().contains_key("x-token") {
            unshare(response);
        }
    });
    let lab =
        PolicyLab::new("https://api.site.example").unwrap().trusts(["https://app.site.example"]).unwrap();
    let lab = lab.route("/items", [Method::GET]).request_headers(["x-token"]);
    let report = lab.run(|request| server.answer(&request));
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code()).collect();
    assert_eq!(codes, ["simple-request-refused"], "{report}");
}

fn public_lab() -> PolicyLab<WithRoute> {
    PolicyLab::new("https://api.site.example").unwrap().route("/items", [Method::GET])
}

#[test]
fn a_public_server_is_declared() {
    let any = |_: Request<Vec<u8>>| {
        let mut response = Response::new(());
        set(response.headers_mut(), ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response
    };
    let report = public_lab().run(any);
    assert_eq!(report.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), ["public"]);
    let report = public_lab().public().run(any);
    report.assert_clean();

    // One that echoes with credentials is open all the same.
    let echo = |request: Request<Vec<u8>>| {
        let mut response = any(Request::new(Vec::new()));
        if let Some(origin) = request.headers().get(ORIGIN) {
            response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        set(response.headers_mut(), ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        set(response.headers_mut(), VARY, "Origin");
        response
    };
    let report = public_lab().public().run(echo);
    assert_eq!(report.findings[0].code(), "any-origin");

    // A public server that refuses strangers is not public.
    let report = public_lab().public().run(|_| Response::new(()));
    assert_eq!(report.findings[0].code(), "not-public");
    assert!(!report.to_string().contains("Access-Control-Allow-Origin: https://evil.test"), "{report}");
}
