use http::{HeaderMap, HeaderName};

use super::few_names::{FEW, FewNames};
use crate::header::ReadHeaders;
use crate::header::extract::{Extracted, Tokens, extract_each_token};
use crate::header::names::{
    EXPOSE_HEADERS, FORBIDDEN_RESPONSE, is_cors_safelisted_response_header, is_forbidden_response_header_name,
};
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
    ExposedHeaderNames(exposed(headers, credentials_mode, |_| ()))
}

/// Shows `each` every name that is listed, which is nothing if not these are exposed.
fn exposed<'a, H: ReadHeaders + ?Sized>(
    headers: &'a H,
    credentials_mode: CredentialsMode,
    mut each: impl FnMut(&'a [u8]),
) -> Exposed<'a, H> {
    let mut star = false;
    // concept-main-fetch 14.1.1: what the response lists.
    let listed = extract_each_token(headers, &EXPOSE_HEADERS, |name| {
        star |= name == b"*";
        each(name);
    });
    match listed {
        // concept-main-fetch 14.1.2: everything, without credentials.
        Extracted::Values(_) if star && credentials_mode != CredentialsMode::Include => Exposed::All,
        // concept-main-fetch 14.1.3: these, `*` being a name like any other.
        Extracted::Values(names) => Exposed::Listed(names),
        Extracted::Null | Extracted::Failure(_) => Exposed::None,
    }
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

/// Which headers of a response script may see: those that are safelisted or exposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VisibleNames {
    /// All but cookies.
    All,
    /// Of a response with few names: a bit for each, in the order of the map.
    Few(u64),
    /// Of a response with many: the names that are exposed, so that this is no longer than its headers, whatever it
    /// lists. In order, so that two that are equal print the same.
    Many(Box<[HeaderName]>),
}

impl VisibleNames {
    /// Takes time linear in the headers and the list, but for the names that are sorted.
    pub(crate) fn new(headers: &HeaderMap, credentials_mode: CredentialsMode) -> Self {
        if headers.keys_len() > FEW {
            return Self::of_many(headers, credentials_mode);
        }
        let mut few = FewNames::new(headers);
        let safelisted = few.fill_buckets();
        let mut listed = 0;
        match exposed(headers, credentials_mode, |name| listed |= few.bit_of(name)) {
            Exposed::All => Self::All,
            Exposed::None => Self::Few(safelisted),
            Exposed::Listed(_) => Self::Few(safelisted | listed & !few.bits_of(&FORBIDDEN_RESPONSE)),
        }
    }

    fn of_many(headers: &HeaderMap, credentials_mode: CredentialsMode) -> Self {
        let listed = match exposed(headers, credentials_mode, |_| ()) {
            Exposed::All => return Self::All,
            Exposed::None => return Self::Many(Box::default()),
            Exposed::Listed(listed) => listed,
        };
        // A name too long for the `http` crate is no name of the map.
        let text = listed.iter().filter_map(|name| std::str::from_utf8(name).ok());
        let present = text.filter(|name| headers.contains_key(*name));
        let mut names: Vec<HeaderName> =
            present.filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok()).collect();
        names.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        names.dedup();
        Self::Many(names.into_boxed_slice())
    }

    /// The bits of the names, if each has one.
    #[inline]
    pub(crate) fn bits(&self) -> Option<u64> {
        match self {
            Self::Few(bits) => Some(*bits),
            Self::All | Self::Many(_) => None,
        }
    }

    /// Whether script may see a name, which is at this position of those of the map.
    pub(crate) fn contains(&self, name: &HeaderName, position: impl FnOnce() -> Option<u32>) -> bool {
        match self {
            Self::All => !is_forbidden_response_header_name(name.as_str().as_bytes()),
            Self::Few(bits) => {
                position().and_then(|position| bits.checked_shr(position)).is_some_and(|bits| bits & 1 == 1)
            }
            Self::Many(exposed) => {
                is_cors_safelisted_response_header(name)
                    || !is_forbidden_response_header_name(name.as_str().as_bytes())
                        && exposed.binary_search_by(|exposed| exposed.as_str().cmp(name.as_str())).is_ok()
            }
        }
    }
}
