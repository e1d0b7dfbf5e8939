/// The error for a request with *keepalive* whose body is too long, alone or together with the bodies of other such
/// requests.
///
/// ```
/// use fetch_cors::keepalive::check_keepalive;
/// let error = check_keepalive(40_000, 30_000).unwrap_err();
/// assert_eq!((error.content_length, error.bytes_in_flight), (40_000, 30_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error(
    "the body has {content_length} bytes and other keepalive requests have {bytes_in_flight} bytes in flight, \
     but keepalive allows 64 KiB in total"
)]
#[non_exhaustive]
pub struct KeepaliveError {
    /// The length of the body in bytes.
    pub content_length: u64,
    /// The number of bytes in the bodies of the client's other requests with *keepalive* that are not done.
    pub bytes_in_flight: u64,
}
