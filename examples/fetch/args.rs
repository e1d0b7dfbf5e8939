//! The command line: what a page's script would write as `fetch(url, { ... })`.

use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use fetch_cors::header::bytes::normalize;
use fetch_cors::header::{Guard, HeaderList, Headers};
use fetch_cors::request::{
    Body, CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, Mode, RedirectMode, ReferrerPolicy,
    RequestError,
};
use fetch_cors::{Client, Origin, Request};

const MORE_HELP: &str = "\
Without any argument, it starts servers of its own on 127.0.0.1, fetches from them in every way that the
CORS protocol tells apart, shows what came of each, and fails if that is not what it should be.

Exit codes:
  0  there is a response. One of type opaque or opaqueredirect is one: nothing was refused
  1  the standard refuses: a page would see a TypeError. What script may not fetch at all is refused
     like that: a port of another protocol, in mode cors file: and about: URLs, blobs of others, and
     blobs by any method but GET
  2  there is no such fetch: a bad argument, or what makes fetch() throw before anything is sent
  3  nothing came: no connection, no response in time, none that is HTTP, or a URL or a header that
     this client cannot send. Nothing comes of a data: URL that cannot be decoded either, nor of blob:
     and file: URLs, as this client has no blobs and no files

A data: URL holds what it says, and about:blank an empty page, which only mode no-cors lets a page fetch.

There are no cookies, no stored passwords and no HTTP cache: --credentials changes what the rules are, not
what is sent. No Referer is sent either.";

/// Fetches a URL as a page does, and says what the page would see and why.
#[derive(Clone, Debug, Parser)]
#[command(name = "fetch", args_override_self = true, after_help = MORE_HELP)]
pub(crate) struct Args {
    /// The page's origin, serialised, or "null"
    #[arg(long, value_name = "ORIGIN", default_value = "https://app.example", value_parser = Origin::parse)]
    pub(crate) origin: Origin,

    /// The method; without one, POST if there is --data and GET otherwise
    #[arg(short = 'X', long, value_parser = byte_string, allow_hyphen_values = true)]
    method: Option<ByteString>,

    /// A header. May be given again, and each stays a line of its own
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    #[arg(allow_hyphen_values = true)]
    headers: Vec<Header>,

    /// The body: text, sent as text/plain;charset=UTF-8 unless a Content-Type header says otherwise
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    data: Option<String>,

    /// The credentials mode: omit, same-origin or include
    #[arg(long, value_name = "MODE", default_value = "same-origin")]
    credentials: CredentialsMode,

    /// The mode: cors, no-cors or same-origin
    #[arg(long, value_name = "MODE", default_value = "cors")]
    mode: Mode,

    /// The redirect mode: follow, error or manual
    #[arg(long, value_name = "MODE", default_value = "follow")]
    redirect: RedirectMode,

    /// The referrer policy, which decides about Origin where CORS does not
    #[arg(long, value_name = "POLICY", default_value = "")]
    referrer_policy: ReferrerPolicy,

    /// The page's embedder policy: unsafe-none, require-corp or credentialless
    #[arg(long, value_name = "POLICY", default_value = "unsafe-none", value_parser = embedder_policy)]
    embedder_policy: EmbedderPolicyValue,

    /// How many seconds to wait for each response, and for the body of the last
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Print all of it as one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    /// What to fetch: an absolute http:, https: or data: URL
    url: String,
}

/// What script would call a `ByteString`.
#[derive(Clone, Debug)]
struct ByteString(Vec<u8>);

#[derive(Clone, Debug)]
struct Header {
    name: ByteString,
    value: ByteString,
}

impl Args {
    /// The page.
    pub(crate) fn client(&self) -> Client {
        let policy = EmbedderPolicy { value: self.embedder_policy, ..EmbedderPolicy::default() };
        Client::new(self.origin.clone()).with_embedder_policy(policy)
    }

    /// The request that a page of `client` would make.
    pub(crate) fn request(&self, client: &Client) -> Result<Request, RequestError> {
        let mut request = client
            .fetch(&self.url)
            .method(self.method())
            .credentials(self.credentials)
            .mode(self.mode)
            .redirect(self.redirect)
            .referrer_policy(self.referrer_policy);
        if self.data.is_some() {
            request = request.body(Body::source().with_type("text/plain;charset=UTF-8"));
        }
        request.headers(self.headers.iter().map(|header| (&header.name.0, &header.value.0))).build()
    }

    fn method(&self) -> &[u8] {
        match &self.method {
            Some(method) => &method.0,
            None if self.data.is_some() => b"POST",
            None => b"GET",
        }
    }

    /// The request's body.
    pub(crate) fn body(&self) -> Bytes {
        self.data.clone().unwrap_or_default().into()
    }

    /// The headers that script sets.
    pub(crate) fn script_headers(&self) -> HeaderList {
        let pairs = self.headers.iter().map(|header| (&header.name.0, &header.value.0));
        HeaderList::try_from_pairs(pairs).unwrap_or_default()
    }

    /// The headers that script may not set, and that are left out without a word in a page.
    pub(crate) fn ignored_headers(&self) -> Vec<String> {
        let guard = if self.mode == Mode::NoCors { Guard::RequestNoCors } else { Guard::Request };
        let mut list = HeaderList::new();
        let ignored = self.headers.iter().filter(|header| {
            let Header { name, value } = header;
            let forbidden = matches!(Guard::Request.validate(&name.0, normalize(&value.0)), Ok(false));
            forbidden || matches!(Headers::new(&mut list, guard).append(&name.0, &value.0), Ok(false))
        });
        ignored.map(|header| String::from_utf8_lossy(&header.name.0).into_owned()).collect()
    }
}

/// The bytes of a string whose characters are all below U+0100, which is what script may give as a method
/// or a header.
fn byte_string(text: &str) -> Result<ByteString, String> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.map(ByteString).ok_or_else(|| "a character beyond U+00FF has no place in a header".to_owned())
}

fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text.split_once(':').ok_or("there is no colon after the name")?;
    Ok(Header { name: byte_string(name)?, value: byte_string(value)? })
}

fn embedder_policy(text: &str) -> Result<EmbedderPolicyValue, &'static str> {
    match text {
        "unsafe-none" => Ok(EmbedderPolicyValue::UnsafeNone),
        "require-corp" => Ok(EmbedderPolicyValue::RequireCorp),
        "credentialless" => Ok(EmbedderPolicyValue::Credentialless),
        _ => Err("no embedder policy"),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number")?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("not a time to wait".to_owned()),
    }
}
