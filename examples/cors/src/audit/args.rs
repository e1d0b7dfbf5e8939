//! The options of `cors audit`.

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
The command sends real requests. If a route has PUT or DELETE, it sends PUT or DELETE, and the server may change
or delete data. The command sends nothing to any other server, and follows no redirects.

Exit codes:
  0  there is no finding with the severity of --fail-on or a worse one
  1  there is at least one such finding
  2  the options are wrong, the server gave no response at all, or the report could not be written

There is no --insecure. Without a valid certificate, anyone between this machine and the server could read the
session, and could answer in place of the server.";

/// Test the CORS policy of a server: print which origins can read and write what.
#[derive(Debug, Options)]
#[command(after_help = MORE_HELP)]
pub(crate) struct Args {
    /// Test the server with this origin: scheme, host and port, without a path.
    pub(crate) server: String,

    /// Trust this origin: its pages may read the responses of the server, and must be able to. Can be repeated.
    #[arg(long, value_name = "ORIGIN")]
    trusts: Vec<String>,

    /// Trust all subdomains of this origin, but not the origin itself. Can be repeated.
    #[arg(long, value_name = "ORIGIN")]
    trusts_subdomains_of: Vec<String>,

    /// Accept that everybody can read without credentials, as from a public API.
    #[arg(long)]
    public: bool,

    /// Test this route: the methods that pages use on it, and its path. Can be repeated.
    #[arg(long = "route", value_name = "METHOD[,METHOD] /PATH", value_parser = route)]
    routes: Vec<Route>,

    /// Test this route, whose responses have a status from 500 to 599. Trusted pages must be able to read them. Can be
    /// repeated.
    #[arg(long = "failing-route", value_name = "METHOD[,METHOD] /PATH", value_parser = route)]
    failing_routes: Vec<Route>,

    /// Send this JSON text as the body on every route, with all methods except GET and HEAD.
    #[arg(long, value_name = "TEXT")]
    json_body: Option<String>,

    /// Send this header from trusted pages. The server must allow it. Can be repeated.
    #[arg(long = "request-header", value_name = "NAME")]
    request_headers: Vec<HeaderName>,

    /// Check that trusted pages can read this response header. Can be repeated.
    #[arg(long = "readable-header", value_name = "NAME")]
    readable_headers: Vec<HeaderName>,

    /// Send this header as the credentials of a user, such as 'Cookie: id=1'. Can be repeated. Other users of the machine
    /// can see the value in the list of processes. To avoid this, use --session-file.
    #[arg(long = "session", value_name = "HEADER: VALUE", value_parser = Secret::parse, allow_hyphen_values = true)]
    pub(crate) session: Vec<Secret>,

    /// Read the headers of --session from a file, one per line. Empty lines and lines that begin with # are skipped.
    #[arg(long, value_name = "FILE")]
    pub(crate) session_file: Option<PathBuf>,

    /// Accept the findings with this code, such as parent-domain. Can be repeated.
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,

    /// Send at most this many requests per second. The default is 10, or no limit if the server is on a loopback address.
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,

    /// Wait at most this many seconds for each response.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Choose the format of the report.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,

    /// Write the report to a file instead of the standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Exit with code 1 only if a finding has this severity or a worse one: info, low, medium, high or critical.
    #[arg(long, value_name = "SEVERITY", default_value = "low")]
    pub(crate) fail_on: Severity,

    /// Send the requests even if there are more than 500.
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

/// The default number of requests per second, for servers on other machines.
const RATE: f64 = 10.0;

impl Args {
    /// Creates the lab that the options describe.
    ///
    /// # Errors
    ///
    /// Returns an error if an option is wrong, or if there is no route.
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

    /// Returns the number of requests per second, or `None` if there is no limit.
    pub(crate) fn rate(&self) -> Option<f64> {
        self.rate.or_else(|| Some(RATE).filter(|_| !self.is_loopback()))
    }

    /// Returns whether the server is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let origin = Origin::parse(self.server.trim_end_matches('/')).ok();
        origin.as_ref().and_then(Origin::host).is_some_and(is_loopback)
    }
}

fn route(text: &str) -> Result<Route, String> {
    let (methods, path) = text.trim().split_once(' ').ok_or("write the methods, a space and the path")?;
    let path = path.trim();
    if !path.starts_with('/') {
        return Err("the path must begin with /".to_owned());
    }
    let methods = methods.split(',').map(|method| method::normalize(method.as_bytes()));
    let methods = methods.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    Ok(Route { methods, path: path.to_owned() })
}

fn rate(text: &str) -> Result<f64, &'static str> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= 0.001);
    rate.ok_or("write a number of requests per second, such as 10 or 0.5")
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or("write a number of seconds, such as 10 or 0.5")
}
