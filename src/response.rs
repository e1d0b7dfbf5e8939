//! What is said of a response.

/// A response's type, as script sees it.
///
/// <https://fetch.spec.whatwg.org/#concept-response-type>
///
/// ```
/// assert_eq!(fetch_cors::response::ResponseType::OpaqueRedirect.as_str(), "opaqueredirect");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard's, but for `error` and `default`")]
pub enum ResponseType {
    /// Everything but cookies.
    Basic,
    /// Shared through the CORS protocol.
    Cors,
    /// Nothing.
    Opaque,
    /// A redirect that was not followed.
    OpaqueRedirect,
}

impl ResponseType {
    /// The standard's string for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Cors => "cors",
            Self::Opaque => "opaque",
            Self::OpaqueRedirect => "opaqueredirect",
        }
    }
}

impl std::fmt::Display for ResponseType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a status is a null body status.
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

/// Whether the response to a request of this method has no body, whatever was received.
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
    // concept-main-fetch 22: what has no body has none.
    matches!(method, b"HEAD" | b"CONNECT") || is_null_body_status(status)
}
