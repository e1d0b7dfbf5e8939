//! `fetch/api/request`: `new Request()`, as far as fetching goes by it.

use url::Url;

use fetch_cors::Request;
use fetch_cors::error::Phase;
use fetch_cors::request::{
    Body, BodyKind, CacheMode, CorsAttribute, CredentialsMode, Destination, Mode, RedirectMode,
    ReferrerPolicy, RequestInit, RequestInput, Source,
};
use fetch_cors::response::ResponseType::Basic;

use crate::places::{HERE, THERE};
use crate::row::{Row, fetch, message, opaque, response, rule};
use crate::scenario::{Build, answer, page, redirect};

pub fn rows() -> Vec<Row> {
    [
        destinations(),
        destinations_without_a_load_event(),
        frames(),
        bad_ports(),
        only_if_cached(),
        clone(),
        body_override(),
        disturbed(),
        errors(),
        errors_of_the_older_form(),
        headers(),
        init_simple(),
        init_headers_and_body(),
        init_with_request_or_url(),
        init_content_type(),
        init_stream(),
        keepalive(),
        structure(),
        url_encoding(),
    ]
    .concat()
}

/// An init with these members.
fn init(members: impl FnOnce(&mut RequestInit)) -> RequestInit {
    let mut init = RequestInit::default();
    members(&mut init);
    init
}

fn pairs(headers: &[(&str, &str)]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    Some(headers.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())).collect())
}

/// `new Request(url, init)` in a page at `HERE`; the name of the error if it throws.
fn of_url(url: &str, init: &RequestInit) -> Result<Request, String> {
    construct(RequestInput::Url(url), init)
}

/// `new Request(request, init)`.
fn of_request(request: &Request, init: &RequestInit) -> Result<Request, String> {
    construct(RequestInput::Request(request), init)
}

fn construct(input: RequestInput<'_>, init: &RequestInit) -> Result<Request, String> {
    let page = page().with_base_url(Url::parse(HERE).unwrap());
    Request::construct(&page, input, init).map_err(|error| {
        let error = format!("{error:?}");
        error.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
    })
}

fn throws(file: &'static str, says: &str, url: &str, init: &RequestInit, error: &str) -> Row {
    rule(file, says, of_url(url, init).map(drop), Err(error.to_owned()))
}

fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name.as_bytes()).unwrap().map(|value| String::from_utf8(value).unwrap())
}

/// `POST`, with a body.
fn post(body: impl Into<Body>) -> RequestInit {
    init(|init| {
        init.method = Some(b"POST".to_vec());
        init.body = Some(body.into());
    })
}

fn text() -> Source {
    Body::source().with_type("text/plain;charset=UTF-8")
}

fn destination(file: &'static str, says: &str, request: impl Build, destination: Destination) -> Row {
    rule(file, says, request.build().unwrap().destination(), destination)
}

/// Preloads, modules of other types, `EventSource` and worklets choose theirs on the builder.
fn destinations() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/destination/fetch-destination.https.html";
    const NO: CorsAttribute = CorsAttribute::NoCors;
    let page = page();
    vec![
        destination(FILE, "an image", page.image(HERE, NO), Destination::Image),
        destination(FILE, "fetch()", page.fetch(HERE), Destination::Empty),
        destination(FILE, "XMLHttpRequest", page.xml_http_request("GET", HERE), Destination::Empty),
        destination(FILE, "a sound", page.audio(HERE, NO), Destination::Audio),
        destination(FILE, "a film", page.video(HERE, NO), Destination::Video),
        destination(FILE, "a script", page.classic_script(HERE, NO), Destination::Script),
        destination(FILE, "a style sheet", page.style(HERE, NO), Destination::Style),
    ]
}

fn destinations_without_a_load_event() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/destination/fetch-destination-no-load-event.https.html";
    let page = page();
    vec![
        destination(FILE, "a background image", page.image(HERE, CorsAttribute::NoCors), Destination::Image),
        destination(FILE, "a font", page.font(HERE), Destination::Font),
        destination(FILE, "a beacon", page.beacon(HERE, None), Destination::Empty),
    ]
}

/// The file calls a frame's destination *document*, too. By the text it is named after the frame's element, by the host.
fn frames() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/destination/fetch-destination-iframe.https.html";
    vec![destination(FILE, "a document", page().navigation(HERE), Destination::Document)]
}

fn bad_ports() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-bad-port.any.js";
    const BAD: [u16; 83] = [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
        103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512,
        513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719,
        1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
        10080,
    ];
    let url = |port| format!("http://ports.example:{port}/");
    let bad = BAD.map(|port| {
        fetch(FILE, format!("port {port}"), page().fetch(url(port)).mode(Mode::NoCors)).fails(
            Phase::Request,
            "bad-port",
            "main fetch 7",
        )
    });
    let good = fetch(FILE, "port 30303", page().fetch(url(30303)).mode(Mode::NoCors))
        .sends(message("GET", &url(30303)), answer::<&str>(200, &[]))
        .gives(opaque());
    bad.into_iter().chain([good]).collect()
}

/// What the HTTP cache has is the host's.
fn only_if_cached() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-cache-only-if-cached.html";
    let cached = || page().fetch(HERE).mode(Mode::SameOrigin).cache(CacheMode::OnlyIfCached);
    vec![
        fetch(FILE, "a cached redirect within the origin is followed", cached())
            .sends(message("GET", HERE), redirect(302, "/b"))
            .sends(message("GET", "https://app.example/b"), answer::<&str>(200, &[]))
            .gives(response(Basic, 200)),
        fetch(FILE, "one to another origin is not", cached())
            .sends(message("GET", HERE), redirect(302, THERE))
            .fails(Phase::Request, "same-origin-mode", "main fetch 12c"),
    ]
}

/// An init with a value for each member.
fn full() -> RequestInit {
    init(|init| {
        init.method = Some(b"POST".to_vec());
        init.referrer_policy = Some(ReferrerPolicy::Origin);
        init.mode = Some(Mode::SameOrigin);
        init.credentials = Some(CredentialsMode::Include);
        init.cache = Some(CacheMode::NoCache);
        init.redirect = Some(RedirectMode::Error);
        init.headers = pairs(&[("name", "value")]);
        init.body = Some(text().into());
    })
}

type Attributes = (
    String,
    String,
    ReferrerPolicy,
    Mode,
    CredentialsMode,
    CacheMode,
    RedirectMode,
    Option<String>,
    BodyKind,
);

fn attributes(request: &Request) -> Attributes {
    (
        request.method().to_string(),
        request.current_url().to_string(),
        request.referrer_policy(),
        request.mode(),
        request.credentials_mode(),
        request.cache_mode(),
        request.redirect_mode(),
        header(request, "name"),
        request.body(),
    )
}

/// What a request made with `full` is.
fn full_attributes(url: &str) -> Attributes {
    (
        "POST".to_owned(),
        url.to_owned(),
        ReferrerPolicy::Origin,
        Mode::SameOrigin,
        CredentialsMode::Include,
        CacheMode::NoCache,
        RedirectMode::Error,
        Some("value".to_owned()),
        BodyKind::Source,
    )
}

fn clone() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-clone.sub.html";
    let request = of_url("", &full()).unwrap().clone();
    vec![rule(FILE, "a clone is the same", attributes(&request), full_attributes(HERE))]
}

/// What the bytes are is the host's; of which kind is not.
fn body_override() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-constructor-init-body-override.any.js";
    let first = of_url(THERE, &post(Body::source().with_type("a/b"))).unwrap();
    let second =
        of_request(&first, &init(|init| (init.body, init.duplex) = (Some(Body::stream().into()), true)));
    vec![rule(FILE, "a body in place of another", second.map(|request| request.body()), Ok(BodyKind::Stream))]
}

/// Whether a body was read is the host's.
fn disturbed() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-disturbed.html";
    let request = of_url("", &post(text())).unwrap();
    let method = |method: &str| init(|init| init.method = Some(method.as_bytes().to_vec()));
    let again = |method_init| of_request(&request, &method_init).map(drop);
    vec![
        rule(
            FILE,
            "the body goes along",
            of_request(&request, &RequestInit::default()).unwrap().body(),
            BodyKind::Source,
        ),
        rule(FILE, "but not into a GET", again(method("GET")), Err("BodyNotAllowed".to_owned())),
        rule(FILE, "nor into a CONNECT", again(method("CONNECT")), Err("ForbiddenMethod".to_owned())),
    ]
}

/// `window`, `referrer` and `integrity` are the host's.
fn bad_arguments(file: &'static str) -> Vec<Row> {
    let method = |method: &str| init(|init| init.method = Some(method.as_bytes().to_vec()));
    let no_cors_put = init(|init| {
        init.mode = Some(Mode::NoCors);
        init.method = Some(b"PUT".to_vec());
    });
    vec![
        throws(file, "no URL", "http://:not a URL", &RequestInit::default(), "InvalidUrl"),
        throws(
            file,
            "a password",
            "http://user:pass@other.example",
            &RequestInit::default(),
            "UrlIncludesCredentials",
        ),
        throws(file, "mode navigate", "", &init(|init| init.mode = Some(Mode::Navigate)), "ModeNotForScript"),
        throws(file, "no method", "", &method("A B"), "InvalidMethod"),
        throws(file, "a forbidden method", "", &method("TRACE"), "ForbiddenMethod"),
        throws(file, "no-cors and PUT", "", &no_cors_put, "MethodNeedsCors"),
    ]
}

fn errors() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-error.any.js";
    let only_if_cached = |mode| {
        init(|init| {
            init.cache = Some(CacheMode::OnlyIfCached);
            init.mode = Some(mode);
        })
    };
    let mut rows = bad_arguments(FILE);
    rows.extend([Mode::Cors, Mode::NoCors].map(|mode| {
        let says = format!("only-if-cached and {mode}");
        throws(FILE, &says, "test", &only_if_cached(mode), "OnlyIfCachedNeedsSameOrigin")
    }));
    rows.push(rule(
        FILE,
        "only-if-cached and same-origin",
        of_url("test", &only_if_cached(Mode::SameOrigin)).map(drop),
        Ok(()),
    ));
    rows.extend([
        rule(FILE, "no policy", "BAD".parse::<ReferrerPolicy>().is_err(), true),
        rule(FILE, "no mode", "BAD".parse::<Mode>().is_err(), true),
        rule(FILE, "no credentials mode", "BAD".parse::<CredentialsMode>().is_err(), true),
        rule(FILE, "no cache mode", "BAD".parse::<CacheMode>().is_err(), true),
        rule(FILE, "no redirect mode", "BAD".parse::<RedirectMode>().is_err(), true),
    ]);
    rows.extend(content_types_of_requests(FILE));
    rows
}

fn errors_of_the_older_form() -> Vec<Row> {
    bad_arguments("fetch/api/request/request-error.html")
}

/// Where a request of another request has its content type from.
fn content_types_of_requests(file: &'static str) -> Vec<Row> {
    let given = |body: Option<Source>, headers: &[(&str, &str)]| {
        let with_headers = |init: &mut RequestInit| init.headers = pairs(headers);
        match body {
            Some(body) => of_url("", &{
                let mut init = post(body);
                with_headers(&mut init);
                init
            })
            .unwrap(),
            None => of_url("", &init(with_headers)).unwrap(),
        }
    };
    let again =
        |request: &Request, init: &RequestInit| header(&of_request(request, init).unwrap(), "content-type");
    let given_type = Some("x/y".to_owned());
    let (plain, none) = (RequestInit::default(), init(|init| init.headers = pairs(&[])));
    let typed = given(None, &[("Content-Type", "x/y")]);
    vec![
        rule(file, "from the other's headers", again(&typed, &plain), given_type.clone()),
        rule(file, "not if there are new headers", again(&typed, &none), None),
        rule(
            file,
            "from the body",
            again(&given(Some(text()), &[("Content-Type-Too", "x/y")]), &plain),
            Some("text/plain;charset=UTF-8".to_owned()),
        ),
        rule(
            file,
            "from the headers before the body",
            again(&given(Some(text()), &[("Content-Type", "x/y")]), &plain),
            given_type,
        ),
    ]
}

fn headers() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-headers.any.js";
    const MAY: [&str; 7] = ["Content-Type", "X-Any", "proxy", "proxya", "sec", "secb", "Set-Cookie2"];
    // One version also forbids Access-Control-Request-Private-Network, which the text does not.
    const MAY_NOT: [&str; 27] = [
        "Accept-Charset",
        "accept-charset",
        "ACCEPT-ENCODING",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Proxy-",
        "proxy-a",
        "Sec-",
        "sec-b",
    ];
    const SAFE: [(&str, &str); 9] = [
        ("Accept", "a"),
        ("Accept-Language", "a"),
        ("content-language", "a"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-type", "application/x-www-form-urlencoded;charset=UTF-8"),
        ("content-type", "multipart/form-data"),
        ("content-type", "multipart/form-data;charset=UTF-8"),
        ("content-TYPE", "text/plain"),
        ("CONTENT-type", "text/plain;charset=UTF-8"),
    ];
    const UNSAFE: [(&str, &str); 7] = [
        ("Content-Type", "a"),
        ("X-Any", "a"),
        ("proxy", "a"),
        ("proxya", "a"),
        ("sec", "a"),
        ("secb", "a"),
        ("X-Empty", ""),
    ];
    let set = |mode, name: &str, value: &str, may: bool| {
        let mut request = of_url("", &init(|init| init.mode = Some(mode))).unwrap();
        request.script_headers().set(name.as_bytes(), value.as_bytes()).unwrap();
        let left = may.then(|| value.to_owned());
        rule(FILE, format!("{mode}: {name}: {value}"), header(&request, name), left)
    };
    let mut rows = Vec::new();
    rows.extend(MAY.map(|name| set(Mode::Cors, name, "a", true)));
    rows.extend(MAY_NOT.map(|name| set(Mode::Cors, name, "a", false)));
    rows.extend(SAFE.map(|(name, value)| set(Mode::NoCors, name, value, true)));
    rows.extend(UNSAFE.map(|(name, value)| set(Mode::NoCors, name, value, false)));
    let made = |headers: &[(&str, &str)], mode| {
        of_url("", &init(|init| (init.headers, init.mode) = (pairs(headers), Some(mode)))).unwrap()
    };
    let typed = made(&[("Content-Type", "x/y")], Mode::Cors);
    let no_cors = of_request(&typed, &init(|init| init.mode = Some(Mode::NoCors))).unwrap();
    rows.extend([
        rule(
            FILE,
            "the constructor leaves forbidden headers out",
            header(&made(&[("Cookie2", "x/y")], Mode::Cors), "cookie2"),
            None,
        ),
        rule(
            FILE,
            "and, in no-cors, unsafe ones",
            header(&made(&[("Content-Type", "x/y")], Mode::NoCors), "content-type"),
            None,
        ),
        rule(FILE, "those of another request too", header(&no_cors, "content-type"), None),
        rule(
            FILE,
            "and keeps others",
            header(&made(&[("x-a", "a")], Mode::Cors), "x-a"),
            Some("a".to_owned()),
        ),
    ]);
    rows.extend(content_types_of_requests(FILE));
    let mut empty = post(text());
    empty.headers = pairs(&[("Content-Type", "")]);
    rows.push(rule(
        FILE,
        "an empty content type is one",
        header(&of_url("", &empty).unwrap(), "content-type"),
        Some(String::new()),
    ));
    rows
}

/// An older version makes *same-origin* of mode *navigate*, which by the text throws.
fn init_simple() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-init-001.sub.html";
    let made = |members: fn(&mut RequestInit)| of_url("", &init(members)).unwrap();
    let mut rows = Vec::new();
    for (given, normalized) in [
        ("GET", "GET"),
        ("HEAD", "HEAD"),
        ("POST", "POST"),
        ("PUT", "PUT"),
        ("DELETE", "DELETE"),
        ("OPTIONS", "OPTIONS"),
        ("head", "HEAD"),
    ] {
        let request = of_url("", &init(|init| init.method = Some(given.as_bytes().to_vec()))).unwrap();
        rows.push(rule(FILE, format!("method {given}"), request.method().to_string(), normalized.to_owned()));
    }
    for keyword in
        ["", "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "unsafe-url"]
    {
        let policy = keyword.parse().unwrap();
        let request = of_url("", &init(|init| init.referrer_policy = Some(policy))).unwrap();
        rows.push(rule(FILE, format!("policy {keyword:?}"), request.referrer_policy().as_str(), keyword));
    }
    for keyword in ["same-origin", "no-cors", "cors"] {
        let mode = keyword.parse().unwrap();
        let request = of_url("", &init(|init| init.mode = Some(mode))).unwrap();
        rows.push(rule(FILE, format!("mode {keyword}"), request.mode().as_str(), keyword));
    }
    for keyword in ["omit", "same-origin", "include"] {
        let credentials = keyword.parse().unwrap();
        let request = of_url("", &init(|init| init.credentials = Some(credentials))).unwrap();
        rows.push(rule(FILE, format!("credentials {keyword}"), request.credentials_mode().as_str(), keyword));
    }
    for keyword in ["default", "no-store", "reload", "no-cache", "force-cache"] {
        let cache = keyword.parse().unwrap();
        let request = of_url("", &init(|init| init.cache = Some(cache))).unwrap();
        rows.push(rule(FILE, format!("cache {keyword}"), request.cache_mode().as_str(), keyword));
    }
    for keyword in ["follow", "error", "manual"] {
        let redirect = keyword.parse().unwrap();
        let request = of_url("", &init(|init| init.redirect = Some(redirect))).unwrap();
        rows.push(rule(FILE, format!("redirect {keyword}"), request.redirect_mode().as_str(), keyword));
    }
    rows.push(rule(
        FILE,
        "other members leave it as it is",
        attributes(&made(|init| init.others = true)),
        defaults(HERE),
    ));
    rows.push(throws(
        FILE,
        "mode navigate",
        "",
        &init(|init| init.mode = Some(Mode::Navigate)),
        "ModeNotForScript",
    ));
    rows
}

/// What a request is when nothing is said.
fn defaults(url: &str) -> Attributes {
    (
        "GET".to_owned(),
        url.to_owned(),
        ReferrerPolicy::Empty,
        Mode::Cors,
        CredentialsMode::SameOrigin,
        CacheMode::Default,
        RedirectMode::Follow,
        None,
        BodyKind::None,
    )
}

fn init_headers_and_body() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-init-002.html";
    const NAMES: [(&str, &str); 3] = [("x-a", "1"), ("x-b", "2"), ("x-c", "3")];
    let request = of_url("", &init(|init| init.headers = pairs(&NAMES))).unwrap();
    let mut rows: Vec<Row> =
        NAMES.map(|(name, value)| rule(FILE, name, header(&request, name), Some(value.to_owned()))).into();
    for content_type in [
        "application/octet-stream",
        "multipart/form-data; boundary=a",
        "application/x-www-form-urlencoded;charset=UTF-8",
        "text/plain;charset=UTF-8",
    ] {
        let body = || Body::source().with_type(content_type);
        let request = of_url("", &post(body())).unwrap();
        rows.push(rule(FILE, content_type, header(&request, "content-type"), Some(content_type.to_owned())));
        rows.push(throws(
            FILE,
            "no body in a GET",
            "",
            &init(|init| init.body = Some(body().into())),
            "BodyNotAllowed",
        ));
    }
    rows
}

/// The file's policy *origin-only* has gone, and credentials are *same-origin* by default now.
fn init_with_request_or_url() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-init-003.sub.html";
    let url = "http://other.example:1234/a/b?c=d#e";
    let nothing = RequestInit::default();
    let made = |url: &str, init: &RequestInit| of_url(url, init).unwrap();
    let of = |request: &Request, init: &RequestInit| attributes(&of_request(request, init).unwrap());
    vec![
        rule(FILE, "a request", of(&made("", &full()), &nothing), full_attributes(HERE)),
        rule(FILE, "a request and an init", of(&made("", &nothing), &full()), full_attributes(HERE)),
        rule(FILE, "a URL", attributes(&made(url, &nothing)), defaults(url)),
        rule(FILE, "a URL and an init", attributes(&made(url, &full())), full_attributes(url)),
    ]
}

fn init_content_type() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-init-contenttype.any.js";
    const OVERRIDE: &str = "x/y; z=1";
    let source = |content_type: &str| Some(Body::from(Body::source().with_type(content_type)));
    let bodies = [
        ("none", None, None),
        ("without a type", Some(Body::source().into()), None),
        ("a blob", source("a/b; c=d"), Some("a/b; c=d")),
        ("a form", source("multipart/form-data; boundary=a"), Some("multipart/form-data; boundary=a")),
        (
            "parameters",
            source("application/x-www-form-urlencoded;charset=UTF-8"),
            Some("application/x-www-form-urlencoded;charset=UTF-8"),
        ),
        ("a string", Some(text().into()), Some("text/plain;charset=UTF-8")),
        ("a stream", Some(Body::stream().into()), None),
    ];
    let content_type = |body: Option<Body>, headers| {
        let init = init(|init| {
            init.method = Some(b"POST".to_vec());
            init.body = body;
            init.headers = headers;
            init.duplex = true;
        });
        header(&of_url(HERE, &init).unwrap(), "content-type")
    };
    let rows = |(says, body, own): (&str, Option<Body>, Option<&str>)| {
        [
            rule(FILE, says, content_type(body.clone(), None), own.map(str::to_owned)),
            rule(
                FILE,
                format!("{says}, and a header"),
                content_type(body, pairs(&[("Content-Type", OVERRIDE)])),
                Some(OVERRIDE.to_owned()),
            ),
        ]
    };
    bodies.into_iter().flat_map(rows).collect()
}

/// Whether a stream was read is the host's, and so is that `duplex` can only be `half`.
fn init_stream() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-init-stream.any.js";
    let made = |body: Option<Body>, duplex| {
        let init = init(|init| {
            init.method = Some(b"POST".to_vec());
            init.body = body;
            init.duplex = duplex;
        });
        of_url("...", &init)
    };
    let mut rows = Vec::new();
    for (says, body) in
        [("no body", None), ("a string", Some(text().into())), ("bytes", Some(Body::source().into()))]
    {
        for duplex in [false, true] {
            rows.push(rule(
                FILE,
                format!("{says}, duplex {duplex}"),
                made(body.clone(), duplex).map(drop),
                Ok(()),
            ));
        }
    }
    let stream = made(Some(Body::stream().into()), true).unwrap();
    let other = of_request(&stream, &RequestInit::default()).map(|request| request.body());
    rows.extend([
        rule(FILE, "a stream with duplex", stream.body(), BodyKind::Stream),
        rule(
            FILE,
            "a stream without",
            made(Some(Body::stream().into()), false).map(drop),
            Err("StreamNeedsDuplex".to_owned()),
        ),
        rule(FILE, "that of another request needs none", other, Ok(BodyKind::Stream)),
    ]);
    rows
}

fn keepalive() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-keepalive.html";
    let made = |keepalive| of_url("/", &init(|init| init.keepalive = keepalive)).unwrap().keepalive();
    let mut stream = post(Body::stream());
    stream.keepalive = Some(true);
    vec![
        rule(FILE, "by default", made(None), false),
        rule(FILE, "true", made(Some(true)), true),
        rule(FILE, "false", made(Some(false)), false),
        throws(FILE, "with a stream", "/", &stream, "StreamNeedsNoKeepalive"),
    ]
}

fn structure() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/request-structure.any.js";
    let request = of_url("", &RequestInit::default()).unwrap();
    vec![
        rule(FILE, "what it is by default", attributes(&request), defaults(HERE)),
        rule(FILE, "its destination", request.destination(), Destination::Empty),
    ]
}

fn url_encoding() -> Vec<Row> {
    const FILE: &str = "fetch/api/request/url-encoding.html";
    // What a lone surrogate of script becomes on its way here.
    [("?\u{df}", "?%C3%9F"), ("?\u{fffd}", "?%EF%BF%BD")]
        .into_iter()
        .flat_map(|(given, query)| {
            let url = format!("{HERE}{query}");
            let request = of_url(given, &RequestInit::default()).unwrap();
            [
                rule(
                    FILE,
                    format!("{given} is UTF-8 in the URL"),
                    request.current_url().to_string(),
                    url.clone(),
                ),
                fetch(
                    FILE,
                    format!("{given} in that of the response"),
                    page().fetch(format!("{HERE}{given}")),
                )
                .sends(message("GET", &url), answer::<&str>(200, &[]))
                .gives(response(Basic, 200).at(&url)),
            ]
        })
        .collect()
}
