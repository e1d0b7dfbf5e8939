//! HTTP-network-or-cache fetch, in part. The engine completes the message and takes the final response; the host does the
//! rest.
//!
//! <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>

use http::Method;
use url::{Position, Url};

use super::fetch_params::FetchParams;
use super::{Exchange, Purpose, Step};
use crate::authentication::AfterResponse;
use crate::credentials::{cross_origin_embedder_policy_allows_credentials, include_credentials};
use crate::error::HostError;
use crate::fetch_metadata::FetchMetadata;
use crate::filter::ResponseFlags;
use crate::header::HeaderList;
use crate::origin_header::OriginHeader;
use crate::preflight::PreflightCache;
use crate::request::{CacheMode, CredentialsMode, Mode, Referrer, Request, ResponseTainting};
use crate::response::Response;
use crate::timestamp::Timestamp;

/// The standard's *httpRequest*: the fields in which a message can differ from the request of the fetch params.
#[derive(Debug)]
pub(super) struct HttpRequest {
    pub(super) purpose: Purpose,
    pub(super) method: Method,
    pub(super) headers: HeaderList,
    pub(super) mode: Mode,
    pub(super) credentials_mode: CredentialsMode,
    pub(super) cache_mode: CacheMode,
    pub(super) keepalive: bool,
    pub(super) response_tainting: ResponseTainting,
}

impl HttpRequest {
    /// Creates the message of the actual request.
    pub(super) fn actual(request: &Request) -> Self {
        // concept-http-network-or-cache-fetch 8.1, 8.2, 8.2.1, 8.2.2, 8.2.3: the message is always a copy, so the headers
        // that it gets do not stay in the request for a redirect.
        Self {
            purpose: Purpose::Actual,
            method: request.method.clone(),
            headers: request.headers.to_message(),
            mode: request.mode,
            credentials_mode: request.credentials_mode,
            cache_mode: request.cache_mode,
            keepalive: request.keepalive,
            response_tainting: request.response_tainting,
        }
    }
}

impl FetchParams {
    /// Completes the message with its headers, and returns it for the host to send.
    pub(super) fn http_network_or_cache_fetch(self, mut message: HttpRequest) -> Exchange {
        let HttpRequest { purpose, method, headers, mode, credentials_mode, response_tainting, .. } =
            &mut message;
        let (mode, response_tainting) = (*mode, *response_tainting);
        let request = &self.request;
        let (url, url_origin) = (request.current_url(), request.url_list.current_origin());
        let serialized_origin = request.byte_serialized_origin();
        // concept-http-network-or-cache-fetch 8.4: the client's embedder policy may forbid credentials.
        let include_credentials = include_credentials(*credentials_mode, response_tainting)
            && cross_origin_embedder_policy_allows_credentials(
                mode,
                Some(request.client.embedder_policy().value),
                request.origin.same_origin(url_origin),
                serialized_origin.is_tainted(),
            );
        // concept-http-network-or-cache-fetch 8.11, 8.11.1, 8.11.2: adds the `Referer` header, if there is a referrer.
        if let Referrer::Url(referrer) = &request.referrer
            && request.client.referrer_header()
        {
            headers.append_valid(b"Referer", referrer.as_str().as_bytes());
        }
        // concept-http-network-or-cache-fetch 8.12: adds the `Origin` header, if this message needs one.
        let origin = OriginHeader {
            method: method.as_str().as_bytes(),
            response_tainting,
            referrer_policy: request.referrer_policy,
            ..OriginHeader::new(&request.origin, serialized_origin, url_origin, url.scheme(), mode)
        };
        if let Some(origin) = origin.value() {
            headers.append_valid(b"Origin", origin);
        }
        // concept-http-network-or-cache-fetch 8.13: adds the `Sec-Fetch-*` headers.
        if request.client.fetch_metadata() {
            let is_actual = *purpose == Purpose::Actual;
            let trustworthy = self.current_url_is_trustworthy();
            let metadata = FetchMetadata {
                destination: request.destination,
                // A preflight is a request of its own, which the user neither activated nor began.
                user_activation: request.user_activation && is_actual,
                user_initiated: request.user_initiated && is_actual,
                ..FetchMetadata::new(&request.origin, trustworthy, mode, request.client.sites())
            };
            for (name, value) in metadata.headers(request.url_list.origins()) {
                headers.set_valid(name.as_bytes(), value.as_bytes());
            }
        }
        // concept-http-network-or-cache-fetch 8.19: asks for a response without content coding, because a range of an
        // encoded response cannot be decoded.
        if headers.contains(b"range") {
            headers.append_valid(b"Accept-Encoding", b"identity");
        }
        Exchange { params: self, message, include_credentials }
    }
}

impl Exchange {
    /// Returns the flags of the response that the host received.
    fn response_flags(&self) -> ResponseFlags {
        // concept-http-network-or-cache-fetch 12: `FetchParams::url_list_of` gives the response its URL list.
        ResponseFlags {
            // concept-http-network-or-cache-fetch 13: remembers whether the message has a `Range` header.
            range_requested: self.message.headers.contains(b"range"),
            // concept-http-network-or-cache-fetch 14: remembers whether the message includes credentials.
            request_includes_credentials: self.include_credentials,
        }
    }

    /// Ends the algorithm with the host's response, and continues CORS-preflight fetch or HTTP fetch with it.
    pub(super) fn end_http_network_or_cache_fetch<B>(
        self,
        response: Response<B>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        if let Some(error) = response.url().and_then(|url| foreign_response(url, self.url())) {
            let (phase, status) = (self.phase(), Some(response.status()));
            return self.params.end_with_host_error(phase, error, status);
        }
        // Steps 15.2.1 and 16.1 end in a network error. All other attempts of steps 15 to 17 are the host's to make.
        if let AfterResponse::GiveUp(error) = self.first_attempt().after(response.status()) {
            let (phase, status) = (self.phase(), Some(response.status()));
            return self.params.end_with_network_error(phase, error.into(), status, cache);
        }
        // concept-http-network-or-cache-fetch 19: returns the response, which is final because the host has handled its HTTP
        // cache and authentication.
        if self.is_preflight() {
            return self.params.end_cors_preflight_fetch(&response, cache, now);
        }
        let flags = self.response_flags();
        self.params.http_fetch_after_network(response, flags, cache)
    }
}

/// Returns the error for a response that came from another URL than the expected one, or `None` if the URLs are the same.
/// The fragment, the user name and the password may differ, because an HTTP client does not send them.
pub(super) fn foreign_response(response_url: &Url, expected: &Url) -> Option<HostError> {
    (sent(response_url) != sent(expected)).then(|| HostError::foreign_response(response_url, expected))
}

/// Returns the parts of a URL that decide where and what an HTTP client sends.
fn sent(url: &Url) -> (&str, &str) {
    (url.scheme(), &url[Position::BeforeHost..Position::AfterQuery])
}
