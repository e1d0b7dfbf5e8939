use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, LOCATION,
};
use http::{HeaderName, HeaderValue, StatusCode};
use proptest::arbitrary::Arbitrary;
use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Just, Strategy};

use super::location::locations;
use crate::lab::{Answer, Change, Location};
use crate::redirect::is_redirect_status;

/// Generates answers to preflights. Many are permissive. The others have one or two mistakes, and a few never arrive.
///
/// The mistakes are:
///
/// - a CORS header that is missing, doubled or in the other case, or that has a slash, a port, quotes or another value in
///   it;
/// - `*` or `null`;
/// - a max-age that is negative, very large or not a number;
/// - a status that is not an ok status;
/// - a redirect.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Answer, Browser, Call};
/// use fetch_cors::strategy::preflight_answers;
/// let mut put = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// put.method = http::Method::PUT;
/// proptest::proptest!(|(answer in preflight_answers())| {
///     let server = |exchange: &fetch_cors::Exchange| match exchange.is_preflight() {
///         true => answer.to(exchange),
///         false => Answer::permissive().to(exchange),
///     };
///     let fetched = Browser::new().fetch(&put, server).unwrap();
///     let sent = fetched.messages.iter().any(|message| message.method == "PUT");
///     assert_eq!(sent, fetched.is_shared()); // The actual request is sent only if the preflight grants it.
/// });
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn preflight_answers() -> impl Strategy<Value = Answer> + Clone {
    let status = prop_oneof![
        8 => Just(None),
        2 => statuses(&[200, 299]).prop_map(Some),
        1 => statuses(&[301, 302, 307, 308, 300, 304, 401, 403, 404, 405, 500, 999]).prop_map(Some),
    ];
    let max_age = prop_oneof![2 => Just(None), 1 => select(&[0, 1, 600, 7_200, 86_400][..]).prop_map(Some)];
    let change = prop_oneof![
        2 => origin_changes(),
        2 => credentials_changes(),
        4 => list_changes(ACCESS_CONTROL_ALLOW_METHODS),
        4 => list_changes(ACCESS_CONTROL_ALLOW_HEADERS),
        2 => max_age_changes(),
    ];
    let answer = (status, max_age).prop_map(|(status, max_age)| {
        let answer = Answer { status, max_age, ..Answer::permissive() };
        match status.filter(|status| is_redirect_status(status.as_u16())) {
            Some(status) => answer.redirect(status, Location::SameUrl),
            None => answer,
        }
    });
    or_none(changed(answer, change))
}

/// Generates answers to actual requests that do not redirect. Many are permissive. The others have another status, or one or
/// two mistakes, and a few never arrive. They may have more headers, which are exposed correctly or with a mistake.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Browser, Call};
/// use fetch_cors::strategy::actual_answers;
/// let get = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// proptest::proptest!(|(answer in actual_answers())| {
///     let fetched = Browser::new().fetch(&get, |exchange| answer.to(exchange)).unwrap();
///     assert_eq!(fetched.messages.len(), 1); // Shared or not, there is only one message.
/// });
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn actual_answers() -> impl Strategy<Value = Answer> + Clone {
    let status = prop_oneof![
        6 => Just(None),
        2 => statuses(&[204, 206, 304, 400, 401, 403, 404, 416, 500, 599]).prop_map(Some),
    ];
    let headers = vec(select(own_headers()), 0..3);
    let change = prop_oneof![
        4 => origin_changes(),
        3 => credentials_changes(),
        2 => list_changes(ACCESS_CONTROL_EXPOSE_HEADERS),
        4 => resource_policies(),
    ];
    let answer =
        (status, headers).prop_map(|(status, headers)| Answer { status, headers, ..Answer::permissive() });
    or_none(changed(answer, change))
}

/// Generates answers that redirect. The targets are the same origin, another origin of the same site, another site, the
/// page's own origin, URLs with a password, other schemes, relative URLs, and texts that are not URLs. About half have one
/// or two changed headers, too.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Browser, Call};
/// use fetch_cors::strategy::redirects;
/// let get = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// proptest::proptest!(|(answer in redirects())| {
///     let fetched = Browser::new().fetch(&get, |exchange| answer.to(exchange)).unwrap();
///     assert!(fetched.messages.len() <= 21); // A fetch ends after 20 redirects.
/// });
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn redirects() -> impl Strategy<Value = Answer> + Clone {
    let change = prop_oneof![
        3 => origin_changes(),
        2 => credentials_changes(),
        1 => resource_policies(),
        1 => select(vec![Change::Missing, Change::Doubled]).prop_map(|change| (LOCATION, change)),
    ];
    let answer = (statuses(&[302, 301, 303, 307, 308]), locations())
        .prop_map(|(status, location)| Answer::permissive().redirect(status, location));
    changed(answer, change)
}

/// Generates the values of [`actual_answers`], [`preflight_answers`] and [`redirects`]. Each can answer any message.
impl Arbitrary for Answer {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> BoxedStrategy<Self> {
        prop_oneof![actual_answers(), preflight_answers(), redirects()].boxed()
    }
}

type HeaderChange = (HeaderName, Change);

/// Adds up to two of these changes to answers.
fn changed(
    answer: impl Strategy<Value = Answer> + Clone,
    change: impl Strategy<Value = HeaderChange> + Clone,
) -> impl Strategy<Value = Answer> + Clone {
    let changes = prop_oneof![
        6 => Just(Vec::new()),
        5 => vec(change.clone(), 1),
        1 => vec(change, 1..3),
    ];
    (answer, weighted(0.3), changes).prop_map(|(answer, wildcards, changes)| Answer {
        wildcards,
        changes,
        ..answer
    })
}

/// Replaces a few of the answers by one that never arrives.
fn or_none(answer: impl Strategy<Value = Answer> + Clone) -> impl Strategy<Value = Answer> + Clone {
    prop_oneof![24 => answer, 1 => Just(Answer::none())]
}

fn statuses(statuses: &'static [u16]) -> impl Strategy<Value = StatusCode> + Clone {
    select(statuses).prop_filter_map("a status", |status| StatusCode::from_u16(status).ok())
}

fn instead(header: HeaderName, value: &'static str) -> HeaderChange {
    (header, Change::Instead(HeaderValue::from_static(value)))
}

fn before(start: &'static str) -> Change {
    Change::Before(HeaderValue::from_static(start))
}

fn after(end: &'static str) -> Change {
    Change::After(HeaderValue::from_static(end))
}

fn origin_changes() -> impl Strategy<Value = HeaderChange> + Clone {
    let value = select(
        &[
            "https://app.example",
            "https://app.example",
            "https://other.example",
            "*",
            "null",
            "https://other.example/",
            "",
            "app.example",
            "**",
        ][..],
    );
    prop_oneof![
        3 => select(vec![
            Change::Missing,
            Change::Doubled,
            Change::OtherCase,
            after("/"),
            after(", https://other.example"),
            after(" https://other.example"),
            after(":443"),
            after("."),
            after("\""),
            before("\""),
            // These two are not mistakes, because browsers ignore white space around a value.
            before(" "),
            after("\t "),
        ])
        .prop_map(|change| (ACCESS_CONTROL_ALLOW_ORIGIN, change)),
        2 => value.prop_map(|value| instead(ACCESS_CONTROL_ALLOW_ORIGIN, value)),
    ]
}

fn credentials_changes() -> impl Strategy<Value = HeaderChange> + Clone {
    let values = &["false", "True", "1", "", "true, true", "\"true\"", "include"][..];
    prop_oneof![
        3 => select(vec![Change::Missing, Change::Doubled, Change::OtherCase])
            .prop_map(|change| (ACCESS_CONTROL_ALLOW_CREDENTIALS, change)),
        2 => select(values).prop_map(|value| instead(ACCESS_CONTROL_ALLOW_CREDENTIALS, value)),
    ]
}

/// Generates changes of a header that lists methods or header names. Most of them are mistakes.
fn list_changes(header: HeaderName) -> impl Strategy<Value = HeaderChange> + Clone {
    let change = prop_oneof![
        3 => select(vec![
            Change::Missing,
            Change::OtherCase,
            before("x"),
            after(" x"),
            after(";q=1"),
            before("("),
            after("\""),
        ]),
        1 => select(vec![Change::Doubled, before(",, "), after(" ,\t*"), after(", authorization")]),
        3 => select(&["*", "*", "*", "GET, POST", "x-other", "", ",", "*, *"][..])
            .prop_map(|value| Change::Instead(HeaderValue::from_static(value))),
    ];
    change.prop_map(move |change| (header.clone(), change))
}

fn max_age_changes() -> impl Strategy<Value = HeaderChange> + Clone {
    let values = &[
        "-1",
        "1.5",
        "99999999999999999999999",
        "",
        "soon",
        "+5",
        "0x10",
        "600 s",
        "600, 600",
        "0002",
        "7201",
    ][..];
    prop_oneof![
        4 => select(values).prop_map(|value| instead(ACCESS_CONTROL_MAX_AGE, value)),
        1 => Just((ACCESS_CONTROL_MAX_AGE, Change::Doubled)),
    ]
}

/// Generates values of `Cross-Origin-Resource-Policy`. *same-origin* and *same-site* block pages that fetch without CORS.
fn resource_policies() -> impl Strategy<Value = HeaderChange> + Clone {
    select(&["same-origin", "same-origin", "same-site", "same-site", "cross-origin", "Same-Origin", ""][..])
        .prop_map(|policy| instead(HeaderName::from_static("cross-origin-resource-policy"), policy))
}

fn own_headers() -> Vec<(HeaderName, HeaderValue)> {
    [
        ("x-total", "7"),
        ("cache-control", "no-store"),
        ("content-type", "text/html"),
        ("set-cookie", "a=b"),
        ("x-request-id", ""),
    ]
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
    .to_vec()
}
