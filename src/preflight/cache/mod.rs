//! The CORS-preflight cache.

mod asked;
mod bucket;
mod entry;
mod hashed;
mod index;
mod keyed;
mod partitions;
mod sip;
mod table;

use std::time::Duration;

use http::Method;
use url::Url;

use self::asked::{Asked, Asking};
use self::bucket::Bucket;
use self::entry::Moment;
use self::keyed::Keyed;
use self::table::{Sought, Table};
use super::grant::Grant;
use super::need::CacheMatches;
use crate::header::ReadHeaders;
use crate::request::{CredentialsMode, NetworkPartitionKey, Request};
use crate::timestamp::Timestamp;

/// What preflights have granted, for as long as they said.
///
/// Keyed by network partition key, request origin and URL. Finding a key takes time linear in the key, whatever
/// else the cache holds, and allocates nothing; so does asking for a method or a name. Bounded in entries and in
/// bytes: it drops the key that was not used for longest. A key of 112 bytes with one method takes about 300,
/// all told; a name more, its own and about 50.
///
/// Hashes are keyed at random, for each cache anew. Should many keys share one all the same, finding one of them
/// looks at 1,024 others at most: an entry may go at any time, so one of them makes room.
///
/// Whether it is asked does not depend on a request's cache mode, which is the host's. Chromium and Firefox
/// make a preflight for *no-store* and *reload* whatever they have, and give it the `Cache-Control` and
/// `Pragma` of its request; a host that wants that [clears](Self::clear) the key first.
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
#[derive(Debug, Default)]
pub struct PreflightCache {
    limits: CacheLimits,
    table: Table,
}

/// How much a cache holds, and for how long. Set the fields of a default one.
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
    /// The most entries, methods and header names each counted. 65,536 unless set.
    pub max_entries: usize,
    /// The most entries of one key, so that one response cannot drive all others out. 1,024 unless set.
    pub max_entries_per_key: usize,
    /// The most bytes, of keys, names and what manages them, as [allocated](PreflightCache::bytes). 4 MiB unless
    /// set.
    pub max_bytes: usize,
    /// The longest that a grant is kept. 7,200 seconds unless set.
    pub max_age: Duration,
    /// Hardening: with credentials, a `*` that is kept covers no method and no header, as in Chromium and
    /// Firefox. Off unless set: the standard lets a `*` that a credentialed preflight granted match.
    pub wildcard_needs_no_credentials: bool,
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self {
            max_entries: 65_536,
            max_entries_per_key: 1_024,
            max_bytes: 4 << 20,
            max_age: Duration::from_secs(7_200),
            wildcard_needs_no_credentials: false,
        }
    }
}

/// What a cache finds its entries by. The key of a request is [`CacheKey::of`] it.
///
/// ```
/// use fetch_cors::preflight::{CacheKey, PreflightCache};
/// let url = "https://api.example/".parse()?;
/// let key = CacheKey { partition: None, origin: b"https://app.example", url: &url };
/// PreflightCache::new().clear(&key);
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the standard has these three parts")]
pub struct CacheKey<'a> {
    /// The network partition key; null is a key like any other.
    pub partition: Option<&'a NetworkPartitionKey>,
    /// The byte-serialised request origin: `null` for every opaque or tainted one.
    pub origin: &'a [u8],
    /// The request's current URL, fragment included.
    pub url: &'a Url,
}

impl<'a> CacheKey<'a> {
    /// The key of a request, at its current URL.
    #[must_use]
    pub fn of(request: &'a Request) -> Self {
        Self {
            partition: request.partition_key(),
            origin: request.byte_serialized_origin().as_bytes(),
            url: request.current_url(),
        }
    }
}

impl PreflightCache {
    /// An empty cache with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty cache with these limits.
    #[must_use]
    pub fn with_limits(limits: CacheLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The limits.
    #[must_use]
    pub fn limits(&self) -> &CacheLimits {
        &self.limits
    }

    /// How many methods and header names it holds; one granted both with and without credentials counts
    /// once. Those whose time is over count until they are dropped.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.entries()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes it holds: what it has allocated, room to grow included.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// What it has for a request of this key and credentials mode, now; `None` if nothing.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-match>
    pub fn matches(
        &mut self,
        key: &CacheKey<'_>,
        credentials_mode: CredentialsMode,
        now: Timestamp,
    ) -> Option<CacheMatch<'_>> {
        let asking = self.asking(credentials_mode == CredentialsMode::Include, now);
        let (bucket, keyed) = self.table.find(key)?;
        Some(CacheMatch { bucket, keyed, asking })
    }

    /// Keeps what a preflight granted to the request of this key.
    ///
    /// Takes time linear in the key and the grant, and what it drops for it has been stored before: none costs
    /// more than once.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    pub fn store<H: ReadHeaders + ?Sized>(
        &mut self,
        key: &CacheKey<'_>,
        grant: &Grant<'_, H>,
        now: Timestamp,
    ) {
        let asking = self.asking(grant.credentials(), now);
        // cors-preflight-fetch-0 7.10: not for longer than the limit.
        let max_age = Duration::from_secs(grant.max_age()).min(self.limits.max_age);
        let expires = Moment::from(now.after(max_age));
        // cors-preflight-fetch-0 7.11: there is a cache, this one.
        // The key is looked for once: it may be long, and so may the lists.
        let mut sought = self.table.seek(key);
        let mut keep = |kind, name| self.keep(&mut sought, &Asked { kind, name, by: asking }, expires);
        // cors-preflight-fetch-0 7.12, 7.13: methods, which compare to the byte.
        grant.methods().for_each(|method| keep(Kind::Method, method));
        // cors-preflight-fetch-0 7.14, 7.15: header names, which compare in any case.
        grant.header_names().for_each(|name| keep(Kind::HeaderName, name));
        self.table.settle(&sought);
    }

    /// Clears the entries of a key.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-cache-clear>
    pub fn clear(&mut self, key: &CacheKey<'_>) {
        self.table.remove(key);
    }

    /// Clears the entries of a request origin, in every partition. Looks at every key.
    pub fn clear_origin(&mut self, origin: &[u8]) {
        self.table.retain(|bucket| bucket.origin() != origin);
    }

    /// Clears the entries of a partition, null included. Looks at every key.
    pub fn clear_partition(&mut self, partition: Option<&NetworkPartitionKey>) {
        self.table.retain(|bucket| bucket.partition() != partition);
    }

    /// Clears everything.
    pub fn clear_all(&mut self) {
        self.table = Table::default();
    }

    /// What it holds now, for developer tools: keys by last use, the latest first.
    ///
    /// ```
    /// use fetch_cors::{PreflightCache, Timestamp};
    /// assert_eq!(PreflightCache::new().iter(Timestamp::ZERO).count(), 0);
    /// ```
    pub fn iter(&self, now: Timestamp) -> impl Iterator<Item = CacheEntry<'_>> {
        let now = now.into();
        self.table.iter().flat_map(move |bucket| {
            let of_kind = move |kind| bucket.iter(kind, now).map(move |entry| (kind, entry));
            let entries = of_kind(Kind::Method).chain(of_kind(Kind::HeaderName));
            entries.map(|(kind, (name, credentials, expires))| CacheEntry {
                partition: bucket.partition(),
                origin: bucket.origin(),
                url: bucket.url(),
                kind,
                name,
                credentials,
                expires,
            })
        })
    }

    fn asking(&self, include: bool, now: Timestamp) -> Asking {
        let wildcard = !(include && self.limits.wildcard_needs_no_credentials);
        Asking { include, wildcard, now: now.into() }
    }

    /// Keeps one method or name.
    fn keep(&mut self, sought: &mut Sought<'_>, granted: &Asked<'_>, expires: Moment) {
        let (looked, extended) = self.table.extend(sought, granted, expires);
        // What expires now is gone as soon as it is there.
        if !extended && expires.is_after(granted.by.now) {
            // concept-cache-create-entry 1, 1a, 1b, 1c, 1d, 1e, 1f, 1g, 2: key and credentials are given.
            self.table.insert(&self.limits, sought, looked, granted, expires);
        }
    }
}

/// What a cache has for one request. Find it with [`PreflightCache::matches`].
///
/// ```
/// use fetch_cors::preflight::{CacheKey, CacheMatches, PreflightCache};
/// use fetch_cors::{Timestamp, request::CredentialsMode};
/// let url = "https://api.example/".parse()?;
/// let key = CacheKey { partition: None, origin: b"https://app.example", url: &url };
/// let mut cache = PreflightCache::new();
/// let found = cache.matches(&key, CredentialsMode::Omit, Timestamp::ZERO);
/// assert!(!found.method_match(&http::Method::PUT));
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Debug)]
pub struct CacheMatch<'a> {
    bucket: &'a Bucket,
    keyed: &'a Keyed,
    asking: Asking,
}

impl CacheMatches for CacheMatch<'_> {
    fn method_match(&self, method: &Method) -> bool {
        let name = method.as_str().as_bytes();
        self.bucket.matches(self.keyed, &Asked { kind: Kind::Method, name, by: self.asking })
    }

    #[inline]
    fn header_name_match(&self, name: &[u8]) -> bool {
        self.bucket.matches(self.keyed, &Asked { kind: Kind::HeaderName, name, by: self.asking })
    }
}

/// An entry, as developer tools show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheEntry<'a> {
    /// The network partition key.
    pub partition: Option<&'a NetworkPartitionKey>,
    /// The byte-serialised request origin.
    pub origin: &'a [u8],
    /// The URL.
    pub url: &'a str,
    /// What is granted.
    pub kind: Kind,
    /// Its name, `*` included; a header's in lower case.
    pub name: &'a [u8],
    /// Whether it was granted to a request with credentials mode *include*.
    pub credentials: bool,
    /// From when on it counts no more.
    pub expires: Timestamp,
}

/// What an entry grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A method.
    Method,
    /// A header name.
    HeaderName,
}
