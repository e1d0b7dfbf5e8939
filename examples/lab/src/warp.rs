//! The subjects with `warp::cors()`, around a filter.

use bytes::Bytes;
use fetch_cors::lab::Severity::Medium;
use http::header::VARY;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use tower::ServiceExt;
use warp::filters::BoxedFilter;
use warp::filters::cors::Builder;
use warp::{Filter, Rejection, Reply, reply};

use crate::faults::ORIGIN_IS_COPIED;
use crate::scene::{NO_ORIGIN, PAGE, THE_PAGE, lab};
use crate::subject::{Expected, Failure, Later, Server, Subject, finding};

/// Calls a warp app. Copy this into a test of your own.
pub async fn call<R: Reply + Send + 'static>(
    app: &BoxedFilter<(R,)>,
    request: Request<Vec<u8>>,
) -> Response<()> {
    let Ok(response) = warp::service(app.clone()).oneshot(request.map(Full::<Bytes>::from)).await;
    response.map(drop)
}

fn serve<R: Reply + Send + 'static>(app: BoxedFilter<(R,)>) -> Later<Result<Server, Failure>> {
    let server: Server = Box::new(move |request| {
        let app = app.clone();
        Box::pin(async move { Ok(call(&app, request).await) })
    });
    Box::pin(async { Ok(server) })
}

/// Returns the API without CORS.
fn items() -> BoxedFilter<(reply::Response,)> {
    let list = warp::get().map(|| reply::with_header(reply::json(&[1, 2]), "x-total", "2").into_response());
    let save = warp::put().map(|| StatusCode::NO_CONTENT.into_response());
    warp::path!("items").and(list.or(save).unify()).boxed()
}

/// Returns a policy that is careful except that it allows no origins yet.
fn for_pages() -> Builder {
    warp::cors()
        .allow_methods(["GET", "PUT"])
        .allow_headers(["authorization", "content-type", "x-token"])
        .expose_header("x-total")
        .allow_credentials(true)
}

/// Converts a rejection to a response, so that outer filters can add headers to it.
async fn answer(rejection: Rejection) -> Result<reply::Response, Rejection> {
    let is_unknown = rejection.is_not_found();
    Ok(if is_unknown { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN }.into_response())
}

/// Adds `Vary: Origin` to a response. warp never does this.
fn vary_by_origin(reply: impl Reply) -> reply::Response {
    let mut response = reply.into_response();
    response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
    response
}

const GRANTED_AND_REJECTED: Expected = finding(
    "actual-not-shared",
    Medium,
    THE_PAGE,
    "The filter grants every preflight, but adds no headers to a rejection such as status 404.",
);

const NO_VARY: Expected = finding(
    "cache-mix-up",
    Medium,
    NO_ORIGIN,
    "The response to a request without Origin has no CORS headers. A cache may serve it to the page, because there is no Vary.",
);

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "warp: a list, with all rejections answered and Vary, careful",
        lab,
        start: || {
            let app = items().recover(answer).unify().with(for_pages().allow_origin(PAGE));
            serve(app.recover(answer).map(vary_by_origin).boxed())
        },
        expected: &[],
    },
    Subject {
        name: "warp: a list",
        lab,
        start: || serve(items().with(for_pages().allow_origin(PAGE)).boxed()),
        expected: &[GRANTED_AND_REJECTED, NO_VARY],
    },
    Subject {
        name: "warp: any origin, with credentials",
        lab,
        start: || serve(items().with(for_pages().allow_any_origin()).boxed()),
        expected: &[ORIGIN_IS_COPIED, GRANTED_AND_REJECTED, NO_VARY],
    },
];
