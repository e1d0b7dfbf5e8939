//! The subjects with axum. The order of the layers decides whether CORS works.

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, COOKIE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::get;
use fetch_cors::lab::Severity::Medium;
use fetch_cors::lab::{PolicyLab, WithRoute};
use http::Method;
use tower::ServiceExt;
use tower_http::cors::CorsLayer;

use crate::scene::{NO_ORIGIN, PAGE, SESSION, THE_PAGE, lab};
use crate::subject::{Failure, Later, Server, Subject, finding};

/// Calls an axum app. Copy this into a test of your own.
pub async fn call(app: &Router, request: http::Request<Vec<u8>>) -> Response<Body> {
    let Ok(response) = app.clone().oneshot(request.map(Body::from)).await;
    response
}

/// Returns a server that calls an app.
pub(crate) fn serve(app: Router) -> Later<Result<Server, Failure>> {
    let server: Server = Box::new(move |request| {
        let app = app.clone();
        Box::pin(async move { Ok(call(&app, request).await.map(drop)) })
    });
    Box::pin(async { Ok(server) })
}

/// Returns the API without any layer.
pub(crate) fn items() -> Router {
    let list = || async { ([("content-type", "application/json"), ("x-total", "2")], "[1,2]") };
    let save = || async { StatusCode::NO_CONTENT };
    let methods = || async { ([(ALLOW, "GET, PUT, OPTIONS")], StatusCode::NO_CONTENT) };
    Router::new().route("/items", get(list).put(save).options(methods))
}

/// Returns a careful policy: one origin, the methods and headers that its pages use, and credentials.
pub(crate) fn careful() -> CorsLayer {
    CorsLayer::new()
        .allow_origin([HeaderValue::from_static(PAGE)])
        .allow_methods([Method::GET, Method::PUT])
        .allow_headers(["authorization", "content-type", "x-token"].map(HeaderName::from_static))
        .expose_headers([HeaderName::from_static("x-total")])
        .allow_credentials(true)
}

/// Answers 401 to every request without the session, preflights included.
async fn require_session(request: Request, next: Next) -> Response<Body> {
    let is_signed_in = request.headers().get(COOKIE).is_some_and(|cookie| cookie == SESSION);
    if is_signed_in { next.run(request).await } else { StatusCode::UNAUTHORIZED.into_response() }
}

/// Answers 413 to every body of more than one byte.
async fn limit_body(request: Request, next: Next) -> Response<Body> {
    let is_too_large = request.body().size_hint().lower() > 1;
    if is_too_large { StatusCode::PAYLOAD_TOO_LARGE.into_response() } else { next.run(request).await }
}

/// Sets `Vary`, and thereby overwrites the `Vary` of other layers.
async fn overwrite_vary(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// Allows the origin a second time, as a proxy with its own CORS policy does.
async fn allow_again(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    response.headers_mut().append(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(PAGE));
    response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
    response
}

/// Answers 304 to a cache that already has the response, with only an `ETag` header.
async fn revalidate(request: Request, next: Next) -> Response<Body> {
    let tag = HeaderValue::from_static("\"1\"");
    if request.headers().get(IF_NONE_MATCH) == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(ETAG, tag);
    response
}

fn lab_with_orders() -> Result<PolicyLab<WithRoute>, Failure> {
    Ok(lab()?.route("/orders", [Method::GET, Method::PUT]))
}

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "axum: authentication inside of CORS, careful",
        lab,
        start: || serve(items().layer(from_fn(require_session)).layer(careful())),
        expected: &[],
    },
    Subject {
        name: "axum: authentication outside of CORS",
        lab,
        start: || serve(items().layer(careful()).layer(from_fn(require_session))),
        expected: &[
            finding(
                "trusted-refused",
                Medium,
                THE_PAGE,
                "The response with status 401 comes from a layer outside of the CORS layer, so it has no CORS headers.",
            ),
            finding(
                "preflight-needs-credentials",
                Medium,
                THE_PAGE,
                "Preflights have no cookies, and the layer refuses every request without the cookie.",
            ),
        ],
    },
    Subject {
        name: "axum: CORS on some routes only",
        lab: lab_with_orders,
        start: || {
            serve(
                Router::new()
                    .route("/orders", get(|| async {}).put(|| async {}))
                    .merge(items().layer(careful())),
            )
        },
        expected: &[
            finding(
                "trusted-refused",
                Medium,
                THE_PAGE,
                "The layer is only around /items, but pages also use /orders.",
            ),
            finding(
                "preflight-not-ok",
                Medium,
                THE_PAGE,
                "Without the layer, /orders does not support OPTIONS and answers with status 405.",
            ),
        ],
    },
    Subject {
        name: "axum: `route_layer` leaves out the page for status 404",
        lab,
        start: || serve(items().route_layer(careful())),
        expected: &[
            finding(
                "trusted-refused",
                Medium,
                THE_PAGE,
                "`route_layer` is only around the routes, and no route answers an unknown path.",
            ),
            finding(
                "preflight-not-ok",
                Medium,
                THE_PAGE,
                "No route answers a preflight for an unknown path either. It gets status 404.",
            ),
        ],
    },
    Subject {
        name: "axum: a size limit outside of CORS",
        lab,
        start: || serve(items().layer(careful()).layer(from_fn(limit_body))),
        expected: &[finding(
            "actual-not-shared",
            Medium,
            THE_PAGE,
            "The preflight has no body and is granted. The response with status 413 then comes from outside of the CORS layer.",
        )],
    },
    Subject {
        name: "axum: a layer outside of CORS overwrites Vary",
        lab,
        start: || serve(items().layer(careful()).layer(from_fn(overwrite_vary))),
        expected: &[finding(
            "cache-mix-up",
            Medium,
            NO_ORIGIN,
            "The response to a request without Origin has no CORS headers. A cache may serve it to the page, because Vary does not list Origin.",
        )],
    },
    // A browser updates the stored response with the 304, and then runs the CORS check on the stored response, which has the
    // CORS headers: steps 11.4 of HTTP-network-or-cache fetch and 4.4 of HTTP fetch.
    Subject {
        name: "axum: status 304 without CORS headers, careful",
        lab,
        start: || serve(items().layer(careful()).layer(from_fn(revalidate))),
        expected: &[],
    },
    Subject {
        name: "axum: a proxy allows the origin a second time",
        lab,
        start: || serve(items().layer(careful()).layer(from_fn(allow_again))),
        expected: &[finding(
            "repeated-header",
            Medium,
            THE_PAGE,
            "Browsers refuse two values of Access-Control-Allow-Origin, even if they are equal.",
        )],
    },
];
