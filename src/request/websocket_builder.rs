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
    /// Begins the request of `new WebSocket(url)`: the opening handshake, of mode *websocket*, with credentials and without
    /// redirects.
    ///
    /// The URL is the one that the page gave, of scheme `ws`, `wss`, `http` or `https`. The request has an `http:` URL for
    /// `ws:` and an `https:` URL for `wss:`, which is also the URL of its messages.
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

/// Builds the request of a WebSocket. [`Client::websocket`] begins it. Nothing is checked before [`build`](Self::build).
///
/// Two headers are the host's to add: `Sec-WebSocket-Key`, which needs a random number, and `Sec-WebSocket-Extensions`. It
/// appends them to [`Request::unguarded_headers`]. The response that it passes is the one of the handshake, whose status is
/// 101 if the connection is made; its checks by RFC 6455 are the host's, too.
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
    /// Adds a protocol, as the second argument of `new WebSocket()` has it. The server selects one.
    pub fn protocol(mut self, protocol: impl Into<String>) -> Self {
        self.protocols.push(protocol.into());
        self
    }

    /// Adds protocols.
    pub fn protocols<P: Into<String>>(self, protocols: impl IntoIterator<Item = P>) -> Self {
        protocols.into_iter().fold(self, Self::protocol)
    }

    /// Builds the request. Takes time linear in what was given, plus the time to sort the protocols.
    ///
    /// <https://websockets.spec.whatwg.org/#dom-websocket-websocket>
    ///
    /// # Errors
    ///
    /// Returns the first reason for which `new WebSocket()` throws: [`RequestError::InvalidUrl`],
    /// [`RequestError::WebSocketScheme`], [`RequestError::UrlHasFragment`], [`RequestError::InvalidProtocol`] or
    /// [`RequestError::RepeatedProtocol`].
    pub fn build(self) -> Result<Request, RequestError> {
        // dom-websocket-websocket 1, 2, 3: the URL is parsed beside the client's base URL.
        let url = self.url?;
        // dom-websocket-websocket 4, 5: `http` stands for `ws`, and `https` for `wss`.
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
        // dom-websocket-websocket 10, 11, 12, 12.1: the object is the host's.
        Ok(establish(&self.client, request_url, &self.protocols))
    }
}

/// Prints of the URL what is no secret, and the number of the protocols, into which pages put secrets.
impl fmt::Debug for WebSocketBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocketBuilder")
            .field("client", &self.client)
            .field("url", &self.url.as_ref().map(RedactedUrl))
            .field("protocols", &self.protocols.len())
            .finish()
    }
}

/// Returns the URL of the request of a WebSocket: the scheme is `http` for `ws` and `https` for `wss`. Returns `None` if a
/// WebSocket cannot have the URL.
pub(crate) fn http_url(url: &Url) -> Option<Url> {
    // concept-websocket-establish 1: the other schemes are the same already.
    let scheme = match url.scheme() {
        "ws" | "http" => "http",
        "wss" | "https" => "https",
        _ => return None,
    };
    let mut url = url.clone();
    url.set_scheme(scheme).ok()?;
    Some(url)
}

/// Makes the request of the opening handshake.
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
    // concept-websocket-establish 3, 4: asks for the other protocol.
    headers.append_valid(b"Upgrade", b"websocket");
    headers.append_valid(b"Connection", b"Upgrade");
    // concept-websocket-establish 7: asks for its version. The key before it is the host's.
    headers.append_valid(b"Sec-WebSocket-Version", b"13");
    // concept-websocket-establish 8: lists the protocols. The extensions after them are the host's.
    if !protocols.is_empty() {
        headers.append_valid(b"Sec-WebSocket-Protocol", protocols.join(", ").as_bytes());
    }
    request.headers = headers;
    request
}

/// Refuses a protocol that is not valid, and one that is given twice.
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
