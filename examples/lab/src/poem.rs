//! The subjects with `Cors` of poem, around a route.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use fetch_cors::lab::Severity::{Info, Low, Medium};
use fetch_cors::lab::{PolicyLab, WithRoute};
use futures_util::FutureExt;
use http::{HeaderValue, Request, Response, header::VARY};
use poem::endpoint::BoxEndpoint;
use poem::http::StatusCode;
use poem::middleware::Cors;
use poem::{Body, Endpoint, EndpointExt, Route, get, handler};

use crate::faults::{HEADERS_ARE_COPIED, NOTHING_IS_EXPOSED, ORIGIN_IS_COPIED};
use crate::scene::{EVERY_VALUE, NO_ORIGIN, PAGE, SERVER, THE_PAGE, lab, with_items};
use crate::subject::Origins::{Among, Exactly};
use crate::subject::{Expected, Failure, Later, Server, Subject, finding};

/// Calls a poem app. Copy this into a test of your own.
///
/// # Errors
///
/// Returns an error if the app panics. In this case, the server of poem closes the connection without a response.
pub async fn call(app: &impl Endpoint, request: Request<Vec<u8>>) -> Result<Response<()>, &'static str> {
    let (parts, body) = request.into_parts();
    let mut request = poem::Request::builder().method(parts.method).uri(parts.uri).body(Body::from(body));
    *request.headers_mut() = parts.headers;
    let response = AssertUnwindSafe(app.get_response(request)).catch_unwind().await;
    let (parts, _) = response.map_err(|_| "the app panicked")?.into_parts();
    let mut head = Response::new(());
    (*head.status_mut(), *head.headers_mut()) = (parts.status, parts.headers);
    Ok(head)
}

#[handler]
fn list() -> poem::Response {
    poem::Response::builder().content_type("application/json").header("x-total", "2").body("[1,2]")
}

#[handler]
fn save() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Starts the API with this policy.
fn with(
    cors: fn() -> Cors,
    change: fn(BoxEndpoint<'static, poem::Response>) -> BoxEndpoint<'static, poem::Response>,
) -> Later<Result<Server, Failure>> {
    Box::pin(async move {
        let app = Route::new().at("/items", get(list).put(save)).with(cors());
        let app = Arc::new(change(app.map_to_response().boxed()));
        let server: Server = Box::new(move |request| {
            let app = Arc::clone(&app);
            Box::pin(async move { call(&*app, request).await.map_err(str::to_owned) })
        });
        Ok(server)
    })
}

/// Returns a policy that is careful except that it allows no origins yet.
fn for_pages() -> Cors {
    Cors::new()
        .allow_methods(["GET", "PUT"])
        .allow_headers(["authorization", "content-type", "x-token"])
        .expose_header("x-total")
        .allow_credentials(true)
}

const OTHER_PAGE: &str = "https://admin.site.example";

fn two_pages() -> Cors {
    for_pages().allow_origins([PAGE, OTHER_PAGE])
}

fn lab_of_two() -> Result<PolicyLab<WithRoute>, Failure> {
    Ok(with_items(PolicyLab::new(SERVER)?.trusts([PAGE, OTHER_PAGE])?))
}

fn lab_of_subdomains() -> Result<PolicyLab<WithRoute>, Failure> {
    Ok(with_items(PolicyLab::new(SERVER)?.trusts_subdomains_of("https://site.example")?))
}

/// Adds `Vary: Origin` to every response. poem adds it only if the origin is allowed, and never for a list.
fn vary_by_origin(app: BoxEndpoint<'static, poem::Response>) -> BoxEndpoint<'static, poem::Response> {
    let append = async |app: Arc<BoxEndpoint<'static, poem::Response>>, request| {
        let mut response = app.get_response(request).await;
        response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
        Ok(response)
    };
    app.around(append).map_to_response().boxed()
}

const VARY_ONLY_WITH_ORIGIN: Expected =
    finding("cache-mix-up", Medium, NO_ORIGIN, "Vary: Origin is sent only if the request has an Origin.");

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "poem: a list, with a layer for Vary, careful",
        lab: lab_of_two,
        start: || with(two_pages, vary_by_origin),
        expected: &[],
    },
    Subject {
        name: "poem: default",
        lab,
        start: || with(Cors::new, |app| app),
        expected: &[
            finding("any-origin", Medium, EVERY_VALUE, "Every origin is copied, without credentials."),
            finding(
                "trusted-refused",
                Medium,
                THE_PAGE,
                "There is no Access-Control-Allow-Credentials, so the page cannot use its session.",
            ),
            VARY_ONLY_WITH_ORIGIN,
            NOTHING_IS_EXPOSED,
            HEADERS_ARE_COPIED,
        ],
    },
    Subject {
        name: "poem: default, with credentials",
        lab,
        start: || with(|| Cors::new().allow_credentials(true), |app| app),
        expected: &[ORIGIN_IS_COPIED, VARY_ONLY_WITH_ORIGIN, NOTHING_IS_EXPOSED, HEADERS_ARE_COPIED],
    },
    Subject {
        name: "poem: a list, with credentials",
        lab: lab_of_two,
        start: || with(two_pages, |app| app),
        expected: &[finding(
            "cache-mix-up",
            Medium,
            NO_ORIGIN,
            "The response to a request without Origin has no CORS headers. A cache may serve it to a page, because there is no Vary for a list.",
        )],
    },
    Subject {
        name: "poem: a pattern",
        lab: lab_of_subdomains,
        start: || with(|| for_pages().allow_origin_regex("https://*.site.example"), vary_by_origin),
        expected: &[
            finding(
                "no-response",
                Low,
                Among(3, &["https://evil.test\u{fc}"]),
                "The middleware panics if Origin is not ASCII.",
            ),
            finding(
                "contains-match",
                Info,
                Exactly(&[
                    "https://evil.test/https://page.site.example",
                    "https://evil.test#https://page.site.example",
                    "https://evil.test/https://a.b.site.example",
                    "https://evil.test#https://a.b.site.example",
                ]),
                "`*` stands for any text, not only for labels of a host.",
            ),
            finding(
                "origin-list",
                Info,
                Exactly(&[
                    "https://evil.test https://page.site.example",
                    "https://evil.test, https://page.site.example",
                    "https://evil.test https://a.b.site.example",
                    "https://evil.test, https://a.b.site.example",
                ]),
                "The text for `*` may also contain a list of origins.",
            ),
        ],
    },
];
