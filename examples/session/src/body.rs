use fetch_cors::Exchange;
use fetch_cors::error::HostError;
use fetch_cors::request::BodyKind;

/// Checks that no body was passed for a request that was built without one. Such a body would not be sent.
///
/// Call it for each message, before the message is sent. Pass whether the body that the client was given is empty.
///
/// # Errors
///
/// Returns [`HostError::WrongBody`] if there is a body, and the request was built without one.
pub fn check_body(exchange: &Exchange, is_empty: bool) -> Result<(), HostError> {
    let request = exchange.request();
    // A redirect may have removed the body.
    let is_as_built = request.redirect_count() == 0;
    if is_as_built && request.body() == BodyKind::None && !is_empty {
        return Err(HostError::WrongBody);
    }
    Ok(())
}
