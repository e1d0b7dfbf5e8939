//! The options of `cors explain`.

use std::path::PathBuf;

use clap::{Args as Options, ValueEnum};
use fetch_cors::Origin;
use fetch_cors::method;
use fetch_cors::request::{CredentialsMode, Mode};
use fetch_cors::url::Url;
use http::Method;

use crate::explain::recording::Header;
use crate::explain::request::Told;

const MORE_HELP: &str = "\
The command reads these kinds of files, and recognizes them by their contents:
  a HAR file        saved by the developer tools of a browser or by a proxy
  output of curl    of curl -v or curl -i, for the preflight and for the actual request, in one file or in several
  console text      the error messages, copied from the console of a browser

The command only reads files. It sends nothing.

Exit codes:
  0  all fetches that were explained are allowed
  1  at least one fetch is refused
  2  the options are wrong, a file cannot be read, or there is nothing to explain in it
  3  no fetch is refused, but the recording says too little about one, or the network returned no response

Values that may be secrets (cookies, Authorization, queries of URLs) are shown as …. In command lines, a shell
variable stands for them.";

/// Explain why a browser refused a fetch, from a HAR file, the output of curl, or the text of a console.
#[derive(Debug, Options)]
#[command(after_help = MORE_HELP)]
pub(crate) struct Args {
    /// Read these files. - means the standard input, which is also read if there is no file.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Explain the fetches whose URL contains this text. For the output of curl -i, which does not show the URL of the
    /// request, give the whole URL.
    #[arg(long, value_name = "TEXT")]
    pub(crate) url: Option<String>,

    /// Explain the fetch with this message. In a HAR file, this is the number of the entry, counted from 1. Can be repeated.
    #[arg(long = "number", short = 'n', value_name = "N")]
    pub(crate) numbers: Vec<usize>,

    /// Explain all fetches. Without --all, --url and --number, only the failed fetches of a HAR file are explained, and all
    /// fetches of other files.
    #[arg(long)]
    pub(crate) all: bool,

    /// Choose the format of the report.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,

    /// Write the report to a file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Print lines to paste only for this kind of server. This changes only the text format.
    #[arg(long = "for", value_name = "SERVER", value_enum, default_value = "all")]
    pub(crate) target: Target,

    /// Use this origin of the page, if the recording does not show it or shows a wrong one.
    #[arg(long, value_name = "ORIGIN", value_parser = Origin::parse)]
    origin: Option<Origin>,

    /// Use this credentials mode of the request, if the recording does not show it: omit, same-origin or include.
    #[arg(long, value_name = "MODE")]
    credentials: Option<CredentialsMode>,

    /// Use this mode of the request, if the recording does not show it: cors, no-cors or same-origin.
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,

    /// Use this method of the request, if the recording does not show it.
    #[arg(long, short = 'X', value_name = "METHOD", value_parser = parse_method)]
    method: Option<Method>,

    /// Add a header that the script of the page sets, if the recording does not show it. Can be repeated.
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", value_parser = parse_header)]
    headers: Vec<Header>,

    /// Show values that may be secrets: cookies, Authorization and the queries of URLs.
    #[arg(long)]
    pub(crate) show_secrets: bool,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Print text for people, on a terminal.
    Text,
    /// Print a JSON object for programs.
    Json,
    /// Print one HTML page for a browser.
    Html,
}

/// The kind of server for which lines to paste are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// Print lines for every kind of server.
    All,
    /// Print plain header lines.
    Headers,
    /// Print lines for the configuration of nginx.
    Nginx,
    /// Print lines for the configuration of Apache.
    Apache,
    /// Print lines for an application with Express.
    Express,
    /// Print lines for an application with axum and tower-http.
    TowerHttp,
    /// Print no lines to paste.
    None,
}

impl Args {
    /// Returns what the user says about the request.
    pub(crate) fn told(&self) -> Told {
        Told {
            origin: self.origin.clone(),
            mode: self.mode,
            credentials: self.credentials,
            method: self.method.clone(),
            headers: self.headers.clone(),
        }
    }

    /// Returns the value of `--url`, if it is a complete URL.
    pub(crate) fn whole_url(&self) -> Option<Url> {
        Url::parse(self.url.as_deref()?).ok()
    }

    /// Returns the method of `--method`, if it is given.
    pub(crate) fn method(&self) -> Option<&Method> {
        self.method.as_ref()
    }

    /// Returns the headers of `--header`.
    pub(crate) fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// Returns whether the user chose fetches with `--url` or `--number`.
    pub(crate) fn chooses(&self) -> bool {
        self.url.is_some() || !self.numbers.is_empty()
    }
}

impl Target {
    /// Returns whether to print a snippet for this target.
    pub(crate) fn includes(self, target: &str) -> bool {
        let name = self.to_possible_value().map(|value| value.get_name().to_owned());
        self == Self::All || name.as_deref() == Some(target)
    }
}

fn parse_method(text: &str) -> Result<Method, String> {
    method::normalize(text.as_bytes()).map_err(|error| error.to_string())
}

fn parse_header(text: &str) -> Result<Header, &'static str> {
    let (name, value) = text.split_once(':').ok_or("there is no colon after the name")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
