use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::Kind;
use crate::timestamp::Timestamp;

/// The entries of one key and one kind: `*`, and those with a name.
pub(super) struct Entries {
    kind: Kind,
    wildcard: Expiry,
    named: Vec<Named>,
    bytes: usize,
    /// Name's hash to its place, once there are many. Names that collide are not kept: an entry may go
    /// at any time.
    places: Option<Box<Places>>,
}

#[derive(Default)]
struct Places {
    hasher: RandomState,
    by_hash: HashMap<u64, usize>,
}

/// Up to so many names, one is found faster by looking at each.
const SCAN: usize = 16;

struct Named {
    name: Box<[u8]>,
    expiry: Expiry,
}

/// Until when an entry counts: one granted without credentials, one with. There is one of each at
/// most, as one is made only where none matches.
#[derive(Clone, Copy, Debug, Default)]
struct Expiry {
    without: Option<Timestamp>,
    with: Option<Timestamp>,
}

/// What is asked of the entries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match<'a> {
    /// A header's name may have any case.
    pub(super) name: &'a [u8],
    /// Whether the request's credentials mode is *include*.
    pub(super) include: bool,
    /// Whether `*` covers the name.
    pub(super) wildcard: bool,
    pub(super) now: Timestamp,
}

impl Expiry {
    fn matches(&self, include: bool, now: Timestamp) -> bool {
        let live = |expires: Option<Timestamp>| expires.is_some_and(|expires| now < expires);
        // An entry with credentials matches any request, one without matches those without.
        live(self.with) || !include && live(self.without)
    }

    /// Sets the time of what matches; whether anything does.
    fn extend(&mut self, include: bool, now: Timestamp, expires: Timestamp) -> bool {
        let mut any = false;
        let without = Some(&mut self.without).filter(|_| !include);
        for entry in without.into_iter().chain([&mut self.with]) {
            if entry.is_some_and(|expires| now < expires) {
                *entry = Some(expires);
                any = true;
            }
        }
        any
    }

    fn set(&mut self, credentials: bool, expires: Timestamp) {
        *(if credentials { &mut self.with } else { &mut self.without }) = Some(expires);
    }

    fn is_live(&self, now: Timestamp) -> bool {
        self.matches(false, now)
    }

    /// As credentials flag and time.
    fn live(self, now: Timestamp) -> impl Iterator<Item = (bool, Timestamp)> {
        let entries = [(false, self.without), (true, self.with)];
        entries.into_iter().filter_map(move |(with, expires)| expires.filter(|e| now < *e).map(|e| (with, e)))
    }
}

impl Entries {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, wildcard: Expiry::default(), named: Vec::new(), bytes: 0, places: None }
    }

    /// Whether an entry matches.
    pub(super) fn matches(&self, asked: Match<'_>) -> bool {
        asked.wildcard && self.wildcard.matches(asked.include, asked.now)
            || self
                .place(asked.name)
                .and_then(|i| self.named.get(i))
                .is_some_and(|named| named.expiry.matches(asked.include, asked.now))
    }

    /// Sets the time of every entry that matches; whether any does.
    pub(super) fn extend(&mut self, asked: Match<'_>, expires: Timestamp) -> bool {
        let Match { include, now, .. } = asked;
        let by_wildcard = asked.wildcard && self.wildcard.extend(include, now, expires);
        let named = self.place(asked.name).and_then(|i| self.named.get_mut(i));
        named.is_some_and(|named| named.expiry.extend(include, now, expires)) || by_wildcard
    }

    /// Adds an entry, or replaces the one of that name and credentials whose time is over.
    pub(super) fn insert(&mut self, name: &[u8], credentials: bool, expires: Timestamp) {
        if name == b"*" {
            self.wildcard.set(credentials, expires);
        } else if let Some(named) = self.place(name).and_then(|i| self.named.get_mut(i)) {
            named.expiry.set(credentials, expires);
        } else if self.index(name) {
            let mut expiry = Expiry::default();
            expiry.set(credentials, expires);
            self.bytes += Self::cost(name);
            self.named.push(Named { name: name.into(), expiry });
        }
    }

    /// Drops the names whose time is over.
    pub(super) fn purge(&mut self, now: Timestamp) {
        self.named.retain(|named| named.expiry.is_live(now));
        self.bytes = self.named.iter().map(|named| Self::cost(&named.name)).sum();
        self.places = None;
        if self.named.len() > SCAN {
            self.build_places();
        }
    }

    /// How many entries there are; a name counts once.
    pub(super) fn len(&self) -> usize {
        self.named.len() + usize::from(self.wildcard.with.is_some() || self.wildcard.without.is_some())
    }

    /// What a new entry of this name would add in bytes.
    pub(super) fn cost(name: &[u8]) -> usize {
        // The name, its place in the list with room to grow, and its place by hash.
        name.len() + size_of::<(Named, u64, usize)>()
    }

    /// How many bytes the entries take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The entries that count now: name, credentials flag, time.
    pub(super) fn iter(&self, now: Timestamp) -> impl Iterator<Item = (&[u8], bool, Timestamp)> {
        let wildcard = self.wildcard.live(now).map(|(with, expires)| (&b"*"[..], with, expires));
        wildcard.chain(self.named.iter().flat_map(move |named| {
            named.expiry.live(now).map(|(with, expires)| (&*named.name, with, expires))
        }))
    }

    /// Where a name stands.
    fn place(&self, name: &[u8]) -> Option<usize> {
        let is = |named: &Named| match self.kind {
            Kind::Method => *named.name == *name,
            Kind::HeaderName => named.name.eq_ignore_ascii_case(name),
        };
        match &self.places {
            None => self.named.iter().position(is),
            Some(places) => {
                let place = *places.by_hash.get(&places.hash(self.kind, name))?;
                self.named.get(place).is_some_and(is).then_some(place)
            }
        }
    }

    /// Makes a place for a new name behind the others; whether there is one.
    fn index(&mut self, name: &[u8]) -> bool {
        if self.named.len() == SCAN {
            self.build_places();
        }
        let Some(places) = &mut self.places else { return true };
        let hash = places.hash(self.kind, name);
        let free = !places.by_hash.contains_key(&hash);
        if free {
            places.by_hash.insert(hash, self.named.len());
        }
        free
    }

    fn build_places(&mut self) {
        let mut places = Places::default();
        for (place, named) in self.named.iter().enumerate() {
            places.by_hash.insert(places.hash(self.kind, &named.name), place);
        }
        self.places = Some(Box::new(places));
    }
}

/// Without the index by hash, whose order is another one in each cache.
impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An entry is kept only if its time is later than some other, so this leaves none out.
        let entries = self.iter(Timestamp::ZERO);
        f.debug_list()
            .entries(entries.map(|(name, with, at)| (String::from_utf8_lossy(name), with, at)))
            .finish()
    }
}

impl Places {
    fn hash(&self, kind: Kind, name: &[u8]) -> u64 {
        match kind {
            Kind::Method => self.hasher.hash_one(name),
            Kind::HeaderName => {
                let mut hasher = self.hasher.build_hasher();
                name.iter().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
                hasher.finish()
            }
        }
    }
}
