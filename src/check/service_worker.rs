//! What a service worker may answer.

use crate::error::ServiceWorkerError;
use crate::request::{Mode, RedirectMode};
use crate::response::ResponseType;

/// What a service worker answered, as far as it is judged.
///
/// ```
/// use fetch_cors::check::service_worker::Answer;
/// assert_ne!(Answer::Default, Answer::Filtered(fetch_cors::response::ResponseType::Basic));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "made, fetched, or an error: there is no fourth")]
pub enum Answer {
    /// An error.
    Error,
    /// A response that script made, of type *default*.
    Default,
    /// A response that was fetched, of this type.
    Filtered(ResponseType),
}

/// Checks a service worker's answer to a request of these modes. `urls` is the length of the response's URL
/// list as script may know it: 0 for one that was made, or is opaque.
///
/// <https://fetch.spec.whatwg.org/#concept-http-fetch>
///
/// # Errors
///
/// [`ServiceWorkerError`]: the first of five that do not go together.
///
/// ```
/// use fetch_cors::check::service_worker::{Answer, check_service_worker_answer as check};
/// use fetch_cors::{request::{Mode, RedirectMode}, response::ResponseType};
/// let opaque = Answer::Filtered(ResponseType::Opaque);
/// assert!(check(Mode::NoCors, RedirectMode::Follow, opaque, 0).is_ok());
/// assert!(check(Mode::Cors, RedirectMode::Follow, opaque, 0).is_err());
/// ```
pub fn check_service_worker_answer(
    mode: Mode,
    redirect_mode: RedirectMode,
    answer: Answer,
    urls: usize,
) -> Result<(), ServiceWorkerError> {
    // concept-http-fetch 3.5.7: five that do not go together.
    match answer {
        Answer::Error => Err(ServiceWorkerError::Error),
        Answer::Filtered(ResponseType::Cors) if mode == Mode::SameOrigin => {
            Err(ServiceWorkerError::CorsForSameOrigin)
        }
        Answer::Filtered(ResponseType::Opaque) if mode != Mode::NoCors => Err(ServiceWorkerError::Opaque),
        Answer::Filtered(ResponseType::OpaqueRedirect) if redirect_mode != RedirectMode::Manual => {
            Err(ServiceWorkerError::OpaqueRedirect)
        }
        _ if redirect_mode != RedirectMode::Follow && urls > 1 => Err(ServiceWorkerError::Redirected),
        Answer::Default | Answer::Filtered(_) => Ok(()),
    }
}
