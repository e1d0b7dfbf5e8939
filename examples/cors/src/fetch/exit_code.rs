//! The exit code of a fetch.

use fetch_cors::NetworkError;
use fetch_cors::error::ErrorKind;

use super::client::Outcome;
use super::page::Seen;

/// The exit code if the standard refuses.
const REFUSED: u8 = 1;
/// The exit code if there is no such fetch.
pub(super) const BAD_ARGUMENTS: u8 = 2;
/// The exit code if nothing came, or not all of the body.
pub(super) const NETWORK_FAILURE: u8 = 3;

/// Returns the exit code that says what came of a fetch.
pub(super) fn exit_code(outcome: &Outcome) -> u8 {
    match &outcome.result {
        Ok(Seen { body_error: None, .. }) => 0,
        Ok(_) => NETWORK_FAILURE,
        Err(error) if gave_nothing(error) => NETWORK_FAILURE,
        Err(_) => REFUSED,
    }
}

/// Returns whether the fetch was not refused: the network gave nothing, this client has nothing at such a URL, or it cannot
/// send such a message.
pub(super) fn gave_nothing(error: &NetworkError) -> bool {
    matches!(error.kind(), ErrorKind::NoResponse | ErrorKind::Unsendable)
}
