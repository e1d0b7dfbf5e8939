//! A client that obeys CORS, over [hyper](https://docs.rs/hyper) 1.
//!
//! A [`Browser`] sends the messages of the engine through the client of `hyper-util`, over HTTP/1 or HTTP/2. Bodies are
//! streamed both ways.
//!
//! # What has to be switched off
//!
//! Nothing. Unlike other clients, hyper does not do what a client of the engine must not do:
//!
//! - **Redirects:** hyper follows none. The response therefore comes from the URL of the message, and this crate passes that
//!   URL to the engine. This is right only because hyper cannot follow redirects: with a client that can, the URL has to
//!   come from the client, or the engine does not detect that it followed one.
//! - **Statuses:** a response is never an error, whatever its status is.
//! - **Cookies:** hyper has no jar. This crate uses that of [`Session`], and only for messages that include credentials.
//! - **Retries:** the client of `hyper-util` sends a message again if a connection from its pool was closed
//!   (`retry_canceled_requests`, which is on by default). It does so only if hyper had not begun to send the message. It
//!   moves the body, which it cannot copy, so no stream is sent twice. Once hyper has begun to send the message, the end of
//!   the connection is an error.
//! - There is no HTTP cache, no proxy, and no user name or password for a server. Content codings are neither asked for nor
//!   decoded.
//!
//! # What is added
//!
//! - hyper adds `Host` to a message over HTTP/1, and `:authority` over HTTP/2, both from the URL. A message of the engine
//!   has no `Host`.
//! - hyper adds the length of a body, or `Transfer-Encoding: chunked` for a stream over HTTP/1. Over HTTP/1 it adds no
//!   `Content-Length: 0`. Over HTTP/2 it adds one to a preflight and to a `PATCH`, if the empty body says its length. The
//!   standard requires it for a `POST` or `PUT` without a body, and forbids it for a preflight and a `PATCH`. [`Session`] and
//!   this crate therefore add the header where the standard does, and the body of a message without one says no length.
//! - Over HTTP/2, hyper removes `Connection`, the headers that it names, `Keep-Alive`, `Proxy-Connection`,
//!   `Transfer-Encoding`, `Upgrade`, and any `TE` but `trailers`, because HTTP/2 forbids them. Script cannot set any of them.
//! - There is no `User-Agent`.
//!
//! # Cookies
//!
//! A [`Session`] has the cookies and the preflight cache. Browsers that get clones of one session share them.
//! [`Session::jar`] is the cookie jar: it says which cookies go to a URL, stores cookies, and forgets them all.
//!
//! # Cancelling and timeouts
//!
//! Dropping the future of [`Browser::fetch`], or the body of a response, ends the connection (HTTP/1) or the stream (HTTP/2).
//! There are no timeouts. A `tokio::time::timeout` around the future limits the whole fetch, up to the head of the response.
//!
//! # What is not as in a browser
//!
//! - Local URLs (`about:blank`, `blob:`, `data:`, `file:`) are network errors.
//! - There is no HTTP cache, so the cache mode has no effect. The user is not asked for passwords.
//! - There is a `Referer`, and cookies have `SameSite`, only if the client of a request says what this needs: see
//!   [`with_document_url`](fetch_cors::Client::with_document_url) and
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - The status 407 is a network error, because the user is not asked for the password of a proxy. After the status 421, the
//!   message is not sent again over a new connection.
//! - Messages with and without credentials share connections, which the standard keeps apart. A client certificate is a
//!   credential that belongs to a connection, so the connector must not have one.
//! - The jar is [`fetch_cors_session::Jar`], whose page says what it does not do.
//! - A response over HTTP/1 with more than 100 headers is an error, and so is one over HTTP/2 with more than 16 KiB of headers.
//!   A client for [`Browser::new`] can have other limits (`http1_max_headers`, `http2_max_header_list_size`).
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
//! // Log out: the browser has no cookies any more.
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

/// The body of a response. It is read as its chunks come.
pub type ResponseBody = UnsyncBoxBody<Bytes, hyper::Error>;

/// A client with its connections, and what the fetches of its pages share. Fetches run at the same time.
#[derive(Debug)]
pub struct Browser<C = HttpConnector> {
    http: Client<C, MessageBody>,
    session: Session,
}

impl Browser {
    /// Creates a client that fetches `http:` URLs over HTTP/1.
    #[must_use]
    pub fn http1(session: Session) -> Self {
        Self::new(session, Client::builder(TokioExecutor::new()).build_http())
    }

    /// Creates a client that fetches `http:` URLs over HTTP/2, and expects that each server knows it (*prior knowledge*).
    #[must_use]
    pub fn http2(session: Session) -> Self {
        Self::new(session, Client::builder(TokioExecutor::new()).http2_only(true).build_http())
    }
}

#[cfg(feature = "tls")]
impl Browser<hyper_rustls::HttpsConnector<HttpConnector>> {
    /// Creates a client that fetches `https:` URLs over HTTP/2 or HTTP/1, as the server chooses by ALPN, and `http:` URLs over
    /// HTTP/1. The configuration must not have a client certificate. Its ALPN protocols are replaced.
    #[must_use]
    pub fn https(session: Session, mut tls: rustls::ClientConfig) -> Self {
        // The builder panics if there are any.
        tls.alpn_protocols.clear();
        let builder = hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(tls);
        let connector = builder.https_or_http().enable_all_versions().build();
        Self::new(session, Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl<C> Browser<C> {
    /// Creates a client with the cookies and the preflight cache of `session`. It sends its messages with `http`, a client of
    /// `hyper-util`, which can have connectors and limits of its own. The connector must not have a client certificate.
    #[must_use]
    pub fn new(session: Session, http: Client<C, MessageBody>) -> Self {
        Self { http, session }
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Browser<C> {
    /// Fetches `request`, and returns the response as script may see it once its head has arrived. Dropping the future
    /// cancels the fetch.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response. If there is no
    /// response, its source is the [`Error`](hyper_util::client::legacy::Error) of `hyper-util`. The error is
    /// [`HostError::WrongBody`](fetch_cors::error::HostError::WrongBody) if `body` is not of the kind that the request was
    /// built with; a message that it does not fit is not sent.
    pub async fn fetch(&self, request: Request, body: impl Into<Body>) -> Fetched<ResponseBody> {
        let mut body = body.into();
        let send = |exchange: &Exchange, head| {
            let (message, url) = (with_body(exchange, head, &mut body), exchange.to_url());
            async move {
                let response = self.http.request(message?).await?;
                let status_text = status_text(&response);
                let response = Response::from(response.map(BodyExt::boxed_unsync));
                // hyper follows no redirects, so the response comes from where the message went.
                Ok((Some(url), response.with_status_text(status_text)))
            }
        };
        self.session.run_async(request, send).await
    }
}

/// Adds the body to the head of a message if the exchange asks for it.
fn with_body(
    exchange: &Exchange,
    mut head: Head,
    body: &mut Body,
) -> Result<http::Request<MessageBody>, Failure> {
    check_body(exchange, body.is_empty())?;
    let body = if exchange.send_body() { body.next()? } else { no_body() };
    // concept-http-network-or-cache-fetch 8.8: the length of an empty body, which hyper does not send.
    if exchange.send_body() && body.is_end_stream() {
        head.headers_mut().try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
    }
    Ok(head.map(|()| body))
}

/// Returns the words behind the status, which hyper keeps if they are not the usual ones. HTTP/2 has none.
fn status_text<B>(response: &http::Response<B>) -> Vec<u8> {
    match response.extensions().get::<ReasonPhrase>() {
        Some(reason) => reason.as_bytes().into(),
        None if response.version() == Version::HTTP_2 => Vec::new(),
        None => response.status().canonical_reason().unwrap_or_default().into(),
    }
}
