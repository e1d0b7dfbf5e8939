use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};

use super::{Kind, table_bytes};
use crate::timestamp::Timestamp;

/// The names for which one key has entries.
///
/// Up to [`FEW`] names are compared one by one. More names are found by their hashes. If all names were found by hashes,
/// a whole fetch that finds its preflight in the cache would take 6 per cent more instructions.
#[derive(Clone, Default)]
pub(super) struct Names {
    pub(super) list: Vec<Name>,
    /// The places of names in the list, by a hash of 64 bits. It is empty while there are only a few names. If two names
    /// had the same hash, the first would not be found, as if it had been dropped.
    places: HashMap<u64, usize>,
    /// The number of bytes of all names.
    text_len: usize,
}

/// The maximum number of names that are compared one by one.
const FEW: usize = 64;

/// A method or a header name that has entries, and the times at which they expire.
///
/// There is at most one entry with credentials and one without, because an entry is created only if none matches.
/// [`Timestamp::ZERO`] stands for no entry.
#[derive(Clone)]
pub(super) struct Name {
    pub(super) kind: Kind,
    /// A header name is in lower case.
    pub(super) text: Box<[u8]>,
    pub(super) without_credentials: Timestamp,
    pub(super) with_credentials: Timestamp,
}

/// A method or a header name to store or to look up. A header name may be in any case.
pub(super) type Granted<'a> = (Kind, &'a [u8]);

impl Name {
    pub(super) fn new((kind, text): Granted<'_>) -> Self {
        let mut text: Box<[u8]> = text.into();
        if kind == Kind::HeaderName {
            text.make_ascii_lowercase();
        }
        Self { kind, text, without_credentials: Timestamp::ZERO, with_credentials: Timestamp::ZERO }
    }

    /// Returns a pair for each entry that has not expired: whether it was stored with credentials, and its expiry.
    pub(super) fn unexpired(&self, now: Timestamp) -> impl Iterator<Item = (bool, Timestamp)> + use<> {
        let both = [(false, self.without_credentials), (true, self.with_credentials)];
        both.into_iter().filter(move |(_, expires)| now < *expires)
    }

    /// Returns whether this is the given name. Compares methods to the byte, and header names in any case. Starts at the
    /// end of the names, because many names begin alike.
    fn is(&self, (kind, text): Granted<'_>) -> bool {
        let asked =
            text.iter().map(|byte| if kind == Kind::Method { *byte } else { byte.to_ascii_lowercase() });
        self.kind == kind && self.text.len() == text.len() && self.text.iter().rev().copied().eq(asked.rev())
    }
}

impl Names {
    /// Returns the size in bytes of the heap allocations of the names, as if there were `names` more names of `text_len`
    /// bytes together.
    pub(super) fn bytes_with(&self, names: usize, text_len: usize) -> usize {
        let names = self.list.len() + names;
        let places = if names <= FEW { 0 } else { table_bytes::<(u64, usize)>(names) };
        names * size_of::<Name>() + places + self.text_len + text_len
    }

    pub(super) fn get(&self, name: Granted<'_>) -> Option<&Name> {
        self.list.get(self.place(name)?)
    }

    pub(super) fn get_mut(&mut self, name: Granted<'_>) -> Option<&mut Name> {
        let place = self.place(name)?;
        self.list.get_mut(place)
    }

    /// Adds a name that is not in the list yet.
    pub(super) fn push(&mut self, name: Name) {
        self.text_len += name.text.len();
        self.list.push(name);
        self.add_places();
    }

    /// Drops the names whose entries have expired.
    pub(super) fn drop_expired(&mut self, now: Timestamp) {
        let before = self.list.len();
        self.list.retain(|name| name.unexpired(now).next().is_some());
        if self.list.len() < before {
            self.text_len = self.list.iter().map(|name| name.text.len()).sum();
            self.places = HashMap::new();
            self.add_places();
        }
    }

    fn place(&self, name: Granted<'_>) -> Option<usize> {
        if self.list.len() <= FEW {
            return self.list.iter().position(|other| other.is(name));
        }
        let place = self.places.get(&hash(self.places.hasher(), name))?;
        self.list.get(*place).filter(|other| other.is(name)).map(|_| *place)
    }

    /// Adds the places of the names that were added last.
    fn add_places(&mut self) {
        if self.list.len() > FEW {
            for (place, name) in self.list.iter().enumerate().skip(self.places.len()) {
                self.places.insert(hash(self.places.hasher(), (name.kind, &name.text)), place);
            }
        }
    }
}

/// Returns the hash of a name, which is the same for a header name in any case.
fn hash(hasher: &impl BuildHasher, (kind, text): Granted<'_>) -> u64 {
    let mut hasher = hasher.build_hasher();
    kind.hash(&mut hasher);
    for byte in text {
        hasher.write_u8(if kind == Kind::Method { *byte } else { byte.to_ascii_lowercase() });
    }
    hasher.finish()
}
