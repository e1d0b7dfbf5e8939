//! An asynchronous HTTP client over [hyper](https://docs.rs/hyper) 1 that obeys CORS as a browser does.
//!
//! Begin with [`Browser`], and see the [example](#example) below. A browser sends the messages of the engine through the
//! client of `hyper-util`, over HTTP/1 or HTTP/2. It streams the bodies of requests and of responses.
//!
//! # What hyper does by default
//!
//! Nothing has to be disabled. Unlike other HTTP clients, hyper does not do anything that would break CORS:
//!
//! - **Redirects:** hyper follows no redirects. Each response therefore comes from the URL of its message, and this crate
//!   passes that URL to the engine. With an HTTP client that can follow redirects, this would be wrong: you would have to
//!   ask that client for the URL of the response. Otherwise the engine could not detect that the client followed a redirect.
//! - **Statuses:** hyper returns every response, whatever its status is.
//! - **Cookies:** hyper has no cookie jar. This crate uses the jar of the [`Session`], and only for messages that include
//!   credentials.
//! - **Retries:** the client of `hyper-util` sends a message again if a connection from its pool was closed
//!   (`retry_canceled_requests`, which is on by default). It does so only if hyper had not begun to send the message. It
//!   cannot copy the body and moves it, so it never sends a stream twice. If the connection ends after hyper has begun to
//!   send the message, the client returns an error.
//! - **Other features:** hyper has no HTTP cache and no proxy, and adds no user name and password for a server. It neither
//!   asks for content codings nor decodes them.
//!
//! # Headers that hyper and this crate add
//!
//! - hyper adds `Host` over HTTP/1, and `:authority` over HTTP/2. Both come from the URL. A message of the engine has no
//!   `Host`.
//! - hyper adds the length of a body, or `Transfer-Encoding: chunked` for a stream over HTTP/1.
//! - The standard requires `Content-Length: 0` for a `POST` or `PUT` without a body, and forbids it for a preflight and for
//!   a `PATCH` without a body. By itself, hyper does not do this: over HTTP/1 it never adds `Content-Length: 0`, and over
//!   HTTP/2 it adds it to a preflight and to a `PATCH` if the empty body reports its length. [`Session`] and this crate
//!   therefore add the header where the standard requires it, and a message without a body gets a body that reports no
//!   length.
//! - Over HTTP/2, hyper removes `Connection`, the headers that `Connection` lists, `Keep-Alive`, `Proxy-Connection`,
//!   `Transfer-Encoding`, `Upgrade`, and every `TE` except `trailers`, because HTTP/2 forbids them. Script cannot set these
//!   headers.
//! - There is no `User-Agent`.
//!
//! # Cookies
//!
//! A [`Session`] holds the cookies and the preflight cache. Browsers that are created with clones of one session share both.
//! [`Session::jar`] returns the cookie jar, which returns the cookies for a URL, stores cookies, and removes all cookies.
//!
//! # Timeouts, and how to cancel
//!
//! To cancel a fetch, drop the future of [`Browser::fetch`] or the body of the response. This closes the connection over
//! HTTP/1, and resets the stream over HTTP/2.
//!
//! There are no timeouts. A `tokio::time::timeout` around the future limits the time of the whole fetch until the head of
//! the response has arrived.
//!
//! # Differences from a browser
//!
//! - The fetch of a local URL (`about:blank`, `blob:`, `data:`, `file:`) ends with a network error.
//! - There is no HTTP cache, so the cache mode has no effect.
//! - No user is asked for a password. A response with status 401 is handled like any other response. A response with status
//!   407, with which a proxy asks for a password, ends the fetch with a network error.
//! - By default, messages have no `Referer`. To add it, set the URL of the page with
//!   [`with_document_url`](fetch_cors::Client::with_document_url).
//! - By default, most requests neither send nor store cookies with `SameSite=Strict` or `SameSite=Lax`. To allow them, state
//!   whether a page of another site embeds the page, with
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - After status 421, a browser sends the message again over a new connection. This crate does not.
//! - Messages with and without credentials share connections. The standard requires separate connections. A client
//!   certificate is a credential of a connection, so the connector must not have a client certificate.
//! - The cookie jar is [`fetch_cors_session::Jar`]. Its page lists what the jar does not do.
//! - hyper refuses a response with more than 100 headers over HTTP/1, and a response with more than 16 KiB of headers over
//!   HTTP/2. To set other limits, pass an HTTP client with `http1_max_headers` or `http2_max_header_list_size` to
//!   [`Browser::new`].
//!
//! # Example
//!
//! ```
//! use fetch_cors::{Client, Origin};
//! use fetch_cors_hyper::{Body, Browser};
//! use fetch_cors_session::Session;
//! use http_body_util::BodyExt;
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
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let session = Session::new();
//! let browser = Browser::http1(session.clone());
//!
//! let response = browser.fetch(page.fetch(url).build()?, Body::none()).await?;
//! let body = response.into_body().ok_or("script may not see the body")?;
//! assert_eq!(body.collect().await?.to_bytes(), "hello");
//!
//! // The user logs out: remove all cookies.
//! session.jar().clear();
//! # Ok(())
//! # }
//! ```

mod body;

use bytes::Bytes;
use fetch_cors::{Exchange, Request, Response};
use fetch_cors_session::{Failure, Fetched, Head, Session, check_body};
use http::Version;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Body as _;
use hyper::ext::ReasonPhrase;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;

use body::no_body;
pub use body::{Body, MessageBody};

/// The body of a response, whose chunks come from the server when it is read.
pub type ResponseBody = UnsyncBoxBody<Bytes, hyper::Error>;

/// A browser without a window: an HTTP client with its connections, and the cookies and the preflight cache that its fetches
/// share. Fetches may run at the same time.
#[derive(Debug)]
pub struct Browser<C = HttpConnector> {
    http: Client<C, MessageBody>,
    session: Session,
}

impl Browser {
    /// Creates a browser that fetches `http:` URLs over HTTP/1.
    #[must_use]
    pub fn http1(session: Session) -> Self {
        Self::new(session, Client::builder(TokioExecutor::new()).build_http())
    }

    /// Creates a browser that fetches `http:` URLs over HTTP/2. It assumes that each server supports HTTP/2 (*prior
    /// knowledge*).
    #[must_use]
    pub fn http2(session: Session) -> Self {
        Self::new(session, Client::builder(TokioExecutor::new()).http2_only(true).build_http())
    }
}

#[cfg(feature = "tls")]
impl Browser<hyper_rustls::HttpsConnector<HttpConnector>> {
    /// Creates a browser that fetches `https:` URLs over HTTP/2 or HTTP/1, as the server chooses by ALPN, and `http:` URLs
    /// over HTTP/1.
    ///
    /// `tls` must not have a client certificate. This function replaces its ALPN protocols.
    #[must_use]
    pub fn https(session: Session, mut tls: rustls::ClientConfig) -> Self {
        // The builder panics if the configuration has ALPN protocols.
        tls.alpn_protocols.clear();
        let builder = hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(tls);
        let connector = builder.https_or_http().enable_all_versions().build();
        Self::new(session, Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl<C> Browser<C> {
    /// Creates a browser with the cookies and the preflight cache of `session`.
    ///
    /// `http` is the client of `hyper-util` that sends the messages. It can have its own connector and limits. The connector
    /// must not have a client certificate.
    #[must_use]
    pub fn new(session: Session, http: Client<C, MessageBody>) -> Self {
        Self { http, session }
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Browser<C> {
    /// Fetches `request` as a page does, and returns the response as script may see it. The future is ready when the head of
    /// the response has arrived. Dropping the future cancels the fetch.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the engine refuses the fetch or there is no response. If
    /// `hyper-util` returned an [`Error`](hyper_util::client::legacy::Error) instead of a response, that error is the source
    /// of the network error.
    ///
    /// The reason is [`HostError::WrongBody`](fetch_cors::error::HostError::WrongBody) if a message needs a body that `body`
    /// does not have, or if `body` is not empty and the request was built without a body. That message is not sent.
    pub async fn fetch(&self, request: Request, body: impl Into<Body>) -> Fetched<ResponseBody> {
        let mut body = body.into();
        let send = |exchange: &Exchange, head| {
            let (message, url) = (with_body(exchange, head, &mut body), exchange.to_url());
            async move {
                let response = self.http.request(message?).await?;
                let status_text = status_text(&response);
                let response = Response::from(response.map(BodyExt::boxed_unsync));
                // hyper follows no redirects, so the response comes from the URL of the message.
                Ok((Some(url), response.with_status_text(status_text)))
            }
        };
        self.session.run_async(request, send).await
    }
}

/// Adds the body to the head of a message if [`Exchange::send_body`] returns true.
fn with_body(
    exchange: &Exchange,
    mut head: Head,
    body: &mut Body,
) -> Result<http::Request<MessageBody>, Failure> {
    check_body(exchange, body.is_empty())?;
    let body = if exchange.send_body() { body.next()? } else { no_body() };
    // concept-http-network-or-cache-fetch 8.8: the length of the body. hyper does not send the length of an empty body.
    if exchange.send_body() && body.is_end_stream() {
        head.headers_mut().try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
    }
    Ok(head.map(|()| body))
}

/// Returns the status text of a response. hyper keeps it only if it is not the usual text of the status. HTTP/2 has no
/// status text.
fn status_text<B>(response: &http::Response<B>) -> Vec<u8> {
    match response.extensions().get::<ReasonPhrase>() {
        Some(reason) => reason.as_bytes().into(),
        None if response.version() == Version::HTTP_2 => Vec::new(),
        None => response.status().canonical_reason().unwrap_or_default().into(),
    }
}
