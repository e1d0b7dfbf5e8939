//! CORS for any [tower](https://docs.rs/tower) service that sends `http` requests.
//!
//! [`cors`] wraps such a service. What comes out is a service that fetches requests of the engine, as a page does. It is
//! used as a layer: `ServiceBuilder::layer_fn(cors)`, or [`layer_fn`](tower::layer::layer_fn) where a
//! [`Layer`](tower::Layer) is needed.
//!
//! # What the service below must not do
//!
//! - **Follow redirects.** The engine checks each of them. A [`FollowRedirect`] of `tower-http` 0.7 or 0.6, which `reqwest` 0.13 has inside, says where its
//!   response came from, by a [`RequestUri`] in the extensions of the response. The engine finds it out, and the fetch ends with
//!   [`ForeignResponse`], unless the last redirect leads back to the URL of the message. Where there is no `RequestUri`, the
//!   response is taken for that of the message. The service must then be one that cannot follow redirects. Otherwise, a
//!   page can read what another origin does not share. `FollowRedirect` of another version of `tower-http` has another
//!   `RequestUri`, which is not seen.
//! - **Turn a status into an error.** A 404 is a response like any other. An error stands for no response, and is the
//!   source of the [`NetworkError`].
//! - **Add credentials to each message**, as [`AddAuthorization`] of `tower-http` does. [`cors`] has a cookie jar, and adds
//!   cookies to the messages that include credentials. A layer that adds passwords or client certificates has to look at
//!   the [`IncludeCredentials`] of the message.
//! - **Send a stream twice**, as [`Retry`](https://docs.rs/tower/0.5/tower/retry/index.html) of tower does if its policy
//!   clones the message.
//!
//! # Above and below
//!
//! A layer above [`cors`], such as a timeout, sees the whole fetch. Dropping its future cancels the fetch. A layer below
//! sees each message, preflights too.
//!
//! For each message, a clone of the service below is waited for until it is ready, and then called. The service that
//! [`cors`] returns is always ready. So a limit below, such as `ConcurrencyLimit`, counts messages, not fetches.
//!
//! # What is not done
//!
//! - URLs that need no network (`about:blank`, `blob:`, `data:`, `file:`) end in a network error.
//! - The status text stays empty, because it has no place in an `http::Response`.
//! - The service below has to add `Host` and the length of the body. The client of `hyper-util` does, except for
//!   `Content-Length: 0` over HTTP/1.
//!
//! # Example
//!
//! ```
//! use fetch_cors::{Client, Origin};
//! use fetch_cors_tower::{Body, cors};
//! use http_body_util::{BodyExt, Full};
//! use hyper_util::client::legacy::Client as HttpClient;
//! use hyper_util::rt::TokioExecutor;
//! use tower::{ServiceBuilder, ServiceExt};
//!
//! # async fn serve(listener: tokio::net::TcpListener) {
//! #     use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! #     let (mut socket, _) = listener.accept().await.unwrap();
//! #     socket.read(&mut [0; 4096]).await.unwrap();
//! #     let answer = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 5\r\n\r\nhello";
//! #     socket.write_all(answer).await.unwrap();
//! # }
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! # let url = format!("http://{}/items", listener.local_addr()?);
//! # tokio::spawn(serve(listener));
//! let http = HttpClient::builder(TokioExecutor::new()).build_http::<Full<&[u8]>>();
//! let fetch = ServiceBuilder::new().layer_fn(cors).service(http);
//!
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let get = page.fetch(url).build()?;
//! let response = fetch.oneshot((get, Box::new(|| None) as Body<_>)).await?;
//! let body = response.into_body().ok_or("script may not see the body")?;
//! assert_eq!(body.collect().await?.to_bytes(), "hello");
//! # Ok(())
//! # }
//! ```
//!
//! [`AddAuthorization`]: https://docs.rs/tower-http/0.7/tower_http/auth/struct.AddAuthorization.html
//! [`FollowRedirect`]: tower_http::follow_redirect::FollowRedirect
//! [`ForeignResponse`]: fetch_cors::error::HostError::ForeignResponse

use std::sync::Arc;

use fetch_cors::{Exchange, FilteredResponse, NetworkError, Request, run::run_async_with_local};
use fetch_cors_session::Session;
use tower::{BoxError, Service, ServiceExt, service_fn, util::BoxCloneSyncService};
use tower_http::follow_redirect::RequestUri;
use tower_http_06::follow_redirect as v06;

/// Whether credentials must be sent with a message, for layers below that add HTTP authentication or client certificates. Each
/// message has it in its extensions. Its cookies are in its headers already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncludeCredentials(pub bool);

/// Returns the body of the next message that has one. It is called as often as messages have a body. It returns `None` if
/// the body is a stream, which cannot be sent twice.
///
/// ```
/// use fetch_cors_tower::Body;
/// let none: Body<String> = Box::new(|| None);
/// let source: Body<String> = Box::new(|| Some("hello".to_owned()));
/// let mut once = Some("hello".to_owned());
/// let stream: Body<String> = Box::new(move || once.take());
/// ```
pub type Body<B> = Box<dyn FnMut() -> Option<B> + Send>;

/// A service that fetches a request with its body. Clones share their preflight cache and their cookies.
pub type Cors<B, R> = BoxCloneSyncService<(Request, Body<B>), FilteredResponse<R>, NetworkError>;

/// Creates a service that fetches as a page does, and sends each message through `inner`. See the
/// [crate documentation](crate) for what `inner` must not do.
pub fn cors<S, B: Default + Send + 'static, R: Send + 'static>(inner: S) -> Cors<B, R>
where
    S: Service<http::Request<B>, Response = http::Response<R>, Error: Into<BoxError>, Future: Send>,
    S: Clone + Send + Sync + 'static,
{
    let session = Arc::new(Session::new());
    Cors::new(service_fn(move |(request, mut body): (Request, Body<B>)| {
        let (inner, session) = (inner.clone(), session.clone());
        async move {
            let session = &session;
            let send = move |exchange: &Exchange| {
                let (message, include) = (session.message(exchange), exchange.include_credentials());
                let body = if exchange.send_body() { body() } else { Some(B::default()) };
                let (sent_to, inner) = (exchange.url().clone(), inner.clone());
                async move {
                    let body = body.ok_or("there is no body, or it is a stream that was sent")?;
                    let mut message = message?.map(|()| body);
                    message.extensions_mut().insert(IncludeCredentials(include));
                    let response = inner.oneshot(message).await.map_err(Into::into)?;
                    let told = response.extensions().get().map(|RequestUri(uri)| uri.to_string());
                    let told_by_06 = response.extensions().get().map(|v06::RequestUri(uri)| uri.to_string());
                    let url = told.or(told_by_06).map_or(Ok(sent_to), |uri| uri.parse())?;
                    session.receive(response, url, include)
                }
            };
            let local = |_: &_| async { Err("there is no network for this URL") };
            run_async_with_local(request, |it| session.lend(it), || session.now(), send, local).await
        }
    }))
}
