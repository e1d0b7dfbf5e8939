//! A test with random calls and random bytes, in any order. No call panics, and each returns a status of the header. If a
//! call fails, its handle is NULL. At the end, all memory is freed.
#![allow(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "a test on the border")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;
use std::sync::atomic::{AtomicIsize, Ordering};

use fetch_cors::Client;
use fetch_cors_ffi::*;

const CALLS: usize = 150_000;
const PANIC: i32 = 14;

/// The number of bytes that are allocated.
static LIVE: AtomicIsize = AtomicIsize::new(0);

struct Counting;

// SAFETY: the allocator of the system does all the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size().cast_signed(), Ordering::Relaxed);
        // SAFETY: the caller fulfils the conditions of the allocator of the system.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size().cast_signed(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The random number generator `SplitMix64`. It makes each run of the test the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    /// Returns one of these texts, sometimes with random damage.
    fn text(&mut self, texts: &[&str]) -> Vec<u8> {
        let mut bytes = texts[self.below(texts.len())].as_bytes().to_vec();
        while self.one_in(4) {
            match (self.below(3), bytes.is_empty()) {
                (0, _) => bytes.insert(self.below(bytes.len() + 1), self.byte()),
                (1, false) => drop(bytes.remove(self.below(bytes.len()))),
                _ => bytes.truncate(self.below(bytes.len() + 1)),
            }
        }
        bytes
    }
}

const PAGES: &[&str] = &[
    r#"{"origin":"https://app.example"}"#,
    r#"{"origin":"null","base_url":"https://app.example/","top_level_origin":"https://top.example"}"#,
    r#"{"origin":"https://app.example","embedder_policy":"require-corp","referrer_policy":"no-referrer"}"#,
];

const REQUESTS: &[&str] = &[
    r#"{"url":"https://api.example/items"}"#,
    r#"{"url":"http://api.example/items","method":"PUT","credentials":"include"}"#,
    r#"{"url":"https://app.example/","headers":[["x-token","1"],["cookie","2"]],"mode":"same-origin"}"#,
    r#"{"url":"https://api.example/","method":"POST","body":"stream"}"#,
    r#"{"url":"https://api.example/","mode":"no-cors","redirect":"manual","cache":"no-store","keepalive":true}"#,
    r#"{"kind":"xhr","url":"https://a:b@api.example/","with_credentials":true,"upload_listener":true}"#,
    r#"{"url":"data:,hello"}"#,
    r#"{"url":"about:blank"}"#,
    "",
];

const URLS: &[&str] = &["https://api.example/items", "http://api.example/items", "https://app.example/", ""];
const NAMES: &[&str] =
    &["Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Location", "Content-Length", "x"];
const VALUES: &[&str] =
    &["*", "https://app.example", "PUT, POST", "/next", "https://other.example/", "true", ""];

/// The handles of a host in C. Each list contains NULL.
struct Host {
    random: Random,
    clients: Vec<*mut Client>,
    caches: Vec<*mut CacheHandle>,
    requests: Vec<*mut ScriptRequest>,
    fetches: Vec<*mut FetchHandle>,
    strings: Vec<*mut Text>,
    ended: [usize; 2],
}

/// Returns one of the handles. Removes it from the list if it will be freed.
fn pick<T>(random: &mut Random, handles: &mut Vec<*mut T>, is_freed: bool) -> *mut T {
    let index = random.below(handles.len());
    if is_freed && index > 0 { handles.swap_remove(index) } else { handles[index] }
}

fn check(status: i32) -> bool {
    assert!((0..PANIC).contains(&status), "{status}");
    status == 0
}

/// Checks the handle that a call has created, and stores it.
fn keep<T>(handles: &mut Vec<*mut T>, status: i32, handle: *mut T) {
    assert_eq!(check(status), !handle.is_null());
    if !handle.is_null() {
        handles.push(handle);
    }
}

impl Host {
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed),
            clients: vec![ptr::null_mut()],
            caches: vec![ptr::null_mut()],
            requests: vec![ptr::null_mut()],
            fetches: vec![ptr::null_mut()],
            strings: vec![ptr::null_mut()],
            ended: [0; 2],
        }
    }

    /// Makes one random call.
    fn call(&mut self) {
        let random = &mut self.random;
        let now = random.next();
        // SAFETY: all handles in the lists are alive, and all bytes are there during the call.
        unsafe {
            match random.below(18) {
                0 => {
                    let (json, mut client, mut message) =
                        (random.text(PAGES), ptr::null_mut(), ptr::null_mut());
                    let status = fetch_cors_client_new(Bytes::of(&json), &raw mut client, &raw mut message);
                    assert_eq!(status == 0, message.is_null());
                    self.strings.extend((!message.is_null()).then_some(message));
                    keep(&mut self.clients, status, client);
                }
                1 => {
                    let mut cache = ptr::null_mut();
                    let status = fetch_cors_cache_new(&raw mut cache);
                    keep(&mut self.caches, status, cache);
                }
                2 | 3 => {
                    let (json, mut request) = (random.text(REQUESTS), ptr::null_mut());
                    let client = pick(random, &mut self.clients, false);
                    let status =
                        fetch_cors_request_new(client, Bytes::of(&json), &raw mut request, ptr::null_mut());
                    keep(&mut self.requests, status, request);
                }
                4 | 5 => {
                    let (request, mut fetch) = (pick(random, &mut self.requests, false), ptr::null_mut());
                    let status = if random.one_in(2) {
                        fetch_cors_fetch_new(request, &raw mut fetch)
                    } else {
                        let cache = pick(random, &mut self.caches, false);
                        fetch_cors_fetch_new_recorded(request, cache, now, &raw mut fetch)
                    };
                    keep(&mut self.fetches, status, fetch);
                }
                6 => fetch_cors_client_free(pick(random, &mut self.clients, true)),
                7 => fetch_cors_cache_free(pick(random, &mut self.caches, true)),
                8 => fetch_cors_request_free(pick(random, &mut self.requests, true)),
                9 => fetch_cors_fetch_free(pick(random, &mut self.fetches, true)),
                10 => fetch_cors_string_free(pick(random, &mut self.strings, true)),
                11 => {
                    check(fetch_cors_cache_clear(pick(random, &mut self.caches, false)));
                }
                12 => self.look(),
                _ => self.go_on(now),
            }
        }
    }

    /// Makes a random transition.
    fn go_on(&mut self, now: u64) {
        let random = &mut self.random;
        let fetch = pick(random, &mut self.fetches, false);
        let cache = pick(random, &mut self.caches, false);
        let mut step = StepView { kind: 0, number: 0 };
        // SAFETY: as above.
        unsafe {
            check(fetch_cors_fetch_step(fetch, &raw mut step));
            let number = if random.one_in(8) { random.next() % 4 } else { step.number };
            let any = i32::from(random.byte() % 7);
            let status = match random.below(8) {
                0 => fetch_cors_fetch_upgrade_to_https(fetch, number),
                1 => fetch_cors_fetch_block(fetch, number, any, cache),
                2 => fetch_cors_fetch_fail(fetch, number, any, Bytes::of(&random.text(VALUES)), cache),
                3 | 4 => fetch_cors_fetch_run(fetch, number, cache, now),
                _ => self.respond(fetch, number, cache, now),
            };
            check(status);
        }
    }

    /// Responds with random headers and a random status.
    unsafe fn respond(
        &mut self,
        fetch: *mut FetchHandle,
        number: u64,
        cache: *mut CacheHandle,
        now: u64,
    ) -> i32 {
        let random = &mut self.random;
        let count = random.below(4);
        let fields: Vec<_> = (0..count).map(|_| (random.text(NAMES), random.text(VALUES))).collect();
        let headers: Vec<_> = fields
            .iter()
            .map(|(name, value)| Header { name: Bytes::of(name), value: Bytes::of(value) })
            .collect();
        let mut url = random.text(URLS);
        let mut own = Bytes::EMPTY;
        // In most cases, the URL of the response is the URL of the message.
        // SAFETY: as above.
        if !random.one_in(8) && unsafe { fetch_cors_fetch_url(fetch, &raw mut own) } == 0 {
            // SAFETY: these are bytes of the fetch, which has not changed since.
            url = unsafe { std::slice::from_raw_parts(own.data, own.length) }.to_vec();
        }
        let status_text = random.text(VALUES);
        let response = ResponseView {
            url: Bytes::of(&url),
            status_text: Bytes::of(&status_text),
            headers: headers.as_ptr(),
            header_count: headers.len(),
            status: [200, 204, 302, 307, 401, 404, 500, u16::from(random.byte())][random.below(8)],
        };
        // SAFETY: as above.
        unsafe { fetch_cors_fetch_respond(fetch, number, &raw const response, cache, now) }
    }

    /// Reads everything that a fetch returns.
    fn look(&mut self) {
        let fetch = pick(&mut self.random, &mut self.fetches, false);
        let nothing = Bytes::EMPTY;
        let mut url = nothing;
        let (mut outcome, mut text, mut json) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let mut message = std::mem::MaybeUninit::uninit();
        let mut result = std::mem::MaybeUninit::uninit();
        let mut error = std::mem::MaybeUninit::uninit();
        // SAFETY: as above. The structs are read only if the call has filled them.
        unsafe {
            check(fetch_cors_fetch_url(fetch, &raw mut url));
            if check(fetch_cors_fetch_message(fetch, message.as_mut_ptr())) {
                let message: MessageView = message.assume_init();
                let headers = std::slice::from_raw_parts(message.headers, message.header_count);
                let names = headers
                    .iter()
                    .map(|header| std::slice::from_raw_parts(header.name.data, header.name.length));
                assert!(names.into_iter().all(|name| name.is_ascii() && !name.is_empty()));
            }
            if check(fetch_cors_fetch_result(fetch, result.as_mut_ptr())) {
                let result: ResultView = result.assume_init();
                assert!((1..=4).contains(&result.response_type));
                self.ended[0] += 1;
            }
            if check(fetch_cors_fetch_error(fetch, error.as_mut_ptr())) {
                let error: ErrorView = error.assume_init();
                assert!((1..=4).contains(&error.kind) && error.code.length > 0);
                self.ended[1] += 1;
            }
            let status = fetch_cors_fetch_outcome_json(fetch, &raw mut outcome);
            keep(&mut self.strings, status, outcome);
            // An explanation takes more time than all other calls, so there are fewer.
            if self.random.one_in(4) {
                let status = fetch_cors_fetch_explain_text(fetch, &raw mut text);
                keep(&mut self.strings, status, text);
                let status = fetch_cors_fetch_explain_json(fetch, &raw mut json);
                keep(&mut self.strings, status, json);
            }
        }
    }

    /// Frees all handles.
    fn end(self) -> [usize; 2] {
        // SAFETY: each handle is in its list once, and is not used any more.
        unsafe {
            self.fetches.into_iter().for_each(|fetch| fetch_cors_fetch_free(fetch));
            self.requests.into_iter().for_each(|request| fetch_cors_request_free(request));
            self.clients.into_iter().for_each(|client| fetch_cors_client_free(client));
            self.caches.into_iter().for_each(|cache| fetch_cors_cache_free(cache));
            self.strings.into_iter().for_each(|string| fetch_cors_string_free(string));
        }
        self.ended
    }
}

/// Makes many calls, and returns the number of responses and of network errors that were seen.
fn play(seed: u64, calls: usize) -> [usize; 2] {
    let mut host = Host::new(seed);
    (0..calls).for_each(|_| host.call());
    host.end()
}

#[test]
fn random_calls_neither_panic_nor_leak() {
    // These calls allocate what is allocated only once, such as the keys of hashes.
    play(0, 1_000);
    let before = LIVE.load(Ordering::Relaxed);
    let [responses, errors] = play(1, CALLS);
    assert_eq!(LIVE.load(Ordering::Relaxed), before);
    assert!(responses > 100 && errors > 100, "the calls get far: {responses} responses, {errors} errors");
}
