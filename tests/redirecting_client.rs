//! An HTTP client that follows redirects by itself, over sockets: with the URL of each response, the engine finds it out.
//!
//! The client is `ureq` as it comes, which follows ten redirects. The page's own server redirects to another origin, whose
//! response the page may not read.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a test may panic, and has sockets and threads"
)]

mod scenario;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use fetch_cors::error::{HostError, Phase, Reason};
use fetch_cors::response::{Response, ResponseType};
use fetch_cors::{Client, Exchange, FilteredResponse, NetworkError, Origin, PreflightCache, Request, Step};
use fetch_cors::{Timestamp, fetch};
use scenario::client;
use ureq::ResponseExt;

/// A server that answers each request with the response that `answer` makes of its first line.
fn serve(answer: impl Fn(&str) -> String + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            // A client that has what it wants may be gone already.
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

/// Sends a message with this client, and says where the response came from if `tells`.
fn send(agent: &ureq::Agent, exchange: &Exchange, tells: bool) -> Result<Response<String>, ureq::Error> {
    let response = agent.run(exchange.to_http().unwrap())?;
    let url = response.get_uri().to_string().parse().unwrap();
    let (parts, mut body) = response.into_parts();
    let response = Response::from(http::Response::from_parts(parts, body.read_to_string()?));
    Ok(if tells { response.with_url(url) } else { response })
}

fn run(
    agent: &ureq::Agent,
    request: Request,
    tells: bool,
    cache: &mut PreflightCache,
) -> Result<FilteredResponse<String>, NetworkError> {
    let now = Timestamp::ZERO;
    let mut step = fetch(request, cache, now);
    loop {
        step = match step {
            Step::Send(exchange) => match send(agent, &exchange, tells) {
                Ok(response) => exchange.respond(response, cache, now),
                Err(error) => exchange.fail(error, cache),
            },
            Step::Redirect(hop) => hop.run(cache, now),
            Step::Local(local) => local.fail("no local URLs", cache),
            Step::Done(result) => return result,
        }
    }
}

/// The page's server, and a page of its origin. It redirects every request to the other server.
fn home(other: SocketAddr) -> (String, Client) {
    let shared = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\n";
    let home = serve(move |_| head("302 Found", &format!("{shared}Location: http://{other}/account\r\n")));
    (format!("http://{home}/old"), client(Origin::parse(&format!("http://{home}")).unwrap()))
}

fn as_it_comes() -> ureq::Agent {
    ureq::Agent::new_with_defaults()
}

/// As a host has to set it up: redirects are responses, and statuses are no errors.
fn as_it_should_be() -> ureq::Agent {
    let config = ureq::Agent::config_builder().max_redirects(0).max_redirects_will_error(false);
    config.http_status_as_error(false).build().into()
}

#[test]
fn a_followed_redirect_is_found_out() {
    let (url, page) = home(serve(|_| head("200 OK", "")));
    let get = || page.fetch(&url).build().unwrap();
    let mut cache = PreflightCache::new();
    // Without the URL, the page reads what another origin did not share.
    let leaked = run(&as_it_comes(), get(), false, &mut cache).unwrap();
    assert_eq!((leaked.response_type(), leaked.body().unwrap().as_str()), (ResponseType::Basic, "secret"));

    let error = run(&as_it_comes(), get(), true, &mut cache).unwrap_err();
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })), "{error}");
    assert_eq!(error.phase(), Phase::Actual);

    // The engine follows the redirect and checks it.
    let error = run(&as_it_should_be(), get(), true, &mut cache).unwrap_err();
    assert_eq!((error.phase(), error.reason().code()), (Phase::Actual, "missing-allow-origin"));
}

#[test]
fn a_followed_redirect_of_a_preflight_is_found_out() {
    let shared = "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\n";
    let (url, _) = home(serve(move |_| head("200 OK", shared)));
    let page = client(Origin::parse("https://app.example").unwrap());
    let delete = || page.fetch(&url).method("DELETE").build().unwrap();
    let mut cache = PreflightCache::new();

    let error = run(&as_it_comes(), delete(), true, &mut cache).unwrap_err();
    assert!(matches!(error.reason(), Reason::Host(HostError::ForeignResponse { .. })), "{error}");
    assert_eq!(error.phase(), Phase::Preflight);
    assert!(cache.is_empty());

    let error = run(&as_it_should_be(), delete(), true, &mut cache).unwrap_err();
    assert_eq!((error.phase(), error.reason().code()), (Phase::Preflight, "preflight-redirected"));
}
