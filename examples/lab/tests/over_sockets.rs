//! A test of the program `cors audit`: over sockets, it finds the same in each subject as the lab in this process.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::convert::Infallible;
use std::net::TcpListener;
use std::rc::Rc;

use fetch_cors::lab::{PolicyLab, Report, WithRoute};
use fetch_cors_cli::{SystemClock, Terminal, run};
use fetch_cors_lab_subjects::scene::{PAGE, SESSION, sign_in};
use fetch_cors_lab_subjects::subject::{Server, Subject};
use fetch_cors_lab_subjects::{actix, axum, poem, rocket, salvo, tower_http, warp};
use http::{Method, Request, Response, Uri};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::{LocalSet, spawn_local};

fn check(subjects: &[Subject]) {
    for subject in subjects {
        let (origin, _stop) = start(*subject);
        let (in_process, over_sockets) = (in_process(subject, &origin), over_sockets(&origin));
        assert_eq!(over_sockets, in_process, "{}", subject.name);
    }
}

// There is one test for each framework, so that they run at the same time.

#[test]
fn tower_http() {
    check(tower_http::SUBJECTS);
}

#[test]
fn axum() {
    check(axum::SUBJECTS);
}

#[test]
fn actix() {
    check(actix::SUBJECTS);
}

#[test]
fn rocket() {
    check(rocket::SUBJECTS);
}

#[test]
fn poem() {
    check(poem::SUBJECTS);
}

#[test]
fn salvo() {
    check(salvo::SUBJECTS);
}

#[test]
fn warp() {
    check(warp::SUBJECTS);
}

/// The code, the severity and the origins of a finding. The texts are not compared, because they differ without a response.
type Found = (String, String, Vec<String>);

fn in_process(subject: &Subject, origin: &str) -> Vec<Found> {
    let lab = lab(origin);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let report: Report = runtime.block_on(async {
        let server = (subject.start)().await.unwrap();
        lab.run_async(async |request| server(request).await).await
    });
    let found = report.findings.iter().map(|finding| {
        let origins =
            finding.origins().into_iter().map(|origin| fetch_cors::lab::printable(origin).to_string());
        (finding.code().to_owned(), finding.severity.to_string(), origins.collect())
    });
    found.collect()
}

fn lab(origin: &str) -> PolicyLab<WithRoute> {
    let lab = PolicyLab::new(origin).unwrap().trusts([PAGE]).unwrap();
    let lab = lab.readable_headers(["x-total"]).session(sign_in);
    lab.route("/items", [Method::GET, Method::PUT]).json("{}")
}

fn over_sockets(origin: &str) -> Vec<Found> {
    let session = format!("Cookie: {SESSION}");
    let words = [
        "cors",
        "audit",
        origin,
        "--trusts",
        PAGE,
        "--readable-header",
        "x-total",
        "--session",
        &session,
        "--route",
        "GET,PUT /items",
        "--json-body",
        "{}",
        "--format",
        "json",
        "--yes",
    ];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let input = &mut std::io::empty();
    let mut terminal = Terminal {
        input,
        input_is_terminal: false,
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal: false,
    };
    let code = run(words, &mut terminal, &SystemClock::new());
    assert!(code < 2, "{}", String::from_utf8_lossy(&err));
    let report: Value = serde_json::from_slice(&out).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = |finding: &Value| {
        let origins = finding["origins"].as_array().unwrap().iter().map(text).collect();
        (text(&finding["code"]), text(&finding["severity"]), origins)
    };
    report["findings"].as_array().unwrap().iter().map(found).collect()
}

/// Serves a subject on a new thread until the sender is dropped.
fn start(subject: Subject) -> (String, oneshot::Sender<Infallible>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel();
    let authority = origin.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        LocalSet::new().block_on(&runtime, async {
            let server = Rc::new((subject.start)().await.unwrap());
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            spawn_local(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (server, origin) = (Rc::clone(&server), authority.clone());
                    let service =
                        service_fn(move |request| answer(Rc::clone(&server), origin.clone(), request));
                    spawn_local(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
                }
            });
            _ = stopped.await;
        });
    });
    (origin, stop)
}

/// Passes a request to the subject as the lab does: with an absolute URI, and without the headers of the connection.
async fn answer(
    server: Rc<Server>,
    origin: String,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, String> {
    let (mut head, body) = request.into_parts();
    let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    head.uri = format!("{origin}{}", head.uri).parse::<Uri>().map_err(|error| error.to_string())?;
    for name in [http::header::HOST, http::header::USER_AGENT, http::header::CONTENT_LENGTH] {
        head.headers.remove(name);
    }
    let mut response = server(Request::from_parts(head, body.to_vec())).await?;
    response.headers_mut().remove(http::header::CONTENT_LENGTH);
    Ok(response.map(|()| Empty::new()))
}
