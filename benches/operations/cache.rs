//! Measurements of the preflight cache with different contents.

use fetch_cors::header::{UnsafeNames, cors_unsafe_request_header_names};
use fetch_cors::preflight::{CacheLimits, CacheMatches, PreflightedRequest, preflight_need};
use fetch_cors::request::{CredentialsMode, Switches};
use fetch_cors::request_origin::RequestOrigin;
use std::hint::black_box;
use url::Url;

use crate::inputs::caches::{
    NOW, bare_table, cache, full, grant_eight, key, key_bytes, partition, scattered, url_of,
};
use crate::inputs::{APP, TWELVE, header_list};
use crate::measure::{Operation, Run, repeat};

const KEYS: [usize; 5] = [1, 100, 10_000, 65_536, 1_000_000];

/// Returns the operations. The floor finds one key in a plain hash table with the same keys.
pub fn operations() -> Vec<Operation> {
    let found = KEYS.map(|keys| {
        Operation::new(format!("cache: one key found among {}", grouped(keys)), move || find(keys))
            .floor(move || hit(keys))
            .goal(1_600, 0)
    });
    let covered = [1, 10_000].map(|keys| {
        let name = format!("needs a preflight? 12 headers, covered by a cache of {}", grouped(keys));
        Operation::new(name, move || needs_none(keys)).floor(move || hit(keys)).goal(5_246, 0)
    });
    let evicting = [
        Operation::new("cache: one key stored, full at 1,000", || evict(1_000)),
        Operation::new("cache: one key stored, full at 4 MiB", || evict(usize::MAX)),
    ];
    found.into_iter().chain(covered).chain(evicting).collect()
}

fn grouped(number: usize) -> String {
    crate::measure::grouped(number as u64)
}

/// Finds one key after the other. The keys are scattered over the cache.
fn find(keys: usize) -> Box<dyn Run> {
    let (mut cache, partition) = (cache(keys), partition());
    let mut next = cycle(keys);
    let mut run = move || {
        let key = key(black_box(&partition), next());
        let found = cache.matches(&key, CredentialsMode::Omit, Switches::default(), black_box(NOW));
        found.is_some_and(|found| found.method_match(black_box(b"PUT")))
    };
    assert!(run());
    repeat(run)
}

fn hit(keys: usize) -> Box<dyn Run> {
    let table = bare_table(keys);
    let bytes: Vec<Box<[u8]>> = scattered(keys).into_iter().map(|i| key_bytes(&url_of(i))).collect();
    let mut next = 0;
    let mut run = move || {
        next = if next + 1 < bytes.len() { next + 1 } else { 0 };
        table.get(black_box(&bytes[next])).copied()
    };
    assert!(run().is_some());
    repeat(run)
}

fn cycle(keys: usize) -> impl FnMut() -> &'static Url {
    let urls: &'static [Url] = scattered(keys).into_iter().map(url_of).collect::<Vec<_>>().leak();
    let mut next = 0;
    move || {
        next = if next + 1 < urls.len() { next + 1 } else { 0 };
        &urls[next]
    }
}

fn needs_none(keys: usize) -> Box<dyn Run> {
    let (mut cache, partition, url) = (cache(keys), partition(), url_of(keys / 2));
    grant_eight(&mut cache, &key(&partition, &url));
    let headers = header_list(&TWELVE);
    let mut run = move || {
        let found =
            cache.matches(&key(&partition, &url), CredentialsMode::Omit, Switches::default(), black_box(NOW));
        let names = cors_unsafe_request_header_names(black_box(&headers));
        preflight_need(black_box(b"PUT"), false, &names, &found).is_none()
    };
    assert!(run());
    repeat(run)
}

/// Stores one new key after the other. Each evicts the key that has been unused for the longest time.
fn evict(keys: usize) -> Box<dyn Run> {
    let mut limits = CacheLimits::default();
    limits.max_entries = keys.min(limits.max_entries);
    let (mut cache, partition) = (full(limits), partition());
    // When a key is stored again, the cache has already evicted it.
    let urls: Vec<Url> = (0..4 * cache.len()).map(|i| url_of(1_000_000 + i)).collect();
    let answer = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "PUT"),
        ("access-control-max-age", "3600"),
    ];
    let mut next = 0;
    repeat(move || {
        next = if next + 1 < urls.len() { next + 1 } else { 0 };
        let names = UnsafeNames::default();
        let origin = RequestOrigin::from_serialized(APP.as_bytes());
        let put = PreflightedRequest::new(origin, CredentialsMode::Omit, b"PUT", &names);
        let grant = put.evaluate(204, black_box(&answer)).unwrap();
        cache.store(&key(&partition, &urls[next]), &grant, NOW);
    })
}
