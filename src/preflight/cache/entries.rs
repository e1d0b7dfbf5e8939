use std::fmt;

use super::names::{Granted, Name, Names};
use super::{CacheKey, CacheLimits, Kind, shared_bytes};
use crate::header::names::is_cors_non_wildcard_request_header_name;
use crate::redacted::RedactedText;
use crate::request::{NetworkPartitionKey, Switches};
use crate::timestamp::Timestamp;

/// A key of the cache with all its entries.
#[derive(Clone, Default)]
pub(super) struct Entries {
    pub(super) partition: Option<NetworkPartitionKey>,
    pub(super) origin: Box<[u8]>,
    pub(super) url: Box<str>,
    pub(super) names: Names,
    /// Whether `*` has ever been among the names.
    has_wildcard: bool,
    /// Whether the key has been looked up since it joined the queue.
    pub(super) used: bool,
    /// The place of the key in the queue.
    pub(super) turn: u64,
}

/// The parts of a request that decide whether an entry matches, apart from the name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Query {
    /// Whether the request's credentials mode is *include*.
    pub(super) include: bool,
    pub(super) switches: Switches,
    pub(super) now: Timestamp,
}

/// The way in which an entry matches a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The entry has this name.
    Name,
    /// The entry has the name `*`, and covers another name.
    Wildcard,
}

impl Entries {
    /// Creates a key without entries.
    pub(super) fn new(key: &CacheKey<'_>) -> Self {
        Self {
            partition: key.partition.cloned(),
            origin: key.origin.into(),
            url: key.url.into(),
            ..Self::default()
        }
    }

    pub(super) fn are_of(&self, key: &CacheKey<'_>) -> bool {
        (self.partition.as_ref(), &*self.origin, &*self.url) == (key.partition, key.origin, key.url)
    }

    /// Returns the size of the key and its entries in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes_with(0, 0)
    }

    fn bytes_with(&self, names: usize, text_len: usize) -> usize {
        let partition = self.partition.as_ref().map_or(0, NetworkPartitionKey::byte_len);
        let key = size_of::<Self>() + partition + self.origin.len() + self.url.len();
        key + self.names.bytes_with(names, text_len)
    }

    /// Returns whether there is a method cache entry match or a header-name cache entry match for a name of that kind.
    pub(super) fn matches(&self, name: Granted<'_>, query: Query) -> bool {
        let matches = |name, by| self.names.get(name).is_some_and(|found| query.matches(found, by));
        matches(name, By::Name)
            || self.wildcard_for(name).is_some_and(|wildcard| matches(wildcard, By::Wildcard))
    }

    /// Returns whether there is any entry that was stored with the same credentials as the request has.
    pub(super) fn has_any(&self, query: Query) -> bool {
        let expires =
            |name: &Name| if query.include { name.with_credentials } else { name.without_credentials };
        self.names.list.iter().any(|name| query.now < expires(name))
    }

    /// Renews the entries that match a granted name. If none matches, creates an entry, unless this key alone would then
    /// exceed a limit.
    pub(super) fn keep(&mut self, name: Granted<'_>, query: Query, expires: Timestamp, limits: &CacheLimits) {
        let wildcard = self.wildcard_for(name).and_then(|wildcard| self.names.get_mut(wildcard));
        let is_covered = wildcard.is_some_and(|wildcard| query.renew(wildcard, By::Wildcard, expires));
        // An entry that expires now would never match, so it is not created.
        let creates = !is_covered && query.now < expires;
        // concept-cache-create-entry 1, 1a, 1b, 1c, 1d, 1e, 1f, 1g, 2: creates the entry. The caller has put the key, the
        // credentials and the expiry into `self`, `query` and `expires`.
        if let Some(named) = self.names.get_mut(name) {
            if !query.renew(named, By::Name, expires) && creates {
                query.create(named, expires);
            }
        } else if creates && self.has_room(name, limits) {
            let mut named = Name::new(name);
            query.create(&mut named, expires);
            self.names.push(named);
            self.has_wildcard |= name.1 == b"*";
        }
    }

    fn has_room(&self, (_, name): Granted<'_>, limits: &CacheLimits) -> bool {
        self.names.list.len() < limits.max_entries_per_key.min(limits.max_entries)
            && self.bytes_with(1, name.len()) + shared_bytes(1) <= limits.max_bytes
    }

    /// Returns the name `*` of the same kind, if an entry of that name can cover this name.
    fn wildcard_for(&self, (kind, name): Granted<'_>) -> Option<Granted<'static>> {
        let is_covered = kind == Kind::Method || !is_cors_non_wildcard_request_header_name(name);
        (self.has_wildcard && is_covered).then_some((kind, b"*"))
    }
}

impl Query {
    /// Returns whether an entry of this name matches.
    fn matches(&self, name: &Name, by: By) -> bool {
        self.matches_with_credentials(name, by) || self.matches_without_credentials(name)
    }

    /// Returns whether the entry that was stored with credentials matches.
    fn matches_with_credentials(&self, name: &Name, by: By) -> bool {
        let counts = by == By::Name || !self.switches.cached_wildcard_needs_no_credentials;
        counts && self.now < name.with_credentials
    }

    /// Returns whether the entry that was stored without credentials matches.
    fn matches_without_credentials(&self, name: &Name) -> bool {
        !self.include && self.now < name.without_credentials
    }

    /// Sets the expiry of each entry that matches. Returns whether any entry matches.
    fn renew(&self, name: &mut Name, by: By, expires: Timestamp) -> bool {
        let matches = self.matches(name, by);
        if self.matches_with_credentials(name, by) {
            name.with_credentials = expires;
        }
        if self.matches_without_credentials(name) {
            name.without_credentials = expires;
        }
        matches
    }

    fn create(&self, name: &mut Name, expires: Timestamp) {
        *(if self.include { &mut name.with_credentials } else { &mut name.without_credentials }) = expires;
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy;
        let entries = self.names.list.iter().flat_map(|name| {
            name.unexpired(Timestamp::ZERO).map(|entry| (name.kind, text(&name.text), entry))
        });
        (&self.partition, text(&self.origin), RedactedText(&self.url), entries.collect::<Vec<_>>()).fmt(f)
    }
}
