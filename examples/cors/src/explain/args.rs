//! The command line.

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
The kind of a file is recognized by its text:
  a HAR file        as developer tools and proxies save it
  output of curl    of curl -v or curl -i, for the preflight and for the request, in one file or in several
  a console         the text of the messages, as a browser shows them

The program reads files, and sends nothing.

Exit codes:
  0  everything that was explained is allowed
  1  something is refused
  2  the options are wrong, a file cannot be read, or there is nothing to explain in it
  3  nothing is refused, but the file says too little about a fetch, or the network returned no response

Values that may be secrets (cookies, Authorization, queries of URLs) are shown as an ellipsis, and in command
lines as variables of the shell.";

/// Explains a HAR file, the output of curl, or the text of a console: why was it blocked, and what would fix it?
#[derive(Debug, Options)]
#[command(after_help = MORE_HELP)]
pub(crate) struct Args {
    /// The files; the standard input if there is none, or for -
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Explain the fetches whose URL is this or has this in it. For the output of curl -i, which does not have it, this is the
    /// URL of the request
    #[arg(long, value_name = "TEXT")]
    pub(crate) url: Option<String>,

    /// Explain the fetch with this message: the number of the entry in a HAR file, from 1. May be given again
    #[arg(long = "number", short = 'n', value_name = "N")]
    pub(crate) numbers: Vec<usize>,

    /// Explain all fetches. Without any choice, those that failed in a HAR file, and all of other sources
    #[arg(long)]
    pub(crate) all: bool,

    /// The format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) format: Format,

    /// A file for the report, in place of the standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// What the lines to paste are for, in the format text
    #[arg(long = "for", value_name = "SERVER", value_enum, default_value = "all")]
    pub(crate) target: Target,

    /// The origin of the page, if the file does not say it
    #[arg(long, value_name = "ORIGIN", value_parser = Origin::parse)]
    origin: Option<Origin>,

    /// The credentials mode of the request, if the file does not say it: omit, same-origin or include
    #[arg(long, value_name = "MODE")]
    credentials: Option<CredentialsMode>,

    /// The mode of the request, if the file does not say it: cors, no-cors or same-origin
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,

    /// The method of the request, if the file does not say it
    #[arg(long, short = 'X', value_name = "METHOD", value_parser = parse_method)]
    method: Option<Method>,

    /// A header that the page sets, if the file does not say it. May be given again
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", value_parser = parse_header)]
    headers: Vec<Header>,

    /// Show cookies, Authorization and the queries of URLs
    #[arg(long)]
    pub(crate) show_secrets: bool,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, on a terminal.
    Text,
    /// For programs.
    Json,
    /// One page for a browser.
    Html,
}

/// What lines to paste are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// Everything there is.
    All,
    /// Plain header lines.
    Headers,
    /// nginx.
    Nginx,
    /// Apache.
    Apache,
    /// Express.
    Express,
    /// tower-http.
    TowerHttp,
    /// No lines.
    None,
}

impl Args {
    /// Returns what the user says of the request.
    pub(crate) fn told(&self) -> Told {
        Told {
            origin: self.origin.clone(),
            mode: self.mode,
            credentials: self.credentials,
            method: self.method.clone(),
            headers: self.headers.clone(),
        }
    }

    /// Returns the URL that the user says, if it is a whole one.
    pub(crate) fn whole_url(&self) -> Option<Url> {
        Url::parse(self.url.as_deref()?).ok()
    }

    /// Returns the method that the user says.
    pub(crate) fn method(&self) -> Option<&Method> {
        self.method.as_ref()
    }

    /// Returns the headers that the user says.
    pub(crate) fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// Returns whether the user chose which fetches to explain.
    pub(crate) fn chooses(&self) -> bool {
        self.url.is_some() || !self.numbers.is_empty()
    }
}

impl Target {
    /// Returns whether to write a snippet for a target.
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
