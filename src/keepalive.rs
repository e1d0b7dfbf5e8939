//! The limit of the bodies that a page may leave behind when it goes away.

use crate::error::KeepaliveError;

/// How many bytes the bodies of a client's requests with *keepalive* may have in all: 64 KiB.
pub const MAX_KEEPALIVE_BYTES: u64 = 65_536;

/// Checks whether the body of a request with *keepalive* may be sent.
///
/// `content_length` is the length of its body in bytes. `bytes_in_flight` is the sum of the lengths of the bodies of all other
/// requests with *keepalive* of the same client that are not done, which the host counts.
///
/// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
///
/// # Errors
///
/// Returns [`KeepaliveError`] if the two are more than [`MAX_KEEPALIVE_BYTES`] together.
///
/// ```
/// use fetch_cors::keepalive::check_keepalive;
/// assert!(check_keepalive(65_536, 0).is_ok());
/// assert!(check_keepalive(65_536, 1).is_err());
/// ```
pub const fn check_keepalive(content_length: u64, bytes_in_flight: u64) -> Result<(), KeepaliveError> {
    // concept-http-network-or-cache-fetch 8.10.5: refuses a body with which there would be too many bytes in flight.
    if content_length.saturating_add(bytes_in_flight) > MAX_KEEPALIVE_BYTES {
        return Err(KeepaliveError { content_length, bytes_in_flight });
    }
    Ok(())
}
