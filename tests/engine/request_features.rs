//! What pages do, as requests: mode, credentials mode, destination and flags of each feature.

use std::sync::Arc;

use crate::scenario::Build;
use fetch_cors::request::CorsAttribute::{self, Anonymous, NoCors, UseCredentials};
use fetch_cors::request::{
    Body, BodyKind, CacheMode, CredentialsMode, Destination, Mode, NetworkPartitionKey, PreloadAs,
    RedirectMode, ReferrerPolicy, RequestError, ResourceBuilder, ResponseTainting, ServiceWorkersMode,
    Switches, WorkerScript,
};
use fetch_cors::site::{Site, Sites};
use fetch_cors::{Client, Origin};

/// Nobody's list: no domain is registrable.
#[derive(Debug)]
struct NoSites;

impl Sites for NoSites {
    fn registrable_domain<'d>(&self, _: &'d str) -> Option<&'d str> {
        None
    }
}

const URL: &str = "https://cdn.example/a";

fn page() -> Client {
    Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(NoSites))
}

/// What a feature's standard gives a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Settings {
    method: &'static str,
    mode: Mode,
    credentials: CredentialsMode,
    destination: Destination,
    redirect: RedirectMode,
    unsafe_request: bool,
    use_cors_preflight: bool,
    use_url_credentials: bool,
    keepalive: bool,
    body: BodyKind,
}

/// A request of which nothing is said.
const NEW: Settings = Settings {
    method: "GET",
    mode: Mode::NoCors,
    credentials: CredentialsMode::SameOrigin,
    destination: Destination::Empty,
    redirect: RedirectMode::Follow,
    unsafe_request: false,
    use_cors_preflight: false,
    use_url_credentials: false,
    keepalive: false,
    body: BodyKind::None,
};

const CORS: Settings = Settings { mode: Mode::Cors, ..NEW };
const SCRIPTED: Settings = Settings { unsafe_request: true, ..CORS };

/// A potential-CORS request.
const fn potential(destination: Destination, attribute: CorsAttribute) -> Settings {
    let (mode, credentials) = match attribute {
        NoCors => (Mode::NoCors, CredentialsMode::Include),
        Anonymous => (Mode::Cors, CredentialsMode::SameOrigin),
        UseCredentials => (Mode::Cors, CredentialsMode::Include),
    };
    Settings { mode, credentials, destination, use_url_credentials: true, ..NEW }
}

fn settings(builder: impl Build) -> Settings {
    let request = builder.build().unwrap();
    assert_eq!(request.origin().as_str(), "https://app.example");
    assert_eq!(request.current_url().as_str(), URL);
    assert_eq!((request.redirect_count(), request.url_list().len()), (0, 1));
    assert_eq!(request.response_tainting(), ResponseTainting::Basic);
    assert_eq!(request.service_workers_mode(), ServiceWorkersMode::All);
    assert_eq!(request.referrer_policy(), ReferrerPolicy::Empty);
    Settings {
        method: match request.method().as_str() {
            "GET" => "GET",
            "POST" => "POST",
            method => panic!("{method}"),
        },
        mode: request.mode(),
        credentials: request.credentials_mode(),
        destination: request.destination(),
        redirect: request.redirect_mode(),
        unsafe_request: request.unsafe_request(),
        use_cors_preflight: request.use_cors_preflight(),
        use_url_credentials: request.use_url_credentials(),
        keepalive: request.keepalive(),
        body: request.body(),
    }
}

#[test]
fn elements() {
    use Destination::{Audio, Image, Script, Style, Track, Video};
    type Make = fn(&Client, &str, CorsAttribute) -> ResourceBuilder;
    let features: [(&str, Make, Destination); 6] = [
        ("image", |page, url, cors| page.image(url, cors), Image),
        ("script", |page, url, cors| page.classic_script(url, cors), Script),
        ("style", |page, url, cors| page.style(url, cors), Style),
        ("audio", |page, url, cors| page.audio(url, cors), Audio),
        ("video", |page, url, cors| page.video(url, cors), Video),
        ("track", |page, url, cors| page.track(url, cors), Track),
    ];
    for (feature, make, destination) in features {
        for attribute in [NoCors, Anonymous, UseCredentials] {
            let mut expected = potential(destination, attribute);
            // Tracks have the same-origin fallback flag.
            if destination == Track && attribute == NoCors {
                expected.mode = Mode::SameOrigin;
            }
            assert_eq!(settings(make(&page(), URL, attribute)), expected, "{feature}, {attribute:?}");
        }
    }
    assert_eq!(CorsAttribute::default(), NoCors);
}

#[test]
fn modules() {
    let script = Settings { destination: Destination::Script, ..CORS };
    let with_credentials = Settings { credentials: CredentialsMode::Include, ..script };
    let rows = [(NoCors, script), (Anonymous, script), (UseCredentials, with_credentials)];
    for (attribute, expected) in rows {
        assert_eq!(settings(page().module_script(URL, attribute)), expected, "{attribute:?}");
    }
}

#[test]
fn scripted() {
    let with_credentials = Settings { credentials: CredentialsMode::Include, ..SCRIPTED };
    let rows = [
        ("fetch", page().fetch(URL).made(), SCRIPTED),
        ("fetch, POST", page().fetch(URL).method("POST").made(), Settings { method: "POST", ..SCRIPTED }),
        ("XMLHttpRequest", page().xml_http_request("GET", URL).made(), SCRIPTED),
        (
            "XMLHttpRequest, post",
            page().xml_http_request("post", URL).made(),
            Settings { method: "POST", ..SCRIPTED },
        ),
        (
            "XMLHttpRequest, withCredentials",
            page().xml_http_request("GET", URL).with_credentials(true).made(),
            with_credentials,
        ),
        (
            "XMLHttpRequest, upload listener",
            page().xml_http_request("POST", URL).upload_listener(true).made(),
            Settings { method: "POST", use_cors_preflight: true, ..SCRIPTED },
        ),
        ("request", page().unchecked_request(URL).made(), NEW),
    ];
    for (feature, request, expected) in rows {
        assert_eq!(settings(request), expected, "{feature}");
    }
}

/// The content type of a beacon's data, and whether it is safelisted.
#[test]
fn beacons() {
    let rows = [
        (None, true),
        (Some("text/plain;charset=UTF-8"), true),
        (Some("text/plain"), true),
        (Some("TEXT/PLAIN"), true),
        (Some("application/x-www-form-urlencoded;charset=UTF-8"), true),
        (Some("multipart/form-data; boundary=x"), true),
        (Some("application/json"), false),
        (Some("application/octet-stream"), false),
        (Some("text/html"), false),
        (Some(""), false),
        (Some("text/plain;\"x\""), false),
    ];
    for (content_type, safelisted) in rows {
        let expected = Settings {
            method: "POST",
            mode: if safelisted { Mode::NoCors } else { Mode::Cors },
            credentials: CredentialsMode::Include,
            // Browsers ask first, so that script's content type counts.
            unsafe_request: !safelisted,
            keepalive: true,
            body: BodyKind::Source,
            ..NEW
        };
        let data = content_type.map_or(Body::source(), |own| Body::source().with_type(own));
        let beacon = page().beacon(URL, Some(data));
        assert_eq!(settings(beacon.clone()), expected, "{content_type:?}");
        let request = beacon.build().unwrap();
        let headers: Vec<(&[u8], &[u8])> = request.headers().iter().collect();
        let expected: Vec<(&[u8], &[u8])> =
            content_type.iter().map(|value| (&b"Content-Type"[..], value.as_bytes())).collect();
        assert_eq!(headers, expected, "{content_type:?}");
    }
    // Without data, there is no body and no content type.
    let empty = Settings {
        method: "POST",
        mode: Mode::NoCors,
        credentials: CredentialsMode::Include,
        keepalive: true,
        ..NEW
    };
    assert_eq!(settings(page().beacon(URL, None)), empty);
    assert!(page().beacon(URL, None).build().unwrap().headers().is_empty());
}

/// The URL of a beacon is looked at before its data: parsed first, and then its scheme.
#[test]
fn beacons_that_throw() {
    let bad = || Some(Body::source().with_type("a\0b"));
    let error = |url: String, data| page().beacon(url, data).build().unwrap_err();
    for data in [None, Some(Body::source()), bad()] {
        assert!(matches!(error("/a".to_owned(), data.clone()), RequestError::InvalidUrl { .. }));
        for scheme in ["ftp", "data", "custom"] {
            let expected = RequestError::BeaconNeedsHttp { scheme: scheme.to_owned() };
            assert_eq!(error(format!("{scheme}://a.example/"), data.clone()), expected);
        }
    }
    assert!(matches!(error(URL.to_owned(), bad()), RequestError::InvalidHeader(_)));
    for url in ["http://a.example/", "https://u:p@a.example/"] {
        assert!(page().beacon(url, Some(Body::source())).build().is_ok());
    }
}

/// HTML's steps of `new EventSource()`.
#[test]
fn event_sources() {
    for (with_credentials, attribute) in [(false, Anonymous), (true, UseCredentials)] {
        let source = page().event_source(URL, with_credentials);
        assert_eq!(settings(source.clone()), potential(Destination::Empty, attribute));
        let request = source.build().unwrap();
        assert_eq!(request.cache_mode(), CacheMode::NoStore);
        let headers: Vec<_> = request.headers().iter().collect();
        assert_eq!(headers, [(&b"Accept"[..], &b"text/event-stream"[..])]);
    }
}

/// HTML's steps to fetch a classic worker script, and a module worker script graph.
#[test]
fn workers() {
    type Make = fn(&Client, WorkerScript) -> ResourceBuilder;
    let features: [(Make, Destination); 2] = [
        (|page, script| page.worker(URL, script), Destination::Worker),
        (|page, script| page.shared_worker(URL, script), Destination::SharedWorker),
    ];
    for (make, destination) in features {
        let module = Settings { mode: Mode::SameOrigin, destination, ..NEW };
        let classic = Settings { use_url_credentials: true, ..module };
        assert_eq!(settings(make(&page(), WorkerScript::Classic)), classic);
        for &credentials in CredentialsMode::ALL {
            let script = WorkerScript::Module { credentials };
            assert_eq!(settings(make(&page(), script)), Settings { credentials, ..module });
        }
    }
    assert_eq!(WorkerScript::default(), WorkerScript::Classic);
}

#[test]
fn links() {
    for attribute in [NoCors, Anonymous, UseCredentials] {
        for &preload_as in PreloadAs::ALL {
            // HTML translates `fetch` to the empty destination, and leaves the others as they are.
            let destination = preload_as.as_str().parse().unwrap_or(Destination::Empty);
            assert_eq!(destination == Destination::Empty, preload_as == PreloadAs::Fetch);
            let preload = page().preload(URL, preload_as, attribute);
            assert_eq!(settings(preload), potential(destination, attribute));
        }
        for not_preloaded in ["", "document", "iframe", "worker", "serviceworker", "report", "audio", "video"]
        {
            assert!(not_preloaded.parse::<PreloadAs>().is_err(), "{not_preloaded:?}");
        }
        // A manifest is a link request whose mode and credentials mode are set anew.
        let credentials = match attribute {
            NoCors | Anonymous => CredentialsMode::SameOrigin,
            UseCredentials => CredentialsMode::Include,
        };
        let manifest = Settings {
            mode: Mode::Cors,
            credentials,
            destination: Destination::Manifest,
            use_url_credentials: true,
            ..NEW
        };
        assert_eq!(settings(page().manifest(URL, attribute)), manifest);
    }
}

/// What a page chooses for every resource.
#[test]
fn referrer_policies() {
    let all = [page().image(URL, NoCors), page().event_source(URL, true), page().beacon(URL, None)];
    for resource in all {
        let request = resource.referrer_policy(ReferrerPolicy::Origin).build().unwrap();
        assert_eq!(request.referrer_policy(), ReferrerPolicy::Origin);
    }
}

#[test]
fn fonts() {
    let request = page().font(URL).build().unwrap();
    assert_eq!(request.mode(), Mode::Cors);
    assert_eq!(request.credentials_mode(), CredentialsMode::SameOrigin);
    assert_eq!(request.destination(), Destination::Font);
    assert_eq!(request.redirect_mode(), RedirectMode::Follow);
    assert!(!request.unsafe_request() && !request.use_cors_preflight() && !request.keepalive());
}

/// `XMLHttpRequest` sets the flag if the URL that was opened includes credentials, `fetch()` never.
#[test]
fn script_uses_url_credentials_where_there_are_some() {
    let flag = |url| page().xml_http_request("GET", url).build().unwrap().use_url_credentials();
    assert!(
        flag("https://u:p@cdn.example/") && flag("https://u@cdn.example/") && flag("https://:p@cdn.example/")
    );
    assert!(
        !flag("https://cdn.example/") && !flag("https://@cdn.example/") && !flag("https://:@cdn.example/")
    );
    assert!(!page().fetch(URL).build().unwrap().use_url_credentials());
}

/// CSS fetches every style resource, fonts included, with the use-URL-credentials flag set.
#[test]
fn fonts_use_url_credentials() {
    assert!(page().font(URL).build().unwrap().use_url_credentials());
}

#[test]
fn navigations() {
    let expected = Settings {
        mode: Mode::Navigate,
        credentials: CredentialsMode::Include,
        destination: Destination::Document,
        redirect: RedirectMode::Manual,
        use_url_credentials: true,
        ..NEW
    };
    assert_eq!(settings(page().navigation(URL)), expected);
    let form = page().navigation(URL).method("POST").destination(Destination::Iframe);
    assert_eq!(settings(form), Settings { method: "POST", destination: Destination::Iframe, ..expected });
}

/// Whatever the feature, the builder's own settings win.
#[test]
fn settings_can_be_changed() {
    let opaque = Origin::new_opaque();
    let request = page()
        .unchecked_request(URL)
        .mode(Mode::SameOrigin)
        .credentials(CredentialsMode::Omit)
        .redirect(RedirectMode::Error)
        .service_workers(ServiceWorkersMode::None)
        .destination(Destination::Report)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .origin(opaque.clone())
        .unsafe_request(true)
        .use_cors_preflight(true)
        .use_url_credentials(true)
        .keepalive(true)
        .build()
        .unwrap();
    assert_eq!(request.mode(), Mode::SameOrigin);
    assert_eq!(request.credentials_mode(), CredentialsMode::Omit);
    assert_eq!(request.redirect_mode(), RedirectMode::Error);
    assert_eq!(request.service_workers_mode(), ServiceWorkersMode::None);
    assert_eq!(request.destination(), Destination::Report);
    assert_eq!(request.referrer_policy(), ReferrerPolicy::NoReferrer);
    assert_eq!(request.origin(), &opaque);
    assert_eq!(request.byte_serialized_origin().as_bytes(), b"null");
    assert!(request.unsafe_request() && request.use_cors_preflight());
    assert!(request.use_url_credentials() && request.keepalive());
}

/// As the standard says, unless a host wants what browsers do.
#[test]
fn switches() {
    let standard = Switches::default();
    assert_eq!(standard, Switches::as_the_standard_says());
    assert!(!standard.upload_needs_listed_method);
    assert!(!standard.authorization_under_wildcard);
    assert!(!standard.cached_wildcard_needs_no_credentials);
    assert!(!standard.upload_needs_no_method_entry);
    assert!(!standard.null_origin_needs_preflight);
    let browsers = Switches::as_browsers_do_today();
    assert!(browsers.upload_needs_listed_method);
    assert!(browsers.authorization_under_wildcard);
    assert!(browsers.cached_wildcard_needs_no_credentials);
    assert!(browsers.upload_needs_no_method_entry);
    assert!(!browsers.null_origin_needs_preflight);
    let mut chromium = Switches::as_chromium_does_today();
    assert!(chromium.null_origin_needs_preflight);
    chromium.null_origin_needs_preflight = false;
    assert_eq!(chromium, browsers);
}

#[test]
fn clients() {
    let site = Site::obtain(&Origin::parse("https://top.example").unwrap(), &NoSites);
    let key = NetworkPartitionKey::new(site.clone(), Some("second".into()));
    let client = page()
        .with_partition_key(key.clone())
        .with_referrer_policy(ReferrerPolicy::Origin)
        .with_switches(Switches::as_browsers_do_today());
    assert_eq!(client.partition_key(), Some(&key));
    assert_eq!((key.top_level_site(), key.second_key()), (&site, Some("second")));
    assert_eq!(client.referrer_policy(), ReferrerPolicy::Origin);
    assert_eq!(client.switches(), Switches::as_browsers_do_today());
    let request = client.fetch(URL).build().unwrap();
    assert_eq!(request.partition_key(), Some(&key));
    assert_eq!(request.client().origin(), client.origin());
    // Unless said otherwise: no partition, the web's policy, the standard's rule.
    let plain = page();
    assert_eq!(plain.partition_key(), None);
    assert_eq!(plain.referrer_policy(), ReferrerPolicy::StrictOriginWhenCrossOrigin);
    assert_eq!(plain.switches(), Switches::default());
    assert_eq!(plain.fetch(URL).build().unwrap().partition_key(), None);
}
