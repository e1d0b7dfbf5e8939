/// Checks whether a status is a null body status.
///
/// <https://fetch.spec.whatwg.org/#null-body-status>
///
/// ```
/// use fetch_cors::response::is_null_body_status;
/// assert!(is_null_body_status(204) && is_null_body_status(304) && !is_null_body_status(200));
/// ```
#[must_use]
pub const fn is_null_body_status(status: u16) -> bool {
    matches!(status, 101 | 103 | 204 | 205 | 304)
}

/// Checks whether the response to a request of this method has no body, whatever was received.
///
/// <https://fetch.spec.whatwg.org/#concept-main-fetch>
///
/// ```
/// use fetch_cors::response::has_null_body;
/// assert!(has_null_body(b"HEAD", 200) && has_null_body(b"GET", 204));
/// assert!(!has_null_body(b"GET", 404));
/// ```
#[must_use]
pub fn has_null_body(method: &[u8], status: u16) -> bool {
    // concept-main-fetch 22: these responses have no body.
    matches!(method, b"HEAD" | b"CONNECT") || is_null_body_status(status)
}
