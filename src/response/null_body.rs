/// Checks whether a status is a null body status: 101, 103, 204, 205 or 304.
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

/// Returns whether a response has no body because of the request's method or because of its own status.
///
/// `method` is the request's method, in the case in which it is sent. If the result is true, script sees no body, even if
/// the server sent one.
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
    // concept-main-fetch 22: a response to `HEAD` or `CONNECT`, or with a null body status, has no body.
    matches!(method, b"HEAD" | b"CONNECT") || is_null_body_status(status)
}
