//! The host's own types, as an engine has them. The crate's rules read them where they are; only what is
//! handed to the crate's machine is converted.

use fetch_cors::header::{HeaderList, InvalidHeader, ReadHeaders};
use fetch_cors::request::{CorsAttribute, CredentialsMode, Destination, Mode, RequestError};
use fetch_cors::{Client, Origin};
use http::Method;
use url::Url;

pub(crate) type Error = Box<dyn std::error::Error>;

/// A header list as this host keeps it: names in any case, values as bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, Vec<u8>)>);

impl ReadHeaders for Fields {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_slice()))
    }
}

impl Fields {
    /// From lines of `name: value`.
    pub(crate) fn of(lines: &[&str]) -> Self {
        let pairs = lines.iter().filter_map(|line| line.split_once(": "));
        Self(pairs.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).collect())
    }
}

/// What asks for a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Fetch,
    Image,
    Script,
    /// From the address bar.
    Navigation,
}

impl Kind {
    /// What the standards of these features set on their requests.
    pub(crate) fn settings(self) -> (Mode, CredentialsMode, Destination) {
        match self {
            Self::Fetch => (Mode::Cors, CredentialsMode::SameOrigin, Destination::Empty),
            Self::Image => (Mode::NoCors, CredentialsMode::Include, Destination::Image),
            Self::Script => (Mode::NoCors, CredentialsMode::Include, Destination::Script),
            Self::Navigation => (Mode::Navigate, CredentialsMode::Include, Destination::Document),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Kept beside the URL, as every rule compares it.
    pub(crate) url_origin: Origin,
    pub(crate) headers: Fields,
    /// Whether it goes on when the page is closed.
    pub(crate) keepalive: bool,
}

impl Request {
    pub(crate) fn new(kind: Kind, method: Method, url: &str, headers: &[&str]) -> Result<Self, Error> {
        let url: Url = url.parse()?;
        let url_origin = Origin::of(&url);
        Ok(Self { kind, method, url, url_origin, headers: Fields::of(headers), keepalive: false })
    }

    /// The same request as the machine takes it, of this page. Only script chooses a method and headers.
    pub(crate) fn of(&self, page: &Client) -> Result<fetch_cors::Request, RequestError> {
        match self.kind {
            Kind::Fetch => page
                .fetch(&self.url)
                .method(self.method.as_str())
                .headers(self.headers.fields())
                .keepalive(self.keepalive)
                .build(),
            Kind::Image => page.image(&self.url, CorsAttribute::NoCors).build(),
            Kind::Script => page.classic_script(&self.url, CorsAttribute::NoCors).build(),
            Kind::Navigation => page.navigation(&self.url).user_initiated(true).build(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) status_text: String,
    pub(crate) headers: Fields,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn new(status: u16, headers: &[&str], body: &str) -> Self {
        let (headers, body) = (Fields::of(headers), body.as_bytes().to_vec());
        Self { status, status_text: String::new(), headers, body }
    }

    /// Converts the response into what the machine takes. Nothing is lost: names keep their case, values keep every byte,
    /// and the status text is there.
    pub(crate) fn into_machine(self) -> Result<fetch_cors::Response<Vec<u8>>, InvalidHeader> {
        let mut headers = HeaderList::new();
        self.headers.fields().try_for_each(|(name, value)| headers.append(name, value))?;
        let response = fetch_cors::Response::new(self.status, self.body);
        Ok(response.with_status_text(self.status_text).with_headers(headers))
    }
}
