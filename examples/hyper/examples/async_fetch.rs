//! The loop of a host with tokio and hyper. Fetches that run at the same time share one preflight cache.
//!
//! The example starts a server on a free port, fetches from it, and prints which messages the server received:
//!
//! ```sh
//! cargo run --manifest-path examples/hyper/Cargo.toml --example async_fetch
//! ```
#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example does IO, but the engine does not"
)]

use std::convert::Infallible;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use fetch_cors::{
    Client, Exchange, FilteredResponse, NetworkError, Origin, PreflightCache, Request, Response, Timestamp,
    run_async,
};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1 as client;
use hyper::server::conn::http1 as server;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

type Failure = Box<dyn Error + Send + Sync>;

/// The state that all fetches share: the preflight cache and the clock.
///
/// The lock of the cache is held only during calls of the engine, and never while a fetch waits for the network.
#[derive(Clone)]
struct Session {
    cache: Arc<Mutex<PreflightCache>>,
    start: Instant,
}

impl Session {
    fn new() -> Self {
        Self { cache: Arc::default(), start: Instant::now() }
    }

    /// Fetches a request, and returns its response.
    async fn fetch(&self, request: Request) -> Result<FilteredResponse<Bytes>, NetworkError> {
        let cache = || self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let now = || Timestamp::new(self.start.elapsed());
        run_async(request, |transition| transition.lend(&mut cache()), now, send).await
    }
}

/// Sends one message over a new connection.
fn send(exchange: &Exchange) -> impl Future<Output = Result<Response<Bytes>, Failure>> + use<> {
    let message = exchange.to_http();
    async { exchange_over_a_connection(message?).await }
}

async fn exchange_over_a_connection(message: http::Request<()>) -> Result<Response<Bytes>, Failure> {
    let mut request = message.map(|()| Full::new(Bytes::new()));
    let url = request.uri().to_string().parse()?;
    let authority = request.uri().authority().ok_or("no authority")?.to_string();
    let path = request.uri().path_and_query().ok_or("no path")?.as_str().parse()?;
    request.headers_mut().try_insert(http::header::HOST, authority.parse()?)?;
    *request.uri_mut() = path;
    let stream = TcpStream::connect(authority).await?;
    let (mut sender, connection) = client::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    let response = http::Response::from_parts(head, body.collect().await?.to_bytes());
    // hyper does not follow redirects, so the URL of the response is the URL of the message.
    Ok(Response::from(response).with_url(url))
}

type Log = Arc<Mutex<Vec<String>>>;

/// Serves requests. Allows `PUT` for every origin, and logs each message.
async fn serve(listener: TcpListener, log: Log) {
    while let Ok((stream, _)) = listener.accept().await {
        let log = log.clone();
        let answer = service_fn(move |request: http::Request<Incoming>| {
            let line = format!("{} {}", request.method(), request.uri());
            log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            let response = http::Response::builder()
                .header("access-control-allow-origin", "*")
                .header("access-control-allow-methods", "PUT")
                .header("access-control-max-age", "600")
                .body(Full::new(Bytes::from_static(b"hello")));
            async { Ok::<_, Infallible>(response.unwrap_or_default()) }
        });
        tokio::spawn(server::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/items", listener.local_addr()?);
    let log = Log::default();
    tokio::spawn(serve(listener, log.clone()));

    let page = Client::new(Origin::parse("https://app.example")?);
    let put = page.fetch(&url).method("PUT").build()?;
    let session = Session::new();

    let response = session.fetch(put.clone()).await?;
    println!("one PUT: {} {}", response.response_type(), response.status());
    let asked = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
    println!("the server received: {asked:?}");

    let fetches: Vec<_> = (0..8)
        .map(|_| {
            let (session, put) = (session.clone(), put.clone());
            tokio::spawn(async move { session.fetch(put).await })
        })
        .collect();
    for fetch in fetches {
        fetch.await??;
    }
    let asked_again = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
    let preflights = asked_again.iter().filter(|line| line.starts_with("OPTIONS")).count();
    println!(
        "eight PUTs at once, with the same cache: {} messages, {preflights} preflights",
        asked_again.len()
    );

    let as_expected = asked == ["OPTIONS /items", "PUT /items"] && (asked_again.len(), preflights) == (8, 0);
    if as_expected { Ok(()) } else { Err("the cache was not shared".into()) }
}
