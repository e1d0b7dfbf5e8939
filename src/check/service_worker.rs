//! The check of a service worker's response, which has to fit the request.
//!
//! Begin with [`check_service_worker_answer`].

use crate::error::ServiceWorkerError;
use crate::request::{Mode, RedirectMode};
use crate::response::ResponseType;

/// The kind of a service worker's response, as far as the check needs it.
///
/// ```
/// use fetch_cors::check::service_worker::Answer;
/// assert_ne!(Answer::Default, Answer::Filtered(fetch_cors::response::ResponseType::Basic));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these three cases")]
pub enum Answer {
    /// A network error, such as `Response.error()`.
    Error,
    /// A response of type *default*, which script constructed.
    Default,
    /// A filtered response of this type, which the service worker fetched.
    Filtered(ResponseType),
}

/// Checks whether a service worker's response fits the request.
///
/// `mode` and `redirect_mode` are those of the request, and `answer` is the kind of the response. `urls` is the length of
/// the response's URL list, as far as script may know the list: 0 for a constructed response and for an opaque response.
///
/// <https://fetch.spec.whatwg.org/#concept-http-fetch>
///
/// # Errors
///
/// Returns a [`ServiceWorkerError`] for the first of these that applies:
///
/// - [`Error`](ServiceWorkerError::Error): the response is a network error.
/// - [`CorsForSameOrigin`](ServiceWorkerError::CorsForSameOrigin): its type is *cors*, and the mode is *same-origin*.
/// - [`Opaque`](ServiceWorkerError::Opaque): its type is *opaque*, and the mode is not *no-cors*.
/// - [`OpaqueRedirect`](ServiceWorkerError::OpaqueRedirect): its type is *opaqueredirect*, and the redirect mode is not
///   *manual*.
/// - [`Redirected`](ServiceWorkerError::Redirected): it has more than one URL, and the redirect mode is not *follow*.
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
    // concept-http-fetch 3.5.7: refuses the five kinds of responses that do not fit the request.
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
