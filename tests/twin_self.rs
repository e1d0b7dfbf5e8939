//! A few scenarios worked out by hand, so that the twin itself is trusted.

#![allow(unused_qualifications, clippy::all, clippy::pedantic, clippy::restriction)]

mod twin;

use twin::*;

const PAGE: &str = "https://page.test";

fn h(pairs: &[(&str, &str)]) -> HeaderList {
    pairs.iter().map(|(n, v)| (n.as_bytes().to_vec(), v.as_bytes().to_vec())).collect()
}

fn scenario(page: PageOrigin, requests: Vec<RequestInput>) -> Scenario {
    Scenario {
        page,
        client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        embedder_policy: EmbedderPolicy::UnsafeNone,
        report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
        partition_key: Some("https://page.test".into()),
        environment: Environment::default(),
        options: Options::default(),
        requests,
    }
}

fn page() -> PageOrigin {
    PageOrigin::Tuple(PAGE.into())
}

/// What `fetch(url, { method })` asks for.
fn cors(method: &str, url: &str) -> RequestInput {
    RequestInput {
        url: url.into(),
        method: method.into(),
        mode: Mode::Cors,
        unsafe_request: true,
        ..RequestInput::default()
    }
}

/// Answers by method and URL; a message without an answer is a network failure.
fn play(scenario: &Scenario, table: &[(&str, &str, u16, &[(&str, &str)])]) -> Vec<RequestOutput> {
    run(scenario, &mut |message| {
        table
            .iter()
            .find(|row| row.0 == message.method && row.1 == message.url)
            .map(|row| WireAnswer { status: row.2, headers: h(row.3) })
    })
}

fn value<'a>(message: &'a WireMessage, name: &str) -> Option<&'a str> {
    message
        .headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(_, v)| std::str::from_utf8(v).unwrap())
}

fn kind(output: &RequestOutput) -> ResponseType {
    match &output.outcome {
        Outcome::Response { response_type, .. } => *response_type,
        other => panic!("{other:?}"),
    }
}

fn refused(output: &RequestOutput) -> Reason {
    match output.outcome {
        Outcome::NetworkError(reason) => reason,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn at_home() {
    let s = scenario(page(), vec![cors("GET", "https://page.test/a")]);
    let out = play(&s, &[("GET", "https://page.test/a", 200, &[("X-A", "1"), ("Set-Cookie", "a=b")])]);
    assert_eq!(out[0].wire.len(), 1);
    assert_eq!(out[0].wire[0].headers, h(&[("Accept", "*/*")]));
    assert!(out[0].wire[0].include_credentials);
    match &out[0].outcome {
        Outcome::Response {
            response_type: ResponseType::Basic,
            status: 200,
            headers,
            url,
            url_list_length: 1,
            ..
        } => {
            assert_eq!(*headers, h(&[("X-A", "1")]));
            assert_eq!(url.as_deref(), Some("https://page.test/a"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn simple_and_exposed() {
    let s = scenario(page(), vec![cors("GET", "https://b.test/")]);
    let answer: &[(&str, &str)] = &[
        ("access-control-allow-origin", "*"),
        ("Access-Control-Expose-Headers", "x-a, ,set-cookie"),
        ("X-A", "1"),
        ("X-B", "2"),
        ("Set-Cookie", "a=b"),
        ("Content-Type", "text/plain"),
    ];
    let out = play(&s, &[("GET", "https://b.test/", 404, answer)]);
    assert_eq!(out[0].wire[0].headers, h(&[("Accept", "*/*"), ("Origin", PAGE)]));
    assert!(!out[0].wire[0].include_credentials);
    match &out[0].outcome {
        Outcome::Response { response_type: ResponseType::Cors, status: 404, headers, .. } => {
            assert_eq!(*headers, h(&[("X-A", "1"), ("Content-Type", "text/plain")]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn star_and_credentials() {
    let mut request = cors("GET", "https://b.test/");
    request.credentials = Credentials::Include;
    let s = scenario(page(), vec![request]);
    let star = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")];
    let out = play(&s, &[("GET", "https://b.test/", 200, &star)]);
    assert_eq!(refused(&out[0]), Reason::Because { at: ("HTTP fetch", "4.4"), inner: ("CORS check", "4") });
    let upper = [("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Credentials", "True")];
    let out = play(&s, &[("GET", "https://b.test/", 200, &upper)]);
    assert_eq!(refused(&out[0]).innermost(), ("CORS check", "8"));
}

#[test]
fn preflight_and_its_cache() {
    let mut first = cors("PUT", "https://b.test/");
    first.headers = h(&[("X-B", "1"), ("x-a", "1"), ("x-A", "2"), ("Accept-Language", "en")]);
    let mut second = first.clone();
    second.wait_ms = 1999;
    let mut third = first.clone();
    third.wait_ms = 1;
    let s = scenario(page(), vec![first, second, third]);
    let grant: &[(&str, &str)] = &[
        ("Access-Control-Allow-Origin", PAGE),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "*"),
        ("Access-Control-Max-Age", "2"),
    ];
    let table: &[(&str, &str, u16, &[(&str, &str)])] = &[
        ("OPTIONS", "https://b.test/", 204, grant),
        ("PUT", "https://b.test/", 200, &[("Access-Control-Allow-Origin", "*")]),
    ];
    let out = play(&s, table);
    assert_eq!(
        out[0].wire[0].headers,
        h(&[
            ("Accept", "*/*"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-a,x-b"),
            ("Origin", PAGE),
        ])
    );
    assert!(out[0].wire[0].is_preflight && !out[0].wire[0].include_credentials);
    assert_eq!(out.iter().map(|o| o.wire.len()).collect::<Vec<_>>(), [2, 1, 2]);
    assert!(out.iter().all(|o| kind(o) == ResponseType::Cors));
}

#[test]
fn authorization_is_not_covered_by_star() {
    let mut request = cors("GET", "https://b.test/");
    request.headers = h(&[("Authorization", "Basic eA==")]);
    let s = scenario(page(), vec![request]);
    let grant = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*")];
    let out = play(&s, &[("OPTIONS", "https://b.test/", 200, &grant)]);
    assert_eq!(refused(&out[0]), Reason::Step("CORS-preflight fetch", "7.6"));
}

#[test]
fn a_failed_actual_clears_the_cache() {
    let s = scenario(page(), vec![cors("PUT", "https://b.test/"), cors("PUT", "https://b.test/")]);
    let mut puts = 0;
    let out = run(&s, &mut |message| {
        let mut headers = h(&[("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Max-Age", "60")]);
        puts += usize::from(message.method == "PUT");
        if message.method == "OPTIONS" || puts == 2 {
            headers.extend(h(&[("Access-Control-Allow-Origin", "*")]));
        }
        Some(WireAnswer { status: 200, headers })
    });
    assert_eq!(refused(&out[0]).innermost(), ("CORS check", "2"));
    assert_eq!(out[1].wire.len(), 2);
    assert_eq!(kind(&out[1]), ResponseType::Cors);
}

#[test]
fn the_enclosing_run_clears_the_last_url_only() {
    // one entry each for b and c; then b redirects to c, whose actual answer fails
    let s = scenario(
        PageOrigin::Opaque(7),
        vec![
            cors("PUT", "https://b.test/"),
            cors("PUT", "https://c.test/"),
            cors("PUT", "https://b.test/"),
            cors("PUT", "https://b.test/"),
            cors("PUT", "https://c.test/"),
        ],
    );
    let mut actual = 0;
    let out = run(&s, &mut |message| {
        if message.is_preflight {
            return Some(WireAnswer {
                status: 200,
                headers: h(&[
                    ("Access-Control-Allow-Origin", "null"),
                    ("Access-Control-Allow-Methods", "*"),
                    ("Access-Control-Max-Age", "60"),
                ]),
            });
        }
        actual += 1;
        Some(match actual {
            3 => WireAnswer {
                status: 307,
                headers: h(&[("Access-Control-Allow-Origin", "*"), ("Location", "https://c.test/")]),
            },
            4 => return None,
            _ => WireAnswer { status: 200, headers: h(&[("Access-Control-Allow-Origin", "*")]) },
        })
    });
    // requests 1 and 2 preflight, 3 uses both entries, 4 still finds b, 5 has to ask c again
    assert_eq!(out.iter().map(|o| o.wire.len()).collect::<Vec<_>>(), [2, 2, 2, 1, 2]);
    assert_eq!(refused(&out[2]), Reason::Step("HTTP fetch", "4.3"));
}

#[test]
fn taint() {
    let s = scenario(page(), vec![cors("GET", "https://b.test/#f")]);
    let out = play(
        &s,
        &[
            (
                "GET",
                "https://b.test/#f",
                302,
                &[("Access-Control-Allow-Origin", PAGE), ("Location", "//c.test/x")],
            ),
            (
                "GET",
                "https://c.test/x#f",
                302,
                &[("Access-Control-Allow-Origin", "null"), ("Location", "https://page.test/")],
            ),
            ("GET", "https://page.test/#f", 200, &[("Access-Control-Allow-Origin", "null")]),
        ],
    );
    let origins: Vec<_> = out[0].wire.iter().map(|m| value(m, "origin").unwrap()).collect();
    assert_eq!(origins, [PAGE, "null", "null"]);
    match &out[0].outcome {
        Outcome::Response {
            response_type: ResponseType::Cors, url_list_length: 3, redirect_taint, ..
        } => {
            assert_eq!(*redirect_taint, Taint::CrossSite);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn see_other_drops_the_body_and_a_new_origin_drops_authorization() {
    let mut request = cors("POST", "https://page.test/");
    request.headers = h(&[("authorization", "x"), ("content-type", "application/json"), ("X-A", "1")]);
    request.body = Body::Source;
    let s = scenario(page(), vec![request]);
    let grant: &[(&str, &str)] =
        &[("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Headers", "X-a")];
    let out = play(
        &s,
        &[
            ("POST", "https://page.test/", 303, &[("Location", "https://b.test/")]),
            ("OPTIONS", "https://b.test/", 200, grant),
            ("GET", "https://b.test/", 200, grant),
        ],
    );
    assert_eq!(value(&out[0].wire[0], "origin"), Some(PAGE));
    assert!(out[0].wire[0].send_body);
    assert_eq!(value(&out[0].wire[1], "access-control-request-headers"), Some("x-a"));
    assert_eq!(out[0].wire[2].headers, h(&[("X-A", "1"), ("Accept", "*/*"), ("Origin", PAGE)]));
    assert!(!out[0].wire[2].send_body);
    assert_eq!(kind(&out[0]), ResponseType::Cors);
}

#[test]
fn modes() {
    let with = |mode, redirect, url: &str| RequestInput {
        mode,
        redirect,
        url: url.into(),
        ..RequestInput::default()
    };
    let s = scenario(
        page(),
        vec![
            with(Mode::SameOrigin, RedirectMode::Follow, "https://b.test/"),
            with(Mode::NoCors, RedirectMode::Manual, "https://b.test/"),
            with(Mode::Cors, RedirectMode::Follow, "ftp://b.test/"),
            with(Mode::NoCors, RedirectMode::Follow, "ftp://b.test/"),
            with(Mode::Cors, RedirectMode::Follow, "data:,x"),
            with(Mode::Cors, RedirectMode::Manual, "https://page.test/r"),
            with(Mode::Navigate, RedirectMode::Manual, "https://b.test/r"),
            with(Mode::NoCors, RedirectMode::Follow, "https://b.test/corp"),
            with(Mode::NoCors, RedirectMode::Follow, "https://b.test/"),
        ],
    );
    let away: &[(&str, &str)] = &[("Location", "https://c.test/"), ("Set-Cookie", "a=b")];
    let out = play(
        &s,
        &[
            ("GET", "https://page.test/r", 302, away),
            ("GET", "https://b.test/r", 302, away),
            ("GET", "https://b.test/corp", 200, &[("Cross-Origin-Resource-Policy", "same-site")]),
            ("GET", "https://b.test/", 200, &[]),
        ],
    );
    assert_eq!(refused(&out[0]), Reason::Step("main fetch", "12c"));
    assert_eq!(refused(&out[1]), Reason::Step("main fetch", "12d.1"));
    assert_eq!(refused(&out[2]), Reason::Step("main fetch", "12e"));
    assert_eq!(refused(&out[3]), Reason::Step("scheme fetch", "4"));
    assert_eq!(out[4].outcome, Outcome::Local(Tainting::Basic));
    assert_eq!(kind(&out[5]), ResponseType::OpaqueRedirect);
    match &out[6].outcome {
        Outcome::Response { response_type: ResponseType::Basic, status: 302, headers, .. } => {
            assert_eq!(*headers, h(&[("Location", "https://c.test/")]));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(refused(&out[7]).innermost(), ("cross-origin resource policy internal check", "5c"));
    assert_eq!(kind(&out[8]), ResponseType::Opaque);
}

#[test]
fn redirects_that_fail() {
    let go = |location: &str, status, body, mode| {
        let mut request = cors("POST", "https://b.test/");
        request.body = body;
        request.mode = mode;
        let s = scenario(page(), vec![request]);
        let answer = [("Access-Control-Allow-Origin", "*"), ("Location", location)];
        refused(&play(&s, &[("POST", "https://b.test/", status, &answer)])[0])
    };
    let step = |n| Reason::Step("HTTP-redirect fetch", n);
    assert_eq!(go("https://[", 307, Body::None, Mode::Cors), step("5"));
    assert_eq!(go("data:,", 307, Body::None, Mode::Cors), step("6"));
    assert_eq!(go("/", 307, Body::None, Mode::Cors), step("7"));
    assert_eq!(go("https://u@c.test/", 307, Body::None, Mode::Cors), step("9"));
    assert_eq!(go("https://u@page.test/", 307, Body::None, Mode::Cors), step("10"));
    assert_eq!(go("/x", 307, Body::Stream, Mode::Cors), step("11"));
}

#[test]
fn rules() {
    use twin::headers::*;
    let safe = |n: &str, v: &str| is_cors_safelisted_request_header(n.as_bytes(), v.as_bytes());
    assert!(safe("Content-Type", " Text/Plain ; charset=x"));
    assert!(!safe("content-type", "text/plain/x") && !safe("content-type", "application/json, text/plain"));
    assert!(safe("range", "bytes=0-") && safe("range", "bytes=099-99999999999999999999999999"));
    assert!(!safe("range", "bytes=-5") && !safe("range", "bytes=2-1") && !safe("range", "BYTES=0-1"));
    assert!(safe("accept", &"a".repeat(128)) && !safe("accept", &"a".repeat(129)));
    assert!(!safe("accept-language", "en\t") && !safe("dpr", "1"));
    let eight: HeaderList = (0..8).map(|_| (b"Accept".to_vec(), vec![b'a'; 128])).collect();
    assert!(cors_unsafe_request_header_names(&eight).is_empty());
    let mut nine = eight.clone();
    nine.push((b"accept-language".to_vec(), b"x".to_vec()));
    assert_eq!(cors_unsafe_request_header_names(&nine), [b"accept".to_vec(), b"accept-language".to_vec()]);
    let list = |v: &str| extract_tokens(b"a", &h(&[("A", v)]));
    assert_eq!(list(""), Extracted::Values(vec![]));
    assert_eq!(list(" ,\tx , y"), Extracted::Values(vec![b"x".to_vec(), b"y".to_vec()]));
    assert_eq!(list("x y"), Extracted::Failure);
    assert_eq!(extract_tokens(b"b", &h(&[("A", "x")])), Extracted::Null);
    assert_eq!(extract_delta_seconds(b"a", &h(&[("A", "5"), ("A", "5")])), Extracted::Failure);
    assert_eq!(extract_delta_seconds(b"a", &h(&[("A", &"9".repeat(40))])), Extracted::Values(vec![u64::MAX]));
    let split = |v: &str| get_decode_and_split(&h(&[("A", v)]), b"a").unwrap();
    assert_eq!(split("\"1,2\", 3,"), [b"\"1,2\"".to_vec(), b"3".to_vec(), b"".to_vec()]);
}

#[test]
fn resource_policies_and_reports() {
    let image = RequestInput {
        url: "https://u:p@b.test/a#f".into(),
        credentials: Credentials::Include,
        destination: "image".into(),
        ..RequestInput::default()
    };
    let mut s = scenario(page(), vec![image]);
    let go = |s: &Scenario, headers| play(s, &[("GET", "https://u:p@b.test/a#f", 200, headers)]).remove(0);
    s.report_only_embedder_policy = EmbedderPolicy::RequireCorp;
    let out = go(&s, &[]);
    assert_eq!(kind(&out), ResponseType::Opaque);
    let report = |report_only| Report {
        blocked_url: "https://b.test/a".into(),
        destination: "image".into(),
        report_only,
    };
    assert_eq!(out.reports, [report(true)]);
    let out = go(&s, &[("cross-origin-resource-policy", "same-origin")]);
    assert_eq!(refused(&out).innermost(), ("cross-origin resource policy internal check", "5b"));
    assert_eq!(out.reports, []);
    s.embedder_policy = EmbedderPolicy::RequireCorp;
    assert_eq!(go(&s, &[]).reports, [report(true), report(false)]);
    assert_eq!(go(&s, &[("Cross-Origin-Resource-Policy", "cross-origin")]).reports, []);
    s.embedder_policy = EmbedderPolicy::Credentialless;
    s.report_only_embedder_policy = EmbedderPolicy::UnsafeNone;
    let out = go(&s, &[]);
    assert!(!out.wire[0].include_credentials);
    assert_eq!((kind(&out), out.reports), (ResponseType::Opaque, vec![]));
}

#[test]
fn mime_types() {
    use twin::nosniff::*;
    let essence = |v: &str| extract_mime_essence(&h(&[("content-type", v)]));
    assert_eq!(essence("text/css, */*, x").as_deref(), Some("text/css"));
    assert_eq!(essence("text/css, Text/HTML;x=\",image/png\"").as_deref(), Some("text/html"));
    assert_eq!((essence("*/*"), essence(""), essence("text")), (None, None, None));
    let options = |v: &str| determine_nosniff(&h(&[("X-Content-Type-Options", v)]));
    assert!(options("NoSniff") && options("nosniff,x") && !options("x, nosniff") && !options("\"nosniff\""));
    let list = |v: &str| h(&[("X-Content-Type-Options", "nosniff"), ("Content-Type", v)]);
    assert!(!blocked_due_to_nosniff("worker", &list("text/livescript;a")));
    assert!(blocked_due_to_nosniff("worker", &list("text/javascript1.6")));
    assert!(
        blocked_due_to_nosniff("style", &list("")) && !blocked_due_to_nosniff("style", &list("TEXT/css"))
    );
    assert!(!blocked_due_to_nosniff("xslt", &list("a/b")) && !blocked_due_to_nosniff("image", &list("a/b")));
    assert!(blocked_due_to_mime_type("script", &h(&[("Content-Type", "image/x")])));
    assert!(!blocked_due_to_mime_type("style", &h(&[("Content-Type", "text/csv")])));
}

#[test]
fn sniffing_is_refused_after_the_preflight_branch() {
    let mut request = cors("PUT", "https://b.test/");
    request.destination = "script".into();
    let s = scenario(page(), vec![request.clone(), request]);
    let grant: &[(&str, &str)] =
        &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT")];
    let csv: &[(&str, &str)] = &[("Access-Control-Allow-Origin", "*"), ("Content-Type", "text/csv")];
    let out = play(&s, &[("OPTIONS", "https://b.test/", 204, grant), ("PUT", "https://b.test/", 200, csv)]);
    assert_eq!(out.iter().map(|o| o.wire.len()).collect::<Vec<_>>(), [2, 1]);
    assert!(out.iter().all(|o| refused(o) == Reason::Step("main fetch", "20")));
}

/// Each switch, in the scenario that it is for.
#[test]
fn switches() {
    const URL: &str = "https://b.test/";
    const ALLOW: (&str, &str) = ("Access-Control-Allow-Origin", PAGE);
    const CREDENTIALS: (&str, &str) = ("Access-Control-Allow-Credentials", "true");
    const ANY_HEADER: (&str, &str) = ("Access-Control-Allow-Headers", "*");
    const ANY_METHOD: (&str, &str) = ("Access-Control-Allow-Methods", "*");
    let with = |requests: Vec<RequestInput>, switches: Switches| {
        let mut s = scenario(page(), requests);
        s.options.switches = switches;
        s
    };
    let off = Switches::default();

    let upload = RequestInput { use_cors_preflight: true, ..cors("PUT", URL) };
    let on = Switches { upload_needs_listed_method: true, ..off };
    let table = [("OPTIONS", URL, 200, &[ALLOW][..]), ("PUT", URL, 200, &[ALLOW])];
    let out = play(&with(vec![upload.clone()], off), &table).remove(0);
    assert_eq!((kind(&out), out.wire.len()), (ResponseType::Cors, 2));
    let out = play(&with(vec![upload], on), &table).remove(0);
    assert_eq!((refused(&out).innermost(), out.wire.len()), (("CORS-preflight fetch", "7.5"), 1));

    let authorized = RequestInput { headers: h(&[("Authorization", "x")]), ..cors("GET", URL) };
    let on = Switches { authorization_under_wildcard: true, ..off };
    let table = [("OPTIONS", URL, 200, &[ALLOW, ANY_HEADER][..]), ("GET", URL, 200, &[ALLOW])];
    let out = play(&with(vec![authorized.clone()], off), &table).remove(0);
    assert_eq!(refused(&out).innermost(), ("CORS-preflight fetch", "7.6"));
    let outs = play(&with(vec![authorized.clone(), authorized], on), &table);
    assert!(outs.iter().all(|out| kind(out) == ResponseType::Cors && out.wire.len() == 2));

    let first =
        RequestInput { credentials: Credentials::Include, headers: h(&[("x-a", "1")]), ..cors("GET", URL) };
    let then = cors("DELETE", URL);
    let on = Switches { cached_wildcard_needs_no_credentials: true, ..off };
    let lists = [ALLOW, CREDENTIALS, ANY_METHOD, ("Access-Control-Allow-Headers", "x-a")];
    let table = [
        ("OPTIONS", URL, 200, &lists[..]),
        ("GET", URL, 200, &[ALLOW, CREDENTIALS]),
        ("DELETE", URL, 200, &[ALLOW, CREDENTIALS]),
    ];
    for (switches, messages) in [(off, 1), (on, 2)] {
        let outs = play(&with(vec![first.clone(), then.clone()], switches), &table);
        assert_eq!((outs[0].wire.len(), outs[1].wire.len()), (2, messages), "{switches:?}");
    }

    let upload = |method| RequestInput { use_cors_preflight: true, ..cors(method, URL) };
    let on = Switches { upload_needs_no_method_entry: true, ..off };
    let lists = [ALLOW, ("Access-Control-Allow-Methods", "PUT")];
    let table = [
        ("OPTIONS", URL, 200, &lists[..]),
        ("PUT", URL, 200, &[ALLOW]),
        ("POST", URL, 200, &[ALLOW]),
        ("HEAD", URL, 200, &[ALLOW]),
    ];
    for (switches, method, messages) in [(off, "POST", 2), (on, "POST", 1), (off, "HEAD", 2), (on, "HEAD", 2)]
    {
        let outs = play(&with(vec![upload("PUT"), upload(method)], switches), &table);
        assert_eq!((outs[0].wire.len(), outs[1].wire.len()), (2, messages), "{switches:?} {method}");
    }

    let on = Switches { null_origin_needs_preflight: true, ..off };
    let any = [("Access-Control-Allow-Origin", "*"), ANY_METHOD];
    let table = [("OPTIONS", URL, 200, &any[..]), ("DELETE", URL, 200, &any)];
    for (page, switches, messages) in
        [(page(), on, 1), (PageOrigin::Opaque(0), off, 1), (PageOrigin::Opaque(0), on, 2)]
    {
        let mut s = with(vec![cors("DELETE", URL), cors("DELETE", URL)], switches);
        s.page = page;
        let outs = play(&s, &table);
        assert_eq!((outs[0].wire.len(), outs[1].wire.len()), (2, messages), "{switches:?}");
    }
}

/// A scenario of a page with these surroundings.
fn surrounded(environment: Environment, requests: Vec<RequestInput>) -> Scenario {
    Scenario { environment, ..scenario(page(), requests) }
}

fn document(url: &str) -> Environment {
    Environment { url: ClientUrl::Document(url.into()), ..Environment::default() }
}

fn referers(output: &RequestOutput) -> Vec<Option<&str>> {
    output.wire.iter().map(|message| value(message, "referer")).collect()
}

const SHARED: &[(&str, &str)] = &[("access-control-allow-origin", "*")];

#[test]
fn referrers_at_each_hop() {
    let to_b = [("Location", "https://b.test/")];
    let to_http = [
        ("access-control-allow-origin", "*"),
        ("Location", "http://b.test/"),
        ("Referrer-Policy", "strict-origin"),
    ];
    let back = [("access-control-allow-origin", "*"), ("Location", "https://c.test/")];
    let table: &[(&str, &str, u16, &[(&str, &str)])] = &[
        ("GET", "https://page.test/", 302, &to_b),
        ("GET", "https://b.test/", 302, &to_http),
        ("GET", "http://b.test/", 302, &back),
        ("GET", "https://c.test/", 200, SHARED),
    ];
    let get = cors("GET", "https://page.test/");
    let away = cors("GET", "https://b.test/");
    let own = RequestInput { referrer: ReferrerInput::Url("https://page.test/own#f".into()), ..get.clone() };
    let none = RequestInput { referrer: ReferrerInput::NoReferrer, ..get.clone() };
    let secret = "https://u:p@page.test/a?b#c";
    let out = play(&surrounded(document(secret), vec![get.clone(), away, own, none]), table);
    let root = Some("https://page.test/");
    assert_eq!(referers(&out[0]), [Some("https://page.test/a?b"), root, None, None]);
    assert_eq!(referers(&out[1]), [root, None, None]);
    assert_eq!(referers(&out[2]), [Some("https://page.test/own"), root, None, None]);
    assert_eq!(referers(&out[3]), [None; 4]);
    // 8c sends all there is.
    let open = RequestInput { referrer_policy: ReferrerPolicy::UnsafeUrl, ..get.clone() };
    let out = play(&surrounded(document(secret), vec![open]), table);
    assert_eq!(referers(&out[0])[..2], [Some("https://page.test/a?b"); 2]);
    // 6: a URL of 4097 characters is its origin.
    for (length, whole) in [(4096, true), (4097, false)] {
        let long = format!("https://page.test/{}", "x".repeat(length - 18));
        let out = play(&surrounded(document(&long), vec![get.clone()]), table);
        assert_eq!(referers(&out[0])[0].unwrap().len(), if whole { length } else { 18 });
    }
    // Main fetch 5 comes before 9, and 10 after.
    let http = || vec![cors("GET", "http://c.test/")];
    let upgrades = Environment { upgrades_insecure_requests: true, ..document(secret) };
    let hsts = Environment { hsts: vec!["c.test".into()], ..document(secret) };
    assert_eq!(referers(&play(&surrounded(upgrades, http()), table)[0]), [root]);
    assert_eq!(referers(&play(&surrounded(hsts, http()), table)[0]), [None]);
    // 3a.1.2
    let opaque = Scenario { page: PageOrigin::Opaque(1), ..surrounded(document(secret), vec![get.clone()]) };
    assert_eq!(referers(&play(&opaque, &[])[0]), [None]);
    let worker = Environment { url: ClientUrl::Worker(secret.into()), ..Environment::default() };
    let opaque = Scenario { page: PageOrigin::Opaque(1), ..surrounded(worker, vec![get]) };
    assert_eq!(referers(&play(&opaque, &[])[0]), [Some("https://page.test/a?b")]);
}

#[test]
fn passwords() {
    let table: &[(&str, &str, u16, &[(&str, &str)])] =
        &[("POST", "https://page.test/401", 401, &[]), ("POST", "https://page.test/407", 407, &[])];
    let post =
        |status: u16, body| RequestInput { body, ..cors("POST", &format!("https://page.test/{status}")) };
    let nobody = Environment { has_no_user: true, ..Environment::default() };
    let requests = || vec![post(401, Body::Stream), post(401, Body::Source), post(407, Body::Stream)];
    let out = play(&surrounded(Environment::default(), requests()), table);
    assert_eq!(refused(&out[0]).at(), ("HTTP-network-or-cache fetch", "15.2.1"));
    assert_eq!((kind(&out[1]), kind(&out[2])), (ResponseType::Basic, ResponseType::Basic));
    let out = play(&surrounded(nobody.clone(), requests()), table);
    assert_eq!((kind(&out[0]), kind(&out[1])), (ResponseType::Basic, ResponseType::Basic));
    assert_eq!(refused(&out[2]).at(), ("HTTP-network-or-cache fetch", "16.1"));
    // Only *client* changes.
    let somebody = RequestInput { traversable: Traversable::Navigable, ..post(407, Body::None) };
    assert_eq!(kind(&play(&surrounded(nobody, vec![somebody]), table)[0]), ResponseType::Basic);
}

#[test]
fn blobs_of_an_opaque_page() {
    let get = |entry| RequestInput { blob_url_entry: entry, ..cors("GET", "blob:null/1") };
    let requests = vec![
        get(None),
        get(Some(PageOrigin::Opaque(1))),
        get(Some(PageOrigin::Opaque(2))),
        RequestInput { mode: Mode::NoCors, ..get(Some(PageOrigin::Opaque(2))) },
    ];
    let out = play(&scenario(PageOrigin::Opaque(1), requests), &[]);
    assert_eq!(refused(&out[0]).at(), ("main fetch", "12e"));
    assert_eq!(out[1].outcome, Outcome::Local(Tainting::Basic));
    assert_eq!(refused(&out[2]).at(), ("main fetch", "12e"));
    assert_eq!(out[3].outcome, Outcome::Local(Tainting::Opaque));
}

#[test]
fn exceptions() {
    let policy = Policy {
        counts_as_http: vec!["app".into(), "data".into()],
        trustworthy: vec!["app".into()],
        exempt: vec![(PAGE.into(), "https://b.test".into())],
    };
    let environment = Environment { policy: Some(policy), ..document("https://page.test/a") };
    let table: &[(&str, &str, u16, &[(&str, &str)])] = &[
        ("GET", "app://home/", 200, SHARED),
        ("PUT", "https://b.test/", 307, &[("Location", "https://c.test/")]),
        ("GET", "https://b.test/", 200, &[]),
    ];
    let requests = vec![
        cors("GET", "app://home/"),
        cors("GET", "other://home/"),
        cors("PUT", "https://b.test/"),
        cors("GET", "https://b.test/"),
        cors("GET", "data:,x"),
    ];
    let out = play(&surrounded(environment, requests), table);
    assert_eq!((kind(&out[0]), out[0].was_exempt), (ResponseType::Cors, false));
    assert_eq!(referers(&out[0]), [Some("https://page.test/")]);
    assert_eq!(refused(&out[1]).at(), ("main fetch", "12e"));
    let wire: Vec<_> = out[2].wire.iter().map(|m| (m.method.as_str(), m.url.as_str(), m.is_exempt)).collect();
    assert_eq!(wire, [("PUT", "https://b.test/", true), ("OPTIONS", "https://c.test/", false)]);
    assert!(out[2].was_exempt);
    assert_eq!((kind(&out[3]), out[3].was_exempt), (ResponseType::Basic, true));
    assert_eq!(out[4].outcome, Outcome::Local(Tainting::Basic));
}
