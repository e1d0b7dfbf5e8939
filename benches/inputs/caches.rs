//! Preflight caches, and the plain hash table with which they are compared.

use fetch_cors::header::{UnsafeNames, cors_unsafe_request_header_names};
use fetch_cors::preflight::{CacheKey, CacheLimits, Grant, PreflightedRequest};
use fetch_cors::request::{CredentialsMode, NetworkPartitionKey};
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::site::{PublicSuffixList, Site};
use fetch_cors::{Origin, PreflightCache, Timestamp};
use hashbrown::HashMap;
use url::Url;

use super::{APP, TWELVE, header_list};

pub const NOW: Timestamp = Timestamp::ZERO;

/// Returns the partition of the site of the page.
pub fn partition() -> NetworkPartitionKey {
    NetworkPartitionKey::new(Site::obtain(&Origin::parse(APP).unwrap(), &PublicSuffixList), None)
}

/// Returns one of many partitions.
pub fn partition_of(i: usize) -> NetworkPartitionKey {
    let origin = Origin::parse(&format!("https://site-{i}.example")).unwrap();
    NetworkPartitionKey::new(Site::obtain(&origin, &PublicSuffixList), None)
}

/// Returns a cache without limits on its entries and its size.
pub fn unbounded() -> PreflightCache {
    let mut limits = CacheLimits::default();
    limits.max_entries = usize::MAX;
    limits.max_entries_per_key = usize::MAX;
    limits.max_bytes = usize::MAX;
    PreflightCache::with_limits(limits)
}

/// Sets the query of a URL for a key. With its partition and origin, a key has 112 bytes.
pub fn set_url(url: &mut Url, i: usize) {
    url.set_query(Some(&format!("customer=1234567890&part=00000&id={i:010}")));
}

pub fn base_url() -> Url {
    super::url("https://api.example/v1/accounts/")
}

pub fn url_of(i: usize) -> Url {
    let mut url = base_url();
    set_url(&mut url, i);
    url
}

pub fn key<'a>(partition: &'a NetworkPartitionKey, url: &'a Url) -> CacheKey<'a> {
    CacheKey { partition: Some(partition), origin: APP.as_bytes(), url: url.as_str() }
}

/// Returns the parts of a key, one after the other.
pub fn key_bytes(url: &Url) -> Box<[u8]> {
    let bytes = [b"httpsapp.example", APP.as_bytes(), url.as_str().as_bytes()].concat();
    assert_eq!(bytes.len(), 112);
    bytes.into()
}

/// Passes the grant of a response with these lists to a function. The grant is for a `PUT` with these names, for an hour.
pub fn with_grant(
    methods: &str,
    header_names: &str,
    names: &UnsafeNames<'_>,
    keep: impl FnOnce(&Grant<'_, [(&str, &str)]>),
) {
    let headers = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", methods),
        ("access-control-allow-headers", header_names),
        ("access-control-max-age", "3600"),
    ];
    let origin = RequestOrigin::from_serialized(APP.as_bytes());
    let put = PreflightedRequest::new(origin, CredentialsMode::Omit, b"PUT", names);
    keep(&put.evaluate(204, &headers[..]).unwrap());
}

/// Returns a cache with this number of keys, each with one method.
pub fn cache(count: usize) -> PreflightCache {
    let mut cache = unbounded();
    let (partition, mut url) = (partition(), base_url());
    with_grant("PUT", "", &UnsafeNames::default(), |grant| {
        for i in 0..count {
            set_url(&mut url, i);
            cache.store(&key(&partition, &url), grant, NOW);
        }
    });
    assert_eq!(cache.len(), count);
    cache
}

/// Returns a cache that is full within these limits. Each key has one method.
pub fn full(limits: CacheLimits) -> PreflightCache {
    let mut cache = PreflightCache::with_limits(limits);
    let (partition, mut url) = (partition(), base_url());
    with_grant("PUT", "", &UnsafeNames::default(), |grant| {
        let mut before = 0;
        for i in 0.. {
            set_url(&mut url, i);
            cache.store(&key(&partition, &url), grant, NOW);
            if cache.len() == before {
                break;
            }
            before = cache.len();
        }
    });
    cache
}

/// Adds a grant of `PUT` and of the eight unsafe names to a key.
pub fn grant_eight(cache: &mut PreflightCache, key: &CacheKey<'_>) {
    let headers = header_list(&TWELVE);
    let names = cors_unsafe_request_header_names(&headers);
    with_grant("PUT", &super::EIGHT_UNSAFE.join(","), &names, |grant| cache.store(key, grant, NOW));
}

/// Returns a hash table with the keys of a cache of this size.
pub fn bare_table(count: usize) -> HashMap<Box<[u8]>, u64> {
    let mut url = base_url();
    let entry = |i: usize| {
        set_url(&mut url, i);
        (key_bytes(&url), i as u64)
    };
    (0..count).map(entry).collect()
}

/// Returns up to 4,096 scattered indices below `count`.
pub fn scattered(count: usize) -> Vec<usize> {
    (0..count.min(4_096)).map(|i| i * 2_654_435_761 % count).collect()
}
