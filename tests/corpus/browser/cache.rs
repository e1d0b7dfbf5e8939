//! The CORS-preflight cache: the twin's entries, matched and kept in the browser's way.

use super::families::{Family, Ways};
use crate::scenario::CacheMode;
use crate::twin::headers::is_non_wildcard;
use crate::twin::machine::Request;
use crate::twin::preflight::is_safelisted_method;
use crate::twin::{Cache, Credentials, Entry};

#[derive(Debug, Default)]
pub struct PreflightCache {
    cache: Cache,
}

/// What a preflight grants.
pub struct Granted {
    pub methods: Vec<String>,
    pub names: Vec<Vec<u8>>,
    /// `None`: not to be kept.
    pub max_age: Option<u64>,
}

/// Who asks the cache, and how.
pub struct Asking<'a> {
    pub request: &'a Request,
    /// The request's origin, byte-serialised.
    pub origin: Vec<u8>,
    pub mode: CacheMode,
    pub now: u64,
    pub ways: &'a Ways,
}

impl PreflightCache {
    /// Whether there is anything for the URL.
    pub fn has_entries(&self, asking: &Asking<'_>) -> bool {
        self.entries(asking).next().is_some()
    }

    /// HTTP fetch 4.1: whether a preflight can be left out.
    pub fn covers(&mut self, asking: &Asking<'_>, names: &[Vec<u8>]) -> bool {
        let &Asking { request, ways, .. } = asking;
        let has_entries = self.has_entries(asking);
        let mut covers = self.covers_method(asking) && names.iter().all(|name| self.has_name(asking, name));
        if covers && has_entries {
            covers &= match asking.mode {
                CacheMode::NoStore | CacheMode::Reload => !ways.depart(Family::CacheModeBypasses),
                CacheMode::NoCache => !ways.depart(Family::ValidationBypasses),
                CacheMode::Default | CacheMode::ForceCache => true,
            };
            let opaque = asking.origin == b"null";
            covers &= !(opaque && ways.depart(Family::OpaqueOriginsUncached));
        }
        if !covers && has_entries && ways.depart(Family::OneResult) {
            self.cache.clear(request);
        }
        covers
    }

    fn covers_method(&self, asking: &Asking<'_>) -> bool {
        let method = asking.request.method.as_str();
        if self.has_method(asking, method) {
            return true;
        }
        if !is_safelisted_method(method) {
            return false;
        }
        let may_be_left_out = !asking.request.use_cors_preflight
            || (self.entries(asking).any(|entry| matches_credentials(entry, asking))
                && asking.ways.depart(Family::SafelistedWithoutEntry));
        if !may_be_left_out {
            return false;
        }
        !(method == "HEAD" && asking.ways.depart(Family::CachedHead))
    }

    fn has_method(&self, asking: &Asking<'_>, method: &str) -> bool {
        self.entries(asking).any(|entry| matches_method(entry, asking, method))
    }

    fn has_name(&self, asking: &Asking<'_>, name: &[u8]) -> bool {
        self.entries(asking).any(|entry| matches_name(entry, asking, name))
    }

    /// CORS-preflight fetch 7.12 to 7.15
    pub fn store(&mut self, asking: &Asking<'_>, granted: &Granted) {
        let &Asking { request, now, ways, .. } = asking;
        let Some(max_age) = granted.max_age else { return };
        if asking.mode == CacheMode::NoStore && ways.depart(Family::NoStoreKeepsNothing) {
            return;
        }
        if self.has_entries(asking) {
            if max_age == 0 && ways.depart(Family::MaxAgeZero) {
                return;
            }
            if ways.depart(Family::OneResult) {
                self.cache.clear(request);
            }
        }
        let empty = granted.methods.is_empty() && granted.names.is_empty();
        if empty && ways.depart(Family::EmptyResult) {
            self.cache.create(request, max_age, None, None, now);
        }
        for method in &granted.methods {
            self.update(asking, max_age, |entry| matches_method(entry, asking, method));
        }
        for method in &granted.methods {
            if !self.has_method(asking, method) {
                self.cache.create(request, max_age, Some(method.clone()), None, now);
            }
        }
        for name in &granted.names {
            self.update(asking, max_age, |entry| matches_name(entry, asking, name));
        }
        for name in &granted.names {
            if !self.has_name(asking, name) {
                self.cache.create(request, max_age, None, Some(name.clone()), now);
            }
        }
    }

    fn update(&mut self, asking: &Asking<'_>, max_age: u64, matches: impl Fn(&Entry) -> bool) {
        let places = self.cache.entries.iter().enumerate();
        let places: Vec<_> =
            places.filter(|(_, e)| counts(e, asking) && matches(e)).map(|(place, _)| place).collect();
        self.cache.set_max_age(&places, max_age, asking.now);
    }

    fn entries<'c>(&'c self, asking: &'c Asking<'c>) -> impl Iterator<Item = &'c Entry> {
        self.cache.entries.iter().filter(move |entry| counts(entry, asking))
    }

    /// main fetch 12f.3, and what there is instead after a network error
    pub fn clear(&mut self, asking: &Asking<'_>, took_branch: bool) {
        if !self.has_entries(asking) {
            return;
        }
        let clears = match took_branch {
            true => !asking.ways.depart(Family::FailureKeeps),
            false => asking.ways.depart(Family::AnyFailureClears),
        };
        if clears {
            self.cache.clear(asking.request);
        }
    }
}

/// cache entry match, but for credentials; and that it has not gone yet
fn counts(entry: &Entry, asking: &Asking<'_>) -> bool {
    entry.origin == asking.origin
        && entry.url == *asking.request.current_url()
        && asking.now < entry.stored_at + entry.max_age * 1000
}

/// cache entry match, of credentials
fn matches_credentials(entry: &Entry, asking: &Asking<'_>) -> bool {
    let include = asking.request.credentials == Credentials::Include;
    (entry.credentials || !include)
        && (entry.credentials == include || !asking.ways.depart(Family::CachedCredentials))
}

/// Whether a `*` in this entry covers anything.
fn star_counts(entry: &Entry, asking: &Asking<'_>) -> bool {
    if asking.ways.depart(Family::CachedWildcard) {
        return false;
    }
    !(entry.credentials && asking.ways.depart(Family::CachedWildcardCredentials))
}

/// method cache entry match
fn matches_method(entry: &Entry, asking: &Asking<'_>, method: &str) -> bool {
    let Some(stored) = &entry.method else { return false };
    (stored == method || (stored == "*" && star_counts(entry, asking))) && matches_credentials(entry, asking)
}

/// header-name cache entry match
fn matches_name(entry: &Entry, asking: &Asking<'_>, name: &[u8]) -> bool {
    let Some(stored) = &entry.header_name else { return false };
    if stored.eq_ignore_ascii_case(name) {
        return matches_credentials(entry, asking);
    }
    stored == b"*"
        && !is_non_wildcard(name)
        && matches_credentials(entry, asking)
        && star_counts(entry, asking)
}
