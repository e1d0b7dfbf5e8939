/// The body of a request with *keepalive* is too long, or too many of them are in flight.
///
/// ```
/// use fetch_cors::keepalive::check_keepalive;
/// let error = check_keepalive(40_000, 30_000).unwrap_err();
/// assert_eq!((error.content_length, error.bytes_in_flight), (40_000, 30_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error(
    "a body of {content_length} bytes with keepalive, and {bytes_in_flight} bytes in flight: more than 64 KiB"
)]
#[non_exhaustive]
pub struct KeepaliveError {
    /// The length of the body in bytes.
    pub content_length: u64,
    /// The number of bytes in the bodies of the client's other requests with *keepalive*.
    pub bytes_in_flight: u64,
}
