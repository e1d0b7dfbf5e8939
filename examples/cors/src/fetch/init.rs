//! What a page's script would write as `fetch(url, { ... })`, as options of a command line.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use fetch_cors::header::bytes::normalize;
use fetch_cors::header::{Guard, HeaderList, Headers};
use fetch_cors::request::{
    CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, Mode, RedirectMode, ReferrerPolicy, RequestError,
    Source,
};
use fetch_cors::{Client, Origin};
use url::Url;

use super::client::Call;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Init {
    /// The page's origin, serialised, or "null"
    #[arg(long, value_name = "ORIGIN", default_value = "https://app.example", value_parser = Origin::parse)]
    pub(crate) origin: Origin,

    /// The method; without one, POST if there is a body and GET otherwise
    #[arg(short = 'X', long, alias = "request", value_parser = byte_string, allow_hyphen_values = true)]
    pub(crate) method: Option<ByteString>,

    /// A header. May be given again, and each stays a line of its own
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = Secret::parse)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) headers: Vec<Secret>,

    /// The credentials mode: omit, same-origin or include
    #[arg(long, value_name = "MODE", default_value = "same-origin")]
    pub(crate) credentials: CredentialsMode,

    /// The mode: cors, no-cors or same-origin
    #[arg(long, value_name = "MODE", default_value = "cors")]
    mode: Mode,

    /// The redirect mode: follow, error or manual
    #[arg(long, value_name = "MODE", default_value = "follow")]
    redirect: RedirectMode,

    /// The referrer: a URL of the page's origin, or an empty text for none. Without it, the page's URL, which is its origin
    /// with a slash
    #[arg(short = 'e', long, alias = "referer", value_name = "URL")]
    referrer: Option<String>,

    /// The referrer policy, which decides about Referer, and about Origin where CORS does not
    #[arg(long, value_name = "POLICY", default_value = "")]
    referrer_policy: ReferrerPolicy,

    /// The page's embedder policy: unsafe-none, require-corp or credentialless
    #[arg(long, value_name = "POLICY", default_value = "unsafe-none", value_parser = embedder_policy)]
    embedder_policy: EmbedderPolicyValue,
}

/// What script would call a `ByteString`.
#[derive(Clone, Debug)]
pub(crate) struct ByteString(pub(crate) Vec<u8>);

/// A name and a value.
type Pair = (Vec<u8>, Vec<u8>);

/// A text of the command line that no error of the command line prints.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

/// Why there is no such fetch: the options are wrong, or `fetch()` would throw.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InitError {
    #[error("header {number} is not a header: there is no colon behind its name")]
    NoColon { number: usize },
    #[error("header {number} has a character beyond U+00FF, which has no place in a header")]
    NotBytes { number: usize },
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl Init {
    /// Returns the fetch that the page would make. `source` and `bytes` are the body, if it has one.
    pub(crate) fn call(&self, url: &str, source: Option<Source>, bytes: Bytes) -> Result<Call, InitError> {
        let headers = self.script_headers()?;
        let method = match &self.method {
            Some(method) => method.0.as_slice(),
            None if source.is_some() => b"POST",
            None => b"GET",
        };
        let client = self.client();
        let mut request = client
            .fetch(url)
            .method(method)
            .credentials(self.credentials)
            .mode(self.mode)
            .redirect(self.redirect)
            .referrer_policy(self.referrer_policy);
        if let Some(source) = source {
            request = request.body(source);
        }
        if let Some(referrer) = &self.referrer {
            request = request.referrer(referrer);
        }
        let pairs = || headers.iter().map(|(name, value)| (name, value));
        let request = request.headers(pairs()).build()?;
        let script_headers =
            HeaderList::try_from_pairs(pairs().map(|(name, value)| (name, normalize(value))));
        Ok(Call { request, headers: script_headers.unwrap_or_default(), body: bytes })
    }

    /// A top-level page, in which nobody can be asked for a password.
    fn client(&self) -> Client {
        let policy = EmbedderPolicy { value: self.embedder_policy, ..EmbedderPolicy::default() };
        let client = Client::new(self.origin.clone())
            .with_embedder_policy(policy)
            .with_cross_site_ancestor(false)
            .with_traversable(false);
        match Url::parse(&format!("{}/", self.origin)) {
            Ok(url) => client.with_document_url(url),
            // An opaque origin does not say which URL the page has.
            Err(_) => client,
        }
    }

    /// Returns the headers that script sets.
    fn script_headers(&self) -> Result<Vec<Pair>, InitError> {
        let lines = self.headers.iter().enumerate();
        lines.map(|(index, Secret(line))| header(line, index + 1)).collect()
    }

    /// Returns the names of the headers that script may not set, and that are left out without a word in a page.
    pub(crate) fn ignored_headers(&self, headers: &HeaderList) -> Vec<String> {
        let guard = if self.mode == Mode::NoCors { Guard::RequestNoCors } else { Guard::Request };
        let mut list = HeaderList::new();
        let ignored = headers.iter().filter(|(name, value)| {
            let forbidden = matches!(Guard::Request.validate(name, normalize(value)), Ok(false));
            forbidden || matches!(Headers::new(&mut list, guard).append(name, value), Ok(false))
        });
        ignored.map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect()
    }
}

impl Secret {
    #[expect(clippy::unnecessary_wraps, reason = "the form that clap expects")]
    pub(crate) fn parse(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

fn header(line: &str, number: usize) -> Result<Pair, InitError> {
    let (name, value) = line.split_once(':').ok_or(InitError::NoColon { number })?;
    let bytes = |text| byte_string(text).map_err(|_| InitError::NotBytes { number });
    Ok((bytes(name)?.0, bytes(value)?.0))
}

/// Returns how long to wait, as an option says it in seconds.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number")?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("not a time to wait".to_owned()),
    }
}

/// Returns the bytes of a string whose characters are all below U+0100, which is what script may give as a method or a
/// header.
fn byte_string(text: &str) -> Result<ByteString, String> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.map(ByteString).ok_or_else(|| "a character beyond U+00FF has no place in a header".to_owned())
}

fn embedder_policy(text: &str) -> Result<EmbedderPolicyValue, &'static str> {
    match text {
        "unsafe-none" => Ok(EmbedderPolicyValue::UnsafeNone),
        "require-corp" => Ok(EmbedderPolicyValue::RequireCorp),
        "credentialless" => Ok(EmbedderPolicyValue::Credentialless),
        _ => Err("no embedder policy"),
    }
}
