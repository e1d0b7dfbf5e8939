//! Header lists: reading any of them, and the crate's own.

use std::borrow::Cow;
use std::collections::HashMap;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::bytes::{is_header_value, is_token, trim_tab_or_space};

/// A header list that can be read: names and values as bytes, repeated headers kept apart.
///
/// Implemented for [`http::HeaderMap`], for [`HeaderList`], and for slices, arrays and vectors of
/// pairs of byte strings, whose names may have any case. Values are read without leading and
/// trailing tabs and spaces, as header values have none.
///
/// ```
/// use fetch_cors::header::ReadHeaders;
/// static ACCEPT: http::HeaderName = http::header::ACCEPT;
/// let list = [("Accept", "a"), ("X", "1"), ("accept", " b ")];
/// let values: Vec<_> = list.values(&ACCEPT).collect();
/// assert_eq!(values, [b"a", b"b"]);
/// ```
pub trait ReadHeaders {
    /// Every header, in order; names in the case they are kept in, values without tabs and spaces around
    /// them, as [`trim_tab_or_space`] leaves them. A [`HeaderList`] gives what it holds: its values have none
    /// either, but for the space that [combining](HeaderList::combine) with an empty value leaves at the end.
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])>;

    /// The values of all headers called `name`, in order.
    fn values<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a [u8]> {
        self.fields()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name.as_str().as_bytes()))
            .map(|(_, value)| value)
    }

    /// How often a header called `name` is there: what to ask where several are never wanted. Provided.
    fn lines<'a>(&'a self, name: &'a HeaderName) -> Lines<'a> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (None, _) => Lines::None,
            (Some(value), None) => Lines::One(value),
            (Some(_), Some(_)) => Lines::Several,
        }
    }
}

/// How often a header of one name stands in a list.
///
/// ```
/// use fetch_cors::header::{ReadHeaders, list::Lines};
/// let list = [("Accept", "a"), ("X", "1"), ("accept", "b")];
/// assert_eq!(list.lines(&http::header::ACCEPT), Lines::Several);
/// assert_eq!(list.lines(&http::header::HeaderName::from_static("x")), Lines::One(b"1"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are no other numbers")]
pub enum Lines<'a> {
    /// Not at all.
    None,
    /// Once, with this value.
    One(&'a [u8]),
    /// More often; joined, their values have a comma in them.
    Several,
}

impl ReadHeaders for HeaderMap {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.iter().map(|(name, value)| (name.as_str().as_bytes(), trim_tab_or_space(value.as_bytes())))
    }

    fn values<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a [u8]> {
        self.get_all(name).iter().map(|value| trim_tab_or_space(value.as_bytes()))
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> ReadHeaders for [(N, V)] {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.iter().map(|(name, value)| (name.as_ref(), trim_tab_or_space(value.as_ref())))
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const K: usize> ReadHeaders for [(N, V); K] {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.as_slice().fields()
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> ReadHeaders for Vec<(N, V)> {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.as_slice().fields()
    }
}

impl<H: ReadHeaders + ?Sized> ReadHeaders for &H {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        (**self).fields()
    }

    fn values<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a [u8]> {
        (**self).values(name)
    }

    fn lines<'a>(&'a self, name: &'a HeaderName) -> Lines<'a> {
        (**self).lines(name)
    }
}

/// Gets `name` from `list`: all its values joined by `, `, or `None` if there is none.
/// Allocates only when there are several.
///
/// <https://fetch.spec.whatwg.org/#concept-header-list-get>
///
/// ```
/// use fetch_cors::header::list::get;
/// let name = http::header::ACCEPT;
/// assert_eq!(get(&[("accept", "a"), ("Accept", "")], &name).as_deref(), Some(&b"a, "[..]));
/// assert_eq!(get(&[("x", "a")], &name), None);
/// ```
pub fn get<'a, H: ReadHeaders + ?Sized>(list: &'a H, name: &'a HeaderName) -> Option<Cow<'a, [u8]>> {
    let mut values = list.values(name);
    // concept-header-list-get 1: nothing of that name is null, not empty.
    let first = values.next()?;
    // concept-header-list-get 2: the values, comma and space between.
    let Some(second) = values.next() else { return Some(Cow::Borrowed(first)) };
    let mut joined = [first, b", ", second].concat();
    for value in values {
        joined.extend_from_slice(b", ");
        joined.extend_from_slice(value);
    }
    Some(Cow::Owned(joined))
}

/// Gets `name` from `list`, decoded and split at the commas that are outside quotes; `None` if
/// there is none of that name.
///
/// The strings are isomorphic decoded: one character a byte.
///
/// <https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split>
///
/// ```
/// use fetch_cors::header::list::get_decode_and_split;
/// let name = http::header::X_CONTENT_TYPE_OPTIONS;
/// let list = [("x-content-type-options", "nosniff,"), ("X-Content-Type-Options", "\"a,b\"")];
/// assert_eq!(get_decode_and_split(&list, &name).unwrap(), ["nosniff", "", "\"a,b\""]);
/// ```
pub fn get_decode_and_split<H: ReadHeaders + ?Sized>(list: &H, name: &HeaderName) -> Option<Vec<String>> {
    // concept-header-list-get-decode-split 1: the joined value, since quotes may span lines.
    // concept-header-list-get-decode-split 2: null stays null.
    let value = get(list, name)?;
    // concept-header-list-get-decode-split 3: split it.
    Some(split_header_value(&value).map(isomorphic_decode).collect())
}

/// Splits one value at the commas that are outside quotes, without tabs and spaces around the
/// parts. There is always one part at least. Takes time linear in the value and allocates nothing.
///
/// <https://fetch.spec.whatwg.org/#header-value-get-decode-and-split>
///
/// ```
/// use fetch_cors::header::list::split_header_value;
/// let parts: Vec<_> = split_header_value(b"a , \"b, \\\", c\" ,").collect();
/// assert_eq!(parts, [&b"a"[..], b"\"b, \\\", c\"", b""]);
/// ```
pub fn split_header_value(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    // get-decode-and-split 1: bytes stand for their code points; a caller decodes the parts.
    // get-decode-and-split 2, 3, 4: the rest of the input is the position; a part is a slice.
    let mut input = Some(value);
    std::iter::from_fn(move || {
        let rest = input?;
        // get-decode-and-split 5, 5.1, 5.2.2, 5.5: what stands before a comma outside quotes.
        let mut position = 0;
        while let Some(&byte) = rest.get(position).filter(|&&b| b != b',') {
            position += match byte {
                // get-decode-and-split 5.2, 5.2.1: a quoted string is taken whole.
                b'"' => quoted_string_len(rest.get(position..).unwrap_or_default()),
                _ => 1,
            };
        }
        let (part, tail) = rest.split_at_checked(position).unwrap_or((rest, &[]));
        // get-decode-and-split 5.6, 5.7, 5.8: the end, or one step past the comma.
        input = tail.split_first().map(|(_, after_comma)| after_comma);
        // get-decode-and-split 5.3, 5.4: without tabs and spaces around it.
        Some(trim_tab_or_space(part))
    })
}

/// Length of the quoted string that `input` starts with, quotes included; up to the end if it is
/// never closed.
fn quoted_string_len(input: &[u8]) -> usize {
    // collect-an-http-quoted-string 1, 2, 3, 4: past the opening quote, which the caller saw.
    let mut position = 1;
    // collect-an-http-quoted-string 5: until the quote that closes.
    loop {
        match input.get(position) {
            // collect-an-http-quoted-string 5.2: never closed.
            // collect-an-http-quoted-string 5.6, 5.6.1, 5.6.2: closed.
            None => return position,
            Some(b'"') => return position + 1,
            // collect-an-http-quoted-string 5.3, 5.4, 5.5, 5.5.1, 5.5.2, 5.5.3: a backslash takes
            // the next byte with it, if there is one.
            Some(b'\\') => position = (position + 2).min(input.len()),
            // collect-an-http-quoted-string 5.1: anything else is content.
            Some(_) => position += 1,
        }
    }
    // collect-an-http-quoted-string 6, 7: the raw slice is wanted, so only its length is returned.
}

fn isomorphic_decode(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Why a name or a value cannot be a header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidHeader {
    /// The name is not an HTTP token.
    #[error("not a header name: {:?}", String::from_utf8_lossy(name))]
    Name {
        /// The name as it was given.
        name: Vec<u8>,
    },
    /// The value has a NUL, CR or LF in it, or a tab or space at an end.
    #[error(
        "not a header value for {:?}: {:?}",
        String::from_utf8_lossy(name),
        String::from_utf8_lossy(value)
    )]
    Value {
        /// The header's name.
        name: Vec<u8>,
        /// The value as it was given.
        value: Vec<u8>,
    },
}

/// Why a header list is no `http::HeaderMap`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ToHeaderMapError {
    /// A header is none to the `http` crate, which allows no control bytes in values.
    #[error("the http crate cannot hold the header {:?}", String::from_utf8_lossy(name))]
    Header {
        /// Its name.
        name: Vec<u8>,
        /// Its value.
        value: Vec<u8>,
    },
    /// There are more headers than the `http` crate's map can hold.
    #[error("the http crate cannot hold so many headers")]
    TooMany,
}

/// An ordered list of headers: any token as a name, in the case it was given; any bytes as a value
/// that the standard allows.
///
/// Names and values lie in one buffer, so a list of many headers is two allocations.
///
/// <https://fetch.spec.whatwg.org/#concept-header-list>
///
/// ```
/// use fetch_cors::header::HeaderList;
/// let mut list = HeaderList::new();
/// list.append(b"X-Id", b"1")?;
/// list.append(b"x-id", b"2")?;
/// assert_eq!(list.iter().collect::<Vec<_>>(), [(&b"X-Id"[..], &b"1"[..]), (b"X-Id", b"2")]);
/// list.delete(b"X-ID");
/// assert!(list.is_empty());
/// # Ok::<(), fetch_cors::header::InvalidHeader>(())
/// ```
#[derive(Clone, Default)]
pub struct HeaderList {
    /// Names and values, end to end.
    buffer: Vec<u8>,
    fields: Vec<Field>,
    /// Once the list is long: appending looks a name up, and must not take time quadratic in the list.
    index: Option<Box<FirstOfName>>,
}

#[derive(Clone, Default)]
struct FirstOfName {
    /// Lower-case name to the first header of that name.
    fields: HashMap<Box<[u8]>, Field>,
    /// How many headers are in it.
    indexed: usize,
}

/// Up to so many headers, a name is found faster by looking at each.
const SCAN: usize = 64;

/// Where a header lies in the buffer: its value follows its name.
#[derive(Clone, Copy)]
struct Field {
    start: usize,
    name_end: usize,
    end: usize,
}

impl HeaderList {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many headers there are, repeated ones counted each.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no header.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The headers in order, as name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|field| (field.name(&self.buffer), field.value(&self.buffer)))
    }

    /// Whether there is a header called `name`, in any case.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        self.find(name).is_some()
    }

    /// The values of all headers called `name`, joined, as `headers.get(name)` has them; `None` if there is
    /// none.
    ///
    /// # Errors
    ///
    /// [`InvalidHeader::Name`] if it is no name.
    pub fn get(&self, name: &[u8]) -> Result<Option<Vec<u8>>, InvalidHeader> {
        // get-name 1: it has to be a name.
        check_name(name)?;
        // get-name 2: its values, joined.
        let values: Vec<&[u8]> =
            self.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect();
        Ok((!values.is_empty()).then(|| values.join(&b", "[..])))
    }

    /// Whether there is a header called `name`, as `headers.has(name)` has it.
    ///
    /// # Errors
    ///
    /// [`InvalidHeader::Name`] if it is no name.
    pub fn has(&self, name: &[u8]) -> Result<bool, InvalidHeader> {
        // has-name 1: it has to be a name.
        check_name(name)?;
        // has-name 2: and be there.
        Ok(self.contains(name))
    }

    /// The values of all `Set-Cookie` headers, as `headers.getSetCookie()` has them.
    pub fn get_set_cookie(&self) -> impl Iterator<Item = &[u8]> {
        // getsetcookie 1, 2: each for itself, in order.
        self.iter().filter(|(n, _)| n.eq_ignore_ascii_case(b"set-cookie")).map(|(_, value)| value)
    }

    /// Appends a header, in the case in which the list has its name already, if it has.
    ///
    /// # Errors
    ///
    /// [`InvalidHeader`] if the name is no token or the value no header value; the list is as it was.
    pub fn append(&mut self, name: &[u8], value: &[u8]) -> Result<(), InvalidHeader> {
        check(name, value)?;
        self.append_valid(name, value);
        Ok(())
    }

    /// Sets the first header called `name` to `value` and removes the others; appends if there is none.
    /// Costs one pass over the list.
    ///
    /// # Errors
    ///
    /// [`InvalidHeader`], as for [`append`](Self::append).
    pub fn set(&mut self, name: &[u8], value: &[u8]) -> Result<(), InvalidHeader> {
        check(name, value)?;
        self.set_valid(name, value);
        Ok(())
    }

    /// Sets what is known to be valid.
    pub(crate) fn set_valid(&mut self, name: &[u8], value: &[u8]) {
        // concept-header-list-set 1: the first keeps its place and its name's case.
        let mut first = true;
        if self.contains(name) {
            self.rebuild(|n, v, list| {
                if !n.eq_ignore_ascii_case(name) {
                    list.push(n, v);
                } else if first {
                    first = false;
                    list.push(n, value);
                }
            });
        } else {
            // concept-header-list-set 2: otherwise appends the header.
            self.push(name, value);
        }
    }

    /// Adds `value` to the first header called `name`, after a comma and a space; appends if there is
    /// none. What `XMLHttpRequest`'s `setRequestHeader` does. Costs one pass over the list.
    ///
    /// # Errors
    ///
    /// [`InvalidHeader`], as for [`append`](Self::append).
    pub fn combine(&mut self, name: &[u8], value: &[u8]) -> Result<(), InvalidHeader> {
        check(name, value)?;
        // concept-header-list-combine 1: only the first of that name grows.
        let mut first = true;
        if self.contains(name) {
            self.rebuild(|n, v, list| {
                if first && n.eq_ignore_ascii_case(name) {
                    first = false;
                    list.push(n, &[v, b", ", value].concat());
                } else {
                    list.push(n, v);
                }
            });
        } else {
            // concept-header-list-combine 2: otherwise appends the header.
            self.push(name, value);
        }
        Ok(())
    }

    /// Removes every header called `name`, in any case. Costs one pass over the list.
    pub fn delete(&mut self, name: &[u8]) {
        self.delete_if(|n| n.eq_ignore_ascii_case(name));
    }

    /// Removes every header whose name is to go.
    pub(crate) fn delete_if(&mut self, goes: impl Fn(&[u8]) -> bool) {
        if self.iter().any(|(name, _)| goes(name)) {
            self.rebuild(|name, value, list| {
                if !goes(name) {
                    list.push(name, value);
                }
            });
        }
    }

    /// What script sees when it iterates: names in lower case and sorted, values of one name joined,
    /// `set-cookie` apart.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine>
    #[must_use]
    pub fn sort_and_combine(&self) -> Self {
        // concept-header-list-sort-and-combine 1, 2: sorted by lower-case name; a stable sort keeps
        // the values of one name in order.
        let mut sorted: Vec<(Vec<u8>, &[u8])> =
            self.iter().map(|(n, v)| (n.to_ascii_lowercase(), v)).collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let mut headers = Self::new();
        // concept-header-list-sort-and-combine 3: name by name.
        for same_name in sorted.chunk_by(|a, b| a.0 == b.0) {
            let Some((name, _)) = same_name.first() else { continue };
            if name == b"set-cookie" {
                // concept-header-list-sort-and-combine 3.1, 3.1.1, 3.1.2, 3.1.2.1: one header a value.
                same_name.iter().for_each(|(_, value)| headers.push(name, value));
            } else {
                // concept-header-list-sort-and-combine 3.2, 3.2.1, 3.2.2, 3.2.3: joined.
                let values: Vec<&[u8]> = same_name.iter().map(|(_, value)| *value).collect();
                headers.push(name, &values.join(&b", "[..]));
            }
        }
        // concept-header-list-sort-and-combine 4: all of them.
        headers
    }

    /// The list as the `http` crate has it: names in lower case, those of one name together.
    ///
    /// # Errors
    ///
    /// [`ToHeaderMapError`]: the standard allows names and values that the `http` crate does not.
    ///
    /// ```
    /// use fetch_cors::header::HeaderList;
    /// let mut list = HeaderList::new();
    /// list.append(b"X-Id", b"1")?;
    /// assert_eq!(list.to_header_map()?["x-id"], "1");
    /// list.append(b"x-id", b"\x01")?;
    /// assert!(list.to_header_map().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_header_map(&self) -> Result<HeaderMap, ToHeaderMapError> {
        let mut map = HeaderMap::try_with_capacity(self.len()).map_err(|_| ToHeaderMapError::TooMany)?;
        for (name, value) in self.iter() {
            let error = || ToHeaderMapError::Header { name: name.to_vec(), value: value.to_vec() };
            let name = HeaderName::from_bytes(name).map_err(|_| error())?;
            let value = HeaderValue::from_bytes(value).map_err(|_| error())?;
            map.try_append(name, value).map_err(|_| ToHeaderMapError::TooMany)?;
        }
        Ok(map)
    }

    /// Appends what is known to be valid.
    pub(crate) fn append_valid(&mut self, name: &[u8], value: &[u8]) {
        // concept-header-list-append 1: the case in which the name stands already.
        let first = self.first(name);
        // concept-header-list-append 2: at the end.
        match first {
            Some(Field { start, name_end, .. }) => {
                let at = self.buffer.len();
                self.buffer.extend_from_within(start..name_end);
                self.push_field(at, |buffer| buffer.extend_from_slice(value));
            }
            None => self.push(name, value),
        }
    }

    /// Adds a valid header in the case that is given.
    pub(crate) fn push(&mut self, name: &[u8], value: &[u8]) {
        self.push_with(name, |buffer| buffer.extend_from_slice(value));
    }

    /// Adds a header whose valid value is written behind what is in the buffer.
    pub(crate) fn push_with(&mut self, name: &[u8], write_value: impl FnOnce(&mut Vec<u8>)) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(name);
        self.push_field(start, write_value);
    }

    /// Adds the header whose name stands from `start` on in the buffer.
    fn push_field(&mut self, start: usize, write_value: impl FnOnce(&mut Vec<u8>)) {
        let name_end = self.buffer.len();
        write_value(&mut self.buffer);
        self.fields.push(Field { start, name_end, end: self.buffer.len() });
    }

    /// The first header called `name`.
    fn first(&mut self, name: &[u8]) -> Option<Field> {
        if self.fields.len() <= SCAN {
            return self.find(name);
        }
        let FirstOfName { fields, indexed } = &mut **self.index.get_or_insert_default();
        for field in self.fields.iter().skip(*indexed) {
            let name = field.name(&self.buffer).to_ascii_lowercase().into_boxed_slice();
            fields.entry(name).or_insert(*field);
        }
        *indexed = self.fields.len();
        fields.get(name.to_ascii_lowercase().as_slice()).copied()
    }

    /// The first header called `name`, which is looked for in all of them.
    fn find(&self, name: &[u8]) -> Option<Field> {
        self.fields.iter().copied().find(|field| field.name(&self.buffer).eq_ignore_ascii_case(name))
    }

    /// The same list, as a message begins with it.
    pub(crate) fn to_message(&self) -> Self {
        let mut list = Self::for_message(self.fields.len(), self.buffer.len());
        list.fields.extend_from_slice(&self.fields);
        list.buffer.extend_from_slice(&self.buffer);
        list
    }

    /// An empty list with room for `fields` headers of `bytes` bytes in all, and for what a message gets beside:
    /// `Origin`, `Sec-Fetch-*` and `Accept-Encoding`.
    pub(crate) fn for_message(fields: usize, bytes: usize) -> Self {
        let (fields, bytes) = (Vec::with_capacity(fields + 6), Vec::with_capacity(bytes + 192));
        Self { buffer: bytes, fields, index: None }
    }

    /// Makes room for `fields` headers of `bytes` bytes in all.
    pub(crate) fn reserve(&mut self, fields: usize, bytes: usize) {
        self.fields.reserve(fields);
        self.buffer.reserve(bytes);
    }

    fn rebuild(&mut self, mut each: impl FnMut(&[u8], &[u8], &mut Self)) {
        let old = std::mem::take(self);
        self.reserve(old.fields.len(), old.buffer.len());
        for (name, value) in old.iter() {
            each(name, value, self);
        }
    }
}

impl Field {
    fn name(self, buffer: &[u8]) -> &[u8] {
        buffer.get(self.start..self.name_end).unwrap_or_default()
    }

    fn value(self, buffer: &[u8]) -> &[u8] {
        buffer.get(self.name_end..self.end).unwrap_or_default()
    }
}

fn check_name(name: &[u8]) -> Result<(), InvalidHeader> {
    if is_token(name) { Ok(()) } else { Err(InvalidHeader::Name { name: name.to_vec() }) }
}

/// Whether it is a header.
pub(super) fn check(name: &[u8], value: &[u8]) -> Result<(), InvalidHeader> {
    check_name(name)?;
    if !is_header_value(value) {
        return Err(InvalidHeader::Value { name: name.to_vec(), value: value.to_vec() });
    }
    Ok(())
}

impl ReadHeaders for HeaderList {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.iter()
    }
}

impl PartialEq for HeaderList {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for HeaderList {}

impl std::fmt::Debug for HeaderList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |bytes| String::from_utf8_lossy(bytes);
        f.debug_list().entries(self.iter().map(|(name, value)| (text(name), text(value)))).finish()
    }
}

impl From<&HeaderMap> for HeaderList {
    fn from(map: &HeaderMap) -> Self {
        let mut list = Self::new();
        for (name, value) in map.fields() {
            list.push(name, value);
        }
        list
    }
}
