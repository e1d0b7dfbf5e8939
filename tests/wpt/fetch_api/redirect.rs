//! `fetch/api/redirect` and `fetch/redirects`.

use fetch_cors::Origin;
use fetch_cors::error::Phase;
use fetch_cors::redirect::RedirectedRequest;
use fetch_cors::request::{Body, CorsAttribute, Mode, RedirectMode, ReferrerPolicy};
use fetch_cors::response::ResponseType::{Basic, Cors, OpaqueRedirect};

use crate::places::{ELSEWHERE, HERE, REDIRECTS, THERE};
use crate::row::{Message, Row, fetch, message, opaque, preflight, response, rule};
use crate::scenario::{APP, Answer, Build, answer, page, redirect, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [
        back_to_the_original_origin(),
        count(),
        empty_location(),
        keepalive(),
        location(),
        location_bytes(),
        methods(),
        modes(),
        origin(),
        referrer_policy(),
        schemes(),
        to_data_urls(),
        to_data_urls_by_elements(),
        uploads(),
    ]
    .concat()
}

/// A redirect of the page's own server, which need not allow anything.
fn moved(status: u16, location: &str) -> Answer {
    answer(status, &[("location", location)])
}

fn ok() -> Answer {
    answer::<&str>(200, &[])
}

fn get(url: &str) -> Message {
    message("GET", url)
}

fn back_to_the_original_origin() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-back-to-original-origin.any.js";
    vec![
        fetch(FILE, "no-cors: the response stays opaque", page().fetch(THERE).mode(Mode::NoCors))
            .sends(get(THERE), moved(303, HERE))
            .sends(get(HERE), ok())
            .gives(opaque()),
        fetch(FILE, "cors: it stays one with CORS", page().fetch(THERE))
            .sends(get(THERE), redirect(303, HERE))
            .sends(get(HERE), shared())
            .gives(response(Cors, 200)),
    ]
}

fn count() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-count.any.js";
    let redirected = |status, times: usize| {
        (0..times).fold(fetch(FILE, format!("{status} {times} times"), page().fetch(HERE)), |row, _| {
            row.sends(get(HERE), moved(status, HERE))
        })
    };
    let rows = |status| {
        [
            redirected(status, 20).sends(get(HERE), ok()).gives(response(Basic, 200).redirected(true)),
            redirected(status, 21).fails(Phase::Redirect, "too-many-redirects", "HTTP-redirect fetch 7"),
        ]
    };
    REDIRECTS.into_iter().flat_map(rows).collect()
}

/// An empty `Location` is the request's own URL, so it never ends.
fn empty_location() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-empty-location.any.js";
    let followed = fetch(FILE, "an empty Location leads in circles", page().fetch(HERE));
    let followed = (0..21).fold(followed, |row, _| row.sends(get(HERE), moved(302, "")));
    vec![
        followed.fails(Phase::Redirect, "too-many-redirects", "HTTP-redirect fetch 7"),
        fetch(FILE, "and is a redirect", page().fetch(HERE).redirect(RedirectMode::Manual))
            .sends(get(HERE), moved(302, ""))
            .gives(response(OpaqueRedirect, 0)),
    ]
}

/// What is left of it for a page that has not gone away.
fn keepalive() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-keepalive.any.js";
    let kept = |url| page().fetch(url).keepalive(true);
    let asks = |url, origin| preflight(url, "GET", "custom").with("origin", origin);
    let granted = || shared_with(&[("access-control-allow-headers", "custom")]);
    let mut rows = vec![
        fetch(FILE, "within the origin", kept(HERE))
            .sends(get(HERE), moved(302, "/b"))
            .sends(get("https://app.example/b"), ok())
            .gives(response(Basic, 200)),
        fetch(FILE, "within the origin nothing has to be asked", kept(HERE).header("custom", "a"))
            .sends(get(HERE), moved(302, "/b"))
            .sends(get("https://app.example/b").with("custom", "a"), ok())
            .gives(response(Basic, 200)),
        fetch(FILE, "elsewhere", kept(THERE))
            .sends(get(THERE), redirect(302, ELSEWHERE))
            .sends(get(ELSEWHERE), shared())
            .gives(response(Cors, 200)),
        fetch(FILE, "elsewhere, with preflights", kept(THERE).header("custom", "a"))
            .sends(asks(THERE, APP), granted())
            .sends(get(THERE), redirect(302, ELSEWHERE))
            .sends(asks(ELSEWHERE, "null"), granted())
            .sends(get(ELSEWHERE).with("custom", "a"), shared())
            .gives(response(Cors, 200)),
    ];
    rows.extend(["file:///a", "data:text/plain,a"].map(|location| {
        fetch(FILE, format!("not to {location}"), kept(HERE)).sends(get(HERE), moved(302, location)).fails(
            Phase::Redirect,
            "redirect-scheme-not-http",
            "HTTP-redirect fetch 6",
        )
    }));
    rows
}

fn location() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-location.any.js";
    const BAD: [&str; 2] = ["nonsense:", "data:,a%20b"];
    let mut rows = Vec::new();
    for status in REDIRECTS {
        let followed = |says: &str| fetch(FILE, format!("{status}: {says}"), page().fetch(HERE));
        let manual = |says: &str| {
            let request = page().fetch(HERE).redirect(RedirectMode::Manual);
            fetch(FILE, format!("{status}, manual: {says}"), request)
        };
        let hidden = || response(OpaqueRedirect, 0).body(false).hides("location").hides("x-a");
        rows.push(
            followed("without Location it is a response")
                .sends(get(HERE), answer(status, &[("x-a", "1")]))
                .gives(response(Basic, status).redirected(false).shows("x-a", "1")),
        );
        rows.push(
            manual("even without Location").sends(get(HERE), answer(status, &[("x-a", "1")])).gives(hidden()),
        );
        for location in BAD {
            rows.push(followed(location).sends(get(HERE), moved(status, location)).fails(
                Phase::Redirect,
                "redirect-scheme-not-http",
                "HTTP-redirect fetch 6",
            ));
            rows.push(manual(location).sends(get(HERE), moved(status, location)).gives(hidden()));
        }
    }
    rows
}

/// Tentative; the text leaves open what bytes of `Location` that are not ASCII become.
fn location_bytes() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-location-escape.tentative.any.js";
    let row = |(location, query): (&[u8], &str)| {
        let to = format!("https://app.example/?{query}");
        fetch(FILE, format!("{} is {query}", location.escape_ascii()), page().fetch(HERE))
            .sends(get(HERE), answer(302, &[("location", location)]))
            .sends(get(&to), ok())
            .gives(response(Basic, 200).at(&to))
    };
    let cases: [(&[u8], &str); 5] = [
        (b"?%E2%98%83%e2%98%83", "%E2%98%83%e2%98%83"),
        (b"?\xe2\x98\x83", "%E2%98%83"),
        (b"?\xe2\x98\x83%e2%98%83", "%E2%98%83%e2%98%83"),
        (b"?%\xe2\x98\x83", "%%E2%98%83"),
        (b"?\xff", "%FF"),
    ];
    cases.into_iter().map(row).collect()
}

fn methods() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-method.any.js";
    const OF_THE_BODY: [(&str, &str); 3] =
        [("Content-Encoding", "identity"), ("Content-Language", "en"), ("Content-Location", "/a")];
    let to = "https://app.example/b";
    let text = Body::source().with_type("text/plain;charset=UTF-8");
    let untyped = Body::source();
    // Status, method and body before; method after, and whether body and its headers are still there.
    let ways = [
        (301, "GET", None, "GET", true),
        (301, "POST", Some(&text), "GET", false),
        (301, "HEAD", None, "HEAD", true),
        (302, "GET", None, "GET", true),
        (302, "POST", Some(&text), "GET", false),
        (302, "HEAD", None, "HEAD", true),
        (303, "GET", None, "GET", true),
        (303, "POST", Some(&text), "GET", false),
        (303, "HEAD", None, "HEAD", true),
        (303, "OTHER", None, "GET", false),
        (307, "GET", None, "GET", true),
        (307, "POST", Some(&text), "POST", true),
        (307, "POST", Some(&untyped), "POST", true),
        (307, "HEAD", None, "HEAD", true),
    ];
    let not_redirected = fetch(FILE, "a response without a redirect says so", page().fetch(HERE))
        .sends(get(HERE), ok())
        .gives(response(Basic, 200).redirected(false));
    let rows = ways.into_iter().map(|(status, before, body, after, kept)| {
        let request = page().fetch(HERE).method(before).headers(OF_THE_BODY);
        let request = body.iter().fold(request, |request, body| request.body((*body).clone()));
        let after_it = message(after, to).body(kept && body.is_some());
        let after_it = OF_THE_BODY.iter().fold(after_it, |sent, (name, value)| match kept {
            true => sent.with(name, value),
            false => sent.without(name),
        });
        let after_it = match kept && body == Some(&text) {
            true => after_it.with("content-type", "text/plain;charset=UTF-8"),
            false => after_it.without("content-type"),
        };
        fetch(FILE, format!("{status}: {before} becomes {after}"), request)
            .sends(message(before, HERE).body(body.is_some()), moved(status, "/b"))
            .sends(after_it, ok())
            .gives(response(Basic, 200).redirected(true).body(after != "HEAD"))
    });
    rows.chain([not_redirected]).collect()
}

fn modes() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-mode.any.js";
    let mut rows = Vec::new();
    for (from, same) in [(HERE, true), (THERE, false)] {
        let to = format!("{from}b");
        for mode in [Mode::Cors, Mode::NoCors] {
            let row = |status: u16, redirect_mode: RedirectMode| {
                let request = page().fetch(from).mode(mode).redirect(redirect_mode);
                fetch(FILE, format!("{status} of {from}, {mode}, {redirect_mode}"), request)
            };
            for status in REDIRECTS {
                let moved = || redirect(status, "/b");
                rows.push(match (mode, same) {
                    (Mode::NoCors, false) => row(status, RedirectMode::Error).fails(
                        Phase::Request,
                        "no-cors-redirect-mode",
                        "main fetch 12d.1",
                    ),
                    _ => row(status, RedirectMode::Error).sends(get(from), moved()).fails(
                        Phase::Redirect,
                        "redirect-mode-error",
                        "HTTP fetch 6.3a.1",
                    ),
                });
                rows.push(match (mode, same) {
                    (Mode::NoCors, false) => row(status, RedirectMode::Manual).fails(
                        Phase::Request,
                        "no-cors-redirect-mode",
                        "main fetch 12d.1",
                    ),
                    _ => row(status, RedirectMode::Manual)
                        .sends(get(from), moved())
                        .gives(response(OpaqueRedirect, 0).at(from)),
                });
                let followed =
                    row(status, RedirectMode::Follow).sends(get(from), moved()).sends(get(&to), shared());
                rows.push(followed.gives(match (mode, same) {
                    (Mode::NoCors, false) => opaque(),
                    (_, true) => response(Basic, 200).at(&to),
                    (_, false) => response(Cors, 200).at(&to),
                }));
            }
        }
    }
    rows
}

/// One version of the file has rows for `POST`, but asks with `GET` in them too.
fn origin() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-origin.any.js";
    let (here, there) = ("https://app.example/b", "https://api.example/b");
    let ways = [
        (HERE, here, None),
        (HERE, there, Some(APP)),
        (THERE, there, Some(APP)),
        (THERE, here, Some("null")),
    ];
    let row = |status, (from, to, origin): (&str, &str, Option<&str>)| {
        let last = match origin {
            Some(origin) => get(to).with("origin", origin),
            None => get(to).without("origin"),
        };
        fetch(FILE, format!("{status} from {from} to {to}"), page().fetch(from))
            .sends(get(from), redirect(status, to))
            .sends(last, shared())
            .gives(response(if origin.is_none() { Basic } else { Cors }, 200))
    };
    REDIRECTS.into_iter().flat_map(|status| ways.map(|way| row(status, way))).collect()
}

/// The `Referer` header is the host's; which policy it has to follow after a redirect is not.
fn referrer_policy() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-referrer.any.js";
    let origin = Origin::parse(APP).unwrap();
    let url = HERE.parse().unwrap();
    let url_origin = Origin::of(&url);
    let after = |policy: ReferrerPolicy, location| {
        let request = RedirectedRequest::new(&origin, &url_origin, Mode::Cors);
        let headers = [("location", location), ("referrer-policy", policy.as_str())];
        request.redirect(302, &headers, Some(&url), None).unwrap().unwrap().changes.referrer_policy
    };
    let mut rows = Vec::new();
    for location in [HERE, THERE] {
        for policy in ReferrerPolicy::ALL.iter().copied() {
            let new = (policy != ReferrerPolicy::Empty).then_some(policy);
            rows.push(rule(
                FILE,
                format!("{policy:?} on a redirect to {location}"),
                after(policy, location),
                new,
            ));
        }
    }
    rows
}

fn schemes() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-schemes.html";
    ["mailto:a@b.example", "data:,a", "facetime:a@b.example", "about:blank", "about:a", "blob:a"]
        .into_iter()
        .map(|location| {
            fetch(FILE, format!("not to {location}"), page().fetch(HERE))
                .sends(get(HERE), moved(302, location))
                .fails(Phase::Redirect, "redirect-scheme-not-http", "HTTP-redirect fetch 6")
        })
        .collect()
}

fn to_data_urls() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-to-dataurl.any.js";
    [
        (HERE, Mode::Cors),
        (HERE, Mode::NoCors),
        (HERE, Mode::SameOrigin),
        (THERE, Mode::Cors),
        (THERE, Mode::NoCors),
    ]
    .into_iter()
    .map(|(url, mode)| {
        fetch(FILE, format!("from {url}, {mode}"), page().fetch(url).mode(mode))
            .sends(get(url), redirect(302, "data:text/plain;base64,YQ=="))
            .fails(Phase::Redirect, "redirect-scheme-not-http", "HTTP-redirect fetch 6")
    })
    .collect()
}

fn to_data_urls_by_elements() -> Vec<Row> {
    const FILE: &str = "fetch/redirects/data.window.js";
    let page = page();
    [
        ("an image", page.image(HERE, CorsAttribute::NoCors).made()),
        ("a script", page.classic_script(HERE, CorsAttribute::NoCors).made()),
        ("fetch()", page.fetch(HERE).made()),
        ("XMLHttpRequest", page.xml_http_request("GET", HERE).made()),
    ]
    .map(|(says, request)| {
        fetch(FILE, says, request).sends(get(HERE), moved(302, "data:,")).fails(
            Phase::Redirect,
            "redirect-scheme-not-http",
            "HTTP-redirect fetch 6",
        )
    })
    .into()
}

fn uploads() -> Vec<Row> {
    const FILE: &str = "fetch/api/redirect/redirect-upload.h2.any.js";
    let sent = |status| {
        let request = page().fetch(HERE).method("POST").body(Body::stream());
        fetch(FILE, format!("a stream and {status}"), request)
            .sends(message("POST", HERE).body(true), moved(status, "/b"))
    };
    let to = "https://app.example/b";
    let dropped = sent(303).sends(get(to).body(false), ok()).gives(response(Basic, 200).at(to));
    let refused = [301, 302, 307, 308]
        .map(|status| sent(status).fails(Phase::Redirect, "redirect-stream-body", "HTTP-redirect fetch 11"));
    [dropped].into_iter().chain(refused).collect()
}
