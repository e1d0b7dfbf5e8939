//! The inputs of all measurements.

pub mod caches;
pub mod messages;

use fetch_cors::header::HeaderList;
use fetch_cors::{Client, Origin};
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

pub const APP: &str = "https://app.example";
pub const API: &str = "https://api.example/v1/items";

/// Returns a page of the origin [`APP`].
pub fn page() -> Client {
    Client::new(Origin::parse(APP).unwrap())
}

pub fn url(url: &str) -> Url {
    url.parse().unwrap()
}

/// Returns the headers of a response.
pub fn header_map<V: AsRef<[u8]>>(headers: &[(&str, V)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        map.try_append(name, HeaderValue::from_bytes(value.as_ref()).unwrap()).unwrap();
    }
    map
}

/// Returns the headers of a request.
pub fn header_list<N: AsRef<[u8]>, V: AsRef<[u8]>>(headers: &[(N, V)]) -> HeaderList {
    let mut list = HeaderList::new();
    headers.iter().for_each(|(name, value)| list.append(name.as_ref(), value.as_ref()).unwrap());
    list
}

/// The 18 headers of a response that do not belong to CORS.
pub const EIGHTEEN: [(&str, &str); 18] = [
    ("date", "Thu, 02 Jul 2026 10:00:00 GMT"),
    ("content-type", "application/json; charset=utf-8"),
    ("content-length", "18432"),
    ("cache-control", "private, max-age=0, must-revalidate"),
    ("etag", "\"5f2b8c1a9d3e4f60\""),
    ("last-modified", "Wed, 01 Jul 2026 09:30:00 GMT"),
    ("server", "nginx"),
    ("vary", "Origin, Accept-Encoding"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-request-id", "0b1f7c52-52b1-4f0e-9a55-6a7f6f1f2c11"),
    ("x-ratelimit-limit", "5000"),
    ("x-ratelimit-remaining", "4998"),
    ("x-ratelimit-reset", "1782986400"),
    ("x-total-count", "1204"),
    ("link", "</v1/items?page=2>; rel=\"next\""),
];

/// The names of eight of the 18 headers, which a response may expose.
pub const EIGHT_EXPOSED: &str = "ETag, X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, \
     X-RateLimit-Reset, X-Total-Count, Link, Vary";

/// Returns the 20 headers of a response. The last two of them are `last_two`.
pub fn twenty_headers(last_two: [(&str, &str); 2]) -> HeaderMap {
    header_map(&[&EIGHTEEN[..], &last_two].concat())
}

pub const FOUR_SIMPLE: [(&str, &str); 4] = [
    ("Accept", "application/json"),
    ("Accept-Language", "en-US,en;q=0.9"),
    ("Content-Language", "en"),
    ("Content-Type", "text/plain;charset=UTF-8"),
];

/// Returns four safelisted headers, each with the longest allowed value.
pub fn four_of_128_bytes() -> [(&'static str, String); 4] {
    let pad = |start: &str, with: char| {
        let mut value = start.to_owned();
        value.extend(std::iter::repeat_n(with, 128 - start.len()));
        value
    };
    [
        ("Accept", pad("application/json,text/plain;q=0.9,text/", 'x')),
        ("Accept-Language", pad("en-US,en;q=0.9,de;q=0.8,fr;q=0.7,it;q=0.6,", 'e')),
        ("Content-Language", pad("en-US,en,", 'd')),
        ("Content-Type", pad("text/plain;charset=UTF-8;note=", 'n')),
    ]
}

/// The twelve headers of a request, eight of them unsafe.
pub const TWELVE: [(&str, &str); 12] = [
    ("Accept", "application/json"),
    ("Authorization", "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"),
    ("X-Requested-With", "XMLHttpRequest"),
    ("Accept-Language", "en-US,en;q=0.9"),
    ("X-CSRF-Token", "d4f1c0b5a3e8479c"),
    ("If-None-Match", "\"5f2b8c1a9d3e4f60\""),
    ("X-Request-Id", "0b1f7c52-52b1-4f0e-9a55-6a7f6f1f2c11"),
    ("Content-Language", "en"),
    ("X-Client-Version", "4.18.2"),
    ("X-Api-Key", "k-1234567890"),
    ("Content-Type", "text/plain"),
    ("X-Trace-Id", "9f86d081884c7d65"),
];

/// The names of the eight unsafe headers, as a server lists them.
pub const EIGHT_UNSAFE: [&str; 8] = [
    "Authorization",
    "If-None-Match",
    "X-Api-Key",
    "X-Client-Version",
    "X-CSRF-Token",
    "X-Request-Id",
    "X-Requested-With",
    "X-Trace-Id",
];

/// Returns this number of different names of about 20 bytes.
pub fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("X-Header-Name-{i:06}")).collect()
}

/// Returns a list of this number of names. The wanted names are spread evenly among the others.
pub fn list_with(count: usize, wanted: &[&str]) -> String {
    let mut names = names(count);
    for (i, name) in wanted.iter().enumerate() {
        names[(i + 1) * count / wanted.len() - 1] = (*name).to_owned();
    }
    names.join(", ")
}
