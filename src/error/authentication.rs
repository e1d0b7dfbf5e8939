/// The reason why a response with status 401 or 407 is a network error.
///
/// ```
/// use fetch_cors::error::AuthenticationError;
/// assert_eq!(AuthenticationError::StreamBody.step().step, "15.2.1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// The status is 401, and the body is a stream, which cannot be sent again with a password.
    #[error("the server asks for a password, but the body is a stream and cannot be sent again")]
    StreamBody,
    /// The status is 407, and there is no window in which the user could enter the password of the proxy.
    #[error("the proxy asks for a password, but there is no user to enter one")]
    ProxyWithoutUser,
}
