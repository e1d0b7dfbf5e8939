use std::fmt;

use http::Method;
use url::Url;

use super::client::Client;
use super::error::RequestError;
use super::into_url::IntoUrl;
use super::modes::{CacheMode, CredentialsMode, Mode, RedirectMode, ServiceWorkersMode};
use super::referrer::Referrer;
use super::request::Request;
use super::websocket_builder::check_protocols;
use crate::header::{Guard, HeaderList, Headers};
use crate::redacted::{RedactedHeaders, RedactedUrl};

/// The maximum length of a protocol in bytes.
const MAX_PROTOCOL: usize = 512;

impl Client {
    /// Begins the request of `new WebTransport(url)`, which is a `CONNECT`.
    ///
    /// Its mode is *webtransport*, so CORS does not apply: the server decides by the `Origin` header. It includes no
    /// credentials, and a redirect is a network error.
    ///
    /// `url` is the URL that the page passes, with the scheme `https`.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Mode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.web_transport("https://game.example/").protocol("v1").build()?;
    /// assert_eq!((request.method(), request.mode()), (&http::Method::CONNECT, Mode::Webtransport));
    /// assert_eq!(request.headers().get(b"wt-available-protocols")?.as_deref(), Some(&b"\"v1\""[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn web_transport(&self, url: impl IntoUrl) -> WebTransportBuilder {
        WebTransportBuilder {
            client: self.clone(),
            url: url.into_url(self),
            headers: Vec::new(),
            protocols: Vec::new(),
        }
    }
}

/// A builder for the request of a WebTransport session. [`Client::web_transport`] begins it, and [`build`](Self::build)
/// checks everything.
///
/// A header that script may not set is left out without an error, as in a page. The request has no referrer. The host sends
/// the pseudo-header `:protocol` with the value `webtransport`, checks the hashes of certificates, and decides whether
/// sessions share a connection.
///
/// ```
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let session = page.web_transport("https://game.example/").header("x-token", "1").header("Cookie", "a=1");
/// assert_eq!(session.build()?.headers().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct WebTransportBuilder {
    client: Client,
    url: Result<Url, RequestError>,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
    protocols: Vec<String>,
}

impl WebTransportBuilder {
    /// Adds a header of the option `headers`. White space around the value is removed. By default, there is none.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Adds several headers, each as [`header`](Self::header) does.
    pub fn headers<N: AsRef<[u8]>, V: AsRef<[u8]>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Adds a protocol of the option `protocols`. The server selects one. By default, there is none.
    pub fn protocol(mut self, protocol: impl Into<String>) -> Self {
        self.protocols.push(protocol.into());
        self
    }

    /// Adds several protocols, each as [`protocol`](Self::protocol) does.
    pub fn protocols<P: Into<String>>(self, protocols: impl IntoIterator<Item = P>) -> Self {
        protocols.into_iter().fold(self, Self::protocol)
    }

    /// Builds the request of the session.
    ///
    /// Takes time linear in the length of what was given, plus the time to sort the protocols.
    ///
    /// <https://w3c.github.io/webtransport/#webtransport-constructor>
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `new WebTransport()` would throw an exception, and the first one if there are several
    /// mistakes: [`RequestError::InvalidUrl`], [`RequestError::WebTransportScheme`], [`RequestError::UrlHasFragment`],
    /// [`RequestError::InvalidProtocol`], [`RequestError::RepeatedProtocol`], [`RequestError::InvalidHeader`] or
    /// [`RequestError::ProtocolsHeader`].
    pub fn build(self) -> Result<Request, RequestError> {
        // webtransport-constructor 1, 2, 3: the URL was parsed against the client's base URL.
        let url = self.url?;
        // webtransport-constructor 4: refuses every scheme but `https`.
        if url.scheme() != "https" {
            return Err(RequestError::WebTransportScheme { scheme: url.scheme().to_owned() });
        }
        // webtransport-constructor 5: refuses a fragment.
        if url.fragment().is_some() {
            return Err(RequestError::UrlHasFragment { url: RedactedUrl(&url).to_string() });
        }
        // webtransport-constructor 12, 13: refuses a protocol that cannot be sent, or that is given twice.
        check_protocols(&self.protocols, is_protocol)?;
        // webtransport-constructor 26, 27, 28: the request cannot be redirected, and no service worker sees it.
        let mut request = Request::new(&self.client, url);
        request.referrer = Referrer::NoReferrer;
        request.service_workers_mode = ServiceWorkersMode::None;
        request.mode = Mode::Webtransport;
        request.credentials_mode = CredentialsMode::Omit;
        request.cache_mode = CacheMode::NoStore;
        request.redirect_mode = RedirectMode::Error;
        // webtransport-constructor 29: sets the method. The host sends the pseudo-header `:protocol`.
        request.method = Method::CONNECT;
        // webtransport-constructor 30: refuses an invalid header.
        let mut given = HeaderList::new();
        let filled = Headers::new(&mut given, Guard::None).fill(self.headers.iter().map(|(n, v)| (n, v)));
        filled.map_err(RequestError::from_guard)?;
        // webtransport-constructor 31, 32: appends each header that script may set.
        let mut headers = Headers::new(&mut request.headers, Guard::Request);
        for (name, value) in given.iter() {
            // webtransport-constructor 32.1: refuses the header that step 33 sets.
            if name.eq_ignore_ascii_case(b"wt-available-protocols") {
                return Err(RequestError::ProtocolsHeader);
            }
            // webtransport-constructor 32.2: appends the header, unless it is forbidden to script.
            headers.append(name, value).map_err(RequestError::from_guard)?;
        }
        // webtransport-constructor 33: lists the protocols in a header.
        if !self.protocols.is_empty() {
            let strings: Vec<String> =
                self.protocols.iter().map(|protocol| structured_string(protocol)).collect();
            request.headers.set_valid(b"WT-Available-Protocols", strings.join(", ").as_bytes());
        }
        Ok(request)
    }
}

/// Prints the URL without user name, password, query and fragment, and no header value that may be a secret. Prints only the
/// number of the protocols, because pages put secrets into them.
impl fmt::Debug for WebTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebTransportBuilder")
            .field("client", &self.client)
            .field("url", &self.url.as_ref().map(RedactedUrl))
            .field("headers", &RedactedHeaders(&self.headers))
            .field("protocols", &self.protocols.len())
            .finish()
    }
}

/// Checks whether a protocol has an allowed length, and whether a string of a structured header can hold it.
fn is_protocol(protocol: &str) -> bool {
    (1..=MAX_PROTOCOL).contains(&protocol.len()) && protocol.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Serializes a string as an item of a structured header.
fn structured_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
