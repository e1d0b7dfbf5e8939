/// The type of a response, which script can read as `response.type`.
///
/// <https://fetch.spec.whatwg.org/#concept-response-type>
///
/// ```
/// assert_eq!(fetch_cors::response::ResponseType::OpaqueRedirect.as_str(), "opaqueredirect");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseType {
    /// A basic filtered response: script sees everything but the headers that set cookies.
    Basic,
    /// A CORS filtered response: script sees the body, and the headers that are safelisted or that the server exposes.
    Cors,
    /// An opaque filtered response: script sees nothing but this type.
    Opaque,
    /// An opaque-redirect filtered response: script sees the URL, and that there was a redirect, which was not followed.
    OpaqueRedirect,
}

impl ResponseType {
    /// Returns the string that the standard has for this type.
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
