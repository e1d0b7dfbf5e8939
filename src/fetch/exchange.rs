use http::uri::Uri;
use http::{Method, Response};
use url::{Position, Url};

use super::Step;
use super::state::{Fetch, Received};
use crate::check::cors_check;
use crate::credentials::{cross_origin_embedder_policy_allows_credentials, include_credentials};
use crate::error::{Phase, Reason};
use crate::fetch_metadata::FetchMetadata;
use crate::filter::Provenance;
use crate::header::{HeaderList, ToHeaderMapError, cors_unsafe_request_header_names};
use crate::origin_header::OriginHeader;
use crate::preflight::{CacheKey, PreflightCache, PreflightNeed, PreflightedRequest};
use crate::redirect::is_redirect_status;
use crate::request::{BodyKind, CredentialsMode, Mode, Request, ResponseTainting};
use crate::timestamp::Timestamp;

/// A message to put on the wire, complete but for what only a network layer knows: `Host`, the body's
/// length, cookies, its own `User-Agent`, `Referer` and cache headers.
///
/// What comes back is what the host's HTTP layer ends with: after its cache, a 304 that revalidates, and
/// what it retries for 401, 407 and 421. Redirects are not its to follow.
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// assert_eq!(exchange.method(), http::Method::GET);
/// let headers: Vec<_> = exchange.headers().iter().collect();
/// let expected: [(&[u8], &[u8]); 5] = [
///     (b"Accept", b"*/*"),
///     (b"Origin", b"https://app.example"),
///     (b"Sec-Fetch-Dest", b"empty"),
///     (b"Sec-Fetch-Mode", b"cors"),
///     (b"Sec-Fetch-Site", b"cross-site"),
/// ];
/// assert_eq!(headers, expected);
/// assert!(!exchange.include_credentials());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a fetch goes on only if it is answered"]
pub struct Exchange {
    fetch: Fetch,
    purpose: Purpose,
    method: Method,
    headers: HeaderList,
    include_credentials: bool,
}

/// What a message is for.
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, fetch::Purpose};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").header("x-token", "1").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// let Purpose::Preflight(why) = exchange.purpose() else { unreachable!() };
/// assert_eq!(why.header_names, ["x-token"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a message is one or the other")]
pub enum Purpose {
    /// To ask whether the actual request may be sent, for these reasons.
    Preflight(PreflightNeed),
    /// The request itself.
    Actual,
}

impl Exchange {
    pub(super) fn preflight(fetch: Fetch, need: PreflightNeed, headers: HeaderList) -> Self {
        // cors-preflight-fetch-0 1: the preflight has the URL list, origin and referrer policy of its
        // request, but a mode, a tainting and a credentials mode of its own.
        let mode = Mode::Cors;
        // cors-preflight-fetch-0 6: to the network, with no HTTP fetch around it.
        Self::new(
            fetch,
            Purpose::Preflight(need),
            Method::OPTIONS,
            headers,
            mode,
            CredentialsMode::SameOrigin,
            ResponseTainting::Cors,
        )
    }

    pub(super) fn actual(fetch: Fetch) -> Self {
        let request = &fetch.request;
        // concept-http-network-or-cache-fetch 8.1, 8.2, 8.2.1, 8.2.2, 8.2.3: a copy, so that a redirect
        // begins with what the request was.
        let (method, headers) = (request.method.clone(), request.headers.to_message());
        let (mode, credentials, tainting) =
            (request.mode, request.credentials_mode, request.response_tainting);
        Self::new(fetch, Purpose::Actual, method, headers, mode, credentials, tainting)
    }

    /// HTTP-network-or-cache fetch, as far as it makes the message.
    fn new(
        fetch: Fetch,
        purpose: Purpose,
        method: Method,
        mut headers: HeaderList,
        mode: Mode,
        credentials_mode: CredentialsMode,
        response_tainting: ResponseTainting,
    ) -> Self {
        let request = &fetch.request;
        let serialized = request.byte_serialized_origin();
        // concept-http-network-or-cache-fetch 8.4: unless the embedder policy goes without.
        let include_credentials = include_credentials(credentials_mode, response_tainting)
            && cross_origin_embedder_policy_allows_credentials(
                mode,
                Some(request.client.embedder_policy().value),
                request.origin.same_origin_url(request.current_url()),
                serialized.is_tainted(),
            );
        // concept-http-network-or-cache-fetch 8.12: the origin.
        let origin = OriginHeader {
            origin: &request.origin,
            serialized,
            current_url: request.current_url(),
            method: &method,
            mode,
            response_tainting,
            referrer_policy: request.referrer_policy,
        };
        if let Some(origin) = origin.value() {
            headers.append_valid(b"Origin", origin);
        }
        // concept-http-network-or-cache-fetch 8.13: what kind of request it is, and from where.
        if request.client.fetch_metadata() {
            let metadata = FetchMetadata {
                origin: &request.origin,
                mode,
                destination: request.destination,
                // A preflight is a request of its own, which no user began.
                user_activation: request.user_activation && purpose == Purpose::Actual,
                user_initiated: request.user_initiated && purpose == Purpose::Actual,
                sites: request.client.sites(),
            };
            for (name, value) in metadata.headers(&request.url_list) {
                headers.set_valid(name.as_bytes(), value.as_bytes());
            }
        }
        // concept-http-network-or-cache-fetch 8.19: a part of what is encoded is no use.
        if headers.contains(b"range") {
            headers.append_valid(b"Accept-Encoding", b"identity");
        }
        Self { fetch, purpose, method, headers, include_credentials }
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// Whether it is a preflight.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.purpose != Purpose::Actual
    }

    /// The message's method: `OPTIONS` for a preflight.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Where to send it: the request's current URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.request().current_url()
    }

    /// The message's headers: those of the request, or of the preflight, with `Origin`, `Sec-Fetch-*` and
    /// `Accept-Encoding` as far as the standard adds them.
    #[must_use]
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// Whether credentials go with it: cookies, an authentication entry as `Authorization`, a client
    /// certificate; and whether those that come back are kept.
    #[must_use]
    pub fn include_credentials(&self) -> bool {
        self.include_credentials
    }

    /// Whether the request's body goes with it. A redirect may have dropped it.
    #[must_use]
    pub fn send_body(&self) -> bool {
        !self.is_preflight() && self.request().body != BodyKind::None
    }

    /// Whether the host may ask its user for a password when the status is 401, if there is somebody to
    /// ask, and then send the message again. It [`fail`](Self::fail)s where it would have to send a
    /// [`BodyKind::Stream`] again. After a 421 it sends anything but a stream again, once and over a new
    /// connection, and responds with the 421 otherwise.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    #[must_use]
    pub fn may_prompt(&self) -> bool {
        // concept-http-network-or-cache-fetch 15: prompting itself is the host's.
        !self.is_preflight() && !self.fetch.is_cors_tainted() && self.include_credentials
    }

    /// The request as it is now; for a preflight, the one that it is about. The preflight itself has cache
    /// mode *default* and no keepalive, whatever that one has.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.fetch.request
    }

    /// The message as the `http` crate has it, to hand to a client: without fragment, user name and
    /// password in its URI, and without a body. A network layer of the host's own takes
    /// [`method`](Self::method), [`url`](Self::url) and [`headers`](Self::headers), which lose nothing.
    ///
    /// # Errors
    ///
    /// [`ToHttpError`]: the standard allows URLs, names and values that the `http` crate does not. What
    /// cannot be said cannot be sent: [`fail`](Self::fail) then.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example:8443/a?b#c").build()?;
    /// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
    /// let Step::Send(exchange) = step else { unreachable!() };
    /// assert_eq!(exchange.to_http()?.uri(), "https://api.example:8443/a?b");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_http(&self) -> Result<http::Request<()>, ToHttpError> {
        let url = self.url();
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let uri = Uri::builder().scheme(url.scheme()).authority(authority).path_and_query(path).build();
        let mut request = http::Request::new(());
        *request.uri_mut() = uri.map_err(|_| ToHttpError::Url { url: Box::new(url.clone()) })?;
        *request.method_mut() = self.method.clone();
        *request.headers_mut() = self.headers.to_header_map()?;
        Ok(request)
    }

    /// Takes the response.
    ///
    /// # Cost
    ///
    /// Linear in the response's headers; see [`PreflightedRequest::evaluate`] for preflights.
    pub fn respond<B>(self, response: Response<B>, cache: &mut PreflightCache, now: Timestamp) -> Step<B> {
        match self.purpose {
            Purpose::Preflight(_) => self.respond_to_preflight(&response, cache, now),
            Purpose::Actual => self.respond_to_actual(response, cache),
        }
    }

    /// Takes it that the network gave no response.
    pub fn fail<B>(self, cache: &mut PreflightCache) -> Step<B> {
        let phase = if self.is_preflight() { Phase::Preflight } else { Phase::Actual };
        self.fetch.refuse(phase, Reason::NetworkFailure, None, cache)
    }

    fn respond_to_preflight<B, C>(
        self,
        response: &Response<C>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        let request = &self.fetch.request;
        let names = cors_unsafe_request_header_names(&request.headers);
        let preflighted = PreflightedRequest {
            use_cors_preflight: request.use_cors_preflight,
            authorization_under_wildcard: request.client.authorization_under_wildcard(),
            ..PreflightedRequest::new(
                request.byte_serialized_origin(),
                request.credentials_mode,
                &request.method,
                &names,
            )
        };
        match preflighted.evaluate(response.status().as_u16(), response.headers()) {
            Ok(grant) => {
                let authorization_by_wildcard = grant.authorization_by_wildcard();
                // cors-preflight-fetch-0 7.16: granted, and remembered.
                cache.store(&CacheKey::of(request), &grant, now);
                let mut fetch = self.fetch;
                fetch.authorization_by_wildcard |= authorization_by_wildcard;
                fetch.send()
            }
            // concept-http-fetch 4.1.2: refused.
            Err(error) => self.fetch.refuse(Phase::Preflight, error.into(), Some(response.status()), cache),
        }
    }

    fn respond_to_actual<B>(mut self, response: Response<B>, cache: &mut PreflightCache) -> Step<B> {
        // concept-http-network-or-cache-fetch 19: what the host's layers ended with.
        let request = &self.fetch.request;
        // concept-http-fetch 4.4: shared, be it a redirect or not.
        let checked = if self.fetch.is_cors_tainted() {
            cors_check(response.headers(), request.byte_serialized_origin(), request.credentials_mode)
        } else {
            Ok(())
        };
        match checked {
            Ok(()) => {
                // concept-http-fetch 4.5: may script see how long it took?
                self.fetch.check_timing_allow(response.headers());
                let provenance = Provenance {
                    // concept-http-network-or-cache-fetch 13: whether a range was asked for.
                    range_requested: self.headers.contains(b"range"),
                    // concept-http-network-or-cache-fetch 14: and whether with credentials.
                    request_includes_credentials: self.include_credentials,
                };
                self.fetch.receive(Received::Network(response, provenance), cache)
            }
            Err(error) => {
                let status = response.status();
                let redirect = is_redirect_status(status.as_u16());
                let phase = if redirect { Phase::Redirect } else { Phase::Actual };
                self.fetch.refuse(phase, error.into(), Some(status), cache)
            }
        }
    }
}

/// Why a message cannot be said in types of the `http` crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToHttpError {
    /// The URL is no `http::Uri`: it is too long, most likely.
    #[error("the http crate cannot hold the URL {url}")]
    Url {
        /// The URL.
        url: Box<Url>,
    },
    /// The headers are no `http::HeaderMap`.
    #[error(transparent)]
    Headers(#[from] ToHeaderMapError),
}
