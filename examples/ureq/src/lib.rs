//! A blocking HTTP client that obeys CORS as a browser does. It combines the engine of [`fetch_cors`] with [`ureq`].
//!
//! Begin with [`Browser`]. [`Browser::fetch`] does what `fetch()` does in a page:
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
//! // The user logs out: remove all cookies.
//! session.jar().clear();
//! # server.join().unwrap()?;
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
//! [`Browser::fetch`], as a function that returns it:
//!
//! - For a request without a body, pass `|| ()`. The function is never called, and no body is sent.
//! - For bytes, build the request with [`Body::source`](fetch_cors::request::Body::source). The function is called once for
//!   each message that has the body: again after a redirect with status 307 or 308.
//! - For a reader (`SendBody::from_owned_reader`), build the request with
//!   [`Body::stream`](fetch_cors::request::Body::stream), because a reader can be sent only once. The function is called
//!   once.
//!
//! [`Browser::fetch`] returns when the head of the response has arrived. It does not read the body of the response.
//! [`ureq::Body::into_reader`] reads the body from the connection.
//!
//! # Timeouts
//!
//! `ureq` has no timeout by default. Set timeouts in the configuration that you pass to [`Browser::new`]. Each timeout
//! applies to one message, not to the whole fetch with its preflight and its redirects. There is no other way to cancel a
//! fetch.
//!
//! # What `ureq` does by default, and what this crate changes
//!
//! | `ureq` by default | effect on CORS | in this crate |
//! |---|---|---|
//! | follows ten redirects, and then returns an error | The engine cannot check the redirects. A page could read a response that another origin does not share, and preflights would be redirected. | `max_redirects(0)`. With this setting, `ureq` returns each redirect as a response, whatever `max_redirects_will_error` is. |
//! | returns an error for the statuses 400 to 599 | A page would get network errors instead of responses. Even an image with status 404 has a response. | `http_status_as_error(false)` |
//! | refuses methods other than the nine usual ones | A page could not use every method that the server allows. | `allow_non_standard_methods(true)` |
//! | with the cargo feature `cookies`: has one cookie jar for all messages of an agent, and cannot disable it for one message | The jar would add cookies to messages that must have none, such as preflights, and would store cookies from the responses to them. | The feature is off. [`Session`] adds cookies to the messages that include credentials, and stores cookies from the responses to these messages. Make sure that no other package in your build enables the feature. |
//! | sends an empty chunked body with a `POST`, `PUT` or `PATCH` that has no body | Servers that cannot read chunks fail. The standard requires `Content-Length: 0` for `POST` and `PUT`, and no such header for `PATCH`. | [`Session`] adds `Content-Length: 0` to `POST` and `PUT`. A `PATCH` without a body still has the empty chunked body. |
//! | turns a user name and a password in a URL into an `Authorization` header | A message could have credentials that the engine did not allow. | This never happens, because the URL of [`Exchange::to_http`](fetch_cors::Exchange::to_http) has no user name and no password. |
//! | adds the header `User-Agent: ureq/` with its version | None. Browsers send this header with preflights too, and need no permission for it. | Unchanged. `user_agent` sets another value. |
//! | adds `Accept: */*` to a message without `Accept` | None, because every message of the engine has an `Accept`. | Unchanged. |
//! | with the cargo features `gzip` or `brotli`: adds `Accept-Encoding`, decodes bodies, and removes `Content-Encoding` and `Content-Length` from responses | None, but the page does not see these two response headers. | The features are off. If another package in your build enables one, `accept_encoding(AutoHeaderValue::None)` stops `ureq` from adding `Accept-Encoding`. `ureq` still decodes a body if the server sends it encoded. |
//! | with the cargo feature `charset`: converts `text/` bodies of other encodings to UTF-8 | None, but the page gets other bytes than the server sent. | The feature is off. Make sure that no other package in your build enables it. |
//! | uses the proxy that the environment variables name | None. Browsers use proxies too. | Unchanged. `proxy(None)` disables the proxy. |
//! | adds no `Expect` and no `Referer`, and sends no message twice | None. | Unchanged. |
//!
//! The configuration that you pass to [`Browser::new`] must not add anything to messages without the knowledge of the
//! engine. `middleware` can add headers to a message, but no preflight has asked the server whether it allows these headers.
//! A client certificate in `tls_config` is a credential, but `ureq` would use it for messages without credentials too.
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
//! - Messages with and without credentials share connections. The standard requires separate connections.
//! - After status 421, a browser sends the message again over a new connection. This crate does not.
//! - The page sees an empty status text.
//! - A `PATCH` without a body is sent with `Transfer-Encoding: chunked` and an empty body.
//! - `ureq` supports HTTP/1.1 only. It refuses a response with more than 128 headers. It also refuses a response whose
//!   headers have more than 64 KiB, unless `max_response_header_size` sets another limit. It refuses to send an
//!   `Authorization` header with bytes above 0x7F.
//! - The fetch of a local URL (`about:blank`, `blob:`, `data:`, `file:`) ends with a network error.

use fetch_cors::{Exchange, Request};
use fetch_cors_session::{Fetched, Session};
use ureq::{Agent, AsSendBody, Body, ResponseExt, config::ConfigBuilder, typestate::AgentScope};

/// A browser without a window: a `ureq` agent, and the cookies and the preflight cache that its fetches share.
///
/// Fetches may run at the same time. Threads can share a browser by reference or in an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct Browser {
    agent: Agent,
    session: Session,
}

impl Browser {
    /// Creates a browser with the cookies and the preflight cache of `session`.
    ///
    /// `config` sets timeouts, proxies, root certificates and other options. This function then sets the options that CORS
    /// needs, so `http_status_as_error`, `max_redirects` and `allow_non_standard_methods` of `config` have no effect.
    #[must_use]
    pub fn new(session: Session, config: ConfigBuilder<AgentScope>) -> Self {
        let config = config.http_status_as_error(false).max_redirects(0).allow_non_standard_methods(true);
        Self { agent: config.build().into(), session }
    }

    /// Fetches `request` as a page does, and returns the response as script may see it.
    ///
    /// `body` is called once for each message that has the body of the request, and returns this body. If the request was
    /// built with a stream, `body` is called at most once. If it was built without a body, `body` is never called: pass
    /// `|| ()`.
    ///
    /// # Errors
    ///
    /// Returns a [`NetworkError`](fetch_cors::NetworkError) if the engine refuses the fetch or there is no response. If
    /// `ureq` returned an error instead of a response, that [`ureq::Error`] is the source of the network error.
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
