//! `fetch/api/cors`, but for preflights.

use fetch_cors::error::Phase;
use fetch_cors::request::{CredentialsMode, Mode};
use fetch_cors::response::ResponseType::{Basic, Cors};

use crate::places::{ELSEWHERE, HERE, OTHERS, REDIRECTS, THERE};
use crate::row::{Response, Row, fetch, message, opaque, preflight, response};
use crate::scenario::{APP, Answer, answer, page, redirect, sandbox, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [
        basic(),
        keepalive(),
        cookies(),
        cookies_after_a_redirect(),
        expose_star(),
        filtering(),
        multiple_origins(),
        no_preflight(),
        origin(),
        redirects(),
        redirect_to_credentials(),
        redirect_and_preflight(),
        data_url_documents(),
    ]
    .concat()
}

const NOTHING: &[(&str, &str)] = &[];

/// An answer that names the page's origin and allows credentials, with these headers beside.
fn with_credentials(headers: &[(&str, &str)]) -> Answer {
    let allowed = [("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")];
    answer(200, &[&allowed, headers].concat())
}

fn basic() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-basic.any.js";
    let rows = |url| {
        [
            fetch(FILE, "no-cors hides status, headers and body", page().fetch(url).mode(Mode::NoCors))
                .sends(message("GET", url), shared_with(&[("x-a", "1"), ("content-type", "text/plain")]))
                .gives(opaque().hides("x-a").hides("content-type")),
            fetch(FILE, "cors, and the server does not allow it", page().fetch(url))
                .sends(message("GET", url), answer(200, NOTHING))
                .fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
            fetch(FILE, "cors, and the server allows it", page().fetch(url))
                .sends(message("GET", url), shared())
                .gives(response(Cors, 200).body(true)),
        ]
    };
    OTHERS.into_iter().flat_map(rows).collect()
}

/// The same again; that a page may have gone away in the meantime is the host's.
fn keepalive() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-keepalive.any.js";
    let rows = |url| {
        let kept = || page().fetch(url).keepalive(true);
        [
            fetch(FILE, "keepalive changes nothing in no-cors", kept().mode(Mode::NoCors))
                .sends(message("GET", url), shared())
                .gives(opaque()),
            fetch(FILE, "keepalive needs permission like any other", kept())
                .sends(message("GET", url), answer(200, NOTHING))
                .fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
            fetch(FILE, "keepalive with permission", kept())
                .sends(message("GET", url), shared())
                .gives(response(Cors, 200)),
        ]
    };
    OTHERS.into_iter().flat_map(rows).collect()
}

/// Which cookies there are is the host's; whether any may go along is not.
fn cookies() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-cookies.any.js";
    use CredentialsMode::{Include, Omit, SameOrigin};
    [
        (HERE, Omit, false),
        (HERE, Include, true),
        (THERE, Include, true),
        (THERE, SameOrigin, false),
        (ELSEWHERE, Include, true),
    ]
    .into_iter()
    .map(|(url, mode, included)| {
        let kind = if url == HERE { Basic } else { Cors };
        fetch(FILE, format!("{mode} to {url}"), page().fetch(url).credentials(mode))
            .sends(message("GET", url).credentials(included), with_credentials(&[("set-cookie", "a=1")]))
            .gives(response(kind, 200).hides("set-cookie").hides("cookie"))
            .then(page().fetch(url).credentials(mode))
            .sends(message("GET", url).credentials(included), with_credentials(NOTHING))
            .gives(response(kind, 200).hides("cookie"))
    })
    .collect()
}

fn cookies_after_a_redirect() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-cookies-redirect.any.js";
    let included = || page().fetch(THERE).credentials(CredentialsMode::Include);
    let allow = |origin, more: &[(&str, &str)]| {
        let headers = [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")];
        answer(if more.iter().any(|h| h.0 == "location") { 301 } else { 200 }, &[&headers, more].concat())
    };
    let get = |url, origin| message("GET", url).with("origin", origin).credentials(true);
    let moved = || allow(APP, &[("location", ELSEWHERE)]);
    let granted = |origin| allow(origin, &[("access-control-allow-headers", "a")]);
    vec![
        fetch(FILE, "after a cross-origin redirect, cookies still go along", included())
            .sends(get(THERE, APP), moved())
            .sends(get(ELSEWHERE, "null"), allow("null", NOTHING))
            .gives(response(Cors, 200).redirected(true)),
        fetch(FILE, "and so they do with preflights, which have none", included().header("a", "b"))
            .sends(preflight(THERE, "GET", "a").with("origin", APP), granted(APP))
            .sends(get(THERE, APP), moved())
            .sends(preflight(ELSEWHERE, "GET", "a").with("origin", "null"), granted("null"))
            .sends(get(ELSEWHERE, "null"), allow("null", NOTHING))
            .gives(response(Cors, 200).redirected(true)),
    ]
}

fn expose_star() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-expose-star.js";
    let headers = [("content-type", "text/plain"), ("x-a", "1"), ("set-cookie", "a=1"), ("*", "2")];
    let star = [("access-control-expose-headers", "*")];
    let and_set_cookie =
        [("access-control-expose-headers", "*"), ("access-control-expose-headers", "set-cookie")];
    let included = page().fetch(THERE).credentials(CredentialsMode::Include);
    vec![
        fetch(FILE, "* exposes all but Set-Cookie", page().fetch(THERE))
            .sends(message("GET", THERE), shared_with(&[&headers[..], &star].concat()))
            .gives(response(Cors, 200).shows("x-a", "1").hides("set-cookie").shows("*", "2")),
        fetch(FILE, "with credentials, * is but a name", included)
            .sends(message("GET", THERE), with_credentials(&[&headers[..], &star].concat()))
            .gives(
                response(Cors, 200)
                    .shows("content-type", "text/plain")
                    .hides("x-a")
                    .hides("set-cookie")
                    .shows("*", "2"),
            ),
        fetch(FILE, "* may stand beside other names", page().fetch(THERE))
            .sends(message("GET", THERE), shared_with(&[&headers[..], &and_set_cookie].concat()))
            .gives(response(Cors, 200).shows("x-a", "1").hides("set-cookie").shows("*", "2")),
    ]
}

/// The file hides `Content-Length`. By the text (CORS-safelisted response-header names) it is seen.
fn filtering() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-filtering.js";
    const SAFE: [(&str, &str); 7] = [
        ("Cache-Control", "no-cache"),
        ("Content-Language", "fr"),
        ("Content-Length", "0"),
        ("Content-Type", "text/html"),
        ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Pragma", "no-cache"),
    ];
    const OTHER: [(&str, &str); 3] = [("Age", "27"), ("Server", "a"), ("Warning", "a")];
    const FORBIDDEN: [(&str, &str); 2] = [("Set-Cookie", "a=b"), ("Set-Cookie2", "a=b")];
    let unexposed = |(name, value): (&'static str, &'static str), seen| {
        fetch(FILE, format!("{name}, not exposed"), page().fetch(THERE))
            .sends(message("GET", THERE), shared_with(&[(name, value)]))
            .gives(see(name, value, seen))
    };
    let exposed = |(name, value): (&'static str, &'static str), mode, seen| {
        let headers = [(name, value), ("access-control-expose-headers", name)];
        fetch(FILE, format!("{name}, exposed, credentials {mode}"), page().fetch(THERE).credentials(mode))
            .sends(message("GET", THERE), with_credentials(&headers))
            .gives(see(name, value, seen))
    };
    let mut rows = Vec::new();
    rows.extend(SAFE.map(|header| unexposed(header, true)));
    rows.extend(OTHER.map(|header| unexposed(header, false)));
    rows.extend(FORBIDDEN.map(|header| unexposed(header, false)));
    rows.extend(OTHER.map(|header| exposed(header, CredentialsMode::Omit, true)));
    rows.extend(FORBIDDEN.map(|header| exposed(header, CredentialsMode::Omit, false)));
    rows.extend(FORBIDDEN.map(|header| exposed(header, CredentialsMode::Include, false)));
    rows
}

fn see(name: &str, value: &str, seen: bool) -> Response {
    let response = response(Cors, 200);
    if seen { response.shows(name, value) } else { response.hides(name) }
}

fn multiple_origins() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-multiple-origins.sub.any.js";
    const EXAMPLE: &str = "http://example.com";
    [
        ["\"\"", EXAMPLE, APP],
        ["\"\"", EXAMPLE, "*"],
        ["\"\"", APP, APP],
        ["*", EXAMPLE, "*"],
        ["*", EXAMPLE, APP],
        ["", EXAMPLE, "https://example2.com"],
    ]
    .into_iter()
    .map(|origins| {
        let lines = origins.map(|origin| ("access-control-allow-origin", origin));
        fetch(FILE, format!("several origins are none: {origins:?}"), page().fetch(THERE))
            .sends(message("GET", THERE), answer(200, &lines))
            .fails(Phase::Actual, "multiple-allow-origin", "CORS check 4")
    })
    .collect()
}

fn no_preflight() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-no-preflight.any.js";
    let simple = |url, method| {
        fetch(FILE, format!("{method} {url}"), page().fetch(url).method(method))
            .sends(message(method, url).with("origin", APP), shared())
            .gives(response(Cors, 200))
    };
    let with = |(name, value): (&'static str, &'static str)| {
        fetch(FILE, format!("{name}: {value}"), page().fetch(THERE).header(name, value))
            .sends(message("GET", THERE).with(name, value), shared())
            .gives(response(Cors, 200))
    };
    let mut rows = Vec::from(OTHERS.map(|url| simple(url, "GET")));
    rows.extend(["POST", "HEAD"].map(|method| simple(THERE, method)));
    rows.extend(
        [
            ("Accept", "*/*"),
            ("Accept-Language", "fr"),
            ("Content-Language", "fr"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Type", "multipart/form-data"),
            ("Content-Type", "text/plain"),
            ("Content-Type", "text/plain;charset=utf-8"),
            ("Content-Type", "Text/Plain;charset=utf-8"),
        ]
        .map(with),
    );
    rows.extend(["id-1", "Id-2"].map(|value| {
        let request = page().fetch(THERE).header("Last-Event-ID", value);
        fetch(FILE, "one version calls Last-Event-ID safe, which by the text it is not", request)
            .sends(preflight(THERE, "GET", "last-event-id"), shared())
            .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7")
    }));
    rows
}

fn origin() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-origin.any.js";
    let allow = |origin| {
        answer(200, &[("access-control-allow-origin", origin), ("access-control-allow-methods", "PUT")])
    };
    let asked = [("GET", &OTHERS[..]), ("POST", &[THERE]), ("HEAD", &[THERE])];
    let mut rows = Vec::new();
    for (method, urls) in asked {
        for &url in urls {
            let request = || page().fetch(url).method(method);
            let sent = || message(method, url).with("origin", APP);
            rows.push(
                fetch(FILE, format!("{method} {url}: the page's origin is allowed"), request())
                    .sends(sent(), allow(APP))
                    .gives(response(Cors, 200)),
            );
            rows.push(
                fetch(FILE, format!("{method} {url}: only the server's own is"), request())
                    .sends(sent(), allow(url.trim_end_matches('/')))
                    .fails(Phase::Actual, "allow-origin-mismatch", "CORS check 4"),
            );
        }
    }
    let put = || page().fetch(THERE).method("PUT");
    let asks = || preflight(THERE, "PUT", "").with("origin", APP);
    rows.push(
        fetch(FILE, "PUT: the page's origin is allowed", put())
            .sends(asks(), allow(APP))
            .sends(message("PUT", THERE).with("origin", APP), allow(APP))
            .gives(response(Cors, 200)),
    );
    rows.push(
        fetch(FILE, "PUT: only the server's own is", put())
            .sends(asks(), allow("https://api.example"))
            .fails(Phase::Preflight, "allow-origin-mismatch", "CORS check 4"),
    );
    rows.push(
        fetch(FILE, "the empty string allows no origin", page().fetch(THERE))
            .sends(message("GET", THERE), allow(""))
            .fails(Phase::Actual, "allow-origin-not-an-origin", "CORS check 4"),
    );
    rows
}

fn redirects() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-redirect.any.js";
    let there = "https://api.example/b";
    // From, to, and the Origin headers of the two messages.
    let ways = [
        ("to the same other origin", THERE, there, Some(APP), APP),
        ("to a third origin", THERE, ELSEWHERE, Some(APP), "null"),
        ("from here to another origin", HERE, THERE, None, APP),
        ("back here", THERE, HERE, Some(APP), "null"),
    ];
    let row = |status, (says, from, to, first, second): (&str, &str, &str, Option<&str>, &str)| {
        let asked = message("GET", from);
        let asked = match first {
            Some(origin) => asked.with("origin", origin),
            None => asked.without("origin"),
        };
        fetch(FILE, format!("{status} {says}"), page().fetch(from))
            .sends(asked, redirect(status, to))
            .sends(message("GET", to).with("origin", second), shared())
            .gives(response(Cors, 200).at(to).redirected(true))
    };
    REDIRECTS.into_iter().flat_map(|status| ways.map(|way| row(status, way))).collect()
}

fn redirect_to_credentials() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-redirect-credentials.any.js";
    const CROSS: (&str, &str) = ("redirect-cross-origin-with-credentials", "HTTP-redirect fetch 9");
    const TAINTED: (&str, &str) = ("redirect-tainted-with-credentials", "HTTP-redirect fetch 10");
    let ways = [
        (HERE, "app.example:8443/", CROSS),
        (THERE, "app.example/", TAINTED),
        (THERE, "api.example/", CROSS),
        (THERE, "other.example/", CROSS),
    ];
    let mut rows = Vec::new();
    for status in REDIRECTS {
        rows.push(
            fetch(FILE, format!("{status} without credentials"), page().fetch(HERE))
                .sends(message("GET", HERE), redirect(status, "https://app.example:8443/"))
                .sends(message("GET", "https://app.example:8443/"), shared())
                .gives(response(Cors, 200)),
        );
        for (from, to, (code, step)) in ways {
            for credentials in ["user:password", "user:", ":password"] {
                let location = format!("https://{credentials}@{to}");
                rows.push(
                    fetch(FILE, format!("{status} from {from} to {location}"), page().fetch(from))
                        .sends(message("GET", from), redirect(status, &location))
                        .fails(Phase::Redirect, code, step),
                );
            }
        }
    }
    rows
}

fn redirect_and_preflight() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-redirect-preflight.any.js";
    let request = |url| page().fetch(url).header("x-a", "1");
    let granted = || shared_with(&[("access-control-allow-headers", "x-a")]);
    let mut rows = Vec::new();
    for status in REDIRECTS {
        let from_here = |says: &str| {
            fetch(FILE, format!("{status} from here: {says}"), request(HERE))
                .sends(message("GET", HERE), redirect(status, THERE))
        };
        rows.push(
            from_here("the preflight comes after the redirect")
                .sends(preflight(THERE, "GET", "x-a").with("origin", APP), granted())
                .sends(message("GET", THERE).with("origin", APP), shared())
                .gives(response(Cors, 200)),
        );
        rows.push(from_here("and may refuse").sends(preflight(THERE, "GET", "x-a"), shared()).fails(
            Phase::Preflight,
            "header-not-allowed",
            "CORS-preflight fetch 7.7",
        ));
        for to in [HERE, ELSEWHERE] {
            let asked =
                |says: &str| fetch(FILE, format!("{status} from there to {to}: {says}"), request(THERE));
            let asks_first = || preflight(THERE, "GET", "x-a").with("origin", APP);
            let asks_again = || preflight(to, "GET", "x-a").with("origin", "null");
            rows.push(
                asked("a preflight before it and one after it")
                    .sends(asks_first(), granted())
                    .sends(message("GET", THERE).with("origin", APP), redirect(status, to))
                    .sends(asks_again(), granted())
                    .sends(message("GET", to).with("origin", "null"), shared())
                    .gives(response(Cors, 200)),
            );
            rows.push(asked("the first may refuse").sends(asks_first(), shared()).fails(
                Phase::Preflight,
                "header-not-allowed",
                "CORS-preflight fetch 7.7",
            ));
            rows.push(
                asked("and so may the second")
                    .sends(asks_first(), granted())
                    .sends(message("GET", THERE), redirect(status, to))
                    .sends(asks_again(), shared())
                    .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
            );
        }
    }
    rows
}

/// A frame or a worker that came from a `data:` URL has an opaque origin.
fn data_url_documents() -> Vec<Row> {
    let rows = |file| {
        let sent = || message("GET", HERE).with("origin", "null");
        let data = "data:text/plain, top";
        vec![
            fetch(file, "its own server is another origin", sandbox().fetch(HERE))
                .sends(sent(), answer(200, NOTHING))
                .fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
            fetch(file, "null allows it", sandbox().fetch(HERE))
                .sends(sent(), answer(200, &[("access-control-allow-origin", "null")]))
                .gives(response(Cors, 200)),
            fetch(file, "a data: URL needs no permission", sandbox().fetch(data)).gives(response(Basic, 200)),
            fetch(
                file,
                "what a data: URL says of permission is a part of its content",
                sandbox().fetch(format!("{data}?pipe=header(Access-Control-Allow-Origin, null)")),
            )
            .gives(response(Basic, 200)),
        ]
    };
    [
        "fetch/api/cors/data-url-iframe.html",
        "fetch/api/cors/data-url-shared-worker.html",
        "fetch/api/cors/data-url-worker.html",
    ]
    .into_iter()
    .flat_map(rows)
    .collect()
}
