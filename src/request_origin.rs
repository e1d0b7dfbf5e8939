//! The request's origin as a server sees it, and how redirects taint it.

use crate::origin::Origin;
use crate::site::{Sites, same_site};

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

/// Returns the redirect-taint of a request with this origin and these origins of the URLs in its URL list. Each URL with an
/// opaque origin has one of its own.
///
/// Takes time linear in the list.
///
/// <https://fetch.spec.whatwg.org/#redirect-taint>
///
/// ```
/// use fetch_cors::{Origin, request_origin::{RedirectTaint, redirect_taint}, site::PublicSuffixList};
/// let origin = Origin::parse("https://app.example")?;
/// let urls = [Origin::parse("https://a.test")?, Origin::parse("https://b.test")?];
/// assert_eq!(redirect_taint(&origin, &urls, &PublicSuffixList), RedirectTaint::CrossSite);
/// assert_eq!(redirect_taint(&origin, &urls[..1], &PublicSuffixList), RedirectTaint::SameOrigin);
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn redirect_taint<'o>(
    origin: &Origin,
    url_origins: impl IntoIterator<Item = &'o Origin>,
    sites: &dyn Sites,
) -> RedirectTaint {
    // concept-request-tainted-origin 1: the origin is given.
    // concept-request-tainted-origin 2, 3: starts without a URL and without taint.
    let mut taint = RedirectTaint::SameOrigin;
    // concept-request-tainted-origin 4, 4.1: compares each URL with the previous URL.
    for (last, next) in redirects(url_origins) {
        if !leads_away(origin, last, next) {
            continue;
        }
        // concept-request-tainted-origin 4.2: the previous site is neither the next site nor that of the request.
        if !same_site(next, last, sites) && !same_site(origin, last, sites) {
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
/// let urls = [origin.clone(), Origin::parse("https://a.test")?];
/// assert!(!is_redirect_tainted(&origin, &urls)); // left home: no taint
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn is_redirect_tainted<'o>(origin: &Origin, url_origins: impl IntoIterator<Item = &'o Origin>) -> bool {
    first_tainting_redirect(origin, url_origins).is_some()
}

/// Returns the number of the first redirect that taints a request.
pub(crate) fn first_tainting_redirect<'o>(
    origin: &Origin,
    url_origins: impl IntoIterator<Item = &'o Origin>,
) -> Option<usize> {
    redirects(url_origins).position(|(last, next)| leads_away(origin, last, next))
}

/// Checks whether a redirect comes from an origin that is neither the request's nor that of the next URL.
fn leads_away(origin: &Origin, last: &Origin, next: &Origin) -> bool {
    !last.same_origin(next) && !last.same_origin(origin)
}

/// Returns the origin of each URL but the first, after the origin of the previous URL.
fn redirects<'o>(
    url_origins: impl IntoIterator<Item = &'o Origin>,
) -> impl Iterator<Item = (&'o Origin, &'o Origin)> {
    let mut origins = url_origins.into_iter();
    let mut last = origins.next();
    origins.filter_map(move |next| last.replace(next).map(|last| (last, next)))
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

/// Byte-serialises a request origin: `null` if redirects taint it, otherwise the origin. `url_origins` are the origins of
/// the URLs in the request's URL list.
///
/// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
///
/// ```
/// use fetch_cors::{Origin, request_origin::byte_serialize_request_origin};
/// let origin = Origin::parse("https://app.example")?;
/// let urls = [Origin::parse("https://a.test")?, Origin::parse("https://b.test")?];
/// assert_eq!(byte_serialize_request_origin(&origin, &urls[..1]).as_bytes(), b"https://app.example");
/// assert_eq!(byte_serialize_request_origin(&origin, &urls).as_bytes(), b"null");
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn byte_serialize_request_origin<'a, 'o>(
    origin: &'a Origin,
    url_origins: impl IntoIterator<Item = &'o Origin>,
) -> RequestOrigin<'a> {
    // serializing-a-request-origin 1: the origin is given.
    if is_redirect_tainted(origin, url_origins) {
        // serializing-a-request-origin 2: a tainted origin is `null`.
        RequestOrigin { bytes: b"null", tainted: true }
    } else {
        // serializing-a-request-origin 3: serialises the origin.
        RequestOrigin { bytes: origin.as_bytes(), tainted: false }
    }
}
