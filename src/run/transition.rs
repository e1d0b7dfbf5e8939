use std::error::Error;
use std::fmt;

use super::Step;
use crate::fetch::{Exchange, Hop, LocalFetch};
use crate::preflight::PreflightCache;
use crate::response::Response;
use crate::timestamp::Timestamp;

/// A transition from one step of a fetch to the next, which waits for the preflight cache.
///
/// [`run`](super::run) passes it to the function `with_cache` of the host. This function borrows the cache, calls
/// [`lend`](Self::lend), and returns the result. So the host decides how its fetches share the cache, and holds a lock only
/// for the time of this call.
///
/// ```
/// use std::cell::RefCell;
/// use std::sync::Mutex;
/// use fetch_cors::run::Transition;
/// use fetch_cors::{PreflightCache, Step};
///
/// let mut owned = PreflightCache::new();
/// let _ = |transition: Transition<()>| transition.lend(&mut owned);
/// let cell = RefCell::new(PreflightCache::new());
/// let _ = |transition: Transition<()>| transition.lend(&mut cell.borrow_mut());
/// let mutex = Mutex::new(PreflightCache::new());
/// let _ = |transition: Transition<()>| transition.lend(&mut mutex.lock().unwrap());
/// ```
///
/// A `with_cache` that lends no cache does not compile, because it must return a [`Step`]:
///
/// ```compile_fail,E0308
/// use fetch_cors::run::Transition;
/// use fetch_cors::{PreflightCache, Step};
/// fn with_cache(transition: Transition<()>, cache: &mut PreflightCache) -> Step<()> {
///     drop(transition);
/// } // error: expected `Step<()>`, found `()`
/// ```
#[must_use = "the fetch does not continue until the host lends the cache"]
pub struct Transition<B>(Next<B>);

type Failure = Box<dyn Error + Send + Sync>;

enum Next<B> {
    Run(Hop, Timestamp),
    Respond(Exchange, Response<B>, Timestamp),
    Fail(Exchange, Failure),
    RespondLocally(LocalFetch, Response<B>),
    FailLocally(LocalFetch, Failure),
}

impl<B> Transition<B> {
    pub(super) fn run(hop: Hop, now: Timestamp) -> Self {
        Self(Next::Run(hop, now))
    }

    /// Creates the transition that answers an exchange with the result of the host's `send`.
    pub(super) fn answer<E: Into<Failure>>(
        exchange: Exchange,
        answer: Result<Response<B>, E>,
        now: Timestamp,
    ) -> Self {
        Self(match answer {
            Ok(response) => Next::Respond(exchange, response, now),
            Err(cause) => Next::Fail(exchange, cause.into()),
        })
    }

    /// Creates the transition that answers a local fetch with the result of the host's `local`.
    pub(super) fn answer_locally<E: Into<Failure>>(
        fetch: LocalFetch,
        answer: Result<Response<B>, E>,
    ) -> Self {
        Self(match answer {
            Ok(response) => Next::RespondLocally(fetch, response),
            Err(cause) => Next::FailLocally(fetch, cause.into()),
        })
    }

    /// Makes the transition with the host's preflight cache, and returns the next step.
    ///
    /// The function `with_cache` has to return this step.
    pub fn lend(self, cache: &mut PreflightCache) -> Step<B> {
        match self.0 {
            Next::Run(hop, now) => hop.run(cache, now),
            Next::Respond(exchange, response, now) => exchange.respond_with_url(response, cache, now),
            Next::Fail(exchange, cause) => exchange.fail(cause, cache),
            Next::RespondLocally(fetch, response) => fetch.respond(response),
            Next::FailLocally(fetch, cause) => fetch.fail(cause, cache),
        }
    }
}

/// Prints the kind of the transition, and its hop, exchange, local fetch and response without their secrets. Prints no body.
impl<B> fmt::Debug for Transition<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Next::Run(hop, _) => f.debug_tuple("Run").field(hop).finish(),
            Next::Respond(exchange, response, _) => {
                f.debug_tuple("Respond").field(exchange).field(response).finish()
            }
            Next::Fail(exchange, _) => f.debug_tuple("Fail").field(exchange).finish_non_exhaustive(),
            Next::RespondLocally(fetch, response) => {
                f.debug_tuple("RespondLocally").field(fetch).field(response).finish()
            }
            Next::FailLocally(fetch, _) => f.debug_tuple("FailLocally").field(fetch).finish_non_exhaustive(),
        }
    }
}
