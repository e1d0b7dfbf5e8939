//! The CORS-preflight cache.

mod entries;
mod names;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::time::Duration;

use self::entries::{Entries, Query};
use super::grant::Grant;
use super::need::CacheMatches;
use crate::header::ReadHeaders;
use crate::redacted::RedactedText;
use crate::request::{CredentialsMode, NetworkPartitionKey, Request, Switches};
use crate::timestamp::Timestamp;

/// The CORS-preflight cache: what preflights granted, until it expires.
///
/// A lookup takes time linear in the network partition key, the request origin and the URL, however many keys there are,
/// and allocates nothing. So does a question for a method or a header name.
///
/// The cache is limited in entries and in bytes. When it is full, it drops all entries of a key that was not used lately:
/// one that was neither stored nor looked up since the cache last considered to drop it. A key of 112 bytes with one
/// method takes about 350 bytes; another name takes its own bytes and 60 to 100.
///
/// The cache does not look at a request's cache mode. For *no-store* and *reload*, Chromium and Firefox make a preflight
/// in any case, with the `Cache-Control` and `Pragma` of its request. For the same, [clear](Self::clear) the key first.
///
/// # WebAssembly
///
/// Keys and names are found by hashes, which are keyed at random, so that nobody can choose many with one hash. **On
/// `wasm32-unknown-unknown` they are not random**: the standard library has no source of randomness there, and the hashes
/// are the same at each start. A host on that target sets [`max_entries_per_key`](CacheLimits::max_entries_per_key) to 64
/// at most, as so few names are not hashed, and [`max_entries`](CacheLimits::max_entries) to some hundreds, as a lookup
/// may have to pass that many keys.
///
/// <https://fetch.spec.whatwg.org/#concept-cache>
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut cache = PreflightCache::new(); // one for all fetches of a browsing session
/// let request = page.fetch("https://api.example/").method("PUT").build()?;
/// let Step::Send(options) = fetch::<()>(request.clone(), &mut cache, Timestamp::ZERO) else { unreachable!() };
/// let granted = http::Response::builder()
///     .header("access-control-allow-origin", "*")
///     .header("access-control-allow-methods", "PUT")
///     .body(())?;
/// options.respond(granted, &mut cache, Timestamp::ZERO);
/// assert_eq!(cache.len(), 1);
/// let Step::Send(put) = fetch::<()>(request, &mut cache, Timestamp::ZERO) else { unreachable!() };
/// assert_eq!(put.method(), http::Method::PUT); // no second preflight
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct PreflightCache {
    limits: CacheLimits,
    /// By a hash of 64 bits. If two keys had the same, the later one would displace the other.
    keys: HashMap<u64, Box<Entries>>,
    /// The hashes of the keys by their turns.
    queue: BTreeMap<u64, u64>,
    next_turn: u64,
    /// The number of entries of all keys.
    len: usize,
    /// The bytes of all keys.
    bytes: usize,
}

/// How much a cache may hold, and for how long. Set the fields of the default limits.
///
/// ```
/// use fetch_cors::preflight::{CacheLimits, PreflightCache};
/// let mut limits = CacheLimits::default();
/// limits.max_age = std::time::Duration::from_secs(600);
/// let cache = PreflightCache::with_limits(limits);
/// assert_eq!(cache.limits().max_age.as_secs(), 600);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheLimits {
    /// The maximum number of entries; each method and each header name is one. The default is 65,536.
    pub max_entries: usize,
    /// The maximum number of entries of one key, so that one response cannot displace all others. The default is 1,024.
    pub max_entries_per_key: usize,
    /// The maximum [size](PreflightCache::bytes) in bytes. The default is 4 MiB.
    pub max_bytes: usize,
    /// The maximum time that an entry is kept. The default is 7,200 seconds.
    pub max_age: Duration,
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self {
            max_entries: 65_536,
            max_entries_per_key: 1_024,
            max_bytes: 4 << 20,
            max_age: Duration::from_secs(7_200),
        }
    }
}

/// The key of entries in the cache. [`CacheKey::of`] returns the key of a request.
///
/// ```
/// use fetch_cors::preflight::{CacheKey, PreflightCache};
/// let key = CacheKey { partition: None, origin: b"https://app.example", url: "https://api.example/" };
/// PreflightCache::new().clear(&key);
/// ```
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "the standard has these three parts")]
pub struct CacheKey<'a> {
    /// The network partition key. Null is a key like any other.
    pub partition: Option<&'a NetworkPartitionKey>,
    /// The byte-serialised request origin. It is `null` for every opaque or tainted origin.
    pub origin: &'a [u8],
    /// The request's current URL, serialised with its fragment.
    pub url: &'a str,
}

/// Prints of the URL what is no secret.
impl fmt::Debug for CacheKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheKey")
            .field("partition", &self.partition)
            .field("origin", &String::from_utf8_lossy(self.origin))
            .field("url", &RedactedText(self.url))
            .finish()
    }
}

impl<'a> CacheKey<'a> {
    /// Returns the key of a request at its current URL.
    #[must_use]
    pub fn of(request: &'a Request) -> Self {
        Self {
            partition: request.partition_key(),
            origin: request.byte_serialized_origin().as_bytes(),
            url: request.current_url().as_str(),
        }
    }
}

impl PreflightCache {
    /// Creates an empty cache with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates an empty cache with these limits.
    #[must_use]
    pub fn with_limits(limits: CacheLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Returns the limits.
    #[must_use]
    pub fn limits(&self) -> &CacheLimits {
        &self.limits
    }

    /// Returns the number of methods and header names in the cache. One that is granted both with and without
    /// credentials counts once. Expired ones count until they are dropped.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether the cache holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns its size in bytes, including heap allocations, to within a quarter: the sum of the text of keys and names,
    /// what holds them, tables as large as those of the standard library are for so many, and a queue of keys. A network
    /// partition key counts for each key that has it, although the keys of one [`Client`](crate::Client) share it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes + shared_bytes(self.keys.len())
    }

    /// Returns what the cache has for a request with this key and credentials mode, of a client with these switches;
    /// `None` if it does not have the key, or if [`Switches::null_origin_needs_preflight`] is set and the origin is `null`.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match>
    pub fn matches(
        &mut self,
        key: &CacheKey<'_>,
        credentials_mode: CredentialsMode,
        switches: Switches,
        now: Timestamp,
    ) -> Option<CacheMatch<'_>> {
        if switches.null_origin_needs_preflight && key.origin == b"null" {
            return None;
        }
        let query = Query { include: credentials_mode == CredentialsMode::Include, switches, now };
        let hash = self.hash(key);
        let entries = self.keys.get_mut(&hash).filter(|entries| entries.are_of(key))?;
        entries.used = true;
        Some(CacheMatch { entries, query })
    }

    /// Stores what a preflight granted to the request with this key.
    ///
    /// Takes time linear in the key, its entries and the grant. What is dropped to make room was stored before.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    pub fn store<H: ReadHeaders + ?Sized>(
        &mut self,
        key: &CacheKey<'_>,
        grant: &Grant<'_, H>,
        now: Timestamp,
    ) {
        let query = Query { include: grant.credentials(), switches: grant.switches(), now };
        // cors-preflight-fetch-0 7.10: not for longer than the limit.
        let max_age = Duration::from_secs(grant.max_age()).min(self.limits.max_age);
        let expires = now.after(max_age);
        // cors-preflight-fetch-0 7.11: there is a cache, this one.
        let hash = self.hash(key);
        let stored = self.take(hash).filter(|entries| entries.are_of(key));
        let mut entries = stored.unwrap_or_else(|| Box::new(Entries::new(key)));
        entries.names.drop_expired(now);
        let mut keep = |kind, name| entries.keep((kind, name), query, expires, &self.limits);
        // cors-preflight-fetch-0 7.12, 7.13: methods, which compare to the byte.
        grant.methods().for_each(|method| keep(Kind::Method, method));
        // cors-preflight-fetch-0 7.14, 7.15: header names, which compare in any case.
        grant.header_names().for_each(|name| keep(Kind::HeaderName, name));
        if !entries.names.list.is_empty() {
            entries.names.list.shrink_to_fit();
            while self.has_no_room_for(&entries) && !self.is_empty() {
                self.drop_one_key();
            }
            self.put(hash, entries);
        }
    }

    /// Clears the entries of a key.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-clear>
    pub fn clear(&mut self, key: &CacheKey<'_>) {
        self.take(self.hash(key));
    }

    /// Clears the entries of a request origin in every partition. Looks at every key.
    pub fn clear_origin(&mut self, origin: &[u8]) {
        self.clear_if(|entries| &*entries.origin == origin);
    }

    /// Clears the entries of a partition, which may be null. Looks at every key.
    pub fn clear_partition(&mut self, partition: Option<&NetworkPartitionKey>) {
        self.clear_if(|entries| entries.partition.as_ref() == partition);
    }

    /// Clears everything.
    pub fn clear_all(&mut self) {
        *self = Self::with_limits(self.limits);
    }

    /// Returns the entries that have not expired, for developer tools.
    ///
    /// The key that was stored last comes first. A key that the cache considered to drop, and kept because it was used,
    /// counts as stored then. The entries of a key are in the order in which their names were stored.
    pub fn iter(&self, now: Timestamp) -> impl Iterator<Item = CacheEntry<'_>> {
        self.in_order().flat_map(move |entries| {
            entries.names.list.iter().flat_map(move |name| {
                name.unexpired(now).map(move |(credentials, expires)| CacheEntry {
                    partition: entries.partition.as_ref(),
                    origin: &entries.origin,
                    url: &entries.url,
                    kind: name.kind,
                    name: &name.text,
                    credentials,
                    expires,
                })
            })
        })
    }

    /// Copies the entries of a key from another cache, unless this one has the key.
    pub(crate) fn copy_key(&mut self, key: &CacheKey<'_>, from: &Self) {
        let hash = self.hash(key);
        let entries = from.keys.get(&from.hash(key)).filter(|entries| entries.are_of(key));
        if let Some(entries) = entries
            && !self.keys.contains_key(&hash)
        {
            self.put(hash, entries.clone());
        }
    }

    fn hash(&self, key: &CacheKey<'_>) -> u64 {
        self.keys.hasher().hash_one((key.partition, key.origin, key.url))
    }

    /// Takes a key out of the table and the queue. The table gives back memory once most of it is free.
    fn take(&mut self, hash: u64) -> Option<Box<Entries>> {
        let entries = self.keys.remove(&hash)?;
        self.keys.shrink_to(2 * self.keys.len());
        self.queue.remove(&entries.turn);
        self.len -= entries.names.list.len();
        self.bytes -= entries.bytes();
        Some(entries)
    }

    /// Puts a key into the table, and last into the queue.
    fn put(&mut self, hash: u64, mut entries: Box<Entries>) {
        self.len += entries.names.list.len();
        self.bytes += entries.bytes();
        (entries.turn, entries.used) = (self.next_turn, false);
        self.next_turn += 1;
        self.queue.insert(entries.turn, hash);
        self.keys.insert(hash, entries);
    }

    /// Returns whether one more key would exceed a limit.
    fn has_no_room_for(&self, entries: &Entries) -> bool {
        let bytes = self.bytes + entries.bytes() + shared_bytes(self.keys.len() + 1);
        self.len + entries.names.list.len() > self.limits.max_entries || bytes > self.limits.max_bytes
    }

    /// Drops the first key of the queue that was not looked up since it joined. The keys before it join again.
    fn drop_one_key(&mut self) {
        while let Some((_, hash)) = self.queue.pop_first()
            && let Some(entries) = self.take(hash)
            && entries.used
        {
            self.put(hash, entries);
        }
    }

    fn clear_if(&mut self, is_cleared: impl Fn(&Entries) -> bool) {
        let cleared = self.keys.iter().filter(|(_, entries)| is_cleared(entries));
        let cleared: Vec<u64> = cleared.map(|(hash, _)| *hash).collect();
        cleared.into_iter().for_each(|hash| drop(self.take(hash)));
    }

    /// Returns the keys in the order of the queue, the last first.
    fn in_order(&self) -> impl Iterator<Item = &Entries> {
        self.queue.values().rev().filter_map(|hash| self.keys.get(hash).map(|entries| &**entries))
    }
}

/// Returns the bytes of the table and the queue of so many keys. The queue is a B-tree; its nodes count as if
/// each held the eleven keys that it can hold.
fn shared_bytes(keys: usize) -> usize {
    let node = 12 * size_of::<(u64, u64)>();
    table_bytes::<(u64, Box<Entries>)>(keys) + keys.div_ceil(11) * node
}

/// Returns the bytes of a table of the standard library with so many pairs. It has four places or a greater power of
/// two, of which seven eighths may be in use. Each place takes one byte more than a pair.
fn table_bytes<Pair>(len: usize) -> usize {
    let places = if len == 0 { 0 } else { (8 * len).div_ceil(7).next_power_of_two().max(4) };
    places * (size_of::<Pair>() + 1)
}

impl fmt::Debug for PreflightCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreflightCache")
            .field("limits", &self.limits)
            .field("keys", &self.in_order().collect::<Vec<_>>())
            .finish()
    }
}

/// What the cache has for one request, as returned by [`PreflightCache::matches`].
#[derive(Debug)]
pub struct CacheMatch<'a> {
    entries: &'a Entries,
    query: Query,
}

impl CacheMatches for CacheMatch<'_> {
    /// Takes time linear in the entries of the key if [`Switches::upload_needs_no_method_entry`] is set.
    fn method_match(&self, method: &[u8]) -> bool {
        self.entries.matches((Kind::Method, method), self.query)
            || (self.query.switches.upload_needs_no_method_entry
                && matches!(method, b"GET" | b"POST")
                && self.entries.has_any(self.query))
    }

    fn header_name_match(&self, name: &[u8]) -> bool {
        self.entries.matches((Kind::HeaderName, name), self.query)
    }
}

/// An entry of the cache, as returned by [`PreflightCache::iter`].
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheEntry<'a> {
    /// The network partition key.
    pub partition: Option<&'a NetworkPartitionKey>,
    /// The byte-serialised request origin.
    pub origin: &'a [u8],
    /// The URL.
    pub url: &'a str,
    /// Whether a method or a header name is granted.
    pub kind: Kind,
    /// The method or the header name, which may be `*`. A header name is in lower case.
    pub name: &'a [u8],
    /// Whether the credentials mode of the request was *include*.
    pub credentials: bool,
    /// The moment from which on the entry does not match.
    pub expires: Timestamp,
}

/// Prints of the URL what is no secret.
impl fmt::Debug for CacheEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheEntry")
            .field("partition", &self.partition)
            .field("origin", &String::from_utf8_lossy(self.origin))
            .field("url", &RedactedText(self.url))
            .field("kind", &self.kind)
            .field("name", &String::from_utf8_lossy(self.name))
            .field("credentials", &self.credentials)
            .field("expires", &self.expires)
            .finish()
    }
}

/// What kind of thing an entry grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A method.
    Method,
    /// A header name.
    HeaderName,
}
