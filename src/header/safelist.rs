//! Which request headers are safe to send to another origin unasked.

use std::borrow::Cow;

use super::bytes::{NOT_LANGUAGE, UNSAFE, any_is};
use super::list::ReadHeaders;
use super::mime::without_parameters;
use super::names::is_no_cors_safelisted_request_header_name;
use super::range::parse_single_range;
use super::sorted_names::{Finder, Order, SortedNames};

/// The longest value, in bytes, that a safelisted request-header may have.
pub const MAX_SAFELISTED_VALUE: usize = 128;

/// The most bytes that the values of all safelisted request-headers may have in all.
pub const MAX_SAFELISTED_TOTAL: usize = 1024;

/// Whether a header is a CORS-safelisted request-header: one that a page may send to another origin
/// without a preflight. `value` is one header's, not several joined.
///
/// A range may have numbers of any length. In Chromium and Firefox, one that does not fit into 64 bits
/// takes a preflight.
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
    // cors-safelisted-request-header 2: by name, in any case.
    if is(b"accept") {
        // cors-safelisted-request-header 2a: no unsafe byte.
        !any_is(UNSAFE, value)
    } else if is(b"accept-language") || is(b"content-language") {
        // cors-safelisted-request-header 2b: only the bytes of language ranges.
        !any_is(NOT_LANGUAGE, value)
    } else if is(b"content-type") {
        // cors-safelisted-request-header 2c: a MIME type that a form can send.
        is_safelisted_content_type(value)
    } else if is(b"range") {
        // cors-safelisted-request-header 2d: one range that has a start.
        // cors-safelisted-request-header 2d.1, 2d.2, 2d.3: parses without white space, and has a start.
        parse_single_range(value, false).is_some_and(|range| range.start.is_some())
    } else {
        // cors-safelisted-request-header 2e: no other name is safelisted.
        // cors-safelisted-request-header 3: a header that passed is safelisted.
        false
    }
}

fn is_safelisted_content_type(value: &[u8]) -> bool {
    // cors-safelisted-request-header 2c.1: no unsafe byte.
    if any_is(UNSAFE, value) {
        return false;
    }
    // cors-safelisted-request-header 2c.2, 2c.3, 2c.4: a MIME type with one of three essences. What begins with one of
    // these parses, whatever its parameters.
    let essence = without_parameters(value);
    essence.eq_ignore_ascii_case(b"text/plain")
        || essence.eq_ignore_ascii_case(b"multipart/form-data")
        || essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// Whether a header is a no-CORS-safelisted request-header: one that script may set on a `no-cors`
/// request.
///
/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header>
///
/// ```
/// use fetch_cors::header::safelist::is_no_cors_safelisted_request_header as safelisted;
/// assert!(safelisted(b"accept", b"a/b") && !safelisted(b"range", b"bytes=0-"));
/// ```
#[must_use]
pub fn is_no_cors_safelisted_request_header(name: &[u8], value: &[u8]) -> bool {
    // no-cors-safelisted-request-header 1: one of four names.
    is_no_cors_safelisted_request_header_name(name)
        // no-cors-safelisted-request-header 2: and a value that is safe.
        && is_cors_safelisted_request_header(name, value)
}

/// The CORS-unsafe request-header names of a header list: those a preflight asks for.
///
/// Repeated headers count each for itself, and are listed once. Takes time linear in the list, and
/// what sorting its unsafe names takes; allocates only for more than 16 headers that are unsafe.
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
    // cors-unsafe-request-header-names 1, 2, 3: nothing yet. Of the potentially unsafe names only
    // the size of their values is kept: the list itself still has them.
    let (mut unsafe_names, mut order) = (UnsafeNames::default(), Order::default());
    let mut safelist_value_size = 0usize;
    // cors-unsafe-request-header-names 4: header by header.
    for (name, value) in headers.fields() {
        if !is_cors_safelisted_request_header(name, value) {
            // cors-unsafe-request-header-names 4.1: unsafe.
            unsafe_names.names.append(&mut order, name);
        } else {
            // cors-unsafe-request-header-names 4.2: safe, unless there is too much of it.
            safelist_value_size = safelist_value_size.saturating_add(value.len());
        }
    }
    // cors-unsafe-request-header-names 5: too much of it; then every name there is.
    if safelist_value_size > MAX_SAFELISTED_TOTAL {
        let mut by_themselves = std::mem::take(&mut unsafe_names.names);
        by_themselves.convert_to_a_sorted_lowercase_set(&order);
        unsafe_names.unsafe_by_themselves = Some(Box::new(by_themselves));
        headers.fields().for_each(|(name, _)| unsafe_names.names.append(&mut order, name));
    }
    // cors-unsafe-request-header-names 6: sorted, each once, as they were collected.
    unsafe_names.names.convert_to_a_sorted_lowercase_set(&order);
    unsafe_names
}

/// Whether a header list has any [CORS-unsafe request-header name](cors_unsafe_request_header_names): sooner found
/// than which. Takes time linear in the list at most, and allocates nothing.
///
/// ```
/// use fetch_cors::header::has_cors_unsafe_request_header;
/// assert!(has_cors_unsafe_request_header(&[("Accept", "*/*"), ("X-A", "1")]));
/// assert!(!has_cors_unsafe_request_header(&[("Accept", "*/*")]));
/// ```
pub fn has_cors_unsafe_request_header<H: ReadHeaders + ?Sized>(headers: &H) -> bool {
    any_cors_unsafe_request_header_name(headers, |_| true)
}

/// Whether any CORS-unsafe request-header name is such. Asks for each in the case and the order of the list, for some
/// twice, and puts none of them together.
pub(crate) fn any_cors_unsafe_request_header_name<H: ReadHeaders + ?Sized>(
    headers: &H,
    mut is_such: impl FnMut(&[u8]) -> bool,
) -> bool {
    let mut safelist_value_size = 0usize;
    let by_itself = headers.fields().any(|(name, value)| {
        if is_cors_safelisted_request_header(name, value) {
            safelist_value_size = safelist_value_size.saturating_add(value.len());
            return false;
        }
        is_such(name)
    });
    by_itself || safelist_value_size > MAX_SAFELISTED_TOTAL && headers.fields().any(|(name, _)| is_such(name))
}

/// A sorted set of header names, read in lower case.
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
    names: SortedNames<'a>,
    /// Those that are unsafe by themselves, if others are so because of the total only.
    unsafe_by_themselves: Option<Box<SortedNames<'a>>>,
}

impl<'a> UnsafeNames<'a> {
    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.as_written().len()
    }

    /// Whether every header is safe.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_written().is_empty()
    }

    /// The names in lower case and in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'a, [u8]>> {
        self.as_written().iter().map(|name| match name.iter().any(u8::is_ascii_uppercase) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(*name),
        })
    }

    /// Whether `name` is among them, in any case. Takes logarithmic time.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        self.names.contains(name)
    }

    /// Whether `name` is among them only because the values of safelisted headers are more than
    /// [`MAX_SAFELISTED_TOTAL`] bytes in all.
    #[must_use]
    pub fn is_unsafe_by_total(&self, name: &[u8]) -> bool {
        self.unsafe_by_themselves.as_ref().is_some_and(|names| !names.contains(name)) && self.contains(name)
    }

    /// The names with commas between, as `Access-Control-Request-Headers` has them.
    #[must_use]
    pub fn join_with_commas(&self) -> Vec<u8> {
        let mut joined = Vec::with_capacity(self.joined_len());
        self.write_joined(&mut joined);
        joined
    }

    /// How many bytes that is.
    pub(crate) fn joined_len(&self) -> usize {
        self.as_written().iter().map(|name| name.len() + 1).sum::<usize>().saturating_sub(1)
    }

    pub(crate) fn write_joined(&self, to: &mut Vec<u8>) {
        let start = to.len();
        for (place, name) in self.as_written().iter().enumerate() {
            if place > 0 {
                to.push(b',');
            }
            to.extend_from_slice(name);
        }
        to.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
    }

    /// The names in the case of the list.
    pub(crate) fn as_written(&self) -> &[&'a [u8]] {
        self.names.as_slice()
    }

    /// What finds the place of many names in [`as_written`](Self::as_written).
    pub(crate) fn finder(&self) -> Finder<'_> {
        self.names.finder()
    }
}
