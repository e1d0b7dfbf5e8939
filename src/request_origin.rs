//! The request's origin as a server sees it, and how redirects taint it.

use url::Url;

use crate::origin::{Origin, Tuple, UrlOrigin, begin_alike};
use crate::site::{Sites, tuples_same_site};

/// How far redirects led a request away from its origin.
///
/// <https://fetch.spec.whatwg.org/#redirect-taint>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these three")]
pub enum RedirectTaint {
    /// No redirect led away from an origin other than the request's.
    #[default]
    SameOrigin,
    /// A redirect led to another origin of the same site.
    SameSite,
    /// A redirect led to another site.
    CrossSite,
}

/// Returns the redirect-taint of a request with this origin and URL list.
///
/// Takes time linear in the list.
///
/// <https://fetch.spec.whatwg.org/#redirect-taint>
///
/// ```
/// use fetch_cors::{Origin, request_origin::{RedirectTaint, redirect_taint}, site::PublicSuffixList};
/// let origin = Origin::parse("https://app.example")?;
/// let urls = ["https://a.test/", "https://b.test/"].map(|url| url.parse().unwrap());
/// assert_eq!(redirect_taint(&origin, &urls, &PublicSuffixList), RedirectTaint::CrossSite);
/// assert_eq!(redirect_taint(&origin, &urls[..1], &PublicSuffixList), RedirectTaint::SameOrigin);
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn redirect_taint<'u>(
    origin: &Origin,
    url_list: impl IntoIterator<Item = &'u Url>,
    sites: &dyn Sites,
) -> RedirectTaint {
    // concept-request-tainted-origin 1: the origin is given.
    // concept-request-tainted-origin 2, 3: starts without a URL and without taint.
    let mut taint = RedirectTaint::SameOrigin;
    // concept-request-tainted-origin 4, 4.1: compares each URL with the previous URL.
    for (last_url, url) in redirects(url_list) {
        let (last, next) = (UrlOrigin::of(last_url), UrlOrigin::of(url));
        let (last, next) = (last.tuple(), next.tuple());
        if !leads_away(origin, last, next) {
            continue;
        }
        // concept-request-tainted-origin 4.2: the previous site is neither the next site nor that of the request.
        if !tuples_same_site(next, last, sites) && !tuples_same_site(origin.as_tuple(), last, sites) {
            return RedirectTaint::CrossSite;
        }
        // concept-request-tainted-origin 4.3: only the origins differ.
        taint = RedirectTaint::SameSite;
        // concept-request-tainted-origin 4.4: the iterator has the URL as the previous one next.
    }
    // concept-request-tainted-origin 5: returns the taint.
    taint
}

/// Checks whether the redirect-taint of a request is other than *same-origin*. This needs no list of sites, since a
/// redirect to another site is also one to another origin.
///
/// ```
/// use fetch_cors::{Origin, request_origin::is_redirect_tainted};
/// let origin = Origin::parse("https://app.example")?;
/// let urls = ["https://app.example/", "https://a.test/"].map(|url| url.parse().unwrap());
/// assert!(!is_redirect_tainted(&origin, &urls)); // left home: no taint
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn is_redirect_tainted<'u>(origin: &Origin, url_list: impl IntoIterator<Item = &'u Url>) -> bool {
    redirects(url_list).any(|(last_url, url)| {
        leads_away(origin, UrlOrigin::of(last_url).tuple(), UrlOrigin::of(url).tuple())
    })
}

/// Checks whether a redirect comes from an origin that is neither the request's nor that of the next URL.
fn leads_away(origin: &Origin, last: Option<Tuple<'_>>, next: Option<Tuple<'_>>) -> bool {
    last.is_none() || last != next && last != origin.as_tuple()
}

/// Returns each URL with the previous URL, unless they [begin alike](begin_alike) and so have the same origin.
fn redirects<'u>(url_list: impl IntoIterator<Item = &'u Url>) -> impl Iterator<Item = (&'u Url, &'u Url)> {
    let mut urls = url_list.into_iter();
    let mut last_url = urls.next();
    urls.filter_map(move |url| {
        last_url.replace(url).filter(|last_url| !begin_alike(last_url, url)).map(|last_url| (last_url, url))
    })
}

/// The byte-serialised request origin, and whether redirects made it `null`.
///
/// ```
/// use fetch_cors::request_origin::RequestOrigin;
/// let origin = RequestOrigin::from_serialized(b"https://app.example");
/// assert_eq!(origin.as_bytes(), b"https://app.example");
/// assert!(!origin.is_tainted());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestOrigin<'a> {
    bytes: &'a [u8],
    tainted: bool,
}

impl<'a> RequestOrigin<'a> {
    /// Creates a request origin from the bytes of the request's `Origin` header, for a host that serialises origins
    /// itself.
    #[must_use]
    pub const fn from_serialized(bytes: &'a [u8]) -> Self {
        Self { bytes, tainted: false }
    }

    /// Returns the bytes of the request's `Origin` header.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns whether the origin is `null` because of redirects.
    #[must_use]
    pub const fn is_tainted(&self) -> bool {
        self.tainted
    }
}

/// Byte-serialises a request origin: `null` if redirects taint it, otherwise the origin.
///
/// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
///
/// ```
/// use fetch_cors::{Origin, request_origin::byte_serialize_request_origin};
/// let origin = Origin::parse("https://app.example")?;
/// let urls = ["https://a.test/", "https://b.test/"].map(|url| url.parse().unwrap());
/// assert_eq!(byte_serialize_request_origin(&origin, &urls[..1]).as_bytes(), b"https://app.example");
/// assert_eq!(byte_serialize_request_origin(&origin, &urls).as_bytes(), b"null");
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn byte_serialize_request_origin<'a, 'u>(
    origin: &'a Origin,
    url_list: impl IntoIterator<Item = &'u Url>,
) -> RequestOrigin<'a> {
    // serializing-a-request-origin 1: the origin is given.
    if is_redirect_tainted(origin, url_list) {
        // serializing-a-request-origin 2: a tainted origin is `null`.
        RequestOrigin { bytes: b"null", tainted: true }
    } else {
        // serializing-a-request-origin 3: serialises the origin.
        RequestOrigin { bytes: origin.as_bytes(), tainted: false }
    }
}
