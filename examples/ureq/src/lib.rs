//! A blocking client that obeys CORS as a browser does: the engine of [`fetch_cors`] around [`ureq`].
//!
//! [`Browser::fetch`] is a page's `fetch()`:
//!
//! ```
//! # use std::error::Error;
//! # use std::io::{Read, Write};
//! use std::time::Duration;
//!
//! use fetch_cors::request;
//! use fetch_cors::{Client, Origin};
//! use fetch_cors_session::Session;
//! use fetch_cors_ureq::Browser;
//! use ureq::Agent;
//!
//! # fn main() -> Result<(), Box<dyn Error>> {
//! # let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
//! # let url = format!("http://{}/items", listener.local_addr()?);
//! # let server = std::thread::spawn(move || {
//! #     let (mut connection, _) = listener.accept()?;
//! #     let mut message = Vec::new();
//! #     while !message.ends_with(b"hello") {
//! #         let mut byte = [0];
//! #         connection.read_exact(&mut byte)?;
//! #         message.extend(byte);
//! #     }
//! #     let head = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\n";
//! #     connection.write_all(head.as_bytes())?;
//! #     connection.write_all(b"ok")
//! # });
//! let config = Agent::config_builder().proxy(None).timeout_global(Some(Duration::from_secs(30)));
//! let session = Session::new();
//! let browser = Browser::new(session.clone(), config);
//! let page = Client::new(Origin::parse("https://app.example")?);
//!
//! let request = page.fetch(&url).method("POST").body(request::Body::source()).build()?;
//! let response = browser.fetch(request, || "hello")?;
//! assert_eq!(response.status(), 200);
//! let mut body = response.into_body().ok_or("the page may not see the body")?;
//! assert_eq!(body.read_to_string()?, "ok");
//!
//! // Log out: the browser has no cookies any more.
//! session.jar().clear();
//! # server.join().unwrap()?;
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
//! the function that returns the body is never called, and no body is sent: pass `|| ()`. Otherwise, [`Browser::fetch`] calls the function
//! once for each message that has the body. Bytes are sent again after a redirect with status 307 or 308. A reader
//! (`SendBody::from_owned_reader`) can be sent once, so the request must be built with a stream.
//!
//! The response is there as soon as its head is. Its body is not read; [`ureq::Body::into_reader`] reads it from the
//! connection.
//!
//! # Timeouts
//!
//! `ureq` has no timeout by default. The configuration that is passed to [`Browser::new`] sets them. Each timeout is for one
//! message, not for the whole fetch with its preflight and its redirects. There is no other way to cancel a fetch.
//!
//! # What `ureq` does by default
//!
//! | `ureq` by default | effect | here |
//! |---|---|---|
//! | follows ten redirects, and then fails | The engine cannot check them. A page could read what another origin does not share, and preflights would be redirected. | `max_redirects(0)`. With 0 it returns the response, whatever `max_redirects_will_error` says. |
//! | makes an error of the statuses 400 to 599 | A page would get network errors instead of responses. An image with status 404 has a response. | `http_status_as_error(false)` |
//! | refuses methods other than the usual nine | A page could not use every method that the server allows. | `allow_non_standard_methods(true)` |
//! | with the cargo feature `cookies`: has one jar for all messages of an agent, and no switch for a single message | The jar would put cookies on messages whose credentials mode forbids them, preflights included, and store what comes back. | That feature is off. [`Session`] adds cookies to the messages with credentials, and stores theirs. Do not let another package in your build turn the feature on. |
//! | sends an empty body in chunks with a `POST`, `PUT` or `PATCH` that has none | Servers that do not read chunks fail. The standard says `Content-Length: 0` for `POST` and `PUT`, and nothing for `PATCH`. | [`Session`] adds `Content-Length: 0` to `POST` and `PUT`. A `PATCH` without a body is sent as by default. |
//! | makes `Authorization` of a user name and a password in a URL | A message could have credentials that the engine did not allow. | has no effect, because the URL of [`Exchange::to_http`](fetch_cors::Exchange::to_http) has neither |
//! | adds `User-Agent: ureq/` and its version | None for CORS. Browsers send the header with preflights too, and need no permission for it. | stays so; `user_agent` sets another one |
//! | adds `Accept: */*` to a message without `Accept` | None: every message of the engine has an `Accept`. | stays on |
//! | with the cargo features `gzip` or `brotli`: adds `Accept-Encoding`, decodes bodies, and removes `Content-Encoding` and `Content-Length` from responses | None for CORS, but a page does not see these two headers. | These features are off. If another package in your build turns one on, `accept_encoding(AutoHeaderValue::None)` keeps it from adding the header; a body that is encoded all the same is decoded. |
//! | with the cargo feature `charset`: converts `text/` bodies of another encoding to UTF-8 | None for CORS, but a page gets other bytes than the server sent. | That feature is off. Do not let another package in your build turn it on. |
//! | uses the proxy that the environment names | None for CORS. Browsers use proxies too. | stays on; `proxy(None)` switches it off |
//! | adds no `Expect`, no `Referer` of its own, and sends nothing twice | None. | stays so |
//!
//! The configuration that is passed to [`Browser::new`] must not add anything to messages that the engine does not know of.
//! `middleware` can add headers to a message, and no preflight has asked the server whether they are allowed. A client
//! certificate in `tls_config` is a credential, and would be used for messages without credentials too.
//!
//! # What is not as in a browser
//!
//! - There is no HTTP cache, so the cache mode has no effect. The user is not asked for passwords.
//! - There is a `Referer`, and cookies have `SameSite`, only if the client of a request says what this needs: see
//!   [`with_document_url`](fetch_cors::Client::with_document_url) and
//!   [`with_cross_site_ancestor`](fetch_cors::Client::with_cross_site_ancestor).
//! - Connections are shared by messages with and without credentials, which the standard keeps apart.
//! - The jar is [`fetch_cors_session::Jar`], whose page says what it does not do.
//! - The status 407 is a network error, because the user is not asked for the password of a proxy. After the status 421, the
//!   message is not sent again over a new connection.
//! - The status text is not passed on.
//! - A `PATCH` without a body is sent with `Transfer-Encoding: chunked` and an empty body.
//! - `ureq` speaks HTTP/1.1 only. It refuses a response with more than 128 headers, or with more than 64 KiB of them unless
//!   `max_response_header_size` says otherwise. It refuses to send an `Authorization` with bytes above 0x7F.
//! - Local URLs (`about:blank`, `blob:`, `data:`, `file:`) are network errors.

use fetch_cors::{Exchange, Request};
use fetch_cors_session::{Fetched, Session};
use ureq::{Agent, AsSendBody, Body, ResponseExt, config::ConfigBuilder, typestate::AgentScope};

/// A browser: an agent, and what the fetches of its pages share.
///
/// Fetches may run at the same time. Threads share a browser by reference or in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct Browser {
    agent: Agent,
    session: Session,
}

impl Browser {
    /// Creates a browser with the cookies and the preflight cache of `session`.
    ///
    /// `config` sets timeouts, proxies, roots of trust and the like. What CORS needs is set afterwards, so
    /// `http_status_as_error`, `max_redirects` and `allow_non_standard_methods` have no effect here.
    #[must_use]
    pub fn new(session: Session, config: ConfigBuilder<AgentScope>) -> Self {
        let config = config.http_status_as_error(false).max_redirects(0).allow_non_standard_methods(true);
        Self { agent: config.build().into(), session }
    }

    /// Fetches `request`.
    ///
    /// `body` returns the body of the next message that has one: bytes as often as it is called, a reader once, because the
    /// engine asks for a stream once. If the request was built without a body, it is never called, and nothing is sent of what
    /// it would return: pass `|| ()`.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the fetch is refused or there is no response. If there is no
    /// response, its source is the [`ureq::Error`].
    pub fn fetch<B: AsSendBody>(&self, request: Request, mut body: impl FnMut() -> B) -> Fetched<Body> {
        self.session.run(request, |exchange: &Exchange, head| {
            let response = if exchange.send_body() {
                self.agent.run(head.map(|()| body()))?
            } else {
                self.agent.run(head)?
            };
            Ok((response.get_uri().to_string().parse().ok(), response))
        })
    }
}
