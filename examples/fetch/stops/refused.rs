//! Fetches without a redirect that end in a network error.

use fetch_cors::error::{CorpError, CorsCheckError, PreflightError, Reason, TaintingError};

use super::{Stop, answer, refused};

pub(super) const STOPS: &[Stop] = &[
    Stop {
        title: "Refused: the response has no CORS headers",
        answers: &[answer("GET {api}/plain", 200, &[], "secret")],
        fetch: &["{api}/plain"],
        arrives: &[&["GET {api}/plain", "origin: {page}"]],
        ends: refused("CORS check 2", |reason| {
            matches!(reason, Reason::CorsCheck(CorsCheckError::MissingAllowOrigin))
        }),
    },
    Stop {
        title: "Refused: the server allows another origin",
        answers: &[answer("GET {api}/theirs", 200, &["Access-Control-Allow-Origin: {other}"], "secret")],
        fetch: &["{api}/theirs"],
        arrives: &[&["GET {api}/theirs", "origin: {page}"]],
        ends: refused("CORS check 4", |reason| {
            matches!(reason, Reason::CorsCheck(CorsCheckError::AllowOriginMismatch { .. }))
        }),
    },
    Stop {
        title: "Refused: the allowed origin is written with a slash at the end",
        answers: &[answer("GET {api}/slash", 200, &["Access-Control-Allow-Origin: {page}/"], "secret")],
        fetch: &["{api}/slash"],
        arrives: &[&["GET {api}/slash", "origin: {page}"]],
        ends: refused("CORS check 4", |reason| {
            matches!(reason, Reason::CorsCheck(CorsCheckError::AllowOriginMismatch { .. }))
        }),
    },
    Stop {
        title: "Refused: Access-Control-Allow-Origin occurs twice, as if application and proxy each added it",
        answers: &[answer(
            "GET {api}/twice",
            200,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Origin: {page}"],
            "secret",
        )],
        fetch: &["{api}/twice"],
        arrives: &[&["GET {api}/twice", "origin: {page}"]],
        ends: refused("CORS check 4", |reason| {
            matches!(reason, Reason::CorsCheck(CorsCheckError::MultipleAllowOrigin { lines: 2, .. }))
        }),
    },
    Stop {
        title: "Refused: `*` does not allow a request with credentials",
        answers: &[answer(
            "GET {api}/star",
            200,
            &["Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"],
            "secret",
        )],
        fetch: &["--credentials", "include", "{api}/star"],
        arrives: &[&["GET {api}/star", "origin: {page}"]],
        ends: refused("CORS check 4", |reason| {
            matches!(reason, Reason::CorsCheck(CorsCheckError::WildcardWithCredentials))
        }),
    },
    Stop {
        title: "Refused: Access-Control-Allow-Credentials must be `true`, in lower case",
        answers: &[answer(
            "GET {api}/True",
            200,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Credentials: True"],
            "secret",
        )],
        fetch: &["--credentials", "include", "{api}/True"],
        arrives: &[&["GET {api}/True", "origin: {page}"]],
        ends: refused("CORS check 8", |reason| {
            matches!(reason, Reason::CorsCheck(CorsCheckError::AllowCredentialsNotTrue { .. }))
        }),
    },
    Stop {
        title: "Refused: the server demands a password for the preflight, which never has credentials",
        answers: &[answer("OPTIONS {api}/locked", 401, &["Access-Control-Allow-Origin: {page}"], "")],
        fetch: &["-X", "DELETE", "{api}/locked"],
        arrives: &[&["OPTIONS {api}/locked", "access-control-request-method: DELETE"]],
        ends: refused("CORS-preflight fetch 8", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::NotOk { status: 401 }))
        }),
    },
    Stop {
        title: "Refused: the server redirects the preflight",
        answers: &[answer(
            "OPTIONS {api}/moved",
            308,
            &["Access-Control-Allow-Origin: {page}", "Location: {api}/moved/"],
            "",
        )],
        fetch: &["-X", "DELETE", "{api}/moved"],
        arrives: &[&["OPTIONS {api}/moved", "access-control-request-method: DELETE"]],
        ends: refused("CORS-preflight fetch 8", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::Redirected { status: 308, .. }))
        }),
    },
    Stop {
        title: "Refused: the server does not allow the method",
        answers: &[answer(
            "OPTIONS {api}/readonly",
            204,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Methods: PUT"],
            "",
        )],
        fetch: &["-X", "DELETE", "{api}/readonly"],
        arrives: &[&["OPTIONS {api}/readonly", "access-control-request-method: DELETE"]],
        ends: refused("CORS-preflight fetch 7.5", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::MethodNotAllowed { .. }))
        }),
    },
    Stop {
        title: "Refused: with credentials, `*` does not stand for every method",
        answers: &[answer(
            "OPTIONS {api}/any-method",
            204,
            &[
                "Access-Control-Allow-Origin: {page}",
                "Access-Control-Allow-Credentials: true",
                "Access-Control-Allow-Methods: *",
            ],
            "",
        )],
        fetch: &["-X", "DELETE", "--credentials", "include", "{api}/any-method"],
        arrives: &[&["OPTIONS {api}/any-method", "access-control-request-method: DELETE"]],
        ends: refused("CORS-preflight fetch 7.5", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::MethodWildcardIgnored { .. }))
        }),
    },
    Stop {
        title: "Refused: the server does not allow a request header",
        answers: &[answer(
            "OPTIONS {api}/token",
            204,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Headers: x-other"],
            "",
        )],
        fetch: &["-H", "x-token: 1", "{api}/token"],
        arrives: &[&[
            "OPTIONS {api}/token",
            "access-control-request-method: GET",
            "access-control-request-headers: x-token",
        ]],
        ends: refused("CORS-preflight fetch 7.7", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::HeaderNotAllowed { .. }))
        }),
    },
    Stop {
        title: "Refused: `*` covers every header except Authorization",
        answers: &[answer(
            "OPTIONS {api}/signed",
            204,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Headers: *"],
            "",
        )],
        fetch: &["-H", "authorization: Bearer 1", "{api}/signed"],
        arrives: &[&[
            "OPTIONS {api}/signed",
            "access-control-request-headers: authorization",
            "!authorization",
        ]],
        ends: refused("CORS-preflight fetch 7.6", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::AuthorizationNotCoveredByWildcard))
        }),
    },
    Stop {
        title: "Refused: one element is not a header name, so the whole list is invalid",
        answers: &[answer(
            "OPTIONS {api}/typo",
            204,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Headers: x-token, x other"],
            "",
        )],
        fetch: &["-H", "x-token: 1", "{api}/typo"],
        arrives: &[&["OPTIONS {api}/typo", "access-control-request-headers: x-token"]],
        ends: refused("CORS-preflight fetch 7.3", |reason| {
            matches!(reason, Reason::Preflight(PreflightError::AllowHeadersInvalid { .. }))
        }),
    },
    Stop {
        title: "Refused: mode same-origin allows only the page's own origin, so nothing is sent",
        answers: &[],
        fetch: &["--mode", "same-origin", "{api}/simple"],
        arrives: &[],
        ends: refused("main fetch 12c", |reason| {
            matches!(reason, Reason::Tainting(TaintingError::SameOriginMode))
        }),
    },
    Stop {
        title: "Refused: mode no-cors, and Cross-Origin-Resource-Policy allows only the same origin",
        answers: &[answer("GET {api}/avatar", 200, &["Cross-Origin-Resource-Policy: same-origin"], "secret")],
        fetch: &["--mode", "no-cors", "{api}/avatar"],
        arrives: &[&["GET {api}/avatar"]],
        ends: refused("cross-origin resource policy internal check 5b", |reason| {
            matches!(reason, Reason::ResourcePolicy(CorpError::SameOrigin))
        }),
    },
    Stop {
        title: "Refused: the page's embedder policy requires a header that the response does not have",
        answers: &[],
        fetch: &["--embedder-policy", "require-corp", "--mode", "no-cors", "{api}/pixel"],
        arrives: &[&["GET {api}/pixel"]],
        ends: refused("cross-origin resource policy internal check 5b", |reason| {
            matches!(reason, Reason::ResourcePolicy(CorpError::EmbedderPolicy { .. }))
        }),
    },
    Stop {
        title: "Refused: browsers block port 25, which is for mail, so nothing is sent",
        answers: &[],
        fetch: &["http://127.0.0.1:25/"],
        arrives: &[],
        ends: refused("main fetch 7", |reason| matches!(reason, Reason::BadPort { port: 25 })),
    },
    Stop {
        title: "Not a refusal of CORS: no server listens on the port",
        answers: &[],
        fetch: &["{nobody}/"],
        arrives: &[],
        ends: refused("HTTP fetch 4.3", |reason| matches!(reason, Reason::NetworkFailure)),
    },
];
