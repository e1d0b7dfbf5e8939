//! `fetch/range`: who may ask for a range, and who may have one.

use fetch_cors::error::Phase;
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::header::range::parse_single_range;
use fetch_cors::header::{Guard, HeaderList, Headers};
use fetch_cors::request::{CacheMode, CorsAttribute, Mode, RequestInit, RequestInput};
use fetch_cors::response::ResponseType;
use fetch_cors::{Client, Hop, Request, Step, Timestamp};

use crate::row::{Row, fetch, message, response, rule};
use crate::scenario::{Answer, Build, World, answer, page};

pub fn rows() -> Vec<Row> {
    [guards(), accept_encoding(), constructed(), changed(), parts(), intercepted(), data(), blobs()].concat()
}

const HOME: &str = "https://app.example/r";
const REMOTE: &str = "https://api.example/r";
const GENERAL: &str = "fetch/range/general.any.js";
const WORKER: &str = "fetch/range/sw.https.window.js";

fn get(list: &HeaderList, name: &str) -> Option<String> {
    list.get(name.as_bytes()).unwrap().map(|value| String::from_utf8(value).unwrap())
}

/// Three ways to put a header into a list.
fn guards() -> Vec<Row> {
    let mut rows = Vec::new();
    for (guard, is_allowed) in
        [(Guard::None, true), (Guard::Response, true), (Guard::Request, true), (Guard::RequestNoCors, false)]
    {
        let expected = is_allowed.then(|| "foo".to_owned());
        let mut filled = HeaderList::new();
        Headers::new(&mut filled, guard).fill([("Range", "foo")]).unwrap();
        let mut appended = HeaderList::new();
        Headers::new(&mut appended, guard).append(b"Range", b"foo").unwrap();
        let mut set = HeaderList::new();
        Headers::new(&mut set, guard).set(b"Range", b"foo").unwrap();
        for (way, list) in [("filled", filled), ("appended", appended), ("set", set)] {
            rows.push(rule(GENERAL, format!("{guard:?}, {way}"), get(&list, "range"), expected.clone()));
        }
    }
    rows
}

/// Whoever asks for a range asks for no encoding, whatever the range; script does not see that.
fn accept_encoding() -> Vec<Row> {
    let ask = |file, says, request: Request| {
        fetch(file, says, request)
            .sends(message("GET", HOME).with("accept-encoding", "identity"), answer::<&str>(200, &[]))
            .gives(response(ResponseType::Basic, 200))
    };
    let mut rows: Vec<Row> = ["bytes=0-10", "foo=0-10", "foo", ""]
        .map(|range| ask(GENERAL, range, page().fetch(HOME).header("Range", range).made()))
        .into();
    rows.push(ask("fetch/range/general.window.js", "media", media(HOME)));
    rows.push(
        fetch(
            "fetch/range/general.window.js",
            "a script that is a part runs",
            page().classic_script(HOME, CorsAttribute::NoCors),
        )
        .sends(
            message("GET", HOME).without("range"),
            answer(206, &[("content-type", "text/plain"), ("content-range", "bytes 90000-90001/90002")]),
        )
        .gives(response(ResponseType::Basic, 206).body(true)),
    );
    for request in [page().fetch(HOME).header("Range", "bytes=0-10").made(), media(HOME)] {
        rows.push(rule(WORKER, "a worker does not see it", get(request.headers(), "accept-encoding"), None));
    }
    rows
}

/// What `<audio>` asks for.
fn media(url: &str) -> Request {
    let mut request = page().audio(url, CorsAttribute::NoCors).made();
    request.unguarded_headers().append(b"Range", b"bytes=0-").unwrap();
    request
}

/// What a worker makes of the request that it is asked: the range stays while script changes nothing.
fn constructed() -> Vec<Row> {
    let asked = media(REMOTE);
    let client: Client = page();
    let range_of = |init: &RequestInit| {
        let made = Request::construct(&client, RequestInput::Request(&asked), init).unwrap();
        get(made.headers(), "range")
    };
    let with = |change: fn(&mut RequestInit)| {
        let mut init = RequestInit::default();
        change(&mut init);
        range_of(&init)
    };
    let kept = || Some("bytes=0-".to_owned());
    let mut rows = vec![
        rule(WORKER, "new Request(request)", range_of(&RequestInit::default()), kept()),
        rule(WORKER, "mode cors", with(|init| init.mode = Some(Mode::Cors)), kept()),
        rule(WORKER, "mode no-cors", with(|init| init.mode = Some(Mode::NoCors)), None),
        rule(WORKER, "a cache mode", with(|init| init.cache = Some(CacheMode::NoCache)), None),
        rule(WORKER, "no headers", with(|init| init.headers = Some(vec![])), None),
        rule(
            WORKER,
            "a range of script's",
            with(|init| init.headers = Some(vec![(b"Range".to_vec(), b"foo".to_vec())])),
            None,
        ),
    ];
    rows.push(
        fetch(WORKER, "passed through, it is sent", media(REMOTE))
            .sends(message("GET", REMOTE).with("range", "bytes=0-"), answer::<&str>(206, &[]))
            .gives(crate::row::opaque()),
    );
    rows
}

/// What script does to the headers of such a request.
fn changed() -> Vec<Row> {
    type Change = fn(Headers<'_>) -> bool;
    let changes: [(&str, Change, bool); 9] = [
        ("delete what is not there", |mut headers| headers.delete(b"does-not-exist").unwrap(), true),
        ("append what may not be", |mut headers| headers.append(b"foo", b"bar").unwrap(), true),
        ("set what may not be", |mut headers| headers.set(b"foo", b"bar").unwrap(), true),
        ("append a range", |mut headers| headers.append(b"Range", b"foo").unwrap(), true),
        ("set a range", |mut headers| headers.set(b"Range", b"foo").unwrap(), true),
        ("append what may be", |mut headers| headers.append(b"Accept", b"whatever").unwrap(), false),
        ("set what may be", |mut headers| headers.set(b"Accept", b"whatever").unwrap(), false),
        ("delete what may be", |mut headers| headers.delete(b"Accept").unwrap(), false),
        ("delete the range", |mut headers| headers.delete(b"Range").unwrap(), false),
    ];
    changes
        .map(|(says, change, kept)| {
            let mut list = HeaderList::new();
            list.append(b"accept", b"*/*").unwrap();
            list.append(b"range", b"bytes=0-").unwrap();
            change(Headers::new(&mut list, Guard::RequestNoCors));
            rule(WORKER, says, get(&list, "range"), kept.then(|| "bytes=0-".to_owned()))
        })
        .into()
}

/// A part that a worker had for one request, given to another.
fn parts() -> Vec<Row> {
    let part = || answer(206, &[("content-type", "text/plain"), ("content-range", "bytes 0-1/2")]);
    let given = |stored: &str, request: Request, part: Answer| {
        let mut world = World::new();
        let outcome = world.run(media(stored), &[part]).outcome.unwrap();
        let hop = Hop::new(request);
        let answer = ServiceWorkerResponse::Fetched(outcome);
        match hop.respond_from_service_worker(answer, &mut world.cache, Timestamp::ZERO) {
            Step::Done(Ok(response)) => Ok(response.hidden_from_script().internal_response().status()),
            Step::Done(Err(error)) => Err((error.phase(), error.reason().code(), error.step().to_string())),
            step => panic!("{step:?}"),
        }
    };
    let refused = || Err((Phase::ServiceWorker, "range-not-requested", "main fetch 21".to_owned()));
    let plain = || page().fetch(HOME).mode(Mode::NoCors).made();
    let script = || page().classic_script(HOME, CorsAttribute::NoCors).made();
    let image = || page().image(HOME, CorsAttribute::NoCors).made();
    const UNSATISFIED: &str = "fetch/range/sw-416.https.window.js";
    let whole = |status| answer::<&str>(status, &[]);
    vec![
        rule(WORKER, "an opaque part is no answer to fetch()", given(REMOTE, plain(), part()), refused()),
        rule(WORKER, "nor to a script", given(REMOTE, script(), part()), refused()),
        rule(
            WORKER,
            "a part of the origin's own is, to fetch()",
            given(HOME, page().fetch(HOME).made(), part()),
            Ok(206),
        ),
        rule(WORKER, "and to a script", given(HOME, script(), part()), Ok(206)),
        rule(
            UNSATISFIED,
            "an opaque 416 is no answer to fetch()",
            given(REMOTE, plain(), whole(416)),
            refused(),
        ),
        rule(UNSATISFIED, "nor to an image", given(REMOTE, image(), whole(416)), refused()),
        rule(WORKER, "an opaque 200 to a request with a range", given(REMOTE, plain(), whole(200)), Ok(200)),
    ]
}

/// A worker is asked for ranges too, and sees them.
fn intercepted() -> Vec<Row> {
    const FILE: &str = "fetch/range/sw-intercept-range.https.window.js";
    [HOME, REMOTE]
        .map(|url| {
            let hop = Hop::new(page().fetch(url).header("Range", "bytes=0-10").build().unwrap());
            let is = (hop.service_worker_may_respond(), get(hop.request().headers(), "range"));
            rule(FILE, url, is, (true, Some("bytes=0-10".to_owned())))
        })
        .into()
}

/// A `data:` URL is there as a whole.
fn data() -> Vec<Row> {
    const FILE: &str = "fetch/range/data.any.js";
    ["bytes=13-26", "bytes=7-14,21-27"]
        .map(|range| {
            fetch(FILE, range, page().fetch("data:text/plain,a").header("Range", range))
                .gives(response(ResponseType::Basic, 200))
        })
        .into()
}

/// Ranges of blobs, which the host serves: the header's form, with white space allowed.
fn blobs() -> Vec<Row> {
    const FILES: [&str; 2] = ["fetch/range/blob.any.js", "xhr/blob-range.any.js"];
    let parsed = |value: &str| {
        let range = parse_single_range(value.as_bytes(), true)?;
        let number = |number: Option<fetch_cors::header::range::Number<'_>>| number.and_then(|n| n.to_u64());
        Some((number(range.start), number(range.end)))
    };
    let mut rows = Vec::new();
    for (value, expected) in [
        ("bytes=9-21", (Some(9), Some(21))),
        ("bytes=11-", (Some(11), None)),
        ("bytes=-8", (None, Some(8))),
        ("bytes= \t9-21", (Some(9), Some(21))),
        ("bytes=4-100000000000", (Some(4), Some(100_000_000_000))),
        ("bytes=4-13", (Some(4), Some(13))),
        ("bytes=5 - 10", (Some(5), Some(10))),
        ("bytes=-\t 5", (None, Some(5))),
        ("bytes \t =\t 6-", (Some(6), None)),
        // Behind the end, which only the host knows.
        ("bytes=100000-", (Some(100_000), None)),
        ("bytes=13-", (Some(13), None)),
    ] {
        rows.extend(FILES.map(|file| rule(file, value, parsed(value), Some(expected))));
    }
    for value in [
        "",
        "bytes=0-5,15-",
        "bytes=0-5, 15-",
        "bytes=0-5,",
        "bytes=-",
        "bytes=10-5",
        "bytes=x-5",
        "bytes=5",
        "bytes=5-x",
        "bytes=x",
        "bytes 5-",
        "5-",
    ] {
        rows.extend(FILES.map(|file| rule(file, value, parsed(value), None)));
    }
    rows.extend(["byte=0-", "bytes", "bytes\t \t"].map(|value| rule(FILES[1], value, parsed(value), None)));
    rows
}
