use std::fmt;

use super::asked::Asked;
use super::bucket::{Bucket, Looked};
use super::entry::Moment;
use super::hashed::{Hashed, Tagged};
use super::index::NONE;
use super::keyed::Keyed;
use super::partitions::Partitions;
use super::{CacheKey, CacheLimits};
use crate::request::NetworkPartitionKey;

/// Buckets by key, and by last use.
pub(super) struct Table {
    keyed: Keyed,
    buckets: Hashed<Slot>,
    partitions: Partitions,
    /// The ends of the list by last use.
    newest: u32,
    oldest: u32,
    entries: usize,
    /// Of all buckets.
    bytes: usize,
}

/// A bucket, and its neighbours by last use: these are here so that few cache lines are touched.
struct Slot {
    newer: u32,
    older: u32,
    bucket: Box<Bucket>,
}

/// A key that was looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    key: &'a CacheKey<'a>,
    tag: u32,
    /// Where its bucket is, until the next change of the table.
    place: Option<u32>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            keyed: Keyed::default(),
            buckets: Hashed::default(),
            partitions: Partitions::default(),
            newest: NONE,
            oldest: NONE,
            entries: 0,
            bytes: 0,
        }
    }
}

impl Tagged for Slot {
    fn tag(&self) -> u32 {
        self.bucket.tag()
    }
}

impl Table {
    pub(super) fn entries(&self) -> usize {
        self.entries
    }

    /// How many bytes are allocated.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.buckets.bytes() + self.partitions.bytes()
    }

    /// The bucket of a key, which counts as used, and what hashes its names.
    #[inline]
    pub(super) fn find(&mut self, key: &CacheKey<'_>) -> Option<(&Bucket, &Keyed)> {
        let place = self.seek(key).place?;
        self.use_now(place);
        Some((self.bucket(place)?, &self.keyed))
    }

    #[inline]
    pub(super) fn seek<'a>(&self, key: &'a CacheKey<'a>) -> Sought<'a> {
        let tag = self.keyed.key(key);
        Sought { key, tag, place: self.buckets.find(tag, |slot| slot.bucket.is_of(key)) }
    }

    /// Sets the time of every entry that matches, in the bucket of a key, which counts as used; whether any
    /// does, and what a look for the name found.
    pub(super) fn extend(
        &mut self,
        sought: &Sought<'_>,
        asked: &Asked<'_>,
        expires: Moment,
    ) -> (Looked, bool) {
        let Some(place) = sought.place else { return Default::default() };
        self.use_now(place);
        let Some(slot) = self.buckets.get_mut(place) else { return Default::default() };
        let looked = slot.bucket.look(&self.keyed, asked.kind, asked.name);
        (looked, slot.bucket.extend(looked, asked, expires))
    }

    /// Adds an entry to the bucket of a key, or gives the one that was found, whose time is over, a new one.
    /// Keeps the limits: drops other keys as it must, the one that was not used for longest first, and leaves
    /// the entry out if that is not enough.
    pub(super) fn insert(
        &mut self,
        limits: &CacheLimits,
        sought: &mut Sought<'_>,
        looked: Looked,
        new: &Asked<'_>,
        expires: Moment,
    ) {
        let Some(place) = sought.place else {
            sought.place = self.add(limits, sought, new, expires);
            return;
        };
        let Some(slot) = self.buckets.get_mut(place) else { return };
        if looked.place != NONE {
            slot.bucket.set(looked.place, new.by.include, expires);
            return;
        }
        if slot.bucket.is_purge_due(limits.max_entries_per_key, new.by.now) {
            self.purge(place, new.by.now);
        }
        let Some(bucket) = self.bucket(place) else { return };
        let growth = bucket.growth(new.name);
        if bucket.len() >= limits.max_entries_per_key {
            return;
        }
        if !self.has_room(limits, growth) {
            let alone = Self::alone(bucket.bytes() + growth, bucket.partition());
            let room = self.make_room(limits, alone, growth, false);
            // Others may have gone, but this one was used last.
            sought.place = Some(self.newest);
            if !room {
                return;
            }
        }
        let Some(slot) = self.buckets.get_mut(self.newest) else { return };
        if slot.bucket.push(&self.keyed, looked, new, expires) {
            self.entries += 1;
            self.bytes += growth;
        }
    }

    /// Ends what was done to the bucket of a key: gives back room, and drops it if it is empty.
    pub(super) fn settle(&mut self, sought: &Sought<'_>) {
        let Some(place) = sought.place else { return };
        match self.buckets.get_mut(place) {
            Some(slot) if slot.bucket.len() > 0 => slot.bucket.settle(),
            _ => self.take(place),
        }
    }

    pub(super) fn remove(&mut self, key: &CacheKey<'_>) {
        if let Some(place) = self.seek(key).place {
            self.take(place);
        }
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&Bucket) -> bool) {
        for place in self.buckets.places() {
            if self.bucket(place).is_some_and(|bucket| !keep(bucket)) {
                self.take(place);
            }
        }
    }

    /// The buckets, the one used last first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Bucket> {
        let newest = self.buckets.get(self.newest);
        std::iter::successors(newest, |newer| self.buckets.get(newer.older)).map(|slot| &*slot.bucket)
    }

    #[inline]
    fn bucket(&self, place: u32) -> Option<&Bucket> {
        self.buckets.get(place).map(|slot| &*slot.bucket)
    }

    /// Adds a bucket with one entry, as used last; returns its place.
    fn add(
        &mut self,
        limits: &CacheLimits,
        sought: &Sought<'_>,
        new: &Asked<'_>,
        expires: Moment,
    ) -> Option<u32> {
        let key = sought.key;
        let cost = Bucket::cost(key, new.name)?;
        let alone = Self::alone(cost, key.partition);
        if limits.max_entries_per_key == 0 || alone > limits.max_bytes {
            return None;
        }
        let partition = match key.partition {
            Some(partition) => Some(self.partitions.hold(&self.keyed, partition)?),
            None => None,
        };
        if !self.make_room(limits, alone, cost, true) {
            partition.into_iter().for_each(|partition| self.partitions.release(&self.keyed, partition));
            return None;
        }
        while let Some(other) = self.buckets.in_the_way(sought.tag) {
            self.take(other);
        }
        let mut bucket = Bucket::new(key, sought.tag, partition, new.name.len());
        bucket.push(&self.keyed, Looked::default(), new, expires);
        self.entries += bucket.len();
        self.bytes += bucket.bytes();
        let place = self.buckets.push(Slot { newer: NONE, older: NONE, bucket: Box::new(bucket) });
        self.link(place);
        Some(place)
    }

    /// The bytes of a table with no bucket but one of so many.
    fn alone(bucket: usize, partition: Option<&NetworkPartitionKey>) -> usize {
        bucket + Hashed::<Slot>::OF_ONE + partition.map_or(0, Partitions::cost)
    }

    /// Drops buckets until one entry more of so many bytes is within the limits; whether it is. The entry is
    /// that of a new bucket, or of the one used last, which is spared then. `alone` are the bytes if all
    /// others were dropped.
    fn make_room(&mut self, limits: &CacheLimits, alone: usize, more: usize, is_new: bool) -> bool {
        if alone > limits.max_bytes {
            // Dropping all others would not be enough, so none is dropped. Where the one to spare has as
            // many entries as there may be, the others have none to lose.
            return false;
        }
        loop {
            if self.has_room(limits, more + if is_new { self.buckets.growth() } else { 0 }) {
                return true;
            }
            let spared = if is_new { NONE } else { self.newest };
            if self.oldest == spared {
                return false;
            }
            self.take(self.oldest);
        }
    }

    /// Whether one entry more of so many bytes is within the limits.
    fn has_room(&self, limits: &CacheLimits, more: usize) -> bool {
        self.entries < limits.max_entries && self.bytes() + more <= limits.max_bytes
    }

    /// Drops the entries of a bucket whose time is over.
    fn purge(&mut self, place: u32, now: Moment) {
        let Some(slot) = self.buckets.get_mut(place) else { return };
        let bucket = &mut *slot.bucket;
        let (entries, bytes) = (bucket.len(), bucket.bytes());
        bucket.purge(&self.keyed, now);
        self.entries = self.entries - entries + bucket.len();
        self.bytes = self.bytes - bytes + bucket.bytes();
    }

    fn take(&mut self, place: u32) {
        self.unlink(place);
        let Some((slot, moved)) = self.buckets.remove(place) else { return };
        if moved {
            self.relink(place);
        }
        let mut bucket = slot.bucket;
        self.entries -= bucket.len();
        self.bytes -= bucket.bytes();
        if let Some(partition) = bucket.take_partition() {
            self.partitions.release(&self.keyed, partition);
        }
    }

    #[inline]
    fn use_now(&mut self, place: u32) {
        if self.newest != place {
            self.unlink(place);
            self.link(place);
        }
    }

    fn link(&mut self, place: u32) {
        let second = std::mem::replace(&mut self.newest, place);
        match self.buckets.get_mut(second) {
            Some(second) => second.newer = place,
            None => self.oldest = place,
        }
        if let Some(slot) = self.buckets.get_mut(place) {
            (slot.newer, slot.older) = (NONE, second);
        }
    }

    fn unlink(&mut self, place: u32) {
        let Some(&Slot { newer, older, .. }) = self.buckets.get(place) else { return };
        self.set_neighbours(newer, older, older, newer);
    }

    /// Tells the neighbours of a slot that it is at this place now.
    fn relink(&mut self, place: u32) {
        let Some(&Slot { newer, older, .. }) = self.buckets.get(place) else { return };
        self.set_neighbours(newer, place, older, place);
    }

    /// Sets what is older than the one, or the newest, and what is newer than the other, or the oldest.
    fn set_neighbours(&mut self, newer: u32, its_older: u32, older: u32, its_newer: u32) {
        match self.buckets.get_mut(newer) {
            Some(newer) => newer.older = its_older,
            None => self.newest = its_older,
        }
        match self.buckets.get_mut(older) {
            Some(older) => older.newer = its_newer,
            None => self.oldest = its_newer,
        }
    }
}

/// Buckets by last use, the latest first; without the index by hash, whose order is another one in each table.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::Method;

    use super::{NONE, Sought, Table};
    use crate::preflight::cache::asked::{Asked, Asking};
    use crate::preflight::cache::entry::Moment;
    use crate::preflight::cache::{CacheKey, CacheLimits, Kind};
    use crate::timestamp::Timestamp;

    const NOW: Asking = Asking { include: false, wildcard: true, now: Moment::NONE };

    /// Stores a method for a key of this tag.
    fn store(table: &mut Table, limits: &CacheLimits, key: &CacheKey<'_>, tag: u32) {
        let expires = Moment::from(Timestamp::ZERO.after(std::time::Duration::from_secs(1)));
        let put = Asked { kind: Kind::Method, name: Method::PUT.as_str().as_bytes(), by: NOW };
        let mut sought = seek(table, key, tag);
        let (looked, extended) = table.extend(&sought, &put, expires);
        if !extended {
            table.insert(limits, &mut sought, looked, &put, expires);
        }
        table.settle(&sought);
    }

    fn seek<'a>(table: &Table, key: &'a CacheKey<'a>, tag: u32) -> Sought<'a> {
        Sought { key, tag, place: table.buckets.find(tag, |slot| slot.bucket.is_of(key)) }
    }

    /// The list by last use is one list in both directions, of all buckets, and the counters count them.
    fn check(table: &Table) -> usize {
        let newer =
            |place: &u32| table.buckets.get(*place).map(|slot| slot.newer).filter(|newer| *newer != NONE);
        let from_oldest: Vec<u32> =
            std::iter::successors(Some(table.oldest).filter(|p| *p != NONE), newer).collect();
        let from_newest: Vec<&str> = table.iter().map(super::Bucket::url).collect();
        let backwards: Vec<&str> =
            from_oldest.iter().rev().map(|place| table.buckets.get(*place).unwrap().bucket.url()).collect();
        assert_eq!(from_newest, backwards);
        assert_eq!(table.buckets.places().collect::<HashSet<_>>(), from_oldest.iter().copied().collect());
        assert_eq!(table.entries, from_oldest.len());
        assert_eq!(table.bytes, table.iter().map(super::Bucket::bytes).sum::<usize>());
        from_oldest.len()
    }

    /// Keys of one hash, which nobody can make, take each other's place once a run is full: neither time nor
    /// memory grows.
    #[test]
    fn keys_of_one_hash() {
        let urls: Vec<url::Url> =
            (0..2_000).map(|i| format!("https://a.example/{i}").parse().unwrap()).collect();
        let key = |i: usize| CacheKey { partition: None, origin: b"https://b.example", url: &urls[i] };
        for tags in [&[7][..], &[0, 7, 14]] {
            let tag = |i: usize| tags[i % tags.len()];
            let mut table = Table::default();
            for i in 0..urls.len() {
                store(&mut table, &CacheLimits::default(), &key(i), tag(i));
                // What was just stored is there.
                assert!(seek(&table, &key(i), tag(i)).place.is_some());
                if i % 100 == 0 {
                    check(&table);
                }
            }
            let kept = check(&table);
            assert!((1_000..1_100).contains(&kept), "{kept}");
            let mut left = kept;
            for i in (0..urls.len()).rev() {
                if let Some(place) = seek(&table, &key(i), tag(i)).place {
                    table.take(place);
                    left -= 1;
                }
            }
            assert_eq!((check(&table), left, table.bytes()), (0, 0, 0));
        }
    }
}
