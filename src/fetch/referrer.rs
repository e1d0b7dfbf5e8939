use super::fetch_params::FetchParams;
use crate::origin::Origin;
use crate::referrer::{DetermineReferrer, SentReferrer, strip_url};
use crate::request::Referrer;
use crate::trustworthy::is_potentially_trustworthy_url;

impl FetchParams {
    /// Returns the referrer that the server of the current URL is told. [`DetermineReferrer`] decides.
    pub(super) fn referrer(&self) -> Referrer {
        let request = &self.request;
        let source = match &self.referrer_source {
            Referrer::NoReferrer => None,
            Referrer::Client => request.client.referrer_source(),
            Referrer::Url(url) => Some(url),
        };
        let Some((source, url)) = source.and_then(|source| Some((source, strip_url(source, false)?))) else {
            return Referrer::NoReferrer;
        };
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
            SentReferrer::Origin => strip_url(source, true).map_or(Referrer::NoReferrer, Referrer::Url),
            SentReferrer::Url => Referrer::Url(url),
        }
    }

    /// Returns whether the current URL is potentially trustworthy.
    pub(super) fn current_url_is_trustworthy(&self) -> bool {
        let (url, origin) = (self.request.current_url(), self.request.url_list.current_origin());
        self.exceptions.is_trustworthy || is_potentially_trustworthy_url(url.scheme(), url.path(), origin)
    }
}
