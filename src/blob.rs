//! The response to a `blob:` URL, which is the whole blob or a range of it.
//!
//! Begin with [`blob_response`].

use std::ops::Range;

use crate::error::BlobRangeError;
use crate::header::list::get;
use crate::header::range::{Number, parse_single_range};
use crate::header::{HeaderList, ReadHeaders};
use crate::response::Response;

/// The response to a `blob:` URL, without its body.
///
/// [`blob_response`] creates it. The host then reads the bytes of the blob that [`range`](Self::range) says, and passes
/// them to [`into_response`](Self::into_response).
///
/// ```
/// use fetch_cors::blob::blob_response;
/// let blob = b"hello";
/// let response = blob_response(&[("Range", "bytes=1-2")], 5, "text/plain")?;
/// let range = usize::try_from(response.range.start)?..usize::try_from(response.range.end)?;
/// assert_eq!(response.into_response(&blob[range]).body(), b"el");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlobResponse {
    /// The status: 200, or 206 for a request with a `Range` header.
    pub status: u16,
    /// The status text that belongs to the status.
    pub status_text: &'static str,
    /// The headers: `Content-Length`, `Content-Type`, and `Content-Range` for a request with a `Range` header.
    pub headers: HeaderList,
    /// The positions of the blob's bytes that are the body. The start is included, and the end is not.
    pub range: Range<u64>,
}

impl BlobResponse {
    /// Creates the response with this body, which has the bytes of the [`range`](Self::range).
    #[must_use]
    pub fn into_response<B>(self, body: B) -> Response<B> {
        Response::new(self.status, body).with_status_text(self.status_text).with_headers(self.headers)
    }
}

/// Returns the response to a `GET` request for a `blob:` URL.
///
/// - `request_headers` are the headers of the request. Only `Range` matters.
/// - `size` is the size of the blob in bytes.
/// - `content_type` is the type of the blob, which may be empty. As in every `Blob`, a type with a character that is not
///   printable ASCII counts as empty, and capital letters become small letters.
///
/// Takes time linear in the headers and in the type.
///
/// <https://fetch.spec.whatwg.org/#concept-scheme-fetch>
///
/// # Errors
///
/// Returns a [`BlobRangeError`] if the request has a `Range` header that is not a single range, or whose range has no
/// byte of the blob. The fetch then ends in a network error.
///
/// ```
/// use fetch_cors::blob::blob_response;
/// let whole = blob_response(&[("x", "y")], 100, "text/plain")?;
/// assert_eq!((whole.status, whole.range), (200, 0..100));
/// let part = blob_response(&[("Range", "bytes=-10")], 100, "text/plain")?;
/// assert_eq!((part.status, part.range), (206, 90..100));
/// assert_eq!(part.headers.get(b"content-range")?.as_deref(), Some(&b"bytes 90-99/100"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn blob_response<H: ReadHeaders + ?Sized>(
    request_headers: &H,
    size: u64,
    content_type: &str,
) -> Result<BlobResponse, BlobRangeError> {
    // concept-scheme-fetch 3b.9, 3b.10, 3b.11, 3b.12: the caller passes the size and the type of the blob.
    // concept-scheme-fetch 3b.13: without a `Range` header, the body is the whole blob.
    let Some(range_header) = get(request_headers, "range") else {
        // concept-scheme-fetch 3b.13.1, 3b.13.2, 3b.13.3, 3b.13.4: sets the status text, the body and the headers.
        let headers = headers(size, content_type);
        return Ok(BlobResponse { status: 200, status_text: "OK", headers, range: 0..size });
    };
    // concept-scheme-fetch 3b.14: otherwise the body is a part of the blob.
    // concept-scheme-fetch 3b.14.2, 3b.14.3, 3b.14.4: refuses a header that does not parse.
    let Some(range) = parse_single_range(&range_header, true) else {
        return Err(BlobRangeError::Invalid { value: range_header.into_owned() });
    };
    // concept-scheme-fetch 3b.14.5: reads the two numbers. A number that does not fit into 64 bits becomes the largest
    // one that does, as no blob is that long.
    let (start, end) = (range.start.map(saturate), range.end.map(saturate));
    let (start, end) = match (start, end) {
        // concept-scheme-fetch 3b.14.6: without a start, the range is that many bytes at the end of the blob.
        (None, length) => {
            // concept-scheme-fetch 3b.14.6.1, 3b.14.6.2: if the blob has fewer bytes, the range is the whole blob.
            let start = size.saturating_sub(length.unwrap_or_default());
            // Not in the standard: refuses a range without a byte, because `Content-Range` cannot express it.
            if start == size {
                return Err(BlobRangeError::Empty { size });
            }
            (start, size - 1)
        }
        // concept-scheme-fetch 3b.14.7, 3b.14.7.1: refuses a start past the end.
        (Some(start), _) if start >= size => return Err(BlobRangeError::PastEnd { size }),
        // concept-scheme-fetch 3b.14.7.2: the range ends with the last byte of the blob at the latest.
        (Some(start), end) => (start, end.map_or(size - 1, |end| end.min(size - 1))),
    };
    // concept-scheme-fetch 3b.14.8, 3b.14.9, 3b.14.10, 3b.14.11: the host slices the blob, and the slice is the body.
    // slice-blob 1, 2, 2c, 3, 3c: the start and the end are not past the end of the blob, so they stay.
    let range = start..end + 1;
    let mut headers = headers(range.end - range.start, content_type);
    // concept-scheme-fetch 3b.14.12: adds the range of the slice.
    headers.append_valid(b"Content-Range", build_a_content_range(start, end, size).as_bytes());
    // concept-scheme-fetch 3b.14.13, 3b.14.14, 3b.14.15: sets the status, the status text and the headers.
    let status_text = "Partial Content";
    // concept-scheme-fetch 3b.15: returns the response.
    Ok(BlobResponse { status: 206, status_text, headers, range })
}

/// Builds the value of a `Content-Range` header.
///
/// `range_start` and `range_end` are the positions of the first and the last byte of the range, both included.
/// `full_length` is the size of the whole resource in bytes. The numbers are not checked.
///
/// <https://fetch.spec.whatwg.org/#build-a-content-range>
///
/// ```
/// use fetch_cors::blob::build_a_content_range;
/// assert_eq!(build_a_content_range(0, 9, 100), "bytes 0-9/100");
/// ```
#[must_use]
pub fn build_a_content_range(range_start: u64, range_end: u64, full_length: u64) -> String {
    // build-a-content-range 1, 2, 3, 4, 5, 6, 7: writes the unit and the three numbers.
    format!("bytes {range_start}-{range_end}/{full_length}")
}

/// Returns the headers of a response of `length` bytes.
fn headers(length: u64, content_type: &str) -> HeaderList {
    let mut headers = HeaderList::new();
    headers.append_valid(b"Content-Length", length.to_string().as_bytes());
    headers.append_valid(b"Content-Type", blob_type(content_type).trim().as_bytes());
    headers
}

/// Returns the type that a blob has if script creates it with this type.
fn blob_type(content_type: &str) -> String {
    // slice-blob 4, 4b, 4b.1, 4b.2: a type that is not printable ASCII becomes empty. Every other type becomes lower
    // case.
    let is_printable = content_type.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_printable { content_type.to_ascii_lowercase() } else { String::new() }
}

fn saturate(number: Number<'_>) -> u64 {
    number.to_u64().unwrap_or(u64::MAX)
}
