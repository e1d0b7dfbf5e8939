//! A panic in the middle of a transition does not leave the library.
//!
//! No input makes the engine panic. A client can have a list of sites of its own, though, and the one here panics when the
//! engine asks it whether a message goes to another site.
#![allow(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "a test on the border")]

use std::ptr;
use std::sync::{Arc, Mutex};

use fetch_cors::site::Sites;
use fetch_cors::{Client, Origin};

use crate::exports::*;
use crate::layout::{Bytes, StepView};
use crate::request::ScriptRequest;
use crate::status::Status;

#[derive(Debug)]
struct Planted;

impl Sites for Planted {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        panic!("planted");
    }
}

#[test]
fn a_panic_in_a_transition_is_a_status_and_closes_what_was_changed() {
    let client = Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(Planted));
    let request = ScriptRequest::new(&client, br#"{"url":"https://api.example/"}"#).unwrap();
    let cache: *mut CacheHandle = Box::into_raw(Box::new(Mutex::default()));
    let (mut fetch, mut other) = (ptr::null_mut(), ptr::null_mut());
    let mut step = StepView { kind: 0, number: 0 };
    let mut url = Bytes::EMPTY;
    let mut text = ptr::null_mut();
    // SAFETY: all handles are alive until they are freed, once, at the end.
    unsafe {
        assert_eq!(fetch_cors_fetch_new(&raw const request, &raw mut fetch), Status::Ok.number());
        assert_eq!(fetch_cors_fetch_new(&raw const request, &raw mut other), Status::Ok.number());
        assert_eq!(fetch_cors_fetch_run(fetch, 1, cache, 0), Status::Panic.number());

        // The fetch and the cache may be in any state, so nobody gets to see it.
        assert_eq!(fetch_cors_fetch_step(fetch, &raw mut step), Status::Panic.number());
        assert_eq!(fetch_cors_fetch_url(fetch, &raw mut url), Status::Panic.number());
        assert_eq!(fetch_cors_fetch_run(fetch, 1, cache, 0), Status::Panic.number());
        assert_eq!(fetch_cors_fetch_outcome_json(fetch, &raw mut text), Status::Panic.number());
        assert_eq!(fetch_cors_cache_clear(cache), Status::Panic.number());

        // Another fetch has come to no harm, but needs another cache.
        assert_eq!(fetch_cors_fetch_run(other, 1, cache, 0), Status::Panic.number());
        assert_eq!(fetch_cors_fetch_step(other, &raw mut step), Status::Ok.number());

        fetch_cors_fetch_free(other);
        fetch_cors_fetch_free(fetch);
        fetch_cors_cache_free(cache);
    }
}
