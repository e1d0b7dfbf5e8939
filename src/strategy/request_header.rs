use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::option;
use proptest::prop_oneof;
use proptest::sample::{Index, select};
use proptest::strategy::{BoxedStrategy, Just, Strategy};

use crate::header::HeaderList;
use crate::header::bytes::normalize;
use crate::header::safelist::{MAX_SAFELISTED_TOTAL, MAX_SAFELISTED_VALUE};

/// Generates headers that a page sets, near the limits of the request-header safelist. Script may set all of them.
///
/// There are values of 127 to 129 bytes, values of 1,023 to 1,025 bytes in total, unsafe bytes, content types and ranges
/// that are safelisted or nearly so, `Authorization`, repeated names, and names in any case.
///
/// All values are valid for `http::HeaderValue`. For values that are not, see [`raw_request_headers`].
///
/// ```
/// use fetch_cors::strategy::request_headers;
/// proptest::proptest!(|(headers in request_headers())| assert!(headers.to_header_map().is_ok()));
/// ```
pub fn request_headers() -> impl Strategy<Value = HeaderList> + Clone {
    headers(b"\"():<>?@[\\]{}")
}

/// Generates the same headers as [`request_headers`], but also with control bytes in values.
///
/// Pages may send these bytes, and [`Exchange::headers`] returns them, but [`Exchange::to_http`] fails because the
/// `http` crate cannot represent them. Use this strategy if your program has an HTTP client that can send them.
///
/// [`Exchange::headers`]: crate::Exchange::headers
/// [`Exchange::to_http`]: crate::Exchange::to_http
///
/// ```
/// use fetch_cors::{Client, Origin, strategy::raw_request_headers};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// proptest::proptest!(|(headers in raw_request_headers())| {
///     let request = page.fetch("https://api.example/").headers(headers.iter()).build().unwrap();
///     assert!(request.headers().len() >= headers.len());
/// });
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn raw_request_headers() -> impl Strategy<Value = HeaderList> + Clone {
    headers(&[0x01, 0x08, 0x0b, 0x1f, 0x7f, b'"', b'(', b'{'])
}

type Header = (&'static str, Vec<u8>);

fn headers(unsafe_bytes: &'static [u8]) -> impl Strategy<Value = HeaderList> + Clone {
    let many = option::weighted(0.15, safelisted_total());
    (many, vec(header(unsafe_bytes), 0..4)).prop_filter_map("headers", |(many, few)| {
        let mut list = HeaderList::new();
        for (name, value) in many.unwrap_or_default().iter().chain(&few) {
            list.append(name.as_bytes(), normalize(value)).ok()?;
        }
        Some(list)
    })
}

fn header(unsafe_bytes: &'static [u8]) -> impl Strategy<Value = Header> + Clone {
    let custom = named(
        &["x-token", "X-Token", "x-a", "x-b", "X-Requested-With", "*", "x!#$%&'*+.^_`|~"],
        prop_oneof![3 => text(&["1", ""]), 1 => any_value()],
    );
    let authorization =
        named(&["authorization", "Authorization", "AUTHORIZATION"], text(&["Basic dTpw", "Bearer 1", ""]));
    let accept = named(
        &["accept", "Accept"],
        prop_oneof![text(&["*/*", "", "a\tb", "a(b"]), near_limit(b"", unsafe_bytes)],
    );
    let language = named(
        &["accept-language", "Content-Language", "content-language"],
        prop_oneof![text(&["en", "en-GB,*;q=0.5", "en_GB", "en/GB", "e\tn"]), near_limit(b"", unsafe_bytes)],
    );
    let content_type = named(
        &["content-type", "Content-Type"],
        prop_oneof![3 => text(CONTENT_TYPES), 1 => near_limit(b"text/plain;a=", unsafe_bytes)],
    );
    prop_oneof![
        5 => custom,
        4 => content_type,
        3 => authorization,
        2 => accept,
        2 => language,
        2 => named(&["range", "Range"], text(RANGES)),
        1 => named(&["x-http-method-override"], text(&["PUT", "tracer"])),
    ]
}

fn named(
    names: &'static [&'static str],
    value: impl Strategy<Value = Vec<u8>> + Clone + 'static,
) -> impl Strategy<Value = Header> + Clone {
    (select(names), value)
}

const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a",
    "multipart/form-data;boundary=\"a\"",
    "Text/Plain;charset=UTF-8",
    "text/plain ;x",
    "text/ plain",
    "text/plain,text/plain",
    "text/plain/",
    "text/plainx",
    "text/",
    "/plain",
    "",
];

const RANGES: &[&str] = &[
    "bytes=0-",
    "bytes=0-0",
    "bytes=9-10",
    "bytes=10-9",
    "bytes=-1",
    "bytes=-",
    "bytes= 0-",
    "bytes=0-1,2-3",
    "BYTES=0-",
    "bytes=18446744073709551616-",
    "",
];

fn text(values: &'static [&'static str]) -> BoxedStrategy<Vec<u8>> {
    select(values).prop_map(|value| value.as_bytes().to_vec()).boxed()
}

/// Generates values of bytes that the `http` crate allows in a header value.
fn any_value() -> BoxedStrategy<Vec<u8>> {
    let byte = prop_oneof![6 => b' '..0x7f, 1 => 0x80..=u8::MAX, 1 => Just(b'\t')];
    vec(byte, 0..6).prop_map(|value| normalize(&value).to_vec()).boxed()
}

/// Generates values that begin with `start` and are as long as a safelisted value may be, or one byte shorter or longer.
/// Some have a byte that is unsafe, or one that is unusual.
fn near_limit(start: &'static [u8], unsafe_bytes: &'static [u8]) -> BoxedStrategy<Vec<u8>> {
    let length = select(vec![MAX_SAFELISTED_VALUE, MAX_SAFELISTED_VALUE - 1, MAX_SAFELISTED_VALUE + 1]);
    let odd = prop_oneof![3 => select(unsafe_bytes), 1 => select(&b"\t ,;=/\x80\xff"[..])];
    (length, option::weighted(0.4, (odd, any::<Index>())))
        .prop_map(move |(length, odd)| {
            let mut value = start.to_vec();
            value.resize(length, b'z');
            if let Some((odd, at)) = odd {
                // The byte is not put at the ends, because white space is removed there.
                let inside = start.len() + 1 + at.index(length - start.len() - 2);
                value.splice(inside..=inside, [odd]);
            }
            value
        })
        .boxed()
}

/// Generates safelisted headers whose values have in total as many bytes as are allowed without a preflight, or one byte
/// fewer or more. `Accept` is among them, because every request gets this header, and its bytes count.
fn safelisted_total() -> impl Strategy<Value = Vec<Header>> + Clone {
    const ACCEPT: &[u8] = b"*/*";
    let (border, over) = (MAX_SAFELISTED_TOTAL, MAX_SAFELISTED_TOTAL + 1);
    select(vec![border, border - 1, over, over]).prop_map(|total| {
        let full = vec![b'z'; MAX_SAFELISTED_VALUE];
        let rest = total - ACCEPT.len() - 7 * full.len();
        let mut headers = vec![("accept", ACCEPT.to_vec()), ("content-language", vec![b'z'; rest])];
        headers.extend(std::iter::repeat_n(("accept-language", full), 7));
        headers
    })
}
