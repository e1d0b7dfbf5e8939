//! The cross-origin resource policy check: the header's values, and every combination against the
//! numbered text.

use crate::scenario::LastTwoLabels;
use fetch_cors::Origin;
use fetch_cors::check::CorpCheck;
use fetch_cors::check::corp::serialize_response_url_for_reporting;
use fetch_cors::error::{CorpError, CorpViolation, Disposition, Reason};
use fetch_cors::request::EmbedderPolicyValue::{Credentialless, RequireCorp, UnsafeNone};
use fetch_cors::request::{Destination, EmbedderPolicy, EmbedderPolicyValue, UrlList};

const CORP: &str = "Cross-Origin-Resource-Policy";
const VALUES: [EmbedderPolicyValue; 3] = [UnsafeNone, RequireCorp, Credentialless];

fn list(urls: &[&str]) -> UrlList {
    let mut list = UrlList::new(urls[0].parse().unwrap());
    urls[1..].iter().for_each(|url| list.push(url.parse().unwrap()));
    list
}

/// How the requesting origin and the response's URL stand to each other.
struct Relation {
    name: &'static str,
    /// `None` for an opaque origin.
    origin: Option<&'static str>,
    url: &'static str,
    same_origin: bool,
    schemelessly_same_site: bool,
    origin_scheme: &'static str,
    url_scheme: &'static str,
}

const RELATIONS: [Relation; 14] = [
    relation("same-origin", "https://www.site.example", "https://www.site.example/a", [true, true]),
    relation("same-origin, http", "http://www.site.example", "http://www.site.example/a", [true, true]),
    relation("same-site", "https://www.site.example", "https://cdn.site.example/a", [false, true]),
    relation("same-site, port", "https://www.site.example", "https://www.site.example:8443/", [false, true]),
    relation("same-site, http", "http://www.site.example", "http://cdn.site.example/", [false, true]),
    relation("http to https", "http://www.site.example", "https://cdn.site.example/", [false, true]),
    relation(
        "http to https, one host",
        "http://www.site.example",
        "https://www.site.example/",
        [false, true],
    ),
    relation("https to http", "https://www.site.example", "http://cdn.site.example/", [false, true]),
    relation("cross-site", "https://www.site.example", "https://www.other.example/", [false, false]),
    relation("cross-site, http", "http://www.site.example", "http://www.other.example/", [false, false]),
    relation("addresses", "https://127.0.0.1", "https://10.0.0.1/", [false, false]),
    relation("a file", "https://www.site.example", "file:///a", [false, false]),
    relation("a blob at home", "https://www.site.example", "blob:https://www.site.example/1", [true, true]),
    Relation {
        name: "an opaque origin",
        origin: None,
        url: "https://www.site.example/",
        same_origin: false,
        schemelessly_same_site: false,
        origin_scheme: "",
        url_scheme: "https",
    },
];

const fn relation(
    name: &'static str,
    origin: &'static str,
    url: &'static str,
    [same_origin, schemelessly_same_site]: [bool; 2],
) -> Relation {
    Relation {
        name,
        origin: Some(origin),
        url,
        same_origin,
        schemelessly_same_site,
        origin_scheme: scheme(origin),
        url_scheme: scheme(url),
    }
}

const fn scheme(url: &'static str) -> &'static str {
    match url.as_bytes() {
        [b'h', b't', b't', b'p', b's', ..] => "https",
        [b'h', b't', b't', b'p', ..] => "http",
        [b'f', ..] => "file",
        _ => "blob",
    }
}

/// The numbered text of the internal check.
fn internal_check(
    relation: &Relation,
    embedder: EmbedderPolicyValue,
    header: Option<&str>,
    includes_credentials: bool,
    for_navigation: bool,
) -> Result<(), CorpError> {
    // 1
    if for_navigation && embedder == UnsafeNone {
        return Ok(());
    }
    // 2, 3
    let mut policy = match header {
        Some("same-origin") => "same-origin",
        Some("same-site") => "same-site",
        Some("cross-origin") => "cross-origin",
        _ => "null",
    };
    // 4
    let mut error = if policy == "same-site" { CorpError::SameSite } else { CorpError::SameOrigin };
    if policy == "null" {
        error = CorpError::EmbedderPolicy { policy: embedder };
        if embedder == Credentialless && (includes_credentials || for_navigation) {
            policy = "same-origin";
        }
        if embedder == RequireCorp {
            policy = "same-origin";
        }
    }
    // 5
    let allowed = match policy {
        "null" | "cross-origin" => true,
        "same-origin" => relation.same_origin,
        _ => {
            relation.schemelessly_same_site
                && (relation.origin_scheme == "https" || relation.url_scheme != "https")
        }
    };
    if allowed { Ok(()) } else { Err(error) }
}

/// The numbered text of the check: what it says, and the dispositions of what it reports.
fn restated(
    relation: &Relation,
    policy: EmbedderPolicy,
    header: Option<&str>,
    includes_credentials: bool,
    for_navigation: bool,
) -> (Result<(), CorpError>, Vec<&'static str>) {
    let internal = |value| internal_check(relation, value, header, includes_credentials, for_navigation);
    // 3
    if let Err(error) = internal(UnsafeNone) {
        return (Err(error), vec![]);
    }
    // 4
    let mut reports = vec![];
    if internal(policy.report_only_value).is_err() {
        reports.push("reporting");
    }
    // 5
    if internal(policy.value).is_ok() {
        return (Ok(()), reports);
    }
    // 6, 7
    reports.push("enforce");
    (internal(policy.value), reports)
}

#[test]
fn every_combination() {
    // The lines of the header, and their joined value.
    let headers: [(&[&str], Option<&str>); 9] = [
        (&[], None),
        (&["same-origin"], Some("same-origin")),
        (&["same-site"], Some("same-site")),
        (&["cross-origin"], Some("cross-origin")),
        (&["Same-Origin"], Some("Same-Origin")),
        (&["same-origin", "same-origin"], Some("same-origin, same-origin")),
        (&["same-site", "same-origin"], Some("same-site, same-origin")),
        (&["cross-origin", "cross-origin"], Some("cross-origin, cross-origin")),
        (&["same-origin", ""], Some("same-origin, ")),
    ];
    let (mut rows, mut blocked, mut reported) = (0, 0, 0);
    for relation in &RELATIONS {
        let origin = relation.origin.map_or_else(Origin::new_opaque, |origin| Origin::parse(origin).unwrap());
        let urls = list(&["https://user:pw@first.example/a?b#c", "https://second.example/", relation.url]);
        for (lines, joined) in headers {
            let lines: Vec<_> = lines.iter().map(|line| (CORP, *line)).collect();
            for value in VALUES {
                for report_only_value in VALUES {
                    for credentials in [false, true] {
                        for for_navigation in [false, true] {
                            let policy = EmbedderPolicy { value, report_only_value };
                            let mut check = check(&origin, Some(&urls), policy);
                            check.request_includes_credentials = credentials;
                            check.for_navigation = for_navigation;
                            let row = format!(
                                "{}, {joined:?}, {policy:?}, credentials {credentials}, \
                                 navigation {for_navigation}",
                                relation.name
                            );
                            let (result, dispositions) =
                                restated(relation, policy, joined, credentials, for_navigation);
                            let outcome = check.check(&lines);
                            assert_eq!(outcome.result, result, "{row}");
                            let reports: Vec<_> =
                                outcome.violations.iter().map(|disposition| disposition.as_str()).collect();
                            assert_eq!(reports, dispositions, "{row}");
                            // What it is made of.
                            assert_eq!(
                                check.internal_check(value, &lines),
                                internal_check(relation, value, joined, credentials, for_navigation),
                                "{row}"
                            );
                            rows += 1;
                            blocked += usize::from(result.is_err());
                            reported += dispositions.len();
                        }
                    }
                }
            }
        }
    }
    assert_eq!(rows, 14 * 9 * 3 * 3 * 2 * 2);
    assert!(blocked > rows / 10 && reported > rows / 10, "{blocked} blocked, {reported} reports of {rows}");
}

fn check<'a>(origin: &'a Origin, urls: Option<&'a UrlList>, policy: EmbedderPolicy) -> CorpCheck<'a> {
    let url_origin = urls.map(UrlList::current_origin);
    let url_scheme = urls.map_or("", |urls| urls.current().scheme());
    let mut check = CorpCheck::new(origin, url_origin, url_scheme, &LastTwoLabels);
    check.embedder_policy = policy;
    check
}

/// What a value says, by what it does to neighbours and to strangers.
fn policy_of(value: &[u8]) -> &'static str {
    let origin = Origin::parse("https://www.site.example").unwrap();
    let internal = |url, embedder| {
        let urls = list(&[url]);
        check(&origin, Some(&urls), EmbedderPolicy::default()).internal_check(embedder, &[(CORP, value)])
    };
    let (neighbour, stranger) = ("https://cdn.site.example/", "https://other.example/");
    let all = [neighbour, stranger].map(|url| [UnsafeNone, RequireCorp].map(|policy| internal(url, policy)));
    let needed = || Err(CorpError::EmbedderPolicy { policy: RequireCorp });
    let none = || [Ok(()), needed()];
    match all {
        all if all == [none(), none()] => "none",
        all if all.iter().flatten().all(Result::is_ok) => "cross-origin",
        all if all.iter().flatten().all(|r| *r == Err(CorpError::SameOrigin)) => "same-origin",
        [[Ok(()), Ok(())], [Err(CorpError::SameSite), Err(CorpError::SameSite)]] => "same-site",
        other => panic!("{other:?}"),
    }
}

#[test]
fn values() {
    let rows: [(&[u8], &str); 42] = [
        // As WebKit tests them; what is invalid is as good as none.
        (b"", "none"),
        (b" ", "none"),
        (b"same-origin", "same-origin"),
        (b"Same-Origin", "none"),
        (b"SAME-ORIGIN", "none"),
        (b" same-orIGIN ", "none"),
        (b"same-site", "same-site"),
        (b" same-site ", "same-site"),
        (b"Same-Site", "none"),
        (b"SAME-SITE", "none"),
        (b"SameOrigin", "none"),
        (b"zameorigin", "none"),
        (b"samesite", "none"),
        (b"same site", "none"),
        ("same\u{2013}site".as_bytes(), "none"),
        (b"SAMESITE", "none"),
        // And more of the kind.
        (b"cross-origin", "cross-origin"),
        (b" cross-origin", "cross-origin"),
        (b"cross-origin\t", "cross-origin"),
        (b"\t same-origin \t", "same-origin"),
        (b"Cross-Origin", "none"),
        (b"cross-site", "none"),
        (b"same-origin,", "none"),
        (b",same-origin", "none"),
        (b"same-origin, same-origin", "none"),
        (b"same-site, same-origin", "none"),
        (b"same-origin;", "none"),
        (b"same-origin; report-to=\"a\"", "none"),
        (b"\"same-origin\"", "none"),
        (b"same-origi", "none"),
        (b"same-originx", "none"),
        (b"xsame-origin", "none"),
        (b"same-origin\x0c", "none"),
        (b"\x0bsame-origin", "none"),
        (b"same-origin\x00", "none"),
        (b"same-origin\xa0", "none"),
        (b"same_origin", "none"),
        (b"same-site same-origin", "none"),
        (b"*", "none"),
        (b"null", "none"),
        (b"none", "none"),
        (b"unsafe-none", "none"),
    ];
    for (value, expected) in rows {
        assert_eq!(policy_of(value), expected, "{:?}", String::from_utf8_lossy(value));
    }
}

#[test]
fn names_in_any_case() {
    let origin = Origin::parse("https://www.site.example").unwrap();
    let urls = list(&["https://other.example/"]);
    let check = check(&origin, Some(&urls), EmbedderPolicy::default());
    for name in ["cross-origin-resource-policy", "CROSS-ORIGIN-RESOURCE-POLICY"] {
        assert_eq!(check.check(&[(name, "same-site")]).result, Err(CorpError::SameSite), "{name}");
    }
    for other in ["Cross-Origin-Resource-Policies", "Cross-Origin-Embedder-Policy", "From-Origin"] {
        assert_eq!(check.check(&[(other, "same-origin")]).result, Ok(()), "{other}");
    }
    let two =
        [("cross-origin-resource-policy", "same-origin"), ("CROSS-ORIGIN-RESOURCE-POLICY", "same-site")];
    assert_eq!(check.check(&two).result, Ok(()), "two spellings are two lines");
}

#[test]
fn a_response_without_a_url_is_at_home_everywhere() {
    for origin in [Origin::parse("https://www.site.example").unwrap(), Origin::new_opaque()] {
        for value in VALUES {
            for header in ["", "same-origin", "same-site", "cross-origin"] {
                let policy = EmbedderPolicy { value, report_only_value: RequireCorp };
                let outcome = check(&origin, None, policy).check(&[(CORP, header)]);
                assert_eq!((outcome.result, outcome.violations), (Ok(()), vec![]), "{value:?}, {header}");
            }
        }
    }
}

/// The last URL of the list is the response's; the first is what is told of it.
#[test]
fn which_url_of_the_list() {
    let origin = Origin::parse("https://www.site.example").unwrap();
    let policy = EmbedderPolicy { value: RequireCorp, report_only_value: UnsafeNone };
    let home = list(&["https://other.example/a", "https://www.site.example/b"]);
    assert_eq!(check(&origin, Some(&home), policy).check(&[(CORP, "same-origin")]).result, Ok(()));
    assert!(check(&origin, Some(&home), policy).check(&[("x", "y")]).violations.is_empty());
    let away = list(&["https://www.site.example/a", "https://other.example/b"]);
    let outcome = check(&origin, Some(&away), policy).check(&[("x", "y")]);
    assert_eq!(outcome.result, Err(CorpError::EmbedderPolicy { policy: RequireCorp }));
    assert_eq!(outcome.violations, [Disposition::Enforce]);
}

#[test]
fn reports_say_what_was_fetched_for_what() {
    let origin = Origin::parse("https://www.site.example").unwrap();
    let urls = list(&["https://other.example/"]);
    let policy = EmbedderPolicy { value: RequireCorp, report_only_value: Credentialless };
    let outcome = check(&origin, Some(&urls), policy).check(&[("x", "y")]);
    assert_eq!(outcome.violations, [Disposition::Reporting, Disposition::Enforce]);
    for &destination in Destination::ALL {
        let blocked_url = serialize_response_url_for_reporting(urls.first());
        let report = CorpViolation::new(blocked_url, destination, Disposition::Enforce);
        let expected = ("https://other.example/", destination, Disposition::Enforce);
        assert_eq!((report.blocked_url.as_str(), report.destination, report.disposition), expected);
    }
    assert_eq!(CorpViolation::TYPE, "corp");
    assert_eq!(Disposition::Enforce.as_str(), "enforce");
    assert_eq!(Disposition::Reporting.as_str(), "reporting");
}

#[test]
fn urls_in_reports() {
    let rows = [
        ("https://a.example", "https://a.example/"),
        ("https://a.example/b?c", "https://a.example/b?c"),
        ("https://a.example/b?c#d", "https://a.example/b?c"),
        ("https://a.example/#", "https://a.example/"),
        ("https://a.example/?#", "https://a.example/?"),
        ("https://a.example/#a?b", "https://a.example/"),
        ("https://user@a.example/", "https://a.example/"),
        ("https://user:@a.example/", "https://a.example/"),
        ("https://:pw@a.example/", "https://a.example/"),
        ("https://user:pw@a.example:8443/b?c#d", "https://a.example:8443/b?c"),
        ("https://a.example/user:pw@b", "https://a.example/user:pw@b"),
        ("https://u:p@[::1]:8080/#x", "https://[::1]:8080/"),
        ("HTTPS://A.example:443/%7e/../b", "https://a.example/b"),
        ("data:text/plain,a#b", "data:text/plain,a"),
        ("blob:https://a.example/1#b", "blob:https://a.example/1"),
    ];
    for (url, expected) in rows {
        assert_eq!(serialize_response_url_for_reporting(list(&[url]).first()), expected, "{url}");
        let more = list(&[url, "https://u:p@other.example/#x", "https://third.example/"]);
        assert_eq!(serialize_response_url_for_reporting(more.first()), expected, "{url}, redirected");
    }
}

#[test]
fn each_refusal_has_its_step() {
    let title = "cross-origin resource policy internal check";
    for (error, step) in [
        (CorpError::SameOrigin, "5b"),
        (CorpError::SameSite, "5c"),
        (CorpError::EmbedderPolicy { policy: RequireCorp }, "5b"),
        (CorpError::EmbedderPolicy { policy: Credentialless }, "5b"),
    ] {
        assert_eq!(error.step().to_string(), format!("{title} {step}"));
        assert_eq!(Reason::from(error).step(fetch_cors::error::Phase::Actual).step, step);
    }
}

/// An engine may have a scheme with its colon, or in upper case.
#[test]
fn schemes_in_other_forms() {
    let (http, https) =
        (Origin::parse("http://a.site.example").unwrap(), Origin::parse("https://b.site.example").unwrap());
    let same_site = [("Cross-Origin-Resource-Policy", "same-site")];
    for scheme in ["https", "https:", "HTTPS", "Https:"] {
        let check = CorpCheck::new(&http, Some(&https), scheme, &LastTwoLabels);
        assert!(check.check(&same_site).result.is_err(), "{scheme}");
    }
}
