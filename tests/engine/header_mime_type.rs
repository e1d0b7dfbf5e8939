//! MIME types with parameters: parsing and serialising.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, and reads the clock"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use fetch_cors::header::mime::parse_essence;
use fetch_cors::header::mime_type::MimeType;

/// An input and its serialization; `None` if it is not a MIME type. Rows of the public tests of the standard are among
/// them.
#[test]
fn inputs() {
    let rows: [(&str, Option<&str>); 84] = [
        // The essence.
        ("text/html", Some("text/html")),
        ("TEXT/HTML", Some("text/html")),
        ("\t\n\r text/html \t\r\n", Some("text/html")),
        ("text/html ;", Some("text/html")),
        ("a/b/c", None),
        ("", None),
        ("\t", None),
        ("/", None),
        ("bogus", None),
        ("bogus/", None),
        ("bogus/ ", None),
        ("bogus/bogus/;", None),
        ("</>", None),
        ("(/)", None),
        ("ÿ/ÿ", None),
        ("text/html(;doesnot=matter", None),
        ("{/}", None),
        ("text /html", None),
        ("text/ html", None),
        ("text/\x0chtml", None),
        ("/html", None),
        (";text/html", None),
        ("a;b/c", None),
        ("*/*", Some("*/*")),
        ("a/b,c/d", None),
        // Parameters.
        ("text/html;charset=gbk", Some("text/html;charset=gbk")),
        ("TEXT/HTML;CHARSET=GBK", Some("text/html;charset=GBK")),
        ("text/html;charset=gbk(", Some("text/html;charset=\"gbk(\"")),
        ("text/html;x=(;charset=gbk", Some("text/html;x=\"(\";charset=gbk")),
        ("text/html;charset=gbk;charset=windows-1255", Some("text/html;charset=gbk")),
        ("text/html;charset=();charset=GBK", Some("text/html;charset=\"()\"")),
        ("text/html;CHARSET=gbk;charset=x", Some("text/html;charset=gbk")),
        // White space.
        ("text/html;charset =gbk", Some("text/html")),
        ("text/html ;charset=gbk", Some("text/html;charset=gbk")),
        ("text/html; charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;\t\n\r charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;charset= gbk", Some("text/html;charset=\" gbk\"")),
        ("text/html;charset=gbk ", Some("text/html;charset=gbk")),
        ("text/html;charset=gbk \t;x=1", Some("text/html;charset=gbk;x=1")),
        ("text/html;charset= \"gbk\"", Some("text/html;charset=\" \\\"gbk\\\"\"")),
        ("text/html;\x0bcharset=gbk", Some("text/html")),
        ("text/html;\x0ccharset=gbk", Some("text/html")),
        // Single quotes are no quotes.
        ("text/html;charset='gbk'", Some("text/html;charset='gbk'")),
        ("text/html;charset='gbk", Some("text/html;charset='gbk")),
        ("text/html;charset=';charset=GBK", Some("text/html;charset='")),
        // Parameters that are not well formed.
        ("text/html;test;charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;test=;charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;';charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;\";charset=gbk", Some("text/html;charset=gbk")),
        ("text/html ; ; charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;;;;charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;=a;charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;a b=c;charset=gbk", Some("text/html;charset=gbk")),
        ("text/html;charset= ;charset=GBK", Some("text/html;charset=GBK")),
        ("text/html;charset", Some("text/html")),
        ("text/html;charset=", Some("text/html")),
        ("text/html;charset=;", Some("text/html")),
        ("text/html;charset=\x7f;charset=GBK", Some("text/html;charset=GBK")),
        ("text/html;charset=\x01;charset=GBK", Some("text/html;charset=GBK")),
        ("text/html;test=ÿ;charset=gbk", Some("text/html;test=\"ÿ\";charset=gbk")),
        ("text/html;x=a\tb", Some("text/html;x=\"a\tb\"")),
        // Quoted values.
        ("text/html;charset=\"gbk\"", Some("text/html;charset=gbk")),
        ("text/html;charset=\"gbk", Some("text/html;charset=gbk")),
        ("text/html;charset=gbk\"", Some("text/html;charset=\"gbk\\\"\"")),
        ("text/html;charset=\" gbk\"", Some("text/html;charset=\" gbk\"")),
        ("text/html;charset=\"gbk \"", Some("text/html;charset=\"gbk \"")),
        ("text/html;charset=\"\\ gbk\"", Some("text/html;charset=\" gbk\"")),
        ("text/html;charset=\"\\g\\b\\k\"", Some("text/html;charset=gbk")),
        ("text/html;charset=\"gbk\"x", Some("text/html;charset=gbk")),
        ("text/html;charset=\"gbk\"\\\"x\"", Some("text/html;charset=gbk")),
        ("text/html;charset=\"\";charset=GBK", Some("text/html;charset=\"\"")),
        ("text/html;charset=\";charset=GBK", Some("text/html;charset=\";charset=GBK\"")),
        ("text/html;charset=\"a;b\";x=1", Some("text/html;charset=\"a;b\";x=1")),
        ("text/html;charset=\"a,b\"", Some("text/html;charset=\"a,b\"")),
        ("text/html;charset=\"a\\\"b\"", Some("text/html;charset=\"a\\\"b\"")),
        ("text/html;charset=\"a\\\\b\"", Some("text/html;charset=\"a\\\\b\"")),
        ("text/html;charset=\"a\\", Some("text/html;charset=\"a\\\\\"")),
        ("text/html;charset=\"a\\\"", Some("text/html;charset=\"a\\\"\"")),
        ("text/html;charset=\"", Some("text/html;charset=\"\"")),
        ("text/html;charset=\"\\", Some("text/html;charset=\"\\\\\"")),
        ("text/html;charset=\"\x01\";charset=x", Some("text/html;charset=x")),
        ("text/html;x=\"a\"b;x=c;y=d", Some("text/html;x=a;y=d")),
        ("text/html;x=\\a", Some("text/html;x=\"\\\\a\"")),
        ("!#$%&'*+-.^_`|~/a;!#$%&'*+-.^_`|~=1", Some("!#$%&'*+-.^_`|~/a;!#$%&'*+-.^_`|~=1")),
    ];
    for (input, expected) in rows {
        let mime_type = MimeType::parse(input.as_bytes());
        let serialized = mime_type.as_ref().map(MimeType::serialize);
        let text = serialized.as_ref().map(|bytes| String::from_utf8_lossy(bytes));
        assert_eq!(text.as_deref(), expected, "{input:?}");
        assert_eq!(parse_essence(input.as_bytes()).is_some(), expected.is_some(), "{input:?}");
        // What was serialized parses to the same.
        if let Some(bytes) = serialized {
            assert_eq!(MimeType::parse(&bytes), mime_type, "{input:?}");
        }
    }
}

/// Every byte in each place of a MIME type.
#[test]
fn bytes() {
    let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    for byte in 0..=255 {
        let with = |before: &str, after: &str| [before.as_bytes(), &[byte], after.as_bytes()].concat();
        let is_space = b"\t\n\r ".contains(&byte);
        assert_eq!(MimeType::parse(&with("a", "a/b")).is_some(), is_token_byte(byte), "{byte}");
        let is_subtype = is_token_byte(byte) || byte == b';';
        assert_eq!(MimeType::parse(&with("a/b", "b")).is_some(), is_subtype, "{byte}");
        let named = MimeType::parse(&with("a/b;x", "y=1")).unwrap();
        let expected = match byte {
            b'=' => named.parameter("x") == Some(b"y=1"),
            b';' => named.parameter("y") == Some(b"1"),
            byte if is_token_byte(byte) => named.serialize().len() == b"a/b;xyy=1".len(),
            _ => named.serialize() == b"a/b",
        };
        assert!(expected, "{byte}: {named:?}");
        let is_quotable = byte == b'\t' || matches!(byte, b' '..=b'~' | 0x80..);
        let quoted = MimeType::parse(&with("a/b;x=\"-", "-\"")).unwrap();
        assert_eq!(quoted.parameter("x").is_some(), is_quotable, "{byte}");
        let plain = MimeType::parse(&with("a/b;x=-", "-")).unwrap();
        assert_eq!(plain.parameter("x").is_some(), is_quotable, "{byte}");
        let end = MimeType::parse(&with("a/b;x=-", "")).unwrap();
        assert_eq!(end.parameter("x").is_some(), is_quotable || is_space, "{byte}");
    }
}

#[test]
fn accessors() {
    let mime_type = MimeType::parse(b"Text/HTML;A=\"x y\";b=2").unwrap();
    assert!(mime_type.is("text", "html") && mime_type.is("TEXT", "Html") && !mime_type.is("text", "plain"));
    assert_eq!(mime_type.parameter("a"), Some(&b"x y"[..]));
    assert_eq!(mime_type.parameter("A"), None);
    assert_eq!(mime_type.parameter("c"), None);
}

/// 100,000 parameters, all different or all the same, take time that is linear in their number.
#[test]
fn many_parameters() {
    let started = Instant::now();
    let mut different = "a/b".to_owned();
    (0..100_000).for_each(|n| write!(different, ";p{n}=\"{n}").unwrap());
    let mut same = "a/b".to_owned();
    (0..100_000).for_each(|_| same.push_str(";x=\"\\\"\""));
    let mut plain = "a/b".to_owned();
    (0..100_000).for_each(|n| write!(plain, ";p{n}={n}").unwrap());
    // The quotes of the first pair up, so every second of its parameters is inside a string.
    assert!(MimeType::parse(different.as_bytes()).is_some());
    assert_eq!(MimeType::parse(same.as_bytes()).unwrap().serialize(), b"a/b;x=\"\\\"\"");
    assert_eq!(MimeType::parse(plain.as_bytes()).unwrap().serialize(), plain.as_bytes());
    for filler in ["\"", "\\", ";", "=", " ", "a", "\\\"", ";=", "=\""] {
        let long = format!("a/b;x=\"{}", filler.repeat(200_000));
        assert!(MimeType::parse(long.as_bytes()).is_some());
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}
