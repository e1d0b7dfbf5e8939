//! What a service worker may answer: every answer to requests of every mode.

use fetch_cors::check::check_service_worker_answer;
use fetch_cors::check::service_worker::Answer::{self, Default, Error, Filtered};
use fetch_cors::error::ServiceWorkerError;
use fetch_cors::request::Mode::{self, Cors, Navigate, SameOrigin, Websocket, Webtransport};
use fetch_cors::request::RedirectMode::{self, Follow, Manual};
use fetch_cors::response::ResponseType;

/// An answer, the modes and the redirect modes of the requests that may not have it, and why not.
type Row = (Answer, &'static [Mode], &'static [RedirectMode], ServiceWorkerError);

const ROWS: [Row; 6] = [
    (Error, Mode::ALL, RedirectMode::ALL, ServiceWorkerError::Error),
    (Default, &[], &[], ServiceWorkerError::Error),
    (Filtered(ResponseType::Basic), &[], &[], ServiceWorkerError::Error),
    (Filtered(ResponseType::Cors), &[SameOrigin], &[], ServiceWorkerError::CorsForSameOrigin),
    (
        Filtered(ResponseType::Opaque),
        &[SameOrigin, Cors, Navigate, Websocket, Webtransport],
        &[],
        ServiceWorkerError::Opaque,
    ),
    (
        Filtered(ResponseType::OpaqueRedirect),
        &[],
        &[Follow, RedirectMode::Error],
        ServiceWorkerError::OpaqueRedirect,
    ),
];

#[test]
fn every_answer_to_every_mode() {
    for (answer, modes, redirect_modes, error) in ROWS {
        for &mode in Mode::ALL {
            for &redirect_mode in RedirectMode::ALL {
                for urls in [0, 1, 2, 3] {
                    let refused = modes.contains(&mode) || redirect_modes.contains(&redirect_mode);
                    // Last of all, a response that was redirected, where redirects are not followed unseen.
                    let expected = match redirect_mode {
                        _ if refused => Err(error),
                        RedirectMode::Error | Manual if urls > 1 => Err(ServiceWorkerError::Redirected),
                        _ => Ok(()),
                    };
                    let got = check_service_worker_answer(mode, redirect_mode, answer, urls);
                    assert_eq!(got, expected, "{answer:?} to {mode}, {redirect_mode}, with {urls}");
                }
            }
        }
    }
}
