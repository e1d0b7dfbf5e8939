//! The policy lab of `fetch-cors` against the CORS middlewares of Rust's web frameworks.
//!
//! Each *subject* is a real server with a CORS policy. It runs in this process. A table lists the findings that the lab must
//! report for the subject, and the reason for each. For each framework, there is also a careful configuration, for which the
//! lab reports nothing.
//!
//! To test a server of your own, copy the function `call` from the module of your framework:
//!
//! ```
//! use fetch_cors::lab::PolicyLab;
//! use fetch_cors_lab_subjects::axum::call;
//! use http::Method;
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let cors = tower_http::cors::CorsLayer::new().allow_origin(["https://app.site.example".parse()?]);
//! let app = axum::Router::new().route("/items", axum::routing::get(|| async { "[]" })).layer(cors);
//!
//! let lab = PolicyLab::new("https://api.example")?.trusts(["https://app.site.example"])?;
//! let report = lab.route("/items", [Method::GET]).run_async(async |request| call(&app, request).await).await;
//! report.assert_clean();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What each middleware gets wrong
//!
//! - **tower-http**: a list of origins is handled correctly. The layer answers every `OPTIONS` request itself. It sends no
//!   `Vary` if only the credentials depend on the origin. It accepts `*` together with credentials if a function allows the
//!   credentials. The example of a function in its documentation trusts every subdomain, also over `http`.
//! - **axum**: CORS must be the outermost layer. A response from a layer outside of it has no CORS headers.
//! - **actix-cors**: a list of origins is handled correctly. `permissive` copies every origin, with credentials.
//! - **rocket_cors**: it sends no `Vary` for a list, and answers with status 500 to an `Origin` that is not a URL. Two small
//!   fairings correct both. The regular expression in its documentation contains dots that match any character.
//! - **poem**: the default copies every origin. It sends no `Vary` for a list, and no `Vary` in a response to a request
//!   without `Origin`. It panics if it has a pattern and `Origin` is not ASCII. A layer that appends `Vary` corrects a list.
//!   Do not use a pattern.
//! - **salvo**: a list of origins is handled correctly if the policy is on the service. On a router, the policy does not
//!   apply to preflights and unknown paths.
//! - **warp**: it never sends `Vary`, and rejections have no CORS headers. Convert all rejections to responses inside of it,
//!   and append `Vary` outside of it.
//!
//! # What the lab must find
//!
//! | configuration | findings |
//! |---|---|
//! | tower-http: a list, careful | none |
//! | tower-http: any origin, for a public API, careful | none |
//! | tower-http: permissive | `public`, `trusted-refused`, `any-method`, `any-header` |
//! | tower-http: very permissive | `any-origin`, `header-not-exposed`, `any-method`, `any-header` |
//! | tower-http: a suffix without a dot | `suffix-match`, `http-origin` |
//! | tower-http: a suffix with a dot | `http-origin`, `any-subdomain` |
//! | tower-http: a prefix | `prefix-match` |
//! | tower-http: any scheme | `http-origin` |
//! | tower-http: null | `null-origin` |
//! | tower-http: credentials by predicate | `cache-mix-up` |
//! | tower-http: any origin, with credentials | `public`, `trusted-refused`, `wildcard-with-credentials`, `missing-vary` |
//! | tower-http: a route for OPTIONS | `options-swallowed` |
//! | tower-http: a week of max-age | `max-age-too-long` |
//! | axum: authentication inside of CORS, careful | none |
//! | axum: authentication outside of CORS | `trusted-refused`, `preflight-needs-credentials` |
//! | axum: CORS on some routes only | `trusted-refused`, `preflight-not-ok` |
//! | axum: `route_layer` leaves out the page for status 404 | `trusted-refused`, `preflight-not-ok` |
//! | axum: a size limit outside of CORS | `actual-not-shared` |
//! | axum: a layer outside of CORS overwrites Vary | `cache-mix-up` |
//! | axum: status 304 without CORS headers, careful | none |
//! | axum: a proxy allows the origin a second time | `repeated-header` |
//! | actix-cors: a list, careful | none |
//! | actix-cors: a list, with others blocked, careful | none |
//! | actix-cors: permissive | `any-origin`, `any-header`, `exposes-safelisted` |
//! | actix-cors: a function that forgets the dot | `suffix-match`, `http-origin` |
//! | rocket_cors: a list, with two fairings, careful | none |
//! | rocket_cors: a list | `cache-mix-up`, `server-error` |
//! | rocket_cors: all origins, with credentials | `any-origin`, `cache-mix-up`, `server-error` |
//! | rocket_cors: the regular expression of its documentation | `suffix-match`, `unescaped-dot` |
//! | poem: a list, with a layer for Vary, careful | none |
//! | poem: default | `any-origin`, `trusted-refused`, `cache-mix-up`, `header-not-exposed`, `any-header` |
//! | poem: default, with credentials | `any-origin`, `cache-mix-up`, `header-not-exposed`, `any-header` |
//! | poem: a list, with credentials | `cache-mix-up` |
//! | poem: a pattern | `no-response`, `contains-match`, `origin-list` |
//! | salvo: a list, careful | none |
//! | salvo: permissive | `public`, `trusted-refused`, `any-method`, `any-header` |
//! | salvo: very permissive | `any-origin`, `header-not-exposed`, `any-method`, `any-header` |
//! | salvo: CORS on a router | `trusted-refused`, `preflight-not-ok` |
//! | warp: a list, with all rejections answered and Vary, careful | none |
//! | warp: a list | `actual-not-shared`, `cache-mix-up` |
//! | warp: any origin, with credentials | `any-origin`, `actual-not-shared`, `cache-mix-up` |

pub mod actix;
pub mod axum;
mod faults;
pub mod poem;
pub mod rocket;
pub mod salvo;
pub mod scene;
pub mod subject;
pub mod tower_http;
pub mod warp;

use subject::Subject;

/// Returns the subjects of all frameworks.
#[must_use]
pub fn subjects() -> Vec<Subject> {
    [
        tower_http::SUBJECTS,
        axum::SUBJECTS,
        actix::SUBJECTS,
        rocket::SUBJECTS,
        poem::SUBJECTS,
        salvo::SUBJECTS,
        warp::SUBJECTS,
    ]
    .concat()
}
