//! The safelists of request headers: the headers that a page may send to another origin without a preflight.
//!
//! [`cors_unsafe_request_header_names`] checks a whole header list, and returns the names of the headers because of
//! which the request needs a preflight. [`is_cors_safelisted_request_header`] checks one header.

use std::borrow::Cow;

use super::bytes::{NOT_LANGUAGE, UNSAFE, any_is, trim_request_value};
use super::list::ReadHeaders;
use super::mime::without_parameters;
use super::name_set::NameSet;
use super::names::is_no_cors_safelisted_request_header_name;
use super::range::parse_single_range;

/// The maximum number of bytes that the value of a safelisted request-header may have.
pub const MAX_SAFELISTED_VALUE: usize = 128;

/// The maximum number of bytes that the values of all safelisted request-headers may have in all.
pub const MAX_SAFELISTED_TOTAL: usize = 1024;

/// Returns whether a header is a CORS-safelisted request-header, which a page may send to another origin without a
/// preflight.
///
/// `value` is the value of one header, without white space around it. Do not join the values of several headers: check each
/// header separately.
///
/// The numbers of a `Range` may have any length. Chromium and Firefox differ from the standard here: they send a preflight
/// if a number does not fit into 64 bits.
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
    // cors-safelisted-request-header 1: a value of more than 128 bytes is not safe.
    if value.len() > MAX_SAFELISTED_VALUE {
        return false;
    }
    let is = |safelisted: &[u8]| name.eq_ignore_ascii_case(safelisted);
    // cors-safelisted-request-header 2: the name, in any case, decides which values are safe.
    if is(b"accept") {
        // cors-safelisted-request-header 2a: the value has no unsafe byte.
        !any_is(UNSAFE, value)
    } else if is(b"accept-language") || is(b"content-language") {
        // cors-safelisted-request-header 2b: the value has only bytes that occur in lists of languages.
        !any_is(NOT_LANGUAGE, value)
    } else if is(b"content-type") {
        // cors-safelisted-request-header 2c, 2c.1: the value has no unsafe byte.
        // cors-safelisted-request-header 2c.2, 2c.3, 2c.4: the value is a MIME type that an HTML form can send.
        !any_is(UNSAFE, value) && has_essence_of_forms(value)
    } else if is(b"range") {
        // cors-safelisted-request-header 2d: the value is a single range that has a start.
        // cors-safelisted-request-header 2d.1, 2d.2, 2d.3: parses the value without white space, and looks for the start.
        parse_single_range(value, false).is_some_and(|range| range.start.is_some())
    } else {
        // cors-safelisted-request-header 2e: no other name is safelisted.
        false
    }
    // cors-safelisted-request-header 3: each branch above returns true for a header that is safe.
}

/// Returns whether a value is a MIME type with an essence that an HTML form can send.
///
/// Comparing the text before the parameters is enough. With such an essence, a MIME type always parses, because no parameter
/// makes it invalid.
fn has_essence_of_forms(value: &[u8]) -> bool {
    let essence = without_parameters(value);
    essence.eq_ignore_ascii_case(b"text/plain")
        || essence.eq_ignore_ascii_case(b"multipart/form-data")
        || essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// Returns whether a header is a no-CORS-safelisted request-header, which script may set on a `no-cors` request.
///
/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header>
///
/// ```
/// use fetch_cors::header::safelist::is_no_cors_safelisted_request_header as safelisted;
/// assert!(safelisted(b"accept", b"a/b") && !safelisted(b"range", b"bytes=0-"));
/// ```
#[must_use]
pub fn is_no_cors_safelisted_request_header(name: &[u8], value: &[u8]) -> bool {
    // no-cors-safelisted-request-header 1: the name is one of the four names that are safelisted for `no-cors`.
    is_no_cors_safelisted_request_header_name(name)
        // no-cors-safelisted-request-header 2: the value is safe for a header of that name.
        && is_cors_safelisted_request_header(name, value)
}

/// Returns the CORS-unsafe request-header names of a header list. A preflight asks the server to allow these names.
///
/// If several headers have the same name, each is checked separately, and the name is listed once. Takes time linear in the
/// list. Allocates only if there are more than 16 names.
///
/// Tabs and spaces around a value are ignored, with one exception: if a value ends with `, `, the space counts as a byte of
/// the value. `XMLHttpRequest` creates such a value when it [combines](super::HeaderList::combine) a value with an empty
/// value.
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
    // cors-unsafe-request-header-names 1, 2, 3: starts without names. Of the headers that are safe alone, only the size of
    // their values is kept. If their names are needed, step 5 reads them from the list again.
    let mut names = NameSet::default();
    let mut safelist_value_size = 0usize;
    // cors-unsafe-request-header-names 4: checks each header.
    for (name, value) in headers.fields() {
        let value = trim_request_value(value);
        if !is_cors_safelisted_request_header(name, value) {
            // cors-unsafe-request-header-names 4.1: adds the name of a header that is not safelisted.
            names.insert(name);
        } else {
            // cors-unsafe-request-header-names 4.2: adds up the lengths of the values that are safe alone.
            safelist_value_size = safelist_value_size.saturating_add(value.len());
        }
    }
    let unsafe_by_themselves = names.len();
    // cors-unsafe-request-header-names 5: if these values have more than 1,024 bytes in all, adds every other name.
    if safelist_value_size > MAX_SAFELISTED_TOTAL {
        headers.fields().for_each(|(name, _)| names.insert(name));
    }
    // cors-unsafe-request-header-names 6: returns the set. It is sorted later, when its names are read in order.
    UnsafeNames { names, unsafe_by_themselves }
}

/// Returns whether a header list has any [CORS-unsafe request-header name](cors_unsafe_request_header_names).
///
/// Takes time linear in the list. Allocates only if there are more than 16 names.
///
/// ```
/// use fetch_cors::header::has_cors_unsafe_request_header;
/// assert!(has_cors_unsafe_request_header(&[("Accept", "*/*"), ("X-A", "1")]));
/// assert!(!has_cors_unsafe_request_header(&[("Accept", "*/*")]));
/// ```
pub fn has_cors_unsafe_request_header<H: ReadHeaders + ?Sized>(headers: &H) -> bool {
    !cors_unsafe_request_header_names(headers).is_empty()
}

/// A set of CORS-unsafe request-header names. [`cors_unsafe_request_header_names`] returns it.
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
    /// The number of names that are unsafe alone. They come first. The other names are unsafe only because the values of
    /// safelisted headers are too long in all.
    unsafe_by_themselves: usize,
}

impl<'a> UnsafeNames<'a> {
    /// Returns the number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns whether the set is empty, because every header is safe.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the names in lower case, sorted. Each call allocates and sorts the names.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'a, [u8]>> {
        self.sorted().into_iter().map(|name| match name.iter().any(u8::is_ascii_uppercase) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        })
    }

    /// Returns whether `name`, in any case, is in the set. Takes time linear in `name`. The size of the set does not
    /// matter.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        self.names.contains(name)
    }

    /// Returns whether `name` is in the set only because the values of safelisted headers have more than
    /// [`MAX_SAFELISTED_TOTAL`] bytes in all. Takes time linear in the set.
    #[must_use]
    pub fn is_unsafe_by_total(&self, name: &[u8]) -> bool {
        self.as_written().skip(self.unsafe_by_themselves).any(|other| other.eq_ignore_ascii_case(name))
    }

    /// Joins the names, sorted and in lower case, with commas, as in `Access-Control-Request-Headers`. Each call allocates
    /// and sorts the names.
    #[must_use]
    pub fn join_with_commas(&self) -> Vec<u8> {
        let mut joined = self.sorted().join(&b',');
        joined.make_ascii_lowercase();
        joined
    }

    /// Returns the names as they are written in the header list. Names that are unsafe alone come first. Otherwise, the
    /// order is the order of the list.
    pub(crate) fn as_written(&self) -> impl Iterator<Item = &'a [u8]> {
        self.names.iter()
    }

    /// Sorts the names by their bytes in lower case. The result keeps the case in which they are written.
    fn sorted(&self) -> Vec<&'a [u8]> {
        // convert-header-names-to-a-sorted-lowercase-set 1, 2: collects the names. The set has each name only once, whatever
        // its case.
        let mut names: Vec<&[u8]> = self.as_written().collect();
        // convert-header-names-to-a-sorted-lowercase-set 3: sorts the names.
        let lower_case = |name: &'a [u8]| name.iter().map(u8::to_ascii_lowercase);
        names.sort_unstable_by(|a, b| lower_case(a).cmp(lower_case(b)));
        names
    }
}
