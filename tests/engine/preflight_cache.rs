//! The CORS-preflight cache: what matches, until when, what is cleared, and that its limits hold.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use fetch_cors::header::{UnsafeNames, cors_unsafe_request_header_names};
use fetch_cors::preflight::cache::Kind;
use fetch_cors::preflight::{
    CacheKey, CacheLimits, CacheMatches, PreflightCache, PreflightedRequest, preflight_need,
};
use fetch_cors::request::CredentialsMode::{self, Include, Omit, SameOrigin};
use fetch_cors::request::{NetworkPartitionKey, Switches};
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::site::{Site, Sites};
use fetch_cors::{Client, Origin, Request, Step, Timestamp, fetch};
use url::Url;

const HOME: &str = "https://app.example";

/// So many seconds, and nanoseconds, after the start.
const fn at(seconds: u64, nanoseconds: u32) -> Timestamp {
    Timestamp::new(Duration::new(seconds, nanoseconds))
}

/// Nobody's list: no domain is registrable.
#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

fn partition(site: &str, second: Option<&str>) -> NetworkPartitionKey {
    let site = Site::obtain(&Origin::parse(site).unwrap(), &NoSites);
    NetworkPartitionKey::new(site, second.map(Into::into))
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn key(url: &Url) -> CacheKey<'_> {
    CacheKey { partition: None, origin: HOME.as_bytes(), url: url.as_str() }
}

/// What a preflight grants: methods, header names, seconds.
#[derive(Clone, Copy)]
struct Says<'a> {
    credentials: CredentialsMode,
    methods: &'a str,
    names: &'a str,
    max_age: u64,
    switches: Switches,
}

const STANDARD: Switches = Switches::as_the_standard_says();

/// Without a `*` from a preflight with credentials.
fn hardened() -> Switches {
    let mut switches = STANDARD;
    switches.cached_wildcard_needs_no_credentials = true;
    switches
}

const SAYS: Says<'static> =
    Says { credentials: Omit, methods: "", names: "", max_age: 10, switches: STANDARD };

fn store(cache: &mut PreflightCache, key: &CacheKey<'_>, says: Says<'_>, now: Timestamp) {
    let (names, max_age) = (UnsafeNames::default(), says.max_age.to_string());
    let origin = RequestOrigin::from_serialized(key.origin);
    let allow_origin = String::from_utf8(key.origin.to_vec()).unwrap();
    let response = [
        ("access-control-allow-origin", allow_origin.as_str()),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", says.methods),
        ("access-control-allow-headers", says.names),
        ("access-control-max-age", &max_age),
    ];
    let mut request = PreflightedRequest::new(origin, says.credentials, b"GET", &names);
    request.switches = says.switches;
    cache.store(key, &request.evaluate(200, &response).unwrap(), now);
}

fn has_method(
    cache: &mut PreflightCache,
    key: &CacheKey<'_>,
    mode: CredentialsMode,
    method: &str,
    now: Timestamp,
) -> bool {
    cache.matches(key, mode, STANDARD, now).method_match(method.as_bytes())
}

fn has_name(
    cache: &mut PreflightCache,
    key: &CacheKey<'_>,
    mode: CredentialsMode,
    name: &str,
    now: Timestamp,
) -> bool {
    cache.matches(key, mode, STANDARD, now).header_name_match(name.as_bytes())
}

/// What the cache holds, as text: `method PUT`, `header x-a`, with a plus if with credentials.
fn contents(cache: &PreflightCache, now: Timestamp) -> Vec<String> {
    let entries = cache.iter(now).map(|entry| {
        let kind = if entry.kind == Kind::Method { "method" } else { "header" };
        let plus = if entry.credentials { "+" } else { "" };
        format!("{kind} {}{plus}", String::from_utf8_lossy(entry.name))
    });
    let mut entries: Vec<String> = entries.collect();
    entries.sort();
    entries
}

// Rows K1 to K16 of the engines' tests, with the standard's answer.

#[test]
fn k1_keys_are_apart() {
    let mut cache = PreflightCache::new();
    let (u1, u2) = (url("https://a.example/1"), url("https://a.example/2"));
    let keys = [key(&u1), key(&u2), CacheKey { origin: b"https://other.example", ..key(&u1) }];
    for (i, key) in keys.iter().enumerate() {
        store(&mut cache, key, Says { methods: "PUT", ..SAYS }, at(0, 0));
        assert_eq!(cache.len(), i + 1);
    }
    let unknown = [
        CacheKey { origin: b"https://other.example", ..key(&u2) },
        CacheKey { origin: b"http://app.example", ..key(&u1) },
        CacheKey { origin: b"null", ..key(&u1) },
    ];
    for key in keys {
        assert!(has_method(&mut cache, &key, Omit, "PUT", at(0, 0)));
    }
    for key in unknown {
        assert!(cache.matches(&key, Omit, STANDARD, at(0, 0)).is_none(), "{key:?}");
    }
}

#[test]
fn k3_k8_time() {
    let mut cache = PreflightCache::new();
    let (u1, u2) = (url("https://a.example/1"), url("https://a.example/2"));
    store(&mut cache, &key(&u1), Says { methods: "POST", max_age: 5, ..SAYS }, at(0, 0));
    store(&mut cache, &key(&u2), Says { methods: "POST", max_age: 50, ..SAYS }, at(0, 0));
    assert!(has_method(&mut cache, &key(&u1), Omit, "POST", at(0, 0)));
    assert!(!has_method(&mut cache, &key(&u1), Omit, "POST", at(10, 0)));
    assert!(has_method(&mut cache, &key(&u2), Omit, "POST", at(10, 0)));
}

#[test]
fn k4_k11_partitions() {
    let mut cache = PreflightCache::new();
    let u = url("https://a.example/");
    let put = Says { methods: "PUT", ..SAYS };
    store(&mut cache, &key(&u), put, at(0, 0));
    store(&mut cache, &key(&u), put, at(0, 0));
    assert_eq!(cache.len(), 1);
    let (a, b) = (partition("https://a.example", None), partition("https://b.example", None));
    let second = partition("https://a.example", Some("frame"));
    let http = partition("http://a.example", None);
    let all = [None, Some(&a), Some(&b), Some(&second), Some(&http)];
    let of = |partition| CacheKey { partition, ..key(&u) };
    for (i, new) in all.iter().enumerate().skip(1) {
        for (j, old) in all.iter().enumerate() {
            assert_eq!(has_method(&mut cache, &of(*old), Omit, "PUT", at(1, 0)), j < i, "{old:?}");
        }
        store(&mut cache, &of(*new), put, at(1, 0));
        assert_eq!(cache.len(), i + 1);
    }
    // A key is what it says, not which one it is.
    let a_again = partition("https://a.example", None);
    assert!(has_method(&mut cache, &of(Some(&a_again)), Omit, "PUT", at(1, 0)));
}

#[test]
fn k5_opaque_origins_share() {
    let request = |client: &Client| client.fetch("https://a.example/").method("PUT").build().unwrap();
    let client = |origin| Client::with_sites(origin, Arc::new(NoSites));
    let one = request(&client(Origin::new_opaque()));
    let another = request(&client(Origin::new_opaque()));
    let mut cache = PreflightCache::new();
    store(&mut cache, &CacheKey::of(&one), Says { methods: "PUT", ..SAYS }, at(0, 0));
    assert!(has_method(&mut cache, &CacheKey::of(&another), Omit, "PUT", at(0, 0)));
    // But not across partitions.
    let framed = client(Origin::new_opaque()).with_partition_key(partition(HOME, None));
    assert!(!has_method(&mut cache, &CacheKey::of(&request(&framed)), Omit, "PUT", at(0, 0)));
}

#[test]
fn k7_asking_for_something_else_erases_nothing() {
    let mut cache = PreflightCache::new();
    let u = url("https://a.example/");
    store(&mut cache, &key(&u), Says { methods: "POST", ..SAYS }, at(0, 0));
    assert!(!has_method(&mut cache, &key(&u), Omit, "OPTION", at(0, 0)));
    assert!(!has_method(&mut cache, &key(&u), Include, "POST", at(0, 0)));
    assert!(!has_name(&mut cache, &key(&u), Omit, "POST", at(0, 0)));
    assert!(has_method(&mut cache, &key(&u), Omit, "POST", at(0, 0)));
}

#[test]
fn k9_clearing() {
    let (u1, u2) = (url("https://a.example/1"), url("https://a.example/2"));
    let p = partition("https://a.example", None);
    let keys = [
        key(&u1),
        key(&u2),
        CacheKey { origin: b"https://other.example", ..key(&u1) },
        CacheKey { origin: b"null", ..key(&u1) },
        CacheKey { partition: Some(&p), ..key(&u1) },
        CacheKey { partition: Some(&p), origin: b"https://other.example", url: u2.as_str() },
    ];
    type Clear<'a> = &'a dyn Fn(&mut PreflightCache);
    let unknown = partition("https://b.example", None);
    let fragment = url("https://a.example/1#x");
    // What is done, and the keys that are left.
    let rows: [(&str, Clear<'_>, &[usize]); 12] = [
        ("nothing", &|_| {}, &[0, 1, 2, 3, 4, 5]),
        ("a key", &|cache| cache.clear(&keys[0]), &[1, 2, 3, 4, 5]),
        ("a key with partition", &|cache| cache.clear(&keys[4]), &[0, 1, 2, 3, 5]),
        ("an unknown key", &|cache| cache.clear(&key(&fragment)), &[0, 1, 2, 3, 4, 5]),
        ("an origin", &|cache| cache.clear_origin(HOME.as_bytes()), &[2, 3, 5]),
        ("another origin", &|cache| cache.clear_origin(b"https://other.example"), &[0, 1, 3, 4]),
        ("null", &|cache| cache.clear_origin(b"null"), &[0, 1, 2, 4, 5]),
        ("no origin", &|cache| cache.clear_origin(b""), &[0, 1, 2, 3, 4, 5]),
        ("a partition", &|cache| cache.clear_partition(Some(&p)), &[0, 1, 2, 3]),
        ("the null partition", &|cache| cache.clear_partition(None), &[4, 5]),
        ("an unknown partition", &|cache| cache.clear_partition(Some(&unknown)), &[0, 1, 2, 3, 4, 5]),
        ("all", &PreflightCache::clear_all, &[]),
    ];
    for (row, clear, left) in rows {
        let mut cache = PreflightCache::new();
        for key in &keys {
            store(&mut cache, key, Says { methods: "PUT", names: "x-a", ..SAYS }, at(0, 0));
        }
        clear(&mut cache);
        for (i, key) in keys.iter().enumerate() {
            let expected = left.contains(&i);
            assert_eq!(has_method(&mut cache, key, Omit, "PUT", at(0, 0)), expected, "{row}: {key:?}");
            assert_eq!(has_name(&mut cache, key, Omit, "x-a", at(0, 0)), expected, "{row}: {key:?}");
        }
        assert_eq!(cache.len(), 2 * left.len(), "{row}");
        assert_eq!(cache.is_empty(), left.is_empty(), "{row}");
        assert_eq!(cache.bytes() == 0, left.is_empty(), "{row}");
    }
}

/// Answers each preflight, and counts them; the actual request succeeds.
fn preflights(cache: &mut PreflightCache, request: &Request, grants: &[(&str, &str)], now: Timestamp) -> u32 {
    let mut preflights = 0;
    let mut step = fetch::<()>(request.clone(), cache, now);
    loop {
        step = match step {
            Step::Send(exchange) => {
                let mut response = http::Response::builder()
                    .header("access-control-allow-origin", HOME)
                    .header("access-control-allow-credentials", "true");
                if exchange.is_preflight() {
                    preflights += 1;
                    for (name, value) in grants {
                        response = response.header(*name, *value);
                    }
                }
                exchange.respond(response.body(()).unwrap(), cache, now)
            }
            _ => return preflights,
        }
    }
}

#[test]
fn k10_a_second_request_asks_no_more() {
    let page = Client::with_sites(Origin::parse(HOME).unwrap(), Arc::new(NoSites));
    let put = page.fetch("https://a.example/").method("PUT").header("x-a", "1").build().unwrap();
    let mut cache = PreflightCache::new();
    let grants = [("access-control-allow-methods", "PUT"), ("access-control-allow-headers", "X-A")];
    assert_eq!(preflights(&mut cache, &put, &grants, at(0, 0)), 1);
    assert_eq!(preflights(&mut cache, &put, &grants, at(4, 999_999_999)), 0);
    assert_eq!(preflights(&mut cache, &put, &grants, at(5, 0)), 1, "five seconds is the default");
    assert_eq!(preflights(&mut cache, &put, &grants, at(9, 999_999_999)), 0, "the clock started again");
}

#[test]
fn k12_k13_credentials() {
    let u = url("https://a.example/");
    // Granted to, asked by, usable.
    let rows = [
        (Include, Include, true),
        (Include, Omit, true),
        (Include, SameOrigin, true),
        (Omit, Omit, true),
        (Omit, SameOrigin, true),
        (SameOrigin, Omit, true),
        (SameOrigin, SameOrigin, true),
        (Omit, Include, false),
        (SameOrigin, Include, false),
    ];
    for (granted, asked, usable) in rows {
        for (methods, names) in [("PUT", "x-a"), ("*", "*")] {
            let mut cache = PreflightCache::new();
            store(&mut cache, &key(&u), Says { credentials: granted, methods, names, ..SAYS }, at(0, 0));
            let row = format!("{methods} granted to {granted}, asked by {asked}");
            assert_eq!(has_method(&mut cache, &key(&u), asked, "PUT", at(1, 0)), usable, "{row}");
            assert_eq!(has_name(&mut cache, &key(&u), asked, "x-a", at(1, 0)), usable, "{row}");
            // Asking changes nothing.
            assert!(has_method(&mut cache, &key(&u), Omit, "PUT", at(1, 0)), "{row}");
        }
    }
}

#[test]
fn k14_k15_what_the_cache_has_needs_no_preflight() {
    let mut cache = PreflightCache::new();
    let u = url("https://a.example/");
    store(&mut cache, &key(&u), Says { names: "x-a", ..SAYS }, at(0, 0));
    let headers = [("X-A", "1")];
    let names = cors_unsafe_request_header_names(&headers);
    // K14: HEAD is safelisted, and needs no entry of its own.
    let found = cache.matches(&key(&u), Omit, STANDARD, at(1, 0));
    assert!(preflight_need(b"HEAD", false, &names, &found).is_none());
    assert!(preflight_need(b"PUT", false, &names, &found).is_some());
    // K15.
    store(&mut cache, &key(&u), Says { methods: "*", ..SAYS }, at(1, 0));
    let found = cache.matches(&key(&u), Omit, STANDARD, at(2, 0));
    assert!(preflight_need(b"PUT", false, &names, &found).is_none());
}

#[test]
fn k16_what_is_refused_is_not_kept() {
    let page = Client::with_sites(Origin::parse(HOME).unwrap(), Arc::new(NoSites));
    let put = page.fetch("https://a.example/").method("PUT").header("x-a", "1").build().unwrap();
    let mut cache = PreflightCache::new();
    for grants in [
        &[("access-control-allow-methods", "PUT")][..],
        &[("access-control-allow-methods", "PUT"), ("access-control-allow-headers", "x-b")],
        &[("access-control-allow-headers", "x-a")],
    ] {
        assert_eq!(preflights(&mut cache, &put, grants, at(0, 0)), 1);
        assert!(cache.is_empty(), "{grants:?}");
    }
}

/// The stored name, the asked one, and whether it matches: methods to the byte, header names in any case.
#[test]
fn names() {
    let u = url("https://a.example/");
    let rows = [
        ("PUT", "PUT", true, true),
        ("PUT", "put", false, true),
        ("put", "PUT", false, true),
        ("*", "PUT", true, true),
        ("*", "*", true, true),
        ("PUT", "*", false, false),
        ("PUT", "PU", false, false),
        ("PU", "PUT", false, false),
        ("*", "Authorization", true, false),
        ("*", "AUTHORIZATION", true, false),
        ("*", "proxy-authorization", true, true),
        ("authorization", "Authorization", false, true),
        ("Authorization", "authorization", false, true),
        ("**", "PUT", false, false),
        ("X-A, X-B", "X-B", true, true),
        ("*, authorization", "Authorization", true, true),
    ];
    for (stored, asked, as_method, as_name) in rows {
        for credentials in [Omit, Include] {
            let mut cache = PreflightCache::new();
            let says = Says { credentials, methods: stored, names: stored, ..SAYS };
            store(&mut cache, &key(&u), says, at(0, 0));
            let row = format!("{stored}, asked for {asked}, {credentials}");
            assert_eq!(has_method(&mut cache, &key(&u), credentials, asked, at(1, 0)), as_method, "{row}");
            assert_eq!(has_name(&mut cache, &key(&u), credentials, asked, at(1, 0)), as_name, "{row}");
        }
    }
}

#[test]
fn urls_are_whole() {
    let stored = url("https://a.example/p?q#f");
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&stored), Says { methods: "PUT", ..SAYS }, at(0, 0));
    let rows = [
        ("https://a.example/p?q#f", true),
        ("HTTPS://A.example:443/x/../p?q#f", true),
        ("https://a.example/p?q", false),
        ("https://a.example/p?q#", false),
        ("https://a.example/p?q#F", false),
        ("https://a.example/p?Q#f", false),
        ("https://a.example/P?q#f", false),
        ("https://a.example/p/?q#f", false),
        ("https://a.example/p#f", false),
        ("http://a.example/p?q#f", false),
        ("https://a.example:444/p?q#f", false),
        ("https://u@a.example/p?q#f", false),
    ];
    for (asked, expected) in rows {
        let asked = url(asked);
        assert_eq!(has_method(&mut cache, &key(&asked), Omit, "PUT", at(0, 0)), expected, "{asked}");
    }
    // Where the origin ends and the URL begins is part of the key.
    let shorter = CacheKey { origin: b"https://app.exampl", ..key(&stored) };
    assert!(cache.matches(&shorter, Omit, STANDARD, at(0, 0)).is_none());
}

/// Seconds that are said, and until when that is kept: one nanosecond before it is there, then no more.
#[test]
fn expiry() {
    let rows = [
        (0, None),
        (1, Some(1)),
        (5, Some(5)),
        (7_199, Some(7_199)),
        (7_200, Some(7_200)),
        (7_201, Some(7_200)),
        (86_400, Some(7_200)),
        (u64::MAX, Some(7_200)),
    ];
    let u = url("https://a.example/");
    for (max_age, kept) in rows {
        for stored in [0, 1_000] {
            let mut cache = PreflightCache::new();
            let says = Says { methods: "PUT, *", names: "x-a, *", max_age, ..SAYS };
            store(&mut cache, &key(&u), says, at(stored, 500));
            let mut live = |now| {
                let methods = ["PUT", "DELETE"].map(|m| has_method(&mut cache, &key(&u), Omit, m, now));
                let names = ["x-a", "x-b"].map(|n| has_name(&mut cache, &key(&u), Omit, n, now));
                let shown = cache.iter(now).count();
                assert!(shown == 0 || shown == 4 || shown == 2, "{shown}");
                let all = [methods, names].concat();
                assert!(all.iter().all(|live| *live == all[0]), "{max_age}, {now:?}: {all:?}");
                assert_eq!(shown > 0, all[0], "{max_age}, {now:?}");
                all[0]
            };
            match kept {
                None => {
                    assert!(!live(at(stored, 500)), "{max_age}");
                    assert!(cache.is_empty() || cache.iter(at(stored, 500)).count() == 0, "{max_age}");
                }
                Some(seconds) => {
                    assert!(live(at(stored, 500)), "{max_age}");
                    assert!(live(at(stored + seconds, 499)), "{max_age}");
                    assert!(!live(at(stored + seconds, 500)), "{max_age}");
                    assert!(!live(at(stored + seconds, 501)), "{max_age}");
                    assert!(!live(at(stored + 10 * seconds, 0)), "{max_age}");
                }
            }
        }
    }
}

#[test]
fn the_longest_time_is_the_hosts() {
    let u = url("https://a.example/");
    let rows = [
        (Duration::ZERO, 100, Duration::ZERO),
        (Duration::from_secs(600), 100, Duration::from_secs(100)),
        (Duration::from_secs(600), 601, Duration::from_secs(600)),
        (Duration::from_millis(1_500), 2, Duration::from_millis(1_500)),
        (Duration::MAX, 86_400, Duration::from_secs(86_400)),
        (Duration::MAX, u64::MAX, Duration::from_secs(u64::MAX)),
    ];
    for (max_age, said, kept) in rows {
        let mut limits = CacheLimits::default();
        limits.max_age = max_age;
        let mut cache = PreflightCache::with_limits(limits);
        assert_eq!(cache.limits(), &limits);
        store(&mut cache, &key(&u), Says { methods: "PUT", max_age: said, ..SAYS }, at(0, 0));
        if let Some(before) = kept.checked_sub(Duration::from_nanos(1)) {
            assert!(has_method(&mut cache, &key(&u), Omit, "PUT", Timestamp::new(before)), "{max_age:?}");
        }
        assert!(!has_method(&mut cache, &key(&u), Omit, "PUT", Timestamp::new(kept)), "{max_age:?}");
    }
    assert_eq!(CacheLimits::default().max_age, Duration::from_secs(7_200));
}

/// Two grants, and what counts at moments after the second: (credentials, methods, seconds, moment) each,
/// then (asked by, method, last second of it).
#[test]
fn new_ages() {
    type Grant<'a> = (CredentialsMode, &'a str, u64, u64);
    type Row<'a> =
        (&'a str, Grant<'a>, Grant<'a>, &'a [(CredentialsMode, &'a str, Option<u64>)], &'a [&'a str]);
    let rows: [Row<'_>; 15] = [
        ("longer", (Omit, "PUT", 10, 0), (Omit, "PUT", 100, 5), &[(Omit, "PUT", Some(105))], &["PUT"]),
        ("shorter", (Omit, "PUT", 100, 0), (Omit, "PUT", 10, 5), &[(Omit, "PUT", Some(15))], &["PUT"]),
        ("the same", (Omit, "PUT", 10, 0), (Omit, "PUT", 10, 9), &[(Omit, "PUT", Some(19))], &["PUT"]),
        ("none", (Omit, "PUT", 100, 0), (Omit, "PUT", 0, 5), &[(Omit, "PUT", None)], &[]),
        ("after its end", (Omit, "PUT", 5, 0), (Omit, "PUT", 10, 5), &[(Omit, "PUT", Some(15))], &["PUT"]),
        (
            "another method",
            (Omit, "PUT", 10, 0),
            (Omit, "DELETE", 100, 5),
            &[(Omit, "PUT", Some(10)), (Omit, "DELETE", Some(105))],
            &["DELETE", "PUT"],
        ),
        // What `*` matches sets the age of `*`, and makes no entry.
        (
            "through a star",
            (Omit, "*", 10, 0),
            (Omit, "PUT", 100, 5),
            &[(Omit, "PUT", Some(105)), (Omit, "DELETE", Some(105))],
            &["*"],
        ),
        (
            "through a star, to none",
            (Omit, "*", 100, 0),
            (Omit, "PUT", 0, 5),
            &[(Omit, "PUT", None), (Omit, "DELETE", None)],
            &[],
        ),
        (
            "a star and a name",
            (Omit, "PUT, *", 10, 0),
            (Omit, "PUT", 100, 5),
            &[(Omit, "PUT", Some(105)), (Omit, "DELETE", Some(105))],
            &["*", "PUT"],
        ),
        // A star is matched by a star only.
        (
            "a star after a name",
            (Omit, "PUT", 10, 0),
            (Omit, "*", 100, 5),
            &[(Omit, "PUT", Some(105)), (Omit, "DELETE", Some(105))],
            &["*", "PUT"],
        ),
        // An entry with credentials matches a request without, and stays what it is.
        (
            "without after with",
            (Include, "PUT", 10, 0),
            (Omit, "PUT", 100, 5),
            &[(Omit, "PUT", Some(105)), (Include, "PUT", Some(105))],
            &["PUT+"],
        ),
        // Once its time is over it matches nothing, and what is made is without.
        (
            "without after the end of with",
            (Include, "PUT", 5, 0),
            (Omit, "PUT", 10, 5),
            &[(Omit, "PUT", Some(15)), (Include, "PUT", None)],
            &["PUT"],
        ),
        // An entry without credentials does not match a request with: there are two then.
        (
            "with after without",
            (Omit, "PUT", 10, 0),
            (Include, "PUT", 100, 5),
            &[(Omit, "PUT", Some(105)), (Include, "PUT", Some(105))],
            &["PUT", "PUT+"],
        ),
        (
            "with after without, for less",
            (Omit, "PUT", 100, 0),
            (Include, "PUT", 10, 5),
            &[(Omit, "PUT", Some(100)), (Include, "PUT", Some(15))],
            &["PUT", "PUT+"],
        ),
        (
            "with after a star without",
            (Omit, "*", 100, 0),
            (Include, "PUT", 10, 5),
            &[(Omit, "PUT", Some(100)), (Include, "PUT", Some(15)), (Include, "DELETE", None)],
            &["*", "PUT+"],
        ),
    ];
    let u = url("https://a.example/");
    for (row, first, second, asked, kept) in rows {
        for as_names in [false, true] {
            let mut cache = PreflightCache::new();
            for (credentials, list, max_age, moment) in [first, second] {
                let says = Says { credentials, max_age, ..SAYS };
                let says =
                    if as_names { Says { names: list, ..says } } else { Says { methods: list, ..says } };
                store(&mut cache, &key(&u), says, at(moment, 0));
            }
            let mut has = |mode, name, now| {
                if as_names {
                    has_name(&mut cache, &key(&u), mode, name, now)
                } else {
                    has_method(&mut cache, &key(&u), mode, name, now)
                }
            };
            for (mode, name, until) in asked {
                match until {
                    Some(second) => {
                        assert!(has(*mode, name, at(5, 0)), "{row}: {mode} {name}");
                        assert!(has(*mode, name, at(second - 1, 999_999_999)), "{row}: {mode} {name}");
                        assert!(!has(*mode, name, at(*second, 0)), "{row}: {mode} {name}");
                    }
                    None => assert!(!has(*mode, name, at(5, 0)), "{row}: {mode} {name}"),
                }
            }
            let kept: Vec<String> = kept
                .iter()
                .map(|name| {
                    if as_names {
                        format!("header {}", name.to_lowercase())
                    } else {
                        format!("method {name}")
                    }
                })
                .collect();
            assert_eq!(contents(&cache, at(5, 0)), kept, "{row}");
        }
    }
}

#[test]
fn every_matching_entry_gets_the_new_age() {
    let u = url("https://a.example/");
    let mut cache = PreflightCache::new();
    // Four entries: with and without credentials, `*` and by name.
    store(&mut cache, &key(&u), Says { methods: "PUT, *", max_age: 10, ..SAYS }, at(0, 0));
    let with = Says { credentials: Include, max_age: 10, ..SAYS };
    store(&mut cache, &key(&u), Says { methods: "PUT, *", ..with }, at(0, 0));
    assert_eq!(contents(&cache, at(0, 0)), ["method *", "method *+", "method PUT", "method PUT+"]);
    store(&mut cache, &key(&u), Says { methods: "PUT", max_age: 100, ..SAYS }, at(1, 0));
    assert_eq!(contents(&cache, at(100, 0)), ["method *", "method *+", "method PUT", "method PUT+"]);
    // Asked with credentials, only those with credentials match.
    store(&mut cache, &key(&u), Says { methods: "PUT", max_age: 1, ..with }, at(2, 0));
    assert_eq!(contents(&cache, at(3, 0)), ["method *", "method PUT"]);
}

#[test]
fn star_and_authorization() {
    let u = url("https://a.example/");
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&u), Says { names: "*", max_age: 10, ..SAYS }, at(0, 0));
    // It is no match for `*`, so it makes an entry of its own, and the age of `*` stays.
    store(&mut cache, &key(&u), Says { names: "Authorization", max_age: 100, ..SAYS }, at(0, 0));
    assert_eq!(contents(&cache, at(0, 0)), ["header *", "header authorization"]);
    assert_eq!(contents(&cache, at(10, 0)), ["header authorization"]);
    assert!(has_name(&mut cache, &key(&u), Omit, "AUTHORIZATION", at(50, 0)));
    assert!(!has_name(&mut cache, &key(&u), Omit, "x-a", at(50, 0)));
}

/// What the stored `*` covers, with the switch and without. It is the client that asks whose switches count.
#[test]
fn star_with_credentials() {
    let u = url("https://a.example/");
    // Granted to, asked by, covered by the standard, covered with the switch.
    let rows = [
        (Include, Include, true, false),
        (Include, Omit, true, false),
        (Include, SameOrigin, true, false),
        (Omit, Omit, true, true),
        (Omit, SameOrigin, true, true),
        (SameOrigin, Omit, true, true),
        (Omit, Include, false, false),
        (SameOrigin, Include, false, false),
    ];
    for (granted, asked, standard, with_switch) in rows {
        for stored in [STANDARD, hardened()] {
            for (switches, expected) in [(STANDARD, standard), (hardened(), with_switch)] {
                let mut cache = PreflightCache::new();
                let says = Says { credentials: granted, methods: "PATCH, *", names: "x-a, *", ..SAYS };
                store(&mut cache, &key(&u), Says { switches: stored, ..says }, at(0, 0));
                let row = format!("{granted}, {asked}, {stored:?}, {switches:?}");
                let key = key(&u);
                let found = cache.matches(&key, asked, switches, at(1, 0)).unwrap();
                assert_eq!(found.method_match(b"PUT"), expected, "{row}");
                assert_eq!(found.header_name_match(b"x-b"), expected, "{row}");
                assert!(!found.header_name_match(b"authorization"), "{row}");
                // What is listed matches by its name, even a `*`.
                let listed = granted == Include || asked != Include;
                assert_eq!(found.method_match(b"*"), listed, "{row}");
                assert_eq!(found.method_match(b"PATCH"), listed, "{row}");
                assert_eq!(found.header_name_match(b"*"), listed, "{row}");
                assert_eq!(found.header_name_match(b"X-A"), listed, "{row}");
            }
        }
    }
    // The other switches change nothing here.
    let mut others = Switches::as_browsers_do_today();
    others.cached_wildcard_needs_no_credentials = false;
    let mut cache = PreflightCache::new();
    let says = Says { credentials: Include, methods: "*", switches: others, ..SAYS };
    store(&mut cache, &key(&u), says, at(0, 0));
    assert!(cache.matches(&key(&u), Include, others, at(1, 0)).method_match(b"PUT"));
}

/// With the switch, `GET` and `POST` match where there is any entry for the URL with the same credentials.
#[test]
fn methods_that_need_no_entry_of_their_own() {
    let u = url("https://a.example/");
    let mut switches = STANDARD;
    switches.upload_needs_no_method_entry = true;
    type Row<'a> = (&'a str, Says<'a>, CredentialsMode, bool);
    let rows: [Row<'_>; 7] = [
        ("a method", Says { methods: "PUT", ..SAYS }, Omit, true),
        ("a header", Says { names: "x-a", ..SAYS }, Omit, true),
        ("a wildcard", Says { names: "*", ..SAYS }, Omit, true),
        ("nothing", SAYS, Omit, false),
        ("without credentials", Says { names: "x-a", ..SAYS }, Include, false),
        ("with credentials", Says { names: "x-a", credentials: Include, ..SAYS }, Include, true),
        ("with other credentials", Says { names: "x-a", credentials: Include, ..SAYS }, Omit, false),
    ];
    for (row, says, asked, expected) in rows {
        for method in ["GET", "POST", "HEAD", "get", "DELETE", "PUT"] {
            let mut cache = PreflightCache::new();
            store(&mut cache, &key(&u), says, at(0, 0));
            let listed = says.methods == method;
            let exempt = matches!(method, "GET" | "POST");
            assert_eq!(has_method(&mut cache, &key(&u), asked, method, at(1, 0)), listed, "{row} {method}");
            let with = |cache: &mut PreflightCache, now| {
                cache.matches(&key(&u), asked, switches, now).method_match(method.as_bytes())
            };
            assert_eq!(with(&mut cache, at(1, 0)), listed || (expected && exempt), "{row} {method}");
            assert!(!with(&mut cache, at(10, 0)), "{row} {method}");
        }
    }
}

/// With the switch, nothing is found for the serialised origin `null`. It is kept all the same.
#[test]
fn null_origins() {
    let u = url("https://a.example/");
    let mut switches = STANDARD;
    switches.null_origin_needs_preflight = true;
    for (origin, found) in [("null", false), ("https://null.example", true), ("NULL", true)] {
        let mut cache = PreflightCache::new();
        let key = CacheKey { origin: origin.as_bytes(), ..key(&u) };
        store(&mut cache, &key, Says { methods: "PUT", ..SAYS }, at(0, 0));
        assert!(cache.matches(&key, Omit, STANDARD, at(1, 0)).method_match(b"PUT"), "{origin}");
        assert_eq!(cache.matches(&key, Omit, switches, at(1, 0)).method_match(b"PUT"), found, "{origin}");
    }
}

/// A `*` that covers nothing neither gets the age of other names nor keeps them out.
#[test]
fn star_with_credentials_beside_names() {
    let u = url("https://a.example/");
    // With the switch: what is stored first, and then, and what there is afterwards.
    let with = Says { credentials: Include, switches: hardened(), ..SAYS };
    let without = Says { switches: hardened(), ..SAYS };
    type Row<'a> = (Says<'a>, Says<'a>, &'a [&'a str]);
    let rows: [Row<'_>; 8] = [
        // Names behind a `*` are kept by name.
        (
            Says { methods: "*, PUT", names: "*, x-a", ..with },
            with,
            &["header *+", "header x-a+", "method *+", "method PUT+"],
        ),
        (Says { methods: "*, PUT", names: "*, x-a", ..without }, without, &["header *", "method *"]),
        // Later ones too.
        (Says { methods: "*", ..with }, Says { methods: "PUT", ..with }, &["method *+", "method PUT+"]),
        (Says { methods: "*", ..with }, Says { methods: "PUT", ..without }, &["method *+", "method PUT"]),
        (Says { methods: "*", ..without }, Says { methods: "PUT", ..with }, &["method *", "method PUT+"]),
        (Says { methods: "*", ..without }, Says { methods: "PUT", ..without }, &["method *"]),
        // A `*` is one entry with credentials. It covers a `*` that is listed without.
        (Says { methods: "*", ..with }, Says { methods: "*", ..with }, &["method *+"]),
        (Says { methods: "*", ..with }, Says { methods: "*", ..without }, &["method *+"]),
    ];
    for (first, second, kept) in rows {
        let mut cache = PreflightCache::new();
        store(&mut cache, &key(&u), first, at(0, 0));
        store(&mut cache, &key(&u), second, at(1, 0));
        assert_eq!(contents(&cache, at(2, 0)), kept);
    }
    // A name that a `*` with credentials does not cover leaves its age alone.
    for (switches, until) in [(STANDARD, 11), (hardened(), 10)] {
        for credentials in [Omit, Include] {
            let mut cache = PreflightCache::new();
            store(&mut cache, &key(&u), Says { methods: "*", switches, ..with }, at(0, 0));
            store(&mut cache, &key(&u), Says { methods: "PUT", credentials, switches, ..SAYS }, at(1, 0));
            let has_star = |second| contents(&cache, at(second, 0)).contains(&"method *+".to_owned());
            assert!(has_star(until - 1) && !has_star(until), "{switches:?}, {credentials}");
        }
    }
}

#[test]
fn repeated_and_empty_lists() {
    let u = url("https://a.example/");
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&u), SAYS, at(0, 0));
    assert!(cache.is_empty() && cache.bytes() == 0, "nothing granted, nothing kept");
    let says = Says { methods: "PUT,PUT,, PUT", names: "X-A, x-a,x-A", ..SAYS };
    store(&mut cache, &key(&u), says, at(0, 0));
    assert_eq!(contents(&cache, at(0, 0)), ["header x-a", "method PUT"]);
    assert_eq!(cache.len(), 2);
    // Behind a `*`, nothing is made: it matches.
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&u), Says { methods: "*, PUT", names: "*, x-a", ..SAYS }, at(0, 0));
    assert_eq!(contents(&cache, at(0, 0)), ["header *", "method *"]);
    // Before it, an entry is made.
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&u), Says { methods: "PUT, *", names: "x-a, *", ..SAYS }, at(0, 0));
    assert_eq!(contents(&cache, at(0, 0)), ["header *", "header x-a", "method *", "method PUT"]);
}

#[test]
fn iteration() {
    let urls: Vec<Url> = (0..4).map(|i| url(&format!("https://a.example/{i}"))).collect();
    let p = partition("https://p.example", Some("2"));
    let keys: Vec<CacheKey<'_>> = urls
        .iter()
        .enumerate()
        .map(|(i, url)| CacheKey { partition: Some(&p).filter(|_| i % 2 == 1), ..key(url) })
        .collect();
    let mut cache = PreflightCache::new();
    for (seconds, key) in (1..).zip(&keys) {
        store(&mut cache, key, Says { methods: "PUT", max_age: 10 * seconds, ..SAYS }, at(0, 0));
    }
    let order = |cache: &PreflightCache, now| -> Vec<usize> {
        let of = |u: &str| urls.iter().position(|url| url.as_str() == u).unwrap();
        cache.iter(now).map(|entry| of(entry.url)).collect()
    };
    // The key that was stored last comes first, whatever is looked up.
    assert_eq!(order(&cache, at(0, 0)), [3, 2, 1, 0]);
    assert!(has_method(&mut cache, &keys[1], Omit, "PUT", at(0, 0)));
    assert_eq!(order(&cache, at(0, 0)), [3, 2, 1, 0]);
    store(&mut cache, &keys[1], Says { methods: "PUT", max_age: 20, ..SAYS }, at(0, 0));
    assert_eq!(order(&cache, at(0, 0)), [1, 3, 2, 0]);
    store(&mut cache, &keys[3], Says { methods: "PUT", max_age: 40, ..SAYS }, at(0, 0));
    assert_eq!(order(&cache, at(0, 0)), [3, 1, 2, 0]);
    // Those whose time is over are not shown.
    assert_eq!(order(&cache, at(10, 0)), [3, 1, 2]);
    assert_eq!(order(&cache, at(39, 999_999_999)), [3]);
    assert_eq!(order(&cache, at(40, 0)), [0; 0]);

    store(&mut cache, &keys[3], Says { credentials: Include, names: "X-B, *", ..SAYS }, at(1, 0));
    let entries: Vec<_> = cache.iter(at(1, 0)).filter(|entry| entry.url == urls[3].as_str()).collect();
    assert_eq!(entries.len(), 3);
    for entry in entries {
        assert_eq!((entry.partition, entry.origin), (Some(&p), HOME.as_bytes()));
        let (kind, credentials, expires) = match entry.name {
            b"PUT" => (Kind::Method, false, at(40, 0)),
            b"x-b" | b"*" => (Kind::HeaderName, true, at(11, 0)),
            name => panic!("{name:?}"),
        };
        assert_eq!((entry.kind, entry.credentials, entry.expires), (kind, credentials, expires));
    }
    // Names are in the order in which they were stored.
    let names: Vec<&[u8]> = cache.iter(at(1, 0)).take(3).map(|entry| entry.name).collect();
    assert_eq!(names, [&b"PUT"[..], b"x-b", b"*"]);
}

// Limits.

/// Two caches that have been through the same print the same: their hashes differ, and are not for show.
#[test]
fn debug() {
    let endpoint = url("https://api.example/items#1");
    let names: Vec<String> = (0..140).map(|i| format!("x-{i}")).collect();
    let says = Says { methods: "PUT,*", names: &names.join(","), ..SAYS };
    let printed = || {
        let mut cache = PreflightCache::new();
        store(&mut cache, &key(&endpoint), says, Timestamp::ZERO);
        store(
            &mut cache,
            &key(&url("https://cdn.example/")),
            Says { credentials: Include, ..says },
            at(1, 0),
        );
        let found = format!("{:?}", cache.matches(&key(&endpoint), Omit, STANDARD, at(2, 0)));
        (format!("{cache:?}"), found)
    };
    let (cache, found) = printed();
    assert_eq!(printed(), (cache.clone(), found.clone()));
    // Not the fragment, which may be a secret.
    let endpoint = endpoint.as_str().replace("#1", "#…");
    for told in ["max_entries", HOME, endpoint.as_str(), "https://cdn.example/", "PUT", "x-39", "true", "10s"]
    {
        assert!(cache.contains(told), "{told} in {cache}");
    }
    assert!(found.contains("x-0") && !found.contains("cdn"), "{found}");
    // The one that was stored last comes first.
    assert!(cache.find("https://cdn.example/") < cache.find(endpoint.as_str()), "{cache}");
}

fn limits(max_entries: usize, max_entries_per_key: usize, max_bytes: usize) -> CacheLimits {
    let mut limits = CacheLimits::default();
    (limits.max_entries, limits.max_entries_per_key, limits.max_bytes) =
        (max_entries, max_entries_per_key, max_bytes);
    limits
}

/// Checks counters and limits against what the cache shows, at a time at which all of it is live.
fn check_limits(cache: &PreflightCache, now: Timestamp, step: &str) {
    let limits = cache.limits();
    let names: HashSet<_> =
        cache.iter(now).map(|entry| (entry.origin, entry.url, entry.kind, entry.name)).collect();
    assert_eq!(cache.len(), names.len(), "{step}");
    assert!(cache.len() <= limits.max_entries, "{step}: {} entries", cache.len());
    assert!(cache.bytes() <= limits.max_bytes, "{step}: {} bytes", cache.bytes());
    let keys: HashSet<_> = names.iter().map(|(origin, url, ..)| (*origin, *url)).collect();
    for key in &keys {
        let of_key = names.iter().filter(|(origin, url, ..)| (*origin, *url) == *key).count();
        assert!(of_key <= limits.max_entries_per_key, "{step}: {of_key} entries of a key");
    }
    // What is counted is no less than the text that is kept.
    let of_keys: usize = keys.iter().map(|(origin, url)| origin.len() + url.len()).sum();
    let of_names: usize = names.iter().map(|(.., name)| name.len()).filter(|len| *len > 1).sum();
    assert!(cache.bytes() >= of_keys + of_names, "{step}: {} bytes", cache.bytes());
}

#[test]
fn floods() {
    let rows = [
        limits(10, 1_024, 4 << 20),
        limits(1, 1, 4 << 20),
        limits(100, 5, 4 << 20),
        limits(65_536, 1_024, 2_000),
        limits(65_536, 1_024, 20_000),
        limits(50, 8, 5_000),
        limits(0, 8, 5_000),
        limits(50, 0, 5_000),
        limits(50, 8, 0),
        limits(50, 8, 1),
        limits(7, 100, 100_000),
    ];
    let now = at(0, 0);
    for (row, limits) in rows.into_iter().enumerate() {
        let mut cache = PreflightCache::with_limits(limits);
        let mut random = 12_345_u64;
        let mut below = |n: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(random >> 33).unwrap() % n
        };
        for i in 0..1_500 {
            // Many keys, many names, both, and long ones.
            let (keys, names) = [(500, 1), (3, 40), (60, 8), (500, 30)][i % 4];
            let u = url(&format!("https://a.example/{}{}", below(keys), "u".repeat(below(50))));
            let list: Vec<String> =
                (0..below(names) + 1).map(|_| format!("X-{}{}", below(100), "n".repeat(below(20)))).collect();
            let star = if below(4) == 0 { ",*" } else { "" };
            let list = list.join(",") + star;
            let credentials = if below(2) == 0 { Omit } else { Include };
            let says = match below(3) {
                0 => Says { credentials, methods: &list, ..SAYS },
                1 => Says { credentials, names: &list, ..SAYS },
                _ => Says { credentials, methods: &list, names: &list, ..SAYS },
            };
            match below(20) {
                0 => cache.clear(&key(&u)),
                1 => drop(cache.matches(&key(&u), Omit, STANDARD, now).map(|_| ())),
                _ => store(&mut cache, &key(&u), says, now),
            }
            check_limits(&cache, now, &format!("row {row}, step {i}"));
        }
        if limits.max_entries == 0 || limits.max_entries_per_key == 0 || limits.max_bytes < 2 {
            assert!(cache.is_empty() && cache.bytes() == 0, "row {row}");
        } else {
            assert!(!cache.is_empty(), "row {row}");
        }
        // Cleared key by key, nothing is left, and nothing is counted.
        let mut shown: Vec<Url> = cache.iter(now).map(|entry| url(entry.url)).collect();
        shown.dedup();
        for u in &shown {
            cache.clear(&key(u));
            check_limits(&cache, now, &format!("row {row}, clearing"));
        }
        assert_eq!((cache.len(), cache.bytes()), (0, 0), "row {row}");
    }
}

/// A flood while time passes: the counters count what is not yet dropped, too, and still hold.
#[test]
fn flood_with_time() {
    let mut cache = PreflightCache::with_limits(limits(40, 6, 6_000));
    for i in 0..3_000_u64 {
        let u = url(&format!("https://a.example/{}", i % 17));
        let list = format!("M{},X{},*", i % 23, i % 29);
        let says = Says { methods: &list, names: &list, max_age: i % 5, ..SAYS };
        let now = at(i / 3, 0);
        store(&mut cache, &key(&u), says, now);
        assert!(cache.len() <= 40 && cache.bytes() <= 6_000, "{i}: {}, {}", cache.len(), cache.bytes());
        assert!(cache.iter(now).count() <= cache.len(), "{i}");
    }
    cache.clear_origin(HOME.as_bytes());
    assert_eq!((cache.len(), cache.bytes()), (0, 0));
}

#[test]
fn a_key_that_was_not_used_lately_goes_first() {
    let urls: Vec<Url> = (0..6).map(|i| url(&format!("https://a.example/{i}"))).collect();
    let put = Says { methods: "PUT", ..SAYS };
    let kept = |cache: &mut PreflightCache| -> Vec<usize> {
        let shown: BTreeSet<&str> = cache.iter(at(0, 0)).map(|entry| entry.url).collect();
        (0..6).filter(|i| shown.contains(urls[*i].as_str())).collect()
    };
    let mut cache = PreflightCache::with_limits(limits(3, 3, 4 << 20));
    for u in &urls[..3] {
        store(&mut cache, &key(u), put, at(0, 0));
    }
    assert_eq!(kept(&mut cache), [0, 1, 2]);
    store(&mut cache, &key(&urls[3]), put, at(0, 0));
    assert_eq!(kept(&mut cache), [1, 2, 3]);
    // Found, so used.
    assert!(has_method(&mut cache, &key(&urls[1]), Omit, "PUT", at(0, 0)));
    store(&mut cache, &key(&urls[4]), put, at(0, 0));
    assert_eq!(kept(&mut cache), [1, 3, 4]);
    // Stored again, so used.
    store(&mut cache, &key(&urls[3]), put, at(0, 0));
    store(&mut cache, &key(&urls[5]), put, at(0, 0));
    assert_eq!(kept(&mut cache), [3, 4, 5]);
    // A second name for one key costs another key.
    store(&mut cache, &key(&urls[5]), Says { methods: "DELETE", ..SAYS }, at(0, 0));
    assert_eq!(kept(&mut cache), [3, 5]);
    // Room is made at the expense of others only.
    store(&mut cache, &key(&urls[5]), Says { methods: "PATCH", ..SAYS }, at(0, 0));
    assert_eq!(kept(&mut cache), [5]);
    assert_eq!(contents(&cache, at(0, 0)), ["method DELETE", "method PATCH", "method PUT"]);
}

#[test]
fn a_full_key() {
    let (u, other) = (url("https://a.example/"), url("https://b.example/"));
    let mut cache = PreflightCache::with_limits(limits(100, 4, 4 << 20));
    store(&mut cache, &key(&other), Says { methods: "PUT", ..SAYS }, at(0, 0));
    let says = Says { methods: "A,B,C", names: "a,b,c", max_age: 1, ..SAYS };
    store(&mut cache, &key(&u), says, at(0, 0));
    assert_eq!(cache.len(), 5);
    assert!(has_method(&mut cache, &key(&other), Omit, "PUT", at(0, 0)));
    // Once the time of the old ones is over, there is room for new ones.
    store(&mut cache, &key(&u), Says { methods: "D,E", names: "d,e", ..SAYS }, at(1, 0));
    assert_eq!(contents(&cache, at(1, 0)), ["header d", "header e", "method D", "method E", "method PUT"]);
    assert!(cache.len() <= 5);
    // Those whose time is not over stay.
    store(&mut cache, &key(&u), Says { methods: "F", names: "f", max_age: 1, ..SAYS }, at(11, 0));
    store(&mut cache, &key(&u), Says { methods: "G", names: "g", ..SAYS }, at(11, 0));
    store(&mut cache, &key(&u), Says { methods: "H", names: "h", ..SAYS }, at(12, 0));
    assert_eq!(contents(&cache, at(12, 0)), ["header g", "header h", "method G", "method H"]);
}

/// More names than are looked through one by one, and again once those whose time is over are dropped.
#[test]
fn many_names_of_a_key() {
    let u = url("https://a.example/");
    let list = |names: std::ops::Range<u32>| names.map(|i| format!("X-{i}")).collect::<Vec<_>>().join(",");
    let mut cache = PreflightCache::with_limits(limits(1_000, 120, 4 << 20));
    let check = |cache: &mut PreflightCache, names: std::ops::Range<u32>, now| {
        for i in 0..150 {
            let (name, kept) = (format!("X-{i}"), names.contains(&i));
            assert_eq!(has_method(cache, &key(&u), Omit, &name, now), kept, "{name}");
            assert!(!has_method(cache, &key(&u), Omit, &name.to_lowercase(), now), "{name}");
            assert_eq!(has_name(cache, &key(&u), Omit, &name, now), kept, "{name}");
            assert_eq!(has_name(cache, &key(&u), Omit, &name.to_lowercase(), now), kept, "{name}");
        }
    };
    let (short, long) = (list(0..20), list(20..60));
    store(&mut cache, &key(&u), Says { methods: &short, names: &short, max_age: 5, ..SAYS }, at(0, 0));
    store(&mut cache, &key(&u), Says { methods: &long, names: &long, max_age: 100, ..SAYS }, at(0, 0));
    check(&mut cache, 0..60, at(1, 0));
    assert_eq!(cache.len(), 120);
    let new = list(60..80);
    store(&mut cache, &key(&u), Says { methods: &new, names: &new, max_age: 100, ..SAYS }, at(5, 0));
    check(&mut cache, 20..80, at(5, 0));
    assert_eq!(cache.len(), 120);
    // Each name is there once, so there is nothing to add.
    let again = list(20..80);
    store(&mut cache, &key(&u), Says { methods: &again, names: &again, max_age: 100, ..SAYS }, at(6, 0));
    assert_eq!((cache.len(), cache.iter(at(6, 0)).count()), (120, 120));
}

/// Bytes count: each of origin, URL, partition and name, and what manages them.
#[test]
fn what_expires_at_once_is_not_stored() {
    let (mut cache, u) = (PreflightCache::new(), url("https://a.example/"));
    store(&mut cache, &key(&u), Says { methods: "PUT", names: "x-a", max_age: 0, ..SAYS }, at(3, 0));
    assert!(cache.is_empty());
}

#[test]
fn a_cache_may_be_full_to_the_byte() {
    let two_keys = |max_bytes| {
        let mut limits = CacheLimits::default();
        limits.max_bytes = max_bytes;
        let mut cache = PreflightCache::with_limits(limits);
        for path in ["a", "b"] {
            let u = url(&format!("https://a.example/{path}"));
            store(&mut cache, &key(&u), Says { methods: "PUT", ..SAYS }, at(0, 0));
        }
        cache
    };
    let bytes = two_keys(usize::MAX).bytes();
    assert_eq!(two_keys(bytes).len(), 2);
    assert_eq!(two_keys(bytes - 1).len(), 1);
}

#[test]
fn bytes() {
    let bytes = |origin: &str, path: &str, partition: Option<&NetworkPartitionKey>, methods: &str| {
        let u = url(&format!("https://a.example/{path}"));
        let mut cache = PreflightCache::new();
        let key = CacheKey { partition, origin: origin.as_bytes(), url: u.as_str() };
        store(&mut cache, &key, Says { methods, ..SAYS }, at(0, 0));
        cache.bytes()
    };
    let one = bytes(HOME, "", None, "PUT");
    assert_eq!(bytes(&format!("{HOME}xx"), "", None, "PUT"), one + 2);
    assert_eq!(bytes(HOME, "yyy", None, "PUT"), one + 3);
    assert_eq!(bytes(HOME, "", None, "PUTzzzz"), one + 4);
    let (short, long) = (partition("https://a.example", None), partition("https://bcdef.example", None));
    assert_eq!(bytes(HOME, "", Some(&long), "PUT"), bytes(HOME, "", Some(&short), "PUT") + 4);
    let framed = partition("https://a.example", Some("frame"));
    assert_eq!(bytes(HOME, "", Some(&framed), "PUT"), bytes(HOME, "", Some(&short), "PUT") + 5);
    assert!(bytes(HOME, "", Some(&short), "PUT") > one + "https://a.example".len());
    // A second name: it, where it is, two moments.
    let of_name = bytes(HOME, "", None, "PUT,GOT") - one - "GOT".len();
    assert_eq!(of_name, 24 + 2 * size_of::<Timestamp>());
    // As many as there are, none takes much more.
    let many = |count: usize| (0..count).map(|i| format!("M{i:07}")).collect::<Vec<_>>().join(",");
    for count in [32, 33, 64, 65, 100, 500, 1_000] {
        let each = (bytes(HOME, "", None, &many(count)) - one) / count;
        assert!((of_name..=100 + 8).contains(&each), "{count}: {each}");
    }
}

/// A key that was used gets a second chance, one at a time; if all were used, the one that was stored first goes.
#[test]
fn a_second_chance() {
    let urls: Vec<Url> = (0..8).map(|i| url(&format!("https://a.example/{i}"))).collect();
    let put = Says { methods: "PUT", ..SAYS };
    let kept = |cache: &PreflightCache| -> Vec<usize> {
        let of = |u: &str| urls.iter().position(|url| url.as_str() == u).unwrap();
        cache.iter(at(0, 0)).map(|entry| of(entry.url)).collect()
    };
    let mut cache = PreflightCache::with_limits(limits(4, 4, 4 << 20));
    urls[..4].iter().for_each(|u| store(&mut cache, &key(u), put, at(0, 0)));
    // A look is a use, also one that finds nothing to match; a look for an unknown key is none.
    assert!(has_method(&mut cache, &key(&urls[0]), Omit, "PUT", at(0, 0)));
    assert!(!has_method(&mut cache, &key(&urls[1]), Include, "DELETE", at(0, 0)));
    assert!(
        cache.matches(&CacheKey { origin: b"null", ..key(&urls[2]) }, Omit, STANDARD, at(0, 0)).is_none()
    );
    store(&mut cache, &key(&urls[4]), put, at(0, 0));
    assert_eq!(kept(&cache), [4, 1, 0, 3]);
    // The chance is used up.
    store(&mut cache, &key(&urls[5]), put, at(0, 0));
    store(&mut cache, &key(&urls[6]), put, at(0, 0));
    assert_eq!(kept(&cache), [6, 5, 4, 1]);
    for u in [6, 5, 4, 1] {
        assert!(has_method(&mut cache, &key(&urls[u]), Omit, "PUT", at(0, 0)));
    }
    store(&mut cache, &key(&urls[7]), put, at(0, 0));
    assert_eq!(kept(&cache), [7, 6, 5, 4]);
}

/// A key never makes room for itself at its own expense: what is there stays, what is new is left out.
#[test]
fn a_key_alone() {
    let u = url("https://a.example/");
    let mut by_bytes = PreflightCache::new();
    store(&mut by_bytes, &key(&u), Says { methods: "A,B,C", ..SAYS }, at(0, 0));
    let enough = by_bytes.bytes();
    for limits in [limits(3, 10, 4 << 20), limits(100, 3, 4 << 20), limits(100, 10, enough)] {
        let mut cache = PreflightCache::with_limits(limits);
        store(&mut cache, &key(&u), Says { methods: "A,B,C,D", names: "e", ..SAYS }, at(0, 0));
        assert_eq!(contents(&cache, at(0, 0)), ["method A", "method B", "method C"], "{limits:?}");
        store(&mut cache, &key(&u), Says { methods: "D", ..SAYS }, at(0, 0));
        assert_eq!(contents(&cache, at(0, 0)), ["method A", "method B", "method C"], "{limits:?}");
        assert_eq!((cache.len(), cache.bytes()), (3, enough), "{limits:?}");
    }
}

/// To the byte: what fits if all others are dropped is kept, and for what does not nothing is dropped.
#[test]
fn what_fits_alone() {
    let (u, other) = (url("https://a.example/"), url("https://b.example/"));
    let site = partition("https://a.example", None);
    let long = "X".repeat(2_000);
    for partition in [None, Some(&site)] {
        for has_a_name in [false, true] {
            let [key, other] = [&u, &other].map(|url| CacheKey { partition, ..key(url) });
            let fill = |cache: &mut PreflightCache, says| {
                if has_a_name {
                    store(cache, &key, Says { methods: "PUT", ..SAYS }, at(0, 0));
                }
                store(cache, &key, says, at(0, 0));
            };
            let enough = {
                let mut cache = PreflightCache::new();
                fill(&mut cache, Says { names: &long, ..SAYS });
                cache.bytes()
            };
            for (max_bytes, fits) in [(enough, true), (enough - 1, false)] {
                let mut cache = PreflightCache::with_limits(limits(100, 100, max_bytes));
                store(&mut cache, &other, Says { methods: "GOT", ..SAYS }, at(0, 0));
                fill(&mut cache, Says { names: &long, ..SAYS });
                assert_eq!(
                    has_name(&mut cache, &key, Omit, &long, at(0, 0)),
                    fits,
                    "{partition:?}, {max_bytes}"
                );
                assert_eq!(has_method(&mut cache, &other, Omit, "GOT", at(0, 0)), !fits, "{partition:?}");
                assert_eq!(has_method(&mut cache, &key, Omit, "PUT", at(0, 0)), has_a_name, "{partition:?}");
                assert!(!fits || cache.bytes() == enough, "{partition:?}");
            }
        }
    }
}

/// A key whose last names are dropped, as their time is over, is not kept for a name that there is no room for.
#[test]
fn nothing_is_left_of_a_key_without_names() {
    let u = url("https://a.example/");
    let mut cache = PreflightCache::with_limits(limits(100, 2, 5_000));
    store(&mut cache, &key(&u), Says { methods: "A,B", max_age: 1, ..SAYS }, at(0, 0));
    assert_eq!(cache.len(), 2);
    store(&mut cache, &key(&u), Says { names: &"x".repeat(10_000), ..SAYS }, at(2, 0));
    assert_eq!((cache.len(), cache.bytes()), (0, 0));
}

#[test]
fn a_hostile_grant() {
    let (u, other) = (url("https://evil.example/"), url("https://b.example/"));
    let list = (0..100_000).map(|i| format!("X-{i}")).collect::<Vec<_>>().join(",");
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&other), Says { methods: "PUT", ..SAYS }, at(0, 0));
    store(&mut cache, &key(&u), Says { methods: &list, names: &list, max_age: 7_200, ..SAYS }, at(0, 0));
    check_limits(&cache, at(0, 0), "default limits");
    assert!(cache.len() <= 1_025, "{}", cache.len());
    assert!(has_method(&mut cache, &key(&other), Omit, "PUT", at(0, 0)));
    store(&mut cache, &key(&u), Says { methods: &list, names: &list, max_age: 7_200, ..SAYS }, at(0, 0));
    check_limits(&cache, at(0, 0), "once more");
    // With no limit for one key, all of it.
    let mut cache = PreflightCache::with_limits(limits(1 << 20, 1 << 20, 1 << 30));
    store(&mut cache, &key(&u), Says { methods: &list, names: &list, max_age: 7_200, ..SAYS }, at(0, 0));
    assert_eq!(cache.len(), 200_000);
    for i in (0..100_000).step_by(997) {
        assert!(has_method(&mut cache, &key(&u), Omit, &format!("X-{i}"), at(1, 0)), "{i}");
        assert!(has_name(&mut cache, &key(&u), Omit, &format!("x-{i}"), at(1, 0)), "{i}");
    }
    assert!(!has_method(&mut cache, &key(&u), Omit, "X-100000", at(1, 0)));
    cache.clear(&key(&u));
    assert_eq!((cache.len(), cache.bytes()), (0, 0));
    // A name of a megabyte.
    let long = "X".repeat(1 << 20);
    let mut cache = PreflightCache::new();
    store(&mut cache, &key(&u), Says { methods: &long, names: &long, ..SAYS }, at(0, 0));
    check_limits(&cache, at(0, 0), "a long name");
}

/// A name that the cache could not hold at all, were it empty.
#[test]
fn a_name_too_long_for_the_cache() {
    let (u, other) = (url("https://evil.example/"), url("https://b.example/"));
    let long = "X".repeat(10_000);
    let mut cache = PreflightCache::with_limits(limits(100, 100, 5_000));
    store(&mut cache, &key(&other), Says { methods: "PUT", ..SAYS }, at(0, 0));
    store(&mut cache, &key(&u), Says { methods: &long, names: "x-a", ..SAYS }, at(0, 0));
    check_limits(&cache, at(0, 0), "too long");
    assert!(!has_method(&mut cache, &key(&u), Omit, &long, at(0, 0)));
    assert!(has_name(&mut cache, &key(&u), Omit, "x-a", at(0, 0)));
    // Nor could it beside what its key has, and so nothing is dropped for it.
    store(&mut cache, &key(&u), Says { names: &long[..4_900], ..SAYS }, at(0, 0));
    assert_eq!(contents(&cache, at(0, 0)), ["header x-a", "method PUT"]);
}

// A model: a list of entries that is looked through from the front, by the standard's steps.

/// What holds for every input.
#[cfg(feature = "proptest")]
mod properties {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    struct Entry {
        key: usize,
        max_age: Duration,
        stored: Timestamp,
        credentials: bool,
        method: Option<String>,
        header_name: Option<String>,
    }

    #[derive(Clone, Debug, Default)]
    struct Model {
        entries: Vec<Entry>,
        /// The switch: a `*` with credentials covers nothing but itself.
        hardened: bool,
    }

    impl Model {
        fn is_match(&self, entry: &Entry, key: usize, include: bool, now: Timestamp) -> bool {
            // Removed once the seconds of its max-age have passed.
            let is_live = now < entry.stored.after(entry.max_age);
            is_live && entry.key == key && (entry.credentials || !include)
        }

        fn method_matches(&self, method: &str, key: usize, include: bool, now: Timestamp) -> Vec<usize> {
            let is = |entry: &Entry| {
                let wildcard = !(self.hardened && entry.credentials);
                self.is_match(entry, key, include, now)
                    && entry.method.as_deref().is_some_and(|m| m == method || m == "*" && wildcard)
            };
            (0..self.entries.len()).filter(|i| is(&self.entries[*i])).collect()
        }

        fn name_matches(&self, name: &str, key: usize, include: bool, now: Timestamp) -> Vec<usize> {
            let covered = !name.eq_ignore_ascii_case("authorization");
            let is = |entry: &Entry| {
                let wildcard = covered && !(self.hardened && entry.credentials);
                self.is_match(entry, key, include, now)
                    && entry
                        .header_name
                        .as_deref()
                        .is_some_and(|n| n.eq_ignore_ascii_case(name) || n == "*" && wildcard)
            };
            (0..self.entries.len()).filter(|i| is(&self.entries[*i])).collect()
        }

        fn set(&mut self, places: Vec<usize>, max_age: Duration, now: Timestamp) {
            for place in places {
                self.entries[place].max_age = max_age;
                self.entries[place].stored = now;
            }
        }

        /// CORS-preflight fetch 7.10 and 7.12 to 7.15.
        fn store(&mut self, key: usize, grant: &Op, now: Timestamp) {
            let Op::Store { include, methods, names, max_age, .. } = grant else { return };
            let max_age = Duration::from_secs((*max_age).min(7_200));
            let create =
                Entry { key, max_age, stored: now, credentials: *include, method: None, header_name: None };
            for method in methods {
                let places = self.method_matches(method, key, *include, now);
                self.set(places, max_age, now);
            }
            for method in methods {
                if self.method_matches(method, key, *include, now).is_empty() {
                    self.entries.push(Entry { method: Some(method.clone()), ..create.clone() });
                }
            }
            for name in names {
                let places = self.name_matches(name, key, *include, now);
                self.set(places, max_age, now);
            }
            for name in names {
                if self.name_matches(name, key, *include, now).is_empty() {
                    self.entries.push(Entry { header_name: Some(name.clone()), ..create.clone() });
                }
            }
        }

        /// What the cache should show.
        fn shown(&self, now: Timestamp) -> BTreeSet<(usize, bool, String, bool, Timestamp)> {
            let live = self.entries.iter().filter(|entry| now < entry.stored.after(entry.max_age));
            live.map(|entry| {
                let name = entry.method.clone().or(entry.header_name.as_deref().map(str::to_ascii_lowercase));
                let expires = entry.stored.after(entry.max_age);
                (entry.key, entry.method.is_some(), name.unwrap(), entry.credentials, expires)
            })
            .collect()
        }
    }

    #[derive(Clone, Debug)]
    enum Op {
        Store { key: usize, include: bool, methods: Vec<String>, names: Vec<String>, max_age: u64 },
        Advance(Duration),
        Clear(usize),
        ClearOrigin(usize),
        ClearPartition(usize),
        ClearAll,
    }

    const METHODS: [&str; 6] = ["GET", "PUT", "put", "DELETE", "*", "PATCH"];
    const NAMES: [&str; 7] = ["x-a", "X-A", "x-b", "*", "authorization", "Authorization", "PUT"];

    /// A few names, or so many that the cache looks them up in another way.
    fn names_from(pool: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
        let few = proptest::collection::vec(proptest::sample::select(pool), 0..5);
        prop_oneof![
            6 => few.prop_map(|names| names.into_iter().map(str::to_owned).collect()),
            1 => (0..25_u32, 0..25_u32).prop_map(|(from, n)| (from..from + n).map(|i| format!("N{i}")).collect()),
        ]
    }

    fn operation() -> impl Strategy<Value = Op> {
        let max_age = proptest::sample::select(&[0, 1, 2, 5, 10, 7_199, 7_200, 9_000, u64::MAX][..]);
        let store = (0..KEYS, any::<bool>(), names_from(&METHODS), names_from(&NAMES), max_age);
        let times =
            [0, 1, 500_000_000, 999_999_999, 1_000_000_000, 2_000_000_000, 5_000_000_000, 7_199_000_000_000];
        prop_oneof![
            8 => store.prop_map(|(key, include, methods, names, max_age)| Op::Store {
                key, include, methods, names, max_age
            }),
            4 => proptest::sample::select(Vec::from(times)).prop_map(|ns| Op::Advance(Duration::from_nanos(ns))),
            1 => (0..KEYS).prop_map(Op::Clear),
            1 => prop_oneof![
                (0..KEYS).prop_map(Op::ClearOrigin),
                (0..KEYS).prop_map(Op::ClearPartition),
                Just(Op::ClearAll),
            ],
        ]
    }

    const KEYS: usize = 4;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn agrees_with_the_model(ops in proptest::collection::vec(operation(), 1..40), is_hardened in any::<bool>()) {
            let urls = [url("https://a.example/"), url("https://a.example/#f")];
            let p = partition("https://p.example", None);
            let keys: [CacheKey<'_>; KEYS] = [
                key(&urls[0]),
                key(&urls[1]),
                CacheKey { origin: b"null", ..key(&urls[0]) },
                CacheKey { partition: Some(&p), ..key(&urls[0]) },
            ];
            let switches = if is_hardened { hardened() } else { STANDARD };
            let mut cache = PreflightCache::new();
            let mut model = Model { hardened: is_hardened, ..Model::default() };
            let mut now = at(0, 0);
            for op in &ops {
                match op {
                    Op::Store { key, include, methods, names, max_age } => {
                        let credentials = if *include { Include } else { SameOrigin };
                        let (methods, names) = (methods.join(", "), names.join(","));
                        let says = Says { credentials, methods: &methods, names: &names, max_age: *max_age, switches };
                        store(&mut cache, &keys[*key], says, now);
                        model.store(*key, op, now);
                    }
                    Op::Advance(by) => now = now.after(*by),
                    Op::Clear(key) => {
                        cache.clear(&keys[*key]);
                        model.entries.retain(|entry| entry.key != *key);
                    }
                    Op::ClearOrigin(key) => {
                        cache.clear_origin(keys[*key].origin);
                        model.entries.retain(|entry| keys[entry.key].origin != keys[*key].origin);
                    }
                    Op::ClearPartition(key) => {
                        cache.clear_partition(keys[*key].partition);
                        model.entries.retain(|entry| keys[entry.key].partition != keys[*key].partition);
                    }
                    Op::ClearAll => {
                        cache.clear_all();
                        model.entries.clear();
                    }
                }
                let more = ["N0", "N7", "n7", "N16", "N17", "N30", "N48", "POST", ""];
                for (index, key) in keys.iter().enumerate() {
                    for mode in [Omit, SameOrigin, Include] {
                        let include = mode == Include;
                        let found = cache.matches(key, mode, switches, now);
                        for method in METHODS.iter().chain(&more).filter(|method| !method.is_empty()) {
                            let expected = !model.method_matches(method, index, include, now).is_empty();
                            let got = found.method_match(method.as_bytes());
                            prop_assert_eq!(got, expected, "{:?}, {:?}, {}, {}", op, key, mode, method);
                        }
                        for name in NAMES.iter().chain(&more) {
                            let expected = !model.name_matches(name, index, include, now).is_empty();
                            let got = found.header_name_match(name.as_bytes());
                            prop_assert_eq!(got, expected, "{:?}, {:?}, {}, {}", op, key, mode, name);
                        }
                    }
                }
                let place = |origin: &[u8], url: &str, partition: Option<&NetworkPartitionKey>| {
                    keys.iter()
                        .position(|key| {
                            key.origin == origin && key.url == url && key.partition == partition
                        })
                        .unwrap()
                };
                let shown: Vec<_> = cache
                    .iter(now)
                    .map(|entry| {
                        let name = String::from_utf8(entry.name.to_vec()).unwrap();
                        let key = place(entry.origin, entry.url, entry.partition);
                        (key, entry.kind == Kind::Method, name, entry.credentials, entry.expires)
                    })
                    .collect();
                let set: BTreeSet<_> = shown.iter().cloned().collect();
                prop_assert_eq!(set.len(), shown.len(), "an entry is shown twice");
                prop_assert_eq!(set, model.shown(now));
            }
        }
    }
}
