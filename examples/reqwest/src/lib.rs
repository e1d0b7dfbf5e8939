//! A client that obeys CORS as a browser does: the engine of [`fetch_cors`] around [`reqwest`].
//!
//! [`Browser::fetch`] is a page's `fetch()`:
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
//! // Log out: the browser has no cookies any more.
//! session.jar().clear();
//! # server.await??;
//! # Ok(())
//! # }
//! ```
//!
//! # Cookies
//!
//! A [`Session`] has the cookies and the preflight cache. Browsers that get clones of one session share them.
//! [`Session::jar`] is the cookie jar: it says which cookies go to a URL, stores cookies, and forgets them all.
//!
//! # Bodies
//!
//! The request must be built with the kind of its body, see [`fetch_cors::request::Body`]. If it was built without one,
//! [`Browser::fetch`] refuses a body that is not empty. A body of bytes is sent as often as the fetch asks for it: again
//! after a redirect with status 307 or 308. A stream is sent once, chunk by chunk as it comes.
//!
//! The response is there as soon as its head is. Its body is not read, and comes chunk by chunk from the server.
//!
//! # Timeouts, and how to cancel
//!
//! `reqwest` has no timeout by default. The function that is passed to [`Browser::new`] sets them. Each timeout is for one
//! message, not for the whole fetch with its preflight and its redirects.
//!
//! Dropping the future of [`Browser::fetch`] cancels the fetch: the connection is closed, or the HTTP/2 stream is reset.
//! The cookies and the preflight cache stay as they are.
//!
//! # What `reqwest` does by default
//!
//! | `reqwest` by default | effect | here |
//! |---|---|---|
//! | follows ten redirects | The engine cannot check them. A page could read what another origin does not share, and preflights would be redirected. | `redirect::Policy::none()` |
//! | puts a `Referer` on redirected messages | The referrer policy would be ignored. | `referer(false)`, and nothing is redirected |
//! | sends a message whose body is no stream again, twice at most, if an HTTP/2 server refuses the stream or sends `GOAWAY` | A server could get a message more often than the engine asks for, though it may have handled it. | `retry::never()` |
//! | sends a message again if a connection that was used before closes before the first byte of the message is written | None for CORS: the server has seen nothing, and nothing was read of the body. | stays on, because `reqwest` has no switch for it |
//! | has no cookies, or, with the cargo feature `cookies`, one jar for all messages of a client | The jar would put cookies on messages whose credentials mode forbids them, preflights included, and store what comes back. | no jar of `reqwest`. [`Session`] adds cookies to the messages with credentials, and stores theirs. |
//! | shares the connections of a client between all messages | Messages with and without credentials would share connections, which the standard keeps apart. | two clients, one for each |
//! | makes `Authorization` of a user name and a password in a URL, in `Client::get` and its like | A message could have credentials that the engine did not allow. | not used. The URL of [`Exchange::to_url`](fetch_cors::Exchange::to_url) has neither, and `Client::execute` adds nothing. |
//! | adds `Accept: */*` to a message without `Accept` | None: every message of the engine has an `Accept`. | stays on |
//! | adds no `User-Agent` | None for CORS. Browsers send the header with preflights too, and need no permission for it. | stays off; `user_agent` adds one to every message, preflights included, as in a browser |
//! | with the cargo features `gzip`, `brotli`, `deflate` or `zstd`: adds `Accept-Encoding`, decodes bodies, and removes `Content-Encoding` and `Content-Length` from responses | None for CORS, but a page does not see these two headers. | These features are off. If another package in your build turns one on, call `no_gzip` and its like. |
//! | uses the proxies that the environment names | None for CORS. Browsers use proxies too. | stays on; `no_proxy` switches it off |
//! | makes no error of a status, upgrades no URL to HTTPS, and ignores `Alt-Svc` | None. | stays so |
//!
//! The function that is passed to [`Browser::new`] must not add anything to messages that the engine does not know of.
//! `default_headers` adds headers to every message, and no preflight has asked the server whether they are allowed.
//! `cookie_provider` and `identity`, a client certificate, add credentials to every message, also to those that must have
//! none.
//!
//! # What is not as in a browser
//!
//! - There is no HTTP cache, so the cache mode has no effect. The user is not asked for passwords.
//! - There is a `Referer`, and cookies have `SameSite`, only if the client of a request says what this needs: see
//!   [`with_document_url`](fetch_cors::Client::with_document_url) and
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - The jar is [`fetch_cors_session::Jar`], whose page says what it does not do.
//! - Local URLs (`about:blank`, `blob:`, `data:`, `file:`) are network errors.
//! - The status 407 is a network error, because the user is not asked for the password of a proxy. After the status 421, the
//!   message is not sent again over a new connection.
//! - The status text is not passed on.
//! - A `POST` or `PUT` whose body has a source and is empty has no `Content-Length: 0` over HTTP/1. Over HTTP/2,
//!   a preflight and a `PATCH` without a body have one, which the standard forbids.
//! - `reqwest` refuses a response with more than 100 headers over HTTP/1.1, unless `http1_max_headers` says otherwise, and
//!   one with more than 16 KiB of headers over HTTP/2, unless `http2_max_header_list_size` does.

use fetch_cors::{Exchange, Request, error::HostError, http::Response};
use fetch_cors_session::{Clients, Failure, Fetched, Head, Session, check_body};
use reqwest::{Body, Client, ClientBuilder, Request as Message, redirect::Policy, retry::never};

/// A browser: a client for messages with credentials, one for those without, and what the fetches of its pages share.
///
/// Fetches may run at the same time. Tasks share a browser by reference or in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct Browser {
    clients: Clients<Client>,
    session: Session,
}

impl Browser {
    /// Creates a browser with the cookies and the preflight cache of `session`.
    ///
    /// `client` creates a builder, and sets timeouts, proxies, roots of trust and the like. It is called for each of the two
    /// clients. What CORS needs is set afterwards, so `redirect`, `referer` and `retry` have no effect here.
    ///
    /// # Errors
    ///
    /// Returns the error of [`ClientBuilder::build`].
    pub fn new(session: Session, client: impl Fn() -> ClientBuilder) -> reqwest::Result<Self> {
        let client = || client().redirect(Policy::none()).referer(false).retry(never()).build();
        Ok(Self { clients: Clients { with_credentials: client()?, without_credentials: client()? }, session })
    }

    /// Fetches `request`, with `body` if the request has one. For a request without a body, pass an empty one, such as `""`.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response. If there is no
    /// response, its source is the [`reqwest::Error`]. The error is [`HostError::WrongBody`] if a body that is not empty is
    /// passed for a request that was built without one, and nothing is sent. It is the same error if a stream would have to
    /// be sent again.
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

/// Adds the body to the head of a message if the exchange asks for it. Leaves a copy of the body for the next message, unless
/// the body is a stream.
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
