//! The options of `cors fetch`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, ValueEnum};

use crate::fetch::data::Data;
use crate::fetch::init::{Init, Secret, seconds};
use crate::fetch::refused::Refused;

const MORE_HELP: &str = "\
A URL without a scheme gets one. If its host is this machine (localhost:8080, 127.0.0.1:3000/x, [::1]:8080),
the scheme is http, because servers under development have no certificate. Otherwise (api.example/x), it is
https.

Exit codes:
  0  the page gets a response, whatever its status. Responses of type opaque or opaqueredirect count as well
  1  the standard refuses the fetch: a page would see a TypeError
  2  the fetch cannot begin, because an option is wrong or fetch() would throw before it sends anything; or the
     output cannot be written
  3  the network or this program failed: no connection, no valid certificate, no response in time, an answer
     that is not HTTP, a body that is cut off or cannot be decoded, or a URL that this program cannot fetch

Output:
  The report goes to the standard output and includes the body. With -i or -o, the body is written unchanged and
  separately from the report. If the body goes to the standard output, the report goes to the standard error.
  With -s, there is no report.
  In the report and in JSON, values that may be secrets are shown as …: the values of Cookie, Set-Cookie,
  Authorization, Proxy-Authorization and of headers with a name like a token or a key, and the queries of URLs.
  The body and its head (-i) are what the page sees. Nothing in them is hidden.

Cookies:
  The cookie jar starts with the cookies of -b. It stores what Set-Cookie sets, and is not saved. A message gets
  cookies if the credentials mode includes them and SameSite allows it. A cookie of -b has no SameSite attribute.

What browsers do and this program does not:
  It does not apply Partitioned cookies, the blocking of third-party cookies, mixed content, Content Security
  Policy, HSTS, local network access and the HTTP cache. It cannot ask for a password, so the page sees a 401
  response, and a 407 is a network error.

The page is a top-level page, not one in a frame. Its URL is its origin with a slash. This URL is the Referer, as
far as the referrer policy allows it.

The program uses no proxy, and opens a new connection for each message. It reads bodies of at most 64 MiB.";

/// Fetch a URL as a page would, and print what the page sees and why.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = MORE_HELP, args_override_self = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) init: Init,

    #[command(flatten)]
    pub(crate) data: Data,

    /// Append the data to the query of the URL, and send no body.
    #[arg(short = 'G', long)]
    pub(crate) get: bool,

    /// Fetch with the method HEAD.
    #[arg(short = 'I', long, conflicts_with = "method")]
    pub(crate) head: bool,

    /// Use this user name and password for the origin of the URL. As in a browser that has stored the password, they
    /// are sent only with messages that include credentials, never with a preflight and never to another origin. To
    /// send a password as script does, use -H 'Authorization: …', which needs a preflight.
    #[arg(short = 'u', long, value_name = "NAME:PASSWORD", value_parser = Secret::parse, allow_hyphen_values = true)]
    pub(crate) user: Option<Secret>,

    /// Start with these cookies, as if the host of the URL had set them before. They are sent if the credentials mode
    /// includes them.
    #[arg(short = 'b', long, value_name = "NAME=VALUE; …", value_parser = Secret::parse)]
    pub(crate) cookie: Vec<Secret>,

    /// Print every message with all its headers, the connections, the times, and each decision.
    #[arg(short = 'v', long)]
    pub(crate) verbose: bool,

    /// Print the head of the response, as the page sees it, before the body.
    #[arg(short = 'i', long)]
    pub(crate) include: bool,

    /// Write the body to a file. - means the standard output.
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Print only the body, without a report.
    #[arg(short = 's', long)]
    pub(crate) silent: bool,

    #[arg(short = 'S', long, hide = true)]
    show_error: bool,

    /// Choose the format of the report.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,

    /// Print the report as JSON, like --format json.
    #[arg(long)]
    pub(crate) json: bool,

    /// Show values that may be secrets.
    #[arg(long)]
    pub(crate) show_secrets: bool,

    /// Accept any certificate. Anyone between this machine and the server can then read and change everything.
    #[arg(short = 'k', long, conflicts_with = "cacert")]
    pub(crate) insecure: bool,

    /// Accept only the certificates in this PEM file, expired or not, and those that an authority in it has issued.
    #[arg(long, value_name = "FILE")]
    pub(crate) cacert: Option<PathBuf>,

    /// Connect to this address instead of looking up the name. Can be repeated.
    #[arg(long, value_name = "HOST:PORT:ADDRESS")]
    pub(crate) resolve: Vec<String>,

    /// Use HTTP/1.1 only. Without this option, the server chooses HTTP/1.1 or HTTP/2 in the TLS handshake.
    #[arg(long = "http1.1", conflicts_with = "http2_prior_knowledge")]
    pub(crate) http1: bool,

    /// Use HTTP/2 only, also without TLS.
    #[arg(long)]
    pub(crate) http2_prior_knowledge: bool,

    // The default of this program. The option is accepted because users of curl write it.
    #[arg(long, hide = true)]
    http2: bool,

    // The default too, because pages follow redirects. See --redirect.
    #[arg(short = 'L', long, hide = true)]
    location: bool,

    // The default too.
    #[arg(long, overrides_with = "no_compressed", hide = true)]
    compressed: bool,

    /// Do not request a compressed body (gzip, deflate, br), and do not decode one.
    #[arg(long, action = ArgAction::SetTrue)]
    pub(crate) no_compressed: bool,

    /// Wait at most this many seconds for each response, and for the body of the last response.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Wait at most this many seconds for each connection, including the TLS handshake.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) connect_timeout: Option<Duration>,

    /// Stop if the whole fetch takes more than this many seconds.
    #[arg(short = 'm', long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) max_time: Option<Duration>,

    #[command(flatten)]
    pub(crate) refused: Refused,

    /// Fetch this http:, https: or data: URL. A URL without a scheme gets http or https.
    pub(crate) url: String,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Print text for people.
    Text,
    /// Print a JSON object for programs.
    Json,
}

impl Args {
    /// Returns whether the report is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}
