//! CORS for any [tower](https://docs.rs/tower) service that sends `http` requests.
//!
//! [`cors`] wraps such a service, and returns a service that fetches requests of the engine, as a page does. To use it as a
//! layer, pass a closure that calls it to `ServiceBuilder::layer_fn` or to [`layer_fn`](tower::layer::layer_fn).
//!
//! A [`Session`] has the cookies and the preflight cache. Services that get clones of one session share them.
//! [`Session::jar`] is the cookie jar: it says which cookies go to a URL, stores cookies, and forgets them all.
//!
//! # Example
//!
//! ```
//! use fetch_cors::{Client, Origin};
//! use fetch_cors_session::Session;
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
//! let session = Session::new();
//! // This client cannot follow redirects.
//! let fetch = ServiceBuilder::new()
//!     .layer_fn(|http| cors(http, session.clone(), |sent_to, _| Some(sent_to.clone())))
//!     .service(http);
//!
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let get = page.fetch(url).build()?;
//! let response = fetch.oneshot((get, Box::new(|| None) as Body<_>)).await?;
//! let body = response.into_body().ok_or("script may not see the body")?;
//! assert_eq!(body.collect().await?.to_bytes(), "hello");
//!
//! // Log out: the service has no cookies any more.
//! session.jar().clear();
//! # Ok(())
//! # }
//! ```
//!
//! # Redirects
//!
//! The engine follows redirects, and checks each of them. If the service below follows one by itself, a page can read what
//! another origin does not share. The engine detects this if it knows which URL each response came from. Services differ in
//! how they tell that URL, so you have to pass a function that returns it. There are two usual functions.
//!
//! **For a service that cannot follow redirects**, such as the client of `hyper-util`: each response comes from the URL that
//! the message was sent to. The example above uses this function.
//!
//! ```
//! # use fetch_cors::url::Url;
//! # use http::Response;
//! # fn _came_from<R>() -> impl Fn(&Url, &Response<R>) -> Option<Url> {
//! |sent_to: &Url, _: &Response<_>| Some(sent_to.clone())
//! # }
//! ```
//!
//! Never use it for a service that can follow redirects. The engine would then detect nothing.
//!
//! **For a [`FollowRedirect`] of `tower-http`**, or a service that has one inside: the service puts a [`RequestUri`] into
//! the extensions of each response.
//!
//! ```
//! # use fetch_cors::url::Url;
//! # use http::Response;
//! use tower_http::follow_redirect::RequestUri;
//!
//! # fn _came_from<R>() -> impl Fn(&Url, &Response<R>) -> Option<Url> {
//! |_: &Url, response: &Response<_>| {
//!     let RequestUri(uri) = response.extensions().get()?;
//!     uri.to_string().parse().ok()
//! }
//! # }
//! ```
//!
//! If the service follows a redirect, the fetch ends with [`ForeignResponse`], unless the last redirect leads back to the URL
//! of the message. Versions 0.6 and 0.7 of `tower-http` have a `RequestUri` each. If yours is not that of the service,
//! the function returns `None`, and every fetch ends with [`ResponseWithoutUrl`].
//!
//! Without such a function, the code does not compile:
//!
//! ```compile_fail,E0061
//! # use fetch_cors_session::Session;
//! # use fetch_cors_tower::{Cors, cors};
//! # use http::{Request, Response};
//! # use std::convert::Infallible;
//! # use tower::service_fn;
//! # let http = service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(())));
//! let fetch: Cors<(), ()> = cors(http, Session::new()); // error: an argument is missing
//! ```
//!
//! # What the service below must not do
//!
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
//! For each message, [`cors`] clones the service below, waits until the clone is ready, and calls it. The service that
//! [`cors`] returns is always ready. So a limit below, such as `ConcurrencyLimit`, counts messages, not fetches.
//!
//! # What is not as in a browser
//!
//! - Local URLs (`about:blank`, `blob:`, `data:`, `file:`) are network errors.
//! - There is no HTTP cache, so the cache mode has no effect. There is no `User-Agent`, and the user is not asked for
//!   passwords.
//! - There is a `Referer`, and cookies have `SameSite`, only if the client of a request says what this needs: see
//!   [`with_document_url`](fetch_cors::Client::with_document_url) and
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - The status 407 is a network error, because the user is not asked for the password of a proxy. After the status 421, the
//!   message is not sent again over a new connection.
//! - Messages with and without credentials go through the same service, so they may share connections, which the standard
//!   keeps apart.
//! - The jar is [`fetch_cors_session::Jar`], whose page says what it does not do.
//! - The status text stays empty, because it has no place in an `http::Response`.
//! - The service below has to add `Host` and the length of the body. The client of `hyper-util` does, except for
//!   `Content-Length: 0` over HTTP/1. Over HTTP/2 it adds `Content-Length: 0` to a preflight and to a `PATCH` without a body,
//!   if the empty body says its length; the standard does not.
//!
//! [`AddAuthorization`]: https://docs.rs/tower-http/0.7/tower_http/auth/struct.AddAuthorization.html
//! [`FollowRedirect`]: https://docs.rs/tower-http/0.7/tower_http/follow_redirect/struct.FollowRedirect.html
//! [`ForeignResponse`]: fetch_cors::error::HostError::ForeignResponse
//! [`RequestUri`]: https://docs.rs/tower-http/0.7/tower_http/follow_redirect/struct.RequestUri.html
//! [`ResponseWithoutUrl`]: fetch_cors::error::HostError::ResponseWithoutUrl

use fetch_cors::{Exchange, FilteredResponse, NetworkError, Request, error::HostError, url::Url};
use fetch_cors_session::Session;
use http::{Request as Message, Response};
use tower::{BoxError, Service, ServiceExt, service_fn, util::BoxCloneSyncService};

/// Whether credentials must be sent with a message, for layers below that add HTTP authentication or client certificates. Each
/// message has it in its extensions. Its cookies are in its headers already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it is true or false")]
pub struct IncludeCredentials(pub bool);

/// Returns the body of the next message that has one. It returns `None` if the body is a stream that was sent already.
///
/// It is called once for each message that has the body. If the request was built without a body, it is never called, and
/// nothing is sent of what it would return. If it returns `None`, the fetch ends with [`HostError::WrongBody`].
///
/// ```
/// use fetch_cors_tower::Body;
/// let none: Body<String> = Box::new(|| None);
/// let source: Body<String> = Box::new(|| Some("hello".to_owned()));
/// let mut once = Some("hello".to_owned());
/// let stream: Body<String> = Box::new(move || once.take());
/// ```
pub type Body<B> = Box<dyn FnMut() -> Option<B> + Send>;

/// A service that fetches a request with its body. Clones share their session.
pub type Cors<B, R> = BoxCloneSyncService<(Request, Body<B>), FilteredResponse<R>, NetworkError>;

/// Creates a service that fetches as a page does, with the cookies and the preflight cache of `session`, and sends each message
/// through `inner`. See the [crate documentation](crate) for what `inner` must not do.
///
/// `B::default()` must be the empty body, because each message without a body is sent with it.
///
/// `came_from` returns the URL that a response of `inner` came from. It gets the URL that the message was sent to, and the
/// response. If it returns `None`, the fetch ends with a network error. See [Redirects](crate#redirects).
pub fn cors<S, B, R, F>(inner: S, session: Session, came_from: F) -> Cors<B, R>
where
    S: Service<Message<B>, Response = Response<R>, Error: Into<BoxError>, Future: Send>,
    S: Clone + Send + Sync + 'static,
    B: Default + Send + 'static,
    R: Send + 'static,
    F: Fn(&Url, &Response<R>) -> Option<Url> + Clone + Send + Sync + 'static,
{
    Cors::new(service_fn(move |(request, mut body): (Request, Body<B>)| {
        let (inner, session, came_from) = (inner.clone(), session.clone(), came_from.clone());
        async move {
            let send = |exchange: &Exchange, head: Message<()>| {
                let body = if exchange.send_body() { body() } else { Some(B::default()) };
                let include = IncludeCredentials(exchange.include_credentials());
                let (inner, sent_to, came_from) = (inner.clone(), exchange.to_url(), &came_from);
                async move {
                    let body = body.ok_or(HostError::WrongBody)?;
                    let mut message = head.map(|()| body);
                    message.extensions_mut().insert(include);
                    let response = inner.oneshot(message).await.map_err(Into::into)?;
                    Ok((came_from(&sent_to, &response), response))
                }
            };
            session.run_async(request, send).await
        }
    }))
}
