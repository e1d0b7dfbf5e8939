use std::fmt;
use std::sync::Arc;

use super::finding::FindingKind;
use super::route::Route;
use super::trust::Trust;
use crate::origin::Origin;
use crate::site::Sites;

/// What a lab is told of the server that it tests.
pub(super) struct Subject {
    pub(super) server: Origin,
    pub(super) sites: Arc<dyn Sites>,
    pub(super) trust: Trust,
    pub(super) routes: Vec<Route>,
    pub(super) request_headers: Vec<String>,
    pub(super) readable_headers: Vec<String>,
    pub(super) session: Option<Session>,
    pub(super) allowed: Vec<FindingKind>,
}

/// Adds the credentials of a browser to a request.
pub(super) type Session = Arc<dyn Fn(&mut http::Request<Vec<u8>>) + Send + Sync>;

impl Subject {
    pub(super) fn new(server: Origin, sites: Arc<dyn Sites>) -> Self {
        Self {
            server,
            sites,
            trust: Trust::default(),
            routes: Vec::new(),
            request_headers: Vec::new(),
            readable_headers: Vec::new(),
            session: None,
            allowed: Vec::new(),
        }
    }
}

/// Prints everything but the session.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyLab")
            .field("server", &self.server)
            .field("trust", &self.trust)
            .field("routes", &self.routes)
            .field("request_headers", &self.request_headers)
            .field("readable_headers", &self.readable_headers)
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}
