//! Referrers: every policy for every pair of origins beside a table, lengths and schemes, and what messages have at each hop.

use crate::scenario;
use crate::scenario::{
    API, APP, Answer, Build, OTHER, Ran, World, answer, page, redirect, run, sandbox, shared, shared_with,
};
use fetch_cors::referrer::{DetermineReferrer, MAX_REFERRER_BYTES, SentReferrer, strip_url};
use fetch_cors::request::{
    CredentialsMode, Mode, Referrer, ReferrerPolicy, Request, RequestError, RequestInit, RequestInput,
};
use fetch_cors::trustworthy::is_potentially_trustworthy_url;
use fetch_cors::{Client, Hop, Origin, PreflightCache, Step, Timestamp};
use url::Url;

/// The referrer that the server of a hop is told.
trait HopReferrer {
    fn referrer(&self) -> Referrer;
}

impl HopReferrer for Hop {
    fn referrer(&self) -> Referrer {
        self.request().referrer().clone()
    }
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

// Determine request's referrer.

/// What a policy makes of a referrer source for each relation that the source and the current URL have.
const URL: SentReferrer = SentReferrer::Url;
const ORIGIN: SentReferrer = SentReferrer::Origin;
const NONE: SentReferrer = SentReferrer::NoReferrer;

/// Referrer source, current URL, and what each policy says, in the order of [`POLICIES`].
const RELATIONS: [(&str, &str, &str, [SentReferrer; 9]); 13] = [
    (
        "same origin, secure",
        "https://a.example/s",
        "https://a.example/t",
        [URL, NONE, URL, URL, ORIGIN, ORIGIN, URL, URL, URL],
    ),
    (
        "same origin, insecure",
        "http://a.example/s",
        "http://a.example/t",
        [URL, NONE, URL, URL, ORIGIN, ORIGIN, URL, URL, URL],
    ),
    (
        "secure to secure",
        "https://a.example/s",
        "https://b.example/t",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
    (
        "secure to insecure",
        "https://a.example/s",
        "http://b.example/t",
        [NONE, NONE, NONE, NONE, ORIGIN, NONE, ORIGIN, NONE, URL],
    ),
    (
        "secure to insecure, one host",
        "https://a.example/s",
        "http://a.example/t",
        [NONE, NONE, NONE, NONE, ORIGIN, NONE, ORIGIN, NONE, URL],
    ),
    (
        "insecure to insecure",
        "http://a.example/s",
        "http://b.example/t",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
    (
        "insecure to secure",
        "http://a.example/s",
        "https://b.example/t",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
    (
        "insecure to secure, one host",
        "http://a.example/s",
        "https://a.example/t",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
    (
        "secure to the machine itself",
        "https://a.example/s",
        "http://localhost:3000/t",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
    (
        "the machine itself to insecure",
        "http://localhost:3000/s",
        "http://b.example/t",
        [NONE, NONE, NONE, NONE, ORIGIN, NONE, ORIGIN, NONE, URL],
    ),
    (
        "the machine itself, two ports",
        "http://localhost:3000/s",
        "http://localhost:4000/t",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
    (
        "secure to an opaque origin that is not trustworthy",
        "https://a.example/s",
        "app:x",
        [NONE, NONE, NONE, NONE, ORIGIN, NONE, ORIGIN, NONE, URL],
    ),
    (
        "secure to a data: URL, which is trustworthy",
        "https://a.example/s",
        "data:,x",
        [ORIGIN, NONE, URL, NONE, ORIGIN, ORIGIN, ORIGIN, ORIGIN, URL],
    ),
];

const POLICIES: [ReferrerPolicy; 9] = [
    // Main fetch 8 leaves no empty policy, unless the client's is empty too. It is the default then.
    ReferrerPolicy::Empty,
    ReferrerPolicy::NoReferrer,
    ReferrerPolicy::NoReferrerWhenDowngrade,
    ReferrerPolicy::SameOrigin,
    ReferrerPolicy::Origin,
    ReferrerPolicy::StrictOrigin,
    ReferrerPolicy::OriginWhenCrossOrigin,
    ReferrerPolicy::StrictOriginWhenCrossOrigin,
    ReferrerPolicy::UnsafeUrl,
];

fn determine(source: &Url, current: &Url, policy: ReferrerPolicy, source_len: usize) -> SentReferrer {
    let (source_origin, current_origin) = (Origin::of(source), Origin::of(current));
    let trustworthy = is_potentially_trustworthy_url(current.scheme(), current.path(), &current_origin);
    let mut referrer = DetermineReferrer::new(&source_origin, source.scheme(), &current_origin, trustworthy);
    referrer.policy = policy;
    referrer.source_len = source_len;
    referrer.determine()
}

#[test]
fn policies_and_relations() {
    assert_eq!(POLICIES.len(), ReferrerPolicy::ALL.len());
    for (relation, source, current, expected) in RELATIONS {
        let (source, current) = (url(source), url(current));
        for (policy, expected) in POLICIES.into_iter().zip(expected) {
            let told = determine(&source, &current, policy, source.as_str().len());
            assert_eq!(told, expected, "{relation}, policy {policy:?}");
        }
    }
}

/// 6: a long URL is its origin from there on, under every policy. The origin is never too long.
#[test]
fn long_urls() {
    assert_eq!(MAX_REFERRER_BYTES, 4096);
    for (relation, source, current, expected) in RELATIONS {
        let (source, current) = (url(source), url(current));
        for (policy, expected) in POLICIES.into_iter().zip(expected) {
            for length in [0, 1, 4095, 4096, 4097, 1_000_000, usize::MAX] {
                let expected = if expected == URL && length > 4096 { ORIGIN } else { expected };
                let told = determine(&source, &current, policy, length);
                assert_eq!(told, expected, "{relation}, policy {policy:?}, length {length}");
            }
        }
    }
}

/// 4, 5: a source that is not HTTP(S) is never sent, not even to itself.
#[test]
fn sources_that_are_never_sent() {
    for source in [
        "about:blank",
        "about:srcdoc",
        "blob:https://a.example/1",
        "data:,x",
        "file:///a",
        "app://a.example/",
        "tauri://localhost/",
        "ws://a.example/",
        "wss://a.example/",
        "ftp://a.example/",
        "javascript:1",
        "httpx://a.example/",
    ] {
        let source = url(source);
        for policy in POLICIES {
            for current in [&source, &url("https://a.example/")] {
                assert_eq!(determine(&source, current, policy, 1), NONE, "{source} {policy:?}");
            }
        }
        for origin_only in [false, true] {
            assert_eq!(strip_url(&source, origin_only), None, "{source}");
        }
    }
}

#[test]
fn defaults() {
    let origin = Origin::parse(APP).unwrap();
    let referrer = DetermineReferrer::new(&origin, "https", &origin, true);
    assert_eq!(referrer.policy, ReferrerPolicy::StrictOriginWhenCrossOrigin);
    assert_eq!(referrer.determine(), URL);
    // An opaque source is the same origin as no URL.
    let opaque = Origin::new_opaque();
    assert_eq!(DetermineReferrer::new(&opaque, "https", &origin, true).determine(), ORIGIN);
    assert_eq!(DetermineReferrer::new(&opaque, "https", &opaque.clone(), true).determine(), URL);
}

/// The order of the steps, for an engine that says of its own origin that it is not trustworthy: 8e.1 comes before 8e.2, and 8d.1
/// and 8h.1 do not ask about the origin.
#[test]
fn order_of_steps() {
    let origin = Origin::parse(APP).unwrap();
    let expected = [URL, NONE, NONE, URL, ORIGIN, NONE, URL, URL, URL];
    for (policy, expected) in POLICIES.into_iter().zip(expected) {
        let mut referrer = DetermineReferrer::new(&origin, "https", &origin, false);
        referrer.policy = policy;
        assert_eq!(referrer.determine(), expected, "{policy:?}");
    }
}

// Strip a URL for use as a referrer.

#[test]
fn stripping() {
    for (text, whole, origin) in [
        ("https://a.example", "https://a.example/", "https://a.example/"),
        ("https://a.example/", "https://a.example/", "https://a.example/"),
        ("https://a.example/b/c", "https://a.example/b/c", "https://a.example/"),
        ("https://a.example/b?c", "https://a.example/b?c", "https://a.example/"),
        ("https://a.example?c", "https://a.example/?c", "https://a.example/"),
        ("https://a.example/?", "https://a.example/?", "https://a.example/"),
        ("https://a.example/b#", "https://a.example/b", "https://a.example/"),
        ("https://a.example/b#c", "https://a.example/b", "https://a.example/"),
        ("https://a.example/b?c#d", "https://a.example/b?c", "https://a.example/"),
        ("https://a.example/b?c@d#e@f", "https://a.example/b?c@d", "https://a.example/"),
        ("https://u@a.example/b", "https://a.example/b", "https://a.example/"),
        ("https://:p@a.example/b", "https://a.example/b", "https://a.example/"),
        ("https://u:p@a.example/b", "https://a.example/b", "https://a.example/"),
        ("https://u:@a.example/b", "https://a.example/b", "https://a.example/"),
        ("https://u%40:p%3A@a.example:1/b", "https://a.example:1/b", "https://a.example:1/"),
        ("https://a.example:443/b", "https://a.example/b", "https://a.example/"),
        ("https://a.example:80/b", "https://a.example:80/b", "https://a.example:80/"),
        ("http://a.example:80/b", "http://a.example/b", "http://a.example/"),
        ("http://a.example:0/b", "http://a.example:0/b", "http://a.example:0/"),
        ("http://[::1]/b#c", "http://[::1]/b", "http://[::1]/"),
        ("http://u:p@[::1]:8080/b?c#d", "http://[::1]:8080/b?c", "http://[::1]:8080/"),
        ("http://127.0.0.1/%00", "http://127.0.0.1/%00", "http://127.0.0.1/"),
        ("https://ä.example/ä?ä", "https://xn--4ca.example/%C3%A4?%C3%A4", "https://xn--4ca.example/"),
        ("https://a.example/b%23c", "https://a.example/b%23c", "https://a.example/"),
        ("https://a.example//b//", "https://a.example//b//", "https://a.example/"),
    ] {
        let text = url(text);
        assert_eq!(strip_url(&text, false).unwrap().as_str(), whole, "{text}");
        assert_eq!(strip_url(&text, true).unwrap().as_str(), origin, "{text}");
        // It is the same for the result, and as whole as a URL from the parser.
        for stripped in [strip_url(&text, false).unwrap(), strip_url(&text, true).unwrap()] {
            assert_eq!(strip_url(&stripped, false), Some(stripped.clone()));
            assert_eq!(Url::parse(stripped.as_str()), Ok(stripped));
        }
    }
}

// The machine.

const AT: &str = "https://app.example/a/b?c";

/// A page whose document has this URL, of the origin of the URL.
fn document(text: &str) -> Client {
    let url = url(text);
    scenario::client(Origin::of(&url)).with_document_url(url)
}

fn at() -> Client {
    document("https://user:password@app.example/a/b?c#secret")
}

fn referers(ran: &Ran) -> Vec<Option<String>> {
    ran.sent.iter().map(|sent| sent.header("referer")).collect()
}

fn sent(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect()
}

/// A 302 that everybody may read, which sets a referrer policy.
fn redirect_with_policy(location: &str, policy: &str) -> Answer {
    let headers = [("access-control-allow-origin", "*"), ("location", location), ("referrer-policy", policy)];
    answer(302, &headers)
}

/// The whole table once more, through the machine.
#[test]
fn messages() {
    for (relation, source, current, expected) in RELATIONS {
        if !current.starts_with("http") {
            continue;
        }
        for (policy, expected) in POLICIES.into_iter().zip(expected) {
            let page = document(source);
            let ran = run(page.fetch(current).referrer_policy(policy), &[shared()]);
            let expected = match expected {
                SentReferrer::NoReferrer => None,
                SentReferrer::Origin => Some(format!("{}/", Origin::of(&url(source)).as_str())),
                SentReferrer::Url => Some(source.to_owned()),
            };
            assert_eq!(referers(&ran), std::slice::from_ref(&expected), "{relation}, policy {policy:?}");
            // The client's policy is the request's, if the request has none.
            let of_client = page.clone().with_referrer_policy(policy);
            let ran = run(of_client.fetch(current).mode(Mode::NoCors), &[shared()]);
            assert_eq!(referers(&ran), [expected], "{relation}, client's policy {policy:?}");
        }
    }
}

#[test]
fn a_request_has_its_own_policy_before_the_clients() {
    let strict = at().with_referrer_policy(ReferrerPolicy::NoReferrer);
    let open = strict.fetch(API).referrer_policy(ReferrerPolicy::UnsafeUrl);
    assert_eq!(referers(&run(open, &[shared()])), sent(&[AT]));
    assert_eq!(referers(&run(strict.fetch(API), &[shared()])), sent(&[""]));
}

#[test]
fn long_documents() {
    for (length, own, other) in [(4096, true, true), (4097, false, false)] {
        let stem = "https://app.example/";
        let long = format!("{stem}{}", "x".repeat(length - stem.len()));
        assert_eq!(long.len(), length);
        // What is stripped does not count.
        let page = document(&format!("{}#{}", long.replace("//", "//u:p@"), "f".repeat(100)));
        let expected = |whole: bool| vec![Some(if whole { long.clone() } else { stem.to_owned() })];
        assert_eq!(referers(&run(page.fetch(APP), &[shared()])), expected(own));
        let open = page.fetch(API).referrer_policy(ReferrerPolicy::UnsafeUrl);
        assert_eq!(referers(&run(open, &[shared()])), expected(other));
    }
}

/// A preflight has the referrer of its request.
#[test]
fn preflights() {
    let granted = || shared_with(&[("access-control-allow-methods", "PUT")]);
    let put = |policy| at().fetch(API).method("PUT").referrer_policy(policy);
    let ran = run(put(ReferrerPolicy::Empty), &[granted(), shared()]);
    assert!(ran.sent[0].preflight);
    assert_eq!(referers(&ran), sent(&["https://app.example/", "https://app.example/"]));
    let ran = run(put(ReferrerPolicy::UnsafeUrl), &[granted(), shared()]);
    assert_eq!(referers(&ran), sent(&[AT, AT]));
    let ran = run(put(ReferrerPolicy::NoReferrer), &[granted(), shared()]);
    assert_eq!(referers(&ran), sent(&["", ""]));
    // Names and order: `Referer` stands before `Origin` (8.11, 8.12).
    let ran = run(put(ReferrerPolicy::Empty), &[granted(), shared()]);
    for message in &ran.sent {
        let names: Vec<_> = message.headers.iter().map(|(name, _)| name.as_str()).collect();
        let place = |name| names.iter().position(|n| *n == name).unwrap();
        assert!(place("Referer") < place("Origin"), "{names:?}");
    }
}

/// Every message of a redirected request has the referrer of its own hop.
#[test]
fn redirects() {
    // Within the origin, to another origin, and back: what was cut off does not come back.
    let way = [redirect(302, "/y"), redirect(302, API), redirect(302, APP), shared()];
    let ran = run(at().fetch(APP).mode(Mode::NoCors), &way);
    assert_eq!(referers(&ran), sent(&[AT, AT, "https://app.example/", "https://app.example/"]));
}

#[test]
fn redirects_through_http() {
    let http = "http://other.example/";
    // Once dropped, it stays dropped: main fetch 9 has nothing to determine any more.
    let ran =
        run(at().fetch(APP), &[redirect(302, http), redirect(302, OTHER), redirect(302, APP), shared()]);
    assert_eq!(referers(&ran), sent(&[AT, "", "", ""]));
    // By a policy without *strict*, it is not dropped.
    let open = |policy| at().fetch(APP).referrer_policy(policy);
    let way = [redirect(302, http), redirect(302, OTHER), shared()];
    let ran = run(open(ReferrerPolicy::Origin), &way);
    let root = "https://app.example/";
    assert_eq!(referers(&ran), sent(&[root, root, root]));
    assert_eq!(referers(&run(open(ReferrerPolicy::UnsafeUrl), &way)), sent(&[AT, AT, AT]));
    assert_eq!(referers(&run(open(ReferrerPolicy::SameOrigin), &way)), sent(&[AT, "", ""]));
    assert_eq!(referers(&run(open(ReferrerPolicy::OriginWhenCrossOrigin), &way)), sent(&[AT, root, root]));
    assert_eq!(referers(&run(open(ReferrerPolicy::NoReferrerWhenDowngrade), &way)), sent(&[AT, "", ""]));
}

#[test]
fn redirects_that_set_a_policy() {
    let root = "https://app.example/";
    let ran = run(at().fetch(APP), &[redirect_with_policy("/x", "origin"), redirect(302, "/y"), shared()]);
    assert_eq!(referers(&ran), sent(&[AT, root, root]));
    let ran = run(at().fetch(APP), &[redirect_with_policy("/x", "no-referrer"), shared()]);
    assert_eq!(referers(&ran), sent(&[AT, ""]));
    // A policy that tells more cannot bring back what is gone.
    let way = [redirect_with_policy("/x", "no-referrer"), redirect_with_policy("/y", "unsafe-url"), shared()];
    assert_eq!(referers(&run(at().fetch(APP), &way)), sent(&[AT, "", ""]));
    let way = [redirect_with_policy("/x", "origin"), redirect_with_policy("/y", "unsafe-url"), shared()];
    assert_eq!(referers(&run(at().fetch(APP), &way)), sent(&[AT, root, root]));
    // But it tells more from where nothing is gone yet.
    let way = [redirect_with_policy(API, "unsafe-url"), shared()];
    assert_eq!(referers(&run(at().fetch(APP), &way)), sent(&[AT, AT]));
    // An unknown policy changes nothing.
    let way = [redirect_with_policy(API, "future"), shared()];
    assert_eq!(referers(&run(at().fetch(APP), &way)), sent(&[AT, root]));
    // The preflight behind the redirect has the new policy too.
    let put = at().fetch(APP).method("PUT");
    let granted = shared_with(&[("access-control-allow-methods", "PUT")]);
    let location = [("location", API), ("referrer-policy", "unsafe-url")];
    let ran = run(put, &[answer(307, &location), granted, shared()]);
    assert_eq!(referers(&ran), sent(&[AT, AT, AT]));
}

// The referrer of a request.

fn referrer_of(client: &Client, text: &str) -> Result<Referrer, RequestError> {
    let built = client.fetch(API).referrer(text).build().map(|request| request.referrer().clone());
    let mut init = RequestInit::default();
    init.referrer = Some(text.to_owned());
    let constructed = Request::construct(client, RequestInput::Url(API), &init);
    assert_eq!(built, constructed.map(|request| request.referrer().clone()));
    built
}

/// `new Request` 14.
#[test]
fn init_referrers() {
    let based = page().with_base_url(url("https://app.example/a/b?c#d"));
    let some = |text: &str| Referrer::Url(url(text));
    for (text, expected) in [
        ("", Referrer::NoReferrer),
        ("about:client", Referrer::Client),
        ("ABOUT:client", Referrer::Client),
        ("about:client#x", Referrer::Client),
        ("about:Client", Referrer::Client),
        ("about:blank", Referrer::Client),
        (APP, some("https://app.example/")),
        ("https://app.example:443/x?y", some("https://app.example/x?y")),
        ("https://u:p@app.example/x#y", some("https://u:p@app.example/x#y")),
        ("blob:https://app.example/1", some("blob:https://app.example/1")),
        (API, Referrer::Client),
        ("http://app.example/", Referrer::Client),
        ("https://app.example:8443/", Referrer::Client),
        ("https://www.app.example/", Referrer::Client),
        ("data:,x", Referrer::Client),
        ("file:///a", Referrer::Client),
    ] {
        assert_eq!(referrer_of(&page(), text).unwrap(), expected, "{text:?}");
        assert_eq!(referrer_of(&based, text).unwrap(), expected, "{text:?}");
    }
    for (text, expected) in [
        ("x", "https://app.example/a/x"),
        ("../x", "https://app.example/x"),
        ("/x", "https://app.example/x"),
        ("?x", "https://app.example/a/b?x"),
        ("#x", "https://app.example/a/b?c#x"),
        (" ", "https://app.example/a/b?c"),
        ("//app.example/y", "https://app.example/y"),
        ("///app.example/y", "https://app.example/y"),
    ] {
        assert_eq!(referrer_of(&based, text).unwrap(), some(expected), "{text:?}");
    }
    assert_eq!(referrer_of(&based, "//api.example/y").unwrap(), Referrer::Client);
    for text in ["x", "/x", " ", "https://", "https://[", "https://a b/", "http://a:99999/"] {
        assert!(matches!(referrer_of(&page(), text), Err(RequestError::InvalidReferrer { .. })), "{text:?}");
    }
    for text in ["https://", "https://[", "http://a:99999/"] {
        assert!(matches!(referrer_of(&based, text), Err(RequestError::InvalidReferrer { .. })), "{text:?}");
    }
    // An opaque origin is the same origin as no URL.
    assert_eq!(referrer_of(&sandbox(), APP).unwrap(), Referrer::Client);
    assert_eq!(referrer_of(&sandbox(), "data:,x").unwrap(), Referrer::Client);
    assert_eq!(referrer_of(&sandbox(), "").unwrap(), Referrer::NoReferrer);
}

/// The errors come in the order of the steps: 5.3, 14.3.2, 17, 25.2.
#[test]
fn order_of_errors() {
    let get = |url: &str| page().fetch(url).referrer("https://[").mode(Mode::Navigate).method("TRACE");
    assert!(matches!(
        get("https://u@api.example/").build(),
        Err(RequestError::UrlIncludesCredentials { .. })
    ));
    assert!(matches!(get(API).build(), Err(RequestError::InvalidReferrer { .. })));
    assert!(matches!(get(API).referrer("").build(), Err(RequestError::ModeNotForScript { .. })));
    let error = page().fetch(API).referrer("https://u:secret@[?secret").build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert_eq!(error.code(), "invalid-referrer");
}

/// What script reads.
#[test]
fn strings() {
    assert_eq!(Referrer::NoReferrer.as_str(), "");
    assert_eq!(Referrer::Client.as_str(), "about:client");
    assert_eq!(Referrer::Url(url("https://u:p@a.example#x")).as_str(), "https://u:p@a.example/#x");
    assert_eq!(Referrer::default(), Referrer::Client);
}

#[test]
fn sent_init_referrers() {
    let get = |text: &str| at().fetch(APP).referrer(text);
    assert_eq!(referers(&run(get(""), &[shared()])), sent(&[""]));
    assert_eq!(referers(&run(get("about:client"), &[shared()])), sent(&[AT]));
    assert_eq!(referers(&run(get(API), &[shared()])), sent(&[AT]));
    let own = "https://app.example/x?y";
    assert_eq!(referers(&run(get(own), &[shared()])), sent(&[own]));
    assert_eq!(referers(&run(get("https://u:p@app.example/x?y#z"), &[shared()])), sent(&[own]));
    assert_eq!(referers(&run(get("blob:https://app.example/1"), &[shared()])), sent(&[""]));
    let cross = at().fetch(API).referrer(own);
    assert_eq!(referers(&run(cross, &[shared()])), sent(&["https://app.example/"]));
    // A client without a URL has a referrer only if the request does.
    assert_eq!(referers(&run(page().fetch(APP), &[shared()])), sent(&[""]));
    assert_eq!(referers(&run(page().fetch(APP).referrer(own), &[shared()])), sent(&[own]));
    assert_eq!(referers(&run(page().fetch(APP).referrer("about:client"), &[shared()])), sent(&[""]));
}

/// `new Request` 12 and 13.
#[test]
fn copies() {
    let own = "https://app.example/x";
    let first = at().fetch(API).referrer(own).referrer_policy(ReferrerPolicy::UnsafeUrl).build().unwrap();
    let copy = |init: &RequestInit| Request::construct(&at(), RequestInput::Request(&first), init).unwrap();
    // 12i: it has the referrer and the policy of the other request.
    let same = copy(&RequestInit::default());
    assert_eq!(same.referrer(), &Referrer::Url(url(own)));
    assert_eq!(same.referrer_policy(), ReferrerPolicy::UnsafeUrl);
    assert_eq!(referers(&run(same, &[shared()])), sent(&[own]));
    // 13.5, 13.6: with an init that is not empty, it has the client's.
    let mut init = RequestInit::default();
    init.credentials = Some(CredentialsMode::Omit);
    let changed = copy(&init);
    assert_eq!(changed.referrer(), &Referrer::Client);
    assert_eq!(changed.referrer_policy(), ReferrerPolicy::Empty);
    assert_eq!(referers(&run(changed, &[shared()])), sent(&["https://app.example/"]));
    // 14, 15: unless the init has them.
    init.referrer = Some("https://app.example/y".to_owned());
    init.referrer_policy = Some(ReferrerPolicy::UnsafeUrl);
    assert_eq!(referers(&run(copy(&init), &[shared()])), sent(&["https://app.example/y"]));
    init.referrer = Some(String::new());
    assert_eq!(referers(&run(copy(&init), &[shared()])), sent(&[""]));
    let mut only = RequestInit::default();
    only.referrer = Some(String::new());
    assert_eq!(copy(&only).referrer(), &Referrer::NoReferrer);
    assert_eq!(copy(&only).referrer_policy(), ReferrerPolicy::Empty);
    let none = at().fetch(API).referrer("").build().unwrap();
    let copy = Request::construct(&at(), RequestInput::Request(&none), &RequestInit::default());
    assert_eq!(copy.unwrap().referrer(), &Referrer::NoReferrer);
}

/// Determine request's referrer 3a: whose URL it is.
#[test]
fn windows_and_workers() {
    // 3a.1.2: a window with an opaque origin has none, whatever its URL is.
    let window = sandbox().with_document_url(url(AT));
    assert_eq!(
        referers(&run(window.fetch(API).referrer_policy(ReferrerPolicy::UnsafeUrl), &[shared()])),
        sent(&[""])
    );
    // 3a.2: a worker has the URL that it was created with, with any origin.
    let worker = page().with_worker_url(url("https://app.example/worker.js"));
    assert_eq!(referers(&run(worker.fetch(APP), &[shared()])), sent(&["https://app.example/worker.js"]));
    let worker = sandbox().with_worker_url(url("https://app.example/worker.js"));
    assert_eq!(referers(&run(worker.fetch(APP), &[shared()])), sent(&["https://app.example/worker.js"]));
    let worker = page().with_worker_url(url("blob:https://app.example/1"));
    assert_eq!(referers(&run(worker.fetch(APP), &[shared()])), sent(&[""]));
    // 3b: a request's own referrer counts in both.
    let own = Referrer::Url(url("https://app.example/x"));
    let request = window.unchecked_request(APP).referrer(own);
    assert_eq!(referers(&run(request, &[shared()])), sent(&["https://app.example/x"]));
    // The last that the host says counts.
    assert_eq!(page().url(), None);
    let both = worker.with_document_url(url(AT));
    assert_eq!(both.url().map(Url::as_str), Some(AT));
    assert_eq!(referers(&run(both.fetch(APP), &[shared()])), sent(&[AT]));
    // Documents that are no HTTP(S) documents.
    for text in ["about:blank", "about:srcdoc", "data:,x", "file:///home/user/a.html", "tauri://localhost/a"]
    {
        let page = page().with_document_url(url(text));
        let request = page.fetch(APP).referrer_policy(ReferrerPolicy::UnsafeUrl);
        assert_eq!(referers(&run(request, &[shared()])), sent(&[""]), "{text}");
    }
}

/// A referrer does not depend on credentials, mode or redirect mode.
#[test]
fn every_mode() {
    for mode in [Mode::Cors, Mode::NoCors] {
        for credentials in [CredentialsMode::Omit, CredentialsMode::SameOrigin] {
            let request = at().fetch(API).mode(mode).credentials(credentials);
            assert_eq!(referers(&run(request, &[shared()])), sent(&["https://app.example/"]));
        }
    }
    let xhr = at().xml_http_request("GET", APP);
    assert_eq!(referers(&run(xhr, &[shared()])), sent(&[AT]));
    let beacon = at().beacon(API, None);
    assert_eq!(referers(&run(beacon, &[shared()])), sent(&["https://app.example/"]));
    let image = at().image(API, fetch_cors::request::CorsAttribute::NoCors);
    let request = image.referrer_policy(ReferrerPolicy::NoReferrer);
    assert_eq!(referers(&run(request, &[shared()])), sent(&[""]));
}

/// A host that makes the header itself switches it off. The request has its referrer all the same.
#[test]
fn the_header_switched_off() {
    assert!(page().referrer_header() && !at().with_referrer_header(false).referrer_header());
    let client = at().with_referrer_header(false);
    let ran = run(client.fetch(APP), &[redirect(302, API), shared()]);
    assert_eq!(referers(&ran), sent(&["", ""]));
    let step = fetch_cors::fetch::<()>(client.fetch(API).made(), &mut PreflightCache::new(), Timestamp::ZERO);
    let Step::Send(exchange) = step else { panic!() };
    assert_eq!(exchange.request().referrer(), &Referrer::Url(url("https://app.example/")));
    assert_eq!(exchange.referrer_policy(), ReferrerPolicy::StrictOriginWhenCrossOrigin);
}

/// 8.11.2 appends: a `Referer` that the host has added stays before it. Script cannot set one.
#[test]
fn a_header_of_the_hosts() {
    let script = at().fetch(APP).header("referer", "https://evil.example/");
    assert_eq!(referers(&run(script, &[shared()])), sent(&[AT]));
    let host = at().unchecked_request(APP).header("referer", "https://a.example/");
    assert_eq!(
        referers(&run(host, &[shared()]))[0].as_deref(),
        Some("https://a.example/, https://app.example/a/b?c")
    );
}

// Hops.

/// The request of a message, as it goes out after the hop has run.
fn referrer_after(hop: Hop) -> Referrer {
    match hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Send(exchange) => exchange.request().referrer().clone(),
        Step::Local(local) => local.request().referrer().clone(),
        step => panic!("{step:?}"),
    }
}

#[test]
fn a_hop_says_before_it_runs_what_it_sends() {
    for (relation, source, current, _) in RELATIONS {
        if current == "app:x" {
            continue;
        }
        for policy in POLICIES {
            let hop = || {
                let request = document(source).unchecked_request(current).referrer_policy(policy);
                Hop::new(request.build().unwrap())
            };
            // Main fetch 9 runs before a service worker sees the request.
            let said = hop().referrer();
            assert_eq!(referrer_after(hop()), said, "{relation} {policy:?}");
            assert_ne!(said, Referrer::Client, "{relation} {policy:?}");
        }
    }
    let hop = Hop::new(page().fetch(API).made());
    assert_eq!(hop.referrer(), Referrer::NoReferrer);
}

/// A service worker that passes on the request that it sees passes on the page's referrer, not its own.
#[test]
fn a_service_worker_passes_on_the_referrer() {
    let worker = page().with_worker_url(url("https://app.example/sw.js"));
    let pass_on = |hop: &Hop| {
        let init = RequestInit::default();
        Request::construct(&worker, RequestInput::Request(hop.request()), &init).unwrap()
    };
    let own = Hop::new(at().fetch(APP).made());
    assert!(own.service_worker_may_respond());
    assert_eq!(referers(&run(pass_on(&own), &[shared()])), sent(&[AT]));
    let cross = Hop::new(at().fetch(API).made());
    assert_eq!(referers(&run(pass_on(&cross), &[shared()])), sent(&["https://app.example/"]));
    let none = Hop::new(at().fetch(APP).referrer_policy(ReferrerPolicy::NoReferrer).made());
    assert_eq!(referers(&run(pass_on(&none), &[shared()])), sent(&[""]));
}

/// Main fetch 5 and 6 upgrade before the referrer is determined (9), and HSTS upgrades after (10).
#[test]
fn upgrades() {
    let http = "http://api.example/";
    let hop = || Hop::new(at().fetch(http).made());
    let root = Referrer::Url(url("https://app.example/"));
    assert_eq!(hop().referrer(), Referrer::NoReferrer);
    assert_eq!(hop().upgrade_to_https().referrer(), root);
    assert_eq!(hop().upgrade_by_hsts().referrer(), Referrer::NoReferrer);
    assert_eq!(hop().upgrade_by_hsts().upgrade_to_https().referrer(), Referrer::NoReferrer);
    assert_eq!(hop().upgrade_to_https().upgrade_by_hsts().referrer(), root);
    assert_eq!(hop().upgrade_to_https().upgrade_to_https().referrer(), root);
    for (hop, expected) in [
        (hop(), ""),
        (hop().upgrade_to_https(), "https://app.example/"),
        (hop().upgrade_by_hsts(), ""),
        (hop().upgrade_by_hsts().upgrade_to_https(), ""),
        (hop().upgrade_to_https().upgrade_by_hsts(), "https://app.example/"),
    ] {
        assert_eq!(referers(&World::new().run_hop(hop, &[shared()])), sent(&[expected]));
    }
    // Within the origin that the URL has after the upgrade, and not before.
    let own = || Hop::new(at().fetch("http://app.example/").made());
    assert_eq!(own().upgrade_to_https().referrer(), Referrer::Url(url(AT)));
    assert_eq!(own().upgrade_by_hsts().referrer(), Referrer::NoReferrer);
    // With a policy that is not strict, HSTS cuts it to the origin of the source.
    let open = at().fetch("http://app.example/").referrer_policy(ReferrerPolicy::OriginWhenCrossOrigin);
    assert_eq!(Hop::new(open.made()).upgrade_by_hsts().referrer(), root);
    // Neither does anything to a URL that is encrypted already.
    let https = || Hop::new(at().fetch(APP).made());
    assert_eq!(https().upgrade_by_hsts().referrer(), Referrer::Url(url(AT)));
    assert_eq!(https().upgrade_to_https().referrer(), Referrer::Url(url(AT)));
}

/// An upgrade counts for its own hop. The next hop determines the referrer again.
#[test]
fn upgrades_and_redirects() {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let (mut referers, mut step) = (Vec::new(), Step::<()>::Redirect(Hop::new(at().fetch(APP).made())));
    let mut answers = [Some("http://api.example/a"), Some("https://api.example/b"), None].into_iter();
    loop {
        step = match step {
            Step::Redirect(hop) => hop.upgrade_by_hsts().run(&mut cache, now),
            Step::Send(exchange) => {
                let referer = exchange.headers().get(b"referer").unwrap();
                referers.push(referer.map(|value| String::from_utf8(value.to_vec()).unwrap()));
                let response = http::Response::builder().header("access-control-allow-origin", "*");
                let response = match answers.next().unwrap() {
                    Some(location) => response.status(302).header("location", location),
                    None => response,
                };
                exchange.respond(response.body(()).unwrap(), &mut cache, now)
            }
            Step::Done(result) => {
                result.unwrap();
                break;
            }
            step => panic!("{step:?}"),
        };
    }
    assert_eq!(referers, sent(&[AT, "", ""]));
}

/// A navigation determines the referrer again at each redirect that the host follows.
#[test]
fn navigations() {
    let mut world = World::new();
    let mut ran = world.run(at().navigation(APP), &[redirect(302, API)]);
    assert_eq!(referers(&ran), sent(&[AT]));
    let hop = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
    let root = "https://app.example/";
    assert_eq!(hop.referrer(), Referrer::Url(url(root)));
    let mut ran = world.run_hop(hop, &[redirect_with_policy("http://other.example/", "unsafe-url")]);
    assert_eq!(referers(&ran), sent(&[root]));
    let hop = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
    let mut ran = world.run_hop(hop, &[redirect_with_policy(APP, "strict-origin")]);
    assert_eq!(referers(&ran), sent(&[root]));
    let hop = ran.outcome.as_mut().unwrap().next_manual_redirect().unwrap().unwrap();
    assert_eq!(referers(&world.run_hop(hop, &[shared()])), sent(&[root]));
}

/// No `Debug` prints what a referrer or a document's URL may hold in secret.
#[test]
fn debug() {
    let secrets = "https://user-1:password-2@app.example/path?query-3#fragment-4";
    let client = document(secrets).with_worker_url(url(secrets)).with_document_url(url(secrets));
    let mut init = RequestInit::default();
    init.referrer = Some(secrets.to_owned());
    let request = client.fetch(API).referrer(secrets).build().unwrap();
    let hop = Hop::new(request.clone());
    let mut printed = vec![
        format!("{client:?}"),
        format!("{init:?}"),
        format!("{request:?}"),
        format!("{hop:?}"),
        format!("{:?}", hop.referrer()),
        format!("{:?}", client.fetch(API).referrer(secrets)),
        format!("{:?}", client.unchecked_request(API).referrer(Referrer::Url(url(secrets)))),
    ];
    printed.push(format!("{:?}", hop.run::<()>(&mut PreflightCache::new(), Timestamp::ZERO)));
    for text in printed {
        for secret in ["user-1", "password-2", "query-3", "fragment-4"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
