//! The types of the host for requests, responses and headers. The rules of the crate read these types directly.
//! The host converts them only when it runs a whole fetch with the crate.

use fetch_cors::header::{HeaderList, InvalidHeader, ReadHeaders};
use fetch_cors::request::{Body, CorsAttribute, CredentialsMode, Destination, Mode, Referrer, RequestError};
use fetch_cors::{Client, Origin};
use url::Url;

pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// A header list of this host. Names may be in any case, and values are bytes.
#[derive(Clone, Debug)]
pub(crate) struct Fields(Vec<(String, Vec<u8>)>);

impl ReadHeaders for Fields {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_slice()))
    }
}

/// Splits a head into the first word of its first line, the rest of that line, and the headers.
fn parse_head(head: &str) -> (&str, &str, Fields) {
    let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
    let (word, rest_of_first) = first.split_once(' ').unwrap_or((first, ""));
    let fields = rest.lines().filter_map(|line| line.split_once(": "));
    let fields = fields.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
    (word, rest_of_first, Fields(fields.collect()))
}

/// The feature of the platform that fetches a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Fetch,
    /// `fetch()` with `keepalive: true` and a body of this many bytes.
    Keepalive(u64),
    Image,
    Script,
    /// A navigation that the user starts in the address bar.
    Navigation,
}

impl Kind {
    /// Returns what the standard of each feature sets on its requests.
    pub(crate) fn settings(self) -> (Mode, CredentialsMode, Destination) {
        match self {
            Self::Image => (Mode::NoCors, CredentialsMode::Include, Destination::Image),
            Self::Script => (Mode::NoCors, CredentialsMode::Include, Destination::Script),
            Self::Navigation => (Mode::Navigate, CredentialsMode::Include, Destination::Document),
            _ => (Mode::Cors, CredentialsMode::SameOrigin, Destination::Empty),
        }
    }
}

pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) method: String,
    pub(crate) url: Url,
    /// The origin of the URL. It is stored because most rules compare it.
    pub(crate) url_origin: Origin,
    pub(crate) headers: Fields,
}

impl Request {
    /// Parses a request. `head` is the method and the URL, and below them the headers, one per line.
    pub(crate) fn new(kind: Kind, head: &str) -> Result<Self, Error> {
        let (method, url, headers) = parse_head(head);
        let url: Url = url.parse()?;
        Ok(Self { kind, method: method.to_owned(), url_origin: Origin::of(&url), url, headers })
    }

    /// Converts the request to a request of the crate, made by `page`. Only a request of script may have any method
    /// and any headers.
    pub(crate) fn of(&self, page: &Client) -> Result<fetch_cors::Request, RequestError> {
        let fetch = || page.fetch(&self.url).method(&self.method).headers(self.headers.fields());
        match self.kind {
            Kind::Fetch => fetch().build(),
            Kind::Keepalive(_) => fetch().keepalive(true).body(Body::source()).build(),
            Kind::Image => page.image(&self.url, CorsAttribute::NoCors).build(),
            Kind::Script => page.classic_script(&self.url, CorsAttribute::NoCors).build(),
            Kind::Navigation => {
                page.navigation(&self.url).user_initiated(true).referrer(Referrer::NoReferrer).build()
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    status: u16,
    status_text: String,
    pub(crate) headers: Fields,
    body: Vec<u8>,
}

impl Response {
    /// Parses a response. `head` is the status and the status text, and below them the headers, one per line.
    pub(crate) fn new(head: &str, body: &str) -> Result<Self, Error> {
        let (status, status_text, headers) = parse_head(head);
        let (status, status_text) = (status.parse()?, status_text.to_owned());
        Ok(Self { status, status_text, headers, body: body.as_bytes().to_vec() })
    }

    /// Converts the response to a response of the crate. Nothing is lost: names keep their case, values keep every
    /// byte, and the status text is kept.
    pub(crate) fn into_machine(self) -> Result<fetch_cors::Response<Vec<u8>>, InvalidHeader> {
        let mut headers = HeaderList::new();
        self.headers.fields().try_for_each(|(name, value)| headers.append(name, value))?;
        let response = fetch_cors::Response::new(self.status, self.body);
        Ok(response.with_status_text(self.status_text).with_headers(headers))
    }
}
