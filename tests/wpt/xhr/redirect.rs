//! Redirects: where they may lead, and what comes along.

use fetch_cors::error::Phase;
use fetch_cors::request::{Body, CredentialsMode};
use fetch_cors::response::ResponseType;

use super::{HOME, REMOTE};
use crate::row::{Row, fetch, message, preflight, response};
use crate::scenario::{APP, Answer, answer, page, redirect, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [
        between_origins(),
        from_home(),
        from_elsewhere(),
        statuses(),
        to_cors(),
        posted(),
        bogus(),
        authorization(),
    ]
    .concat()
}

const NEXT: &str = "https://api.example/next";

fn xhr(method: &str, url: &str) -> fetch_cors::request::XhrBuilder {
    page().xml_http_request(method, url)
}

fn cors() -> crate::row::Response {
    response(ResponseType::Cors, 200).redirected(true)
}

/// A redirect that says nothing of sharing.
fn plain(status: u16, location: &str) -> Answer {
    answer(status, &[("location", location)])
}

/// With credentials, for this origin.
fn allows(origin: &str) -> Answer {
    answer(200, &[("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")])
}

fn between_origins() -> Vec<Row> {
    const FILE: &str = "xhr/access-control-and-redirects.any.js";
    let back = "https://app.example/next";
    vec![
        fetch(FILE, "from home to elsewhere", xhr("GET", HOME))
            .sends(message("GET", HOME), plain(302, REMOTE))
            .sends(message("GET", REMOTE).with("origin", APP), allows(APP))
            .gives(cors()),
        fetch(FILE, "from elsewhere to home, which echoes null", xhr("GET", REMOTE))
            .sends(message("GET", REMOTE), redirect(302, back))
            .sends(message("GET", back).with("origin", "null"), allows("null"))
            .gives(cors()),
        fetch(FILE, "within another origin", xhr("GET", REMOTE))
            .sends(message("GET", REMOTE), redirect(302, NEXT))
            .sends(message("GET", NEXT).with("origin", APP), allows(APP))
            .gives(cors()),
    ]
}

fn from_home() -> Vec<Row> {
    const FILE: &str = "xhr/access-control-and-redirects-async-same-origin.any.js";
    let with = |answered: Answer, says, mode| {
        fetch(FILE, says, xhr("GET", HOME).with_credentials(mode == CredentialsMode::Include))
            .sends(message("GET", HOME).credentials(true), plain(302, REMOTE))
            .sends(message("GET", REMOTE).credentials(mode == CredentialsMode::Include), answered)
    };
    let without_credentials = || answer(200, &[("access-control-allow-origin", APP)]);
    const OWN: CredentialsMode = CredentialsMode::SameOrigin;
    const ALL: CredentialsMode = CredentialsMode::Include;
    vec![
        with(shared(), "`*`, without credentials", OWN).gives(cors()),
        with(shared(), "`*`, with credentials", ALL).fails(
            Phase::Actual,
            "wildcard-with-credentials",
            "CORS check 4",
        ),
        with(allows(APP), "this origin, without credentials", OWN).gives(cors()),
        with(allows(APP), "this origin, with credentials", ALL).gives(cors()),
        with(without_credentials(), "this origin, not its credentials, without", OWN).gives(cors()),
        with(without_credentials(), "this origin, not its credentials, with", ALL).fails(
            Phase::Actual,
            "missing-allow-credentials",
            "CORS check 8",
        ),
    ]
}

fn from_elsewhere() -> Vec<Row> {
    const FILE: &str = "xhr/access-control-and-redirects-async.any.js";
    let get = |says| fetch(FILE, says, xhr("GET", REMOTE));
    let custom = |says, url| fetch(FILE, says, xhr("GET", url).header("x-test", "test"));
    let redirected_preflight = |says, headers: &[(&str, &str)]| {
        let headers = [&[("access-control-allow-origin", "*"), ("location", NEXT)], headers].concat();
        custom(says, REMOTE).sends(preflight(REMOTE, "GET", "x-test"), answer(302, &headers)).fails(
            Phase::Preflight,
            "preflight-redirected",
            "CORS-preflight fetch 8",
        )
    };
    vec![
        get("a redirect that is not shared").sends(message("GET", REMOTE), plain(302, NEXT)).fails(
            Phase::Redirect,
            "missing-allow-origin",
            "CORS check 2",
        ),
        get("a redirect that is")
            .sends(message("GET", REMOTE), redirect(302, NEXT))
            .sends(message("GET", NEXT), shared())
            .gives(cors()),
        get("to a URL with a password")
            .sends(message("GET", REMOTE), redirect(302, "https://username:password@api.example/next"))
            .fails(Phase::Redirect, "redirect-cross-origin-with-credentials", "HTTP-redirect fetch 9"),
        get("to a scheme of nobody's").sends(message("GET", REMOTE), redirect(302, "foo://bar.cgi")).fails(
            Phase::Redirect,
            "redirect-scheme-not-http",
            "HTTP-redirect fetch 6",
        ),
        redirected_preflight("a preflight is not redirected", &[]),
        redirected_preflight("nor if it allows the header", &[("access-control-allow-headers", "x-test")]),
        custom("a header within home", HOME)
            .sends(message("GET", HOME).with("x-test", "test"), plain(302, "https://app.example/next"))
            .sends(
                message("GET", "https://app.example/next").with("x-test", "test"),
                answer::<&str>(200, &[]),
            )
            .gives(response(ResponseType::Basic, 200).redirected(true)),
    ]
}

/// Of all the 3xx, five are redirects.
fn statuses() -> Vec<Row> {
    const FILE: &str = "xhr/send-redirect.htm";
    const TO: &str = "https://app.example/content";
    (300..400)
        .map(|status| {
            let row =
                fetch(FILE, status.to_string(), xhr("GET", HOME).header("Content-Type", "application/x-a"))
                    .sends(message("GET", HOME), plain(status, "content"));
            match status {
                301 | 302 | 303 | 307 | 308 => row
                    .sends(
                        message("GET", TO).with("content-type", "application/x-a"),
                        answer::<&str>(200, &[]),
                    )
                    .gives(response(ResponseType::Basic, 200).redirected(true)),
                _ => row.gives(response(ResponseType::Basic, status).redirected(false)),
            }
        })
        .collect()
}

/// From home to a server that allows GET, POST, PUT and FOO, and `Content-Type` if it is told to.
fn to_cors() -> Vec<Row> {
    const FILE: &str = "xhr/send-redirect-to-cors.htm";
    const TEXT: &str = "text/plain;charset=UTF-8";
    const FIRST: &str = "application/x-a";
    const SECOND: &str = "application/x-b";
    // Status, method, body (its own type, if it has one), the type that script sets, and whether that is allowed.
    type Case = (u16, &'static str, Option<Option<&'static str>>, Option<&'static str>, bool);
    let cases: [Case; 23] = [
        (301, "GET", None, None, false),
        (301, "GET", None, Some(FIRST), false),
        (301, "GET", None, Some(FIRST), true),
        (303, "GET", None, Some(FIRST), true),
        (302, "GET", None, None, false),
        (303, "GET", None, None, false),
        (302, "FOO", Some(Some(TEXT)), Some(FIRST), true),
        (303, "FOO", Some(Some(TEXT)), Some(FIRST), true),
        (307, "GET", None, None, false),
        (307, "POST", None, None, false),
        (307, "POST", Some(Some(TEXT)), None, false),
        (307, "POST", Some(None), None, false),
        (301, "POST", Some(Some(TEXT)), Some(FIRST), false),
        (301, "POST", Some(Some(TEXT)), Some(FIRST), true),
        (302, "POST", Some(Some(TEXT)), Some(FIRST), false),
        (307, "POST", Some(Some(TEXT)), Some(FIRST), false),
        (307, "FOO", Some(Some(TEXT)), Some(FIRST), false),
        (308, "POST", Some(Some(TEXT)), Some(FIRST), false),
        (308, "FOO", Some(Some(TEXT)), Some(FIRST), false),
        (308, "FOO", Some(Some(TEXT)), Some("text/plain"), false),
        (308, "FOO", Some(Some(TEXT)), Some("multipart/form-data"), false),
        (308, "FOO", Some(Some(TEXT)), Some(SECOND), true),
        (307, "POST", Some(Some(TEXT)), Some(SECOND), true),
    ];
    cases
        .into_iter()
        .map(|(status, method, body, explicit, is_allowed)| {
            let mut request = xhr(method, HOME);
            if let Some(own_type) = body {
                request = request.body(own_type.map_or(Body::source(), |own| Body::source().with_type(own)));
            }
            if let Some(explicit) = explicit {
                request = request.header("Content-Type", explicit);
            }
            let says = format!("{status} {method} {body:?} {explicit:?}, allowed: {is_allowed}");
            let row = fetch(FILE, says, request)
                .sends(message(method, HOME).body(body.is_some()), plain(status, REMOTE));

            let becomes_get = match status {
                301 | 302 => method == "POST",
                303 => method != "GET",
                _ => false,
            };
            let (method, kind, has_body) = match becomes_get {
                true => ("GET", None, false),
                false => (method, explicit.or(body.flatten()), body.is_some()),
            };
            let kind_is_safe = kind.is_none_or(|kind| !matches!(kind, FIRST | SECOND));
            let names = if kind_is_safe { "" } else { "content-type" };
            let row = match method == "FOO" || !kind_is_safe {
                true => {
                    let mut allow = vec![("access-control-allow-methods", "GET, POST, PUT, FOO")];
                    allow.extend(is_allowed.then_some(("access-control-allow-headers", "content-type")));
                    row.sends(preflight(REMOTE, method, names), shared_with(&allow))
                }
                false => row,
            };
            if !kind_is_safe && !is_allowed {
                return row.fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7");
            }
            let sent = message(method, REMOTE).body(has_body);
            let sent = match kind {
                Some(kind) => sent.with("content-type", kind),
                None => sent.without("content-type"),
            };
            row.sends(sent, shared()).gives(cors())
        })
        .collect()
}

/// Data that is posted, and posted again or not.
fn posted() -> Vec<Row> {
    const FILE: &str = "xhr/send-redirect-post-upload.htm";
    const TEXT: &str = "text/plain;charset=UTF-8";
    const TO: &str = "https://app.example/content";
    let text = || Body::source().with_type(TEXT);
    let get = || message("GET", TO).without("content-type").body(false);
    [
        (301, text(), get()),
        (302, text(), get()),
        (303, text(), get()),
        (307, text(), message("POST", TO).with("content-type", TEXT).body(true)),
        (307, Body::source(), message("POST", TO).without("content-type").body(true)),
    ]
    .map(|(status, body, sent)| {
        // A page that listens to the upload needs no preflight at home.
        fetch(FILE, status.to_string(), xhr("POST", HOME).body(body).upload_listener(true))
            .sends(message("POST", HOME).body(true), plain(status, "content"))
            .sends(sent, answer::<&str>(200, &[]))
            .gives(response(ResponseType::Basic, 200).redirected(true))
    })
    .into()
}

fn bogus() -> Vec<Row> {
    const BOGUS: &str = "XMLHttpRequest/send-redirect-bogus.htm";
    const NON_CORS: &str = "XMLHttpRequest/send-redirect-to-non-cors.htm";
    const NO_LOCATION: &str = "XMLHttpRequest/send-redirect-no-location.htm";
    let get = |file, says: String| fetch(file, says, xhr("GET", HOME));
    let mut rows = Vec::new();
    for (status, location) in [(302, "mailto:a@b.example"), (303, "foobar:a@b.example")] {
        rows.push(
            get(BOGUS, format!("{status} to {location}"))
                .sends(message("GET", HOME), plain(status, location))
                .fails(Phase::Redirect, "redirect-scheme-not-http", "HTTP-redirect fetch 6"),
        );
    }
    for status in [302, 303] {
        rows.push(
            get(BOGUS, format!("{status} to a host that is not there"))
                .sends(message("GET", HOME), plain(status, "http://example.not/"))
                .sends(message("GET", "http://example.not/"), Answer::Nothing)
                .fails(Phase::Actual, "network-failure", "HTTP fetch 4.3"),
        );
    }
    for status in [301, 302, 303, 307] {
        rows.push(
            fetch(
                NON_CORS,
                format!("{status} to a server without CORS"),
                xhr("GET", HOME).header("Content-Type", "application/x-a"),
            )
            .sends(message("GET", HOME), plain(status, REMOTE))
            .sends(preflight(REMOTE, "GET", "content-type"), answer::<&str>(200, &[]))
            .fails(Phase::Preflight, "missing-allow-origin", "CORS check 2"),
        );
        rows.push(
            get(NO_LOCATION, format!("{status} to nowhere is a response"))
                .sends(message("GET", HOME), answer::<&str>(status, &[]))
                .gives(response(ResponseType::Basic, status).redirected(false).body(true)),
        );
    }
    for file in
        ["XMLHttpRequest/send-redirect-infinite.htm", "XMLHttpRequest/send-redirect-infinite-sync.htm"]
    {
        let mut endless = get(file, "a loop".to_owned());
        for _ in 0..=20 {
            endless = endless.sends(message("GET", HOME), plain(301, HOME));
        }
        rows.push(endless.fails(Phase::Redirect, "too-many-redirects", "HTTP-redirect fetch 7"));
    }
    rows
}

fn authorization() -> Vec<Row> {
    const FILE: &str = "xhr/xhr-authorization-redirect.any.js";
    const VALUE: &str = "Basic dXNlcjpwYXNz";
    let get = |says, url| fetch(FILE, says, xhr("GET", url).header("Authorization", VALUE));
    let next = "https://app.example/next";
    vec![
        get("no redirect", HOME)
            .sends(message("GET", HOME).with("authorization", VALUE), answer::<&str>(200, &[]))
            .gives(response(ResponseType::Basic, 200)),
        get("within the origin it stays", HOME)
            .sends(message("GET", HOME).with("authorization", VALUE), plain(302, "next"))
            .sends(message("GET", next).with("authorization", VALUE), answer::<&str>(200, &[]))
            .gives(response(ResponseType::Basic, 200)),
        get("out of it, it goes", REMOTE)
            .sends(
                preflight(REMOTE, "GET", "authorization"),
                shared_with(&[("access-control-allow-headers", "Authorization")]),
            )
            .sends(message("GET", REMOTE).with("authorization", VALUE), redirect(302, next))
            .sends(message("GET", next).without("authorization"), shared())
            .gives(cors()),
    ]
}
