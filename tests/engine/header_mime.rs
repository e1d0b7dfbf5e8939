//! The essence of a MIME type, as the MIME Sniffing Standard parses it.

use fetch_cors::header::mime::parse_essence;

/// The essence as text; `-` for failure.
fn essence(input: &[u8]) -> String {
    parse_essence(input).map_or_else(|| "-".to_owned(), |essence| essence.to_string())
}

#[test]
fn essences() {
    let rows: [(&[u8], &str); 70] = [
        // Plain.
        (b"text/plain", "text/plain"),
        (b"TEXT/PLAIN", "text/plain"),
        (b"tExT/pLaIn", "text/plain"),
        (b"a/b", "a/b"),
        (b"*/*", "*/*"),
        (b"application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        (b"multipart/form-data", "multipart/form-data"),
        (b"!#$%&'*+-.^_`|~/!#$%&'*+-.^_`|~", "!#$%&'*+-.^_`|~/!#$%&'*+-.^_`|~"),
        // Parameters never fail it.
        (b"text/plain;", "text/plain"),
        (b"text/plain ;", "text/plain"),
        (b"text/plain; ", "text/plain"),
        (b"text/plain;;;;", "text/plain"),
        (b"text/plain;charset", "text/plain"),
        (b"text/plain;charset=", "text/plain"),
        (b"text/plain;charset=utf-8", "text/plain"),
        (b"text/plain; charset=utf-8", "text/plain"),
        (b"text/plain;=", "text/plain"),
        (b"text/plain;/", "text/plain"),
        (b"text/plain;,", "text/plain"),
        (b"text/plain;\"", "text/plain"),
        (b"text/plain;charset=\"", "text/plain"),
        (b"text/plain;charset=\"\\", "text/plain"),
        (b"text/plain;charset=\"a;b\"", "text/plain"),
        (b"text/plain;\0", "text/plain"),
        (b"text/plain;\xff", "text/plain"),
        (b"text/plain; application/json", "text/plain"),
        // White space at the ends and behind the subtype.
        (b" text/plain", "text/plain"),
        (b"text/plain ", "text/plain"),
        (b"\ttext/plain\t", "text/plain"),
        (b"\ntext/plain\n", "text/plain"),
        (b"\rtext/plain\r", "text/plain"),
        (b"  text/plain ; charset=UTF-8", "text/plain"),
        (b"text/plain\t\r\n ;", "text/plain"),
        (b"text/plain\n;", "text/plain"),
        // White space anywhere else.
        (b"text /plain", "-"),
        (b"text/ plain", "-"),
        (b"text/\tplain", "-"),
        (b"text/\nplain", "-"),
        (b"te xt/plain", "-"),
        (b"text/pl ain", "-"),
        (b"text/plain a;", "-"),
        (b"text/ plain ;", "-"),
        // Other white space is none.
        (b"text/plain\x0b", "-"),
        (b"text/plain\x0c", "-"),
        (b"text/plain\xa0", "-"),
        (b"\x0btext/plain", "-"),
        (b"\x0ctext/plain", "-"),
        (b"\xa0text/plain", "-"),
        (b"text/plain\x0c;", "-"),
        // A part that is missing or empty.
        (b"", "-"),
        (b" ", "-"),
        (b"/", "-"),
        (b";", "-"),
        (b"/;", "-"),
        (b"text", "-"),
        (b"text/", "-"),
        (b"text/ ", "-"),
        (b"text/;", "-"),
        (b"text/ ;", "-"),
        (b"/plain", "-"),
        (b" /plain", "-"),
        (b"text;/plain", "-"),
        (b"text;charset=a/b", "-"),
        // More than one.
        (b"text/plain/", "-"),
        (b"text//plain", "-"),
        (b"text/plain/x", "-"),
        (b"text/plain, application/json", "-"),
        (b"text/plain,", "-"),
        (b"application/json, text/plain", "-"),
        (b"text/pl\xe4in", "-"),
    ];
    for (input, expected) in rows {
        assert_eq!(essence(input), expected, "{:?}", String::from_utf8_lossy(input));
    }
}

/// A byte that may stand in a type or a subtype.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A byte that is taken off at the ends.
fn is_space(byte: u8) -> bool {
    b"\t\n\r ".contains(&byte)
}

/// A place for a byte, what stands before and behind it, and for which bytes the whole parses.
type Place = (&'static [u8], &'static [u8], fn(u8) -> bool);

#[test]
fn every_byte_in_every_place() {
    let places: [Place; 7] = [
        (b"", b"text/plain", |b| is_token_byte(b) || is_space(b)),
        (b"te", b"xt/plain", is_token_byte),
        (b"text", b"/plain", is_token_byte),
        (b"text/", b"plain", is_token_byte),
        (b"text/pl", b"x", |b| is_token_byte(b) || b == b';'),
        (b"text/plain", b"", |b| is_token_byte(b) || is_space(b) || b == b';'),
        (b"text/plain;", b"", |_| true),
    ];
    for (before, behind, parses) in places {
        for byte in 0..=u8::MAX {
            let input = [before, &[byte], behind].concat();
            assert_eq!(parse_essence(&input).is_some(), parses(byte), "{byte:#04x} behind {before:?}");
        }
    }
}

#[test]
fn comparing_takes_any_case() {
    let rows: [(&[u8], &str, &str, bool); 8] = [
        (b"text/plain", "text", "plain", true),
        (b"TEXT/Plain", "text", "plain", true),
        (b"text/plain", "TEXT", "PLAIN", true),
        (b"text/plain ;x", "text", "plain", true),
        (b"text/plain", "text", "html", false),
        (b"text/plain", "application", "plain", false),
        (b"text/plainx", "text", "plain", false),
        (b"xtext/plain", "text", "plain", false),
    ];
    for (input, kind, subtype, expected) in rows {
        let essence = parse_essence(input);
        assert_eq!(essence.map(|e| e.is(kind, subtype)), Some(expected), "{input:?} is {kind}/{subtype}");
    }
}

#[test]
fn a_long_one_parses() {
    let long = [b"text/".to_vec(), vec![b'a'; 1_000_000], b";".to_vec(), vec![b';'; 1_000_000]].concat();
    assert_eq!(essence(&long).len(), 5 + 1_000_000);
}
