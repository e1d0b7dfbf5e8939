//! The CORS-preflight request.

use crate::header::{HeaderList, UnsafeNames};

/// Returns the headers of the preflight for a request of this method and these unsafe header names. The method and the
/// names have to be tokens, as those of a request are; they are not checked.
///
/// The rest of the preflight is as follows. Its method is `OPTIONS`. It has the request's URL list, and therefore
/// its serialised origin, which redirects may have tainted. It has no body and no credentials. Its response
/// tainting is *cors*, so an `Origin` header follows these headers.
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
    // cors-preflight-fetch-0 2: accepts any type.
    headers.push(b"Accept", b"*/*");
    // cors-preflight-fetch-0 3: the method of the actual request.
    headers.push(b"Access-Control-Request-Method", method);
    // cors-preflight-fetch-0 4, 5: the unsafe header names of the actual request, if there are any.
    if !unsafe_names.is_empty() {
        // cors-preflight-fetch-0 5.1, 5.2: joined with commas, without spaces.
        headers.push(b"Access-Control-Request-Headers", &unsafe_names.join_with_commas());
    }
    headers
}
