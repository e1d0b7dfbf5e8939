//! The CORS-preflight cache.

mod entries;
mod table;

use std::time::Duration;

use http::Method;
use url::Url;

use self::entries::Match;
use self::table::{Bucket, NewEntry, Table};
use super::grant::Grant;
use super::need::CacheMatches;
use crate::header::ReadHeaders;
use crate::header::names::is_cors_non_wildcard_request_header_name;
use crate::request::{CredentialsMode, NetworkPartitionKey, Request};
use crate::timestamp::Timestamp;

/// What preflights have granted, for as long as they said.
///
/// Keyed by network partition key, request origin and URL. Finding a key takes the same time whatever
/// the cache holds, and allocates nothing. Bounded in entries and in bytes: it drops the key that was
/// not used for longest.
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
    /// The most bytes, of keys, names and what manages them. 4 MiB unless set.
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

    /// How many bytes it holds.
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
        let bucket = self.table.find(key)?;
        Some(CacheMatch { bucket, asking })
    }

    /// Keeps what a preflight granted to the request of this key.
    ///
    /// Takes time linear in the grant.
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
        let expires = now.after(max_age);
        // cors-preflight-fetch-0 7.11: there is a cache, this one.
        // The key is looked for once: it may be long, and so may the lists.
        let mut place = self.table.place(key);
        // cors-preflight-fetch-0 7.12, 7.13: methods, which compare to the byte.
        for method in grant.methods() {
            place = self.keep(place, key, Kind::Method, method, asking, expires);
        }
        // cors-preflight-fetch-0 7.14, 7.15: header names, which compare in any case.
        for name in grant.header_names() {
            place = self.keep(place, key, Kind::HeaderName, &name.to_ascii_lowercase(), asking, expires);
        }
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
        self.table.iter().flat_map(move |bucket| {
            let methods = bucket.methods.iter(now).map(|entry| (Kind::Method, entry));
            let header_names = bucket.header_names.iter(now).map(|entry| (Kind::HeaderName, entry));
            methods.chain(header_names).map(|(kind, (name, credentials, expires))| CacheEntry {
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
        Asking { include, wildcard, now }
    }

    /// Keeps one method or name in the bucket at `place`, or in a new one; returns the bucket's place.
    fn keep(
        &mut self,
        place: Option<usize>,
        key: &CacheKey<'_>,
        kind: Kind,
        name: &[u8],
        asking: Asking,
        expires: Timestamp,
    ) -> Option<usize> {
        let bucket = place.and_then(|place| self.table.use_bucket(place));
        let extended =
            bucket.is_some_and(|bucket| bucket.entries_mut(kind).extend(asking.about(kind, name), expires));
        // What expires now is gone as soon as it is there.
        if extended || expires <= asking.now {
            return place;
        }
        // concept-cache-create-entry 1, 1a, 1b, 1c, 1d, 1e, 1f, 1g, 2: key and credentials are given.
        let entry = NewEntry { kind, name, credentials: asking.include, now: asking.now, expires };
        self.table.insert(&self.limits, place, key, entry)
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
    asking: Asking,
}

impl CacheMatches for CacheMatch<'_> {
    fn method_match(&self, method: &Method) -> bool {
        self.bucket.methods.matches(self.asking.about(Kind::Method, method.as_str().as_bytes()))
    }

    fn header_name_match(&self, name: &[u8]) -> bool {
        self.bucket.header_names.matches(self.asking.about(Kind::HeaderName, name))
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

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
struct Asking {
    include: bool,
    /// Whether `*` covers anything but itself.
    wildcard: bool,
    now: Timestamp,
}

impl Asking {
    fn about(self, kind: Kind, name: &[u8]) -> Match<'_> {
        let covered = kind == Kind::Method || !is_cors_non_wildcard_request_header_name(name);
        Match {
            name,
            include: self.include,
            wildcard: name == b"*" || self.wildcard && covered,
            now: self.now,
        }
    }
}
