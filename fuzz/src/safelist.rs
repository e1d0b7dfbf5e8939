//! A target for safelisted request headers, and for the headers that a `Headers` object accepts.

use arbitrary::{Arbitrary, Result, Unstructured};
use fetch_cors::header::names::{
    is_forbidden_request_header, is_forbidden_response_header_name, is_no_cors_safelisted_request_header_name,
};
use fetch_cors::header::safelist::{is_cors_safelisted_request_header, is_no_cors_safelisted_request_header};
use fetch_cors::header::{Guard, HeaderList, Headers, cors_unsafe_request_header_names};
use fetch_cors::preflight::{preflight_need, preflight_request_headers};

use super::text::{header_line, one};
use super::twin::headers;

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The input: headers, and the property that is checked.
#[derive(Clone, Debug)]
pub struct Input {
    look: Look,
    /// The number of the header that is checked. It wraps around.
    pick: usize,
    pairs: Pairs,
}

#[derive(Clone, Copy, Debug)]
enum Look {
    ByItself,
    InAnyOrder,
    WithOneLess,
    Asked,
    Appended(Guard),
    Set(Guard),
    Deleted(Guard),
}

const LOOKS: [Look; 19] = [
    Look::ByItself,
    Look::InAnyOrder,
    Look::WithOneLess,
    Look::Asked,
    Look::Appended(Guard::Immutable),
    Look::Appended(Guard::Request),
    Look::Appended(Guard::RequestNoCors),
    Look::Appended(Guard::Response),
    Look::Appended(Guard::None),
    Look::Set(Guard::Immutable),
    Look::Set(Guard::Request),
    Look::Set(Guard::RequestNoCors),
    Look::Set(Guard::Response),
    Look::Set(Guard::None),
    Look::Deleted(Guard::Immutable),
    Look::Deleted(Guard::Request),
    Look::Deleted(Guard::RequestNoCors),
    Look::Deleted(Guard::Response),
    Look::Deleted(Guard::None),
];
const NAMES: &[&str] = &[
    "Accept",
    "accept-language",
    "Content-Language",
    "content-type",
    "Content-Type",
    "range",
    "Range",
    "x-a",
    "X-A",
    "Authorization",
    "accept",
    "x-b",
    "Cookie",
    "sec-",
    "Proxy-x",
    "X-HTTP-Method",
    "x-method-override",
    "X-HTTP-Method-Override",
    "set-cookie",
    "Set-Cookie2",
    "accept-charset",
    "access-control-request-method",
    "Content-Length",
    "te",
    "host",
    "Origin",
    "*",
];
const WORDS: &[&str] = &[
    "text/plain",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/json",
    "Text/Plain",
    ";charset=",
    "\"x\"",
    "bytes=",
    "0-",
    "18446744073709551615",
    "18446744073709551616-",
    "en-GB,*;q=0.5",
    "*/*",
    ", ",
    "TRACE",
    "connect",
    "GET, track",
    "\"a, TRACE\"",
    "\u{e9}",
    "text/",
];
/// The largest number of headers. One byte of the input can repeat a header.
const MOST: usize = 20;

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let look = *one(u, &LOOKS)?;
        let pick = usize::from(u.arbitrary::<u8>()?);
        let mut pairs = Pairs::new();
        while !u.is_empty() && pairs.len() < MOST {
            match (u.peek_bytes(1), pairs.last()) {
                // This repeats the last header, so that the values reach the limit of their total length.
                (Some(&[byte @ 0xf0..=0xff]), Some(last)) => {
                    let times = usize::from(byte & 0x0f).min(MOST - pairs.len());
                    let again = std::iter::repeat_n(last.clone(), times);
                    pairs.extend(again.collect::<Pairs>());
                    let _ = u.bytes(1);
                }
                _ => pairs.push(header_line(u, NAMES, WORDS)),
            }
        }
        Ok(Self { look, pick, pairs })
    }
}

/// Runs the target on an input. Returns true if some headers are safe and some are unsafe.
pub fn run(input: &Input) -> bool {
    let Input { look, pick, pairs } = input;
    let picked = pairs.get(pick % pairs.len().max(1));
    let safe = |(name, value): &(Vec<u8>, Vec<u8>)| is_cors_safelisted_request_header(name, value);
    if let Some((name, value)) = picked {
        let no_cors = is_no_cors_safelisted_request_header(name, value);
        let is_safe = is_cors_safelisted_request_header(name, value);
        assert_eq!(is_safe, headers::is_cors_safelisted_request_header(name, value));
        assert_eq!(no_cors, is_safe && is_no_cors_safelisted_request_header_name(name));
        assert!(!is_safe || value.len() <= 128);
    }
    match (*look, picked) {
        (Look::Appended(guard), _) => appended(guard, pairs, picked),
        (Look::Set(guard), Some((name, value))) => set(guard, pairs, name, value),
        (Look::Deleted(guard), Some((name, _))) => deleted(guard, pairs, name),
        (look, _) => unsafe_names(look, pairs, *pick),
    }
    pairs.iter().any(safe) && !pairs.iter().all(safe)
}

fn names(pairs: &Pairs) -> Vec<Vec<u8>> {
    cors_unsafe_request_header_names(pairs).iter().map(std::borrow::Cow::into_owned).collect()
}

fn unsafe_names(look: Look, pairs: &Pairs, pick: usize) {
    let found = cors_unsafe_request_header_names(pairs);
    let listed = names(pairs);
    assert_eq!(listed, headers::cors_unsafe_request_header_names(pairs));
    assert_eq!((found.len(), found.is_empty()), (listed.len(), listed.is_empty()));
    // The names are sorted, unique, and in lower case.
    assert!(listed.windows(2).all(|two| two[0] < two[1]));
    assert!(!listed.iter().flatten().any(u8::is_ascii_uppercase));
    let Some(index) = pick.checked_rem(pairs.len()) else { return };
    match look {
        Look::ByItself => {
            let name = &pairs[index].0;
            let same = pairs.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
            let by_itself = !same.clone().all(|(n, v)| is_cors_safelisted_request_header(n, v));
            assert_eq!(found.contains(name), by_itself || found.is_unsafe_by_total(name));
            assert!(!by_itself || !found.is_unsafe_by_total(name));
            assert_eq!(found.contains(&name.to_ascii_uppercase()), found.contains(name));
        }
        Look::InAnyOrder => {
            let mut other = pairs.clone();
            other.rotate_left(index);
            assert_eq!(names(&other), listed);
            other.reverse();
            assert_eq!(names(&other), listed);
        }
        // If a header is removed, no unsafe name is added.
        Look::WithOneLess => {
            let mut fewer = pairs.clone();
            fewer.remove(index);
            assert!(names(&fewer).iter().all(|name| found.contains(name)));
        }
        // A preflight is needed exactly if there are unsafe names, and it asks for these names.
        _ => {
            let need = preflight_need(b"GET", false, &found, &());
            let needed = need.map(|need| need.header_names).unwrap_or_default();
            assert_eq!(needed.len(), listed.len());
            let joined = listed.join(&b","[..]);
            assert_eq!(found.join_with_commas(), joined);
            let asked = preflight_request_headers(b"PUT", &found);
            let line = asked.iter().find(|(name, _)| *name == b"Access-Control-Request-Headers");
            let line = line.map(|(_, value)| value.to_vec());
            assert_eq!(line, (!listed.is_empty()).then_some(joined));
        }
    }
}

fn filled(guard: Guard, pairs: &Pairs) -> HeaderList {
    let mut list = HeaderList::new();
    let mut count = 0;
    for (name, value) in pairs {
        count += usize::from(Headers::new(&mut list, guard).append(name, value) == Ok(true));
        assert_eq!(list.len(), count);
    }
    list
}

fn appended(guard: Guard, pairs: &Pairs, picked: Option<&(Vec<u8>, Vec<u8>)>) {
    let list = filled(guard, pairs);
    if let Some((name, value)) = picked {
        let mut more = list.clone();
        if Headers::new(&mut more, guard).append(name, value) == Ok(true) {
            let (last_name, last) = more.iter().last().unwrap();
            assert!(last == value && last_name.eq_ignore_ascii_case(name));
            assert!(list.iter().eq(more.iter().take(list.len())));
        } else {
            assert_eq!(more, list);
        }
    }
    for (name, value) in list.iter() {
        match guard {
            Guard::Immutable => panic!("something got in"),
            Guard::Request => assert!(!is_forbidden_request_header(name, value)),
            Guard::RequestNoCors => assert!(is_no_cors_safelisted_request_header_name(name)),
            Guard::Response => assert!(!is_forbidden_response_header_name(name)),
            _ => assert_eq!(guard, Guard::None),
        }
    }
    if guard == Guard::RequestNoCors {
        // The guard checks combined values: after `text/plain;`, it accepts any parameter.
        for (name, value) in list.sort_and_combine().iter() {
            assert!(is_no_cors_safelisted_request_header(name, value));
        }
    }
    // The guard accepts again what it has accepted before.
    let mut again = HeaderList::new();
    if Headers::new(&mut again, guard).fill(list.iter()).is_ok() {
        assert_eq!(again, list);
    }
}

/// Checks that setting a header twice has the same effect as setting it once.
fn set(guard: Guard, pairs: &Pairs, name: &[u8], value: &[u8]) {
    let list = filled(guard, pairs);
    let mut once = list.clone();
    let was_set = Headers::new(&mut once, guard).set(name, value);
    if was_set == Ok(true) {
        assert_eq!(once.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).count(), 1);
        assert_eq!(once.get(name).unwrap().as_deref(), Some(value));
    } else {
        assert_eq!(once, list);
    }
    let mut twice = once.clone();
    assert_eq!(Headers::new(&mut twice, guard).set(name, value), was_set);
    assert_eq!(twice, once);
}

/// Checks that deleting a name leaves no header of this name.
fn deleted(guard: Guard, pairs: &Pairs, name: &[u8]) {
    let list = filled(guard, pairs);
    let mut changed = list.clone();
    let others = |list: &HeaderList| {
        let is_other = |(n, _): &(&[u8], &[u8])| !n.eq_ignore_ascii_case(name);
        list.iter().filter(is_other).map(|(n, v)| (n.to_vec(), v.to_vec())).collect::<Vec<_>>()
    };
    match Headers::new(&mut changed, guard).delete(name) {
        Ok(true) => assert!(list.contains(name) && !changed.contains(name)),
        _ => assert_eq!(changed, list),
    }
    assert_eq!(others(&changed), others(&list));
}
