//! The memory of the preflight cache, as the cache counts it and as the allocator counts it.

use fetch_cors::PreflightCache;
use fetch_cors::header::UnsafeNames;
use fetch_cors::preflight::CacheLimits;
use stats_alloc::Region;

use crate::ALLOCATOR;
use crate::inputs::caches::{
    NOW, bare_table, base_url, cache, key, partition, partition_of, set_url, unbounded, url_of, with_grant,
};
use crate::inputs::names;
use crate::measure::grouped;

/// Runs `make`, and returns its result with the number of bytes that the result keeps allocated.
fn live<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let region = Region::new(ALLOCATOR);
    let made = make();
    let change = region.change();
    // The allocator counts growing in place as allocating, and shrinking as freeing.
    (made, change.bytes_allocated - change.bytes_deallocated)
}

pub fn print() {
    println!("| cache | live bytes | a key or name | its own count | count / live | bare table, a key |");
    println!("|---|--:|--:|--:|--:|--:|");
    for keys in [1, 100, 10_000, 1_000_000] {
        let (cache, bytes) = live(|| cache(keys));
        let (bare, bare_bytes) = live(|| bare_table(keys));
        let name = format!("{} keys of 112 bytes, one method each", grouped(keys as u64));
        row(&name, &cache, bytes, keys, &per(bare_bytes, keys));
        drop(bare);
    }
    for count in [1, 16, 17, 1_000, 100_000] {
        let list = names(count).join(",");
        let (cache, bytes) = live(|| {
            let (mut cache, partition) = (unbounded(), partition());
            with_grant("PUT", &list, &UnsafeNames::default(), |grant| {
                cache.store(&key(&partition, &url_of(0)), grant, NOW);
            });
            cache
        });
        row(&format!("one key, {} names of 20 bytes", grouped(count as u64)), &cache, bytes, count, "");
    }
    for (name, keys, names_each) in FLOODS {
        let (cache, bytes) = live(|| flood(keys, names_each));
        row(name, &cache, bytes, cache.len(), "");
    }
    let (cache, bytes) = live(|| flood_of_partitions(200_000));
    row("flood of 200,000 partitions, default limits", &cache, bytes, cache.len(), "");
}

fn row(name: &str, cache: &PreflightCache, live: usize, things: usize, bare: &str) {
    let (each, counted) = (per(live, things), cache.bytes());
    let ratio = counted as f64 / live as f64;
    let [live, counted] = [live, counted].map(|bytes| grouped(bytes as u64));
    println!("| {name} | {live} | {each} | {counted} | {ratio:.2} | {bare} |");
}

fn per(bytes: usize, things: usize) -> String {
    format!("{:.0}", bytes as f64 / things as f64)
}

const FLOODS: [(&str, usize, usize); 3] = [
    ("flood of 200,000 keys, default limits", 200_000, 0),
    ("flood of 100,000 names for each of 5 keys, default limits", 5, 100_000),
    ("flood of 1,000 names for each of 200 keys, default limits", 200, 1_000),
];

/// Returns a cache of the default size after more grants than it can hold.
fn flood(keys: usize, names_each: usize) -> PreflightCache {
    let mut cache = PreflightCache::with_limits(CacheLimits::default());
    let (partition, mut url) = (partition(), base_url());
    let list = names(names_each).join(",");
    with_grant("PUT", &list, &UnsafeNames::default(), |grant| {
        for i in 0..keys {
            set_url(&mut url, i);
            cache.store(&key(&partition, &url), grant, NOW);
        }
    });
    cache
}

/// Returns a cache like `flood`, but each key has the same URL and another partition.
fn flood_of_partitions(count: usize) -> PreflightCache {
    let mut cache = PreflightCache::with_limits(CacheLimits::default());
    let url = url_of(0);
    with_grant("PUT", "", &UnsafeNames::default(), |grant| {
        for i in 0..count {
            cache.store(&key(&partition_of(i), &url), grant, NOW);
        }
    });
    cache
}
