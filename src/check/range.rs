//! The check that a request for a whole resource does not get only a part of it.

use crate::header::ReadHeaders;

/// Returns whether an opaque response is a part of a resource, although the request did not ask for a part. Main fetch
/// returns a network error for such a response.
///
/// A service worker can mix such responses up: it stores the response to a request with a `Range` header, and passes it
/// to another request later. A script that is cut off at the right place could then reveal data of another origin.
///
/// - `opaque` says whether the type of the response is *opaque*.
/// - `status` is the status of its internal response.
/// - `range_requested` says whether the message that fetched it had a `Range` header.
/// - `request_headers` are the headers of the request that gets the response now.
///
/// <https://fetch.spec.whatwg.org/#concept-main-fetch>
///
/// ```
/// use fetch_cors::check::range::is_unrequested_range;
/// let none: [(&str, &str); 0] = [];
/// assert!(is_unrequested_range(true, 206, true, &none));
/// assert!(!is_unrequested_range(true, 206, true, &[("Range", "bytes=0-")]));
/// ```
#[must_use]
pub fn is_unrequested_range<H: ReadHeaders + ?Sized>(
    opaque: bool,
    status: u16,
    range_requested: bool,
    request_headers: &H,
) -> bool {
    // concept-main-fetch 21: an opaque response to a range must not be used for a request without `Range`.
    opaque
        && range_requested
        && matches!(status, 206 | 416)
        && !request_headers.fields().any(|(name, _)| name.eq_ignore_ascii_case(b"range"))
}
