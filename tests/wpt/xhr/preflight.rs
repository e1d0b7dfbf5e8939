//! Preflights: what they ask, what allows, what refuses, and what is remembered.

use fetch_cors::error::Phase;
use fetch_cors::request::{Body, CredentialsMode, XhrBuilder};
use fetch_cors::response::ResponseType;

use super::{HOME, REMOTE};
use crate::row::{Row, fetch, message, preflight, response};
use crate::scenario::{APP, Answer, answer, page, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [methods(), types(), asked(), allowed_lists(), refused(), credentials(), uploads(), cache()].concat()
}

fn xhr(method: &str) -> XhrBuilder {
    page().xml_http_request(method, REMOTE)
}

fn cors() -> crate::row::Response {
    response(ResponseType::Cors, 200)
}

fn methods() -> Vec<Row> {
    [
        "xhr/access-control-basic-allow-non-cors-safelisted-method.any.js",
        "xhr/access-control-basic-allow-non-cors-safelisted-method-async.any.js",
    ]
    .map(|file| {
        fetch(
            file,
            "PUT, allowed, with its body",
            xhr("PUT").header("Content-Type", "text/plain; charset=UTF-8").body(Body::source()),
        )
        .sends(preflight(REMOTE, "PUT", ""), shared_with(&[("access-control-allow-methods", "PUT")]))
        .sends(message("PUT", REMOTE).body(true), shared())
        .gives(cors())
    })
    .into()
}

/// Types and values that are not safelisted, at servers that allow PUT or nothing.
fn types() -> Vec<Row> {
    const POST: &str = "xhr/access-control-basic-post-with-non-cors-safelisted-content-type.htm";
    let put = |name: &str, value: &str| xhr("PUT").header(name, value).body(Body::source());
    let allows_put = || shared_with(&[("access-control-allow-methods", "PUT")]);
    vec![
        fetch(
            "xhr/access-control-basic-non-cors-safelisted-content-type.htm",
            "text, and then XML, which the method's grant does not cover",
            put("Content-Type", "text/plain"),
        )
        .sends(preflight(REMOTE, "PUT", ""), allows_put())
        .sends(message("PUT", REMOTE).body(true), shared())
        .gives(cors())
        .then(put("Content-Type", "application/xml"))
        .sends(preflight(REMOTE, "PUT", "content-type"), allows_put())
        .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
        // `Last-Event-ID` with a safe value was safelisted once, which the first half of the test still says.
        fetch(
            "xhr/access-control-basic-non-cors-safelisted-last-event-id.htm",
            "an ID with a byte that was never safe",
            put("Last-Event-ID", "e5p3n<3k0k0s"),
        )
        .sends(preflight(REMOTE, "PUT", "last-event-id"), allows_put())
        .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
        fetch(
            POST,
            "XML at home needs no preflight",
            page().xml_http_request("POST", HOME).header("Content-Type", "application/xml"),
        )
        .sends(message("POST", HOME), answer::<&str>(200, &[]))
        .gives(response(ResponseType::Basic, 200)),
        fetch(POST, "XML elsewhere does", xhr("POST").header("Content-Type", "application/xml"))
            .sends(preflight(REMOTE, "POST", "content-type"), answer::<&str>(400, &[]))
            .fails(Phase::Preflight, "missing-allow-origin", "CORS check 2"),
    ]
}

/// What a preflight asks: names in lower case, sorted, without those of the browser; and no headers of the request.
fn asked() -> Vec<Row> {
    let allow = |names| shared_with(&[("access-control-allow-headers", names)]);
    let mut rows = vec![
        fetch(
            "xhr/access-control-preflight-request-header-lowercase.htm",
            "in lower case",
            xhr("GET").header("X-Test", "1"),
        )
        .sends(preflight(REMOTE, "GET", "x-test"), allow("x-test"))
        .sends(message("GET", REMOTE), shared())
        .gives(cors()),
        fetch(
            "xhr/access-control-preflight-request-header-sorted.htm",
            "sorted, whatever their case",
            ["X-Custom-Test", "X-Custom-ua", "X-Custom-V", "X-Custom-s", "X-Custom-U"]
                .iter()
                .fold(xhr("GET"), |request, name| request.header(name, "1")),
        )
        .sends(
            preflight(REMOTE, "GET", "x-custom-s,x-custom-test,x-custom-u,x-custom-ua,x-custom-v"),
            allow("x-custom-s,x-custom-test,x-custom-u,x-custom-ua,x-custom-v"),
        )
        .sends(message("GET", REMOTE), shared())
        .gives(cors()),
        fetch(
            "xhr/access-control-preflight-request-headers-origin.htm",
            "`Origin` is not asked for",
            xhr("GET").header("x-pass", "PASS"),
        )
        .sends(preflight(REMOTE, "GET", "x-pass").with("origin", APP), allow("x-pass"))
        .sends(message("GET", REMOTE), shared())
        .gives(cors()),
        fetch(
            "xhr/access-control-preflight-request-allow-headers-returns-star.any.js",
            "`*` allows it",
            xhr("GET").header("X-Test", "1"),
        )
        .sends(preflight(REMOTE, "GET", "x-test"), allow("*"))
        .sends(message("GET", REMOTE).with("x-test", "1"), shared())
        .gives(cors()),
        fetch(
            "xhr/access-control-preflight-request-header-returns-origin.any.js",
            "the preflight allows this origin, the response everybody",
            xhr("GET").header("X-Test", "1"),
        )
        .sends(
            preflight(REMOTE, "GET", "x-test"),
            answer(200, &[("access-control-allow-origin", APP), ("access-control-allow-headers", "X-Test")]),
        )
        .sends(message("GET", REMOTE), shared())
        .gives(cors()),
    ];
    for file in
        ["xhr/access-control-preflight-headers-async.htm", "xhr/access-control-preflight-headers-sync.htm"]
    {
        rows.push(
            fetch(file, "the preflight has none of the request's headers", xhr("GET").header("x-test", "1"))
                .sends(preflight(REMOTE, "GET", "x-test").without("x-test"), allow("x-test"))
                .sends(message("GET", REMOTE).with("x-test", "1"), shared())
                .gives(cors()),
        );
    }
    for file in
        ["xhr/access-control-response-with-body.htm", "xhr/access-control-response-with-body-sync.htm"]
    {
        rows.push(
            fetch(
                file,
                "the body of a preflight's answer is nobody's",
                xhr("GET")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("X-Requested-With", "XMLHttpRequest"),
            )
            .sends(preflight(REMOTE, "GET", "x-requested-with"), allow("X-Requested-With"))
            .sends(message("GET", REMOTE), shared())
            .gives(cors().body(true)),
        );
    }
    rows
}

fn allowed_lists() -> Vec<Row> {
    const FILE: &str = "xhr/allow-lists-starting-with-comma.htm";
    vec![
        fetch(
            FILE,
            "header names, with empty elements",
            xhr("GET").header("x-print", "1").header("y-print", "2"),
        )
        .sends(
            preflight(REMOTE, "GET", "x-print,y-print"),
            shared_with(&[("access-control-allow-headers", ",z-print,x-print, ,,,y-print")]),
        )
        .sends(message("GET", REMOTE).with("x-print", "1").with("y-print", "2"), shared())
        .gives(cors()),
        fetch(FILE, "methods, with empty elements", xhr("PUT"))
            .sends(
                preflight(REMOTE, "PUT", ""),
                shared_with(&[("access-control-allow-methods", ",,PUT,GET")]),
            )
            .sends(message("PUT", REMOTE), shared())
            .gives(cors()),
    ]
}

fn refused() -> Vec<Row> {
    let nothing = || answer::<&str>(200, &[]);
    let missing = |row: Row| row.fails(Phase::Preflight, "missing-allow-origin", "CORS check 2");
    let mut rows = vec![
        missing(
            fetch(
                "xhr/access-control-basic-get-fail-non-simple.htm",
                "a server without OPTIONS",
                xhr("GET").header("x-test", "1"),
            )
            .sends(preflight(REMOTE, "GET", "x-test"), answer::<&str>(400, &[])),
        ),
        missing(
            fetch("xhr/access-control-basic-preflight-denied.htm", "a server without CORS", xhr("FOO"))
                .sends(preflight(REMOTE, "FOO", ""), nothing()),
        ),
    ];
    for kind in ["async", "sync"] {
        let file = |what| match (kind, what) {
            ("async", "header") => "xhr/access-control-preflight-async-header-denied.htm",
            ("async", "method") => "xhr/access-control-preflight-async-method-denied.htm",
            ("async", _) => "xhr/access-control-preflight-async-not-supported.htm",
            (_, "header") => "xhr/access-control-preflight-sync-header-denied.htm",
            (_, "method") => "xhr/access-control-preflight-sync-method-denied.htm",
            _ => "xhr/access-control-preflight-sync-not-supported.htm",
        };
        // Whatever the answer leaves out, the request itself is never sent.
        rows.push(
            fetch(file("header"), "a header that is not allowed", xhr("GET").header("x-test", "foo"))
                .sends(preflight(REMOTE, "GET", "x-test"), shared())
                .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.7"),
        );
        rows.push(
            fetch(file("method"), "a method that is not allowed", xhr("DELETE"))
                .sends(preflight(REMOTE, "DELETE", ""), shared())
                .fails(Phase::Preflight, "method-not-allowed", "CORS-preflight fetch 7.5"),
        );
        rows.push(missing(
            fetch(file("origin"), "an answer that is not shared", xhr("PUT"))
                .sends(preflight(REMOTE, "PUT", ""), answer(200, &[("access-control-allow-methods", "PUT")])),
        ));
    }
    for (file, status, code) in [
        ("xhr/access-control-preflight-request-invalid-status-301.htm", 301, "preflight-redirected"),
        ("xhr/access-control-preflight-request-invalid-status-400.htm", 400, "preflight-not-ok"),
        ("xhr/access-control-preflight-request-invalid-status-501.htm", 501, "preflight-not-ok"),
    ] {
        rows.push(
            fetch(file, "the status of a preflight's answer", xhr("GET").header("x-pass", "pass"))
                .sends(
                    preflight(REMOTE, "GET", "x-pass"),
                    answer(
                        status,
                        &[("access-control-allow-origin", APP), ("access-control-allow-headers", "x-pass")],
                    ),
                )
                .fails(Phase::Preflight, code, "CORS-preflight fetch 8"),
        );
    }
    rows
}

/// For this page, with credentials, these headers and methods.
fn for_page(status: u16, headers: &str, methods: &str) -> Answer {
    answer(
        status,
        &[
            ("access-control-allow-origin", APP),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", headers),
            ("access-control-allow-methods", methods),
        ],
    )
}

fn credentials() -> Vec<Row> {
    let mut rows = vec![
        fetch(
            "xhr/access-control-preflight-request-must-not-contain-cookie.htm",
            "cookies for the request, none for its preflight",
            xhr("GET").header("X-Proprietary-Header", "foo").with_credentials(true),
        )
        .sends(
            preflight(REMOTE, "GET", "x-proprietary-header").credentials(false),
            for_page(200, "x-proprietary-header", ""),
        )
        .sends(message("GET", REMOTE).credentials(true), for_page(200, "", ""))
        .gives(cors()),
    ];
    // A name and a password given to `open()` are the URL's.
    let with_password = "https://user:password@api.example/r";
    for file in [
        "xhr/access-control-preflight-credential-async.htm",
        "xhr/access-control-preflight-credential-sync.htm",
    ] {
        let put = page().xml_http_request("PUT", with_password).with_credentials(true);
        rows.push(
            fetch(file, "a URL with a password, and 401", put)
                .sends(preflight(with_password, "PUT", ""), for_page(200, "", "PUT"))
                .sends(message("PUT", with_password).credentials(true), for_page(401, "", ""))
                .gives(response(ResponseType::Cors, 401)),
        );
    }
    let auth = |credentials| {
        xhr("GET")
            .header("x-user", "user")
            .header("x-pass", "pass")
            .header("Authorization", "Basic dXNlcjpwYXNz")
            .with_credentials(credentials == CredentialsMode::Include)
    };
    let asks = || preflight(REMOTE, "GET", "authorization,x-pass,x-user");
    const ALL: &str = "x-user, x-pass, authorization";
    for (file, mode) in [
        ("xhr/send-authentication-cors-basic-setrequestheader.htm", CredentialsMode::Include),
        ("xhr/send-authentication-cors-setrequestheader-no-cred.htm", CredentialsMode::SameOrigin),
    ] {
        rows.push(
            fetch(file, "an `Authorization` of script's that is allowed", auth(mode))
                .sends(asks(), for_page(200, ALL, ""))
                .sends(
                    message("GET", REMOTE).with("authorization", "Basic dXNlcjpwYXNz"),
                    for_page(200, "", ""),
                )
                .gives(cors()),
        );
    }
    rows.push(
        fetch(
            "xhr/send-authentication-cors-setrequestheader-no-cred.htm",
            "and one that is not",
            auth(CredentialsMode::SameOrigin),
        )
        .sends(asks(), for_page(200, "x-user, x-pass", ""))
        .fails(Phase::Preflight, "header-not-allowed", "CORS-preflight fetch 7.6"),
    );
    rows.push(
        fetch(
            "xhr/send-authentication-basic-cors-not-enabled.htm",
            "a server without CORS sees no password",
            page().xml_http_request("GET", with_password).header("x-user", "user").with_credentials(true),
        )
        .sends(preflight(with_password, "GET", "x-user"), answer::<&str>(401, &[]))
        .fails(Phase::Preflight, "missing-allow-origin", "CORS check 2"),
    );
    rows
}

/// A page that listens to an upload asks first; one that does not, does not.
fn uploads() -> Vec<Row> {
    const FILE: &str = "xhr/event-upload-progress-crossorigin.any.js";
    let post =
        |url| page().xml_http_request("POST", url).body(Body::source().with_type("text/plain;charset=UTF-8"));
    let to_remote = || answer(307, &[("location", REMOTE)]);
    vec![
        fetch(FILE, "listens", post(REMOTE).upload_listener(true))
            .sends(preflight(REMOTE, "POST", ""), shared())
            .sends(message("POST", REMOTE).body(true), shared())
            .gives(cors()),
        fetch(FILE, "listens, and is redirected from home", post(HOME).upload_listener(true))
            .sends(message("POST", HOME).body(true), to_remote())
            .sends(preflight(REMOTE, "POST", ""), shared())
            .sends(message("POST", REMOTE).body(true), shared())
            .gives(cors()),
        fetch(FILE, "listens too late", post(REMOTE))
            .sends(message("POST", REMOTE).body(true), shared())
            .gives(cors()),
        fetch(FILE, "listens too late, and is redirected from home", post(HOME))
            .sends(message("POST", HOME).body(true), to_remote())
            .sends(message("POST", REMOTE).body(true), shared())
            .gives(cors()),
    ]
}

fn cache() -> Vec<Row> {
    let allow = |age| {
        shared_with(&[
            ("access-control-allow-methods", "PUT, XMETHOD"),
            ("access-control-allow-headers", "x-test"),
            ("access-control-max-age", age),
        ])
    };
    let first = |file, says, age| {
        fetch(file, says, xhr("PUT"))
            .sends(preflight(REMOTE, "PUT", ""), allow(age))
            .sends(message("PUT", REMOTE), shared())
            .gives(cors())
    };
    let only_put =
        || shared_with(&[("access-control-allow-methods", "PUT"), ("access-control-max-age", "100")]);
    let only_put_first = |file, says| {
        fetch(file, says, xhr("PUT"))
            .sends(preflight(REMOTE, "PUT", ""), only_put())
            .sends(message("PUT", REMOTE), shared())
            .gives(cors())
    };
    vec![
        first("xhr/access-control-basic-allow-preflight-cache.any.js", "the second PUT does not ask", "100")
            .then(xhr("PUT"))
            .sends(message("PUT", REMOTE), shared())
            .gives(cors()),
        first(
            "xhr/access-control-basic-allow-preflight-cache-timeout.any.js",
            "after three seconds of one, it does",
            "1",
        )
        .then(xhr("PUT"))
        .after(3)
        .sends(preflight(REMOTE, "PUT", ""), allow("1"))
        .sends(message("PUT", REMOTE), shared())
        .gives(cors()),
        only_put_first(
            "xhr/access-control-basic-allow-preflight-cache-invalidation-by-header.any.js",
            "a header that was not allowed yet",
        )
        .then(xhr("PUT").header("x-test", "1"))
        .sends(preflight(REMOTE, "PUT", "x-test"), allow("100"))
        .sends(message("PUT", REMOTE), shared())
        .gives(cors()),
        only_put_first(
            "xhr/access-control-basic-allow-preflight-cache-invalidation-by-method.any.js",
            "a method that was not allowed yet",
        )
        .then(xhr("XMETHOD"))
        .sends(preflight(REMOTE, "XMETHOD", ""), allow("100"))
        .sends(message("XMETHOD", REMOTE), shared())
        .gives(cors()),
    ]
}
