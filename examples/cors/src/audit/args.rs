//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args as Options;
use fetch_cors::Origin;
use fetch_cors::lab::{PolicyLab, Severity, WithRoute};
use fetch_cors::method;
use http::{HeaderName, Method};

use crate::audit::format::Format;
use crate::audit::session::{Secret, Session};
use crate::audit::usage::UsageError;
use crate::loopback::is_loopback;

const MORE_HELP: &str = "\
The requests are real: a route with PUT or DELETE is really put to or deleted. Nothing is sent to any
other server, and no redirect is followed.

Exit codes:
  0  there is no finding of the severity of --fail-on or worse
  1  there is one
  2  the options are wrong, the server gave no response at all, or the report could not be written

There is no --insecure: whoever is between would get the session, and would answer in place of the server.";

/// Tests the CORS policy of a server: which origins can read and write what, as browsers see it.
#[derive(Debug, Options)]
#[command(after_help = MORE_HELP)]
pub(crate) struct Args {
    /// The origin of the server: scheme, host and port, without a path
    pub(crate) server: String,

    /// An origin whose pages may read what the server has. May be given again
    #[arg(long, value_name = "ORIGIN")]
    trusts: Vec<String>,

    /// An origin all of whose subdomains are trusted, but not the origin itself. May be given again
    #[arg(long, value_name = "ORIGIN")]
    trusts_subdomains_of: Vec<String>,

    /// Everybody may read without credentials, as from a public API
    #[arg(long)]
    public: bool,

    /// A route: the methods that pages use on it, and its path. May be given again
    #[arg(long = "route", value_name = "METHOD[,METHOD] /PATH", value_parser = route)]
    routes: Vec<Route>,

    /// A route that answers with a status from 500 to 599, to test who can read such an answer
    #[arg(long = "failing-route", value_name = "METHOD[,METHOD] /PATH", value_parser = route)]
    failing_routes: Vec<Route>,

    /// A JSON text, which is the body on every route with all methods but GET and HEAD
    #[arg(long, value_name = "TEXT")]
    json_body: Option<String>,

    /// A header that trusted pages send. May be given again
    #[arg(long = "request-header", value_name = "NAME")]
    request_headers: Vec<HeaderName>,

    /// A response header that trusted pages read. May be given again
    #[arg(long = "readable-header", value_name = "NAME")]
    readable_headers: Vec<HeaderName>,

    /// A header with the credentials of a user, such as 'Cookie: id=1'. May be given again.
    /// Other users of the machine can see it in the list of processes: see --session-file
    #[arg(long = "session", value_name = "HEADER: VALUE", value_parser = Secret::parse, allow_hyphen_values = true)]
    pub(crate) session: Vec<Secret>,

    /// A file with such headers, one a line. Empty lines and lines that begin with # are left out
    #[arg(long, value_name = "FILE")]
    pub(crate) session_file: Option<PathBuf>,

    /// A finding to accept, by its code, such as parent-domain. May be given again
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,

    /// How many requests to send a second; 10 unless the server is on a loopback address
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,

    /// How many seconds to wait for each response
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// The format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,

    /// A file for the report, in place of the standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The lowest severity for which the exit code is 1: info, low, medium, high or critical
    #[arg(long, value_name = "SEVERITY", default_value = "low")]
    pub(crate) fail_on: Severity,

    /// Send more than 500 requests if there are more
    #[arg(long)]
    pub(crate) yes: bool,

    #[arg(long, hide = true)]
    insecure: bool,
}

/// The methods and the path of a route.
#[derive(Clone, Debug)]
struct Route {
    methods: Vec<Method>,
    path: String,
}

/// How many requests are sent a second, if nobody says otherwise.
const RATE: f64 = 10.0;

impl Args {
    /// Creates the lab.
    pub(crate) fn lab(&self, session: &Session) -> Result<PolicyLab<WithRoute>, UsageError> {
        if self.insecure {
            return Err(UsageError::Insecure);
        }
        let mut lab = PolicyLab::new(&self.server)?.trusts(self.trusts.iter().map(String::as_str))?;
        for origin in &self.trusts_subdomains_of {
            lab = lab.trusts_subdomains_of(origin)?;
        }
        for code in &self.allow {
            lab = lab.allow(code)?;
        }
        if self.public {
            lab = lab.public();
        }
        if !session.is_empty() {
            let session = session.clone();
            lab = lab.session(move |request| session.add_to(request));
        }
        let lab = lab
            .request_headers(self.request_headers.iter().map(HeaderName::as_str))
            .readable_headers(self.readable_headers.iter().map(HeaderName::as_str));
        let routes = self.routes.iter().map(|route| (route, false));
        let mut routes = routes.chain(self.failing_routes.iter().map(|route| (route, true)));
        let (first, is_failing) = routes.next().ok_or(UsageError::NoRoute)?;
        let lab = self.add_route(lab, first, is_failing);
        Ok(routes.fold(lab, |lab, (route, is_failing)| self.add_route(lab, route, is_failing)))
    }

    fn add_route<R>(&self, lab: PolicyLab<R>, route: &Route, is_failing: bool) -> PolicyLab<WithRoute> {
        let methods = route.methods.iter().cloned();
        let lab = match is_failing {
            true => lab.failing_route(&route.path, methods),
            false => lab.route(&route.path, methods),
        };
        match &self.json_body {
            Some(text) => lab.json(text),
            None => lab,
        }
    }

    /// Returns how many requests are sent a second, or `None` if there is no limit.
    pub(crate) fn rate(&self) -> Option<f64> {
        self.rate.or_else(|| Some(RATE).filter(|_| !self.is_loopback()))
    }

    /// Returns whether the server is on the machine on which this program runs.
    pub(crate) fn is_loopback(&self) -> bool {
        let origin = Origin::parse(self.server.trim_end_matches('/')).ok();
        origin.as_ref().and_then(Origin::host).is_some_and(is_loopback)
    }
}

fn route(text: &str) -> Result<Route, String> {
    let (methods, path) = text.trim().split_once(' ').ok_or("write the methods, a space and the path")?;
    let path = path.trim();
    if !path.starts_with('/') {
        return Err("the path has to begin with /".to_owned());
    }
    let methods = methods.split(',').map(|method| method::normalize(method.as_bytes()));
    let methods = methods.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    Ok(Route { methods, path: path.to_owned() })
}

fn rate(text: &str) -> Result<f64, &'static str> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= 0.001);
    rate.ok_or("write a number of requests a second, such as 10 or 0.5")
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or("write a number of seconds, such as 10 or 0.5")
}
