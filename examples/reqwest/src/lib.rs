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
//! use http_body_util::BodyExt;
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
//! let browser = Browser::new(|client| client.no_proxy().timeout(Duration::from_secs(30)))?;
//! let page = Client::new(Origin::parse("https://app.example")?);
//!
//! let request = page.fetch(&url).method("POST").body(Body::source()).build()?;
//! let response = browser.fetch(request, "hello").await?;
//! assert_eq!(response.status(), 200);
//! let body = response.into_body().unwrap_or_default().collect().await?.to_bytes();
//! assert_eq!(body, "ok");
//! # server.await??;
//! # Ok(())
//! # }
//! ```
//!
//! # Bodies
//!
//! The request says whether it has a body, see [`fetch_cors::request::Body`]. Only then is the body sent that
//! [`Browser::fetch`] gets. A body of bytes is sent as often as the fetch asks for it: again after a redirect with status
//! 307 or 308. A stream is sent once, chunk by chunk as it comes.
//!
//! The response is there as soon as its head is. Its body is not read, and comes chunk by chunk from the server.
//!
//! # Timeouts, and how to cancel
//!
//! `reqwest` has no timeout by default. The function that [`Browser::new`] gets sets them. A timeout is one for each message,
//! not for the whole fetch with its preflight and its redirects.
//!
//! Dropping the future of [`Browser::fetch`] cancels the fetch: the connection is closed, or the HTTP/2 stream is reset.
//! The cookies and the preflight cache stay as they are.
//!
//! # What `reqwest` does by default
//!
//! | `reqwest` by default | why that would break CORS | here |
//! |---|---|---|
//! | follows ten redirects | The engine has to check each of them. Without it, a page could read what another origin does not share, and preflights would be redirected. | `redirect::Policy::none()` |
//! | puts a `Referer` on redirected messages | It would ignore the referrer policy. | `referer(false)`, and nothing is redirected |
//! | sends a message whose body is no stream again, twice at most, if an HTTP/2 server refuses the stream or says good-bye | A server could get a message more often than the engine asks for, though it may have handled it. | `retry::never()` |
//! | sends a message again if a connection that was used before closes before the first byte of the message is written | Nothing is wrong with it: the server has seen nothing, and nothing was read of the body. | stays on, because `reqwest` has no switch for it |
//! | has no cookies, or, with the cargo feature `cookies`, one jar for all messages of a client | The jar would put cookies on messages whose credentials mode forbids them, preflights included, and store what comes back. | no jar of `reqwest`. [`Session`] adds cookies to the messages with credentials, and stores theirs. |
//! | shares the connections of a client between all messages | The standard keeps connections with and without credentials apart. | two clients, one for each |
//! | makes `Authorization` of a user name and a password in a URL, in `Client::get` and its like | The engine decides about `Authorization`. | not used. The URL of [`Exchange::to_http`](fetch_cors::Exchange::to_http) has neither, and `Client::execute` adds nothing. |
//! | adds `Accept: */*` to a message without `Accept` | The engine has chosen one already. | has no effect, because every message of the engine has an `Accept` |
//! | adds no `User-Agent` | Browsers send it with preflights too, and need no permission. | `user_agent` does the same |
//! | with the cargo features `gzip`, `brotli`, `deflate` or `zstd`: adds `Accept-Encoding`, decodes bodies, and removes `Content-Encoding` and `Content-Length` from responses | It does not, but a page does not see these two headers. | These features are off. If another package in your build turns one on, call `no_gzip` and its like. |
//! | uses the proxies that the environment names | It does not. Browsers use proxies too. | stays on; `no_proxy` switches it off |
//! | has no error for a status, no list of hosts that need HTTPS, and no `Alt-Svc` | | as it is |
//!
//! The function that [`Browser::new`] gets must not add what the engine does not know of. `default_headers` puts headers on
//! messages that nobody has asked the server's permission for. `cookie_provider` and `identity`, a client certificate, add
//! credentials to messages without credentials too.
//!
//! # What is not as in a browser
//!
//! - There is no HTTP cache, so the cache mode has no effect. There is no `Referer`, and nobody is asked for passwords.
//! - The jar is [`fetch_cors_session::Jar`], whose page says what it does not do.
//! - The status text is not passed on.
//! - `reqwest` refuses a response with more than 100 headers over HTTP/1.1, unless `http1_max_headers` says otherwise, and
//!   one with more than 16 KiB of headers over HTTP/2, unless `http2_max_header_list_size` does.

use fetch_cors::{Exchange, FilteredResponse, NetworkError, Request, run_async};
use fetch_cors_session::{Failure, Session};
use reqwest::{Body, Client, ClientBuilder, Request as Message, redirect::Policy, retry::never};

/// What a page sees of a response, with its body unread, or why there is none.
pub type Fetched = Result<FilteredResponse<Body>, NetworkError>;

/// A browser: a client for messages with credentials, one for those without, and what the fetches of its pages share.
///
/// Fetches may run at the same time. Tasks share a browser by reference or in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct Browser(Client, Client, Session);

impl Browser {
    /// Creates a browser without cookies.
    ///
    /// `configure` sets timeouts, proxies, roots of trust and the like. It is called for each of the two clients. What CORS
    /// needs is set afterwards, so `redirect`, `referer` and `retry` have no effect here.
    ///
    /// # Errors
    ///
    /// Returns the error of [`ClientBuilder::build`].
    pub fn new(configure: impl Fn(ClientBuilder) -> ClientBuilder) -> reqwest::Result<Self> {
        let client = || configure(Client::builder()).redirect(Policy::none()).referer(false).retry(never());
        Ok(Self(client().build()?, client().build()?, Session::new()))
    }

    /// Fetches `request`, with `body` if the request has one.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`] if the fetch is refused or there is no response. If there is no response, its source is the
    /// [`reqwest::Error`].
    pub async fn fetch(&self, request: Request, body: impl Into<Body>) -> Fetched {
        let Self(with_credentials, without_credentials, session) = self;
        let mut body = Some(body.into());
        let send = |exchange: &Exchange| {
            let message = message_of(session, exchange, &mut body);
            let includes_credentials = exchange.include_credentials();
            let client = if includes_credentials { with_credentials } else { without_credentials };
            async move {
                let response = client.execute(message?).await?;
                let url = response.url().clone();
                session.receive(response.into(), url, includes_credentials)
            }
        };
        run_async(request, |transition| session.lend(transition), || session.now(), send).await
    }
}

/// Returns the message of an exchange, with the body if the exchange asks for it. Leaves a copy of the body for the next
/// message, unless the body is a stream.
fn message_of(session: &Session, exchange: &Exchange, body: &mut Option<Body>) -> Result<Message, Failure> {
    let mut message = Message::try_from(session.message(exchange)?.map(|()| Body::default()))?;
    if exchange.send_body() {
        *message.body_mut() = Some(body.take().ok_or("the body is a stream, which can be sent once")?);
        *body = message.try_clone().and_then(|mut copy| copy.body_mut().take());
    }
    Ok(message)
}
