//! `Headers` objects: what script sees and changes of a list, and of a request's headers. What each guard lets in is in
//! `header_guard`.

use crate::scenario::{API, Build, page};
use fetch_cors::Request;
use fetch_cors::header::guard::GuardError;
use fetch_cors::header::{Guard, HeaderList, Headers, InvalidHeader};
use fetch_cors::request::{
    CorsAttribute, CredentialsMode, Mode, PreloadAs, RequestInit, RequestInput, WorkerScript,
};

fn list(lines: &[(&str, &str)]) -> HeaderList {
    HeaderList::try_from_pairs(lines.iter().copied()).unwrap()
}

fn text(list: &HeaderList) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    list.iter().map(|(name, value)| (text(name), text(value))).collect()
}

#[test]
fn reading_is_the_same_under_each_guard() {
    const LINES: &[(&str, &str)] =
        &[("X-B", "1"), ("Set-Cookie", "a"), ("x-a", "2"), ("set-cookie", "b"), ("x-b", "")];
    for &guard in Guard::ALL {
        let mut of = list(LINES);
        let headers = Headers::new(&mut of, guard);
        assert_eq!(headers.guard(), guard);
        assert_eq!(headers.get(b"x-B").unwrap().as_deref(), Some(&b"1, "[..]));
        assert_eq!(headers.get(b"x-c").unwrap(), None);
        assert_eq!((headers.has(b"X-A").unwrap(), headers.has(b"x-c").unwrap()), (true, false));
        assert_eq!(headers.get_set_cookie().collect::<Vec<_>>(), [b"a", b"b"]);
        let no_name = InvalidHeader::Name { name: b"x a".into() };
        assert_eq!(headers.get(b"x a"), Err(no_name.clone()));
        assert_eq!(headers.has(b"x a"), Err(no_name));
        let iterated = [("set-cookie", "a"), ("set-cookie", "b"), ("x-a", "2"), ("x-b", "1, ")];
        assert_eq!(text(&headers.sort_and_combine()), iterated.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(*headers.list(), list(LINES));
    }
}

/// A value that is filled stays when a later pair is no header.
#[test]
fn filling_stops_where_script_sees_an_error() {
    let mut of = HeaderList::new();
    let filled = Headers::new(&mut of, Guard::Request).fill([
        ("x-a", "1"),
        ("cookie", "2"),
        ("x b", "3"),
        ("x-c", "4"),
    ]);
    assert_eq!(filled, Err(InvalidHeader::Name { name: b"x b".into() }.into()));
    assert_eq!(of, list(&[("x-a", "1")]));
}

/// Each kind of request, and the guard of its headers.
#[test]
fn guards_of_requests() {
    let no_cors = CorsAttribute::NoCors;
    let module = WorkerScript::Module { credentials: CredentialsMode::Omit };
    let rows: Vec<(&str, Request, Guard)> = vec![
        ("fetch", page().fetch(API).made(), Guard::Request),
        ("fetch, same-origin", page().fetch(API).mode(Mode::SameOrigin).made(), Guard::Request),
        ("fetch, no-cors", page().fetch(API).mode(Mode::NoCors).made(), Guard::RequestNoCors),
        ("XMLHttpRequest", page().xml_http_request("PUT", API).made(), Guard::Request),
        ("image", page().image(API, no_cors).made(), Guard::Immutable),
        ("script", page().classic_script(API, no_cors).made(), Guard::Immutable),
        ("module", page().module_script(API, no_cors).made(), Guard::Immutable),
        ("style", page().style(API, no_cors).made(), Guard::Immutable),
        ("font", page().font(API).made(), Guard::Immutable),
        ("audio", page().audio(API, no_cors).made(), Guard::Immutable),
        ("video", page().video(API, no_cors).made(), Guard::Immutable),
        ("track", page().track(API, no_cors).made(), Guard::Immutable),
        ("preload", page().preload(API, PreloadAs::Image, no_cors).made(), Guard::Immutable),
        ("manifest", page().manifest(API, no_cors).made(), Guard::Immutable),
        ("event source", page().event_source(API, false).made(), Guard::Immutable),
        ("worker", page().worker(API, WorkerScript::Classic).made(), Guard::Immutable),
        ("shared worker", page().shared_worker(API, module).made(), Guard::Immutable),
        ("beacon", page().beacon(API, None).made(), Guard::Immutable),
        ("navigation", page().navigation(API).made(), Guard::Immutable),
        ("unchecked", page().unchecked_request(API).mode(Mode::Cors).made(), Guard::Immutable),
    ];
    for (kind, mut request, guard) in rows {
        assert_eq!((request.guard(), request.script_headers().guard()), (guard, guard), "{kind}");
        // `clone()` keeps it.
        assert_eq!(request.clone().guard(), guard, "{kind}");
        let before = request.headers().clone();
        match guard {
            Guard::Immutable => {
                let mut headers = request.script_headers();
                assert_eq!(headers.append(b"accept", b"a/b"), Err(GuardError::Immutable), "{kind}");
                assert_eq!(headers.set(b"accept", b"a/b"), Err(GuardError::Immutable), "{kind}");
                assert_eq!(headers.delete(b"accept"), Err(GuardError::Immutable), "{kind}");
                assert_eq!(headers.fill([("accept", "a/b")]), Err(GuardError::Immutable), "{kind}");
            }
            _ => {
                for (name, value) in
                    [("Host", "a"), ("Origin", "null"), ("Cookie", "a=b"), ("X-HTTP-Method", "TRACE")]
                {
                    let mut headers = request.script_headers();
                    let (name, value) = (name.as_bytes(), value.as_bytes());
                    assert_eq!(headers.append(name, value), Ok(false), "{kind}");
                    assert_eq!(headers.set(name, value), Ok(false), "{kind}");
                }
            }
        }
        assert_eq!(request.headers(), &before, "{kind}");
        // The engine's own way in.
        request.unguarded_headers().append(b"Cookie", b"a=b").unwrap();
        assert!(request.headers().contains(b"cookie"), "{kind}");
    }
}

/// A request of another request has the guard of its own mode, whatever the other had.
#[test]
fn guards_of_requests_of_requests() {
    let image = page().image(API, CorsAttribute::NoCors).made();
    let navigation = page().navigation(API).made();
    let fetched = page().fetch(API).made();
    let mut no_cors = RequestInit::default();
    no_cors.mode = Some(Mode::NoCors);
    let unchanged = RequestInit::default();
    for (input, init, guard) in [
        (&image, &unchanged, Guard::RequestNoCors),
        (&navigation, &unchanged, Guard::Request),
        (&fetched, &unchanged, Guard::Request),
        (&fetched, &no_cors, Guard::RequestNoCors),
    ] {
        let copy = Request::construct(&page(), RequestInput::Request(input), init).unwrap();
        assert_eq!(copy.guard(), guard, "{}", input.mode());
    }
}

/// What went out when the guard was the host's to remember.
#[test]
fn a_no_cors_request_sends_no_json() {
    let mut request = page().fetch(API).mode(Mode::NoCors).method("POST").made();
    assert_eq!(request.script_headers().set(b"content-type", b"application/json"), Ok(false));
    assert_eq!(request.script_headers().set(b"content-type", b"text/plain"), Ok(true));
    assert_eq!(request.script_headers().append(b"content-type", b"application/json"), Ok(false));
    assert_eq!(*request.headers(), list(&[("content-type", "text/plain")]));
}

/// A range that the engine added goes when script changes the headers, and stays while it does not.
#[test]
fn script_takes_the_engines_range_away() {
    let with_range = || {
        let mut request = page().fetch(API).mode(Mode::NoCors).made();
        request.unguarded_headers().append(b"Range", b"bytes=0-").unwrap();
        request
    };
    type Change = fn(&mut Headers<'_>) -> Result<bool, GuardError>;
    let rows: [(&str, Change, bool); 5] = [
        ("append", |headers| headers.append(b"accept", b"a/b"), false),
        ("set", |headers| headers.set(b"accept", b"a/b"), false),
        ("append nothing", |headers| headers.append(b"x-a", b"1"), true),
        ("set nothing", |headers| headers.set(b"x-a", b"1"), true),
        ("delete nothing", |headers| headers.delete(b"accept"), true),
    ];
    for (how, change, kept) in rows {
        let mut request = with_range();
        assert_eq!(change(&mut request.script_headers()), Ok(!kept), "{how}");
        assert_eq!(request.headers().contains(b"range"), kept, "{how}");
    }
}
