//! The TAO check: tables for the header, every combination of what it looks at, and whole fetches.

use std::sync::Arc;

use crate::scenario;
use crate::scenario::{Answer, Build, LastTwoLabels, World, answer};
use fetch_cors::check::tao::timing_allow_values;
use fetch_cors::check::{TaoCheck, navigation_tao_check};
use fetch_cors::header::ReadHeaders;
use fetch_cors::request::{Destination, Mode, RedirectMode, ResponseTainting};
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::{Client, Hop, Origin};

const TAO: &str = "Timing-Allow-Origin";
const HOME: &str = "https://app.example";

fn lines<'v>(values: &[&'v [u8]]) -> Vec<(&'static str, &'v [u8])> {
    values.iter().map(|value| (TAO, *value)).collect()
}

/// A shared cross-origin response to a request that sends this origin: only the header can let it pass.
fn allowed<H: ReadHeaders + ?Sized>(serialized: &[u8], headers: &H) -> bool {
    let origin = Origin::parse(HOME).unwrap();
    let url_origin = Origin::parse("https://api.example").unwrap();
    let serialized = RequestOrigin::from_serialized(serialized);
    let mut check = TaoCheck::new(&origin, serialized, &url_origin, Mode::Cors);
    check.response_tainting = ResponseTainting::Cors;
    check.passes(headers)
}

#[test]
fn values_for_an_origin() {
    let rows: [(&[&[u8]], bool); 56] = [
        (&[], false),
        (&[b""], false),
        (&[b","], false),
        (&[b"", b""], false),
        // Everybody.
        (&[b"*"], true),
        (&[b" *\t"], true),
        (&[b"*,"], true),
        (&[b",*"], true),
        (&[b"x, *"], true),
        (&[b"*, x"], true),
        (&[b"x\t,\t*\t,\ty"], true),
        (&[b"**"], false),
        (&[b"* *"], false),
        (&[b"*;a"], false),
        (&[b"*/*"], false),
        (&[b"\\*"], false),
        (&[b"*\x0c"], false),
        (&[b"\x0b*"], false),
        (&[b"*\xa0"], false),
        (&[b"https://*"], false),
        (&[b"https://*.example"], false),
        // This origin.
        (&[b"https://app.example"], true),
        (&[b"\thttps://app.example "], true),
        (&[b"https://b.example, https://app.example"], true),
        (&[b"https://b.example,https://app.example,https://c.example"], true),
        (&[b"https://app.example, null"], true),
        (&[b"https://b.example https://app.example"], false),
        (&[b"https://b.example; https://app.example"], false),
        // Nearly this origin.
        (&[b"https://app.example/"], false),
        (&[b"https://app.example:443"], false),
        (&[b"https://app.example:8443"], false),
        (&[b"http://app.example"], false),
        (&[b"HTTPS://app.example"], false),
        (&[b"https://APP.example"], false),
        (&[b"https://app.exampl"], false),
        (&[b"https://app.example."], false),
        (&[b"https://app.example\xa0"], false),
        (&[b"https://app.example\xc2\xa0"], false),
        (&[b"app.example"], false),
        (&[b"self"], false),
        (&[b"null"], false),
        // Quotes stay, and hide commas.
        (&[b"\"*\""], false),
        (&[b"\"https://app.example\""], false),
        (&[b"\"x, *\""], false),
        (&[b"\"x, *\", *"], true),
        (&[b"\"x, *"], false),
        (&[b"x\", *, \"y"], false),
        (&[b"\"x\", *"], true),
        (&[b"\"x\\\", *\""], false),
        (&[b"\"x\\\", *\", *"], true),
        // Several lines are one list; quotes may span them.
        (&[b"x", b"*"], true),
        (&[b"*", b"x"], true),
        (&[b"https://b.example", b"", b"https://app.example"], true),
        (&[b"https://", b"app.example"], false),
        (&[b"\"x", b"*"], false),
        (&[b"\"x", b"*\", https://app.example"], true),
    ];
    for (values, expected) in rows {
        let shown: Vec<_> = values.iter().map(|v| String::from_utf8_lossy(v)).collect();
        assert_eq!(allowed(HOME.as_bytes(), &lines(values)), expected, "{shown:?}");
    }
}

/// What a request sends whose origin is opaque, or that redirects have tainted.
#[test]
fn values_for_null() {
    let rows: [(&[&[u8]], bool); 13] = [
        (&[b"null"], true),
        (&[b" null "], true),
        (&[b"https://app.example, null"], true),
        (&[b"https://app.example", b"null"], true),
        (&[b"*"], true),
        (&[b"https://app.example"], false),
        (&[b"NULL"], false),
        (&[b"Null"], false),
        (&[b"\"null\""], false),
        (&[b"nul"], false),
        (&[b"null null"], false),
        (&[b""], false),
        (&[], false),
    ];
    for (values, expected) in rows {
        assert_eq!(allowed(b"null", &lines(values)), expected, "{values:?}");
    }
}

#[test]
fn names_in_any_case() {
    for name in ["timing-allow-origin", "TIMING-ALLOW-ORIGIN", "tImInG-aLlOw-OrIgIn"] {
        assert!(allowed(HOME.as_bytes(), &[(name, "*")]), "{name}");
    }
    // Two spellings are two lines of one list.
    assert!(allowed(HOME.as_bytes(), &[("timing-allow-origin", "x"), ("TIMING-ALLOW-ORIGIN", "*")]));
    let other = [("Timing-Allow-Origins", "*"), ("Access-Control-Allow-Origin", "*"), ("Allow-Origin", "*")];
    assert!(!allowed(HOME.as_bytes(), &other));
}

/// The numbered text: steps 2, 4, 5, 6, 7 and 8.
fn restated(failed: bool, values: &[&str], own: &str, mode: &str, same_origin: bool, tainting: &str) -> bool {
    if failed {
        return false;
    }
    if values.contains(&"*") {
        return true;
    }
    if values.contains(&own) {
        return true;
    }
    if mode == "navigate" && !same_origin {
        return false;
    }
    tainting == "basic"
}

#[test]
fn every_combination() {
    let home = Origin::parse(HOME).unwrap();
    let opaque = Origin::new_opaque();
    let urls = ["https://app.example", "https://api.example", "https://app.example:8443"]
        .map(|url| Origin::parse(url).unwrap());
    let values: [&[&str]; 6] = [&[], &["*"], &[HOME], &["null"], &["x", "null", HOME], &["x"]];
    let (mut rows, mut passed) = (0, 0);
    for (origin, own, tainted) in [(&home, HOME, false), (&home, "null", true), (&opaque, "null", false)] {
        for (number, url_origin) in urls.iter().enumerate() {
            for &mode in Mode::ALL {
                for &response_tainting in ResponseTainting::ALL {
                    for values in values {
                        for timing_allow_failed in [false, true] {
                            let serialized = RequestOrigin::from_serialized(own.as_bytes());
                            let mut check = TaoCheck::new(origin, serialized, url_origin, mode);
                            check.response_tainting = response_tainting;
                            check.timing_allow_failed = timing_allow_failed;
                            let same_origin = number == 0 && !origin.is_opaque();
                            let (tainting, joined) = (response_tainting.as_str(), values.join(", "));
                            let mut headers = vec![("x-other", "*")];
                            if !values.is_empty() {
                                headers.push((TAO, &joined));
                            }
                            let expected = restated(
                                timing_allow_failed,
                                values,
                                own,
                                mode.as_str(),
                                same_origin,
                                tainting,
                            );
                            assert_eq!(
                                check.passes(&headers),
                                expected,
                                "{origin} sends {own} (tainted {tainted}) to {url_origin}, {mode}, \
                                 {tainting}, {values:?}, failed {timing_allow_failed}"
                            );
                            rows += 1;
                            passed += usize::from(expected);
                        }
                    }
                }
            }
        }
    }
    assert_eq!(rows, 3 * 3 * 6 * 3 * 6 * 2);
    assert!(passed > 0 && passed < rows / 2, "{passed} of {rows}");
}

#[test]
fn values_of_one_redirect() {
    let rows: [(&[&[u8]], &[&str]); 13] = [
        (&[], &[]),
        (&[b""], &[""]),
        (&[b"*"], &["*"]),
        (&[b" a ,\tb "], &["a", "b"]),
        (&[b"a,"], &["a", ""]),
        (&[b",a"], &["", "a"]),
        (&[b"a", b"b, c"], &["a", "b", "c"]),
        (&[b"a", b"", b"b"], &["a", "", "b"]),
        (&[b"a", b"a"], &["a", "a"]),
        (&[b"\"a, b\", c"], &["\"a, b\"", "c"]),
        (&[b"\"a", b"b"], &["\"a, b"]),
        (&[b"A, https://A.example"], &["A", "https://A.example"]),
        (&[b"\xe4\xff"], &["\u{e4}\u{ff}"]),
    ];
    for (values, expected) in rows {
        assert_eq!(timing_allow_values(&lines(values)), expected, "{values:?}");
    }
    assert!(timing_allow_values(&[("Access-Control-Allow-Origin", "*")]).is_empty());
}

#[test]
fn a_navigations_destination_is_checked_against_each_redirect() {
    let a = Origin::parse("https://a.example").unwrap();
    let opaque = Origin::new_opaque();
    let rows: [(&[&[&str]], &Origin, bool); 24] = [
        // Without a redirect there is nothing to allow.
        (&[], &a, true),
        (&[], &opaque, true),
        (&[&["*"]], &a, true),
        (&[&["*"]], &opaque, true),
        (&[&["https://a.example"]], &a, true),
        (&[&["https://a.example"]], &opaque, false),
        (&[&["null"]], &a, false),
        (&[&["null"]], &opaque, true),
        (&[&[]], &a, false),
        (&[&[""]], &a, false),
        (&[&["x", "*"]], &a, true),
        (&[&["x", "https://a.example", "y"]], &a, true),
        (&[&["https://a.example/"]], &a, false),
        (&[&["https://A.example"]], &a, false),
        (&[&["http://a.example"]], &a, false),
        (&[&["https://a.example:443"]], &a, false),
        (&[&["\"*\""]], &a, false),
        (&[&["\"https://a.example\""]], &a, false),
        // All of them.
        (&[&["*"], &["https://a.example"]], &a, true),
        (&[&["*"], &["https://a.example"], &["x"]], &a, false),
        (&[&["x"], &["https://a.example"], &["*"]], &a, false),
        (&[&["*"], &[], &["*"]], &a, false),
        (&[&["*"], &["*"], &["*"]], &a, true),
        (&[&["https://a.example"], &["https://b.example"]], &a, false),
    ];
    for (lists, destination, expected) in rows {
        let owned: Vec<Vec<String>> =
            lists.iter().map(|values| values.iter().map(|v| (*v).to_owned()).collect()).collect();
        assert_eq!(navigation_tao_check(&owned, destination), expected, "{lists:?}, {destination}");
    }
}

// Through the machine. A is the page.

const A: &str = "https://example.com";
const B: &str = "https://other1.com";
const C: &str = "https://other2.com";

fn page_of_a() -> Client {
    let sites = Arc::new(LastTwoLabels);
    Client::with_sites(Origin::parse(A).unwrap(), sites).with_fetch_metadata(false)
}

/// Whether the response that stands at the end of each part of a chain passes: after the first hop alone,
/// after the first two, and so on.
#[track_caller]
fn passes(request: &impl Build, hops: &[(&str, &[(&str, &str)])]) -> Vec<bool> {
    let mut results = Vec::new();
    for end in 1..=hops.len() {
        let answers: Vec<Answer> = (0..end)
            .map(|at| match hops.get(at + 1).filter(|_| at + 1 < end) {
                Some((next, _)) => answer(302, &[hops[at].1, &[("location", *next)]].concat()),
                None => answer(200, hops[at].1),
            })
            .collect();
        let mut world = World::new();
        let mut hop = Hop::new(request.clone().build().unwrap());
        assert_eq!(hop.url().as_str(), format!("{}/", hops[0].0));
        let mut answers = &answers[..];
        let passed = loop {
            // A navigation gives each redirect back, and is followed from there.
            let manual = hop.request().redirect_mode() == RedirectMode::Manual;
            let (now, later) = answers.split_at(if manual { 1 } else { answers.len() });
            answers = later;
            let mut ran = world.run_hop(hop, now);
            match ran.outcome.as_mut().expect("a response").next_manual_redirect() {
                Some(next) => hop = next.unwrap(),
                None => break ran.response().hidden_from_script().timing_allow_passed(),
            }
        };
        results.push(passed);
    }
    results
}

type Hops<'a> = &'a [(&'a str, &'a [(&'a str, &'a str)])];

#[test]
fn what_chromium_tests() {
    let no_cors = |hops: Hops<'_>| passes(&page_of_a().fetch(hops[0].0).mode(Mode::NoCors), hops);
    let cors = |hops: Hops<'_>| passes(&page_of_a().fetch(hops[0].0), hops);
    let navigate = |hops: Hops<'_>| {
        let manual = page_of_a().navigation(hops[0].0);
        let follow = passes(&manual.clone().redirect(RedirectMode::Follow), hops);
        assert_eq!(passes(&manual, hops), follow, "followed by the host or by the machine: {hops:?}");
        follow
    };
    let acao = "access-control-allow-origin";
    let tao = "timing-allow-origin";

    assert_eq!(no_cors(&[(A, &[]), (A, &[]), (A, &[])]), [true, true, true]);
    assert_eq!(cors(&[(B, &[(acao, A)])]), [false]);
    assert_eq!(navigate(&[(B, &[(acao, A)])]), [false]);
    assert_eq!(no_cors(&[(B, &[(acao, "null")])]), [false]);
    assert_eq!(no_cors(&[(B, &[(tao, A)])]), [true]);
    assert_eq!(navigate(&[(B, &[(tao, A)])]), [true]);

    let both = "https://example.com, https://other1.com";
    let back_by_name: Hops<'_> = &[(B, &[(tao, A)]), (A, &[(tao, both)])];
    assert_eq!(no_cors(back_by_name), [true, false]);
    // At home again a navigation is basic: by step 7 of the check it needs no header.
    assert_eq!(navigate(back_by_name), [true, true]);

    let back_by_any: Hops<'_> = &[(B, &[]), (A, &[(tao, "*")])];
    assert_eq!(no_cors(back_by_any), [false, false]);
    assert_eq!(navigate(back_by_any), [false, false]);

    let back_by_null: Hops<'_> = &[(B, &[(tao, A)]), (A, &[(tao, "null")])];
    assert_eq!(no_cors(back_by_null), [true, true]);
    assert_eq!(navigate(back_by_null), [true, true]);

    let on_by_null: Hops<'_> = &[(B, &[(tao, A)]), (C, &[(tao, "null")])];
    assert_eq!(no_cors(on_by_null), [true, true]);
    assert_eq!(navigate(on_by_null), [true, true]);
}

#[test]
fn what_it_takes_along_a_chain() {
    let t = "timing-allow-origin";
    let (none, own, null, any): (&[_], &[_], &[_], &[_]) = (&[], &[(t, A)], &[(t, "null")], &[(t, "*")]);
    // The hops, and what each comes to without CORS and in a navigation.
    let rows: [(Hops<'_>, &[bool], &[bool]); 13] = [
        (&[(A, none)], &[true], &[true]),
        (&[(B, none)], &[false], &[false]),
        (&[(B, null)], &[false], &[false]),
        (&[(B, any)], &[true], &[true]),
        // From home the origin is still sent, and needed, by name.
        (&[(A, none), (B, own)], &[true, true], &[true, true]),
        (&[(A, none), (B, null)], &[true, false], &[true, false]),
        (&[(A, none), (B, none)], &[true, false], &[true, false]),
        // Within a foreign origin too.
        (&[(B, own), (B, own)], &[true, true], &[true, true]),
        (&[(B, own), (B, null)], &[true, false], &[true, false]),
        // Away and back: `null`, unless it is a navigation.
        (&[(A, none), (B, own), (A, own)], &[true, true, false], &[true, true, true]),
        (&[(A, none), (B, own), (A, null)], &[true, true, true], &[true, true, true]),
        // Failed once, failed for good.
        (&[(B, own), (C, none), (A, any)], &[true, false, false], &[true, false, false]),
        (&[(B, none), (B, any), (B, any)], &[false, false, false], &[false, false, false]),
    ];
    for (hops, no_cors, navigate) in rows {
        let image = page_of_a().image(hops[0].0, fetch_cors::request::CorsAttribute::NoCors);
        assert_eq!(passes(&image, hops), no_cors, "{hops:?}, no-cors");
        let navigation = page_of_a().navigation(hops[0].0);
        assert_eq!(passes(&navigation, hops), navigate, "{hops:?}, navigate");
        for frame in [Destination::Iframe, Destination::Frame] {
            assert_eq!(passes(&navigation.clone().destination(frame), hops), navigate, "{hops:?}, {frame}");
        }
    }
}

#[test]
fn an_opaque_origin_is_null_from_the_start() {
    let sandbox = scenario::sandbox();
    let t = "timing-allow-origin";
    let row = |values: &str| passes(&sandbox.fetch(B).mode(Mode::NoCors), &[(B, &[(t, values)])]);
    assert_eq!(row("null"), [true]);
    assert_eq!(row("*"), [true]);
    assert_eq!(row("https://other1.com"), [false]);
    assert_eq!(row("\"null\""), [false]);
}
