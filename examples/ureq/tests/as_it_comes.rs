//! Tests of `ureq` with its default configuration, which follows ten redirects itself. The engine detects this by the URL of
//! the response.
//!
//! In these tests, the server of the page redirects to another origin, whose response the page must not read.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use fetch_cors::error::{ErrorKind, HostError, Phase, Reason};
use fetch_cors::response::{Response, ResponseType};
use fetch_cors::{
    Client, Exchange, FilteredResponse, NetworkError, Origin, PreflightCache, Request, Timestamp, http, run,
};
use fetch_cors_session::Session;
use fetch_cors_ureq::Browser;
use ureq::ResponseExt;

/// Starts a server. `answer` makes the response from the first line of a request.
fn serve(answer: impl Fn(&str) -> String + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            // The client may have closed the connection already, so errors are ignored.
            let _ = answer_one(stream, &answer);
        }
    });
    address
}

fn answer_one(mut stream: TcpStream, answer: &impl Fn(&str) -> String) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    stream.write_all(answer(&first).as_bytes())
}

fn head(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 6\r\n{headers}\r\nsecret")
}

/// Sends a message with this agent.
fn send(agent: &ureq::Agent, exchange: &Exchange) -> Result<Response<String>, ureq::Error> {
    let response = agent.run(exchange.to_http().unwrap())?;
    let url = response.get_uri().to_string().parse().unwrap();
    let (parts, mut body) = response.into_parts();
    Ok(Response::from(http::Response::from_parts(parts, body.read_to_string()?)).with_url(url))
}

fn fetched(
    request: Request,
    cache: &mut PreflightCache,
    send: impl FnMut(&Exchange) -> Result<Response<String>, ureq::Error>,
) -> Result<FilteredResponse<String>, NetworkError> {
    run(request, |transition| transition.lend(cache), || Timestamp::ZERO, send)
}

/// Starts the server of the page, which redirects every request to the other server. Returns its URL and the page.
fn home(other: SocketAddr) -> (String, Client) {
    let shared = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\n";
    let home = serve(move |_| head("302 Found", &format!("{shared}Location: http://{other}/account\r\n")));
    (format!("http://{home}/old"), Client::new(Origin::parse(&format!("http://{home}")).unwrap()))
}

/// Creates an agent with the default configuration, but without a proxy, which the environment of a test may name.
fn as_it_comes() -> ureq::Agent {
    ureq::Agent::config_builder().proxy(None).build().into()
}

fn browser() -> Browser {
    Browser::new(Session::new(), ureq::Agent::config_builder().proxy(None))
}

#[test]
fn a_followed_redirect_is_detected() {
    let (url, page) = home(serve(|_| head("200 OK", "")));
    let get = || page.fetch(&url).build().unwrap();
    let mut cache = PreflightCache::new();
    // If the host passes the URL of the message as the URL of the response, the page reads what is not shared with it.
    let mistaken = |exchange: &Exchange| {
        send(&as_it_comes(), exchange).map(|response| response.with_url(exchange.url().clone()))
    };
    let leaked = fetched(get(), &mut cache, mistaken).unwrap();
    assert_eq!((leaked.response_type(), leaked.body().unwrap().as_str()), (ResponseType::Basic, "secret"));

    let error = fetched(get(), &mut cache, |exchange| send(&as_it_comes(), exchange)).unwrap_err();
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })), "{error}");
    assert_eq!((error.kind(), error.phase()), (ErrorKind::HostMistake, Phase::Actual));

    // The engine follows the redirect and checks it.
    let error = browser().fetch(get(), || ()).unwrap_err();
    assert_eq!((error.phase(), error.reason().code()), (Phase::Actual, "missing-allow-origin"));
}

#[test]
fn a_followed_redirect_of_a_preflight_is_detected() {
    let shared = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\n";
    let (url, _) = home(serve(move |_| head("200 OK", shared)));
    let page = Client::new(Origin::parse("https://app.example").unwrap());
    let delete = || page.fetch(&url).method("DELETE").build().unwrap();
    let mut cache = PreflightCache::new();

    let error = fetched(delete(), &mut cache, |exchange| send(&as_it_comes(), exchange)).unwrap_err();
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })), "{error}");
    assert_eq!(error.phase(), Phase::Preflight);
    assert!(cache.is_empty());

    let error = browser().fetch(delete(), || ()).unwrap_err();
    assert_eq!((error.phase(), error.reason().code()), (Phase::Preflight, "preflight-redirected"));
}
