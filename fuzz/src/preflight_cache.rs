//! A target that compares the preflight cache with a simple model, which is a list of entries.

use std::collections::HashMap;
use std::time::Duration;

use arbitrary::{Arbitrary, Result, Unstructured};
use fetch_cors::header::UnsafeNames;
use fetch_cors::preflight::cache::Kind;
use fetch_cors::preflight::{CacheKey, CacheLimits, CacheMatches, PreflightCache, PreflightedRequest};
use fetch_cors::request::{CredentialsMode, NetworkPartitionKey, Switches};
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::site::Site;
use fetch_cors::{Origin, Timestamp};
use url::Url;

use super::drive::LastTwoLabels;
use super::text::{one, rarely, token};

/// The input: operations on a cache, one after another.
#[derive(Clone, Debug)]
pub struct Input {
    limits: CacheLimits,
    switches: Switches,
    /// Whether the cache and the model are compared after each operation. If not, they are compared only at the end.
    compare_often: bool,
    operations: Vec<Operation>,
}

#[derive(Clone, Debug)]
enum Operation {
    Store { key: Key, include: bool, grants: Grants },
    Match { key: Key, include: bool, names: Names },
    Wait(Duration),
    Clear(Key),
    ClearOrigin(Key),
    ClearPartition(Key),
    ClearAll,
}

/// The indices of one of a few keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    partition: usize,
    origin: usize,
    url: usize,
}

#[derive(Clone, Debug)]
struct Grants {
    methods: Vec<Vec<u8>>,
    names: Vec<Vec<u8>>,
    max_age: u64,
}

#[derive(Clone, Debug)]
struct Names(Vec<Vec<u8>>);

const ORIGINS: [&str; 3] = ["https://a.test", "null", "https://b.test:8080"];
const URLS: [&str; 5] =
    ["https://c.test/", "https://c.test/#", "https://c.test/a?b", "http://c.test/", "https://c.test:8443/"];
const WORDS: &[&str] =
    &["PUT", "put", "DELETE", "GET", "*", "authorization", "Authorization", "x-a", "X-A", "x-b", "accept"];
const AGES: [u64; 9] = [0, 1, 2, 5, 600, 7_200, 7_201, 1 << 40, u64::MAX];

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (limits, switches) = limits_and_switches(u)?;
        let compare_often = rarely(u, 4)?;
        let mut operations = vec![];
        while !u.is_empty() && operations.len() < 48 {
            operations.push(operation(u, operations.last())?);
        }
        Ok(Self { limits, switches, compare_often, operations })
    }
}

/// Creates limits and switches. They are often the default ones. With small limits, the cache evicts entries.
fn limits_and_switches(u: &mut Unstructured<'_>) -> Result<(CacheLimits, Switches)> {
    let mut limits = CacheLimits::default();
    let which = u.arbitrary::<u8>()?;
    let is_set = |bit: u8| which & (1 << bit) != 0;
    if is_set(7) {
        if is_set(0) {
            limits.max_entries = u.int_in_range(0..=20u8)?.into();
        }
        if is_set(1) {
            limits.max_entries_per_key = u.int_in_range(0..=20u8)?.into();
        }
        if is_set(2) {
            limits.max_bytes = u.int_in_range(0..=4_000u16)?.into();
        }
    }
    if is_set(3) {
        limits.max_age = Duration::from_millis(500) * u.arbitrary::<u8>()?.into();
    }
    let mut switches = Switches::default();
    switches.cached_wildcard_needs_no_credentials = is_set(4);
    Ok((limits, switches))
}

/// Creates an operation. Most operations store or match, and often match what the previous operation stored.
fn operation(u: &mut Unstructured<'_>, last: Option<&Operation>) -> Result<Operation> {
    let which = u.arbitrary::<u8>()?;
    let include = which & 0x80 != 0;
    Ok(match which % 16 {
        0 => Operation::Clear(u.arbitrary()?),
        1 => Operation::ClearOrigin(u.arbitrary()?),
        2 => Operation::ClearPartition(u.arbitrary()?),
        3 => match u.int_in_range(0..=3u8)? {
            0 => Operation::ClearAll,
            _ => Operation::Wait(wait(u)?),
        },
        4 | 5 => Operation::Wait(wait(u)?),
        6..=10 => Operation::Store { key: u.arbitrary()?, include, grants: u.arbitrary()? },
        11..=13 => Operation::Match { key: u.arbitrary()?, include, names: u.arbitrary()? },
        _ => match last {
            Some(Operation::Store { key, grants, .. }) => {
                let names = [&grants.methods[..], &grants.names].concat();
                Operation::Match { key: *key, include, names: Names(names) }
            }
            _ => Operation::Store { key: u.arbitrary()?, include, grants: u.arbitrary()? },
        },
    })
}

impl<'a> Arbitrary<'a> for Key {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // The key is often the same, so that there are entries to find.
        let which = usize::from(u.arbitrary::<u8>()?.saturating_sub(128));
        Ok(Self { partition: which % 3, origin: which / 3 % 3, url: which / 9 % URLS.len() })
    }
}

impl<'a> Arbitrary<'a> for Names {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let count = u.int_in_range(0..=7u8)?;
        if count == 7 {
            // Together with other names of the key, these are so many that the cache uses an index for them.
            let first = u.int_in_range(0..=30u8)?;
            return Ok(Self((first..first + 48).map(|n| format!("n{n}").into_bytes()).collect()));
        }
        Ok(Self((0..count).map(|_| token(u, WORDS)).collect::<Result<_>>()?))
    }
}

impl<'a> Arbitrary<'a> for Grants {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            methods: Names::arbitrary(u)?.0,
            names: Names::arbitrary(u)?.0,
            max_age: if u.ratio(7, 8)? { *one(u, &AGES)? } else { u.arbitrary()? },
        })
    }
}

/// Creates a duration in steps of half a second.
fn wait(u: &mut Unstructured<'_>) -> Result<Duration> {
    let half_seconds = if u.ratio(7, 8)? { *one(u, &AGES)? } else { u.arbitrary()? };
    Ok(Duration::from_secs(half_seconds) / 2)
}

/// An entry of the model.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    key: Key,
    kind: Kind,
    name: Vec<u8>,
    credentials: bool,
    expires: Timestamp,
}

/// The model: the entries, and all grants that were stored since their key was last cleared.
#[derive(Debug, Default)]
struct Model {
    hardened: bool,
    entries: Vec<Entry>,
    grants: Vec<Entry>,
    /// The keys in the order in which they were last stored.
    stored: Vec<Key>,
}

impl Model {
    fn covers(&self, entry: &Entry, key: Key, kind: Kind, name: &[u8], include: bool) -> bool {
        if entry.kind != kind || entry.key != key || include && !entry.credentials {
            return false;
        }
        let same = entry.name.len() == name.len()
            && match kind {
                Kind::Method => entry.name == name,
                _ => entry.name.eq_ignore_ascii_case(name),
            };
        let authorization = || kind == Kind::HeaderName && name.eq_ignore_ascii_case(b"authorization");
        same || entry.name == b"*" && !authorization() && !(entry.credentials && self.hardened)
    }

    fn matching(&self, key: Key, kind: Kind, name: &[u8], include: bool, now: Timestamp) -> Vec<usize> {
        let counts = |i: &usize| {
            let entry = &self.entries[*i];
            now < entry.expires && self.covers(entry, key, kind, name, include)
        };
        (0..self.entries.len()).filter(counts).collect()
    }

    fn store(
        &mut self,
        key: Key,
        kind: Kind,
        names: &[Vec<u8>],
        include: bool,
        now: Timestamp,
        expires: Timestamp,
    ) {
        let entry = |name: &Vec<u8>| Entry { key, kind, name: name.clone(), credentials: include, expires };
        self.grants.extend(names.iter().map(entry));
        for name in names {
            for i in self.matching(key, kind, name, include, now) {
                self.entries[i].expires = expires;
            }
        }
        for name in names {
            if self.matching(key, kind, name, include, now).is_empty() && now < expires {
                self.entries.push(entry(name));
            }
        }
        self.stored.retain(|stored| *stored != key);
        self.stored.push(key);
    }

    fn clear(&mut self, cleared: impl Fn(Key) -> bool) {
        self.entries.retain(|entry| !cleared(entry.key));
        self.grants.retain(|entry| !cleared(entry.key));
    }

    /// Returns the entries that have not expired. They are sorted, and names of headers are in lower case.
    fn live(&self, now: Timestamp) -> Vec<(Key, bool, Vec<u8>, bool, Timestamp)> {
        let live = self.entries.iter().filter(|entry| now < entry.expires).map(|entry| match entry.kind {
            Kind::Method => (entry.key, true, entry.name.clone(), entry.credentials, entry.expires),
            _ => (entry.key, false, entry.name.to_ascii_lowercase(), entry.credentials, entry.expires),
        });
        sorted(live.collect())
    }
}

fn sorted<T: Clone>(mut live: Vec<(Key, bool, Vec<u8>, bool, T)>) -> Vec<(Key, bool, Vec<u8>, bool, T)> {
    live.sort_by_key(|(key, is_method, name, credentials, _)| {
        (key.partition, key.origin, key.url, *is_method, name.clone(), *credentials)
    });
    live
}

struct World {
    cache: PreflightCache,
    switches: Switches,
    model: Model,
    partitions: [Option<NetworkPartitionKey>; 3],
    urls: [Url; 5],
    small: bool,
    now: Timestamp,
}

/// Runs the target on an input. Returns true if a match is found before it expires.
pub fn run(input: &Input) -> bool {
    let limits = input.limits;
    let usual = CacheLimits::default();
    let site = || Site::obtain(&Origin::parse("https://top.test").unwrap(), &LastTwoLabels);
    let mut world = World {
        cache: PreflightCache::with_limits(limits),
        switches: input.switches,
        model: Model { hardened: input.switches.cached_wildcard_needs_no_credentials, ..Model::default() },
        partitions: [
            None,
            Some(NetworkPartitionKey::new(site(), None)),
            Some(NetworkPartitionKey::new(site(), Some("x".into()))),
        ],
        urls: URLS.map(|url| Url::parse(url).unwrap()),
        small: limits.max_entries < usual.max_entries
            || limits.max_entries_per_key < usual.max_entries_per_key
            || limits.max_bytes < usual.max_bytes,
        now: Timestamp::ZERO,
    };
    let mut found = false;
    for operation in &input.operations {
        found |= world.operate(operation);
        if input.compare_often {
            world.compare();
        }
        let cache = &world.cache;
        assert!(cache.len() <= limits.max_entries && cache.bytes() <= limits.max_bytes);
    }
    world.compare();
    found
}

impl World {
    fn operate(&mut self, operation: &Operation) -> bool {
        let Self { cache, switches, model, partitions, urls, now, .. } = self;
        let of = |key: &Key| CacheKey {
            partition: partitions[key.partition].as_ref(),
            origin: ORIGINS[key.origin].as_bytes(),
            url: urls[key.url].as_str(),
        };
        match operation {
            Operation::Store { key, include, grants } => {
                store(cache, &of(key), (*include, *switches), grants, *now);
                let limit = cache.limits().max_age;
                let expires = now.after(Duration::from_secs(grants.max_age).min(limit));
                model.store(*key, Kind::Method, &grants.methods, *include, *now, expires);
                model.store(*key, Kind::HeaderName, &grants.names, *include, *now, expires);
            }
            Operation::Match { key, include, names } => {
                return self.matches(*key, *include, &names.0);
            }
            Operation::Wait(time) => *now = now.after(*time),
            Operation::Clear(key) => {
                cache.clear(&of(key));
                model.clear(|other| other == *key);
                assert!(cache.matches(&of(key), CredentialsMode::Omit, *switches, *now).is_none());
            }
            Operation::ClearOrigin(key) => {
                cache.clear_origin(of(key).origin);
                model.clear(|other| other.origin == key.origin);
            }
            Operation::ClearPartition(key) => {
                cache.clear_partition(of(key).partition);
                model.clear(|other| other.partition == key.partition);
            }
            Operation::ClearAll => {
                cache.clear_all();
                model.clear(|_| true);
                assert_eq!((cache.len(), cache.bytes(), cache.is_empty()), (0, 0, true));
            }
        }
        false
    }

    /// Checks that the cache matches exactly what the model matches. With small limits, the cache may have evicted entries.
    /// In this case, this only checks that each match was granted.
    fn matches(&mut self, key: Key, include: bool, names: &[Vec<u8>]) -> bool {
        let mode = if include { CredentialsMode::Include } else { CredentialsMode::Omit };
        let of = CacheKey {
            partition: self.partitions[key.partition].as_ref(),
            origin: ORIGINS[key.origin].as_bytes(),
            url: self.urls[key.url].as_str(),
        };
        let found = self.cache.matches(&of, mode, self.switches, self.now);
        let mut any = false;
        for name in names {
            for kind in [Kind::Method, Kind::HeaderName] {
                let matches = match kind {
                    Kind::Method => found.method_match(name),
                    _ => found.header_name_match(name),
                };
                any |= matches;
                if self.small {
                    let granted = self.model.grants.iter();
                    let mut granted =
                        granted.filter(|grant| self.model.covers(grant, key, kind, name, include));
                    let last =
                        self.model.grants.iter().filter(|grant| grant.key == key).map(|grant| grant.expires);
                    let possible = granted.next().is_some() && last.max().is_some_and(|last| self.now < last);
                    assert!(!matches || possible);
                } else {
                    let expected = !self.model.matching(key, kind, name, include, self.now).is_empty();
                    assert_eq!(
                        matches,
                        expected,
                        "{key:?} {kind:?} {include} {:?}",
                        String::from_utf8_lossy(name)
                    );
                }
            }
        }
        any
    }

    fn compare(&self) {
        let limits = self.cache.limits();
        let key_of = |partition: Option<&NetworkPartitionKey>, origin: &[u8], url: &str| Key {
            partition: self.partitions.iter().position(|other| other.as_ref() == partition).unwrap(),
            origin: ORIGINS.iter().position(|other| other.as_bytes() == origin).unwrap(),
            url: URLS.iter().position(|other| *other == url).unwrap(),
        };
        let mut live = Vec::new();
        let mut order = Vec::new();
        let mut names: HashMap<Key, Vec<(bool, &[u8])>> = HashMap::new();
        for entry in self.cache.iter(self.now) {
            assert!(self.now < entry.expires);
            let key = key_of(entry.partition, entry.origin, entry.url);
            let is_method = entry.kind == Kind::Method;
            live.push((key, is_method, entry.name.to_vec(), entry.credentials, entry.expires));
            if order.last() != Some(&key) {
                assert!(!order.contains(&key), "a key in two places");
                order.push(key);
            }
            let of_key = names.entry(key).or_default();
            if !of_key.contains(&(is_method, entry.name)) {
                of_key.push((is_method, entry.name));
            }
        }
        // The limits hold after every operation.
        assert!(names.values().all(|names| names.len() <= limits.max_entries_per_key));
        assert!(names.values().map(Vec::len).sum::<usize>() <= self.cache.len());
        if !self.small {
            // No entry was evicted, so the order of the keys is the order in which they were stored.
            let mut stored = self.model.stored.iter().rev();
            assert!(order.iter().all(|key| stored.any(|stored| stored == key)), "not as stored: {order:?}");
            assert_eq!(sorted(live), self.model.live(self.now));
        }
    }
}

/// Stores the grant of a server in the cache.
fn store(
    cache: &mut PreflightCache,
    key: &CacheKey<'_>,
    (include, switches): (bool, Switches),
    grants: &Grants,
    now: Timestamp,
) {
    let response: [(&[u8], Vec<u8>); 5] = [
        (b"access-control-allow-origin", key.origin.to_vec()),
        (b"access-control-allow-credentials", b"true".to_vec()),
        (b"access-control-allow-methods", grants.methods.join(&b","[..])),
        (b"access-control-allow-headers", grants.names.join(&b","[..])),
        (b"access-control-max-age", grants.max_age.to_string().into_bytes()),
    ];
    let mode = if include { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    let names = UnsafeNames::default();
    let origin = RequestOrigin::from_serialized(key.origin);
    let mut request = PreflightedRequest::new(origin, mode, b"GET", &names);
    request.switches = switches;
    cache.store(key, &request.evaluate(204, &response).unwrap(), now);
}
