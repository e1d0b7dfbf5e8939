//! The CORS-preflight cache: one list, looked through from the front every time.

use super::headers::{is_non_wildcard, same_name};
use super::machine::Request;
use super::origin::serialize_request_origin;
use super::{Credentials, Switches};
use url::Url;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: Option<String>,
    pub origin: Vec<u8>,
    pub url: Url,
    /// Seconds.
    pub max_age: u64,
    /// Milliseconds.
    pub stored_at: u64,
    pub credentials: bool,
    pub method: Option<String>,
    pub header_name: Option<Vec<u8>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    pub entries: Vec<Entry>,
}

impl Cache {
    pub fn new() -> Self {
        Cache::default()
    }

    /// Entries whose age has reached their max-age are gone.
    fn forget_old(&mut self, now: u64) {
        self.entries.retain(|e| u128::from(now.saturating_sub(e.stored_at)) < u128::from(e.max_age) * 1000);
    }

    /// create a new cache entry
    pub fn create(
        &mut self,
        request: &Request,
        max_age: u64,
        method: Option<String>,
        header_name: Option<Vec<u8>>,
        now: u64,
    ) {
        self.entries.push(Entry {
            // create a new cache entry 1a to 1g
            key: request.partition_key.clone(),
            origin: serialize_request_origin(request),
            url: request.current_url().clone(),
            max_age,
            stored_at: now,
            credentials: request.credentials == Credentials::Include,
            method,
            header_name,
        });
    }

    /// clear cache entries
    pub fn clear(&mut self, request: &Request) {
        let origin = serialize_request_origin(request);
        self.entries.retain(|e| {
            !(e.key == request.partition_key && e.origin == origin && e.url == *request.current_url())
        });
    }

    /// Whether there is any entry for the request, with the same credentials.
    pub fn has_entry(&mut self, request: &Request, now: u64) -> bool {
        self.forget_old(now);
        let include = request.credentials == Credentials::Include;
        self.entries.iter().any(|e| entry_matches(e, request) && e.credentials == include)
    }

    /// Places of the entries with a method cache entry match.
    pub fn method_matches(
        &mut self,
        method: &str,
        request: &Request,
        switches: &Switches,
        now: u64,
    ) -> Vec<usize> {
        self.forget_old(now);
        let mut places = Vec::new();
        for (i, e) in self.entries.iter().enumerate() {
            if !entry_matches(e, request) {
                continue;
            }
            let star = e.method.as_deref() == Some("*") && star_counts(e, switches);
            if e.method.as_deref() == Some(method) || star {
                places.push(i);
            }
        }
        places
    }

    /// Places of the entries with a header-name cache entry match.
    pub fn header_name_matches(
        &mut self,
        name: &[u8],
        request: &Request,
        switches: &Switches,
        now: u64,
    ) -> Vec<usize> {
        self.forget_old(now);
        let mut places = Vec::new();
        for (i, e) in self.entries.iter().enumerate() {
            if !entry_matches(e, request) {
                continue;
            }
            let Some(stored) = &e.header_name else { continue };
            let star = stored == b"*" && star_counts(e, switches);
            if same_name(stored, name) || (star && !is_non_wildcard(name)) {
                places.push(i);
            }
        }
        places
    }

    /// New max-age, and the clock of the entry starts again (decision).
    pub fn set_max_age(&mut self, places: &[usize], max_age: u64, now: u64) {
        for i in places {
            self.entries[*i].max_age = max_age;
            self.entries[*i].stored_at = now;
        }
    }
}

/// cache entry match
fn entry_matches(e: &Entry, request: &Request) -> bool {
    e.key == request.partition_key
        && e.origin == serialize_request_origin(request)
        && e.url == *request.current_url()
        && (e.credentials || request.credentials != Credentials::Include)
}

/// Whether a `*` in this entry stands for other names.
fn star_counts(e: &Entry, switches: &Switches) -> bool {
    !(switches.cached_wildcard_needs_no_credentials && e.credentials)
}
