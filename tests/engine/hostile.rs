//! Hostile responses and requests: the standard's answer, however long they are.
//!
//! No test here looks at a clock. Sizes are such that anything quadratic would not end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::scenario;
use crate::scenario::{API, APP, Answer, World, answer, page, run, shared, shared_with};
use fetch_cors::error::{CorsCheckError, Phase, PreflightError, Reason, RedirectError};
use fetch_cors::preflight::{CacheKey, CacheLimits, CacheMatches};
use fetch_cors::request::{CorsPolicy, CredentialsMode, ReferrerPolicy, RequestError, Switches};
use fetch_cors::{Origin, PreflightCache, url};

const MANY: usize = 100_000;
const MEGABYTE: usize = 1 << 20;

/// A response with `Access-Control-Allow-Origin: *` and these headers.
fn bytes(status: u16, headers: Vec<(&str, Vec<u8>)>) -> Answer {
    let mut all = vec![("access-control-allow-origin".to_owned(), b"*".to_vec())];
    all.extend(headers.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Answer::Response(status, all)
}

/// Shapes of a list of a megabyte or so, that all grant `x-a` at their end.
fn hostile_lists() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let distinct: String = (0..MANY).map(|i| format!("x-{i},")).collect();
    vec![
        ("distinct names", vec![format!("{distinct}x-a").into_bytes()]),
        ("one name repeated", vec![["x-b,".repeat(MANY).as_str(), "x-a"].concat().into_bytes()]),
        ("all commas", vec![[",".repeat(MEGABYTE).as_str(), "x-a"].concat().into_bytes()]),
        ("all white space", vec![[" \t".repeat(MEGABYTE / 2).as_str(), "x-a"].concat().into_bytes()]),
        ("white space and commas", vec![["\t ,".repeat(MEGABYTE / 3).as_str(), "x-a"].concat().into_bytes()]),
        ("one token", vec![[&[b'x'; 2 * MEGABYTE][..], b",x-a"].concat()]),
        ("many lines", (0..MANY).map(|i| format!("x-{i}").into_bytes()).chain([b"x-a".to_vec()]).collect()),
        ("many empty lines", (0..MANY).map(|_| Vec::new()).chain([b"x-a".to_vec()]).collect()),
    ]
}

#[test]
fn long_allow_headers_are_read_to_their_end() {
    for (shape, lines) in hostile_lists() {
        let mut world = World::new();
        let get = || page().fetch(API).header("x-a", "1");
        let headers = lines.iter().map(|line| ("access-control-allow-headers", line.clone())).collect();
        let ran = world.run(get(), &[bytes(200, headers), shared()]);
        assert_eq!(ran.sent.len(), 2, "{shape}");
        let limits = *world.cache.limits();
        assert!(
            world.cache.len() <= limits.max_entries && world.cache.bytes() <= limits.max_bytes,
            "{shape}"
        );
        // The same without the name that counts.
        let headers: Vec<_> = lines
            .into_iter()
            .map(|line| {
                let line = line.strip_suffix(b"x-a").map_or(line.clone(), <[u8]>::to_vec);
                ("access-control-allow-headers", line)
            })
            .collect();
        let ran = run(get(), &[bytes(200, headers)]);
        let name = "x-a".to_owned();
        ran.refused(Phase::Preflight, PreflightError::HeaderNotAllowed { name }, "CORS-preflight fetch 7.7");
    }
}

#[test]
fn long_allow_methods_and_expose_headers_are_read_to_their_end() {
    for (shape, lines) in hostile_lists() {
        let methods: Vec<_> =
            lines.iter().map(|line| ("access-control-allow-methods", line.clone())).collect();
        let ran = run(page().fetch(API).method("x-a"), &[bytes(200, methods), shared()]);
        assert_eq!(ran.sent.len(), 2, "{shape}");
        let mut exposed: Vec<_> =
            lines.into_iter().map(|line| ("access-control-expose-headers", line)).collect();
        exposed.push(("x-a", b"seen".to_vec()));
        exposed.push(("x-hidden", b"unseen".to_vec()));
        let ran = run(page().fetch(API), &[bytes(200, exposed)]);
        assert_eq!(ran.response().header("x-a").as_deref().unwrap(), b"seen", "{shape}");
        assert_eq!(ran.response().header("x-hidden"), None, "{shape}");
    }
}

#[test]
fn many_exposed_names_of_many_headers() {
    let names: Vec<String> = (0..20_000).map(|i| format!("x-{i}")).collect();
    let mut headers: Vec<_> = names.iter().map(|name| (name.as_str(), b"1".to_vec())).collect();
    headers.push(("access-control-expose-headers", names.join(",").into_bytes()));
    headers.push(("x-hidden", b"1".to_vec()));
    let ran = run(page().fetch(API), &[bytes(200, headers)]);
    assert_eq!(ran.response().headers().count(), 20_000);
}

#[test]
fn many_names_asked_for_and_many_allowed() {
    let names: Vec<String> = (0..MANY).map(|i| format!("x-{i}")).collect();
    let request = || names.iter().fold(page().fetch(API), |request, name| request.header(name, "1"));
    let mut world = World::new();
    let allowed = names.iter().rev().cloned().collect::<Vec<_>>().join(",");
    let ran = world.run(request(), &[shared_with(&[("access-control-allow-headers", &allowed)]), shared()]);
    let asked = ran.sent[0].header("access-control-request-headers").unwrap();
    assert_eq!(asked.split(',').count(), MANY);
    assert!(asked.split(',').is_sorted());
    assert!(world.cache.len() <= world.cache.limits().max_entries_per_key);
    // All but one.
    let (_, all_but_one) = allowed.split_once(',').unwrap();
    let ran = run(request(), &[shared_with(&[("access-control-allow-headers", all_but_one)])]);
    let name = format!("x-{}", MANY - 1);
    ran.refused(Phase::Preflight, PreflightError::HeaderNotAllowed { name }, "CORS-preflight fetch 7.7");
}

#[test]
fn many_request_headers_of_one_name() {
    let request = (0..MANY).fold(page().fetch(API), |request, i| request.header("X-A", i.to_string()));
    let ran = run(request, &[shared_with(&[("access-control-allow-headers", "x-a")]), shared()]);
    assert_eq!(ran.sent[0].header("access-control-request-headers").as_deref(), Some("x-a"));
    assert_eq!(ran.sent[1].headers.len(), MANY + 2);
    // `XMLHttpRequest` joins them.
    let request = (0..MANY).fold(page().xml_http_request("GET", API), |request, i| {
        request.header(if i % 2 == 0 { "x-a" } else { "X-B" }, "1")
    });
    let request = request.build().unwrap();
    assert_eq!(request.headers().len(), 2);
    // A `no-cors` request takes safelisted ones only, as long as they are safe together.
    let request = (0..MANY).fold(page().fetch(API).mode(fetch_cors::request::Mode::NoCors), |request, _| {
        request.header("accept", "").header("x-a", "1")
    });
    assert!(request.build().unwrap().headers().len() <= 65);
}

#[test]
fn a_hundred_thousand_lines_of_a_header_that_may_stand_once() {
    let lines = |name: &'static str, value: &[u8]| vec![(name, value.to_vec()); MANY];
    let acao = Answer::Response(200, vec![("access-control-allow-origin".to_owned(), b"*".to_vec()); MANY]);
    let ran = run(page().fetch(API), &[acao]);
    let Reason::CorsCheck(CorsCheckError::MultipleAllowOrigin { lines: MANY, .. }) = ran.error().reason()
    else {
        panic!("{}", ran.error());
    };
    let ran = run(page().fetch(API), &[bytes(302, lines("location", b"/b"))]);
    assert_eq!(ran.error().reason(), &Reason::Redirect(RedirectError::LocationRepeated { lines: MANY }));
    // Of `Access-Control-Max-Age`, it is as if there were none: five seconds.
    let mut world = World::new();
    let mut headers = lines("access-control-max-age", b"600");
    headers.push(("access-control-allow-methods", b"PUT".to_vec()));
    let put = || page().fetch(API).method("PUT");
    world.run(put(), &[bytes(200, headers), shared()]);
    world.wait(4);
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    world.wait(1);
    assert_eq!(world.run(put(), &[answer::<&str>(403, &[])]).sent.len(), 1);
}

#[test]
fn a_max_age_of_ten_thousand_digits_is_capped() {
    let mut world = World::new();
    let put = || page().fetch(API).method("PUT");
    let headers = vec![
        ("access-control-allow-methods", b"PUT".to_vec()),
        ("access-control-max-age", vec![b'9'; 10_000]),
    ];
    world.run(put(), &[bytes(200, headers), shared()]);
    world.wait(7_199);
    assert_eq!(world.run(put(), &[shared()]).sent.len(), 1);
    world.wait(1);
    assert_eq!(world.run(put(), &[answer::<&str>(403, &[])]).error().phase(), Phase::Preflight);
}

#[test]
fn binary_values_and_quotes_that_never_close() {
    let binary: Vec<u8> = (0x20..=0xff).filter(|byte| *byte != 0x7f).collect();
    let quotes = [b"\"".repeat(MEGABYTE), b"\"\\".repeat(MEGABYTE / 2), b"\"a,".repeat(MEGABYTE / 3)];
    for value in quotes.into_iter().chain([binary]) {
        let put = || page().fetch(API).method("PUT").header("x-a", "1");
        let methods = vec![("access-control-allow-methods", value.clone())];
        assert_eq!(run(put(), &[bytes(200, methods)]).error().step().to_string(), "CORS-preflight fetch 7.3");
        let headers = vec![
            ("access-control-allow-methods", b"PUT".to_vec()),
            ("access-control-allow-headers", value.clone()),
        ];
        assert_eq!(run(put(), &[bytes(200, headers)]).error().step().to_string(), "CORS-preflight fetch 7.3");
        let exposed = vec![("access-control-expose-headers", value.clone()), ("x-a", b"1".to_vec())];
        assert_eq!(run(page().fetch(API), &[bytes(200, exposed)]).response().header("x-a"), None);
        let origin = Answer::Response(200, vec![("access-control-allow-origin".into(), value.clone())]);
        assert_eq!(run(page().fetch(API), &[origin]).error().step().to_string(), "CORS check 4");
        let credentials = answer(
            200,
            &[("access-control-allow-origin", APP.as_bytes()), ("access-control-allow-credentials", &value)],
        );
        let include = page().fetch(API).credentials(CredentialsMode::Include);
        assert_eq!(run(include, &[credentials]).error().step().to_string(), "CORS check 8");
        let moved = vec![("location", value.clone()), ("referrer-policy", value.clone())];
        let ran = run(page().fetch(API), &[bytes(302, moved), shared()]);
        assert!(ran.sent[1].url.starts_with("https://api.example/"), "any bytes are a path");
        assert!(
            run(page().fetch(API).header("x-http-method-override", &value), &[answer::<&str>(403, &[])]).sent
                [0]
            .preflight
        );
    }
}

#[test]
fn a_location_of_64_kib() {
    let long = format!("/{}", "b".repeat(64 * 1024));
    let ran = run(page().fetch(API), &[bytes(302, vec![("location", long.clone().into_bytes())]), shared()]);
    assert_eq!(ran.sent[1].url, format!("{API}{long}"));
    let bytes_of = |byte: u8| bytes(302, vec![("location", vec![byte; 64 * 1024])]);
    for byte in [0xff, b'%', b'\\', b'/', b'?', b'#', b'@', b':', b'[', b'.', b' ', b'\t'] {
        // Followed or refused, whichever the URL parser says; nothing else.
        match run_once(bytes_of(byte)) {
            None => {}
            Some(step) => assert_eq!(step, "HTTP-redirect fetch 5", "{byte:#x}"),
        }
    }
}

/// The step that refuses a redirect, if it is not followed.
fn run_once(answered: Answer) -> Option<String> {
    use fetch_cors::{Step, fetch};
    let (mut cache, now) = (PreflightCache::new(), fetch_cors::Timestamp::ZERO);
    let Step::Send(get) = fetch::<&str>(page().fetch(API).build().unwrap(), &mut cache, now) else {
        panic!()
    };
    let Answer::Response(status, headers) = answered else { panic!() };
    match get.respond(scenario::response(status, &headers), &mut cache, now) {
        Step::Redirect(_) => None,
        Step::Done(Err(error)) => Some(error.step().to_string()),
        step => panic!("{step:?}"),
    }
}

#[test]
fn a_cache_that_is_full_evicts_and_never_grows_past_its_bounds() {
    let mut limits = CacheLimits::default();
    (limits.max_entries, limits.max_bytes, limits.max_entries_per_key) = (100, 20_000, 10);
    let mut world = World { cache: PreflightCache::with_limits(limits), ..World::new() };
    let put = |i: usize| page().fetch(format!("{API}/{i}")).method("PUT");
    let names: Vec<String> = (0..50).map(|i| format!("x-{i}")).collect();
    for i in 0..1_000 {
        let granted = shared_with(&[
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-headers", &names[..i % 50].join(",")),
        ]);
        world.run(put(i), &[granted, shared()]);
        assert!(world.cache.len() <= 100, "{}", world.cache.len());
        assert!(world.cache.bytes() <= 20_000, "{}", world.cache.bytes());
        // What was just granted is there.
        assert_eq!(world.run(put(i), &[shared()]).sent.len(), 1);
    }
    assert!(world.cache.len() > 10);
    // The first is long gone.
    let origin = Origin::parse(APP).unwrap();
    let url = format!("{API}/0");
    let key = CacheKey { partition: None, origin: origin.as_bytes(), url: url.as_str() };
    let found = world.cache.matches(&key, CredentialsMode::Omit, Switches::default(), world.now);
    assert!(!found.method_match(b"PUT"));
}

#[test]
fn malformed_requests_are_typed_errors() {
    use fetch_cors::header::InvalidHeader;
    let get = |url: &str| page().fetch(url).build().unwrap_err();
    for url in ["", "/relative", "https://", "https://a b/", "http://[::1", "https://a:99999/", "\0"] {
        assert!(matches!(get(url), RequestError::InvalidUrl { .. }), "{url:?}");
    }
    assert!(matches!(get("https://user@a.example/"), RequestError::UrlIncludesCredentials { .. }));
    for method in ["", " ", "G T", "GET\r\n", "GET\0", "\u{e9}", "(", "a,b"] {
        let error = page().fetch(API).method(method).build().unwrap_err();
        assert!(matches!(error, RequestError::InvalidMethod(_)), "{method:?}");
    }
    for name in ["", " ", "a b", "a:", "a\n", "\u{e9}", "a\0"] {
        let error = page().fetch(API).header(name, "1").build().unwrap_err();
        assert!(matches!(error, RequestError::InvalidHeader(InvalidHeader::Name { .. })), "{name:?}");
    }
    for value in [&b"a\nb"[..], b"a\rb", b"a\0b"] {
        let error = page().fetch(API).header("a", value).build().unwrap_err();
        assert!(matches!(error, RequestError::InvalidHeader(InvalidHeader::Value { .. })), "{value:?}");
    }
    for origin in
        ["", "a", "https://", "https://a/b", "https://a?", "https://u@a", "//a", "https:a", "https://a "]
    {
        Origin::parse(origin).unwrap_err();
    }
}

#[test]
fn a_long_list_for_a_long_url_is_read_once_each() {
    let url = format!("{API}/{}", "a".repeat(MEGABYTE));
    let names: String = (0..MANY).map(|i| format!("x-{i},")).collect();
    let mut world = World::new();
    let get = || page().fetch(&url).header("x-7", "1");
    let granted = shared_with(&[("access-control-allow-headers", &names), ("access-control-max-age", "60")]);
    assert_eq!(world.run(get(), &[granted.clone(), shared()]).sent.len(), 2);
    assert_eq!(world.cache.len(), world.cache.limits().max_entries_per_key);
    // And again, where each name is there already or there is no room for it.
    let more = get().header("x-99999", "1");
    assert_eq!(world.run(more, &[granted, shared()]).sent.len(), 2);
}

#[test]
fn the_bytes_of_partition_keys_count() {
    use fetch_cors::request::NetworkPartitionKey;
    use fetch_cors::site::Site;
    let mut world = World::new();
    let origin = Origin::parse(APP).unwrap();
    for i in 0..20 {
        let site = Site::obtain(&origin, page().sites());
        let second = format!("{i}{}", "k".repeat(MEGABYTE));
        let frame = page().with_partition_key(NetworkPartitionKey::new(site, Some(second.into())));
        let granted = shared_with(&[("access-control-allow-methods", "PUT")]);
        world.run(frame.fetch(API).method("PUT"), &[granted, shared()]);
        assert!(world.cache.bytes() <= world.cache.limits().max_bytes);
    }
    assert!(world.cache.len() <= 4, "{}", world.cache.len());
}

/// A referrer is told in 4096 bytes or less, however long it is, and at each of 21 hops.
#[test]
fn a_long_referrer() {
    let long = format!("https://user:password@app.example/{}", "a".repeat(MEGABYTE));
    let document = page().with_document_url(long.parse().unwrap());
    let mut answers: Vec<Answer> = (0..20).map(|_| scenario::redirect(302, API)).collect();
    answers.push(shared());
    let by_document = document.fetch(APP).referrer_policy(ReferrerPolicy::UnsafeUrl);
    let by_init = page().fetch(APP).referrer(long.as_str()).referrer_policy(ReferrerPolicy::UnsafeUrl);
    for request in [by_document, by_init] {
        let ran = run(request, &answers);
        assert_eq!(ran.sent.len(), 21);
        for sent in &ran.sent {
            assert_eq!(sent.header("referer").as_deref(), Some("https://app.example/"));
        }
    }
    // What is cut off does not count.
    let fragment = page().with_document_url(format!("{APP}/b#{}", "f".repeat(MEGABYTE)).parse().unwrap());
    let ran = run(fragment.fetch(APP), &[shared()]);
    assert_eq!(ran.sent[0].header("referer").as_deref(), Some("https://app.example/b"));
    // No text of a megabyte that is no URL stands in an error.
    let error = page().fetch(APP).referrer(format!("https://[{long}")).build().unwrap_err();
    assert!(matches!(error, RequestError::InvalidReferrer { .. }));
    assert!(!format!("{error:?}").contains("password"));
}

/// Counts what it is asked.
#[derive(Debug, Default)]
struct Counting {
    asked: AtomicUsize,
    exempts: bool,
}

impl CorsPolicy for Counting {
    fn counts_as_http(&self, scheme: &str) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        scheme == "app"
    }

    fn is_trustworthy(&self, _: &str) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        false
    }

    fn may_read(&self, _: &Origin, _: &Origin, _: &url::Url) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.exempts
    }
}

/// A policy is asked four times at a hop at most, whatever the request and the answers are.
#[test]
fn a_policy_is_asked_a_bounded_number_of_times() {
    for exempts in [false, true] {
        for target in [API, "http://api.example/", "app://home/"] {
            let policy = Arc::new(Counting { exempts, ..Counting::default() });
            let mut put = page().with_cors_policy(policy.clone()).fetch(target).method("PUT");
            for i in 0..1_000 {
                put = put.header(format!("x-{i}"), "1");
            }
            let granted = [("access-control-allow-methods", "*"), ("access-control-allow-headers", "*")];
            let mut answers: Vec<Answer> = Vec::new();
            for hop in 0..21 {
                if !exempts {
                    answers.push(shared_with(&granted));
                }
                answers.push(if hop < 20 {
                    scenario::redirect(307, &format!("{target}/{hop}"))
                } else {
                    shared()
                });
            }
            run(put, &answers).response();
            let asked = policy.asked.load(Ordering::Relaxed);
            assert!((1..=21 * 4).contains(&asked), "{target}: {asked}");
        }
    }
}

/// A server that answers 401, 407 or 421 for ever does not keep an attempt from being what it was.
#[test]
fn attempts_without_an_end() {
    use fetch_cors::authentication::{AfterResponse, Attempt};
    use fetch_cors::request::ResponseTainting;
    let mut attempt = Attempt::new(true, ResponseTainting::Basic);
    attempt.may_prompt = true;
    let mut unasked = 0;
    for i in 0..MANY {
        attempt = match attempt.after([401, 407, 421][i % 3]) {
            // Each of these waits for the user, so a server alone does not keep it going.
            AfterResponse::Prompt(next) | AfterResponse::PromptForProxy(next) => next,
            AfterResponse::RetryWithUrlCredentials(next) | AfterResponse::RetryOverNewConnection(next) => {
                unasked += 1;
                next
            }
            after => panic!("{after:?}"),
        };
    }
    assert_eq!(unasked, MANY / 3);
    // Without the user, three times at most: the URL, and a new connection before and after it.
    (attempt.use_url_credentials, attempt.is_authentication_fetch, attempt.is_new_connection_fetch) =
        (true, false, false);
    for place in 0..243 {
        let (mut attempt, mut unasked) = (attempt, 0);
        for digit in [1, 3, 9, 27, 81] {
            attempt = match attempt.after([401, 421, 200][place / digit % 3]) {
                AfterResponse::RetryWithUrlCredentials(next)
                | AfterResponse::RetryOverNewConnection(next) => next,
                _ => break,
            };
            unasked += 1;
        }
        assert!(unasked <= 3, "{place}");
    }
}
