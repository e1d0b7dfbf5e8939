use fetch_cors::Exchange;
use fetch_cors::request::BodyKind;

use crate::Failure;

/// Checks that no body was passed for a request that was built without one. Such a body would not be sent.
///
/// A client calls it for each message, before it sends the message. `is_empty` is whether the body that it was given is
/// empty.
///
/// # Errors
///
/// Returns an error if there is a body, and the request was built without one.
pub fn check_body(exchange: &Exchange, is_empty: bool) -> Result<(), Failure> {
    let request = exchange.request();
    // A redirect may have removed the body.
    let is_as_built = request.redirect_count() == 0;
    if is_as_built && request.body() == BodyKind::None && !is_empty {
        return Err("a body was passed for a request that was built without one".into());
    }
    Ok(())
}
