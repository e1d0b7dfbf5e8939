use fetch_cors::Exchange;
use fetch_cors::check::port::should_be_blocked_due_to_a_bad_port;
use fetch_cors::lab::Call;
use fetch_cors::url::{Position, Url};
use http::Response;
use http::header::{ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, Entry, HeaderMap, HeaderValue, LOCATION};

use super::{PlayError, SERVERS};
use crate::server::Server;
use crate::world::{Place, Target};

/// The changes that move the URLs of a scenario to the suite's servers, below a path that only this play uses.
#[derive(Debug)]
pub(super) struct Placing {
    pub(super) place: Place,
}

impl Placing {
    pub(super) fn new(place: Place) -> Self {
        Self { place }
    }

    /// Returns the call with its URL moved below the path of this play.
    pub(super) fn call(&self, call: &Call) -> Result<Call, PlayError> {
        let mut call = call.clone();
        if let Ok(mut url) = Url::parse(&call.url)
            && is_http(&url)
        {
            self.server_of(&url).ok_or_else(|| elsewhere(&url))?;
            url.set_path(&self.path(&url));
            call.url = url.into();
        }
        Ok(call)
    }

    /// Returns the answer to a message in the form in which these servers send it.
    pub(super) fn answer(&self, exchange: &Exchange, answer: Response<()>) -> Response<()> {
        let (mut head, ()) = answer.into_parts();
        if let Entry::Occupied(mut locations) = head.headers.entry(LOCATION) {
            for location in locations.iter_mut() {
                if let Some(placed) = self.location(exchange.url(), location.as_bytes()) {
                    *location = placed;
                }
            }
        }
        head.headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        if exchange.is_preflight() {
            set_max_age(&mut head.headers);
        }
        Response::from_parts(head, ())
    }

    /// Returns the target of a message to this URL: the server and the path.
    pub(super) fn target(&self, url: &Url) -> Result<Target, PlayError> {
        let server = self.server_of(url).ok_or_else(|| elsewhere(url))?;
        let path = url[Position::BeforePath..Position::AfterQuery].to_owned();
        Ok(Target { server, path, url: url.as_str().to_owned() })
    }

    /// Returns a `Location` value that leads to one of the servers.
    ///
    /// Returns `None` if `location` must stay unchanged, because it already leads to a URL of this play, or because a client
    /// cannot fetch it: it is not a valid URL, its scheme is not HTTP, or its port is blocked.
    fn location(&self, url: &Url, location: &[u8]) -> Option<HeaderValue> {
        let mut location = url.join(str::from_utf8(location).ok()?).ok()?;
        let is_blocked = should_be_blocked_due_to_a_bad_port(location.scheme(), location.port());
        if !is_http(&location) || is_blocked {
            return None;
        }
        let server = self.server_of(&location);
        let path = self.path(&location);
        if server.is_some() && path == location.path() {
            return None;
        }
        let server = server.unwrap_or(next(self.server_of(url)?));
        location.set_scheme("http").ok()?;
        location.set_host(Some("127.0.0.1")).ok()?;
        location.set_port(Some(self.place.ports.of(server))).ok()?;
        location.set_path(&path);
        HeaderValue::from_str(location.as_str()).ok()
    }

    fn server_of(&self, url: &Url) -> Option<Server> {
        let is_here = url.scheme() == "http" && url.host_str() == Some("127.0.0.1");
        SERVERS.into_iter().find(|server| is_here && url.port() == Some(self.place.ports.of(*server)))
    }

    /// Returns the path of a URL, moved below the path of this play.
    fn path(&self, url: &Url) -> String {
        match url.path().strip_prefix(self.place.path()) {
            Some(rest) if rest.starts_with('/') => url.path().to_owned(),
            _ => [self.place.path(), url.path()].concat(),
        }
    }
}

fn elsewhere(url: &Url) -> PlayError {
    let server = &url[Position::BeforeHost..Position::AfterPort];
    PlayError::unplayable(format!("{server} is not one of the servers of the suite"))
}

/// Returns a server other than this one.
fn next(server: Server) -> Server {
    match server {
        Server::App => Server::Api,
        Server::Api => Server::Other,
        Server::Other => Server::App,
    }
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// Sets a lifetime for a grant that is longer than a play. The clock of the client runs, but the clock of the browser does
/// not, so a short grant could end only for the client. A grant with lifetime 0 ends at once for both, and stays unchanged.
fn set_max_age(headers: &mut HeaderMap) {
    if !headers.get_all(ACCESS_CONTROL_MAX_AGE).iter().eq(["0"]) {
        headers.remove(ACCESS_CONTROL_MAX_AGE);
        headers.extend([(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"))]);
    }
}
