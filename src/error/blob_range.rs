/// The reason why a `blob:` URL has no response to a request with a `Range` header.
///
/// ```
/// use fetch_cors::blob::blob_response;
/// use fetch_cors::error::BlobRangeError;
/// let error = blob_response(&[("Range", "bytes=100-")], 100, "").unwrap_err();
/// assert_eq!(error, BlobRangeError::PastEnd { size: 100 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlobRangeError {
    /// The value of `Range` is not a single range of bytes.
    #[error("the header Range is not a single range of bytes: {}", shown(value))]
    Invalid {
        /// The value of the header. If there are several lines, their values are joined.
        value: Vec<u8>,
    },
    /// The range starts past the end of the blob.
    #[error("the range starts past the end of the blob, which has {size} bytes")]
    PastEnd {
        /// The size of the blob in bytes.
        size: u64,
    },
    /// The range asks for the last bytes of the blob, and there are none: the range asks for zero bytes, or the blob is
    /// empty.
    #[error("the range contains no byte of the blob, which has {size} bytes")]
    Empty {
        /// The size of the blob in bytes.
        size: u64,
    },
}

/// Returns the beginning of a header value, on one line.
fn shown(value: &[u8]) -> String {
    let (start, end) = match value.split_at_checked(60) {
        Some((start, _)) => (start, "…"),
        None => (value, ""),
    };
    format!("{}{end}", start.escape_ascii())
}
