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
    /// `Range` is not a single range of bytes.
    #[error("Range is not a single range: {}", shown(value))]
    Invalid {
        /// The value of the header. Several lines are joined.
        value: Vec<u8>,
    },
    /// The range starts past the end of the blob.
    #[error("the range starts past the end of a blob of {size} bytes")]
    PastEnd {
        /// The size of the blob in bytes.
        size: u64,
    },
    /// The range asks for the last bytes of the blob, and there are none: it asks for no byte, or the blob is empty.
    #[error("the range has no byte of a blob of {size} bytes")]
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
