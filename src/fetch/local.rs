use http::Response;
use url::Url;

use super::Step;
use super::state::{Fetch, Received};
use crate::error::{Phase, Reason};
use crate::filter::Provenance;
use crate::preflight::PreflightCache;
use crate::request::Request;

/// A URL that the host serves itself: `about:blank`, `blob:`, `data:` or `file:`.
///
/// What such a URL holds is the host's to find: the blob of a `blob:` URL, the bytes of a `data:` URL, and
/// whether there are files at all.
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
pub struct LocalFetch {
    fetch: Fetch,
    kind: LocalUrl,
}

/// What a host may have to serve itself.
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, fetch::LocalUrl};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("data:,a").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Local(local) = step else { unreachable!() };
/// assert_eq!(local.kind(), LocalUrl::Data);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a host must serve or fail each")]
pub enum LocalUrl {
    /// `about:blank`: an empty document.
    AboutBlank,
    /// A `blob:` URL. It answers to `GET` only, so with other methods the host is not asked.
    Blob,
    /// A `data:` URL.
    Data,
    /// A `file:` URL; when in doubt, fail.
    File,
}

impl LocalUrl {
    /// Which kind a URL is; `None` for one of the network or of nobody.
    ///
    /// ```
    /// use fetch_cors::fetch::LocalUrl;
    /// assert_eq!(LocalUrl::of(&"about:blank".parse()?), Some(LocalUrl::AboutBlank));
    /// assert_eq!(LocalUrl::of(&"about:config".parse()?), None);
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        match url.scheme() {
            // concept-scheme-fetch 3a: nothing but `about:blank`.
            "about" if url.path() == "blank" => Some(Self::AboutBlank),
            // concept-scheme-fetch 3b, 3c, 3d: the host's.
            "blob" => Some(Self::Blob),
            "data" => Some(Self::Data),
            "file" => Some(Self::File),
            _ => None,
        }
    }
}

impl LocalFetch {
    pub(super) fn new(fetch: Fetch, kind: LocalUrl) -> Self {
        Self { fetch, kind }
    }

    /// Which kind of URL it is.
    #[must_use]
    pub fn kind(&self) -> LocalUrl {
        self.kind
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.fetch.request.current_url()
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.fetch.request
    }

    /// Answers with what the URL holds.
    pub fn respond<B>(self, response: Response<B>) -> Step<B> {
        // concept-scheme-fetch 3b.14.1: of a blob, a range may be asked for.
        let range_requested = self.kind == LocalUrl::Blob && self.request().headers.contains(b"range");
        let provenance = Provenance { range_requested, ..Provenance::default() };
        self.fetch.finish(Received::Local(response, provenance))
    }

    /// Answers that the URL holds nothing.
    pub fn fail<B>(self, cache: &mut PreflightCache) -> Step<B> {
        let scheme = self.url().scheme().to_owned();
        self.fetch.refuse(Phase::Local, Reason::LocalFailure { scheme }, None, cache)
    }
}
