//! The command line.

use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use fetch_cors::request::Body;

use crate::client::Call;
use crate::init::{Init, InitError, seconds};

const MORE_HELP: &str = "\
Without any argument, it starts servers of its own on 127.0.0.1, fetches from them in every way that the
CORS protocol tells apart, shows what came of each, and fails if that is not what it should be.

Exit codes:
  0  there is a response. One of type opaque or opaqueredirect is one: nothing was refused
  1  the standard refuses: a page would see a TypeError. What script may not fetch at all is refused
     like that: a port of another protocol, in mode cors file: and about: URLs, blobs of others, and
     blobs by any method but GET
  2  there is no such fetch: a bad argument, or what makes fetch() throw before anything is sent
  3  nothing came: no connection, no response in time, none that is HTTP, a body that breaks off, or a
     URL or a header that this client cannot send. Nothing comes of a data: URL that cannot be decoded
     either, nor of blob: and file: URLs, as this client has no blobs and no files

A data: URL holds what it says, and about:blank an empty page, which only mode no-cors lets a page fetch.

This is a small client, over HTTP/1.1. There are no https: URLs, no cookies, no stored passwords and no HTTP
cache: --credentials changes what the rules are, not what is sent. The package examples/cors has a client
with TLS, HTTP/2 and cookies: cors fetch.";

/// Fetches a URL as a page does, and says what the page would see and why.
#[derive(Clone, Debug, Parser)]
#[command(name = "fetch", args_override_self = true, after_help = MORE_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) init: Init,

    /// The body: text, sent as text/plain;charset=UTF-8 unless a Content-Type header says otherwise
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    data: Option<String>,

    /// How many seconds to wait for each response, and for the body of the last
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Print all of it as one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    /// What to fetch: an absolute http: or data: URL
    url: String,
}

impl Args {
    /// Returns the fetch that a page would make.
    pub(crate) fn call(&self) -> Result<Call, InitError> {
        let source = self.data.is_some().then(|| Body::source().with_type("text/plain;charset=UTF-8"));
        self.init.call(&self.url, source, Bytes::from(self.data.clone().unwrap_or_default()))
    }
}
