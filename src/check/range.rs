//! Parts of a resource that nobody asked for.

use crate::header::ReadHeaders;

/// Whether a response is a part of a resource, taken from an earlier request for a range, that is about to
/// be given to a request for the whole.
///
/// `opaque` is whether the response is of type *opaque*; `status` and `range_requested` are of its internal
/// response; `request_headers` are of the request that is to have it.
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
    // concept-main-fetch 21: a part is not to be taken for the whole.
    opaque
        && range_requested
        && matches!(status, 206 | 416)
        && !request_headers.fields().any(|(name, _)| name.eq_ignore_ascii_case(b"range"))
}
