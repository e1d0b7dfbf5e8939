use http::Response;
use url::Url;

use super::Step;
use super::state::{Fetch, Received};
use crate::error::{Phase, Reason};
use crate::preflight::PreflightCache;
use crate::request::Request;

/// A URL that the host serves itself: `about:blank`, `blob:`, `data:` or `file:`.
///
/// What such a URL holds is the host's to find: the blob of a `blob:` URL (which answers to `GET` only),
/// the bytes of a `data:` URL, and whether there are files at all.
///
/// <https://fetch.spec.whatwg.org/#concept-scheme-fetch>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut cache = PreflightCache::new();
/// let step = fetch(page.fetch("data:text/plain,hello").build()?, &mut cache, Timestamp::ZERO);
/// let Step::<&str>::Local(local) = step else { unreachable!() };
/// assert_eq!(local.url().path(), "text/plain,hello");
/// let Step::Done(Ok(response)) = local.respond(http::Response::new("hello")) else { unreachable!() };
/// assert_eq!(response.response_type().as_str(), "basic");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a fetch goes on only if it is answered"]
pub struct LocalFetch(Box<Fetch>);

impl LocalFetch {
    pub(super) fn new(fetch: Box<Fetch>) -> Self {
        Self(fetch)
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.0.request.current_url()
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0.request
    }

    /// Answers with what the URL holds.
    pub fn respond<B>(self, response: Response<B>) -> Step<B> {
        self.0.finish(Received::Network(response))
    }

    /// Answers that the URL holds nothing.
    pub fn fail<B>(self, cache: &mut PreflightCache) -> Step<B> {
        self.0.refuse(Phase::Local, Reason::NetworkFailure, None, cache)
    }
}
