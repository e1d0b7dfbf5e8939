//! What the preflight cache counts is what it holds, by the allocator's count, to within a quarter; it holds no more than
//! it may; and finding something allocates nothing.
//!
//! Without the test harness, as the allocator counts what its threads do at the same time.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

use std::alloc::System;
use std::ops::Range;

use fetch_cors::header::UnsafeNames;
use fetch_cors::preflight::{CacheKey, CacheLimits, CacheMatches, PreflightCache, PreflightedRequest};
use fetch_cors::request::CredentialsMode::{Include, Omit};
use fetch_cors::request::{NetworkPartitionKey, Switches};
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::site::{Site, Sites};
use fetch_cors::{Origin, Timestamp};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const APP: &str = "https://app.example";

#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

/// Something to store, by number.
#[derive(Clone, Copy)]
struct Flood {
    what: &'static str,
    partition: fn(usize) -> String,
    path: fn(usize) -> String,
    /// The numbers of the methods granted, and of the header names.
    methods: fn(usize) -> Range<usize>,
    names: fn(usize) -> Range<usize>,
}

/// Keys of about 112 bytes, each with one method.
const KEYS: Flood = Flood {
    what: "distinct keys",
    partition: |_| "app.example".to_owned(),
    path: |i| format!("v1/accounts/?customer=1234567890&part=00000&id={i:010}"),
    methods: |_| 0..1,
    names: |_| 0..0,
};

const FLOODS: [Flood; 9] = [
    KEYS,
    Flood {
        what: "distinct names",
        path: |i| format!("{}", i % 5),
        names: |i| 200 * i..200 * i + 200,
        ..KEYS
    },
    Flood { what: "keys and names", names: |_| 0..100, ..KEYS },
    Flood { what: "keys and few names", names: |i| 0..i % 40, ..KEYS },
    Flood { what: "names one by one", path: |_| "one".to_owned(), names: |i| i..i + 1, ..KEYS },
    Flood {
        what: "methods and names one by one",
        path: |i| format!("{}", i % 7),
        methods: |i| i..i + 1,
        names: |i| i..i + 1,
        ..KEYS
    },
    Flood { what: "distinct partitions", partition: |i| format!("site-{i}.example"), ..KEYS },
    Flood {
        what: "distinct partitions, one URL",
        partition: |i| format!("site-{i}.example"),
        path: |_| String::new(),
        ..KEYS
    },
    Flood { what: "long URLs", path: |i| format!("{i}{}", "p".repeat(i % 7 * 100)), ..KEYS },
];

impl Flood {
    fn store(&self, cache: &mut PreflightCache, i: usize, now: Timestamp) {
        let granted = [(self.methods)(i), (self.names)(i)];
        self.with_key(i, |key| store(cache, key, i.is_multiple_of(3), granted, now));
    }

    fn with_key(&self, i: usize, run: impl FnOnce(&CacheKey<'_>)) {
        let site =
            Site::obtain(&Origin::parse(&format!("https://{}", (self.partition)(i))).unwrap(), &NoSites);
        let partition = NetworkPartitionKey::new(site, None);
        let url = format!("https://api.example/{}", (self.path)(i));
        run(&CacheKey { partition: Some(&partition), origin: APP.as_bytes(), url: &url });
    }
}

/// Grants methods and header names of these numbers.
fn store(
    cache: &mut PreflightCache,
    key: &CacheKey<'_>,
    include: bool,
    granted: [Range<usize>; 2],
    now: Timestamp,
) {
    let [methods, names] = granted.map(|numbers| numbers.map(name).collect::<Vec<_>>().join(","));
    grant(cache, key, include, [&methods, &names], now);
}

/// Stores a grant of these methods and header names.
fn grant(
    cache: &mut PreflightCache,
    key: &CacheKey<'_>,
    include: bool,
    [methods, names]: [&str; 2],
    now: Timestamp,
) {
    let response = [
        ("access-control-allow-origin", APP),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", methods),
        ("access-control-allow-headers", names),
        ("access-control-max-age", "60"),
    ];
    let (origin, names) = (RequestOrigin::from_serialized(APP.as_bytes()), UnsafeNames::default());
    let mode = if include { Include } else { Omit };
    let request = PreflightedRequest::new(origin, mode, b"GET", &names);
    cache.store(key, &request.evaluate(200, &response).unwrap(), now);
}

const NAME_LEN: usize = 20;

fn name(number: usize) -> String {
    let name = if number == 0 { "PUT".to_owned() } else { format!("X-Name-Of-20-{number:07}") };
    assert!(name.len() <= NAME_LEN);
    name
}

fn at(seconds: usize) -> Timestamp {
    Timestamp::new(std::time::Duration::from_secs(seconds as u64))
}

fn limits(max_entries: usize, max_entries_per_key: usize, max_bytes: usize) -> CacheLimits {
    let mut limits = CacheLimits::default();
    (limits.max_entries, limits.max_entries_per_key, limits.max_bytes) =
        (max_entries, max_entries_per_key, max_bytes);
    limits
}

/// A cache, and how much was live before it.
struct Counted<'a> {
    cache: PreflightCache,
    region: Region<'a, System>,
}

impl Counted<'_> {
    fn new(limits: CacheLimits) -> Self {
        Self { region: Region::new(ALLOCATOR), cache: PreflightCache::with_limits(limits) }
    }

    fn live(&self) -> usize {
        let change = self.region.change();
        // Growing in place counts as allocating, shrinking as freeing.
        change.bytes_allocated - change.bytes_deallocated
    }

    /// Returns what is live.
    fn check(&self, what: std::fmt::Arguments<'_>) -> usize {
        let (live, counted, limit) = (self.live(), self.cache.bytes(), self.cache.limits().max_bytes);
        assert!(counted <= limit, "{what}: {counted} counted of {limit}");
        assert!(live as f64 <= 1.25 * limit as f64, "{what}: {live} live of {limit}");
        let ratio = counted as f64 / live.max(1) as f64;
        // A queue that was in use keeps one node.
        let is_empty = counted == 0 && live <= 200;
        assert!(is_empty || (0.75..=1.25).contains(&ratio), "{what}: {counted} counted, {live} live");
        live
    }
}

fn main() {
    floods();
    what_remains();
    time_passes();
    a_key();
    a_partition();
    a_name();
    a_long_name();
    a_hit();
}

/// More than the cache holds, whatever it is: it is full then, and counts right all along.
fn floods() {
    for flood in FLOODS {
        for limits in [
            limits(65_536, 1_024, 1_000),
            limits(65_536, 1_024, 20_000),
            limits(65_536, 1_024, 100_000),
            limits(300, 50, 100_000),
        ] {
            let mut counted = Counted::new(limits);
            for i in 0..700 {
                flood.store(&mut counted.cache, i, at(0));
                if i < 40 || i % 97 == 0 {
                    counted.check(format_args!("{}, {limits:?}, after {i}", flood.what));
                }
            }
            counted.check(format_args!("{}, {limits:?}", flood.what));
        }
    }
}

/// One flood after the other: what the first made room for is counted, or given back.
fn what_remains() {
    for first in FLOODS {
        for second in FLOODS {
            let mut counted = Counted::new(limits(65_536, 1_024, 20_000));
            for (flood, stores) in [(first, 150), (second, 60)] {
                for i in 0..stores {
                    flood.store(&mut counted.cache, i, at(0));
                    if i % 29 == 0 {
                        counted.check(format_args!("{} after {}: {i}", flood.what, first.what));
                    }
                }
            }
        }
    }
    // Cleared, down to nothing.
    for flood in FLOODS {
        let mut counted = Counted::new(limits(65_536, 1_024, 20_000));
        (0..200).for_each(|i| flood.store(&mut counted.cache, i, at(0)));
        assert!(counted.live() > 0);
        for i in 0..200 {
            flood.with_key(i, |key| counted.cache.clear(key));
            counted.check(format_args!("{}, cleared {i}", flood.what));
        }
        assert_eq!((counted.cache.bytes(), counted.cache.len()), (0, 0), "{}", flood.what);
        counted.cache.clear_all();
        assert_eq!(counted.live(), 0, "{}", flood.what);
    }
}

/// Names whose time is over make room for others.
fn time_passes() {
    for flood in FLOODS {
        let mut counted = Counted::new(limits(65_536, 200, 50_000));
        for i in 0..300 {
            flood.store(&mut counted.cache, i, at(7 * i));
            if i % 23 == 0 {
                counted.check(format_args!("{}, as time passes: {i}", flood.what));
            }
        }
    }
}

/// A key of 112 bytes with one method takes 520 bytes, all told. Their partition key is not shared here.
fn a_key() {
    let mut counted = Counted::new(limits(usize::MAX, usize::MAX, usize::MAX));
    for i in 0..10_000 {
        KEYS.store(&mut counted.cache, i, at(0));
        if i >= 99 {
            if i % 111 == 0 || i.is_power_of_two() || (i * 4 / 3).is_power_of_two() {
                let each = counted.check(format_args!("keys")) / (i + 1);
                assert!(each <= 520, "{each} for a key of {}", i + 1);
            }
        } else {
            counted.check(format_args!("few keys"));
        }
    }
}

/// A partition key is counted for each key that has it. Clones share theirs, but the cache cannot tell.
fn a_partition() {
    let partition = |i: usize| format!("site-{i}.example");
    let mut counted = Counted::new(limits(usize::MAX, usize::MAX, usize::MAX));
    for i in 0..20 {
        Flood { partition, ..KEYS }.store(&mut counted.cache, i, at(0));
        counted.check(format_args!("{i} partitions"));
    }
    let site = Site::obtain(&Origin::parse(APP).unwrap(), &NoSites);
    let shared = NetworkPartitionKey::new(site, None);
    let mut counted = Counted::new(limits(usize::MAX, usize::MAX, usize::MAX));
    for i in 0..200 {
        let url = format!("https://api.example/{}", (KEYS.path)(i));
        let key = CacheKey { partition: Some(&shared), origin: APP.as_bytes(), url: &url };
        store(&mut counted.cache, &key, false, [0..1, 0..0], at(0));
        let live = counted.check(format_args!("{i} keys of one partition"));
        assert!(i < 50 || live / (i + 1) <= 430, "{live} for {i} keys of one partition");
    }
}

/// Finding a key, and what it has, allocates nothing: a few names, many, long ones, in any case, there or not.
fn a_hit() {
    let url = "https://api.example/";
    let key = CacheKey { partition: None, origin: APP.as_bytes(), url };
    for count in [1, 10, 64, 65, 1_000] {
        let mut cache = PreflightCache::with_limits(limits(usize::MAX, usize::MAX, usize::MAX));
        let long = "X-Long".repeat(1_000);
        store(&mut cache, &key, false, [0..count, 1..count], at(0));
        grant(&mut cache, &key, false, ["", &format!("X-Mixed-Case,{long}")], at(0));
        let region = Region::new(ALLOCATOR);
        let found = cache.matches(&key, Omit, Switches::default(), at(0)).unwrap();
        assert!(found.method_match(b"PUT") && !found.method_match(b"DELETE"));
        for name in ["x-mixed-case", "X-MIXED-CASE", "X-Mixed-Case", &long] {
            assert!(found.header_name_match(name.as_bytes()), "{name}");
        }
        assert!(!found.header_name_match(b"X-Other-Name"));
        assert_eq!(region.change(), Stats::default(), "{count} names");
    }
}

/// Nor is a long name more than it is.
fn a_long_name() {
    let url = "https://api.example/";
    let key = CacheKey { partition: None, origin: APP.as_bytes(), url };
    for len in [32_766, 32_767, 32_768, 100_000] {
        for (methods, names) in
            [("", "x".repeat(len)), ("PUT", "x".repeat(len)), ("PUT", format!("x-a,{}", "x".repeat(len)))]
        {
            let mut counted = Counted::new(limits(usize::MAX, usize::MAX, usize::MAX));
            grant(&mut counted.cache, &key, false, [methods, &names], at(0));
            let live = counted.check(format_args!("a name of {len} bytes"));
            assert!((len..len + 900).contains(&live), "{live}");
            let found = counted.cache.matches(&key, Omit, Switches::default(), at(0));
            let has = |len: usize| found.header_name_match("X".repeat(len).as_bytes());
            assert_eq!([has(len - 1), has(len), has(len + 1)], [false, true, false], "{len}");
            assert_eq!(found.header_name_match(b"X-A"), names.starts_with("x-a"));
            assert_eq!(found.method_match(b"PUT"), !methods.is_empty());
        }
    }
}

/// One name more takes its own bytes and 130 at most, whether they come at once or one by one.
fn a_name() {
    let url = "https://api.example/";
    let key = CacheKey { partition: None, origin: APP.as_bytes(), url };
    for count in [1, 2, 15, 16, 17, 31, 32, 33, 48, 49, 64, 96, 97, 100, 1_000, 1_537, 3_073] {
        for at_once in [count, 1] {
            let mut counted = Counted::new(limits(usize::MAX, usize::MAX, usize::MAX));
            store(&mut counted.cache, &key, false, [0..1, 0..0], at(0));
            let without = counted.check(format_args!("one method"));
            for first in (1..=count).step_by(at_once) {
                store(&mut counted.cache, &key, false, [0..0, first..first + at_once], at(0));
            }
            assert_eq!(counted.cache.len(), 1 + count);
            let more = counted.check(format_args!("names")) - without;
            assert!(more <= count * (130 + NAME_LEN), "{count} names, {at_once} at once: {more}");
        }
    }
}
