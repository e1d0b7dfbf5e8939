//! Which request headers are safe, and what a `Headers` object may hold.

use fetch_cors::header::names::{
    is_forbidden_request_header, is_forbidden_response_header_name, is_no_cors_safelisted_request_header_name,
};
use fetch_cors::header::safelist::{is_cors_safelisted_request_header, is_no_cors_safelisted_request_header};
use fetch_cors::header::{Guard, HeaderList, cors_unsafe_request_header_names};
use fetch_cors::preflight::{preflight_need, preflight_request_headers};
use http::Method;

use super::text::header_lines;
use super::twin::headers;

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// Headers, one a line. Comes to the heart where some are safe and some are not.
pub fn run(data: &[u8]) -> bool {
    let pairs = header_lines(data);
    for (name, value) in &pairs {
        let safe = is_cors_safelisted_request_header(name, value);
        assert_eq!(safe, headers::is_cors_safelisted_request_header(name, value));
        let no_cors = is_no_cors_safelisted_request_header(name, value);
        assert_eq!(no_cors, safe && is_no_cors_safelisted_request_header_name(name));
        assert!(!safe || value.len() <= 128);
    }
    unsafe_names(&pairs);
    for guard in [Guard::Immutable, Guard::Request, Guard::RequestNoCors, Guard::Response, Guard::None] {
        guarded(guard, &pairs);
    }
    let safe = |(name, value): &(Vec<u8>, Vec<u8>)| is_cors_safelisted_request_header(name, value);
    pairs.iter().any(safe) && !pairs.iter().all(safe)
}

fn names(pairs: &Pairs) -> Vec<Vec<u8>> {
    cors_unsafe_request_header_names(pairs).iter().map(std::borrow::Cow::into_owned).collect()
}

fn unsafe_names(pairs: &Pairs) {
    let found = cors_unsafe_request_header_names(pairs);
    let listed = names(pairs);
    assert_eq!(listed, headers::cors_unsafe_request_header_names(pairs));
    assert_eq!((found.len(), found.is_empty()), (listed.len(), listed.is_empty()));
    // Sorted, each once, in lower case, and found whatever the case.
    assert!(listed.windows(2).all(|two| two[0] < two[1]));
    for name in &listed {
        assert!(!name.iter().any(u8::is_ascii_uppercase));
        assert!(found.contains(name) && found.contains(&name.to_ascii_uppercase()));
    }
    for (name, value) in pairs {
        let by_itself = !pairs
            .iter()
            .all(|(n, v)| !n.eq_ignore_ascii_case(name) || is_cors_safelisted_request_header(n, v));
        assert_eq!(found.contains(name), by_itself || found.is_unsafe_by_total(name));
        assert!(!by_itself || !found.is_unsafe_by_total(name));
        assert!(is_cors_safelisted_request_header(name, value) || found.contains(name));
    }
    assert_eq!(found.join_with_commas(), listed.join(&b","[..]));
    // The order does not matter, nor does another look at what was found.
    let backwards: Pairs = pairs.iter().rev().cloned().collect();
    assert_eq!(names(&backwards), listed);
    // With a header less there is no name more.
    if let Some((_, fewer)) = pairs.split_last() {
        assert!(names(&fewer.to_vec()).iter().all(|name| found.contains(name)));
    }
    // A preflight is needed for just these, and asks for them.
    let need = preflight_need(&Method::GET, false, &found, &());
    let needed = need.map(|need| need.header_names).unwrap_or_default();
    assert_eq!(needed.len(), listed.len());
    let asked = preflight_request_headers(&Method::PUT, &found);
    let line = asked.iter().find(|(name, _)| *name == b"Access-Control-Request-Headers");
    assert_eq!(line.map(|(_, value)| value.to_vec()), (!listed.is_empty()).then(|| found.join_with_commas()));
}

fn guarded(guard: Guard, pairs: &Pairs) {
    let mut list = HeaderList::new();
    for (name, value) in pairs {
        let before = list.clone();
        match guard.append(&mut list, name, value) {
            Ok(true) => assert_eq!(list.len(), before.len() + 1),
            Ok(false) | Err(_) => assert_eq!(list, before),
        }
    }
    for (name, value) in list.iter() {
        match guard {
            Guard::Immutable => panic!("something got in"),
            Guard::Request => assert!(!is_forbidden_request_header(name, value)),
            Guard::RequestNoCors => assert!(is_no_cors_safelisted_request_header_name(name)),
            Guard::Response => assert!(!is_forbidden_response_header_name(name)),
            Guard::None => {}
        }
    }
    if guard == Guard::RequestNoCors {
        // It judges what stands together: `text/plain;` lets in any parameter behind it.
        for (name, value) in list.sort_and_combine().iter() {
            assert!(is_no_cors_safelisted_request_header(name, value));
        }
    }
    // What the guard let in once it lets in again.
    let mut again = HeaderList::new();
    if guard.fill(&mut again, list.iter()).is_ok() {
        assert_eq!(again, list);
    }
    // Setting the same twice is setting it once; deleting leaves nothing of that name.
    for (name, value) in pairs {
        let mut changed = list.clone();
        let was_set = guard.set(&mut changed, name, value);
        let once = changed.clone();
        assert_eq!(guard.set(&mut changed, name, value), was_set);
        assert_eq!(changed, once);
        if was_set == Ok(true) {
            assert_eq!(once.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).count(), 1);
        } else {
            assert_eq!(once, list);
        }
        let was_there = changed.contains(name);
        match guard.delete(&mut changed, name) {
            Ok(true) => assert!(was_there && !changed.contains(name)),
            _ => assert_eq!(changed, once),
        }
    }
}
