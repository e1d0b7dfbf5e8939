use std::fmt;

use url::Url;

use crate::redacted::RedactedUrl;

/// The URLs of a request or a response: the first one, and those of the redirects that were followed. It is
/// never empty.
///
/// ```
/// use fetch_cors::request::UrlList;
/// let list = UrlList::new("https://a.example/".parse()?);
/// assert_eq!(list.current().as_str(), "https://a.example/");
/// assert_eq!(list.len(), 1);
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct UrlList {
    earlier: Vec<Url>,
    current: Url,
}

/// Prints of each URL what is no secret.
impl fmt::Debug for UrlList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(RedactedUrl)).finish()
    }
}

impl UrlList {
    /// Creates a list of one URL.
    #[must_use]
    pub const fn new(url: Url) -> Self {
        Self { earlier: Vec::new(), current: url }
    }

    /// Returns the last URL.
    #[must_use]
    pub fn current(&self) -> &Url {
        &self.current
    }

    /// Returns the first URL.
    #[must_use]
    pub fn first(&self) -> &Url {
        self.earlier.first().unwrap_or(&self.current)
    }

    /// Returns an iterator over the URLs in order.
    #[must_use]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// Returns the number of URLs, which is at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.earlier.len() + 1
    }

    /// Appends a URL, which becomes the current one.
    pub fn push(&mut self, url: Url) {
        self.earlier.push(std::mem::replace(&mut self.current, url));
    }

    pub(crate) fn current_mut(&mut self) -> &mut Url {
        &mut self.current
    }
}

impl<'u> IntoIterator for &'u UrlList {
    type Item = &'u Url;
    type IntoIter = std::iter::Chain<std::slice::Iter<'u, Url>, std::iter::Once<&'u Url>>;

    fn into_iter(self) -> Self::IntoIter {
        self.earlier.iter().chain(std::iter::once(&self.current))
    }
}
