//! `fetch/api/cors`, preflights.

use fetch_cors::error::Phase;
use fetch_cors::request::CredentialsMode;
use fetch_cors::response::ResponseType::Cors;

use crate::places::{ELSEWHERE, REDIRECTS, THERE};
use crate::row::{Message, Row, fetch, message, preflight, response};
use crate::scenario::{APP, Answer, answer, page, redirect, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [
        methods(),
        headers(),
        not_safelisted(),
        statuses(),
        redirects(),
        malformed_answers(),
        star(),
        cache(),
        cache_and_tainted_origins(),
    ]
    .concat()
}

const NOT_A_METHOD: (&str, &str) = ("method-not-allowed", "CORS-preflight fetch 7.5");
const NOT_A_HEADER: (&str, &str) = ("header-not-allowed", "CORS-preflight fetch 7.7");

/// What servers answer to preflights: these methods and headers.
fn allow(methods: &str, headers: &str) -> Answer {
    let pairs = [("access-control-allow-methods", methods), ("access-control-allow-headers", headers)];
    shared_with(&pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>())
}

fn methods() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight.any.js";
    let rows = |method| {
        let request = || page().fetch(THERE).method(method);
        let asks = || preflight(THERE, method, "").with("origin", APP).with("accept", "*/*");
        let (code, step) = NOT_A_METHOD;
        [
            fetch(FILE, format!("{method} is allowed"), request())
                .sends(asks(), allow(method, ""))
                .sends(message(method, THERE).with("origin", APP), shared())
                .gives(response(Cors, 200)),
            fetch(FILE, format!("{method} is not"), request()).sends(asks(), shared()).fails(
                Phase::Preflight,
                code,
                step,
            ),
        ]
    };
    ["DELETE", "PUT", "PATCH", "NEW"].into_iter().flat_map(rows).collect()
}

/// Unsafe names are asked for in lower case, sorted, with a comma between and no space; safe ones are not.
fn headers() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight.any.js";
    const SAFE: [(&str, &str); 3] = [("Accept", "*"), ("Accept-Language", "fr"), ("Content-Language", "de")];
    const UNSAFE: [&str; 8] = ["x-a1", "x-a2", "X-a3", "x-a-b", "x-a-D", "x-a-C", "x-a-a", "Content-Type"];
    const SORTED: &str = "content-type,x-a-a,x-a-b,x-a-c,x-a-d,\
                          x-a1,x-a2,x-a3";
    let one = || page().fetch(THERE).header("x-a1", "a");
    let several = |method| page().fetch(THERE).method(method).headers(UNSAFE.map(|n| (n, "a"))).headers(SAFE);
    let listed = UNSAFE.join(" ,").to_lowercase();
    let (code, step) = NOT_A_HEADER;
    let mut rows = vec![
        fetch(FILE, "a header is allowed", one())
            .sends(preflight(THERE, "GET", "x-a1"), allow("GET", "x-a1"))
            .sends(message("GET", THERE).with("x-a1", "a"), shared())
            .gives(response(Cors, 200)),
        fetch(FILE, "a header is not", one()).sends(preflight(THERE, "GET", "x-a1"), shared()).fails(
            Phase::Preflight,
            code,
            step,
        ),
        fetch(FILE, "safe headers are not asked for", page().fetch(THERE).method("PUT").headers(SAFE))
            .sends(preflight(THERE, "PUT", ""), allow("PUT", ""))
            .sends(message("PUT", THERE).with("accept", "*").with("content-language", "de"), shared())
            .gives(response(Cors, 200)),
    ];
    for (method, (code, step)) in [("GET", NOT_A_HEADER), ("PUT", NOT_A_METHOD)] {
        let asks = || preflight(THERE, method, SORTED);
        rows.push(
            fetch(FILE, format!("{method} with several headers, which are allowed"), several(method))
                .sends(asks(), allow(method, &listed))
                .sends(message(method, THERE).with("content-type", "a"), shared())
                .gives(response(Cors, 200)),
        );
        rows.push(
            fetch(FILE, format!("{method} with several headers, which are not"), several(method))
                .sends(asks(), shared())
                .fails(Phase::Preflight, code, step),
        );
    }
    rows
}

/// Names and values that are not safe; `fetch/api/headers` has them too.
pub fn not_cors_safelisted() -> Vec<(&'static str, String)> {
    let digits = |count| "0123456789".chars().cycle().take(count).collect::<String>();
    [
        ("accept", "\"".to_owned()),
        ("accept", digits(129)),
        ("accept-language", "\u{1}".to_owned()),
        ("accept-language", "@".to_owned()),
        ("authorization", "a".to_owned()),
        ("content-language", "\u{1}".to_owned()),
        ("content-language", "@".to_owned()),
        ("content-type", "text/html".to_owned()),
        ("content-type", format!("text/plain; long={}", digits(112))),
        ("last-event-id", "\"".to_owned()),
        ("last-event-id", digits(129)),
        ("range", "bytes 0-".to_owned()),
        ("x-a", "1".to_owned()),
    ]
    .into()
}

fn not_safelisted() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-not-cors-safelisted.any.js";
    let row = |(name, value): (&'static str, String)| {
        fetch(FILE, format!("{name}: {value}"), page().fetch(THERE).header(name, &value))
            .sends(preflight(THERE, "GET", name), allow("GET", name))
            .sends(message("GET", THERE).with(name, &value), shared())
            .gives(response(Cors, 200))
    };
    not_cors_safelisted().into_iter().map(row).collect()
}

fn statuses() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-status.any.js";
    let request = || page().fetch(THERE).header("x-a", "");
    let headers = [("access-control-allow-origin", "*"), ("access-control-allow-headers", "x-a")];
    let asks = || preflight(THERE, "GET", "x-a");
    let ok = |status| {
        fetch(FILE, format!("{status} is ok"), request())
            .sends(asks(), answer(status, &headers))
            .sends(message("GET", THERE), shared())
            .gives(response(Cors, 200))
    };
    let not_ok = |status| {
        let code = if REDIRECTS.contains(&status) { "preflight-redirected" } else { "preflight-not-ok" };
        fetch(FILE, format!("{status} is not"), request()).sends(asks(), answer(status, &headers)).fails(
            Phase::Preflight,
            code,
            "CORS-preflight fetch 8",
        )
    };
    let ranges = [300..=308, 400..=405, 501..=505];
    (200..=206).map(ok).chain(ranges.into_iter().flatten().map(not_ok)).collect()
}

fn redirects() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-redirect.any.js";
    let there = "https://api.example/b";
    let granted = || allow("", "x-a");
    let asks = |url| preflight(url, "GET", "x-a").with("origin", APP);
    let rows = |status| {
        let row = |says: &str| {
            let request = page().fetch(THERE).header("x-a", "");
            fetch(FILE, format!("{status} {says}"), request)
        };
        let moved = [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-headers", "x-a"),
            ("location", there),
        ];
        let (code, step) = NOT_A_HEADER;
        [
            row("to a preflight is not followed").sends(asks(THERE), answer(status, &moved)).fails(
                Phase::Preflight,
                "preflight-redirected",
                "CORS-preflight fetch 8",
            ),
            row("after a preflight is followed, and there is another one")
                .sends(asks(THERE), granted())
                .sends(message("GET", THERE), redirect(status, there))
                .sends(asks(there), granted())
                .sends(message("GET", there), shared())
                .gives(response(Cors, 200).at(there)),
            // Older versions of the file have the server say nothing there.
            row("after a preflight: the other one may refuse")
                .sends(asks(THERE), granted())
                .sends(message("GET", THERE), redirect(status, there))
                .sends(asks(there), shared())
                .fails(Phase::Preflight, code, step),
        ]
    };
    REDIRECTS.into_iter().flat_map(rows).collect()
}

fn malformed_answers() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-response-validation.any.js";
    let row = |says: &str, methods: &str, headers: &str, code| {
        fetch(FILE, says, page().fetch(THERE).header("x-a", ""))
            .sends(preflight(THERE, "GET", "x-a"), allow(methods, headers))
            .fails(Phase::Preflight, code, "CORS-preflight fetch 7.3")
    };
    vec![
        row("a name with spaces", "", "x-a,a b", "allow-headers-invalid"),
        row("a method with spaces", "A B", "x-a", "allow-methods-invalid"),
    ]
}

fn star() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-star.any.js";
    const TEST: Option<(&str, &str)> = Some(("X-A", "1"));
    // Allowed methods and headers, the request's, and whether it may be sent.
    let without = [
        ("get", "x-a", "GET", TEST, Ok(())),
        ("*", "x-a", "ANY", TEST, Ok(())),
        ("*", "*", "OTHER", TEST, Ok(())),
    ];
    let method = Err(("method-wildcard-ignored", "CORS-preflight fetch 7.5"));
    let header = Err(("header-wildcard-ignored", "CORS-preflight fetch 7.7"));
    let with = [
        ("*", "*", "OTHER", TEST, method),
        ("*", "", "PUT", None, method),
        ("PUT", "*", "PUT", None, Ok(())),
        ("get", "*", "GET", TEST, header),
        ("*", "*", "GET", TEST, header),
        ("*", "*", "*", Some(("*", "1")), Ok(())),
        ("put", "*", "PUT", None, Err(NOT_A_METHOD)),
        ("OTHER", "Content-Type", "GET", Some(("Content-Type", "a/b")), Ok(())),
        ("PUT", "*", "PUT", Some(("Accept", "a/b")), Ok(())),
    ];
    let row = |mode, (methods, headers, method, header, outcome): Star| {
        let says = format!("{mode}: {method} {header:?} beside {methods:?} and {headers:?}");
        let names = header.filter(|(name, _)| *name != "Accept").map(|(name, _)| name.to_lowercase());
        let answer = |more: &[(&str, &str)]| {
            let origin = if mode == CredentialsMode::Include { APP } else { "*" };
            let headers =
                [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")];
            answer(200, &[&headers, more].concat())
        };
        let granted = [("access-control-allow-methods", methods), ("access-control-allow-headers", headers)];
        let row = fetch(FILE, says, page().fetch(THERE).credentials(mode).method(method).headers(header))
            .sends(preflight(THERE, method, &names.unwrap_or_default()), answer(&granted));
        match outcome {
            Ok(()) => {
                row.sends(message(method, THERE).with("origin", APP), answer(&[])).gives(response(Cors, 200))
            }
            Err((code, step)) => row.fails(Phase::Preflight, code, step),
        }
    };
    let without = without.map(|star| row(CredentialsMode::SameOrigin, star));
    let with = with.map(|star| row(CredentialsMode::Include, star));
    let safe = page().fetch(THERE).credentials(CredentialsMode::Include).method("get");
    let safe = fetch(FILE, "get is GET, which needs no preflight", safe)
        .sends(
            message("GET", THERE).with("origin", APP),
            answer(
                200,
                &[("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")],
            ),
        )
        .gives(response(Cors, 200));
    without.into_iter().chain(with).chain([safe]).collect()
}

type Star = (
    &'static str,
    &'static str,
    &'static str,
    Option<(&'static str, &'static str)>,
    Result<(), (&'static str, &'static str)>,
);

fn cached(methods: &str, headers: &str) -> Answer {
    shared_with(&[
        ("access-control-allow-methods", methods),
        ("access-control-allow-headers", headers),
        ("access-control-max-age", "12000"),
    ])
}

fn cache() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-cache.any.js";
    let post = |name| page().fetch(THERE).method("POST").header(name, "a");
    let asks = |name| preflight(THERE, "POST", name);
    let sent = || message("POST", THERE);
    vec![
        fetch(FILE, "a grant is remembered", post("x-a"))
            .sends(asks("x-a"), cached("POST", "x-a"))
            .sends(sent(), shared())
            .gives(response(Cors, 200))
            .then(post("x-a"))
            .sends(sent(), shared())
            .gives(response(Cors, 200)),
        fetch(FILE, "a remembered * does not cover Authorization", post("x-a"))
            .sends(asks("x-a"), cached("POST", "*"))
            .sends(sent(), shared())
            .gives(response(Cors, 200))
            .then(post("authorization"))
            .sends(asks("authorization"), cached("POST", "*"))
            .fails(Phase::Preflight, "authorization-not-covered-by-wildcard", "CORS-preflight fetch 7.6"),
    ]
}

/// What is granted to `null` is not granted to the page's origin, nor the other way round.
fn cache_and_tainted_origins() -> Vec<Row> {
    const FILE: &str = "fetch/api/cors/cors-preflight-cache-tainted.any.js";
    let post = |url| page().fetch(url).method("POST").header("x-a", "a");
    let asks = |url, origin| preflight(url, "POST", "x-a").with("origin", origin);
    let sent = |url, origin| -> Message { message("POST", url).with("origin", origin) };
    let granted = || cached("POST", "x-a");
    let direct = |row: Row| {
        row.sends(asks(ELSEWHERE, APP), granted())
            .sends(sent(ELSEWHERE, APP), shared())
            .gives(response(Cors, 200))
    };
    let redirected = |row: Row| {
        row.sends(asks(THERE, APP), allow("", "x-a"))
            .sends(sent(THERE, APP), redirect(307, ELSEWHERE))
            .sends(asks(ELSEWHERE, "null"), granted())
            .sends(sent(ELSEWHERE, "null"), shared())
            .gives(response(Cors, 200))
    };
    vec![
        direct(redirected(fetch(FILE, "first null, then the page's", post(THERE))).then(post(ELSEWHERE))),
        redirected(direct(fetch(FILE, "first the page's, then null", post(ELSEWHERE))).then(post(THERE))),
    ]
}
