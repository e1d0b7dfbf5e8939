//! The request headers that a page may send to another origin without a preflight.

use std::borrow::Cow;

use super::bytes::{NOT_LANGUAGE, UNSAFE, any_is, trim_request_value};
use super::list::ReadHeaders;
use super::mime::without_parameters;
use super::name_set::NameSet;
use super::names::is_no_cors_safelisted_request_header_name;
use super::range::parse_single_range;

/// The number of bytes that the value of a safelisted request-header may have.
pub const MAX_SAFELISTED_VALUE: usize = 128;

/// The number of bytes that the values of all safelisted request-headers may have together.
pub const MAX_SAFELISTED_TOTAL: usize = 1024;

/// Checks whether a header is a CORS-safelisted request-header, which a page may send to another origin without a
/// preflight. `value` is the value of one header, not of several that were joined, and without white space around it.
///
/// The numbers of a range may have any length. In Chromium and Firefox, a number that does not fit into 64 bits
/// needs a preflight.
///
/// <https://fetch.spec.whatwg.org/#cors-safelisted-request-header>
///
/// ```
/// use fetch_cors::header::safelist::is_cors_safelisted_request_header as safelisted;
/// assert!(safelisted(b"Content-Type", b"text/plain;charset=utf-8"));
/// assert!(!safelisted(b"Content-Type", b"application/json"));
/// assert!(!safelisted(b"X-Token", b"1"));
/// ```
#[must_use]
pub fn is_cors_safelisted_request_header(name: &[u8], value: &[u8]) -> bool {
    // cors-safelisted-request-header 1: the value is not too long.
    if value.len() > MAX_SAFELISTED_VALUE {
        return false;
    }
    let is = |safelisted: &[u8]| name.eq_ignore_ascii_case(safelisted);
    // cors-safelisted-request-header 2: the name decides, in any case.
    if is(b"accept") {
        // cors-safelisted-request-header 2a: no unsafe byte.
        !any_is(UNSAFE, value)
    } else if is(b"accept-language") || is(b"content-language") {
        // cors-safelisted-request-header 2b: only the bytes of language ranges.
        !any_is(NOT_LANGUAGE, value)
    } else if is(b"content-type") {
        // cors-safelisted-request-header 2c, 2c.1: a MIME type that a form can send, and no unsafe byte.
        // cors-safelisted-request-header 2c.2, 2c.3, 2c.4: a form can send one of three essences.
        !any_is(UNSAFE, value) && has_essence_of_forms(value)
    } else if is(b"range") {
        // cors-safelisted-request-header 2d: one range that has a start.
        // cors-safelisted-request-header 2d.1, 2d.2, 2d.3: parses without white space, and has a start.
        parse_single_range(value, false).is_some_and(|range| range.start.is_some())
    } else {
        // cors-safelisted-request-header 2e: no other name is safelisted.
        false
    }
    // cors-safelisted-request-header 3: each branch above returns true for a header that passes.
}

/// Checks whether a value is a MIME type with an essence that a form can send. What begins with such an essence parses,
/// whatever its parameters.
fn has_essence_of_forms(value: &[u8]) -> bool {
    let essence = without_parameters(value);
    essence.eq_ignore_ascii_case(b"text/plain")
        || essence.eq_ignore_ascii_case(b"multipart/form-data")
        || essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// Checks whether a header is a no-CORS-safelisted request-header, which script may set on a `no-cors` request.
///
/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header>
///
/// ```
/// use fetch_cors::header::safelist::is_no_cors_safelisted_request_header as safelisted;
/// assert!(safelisted(b"accept", b"a/b") && !safelisted(b"range", b"bytes=0-"));
/// ```
#[must_use]
pub fn is_no_cors_safelisted_request_header(name: &[u8], value: &[u8]) -> bool {
    // no-cors-safelisted-request-header 1: the name is one of four.
    is_no_cors_safelisted_request_header_name(name)
        // no-cors-safelisted-request-header 2: the value is safe.
        && is_cors_safelisted_request_header(name, value)
}

/// Returns the CORS-unsafe request-header names of a header list: those that a preflight asks for.
///
/// Judges each of several headers with one name by itself, and lists their name once. Takes time linear in the
/// list; allocates only for more than 16 names.
///
/// Ignores tabs and spaces around a value, with one exception: the space of a value that ends with `, ` counts as a byte
/// of the value. `XMLHttpRequest` makes such a value when it [combines](super::HeaderList::combine) one with an empty one.
///
/// <https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names>
///
/// ```
/// use fetch_cors::header::cors_unsafe_request_header_names;
/// let list = [("X-B", "1"), ("Accept", "*/*"), ("x-a", "1"), ("x-b", "2")];
/// let names: Vec<_> = cors_unsafe_request_header_names(&list).iter().collect();
/// assert_eq!(names, [&b"x-a"[..], b"x-b"]);
/// ```
pub fn cors_unsafe_request_header_names<H: ReadHeaders + ?Sized>(headers: &H) -> UnsafeNames<'_> {
    // cors-unsafe-request-header-names 1, 2, 3: nothing yet. Of the potentially unsafe names, only the size of
    // their values is kept; the names are read again from the list.
    let mut names = NameSet::default();
    let mut safelist_value_size = 0usize;
    // cors-unsafe-request-header-names 4: looks at each header.
    for (name, value) in headers.fields() {
        let value = trim_request_value(value);
        if !is_cors_safelisted_request_header(name, value) {
            // cors-unsafe-request-header-names 4.1: adds an unsafe name.
            names.insert(name);
        } else {
            // cors-unsafe-request-header-names 4.2: adds up the values that are safe by themselves.
            safelist_value_size = safelist_value_size.saturating_add(value.len());
        }
    }
    let unsafe_by_themselves = names.len();
    // cors-unsafe-request-header-names 5: if they are too long together, adds every other name.
    if safelist_value_size > MAX_SAFELISTED_TOTAL {
        headers.fields().for_each(|(name, _)| names.insert(name));
    }
    // cors-unsafe-request-header-names 6: the set is sorted when it is read in order.
    UnsafeNames { names, unsafe_by_themselves }
}

/// Checks whether a header list has any [CORS-unsafe request-header name](cors_unsafe_request_header_names).
///
/// Takes time linear in the list; allocates only for more than 16 names.
///
/// ```
/// use fetch_cors::header::has_cors_unsafe_request_header;
/// assert!(has_cors_unsafe_request_header(&[("Accept", "*/*"), ("X-A", "1")]));
/// assert!(!has_cors_unsafe_request_header(&[("Accept", "*/*")]));
/// ```
pub fn has_cors_unsafe_request_header<H: ReadHeaders + ?Sized>(headers: &H) -> bool {
    !cors_unsafe_request_header_names(headers).is_empty()
}

/// A set of header names, read in lower case.
///
/// ```
/// use fetch_cors::header::cors_unsafe_request_header_names;
/// let list = [("X-B", "1"), ("x-a", "1")];
/// let names = cors_unsafe_request_header_names(&list);
/// assert_eq!((names.len(), names.is_empty()), (2, false));
/// assert!(names.contains(b"x-b") && !names.contains(b"accept"));
/// assert_eq!(names.join_with_commas(), b"x-a,x-b");
/// ```
#[derive(Clone, Debug, Default)]
pub struct UnsafeNames<'a> {
    names: NameSet<'a>,
    /// The first names, as many as this, are unsafe by themselves. The others are unsafe only because of the total.
    unsafe_by_themselves: usize,
}

impl<'a> UnsafeNames<'a> {
    /// Returns the number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Checks whether there is no name: every header is safe.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the names in lower case, sorted. Allocates, and takes the time that sorting takes.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'a, [u8]>> {
        self.sorted().into_iter().map(|name| match name.iter().any(u8::is_ascii_uppercase) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        })
    }

    /// Checks whether `name` is among the names, in any case. Takes time linear in `name` only.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        self.names.contains(name)
    }

    /// Checks whether `name` is among the names only because the values of safelisted headers are more than
    /// [`MAX_SAFELISTED_TOTAL`] bytes in all. Takes time linear in the names.
    #[must_use]
    pub fn is_unsafe_by_total(&self, name: &[u8]) -> bool {
        self.as_written().skip(self.unsafe_by_themselves).any(|other| other.eq_ignore_ascii_case(name))
    }

    /// Joins the sorted names with commas, as in `Access-Control-Request-Headers`.
    #[must_use]
    pub fn join_with_commas(&self) -> Vec<u8> {
        let mut joined = self.sorted().join(&b',');
        joined.make_ascii_lowercase();
        joined
    }

    /// Returns the names as they are written in the header list, in its order.
    pub(crate) fn as_written(&self) -> impl Iterator<Item = &'a [u8]> {
        self.names.iter()
    }

    /// Sorts the names by their bytes in lower case.
    fn sorted(&self) -> Vec<&'a [u8]> {
        // convert-header-names-to-a-sorted-lowercase-set 1, 2: the set has each name once, in any case.
        let mut names: Vec<&[u8]> = self.as_written().collect();
        // convert-header-names-to-a-sorted-lowercase-set 3: sorts them.
        let lower_case = |name: &'a [u8]| name.iter().map(u8::to_ascii_lowercase);
        names.sort_unstable_by(|a, b| lower_case(a).cmp(lower_case(b)));
        names
    }
}
