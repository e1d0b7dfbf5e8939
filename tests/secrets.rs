//! What `Debug` and `Display` print of everything public, after secrets were planted wherever a caller can put them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may panic, and reads the listing of the public API"
)]

mod scenario;

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};

use fetch_cors::blob::blob_response;
use fetch_cors::check::{CorpCheck, TaoCheck, cors_check};
use fetch_cors::cookies::SameSiteRequest;
use fetch_cors::error::{Blocker, HostError, Reason};
use fetch_cors::explain::{
    Answer, Change, Event, Explanation, Finding, Gap, Plan, PreflightReason, SentMessage, Story, Surprise,
    TraceEntry, TraceKind, explain, trace,
};
use fetch_cors::fetch::{LocalUrl, ServiceWorkerResponse};
use fetch_cors::fetch_metadata::FetchMetadata;
use fetch_cors::filter::cors_exposed_header_names;
use fetch_cors::header::extract::{Extracted, extract_tokens};
use fetch_cors::header::{Guard, HeaderList, Headers, Name, cors_unsafe_request_header_names};
use fetch_cors::origin_header::OriginHeader;
use fetch_cors::preflight::{CacheKey, CacheMatches, PreflightedRequest};
use fetch_cors::redirect::{RedirectedRequest, location_url, location_value};
use fetch_cors::referrer::DetermineReferrer;
use fetch_cors::request::{
    Body, CorsAttribute, CredentialsMode, Destination, Mode, RedirectMode, Referrer, RequestInit,
    RequestInput, Switches,
};
use fetch_cors::request_origin::byte_serialize_request_origin;
use fetch_cors::response::{Response, ResponseHeaders};
use fetch_cors::run::{Transition, run_with_local};
use fetch_cors::tainting::Tainting;
use fetch_cors::{
    Exchange, FilteredResponse, Hop, LocalFetch, Origin, PreflightCache, Request, Step, Timestamp, fetch,
};
use scenario::{API, APP, OTHER, page};
use url::Url;

const NOW: Timestamp = Timestamp::ZERO;

/// Each is in a place where a caller keeps what nobody else may know.
const SECRETS: [&str; 9] = [
    "s3cr3t-user",
    "s3cr3t-password",
    "s3cr3t-query",
    "s3cr3t-fragment",
    "s3cr3t-authorization",
    "s3cr3t-cookie",
    "s3cr3t-key",
    "s3cr3t-body",
    "s3cr3t-data",
];

/// A URL that a client may send a message to.
fn url_of(origin: &str) -> String {
    format!("{origin}/path?token=s3cr3t-query#s3cr3t-fragment")
}

/// The same with a user name and a password.
fn url_with_password(origin: &str) -> String {
    url_of(origin).replace("://", "://s3cr3t-user:s3cr3t-password@")
}

fn secret_headers() -> [(&'static str, &'static str); 5] {
    [
        ("Authorization", "Bearer s3cr3t-authorization"),
        ("X-Api-Key", "s3cr3t-key"),
        ("Set-Cookie", "id=s3cr3t-cookie"),
        ("Cookie", "id=s3cr3t-cookie"),
        ("Referer", "https://app.example/?s3cr3t-query"),
    ]
}

fn list() -> HeaderList {
    let shared = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Headers", "*, authorization"),
        ("Access-Control-Expose-Headers", "*"),
    ];
    HeaderList::try_from_pairs(secret_headers().into_iter().chain(shared)).unwrap()
}

/// A response with secrets in its headers and in its body.
fn received(status: u16) -> Response<&'static str> {
    Response::new(status, "s3cr3t-body").with_headers(list())
}

fn moved(location: &str) -> Response<&'static str> {
    let mut headers = list();
    headers.append(b"Location", location.as_bytes()).unwrap();
    Response::new(302, "s3cr3t-body").with_headers(headers)
}

fn secret_fetch(url: &str) -> Request {
    page().fetch(url).headers(secret_headers()).build().unwrap()
}

fn send(request: Request, cache: &mut PreflightCache) -> Exchange {
    let Step::<&str>::Send(exchange) = fetch(request, cache, NOW) else { panic!("no message") };
    exchange
}

/// The actual request, whatever is between.
fn send_actual(request: Request, cache: &mut PreflightCache) -> Exchange {
    let exchange = send(request, cache);
    if !exchange.is_preflight() {
        return exchange;
    }
    let Step::Send(exchange) = exchange.respond(received(204), cache, NOW) else { panic!("no message") };
    exchange
}

/// What was printed, and of which types.
#[derive(Default)]
struct Printed {
    types: BTreeSet<String>,
}

impl Printed {
    #[track_caller]
    fn debug<T: Debug>(&mut self, value: &T) {
        self.check::<T>(&format!("{value:?}"));
        self.check::<T>(&format!("{value:#?}"));
    }

    #[track_caller]
    fn display<T: Debug + Display>(&mut self, value: &T) {
        self.debug(value);
        self.check::<T>(&value.to_string());
    }

    /// An error, which prints nothing that an error below it prints.
    #[track_caller]
    fn error<T: Error>(&mut self, value: &T) {
        self.display(value);
        let mut above = value.to_string();
        let mut below = value.source();
        while let Some(error) = below {
            let text = error.to_string();
            assert!(!above.contains(&text), "printed twice: {above}: {text}");
            above.push_str(&text);
            below = error.source();
        }
    }

    #[track_caller]
    fn check<T>(&mut self, text: &str) {
        let name = std::any::type_name::<T>();
        assert!(!text.is_empty(), "{name} prints nothing");
        self.types.insert(name.split('<').next().unwrap_or_default().to_owned());
        for secret in SECRETS {
            assert!(!text.contains(secret), "{name} prints {secret}: {text}");
            // As a list of bytes.
            let bytes: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
            let flat: String = text.split_whitespace().collect();
            assert!(!flat.contains(&bytes.join(",")), "{name} prints the bytes of {secret}: {text}");
        }
    }
}

/// Each kind of transition that `run` makes, by fetches that are redirected, fail, and are local.
fn transitions(printed: &mut Printed) {
    let mut kinds = BTreeSet::new();
    for (url, answers) in [
        (url_of(API), vec![Some(received(204)), Some(moved(&url_of(OTHER))), Some(received(204)), None]),
        ("data:,s3cr3t-data".to_owned(), vec![]),
        ("blob:https://app.example/1".to_owned(), vec![]),
    ] {
        let mut answers = answers.into_iter();
        let mut cache = PreflightCache::new();
        let lend = |transition: Transition<&'static str>| {
            kinds.insert(format!("{transition:?}").split('(').next().unwrap_or_default().to_owned());
            printed.debug(&transition);
            transition.lend(&mut cache)
        };
        let send = |exchange: &Exchange| {
            let answer = answers.next().unwrap();
            answer.map(|answer| answer.with_url(exchange.url().clone())).ok_or("s3cr3t-body")
        };
        let local = |local: &LocalFetch| match local.kind() {
            LocalUrl::Data => Ok(received(200)),
            _ => Err("s3cr3t-data"),
        };
        let _ = run_with_local(secret_fetch(&url), lend, || NOW, send, local);
    }
    let expected = ["Fail", "FailLocally", "Respond", "RespondLocally", "Run"].map(str::to_owned);
    assert_eq!(kinds, BTreeSet::from(expected));
}

#[test]
fn nothing_prints_a_secret() {
    let mut printed = Printed::default();
    requests(&mut printed);
    headers(&mut printed);
    machine(&mut printed);
    transitions(&mut printed);
    rules(&mut printed);
    referrers_and_cookies(&mut printed);
    sockets(&mut printed);
    refusals(&mut printed);
    explanations(&mut printed);
    // The listing is of all features.
    #[cfg(feature = "proptest")]
    {
        strategies(&mut printed);
        labs(&mut printed);
        every_type_was_printed(&printed);
    }
}

fn requests(printed: &mut Printed) {
    let (url, with_password) = (url_of(API), url_with_password(API));
    let base: Url = with_password.parse().unwrap();
    let client = page().with_base_url(base.clone());
    printed.debug(&client);
    printed.debug(&client.fetch(&url).headers(secret_headers()).body(Body::source()));
    printed.debug(&client.xml_http_request("PUT", &with_password).headers(secret_headers()));
    printed.debug(&client.image(&with_password, CorsAttribute::NoCors));
    printed.debug(&client.unchecked_request(&with_password).headers(secret_headers()));
    printed.debug(&client.xml_http_request("GET", &with_password).build().unwrap());
    printed.debug(&secret_fetch(&url));
    printed.debug(secret_fetch(&url).url_list());
    let mut init = RequestInit::default();
    init.headers = Some(
        secret_headers().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())).to_vec(),
    );
    printed.debug(&init);
    init.method = Some(url.as_bytes().to_vec());
    printed.debug(&init);
    printed.debug(&page().xml_http_request(&url, "GET"));
    printed.error(&fetch_cors::method::normalize(url.as_bytes()).unwrap_err());
    let other = secret_fetch(&url);
    for input in
        [RequestInput::Url(&with_password), RequestInput::ParsedUrl(&base), RequestInput::Request(&other)]
    {
        printed.debug(&input);
    }
    for error in [
        client.fetch(&with_password).build().unwrap_err(),
        page().fetch("https://s3cr3t-user:s3cr3t-password@a b/?s3cr3t-query").build().unwrap_err(),
        page().fetch("https:s3cr3t-user:s3cr3t-password@a b/#s3cr3t-fragment").build().unwrap_err(),
        page().fetch("//s3cr3t-user:s3cr3t-password@a b/").build().unwrap_err(),
        page().fetch("https://s3cr3t-user:s3cr3t-pass?s3cr3t-password@a.example/").build().unwrap_err(),
        page().fetch("https://s3cr3t-user:s3cr3t-pass#s3cr3t-password@a.example/").build().unwrap_err(),
        page().xml_http_request(&url, "GET").build().unwrap_err(),
        page().fetch(&url).header("Authorization", "s3cr3t-authorization\n\0").build().unwrap_err(),
        page().fetch(&url).header("Cookie: id=s3cr3t-cookie", "").build().unwrap_err(),
    ] {
        printed.error(&error);
    }
    for origin in [
        "https://s3cr3t-user:s3cr3t-password@a.example",
        "https://a.example/?s3cr3t-query",
        "a b?s3cr3t-query",
    ] {
        printed.error(&Origin::parse(origin).unwrap_err());
    }
}

fn headers(printed: &mut Printed) {
    let mut list = list();
    printed.debug(&list);
    printed.debug(&list.clone().into_iter());
    list.clone().into_iter().for_each(|header| printed.debug(&header));
    printed.debug(&ResponseHeaders::from(list.clone()));
    printed.debug(&ResponseHeaders::from(list.to_header_map().unwrap()));
    printed.debug(&Name::from("authorization"));
    let mut headers = Headers::new(&mut list, Guard::Request);
    printed.debug(&headers);
    printed.error(&headers.append(b"Authorization", b"s3cr3t-authorization\0").unwrap_err());
    printed.error(&headers.append(b"Cookie: id=s3cr3t-cookie", b"").unwrap_err());
    printed.error(&list.append(b"Authorization", b"s3cr3t-authorization\0").unwrap_err());
    list.append(b"Authorization", b"s3cr3t-authorization\x01").unwrap();
    printed.error(&list.to_header_map().unwrap_err());
    printed.debug(&cors_unsafe_request_header_names(&list));
    let extracted = extract_tokens(&list, b"access-control-allow-headers");
    printed.debug(&extracted);
    let Extracted::Values(names) = extracted else { panic!() };
    printed.debug(&names);
    printed.debug(&cors_exposed_header_names(&list, CredentialsMode::Omit));
    let listed = HeaderList::try_from_pairs(
        secret_headers().into_iter().chain([("Access-Control-Expose-Headers", "x-a")]),
    );
    printed.debug(&cors_exposed_header_names(&listed.unwrap(), CredentialsMode::Omit));
}

fn machine(printed: &mut Printed) {
    let mut cache = PreflightCache::new();
    let url = url_of(API);
    printed.debug(&received(200));
    printed.debug(&received(200).with_url(url_with_password(API).parse().unwrap()));
    printed.error(&Response::new(200, "s3cr3t-body").with_headers(odd()).into_http().unwrap_err());
    printed.debug(&Hop::new(secret_fetch(&url)));
    let preflight = send(secret_fetch(&url), &mut cache);
    printed.debug(&preflight);
    printed.debug(preflight.purpose());
    let actual = send_actual(secret_fetch(&url), &mut cache);
    printed.debug(&actual);
    printed.debug(&Step::<&str>::Send(send(secret_fetch(&url), &mut cache)));
    printed.debug(&cache);
    cache.iter(NOW).for_each(|entry| printed.debug(&entry));
    let step = actual.respond(moved(&url_of(OTHER)), &mut cache, NOW);
    printed.debug(&step);

    let long = format!("{API}/?s3cr3t-query{}", "a".repeat(70_000));
    printed.error(&send(page().fetch(&long).build().unwrap(), &mut cache).to_http().unwrap_err());
    let odd = page().fetch(API).header("Authorization", "s3cr3t-authorization\x01").build().unwrap();
    printed.error(&send_actual(odd, &mut cache).to_http().unwrap_err());

    let Step::<&str>::Local(local) =
        fetch(page().fetch("data:,s3cr3t-data").build().unwrap(), &mut cache, NOW)
    else {
        panic!()
    };
    printed.debug(&local);
    printed.debug(&Step::<&str>::Local(local));

    // Each kind of filtered response.
    for request in [
        page().fetch(url_of(APP)).build().unwrap(),
        page().fetch(&url).build().unwrap(),
        page().image(url_with_password(API), CorsAttribute::NoCors).build().unwrap(),
    ] {
        let Step::Done(Ok(response)) = send(request, &mut cache).respond(received(200), &mut cache, NOW)
        else {
            panic!()
        };
        printed.debug(&response);
        printed.debug(response.hidden_from_script());
        printed.debug(&ServiceWorkerResponse::Fetched(response));
    }
    let manual = page().fetch(url_of(APP)).redirect(RedirectMode::Manual).build().unwrap();
    let step = send(manual, &mut cache).respond(moved(&url_with_password(OTHER)), &mut cache, NOW);
    let Step::Done(Ok(response)) = step else { panic!() };
    printed.debug(&response);
    let navigation = page().navigation(url_with_password(API)).build().unwrap();
    let step = send(navigation, &mut cache).respond(moved(&url_with_password(OTHER)), &mut cache, NOW);
    printed.debug(&step);
    printed.debug(&ServiceWorkerResponse::Constructed(received(200)));
}

/// A list that the `http` crate cannot hold.
fn odd() -> HeaderList {
    let mut list = list();
    list.append(b"X-Api-Key", b"s3cr3t-key\x01").unwrap();
    list
}

fn rules(printed: &mut Printed) {
    let url: Url = url_with_password(API).parse().unwrap();
    let (origin, url_origin) = (Origin::parse(APP).unwrap(), Origin::of(&url));
    let serialized = byte_serialize_request_origin(&origin, [&url_origin]);
    printed.debug(&serialized);
    printed.debug(&Tainting::new(&origin, &url_origin, url.scheme(), Mode::Cors));
    printed.debug(&TaoCheck::new(&origin, serialized, &url_origin, Mode::Cors));
    let corp = CorpCheck::new(&origin, Some(&url_origin), url.scheme(), &scenario::LastTwoLabels);
    printed.debug(&corp);
    printed.debug(&corp.check(&list()));
    printed.debug(&OriginHeader::new(&origin, serialized, &url_origin, url.scheme(), Mode::Cors));
    let client = page();
    printed.debug(&FetchMetadata::new(&origin, true, Mode::Cors, client.sites()));
    let key = CacheKey { partition: None, origin: b"null", url: url.as_str() };
    printed.debug(&key);

    let (headers, request_headers) = (list(), list());
    let names = cors_unsafe_request_header_names(&request_headers);
    let preflighted = PreflightedRequest::new(serialized, CredentialsMode::Omit, b"PUT", &names);
    printed.debug(&preflighted);
    let get = PreflightedRequest::new(serialized, CredentialsMode::Omit, b"GET", &names);
    let grant = get.evaluate(200, &headers).unwrap();
    printed.debug(&grant);
    let mut cache = PreflightCache::new();
    cache.store(&key, &grant, NOW);
    let found = cache.matches(&key, CredentialsMode::Omit, Switches::default(), NOW).unwrap();
    assert!(found.header_name_match(b"authorization"));
    printed.debug(&found);

    let redirected = RedirectedRequest::new(&origin, &url_origin, Mode::NoCors);
    printed.debug(&redirected);
    let to = |location: &str| [("Location", location.to_owned())];
    let followed =
        redirected.redirect(302, &to(&url_with_password(OTHER)), Some(&url), None).unwrap().unwrap();
    printed.debug(&followed);
    let broken = to("https://s3cr3t-user:s3cr3t-password@a b/?s3cr3t-query");
    printed.error(&redirected.redirect(302, &broken, Some(&url), None).unwrap_err());
    let whole = to(&url_with_password(OTHER));
    printed.debug(&location_url(302, &whole, Some(&url), None));
    printed.debug(&location_value(302, &whole));
    let Extracted::Failure(failure) = location_url(302, &broken, Some(&url), None) else { panic!() };
    printed.error(&failure);
    let pages_mistake = [("Access-Control-Allow-Origin", url_with_password(APP))];
    printed.error(&cors_check(&pages_mistake, serialized, CredentialsMode::Omit).unwrap_err());
}

fn referrers_and_cookies(printed: &mut Printed) {
    let url: Url = url_with_password(APP).parse().unwrap();
    printed.debug(&Referrer::Url(url.clone()));
    let client = page().with_document_url(url.clone());
    printed.debug(&client);
    printed.debug(&client.fetch(url_of(API)).referrer(url.as_str()));
    printed.debug(&client.fetch(url_of(API)).referrer(url.as_str()).build().unwrap());
    let mut init = RequestInit::default();
    init.referrer = Some(url.to_string());
    printed.debug(&init);
    let refused = page().fetch(url_of(API)).referrer("https://s3cr3t-user:s3cr3t-password@a b/?s3cr3t-query");
    printed.error(&refused.build().unwrap_err());
    let sent = send_actual(client.fetch(url_of(API)).build().unwrap(), &mut PreflightCache::new());
    printed.debug(&sent);

    let origin = Origin::of(&url);
    let determine = DetermineReferrer::new(&origin, url.scheme(), &origin, true);
    printed.debug(&determine);
    let same_site = SameSiteRequest::new(&origin, b"GET", Destination::Empty, &scenario::LastTwoLabels);
    printed.debug(&same_site);
    printed.debug(&blob_response(&secret_headers(), 9, "text/plain").unwrap());
}

fn sockets(printed: &mut Printed) {
    let with_fragment = url_with_password("wss://api.example");
    let (url, _) = with_fragment.split_once('#').unwrap();
    let socket = |url: &str| page().websocket(url).protocol("s3cr3t-key");
    printed.debug(&socket(url));
    printed.debug(&socket(url).build().unwrap());
    for refused in
        [socket(url).protocol("s3cr3t-key"), socket(url).protocol("s3cr3t-key "), socket(&with_fragment)]
    {
        printed.debug(&refused);
        printed.error(&refused.build().unwrap_err());
    }

    let with_fragment = url_with_password(API);
    let (url, _) = with_fragment.split_once('#').unwrap();
    let transport =
        |url: &str| page().web_transport(url).header("X-Api-Key", "s3cr3t-key").protocol("s3cr3t-key");
    printed.debug(&transport(url));
    printed.debug(&transport(url).build().unwrap());
    for refused in [
        transport(url).protocol("s3cr3t-key"),
        transport(url).protocol("s3cr3t-key\n"),
        transport(url).header("WT-Available-Protocols", "s3cr3t-key"),
        transport(&with_fragment),
    ] {
        printed.debug(&refused);
        printed.error(&refused.build().unwrap_err());
    }
}

fn refusals(printed: &mut Printed) {
    let cache = &mut PreflightCache::new();
    let url = url_of(API);
    let put = || page().fetch(&url).method("PUT").headers(secret_headers()).build().unwrap();
    let get = || page().fetch(&url).build().unwrap();
    let image = |embedder_policy| {
        let page = page().with_embedder_policy(embedder_policy);
        page.image(url_with_password(API), CorsAttribute::NoCors).build().unwrap()
    };
    let require_corp = fetch_cors::request::EmbedderPolicy {
        value: fetch_cors::request::EmbedderPolicyValue::RequireCorp,
        ..Default::default()
    };
    let foreign = received(200).with_url(url_with_password(OTHER).parse().unwrap());
    let unshared = || Response::new(200, "s3cr3t-body");
    let broken = "https://s3cr3t-user:s3cr3t-password@a b/?s3cr3t-query";
    let steps: Vec<Step<&str>> = vec![
        Hop::new(put()).block(Blocker::ContentSecurityPolicy, cache),
        send(put(), cache).respond(moved(&url_with_password(OTHER)), cache, NOW),
        send(put(), cache).respond(received(404), cache, NOW),
        send(put(), cache).respond(received(204), cache, NOW),
        send(put(), cache).fail("https://api.example/?s3cr3t-query is not there", cache),
        send(put(), cache).fail(HostError::WrongBody, cache),
        send(get(), cache).respond(foreign, cache, NOW),
        send(get(), cache).respond(unshared(), cache, NOW),
        send(get(), cache).respond(moved(&url_with_password(OTHER)), cache, NOW),
        send(get(), cache).respond(moved(broken), cache, NOW),
        send(get(), cache).respond(moved("data:,s3cr3t-data"), cache, NOW),
        send(image(require_corp), cache).respond(unshared(), cache, NOW),
        fetch(page().fetch(url_of("https://api.example:25")).build().unwrap(), cache, NOW),
        fetch(page().fetch(&url).mode(Mode::SameOrigin).build().unwrap(), cache, NOW),
    ];
    let mut codes = BTreeSet::new();
    for step in &steps {
        printed.debug(step);
        let Step::Done(Err(error)) = step else { continue };
        codes.insert(error.reason().code());
        printed.error(error);
        printed.error(error.reason());
        match error.reason() {
            Reason::Host(error) => printed.error(error),
            Reason::Preflight(error) => printed.error(error),
            Reason::ResourcePolicy(error) => printed.error(error),
            Reason::Tainting(error) => printed.error(error),
            _ => {}
        }
        let story = Story::new(page().fetch(API).build().unwrap()).with_error(error.clone());
        let explanation = explain(&story);
        printed.debug(&explanation);
        printed.check::<Explanation>(&explanation.to_string());
        printed.debug(&error.step());
        error.corp_violations().iter().for_each(|violation| printed.debug(violation));
    }
    // A redirect that was allowed to another origin is refused there, at that URL.
    let Step::<&str>::Redirect(hop) = send(get(), cache).respond(moved(&url_of(OTHER)), cache, NOW) else {
        panic!()
    };
    let Step::Send(next) = hop.run::<&str>(cache, NOW) else { panic!() };
    let Step::Done(Err(error)) = next.respond(unshared(), cache, NOW) else { panic!() };
    printed.error(&error);
    assert!(codes.len() >= 9, "{codes:?}");
    let FilteredSample(response) = FilteredSample::default();
    printed.debug(&response);
}

/// A response that never went through a fetch.
struct FilteredSample(FilteredResponse<&'static str>);

impl Default for FilteredSample {
    fn default() -> Self {
        Self(FilteredResponse::cors(received(200), None, CredentialsMode::Include))
    }
}

/// Explanations of refused, of allowed and of unfinished fetches.
fn explanations(printed: &mut Printed) {
    let url = url_of(API);
    let answer = |received: Response<&'static str>| Answer::new(received);
    let put =
        page().fetch(&url).method("PUT").headers(secret_headers()).credentials(CredentialsMode::Include);
    let no_cors = page().fetch(&url).mode(Mode::NoCors).headers(secret_headers());
    let moved_preflight = Event::Preflight(answer(moved(&url_with_password(OTHER))));
    let service_worker = Event::ServiceWorker(Box::new(ServiceWorkerResponse::Error));
    let get = || secret_fetch(&url);
    let stories = [
        Story::new(put.build().unwrap()).with(moved_preflight.clone()),
        Story::new(get()).with(moved_preflight),
        Story::new(get()).with(Event::Preflight(answer(received(401)))),
        Story::new(get())
            .with(Event::Preflight(answer(received(204))))
            .with(Event::Actual(answer(received(200)))),
        Story::new(get())
            .with(Event::Preflight(answer(received(204))))
            .with(Event::Actual(answer(moved(&url_of(OTHER)))))
            .with(Event::Actual(answer(Response::new(502, "s3cr3t-body")).from_cache())),
        Story::new(get())
            .with(Event::Preflight(answer(received(204))))
            .with(Event::Actual(answer(moved(&url_with_password(OTHER))))),
        Story::new(get())
            .with(Event::Preflight(answer(received(204))))
            .with(Event::Actual(answer(moved(&url_of("https://login.example")))))
            .with(Event::Actual(answer(Response::new(200, "s3cr3t-body")))),
        Story::new(no_cors.build().unwrap()).with(Event::Actual(answer(received(200)))),
        Story::new(get()).with(Event::Blocked(Blocker::MixedContent)),
        Story::new(get()).with(service_worker),
        Story::new(get()).with(Event::Actual(Answer::unknown())),
        Story::new(get()),
    ];
    let mut codes = BTreeSet::new();
    for story in stories {
        let story = story.with_script_headers(HeaderList::try_from_pairs(secret_headers()).unwrap());
        printed.debug(&story);
        story.events().iter().for_each(|event| printed.debug(event));
        let explanation = explain(&story);
        codes.extend(explanation.codes());
        printed.debug(&explanation);
        printed.check::<Explanation>(&explanation.to_string());
        for entry in trace(&story) {
            printed.debug(&entry);
            printed.debug(&entry.kind);
            printed.check::<TraceEntry>(&entry.to_string());
            printed.check::<TraceKind>(&entry.kind.to_string());
            if let TraceKind::Sent(message) = &entry.kind {
                printed.debug::<SentMessage>(message);
            }
        }
        for finding in &explanation.findings {
            printed.debug(finding);
            printed.debug(&finding.cause);
            printed.check::<Finding>(&format!("{finding} {:?} {:?}", finding.expected, finding.came));
            finding.hints.iter().for_each(|hint| printed.debug(hint));
            finding.place.iter().for_each(|place| printed.debug(place));
        }
        for plan in &explanation.plans {
            printed.debug(plan);
            printed.check::<Plan>(&plan.to_string());
            for fix in &plan.fixes {
                printed.debug(fix);
                printed.debug(&fix.change);
                printed.check::<Change>(&format!("{fix} {}", fix.change));
            }
        }
        for surprise in &explanation.surprises {
            printed.debug(surprise);
            printed.debug(&surprise.kind);
            printed.check::<Surprise>(&surprise.to_string());
        }
        for gap in &explanation.gaps {
            printed.debug(gap);
            printed.check::<Gap>(&gap.to_string());
        }
    }
    printed.debug(&answer(received(200)));
    printed.debug(&PreflightReason::Header { name: "x-api-key".to_owned(), hint: None });
    assert!(codes.len() > 15, "{codes:?}");
}

#[cfg(feature = "proptest")]
fn strategies(printed: &mut Printed) {
    use fetch_cors::lab::{Answer, Browser, Call, Location, Scenario, Scene};
    use std::sync::Arc;

    let mut call = Call::new(Origin::parse(APP).unwrap(), url_with_password(API).as_str());
    call.headers = HeaderList::try_from_pairs([("Authorization", "Bearer s3cr3t-authorization")]).unwrap();
    printed.debug(&call);
    call.url = url_of(API);
    let location = Location::Text(url_with_password(OTHER).parse().unwrap());
    printed.display(&location);
    let mut browser = Browser::with_sites(Arc::new(scenario::LastTwoLabels));
    let fetched = browser.fetch(&call, |exchange| {
        let mut response = Answer::permissive().to(exchange)?;
        response.headers_mut().insert("set-cookie", "id=s3cr3t-cookie".parse().unwrap());
        Some(response)
    });
    let fetched = fetched.unwrap();
    printed.debug(&fetched);
    fetched.messages.iter().for_each(|message| printed.debug(message));
    printed.debug(&browser);
    let scene: Scene = Scene::new(call);
    printed.debug(&scene);
    printed.debug(&Scenario::new(vec![scene]));
    let key = http::HeaderName::from_static("authorization");
    let answer = Answer::permissive().with_header(key, "s3cr3t-authorization".parse().unwrap());
    printed.debug(&answer);
}

#[cfg(feature = "proptest")]
fn labs(printed: &mut Printed) {
    use std::sync::Arc;

    use fetch_cors::lab::{InvalidLab, PolicyLab};
    use http::Method;

    let new = |server: &str| PolicyLab::with_sites(server, Arc::new(scenario::LastTwoLabels));
    let errors: [InvalidLab; 2] = [
        new(&url_with_password(API)).unwrap_err(),
        new(API).unwrap().trusts([url_with_password(APP).as_str()]).unwrap_err(),
    ];
    errors.iter().for_each(|error| printed.error(error));
    let lab = new(API).unwrap().trusts([APP]).unwrap().session(|request| {
        request.headers_mut().append("cookie", "id=s3cr3t-cookie".parse().unwrap());
    });
    let lab = lab.route("/path?token=s3cr3t-query", [Method::PUT]).json("s3cr3t-body");
    printed.debug(&lab);
    let report = lab.run(|request| {
        let mut response = http::Response::new("s3cr3t-body");
        let headers = response.headers_mut();
        headers.append("set-cookie", "id=s3cr3t-cookie".parse().unwrap());
        headers.append("location", url_with_password(OTHER).parse().unwrap());
        if let Some(origin) = request.headers().get("origin") {
            headers.append("access-control-allow-origin", origin.clone());
        }
        response
    });
    printed.display(&report);
    for finding in &report.findings {
        printed.display(finding);
        finding.witnesses.iter().for_each(|witness| printed.debug(witness));
    }
    report.accesses.iter().for_each(|access| printed.debug(access));
    report.not_checked.iter().for_each(|not_checked| printed.display(not_checked));
    assert!(report.findings.len() > 1 && !report.accesses.is_empty());
}

/// Public types that hold nothing of a caller's but keywords, numbers, names, or text that is public by what it is.
#[cfg(feature = "proptest")]
const WITHOUT_SECRETS: &[&str] = &[
    "AfterResponse",
    "Allowed",
    "Attempt",
    "AuthenticationError",
    "Authorization",
    "BlobRangeError",
    "Blocker",
    "Body",
    "BodyKind",
    "CacheLimits",
    "CacheMiss",
    "CacheMode",
    "Change",
    "CookieSameSite",
    "CorsAttribute",
    "CorsOff",
    "CredentialsMode",
    "Destination",
    "Disposition",
    "EmbedderPolicy",
    "EmbedderPolicyValue",
    "ErrorKind",
    "Essence",
    "FetchType",
    "FindingKind",
    "GapKind",
    "Guard",
    "KeepaliveError",
    "Kind",
    "LocalUrl",
    "MethodNeed",
    "MimeError",
    "MimeType",
    "Mode",
    "NearMiss",
    "Need",
    "NetworkPartitionKey",
    "NoCredentials",
    "NoRoute",
    "NoSameSiteMode",
    "Number",
    "On",
    "Origin",
    "Outcome",
    "Params",
    "Phase",
    "PreflightNeed",
    "PreloadAs",
    "Probe",
    "ProbeClass",
    "Property",
    "PublicSuffixList",
    "RedirectChanges",
    "RedirectMode",
    "RedirectTaint",
    "ReferrerPolicy",
    "ResponseTainting",
    "ResponseType",
    "SameSiteMode",
    "SentReferrer",
    "ServiceWorkerError",
    "ServiceWorkersMode",
    "Severity",
    "Side",
    "SingleRange",
    "Site",
    "Source",
    "Stream",
    "Switches",
    "Timestamp",
    "TraversableForUserPrompts",
    "UnknownKeyword",
    "WithRoute",
    "WorkerScript",
    "XhrDocument",
];

/// No type of the listing of the public API was forgotten.
#[cfg(feature = "proptest")]
fn every_type_was_printed(printed: &Printed) {
    let listing = concat!(env!("CARGO_MANIFEST_DIR"), "/spec-notes/public-api.txt");
    let listing = std::fs::read_to_string(listing).unwrap();
    let last = |path: &str| path.rsplit("::").next().unwrap_or_default().to_owned();
    let printed: BTreeSet<String> = printed.types.iter().map(|path| last(path)).collect();
    let is_letter = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let declared: BTreeSet<String> = listing
        .lines()
        .filter_map(|line| line.split_once("pub struct ").or_else(|| line.split_once("pub enum ")))
        .map(|(_, path)| last(&path.chars().take_while(|c| is_letter(*c)).collect::<String>()))
        .collect();
    let forgotten: Vec<&String> = declared
        .iter()
        .filter(|name| !printed.contains(*name) && !WITHOUT_SECRETS.contains(&name.as_str()))
        .collect();
    assert!(forgotten.is_empty(), "neither printed nor said to hold no secret: {forgotten:?}");
    assert!(declared.len() > 90, "{}", declared.len());
}
