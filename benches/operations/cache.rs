//! The preflight cache, whatever it holds.

use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::preflight::{CacheMatches, preflight_need};
use fetch_cors::request::CredentialsMode;
use http::Method;
use std::hint::black_box;
use url::Url;

use crate::inputs::caches::{
    NOW, bare_table, cache, grant_eight, key, key_bytes, partition, scattered, url_of,
};
use crate::inputs::{TWELVE, header_list};
use crate::measure::{Operation, Run, repeat};

const KEYS: [usize; 4] = [1, 100, 10_000, 1_000_000];

/// The floor is one hit in a bare hash table of the same keys.
pub fn operations() -> Vec<Operation> {
    let found = KEYS.map(|keys| {
        Operation::new(format!("cache: one key found among {}", grouped(keys)), move || find(keys))
            .floor(move || hit(keys))
            .goal(800, 0)
    });
    let covered = [1, 10_000].map(|keys| {
        let name = format!("needs a preflight? 12 headers, covered by a cache of {}", grouped(keys));
        Operation::new(name, move || needs_none(keys)).floor(move || hit(keys)).goal(2_900, 0)
    });
    found.into_iter().chain(covered).collect()
}

fn grouped(number: usize) -> String {
    crate::measure::grouped(number as u64)
}

/// Looks for one key after the other, scattered over the cache.
fn find(keys: usize) -> Box<dyn Run> {
    let (mut cache, partition) = (cache(keys), partition());
    let mut next = cycle(keys);
    let mut run = move || {
        let key = key(black_box(&partition), next());
        let found = cache.matches(&key, CredentialsMode::Omit, black_box(NOW));
        found.is_some_and(|found| found.method_match(black_box(&Method::PUT)))
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
        let names = cors_unsafe_request_header_names(black_box(&headers));
        let found = cache.matches(&key(&partition, &url), CredentialsMode::Omit, black_box(NOW));
        preflight_need(black_box(&Method::PUT), false, &names, &found).is_none()
    };
    assert!(run());
    repeat(run)
}
