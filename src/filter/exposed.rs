use std::fmt;

use crate::header::extract::{Extracted, Tokens, extract_each_token};
use crate::header::names::EXPOSE_HEADERS;
use crate::header::{NameSet, ReadHeaders};
use crate::request::CredentialsMode;

/// The CORS-exposed header-name list of a response.
///
/// It holds no copy of the names: [`contains`](Self::contains) reads them from the response's headers at each call.
///
/// <https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list>
///
/// ```
/// use fetch_cors::{filter::cors_exposed_header_names, request::CredentialsMode};
/// let list = [("Access-Control-Expose-Headers", "X-Total")];
/// let exposed = cors_exposed_header_names(&list, CredentialsMode::SameOrigin);
/// assert!(exposed.contains(b"x-total") && !exposed.contains(b"x-other"));
/// ```
pub struct ExposedHeaderNames<'a, H: ?Sized>(Exposed<'a, H>);

enum Exposed<'a, H: ?Sized> {
    None,
    All,
    Listed(Tokens<'a, H>),
}

/// Returns the CORS-exposed header-name list of a response.
///
/// `headers` are the headers of the response, of which `Access-Control-Expose-Headers` matters. `credentials_mode` is the
/// credentials mode of the request. The standard uses the list only if the request's response tainting is *cors*.
///
/// - Without the header, or if it does not parse, the list is empty.
/// - If the header lists `*`, and the credentials mode is not *include*, every name is in the list.
/// - Otherwise, the listed names are in the list. With *include*, `*` is a name like any other.
///
/// Takes time linear in the headers and in the bytes of the list. Allocates nothing, unless the header does not parse.
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

/// Collects the names that a response exposes, so that many names can be looked up. Returns `None` if the response
/// exposes every name.
pub(super) fn exposed_names<H: ReadHeaders + ?Sized>(
    headers: &H,
    credentials_mode: CredentialsMode,
) -> Option<NameSet<'_>> {
    let mut names = NameSet::default();
    match exposed(headers, credentials_mode, |name| names.insert(name)) {
        Exposed::None => Some(NameSet::default()),
        Exposed::All => None,
        Exposed::Listed(_) => Some(names),
    }
}

/// Reads `Access-Control-Expose-Headers`, and calls `each` with every name in it. The caller has to ignore these names
/// unless the result is [`Exposed::Listed`].
fn exposed<'a, H: ReadHeaders + ?Sized>(
    headers: &'a H,
    credentials_mode: CredentialsMode,
    mut each: impl FnMut(&'a [u8]),
) -> Exposed<'a, H> {
    let mut star = false;
    // concept-main-fetch 14.1.1: extracts the names that the response lists.
    let listed = extract_each_token(headers, &EXPOSE_HEADERS, |name| {
        star |= name == b"*";
        each(name);
    });
    match listed {
        Extracted::Null | Extracted::Failure(_) => Exposed::None,
        // concept-main-fetch 14.1.2: without credentials, `*` exposes every name.
        Extracted::Values(_) if star && credentials_mode != CredentialsMode::Include => Exposed::All,
        // concept-main-fetch 14.1.3: otherwise the listed names are exposed, and `*` is a name like any other.
        Extracted::Values(names) => Exposed::Listed(names),
    }
}

/// Prints the names that are listed, and no other header of the response.
impl<H: ReadHeaders + ?Sized> fmt::Debug for ExposedHeaderNames<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Exposed::None => f.write_str("None"),
            Exposed::All => f.write_str("All"),
            Exposed::Listed(names) => names.fmt(f),
        }
    }
}

impl<H: ReadHeaders + ?Sized> ExposedHeaderNames<'_, H> {
    /// Checks whether `name` is in the list. `name` may be in any case.
    ///
    /// A name in the list may still be [forbidden](crate::header::names::is_forbidden_response_header_name), such as
    /// `Set-Cookie`. Script must not see a header with a forbidden name, so the caller has to check this too.
    ///
    /// Takes time linear in the headers and in the bytes of the list.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        match &self.0 {
            Exposed::None => false,
            Exposed::All => true,
            Exposed::Listed(names) => names.iter().any(|listed| listed.eq_ignore_ascii_case(name)),
        }
    }
}
