use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use super::entries::Entries;
use super::{CacheKey, CacheLimits, Kind};
use crate::request::NetworkPartitionKey;
use crate::timestamp::Timestamp;

/// Buckets by key, and by last use.
///
/// The index maps a keyed hash of 64 bits to a place. Should two keys ever have one hash, the newer
/// takes the place of the older: an entry may go at any time.
#[derive(Default)]
pub(super) struct Table {
    hasher: RandomState,
    places: HashMap<u64, usize>,
    buckets: Vec<Option<Bucket>>,
    free: Vec<usize>,
    /// The ends of the list by last use.
    newest: Option<usize>,
    oldest: Option<usize>,
    entries: usize,
    bytes: usize,
}

/// What is granted for one key.
pub(super) struct Bucket {
    hash: u64,
    /// What it costs without entries.
    key_bytes: usize,
    /// Origin, then URL.
    origin_and_url: Box<[u8]>,
    origin_len: usize,
    partition: Option<Box<NetworkPartitionKey>>,
    pub(super) methods: Entries,
    pub(super) header_names: Entries,
    newer: Option<usize>,
    older: Option<usize>,
    /// At so many entries, those whose time is over are dropped.
    purge_at: usize,
    /// When that was last done.
    purged: Timestamp,
}

/// An entry to add.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewEntry<'a> {
    pub(super) kind: Kind,
    /// A header's in lower case.
    pub(super) name: &'a [u8],
    pub(super) credentials: bool,
    pub(super) now: Timestamp,
    pub(super) expires: Timestamp,
}

impl Bucket {
    fn new(key: &CacheKey<'_>, hash: u64) -> Self {
        Self {
            hash,
            key_bytes: Self::cost(key),
            origin_and_url: [key.origin, key.url.as_str().as_bytes()].concat().into_boxed_slice(),
            origin_len: key.origin.len(),
            partition: key.partition.cloned().map(Box::new),
            methods: Entries::new(Kind::Method),
            header_names: Entries::new(Kind::HeaderName),
            newer: None,
            older: None,
            purge_at: 16,
            purged: Timestamp::ZERO,
        }
    }

    pub(super) fn origin(&self) -> &[u8] {
        self.origin_and_url.get(..self.origin_len).unwrap_or_default()
    }

    pub(super) fn url(&self) -> &str {
        let url = self.origin_and_url.get(self.origin_len..).unwrap_or_default();
        // It was copied from a `Url`.
        std::str::from_utf8(url).unwrap_or_default()
    }

    pub(super) fn partition(&self) -> Option<&NetworkPartitionKey> {
        self.partition.as_deref()
    }

    pub(super) fn entries_mut(&mut self, kind: Kind) -> &mut Entries {
        match kind {
            Kind::Method => &mut self.methods,
            Kind::HeaderName => &mut self.header_names,
        }
    }

    fn is(&self, key: &CacheKey<'_>) -> bool {
        self.url().as_bytes() == key.url.as_str().as_bytes()
            && self.origin() == key.origin
            && self.partition() == key.partition
    }

    fn len(&self) -> usize {
        self.methods.len() + self.header_names.len()
    }

    /// Bytes of a bucket without entries: itself, its key, its place in the index.
    fn cost(key: &CacheKey<'_>) -> usize {
        let key_len = key.origin.len() + key.url.as_str().len();
        let partition = key.partition.map_or(0, NetworkPartitionKey::byte_len);
        size_of::<(Option<Self>, u64, usize)>() + key_len + partition
    }

    fn bytes(&self) -> usize {
        self.key_bytes + self.methods.bytes() + self.header_names.bytes()
    }
}

impl Table {
    pub(super) fn entries(&self) -> usize {
        self.entries
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The bucket of a key, which counts as used.
    pub(super) fn find(&mut self, key: &CacheKey<'_>) -> Option<&Bucket> {
        let place = self.place(key)?;
        self.use_bucket(place).map(|bucket| &*bucket)
    }

    /// The bucket at a place, which counts as used. Its entries' times may change, but not their number.
    pub(super) fn use_bucket(&mut self, place: usize) -> Option<&mut Bucket> {
        self.use_now(place);
        self.bucket_mut(place)
    }

    /// Adds an entry to the bucket of a key, which is at `place` if there is one; returns its place. Keeps
    /// the limits: drops other keys as it must, the one that was not used for longest first, and leaves the
    /// entry out if that is not enough.
    pub(super) fn insert(
        &mut self,
        limits: &CacheLimits,
        place: Option<usize>,
        key: &CacheKey<'_>,
        entry: NewEntry<'_>,
    ) -> Option<usize> {
        if let Some(place) = place {
            self.purge_if_due(place, limits, entry.now);
            let full = self.bucket(place).is_none_or(|bucket| bucket.len() >= limits.max_entries_per_key);
            if full || !self.make_room(limits, Entries::cost(entry.name), Some(place)) {
                return Some(place);
            }
        } else {
            let cost = Bucket::cost(key) + Entries::cost(entry.name);
            if limits.max_entries_per_key == 0 || !self.make_room(limits, cost, None) {
                return None;
            }
        }
        let place = place.unwrap_or_else(|| self.add(key));
        self.change(place, |bucket| {
            bucket.entries_mut(entry.kind).insert(entry.name, entry.credentials, entry.expires);
        });
        Some(place)
    }

    pub(super) fn remove(&mut self, key: &CacheKey<'_>) {
        if let Some(place) = self.place(key) {
            self.take(place);
        }
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&Bucket) -> bool) {
        for place in 0..self.buckets.len() {
            if self.bucket(place).is_some_and(|bucket| !keep(bucket)) {
                self.take(place);
            }
        }
    }

    /// The buckets, the one used last first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Bucket> {
        let bucket = |place: Option<usize>| place.and_then(|place| self.bucket(place));
        std::iter::successors(bucket(self.newest), move |newer| bucket(newer.older))
    }

    /// Where the bucket of a key is. It stays there until it is dropped.
    pub(super) fn place(&self, key: &CacheKey<'_>) -> Option<usize> {
        let place = *self.places.get(&self.hash(key))?;
        self.bucket(place).filter(|bucket| bucket.is(key)).map(|_| place)
    }

    fn hash(&self, key: &CacheKey<'_>) -> u64 {
        self.hasher.hash_one((key.partition, key.origin, key.url.as_str()))
    }

    fn bucket(&self, place: usize) -> Option<&Bucket> {
        self.buckets.get(place)?.as_ref()
    }

    fn bucket_mut(&mut self, place: usize) -> Option<&mut Bucket> {
        self.buckets.get_mut(place)?.as_mut()
    }

    /// Adds an empty bucket, as used last.
    fn add(&mut self, key: &CacheKey<'_>) -> usize {
        let hash = self.hash(key);
        if let Some(&collided) = self.places.get(&hash) {
            self.take(collided);
        }
        let bucket = Bucket::new(key, hash);
        self.bytes += bucket.bytes();
        let place = self.free.pop().unwrap_or_else(|| {
            self.buckets.push(None);
            self.buckets.len() - 1
        });
        if let Some(slot) = self.buckets.get_mut(place) {
            *slot = Some(bucket);
        }
        self.places.insert(hash, place);
        self.link(place);
        place
    }

    fn take(&mut self, place: usize) {
        self.unlink(place);
        if let Some(bucket) = self.buckets.get_mut(place).and_then(Option::take) {
            self.entries -= bucket.len();
            self.bytes -= bucket.bytes();
            self.places.remove(&bucket.hash);
            self.free.push(place);
        }
    }

    /// Drops buckets, but for the one to spare, until one entry more of so many bytes is within the
    /// limits; whether it is.
    fn make_room(&mut self, limits: &CacheLimits, bytes: usize, spare: Option<usize>) -> bool {
        let spared = spare.and_then(|spare| self.bucket(spare)).map_or(0, Bucket::bytes);
        if spared + bytes > limits.max_bytes {
            // Dropping all others would not be enough, so none is dropped. Where the one to spare has as
            // many entries as there may be, the others have none to lose.
            return false;
        }
        while self.entries + 1 > limits.max_entries || self.bytes + bytes > limits.max_bytes {
            match self.oldest.filter(|oldest| Some(*oldest) != spare) {
                Some(oldest) => self.take(oldest),
                None => return false,
            }
        }
        true
    }

    /// Drops the entries of a bucket whose time is over, if it has doubled since this was last done, or
    /// is full and time has passed.
    fn purge_if_due(&mut self, place: usize, limits: &CacheLimits, now: Timestamp) {
        self.change(place, |bucket| {
            let len = bucket.len();
            if len >= bucket.purge_at || len >= limits.max_entries_per_key && bucket.purged < now {
                bucket.methods.purge(now);
                bucket.header_names.purge(now);
                bucket.purge_at = 2 * bucket.len().max(8);
                bucket.purged = now;
            }
        });
    }

    /// Changes the entries of a bucket, and counts them.
    fn change(&mut self, place: usize, change: impl FnOnce(&mut Bucket)) {
        let Some(bucket) = self.bucket_mut(place) else { return };
        let (entries, bytes) = (bucket.len(), bucket.bytes());
        change(bucket);
        let (entries_now, bytes_now) = (bucket.len(), bucket.bytes());
        self.entries = self.entries - entries + entries_now;
        self.bytes = self.bytes - bytes + bytes_now;
    }

    fn use_now(&mut self, place: usize) {
        if self.newest != Some(place) {
            self.unlink(place);
            self.link(place);
        }
    }

    fn link(&mut self, place: usize) {
        let second = self.newest.replace(place);
        match second.and_then(|second| self.bucket_mut(second)) {
            Some(second) => second.newer = Some(place),
            None => self.oldest = Some(place),
        }
        if let Some(bucket) = self.bucket_mut(place) {
            (bucket.newer, bucket.older) = (None, second);
        }
    }

    fn unlink(&mut self, place: usize) {
        let Some(bucket) = self.bucket_mut(place) else { return };
        let (newer, older) = (bucket.newer, bucket.older);
        match newer.and_then(|newer| self.bucket_mut(newer)) {
            Some(newer) => newer.older = older,
            None => self.newest = older,
        }
        match older.and_then(|older| self.bucket_mut(older)) {
            Some(older) => older.newer = newer,
            None => self.oldest = newer,
        }
    }
}

/// Buckets by last use, the latest first; without the index by hash, whose order is another one in each table.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket")
            .field("partition", &self.partition())
            .field("origin", &String::from_utf8_lossy(self.origin()))
            .field("url", &self.url())
            .field("methods", &self.methods)
            .field("header_names", &self.header_names)
            .finish()
    }
}
