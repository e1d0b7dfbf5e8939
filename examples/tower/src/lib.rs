//! CORS for any [tower](https://docs.rs/tower) service that sends `http` requests.
//!
//! Begin with [`cors`]. It wraps such a service, the *inner service*, and returns a service that fetches as a page does: it
//! takes a [`Request`] of the engine and returns the response as script may see it. To use it as a layer, pass a closure
//! that calls [`cors`] to `ServiceBuilder::layer_fn` or to [`layer_fn`](tower::layer::layer_fn).
//!
//! A [`Session`] holds the cookies and the preflight cache. Services that are created with clones of one session share both.
//! [`Session::jar`] returns the cookie jar, which returns the cookies for a URL, stores cookies, and removes all cookies.
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
//! // The client of `hyper-util` cannot follow redirects, so each response comes from the URL of its message.
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
//! // The user logs out: remove all cookies.
//! session.jar().clear();
//! # Ok(())
//! # }
//! ```
//!
//! # Redirects
//!
//! The engine follows redirects, and checks each of them. If the inner service follows a redirect by itself, a page can read
//! a response that another origin does not share. The engine detects this if it knows the URL that each response came from.
//! Services report this URL in different ways, so you pass a function that returns it. There are two usual functions.
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
//! Never use this function for a service that can follow redirects. The engine could then not detect that it follows them.
//!
//! **For a [`FollowRedirect`] of `tower-http`**, or a service that contains one: the service adds a [`RequestUri`] to the
//! extensions of each response.
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
//! If the service follows a redirect, the fetch ends with the error [`ForeignResponse`], unless the last redirect leads back
//! to the URL of the message. Use the `RequestUri` of the version of `tower-http` that the service uses: versions 0.6 and
//! 0.7 have different types of this name. With the wrong one, the function returns `None`, and every fetch ends with the
//! error [`ResponseWithoutUrl`].
//!
//! If you pass no function, the code does not compile:
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
//! # What the inner service must not do
//!
//! - **Turn a status into an error.** A response with status 404 is a response like any other. The inner service returns an
//!   error only if there is no response. That error becomes the source of the [`NetworkError`].
//! - **Add credentials to each message**, as [`AddAuthorization`] of `tower-http` does. [`cors`] adds cookies from its jar
//!   to the messages that include credentials. A layer that adds passwords or client certificates must look at the
//!   [`IncludeCredentials`] of the message.
//! - **Send a stream twice**, as [`Retry`](https://docs.rs/tower/0.5/tower/retry/index.html) of tower does if its policy
//!   clones the message.
//!
//! # Outer and inner layers
//!
//! A layer outside of [`cors`], such as a timeout, sees the whole fetch. If it drops the future, the fetch is cancelled. A
//! layer inside of [`cors`] sees each message, also preflights.
//!
//! For each message, [`cors`] clones the inner service, waits until the clone is ready, and calls it. A limit inside, such
//! as `ConcurrencyLimit`, therefore counts messages and not fetches. The service that [`cors`] returns is always ready.
//!
//! # Differences from a browser
//!
//! - The fetch of a local URL (`about:blank`, `blob:`, `data:`, `file:`) ends with a network error.
//! - There is no HTTP cache, so the cache mode has no effect. There is no `User-Agent`.
//! - No user is asked for a password. A response with status 401 is handled like any other response. A response with status
//!   407, with which a proxy asks for a password, ends the fetch with a network error.
//! - By default, messages have no `Referer`. To add it, set the URL of the page with
//!   [`with_document_url`](fetch_cors::Client::with_document_url).
//! - By default, most requests neither send nor store cookies with `SameSite=Strict` or `SameSite=Lax`. To allow them, state
//!   whether a page of another site embeds the page, with
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - After status 421, a browser sends the message again over a new connection. This crate does not.
//! - Messages with and without credentials go through the same inner service, so they may share connections. The standard
//!   requires separate connections.
//! - The cookie jar is [`fetch_cors_session::Jar`]. Its page lists what the jar does not do.
//! - The page sees an empty status text, because an `http::Response` has no field for it.
//! - The inner service must add `Host` and the length of the body. The client of `hyper-util` does this, except for
//!   `Content-Length: 0` over HTTP/1. Over HTTP/2, it adds `Content-Length: 0` to a preflight and to a `PATCH` without a
//!   body, if the empty body reports its length. The standard forbids the header there.
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

/// The extension of a message that states whether credentials must be sent with it.
///
/// Each message has this extension. It is meant for inner layers that add HTTP authentication or client certificates.
/// Cookies are in the headers of the message already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it is true or false")]
pub struct IncludeCredentials(pub bool);

/// A function that returns the body of a request. It returns `None` if the body is a stream that was sent already.
///
/// The function is called once for each message that has the body. If the request was built without a body, the function is
/// never called. If it returns `None`, the fetch ends with [`HostError::WrongBody`].
///
/// ```
/// use fetch_cors_tower::Body;
/// let none: Body<String> = Box::new(|| None);
/// let source: Body<String> = Box::new(|| Some("hello".to_owned()));
/// let mut once = Some("hello".to_owned());
/// let stream: Body<String> = Box::new(move || once.take());
/// ```
pub type Body<B> = Box<dyn FnMut() -> Option<B> + Send>;

/// A service that fetches a request with its body. Clones share one session.
pub type Cors<B, R> = BoxCloneSyncService<(Request, Body<B>), FilteredResponse<R>, NetworkError>;

/// Creates a service that fetches as a page does. It uses the cookies and the preflight cache of `session`, and sends each
/// message through `inner`.
///
/// - `inner` must not do certain things, which the [crate documentation](crate#what-the-inner-service-must-not-do) lists.
/// - `B::default()` must be the empty body. It is sent with each message that has no body.
/// - `came_from` gets the URL that a message was sent to and the response, and returns the URL that the response came from.
///   If it returns `None`, the fetch ends with a network error. See [Redirects](crate#redirects).
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
