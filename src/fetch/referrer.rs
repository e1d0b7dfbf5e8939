use super::fetch_params::FetchParams;
use crate::origin::Origin;
use crate::referrer::{DetermineReferrer, SentReferrer, strip_url};
use crate::request::Referrer;
use crate::trustworthy::is_potentially_trustworthy_url;

impl FetchParams {
    /// Returns the referrer to send to the server of the current URL, as [`DetermineReferrer`] decides.
    ///
    /// <https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer>
    pub(super) fn referrer(&self) -> Referrer {
        let request = &self.request;
        // determine-requests-referrer 1, 2: the policy and the client are those of the request.
        let client = &request.client;
        // determine-requests-referrer 3: the referrer source is the URL from which the referrer is made.
        let source = match &self.referrer_source {
            Referrer::NoReferrer => None,
            // determine-requests-referrer 3a, 3a.1, 3a.1.1, 3a.1.2: a window with an opaque origin has no referrer.
            Referrer::Client if !client.is_worker() && client.origin().is_opaque() => None,
            // determine-requests-referrer 3a.1.4, 3a.2: the source is the URL of the window's document, or of the worker.
            Referrer::Client => client.url(),
            // determine-requests-referrer 3b: if the request's referrer is a URL, it is the source.
            Referrer::Url(url) => Some(url),
        };
        // determine-requests-referrer 4, 5: strips the source of what is never sent, or of everything but its origin.
        let stripped = |origin_only| source.and_then(|source| strip_url(source, origin_only));
        let (Some(source), Some(url)) = (source, stripped(false)) else { return Referrer::NoReferrer };
        let source_origin = Origin::of(source);
        let sent = DetermineReferrer {
            policy: request.referrer_policy,
            source_len: url.as_str().len(),
            ..DetermineReferrer::new(
                &source_origin,
                source.scheme(),
                request.url_list.current_origin(),
                self.current_url_is_trustworthy(),
            )
        };
        match sent.determine() {
            SentReferrer::NoReferrer => Referrer::NoReferrer,
            SentReferrer::Origin => stripped(true).map_or(Referrer::NoReferrer, Referrer::Url),
            SentReferrer::Url => Referrer::Url(url),
        }
    }

    /// Returns whether the current URL is potentially trustworthy.
    pub(super) fn current_url_is_trustworthy(&self) -> bool {
        let (url, origin) = (self.request.current_url(), self.request.url_list.current_origin());
        self.exceptions.is_trustworthy || is_potentially_trustworthy_url(url.scheme(), url.path(), origin)
    }
}
