//! HTTP-network-or-cache fetch: <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>.

use http::{Method, Response};

use super::fetch_params::FetchParams;
use super::{Exchange, Purpose, Step};
use crate::credentials::{cross_origin_embedder_policy_allows_credentials, include_credentials};
use crate::fetch_metadata::FetchMetadata;
use crate::filter::ResponseFlags;
use crate::header::HeaderList;
use crate::origin_header::OriginHeader;
use crate::preflight::PreflightCache;
use crate::request::{CredentialsMode, Mode, Request, ResponseTainting};
use crate::timestamp::Timestamp;

/// The standard's *httpRequest*: a request that is about to go on the wire, as far as it may differ from the
/// fetch params' own.
pub(super) struct HttpRequest {
    pub(super) purpose: Purpose,
    pub(super) method: Method,
    pub(super) headers: HeaderList,
    pub(super) mode: Mode,
    pub(super) credentials_mode: CredentialsMode,
    pub(super) response_tainting: ResponseTainting,
}

impl HttpRequest {
    /// Makes the actual request.
    pub(super) fn actual(request: &Request) -> Self {
        // concept-http-network-or-cache-fetch 8.1, 8.2, 8.2.1, 8.2.2, 8.2.3: it is always a copy, so that a
        // redirect starts from the request as it was.
        Self {
            purpose: Purpose::Actual,
            method: request.method.clone(),
            headers: request.headers.to_message(),
            mode: request.mode,
            credentials_mode: request.credentials_mode,
            response_tainting: request.response_tainting,
        }
    }
}

impl FetchParams {
    /// Completes the message that the host has to send.
    pub(super) fn http_network_or_cache_fetch(self, http_request: HttpRequest) -> Exchange {
        let HttpRequest { purpose, method, mut headers, mode, credentials_mode, response_tainting } =
            http_request;
        let request = &self.request;
        let serialized_origin = request.byte_serialized_origin();
        // concept-http-network-or-cache-fetch 8.4: the client's embedder policy may forbid credentials.
        let include_credentials = include_credentials(credentials_mode, response_tainting)
            && cross_origin_embedder_policy_allows_credentials(
                mode,
                Some(request.client.embedder_policy().value),
                request.origin.same_origin_url(request.current_url()),
                serialized_origin.is_tainted(),
            );
        // concept-http-network-or-cache-fetch 8.12: the `Origin` header tells the server who asks.
        let origin = OriginHeader {
            origin: &request.origin,
            serialized: serialized_origin,
            current_url: request.current_url(),
            method: &method,
            mode,
            response_tainting,
            referrer_policy: request.referrer_policy,
        };
        if let Some(origin) = origin.value() {
            headers.append_valid(b"Origin", origin);
        }
        // concept-http-network-or-cache-fetch 8.13: the Fetch Metadata headers tell it what kind of request it is.
        if request.client.fetch_metadata() {
            let is_actual = purpose == Purpose::Actual;
            let metadata = FetchMetadata {
                origin: &request.origin,
                mode,
                destination: request.destination,
                // No user started a preflight: it is a request of its own.
                user_activation: request.user_activation && is_actual,
                user_initiated: request.user_initiated && is_actual,
                sites: request.client.sites(),
            };
            for (name, value) in metadata.headers(&request.url_list) {
                headers.set_valid(name.as_bytes(), value.as_bytes());
            }
        }
        // concept-http-network-or-cache-fetch 8.19: a range of an encoded response could not be decoded.
        if headers.contains(b"range") {
            headers.append_valid(b"Accept-Encoding", b"identity");
        }
        Exchange { params: self, purpose, method, headers, include_credentials }
    }
}

impl Exchange {
    /// Goes on with the response that the host received.
    pub(super) fn receive<B>(
        self,
        response: Response<B>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        if self.is_preflight() {
            return self.params.receive_preflight_response(&response, cache, now);
        }
        // concept-http-network-or-cache-fetch 12: the URL list of the response is the request's.
        let flags = ResponseFlags {
            // concept-http-network-or-cache-fetch 13: the response may be a range only if one was asked for.
            range_requested: self.headers.contains(b"range"),
            // concept-http-network-or-cache-fetch 14: it may depend on credentials only if they were sent.
            request_includes_credentials: self.include_credentials,
        };
        self.params.receive_from_network(response, flags, cache)
    }

    /// Returns whether the host may prompt its user for a password after a 401.
    pub(super) fn prompts_are_allowed(&self) -> bool {
        // concept-http-network-or-cache-fetch 15: prompting itself is the host's, and so is the status.
        !self.is_preflight()
            && self.request().response_tainting() != ResponseTainting::Cors
            && self.include_credentials
        // concept-http-network-or-cache-fetch 19: what the host's layers ended with is the response.
    }
}
