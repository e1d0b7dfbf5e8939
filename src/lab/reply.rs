use std::fmt::Display;

use http::Response;

/// The response without its body, or the text of the error of the server function.
pub(super) type Head = Result<Response<()>, String>;

/// A type that a server function may return to a [`PolicyLab`](super::PolicyLab).
///
/// It is an `http::Response` with any body, or a `Result` with such a response or an error that can be printed. An
/// error means that there was no response, which is a [finding](super::Property::NoResponse).
///
/// ```
/// use fetch_cors::lab::PolicyLab;
/// let lab = PolicyLab::new("https://api.example")?.route("/", [http::Method::GET]);
/// let report = lab.run(|_| Err::<http::Response<()>, _>("the socket is closed"));
/// assert_eq!(report.findings[0].code(), "no-response");
/// # Ok::<(), fetch_cors::lab::InvalidLab>(())
/// ```
pub trait Reply {
    /// Returns the response without its body, or the text of the error.
    ///
    /// # Errors
    ///
    /// Returns the text of the error that the server function returned.
    fn into_head(self) -> Result<Response<()>, String>;
}

impl<B> Reply for Response<B> {
    fn into_head(self) -> Result<Response<()>, String> {
        Ok(self.map(drop))
    }
}

impl<B, E: Display> Reply for Result<Response<B>, E> {
    fn into_head(self) -> Result<Response<()>, String> {
        self.map(|response| response.map(drop)).map_err(|error| error.to_string())
    }
}
