//! The subjects with `CorsLayer` of tower-http, around the API of the module `axum`. They differ mostly in their origins.

use std::time::Duration;

use axum::http::HeaderValue;
use axum::http::request::Parts;
use fetch_cors::lab::Severity::{Critical, High, Info, Low, Medium};
use fetch_cors::lab::{PolicyLab, WithRoute};
use http::Method;
use tower_http::cors::{AllowCredentials, AllowOrigin, Any, CorsLayer};

use crate::axum::{careful, items, serve};
use crate::faults::{ANY_SCHEME, PERMISSIVE, PUBLIC, SUFFIX_WITHOUT_DOT, VERY_PERMISSIVE};
use crate::scene::{NO_ORIGIN, PAGE, SERVER, THE_PAGE, lab};
use crate::subject::Origins::{self, Among, Exactly};
use crate::subject::{Failure, Later, Server, Subject, finding};

fn with(cors: CorsLayer) -> Later<Result<Server, Failure>> {
    serve(items().layer(cors))
}

/// Starts the API with the careful policy, but with this check of the origin.
fn trusting(check: fn(&[u8]) -> bool) -> Later<Result<Server, Failure>> {
    let check = move |origin: &HeaderValue, _: &Parts| check(origin.as_bytes());
    with(careful().allow_origin(AllowOrigin::predicate(check)))
}

fn is_page(origin: &HeaderValue, _: &Parts) -> bool {
    origin == PAGE
}

fn public_lab() -> Result<PolicyLab<WithRoute>, Failure> {
    let lab = PolicyLab::new(SERVER)?.public().request_headers(["x-token"]).readable_headers(["x-total"]);
    Ok(lab.route("/items", [Method::GET, Method::PUT]).json("{}").route("/missing", [Method::GET]))
}

fn lab_with_options() -> Result<PolicyLab<WithRoute>, Failure> {
    Ok(lab()?.route("/items", [Method::OPTIONS]))
}

/// The values that are allowed if the server compares a suffix with a dot: subdomains, and values that are no origins but
/// end with the host.
const SUBDOMAINS: Origins = Exactly(&[
    "https://evilapp.site.example",
    "https://pp.site.example",
    "https://x.site.example",
    "https://x.app.site.example",
    "https://xn--pp-6kc.site.example",
    "https://evil.test/https://app.site.example",
    "https://evil.test#https://app.site.example",
    "https://evil.test https://app.site.example",
    "https://evil.test, https://app.site.example",
    "https://\u{430}pp.site.example",
]);

/// The values that are allowed if the server compares a prefix: longer hosts (2), longer hosts after one of 18 characters,
/// other ports (4), a dot at the end, and four values that are no origins but start with the origin of the page.
const BY_PREFIX: Origins = Among(
    29,
    &[
        "https://app.site.example.evil.test",
        "https://app.site.exampleevil.test",
        "https://app.site.example_.evil.test",
        "https://app.site.example.",
        "https://app.site.example:8443",
        "https://app.site.example/",
        "https://app.site.example, https://evil.test",
    ],
);

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject { name: "tower-http: a list, careful", lab, start: || with(careful()), expected: &[] },
    Subject {
        name: "tower-http: any origin, for a public API, careful",
        lab: public_lab,
        start: || {
            let cors = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::PUT]);
            with(
                cors.allow_headers(["content-type", "x-token"].map(http::HeaderName::from_static))
                    .expose_headers(Any),
            )
        },
        expected: &[],
    },
    Subject {
        name: "tower-http: permissive",
        lab,
        start: || with(CorsLayer::permissive()),
        expected: PERMISSIVE,
    },
    Subject {
        name: "tower-http: very permissive",
        lab,
        start: || with(CorsLayer::very_permissive()),
        expected: VERY_PERMISSIVE,
    },
    Subject {
        name: "tower-http: a suffix without a dot",
        lab,
        start: || trusting(|origin| origin.ends_with(b"site.example")),
        expected: SUFFIX_WITHOUT_DOT,
    },
    Subject {
        name: "tower-http: a suffix with a dot",
        lab,
        start: || trusting(|origin| origin.ends_with(b".site.example")),
        expected: &[
            ANY_SCHEME,
            finding(
                "any-subdomain",
                Medium,
                SUBDOMAINS,
                "Every subdomain of site.example ends with the suffix, but the owner trusts only one of them.",
            ),
        ],
    },
    Subject {
        name: "tower-http: a prefix",
        lab,
        start: || trusting(|origin| origin.starts_with(PAGE.as_bytes())),
        expected: &[finding(
            "prefix-match",
            Critical,
            BY_PREFIX,
            "The prefix does not mark the end of the host, so the owner of evil.test can append that domain to it.",
        )],
    },
    Subject {
        name: "tower-http: any scheme",
        lab,
        start: || trusting(|origin| [PAGE.as_bytes(), b"http://app.site.example"].contains(&origin)),
        expected: &[finding(
            "http-origin",
            High,
            Exactly(&["http://app.site.example"]),
            "The list contains the page over http. Whoever controls the network of a user can answer for this origin.",
        )],
    },
    Subject {
        name: "tower-http: null",
        lab,
        start: || trusting(|origin| [PAGE.as_bytes(), b"null"].contains(&origin)),
        expected: &[finding(
            "null-origin",
            High,
            Exactly(&["null"]),
            "Every website can create a sandboxed frame, whose origin is null.",
        )],
    },
    Subject {
        name: "tower-http: credentials by predicate",
        lab,
        start: || {
            let cors = careful().allow_origin(HeaderValue::from_static(PAGE));
            with(cors.allow_credentials(AllowCredentials::predicate(is_page)))
        },
        expected: &[finding(
            "cache-mix-up",
            Medium,
            NO_ORIGIN,
            "The response to a request without Origin has no Access-Control-Allow-Credentials and no Vary. If a cache serves it to the page, a call with credentials fails.",
        )],
    },
    Subject {
        name: "tower-http: any origin, with credentials",
        lab,
        start: || {
            let credentials = AllowCredentials::predicate(|_, _| true);
            with(careful().allow_origin(Any).allow_credentials(credentials))
        },
        expected: &[
            PUBLIC,
            finding(
                "trusted-refused",
                Medium,
                THE_PAGE,
                "`*` does not allow credentials, whatever Access-Control-Allow-Credentials says.",
            ),
            finding(
                "wildcard-with-credentials",
                Low,
                THE_PAGE,
                "The response has `*` and Access-Control-Allow-Credentials: true. Browsers ignore the latter.",
            ),
            finding(
                "missing-vary",
                Low,
                NO_ORIGIN,
                "Access-Control-Allow-Credentials depends on whether the request has Origin, but Vary does not list Origin.",
            ),
        ],
    },
    Subject {
        name: "tower-http: a route for OPTIONS",
        lab: lab_with_options,
        start: || with(careful().allow_methods([Method::GET, Method::PUT, Method::OPTIONS])),
        expected: &[finding(
            "options-swallowed",
            Low,
            THE_PAGE,
            "The layer answers every OPTIONS request by itself, so the route never sees one.",
        )],
    },
    Subject {
        name: "tower-http: a week of max-age",
        lab,
        start: || with(careful().max_age(Duration::from_hours(7 * 24))),
        expected: &[finding(
            "max-age-too-long",
            Info,
            THE_PAGE,
            "No browser keeps a grant for more than a day.",
        )],
    },
];
