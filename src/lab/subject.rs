use std::fmt;
use std::sync::Arc;

use url::Url;

use super::finding::FindingKind;
use super::probes::probes;
use super::route::Route;
use super::trust::Trust;
use crate::origin::Origin;
use crate::site::Sites;

/// The description of the server that a lab tests, as its owner gives it.
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

/// A function that adds the credentials of a user to a request.
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

impl Subject {
    /// Returns the route with this URL.
    pub(super) fn route_at(&self, url: &Url) -> Option<&Route> {
        self.routes.iter().find(|route| route.url(&self.server).as_ref() == Some(url))
    }

    /// Returns the words that the lab sends and compares, such as the trusted origins and the short probes.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = [&self.request_headers[..], &self.readable_headers].concat();
        words.push(self.server.as_str().to_owned());
        words.extend(self.routes.iter().flat_map(|route| &route.methods).map(ToString::to_string));
        for page in self.trust.pages() {
            let short = probes(&page).into_iter().filter(|probe| probe.sent().len() < 256);
            words.extend(short.map(|probe| String::from_utf8_lossy(probe.sent()).into_owned()));
            words.push(page.as_str().to_owned());
        }
        words
    }
}

/// Prints everything except the session.
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
