use fetch_cors::Exchange;
use fetch_cors::error::HostError;
use fetch_cors::request::BodyKind;

/// Checks that the caller passed no body for a request that was built without one. Such a body would never be sent.
///
/// Call this function for each message, before the message is sent. `is_empty` says whether the body that the caller passed
/// is empty.
///
/// # Errors
///
/// Returns [`HostError::WrongBody`] if the body is not empty, and the request was built without one.
pub fn check_body(exchange: &Exchange, is_empty: bool) -> Result<(), HostError> {
    let request = exchange.request();
    // After a redirect, the request may have lost the body that it was built with.
    let is_as_built = request.redirect_count() == 0;
    if is_as_built && request.body() == BodyKind::None && !is_empty {
        return Err(HostError::WrongBody);
    }
    Ok(())
}
