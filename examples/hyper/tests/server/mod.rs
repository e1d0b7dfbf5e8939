//! A server that supports HTTP/1 and HTTP/2 on a free port, and a page of its origin.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use fetch_cors::{Client, Origin};
use http::{Request, Response};
use http_body_util::channel::Sender;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Channel};
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

/// The body of a response.
pub(crate) type Answer = UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>;

/// Starts a server, and returns its URL.
pub(crate) async fn serve<F, R>(answer: F) -> String
where
    F: Fn(Request<Incoming>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response<Answer>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| {
                    let response = answer(request);
                    async { Ok::<_, Infallible>(response.await) }
                });
                // The client checks how a connection ends, so the server ignores errors.
                let _ =
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    url
}

/// Starts a server that answers with one stream, and returns the sender of its chunks and the URL.
pub(crate) async fn serve_stream() -> (Sender<Bytes>, String) {
    let (chunks, stream) = Channel::new(1);
    let stream = Arc::new(Mutex::new(Some(stream)));
    let url = serve(move |_| {
        let stream = stream.clone();
        async move { Response::new(boxed(stream.lock().await.take().unwrap())) }
    })
    .await;
    (chunks, url)
}

/// Converts a body to a boxed body.
pub(crate) fn boxed<B>(body: B) -> Answer
where
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    body.map_err(Into::into).boxed_unsync()
}

/// Returns a page of the origin of the server. Its requests need no preflight.
pub(crate) fn page_of(url: &str) -> Client {
    Client::new(Origin::parse(url.trim_end_matches('/')).unwrap())
}
