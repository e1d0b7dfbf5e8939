//! `fetch/api/headers`: what a `Headers` object holds. What script passes to it is converted by the host, and iterators
//! that see it change are the host's.

use std::borrow::Cow;

use fetch_cors::header::{Guard, HeaderList, Headers};
use fetch_cors::request::{Mode, RequestError, RequestInit, RequestInput};
use fetch_cors::{Request, header::guard::GuardError};

use crate::fetch_api::cors_preflight::not_cors_safelisted;
use crate::places::HERE;
use crate::row::{Row, rule};
use crate::scenario::page;

pub fn rows() -> Vec<Row> {
    [
        set_cookie(),
        values(),
        normalized_values(),
        basic(),
        casing(),
        combined(),
        errors(),
        forbidden_overrides(),
        no_cors(),
        normalized(),
        record(),
    ]
    .concat()
}

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// `new Headers(pairs)`.
fn headers(pairs: Pairs<'_>) -> HeaderList {
    let mut list = HeaderList::new();
    Headers::new(&mut list, Guard::None).fill(pairs.iter().map(|(name, value)| (name, value))).unwrap();
    list
}

/// What script sees when it iterates.
fn iterated(list: &HeaderList) -> Vec<(String, String)> {
    list.sort_and_combine().iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn owned(pairs: Pairs<'_>) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn get(list: &HeaderList, name: &str) -> Option<String> {
    list.get(name.as_bytes()).unwrap().map(|value| text(&value))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn set_cookie() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/header-setcookie.any.js";
    const TWO: Pairs<'_> = &[("set-cookie", "a=1"), ("Set-Cookie", "b=2; domain=site.example")];
    const TWO_2: Pairs<'_> = &[("set-cookie2", "c=3"), ("Set-Cookie2", "d=4; domain=other.example")];
    const JOINED_2: (&str, &str) = ("set-cookie2", "c=3, d=4; domain=other.example");
    const IN_ORDER: Pairs<'_> = &[("set-cookie", "c=1"), ("set-cookie", "a=2"), ("set-cookie", "b=3")];
    let seen = |says: &str, given: Pairs<'_>, expected: Pairs<'_>| {
        rule(FILE, says, iterated(&headers(given)), owned(expected))
    };
    let got = |says: &str, given: Pairs<'_>, expected: &[&str]| {
        let values: Vec<String> = headers(given).get_set_cookie().map(text).collect();
        rule(FILE, says, values, expected.iter().map(|value| (*value).to_owned()).collect())
    };
    let changed = |says: &str, given: Pairs<'_>, change: fn(&mut HeaderList), expected: Pairs<'_>| {
        let mut list = headers(given);
        change(&mut list);
        rule(FILE, says, iterated(&list), owned(expected))
    };
    let mut of_a_response = HeaderList::new();
    let refused = ["Set-Cookie", "sEt-cOokIe"]
        .map(|name| Headers::new(&mut of_a_response, Guard::Response).append(name.as_bytes(), b"a=b"));
    vec![
        rule(
            FILE,
            "get joins",
            get(&headers(TWO), "set-cookie"),
            Some("a=1, b=2; domain=site.example".to_owned()),
        ),
        seen("iterating does not join", TWO, &[("set-cookie", "a=1"), ("set-cookie", TWO[1].1)]),
        seen("but it does join Set-Cookie2", TWO_2, &[JOINED_2]),
        seen("both", &[TWO, TWO_2].concat(), &[("set-cookie", "a=1"), ("set-cookie", TWO[1].1), JOINED_2]),
        seen("values in the order given", IN_ORDER, IN_ORDER),
        seen(
            "names sorted, values in order",
            &[
                ("z-name", "1"),
                ("m-name", "2"),
                ("set-cookie", "3"),
                ("a-name", "4"),
                ("set-cookie", "5"),
                ("a-name", "6"),
                ("m-name", "7"),
            ],
            &[
                ("a-name", "4, 6"),
                ("m-name", "2, 7"),
                ("set-cookie", "3"),
                ("set-cookie", "5"),
                ("z-name", "1"),
            ],
        ),
        seen(
            "values are not sorted",
            &[
                ("z-name", "7"),
                ("m-name", "6"),
                ("set-cookie", "5"),
                ("a-name", "4"),
                ("set-cookie", "3"),
                ("a-name", "2"),
                ("m-name", "1"),
            ],
            &[
                ("a-name", "4, 2"),
                ("m-name", "6, 1"),
                ("set-cookie", "5"),
                ("set-cookie", "3"),
                ("z-name", "7"),
            ],
        ),
        rule(FILE, "has, in any case", headers(TWO).has(b"sEt-cOoKiE").unwrap(), true),
        changed(
            "append",
            TWO_2,
            |list| {
                list.append(b"set-Cookie", b"a=1").unwrap();
                list.append(b"sEt-cOoKiE", b"b=2").unwrap();
            },
            &[("set-cookie", "a=1"), ("set-cookie", "b=2"), JOINED_2],
        ),
        changed("set", TWO, |list| list.set(b"set-cookie", b"c=3").unwrap(), &[("set-cookie", "c=3")]),
        changed("delete", TWO, |list| list.delete(b"set-Cookie"), &[]),
        got("getSetCookie of nothing", &[], &[]),
        got("getSetCookie of one", &TWO[..1], &["a=1"]),
        got("getSetCookie of two", TWO, &["a=1", TWO[1].1]),
        got("getSetCookie of an empty one", &[("set-cookie", "")], &[""]),
        got("getSetCookie of equal ones", &[("set-cookie", "a"), ("set-cookie", "a")], &["a", "a"]),
        got(
            "getSetCookie leaves Set-Cookie2 out",
            &[("set-cookie2", "a"), ("set-cookie", "b"), ("set-cookie2", "c")],
            &["b"],
        ),
        got("getSetCookie keeps the order", IN_ORDER, &["c=1", "a=2", "b=3"]),
        rule(
            FILE,
            "no response that script makes has one",
            (refused, of_a_response.len()),
            ([Ok(false), Ok(false)], 0),
        ),
    ]
}

/// What becomes of a request's header value; `Err` for one that throws.
type Sent = Result<Option<Vec<u8>>, ()>;

/// With `fetch()` and with `XMLHttpRequest`.
fn both(value: &[u8]) -> [(&'static str, Sent); 2] {
    let fetch = page().fetch(HERE).header("x-value", value).build();
    let xhr = page().xml_http_request("POST", HERE).header("x-value", value).build();
    let sent = |request: Result<Request, RequestError>| {
        Ok(request.map_err(|_| ())?.headers().get(b"x-value").unwrap())
    };
    [("fetch", sent(fetch)), ("XMLHttpRequest", sent(xhr))]
}

fn values() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/header-values.any.js";
    let row = |byte: u8| {
        let value = [b'x', byte, b'x'];
        let expected = if matches!(byte, 0 | b'\n' | b'\r') { Err(()) } else { Ok(Some(value.to_vec())) };
        both(&value).map(|(by, sent)| rule(FILE, format!("{by}, byte {byte:#04x}"), sent, expected.clone()))
    };
    (0..=255).flat_map(row).collect()
}

fn normalized_values() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/header-values-normalize.any.js";
    let row = |byte: u8| {
        let left = if matches!(byte, b'\t' | b'\n' | b'\r' | b' ') { vec![] } else { vec![byte] };
        let expect = |value: Vec<u8>| if byte == 0 { Err(()) } else { Ok(Some(value)) };
        let cases = [
            (vec![byte], expect(left.clone())),
            (vec![b'x', byte], expect([b"x", &left[..]].concat())),
            (vec![byte, b'x'], expect([&left[..], b"x"].concat())),
        ];
        cases.into_iter().flat_map(move |(value, expected)| {
            let says = value.escape_ascii().to_string();
            both(&value).map(|(by, sent)| rule(FILE, format!("{by}, {says}"), sent, expected.clone()))
        })
    };
    (0..0x21).flat_map(row).collect()
}

fn basic() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-basic.any.js";
    const SOME: Pairs<'_> = &[("x-a", "1"), ("x-b", "2"), ("x-c", "3"), ("Content-Type", "a/b")];
    const MIXED: Pairs<'_> = &[
        ("x-name1", "1"),
        ("X-Name2", "2"),
        ("x-name", "3"),
        ("content-Type", "4"),
        ("Content-Typ", "5"),
        ("Content-Types", "6"),
    ];
    const SORTED: Pairs<'_> = &[
        ("content-typ", "5"),
        ("content-type", "4"),
        ("content-types", "6"),
        ("x-name", "3"),
        ("x-name1", "1"),
        ("x-name2", "2"),
    ];
    let list = headers(SOME);
    let mut copy = HeaderList::new();
    Headers::new(&mut copy, Guard::None).fill(list.iter()).unwrap();
    let (mut appended, mut set, mut deleted) = (HeaderList::new(), HeaderList::new(), headers(SOME));
    let mut rows = Vec::new();
    for (name, value) in SOME {
        let expected = Some((*value).to_owned());
        appended.append(name.as_bytes(), value.as_bytes()).unwrap();
        set.set(name.as_bytes(), value.as_bytes()).unwrap();
        let had = deleted.has(name.as_bytes()).unwrap();
        deleted.delete(name.as_bytes());
        rows.extend([
            rule(FILE, format!("{name} of pairs"), get(&list, name), expected.clone()),
            rule(FILE, format!("{name} of a copy"), get(&copy, name), expected.clone()),
            rule(FILE, format!("{name} appended"), get(&appended, name), expected.clone()),
            rule(FILE, format!("{name} set"), get(&set, name), expected),
            rule(
                FILE,
                format!("{name} deleted"),
                (had, deleted.has(name.as_bytes()).unwrap()),
                (true, false),
            ),
        ]);
    }
    rows.extend([
        rule(FILE, "no headers", HeaderList::new().is_empty(), true),
        rule(
            FILE,
            "a name that is not there",
            (list.has(b"x-absent").unwrap(), get(&list, "x-absent")),
            (false, None),
        ),
        rule(FILE, "iterated by sorted names", iterated(&headers(MIXED)), owned(SORTED)),
    ]);
    rows
}

fn casing() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-casing.html";
    const CASES: Pairs<'_> = &[("X-UPPER", "1"), ("x-lower", "2"), ("X-mixed", "3")];
    let (mut appended, mut set) = (HeaderList::new(), HeaderList::new());
    let mut rows = Vec::new();
    for (name, value) in CASES {
        appended.append(name.as_bytes(), value.as_bytes()).unwrap();
        set.set(name.as_bytes(), value.as_bytes()).unwrap();
        for name in [Cow::Borrowed(*name), name.to_lowercase().into(), name.to_uppercase().into()] {
            for (how, list) in [("given", &headers(CASES)), ("appended", &appended), ("set", &set)] {
                rows.push(rule(FILE, format!("{name}, {how}"), get(list, &name), Some((*value).to_owned())));
            }
        }
    }
    rows
}

/// The file joins with a comma alone, and an older one not at all; by the text (get 2 of a header list) a space follows.
fn combined() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-combine.html";
    const GIVEN: Pairs<'_> = &[
        ("x-one", "1"),
        ("x-two", "1"),
        ("x-two", "2"),
        ("x-three", "1"),
        ("x-three", "2"),
        ("x-three", "3"),
    ];
    [("x-one", "1"), ("x-two", "1, 2"), ("x-three", "1, 2, 3")]
        .into_iter()
        .flat_map(|(name, joined)| {
            let changed = |change: &dyn Fn(&mut HeaderList)| {
                let mut list = headers(GIVEN);
                change(&mut list);
                get(&list, name)
            };
            let bytes = name.as_bytes();
            [
                rule(FILE, format!("{name}: get"), changed(&|_| ()), Some(joined.to_owned())),
                rule(FILE, format!("{name}: delete"), changed(&|list| list.delete(bytes)), None),
                rule(
                    FILE,
                    format!("{name}: set"),
                    changed(&|list| list.set(bytes, b"new").unwrap()),
                    Some("new".to_owned()),
                ),
                rule(
                    FILE,
                    format!("{name}: append"),
                    changed(&|list| list.append(bytes, b"new").unwrap()),
                    Some(format!("{joined}, new")),
                ),
            ]
        })
        .collect()
}

/// A value that is no byte string is refused by the host, which converts it.
fn errors() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-errors.html";
    let name = "no-name\u{100}".as_bytes();
    let mut list = HeaderList::new();
    let threw = [
        ("given", Headers::new(&mut list, Guard::None).fill([(name, b"a")]).is_err()),
        ("get", list.get(name).is_err()),
        ("has", list.has(name).is_err()),
        ("delete", Headers::new(&mut list, Guard::None).delete(name).is_err()),
        ("set", Headers::new(&mut list, Guard::None).set(name, b"a").is_err()),
        ("append", Headers::new(&mut list, Guard::None).append(name, b"a").is_err()),
    ];
    threw.into_iter().map(|(how, threw)| rule(FILE, format!("no name: {how}"), threw, true)).collect()
}

const OVERRIDES: [&str; 6] = [
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
    "X-HTTP-METHOD-OVERRIDE",
    "X-HTTP-METHOD",
    "X-METHOD-OVERRIDE",
];

/// Headers that name a method for the server to use, and whether a request may have them.
pub fn overrides() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    let forbidden = [
        "TRACE",
        "TRACK",
        "CONNECT",
        "trace",
        "track",
        "connect",
        "\rtrace",
        "\ttrack",
        "\nconnect",
        "trace,",
        "GET,track ",
        " connect",
    ];
    let allowed = ["GETTRACE", "GET", "\",TRACE\","];
    let values = forbidden.map(|value| (value, false)).into_iter().chain(allowed.map(|value| (value, true)));
    values.flat_map(|(value, may)| OVERRIDES.map(|name| (name, value, may)))
}

fn forbidden_overrides() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-forbidden-override.any.js";
    overrides()
        .map(|(name, value, may)| {
            let mut list = HeaderList::new();
            let appended = Headers::new(&mut list, Guard::Request).append(name.as_bytes(), value.as_bytes());
            let left = may.then(|| value.to_owned());
            rule(FILE, format!("{name}: {value:?}"), (appended, get(&list, name)), (Ok(may), left))
        })
        .collect()
}

/// The guard of `new Request("about:blank", { mode: "no-cors" }).headers`.
fn no_cors() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-no-cors.any.js";
    let mut init = RequestInit::default();
    init.mode = Some(Mode::NoCors);
    let guard = Request::construct(&page(), RequestInput::Url("about:blank"), &init).unwrap().guard();
    let mut rows = vec![rule(FILE, "the guard", guard, Guard::RequestNoCors)];
    // Values that are safe one by one, but not together.
    let long = "a".repeat(127);
    let plain = format!("text/plain;{}", "a".repeat(116));
    let (twice, once) = ([long.as_str(), "", &long], ["", &long]);
    let types = [plain.as_str(), "text/plain"];
    let languages = ["accept", "accept-language", "content-language"];
    let together = languages
        .map(|name| (name, &twice[..]))
        .into_iter()
        .chain(languages.map(|name| (name, &once[..])))
        .chain([("content-type", &types[..])]);
    for (name, values) in together {
        let mut list = HeaderList::new();
        let seen: Vec<_> = values
            .iter()
            .map(|value| {
                Headers::new(&mut list, guard).append(name.as_bytes(), value.as_bytes()).unwrap();
                get(&list, name)
            })
            .collect();
        let first = Some(values[0].to_owned());
        rows.push(rule(
            FILE,
            format!("{name}: only the first of {} values", values.len()),
            seen,
            vec![first.clone(); values.len()],
        ));
        let set = Headers::new(&mut list, guard).set(name.as_bytes(), values.join(", ").as_bytes());
        rows.push(rule(
            FILE,
            format!("{name}: set to all of them"),
            (set, get(&list, name)),
            (Ok(false), first),
        ));
        Headers::new(&mut list, guard).delete(name.as_bytes()).unwrap();
        rows.push(rule(FILE, format!("{name}: deleted"), get(&list, name), None));
    }
    let hints = [
        ("dpr", "2"),
        ("downlink", "1"),
        ("save-data", "on"),
        ("viewport-width", "100"),
        ("width", "100"),
        ("unknown", "a"),
    ];
    let hints = hints.map(|(name, value)| (name, value.to_owned()));
    for (name, value) in not_cors_safelisted().into_iter().chain(hints) {
        let mut list = HeaderList::new();
        let tried = [
            Headers::new(&mut list, guard).append(name.as_bytes(), value.as_bytes()),
            Headers::new(&mut list, guard).set(name.as_bytes(), value.as_bytes()),
        ];
        rows.push(rule(FILE, format!("{name}: {value}"), (tried, list.len()), ([Ok(false), Ok(false)], 0)));
    }
    rows
}

fn normalized() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-normalize.any.js";
    [" a ", "\ta\t", " a b\t", "\r\n a", "a\r\n ", "\r\n\ta"]
        .into_iter()
        .flat_map(|value| {
            let (mut appended, mut set) = (HeaderList::new(), HeaderList::new());
            Headers::new(&mut appended, Guard::None).append(b"name", value.as_bytes()).unwrap();
            Headers::new(&mut set, Guard::None).set(b"name", value.as_bytes()).unwrap();
            let lists = [("given", headers(&[("name", value)])), ("appended", appended), ("set", set)];
            lists.map(|(how, list)| {
                rule(FILE, format!("{value:?} {how}"), get(&list, "name"), Some(value.trim().to_owned()))
            })
        })
        .collect()
}

/// In which order script is asked for names and values is the host's.
fn record() -> Vec<Row> {
    const FILE: &str = "fetch/api/headers/headers-record.any.js";
    let seen = |says: &str, given: Pairs<'_>| rule(FILE, says, iterated(&headers(given)), owned(given));
    let refused = Headers::new(&mut HeaderList::new(), Guard::None).fill([("a", "b"), ("\u{ffff}", "d")]);
    vec![
        seen("nothing", &[]),
        seen("one", &[("a", "b")]),
        seen("two", &[("a", "b"), ("c", "d")]),
        rule(FILE, "one name of two is none", matches!(refused, Err(GuardError::Invalid(_))), true),
    ]
}
