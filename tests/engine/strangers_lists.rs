//! Every rule, over lists of a stranger's type that keep values as they came: white space around a value changes nothing.

use std::fmt::Debug;

use crate::scenario::{API, APP, LastTwoLabels};
use fetch_cors::Origin;
use fetch_cors::check::range::is_unrequested_range;
use fetch_cors::check::tao::timing_allow_values;
use fetch_cors::check::{CorpCheck, TaoCheck, block_due_to_mime_type, block_due_to_nosniff, cors_check};
use fetch_cors::filter::cors_exposed_header_names;
use fetch_cors::header::extract::{extract_delta_seconds, extract_single, extract_tokens};
use fetch_cors::header::list::{get, get_decode_and_split};
use fetch_cors::header::mime::extract_essence;
use fetch_cors::header::{
    Extracted, Guard, ReadHeaders, cors_unsafe_request_header_names, has_cors_unsafe_request_header,
};
use fetch_cors::preflight::PreflightedRequest;
use fetch_cors::redirect::{RedirectedRequest, location_value};
use fetch_cors::referrer_policy::parse_referrer_policy;
use fetch_cors::request::{
    CredentialsMode, Destination, EmbedderPolicy, EmbedderPolicyValue, Mode, ResponseTainting,
};
use fetch_cors::request_origin::RequestOrigin;

/// A header list that looks at nothing and changes nothing.
#[derive(Clone, Debug)]
struct Fields(Vec<(String, Vec<u8>)>);

impl ReadHeaders for Fields {
    fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_slice()))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What every rule over a response's headers says, for the header that has its name and for every other.
fn said_of_a_response<H: ReadHeaders>(headers: &H, name: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |what: &dyn Debug| said.push(format!("{what:?}"));
    let origin = Origin::parse(APP).unwrap();
    let (api, name) = (Origin::parse(API).unwrap(), name.as_bytes());
    say(&get(headers, name));
    say(&get_decode_and_split(headers, name));
    say(&extract_single(headers, name));
    match extract_tokens(headers, name) {
        Extracted::Values(tokens) => say(&tokens.iter().collect::<Vec<_>>()),
        Extracted::Failure(failure) => say(&failure),
        Extracted::Null => say(&"null"),
    }
    say(&extract_delta_seconds(headers, name));
    say(&extract_essence(headers));
    for destination in [Destination::Script, Destination::Style] {
        say(&block_due_to_nosniff(headers, destination));
        say(&block_due_to_mime_type(headers, destination));
    }
    let serialized = RequestOrigin::from_serialized(APP.as_bytes());
    let names = cors_unsafe_request_header_names(&[("x-a", "1")]);
    for credentials in [CredentialsMode::Omit, CredentialsMode::Include] {
        say(&cors_check(headers, serialized, credentials));
        let exposed = cors_exposed_header_names(headers, credentials);
        say(&["x-a", "x-b", "*"].map(|name| exposed.contains(name.as_bytes())));
        for (status, method) in [(204, "PUT"), (204, "GET"), (302, "GET")] {
            let asked = PreflightedRequest::new(serialized, credentials, method.as_bytes(), &names);
            let granted = asked.evaluate(status, headers).map(|grant| {
                let lists = [grant.methods().collect::<Vec<_>>(), grant.header_names().collect()];
                (lists.map(|list| list.into_iter().map(text).collect::<Vec<_>>()), grant.max_age())
            });
            say(&granted);
        }
    }
    let mut corp = CorpCheck::new(&origin, Some(&api), "https", &LastTwoLabels);
    corp.embedder_policy =
        EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
    say(&corp.check(headers));
    let mut tao = TaoCheck::new(&origin, serialized, &api, Mode::Cors);
    tao.response_tainting = ResponseTainting::Cors;
    say(&tao.passes(headers));
    say(&timing_allow_values(headers));
    say(&parse_referrer_policy(headers));
    say(&location_value(302, headers));
    let request = RedirectedRequest::new(&origin, &api, Mode::Cors);
    let base = "https://api.example/a/b".parse().unwrap();
    say(&request.redirect(302, headers, Some(&base), None));
    said
}

/// What every rule over a request's headers says.
fn said_of_a_request<H: ReadHeaders>(headers: &H, name: &str) -> Vec<String> {
    let names = cors_unsafe_request_header_names(headers);
    vec![
        format!("{:?}", names.iter().map(|name| text(&name)).collect::<Vec<_>>()),
        format!("{:?}", has_cors_unsafe_request_header(headers)),
        format!("{:?}", Guard::RequestNoCors.may_append(headers, name.as_bytes(), b"x")),
        format!("{:?}", is_unrequested_range(true, 206, true, headers)),
    ]
}

/// A value with this before it and behind it.
fn padded(lines: &[(&str, &str)], (before, behind): (&str, &str)) -> Fields {
    let pad = |value: &str| [before, value, behind].concat().into_bytes();
    Fields(lines.iter().map(|(name, value)| ((*name).to_owned(), pad(value))).collect())
}

#[test]
fn no_rule_looks_at_white_space_around_values() {
    const ALLOW: [(&str, &str); 2] =
        [("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")];
    let rows: [(&str, &[&str]); 15] = [
        ("access-control-allow-origin", &["*"]),
        ("access-control-allow-origin", &[APP]),
        ("access-control-allow-origin", &["https://app.example/"]),
        ("access-control-allow-origin", &[APP, APP]),
        ("access-control-allow-credentials", &["true"]),
        ("access-control-allow-methods", &["PUT", "a, b"]),
        ("access-control-allow-headers", &["x-a,", "a b"]),
        ("access-control-expose-headers", &["x-b", "*"]),
        ("access-control-max-age", &["60"]),
        ("cross-origin-resource-policy", &["same-site"]),
        ("timing-allow-origin", &["x", APP]),
        ("location", &["c d"]),
        ("referrer-policy", &["origin", ""]),
        ("x-content-type-options", &["nosniff"]),
        ("content-type", &["text/css;a=\"", "image/png"]),
    ];
    for (name, values) in rows {
        let mut lines: Vec<(&str, &str)> = ALLOW.into_iter().filter(|(other, _)| *other != name).collect();
        lines.extend(values.iter().map(|value| (name, *value)));
        let expected = said_of_a_response(&padded(&lines, ("", "")), name);
        for around in [(" ", ""), ("", " "), ("\t", "\t"), (" \t ", "\t \t"), ("", ", ")] {
            // A comma is no white space: it is here to be seen to change something.
            let other = around.1.contains(',');
            let list = padded(&lines, around);
            assert_eq!(said_of_a_response(&list, name) != expected, other, "{name}: {values:?}, {around:?}");
            assert_eq!(said_of_a_response(&list.0, name) != expected, other, "{name}, as pairs");
            let upper = name.to_ascii_uppercase();
            assert_eq!(said_of_a_response(&list, &upper) != expected, other, "{upper}");
            let mut map = http::HeaderMap::new();
            for (name, value) in list.fields() {
                let name = http::HeaderName::from_bytes(name).unwrap();
                map.try_append(name, http::HeaderValue::from_bytes(value).unwrap()).unwrap();
            }
            assert_eq!(said_of_a_response(&map, name) != expected, other, "{name}, as a map");
            assert_eq!(said_of_a_response(&map, &upper) != expected, other, "{upper}, as a map");
        }
    }
    let long = "a".repeat(126);
    for value in ["", "a", "text/plain", &long] {
        for name in ["accept", "accept-language", "content-type", "x-a", "range"] {
            let expected = said_of_a_request(&padded(&[(name, value)], ("", "")), name);
            for around in [(" ", ""), ("", " "), ("\t", "\t"), (" \t ", "\t \t")] {
                let list = padded(&[(name, value)], around);
                assert_eq!(said_of_a_request(&list, name), expected, "{name}: {value:?}, {around:?}");
                assert_eq!(said_of_a_request(&list.0, name), expected, "{name}: {value:?}, as pairs");
            }
        }
    }
}
