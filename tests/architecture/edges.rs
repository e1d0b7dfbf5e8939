//! The machine as a table: every transition, with the method that the host calls.

/// A state of a fetch, between two calls of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A `Request` that no fetch has begun with.
    Request,
    /// A `Hop`, alone or in `Step::Redirect`.
    Hop,
    /// `Step::Send` with a preflight.
    Preflight,
    /// `Step::Send` with the actual request.
    Actual,
    /// `Step::Local`.
    Local,
    /// `Step::Done` with a response.
    Response,
    /// `Step::Done` with an error, or the error of `next_manual_redirect`.
    Error,
}

/// A transition: a state, the method that the host calls, and the next state.
pub type Edge = (State, &'static str, State);

use State::{Actual, Error, Hop, Local, Preflight, Request, Response};

pub const EDGES: &[Edge] = &[
    (Request, "Hop::new", Hop),
    (Hop, "upgrade_to_https", Hop),
    (Hop, "upgrade_by_hsts", Hop),
    (Hop, "run", Preflight),
    (Hop, "run", Actual),
    (Hop, "run", Local),
    (Hop, "run", Error),
    (Hop, "block", Error),
    (Hop, "respond_from_service_worker", Response),
    (Hop, "respond_from_service_worker", Hop),
    (Hop, "respond_from_service_worker", Error),
    (Preflight, "respond", Actual),
    (Preflight, "respond", Error),
    (Preflight, "fail", Error),
    (Actual, "respond", Response),
    (Actual, "respond", Hop),
    (Actual, "respond", Error),
    (Actual, "fail", Error),
    (Local, "respond", Response),
    (Local, "respond", Error),
    (Local, "fail", Error),
    (Response, "next_manual_redirect", Hop),
    (Response, "next_manual_redirect", Error),
];
