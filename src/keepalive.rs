//! The limit on the bodies of requests with *keepalive*, which may continue after their page is closed.
//!
//! Begin with [`check_keepalive`].

use crate::error::KeepaliveError;

/// The maximum number of bytes that the bodies of one client's requests with *keepalive* may have together: 64 KiB.
pub const MAX_KEEPALIVE_BYTES: u64 = 65_536;

/// Checks whether the body of a request with *keepalive* may be sent.
///
/// `content_length` is the length of the body in bytes. `bytes_in_flight` is the total length in bytes of the bodies of
/// the client's other requests with *keepalive* that are not done. The host keeps count of them.
///
/// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
///
/// # Errors
///
/// Returns a [`KeepaliveError`] if the sum of both lengths is greater than [`MAX_KEEPALIVE_BYTES`].
///
/// ```
/// use fetch_cors::keepalive::check_keepalive;
/// assert!(check_keepalive(65_536, 0).is_ok());
/// assert!(check_keepalive(65_536, 1).is_err());
/// ```
pub const fn check_keepalive(content_length: u64, bytes_in_flight: u64) -> Result<(), KeepaliveError> {
    // concept-http-network-or-cache-fetch 8.10.5: refuses a body that would put too many bytes in flight.
    if content_length.saturating_add(bytes_in_flight) > MAX_KEEPALIVE_BYTES {
        return Err(KeepaliveError { content_length, bytes_in_flight });
    }
    Ok(())
}
