use std::fmt;
use std::iter::{Chain, Map, Once};
use std::slice::Iter;

use url::Url;

use crate::origin::Origin;
use crate::redacted::RedactedUrl;

/// The URLs of a request or a response: the first one, and those of the redirects that were followed. It is
/// never empty.
///
/// The list also holds the origin of each URL. A URL with an opaque origin has one of its own, which is the same as that of
/// no other URL. Two lists are equal if their URLs are equal.
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

/// Prints of each URL what is no secret.
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

    /// Returns the last URL.
    #[must_use]
    pub fn current(&self) -> &Url {
        &self.current.0
    }

    /// Returns the origin of the last URL.
    #[must_use]
    pub fn current_origin(&self) -> &Origin {
        &self.current.1
    }

    /// Returns the first URL.
    #[must_use]
    pub fn first(&self) -> &Url {
        &self.earlier.first().unwrap_or(&self.current).0
    }

    /// Returns an iterator over the URLs in order.
    #[must_use]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// Returns the origins of the URLs in order.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> + Clone {
        self.earlier.iter().chain(std::iter::once(&self.current)).map(|(_, origin)| origin)
    }

    /// Returns the number of URLs, which is at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.earlier.len() + 1
    }

    /// Appends a URL, which becomes the current one.
    pub fn push(&mut self, url: Url) {
        let (url, origin) = with_origin(url);
        self.push_with_origin(url, origin);
    }

    /// Appends a URL whose origin is known.
    pub(crate) fn push_with_origin(&mut self, url: Url, origin: Origin) {
        self.earlier.push(std::mem::replace(&mut self.current, (url, origin)));
    }

    /// Returns a list of the current URL alone, which keeps its origin.
    pub(crate) fn of_current(&self) -> Self {
        Self { earlier: Vec::new(), current: self.current.clone() }
    }

    /// Sets the origin of the current URL, where the URL alone does not say it.
    pub(crate) fn set_current_origin(&mut self, origin: Origin) {
        self.current.1 = origin;
    }

    /// Changes the current URL.
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
