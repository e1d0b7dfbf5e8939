use std::collections::BTreeSet;
use std::fmt;

use url::Url;

use super::client::Client;
use super::error::RequestError;
use super::into_url::IntoUrl;
use super::modes::{CacheMode, CredentialsMode, Mode, RedirectMode, ServiceWorkersMode};
use super::referrer::Referrer;
use super::request::Request;
use crate::header::HeaderList;
use crate::header::bytes::is_token;
use crate::redacted::RedactedUrl;

impl Client {
    /// Begins the request of `new WebSocket(url)`, which is the opening handshake.
    ///
    /// Its mode is *websocket*, so CORS does not apply: the server decides by the `Origin` header. It includes credentials,
    /// and a redirect is a network error.
    ///
    /// `url` is the URL that the page passes, with the scheme `ws`, `wss`, `http` or `https`. In the URL of the request,
    /// `http` replaces `ws`, and `https` replaces `wss`.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Mode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.websocket("wss://chat.example/room").protocol("v1").protocol("v2").build()?;
    /// assert_eq!(request.current_url().as_str(), "https://chat.example/room");
    /// assert_eq!(request.mode(), Mode::Websocket);
    /// assert_eq!(request.headers().get(b"sec-websocket-protocol")?.as_deref(), Some(&b"v1, v2"[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn websocket(&self, url: impl IntoUrl) -> WebSocketBuilder {
        WebSocketBuilder { client: self.clone(), url: url.into_url(self), protocols: Vec::new() }
    }
}

/// A builder for the opening handshake of a WebSocket. [`Client::websocket`] begins it, and [`build`](Self::build) checks
/// everything.
///
/// The host appends two headers to [`Request::unguarded_headers`]: `Sec-WebSocket-Key`, which needs a random number, and
/// `Sec-WebSocket-Extensions`, if the host supports any. A server that accepts the connection responds with status 101. The
/// host makes the checks of RFC 6455 itself, and passes the response to the engine.
///
/// ```
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut request = page.websocket("wss://chat.example/").build()?;
/// let key = b"AQIDBAUGBwgJCgsMDQ4PEC=="; // a real host encodes 16 random bytes
/// request.unguarded_headers().append(b"Sec-WebSocket-Key", key)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct WebSocketBuilder {
    client: Client,
    url: Result<Url, RequestError>,
    protocols: Vec<String>,
}

impl WebSocketBuilder {
    /// Adds a protocol of the second argument of `new WebSocket()`. The server selects one. By default, there is none.
    pub fn protocol(mut self, protocol: impl Into<String>) -> Self {
        self.protocols.push(protocol.into());
        self
    }

    /// Adds several protocols, each as [`protocol`](Self::protocol) does.
    pub fn protocols<P: Into<String>>(self, protocols: impl IntoIterator<Item = P>) -> Self {
        protocols.into_iter().fold(self, Self::protocol)
    }

    /// Builds the request of the handshake.
    ///
    /// Takes time linear in the length of what was given, plus the time to sort the protocols.
    ///
    /// <https://websockets.spec.whatwg.org/#dom-websocket-websocket>
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `new WebSocket()` would throw an exception, and the first one if there are several
    /// mistakes: [`RequestError::InvalidUrl`], [`RequestError::WebSocketScheme`], [`RequestError::UrlHasFragment`],
    /// [`RequestError::InvalidProtocol`] or [`RequestError::RepeatedProtocol`].
    pub fn build(self) -> Result<Request, RequestError> {
        // dom-websocket-websocket 1, 2, 3: the URL was parsed against the client's base URL.
        let url = self.url?;
        // dom-websocket-websocket 4, 5: `http` and `ws` mean the same, and so do `https` and `wss`.
        // dom-websocket-websocket 6: refuses every other scheme.
        let Some(request_url) = http_url(&url) else {
            return Err(RequestError::WebSocketScheme { scheme: url.scheme().to_owned() });
        };
        // dom-websocket-websocket 7: refuses a fragment.
        if url.fragment().is_some() {
            return Err(RequestError::UrlHasFragment { url: RedactedUrl(&url).to_string() });
        }
        // dom-websocket-websocket 8, 9: refuses a protocol that is not a token, or that is given twice.
        check_protocols(&self.protocols, |protocol| is_token(protocol.as_bytes()))?;
        // dom-websocket-websocket 10, 11, 12, 12.1: the host creates the object, and runs the fetch in parallel.
        Ok(establish(&self.client, request_url, &self.protocols))
    }
}

/// Prints the URL without user name, password, query and fragment. Prints only the number of the protocols, because pages
/// put secrets into them.
impl fmt::Debug for WebSocketBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocketBuilder")
            .field("client", &self.client)
            .field("url", &self.url.as_ref().map(RedactedUrl))
            .field("protocols", &self.protocols.len())
            .finish()
    }
}

/// Returns the URL of a WebSocket's request, with `http` instead of `ws` and `https` instead of `wss`. Returns `None` if a
/// WebSocket cannot be opened with the URL.
pub(crate) fn http_url(url: &Url) -> Option<Url> {
    // concept-websocket-establish 1: turns `ws` into `http`, and `wss` into `https`. The other two may stay.
    let scheme = match url.scheme() {
        "ws" | "http" => "http",
        "wss" | "https" => "https",
        _ => return None,
    };
    let mut url = url.clone();
    url.set_scheme(scheme).ok()?;
    Some(url)
}

/// Creates the request of the opening handshake.
fn establish(client: &Client, request_url: Url, protocols: &[String]) -> Request {
    // concept-websocket-establish 2: the request cannot be redirected, and no service worker sees it.
    let mut request = Request::new(client, request_url);
    request.referrer = Referrer::NoReferrer;
    request.service_workers_mode = ServiceWorkersMode::None;
    request.mode = Mode::Websocket;
    request.credentials_mode = CredentialsMode::Include;
    request.cache_mode = CacheMode::NoStore;
    request.redirect_mode = RedirectMode::Error;
    let mut headers = HeaderList::new();
    // concept-websocket-establish 3, 4: asks the server to change from HTTP to the WebSocket protocol.
    headers.append_valid(b"Upgrade", b"websocket");
    headers.append_valid(b"Connection", b"Upgrade");
    // concept-websocket-establish 7: names the version of that protocol. The host adds the key (steps 5 and 6).
    headers.append_valid(b"Sec-WebSocket-Version", b"13");
    // concept-websocket-establish 8: lists the protocols. The host adds its extensions (steps 9 and 10).
    if !protocols.is_empty() {
        headers.append_valid(b"Sec-WebSocket-Protocol", protocols.join(", ").as_bytes());
    }
    request.headers = headers;
    request
}

/// Refuses a protocol that is not valid, and a protocol that is given twice.
pub(super) fn check_protocols(
    protocols: &[String],
    is_valid: impl Fn(&str) -> bool,
) -> Result<(), RequestError> {
    let mut seen = BTreeSet::new();
    for (index, protocol) in protocols.iter().enumerate() {
        if !is_valid(protocol) {
            return Err(RequestError::InvalidProtocol { index });
        }
        if !seen.insert(protocol) {
            return Err(RequestError::RepeatedProtocol { index });
        }
    }
    Ok(())
}
