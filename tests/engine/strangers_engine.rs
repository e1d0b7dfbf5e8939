//! The rules, from an engine whose types are its own: header lists that keep values as they came, a URL parser that is
//! not the `url` crate's, and methods that are strings. Its fetches are those of the machine.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::scenario::{API, APP, Answer, LastTwoLabels, OTHER, Sent, World, answer, redirect, shared};
use fetch_cors::check::range::is_unrequested_range;
use fetch_cors::check::{
    CorpCheck, TaoCheck, block_due_to_mime_type, block_due_to_nosniff, cors_check,
    should_be_blocked_due_to_a_bad_port,
};
use fetch_cors::credentials::{cross_origin_embedder_policy_allows_credentials, include_credentials};
use fetch_cors::error::{Reason, RedirectError};
use fetch_cors::fetch_metadata::{FetchMetadata, is_potentially_trustworthy_url};
use fetch_cors::filter::cors_exposed_header_names;
use fetch_cors::header::names::{
    is_cors_non_wildcard_request_header_name, is_cors_safelisted_response_header_name,
    is_forbidden_response_header_name, is_request_body_header_name,
};
use fetch_cors::header::{
    Extracted, ReadHeaders, UnsafeNames, cors_unsafe_request_header_names, has_cors_unsafe_request_header,
};
use fetch_cors::method::normalize;
use fetch_cors::origin_header::OriginHeader;
use fetch_cors::preflight::{CacheKey, PreflightedRequest, preflight_need, preflight_request_headers};
use fetch_cors::redirect::{Location, RedirectedRequest, location_value, percent_encode_non_ascii};
use fetch_cors::request::{
    BodyKind, CredentialsMode, Destination, EmbedderPolicyValue, Mode, ReferrerPolicy, ResponseTainting,
};
use fetch_cors::request_origin::{RequestOrigin, byte_serialize_request_origin};
use fetch_cors::response::has_null_body;
use fetch_cors::tainting::{FetchType, Tainting};
use fetch_cors::{Client, Origin, PreflightCache, Timestamp};

/// A header list that looks at nothing and changes nothing.
#[derive(Clone, Debug)]
struct Fields(Vec<(String, Vec<u8>)>);

impl ReadHeaders for Fields {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_slice()))
    }
}

impl Fields {
    fn append(&mut self, name: &[u8], value: &[u8]) {
        self.0.push((text(name), value.to_vec()));
    }
}

/// A URL as this engine has it.
#[derive(Clone, Debug)]
struct Address {
    scheme: String,
    /// With its `@`.
    user: String,
    host: String,
    port: Option<u16>,
    path: String,
    /// Without its `#`.
    fragment: Option<String>,
    origin: Origin,
}

impl Address {
    /// Knows what is in this file, and no more.
    fn parse(text: &str, base: Option<&Self>) -> Option<Self> {
        let (text, fragment) = match text.split_once('#') {
            Some((text, fragment)) => (text, Some(fragment.to_owned())),
            None => (text, None),
        };
        if text.starts_with('/') {
            return Some(Self { path: text.to_owned(), fragment, ..base?.clone() });
        }
        let (scheme, rest) = text.split_once(':')?;
        let scheme = scheme.to_owned();
        let Some(rest) = rest.strip_prefix("//") else {
            let (user, host, port, path) = (String::new(), String::new(), None, rest.to_owned());
            return Some(Self { scheme, user, host, port, path, fragment, origin: Origin::new_opaque() });
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, place) = authority.split_at(authority.find('@').map_or(0, |at| at + 1));
        let (host, port) = match place.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (place, None),
        };
        let port = port.filter(|port| (scheme.as_str(), *port) != ("https", 443));
        let origin = Origin::parse(&format!("{scheme}://{place}")).ok()?;
        let path = if path.is_empty() { "/" } else { path };
        let (user, host, path) = (user.to_owned(), host.to_owned(), path.to_owned());
        Some(Self { scheme, user, host, port, path, fragment, origin })
    }

    fn serialize(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let fragment = self.fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{}://{}{}{port}{}{fragment}", self.scheme, self.user, self.host, self.path)
    }
}

/// A request of a page of [`APP`].
struct Request {
    page: Origin,
    mode: Mode,
    credentials: CredentialsMode,
    destination: Destination,
    unsafe_request: bool,
    embedder_policy: EmbedderPolicyValue,
    method: String,
    urls: Vec<Address>,
    headers: Fields,
    tainting: ResponseTainting,
    redirects: u8,
    policy: ReferrerPolicy,
    timing_allow_failed: bool,
}

/// What script gets in the end.
#[derive(Debug, PartialEq)]
struct Shown {
    headers: Vec<(String, String)>,
    body: bool,
    timing_allow_passed: bool,
}

/// An engine that has a loop of its own.
struct Engine<'w> {
    cache: &'w mut PreflightCache,
    answers: VecDeque<Answer>,
    sent: Vec<Sent>,
    took_preflight_branch: bool,
}

impl Engine<'_> {
    fn fetch(&mut self, mut request: Request) -> Result<Shown, Reason> {
        let shown = loop {
            match self.main_fetch(&mut request) {
                Ok(None) => {}
                Ok(Some(shown)) => break Ok(shown),
                Err(reason) => break Err(reason),
            }
        };
        if shown.is_err() && self.took_preflight_branch {
            let url = request.url().serialize();
            let origin = request.serialized_origin();
            self.cache.clear(&CacheKey { partition: None, origin: origin.as_bytes(), url: &url });
        }
        shown
    }

    /// Returns `None` after a redirect.
    fn main_fetch(&mut self, request: &mut Request) -> Result<Option<Shown>, Reason> {
        let url = request.url();
        if should_be_blocked_due_to_a_bad_port(&url.scheme, url.port) {
            return Err(Reason::BadPort { port: url.port.unwrap() });
        }
        let mut tainting = Tainting::new(&request.page, &url.origin, &url.scheme, request.mode);
        tainting.response_tainting = request.tainting;
        tainting.method = request.method.as_bytes();
        tainting.unsafe_request = request.unsafe_request;
        let fetch_type = tainting.choose(|| has_cors_unsafe_request_header(&request.headers))?;
        request.tainting = fetch_type.response_tainting();
        if fetch_type == (FetchType::HttpFetch { make_cors_preflight: true }) {
            self.took_preflight_branch = true;
            self.preflight(request)?;
        }
        let (status, headers) = self.send(request, None).ok_or(Reason::NetworkFailure)?;
        let origin = request.serialized_origin();
        if request.tainting == ResponseTainting::Cors {
            cors_check(&headers, origin, request.credentials)?;
        }
        let url = request.url();
        let mut tao = TaoCheck::new(&request.page, origin, &url.origin, request.mode);
        tao.response_tainting = request.tainting;
        tao.timing_allow_failed = request.timing_allow_failed;
        let timing_allow_failed = !tao.passes(&headers);
        if request.tainting == ResponseTainting::Opaque {
            let mut corp = CorpCheck::new(&request.page, Some(&url.origin), &url.scheme, &LastTwoLabels);
            corp.embedder_policy.value = request.embedder_policy;
            corp.request_includes_credentials = request.includes_credentials();
            corp.check(&headers).result?;
        }
        request.timing_allow_failed = timing_allow_failed;
        if request.redirect(status, &headers)? {
            return Ok(None);
        }
        block_due_to_mime_type(&headers, request.destination)?;
        block_due_to_nosniff(&headers, request.destination)?;
        assert!(!is_unrequested_range(false, status, false, &request.headers));
        Ok(Some(request.show(status, &headers)))
    }

    fn preflight(&mut self, request: &Request) -> Result<(), Reason> {
        let names = cors_unsafe_request_header_names(&request.headers);
        let (url, origin) = (request.url().serialize(), request.serialized_origin());
        let key = CacheKey { partition: None, origin: origin.as_bytes(), url: &url };
        let cached = self.cache.matches(
            &key,
            request.credentials,
            fetch_cors::request::Switches::default(),
            Timestamp::ZERO,
        );
        if preflight_need(request.method.as_bytes(), false, &names, &cached).is_none() {
            return Ok(());
        }
        let (status, headers) = self.send(request, Some(&names)).ok_or(Reason::NetworkFailure)?;
        let method = request.method.as_bytes();
        let asked = PreflightedRequest::new(origin, request.credentials, method, &names);
        let grant = asked.evaluate(status, &headers)?;
        self.cache.store(&key, &grant, Timestamp::ZERO);
        Ok(())
    }

    /// Sends the request, or a preflight for these names.
    fn send(&mut self, request: &Request, names: Option<&UnsafeNames<'_>>) -> Option<(u16, Fields)> {
        let mut headers = request.headers.clone();
        let (mut method, mut mode) = (request.method.as_str(), request.mode);
        let (mut tainting, mut credentials) = (request.tainting, request.includes_credentials());
        if let Some(names) = names {
            let list = preflight_request_headers(method.as_bytes(), names);
            headers = Fields(list.iter().map(|(name, value)| (text(name), value.to_vec())).collect());
            (method, mode, tainting, credentials) = ("OPTIONS", Mode::Cors, ResponseTainting::Cors, false);
        }
        let (url, origin) = (request.url(), request.serialized_origin());
        let mut header = OriginHeader::new(&request.page, origin, &url.origin, &url.scheme, mode);
        header.method = method.as_bytes();
        header.response_tainting = tainting;
        header.referrer_policy = request.policy;
        header.value().into_iter().for_each(|value| headers.append(b"Origin", value));
        let trustworthy = is_potentially_trustworthy_url(&url.scheme, &url.path, &url.origin);
        let mut metadata = FetchMetadata::new(&request.page, trustworthy, mode, &LastTwoLabels);
        metadata.destination = request.destination;
        for (name, value) in metadata.headers(request.url_origins()) {
            headers.append(name.as_bytes(), value.as_bytes());
        }
        self.sent.push(Sent {
            preflight: names.is_some(),
            method: method.to_owned(),
            url: url.serialize(),
            headers: headers.0.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
            credentials,
            body: false,
        });
        match self.answers.pop_front().expect("an answer") {
            Answer::Response(status, headers) => Some((status, Fields(headers))),
            Answer::Nothing => None,
        }
    }
}

impl Request {
    fn url(&self) -> &Address {
        self.urls.last().unwrap()
    }

    fn url_origins(&self) -> impl Iterator<Item = &Origin> {
        self.urls.iter().map(|url| &url.origin)
    }

    fn serialized_origin(&self) -> RequestOrigin<'_> {
        byte_serialize_request_origin(&self.page, self.url_origins())
    }

    fn includes_credentials(&self) -> bool {
        let same_origin = self.page.same_origin(&self.url().origin);
        let (policy, tainted) = (Some(self.embedder_policy), self.serialized_origin().is_tainted());
        include_credentials(self.credentials, self.tainting)
            && cross_origin_embedder_policy_allows_credentials(self.mode, policy, same_origin, tainted)
    }

    /// Follows a redirect. Returns whether the response is one.
    fn redirect(&mut self, status: u16, headers: &Fields) -> Result<bool, RedirectError> {
        let value = match location_value(status, headers) {
            Extracted::Null => return Ok(false),
            Extracted::Failure(failure) => return Err(failure.into()),
            Extracted::Values(value) => value,
        };
        let location = Address::parse(&percent_encode_non_ascii(value), Some(self.url()));
        let mut location =
            location.ok_or_else(|| RedirectError::LocationInvalid { value: value.to_vec() })?;
        if location.fragment.is_none() {
            location.fragment.clone_from(&self.url().fragment);
        }
        let mut request = RedirectedRequest::new(&self.page, &self.url().origin, self.mode);
        request.response_tainting = self.tainting;
        request.method = self.method.as_bytes();
        request.body = BodyKind::None;
        request.redirect_count = self.redirects;
        let parts = Location::new(&location.scheme, &location.origin, !location.user.is_empty());
        let changes = request.changes(status, headers, &parts)?;
        self.redirects += 1;
        if changes.rewrite_to_get {
            self.method = "GET".to_owned();
            self.headers.0.retain(|(name, _)| !is_request_body_header_name(name.as_bytes()));
        }
        if changes.drop_authorization {
            self.headers.0.retain(|(name, _)| !is_cors_non_wildcard_request_header_name(name.as_bytes()));
        }
        self.urls.push(location);
        self.policy = changes.referrer_policy.unwrap_or(self.policy);
        Ok(true)
    }

    fn show(&self, status: u16, headers: &Fields) -> Shown {
        let exposed = cors_exposed_header_names(headers, self.credentials);
        let visible = |name: &[u8]| {
            !is_forbidden_response_header_name(name)
                && match self.tainting {
                    ResponseTainting::Basic => true,
                    ResponseTainting::Cors => {
                        is_cors_safelisted_response_header_name(name) || exposed.contains(name)
                    }
                    _ => false,
                }
        };
        let seen = headers.fields().filter(|(name, _)| visible(name));
        Shown {
            headers: seen.map(|(name, value)| (text(name), text(value).trim().to_owned())).collect(),
            body: self.tainting != ResponseTainting::Opaque && !has_null_body(self.method.as_bytes(), status),
            timing_allow_passed: !self.timing_allow_failed,
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A request as a page makes it: mode, credentials mode, method, URL and headers.
type Asked = (Mode, CredentialsMode, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Runs a fetch by the rules and by the machine, each with its own cache, and compares all that can be seen.
#[track_caller]
fn compare(
    (ours, theirs): (&mut PreflightCache, &mut World),
    (mode, credentials, method, url, headers): Asked,
    answers: &[Answer],
) {
    let page = Client::with_sites(Origin::parse(APP).unwrap(), Arc::new(LastTwoLabels));
    let built = page.fetch(url).mode(mode).credentials(credentials).method(method);
    let built = headers.iter().fold(built, |built, (name, value)| built.header(*name, *value));
    let ran = theirs.run(built, answers);

    let mut headers = Fields(headers.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect());
    headers.append(b"Accept", b"*/*");
    let mut engine = Engine {
        cache: ours,
        answers: answers.iter().cloned().collect(),
        sent: Vec::new(),
        took_preflight_branch: false,
    };
    let shown = engine.fetch(Request {
        page: Origin::parse(APP).unwrap(),
        mode,
        credentials,
        destination: Destination::Empty,
        unsafe_request: true,
        embedder_policy: EmbedderPolicyValue::UnsafeNone,
        method: normalize(method.as_bytes()).unwrap().to_string(),
        urls: vec![Address::parse(url, None).unwrap()],
        headers,
        tainting: ResponseTainting::Basic,
        redirects: 0,
        policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        timing_allow_failed: false,
    });
    assert_eq!(engine.sent, ran.sent, "{method} {url}");
    match (&shown, &ran.outcome) {
        (Ok(shown), Ok(response)) => {
            let list = response.header_list();
            let headers = list.iter().map(|(name, value)| (text(name), text(value))).collect();
            let (body, timing_allow_passed) =
                (response.body().is_some(), response.hidden_from_script().timing_allow_passed());
            assert_eq!(*shown, Shown { headers, body, timing_allow_passed }, "{method} {url}");
        }
        (Err(reason), Err(error)) => assert_eq!(reason, error.reason(), "{method} {url}"),
        _ => panic!("{method} {url}: {shown:?}, and {:?}", ran.outcome),
    }
    let now = Timestamp::ZERO;
    assert!(ours.iter(now).eq(theirs.cache.iter(now)), "{method} {url}: the caches");
}

#[test]
fn an_engine_of_its_own_fetches_as_the_machine_does() {
    use CredentialsMode::{Include, Omit, SameOrigin};
    use Mode::{Cors, NoCors};
    const ANY: (&str, &str) = ("access-control-allow-origin", " * ");
    const NULL: (&str, &str) = ("access-control-allow-origin", "\tnull");
    const HOME: (&str, &str) = ("access-control-allow-origin", " https://app.example");
    const TRUE: (&str, &str) = ("access-control-allow-credentials", "true\t");
    const PUT: (&str, &str) = ("access-control-allow-methods", " PUT ,QUERY ");
    const NAMES: (&str, &str) = ("access-control-allow-headers", "x-a, X-B ");
    const AGE: (&str, &str) = ("access-control-max-age", " 60 ");
    const EXPOSE: (&str, &str) = ("access-control-expose-headers", " x-total ");
    const TIMING: (&str, &str) = ("timing-allow-origin", " x, * ");
    let to = |status, location: &'static [u8], more: &[(&str, &str)]| {
        let mut headers = vec![("location", location)];
        headers.extend(more.iter().map(|(name, value)| (*name, value.as_bytes())));
        answer(status, &headers)
    };
    let rows: Vec<(Asked, Vec<Answer>)> = vec![
        ((Cors, SameOrigin, "GET", APP, &[]), vec![answer(200, &[("x-total", "7"), ("set-cookie", "a")])]),
        (
            (Cors, SameOrigin, "GET", API, &[]),
            vec![answer(200, &[ANY, EXPOSE, ("x-other", "1"), ("x-total", " 7 ")])],
        ),
        ((Cors, SameOrigin, "GET", API, &[]), vec![answer(200, &[ANY, TIMING, ("etag", "\"1\"")])]),
        ((Cors, SameOrigin, "HEAD", API, &[]), vec![shared()]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![answer(204, &[ANY])]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![answer::<&str>(200, &[])]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![Answer::Nothing]),
        ((Cors, Include, "GET", API, &[]), vec![answer(200, &[ANY, TRUE])]),
        ((Cors, Include, "GET", API, &[]), vec![answer(200, &[HOME, TRUE])]),
        ((Cors, Include, "GET", API, &[]), vec![answer(200, &[HOME])]),
        // Preflights: one is refused, one is kept, and one is not needed then.
        ((Cors, Omit, "PUT", API, &[]), vec![answer(204, &[ANY])]),
        ((Cors, Omit, "PUT", API, &[("X-A", "1")]), vec![answer(204, &[ANY, PUT])]),
        ((Cors, Omit, "PUT", API, &[("X-A", "1")]), vec![answer(204, &[ANY, PUT, NAMES, AGE]), shared()]),
        ((Cors, Omit, "QUERY", API, &[("x-b", "1")]), vec![shared()]),
        ((Cors, Omit, "PUT", API, &[("X-A", "1")]), vec![Answer::Nothing]),
        ((Cors, Omit, "put", "https://api.example/p", &[]), vec![answer(403, &[ANY, PUT])]),
        ((Cors, Omit, "PUT", "https://api.example/q#f", &[]), vec![to(307, b"/r", &[ANY])]),
        // Redirects.
        ((Cors, SameOrigin, "GET", "https://api.example/#f", &[]), vec![to(302, b" /b ", &[ANY]), shared()]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![to(302, b"/\xfc?\xe9", &[ANY]), shared()]),
        (
            (Cors, SameOrigin, "GET", API, &[("Authorization", "a")]),
            vec![
                answer(204, &[ANY, ("access-control-allow-headers", "authorization")]),
                redirect(302, OTHER),
                answer(200, &[NULL]),
            ],
        ),
        ((Cors, SameOrigin, "GET", API, &[]), vec![redirect(302, OTHER), answer(200, &[HOME])]),
        ((Cors, SameOrigin, "GET", APP, &[]), vec![to(301, b"https://api.example", &[]), shared()]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![redirect(302, "https://u:p@other.example/")]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![redirect(302, "https://u:p@app.example/")]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![redirect(302, "data:,x")]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![redirect(302, "https://other.example:25/")]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![redirect(302, "https://")]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![to(302, b"/b", &[ANY, ("location", "/b")])]),
        ((Cors, SameOrigin, "GET", API, &[]), vec![answer(302, &[ANY])]),
        (
            (Cors, SameOrigin, "POST", APP, &[("Content-Type", "text/plain")]),
            vec![to(303, b"/b", &[("referrer-policy", " no-referrer ")]), answer::<&str>(200, &[])],
        ),
        ((Cors, SameOrigin, "GET", API, &[]), (0..21).map(|_| redirect(302, API)).collect()),
        ((Cors, SameOrigin, "GET", "https://api.example:25/", &[]), vec![]),
        ((Mode::SameOrigin, SameOrigin, "GET", API, &[]), vec![]),
        // Without CORS.
        ((NoCors, Include, "GET", API, &[]), vec![answer(200, &[("x-total", "7")])]),
        (
            (NoCors, Include, "GET", API, &[]),
            vec![answer(200, &[("cross-origin-resource-policy", " same-origin\t")])],
        ),
        (
            (NoCors, Include, "POST", "https://cdn.app.example/", &[]),
            vec![answer(200, &[("cross-origin-resource-policy", "same-site ")])],
        ),
        ((NoCors, Include, "GET", "http://api.example/", &[]), vec![answer::<&str>(200, &[])]),
    ];
    let (mut ours, mut theirs) = (PreflightCache::new(), World::new());
    for (asked, answers) in &rows {
        compare((&mut ours, &mut theirs), *asked, answers);
    }
}
