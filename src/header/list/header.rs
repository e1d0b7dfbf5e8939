//! The header of a list, its iterator, and the conversions into a list.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::super::bytes::trim_request_value;
use super::{Field, HeaderList, InvalidHeader};
use crate::redacted::RedactedValue;

/// A header of a [`HeaderList`]. Because it is valid, another list accepts it without a check.
///
/// ```
/// use fetch_cors::header::HeaderList;
/// let list = HeaderList::try_from_pairs([("X-Id", "1"), ("Cookie", "a=b")])?;
/// let without_cookies: HeaderList = list.into_iter().filter(|header| header.name() != b"Cookie").collect();
/// assert_eq!(without_cookies.iter().next(), Some((&b"X-Id"[..], &b"1"[..])));
/// # Ok::<(), fetch_cors::header::InvalidHeader>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header<'l> {
    name: &'l [u8],
    value: &'l [u8],
}

impl<'l> Header<'l> {
    /// Returns the name, in the case in which it is in the list.
    #[must_use]
    pub const fn name(&self) -> &'l [u8] {
        self.name
    }

    /// Returns the value of the header.
    #[must_use]
    pub const fn value(&self) -> &'l [u8] {
        self.value
    }
}

/// Prints the value if headers of this name hold no secret. For a `Location`, prints the part that is not a secret. For
/// every other header, prints the length of the value.
impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("name", &String::from_utf8_lossy(self.name))
            .field("value", &RedactedValue { name: self.name, value: self.value })
            .finish()
    }
}

/// An iterator over the headers of a [`HeaderList`], in order.
///
/// ```
/// use fetch_cors::header::HeaderList;
/// let list = HeaderList::try_from_pairs([("X-Id", "1"), ("X-Id", "2")])?;
/// assert_eq!((&list).into_iter().len(), 2);
/// for header in &list {
///     assert_eq!(header.name(), b"X-Id");
/// }
/// # Ok::<(), fetch_cors::header::InvalidHeader>(())
/// ```
#[derive(Clone)]
pub struct Iter<'l> {
    buffer: &'l [u8],
    fields: std::slice::Iter<'l, Field>,
}

impl<'l> Iterator for Iter<'l> {
    type Item = Header<'l>;

    fn next(&mut self) -> Option<Self::Item> {
        let field = self.fields.next()?;
        Some(Header { name: field.name(self.buffer), value: field.value(self.buffer) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.fields.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'l> IntoIterator for &'l HeaderList {
    type Item = Header<'l>;
    type IntoIter = Iter<'l>;

    fn into_iter(self) -> Iter<'l> {
        Iter { buffer: &self.buffer, fields: self.fields.iter() }
    }
}

impl HeaderList {
    /// Creates a list from pairs of a name and a value. Each pair is [appended](Self::append).
    ///
    /// A value may not have tabs or spaces around it. The lines of an HTTP message can have them, so trim each value
    /// with [`trim_tab_or_space`](crate::header::bytes::trim_tab_or_space) first. A line can still be invalid then. If
    /// its value contains a NUL, CR or LF, RFC 9110 says: either refuse the message, or replace each of these bytes by
    /// a space.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidHeader`], as [`append`](Self::append) does, for the first pair that is not a valid header.
    ///
    /// ```
    /// use fetch_cors::header::HeaderList;
    /// assert_eq!(HeaderList::try_from_pairs([("X-Id", "1"), ("x-id", "2")])?.len(), 2);
    /// assert!(HeaderList::try_from_pairs([("X-Id", "1\r\n")]).is_err());
    ///
    /// use fetch_cors::header::bytes::trim_tab_or_space;
    /// let lines = [(b"X-Id".to_vec(), b" 1 ".to_vec())];
    /// assert!(HeaderList::try_from_pairs(lines.clone()).is_err());
    /// let trimmed = lines.iter().map(|(name, value)| (name, trim_tab_or_space(value)));
    /// assert_eq!(HeaderList::try_from_pairs(trimmed)?.get(b"x-id")?.as_deref(), Some(&b"1"[..]));
    /// # Ok::<(), fetch_cors::header::InvalidHeader>(())
    /// ```
    pub fn try_from_pairs<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, InvalidHeader> {
        let mut list = Self::new();
        for (name, value) in pairs {
            list.append(name.as_ref(), value.as_ref())?;
        }
        Ok(list)
    }
}

/// Appends each header to the list.
impl<'a> Extend<Header<'a>> for HeaderList {
    fn extend<I: IntoIterator<Item = Header<'a>>>(&mut self, headers: I) {
        for Header { name, value } in headers {
            self.append_valid(name, value);
        }
    }
}

/// Appends each header to the list. Tabs and spaces around a value are removed. If the value ends with `, `, as
/// [`combine`](HeaderList::combine) may leave it, the last space is kept.
impl<'a> Extend<(&'a HeaderName, &'a HeaderValue)> for HeaderList {
    fn extend<I: IntoIterator<Item = (&'a HeaderName, &'a HeaderValue)>>(&mut self, headers: I) {
        for (name, value) in headers {
            self.append_valid(name.as_str().as_bytes(), trim_request_value(value.as_bytes()));
        }
    }
}

/// Appends each header to the list, in the same way as borrowed names and values.
impl Extend<(HeaderName, HeaderValue)> for HeaderList {
    fn extend<I: IntoIterator<Item = (HeaderName, HeaderValue)>>(&mut self, headers: I) {
        for (name, value) in headers {
            self.extend([(&name, &value)]);
        }
    }
}

/// Creates a list from headers whose type ensures that they are valid: headers of another list, or of the `http` crate. For
/// pairs of bytes or text, see [`try_from_pairs`](HeaderList::try_from_pairs).
impl<T> FromIterator<T> for HeaderList
where
    Self: Extend<T>,
{
    fn from_iter<I: IntoIterator<Item = T>>(headers: I) -> Self {
        let mut list = Self::new();
        list.extend(headers);
        list
    }
}

impl From<&HeaderMap> for HeaderList {
    fn from(map: &HeaderMap) -> Self {
        map.iter().collect()
    }
}

impl From<HeaderMap> for HeaderList {
    fn from(map: HeaderMap) -> Self {
        Self::from(&map)
    }
}
