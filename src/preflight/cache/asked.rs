use super::Kind;
use super::entry::Moment;
use crate::header::names::is_cors_non_wildcard_request_header_name;

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking {
    /// Whether the request's credentials mode is *include*.
    pub(super) include: bool,
    /// Whether `*` covers anything but itself.
    pub(super) wildcard: bool,
    pub(super) now: Moment,
}

/// What is asked of the entries of a key.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) kind: Kind,
    /// A header's name may have any case.
    pub(super) name: &'a [u8],
    pub(super) by: Asking,
}

impl Asked<'_> {
    /// Whether `*` covers it.
    #[inline]
    pub(super) fn is_covered_by_star(&self) -> bool {
        let covered = || self.kind == Kind::Method || !is_cors_non_wildcard_request_header_name(self.name);
        self.name == b"*" || self.by.wildcard && covered()
    }
}
