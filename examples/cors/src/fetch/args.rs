//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, ValueEnum};

use crate::fetch::data::Data;
use crate::fetch::init::{Init, Secret, seconds};
use crate::fetch::refused::Refused;

const MORE_HELP: &str = "\
A URL without a scheme begins with http:// if its host is this machine (localhost:8080, 127.0.0.1:3000/x,
[::1]:8080), as servers under development have no certificate, and with https:// otherwise (api.example/x).

Exit codes:
  0  there is a response, whatever its status. One of type opaque or opaqueredirect is one
  1  the standard refuses: a page would see a TypeError
  2  there is no such fetch: a bad option, or what makes fetch() throw before anything is sent
  3  nothing came: no connection, no valid certificate, no response in time, none that is HTTP, a body that
     breaks off or cannot be decoded, or a URL that this program cannot fetch

Output: the report goes to the standard output, with the body in it. With -i or -o the body is written as it
is, and the report without it: to the standard error if the body is on the standard output. -s leaves the
report out. Values that may be secrets are shown as … in the report and in JSON: those of Cookie, Set-Cookie,
Authorization, Proxy-Authorization and of headers that are named like a token or a key, and the queries of
URLs. The body and its head (-i) are what the page sees, and nothing in them is hidden.

Cookies: the jar begins with those of -b, learns from Set-Cookie, and ends with the run. Cookies go where the
credentials mode includes them and SameSite allows it; a cookie of -b has no SameSite. What browsers do
besides is not applied: Partitioned, and the blocking of third-party cookies. Neither are mixed content,
Content Security Policy, HSTS, local network access and the HTTP cache. The page is taken for one that is not
in a frame. Its URL is its origin with a slash, and its Referer is that, as far as the referrer policy allows.
There is nobody to ask for a password: a 401 is shown to the page, and a 407 is a network error.

The program uses no proxy, and opens a connection for each message. It reads bodies of at most 64 MiB.";

/// Fetches a URL as a page does, and says what the page sees and why.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = MORE_HELP, args_override_self = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) init: Init,

    #[command(flatten)]
    pub(crate) data: Data,

    /// Put the data into the query of the URL, and send no body
    #[arg(short = 'G', long)]
    pub(crate) get: bool,

    /// Fetch with the method HEAD
    #[arg(short = 'I', long, conflicts_with = "method")]
    pub(crate) head: bool,

    /// A user for the origin of the URL. As in a browser that knows the password, it goes with messages that
    /// include credentials: never with a preflight, never to another origin. Script can do the same with -H
    /// 'Authorization: …', which needs a preflight
    #[arg(short = 'u', long, value_name = "NAME:PASSWORD", value_parser = Secret::parse, allow_hyphen_values = true)]
    pub(crate) user: Option<Secret>,

    /// Cookies that the host of the URL set before. They go where the credentials mode includes them
    #[arg(short = 'b', long, value_name = "NAME=VALUE; …", value_parser = Secret::parse)]
    pub(crate) cookie: Vec<Secret>,

    /// Show every message with all its headers, the connections, the times, and what was decided
    #[arg(short = 'v', long)]
    pub(crate) verbose: bool,

    /// Write the head of the response, as the page sees it, before the body
    #[arg(short = 'i', long)]
    pub(crate) include: bool,

    /// Write the body to a file; - is the standard output
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Write the body alone, without a report
    #[arg(short = 's', long)]
    pub(crate) silent: bool,

    #[arg(short = 'S', long, hide = true)]
    show_error: bool,

    /// The format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,

    /// The same as --format json
    #[arg(long)]
    pub(crate) json: bool,

    /// Show values that may be secrets
    #[arg(long)]
    pub(crate) show_secrets: bool,

    /// Accept any certificate, so that whoever is in between can read and change everything
    #[arg(short = 'k', long, conflicts_with = "cacert")]
    pub(crate) insecure: bool,

    /// Accept only certificates that are in this file (PEM), expired or not, or that an authority in it has issued
    #[arg(long, value_name = "FILE")]
    pub(crate) cacert: Option<PathBuf>,

    /// Use this address for a name. May be given again
    #[arg(long, value_name = "HOST:PORT:ADDRESS")]
    pub(crate) resolve: Vec<String>,

    /// Speak HTTP/1.1 only. Otherwise a server chooses between it and HTTP/2 when TLS begins
    #[arg(long = "http1.1", conflicts_with = "http2_prior_knowledge")]
    pub(crate) http1: bool,

    /// Speak HTTP/2 only, also without TLS
    #[arg(long)]
    pub(crate) http2_prior_knowledge: bool,

    // What curl calls the default of this program.
    #[arg(long, hide = true)]
    http2: bool,

    // The same: pages follow redirects. See --redirect.
    #[arg(short = 'L', long, hide = true)]
    location: bool,

    // The same.
    #[arg(long, overrides_with = "no_compressed", hide = true)]
    compressed: bool,

    /// Do not ask for a compressed body (gzip, deflate, br), and do not decode one
    #[arg(long, action = ArgAction::SetTrue)]
    pub(crate) no_compressed: bool,

    /// How many seconds to wait for each response, and for the body of the last
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// How many seconds to wait for each connection, TLS included
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) connect_timeout: Option<Duration>,

    /// How many seconds all of it may take
    #[arg(short = 'm', long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) max_time: Option<Duration>,

    #[command(flatten)]
    pub(crate) refused: Refused,

    /// What to fetch: an http:, https: or data: URL, or a URL without a scheme
    pub(crate) url: String,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Args {
    pub(crate) fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}
