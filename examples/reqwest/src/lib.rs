//! An asynchronous HTTP client that obeys CORS as a browser does. It combines the engine of [`fetch_cors`] with [`reqwest`].
//!
//! Begin with [`Browser`]. [`Browser::fetch`] does what `fetch()` does in a page:
//!
//! ```
//! # use std::error::Error;
//! # use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use std::time::Duration;
//!
//! use fetch_cors::request::Body;
//! use fetch_cors::{Client, Origin};
//! use fetch_cors_reqwest::Browser;
//! use fetch_cors_session::Session;
//! use http_body_util::BodyExt;
//! use reqwest::ClientBuilder;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn Error>> {
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! # let url = format!("http://{}/items", listener.local_addr()?);
//! # let server = tokio::spawn(async move {
//! #     let (mut connection, _) = listener.accept().await?;
//! #     let mut message = Vec::new();
//! #     while !message.ends_with(b"hello") {
//! #         message.push(connection.read_u8().await?);
//! #     }
//! #     let head = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\n";
//! #     connection.write_all(head.as_bytes()).await?;
//! #     connection.write_all(b"ok").await
//! # });
//! let session = Session::new();
//! let client = || ClientBuilder::new().no_proxy().timeout(Duration::from_secs(30));
//! let browser = Browser::new(session.clone(), client)?;
//! let page = Client::new(Origin::parse("https://app.example")?);
//!
//! let request = page.fetch(&url).method("POST").body(Body::source()).build()?;
//! let response = browser.fetch(request, "hello").await?;
//! assert_eq!(response.status(), 200);
//! let body = response.into_body().unwrap_or_default().collect().await?.to_bytes();
//! assert_eq!(body, "ok");
//!
//! // The user logs out: remove all cookies.
//! session.jar().clear();
//! # server.await??;
//! # Ok(())
//! # }
//! ```
//!
//! # Cookies
//!
//! A [`Session`] holds the cookies and the preflight cache. Browsers that are created with clones of one session share both.
//! [`Session::jar`] returns the cookie jar, which returns the cookies for a URL, stores cookies, and removes all cookies.
//!
//! # Bodies
//!
//! Build the request with the kind of its body: see [`fetch_cors::request::Body`]. Pass the body itself to
//! [`Browser::fetch`]:
//!
//! - For a request without a body, pass `""`. A body that is not empty ends the fetch with an error.
//! - For bytes, build the request with [`Body::source`](fetch_cors::request::Body::source). The bytes are sent with each
//!   message that has the body: again after a redirect with status 307 or 308.
//! - For a stream, build the request with [`Body::stream`](fetch_cors::request::Body::stream). Its chunks are sent as they
//!   become available, and only once.
//!
//! [`Browser::fetch`] returns when the head of the response has arrived. The body of the response then comes chunk by chunk
//! from the server, when you read it.
//!
//! # Timeouts, and how to cancel
//!
//! `reqwest` has no timeout by default. Set timeouts in the function that you pass to [`Browser::new`]. Each timeout applies
//! to one message, not to the whole fetch with its preflight and its redirects.
//!
//! To cancel a fetch, drop the future of [`Browser::fetch`]. This closes the connection or resets the HTTP/2 stream. The
//! cookies and the preflight cache stay as they are.
//!
//! # What `reqwest` does by default, and what this crate changes
//!
//! | `reqwest` by default | effect on CORS | in this crate |
//! |---|---|---|
//! | follows ten redirects | The engine cannot check the redirects. A page could read a response that another origin does not share, and preflights would be redirected. | `redirect::Policy::none()` |
//! | adds a `Referer` to redirected messages | The referrer policy would have no effect. | `referer(false)`, and `reqwest` follows no redirects. |
//! | sends a message again, at most twice, if an HTTP/2 server refuses the stream or sends `GOAWAY`, unless the body is a stream | A server could get a message more often than the engine asks for, although it may have acted on the first one. | `retry::never()` |
//! | sends a message again if a reused connection closes before the first byte of the message is written | None, because the server has received nothing, and nothing was read from the body. | Unchanged, because `reqwest` cannot disable it. |
//! | has no cookies, or, with the cargo feature `cookies`, one cookie jar for all messages of a client | The jar would add cookies to messages that must have none, such as preflights, and would store cookies from the responses to them. | The jar of `reqwest` is not used. [`Session`] adds cookies to the messages that include credentials, and stores cookies from the responses to these messages. |
//! | uses the connections of a client for all messages | Messages with and without credentials would share connections. The standard requires separate connections. | There are two `reqwest` clients: one for messages with credentials, and one for messages without. |
//! | turns a user name and a password in a URL into an `Authorization` header, in `Client::get` and similar functions | A message could have credentials that the engine did not allow. | These functions are not used. The URL of [`Exchange::to_url`](fetch_cors::Exchange::to_url) has no user name and no password, and `Client::execute` adds no such header. |
//! | adds `Accept: */*` to a message without `Accept` | None, because every message of the engine has an `Accept`. | Unchanged. |
//! | adds no `User-Agent` | None. Browsers send this header with preflights too, and need no permission for it. | Unchanged. `user_agent` adds one to every message, also to preflights, as in a browser. |
//! | with the cargo features `gzip`, `brotli`, `deflate` or `zstd`: adds `Accept-Encoding`, decodes bodies, and removes `Content-Encoding` and `Content-Length` from responses | None, but the page does not see these two response headers. | The features are off. If another package in your build enables one, call `no_gzip` or the function for that feature. |
//! | uses the proxies that the environment variables name | None. Browsers use proxies too. | Unchanged. `no_proxy` disables the proxies. |
//! | returns no error for a status, upgrades no URL to HTTPS, and ignores `Alt-Svc` | None. | Unchanged. |
//!
//! The function that you pass to [`Browser::new`] must not add anything to messages without the knowledge of the engine.
//! `default_headers` adds headers to every message, but no preflight has asked the server whether it allows these headers.
//! `cookie_provider` and `identity` (a client certificate) add credentials to every message, also to messages that must not
//! have credentials.
//!
//! # Differences from a browser
//!
//! - There is no HTTP cache, so the cache mode has no effect.
//! - No user is asked for a password. A response with status 401 is handled like any other response. A response with status
//!   407, with which a proxy asks for a password, ends the fetch with a network error.
//! - By default, messages have no `Referer`. To add it, set the URL of the page with
//!   [`with_document_url`](fetch_cors::Client::with_document_url).
//! - By default, most requests neither send nor store cookies with `SameSite=Strict` or `SameSite=Lax`. To allow them, state
//!   whether a page of another site embeds the page, with
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - The cookie jar is [`fetch_cors_session::Jar`]. Its page lists what the jar does not do.
//! - The fetch of a local URL (`about:blank`, `blob:`, `data:`, `file:`) ends with a network error.
//! - After status 421, a browser sends the message again over a new connection. This crate does not.
//! - The page sees an empty status text.
//! - Over HTTP/1, a `POST` or `PUT` with an empty body of bytes has no `Content-Length: 0`, although the standard requires
//!   it. Over HTTP/2, a preflight and a `PATCH` without a body have `Content-Length: 0`, although the standard forbids it.
//! - `reqwest` refuses a response with more than 100 headers over HTTP/1.1, unless `http1_max_headers` sets another limit.
//!   It refuses a response with more than 16 KiB of headers over HTTP/2, unless `http2_max_header_list_size` sets another
//!   limit.

use fetch_cors::{Exchange, Request, error::HostError, http::Response};
use fetch_cors_session::{Clients, Failure, Fetched, Head, Session, check_body};
use reqwest::{Body, Client, ClientBuilder, Request as Message, redirect::Policy, retry::never};

/// A browser without a window: two `reqwest` clients, and the cookies and the preflight cache that its fetches share.
///
/// Fetches may run at the same time. Tasks can share a browser by reference or in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct Browser {
    clients: Clients<Client>,
    session: Session,
}

impl Browser {
    /// Creates a browser with the cookies and the preflight cache of `session`.
    ///
    /// `client` creates the builder of a `reqwest` client, and sets timeouts, proxies, root certificates and other options.
    /// It is called twice: one `reqwest` client sends the messages with credentials, and the other one sends the messages
    /// without. This function then sets the options that CORS needs, so `redirect`, `referer` and `retry` of the builder
    /// have no effect.
    ///
    /// # Errors
    ///
    /// Returns the error of [`ClientBuilder::build`] if a `reqwest` client cannot be created.
    pub fn new(session: Session, client: impl Fn() -> ClientBuilder) -> reqwest::Result<Self> {
        let client = || client().redirect(Policy::none()).referer(false).retry(never()).build();
        Ok(Self { clients: Clients { with_credentials: client()?, without_credentials: client()? }, session })
    }

    /// Fetches `request` as a page does, and returns the response as script may see it. If the request was built without a
    /// body, pass an empty body, such as `""`.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the engine refuses the fetch or there is no response. If
    /// `reqwest` returned an error instead of a response, that [`reqwest::Error`] is the source of the network error.
    ///
    /// The reason is [`HostError::WrongBody`] if `body` is not empty and the request was built without a body. Nothing is
    /// sent then. The reason is also [`HostError::WrongBody`] if a message needs the body again, and `body` is a stream.
    pub async fn fetch(&self, request: Request, body: impl Into<Body>) -> Fetched<Body> {
        let mut body = Some(body.into());
        let send = |exchange: &Exchange, head| {
            let (message, client) = (with_body(exchange, head, &mut body), self.clients.of(exchange));
            async move {
                let response = client.execute(message?).await?;
                Ok((Some(response.url().clone()), Response::from(response)))
            }
        };
        self.session.run_async(request, send).await
    }
}

/// Adds the body to the head of a message if [`Exchange::send_body`] returns true. Leaves a copy of the body in `body` for
/// the next message, unless the body is a stream.
fn with_body(exchange: &Exchange, head: Head, body: &mut Option<Body>) -> Result<Message, Failure> {
    check_body(exchange, body.as_ref().and_then(Body::as_bytes) == Some(b""))?;
    let mut message = Message::new(exchange.method().clone(), exchange.to_url());
    *message.headers_mut() = head.into_parts().0.headers;
    if exchange.send_body() {
        *message.body_mut() = Some(body.take().ok_or(HostError::WrongBody)?);
        *body = message.try_clone().and_then(|mut copy| copy.body_mut().take());
    }
    Ok(message)
}
