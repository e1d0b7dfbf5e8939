//! Checks of the origin that are wrong in a character or a condition: the lab reports what each lets in, no more and no less.
//!
//! What a server lets in is computed here by plain loops, which share no code with the lab but the list of probes.

use std::collections::BTreeSet;

use fetch_cors::Origin;
use fetch_cors::lab::{Finding, FindingKind, PolicyLab, Property, Report, Severity, probes};
use http::{HeaderValue, Method, Request, Response};

use crate::server::{OTHER_TRUSTED, Server, TRUSTED, is_trusted, small_lab};

/// What somebody can do: origin, method, with credentials, reads, writes.
type Power = (Vec<u8>, Method, bool, bool, bool);

struct Mutation {
    name: &'static str,
    trusts: fn(&[u8]) -> bool,
    /// The codes of the findings about strangers, the most severe first.
    codes: &'static [&'static str],
}

fn text(origin: &[u8]) -> &str {
    std::str::from_utf8(origin).unwrap_or("")
}

fn host(origin: &[u8]) -> &str {
    text(origin).strip_prefix("https://").unwrap_or("")
}

/// Whether a text matches a pattern in which each question mark stands for one character.
fn matches(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(|(b, p)| p == b'?' || p == b)
}

const MUTATIONS: &[Mutation] = &[
    Mutation { name: "careful", trusts: is_trusted, codes: &[] },
    Mutation { name: "no check", trusts: |_| true, codes: &["any-origin"] },
    Mutation { name: "anything but null", trusts: |origin| origin != b"null", codes: &["any-origin"] },
    Mutation { name: "https only", trusts: |origin| origin.starts_with(b"https://"), codes: &["any-origin"] },
    Mutation {
        name: "null too",
        trusts: |origin| is_trusted(origin) || origin == b"null",
        codes: &["null-origin"],
    },
    Mutation {
        name: "starts with",
        trusts: |origin| is_trusted(origin) || origin.starts_with(TRUSTED.as_bytes()),
        codes: &["prefix-match"],
    },
    Mutation {
        name: "starts with, and a character of a class behind it",
        trusts: |origin| {
            is_trusted(origin)
                || text(origin).strip_prefix(TRUSTED).is_some_and(|rest| {
                    !rest.starts_with(|c: char| c == '.' || c.is_alphanumeric() || c == ':')
                })
        },
        codes: &["punctuation", "sloppy-parsing", "origin-list"],
    },
    Mutation {
        name: "ends with",
        trusts: |origin| is_trusted(origin) || host(origin).ends_with("site.example"),
        codes: &["suffix-match"],
    },
    Mutation {
        name: "ends with, whatever the scheme",
        trusts: |origin| text(origin).ends_with("site.example"),
        codes: &["suffix-match", "http-origin"],
    },
    Mutation {
        name: "ends with the whole host",
        trusts: |origin| is_trusted(origin) || host(origin).ends_with("app.site.example"),
        codes: &["suffix-match"],
    },
    Mutation {
        name: "ends with a dot in front",
        trusts: |origin| is_trusted(origin) || host(origin).ends_with(".site.example"),
        codes: &["any-subdomain"],
    },
    Mutation {
        name: "a subdomain of the trusted host",
        trusts: |origin| is_trusted(origin) || host(origin).ends_with(".app.site.example"),
        codes: &["any-subdomain"],
    },
    Mutation {
        name: "starts or ends with, as a regular expression without parentheses has it",
        trusts: |origin| text(origin).starts_with(TRUSTED) || host(origin).ends_with("site.example"),
        codes: &["prefix-match", "suffix-match"],
    },
    Mutation {
        name: "a longer port",
        trusts: |origin| is_trusted(origin) || text(origin).starts_with("https://app.site.example:8443"),
        codes: &["any-port"],
    },
    Mutation {
        name: "contains",
        trusts: |origin| text(origin).contains("site.example"),
        codes: &["substring-match"],
    },
    Mutation {
        name: "is contained",
        trusts: |origin| is_trusted(origin) || TRUSTED.contains(text(origin)) && !origin.is_empty(),
        codes: &["substring-match"],
    },
    Mutation {
        name: "the first dot is any character",
        trusts: |origin| is_trusted(origin) || matches(text(origin), "https://app?site.example"),
        codes: &["unescaped-dot"],
    },
    Mutation {
        name: "the second dot is any character",
        trusts: |origin| is_trusted(origin) || matches(text(origin), "https://app.site?example"),
        codes: &["unescaped-dot"],
    },
    Mutation {
        name: "an optional s",
        trusts: |origin| {
            is_trusted(&[b"https", origin.strip_prefix(b"http").unwrap_or(b"")].concat())
                || is_trusted(origin)
        },
        codes: &["http-origin"],
    },
    Mutation {
        name: "any port",
        trusts: |origin| {
            let without =
                text(origin).rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
            is_trusted(origin) || without.is_some_and(|(front, _)| is_trusted(front.as_bytes()))
        },
        codes: &["any-port", "sloppy-parsing"],
    },
    Mutation {
        name: "one other port",
        trusts: |origin| is_trusted(origin) || origin == b"https://app.site.example:8443",
        codes: &["any-port"],
    },
    Mutation {
        name: "the parent",
        trusts: |origin| is_trusted(origin) || origin == b"https://site.example",
        codes: &["parent-domain"],
    },
    Mutation {
        name: "the dot at the end is removed",
        trusts: |origin| is_trusted(origin.strip_suffix(b".").unwrap_or(origin)),
        codes: &["trailing-dot"],
    },
    Mutation {
        name: "a slash at the end is removed",
        trusts: |origin| is_trusted(origin.strip_suffix(b"/").unwrap_or(origin)),
        codes: &["sloppy-parsing"],
    },
    Mutation {
        name: "without regard to case",
        trusts: |origin| is_trusted(&origin.to_ascii_lowercase()),
        codes: &["sloppy-parsing"],
    },
    Mutation {
        name: "the default port is removed",
        trusts: |origin| is_trusted(origin.strip_suffix(b":443").unwrap_or(origin)),
        codes: &["sloppy-parsing"],
    },
    Mutation {
        name: "localhost was left in",
        trusts: |origin| is_trusted(origin) || text(origin).starts_with("http://localhost"),
        codes: &["development-origin"],
    },
    Mutation {
        name: "anything with localhost",
        trusts: |origin| is_trusted(origin) || text(origin).contains("localhost"),
        codes: &["development-origin", "custom-scheme"],
    },
    Mutation {
        name: "pages of a hosting service",
        trusts: |origin| is_trusted(origin) || text(origin).ends_with(".pages.dev"),
        codes: &["shared-hosting"],
    },
    Mutation {
        name: "any top-level domain",
        trusts: |origin| {
            is_trusted(origin) || ["https://app.site.test", "https://app.site.com"].contains(&text(origin))
        },
        codes: &["other-top-level-domain"],
    },
    Mutation {
        name: "a look-alike",
        trusts: |origin| is_trusted(origin) || origin == b"https://xn--pp-6kc.site.example",
        codes: &["look-alike"],
    },
    Mutation {
        name: "a web view",
        trusts: |origin| is_trusted(origin) || origin == b"capacitor://localhost",
        codes: &["custom-scheme"],
    },
    Mutation {
        name: "files",
        trusts: |origin| is_trusted(origin) || origin == b"file://",
        codes: &["file-origin"],
    },
    Mutation {
        name: "one of a list",
        trusts: |origin| text(origin).split([' ', ',']).any(|part| is_trusted(part.as_bytes())),
        // A host may have a comma in it.
        codes: &["punctuation", "origin-list"],
    },
    Mutation {
        name: "the last part after a slash",
        trusts: |origin| {
            is_trusted(origin)
                || text(origin)
                    .strip_prefix("https://evil.test/")
                    .is_some_and(|rest| is_trusted(rest.as_bytes()))
        },
        codes: &["contains-match"],
    },
    Mutation {
        name: "bytes that are not text",
        trusts: |origin| is_trusted(origin) || !origin.is_ascii(),
        codes: &["odd-origin"],
    },
];

#[test]
fn what_each_mutation_lets_in_is_reported_and_nothing_else() {
    let mut wrong = Vec::new();
    for Mutation { name, trusts, codes } in MUTATIONS {
        let server = Server::trusting(*trusts);
        let report = small_lab().run(|request| server.answer(&request));
        assert_eq!(powers_of(&report), powers(&server), "{name}");
        let is_property = |finding: &&Finding| matches!(finding.kind, FindingKind::Property(_));
        let other = report.findings.iter().find(is_property);
        assert!(other.is_none(), "{name}: {other:?}");
        let found: Vec<&str> = about_strangers(&report).map(|finding| finding.code()).collect();
        // The probes of the second trusted origin may add witnesses, but no kinds.
        let mut distinct = found.clone();
        distinct.dedup();
        if distinct != *codes {
            wrong.push(format!("{name}: {distinct:?}, not {codes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_readme_has_the_numbers() {
    let wrong = MUTATIONS.iter().filter(|mutation| !mutation.codes.is_empty()).count();
    let faulty = crate::properties::ROWS.iter().filter(|row| !row.codes.is_empty()).count();
    let readme = include_str!("../../README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    for number in
        [format!("each of {wrong} wrong checks of an origin"), format!("the fault of {faulty} servers")]
    {
        assert!(readme.contains(&number), "{number}");
    }
}

#[test]
fn without_credentials_it_is_less_severe() {
    let severities = |trusts: fn(&[u8]) -> bool, spoil| {
        let server = Server { trusts, spoil };
        let report = small_lab().run(|request| server.answer(&request));
        about_strangers(&report).map(|finding| finding.severity).max()
    };
    let no_credentials: crate::server::Spoil = |_, response| {
        response.headers_mut().remove(http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    };
    let null: fn(&[u8]) -> bool = |origin| origin == b"null";
    let port: fn(&[u8]) -> bool = |origin| origin == b"https://app.site.example:8443";
    for (trusts, with, without) in [
        ((|_| true) as fn(&[u8]) -> bool, Severity::Critical, Severity::Medium),
        (null, Severity::High, Severity::Medium),
        (port, Severity::Medium, Severity::Low),
    ] {
        assert_eq!(severities(trusts, |_, _| {}), Some(with));
        assert_eq!(severities(trusts, no_credentials), Some(without));
    }
}

/// A value that no browser sends does not get in either, where no page does.
#[test]
fn a_preflight_that_refuses_the_method_lets_nothing_in() {
    let server = Server::trusting(|_| true);
    let lab = PolicyLab::new("https://api.site.example").unwrap().trusts([TRUSTED]).unwrap();
    let report = lab.route("/items", [Method::PATCH]).run(|request| server.answer(&request));
    let codes: Vec<&str> = report.findings.iter().map(Finding::code).collect();
    assert_eq!(codes, ["trusted-refused", "shares-after-refusal"], "{report}");
}

fn codes(report: &Report) -> Vec<(&str, Severity)> {
    report.findings.iter().map(|finding| (finding.code(), finding.severity)).collect()
}

/// What is shared with everybody does not hide what is shared with a few who bring credentials.
#[test]
fn causes_are_told_for_each_credentials_mode() {
    let server = |trusts: fn(&[u8]) -> bool, other: &'static str| {
        move |request: Request<Vec<u8>>| {
            let server = Server::trusting(trusts);
            let mut response = server.answer(&request);
            if let Some(origin) = request.headers().get("origin")
                && !response.headers().contains_key("access-control-allow-origin")
            {
                let value = if other == "*" { HeaderValue::from_static("*") } else { origin.clone() };
                response.headers_mut().insert("access-control-allow-origin", value);
            }
            response
        }
    };
    let lab = || {
        let lab = PolicyLab::new("https://api.site.example").unwrap().trusts([TRUSTED]).unwrap();
        lab.route("/items", [Method::GET])
    };
    let null: fn(&[u8]) -> bool = |origin| is_trusted(origin) || origin == b"null";
    let report = lab().run(server(null, "*"));
    assert_eq!(codes(&report), [("null-origin", Severity::High), ("public", Severity::Medium)], "{report}");
    let suffix: fn(&[u8]) -> bool = |origin| host(origin).ends_with("site.example");
    let report = lab().run(server(suffix, "echo"));
    let expected = [("suffix-match", Severity::Critical), ("any-origin", Severity::Medium)];
    assert_eq!(codes(&report)[..2], expected, "{report}");
}

#[test]
fn subdomains_of_a_public_suffix_belong_to_everybody() {
    for (page, suffix) in [("https://myapp.github.io", ".github.io"), ("https://app.site.co.uk", ".co.uk")] {
        let lab = PolicyLab::new("https://api.example").unwrap().trusts([page]).unwrap();
        let report = lab.route("/items", [Method::GET]).run(|request: Request<Vec<u8>>| {
            let mut response = Server::trusting(|_| false).answer(&request);
            let origin =
                request.headers().get("origin").filter(|origin| host(origin.as_bytes()).ends_with(suffix));
            if let Some(origin) = origin {
                response.headers_mut().insert("access-control-allow-origin", origin.clone());
                response.headers_mut().insert("access-control-allow-credentials", "true".parse().unwrap());
            }
            response
        });
        assert_eq!(codes(&report)[0], ("shared-hosting", Severity::High), "{report}");
    }
}

/// A condition on a request.
type Asks = fn(&Request<Vec<u8>>) -> bool;

/// A server may look at more than the origin.
#[test]
fn a_hole_behind_request_headers_is_found() {
    let asks: [Asks; 3] = [
        |request| {
            request.headers().contains_key("access-control-request-headers")
                || request.headers().contains_key("x-token")
        },
        |request| {
            let names = request.headers().get("access-control-request-headers");
            names.is_some_and(|names| names.to_str().unwrap().contains(','))
                || request.headers().contains_key("x-other")
        },
        |request| {
            let names = request.headers().get("access-control-request-headers");
            names.is_some_and(|names| names.to_str().unwrap().contains("content-type"))
                || request.method() == Method::PUT
        },
    ];
    for asks in asks {
        let lab = small_lab().request_headers(["x-token", "x-other"]);
        let report = lab.run(|request| {
            let trusts: fn(&[u8]) -> bool = if asks(&request) { |_| true } else { is_trusted };
            let mut response = Server::trusting(trusts).answer(&request);
            if response.status() == 204 && request.method() == Method::OPTIONS {
                let names = HeaderValue::from_static("x-token, x-other, content-type");
                response.headers_mut().insert("access-control-allow-headers", names);
            }
            response
        });
        assert!(codes(&report).contains(&("any-origin", Severity::Critical)), "{report}");
    }
}

/// A check of the end of the whole origin accepts subdomains over `http:`, too. To allow the subdomains must not hide this.
#[test]
fn a_subdomain_over_http_is_another_finding_than_a_subdomain() {
    let trusts: fn(&[u8]) -> bool = |origin| {
        is_trusted(origin) || origin.ends_with(b".app.site.example") || origin.ends_with(b".shop.example")
    };
    let server = Server::trusting(trusts);
    let report = small_lab().run(|request| server.answer(&request));
    assert_eq!(powers_of(&report), powers(&server));
    assert_eq!(
        codes(&report),
        [("http-origin", Severity::High), ("any-subdomain", Severity::Medium)],
        "{report}"
    );
    let lab = || {
        let lab = PolicyLab::new("https://api.example").unwrap().route("/items", [Method::GET]);
        lab.allow("any-subdomain").unwrap()
    };
    let with_shop = |request: Request<Vec<u8>>| {
        let server = Server::trusting(|origin| {
            origin == b"https://shop.example" || origin.ends_with(b".shop.example")
        });
        server.answer(&request)
    };
    let report = lab().trusts(["https://shop.example"]).unwrap().run(with_shop);
    assert_eq!(codes(&report), [("http-origin", Severity::High)], "{report}");
    assert_eq!(report.findings[0].origins(), [b"http://x.shop.example"]);
    assert_eq!(report.allowed[0].code(), "any-subdomain");
    // If the subdomains are declared, the finding is one, whatever the names of the pages are.
    let declared = lab().trusts(["https://shop.example"]).unwrap();
    let report = declared.trusts_subdomains_of("https://shop.example").unwrap().run(with_shop);
    let of_http = report.findings.iter().filter(|finding| finding.code() == "http-origin");
    assert_eq!(of_http.count(), 1, "{report}");
}

fn about_strangers(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| {
        matches!(finding.kind, FindingKind::Stranger(_) | FindingKind::Property(Property::Public))
    })
}

fn powers_of(report: &Report) -> BTreeSet<Power> {
    let witnesses = about_strangers(report).flat_map(|finding| &finding.witnesses);
    witnesses
        .map(|witness| {
            let origin = witness.origin.clone().unwrap();
            (origin, witness.method.clone(), witness.with_credentials, witness.reads, witness.writes)
        })
        .collect()
}

/// What each probe can do, by trying all of them.
fn powers(server: &Server) -> BTreeSet<Power> {
    let mut powers = BTreeSet::new();
    for trusted in [TRUSTED, OTHER_TRUSTED] {
        for probe in probes(&Origin::parse(trusted).unwrap()) {
            let origin = probe.sent();
            if is_trusted(origin) || origin == b"https://api.site.example" {
                continue;
            }
            for method in [Method::GET, Method::PUT, Method::POST, Method::OPTIONS] {
                for credentials in [false, true] {
                    let needs_preflight = ![Method::GET, Method::POST].contains(&method);
                    let (reads, writes) = match probe.origin() {
                        // Only the first method is tried with what no browser sends.
                        None if method != Method::GET => (false, false),
                        None => (shares(&ask(server, &method, origin, None), origin, credentials), false),
                        Some(_) => power(server, &method, origin, credentials, needs_preflight),
                    };
                    if reads || writes {
                        powers.insert((origin.to_vec(), method.clone(), credentials, reads, writes));
                    }
                }
            }
        }
    }
    powers
}

/// What a page can do as a browser sees it. A `POST` with JSON needs a preflight, and one without does not.
fn power(
    server: &Server,
    method: &Method,
    origin: &[u8],
    credentials: bool,
    needs_preflight: bool,
) -> (bool, bool) {
    let reads = shares(&ask(server, method, origin, None), origin, credentials);
    let asked = if method == Method::POST { Some("content-type") } else { None };
    let preflight = ask(server, &Method::OPTIONS, origin, Some((method, asked)));
    let lists = |name: &str, token: &str| {
        let value = preflight.headers().get(name).map_or(b"".as_slice(), HeaderValue::as_bytes);
        text(value).split(',').any(|part| part.trim().eq_ignore_ascii_case(token))
    };
    let grants = shares(&preflight, origin, credentials)
        && preflight.status().is_success()
        && (method == Method::POST || lists("access-control-allow-methods", method.as_str()))
        && asked.is_none_or(|header| lists("access-control-allow-headers", header));
    match needs_preflight {
        true => (grants && reads, grants),
        false => (reads, method == Method::POST && grants),
    }
}

fn shares(response: &Response<()>, origin: &[u8], credentials: bool) -> bool {
    let one = |name: &str| {
        let mut lines = response.headers().get_all(name).iter();
        lines.next().filter(|_| lines.next().is_none()).map(HeaderValue::as_bytes)
    };
    one("access-control-allow-origin") == Some(origin)
        && (!credentials || one("access-control-allow-credentials") == Some(b"true"))
}

fn ask(
    server: &Server,
    method: &Method,
    origin: &[u8],
    preflight: Option<(&Method, Option<&str>)>,
) -> Response<()> {
    let mut request = Request::builder().method(method).uri("https://api.site.example/items");
    request = request.header("origin", HeaderValue::from_bytes(origin).unwrap());
    if let Some((method, header)) = preflight {
        request = request.header("access-control-request-method", method.as_str());
        if let Some(header) = header {
            request = request.header("access-control-request-headers", header);
        }
    }
    server.answer(&request.body(Vec::new()).unwrap())
}
