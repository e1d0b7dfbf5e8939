//! `fetch/api/basic`.

use fetch_cors::error::Phase;
use fetch_cors::request::{Body, CorsAttribute, Mode, WorkerScript};
use fetch_cors::response::ResponseType::Basic;

use crate::fetch_api::headers::overrides;
use crate::places::{HERE, THERE};
use crate::row::{Message, Row, fetch, message, opaque, response, rule};
use crate::scenario::{APP, Answer, Build, World, answer, page};

pub fn rows() -> Vec<Row> {
    [
        accept_header(),
        mime_types_of_scripts(),
        conditional_get(),
        combined_header_values(),
        mode_no_cors(),
        mode_same_origin(),
        forbidden_headers(),
        head_with_a_body(),
        request_headers(),
        case_of_names(),
        bytes_that_are_not_ascii(),
        null_bodies(),
        scheme_about(),
        scheme_blob(),
        scheme_data(),
        other_schemes(),
    ]
    .concat()
}

fn ok() -> Answer {
    answer::<&str>(200, &[])
}

fn get(url: &str) -> Message {
    message("GET", url)
}

/// A GET within the origin, which is answered.
fn sends(file: &'static str, says: &str, request: impl Build, sent: Message) -> Row {
    fetch(file, says, request).sends(sent, ok()).gives(response(Basic, 200))
}

/// `Accept-Language`, where script gives none, is the host's.
fn accept_header() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/accept-header.any.js";
    vec![
        sends(FILE, "*/* by default", page().fetch(HERE), get(HERE).with("accept", "*/*")),
        sends(
            FILE,
            "script's own instead",
            page().fetch(HERE).header("Accept", "a/*"),
            get(HERE).with("accept", "a/*"),
        ),
        sends(
            FILE,
            "script's own language",
            page().fetch(HERE).header("Accept-Language", "fr"),
            get(HERE).with("accept-language", "fr"),
        ),
    ]
}

fn mime_types_of_scripts() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/block-mime-as-script.html";
    const NO: CorsAttribute = CorsAttribute::NoCors;
    let loads = || {
        [
            ("a script", page().classic_script(HERE, NO)),
            ("a module", page().module_script(HERE, NO)),
            ("a worker", page().worker(HERE, WorkerScript::Classic)),
        ]
    };
    let blocked = [
        "text/csv",
        "audio/aiff",
        "audio/midi",
        "audio/any",
        "video/avi",
        "video/fli",
        "video/any",
        "image/jpeg",
        "image/gif",
        "image/any",
    ];
    let row = |says: &str, request, mime: &str| {
        fetch(FILE, format!("{says} of type {mime}"), request)
            .sends(get(HERE), answer(200, &[("content-type", mime)]))
    };
    let blocked = blocked.into_iter().flat_map(|mime| {
        loads().map(|(says, request)| {
            row(says, request, mime).fails(Phase::Actual, "not-script", "main fetch 20")
        })
    });
    let loaded = ["text/html", "text/plain"]
        .map(|mime| row("a script", page().classic_script(HERE, NO), mime).gives(response(Basic, 200)));
    blocked.chain(loaded).collect()
}

/// What the HTTP cache makes of it is the host's.
fn conditional_get() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/conditional-get.html";
    vec![
        fetch(
            FILE,
            "a 304 that script asked for is seen",
            page().fetch(HERE).header("If-None-Match", "\"a\""),
        )
        .sends(get(HERE).with("if-none-match", "\"a\""), answer(304, &[("etag", "\"a\"")]))
        .gives(response(Basic, 304).shows("etag", "\"a\"")),
    ]
}

/// One version of the file leaves empty values out, which by the text (get 2 of a header list) are joined too.
fn combined_header_values() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/header-value-combining.any.js";
    let row = |says: &str, name: &str, lines: &[(&str, &str)], joined: &str| {
        fetch(FILE, says, page().fetch(HERE))
            .sends(get(HERE), answer(200, lines))
            .gives(response(Basic, 200).shows(name, joined))
    };
    vec![
        row("three lines", "x-a", &[("x-a", "1"), ("X-A", "2"), ("x-A", "3")], "1, 2, 3"),
        row(
            "with a list in one",
            "www-authenticate",
            &[("www-authenticate", "1"), ("WWW-Authenticate", "2, 3"), ("www-authenticate", "4")],
            "1, 2, 3, 4",
        ),
        row(
            "some are empty",
            "x-some",
            &[("X-SOME", ""), ("X-SOME", "1"), ("X-SOME", " \t"), ("X-SOME", ""), ("X-SOME", "\t2")],
            ", 1, , , 2",
        ),
    ]
}

fn mode_no_cors() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/mode-no-cors.sub.any.js";
    let filtered = || answer(200, &[("x-a", "1")]);
    let here = fetch(FILE, "within the origin all is seen", page().fetch(HERE).mode(Mode::NoCors))
        .sends(get(HERE), filtered())
        .gives(response(Basic, 200).shows("x-a", "1"));
    let elsewhere = ["http://app.example/", "https://app.example:8443/"].map(|url| {
        fetch(FILE, format!("{url}: nothing is"), page().fetch(url).mode(Mode::NoCors))
            .sends(get(url), filtered())
            .gives(opaque().hides("x-a"))
    });
    [here].into_iter().chain(elsewhere).collect()
}

fn mode_same_origin() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/mode-same-origin.any.js";
    const REFUSED: (&str, &str) = ("same-origin-mode", "main fetch 12c");
    let (code, step) = REFUSED;
    let same = |url| page().fetch(url).mode(Mode::SameOrigin);
    let moved = |location| answer(302, &[("location", location)]);
    let to = "https://app.example/b";
    let mut rows = vec![
        sends(FILE, "to the page's origin", same(HERE), get(HERE)),
        fetch(FILE, "redirected within it", same(HERE))
            .sends(get(HERE), moved("b"))
            .sends(get(to), ok())
            .gives(response(Basic, 200).at(to)),
        fetch(FILE, "redirected within it by a whole URL", same(HERE))
            .sends(get(HERE), moved(to))
            .sends(get(to), ok())
            .gives(response(Basic, 200).at(to)),
    ];
    for url in ["http://app.example/", THERE] {
        rows.push(fetch(FILE, format!("to {url}"), same(url)).fails(Phase::Request, code, step));
        rows.push(
            fetch(FILE, format!("redirected to {url}"), same(HERE)).sends(get(HERE), moved(url)).fails(
                Phase::Request,
                code,
                step,
            ),
        );
    }
    rows
}

/// The file also forbids `Access-Control-Request-Private-Network`, which the text does not.
fn forbidden_headers() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/request-forbidden-headers.any.js";
    const FORBIDDEN: [&str; 24] = [
        "Accept-Charset",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Proxy-",
        "Proxy-Test",
        "Sec-",
        "Sec-Test",
    ];
    let row = |name, value, may| {
        let sent = if may { get(HERE).with(name, value) } else { get(HERE).without(name) };
        sends(FILE, &format!("{name}: {value:?}"), page().fetch(HERE).header(name, value), sent)
    };
    let forbidden = FORBIDDEN.into_iter().map(|name| row(name, "1", false));
    forbidden.chain(overrides().map(|(name, value, may)| row(name, value, may))).collect()
}

fn head_with_a_body() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/request-head.any.js";
    let request = page().fetch(HERE).method("HEAD").body(Body::source());
    vec![fetch(FILE, "HEAD with a body", request).throws("BodyNotAllowed")]
}

/// `User-Agent` and `Content-Length` are the host's.
fn request_headers() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/request-headers.any.js";
    const TEXT: &str = "text/plain;charset=UTF-8";
    const FORM: &str = "multipart/form-data; boundary=a";
    const PARAMETERS: &str = "application/x-www-form-urlencoded;charset=UTF-8";
    let no_body = None::<Option<&str>>;
    // Method, and body with its content type.
    let asked = [
        ("GET", no_body),
        ("HEAD", no_body),
        ("POST", no_body),
        ("PUT", Some(Some(TEXT))),
        ("POST", Some(Some(TEXT))),
        ("POST", Some(Some(FORM))),
        ("POST", Some(Some(PARAMETERS))),
        ("POST", Some(Some("a/b"))),
        ("POST", Some(None)),
        ("New", no_body),
        ("New", Some(Some(TEXT))),
    ];
    let row = |(method, body): (&'static str, Option<Option<&str>>)| {
        let request = page().fetch(HERE).method(method);
        let (request, content_type) = match body {
            None => (request, None),
            Some(None) => (request.body(Body::source()), None),
            Some(Some(own)) => (request.body(Body::source().with_type(own)), Some(own)),
        };
        let sent = message(method, HERE).without("accept-charset").body(body.is_some());
        let sent = match method {
            "GET" | "HEAD" => sent.without("origin"),
            _ => sent.with("origin", APP),
        };
        let sent = match content_type {
            Some(content_type) => sent.with("content-type", content_type),
            None => sent.without("content-type"),
        };
        sends(FILE, &format!("{method}, {body:?}"), request, sent)
    };
    let origin = |(method, mode, needed): (&'static str, Mode, bool)| {
        let sent = message(method, HERE);
        let sent = if needed { sent.with("origin", APP) } else { sent.without("origin") };
        sends(FILE, &format!("Origin, {method}, {mode}"), page().fetch(HERE).method(method).mode(mode), sent)
    };
    let origins = [
        ("GET", Mode::Cors, false),
        ("POST", Mode::SameOrigin, true),
        ("POST", Mode::NoCors, true),
        ("PUT", Mode::SameOrigin, true),
        ("eGg", Mode::SameOrigin, true),
        ("eGg", Mode::Cors, true),
    ];
    asked.map(row).into_iter().chain(origins.map(origin)).collect()
}

/// Headers of one name have the case of the first.
fn case_of_names() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/request-headers-case.any.js";
    let request = page().fetch(HERE).header("X-Mixed-case", "1").header("X-MIXED-CASE", "2");
    let sent = World::new().run(request, &[ok()]).sent.remove(0).headers;
    let sent: Vec<_> =
        sent.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-mixed-case")).collect();
    let expected = ["1", "2"].map(|value| ("X-Mixed-case".to_owned(), value.to_owned()));
    vec![rule(FILE, "on the wire", sent, expected.into())]
}

fn bytes_that_are_not_ascii() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/request-headers-nonascii.any.js";
    const HEADERS: [(&[u8], &[u8]); 2] = [(b"Accept", b"a\xe6\xf8\xe5b"), (b"X-Test", b"a\xdfb")];
    let request = page().fetch(HERE).headers(HEADERS).build().unwrap();
    let row = |(name, value): (&'static [u8], &[u8])| {
        rule(
            FILE,
            name.escape_ascii().to_string(),
            request.headers().get(name).unwrap(),
            Some(value.to_vec()),
        )
    };
    HEADERS.map(row).into()
}

fn null_bodies() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/response-null-body.any.js";
    let row = |method, status| {
        fetch(FILE, format!("{method} and {status}"), page().fetch(HERE).method(method))
            .sends(message(method, HERE), answer::<&str>(status, &[]))
            .gives(response(Basic, status).body(false))
    };
    let mut rows = vec![row("HEAD", 200)];
    for method in ["GET", "POST", "OPTIONS"] {
        rows.extend([204, 205, 304].map(|status| row(method, status)));
    }
    rows
}

fn scheme_about() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/scheme-about.any.js";
    let blank = "about:blank";
    [
        (blank, "GET"),
        (blank, "PUT"),
        (blank, "POST"),
        ("about:site.example", "GET"),
        ("about:config", "GET"),
        ("about:a", "GET"),
    ]
    .into_iter()
    .map(|(url, method)| not_http(FILE, url, method))
    .collect()
}

/// `fetch()` of what is neither HTTP(S) nor local to the page.
fn not_http(file: &'static str, url: &str, method: &str) -> Row {
    fetch(file, format!("{method} {url}"), page().fetch(url).method(method)).fails(
        Phase::Request,
        "cors-scheme-not-http",
        "main fetch 12e",
    )
}

/// What a blob holds is the host's, and so is that it answers to `GET` only.
fn scheme_blob() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/scheme-blob.sub.any.js";
    let own = "blob:https://app.example/0";
    vec![
        fetch(FILE, "a blob of the page's origin", page().fetch(own)).gives(response(Basic, 200).body(true)),
        not_http(FILE, "blob:https://www.app.example/", "GET"),
        not_http(FILE, "blob:no-blob/", "GET"),
    ]
}

/// What a `data:` URL holds, if anything, is the host's.
fn scheme_data() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/scheme-data.any.js";
    let row = |mode, method| {
        fetch(FILE, format!("{method}, {mode}"), page().fetch("data:,a").mode(mode).method(method))
            .gives(response(Basic, 200).body(method != "HEAD"))
    };
    vec![
        row(Mode::Cors, "GET"),
        row(Mode::SameOrigin, "GET"),
        row(Mode::Cors, "POST"),
        row(Mode::Cors, "HEAD"),
    ]
}

fn other_schemes() -> Vec<Row> {
    const FILE: &str = "fetch/api/basic/scheme-others.sub.any.js";
    [
        "aaa", "cap", "cid", "dav", "dict", "dns", "geo", "im", "imap", "ipp", "ldap", "mailto", "nfs",
        "pop", "rtsp", "snmp",
    ]
    .into_iter()
    .map(|scheme| not_http(FILE, &format!("{scheme}://app.example/"), "GET"))
    .collect()
}
