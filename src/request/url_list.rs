use std::fmt;
use std::iter::{Chain, Map, Once};
use std::slice::Iter;

use url::Url;

use crate::origin::Origin;
use crate::redacted::RedactedUrl;

/// The URL list of a request or a response: the first URL, and the URL of each redirect that was followed.
///
/// The list is never empty, and its last URL is the current one. It also holds the origin of each URL. Each URL with an
/// opaque origin has a different one. Two lists are equal if their URLs are equal, whatever the origins are.
///
/// <https://fetch.spec.whatwg.org/#concept-request-url-list>
///
/// ```
/// use fetch_cors::request::UrlList;
/// let list = UrlList::new("https://a.example/b".parse()?);
/// assert_eq!(list.current().as_str(), "https://a.example/b");
/// assert_eq!(list.current_origin().as_str(), "https://a.example");
/// assert_eq!(list.len(), 1);
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone)]
pub struct UrlList {
    earlier: Vec<UrlAndOrigin>,
    current: UrlAndOrigin,
}

type UrlAndOrigin = (Url, Origin);

/// Prints each URL without user name, password, query and fragment.
impl fmt::Debug for UrlList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(RedactedUrl)).finish()
    }
}

impl UrlList {
    /// Creates a list of one URL.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self { earlier: Vec::new(), current: with_origin(url) }
    }

    /// Returns the current URL, which is the last one.
    #[must_use]
    pub fn current(&self) -> &Url {
        &self.current.0
    }

    /// Returns the origin of the current URL.
    #[must_use]
    pub fn current_origin(&self) -> &Origin {
        &self.current.1
    }

    /// Returns the first URL of the list.
    #[must_use]
    pub fn first(&self) -> &Url {
        &self.earlier.first().unwrap_or(&self.current).0
    }

    /// Returns an iterator over the URLs, the first URL first.
    #[must_use]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// Returns an iterator over the origins of the URLs, the origin of the first URL first.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> + Clone {
        self.earlier.iter().chain(std::iter::once(&self.current)).map(|(_, origin)| origin)
    }

    /// Returns the number of URLs, which is at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "the list is never empty")]
    pub fn len(&self) -> usize {
        self.earlier.len() + 1
    }

    /// Appends a URL, which becomes the current URL.
    pub fn push(&mut self, url: Url) {
        let (url, origin) = with_origin(url);
        self.push_with_origin(url, origin);
    }

    /// Appends a URL whose origin is known.
    pub(crate) fn push_with_origin(&mut self, url: Url, origin: Origin) {
        self.earlier.push(std::mem::replace(&mut self.current, (url, origin)));
    }

    /// Returns a list with only the current URL and its origin.
    pub(crate) fn of_current(&self) -> Self {
        Self { earlier: Vec::new(), current: self.current.clone() }
    }

    /// Sets the origin of the current URL, for a URL whose text does not determine its origin.
    pub(crate) fn set_current_origin(&mut self, origin: Origin) {
        self.current.1 = origin;
    }

    /// Changes the current URL, and sets the origin that the changed URL has.
    pub(crate) fn change_current(&mut self, change: impl FnOnce(&mut Url)) {
        let (url, origin) = &mut self.current;
        change(url);
        *origin = Origin::of(url);
    }
}

fn with_origin(url: Url) -> UrlAndOrigin {
    let origin = Origin::of(&url);
    (url, origin)
}

impl PartialEq for UrlList {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl Eq for UrlList {}

impl<'u> IntoIterator for &'u UrlList {
    type Item = &'u Url;
    type IntoIter = Map<Chain<Iter<'u, UrlAndOrigin>, Once<&'u UrlAndOrigin>>, fn(&UrlAndOrigin) -> &Url>;

    fn into_iter(self) -> Self::IntoIter {
        self.earlier.iter().chain(std::iter::once(&self.current)).map(|(url, _)| url)
    }
}
