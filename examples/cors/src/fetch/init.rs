//! The options of `cors fetch` for the arguments that script passes to `fetch(url, { … })`, and for the page.

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

/// The options that describe the page and its call of `fetch()`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Init {
    /// Set the origin of the page: scheme, host and port, or "null" for an opaque origin.
    #[arg(long, value_name = "ORIGIN", default_value = "https://app.example", value_parser = Origin::parse)]
    pub(crate) origin: Origin,

    /// Set the method. The default is POST if there is a body, and GET otherwise.
    #[arg(short = 'X', long, alias = "request", value_parser = byte_string, allow_hyphen_values = true)]
    pub(crate) method: Option<ByteString>,

    /// Set this request header, as script does. Can be repeated. Repeated headers are not joined.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = Secret::parse)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) headers: Vec<Secret>,

    /// Set the credentials mode: omit, same-origin or include.
    #[arg(long, value_name = "MODE", default_value = "same-origin")]
    pub(crate) credentials: CredentialsMode,

    /// Set the mode: cors, no-cors or same-origin.
    #[arg(long, value_name = "MODE", default_value = "cors")]
    mode: Mode,

    /// Set the redirect mode: follow, error or manual.
    #[arg(long, value_name = "MODE", default_value = "follow")]
    redirect: RedirectMode,

    /// Set the referrer: a URL of the page's origin, or an empty text for no referrer. The default is the URL of the page,
    /// which is its origin with a slash.
    #[arg(short = 'e', long, alias = "referer", value_name = "URL")]
    referrer: Option<String>,

    /// Set the referrer policy. It decides what Referer contains. If CORS does not apply, it also decides about Origin.
    #[arg(long, value_name = "POLICY", default_value = "")]
    referrer_policy: ReferrerPolicy,

    /// Set the embedder policy of the page: unsafe-none, require-corp or credentialless.
    #[arg(long, value_name = "POLICY", default_value = "unsafe-none", value_parser = embedder_policy)]
    embedder_policy: EmbedderPolicyValue,
}

/// A string of bytes, like a `ByteString` of script.
#[derive(Clone, Debug)]
pub(crate) struct ByteString(pub(crate) Vec<u8>);

/// The name and the value of a header.
type Pair = (Vec<u8>, Vec<u8>);

/// A text of the command line that may be a secret, so no error prints it.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

/// The reason why the fetch cannot begin: an option is wrong, or `fetch()` would throw.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InitError {
    #[error("the value of -H number {number} is not a header, because it has no colon after the name")]
    NoColon { number: usize },
    #[error("the value of -H number {number} has a character after U+00FF, which a header cannot contain")]
    NotBytes { number: usize },
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl Init {
    /// Returns the fetch that the page makes. `source` and `bytes` describe the body, if there is one.
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

    /// Returns a top-level page. Its user cannot be asked for a password.
    fn client(&self) -> Client {
        let policy = EmbedderPolicy { value: self.embedder_policy, ..EmbedderPolicy::default() };
        let client = Client::new(self.origin.clone())
            .with_embedder_policy(policy)
            .with_cross_site_ancestor(false)
            .with_traversable(false);
        match Url::parse(&format!("{}/", self.origin)) {
            Ok(url) => client.with_document_url(url),
            // An opaque origin shows no URL.
            Err(_) => client,
        }
    }

    /// Returns the headers of the options `-H`.
    fn script_headers(&self) -> Result<Vec<Pair>, InitError> {
        let lines = self.headers.iter().enumerate();
        lines.map(|(index, Secret(line))| header(line, index + 1)).collect()
    }

    /// Returns the names of the headers that script is not allowed to set. A browser leaves them out without an error.
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

/// Parses the value of an option that is a number of seconds.
pub(crate) fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or("write a number of seconds, such as 10 or 0.5")
}

/// Converts a text to bytes, one for each character. Script can pass only such texts as a method or a header. Characters
/// after U+00FF are an error.
fn byte_string(text: &str) -> Result<ByteString, &'static str> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.map(ByteString).ok_or("use only characters up to U+00FF")
}

fn embedder_policy(text: &str) -> Result<EmbedderPolicyValue, &'static str> {
    match text {
        "unsafe-none" => Ok(EmbedderPolicyValue::UnsafeNone),
        "require-corp" => Ok(EmbedderPolicyValue::RequireCorp),
        "credentialless" => Ok(EmbedderPolicyValue::Credentialless),
        _ => Err("the embedder policies are unsafe-none, require-corp and credentialless"),
    }
}
