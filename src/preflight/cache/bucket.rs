use std::fmt;
use std::sync::Arc;

use super::asked::Asked;
use super::entry::{Entry, Moment, Sieve};
use super::index::{Index, NONE};
use super::keyed::Keyed;
use super::{CacheKey, Kind};
use crate::header::is_token_in_any_case;
use crate::request::NetworkPartitionKey;
use crate::timestamp::Timestamp;

/// What is granted for one key.
pub(super) struct Bucket {
    tag: u32,
    origin_len: u32,
    /// Of origin and URL.
    key_len: u32,
    /// At so many entries, those whose time is over are dropped.
    purge_at: u32,
    /// When that was last done.
    purged: Moment,
    /// Where `*` is among the entries, for each kind.
    stars: [u32; 2],
    /// For each slot of a sieve, the last of the first entries that has it, counted from 1: most names are there
    /// or nowhere.
    hints: [u8; Sieve::SLOTS],
    partition: Option<Arc<NetworkPartitionKey>>,
    /// Origin, URL, and the names of the entries, end to end; a header's in lower case.
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// The place of each name, once there are many, or a long one.
    index: Option<Box<Index>>,
}

/// Up to so many names, one is found faster by looking at each.
const SCAN: usize = 64;

/// What a look for a name found.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    /// [`NONE`] if it is not there.
    pub(super) place: u32,
    /// The hash of the name, where names are found by it.
    tag: u32,
}

impl Default for Looked {
    #[inline]
    fn default() -> Self {
        Self { place: NONE, tag: 0 }
    }
}

impl Bucket {
    /// An empty one, with room for one name of this length.
    pub(super) fn new(
        key: &CacheKey<'_>,
        tag: u32,
        partition: Option<Arc<NetworkPartitionKey>>,
        name_len: usize,
    ) -> Self {
        let url = key.url.as_str().as_bytes();
        let mut text = Vec::with_capacity(key.origin.len() + url.len() + name_len);
        text.extend_from_slice(key.origin);
        text.extend_from_slice(url);
        Self {
            tag,
            // It has a cost, so these are no longer than that.
            origin_len: u32::try_from(key.origin.len()).unwrap_or_default(),
            key_len: u32::try_from(text.len()).unwrap_or_default(),
            purge_at: 16,
            purged: Moment::NONE,
            stars: [NONE; 2],
            hints: [0; Sieve::SLOTS],
            partition,
            text,
            entries: Vec::with_capacity(1),
            index: None,
        }
    }

    pub(super) fn tag(&self) -> u32 {
        self.tag
    }

    #[inline]
    pub(super) fn origin(&self) -> &[u8] {
        self.text.get(..self.origin_len as usize).unwrap_or_default()
    }

    pub(super) fn url(&self) -> &str {
        // It was copied from a `Url`.
        std::str::from_utf8(self.url_bytes()).unwrap_or_default()
    }

    #[inline]
    pub(super) fn partition(&self) -> Option<&NetworkPartitionKey> {
        self.partition.as_deref()
    }

    pub(super) fn take_partition(&mut self) -> Option<Arc<NetworkPartitionKey>> {
        self.partition.take()
    }

    /// Whether it is that of a key.
    #[inline(never)]
    pub(super) fn is_of(&self, key: &CacheKey<'_>) -> bool {
        let url = key.url.as_str().as_bytes();
        let lengths = (key.origin.len(), key.origin.len() + url.len());
        lengths == (self.origin_len as usize, self.key_len as usize)
            && self.text.strip_prefix(key.origin).is_some_and(|behind| behind.starts_with(url))
            && self.partition() == key.partition
    }

    /// How many entries there are; a name counts once.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many bytes there are behind the pointer to it, once it [is settled](Self::settle); those of the
    /// partition key are counted by whoever holds all of them.
    pub(super) fn bytes(&self) -> usize {
        let index = self.index.as_deref().map_or(0, |index| size_of::<Index>() + index.bytes());
        Self::bytes_of(self.key_len as usize, self.len(), self.names_len()) + index
    }

    /// The bytes of a new bucket with one name; `None` if that is too long to be kept.
    pub(super) fn cost(key: &CacheKey<'_>, name: &[u8]) -> Option<usize> {
        let key_len = key.origin.len() + key.url.as_str().len();
        u32::try_from(key_len + name.len()).ok()?;
        let index = if name.len() < Sieve::LONG { 0 } else { size_of::<Index>() + Index::bytes_for(1) };
        Some(index + Self::bytes_of(key_len, 1, name.len()))
    }

    /// How many bytes more one name more would take.
    pub(super) fn growth(&self, name: &[u8]) -> usize {
        let (key_len, len, names_len) = (self.key_len as usize, self.len(), self.names_len());
        let index = match &self.index {
            Some(index) => index.growth(),
            None if len < SCAN && name.len() < Sieve::LONG => 0,
            None => size_of::<Index>() + Index::bytes_for(len + 1),
        };
        let grown = Self::bytes_of(key_len, len + 1, names_len + name.len());
        index + grown - Self::bytes_of(key_len, len, names_len)
    }

    /// Without an index.
    fn bytes_of(key_len: usize, len: usize, names_len: usize) -> usize {
        size_of::<Self>() + room_for(len, FEW) * size_of::<Entry>() + key_len + room_for(names_len, SHORT)
    }

    /// Whether an entry matches.
    #[inline(always)]
    pub(super) fn matches(&self, keyed: &Keyed, asked: &Asked<'_>) -> bool {
        let matches = |entry: &Entry| entry.matches(asked.by.include, asked.by.now);
        let star = || self.entry(self.star(asked.kind)).filter(|_| asked.is_covered_by_star());
        let named = if self.index.is_some() {
            self.entry(self.look(keyed, asked.kind, asked.name).place)
        } else {
            self.scan(asked.kind, asked.name).1
        };
        named.is_some_and(matches) || star().is_some_and(matches)
    }

    /// Looks for the entry of a name.
    pub(super) fn look(&self, keyed: &Keyed, kind: Kind, name: &[u8]) -> Looked {
        let Some(index) = &self.index else { return Looked { place: self.scan(kind, name).0, tag: 0 } };
        let tag = keyed.name(kind, name);
        let sieve = Sieve::of(kind, name);
        let is = |place| {
            let entry = self.entry(place).filter(|entry| entry.sieve == sieve);
            entry.is_some_and(|entry| same(kind, self.name_of(entry, self.entry(place + 1)), name))
        };
        Looked { place: index.find(tag, is).unwrap_or(NONE), tag }
    }

    /// Looks for the entry of a name where there are few: its place, and it.
    #[inline(always)]
    fn scan(&self, kind: Kind, name: &[u8]) -> (u32, Option<&Entry>) {
        let sieve = Sieve::of(kind, name);
        let Some(place) = self.hints.get(sieve.slot()).and_then(|hint| hint.checked_sub(1)) else {
            return (NONE, None);
        };
        match self.entry(place.into()) {
            Some(entry) if self.is(entry, sieve, kind, name) => (place.into(), Some(entry)),
            _ => self.scan_all(sieve, name),
        }
    }

    #[inline(never)]
    fn scan_all(&self, sieve: Sieve, name: &[u8]) -> (u32, Option<&Entry>) {
        let mut entries = self.entries.iter();
        while let Some(entry) = entries.find(|entry| entry.sieve == sieve) {
            if self.is(entry, sieve, sieve.kind(), name) {
                let place = self.entries.len() - entries.len() - 1;
                return (u32::try_from(place).unwrap_or(NONE), Some(entry));
            }
        }
        (NONE, None)
    }

    /// Whether an entry is that of a name, where none is long.
    #[inline(always)]
    fn is(&self, entry: &Entry, sieve: Sieve, kind: Kind, name: &[u8]) -> bool {
        // Those of one sieve are of one length.
        let own = || self.text.get(entry.start as usize..).and_then(|from| from.get(..name.len()));
        entry.sieve == sieve && own().is_some_and(|own| same(kind, own, name))
    }

    /// Sets the time of every entry that matches; whether any does.
    pub(super) fn extend(&mut self, looked: Looked, asked: &Asked<'_>, expires: Moment) -> bool {
        let star = Some(self.star(asked.kind)).filter(|star| *star != NONE && asked.is_covered_by_star());
        let mut extend = |place| {
            let entry = self.entries.get_mut(place as usize);
            entry.is_some_and(|entry: &mut Entry| entry.extend(asked.by.include, asked.by.now, expires))
        };
        let by_star = star.is_some_and(&mut extend);
        extend(looked.place) || by_star
    }

    /// Sets the time of an entry that was found.
    pub(super) fn set(&mut self, place: u32, credentials: bool, expires: Moment) {
        if let Some(entry) = self.entries.get_mut(place as usize) {
            entry.set(credentials, expires);
        }
    }

    /// Adds an entry for a name that was looked for and is not there; whether there is a place for it.
    pub(super) fn push(&mut self, keyed: &Keyed, looked: Looked, new: &Asked<'_>, expires: Moment) -> bool {
        let (len, names_len) = (self.len(), self.names_len());
        let (start, end) = (u32::try_from(self.text.len()), u32::try_from(self.text.len() + new.name.len()));
        let (Ok(start), Ok(_), Ok(place)) = (start, end, u32::try_from(len)) else { return false };
        if let Some(index) = &mut self.index {
            if index.in_the_way(looked.tag).is_some() {
                return false;
            }
            index.add(looked.tag, place);
        }
        let sieve = Sieve::of(new.kind, new.name);
        self.hint(sieve, place);
        let mut entry = Entry::new(start, sieve);
        entry.set(new.by.include, expires);
        reserve(&mut self.entries, 1, FEW / 2, len / 4);
        self.entries.push(entry);
        reserve(&mut self.text, new.name.len(), SHORT / 4, names_len / 4);
        self.text.extend_from_slice(new.name);
        if new.kind == Kind::HeaderName
            && let Some(name) = self.text.get_mut(start as usize..)
        {
            name.make_ascii_lowercase();
        }
        if new.name == b"*" {
            *self.star_mut(new.kind) = place;
        }
        if self.index.is_none() && (len == SCAN || new.name.len() >= Sieve::LONG) {
            self.build_index(keyed);
        }
        true
    }

    /// Whether there are twice as many entries as when those whose time is over were last dropped, or as many as
    /// there may be, and time has passed.
    pub(super) fn is_purge_due(&self, most: usize, now: Moment) -> bool {
        self.len() >= self.purge_at as usize || self.len() >= most && now.is_after(self.purged)
    }

    /// Drops the entries whose time is over.
    pub(super) fn purge(&mut self, keyed: &Keyed, now: Moment) {
        if !self.entries.iter().all(|entry| entry.is_live(now)) {
            self.keep_live(keyed, now);
        }
        self.purge_at = u32::try_from(2 * self.len().max(8)).unwrap_or(u32::MAX);
        self.purged = now;
    }

    /// Gives back the room that was for more names, but for a little where there are many.
    pub(super) fn settle(&mut self) {
        self.entries.shrink_to(room_for(self.len(), FEW));
        self.text.shrink_to(self.key_len as usize + room_for(self.names_len(), SHORT));
    }

    /// The entries of one kind that count now: name, credentials flag, time.
    pub(super) fn iter(&self, kind: Kind, now: Moment) -> impl Iterator<Item = (&[u8], bool, Timestamp)> {
        let of_kind = self.named().filter(move |(entry, _)| entry.kind() == kind);
        of_kind.flat_map(move |(entry, name)| entry.live(now).map(move |(with, at)| (name, with, at)))
    }

    #[inline]
    fn url_bytes(&self) -> &[u8] {
        self.text.get(self.origin_len as usize..self.key_len as usize).unwrap_or_default()
    }

    fn names_len(&self) -> usize {
        self.text.len() - self.key_len as usize
    }

    #[inline]
    fn entry(&self, place: u32) -> Option<&Entry> {
        self.entries.get(place as usize)
    }

    /// The name of an entry, with the one behind it.
    #[inline]
    fn name_of(&self, entry: &Entry, next: Option<&Entry>) -> &[u8] {
        let end = next.map_or(self.text.len(), |next| next.start as usize);
        self.text.get(entry.start as usize..end).unwrap_or_default()
    }

    /// The entries with their names.
    fn named(&self) -> impl Iterator<Item = (&Entry, &[u8])> {
        let behind = self.entries.iter().skip(1).map(Some).chain([None]);
        self.entries.iter().zip(behind).map(|(entry, next)| (entry, self.name_of(entry, next)))
    }

    #[inline]
    fn star(&self, kind: Kind) -> u32 {
        let [method, header_name] = self.stars;
        match kind {
            Kind::Method => method,
            Kind::HeaderName => header_name,
        }
    }

    fn star_mut(&mut self, kind: Kind) -> &mut u32 {
        let [method, header_name] = &mut self.stars;
        match kind {
            Kind::Method => method,
            Kind::HeaderName => header_name,
        }
    }

    fn keep_live(&mut self, keyed: &Keyed, now: Moment) {
        let mut text = self.text.get(..self.key_len as usize).unwrap_or_default().to_vec();
        let mut entries = Vec::new();
        let mut stars = [NONE; 2];
        let [method, header_name] = &mut stars;
        for (entry, name) in self.named().filter(|(entry, _)| entry.is_live(now)) {
            if name == b"*" {
                let star = if entry.kind() == Kind::Method { &mut *method } else { &mut *header_name };
                *star = u32::try_from(entries.len()).unwrap_or(NONE);
            }
            // It is no longer than what it was a part of.
            entries.push(entry.starting_at(u32::try_from(text.len()).unwrap_or_default()));
            text.extend_from_slice(name);
        }
        (self.text, self.entries, self.stars, self.index) = (text, entries, stars, None);
        self.hints = [0; Sieve::SLOTS];
        let sieves: Vec<Sieve> = self.entries.iter().take(SCAN).map(|entry| entry.sieve).collect();
        (0..).zip(sieves).for_each(|(place, sieve)| self.hint(sieve, place));
        if self.len() > SCAN || self.named().any(|(_, name)| name.len() >= Sieve::LONG) {
            self.build_index(keyed);
        }
    }

    fn hint(&mut self, sieve: Sieve, place: u32) {
        if let (Some(hint), Ok(count)) = (self.hints.get_mut(sieve.slot()), u8::try_from(place + 1)) {
            *hint = count;
        }
    }

    fn build_index(&mut self, keyed: &Keyed) {
        let mut index = Index::with_room(self.len());
        for (place, (entry, name)) in (0..).zip(self.named()) {
            index.add(keyed.name(entry.kind(), name), place);
        }
        self.index = Some(Box::new(index));
    }
}

/// Whether an entry's name is that which is asked for.
#[inline(always)]
fn same(kind: Kind, own: &[u8], name: &[u8]) -> bool {
    match kind {
        Kind::Method => own == name,
        Kind::HeaderName => is_token_in_any_case(name, own),
    }
}

/// So many entries, and so many bytes of names, take no more room than they need.
const FEW: usize = 32;
const SHORT: usize = 1_024;

/// The room for so many: more would make every store of one name more copy all of them.
fn room_for(len: usize, exact: usize) -> usize {
    len + if len <= exact { 0 } else { len / 16 }
}

/// Makes room for so many more, and if there is none, for a number of them: of those that follow soon, or of
/// a part of what is there. The very first get what they need.
fn reserve<T>(things: &mut Vec<T>, more: usize, soon: usize, part: usize) {
    if things.capacity() - things.len() < more {
        things.reserve_exact(more.max(soon).max(part));
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An entry is kept only if its time is later than some other, so this leaves none out.
        let entries = |kind| -> Vec<_> {
            let all = self.iter(kind, Moment::NONE);
            all.map(|(name, with, at)| (String::from_utf8_lossy(name), with, at)).collect()
        };
        f.debug_struct("Bucket")
            .field("partition", &self.partition())
            .field("origin", &String::from_utf8_lossy(self.origin()))
            .field("url", &self.url())
            .field("methods", &entries(Kind::Method))
            .field("header_names", &entries(Kind::HeaderName))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use super::{Bucket, Looked, NONE, SCAN};
    use crate::preflight::cache::asked::{Asked, Asking};
    use crate::preflight::cache::entry::{Moment, Sieve};
    use crate::preflight::cache::keyed::Keyed;
    use crate::preflight::cache::{CacheKey, Kind};
    use crate::timestamp::Timestamp;

    /// A bucket, and what hashes its names.
    struct Filled(Bucket, Keyed);

    fn at(seconds: u64) -> Moment {
        Moment::from(Timestamp::new(Duration::from_secs(seconds)))
    }

    fn of_key<T>(run: impl FnOnce(&CacheKey<'_>) -> T) -> T {
        let url = Url::parse("https://b.example/a").unwrap();
        run(&CacheKey { partition: None, origin: b"https://a.example", url: &url })
    }

    impl Filled {
        fn new() -> Self {
            Self(of_key(|key| Bucket::new(key, 0, None, 0)), Keyed::default())
        }

        /// Adds a method of this name until then.
        fn push(&mut self, name: &[u8], until: Moment) {
            let by = Asking { include: false, wildcard: true, now: Moment::NONE };
            let new = Asked { kind: Kind::Method, name, by };
            assert!(self.0.push(&self.1, Looked::default(), &new, until));
            self.0.settle();
        }

        fn has(&self, name: &[u8]) -> bool {
            self.0.look(&self.1, Kind::Method, name).place != NONE
        }
    }

    /// What a name will take is said before it is there, to the byte: the cache makes room by it.
    #[test]
    fn cost_and_growth_come_true() {
        for len in [7, Sieve::LONG - 1, Sieve::LONG] {
            for place in [0, 1, 3, SCAN - 1, SCAN, SCAN + 1] {
                let mut filled = Filled::new();
                for i in 0..=SCAN + 2 {
                    let mut name = format!("{i:07}").into_bytes();
                    name.resize(if i == place { len } else { 7 }, b'a');
                    let (before, growth) = (filled.0.bytes(), filled.0.growth(&name));
                    filled.push(&name, at(1));
                    let bytes = filled.0.bytes();
                    assert_eq!(bytes, before + growth, "{i}, with {len} bytes at {place}");
                    if i == 0 {
                        let cost = of_key(|key| Bucket::cost(key, &name));
                        assert_eq!(cost, Some(bytes), "{} bytes", name.len());
                    }
                }
            }
        }
    }

    /// Looking for names whose time is over costs no more than the names that came since, or the time that passed.
    #[test]
    fn a_purge_is_due_at_twice_as_many_or_later() {
        let mut filled = Filled::new();
        let mut due_at = Vec::new();
        for len in 1..=100 {
            filled.push(format!("{len}").as_bytes(), at(if len <= 90 { 9 } else { 20 }));
            if filled.0.is_purge_due(1_000, at(5)) {
                due_at.push(len);
                filled.0.purge(&filled.1, at(5));
            }
        }
        assert_eq!(due_at, [16, 32, 64]);
        // As many as there may be.
        for (most, now, due) in [(100, 5, false), (100, 6, true), (99, 6, true), (101, 6, false)] {
            assert_eq!(filled.0.is_purge_due(most, at(now)), due, "{most}, {now}");
        }
        filled.0.purge(&filled.1, at(9));
        assert_eq!((filled.0.len(), filled.has(b"90"), filled.has(b"91")), (10, false, true));
        for len in 11..=20 {
            assert!(!filled.0.is_purge_due(1_000, at(9)), "{len}");
            filled.push(format!("x{len}").as_bytes(), at(20));
        }
        assert!(filled.0.is_purge_due(1_000, at(9)));
    }

    /// Two long names can be the same as far as the shorter goes, and in all that is compared first.
    #[test]
    fn long_names_are_told_apart_after_a_purge() {
        let long = vec![b'x'; Sieve::LONG + 2];
        let mut filled = Filled::new();
        filled.push(b"PUT", at(1));
        filled.push(&long[1..], at(2));
        for now in [0, 1] {
            filled.0.purge(&filled.1, at(now));
            let lens = [Sieve::LONG, Sieve::LONG + 1, Sieve::LONG + 2];
            assert_eq!(lens.map(|len| filled.has(&long[..len])), [false, true, false]);
            assert_eq!(filled.has(b"PUT"), now == 0);
        }
    }
}
