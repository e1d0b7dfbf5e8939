//! The CORS-preflight request, which asks the server whether the actual request may be sent.

use crate::header::{HeaderList, UnsafeNames};

/// Returns the headers with which a preflight begins.
///
/// `method` and `unsafe_names` are the method and the CORS-unsafe request-header names of the actual request. They have
/// to be tokens. In a `Request`, they always are. This function does not check them.
///
/// The other parts of the preflight are:
///
/// - Its method is `OPTIONS`, its mode is *cors* and its response tainting is *cors*.
/// - Its URL list, its origin, its destination, its referrer and its referrer policy are those of the actual request. So
///   its serialised origin is `null` if redirects have tainted the actual request.
/// - It has no body and no credentials.
/// - HTTP-network-or-cache fetch appends more headers: `Origin`, and where they apply `Referer` and `Sec-Fetch-*`.
///
/// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
///
/// ```
/// use fetch_cors::{header::cors_unsafe_request_header_names, preflight::preflight_request_headers};
/// let list = [("X-B", "1"), ("x-a", "1")];
/// let names = cors_unsafe_request_header_names(&list);
/// let headers = preflight_request_headers(b"PUT", &names);
/// let expected: [(&[u8], &[u8]); 3] = [
///     (b"Accept", b"*/*"),
///     (b"Access-Control-Request-Method", b"PUT"),
///     (b"Access-Control-Request-Headers", b"x-a,x-b"),
/// ];
/// assert_eq!(headers.iter().collect::<Vec<_>>(), expected);
/// ```
#[must_use]
pub fn preflight_request_headers(method: &[u8], unsafe_names: &UnsafeNames<'_>) -> HeaderList {
    let mut headers = HeaderList::for_message(3, 256);
    // cors-preflight-fetch-0 2: the preflight accepts every MIME type.
    headers.push(b"Accept", b"*/*");
    // cors-preflight-fetch-0 3: adds the method of the actual request.
    headers.push(b"Access-Control-Request-Method", method);
    // cors-preflight-fetch-0 4, 5: adds the unsafe header names of the actual request, if there are any.
    if !unsafe_names.is_empty() {
        // cors-preflight-fetch-0 5.1, 5.2: joins the names with commas, without spaces.
        headers.push(b"Access-Control-Request-Headers", &unsafe_names.join_with_commas());
    }
    headers
}
