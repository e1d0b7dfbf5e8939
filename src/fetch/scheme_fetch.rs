//! Scheme fetch, which decides by the scheme of the URL: <https://fetch.spec.whatwg.org/#concept-scheme-fetch>.

use http::Method;

use super::fetch_params::FetchParams;
use super::local::{LocalFetch, LocalUrl};
use super::{ServiceWorkerResponse, Step};
use crate::error::{Phase, Reason};
use crate::filter::ResponseFlags;
use crate::preflight::PreflightCache;
use crate::timestamp::Timestamp;

impl FetchParams {
    /// Runs scheme fetch until there is something for the host to do.
    pub(super) fn scheme_fetch<B>(
        self,
        service_worker: Option<ServiceWorkerResponse<B>>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Step<B> {
        let url = self.request.current_url();
        // concept-scheme-fetch 1, 2: a host cancels a fetch by dropping its step.
        // concept-scheme-fetch 3: the scheme decides what happens.
        match LocalUrl::of(url) {
            // concept-scheme-fetch 3a: of `about:` URLs, only `about:blank` can be fetched.
            Some(kind @ LocalUrl::AboutBlank) => {
                Step::Local(LocalFetch::new(self, kind, ResponseFlags::default()))
            }
            // concept-scheme-fetch 3b: the host keeps the blobs.
            Some(kind @ LocalUrl::Blob) => {
                // concept-scheme-fetch 3b.2: refuses every method but `GET`. The host checks whether the blob exists.
                if self.request.method != Method::GET {
                    let reason = Reason::BlobMethod { method: self.request.method.to_string() };
                    return self.end_with_network_error(Phase::Request, reason, None, cache);
                }
                // concept-scheme-fetch 3b.14.1: sets the range-requested flag if the request has a `Range` header.
                let range_requested = self.request.headers.contains(b"range");
                let flags = ResponseFlags { range_requested, ..ResponseFlags::default() };
                Step::Local(LocalFetch::new(self, kind, flags))
            }
            // concept-scheme-fetch 3c, 3d: the host decodes the `data:` URL or reads the file.
            Some(kind @ (LocalUrl::Data | LocalUrl::File)) => {
                Step::Local(LocalFetch::new(self, kind, ResponseFlags::default()))
            }
            // concept-scheme-fetch 3e: an HTTP(S) URL goes on to HTTP fetch.
            None if self.is_http_url() => self.http_fetch(false, service_worker, cache, now),
            // concept-scheme-fetch 4: an unsupported scheme is a network error.
            None => {
                let reason = Reason::Scheme { scheme: url.scheme().to_owned() };
                self.end_with_network_error(Phase::Request, reason, None, cache)
            }
        }
    }
}
