//! The CORS-preflight cache, which stores what preflights have granted.
//!
//! Begin with [`PreflightCache`]. A host that drives the machine creates one and passes it to each call. A host with a
//! fetch loop of its own calls [`matches`](PreflightCache::matches), [`store`](PreflightCache::store) and
//! [`clear`](PreflightCache::clear).

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

/// The CORS-preflight cache, which stores the methods and header names that preflights have granted until they expire.
///
/// Each entry grants one method or one header name to requests with the same [key](CacheKey): network partition key,
/// request origin and URL.
///
/// # Cost
///
/// A lookup takes time linear in the bytes of the key, however many keys the cache holds, and allocates nothing. The
/// result then answers for a method or a header name in time linear in the bytes of that name.
///
/// The cache is limited in entries and in bytes. If there is no room for a new key, the cache drops the key that was
/// stored longest ago, with all its entries. A key that was looked up since then gets a second chance: the cache keeps
/// it, and treats it as if it had been stored just then.
///
/// A key of 112 bytes with one method takes about 350 bytes. Each additional name takes 60 to 100 bytes plus its
/// length.
///
/// # Cache modes
///
/// The cache ignores the cache mode of a request, as the standard does. For *no-store* and *reload*, Chromium and
/// Firefox always send a preflight, and give it the `Cache-Control` and `Pragma` headers that the actual request has. A
/// host that wants to do the same calls [`clear`](Self::clear) for the key before the fetch, and adds these headers to
/// the preflight.
///
/// # WebAssembly
///
/// The cache finds keys and names by hashes. The hash function uses a random seed. So an attacker cannot find many
/// cache keys that have the same hash. **On `wasm32-unknown-unknown` the seed is not random**: the standard library of
/// Rust has no source of randomness there, and the hashes are the same at each start of the program. A host on that
/// target sets two [limits](CacheLimits):
///
/// - [`max_entries_per_key`](CacheLimits::max_entries_per_key) to at most 64, because the cache does not hash so few
///   names.
/// - [`max_entries`](CacheLimits::max_entries) to a few hundred, because in the worst case a lookup has to compare that
///   many keys.
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
    /// The entries of each key, by a hash of 64 bits of the key. If two keys had the same hash, the later one would
    /// replace the earlier one.
    keys: HashMap<u64, Box<Entries>>,
    /// The queue of the keys, by their turns: the hash of each key. The first key is dropped first.
    queue: BTreeMap<u64, u64>,
    next_turn: u64,
    /// The number of names of all keys.
    len: usize,
    /// The size of all keys and their entries in bytes.
    bytes: usize,
}

/// The limits of a cache: how much it may hold, and for how long.
///
/// To change a limit, set its field in the default limits.
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
    /// The maximum number of entries. Each method and each header name of a key counts as one. The default is 65,536.
    pub max_entries: usize,
    /// The maximum number of entries of one key, so that one response cannot displace the entries of all other keys. The
    /// default is 1,024.
    pub max_entries_per_key: usize,
    /// The maximum [size](PreflightCache::bytes) in bytes. The default is 4 MiB.
    pub max_bytes: usize,
    /// The maximum time for which an entry is valid, even if the response asks for a longer time. The default is 7,200
    /// seconds.
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

/// The key of cache entries. An entry can cover only requests with the same key.
///
/// [`CacheKey::of`] returns the key of a [`Request`]. A host with requests of its own creates the key from its parts.
///
/// ```
/// use fetch_cors::preflight::{CacheKey, PreflightCache};
/// let key = CacheKey { partition: None, origin: b"https://app.example", url: "https://api.example/" };
/// PreflightCache::new().clear(&key);
/// ```
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "the standard identifies an entry by these three parts")]
pub struct CacheKey<'a> {
    /// The request's network partition key. `None` stands for the standard's null, which is a value like any other.
    pub partition: Option<&'a NetworkPartitionKey>,
    /// The byte-serialised request origin. It is `null` for every opaque origin, and for every request whose `Origin`
    /// header a redirect changed to `null`.
    pub origin: &'a [u8],
    /// The request's current URL, serialised with its fragment.
    pub url: &'a str,
}

/// Prints the parts of the key. Leaves out the parts of the URL that may be a secret.
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

    /// Creates an empty cache with these limits. To change one limit, start from [`CacheLimits::default`].
    #[must_use]
    pub fn with_limits(limits: CacheLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Returns the limits of the cache.
    #[must_use]
    pub fn limits(&self) -> &CacheLimits {
        &self.limits
    }

    /// Returns the number of entries: the methods and header names of all keys.
    ///
    /// A name that is granted both with and without credentials counts once. An expired entry counts until it is dropped.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether the cache holds no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns an estimate of the size of the cache in bytes, including heap allocations. The real size differs from
    /// this number by at most 25 per cent.
    ///
    /// The estimate is the sum of the bytes of all keys and names, of the structures that hold them, of hash tables as
    /// large as the standard library makes them, and of the queue of keys. A network partition key counts once for each
    /// key that has it, although the keys of one [`Client`](crate::Client) share it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes + shared_bytes(self.keys.len())
    }

    /// Looks up the entries for a request. Pass the result to [`preflight_need`](super::preflight_need). The cache
    /// remembers that the key was used, and keeps it longer.
    ///
    /// `key` and `credentials_mode` are those of the request, `switches` are those of its client, and `now` is the
    /// current time.
    ///
    /// Returns `None` if the cache does not have the key, or if [`Switches::null_origin_needs_preflight`] is set and
    /// the origin is `null`. Even if the result is not `None`, it may cover no name, because its entries have expired
    /// or need other credentials.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match>
    ///
    /// ```
    /// use fetch_cors::header::UnsafeNames;
    /// use fetch_cors::preflight::{CacheKey, PreflightCache, PreflightedRequest, preflight_need};
    /// use fetch_cors::request::{CredentialsMode, Switches};
    /// use fetch_cors::{Timestamp, request_origin::RequestOrigin};
    /// let (mode, switches, now) = (CredentialsMode::SameOrigin, Switches::default(), Timestamp::ZERO);
    /// let key = CacheKey { partition: None, origin: b"https://app.example", url: "https://api.example/" };
    /// let (mut cache, names) = (PreflightCache::new(), UnsafeNames::default());
    /// assert!(preflight_need(b"PUT", false, &names, &cache.matches(&key, mode, switches, now)).is_some());
    ///
    /// let put = PreflightedRequest::new(RequestOrigin::from_serialized(key.origin), mode, b"PUT", &names);
    /// let response = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT")];
    /// cache.store(&key, &put.evaluate(204, &response)?, now);
    /// assert!(preflight_need(b"PUT", false, &names, &cache.matches(&key, mode, switches, now)).is_none());
    /// # Ok::<(), fetch_cors::error::PreflightError>(())
    /// ```
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

    /// Stores what a preflight has granted to the request with this key, from the time `now` on.
    ///
    /// If the cache already has an entry that matches a granted name, only the time at which that entry expires
    /// changes. A grant with a max-age of 0 stores nothing, and the entries that match its names expire at once. If a
    /// key has more names than the [limits](CacheLimits) allow, the other names are not stored.
    ///
    /// Takes time linear in the key, its entries and the grant, plus the time to drop keys if there is no room.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    pub fn store<H: ReadHeaders + ?Sized>(
        &mut self,
        key: &CacheKey<'_>,
        grant: &Grant<'_, H>,
        now: Timestamp,
    ) {
        let query = Query { include: grant.credentials(), switches: grant.switches(), now };
        // cors-preflight-fetch-0 7.10: the limit caps the max-age.
        let max_age = Duration::from_secs(grant.max_age()).min(self.limits.max_age);
        let expires = now.after(max_age);
        // cors-preflight-fetch-0 7.11: the cache exists, as this is a method of it.
        let hash = self.hash(key);
        let stored = self.take(hash).filter(|entries| entries.are_of(key));
        let mut entries = stored.unwrap_or_else(|| Box::new(Entries::new(key)));
        entries.names.drop_expired(now);
        let mut keep = |kind, name| entries.keep((kind, name), query, expires, &self.limits);
        // cors-preflight-fetch-0 7.12, 7.13: stores the methods, which are compared to the byte.
        grant.methods().for_each(|method| keep(Kind::Method, method));
        // cors-preflight-fetch-0 7.14, 7.15: stores the header names, which are compared in any case.
        grant.header_names().for_each(|name| keep(Kind::HeaderName, name));
        if !entries.names.list.is_empty() {
            entries.names.list.shrink_to_fit();
            while self.has_no_room_for(&entries) && !self.is_empty() {
                self.drop_one_key();
            }
            self.put(hash, entries);
        }
    }

    /// Clears all entries of a key.
    ///
    /// Main fetch does this for a request that may need a preflight, if its fetch ends in a network error.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-clear>
    pub fn clear(&mut self, key: &CacheKey<'_>) {
        self.take(self.hash(key));
    }

    /// Clears all entries of a request origin, in every partition. `origin` is the byte-serialised origin, such as
    /// `https://app.example`. Takes time linear in the number of keys.
    pub fn clear_origin(&mut self, origin: &[u8]) {
        self.clear_if(|entries| &*entries.origin == origin);
    }

    /// Clears all entries of a network partition. `None` stands for the null key. Takes time linear in the number of
    /// keys.
    pub fn clear_partition(&mut self, partition: Option<&NetworkPartitionKey>) {
        self.clear_if(|entries| entries.partition.as_ref() == partition);
    }

    /// Clears all entries of all keys. The limits stay.
    pub fn clear_all(&mut self) {
        *self = Self::with_limits(self.limits);
    }

    /// Returns the entries that have not expired at the time `now`, for developer tools.
    ///
    /// The key that was stored last comes first. A key that was looked up can move to the front, because the cache
    /// gives it a second chance when it is full. The entries of one key are in the order in which their names were
    /// stored.
    ///
    /// ```
    /// use fetch_cors::preflight::{CacheKey, PreflightCache, PreflightedRequest, cache::Kind};
    /// use fetch_cors::request::CredentialsMode;
    /// use fetch_cors::{Timestamp, header::UnsafeNames, request_origin::RequestOrigin};
    /// let key = CacheKey { partition: None, origin: b"https://app.example", url: "https://api.example/" };
    /// let (mut cache, names) = (PreflightCache::new(), UnsafeNames::default());
    /// let origin = RequestOrigin::from_serialized(key.origin);
    /// let put = PreflightedRequest::new(origin, CredentialsMode::Omit, b"PUT", &names);
    /// let response = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT")];
    /// cache.store(&key, &put.evaluate(204, &response)?, Timestamp::ZERO);
    /// let entry = cache.iter(Timestamp::ZERO).next().expect("the grant is stored");
    /// assert_eq!((entry.kind, entry.name, entry.credentials), (Kind::Method, &b"PUT"[..], false));
    /// # Ok::<(), fetch_cors::error::PreflightError>(())
    /// ```
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

    /// Takes a key out of the table and the queue. The table shrinks once most of it is free.
    fn take(&mut self, hash: u64) -> Option<Box<Entries>> {
        let entries = self.keys.remove(&hash)?;
        self.keys.shrink_to(2 * self.keys.len());
        self.queue.remove(&entries.turn);
        self.len -= entries.names.list.len();
        self.bytes -= entries.bytes();
        Some(entries)
    }

    /// Puts a key into the table and at the end of the queue.
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

    /// Drops the first key of the queue that has not been looked up since it joined. The keys before it join again at the
    /// end.
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

    /// Returns the keys with their entries in the reverse order of the queue.
    fn in_order(&self) -> impl Iterator<Item = &Entries> {
        self.queue.values().rev().filter_map(|hash| self.keys.get(hash).map(|entries| &**entries))
    }
}

/// Returns the size in bytes of the table and the queue for this number of keys. The queue is a B-tree. Its nodes count
/// as if each were full, which is with eleven keys.
fn shared_bytes(keys: usize) -> usize {
    let node = 12 * size_of::<(u64, u64)>();
    table_bytes::<(u64, Box<Entries>)>(keys) + keys.div_ceil(11) * node
}

/// Returns the size in bytes of a hash table of the standard library with `len` pairs. The number of its places is a
/// power of two from four on. At most seven eighths of the places are in use, and each takes one byte more than a pair.
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

/// The entries of a cache for one request, which [`PreflightCache::matches`] returns.
#[derive(Debug)]
pub struct CacheMatch<'a> {
    entries: &'a Entries,
    query: Query,
}

impl CacheMatches for CacheMatch<'_> {
    /// Returns whether an entry covers `method`. Takes time linear in the bytes of `method`, or, if
    /// [`Switches::upload_needs_no_method_entry`] is set, in the number of entries of the key.
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

/// An entry of the cache, which [`PreflightCache::iter`] returns.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheEntry<'a> {
    /// The network partition key of the entry's [key](CacheKey).
    pub partition: Option<&'a NetworkPartitionKey>,
    /// The byte-serialised request origin of the entry's key.
    pub origin: &'a [u8],
    /// The URL of the entry's key, with its fragment.
    pub url: &'a str,
    /// Whether the entry grants a method or a header name.
    pub kind: Kind,
    /// The method or the header name that the entry grants. It may be `*`. A header name is in lower case.
    pub name: &'a [u8],
    /// Whether the credentials mode of the request for which the entry was stored was *include*.
    pub credentials: bool,
    /// The time at which the entry expires. From then on, it matches no request.
    pub expires: Timestamp,
}

/// Prints the fields of the entry. Leaves out the parts of the URL that may be a secret.
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

/// The kind of name that an entry grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The entry grants a method.
    Method,
    /// The entry grants a header name.
    HeaderName,
}
