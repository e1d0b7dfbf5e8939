//! HTTP-network-or-cache fetch: <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>.

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
    /// Makes the actual request.
    pub(super) fn actual(request: &Request) -> Self {
        // concept-http-network-or-cache-fetch 8.1, 8.2, 8.2.1, 8.2.2, 8.2.3: it is always a copy, so a redirect starts
        // from the request as it was.
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
    /// Completes the message that the host has to send.
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
        // concept-http-network-or-cache-fetch 8.12: adds the `Origin` header.
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
                // A preflight is a separate request, which no user activated.
                user_activation: request.user_activation && is_actual,
                user_initiated: request.user_initiated && is_actual,
                ..FetchMetadata::new(&request.origin, trustworthy, mode, request.client.sites())
            };
            for (name, value) in metadata.headers(request.url_list.origins()) {
                headers.set_valid(name.as_bytes(), value.as_bytes());
            }
        }
        // concept-http-network-or-cache-fetch 8.19: asks for an unencoded response, as a range of an encoded
        // one cannot be decoded.
        if headers.contains(b"range") {
            headers.append_valid(b"Accept-Encoding", b"identity");
        }
        Exchange { params: self, message, include_credentials }
    }
}

impl Exchange {
    /// Returns the flags of the response that the host received.
    fn response_flags(&self) -> ResponseFlags {
        // concept-http-network-or-cache-fetch 12: see `FetchParams::url_list_of`.
        ResponseFlags {
            // concept-http-network-or-cache-fetch 13: remembers whether the message has a `Range` header.
            range_requested: self.message.headers.contains(b"range"),
            // concept-http-network-or-cache-fetch 14: remembers whether the message includes credentials.
            request_includes_credentials: self.include_credentials,
        }
    }

    /// Returns the response that the host received to the algorithm that asked for it.
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
        // Steps 15.2.1 and 16.1. The host has made all other attempts already.
        if let AfterResponse::GiveUp(error) = self.first_attempt().after(response.status()) {
            let (phase, status) = (self.phase(), Some(response.status()));
            return self.params.end_with_network_error(phase, error.into(), status, cache);
        }
        // concept-http-network-or-cache-fetch 19: the response is the one that the host's layers ended with.
        if self.is_preflight() {
            return self.params.end_cors_preflight_fetch(&response, cache, now);
        }
        let flags = self.response_flags();
        self.params.http_fetch_after_network(response, flags, cache)
    }
}

/// Returns the error of a host that passes the response of another URL. An HTTP client sends neither fragment nor user name
/// and password, so these may differ.
pub(super) fn foreign_response(response_url: &Url, expected: &Url) -> Option<HostError> {
    (sent(response_url) != sent(expected)).then(|| HostError::foreign_response(response_url, expected))
}

/// Returns the parts of a URL that an HTTP client sends.
fn sent(url: &Url) -> (&str, &str) {
    (url.scheme(), &url[Position::BeforeHost..Position::AfterQuery])
}
