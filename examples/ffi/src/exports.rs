//! The functions of `fetch_cors.h`, which describes them. Each function reads the arguments from C, calls safe code, and
//! writes the results to C. No function lets a panic out.
//!
//! # Safety
//!
//! For each function, the caller promises what the header requires:
//!
//! - A handle is NULL, or this library has created it and it is not freed. It is not freed during the call.
//! - Bytes and arrays have the length that is passed with them, and do not change during the call.
//! - A pointer for a result is NULL, or points to memory for the result.
#![allow(unsafe_code, reason = "this file is a part of the border to C")]
#![allow(
    clippy::missing_safety_doc,
    reason = "the documentation of the module describes safety for all functions"
)]
#![allow(missing_docs, reason = "the C header describes the functions")]

use std::ffi::c_char;
use std::sync::Mutex;
use std::time::Duration;

use fetch_cors::error::Blocker;
use fetch_cors::explain::Story;
use fetch_cors::header::HeaderList;
use fetch_cors::url::Url;
use fetch_cors::{Client, PreflightCache, Response, Step, Timestamp};

use crate::constants::{ABI_VERSION, blocked_by, failed};
use crate::fetch::{Failure, Fetch};
use crate::guard::{guard, guard_or, lock};
use crate::layout::{Bytes, ErrorView, MessageView, ResponseView, ResultView, StepView};
use crate::pointers::{borrow, bytes, give, headers, put, take_back};
use crate::request::ScriptRequest;
use crate::status::{Status, Trouble};
use crate::{client, explanation, outcome};

// C may move fetches and caches from one thread to another, and use clients and requests in several threads. The type
// `Fetch` is not `Send` in Rust, because it contains pointers. They point into the fetch itself, so they may move with it.
const _: () = {
    const fn is_send<T: Send>() {}
    const fn is_sync<T: Sync>() {}
    is_send::<(Step<()>, Story, PreflightCache)>();
    is_sync::<(Client, ScriptRequest)>();
};

/// The type behind the handle `fetch_cors_fetch`.
pub type FetchHandle = Mutex<Fetch>;
/// The type behind the handle `fetch_cors_cache`.
pub type CacheHandle = Mutex<PreflightCache>;
/// The type behind the handle `fetch_cors_string`.
pub type Text = String;

#[unsafe(no_mangle)]
pub extern "C" fn fetch_cors_abi_version() -> u32 {
    ABI_VERSION
}

#[unsafe(no_mangle)]
pub extern "C" fn fetch_cors_status_text(status: i32) -> *const c_char {
    let known = Status::ALL.into_iter().find(|known| known.number() == status);
    known.map_or(c"unknown status", Status::text).as_ptr()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_string_bytes(string: *const Text) -> Bytes {
    guard_or(Bytes::EMPTY, || {
        // SAFETY: the caller promises what the module documentation says.
        let string = unsafe { borrow(string) };
        string.map_or(Bytes::EMPTY, |text| Bytes::of(text.as_bytes()))
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_string_free(string: *mut Text) {
    // SAFETY: the caller promises what the module documentation says.
    guard_or((), || unsafe { take_back(string) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_client_new(
    json: Bytes,
    client: *mut *mut Client,
    message: *mut *mut Text,
) -> i32 {
    let make = || {
        // SAFETY: the caller promises what the module documentation says.
        let json = unsafe { bytes(json) }?;
        client::client(json)
    };
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { give_or_say_why(client, make, message) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_client_free(client: *mut Client) {
    // SAFETY: the caller promises what the module documentation says.
    guard_or((), || unsafe { take_back(client) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_cache_new(cache: *mut *mut CacheHandle) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { give(cache, || Ok(Mutex::default())) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_cache_clear(cache: *mut CacheHandle) -> i32 {
    guard(|| {
        // SAFETY: the caller promises what the module documentation says.
        let cache = unsafe { borrow(cache) }?;
        lock(cache)?.clear_all();
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_cache_free(cache: *mut CacheHandle) {
    // SAFETY: the caller promises what the module documentation says.
    guard_or((), || unsafe { take_back(cache) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_request_new(
    client: *const Client,
    json: Bytes,
    request: *mut *mut ScriptRequest,
    message: *mut *mut Text,
) -> i32 {
    let make = || {
        // SAFETY: the caller promises what the module documentation says.
        let client = unsafe { borrow(client) }?;
        // SAFETY: as above.
        let json = unsafe { bytes(json) }?;
        ScriptRequest::new(client, json)
    };
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { give_or_say_why(request, make, message) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_request_free(request: *mut ScriptRequest) {
    // SAFETY: the caller promises what the module documentation says.
    guard_or((), || unsafe { take_back(request) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_new(
    request: *const ScriptRequest,
    fetch: *mut *mut FetchHandle,
) -> i32 {
    let make = || {
        // SAFETY: the caller promises what the module documentation says.
        let request = unsafe { borrow(request) }?;
        Ok(Mutex::new(Fetch::new(request)))
    };
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { give(fetch, make) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_new_recorded(
    request: *const ScriptRequest,
    cache: *const CacheHandle,
    now: u64,
    fetch: *mut *mut FetchHandle,
) -> i32 {
    let make = || {
        // SAFETY: the caller promises what the module documentation says.
        let request = unsafe { borrow(request) }?;
        // SAFETY: as above.
        let cache = unsafe { borrow(cache) }?;
        Ok(Mutex::new(Fetch::recorded(request, &*lock(cache)?, timestamp(now))))
    };
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { give(fetch, make) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_free(fetch: *mut FetchHandle) {
    // SAFETY: the caller promises what the module documentation says.
    guard_or((), || unsafe { take_back(fetch) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_step(fetch: *const FetchHandle, step: *mut StepView) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { look(fetch, step, |fetch| Ok(fetch.step())) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_url(fetch: *const FetchHandle, url: *mut Bytes) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { look(fetch, url, Fetch::url) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_run(
    fetch: *mut FetchHandle,
    number: u64,
    cache: *mut CacheHandle,
    now: u64,
) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { change(fetch, cache, |fetch, cache| fetch.run(number, cache, timestamp(now))) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_upgrade_to_https(fetch: *mut FetchHandle, number: u64) -> i32 {
    guard(|| {
        // SAFETY: the caller promises what the module documentation says.
        let fetch = unsafe { borrow(fetch) }?;
        lock(fetch)?.upgrade_to_https(number)
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_block(
    fetch: *mut FetchHandle,
    number: u64,
    blocker: i32,
    cache: *mut CacheHandle,
) -> i32 {
    guard(|| {
        let blocker = match blocker {
            blocked_by::CONTENT_SECURITY_POLICY => Blocker::ContentSecurityPolicy,
            blocked_by::MIXED_CONTENT => Blocker::MixedContent,
            blocked_by::INTEGRITY_POLICY => Blocker::IntegrityPolicy,
            blocked_by::LOCAL_URLS_ONLY => Blocker::LocalUrlsOnly,
            blocked_by::HOST => Blocker::Host("a policy of the host".into()),
            _ => return Err(Status::InvalidArgument.into()),
        };
        // SAFETY: the caller promises what the module documentation says.
        unsafe { change(fetch, cache, |fetch, cache| fetch.block(number, blocker, cache)) }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_message(
    fetch: *const FetchHandle,
    message: *mut MessageView,
) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { look(fetch, message, Fetch::message) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_respond(
    fetch: *mut FetchHandle,
    number: u64,
    response: *const ResponseView,
    cache: *mut CacheHandle,
    now: u64,
) -> i32 {
    guard(|| {
        // SAFETY: the caller promises what the module documentation says.
        let response = unsafe { borrow(response) }?;
        // SAFETY: as above.
        let response = unsafe { read_response(response) }?;
        let respond = |fetch: &mut Fetch, cache: &mut PreflightCache| {
            fetch.respond(number, response, cache, timestamp(now))
        };
        // SAFETY: as above.
        unsafe { change(fetch, cache, respond) }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_fail(
    fetch: *mut FetchHandle,
    number: u64,
    failure: i32,
    why: Bytes,
    cache: *mut CacheHandle,
) -> i32 {
    guard(|| {
        let failure = match failure {
            failed::NO_RESPONSE => Failure::NoResponse,
            failed::WRONG_BODY => Failure::WrongBody,
            _ => return Err(Status::InvalidArgument.into()),
        };
        // SAFETY: the caller promises what the module documentation says.
        let why = unsafe { bytes(why) }?;
        let why = str::from_utf8(why).map_err(|_| Status::InvalidUtf8)?;
        // SAFETY: as above.
        unsafe { change(fetch, cache, |fetch, cache| fetch.fail(number, failure, why, cache)) }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_result(fetch: *const FetchHandle, result: *mut ResultView) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { look(fetch, result, Fetch::result) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_error(fetch: *const FetchHandle, error: *mut ErrorView) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { look(fetch, error, Fetch::error) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_outcome_json(
    fetch: *const FetchHandle,
    json: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { write(fetch, json, |fetch| Ok(outcome::to_json(fetch.outcome()?).to_string())) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_explain_text(
    fetch: *const FetchHandle,
    text: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { write(fetch, text, |fetch| Ok(fetch.explain()?.to_string())) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fetch_cors_fetch_explain_json(
    fetch: *const FetchHandle,
    json: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller promises what the module documentation says.
    guard(|| unsafe { write(fetch, json, |fetch| Ok(explanation::to_json(&fetch.explain()?).to_string())) })
}

/// Gives a new handle to C, or a text that says why there is no handle.
unsafe fn give_or_say_why<T>(
    place: *mut *mut T,
    make: impl FnOnce() -> Result<T, Trouble>,
    message: *mut *mut Text,
) -> Result<(), Trouble> {
    if !message.is_null() {
        // SAFETY: the caller promises what the module documentation says.
        unsafe { put(message, std::ptr::null_mut()) }?;
    }
    // SAFETY: as above.
    let given = unsafe { give(place, make) };
    if let (Err(trouble), false) = (&given, message.is_null()) {
        // SAFETY: as above.
        unsafe { give(message, || Ok(trouble.message.clone())) }?;
    }
    given
}

/// Writes a view of the current step of a fetch to the place that C has passed.
unsafe fn look<T>(
    fetch: *const FetchHandle,
    place: *mut T,
    part: impl FnOnce(&Fetch) -> Result<T, Status>,
) -> Result<(), Trouble> {
    // SAFETY: the caller promises what the module documentation says.
    let fetch = unsafe { borrow(fetch) }?;
    let part = part(&*lock(fetch)?)?;
    // SAFETY: as above.
    Ok(unsafe { put(place, part) }?)
}

/// Gives a text about a fetch to C.
unsafe fn write(
    fetch: *const FetchHandle,
    place: *mut *mut Text,
    text: impl FnOnce(&Fetch) -> Result<String, Status>,
) -> Result<(), Trouble> {
    let make = || {
        // SAFETY: the caller promises what the module documentation says.
        let fetch = unsafe { borrow(fetch) }?;
        Ok(text(&*lock(fetch)?)?)
    };
    // SAFETY: the caller promises what the module documentation says.
    unsafe { give(place, make) }
}

/// Makes a transition of a fetch that needs the cache.
unsafe fn change(
    fetch: *mut FetchHandle,
    cache: *mut CacheHandle,
    transition: impl FnOnce(&mut Fetch, &mut PreflightCache) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    // SAFETY: the caller promises what the module documentation says.
    let fetch = unsafe { borrow(fetch.cast_const()) }?;
    // SAFETY: as above.
    let cache = unsafe { borrow(cache.cast_const()) }?;
    transition(&mut *lock(fetch)?, &mut *lock(cache)?)
}

/// Copies a response from C.
unsafe fn read_response(response: &ResponseView) -> Result<Response<()>, Status> {
    // SAFETY: the caller promises what the module documentation says.
    let url = unsafe { bytes(response.url) }?;
    // SAFETY: as above.
    let status_text = unsafe { bytes(response.status_text) }?;
    // SAFETY: as above.
    let headers = unsafe { headers(response.headers, response.header_count) }?;
    let list = HeaderList::try_from_pairs(headers).map_err(|_| Status::InvalidHeader)?;
    let read = Response::new(response.status, ()).with_status_text(status_text).with_headers(list);
    if url.is_empty() {
        return Ok(read);
    }
    let url = str::from_utf8(url).map_err(|_| Status::InvalidUtf8)?;
    Ok(read.with_url(Url::parse(url).map_err(|_| Status::InvalidUrl)?))
}

fn timestamp(milliseconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_millis(milliseconds))
}
