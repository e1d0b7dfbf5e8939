//! What a report is like: the same each time, complete, and bounded.

use fetch_cors::lab::{FindingKind, PolicyLab, ProbeClass, Property, Report, Severity};
use http::{Method, Request, Response};

use crate::server::{Server, TRUSTED, is_trusted, lab, set, small_lab};

fn run(lab: &PolicyLab<fetch_cors::lab::WithRoute>, server: &Server) -> Report {
    lab.run(|request| server.answer(&request))
}

#[test]
fn a_report_is_the_same_200_times() {
    let lab = PolicyLab::new("https://api.site.example").unwrap().trusts([TRUSTED]).unwrap();
    let lab = lab.route("/items", [Method::GET, Method::PUT]);
    let server = Server::trusting(|origin| origin.ends_with(b"site.example"));
    let first = run(&lab, &server);
    for _ in 0..200 {
        let again = run(&lab, &server);
        assert_eq!(again.to_string(), first.to_string());
        assert_eq!(again.accesses, first.accesses);
    }
}

#[test]
fn no_more_requests_are_sent_than_were_stated() {
    let servers: [fn(&[u8]) -> bool; 4] =
        [is_trusted, |_| true, |_| false, |origin| origin.ends_with(b"example")];
    for lab in [small_lab(), lab(), small_lab().public(), lab().request_headers([])] {
        let stated = lab.requests();
        for trusts in servers {
            let (mut sent, server) = (0, Server::trusting(trusts));
            let report = lab.run(|request| {
                sent += 1;
                server.answer(&request)
            });
            assert_eq!(report.requests, sent);
            assert!(sent <= stated, "{sent} of {stated}");
        }
        // Everybody is refused in the preflight, and has an ETag.
        let mut sent = 0;
        lab.run(|request: Request<Vec<u8>>| {
            sent += 1;
            let mut response = Server::trusting(|_| true).answer(&request);
            let origin = request.headers().get("origin");
            if origin.is_none_or(|origin| origin != TRUSTED) {
                response.headers_mut().remove("access-control-allow-headers");
            }
            response
        });
        assert!(sent <= stated, "{sent} of {stated}");
        let mut sent = 0;
        lab.run(|_| {
            sent += 1;
            Err::<Response<()>, _>("no")
        });
        assert!(sent <= stated, "{sent} of {stated}");
    }
}

#[test]
fn each_distinct_request_is_sent_once() {
    let (server, mut seen) = (Server::careful(), std::collections::HashMap::new());
    small_lab().run(|request: Request<Vec<u8>>| {
        *seen.entry(format!("{request:?}")).or_insert(0) += 1;
        server.answer(&request)
    });
    let repeated: Vec<_> = seen.iter().filter(|(_, count)| **count > 1).collect();
    assert!(matches!(repeated.as_slice(), [(request, 2)] if request.contains("GET")), "{repeated:#?}");
}

#[test]
fn an_async_server_gets_the_same_report() {
    let server = Server::trusting(|origin| origin.starts_with(b"https://app.site.example"));
    let lab = lab();
    let future = lab.run_async(async |request: Request<Vec<u8>>| server.answer(&request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(report) = std::pin::pin!(future).poll(&mut context) else {
        panic!("it waits")
    };
    assert_eq!(report.to_string(), run(&lab, &server).to_string());
}

#[test]
fn what_is_allowed_is_listed_and_does_not_fail() {
    let server = Server::trusting(|origin| is_trusted(origin) || origin == b"https://site.example");
    let report = run(&small_lab(), &server);
    assert_eq!(report.worst(), Some(Severity::Low));
    let lab = small_lab().allow("parent-domain").unwrap().allow("null-origin").unwrap();
    let report = run(&lab, &server);
    report.assert_clean();
    assert_eq!(report.allowed[0].code(), "parent-domain");
    assert_eq!(report.allowed_in_vain, [FindingKind::Stranger(ProbeClass::NullOrigin)]);
    let text = report.to_string();
    assert!(
        text.contains("Allowed findings:\n- low [parent-domain]")
            && text.contains("so no longer needed:\n- null-origin"),
        "{text}"
    );
}

/// Returns the host of an origin with the scheme `https` and the default port.
fn host(origin: &[u8]) -> Option<&str> {
    let host = std::str::from_utf8(origin).ok()?.strip_prefix("https://")?;
    host.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'-').then_some(host)
}

#[test]
fn declared_subdomains_are_no_finding() {
    let lab = || {
        let lab = PolicyLab::new("https://api.site.example").unwrap();
        lab.trusts_subdomains_of("https://partner.example").unwrap().route("/items", [Method::GET])
    };
    let careful =
        Server::trusting(|origin| host(origin).is_some_and(|host| host.ends_with(".partner.example")));
    run(&lab(), &careful).assert_clean();
    let without_dot =
        Server::trusting(|origin| host(origin).is_some_and(|host| host.ends_with("partner.example")));
    let report = run(&lab(), &without_dot);
    let [finding] = report.findings.as_slice() else { panic!("{report}") };
    assert_eq!(finding.code(), "suffix-match");
    let hosts = ["evilpartner.example", "pagexpartner.example", "partner.example", "a.bxpartner.example"];
    assert_eq!(finding.origins(), hosts.map(|host| ["https://", host].concat().into_bytes()));
    // A subdomain that is refused is a finding, too.
    let one = Server::trusting(|origin| origin == b"https://page.partner.example");
    assert_eq!(run(&lab(), &one).findings[0].code(), "trusted-refused");
}

/// The remedy for trusted subdomains describes a check that has no finding.
#[test]
fn the_remedy_for_subdomains_can_be_followed() {
    let lab = PolicyLab::new("https://api.site.example").unwrap().trusts([TRUSTED]).unwrap();
    let lab =
        lab.trusts_subdomains_of("https://partner.example:8443").unwrap().route("/items", [Method::GET]);
    let sloppy = Server::trusting(|origin| is_trusted(origin) || origin.ends_with(b".partner.example:8443"));
    let report = run(&lab, &sloppy);
    let remedy = "Compare the whole `Origin` header, byte for byte, with a list of the trusted origins. A list cannot hold all \
                  trusted subdomains. Also accept an origin that begins with `https://`, ends with `.partner.example:8443`, and \
                  has only lower-case letters, digits, `-` and `.` between.";
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code()).collect();
    assert_eq!(codes, ["http-origin", "contains-match", "origin-list", "odd-origin"], "{report}");
    for finding in &report.findings {
        assert_eq!(finding.remedy(), remedy);
        assert!(report.to_string().contains(remedy), "{report}");
    }
    let as_advised = Server::trusting(|origin| {
        let between =
            origin.strip_prefix(b"https://").and_then(|rest| rest.strip_suffix(b".partner.example:8443"));
        let is_label = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(b);
        origin == TRUSTED.as_bytes() || between.is_some_and(|between| between.iter().all(is_label))
    });
    run(&lab, &as_advised).assert_clean();
}

#[test]
fn what_was_not_checked_is_said() {
    let subjects =
        |report: &Report| report.not_checked.iter().map(|one| one.subject.clone()).collect::<Vec<_>>();
    let report = run(&lab(), &Server::careful());
    let all = subjects(&report);
    assert_eq!(all.len(), 4, "only what no lab can: {all:?}");
    let moved = Server::spoiled(|request, response| {
        if request.uri().path() == "/elsewhere" {
            *response.status_mut() = http::StatusCode::FOUND;
            set(response.headers_mut(), http::header::LOCATION, "https://login.example/start?next=secret");
        }
    });
    let lab = PolicyLab::new("https://api.site.example").unwrap().trusts([TRUSTED]).unwrap();
    let lab = lab.route("/elsewhere", [Method::GET]).readable_headers(["x-nowhere"]);
    let all = run(&lab, &moved).not_checked.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(!all.contains("secret"), "{all}");
    for missing in [
        "statuses 401 and 403",
        "status 404",
        "statuses from 500",
        "x-nowhere",
        "credentials",
        "GET /elsewhere redirects",
        "https://login.example/start?…",
        "two trusted origins",
        "OPTIONS reaches",
        "in another order",
    ] {
        assert!(all.contains(missing), "{missing}: {all}");
    }
}

#[test]
fn a_redirect_hides_its_headers_whatever_it_exposes() {
    let moved = Server::spoiled(|request, response| {
        if request.uri().path() == "/elsewhere" {
            *response.status_mut() = http::StatusCode::FOUND;
            set(response.headers_mut(), http::header::LOCATION, "https://login.example/start");
            set(response.headers_mut(), http::HeaderName::from_static("x-total"), "3");
            set(response.headers_mut(), http::header::ACCESS_CONTROL_EXPOSE_HEADERS, "x-total");
        }
    });
    let lab = PolicyLab::new("https://api.site.example").unwrap().trusts([TRUSTED]).unwrap();
    let lab = lab.route("/elsewhere", [Method::GET]).readable_headers(["x-total"]);
    let report = run(&lab, &moved);
    assert!(report.findings.is_empty(), "{report}");
    let not_checked = report.not_checked.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(!not_checked.contains("x-total"), "the header was seen: {not_checked}");
}

#[test]
fn every_code_is_told_apart_and_read_back() {
    let codes: std::collections::BTreeSet<&str> = FindingKind::all().map(FindingKind::code).collect();
    assert_eq!(codes.len(), FindingKind::all().count());
    for kind in FindingKind::all() {
        assert_eq!(FindingKind::from_code(kind.code()), Some(kind));
        assert!(kind.remedy().len() > 20, "{kind:?}");
    }
}

const LISTING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/spec-notes/findings.md");

/// Returns the list of all findings.
fn listing() -> String {
    let mut text =
        "# Findings of the policy lab\n\nThe test `lab` writes this list, and checks that it is current.\n\n"
            .to_owned();
    text += "## Origins that are accepted by mistake\n\n";
    text += "The severity is that of the worst case, in which such an origin may read responses with credentials.\n\n";
    text += "| code | mistake | sent by browsers | who could use it | severity |\n|---|---|---|---|---|\n";
    for class in ProbeClass::ALL {
        let sent = if class.is_sent_by_browsers() { "yes" } else { "no" };
        let (title, exploiter, severity) = (class.title(), class.exploiter(), class.severity());
        text += &format!("| `{class}` | {title} | {sent} | {exploiter} | {severity} |\n");
    }
    text +=
        "\n## Other mistakes\n\n| code | what is wrong | severity | what to change |\n|---|---|---|---|\n";
    for property in Property::ALL {
        let (title, severity, remedy) = (property.title(), property.severity(), property.remedy());
        text += &format!("| `{property}` | {title} | {severity} | {remedy} |\n");
    }
    text
}

#[test]
fn the_list_of_findings_is_current() {
    if let Ok(written) = std::fs::read_to_string(LISTING) {
        assert_eq!(
            written,
            listing(),
            "write it anew with `cargo test --all-features --test lab write_ -- --ignored`"
        );
    } // A published package has no notes.
}

#[test]
#[ignore = "it writes the list"]
fn write_findings() {
    std::fs::write(LISTING, listing()).unwrap();
}
