//! Fetches with a redirect, which is followed or refused.

use fetch_cors::error::{Reason, RedirectError};
use fetch_cors::response::ResponseType;

use super::{Stop, answer, basic, cors, hidden, refused};

pub(super) const STOPS: &[Stop] = &[
    Stop {
        title: "A redirect to another origin: the new request has the header Origin with the page's origin",
        answers: &[
            answer("GET {page}/go", 302, &["Location: {api}/there"], ""),
            answer("GET {api}/there", 200, &["Access-Control-Allow-Origin: {page}"], "there"),
        ],
        fetch: &["{page}/go"],
        arrives: &[&["GET {page}/go", "!origin"], &["GET {api}/there", "origin: {page}"]],
        ends: cors(200, &[], "there"),
    },
    Stop {
        title: "A redirect from another origin to a third one: the header Origin becomes `null`",
        answers: &[
            answer(
                "GET {api}/far",
                307,
                &["Access-Control-Allow-Origin: {page}", "Location: {other}/farther"],
                "",
            ),
            answer("GET {other}/farther", 200, &["Access-Control-Allow-Origin: null"], "far"),
        ],
        fetch: &["{api}/far"],
        arrives: &[&["GET {api}/far", "origin: {page}"], &["GET {other}/farther", "origin: null"]],
        ends: cors(200, &[], "far"),
    },
    Stop {
        title: "A 303 redirect changes POST to GET, and removes the body and the headers about it",
        answers: &[
            answer("POST {page}/form", 303, &["Location: /done#top"], ""),
            answer("GET {page}/done", 200, &[], "done"),
        ],
        fetch: &["--data", "a=1", "{page}/form"],
        arrives: &[
            &["POST {page}/form", "origin: {page}", "content-length: 3"],
            &["GET {page}/done", "!origin", "!content-type", "!content-length"],
        ],
        ends: basic(200, &[], "done"),
    },
    Stop {
        title: "A 307 redirect keeps the method and the body, and the new URL needs its own preflight",
        answers: &[
            answer("PUT {page}/put", 307, &["Location: {api}/put"], ""),
            answer(
                "OPTIONS {api}/put",
                204,
                &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Methods: PUT"],
                "",
            ),
            answer("PUT {api}/put", 200, &["Access-Control-Allow-Origin: {page}"], "stored"),
        ],
        fetch: &["-X", "PUT", "--data", "7", "{page}/put"],
        arrives: &[
            &["PUT {page}/put", "origin: {page}", "content-length: 1"],
            &["OPTIONS {api}/put", "access-control-request-method: PUT"],
            &["PUT {api}/put", "origin: {page}", "content-length: 1"],
        ],
        ends: cors(200, &[], "stored"),
    },
    Stop {
        title: "A redirect to another origin removes the header Authorization, so no preflight is needed",
        answers: &[
            answer("GET {page}/login", 302, &["Location: {api}/public"], ""),
            answer("GET {api}/public", 200, &["Access-Control-Allow-Origin: *"], "public"),
        ],
        fetch: &["-H", "authorization: Bearer 1", "{page}/login"],
        arrives: &[
            &["GET {page}/login", "authorization: Bearer 1"],
            &["GET {api}/public", "origin: {page}", "!authorization"],
        ],
        ends: cors(200, &[], "public"),
    },
    Stop {
        title: "Redirect mode manual: the page learns that there was a redirect, but not where it leads",
        answers: &[],
        fetch: &["--redirect", "manual", "{page}/go"],
        arrives: &[&["GET {page}/go"]],
        ends: hidden(ResponseType::OpaqueRedirect),
    },
    Stop {
        title: "Refused: redirect mode error does not allow a redirect",
        answers: &[],
        fetch: &["--redirect", "error", "{page}/go"],
        arrives: &[&["GET {page}/go"]],
        ends: refused("HTTP fetch 6.3a.1", |reason| matches!(reason, Reason::RedirectModeError)),
    },
    Stop {
        title: "Refused: the redirect itself has no CORS headers",
        answers: &[answer("GET {api}/unshared", 302, &["Location: {api}/simple"], "")],
        fetch: &["{api}/unshared"],
        arrives: &[&["GET {api}/unshared", "origin: {page}"]],
        ends: refused("CORS check 2", |reason| matches!(reason, Reason::CorsCheck(_))),
    },
    Stop {
        title: "Refused: a redirect to another origin, to a URL with a user name and a password",
        answers: &[answer("GET {page}/user", 302, &["Location: http://user:secret@{api:host}/in"], "")],
        fetch: &["{page}/user"],
        arrives: &[&["GET {page}/user"]],
        ends: refused("HTTP-redirect fetch 9", |reason| {
            matches!(reason, Reason::Redirect(RedirectError::CrossOriginWithCredentials))
        }),
    },
    Stop {
        title: "Refused: a redirect from another origin to a URL with a user name, even of the page's origin",
        answers: &[answer(
            "GET {api}/user",
            302,
            &["Access-Control-Allow-Origin: *", "Location: //user@{page:host}/own"],
            "",
        )],
        fetch: &["{api}/user"],
        arrives: &[&["GET {api}/user", "origin: {page}"]],
        ends: refused("HTTP-redirect fetch 10", |reason| {
            matches!(reason, Reason::Redirect(RedirectError::TaintedWithCredentials))
        }),
    },
    Stop {
        title: "Refused: a redirect to a URL that is not HTTP(S)",
        answers: &[answer("GET {page}/data", 302, &["Location: data:text/plain,hello"], "")],
        fetch: &["{page}/data"],
        arrives: &[&["GET {page}/data"]],
        ends: refused("HTTP-redirect fetch 6", |reason| {
            matches!(reason, Reason::Redirect(RedirectError::SchemeNotHttp { .. }))
        }),
    },
    Stop {
        title: "Refused: a redirect to itself, which the browser follows 20 times",
        answers: &[answer("GET {api}/loop", 302, &["Access-Control-Allow-Origin: *", "Location: /loop"], "")],
        fetch: &["{api}/loop"],
        arrives: &[&["GET {api}/loop", "origin: {page}"] as &[&str]; 21],
        ends: refused("HTTP-redirect fetch 7", |reason| {
            matches!(reason, Reason::Redirect(RedirectError::TooManyRedirects))
        }),
    },
];
