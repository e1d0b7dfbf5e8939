use http::{HeaderMap, HeaderName};

use crate::header::ReadHeaders;
use crate::header::extract::{Extracted, Tokens, extract_tokens};
use crate::header::names::EXPOSE_HEADERS;
use crate::request::CredentialsMode;

/// The CORS-exposed header-name list of a response. Reads the response's headers; holds no copy.
///
/// <https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list>
///
/// ```
/// use fetch_cors::{filter::cors_exposed_header_names, request::CredentialsMode};
/// let list = [("Access-Control-Expose-Headers", "X-Total")];
/// let exposed = cors_exposed_header_names(&list, CredentialsMode::SameOrigin);
/// assert!(exposed.contains(b"x-total") && !exposed.contains(b"x-other"));
/// ```
#[derive(Debug)]
pub struct ExposedHeaderNames<'a, H: ?Sized>(Exposed<'a, H>);

#[derive(Debug)]
enum Exposed<'a, H: ?Sized> {
    None,
    All,
    Listed(Tokens<'a, H>),
}

/// The CORS-exposed header-name list of a response to a request of this credentials mode.
///
/// <https://fetch.spec.whatwg.org/#concept-main-fetch>
///
/// ```
/// use fetch_cors::{filter::cors_exposed_header_names, request::CredentialsMode};
/// let list = [("Access-Control-Expose-Headers", "*")];
/// assert!(cors_exposed_header_names(&list, CredentialsMode::Omit).contains(b"x-total"));
/// assert!(!cors_exposed_header_names(&list, CredentialsMode::Include).contains(b"x-total"));
/// ```
pub fn cors_exposed_header_names<H: ReadHeaders + ?Sized>(
    headers: &H,
    credentials_mode: CredentialsMode,
) -> ExposedHeaderNames<'_, H> {
    // concept-main-fetch 14.1.1: what the response lists.
    ExposedHeaderNames(match extract_tokens(headers, &EXPOSE_HEADERS) {
        // concept-main-fetch 14.1.2: everything, without credentials.
        Extracted::Values(names)
            if credentials_mode != CredentialsMode::Include && names.iter().any(|name| name == b"*") =>
        {
            Exposed::All
        }
        // concept-main-fetch 14.1.3: these, `*` being a name like any other.
        Extracted::Values(names) => Exposed::Listed(names),
        Extracted::Null | Extracted::Failure(_) => Exposed::None,
    })
}

impl<H: ReadHeaders + ?Sized> ExposedHeaderNames<'_, H> {
    /// Whether `name` is in the list, in any case. Takes time linear in the list.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        match &self.0 {
            Exposed::None => false,
            Exposed::All => true,
            Exposed::Listed(names) => names.iter().any(|listed| listed.eq_ignore_ascii_case(name)),
        }
    }
}

/// Which header names of a response are exposed, beyond those that always are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExposedIn {
    All,
    /// Names that the response has, so that this is no longer than its headers, whatever it lists. In order, so that
    /// two that are equal print the same.
    Names(Vec<HeaderName>),
}

impl ExposedIn {
    /// Takes time linear in the headers and the list, but for the names that are sorted.
    pub(crate) fn new(headers: &HeaderMap, credentials_mode: CredentialsMode) -> Self {
        match cors_exposed_header_names(headers, credentials_mode).0 {
            Exposed::All => Self::All,
            Exposed::None => Self::Names(Vec::new()),
            Exposed::Listed(names) => Self::of(headers, names.iter()),
        }
    }

    pub(crate) fn of<'n>(headers: &HeaderMap, names: impl Iterator<Item = &'n [u8]>) -> Self {
        // A name too long for the `http` crate is no name of the map.
        let text = names.filter_map(|name| std::str::from_utf8(name).ok());
        let present = text.filter(|name| headers.contains_key(*name));
        let mut names: Vec<HeaderName> =
            present.filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok()).collect();
        names.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        names.dedup();
        Self::Names(names)
    }

    pub(crate) fn contains(&self, name: &HeaderName) -> bool {
        match self {
            Self::All => true,
            Self::Names(names) => {
                names.binary_search_by(|exposed| exposed.as_str().cmp(name.as_str())).is_ok()
            }
        }
    }
}
