//! The surprises about preflights: the reasons for one, and the reason why the cache did not cover the request.

use super::surprise;
use crate::explain::hints::header_hint;
use crate::explain::replay::Turn;
use crate::explain::scene::Scene;
use crate::explain::story::Story;
use crate::explain::surprise::{CacheMiss, PreflightReason, Surprise, SurpriseKind};
use crate::fetch::Purpose;
use crate::header::{UnsafeNames, cors_unsafe_request_header_names};
use crate::preflight::cache::Kind;
use crate::preflight::{CacheKey, MethodNeed, PreflightNeed};
use crate::request::CredentialsMode;
use crate::timestamp::Timestamp;

/// Finds a preflight, or a request that needed none because of the preflight cache.
pub(in crate::explain) fn about_preflight(turn: &Turn, scene: Scene<'_>) -> Option<Surprise> {
    let request = &turn.request;
    match &turn.purpose {
        Purpose::Preflight(need) => {
            let names = cors_unsafe_request_header_names(&request.headers);
            let reasons = preflight_reasons(need, &names, scene);
            let cache = cache_miss(turn, need, scene.story);
            Some(surprise(SurpriseKind::Preflight { reasons, cache }, turn, None))
        }
        Purpose::Actual => {
            let is_remembered = turn.lacks_preflight(scene.turns);
            is_remembered.then(|| surprise(SurpriseKind::PreflightRemembered, turn, None))
        }
    }
}

/// Returns everything that made a preflight necessary.
fn preflight_reasons(
    need: &PreflightNeed,
    names: &UnsafeNames<'_>,
    scene: Scene<'_>,
) -> Vec<PreflightReason> {
    let request = scene.request();
    let method = need.method.map(|method| match method {
        MethodNeed::NotSafelisted => PreflightReason::Method { method: request.method().to_string() },
        MethodNeed::UseCorsPreflight => PreflightReason::Upload,
    });
    let headers = need.header_names.iter().map(|name| match names.is_unsafe_by_total(name.as_bytes()) {
        true => PreflightReason::TotalTooLong { name: name.clone() },
        false => PreflightReason::Header { name: name.clone(), hint: header_hint(name, scene) },
    });
    method.into_iter().chain(headers).collect()
}

/// Finds the reason why the cache of the story did not cover a request that needed a preflight.
fn cache_miss(turn: &Turn, need: &PreflightNeed, story: &Story) -> CacheMiss {
    let key = CacheKey::of(&turn.request);
    let include = turn.request.credentials_mode() == CredentialsMode::Include;
    let mut miss = CacheMiss::NothingStored;
    // At this time no entry has expired, so all are visited.
    for entry in story.cache.iter(Timestamp::ZERO) {
        let same_page = entry.partition == key.partition && entry.origin == key.origin;
        let covers = entry.name == b"*"
            || match entry.kind {
                Kind::Method => entry.name == turn.request.method_bytes(),
                Kind::HeaderName => {
                    need.header_names.binary_search_by(|name| name.as_bytes().cmp(entry.name)).is_ok()
                }
            };
        let found = match (same_page, entry.url == key.url) {
            (true, true) if !covers => CacheMiss::NotCovered,
            (true, true) if entry.expires <= story.now => CacheMiss::Expired,
            (true, true) if include && !entry.credentials => CacheMiss::OtherCredentials,
            (true, true) => CacheMiss::NotCovered,
            (true, false) => CacheMiss::OtherUrl,
            (false, true) => CacheMiss::OtherPage,
            (false, false) => continue,
        };
        if closeness(found) > closeness(miss) {
            miss = found;
        }
    }
    miss
}

/// Returns how close a cache entry came to covering the request. The closest entry is the one to report.
fn closeness(miss: CacheMiss) -> u8 {
    match miss {
        CacheMiss::NothingStored => 0,
        CacheMiss::OtherPage => 1,
        CacheMiss::OtherUrl => 2,
        CacheMiss::NotCovered => 3,
        CacheMiss::Expired => 4,
        CacheMiss::OtherCredentials => 5,
    }
}
