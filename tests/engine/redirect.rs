//! Redirects: where a response leads, when it may not, and what becomes of the request.

use fetch_cors::Origin;
use fetch_cors::error::RedirectError::{self, *};
use fetch_cors::header::Extracted;
use fetch_cors::header::extract::ExtractFailure;
use fetch_cors::redirect::{MAX_REDIRECTS, RedirectedRequest, Redirection, is_redirect_status, location_url};
use fetch_cors::request::{BodyKind, Mode, ReferrerPolicy, ResponseTainting};
use url::Url;

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];
const HOME: &str = "https://app.example";

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

/// What the request that went to `from` makes of a redirect of this status to `location`.
fn redirect(from: &str, status: u16, location: &[u8]) -> Result<Option<Redirection>, RedirectError> {
    let (origin, from) = (Origin::parse(HOME).unwrap(), url(from));
    let from_origin = Origin::of(&from);
    let request = RedirectedRequest::new(&origin, &from_origin, Mode::Cors);
    request.redirect(status, &[("Location", location)], Some(&from), from.fragment())
}

#[test]
fn redirect_statuses() {
    for status in 0..=1000 {
        assert_eq!(is_redirect_status(status), STATUSES.contains(&status), "{status}");
    }
    assert!(!is_redirect_status(u16::MAX));
}

#[test]
fn other_statuses_lead_nowhere() {
    let base = url("https://api.example/");
    for status in [0, 200, 204, 300, 304, 305, 306, 309, 399, 404, 503] {
        for location in ["/b", "", "https://", "data:,x"] {
            let list = [("Location", location), ("location", location)];
            assert_eq!(location_url(status, &list, Some(&base), Some("f")), Extracted::Null, "{status}");
            let led = redirect("https://api.example/", status, location.as_bytes());
            assert_eq!(led, Ok(None), "{status}, {location:?}");
        }
    }
}

/// `Location`, seen from `https://api.example/dir/page?q#frag`, and where it leads; `None` for failure.
const LOCATIONS: [(&str, &[u8], Option<&str>); 70] = [
    ("empty", b"", Some("https://api.example/dir/page?q#frag")),
    ("only space", b" \t ", Some("https://api.example/dir/page?q#frag")),
    ("relative", b"other", Some("https://api.example/dir/other#frag")),
    ("dot", b".", Some("https://api.example/dir/#frag")),
    ("two dots", b"../x", Some("https://api.example/x#frag")),
    ("above the root", b"../../../x", Some("https://api.example/x#frag")),
    ("dots, percent-encoded", b"%2e%2e/x", Some("https://api.example/x#frag")),
    ("absolute path", b"/b", Some("https://api.example/b#frag")),
    ("query", b"?x", Some("https://api.example/dir/page?x#frag")),
    ("empty query", b"?", Some("https://api.example/dir/page?#frag")),
    ("fragment", b"#new", Some("https://api.example/dir/page?q#new")),
    ("empty fragment", b"#", Some("https://api.example/dir/page?q#")),
    ("its own fragment", b"/b#new", Some("https://api.example/b#new")),
    ("its own empty fragment", b"/b#", Some("https://api.example/b#")),
    ("absolute", b"https://other.example/x", Some("https://other.example/x#frag")),
    ("absolute with fragment", b"https://other.example/x#y", Some("https://other.example/x#y")),
    ("downgrade", b"http://api.example/", Some("http://api.example/#frag")),
    ("upper case", b"HTTPS://OTHER.example/X", Some("https://other.example/X#frag")),
    ("without path", b"https://other.example", Some("https://other.example/#frag")),
    ("default port", b"https://other.example:443/", Some("https://other.example/#frag")),
    ("port", b"https://other.example:8443/", Some("https://other.example:8443/#frag")),
    ("empty port", b"https://other.example:/", Some("https://other.example/#frag")),
    ("host only", b"//cdn.example/x", Some("https://cdn.example/x#frag")),
    ("backslashes", b"\\\\cdn.example\\x", Some("https://cdn.example/x#frag")),
    ("slash and backslash", b"/\\cdn.example/x", Some("https://cdn.example/x#frag")),
    ("backslash and slash", b"\\/cdn.example/x", Some("https://cdn.example/x#frag")),
    ("one backslash", b"\\x", Some("https://api.example/x#frag")),
    ("scheme, three slashes", b"https:///cdn.example/x", Some("https://cdn.example/x#frag")),
    ("same scheme, no slashes", b"https:x", Some("https://api.example/dir/x#frag")),
    ("other scheme, no slashes", b"http:x", Some("http://x/#frag")),
    ("scheme, one slash", b"http:/cdn.example/x", Some("http://cdn.example/x#frag")),
    ("IPv4 by number", b"http://2130706433/", Some("http://127.0.0.1/#frag")),
    ("IPv6", b"http://[::1]:8080/", Some("http://[::1]:8080/#frag")),
    ("space inside", b"/a b", Some("https://api.example/a%20b#frag")),
    ("tab inside", b"/a\tb", Some("https://api.example/ab#frag")),
    ("quotes", b"\"/b\"", Some("https://api.example/dir/%22/b%22#frag")),
    ("comma", b"/a, /b", Some("https://api.example/a,%20/b#frag")),
    ("spaces around", b"  /b  ", Some("https://api.example/b#frag")),
    ("tabs around", b"\t/b\t", Some("https://api.example/b#frag")),
    ("control bytes around", b"\x01/b\x1f", Some("https://api.example/b#frag")),
    ("DEL", b"/\x7f", Some("https://api.example/%7F#frag")),
    ("percent-encoded already", b"/%C3%BC%zz", Some("https://api.example/%C3%BC%zz#frag")),
    ("UTF-8 in the path", b"/\xc3\xbc", Some("https://api.example/%C3%BC#frag")),
    ("UTF-8 in the query", b"?\xc3\xbc", Some("https://api.example/dir/page?%C3%BC#frag")),
    ("UTF-8 in the fragment", b"#\xc3\xbc", Some("https://api.example/dir/page?q#%C3%BC")),
    ("UTF-8 beyond the BMP", b"/\xf0\x9f\x98\x80", Some("https://api.example/%F0%9F%98%80#frag")),
    ("Latin-1 in the path", b"/\xfc", Some("https://api.example/%FC#frag")),
    ("Latin-1 in the query", b"?\xfc", Some("https://api.example/dir/page?%FC#frag")),
    ("Latin-1 in the fragment", b"#\xfc", Some("https://api.example/dir/page?q#%FC")),
    ("lone bytes", b"/\x80\xff\xc3", Some("https://api.example/%80%FF%C3#frag")),
    ("a UTF-8 mark at the start", b"\xef\xbb\xbf/b", Some("https://api.example/dir/%EF%BB%BF/b#frag")),
    ("UTF-8 in the host", b"https://\xc3\xbc.example/", Some("https://xn--tda.example/#frag")),
    ("full-width host", b"https://\xef\xbc\xa1.example/", Some("https://a.example/#frag")),
    ("user", b"https://u@other.example/", Some("https://u@other.example/#frag")),
    ("user and password", b"https://u:p@other.example/", Some("https://u:p@other.example/#frag")),
    ("password", b"https://:p@other.example/", Some("https://:p@other.example/#frag")),
    ("no user", b"https://@other.example/", Some("https://other.example/#frag")),
    ("no user, no password", b"https://:@other.example/", Some("https://other.example/#frag")),
    ("UTF-8 user", b"https://\xc3\xbc@other.example/", Some("https://%C3%BC@other.example/#frag")),
    ("not HTTP", b"data:text/plain,x", Some("data:text/plain,x#frag")),
    ("Latin-1 in the host", b"https://\xfc.example/", None),
    ("no host", b"https://", None),
    ("no host but a port", b"https://:80/", None),
    ("no host but a user", b"https://u@/", None),
    ("bracket", b"https://[/", None),
    ("space in the host", b"https://a b/", None),
    ("percent in the host", b"https://a%zz/", None),
    ("port too large", b"https://a.example:65536/", None),
    ("port not a number", b"https://a.example:x/", None),
    ("IPv4 too large", b"https://256.256.256.256/", None),
];

#[test]
fn locations() {
    let from = "https://api.example/dir/page?q#frag";
    let base = url(from);
    for (row, location, expected) in LOCATIONS {
        for status in STATUSES {
            let of = location_url(status, &[("location", location)], Some(&base), base.fragment());
            let expected = expected.map_or_else(
                || Extracted::Failure(ExtractFailure::Invalid { value: trimmed(location).to_vec() }),
                |to| Extracted::Values(url(to)),
            );
            assert_eq!(of, expected, "{row}, {status}");
        }
        if expected.is_none() {
            let error = redirect(from, 302, location).expect_err(row);
            assert_eq!(error, LocationInvalid { value: trimmed(location).to_vec() }, "{row}");
            assert_eq!(error.step().step, "5", "{row}");
        }
    }
}

/// However many slashes or backslashes a special URL begins with, its authority follows; what the URL
/// parser drops between and before them is no obstacle.
#[test]
fn more_than_two_slashes() {
    let rows = [
        ("three", "///cdn.example/x"),
        ("four", "////cdn.example/x"),
        ("backslashes", "\\\\\\cdn.example/x"),
        ("both", "//\\cdn.example/x"),
        ("both, backslash first", "\\//\\/cdn.example/x"),
        ("scheme", "https:////cdn.example/x"),
        ("tab between", "/\t//cdn.example/x"),
        ("tab behind", "///\tcdn.example/x"),
        ("control byte before", "\x01///cdn.example/x"),
    ];
    let base = url("https://api.example/dir/page");
    let expected = Extracted::Values(url("https://cdn.example/x"));
    let wrong: Vec<&str> = rows
        .into_iter()
        .filter(|(_, location)| location_url(302, &[("Location", location)], Some(&base), None) != expected)
        .map(|(row, _)| row)
        .collect();
    assert_eq!(wrong, [""; 0]);
}

/// Beside a URL that is not special, three slashes are an empty host and a path.
#[test]
fn three_slashes_beside_other_schemes() {
    let rows = [
        ("file:///dir/a", "///etc/x", "file:///etc/x"),
        ("file:///dir/a", "//host/x", "file://host/x"),
        ("custom://host/a", "///x", "custom:///x"),
    ];
    for (base, location, expected) in rows {
        let of = location_url(302, &[("Location", location)], Some(&url(base)), None);
        assert_eq!(of, Extracted::Values(url(expected)), "{location} beside {base}");
    }
}

fn trimmed(value: &[u8]) -> &[u8] {
    std::str::from_utf8(value).map_or(value, |text| text.trim_matches([' ', '\t']).as_bytes())
}

#[test]
fn every_byte_that_is_not_ascii_is_kept() {
    let base = url("https://api.example/");
    for byte in 0x80..=0xff {
        let expected = format!("https://api.example/%{byte:02X}?%{byte:02X}#%{byte:02X}");
        let location = [b'/', byte, b'?', byte, b'#', byte];
        let of = location_url(302, &[("Location", &location[..])], Some(&base), None);
        assert_eq!(of, Extracted::Values(url(&expected)), "{byte:#x}");
    }
}

/// `Location`, the request's fragment, and the fragment of the next URL.
#[test]
fn fragments() {
    let base = url("https://api.example/#of-the-response");
    let rows = [
        ("/b", None, None),
        ("/b", Some(""), Some("")),
        ("/b", Some("top"), Some("top")),
        ("/b", Some("a%20b"), Some("a%20b")),
        ("/b#", Some("top"), Some("")),
        ("/b#new", Some("top"), Some("new")),
        ("/b#new", None, Some("new")),
        ("", Some("top"), Some("top")),
        ("", None, None),
        ("#new", Some("top"), Some("new")),
        ("https://other.example/", Some("top"), Some("top")),
    ];
    for (location, of_request, expected) in rows {
        let Extracted::Values(to) = location_url(307, &[("Location", location)], Some(&base), of_request)
        else {
            panic!("{location:?}")
        };
        assert_eq!(to.fragment(), expected, "{location:?} with {of_request:?}");
    }
    // The request's current URL gives the fragment, the response's the base.
    let origin = Origin::parse(HOME).unwrap();
    let current = url("https://api.example/a/#top");
    let current_origin = Origin::of(&current);
    let request = RedirectedRequest::new(&origin, &current_origin, Mode::Cors);
    let response_url = url("https://elsewhere.example/b/#other");
    let led = request
        .redirect(302, &[("Location", "c")], Some(&response_url), current.fragment())
        .unwrap()
        .unwrap();
    assert_eq!(led.location.as_str(), "https://elsewhere.example/b/c#top");
}

#[test]
fn without_a_base_url() {
    let rows = [
        ("https://other.example/", Some("https://other.example/#f")),
        ("https:/other.example", Some("https://other.example/#f")),
        ("/b", None),
        ("", None),
        ("#x", None),
        ("//other.example/", None),
        ("b", None),
    ];
    for (location, expected) in rows {
        let of = location_url(302, &[("Location", location)], None, Some("f"));
        match expected {
            Some(to) => assert_eq!(of, Extracted::Values(url(to)), "{location:?}"),
            None => assert!(matches!(of, Extracted::Failure(ExtractFailure::Invalid { .. })), "{location:?}"),
        }
    }
}

#[test]
fn number_of_locations() {
    let (origin, from) = (Origin::parse(HOME).unwrap(), url("https://api.example/"));
    let from_origin = Origin::of(&from);
    let request = RedirectedRequest::new(&origin, &from_origin, Mode::Cors);
    let none: [(&str, &str); 2] = [("Content-Location", "/b"), ("X-Location", "/b")];
    type Row<'a> = (&'a [(&'a str, &'a str)], Result<Option<&'a str>, RedirectError>);
    let rows: [Row<'_>; 6] = [
        (&none, Ok(None)),
        (&[("LOCATION", "/b")], Ok(Some("https://api.example/b"))),
        (&[("Location", "/b"), ("Location", "/b")], Err(LocationRepeated { lines: 2 })),
        (&[("Location", "/b"), ("location", "")], Err(LocationRepeated { lines: 2 })),
        (&[("Location", ""), ("location", "/b")], Err(LocationRepeated { lines: 2 })),
        (
            &[("Location", "https://"), ("location", "/"), ("LOCATION", "x")],
            Err(LocationRepeated { lines: 3 }),
        ),
    ];
    for (headers, expected) in rows {
        for status in STATUSES {
            let led = request.redirect(status, headers, Some(&from), from.fragment());
            let to = led.map(|led| led.map(|led| led.location.to_string()));
            assert_eq!(to, expected.clone().map(|to| to.map(str::to_owned)), "{headers:?}, {status}");
        }
    }
    assert_eq!(LocationRepeated { lines: 2 }.step().step, "5");
}

#[test]
fn long_locations() {
    for len in [64 << 10, 1 << 20] {
        let path = "a".repeat(len);
        let led = redirect("https://api.example/#f", 302, format!("/{path}").as_bytes()).unwrap().unwrap();
        assert_eq!(led.location.as_str(), format!("https://api.example/{path}#f"), "{len}");
        // Three times as long once it is percent-encoded.
        let led = redirect("https://api.example/", 302, &[b"/", vec![0xff; len].as_slice()].concat());
        assert_eq!(led.unwrap().unwrap().location.path().len(), 1 + 3 * len, "{len}");
    }
}

#[test]
fn schemes() {
    let rows = [
        ("data:text/plain,x", "data"),
        ("file:///etc/passwd", "file"),
        ("ftp://api.example/", "ftp"),
        ("javascript:alert(1)", "javascript"),
        ("blob:https://api.example/0", "blob"),
        ("about:blank", "about"),
        ("mailto:a@b.example", "mailto"),
        ("ws://api.example/", "ws"),
        ("wss://api.example/", "wss"),
        ("view-source:https://api.example/", "view-source"),
        ("MAILTO:a@b.example", "mailto"),
        ("localhost:8080/", "localhost"),
    ];
    for (location, scheme) in rows {
        for mode in Mode::ALL {
            let (origin, from) = (Origin::parse(HOME).unwrap(), url("https://api.example/"));
            let from_origin = Origin::of(&from);
            let mut request = RedirectedRequest::new(&origin, &from_origin, *mode);
            // What is wrong besides comes after the scheme.
            request.redirect_count = MAX_REDIRECTS;
            request.body = BodyKind::Stream;
            let error = request
                .redirect(302, &[("Location", location)], Some(&from), from.fragment())
                .expect_err(location);
            assert_eq!(error, SchemeNotHttp { scheme: scheme.to_owned() }, "{location}, {mode}");
            assert_eq!(error.step().step, "6", "{location}");
        }
    }
}

#[test]
fn redirect_count() {
    let (origin, from) = (Origin::parse(HOME).unwrap(), url("https://api.example/"));
    let from_origin = Origin::of(&from);
    for (count, follows) in [(0, true), (1, true), (19, true), (20, false), (21, false), (255, false)] {
        let mut request = RedirectedRequest::new(&origin, &from_origin, Mode::Cors);
        request.redirect_count = count;
        let led = request.redirect(302, &[("Location", "/b")], Some(&from), from.fragment());
        assert_eq!(led.is_ok(), follows, "{count}");
        if let Err(error) = led {
            assert_eq!((error.clone(), error.step().step), (TooManyRedirects, "7"), "{count}");
        }
        // A redirect that leads nowhere is not one too many.
        let nothing: [(&str, &str); 0] = [];
        assert_eq!(request.redirect(302, &nothing, Some(&from), from.fragment()), Ok(None), "{count}");
        // What is wrong with the URL's user or the body comes after.
        request.body = BodyKind::Stream;
        request.response_tainting = ResponseTainting::Cors;
        let expected = if follows { CrossOriginWithCredentials } else { TooManyRedirects };
        let led = request.redirect(
            302,
            &[("Location", "https://u:p@other.example/")],
            Some(&from),
            from.fragment(),
        );
        assert_eq!(led, Err(expected), "{count}");
        // What is wrong with the Location comes before.
        let led = request.redirect(302, &[("Location", "https://")], Some(&from), from.fragment());
        assert!(matches!(led, Err(LocationInvalid { .. })), "{count}");
    }
    assert_eq!(MAX_REDIRECTS, 20);
}

/// Steps 9 to 11 for every combination, beside the three conditions written down once more.
#[test]
fn user_names_and_bodies() {
    // Location, whether it is of the request's origin, whether it includes credentials.
    let locations = [
        ("https://app.example/", true, false),
        ("https://@app.example/", true, false),
        ("https://:@app.example/", true, false),
        ("https://u@app.example/", true, true),
        ("https://u:@app.example/", true, true),
        ("https://:p@app.example/", true, true),
        ("https://u:p@app.example/", true, true),
        ("https://other.example/", false, false),
        ("https://@other.example/", false, false),
        ("https://u@other.example/", false, true),
        ("https://:p@other.example/", false, true),
        ("https://u:p@app.example:8443/", false, true),
        ("http://u:p@app.example/", false, true),
    ];
    let origins = [Origin::parse(HOME).unwrap(), Origin::new_opaque()];
    let from = url("https://api.example/");
    let from_origin = Origin::of(&from);
    for (location, home, with_credentials) in locations {
        for origin in &origins {
            let same_origin = home && !origin.is_opaque();
            for &mode in Mode::ALL {
                for &tainting in ResponseTainting::ALL {
                    for body in [BodyKind::None, BodyKind::Source, BodyKind::Stream] {
                        for status in STATUSES {
                            let mut request = RedirectedRequest::new(origin, &from_origin, mode);
                            request.response_tainting = tainting;
                            request.body = body;
                            let expected = if mode == Mode::Cors && with_credentials && !same_origin {
                                Some((CrossOriginWithCredentials, "9"))
                            } else if tainting == ResponseTainting::Cors && with_credentials {
                                Some((TaintedWithCredentials, "10"))
                            } else if status != 303 && body == BodyKind::Stream {
                                Some((StreamBody, "11"))
                            } else {
                                None
                            };
                            let led = request.redirect(
                                status,
                                &[("Location", location)],
                                Some(&from),
                                from.fragment(),
                            );
                            let refused = led.err().map(|error| (error.clone(), error.step().step));
                            assert_eq!(
                                refused, expected,
                                "{origin} to {location}: {mode}, {tainting}, {body:?}, {status}"
                            );
                        }
                    }
                }
            }
        }
    }
}

/// Methods, and what they become after 301 or 302, 303, and 307 or 308: whether to `GET`.
#[test]
fn rewriting() {
    let rows = [
        ("GET", false, false),
        ("HEAD", false, false),
        ("POST", true, true),
        ("PUT", false, true),
        ("DELETE", false, true),
        ("OPTIONS", false, true),
        ("PATCH", false, true),
        ("patch", false, true),
        ("QUERY", false, true),
        // Methods are case-sensitive: these are neither POST nor GET nor HEAD.
        ("post", false, true),
        ("get", false, true),
        ("head", false, true),
    ];
    let (origin, from) = (Origin::parse(HOME).unwrap(), url("https://api.example/"));
    let from_origin = Origin::of(&from);
    for (method, after_301_or_302, after_303) in rows {
        for body in [BodyKind::None, BodyKind::Source, BodyKind::Stream] {
            for status in STATUSES {
                let mut request = RedirectedRequest::new(&origin, &from_origin, Mode::Cors);
                request.method = method.as_bytes();
                request.body = body;
                let led = request.redirect(status, &[("Location", "/b")], Some(&from), from.fragment());
                if body == BodyKind::Stream && status != 303 {
                    assert_eq!(led, Err(StreamBody), "{method}, {status}");
                    continue;
                }
                let expected = match status {
                    301 | 302 => after_301_or_302,
                    303 => after_303,
                    _ => false,
                };
                assert_eq!(
                    led.unwrap().unwrap().changes.rewrite_to_get,
                    expected,
                    "{method}, {status}, {body:?}"
                );
            }
        }
    }
}

/// Current URL, `Location`, and whether `Authorization` goes.
#[test]
fn authorization() {
    let rows = [
        ("https://api.example/", "/b", false),
        ("https://api.example/", "", false),
        ("https://api.example/", "https://api.example:443/", false),
        ("https://api.example/", "https://API.EXAMPLE/", false),
        ("https://api.example/", "https://api.example/?q#f", false),
        ("https://api.example:443/", "//api.example/", false),
        ("http://api.example:80/", "http://api.example/", false),
        ("https://api.example:8443/", "https://api.example:8443/x", false),
        ("http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", false),
        ("https://api.example/", "http://api.example/", true),
        ("http://api.example/", "https://api.example/", true),
        ("http://api.example:443/", "https://api.example/", true),
        ("https://api.example/", "https://other.example/", true),
        ("https://api.example/", "https://a.api.example/", true),
        ("https://a.api.example/", "https://api.example/", true),
        ("https://api.example/", "https://api.example./", true),
        ("https://api.example/", "https://api.example:8443/", true),
        ("https://api.example:8443/", "https://api.example/", true),
        ("https://api.example:8443/", "https://api.example:8444/", true),
        // To the page's own origin, too: it is the current URL that counts.
        ("https://api.example/", "https://app.example/", true),
        ("https://app.example/", "https://api.example/", true),
        ("https://app.example/", "https://app.example/b", false),
    ];
    for (from, location, goes) in rows {
        for status in STATUSES {
            let led = redirect(from, status, location.as_bytes()).unwrap().unwrap();
            assert_eq!(led.changes.drop_authorization, goes, "{from} to {location:?}, {status}");
        }
    }
    // A user name alone makes no other origin.
    let (origin, from) = (Origin::parse(HOME).unwrap(), url("https://app.example/"));
    let from_origin = Origin::of(&from);
    let request = RedirectedRequest::new(&origin, &from_origin, Mode::Cors);
    let led =
        request.redirect(302, &[("Location", "https://u:p@app.example/")], Some(&from), from.fragment());
    assert!(!led.unwrap().unwrap().changes.drop_authorization);
}

#[test]
fn referrer_policies() {
    use ReferrerPolicy::*;
    let rows: [(&[&str], Option<ReferrerPolicy>); 20] = [
        (&[], None),
        (&["no-referrer"], Some(NoReferrer)),
        (&["no-referrer-when-downgrade"], Some(NoReferrerWhenDowngrade)),
        (&["same-origin"], Some(SameOrigin)),
        (&["origin"], Some(Origin)),
        (&["strict-origin"], Some(StrictOrigin)),
        (&["origin-when-cross-origin"], Some(OriginWhenCrossOrigin)),
        (&["strict-origin-when-cross-origin"], Some(StrictOriginWhenCrossOrigin)),
        (&["unsafe-url"], Some(UnsafeUrl)),
        (&["origin, unsafe-url"], Some(UnsafeUrl)),
        (&["origin", "unsafe-url"], Some(UnsafeUrl)),
        (&["unsafe-url", "origin"], Some(Origin)),
        (&["origin, from-the-future"], Some(Origin)),
        (&["from-the-future, origin"], Some(Origin)),
        (&[",, origin ,"], Some(Origin)),
        (&["from-the-future"], None),
        // The old names are none.
        (&["never"], None),
        (&["always, origin"], Some(Origin)),
        (&[""], None),
        // Not even a list of policies: nothing changes.
        (&["origin, \"x\""], None),
    ];
    let (origin, from) = (fetch_cors::Origin::parse(HOME).unwrap(), url("https://api.example/"));
    let from_origin = fetch_cors::Origin::of(&from);
    let request = RedirectedRequest::new(&origin, &from_origin, Mode::Cors);
    for (lines, expected) in rows {
        let mut headers = vec![("Location", "/b")];
        headers.extend(lines.iter().map(|line| ("Referrer-Policy", *line)));
        let led = request.redirect(302, &headers, Some(&from), from.fragment()).unwrap().unwrap();
        assert_eq!(led.changes.referrer_policy, expected, "{lines:?}");
    }
}
