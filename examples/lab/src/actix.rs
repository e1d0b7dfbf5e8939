//! The subjects with `Cors` of actix-cors, around an actix-web app.

use std::rc::Rc;

use actix_cors::Cors;
use actix_http::Request as ActixRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};
use fetch_cors::lab::Severity::Info;
use http::header::ACCESS_CONTROL_EXPOSE_HEADERS;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use crate::faults::{HEADERS_ARE_COPIED, ORIGIN_IS_COPIED, SUFFIX_WITHOUT_DOT};
use crate::scene::{PAGE, THE_PAGE, lab};
use crate::subject::{Failure, Later, Server, Subject, finding};

/// Calls an actix-web app, as `actix_web::test::init_service` returns it. Copy this into a test of your own.
///
/// actix-web uses version 0.2 of the crate `http`, so this function copies names and values as bytes.
///
/// # Errors
///
/// Returns an error for a method, a name or a value that only one of the two versions accepts.
pub async fn call<S, B>(app: &S, request: Request<Vec<u8>>) -> Result<Response<()>, Failure>
where
    S: Service<ActixRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let (parts, body) = request.into_parts();
    let mut test = TestRequest::with_uri(&parts.uri.to_string())
        .method(parts.method.as_str().parse()?)
        .set_payload(body);
    for (name, value) in &parts.headers {
        test = test.append_header((name.as_str(), value.as_bytes()));
    }
    match app.call(test.to_request()).await {
        Ok(response) => head(response.response()),
        Err(error) => head(&error.error_response()),
    }
}

fn head<B>(response: &HttpResponse<B>) -> Result<Response<()>, Failure> {
    let mut head = Response::new(());
    *head.status_mut() = StatusCode::from_u16(response.status().as_u16())?;
    for (name, value) in response.headers() {
        head.headers_mut().append(
            HeaderName::from_bytes(name.as_str().as_bytes())?,
            HeaderValue::from_bytes(value.as_bytes())?,
        );
    }
    Ok(head)
}

/// Sorts the names of the exposed headers. The permissive policy takes them from a `HashSet`, so their order differs from
/// response to response. Without the sorting, the reports would differ too. The order has no meaning.
fn sort_exposed(mut response: Response<()>) -> Response<()> {
    for value in response.headers_mut().get_mut(ACCESS_CONTROL_EXPOSE_HEADERS).into_iter() {
        let mut names: Vec<&str> = value.to_str().unwrap_or_default().split(", ").collect();
        names.sort_unstable();
        if let Ok(sorted) = HeaderValue::from_str(&names.join(", ")) {
            *value = sorted;
        }
    }
    response
}

/// Starts the API with this policy.
fn with(cors: fn() -> Cors) -> Later<Result<Server, Failure>> {
    Box::pin(async move {
        let list = async || HttpResponse::Ok().insert_header(("x-total", "2")).json([1, 2]);
        let save = async || HttpResponse::NoContent().finish();
        let app = App::new().wrap(cors()).service(web::resource("/items").get(list).put(save));
        let app = Rc::new(init_service(app).await);
        let server: Server = Box::new(move |request| {
            let app = Rc::clone(&app);
            Box::pin(async move {
                call(&*app, request).await.map(sort_exposed).map_err(|error| error.to_string())
            })
        });
        Ok(server)
    })
}

/// Returns a policy that is careful except that it allows no origins yet.
fn for_pages() -> Cors {
    Cors::default()
        .allowed_methods(["GET", "PUT"])
        .allowed_headers(["authorization", "content-type", "x-token"])
        .expose_headers(["x-total"])
        .supports_credentials()
}

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "actix-cors: a list, careful",
        lab,
        start: || with(|| for_pages().allowed_origin(PAGE)),
        expected: &[],
    },
    Subject {
        name: "actix-cors: a list, with others blocked, careful",
        lab,
        start: || with(|| for_pages().allowed_origin(PAGE).block_on_origin_mismatch(true)),
        expected: &[],
    },
    Subject {
        name: "actix-cors: permissive",
        lab,
        start: || with(Cors::permissive),
        expected: &[
            ORIGIN_IS_COPIED,
            HEADERS_ARE_COPIED,
            finding(
                "exposes-safelisted",
                Info,
                THE_PAGE,
                "Every header of the response is exposed by name, also Content-Type, which script can always read.",
            ),
        ],
    },
    Subject {
        name: "actix-cors: a function that forgets the dot",
        lab,
        start: || {
            with(|| for_pages().allowed_origin_fn(|origin, _| origin.as_bytes().ends_with(b"site.example")))
        },
        expected: SUFFIX_WITHOUT_DOT,
    },
];
