//! The request's origin as it is sent to a server, and how redirects taint it.
//!
//! [`byte_serialize_request_origin`] returns the value of the `Origin` header.

use crate::origin::Origin;
use crate::site::{Sites, same_site};

/// The redirect-taint of a request: whether a server of another origin redirected the request to a different origin. If
/// so, the `Origin` header becomes `null`. It has nothing to do with the [response
/// tainting](crate::request::ResponseTainting).
///
/// Only redirects to a different origin count. A redirect that comes from the request's own origin does not taint the
/// request.
///
/// <https://fetch.spec.whatwg.org/#redirect-taint>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these three values")]
pub enum RedirectTaint {
    /// Every redirect to a different origin came from the request's own origin.
    #[default]
    SameOrigin,
    /// A server of an origin other than the request's redirected to a different origin. Every such redirect came from the
    /// request's site, or stayed within one site.
    SameSite,
    /// A server of a site other than the request's redirected to a different site.
    CrossSite,
}

/// Returns the redirect-taint of a request. `origin` is the request's origin. `url_origins` are the origins of the URLs in
/// its URL list, in order. Each URL with an opaque origin must have an opaque origin of its own.
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
    // concept-request-tainted-origin 1: the caller gives the request's origin, which is never *client*.
    // concept-request-tainted-origin 2, 3: starts without a previous URL and without taint.
    let mut taint = RedirectTaint::SameOrigin;
    // concept-request-tainted-origin 4, 4.1: compares each URL with the previous URL.
    for (last, next) in redirects(url_origins) {
        if !leads_away(origin, last, next) {
            continue;
        }
        // concept-request-tainted-origin 4.2: the redirect leads to a different site, and does not come from the request's
        // site.
        if !same_site(next, last, sites) && !same_site(origin, last, sites) {
            return RedirectTaint::CrossSite;
        }
        // concept-request-tainted-origin 4.3: only the origins differ.
        taint = RedirectTaint::SameSite;
        // concept-request-tainted-origin 4.4: the iterator keeps this URL as the previous URL of the next pair.
    }
    // concept-request-tainted-origin 5: returns the taint.
    taint
}

/// Returns whether the redirect-taint of a request is not *same-origin*. The arguments are those of [`redirect_taint`].
///
/// This check needs no list of sites, because a redirect to a different site is always a redirect to a different origin.
///
/// ```
/// use fetch_cors::{Origin, request_origin::is_redirect_tainted};
/// let origin = Origin::parse("https://app.example")?;
/// let urls = [origin.clone(), Origin::parse("https://a.test")?];
/// assert!(!is_redirect_tainted(&origin, &urls)); // The redirect comes from the request's own origin.
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn is_redirect_tainted<'o>(origin: &Origin, url_origins: impl IntoIterator<Item = &'o Origin>) -> bool {
    first_tainting_redirect(origin, url_origins).is_some()
}

/// Returns the number of the first redirect that taints a request, counted from zero. Returns `None` if no redirect does.
pub(crate) fn first_tainting_redirect<'o>(
    origin: &Origin,
    url_origins: impl IntoIterator<Item = &'o Origin>,
) -> Option<usize> {
    redirects(url_origins).position(|(last, next)| leads_away(origin, last, next))
}

/// Returns whether a redirect leads to a different origin and comes from an origin other than the request's.
fn leads_away(origin: &Origin, last: &Origin, next: &Origin) -> bool {
    !last.same_origin(next) && !last.same_origin(origin)
}

/// Returns the origins of every two consecutive URLs, as pairs of the previous origin and the next origin.
fn redirects<'o>(
    url_origins: impl IntoIterator<Item = &'o Origin>,
) -> impl Iterator<Item = (&'o Origin, &'o Origin)> {
    let mut origins = url_origins.into_iter();
    let mut last = origins.next();
    origins.filter_map(move |next| last.replace(next).map(|last| (last, next)))
}

/// The byte-serialised origin of a request, with a flag that says whether redirects made it `null`.
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
    /// Creates a request origin from the bytes of the request's `Origin` header. This is for a host that serialises origins
    /// itself. The result is not marked as tainted, even if the bytes are `null`.
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

/// Serializes a request's origin to bytes: `null` if redirects taint the request, and otherwise the serialised origin.
///
/// `origin` is the request's origin. `url_origins` are the origins of the URLs in its URL list, in order. Takes time linear
/// in the list. Allocates nothing.
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
    // serializing-a-request-origin 1: the caller gives the request's origin, which is never *client*.
    if is_redirect_tainted(origin, url_origins) {
        // serializing-a-request-origin 2: returns `null` for a tainted request.
        RequestOrigin { bytes: b"null", tainted: true }
    } else {
        // serializing-a-request-origin 3: returns the serialised origin.
        RequestOrigin { bytes: origin.as_bytes(), tainted: false }
    }
}
