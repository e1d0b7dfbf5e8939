use http::HeaderName;

/// The name of a header to look up: bytes in any case, or a name of the `http` crate.
///
/// In an `http::HeaderMap`, looking up a [`HeaderName`] is faster than looking up bytes, which must be parsed first.
///
/// ```
/// use fetch_cors::header::{Name, list::get};
/// let list = [("accept", "a/b")];
/// assert_eq!(get(&list, b"Accept").as_deref(), Some(&b"a/b"[..]));
/// assert_eq!(get(&list, &http::header::ACCEPT).as_deref(), Some(&b"a/b"[..]));
/// assert_eq!(Name::from("Accept").as_bytes(), b"Accept");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Name<'a>(pub(super) Repr<'a>);

#[derive(Clone, Copy, Debug)]
pub(super) enum Repr<'a> {
    Bytes(&'a [u8]),
    Http(&'a HeaderName),
}

impl<'a> Name<'a> {
    /// Returns the bytes of the name.
    #[must_use]
    pub fn as_bytes(self) -> &'a [u8] {
        match self.0 {
            Repr::Bytes(name) => name,
            Repr::Http(name) => name.as_str().as_bytes(),
        }
    }
}

impl<'a> From<&'a [u8]> for Name<'a> {
    fn from(name: &'a [u8]) -> Self {
        Self(Repr::Bytes(name))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Name<'a> {
    fn from(name: &'a [u8; N]) -> Self {
        Self(Repr::Bytes(name))
    }
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(name: &'a str) -> Self {
        Self(Repr::Bytes(name.as_bytes()))
    }
}

impl<'a> From<&'a HeaderName> for Name<'a> {
    fn from(name: &'a HeaderName) -> Self {
        Self(Repr::Http(name))
    }
}
