//! The exit code of a fetch.

use fetch_cors::NetworkError;
use fetch_cors::error::ErrorKind;

use super::client::Outcome;
use super::page::Seen;

/// The exit code if the standard refuses the fetch.
const REFUSED: u8 = 1;
/// The exit code if the fetch cannot begin.
pub(super) const BAD_ARGUMENTS: u8 = 2;
/// The exit code if there is no response, or no complete body.
pub(super) const NETWORK_FAILURE: u8 = 3;

/// Returns the exit code for the outcome of a fetch.
pub(super) fn exit_code(outcome: &Outcome) -> u8 {
    match &outcome.result {
        Ok(Seen { body_error: None, .. }) => 0,
        Ok(_) => NETWORK_FAILURE,
        Err(error) if gave_nothing(error) => NETWORK_FAILURE,
        Err(_) => REFUSED,
    }
}

/// Returns whether the network or this client failed, and the standard did not refuse the fetch: there was no response, this
/// client does not support such a URL, or it cannot send such a message.
pub(super) fn gave_nothing(error: &NetworkError) -> bool {
    matches!(error.kind(), ErrorKind::NoResponse | ErrorKind::Unsendable)
}
