//! Extracting header values by the grammar of each header.

use http::HeaderName;

use super::bytes::{is_token, trim_tab_or_space};
use super::list::ReadHeaders;

/// What extracting header list values gave. Three outcomes, since the standard tells an absent
/// header (null) from one that does not parse (failure), and both from an empty list.
///
/// <https://fetch.spec.whatwg.org/#extract-header-list-values>
///
/// ```
/// use fetch_cors::header::extract::{Extracted, extract_tokens};
/// let name = http::header::ACCESS_CONTROL_ALLOW_METHODS;
/// let list = [("Access-Control-Allow-Methods", "")];
/// assert!(matches!(extract_tokens(&list, &name), Extracted::Values(v) if v.iter().count() == 0));
/// assert!(matches!(extract_tokens(&[("x", "")], &name), Extracted::Null));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these three outcomes")]
pub enum Extracted<T> {
    /// There is no such header.
    Null,
    /// There is, but not as its grammar has it.
    Failure(ExtractFailure),
    /// What it says.
    Values(T),
}

/// Why a header did not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractFailure {
    /// Something in it does not match the grammar.
    #[error("{:?} does not parse", String::from_utf8_lossy(value))]
    Invalid {
        /// The element that does not match.
        value: Vec<u8>,
    },
    /// A header that may stand once stands more often.
    #[error("given {lines} times")]
    Repeated {
        /// How often.
        lines: usize,
    },
}

/// The tokens of a list-valued header, over all its lines, in order. Reads them from the header
/// list each time; holds no copy.
///
/// ```
/// use fetch_cors::header::extract::{Extracted, extract_tokens};
/// let name = http::header::ACCESS_CONTROL_ALLOW_HEADERS;
/// let list = [("access-control-allow-headers", "a,, b"), ("Access-Control-Allow-Headers", "c")];
/// let Extracted::Values(names) = extract_tokens(&list, &name) else { panic!() };
/// assert_eq!(names.iter().collect::<Vec<_>>(), [b"a", b"b", b"c"]);
/// ```
#[derive(Debug)]
pub struct Tokens<'a, H: ?Sized> {
    list: &'a H,
    name: &'a HeaderName,
}

impl<H: ?Sized> Clone for Tokens<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: ?Sized> Copy for Tokens<'_, H> {}

impl<'a, H: ReadHeaders + ?Sized> Tokens<'a, H> {
    /// The tokens in order, repeated ones too.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a, H> {
        self.list.values(self.name).flat_map(elements)
    }
}

/// Extracts a header whose grammar is `#method` or `#field-name`: tokens between commas, empty
/// elements ignored, over any number of lines.
///
/// Takes time linear in the header's bytes.
///
/// ```
/// use fetch_cors::header::extract::{Extracted, extract_tokens};
/// let name = http::header::ACCESS_CONTROL_ALLOW_METHODS;
/// let list = [("access-control-allow-methods", ", GET ,,PUT")];
/// let Extracted::Values(methods) = extract_tokens(&list, &name) else { panic!() };
/// assert_eq!(methods.iter().collect::<Vec<_>>(), [b"GET", b"PUT"]);
/// ```
pub fn extract_tokens<'a, H: ReadHeaders + ?Sized>(
    list: &'a H,
    name: &'a HeaderName,
) -> Extracted<Tokens<'a, H>> {
    extract_each_token(list, name, |_| ())
}

/// [`extract_tokens`], which also calls `each` with every token, so that one pass over a long list is enough. If it
/// fails, the tokens that `each` has seen do not count.
pub(crate) fn extract_each_token<'a, H: ReadHeaders + ?Sized>(
    list: &'a H,
    name: &'a HeaderName,
    mut each: impl FnMut(&'a [u8]),
) -> Extracted<Tokens<'a, H>> {
    // extract-header-list-values 1: absent is null.
    let mut present = false;
    // extract-header-list-values 4, 4.1: every line by the grammar.
    for value in list.values(name) {
        present = true;
        for element in elements(value) {
            // extract-header-values 1: a token that is none fails the line.
            // extract-header-list-values 4.2: and with it the whole header.
            if !is_token(element) {
                return Extracted::Failure(ExtractFailure::Invalid { value: element.to_vec() });
            }
            each(element);
        }
    }
    if !present {
        return Extracted::Null;
    }
    // extract-header-values 2: the elements of a line.
    // extract-header-list-values 3, 4.3, 5: those of all lines, in order.
    Extracted::Values(Tokens { list, name })
}

/// Extracts a header whose grammar is `delta-seconds`: digits, on one line. A number too large for
/// 64 bits is the largest there is.
///
/// ```
/// use fetch_cors::header::extract::{Extracted, extract_delta_seconds};
/// let name = http::header::ACCESS_CONTROL_MAX_AGE;
/// let of = |value| extract_delta_seconds(&[("access-control-max-age", value)], &name);
/// assert_eq!(of("600"), Extracted::Values(600));
/// assert!(matches!(of("-1"), Extracted::Failure(_)));
/// ```
pub fn extract_delta_seconds<H: ReadHeaders + ?Sized>(list: &H, name: &HeaderName) -> Extracted<u64> {
    match extract_single(list, name) {
        Extracted::Values(digits) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            let add = |n: u64, digit: &u8| n.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
            Extracted::Values(digits.iter().fold(0, add))
        }
        Extracted::Values(other) => Extracted::Failure(ExtractFailure::Invalid { value: other.to_vec() }),
        Extracted::Failure(failure) => Extracted::Failure(failure),
        Extracted::Null => Extracted::Null,
    }
}

/// Extracts a header that stands on one line and is taken as it is, such as `Location`.
///
/// ```
/// use fetch_cors::header::extract::{ExtractFailure, Extracted, extract_single};
/// let name = http::header::LOCATION;
/// assert_eq!(extract_single(&[("Location", "/a")], &name), Extracted::Values(&b"/a"[..]));
/// let twice = [("Location", "/a"), ("location", "/a")];
/// assert_eq!(extract_single(&twice, &name), Extracted::Failure(ExtractFailure::Repeated { lines: 2 }));
/// ```
pub fn extract_single<'a, H: ReadHeaders + ?Sized>(list: &'a H, name: &'a HeaderName) -> Extracted<&'a [u8]> {
    let mut values = list.values(name);
    let Some(value) = values.next() else { return Extracted::Null };
    // extract-header-list-values 2: one line, or failure.
    match values.count() {
        0 => Extracted::Values(value),
        more => Extracted::Failure(ExtractFailure::Repeated { lines: more + 1 }),
    }
}

/// Splits a value at its commas. Leaves out tabs and spaces around the elements, and empty elements.
pub(crate) fn elements(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b',').map(trim_tab_or_space).filter(|element| !element.is_empty())
}
