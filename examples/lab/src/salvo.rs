//! The subjects with `Cors` of salvo, on a service and on a router.

use std::sync::Arc;

use fetch_cors::lab::Severity::Medium;
use http::uri::Scheme;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use salvo::conn::SocketAddr;
use salvo::cors::Cors;
use salvo::http::header::CONTENT_TYPE;
use salvo::{ConnCtrl, Router, Service, handler};

use crate::faults::{PERMISSIVE, VERY_PERMISSIVE};
use crate::scene::{PAGE, THE_PAGE, lab};
use crate::subject::{Failure, Later, Server, Subject, finding};

/// Calls a salvo service. Copy this into a test of your own.
///
/// With salvo's feature `test`, `service.handle(request)` does the same, but needs some more crates.
pub async fn call(service: &Service, request: Request<Vec<u8>>) -> Response<()> {
    let request = salvo::Request::from_hyper(request, Scheme::HTTPS);
    let (here, there) = (SocketAddr::Unknown, SocketAddr::Unknown);
    let handler = service.hyper_handler(here, there, Scheme::HTTPS, None, ConnCtrl::new(), None);
    handler.handle(request).await.into_hyper().map(drop)
}

#[handler]
async fn list(response: &mut salvo::Response) {
    response.headers_mut().insert("x-total", HeaderValue::from_static("2"));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.body("[1,2]");
}

#[handler]
async fn save(response: &mut salvo::Response) {
    response.status_code(StatusCode::NO_CONTENT);
}

fn items() -> Router {
    Router::with_path("items").get(list).put(save)
}

/// Starts the API with a policy for the whole service.
fn with(cors: fn() -> Cors) -> Later<Result<Server, Failure>> {
    serve(Service::new(Router::new().push(items())).hoop(cors().into_handler()))
}

fn serve(service: Service) -> Later<Result<Server, Failure>> {
    let service = Arc::new(service);
    let server: Server = Box::new(move |request| {
        let service = Arc::clone(&service);
        Box::pin(async move { Ok(call(&service, request).await) })
    });
    Box::pin(async { Ok(server) })
}

/// Returns a policy that is careful.
fn careful() -> Cors {
    Cors::new()
        .allow_origin([PAGE])
        .allow_methods([Method::GET, Method::PUT])
        .allow_headers(vec!["authorization", "content-type", "x-token"])
        .expose_headers("x-total")
        .allow_credentials(true)
}

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject { name: "salvo: a list, careful", lab, start: || with(careful), expected: &[] },
    Subject { name: "salvo: permissive", lab, start: || with(Cors::permissive), expected: PERMISSIVE },
    Subject {
        name: "salvo: very permissive",
        lab,
        start: || with(Cors::very_permissive),
        expected: VERY_PERMISSIVE,
    },
    Subject {
        name: "salvo: CORS on a router",
        lab,
        start: || serve(Service::new(Router::with_hoop(careful().into_handler()).push(items()))),
        expected: &[
            finding(
                "trusted-refused",
                Medium,
                THE_PAGE,
                "A router runs its hoops only if a route matches, and no route matches an unknown path.",
            ),
            finding(
                "preflight-not-ok",
                Medium,
                THE_PAGE,
                "No route matches a preflight. It gets status 404 for an unknown path, and status 405 for a known path.",
            ),
        ],
    },
];
