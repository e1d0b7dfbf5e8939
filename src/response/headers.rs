use std::borrow::Cow;
use std::fmt;

use http::HeaderMap;

use crate::header::{HeaderList, Name, ReadHeaders, ToHeaderMapError};
use crate::redacted::RedactedHeaders;

/// The headers of a response, as a map of the `http` crate or as a list of bytes.
///
/// Most HTTP libraries return an `http::HeaderMap`, in which names are in lower case. A [`HeaderList`] keeps
/// more: its headers keep their order, its names keep their case, and its values may have bytes that the `http` crate
/// refuses. There is one exception: a repeated name takes the case of the first header of that name, as the standard's
/// *append* does. Both forms are moved into a [`Response`](super::Response) without a copy.
///
/// ```
/// use fetch_cors::header::HeaderList;
/// use fetch_cors::response::ResponseHeaders;
/// let list = HeaderList::try_from_pairs([("X-Id", "\x01"), ("x-id", "2")])?;
/// let headers = ResponseHeaders::from(list);
/// assert!(headers.iter().eq([(&b"X-Id"[..], &b"\x01"[..]), (b"X-Id", b"2")]));
/// # Ok::<(), fetch_cors::header::InvalidHeader>(())
/// ```
#[derive(Clone)]
#[expect(clippy::exhaustive_enums, reason = "a host passes its headers in one of these two forms")]
pub enum ResponseHeaders {
    /// The headers as a map of the `http` crate.
    Map(HeaderMap),
    /// The headers as a list, in which values are exact to the byte.
    List(HeaderList),
}

impl ResponseHeaders {
    /// Returns the headers in order, each as a pair of its name and its value. The names of a map are in lower case, and
    /// the headers of one name are together.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields()
    }

    /// Returns the headers as a list. A list is borrowed, and a map is copied into a new list.
    #[must_use]
    pub fn to_list(&self) -> Cow<'_, HeaderList> {
        match self {
            Self::Map(map) => Cow::Owned(map.into()),
            Self::List(list) => Cow::Borrowed(list),
        }
    }

    /// Converts the headers into a map of the `http` crate. A map is returned as it is, and a list is copied.
    ///
    /// # Errors
    ///
    /// Returns a [`ToHeaderMapError`] if the list has a header that the standard allows and the `http` crate does not, or
    /// more headers than a map can hold.
    pub fn into_header_map(self) -> Result<HeaderMap, ToHeaderMapError> {
        match self {
            Self::Map(map) => Ok(map),
            Self::List(list) => list.to_header_map(),
        }
    }
}

/// Returns an empty map of the `http` crate.
impl Default for ResponseHeaders {
    fn default() -> Self {
        Self::Map(HeaderMap::new())
    }
}

impl From<HeaderMap> for ResponseHeaders {
    fn from(map: HeaderMap) -> Self {
        Self::Map(map)
    }
}

impl From<HeaderList> for ResponseHeaders {
    fn from(list: HeaderList) -> Self {
        Self::List(list)
    }
}

impl ReadHeaders for ResponseHeaders {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        match self {
            Self::Map(map) => Either::Map(map.fields()),
            Self::List(list) => Either::List(list.fields()),
        }
    }

    fn values<'a>(&'a self, name: Name<'a>) -> impl Iterator<Item = &'a [u8]> {
        match self {
            Self::Map(map) => Either::Map(ReadHeaders::values(map, name)),
            Self::List(list) => Either::List(list.values(name)),
        }
    }
}

/// Prints the names, and the values of those headers that hold no secret. Of other values, it prints the length.
impl fmt::Debug for ResponseHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        RedactedHeaders(self).fmt(f)
    }
}

/// An iterator over a map or over a list.
enum Either<M, L> {
    Map(M),
    List(L),
}

impl<T, M: Iterator<Item = T>, L: Iterator<Item = T>> Iterator for Either<M, L> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Self::Map(map) => map.next(),
            Self::List(list) => list.next(),
        }
    }

    fn fold<A, F: FnMut(A, T) -> A>(self, init: A, each: F) -> A {
        match self {
            Self::Map(map) => map.fold(init, each),
            Self::List(list) => list.fold(init, each),
        }
    }
}
