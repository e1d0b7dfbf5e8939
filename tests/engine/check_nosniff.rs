//! What a response's type allows: determining nosniff, extracting the type, and blocking by both.

use fetch_cors::check::nosniff::determine_nosniff;
use fetch_cors::check::{block_due_to_mime_type, block_due_to_nosniff};
use fetch_cors::error::MimeError;
use fetch_cors::header::mime::{extract_essence, is_javascript};
use fetch_cors::request::Destination;

const OPTIONS: &str = "X-Content-Type-Options";
const TYPE: &str = "Content-Type";

fn lines<'v>(name: &'static str, values: &[&'v [u8]]) -> Vec<(&'static str, &'v [u8])> {
    values.iter().map(|value| (name, *value)).collect()
}

fn shown(values: &[&[u8]]) -> String {
    values.iter().map(|value| format!("[{}]", String::from_utf8_lossy(value))).collect()
}

#[test]
fn determining() {
    let rows: [(&[&[u8]], bool); 41] = [
        (&[], false),
        (&[b""], false),
        (&[b" "], false),
        (&[b"nosniff"], true),
        (&[b"NOSNIFF"], true),
        (&[b"NoSniff"], true),
        (&[b" nosniff\t"], true),
        (&[b"nosniff,"], true),
        (&[b"nosniff ,x"], true),
        (&[b"nosniff, nosniff"], true),
        // The first counts.
        (&[b"x, nosniff"], false),
        (&[b",nosniff"], false),
        (&[b", nosniff"], false),
        // All of it.
        (&[b"nosniff x"], false),
        (&[b"nosniff;"], false),
        (&[b"nosniff;x"], false),
        (&[b"nosniffx"], false),
        (&[b"xnosniff"], false),
        (&[b"no sniff"], false),
        (&[b"no-sniff"], false),
        (&[b"nosnif"], false),
        (&[b"no"], false),
        (&[b"nosniff\x0c"], false),
        (&[b"\x0bnosniff"], false),
        (&[b"nosniff\xa0"], false),
        (&[b"no\xffsniff"], false),
        (&["no\u{17f}niff".as_bytes()], false),
        // Quotes stay.
        (&[b"\"nosniff\""], false),
        (&[b"'NosniFF'"], false),
        (&[b"\"nosniff, nosniff"], false),
        (&[b"nosniff, \"x"], true),
        (&[b"nosniff\"x, y\""], false),
        // Several lines are one list.
        (&[b"nosniff", b"x"], true),
        (&[b"x", b"nosniff"], false),
        (&[b"", b"nosniff"], false),
        (&[b"nosniff", b""], true),
        (&[b"no", b"sniff"], false),
        (&[b"\"", b"nosniff"], false),
        (&[b"\"nosniff", b"\""], false),
        (&[b"nosniff\"", b"\", x"], false),
        (&[b"nosniff", b"\""], true),
    ];
    for (values, expected) in rows {
        assert_eq!(determine_nosniff(&lines(OPTIONS, values)), expected, "{}", shown(values));
    }
    assert!(determine_nosniff(&[("x-content-type-options", "nosniff")]));
    assert!(determine_nosniff(&[("X-CONTENT-TYPE-OPTIONS", "nosniff")]));
    assert!(!determine_nosniff(&[("Content-Type-Options", "nosniff"), (TYPE, "nosniff")]));
}

#[test]
fn extracting() {
    let rows: [(&[&[u8]], Option<&str>); 48] = [
        (&[], None),
        (&[b""], None),
        (&[b"text/html"], Some("text/html")),
        (&[b"TEXT/HTML"], Some("text/html")),
        (&[b" text/html\t"], Some("text/html")),
        (&[b"text/html;charset=gbk"], Some("text/html")),
        (&[b"Text/Html ; Charset=\"UTF-8\""], Some("text/html")),
        (&[b"text/html;"], Some("text/html")),
        (&[b"text"], None),
        (&[b"text/"], None),
        (&[b"/html"], None),
        (&[b"text/html/x"], None),
        (&[b"text html"], None),
        (&[b"text/h\xe4ml"], None),
        (&[b"text/html\x0c"], None),
        (&[b"\x0btext/html"], None),
        // The last that parses.
        (&[b"text/html, text/css"], Some("text/css")),
        (&[b"text/html", b"text/css"], Some("text/css")),
        (&[b"text/html,text/css,"], Some("text/css")),
        (&[b",text/html"], Some("text/html")),
        (&[b"text/html, x"], Some("text/html")),
        (&[b"x, text/html"], Some("text/html")),
        (&[b"text/html", b""], Some("text/html")),
        (&[b"", b"text/html"], Some("text/html")),
        (&[b"text/html", b"x", b"y/"], Some("text/html")),
        (&[b"x", b"y"], None),
        (&[b"text/html;a, text/css;b"], Some("text/css")),
        (&[b"text/html;charset=gbk", b"text/html;charset=utf-8"], Some("text/html")),
        // One that says anything says nothing.
        (&[b"*/*"], None),
        (&[b"*/*;q=1"], None),
        (&[b"*/*", b"*/*"], None),
        (&[b"text/html, */*"], Some("text/html")),
        (&[b"text/html", b"*/*;charset=gbk"], Some("text/html")),
        (&[b"*/*, text/html"], Some("text/html")),
        (&[b"text/html, */*, x"], Some("text/html")),
        (&[b"*/html"], Some("*/html")),
        (&[b"text/*"], Some("text/*")),
        (&[b"text/html, text/*"], Some("text/*")),
        // Quotes hide commas, over lines too.
        (&[b"text/html;x=\",text/css"], Some("text/html")),
        (&[b"text/html;x=\",text/css\""], Some("text/html")),
        (&[b"text/html;x=\",text/css\", text/xml"], Some("text/xml")),
        (&[b"text/html;\"", b"text/css"], Some("text/html")),
        (&[b"text/html;\"", b"\\\"", b"text/css"], Some("text/html")),
        (&[b"text/html;\"", b"\\\"", b"text/css", b"\";a=b"], Some("text/html")),
        (&[b"text/html;\"", b"text/css", b"\", text/xml"], Some("text/xml")),
        (&[b"\"text/html\""], None),
        (&[b"\"", b"text/html"], None),
        (&[b"text/html;a=b\\,text/css"], Some("text/css")),
    ];
    for (values, expected) in rows {
        assert_eq!(extract_essence(&lines(TYPE, values)).as_deref(), expected, "{}", shown(values));
    }
    assert_eq!(extract_essence(&[("content-TYPE", "a/b"), ("Content-Types", "c/d")]).as_deref(), Some("a/b"));
}

/// The JavaScript MIME type essences.
const JAVASCRIPT: [&str; 16] = [
    "application/ecmascript",
    "application/javascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
    "text/javascript1.0",
    "text/javascript1.1",
    "text/javascript1.2",
    "text/javascript1.3",
    "text/javascript1.4",
    "text/javascript1.5",
    "text/jscript",
    "text/livescript",
    "text/x-ecmascript",
    "text/x-javascript",
];

const NOT_JAVASCRIPT: [&str; 22] = [
    "application/json",
    "application/jscript",
    "application/livescript",
    "application/javascript1.0",
    "application/typescript",
    "application/wasm",
    "application/octet-stream",
    "text/html",
    "text/plain",
    "text/css",
    "text/javascript1",
    "text/javascript1.",
    "text/javascript1.6",
    "text/javascript2.0",
    "text/ecmascript1.0",
    "text/x-javascript1.0",
    "text/x-jscript",
    "text/vbscript",
    "text/javascriptx",
    "xtext/javascript",
    "module/javascript",
    "*/javascript",
];

#[test]
fn javascript() {
    for essence in JAVASCRIPT {
        assert!(is_javascript(essence), "{essence}");
    }
    for essence in NOT_JAVASCRIPT.into_iter().chain(["", "javascript", "*/*", "text/", "text/javascript;"]) {
        assert!(!is_javascript(essence), "{essence}");
    }
}

/// The script-like destinations.
const SCRIPT_LIKE: [&str; 6] =
    ["audioworklet", "paintworklet", "script", "serviceworker", "sharedworker", "worker"];

fn is_script_like(destination: Destination) -> bool {
    SCRIPT_LIKE.contains(&destination.as_str())
}

#[test]
fn script_like() {
    let found: Vec<_> = Destination::ALL.iter().filter(|d| d.is_script_like()).map(|d| d.as_str()).collect();
    assert_eq!(found, SCRIPT_LIKE);
    assert_eq!(Destination::ALL.len(), 24);
}

/// Types as they are written, and their essences.
fn types() -> Vec<(String, Option<String>)> {
    let mut types: Vec<(String, Option<String>)> = vec![(String::new(), None), ("x".to_owned(), None)];
    let others = ["text/css", "image/png", "image/svg+xml", "audio/mpeg", "video/mp4", "text/csv"];
    for essence in JAVASCRIPT.into_iter().chain(NOT_JAVASCRIPT).chain(others) {
        let (upper, own) = (essence.to_uppercase(), || Some(essence.to_owned()));
        let mixed: String = essence
            .char_indices()
            .map(|(at, c)| if at % 2 == 0 { c.to_ascii_uppercase() } else { c })
            .collect();
        types.push((essence.to_owned(), own()));
        types.push((format!("{upper};charset=utf-8"), own()));
        types.push((format!("{mixed} ; a=\"b,c\""), own()));
        types.push((format!("text/unknown, {essence}, */*, /"), own()));
        types.push((format!("{essence}, text/unknown"), Some("text/unknown".to_owned())));
    }
    types
}

#[test]
fn nosniff_blocks_by_destination_and_type() {
    let (mut blocked, mut rows) = (0, 0);
    for &destination in Destination::ALL {
        for (value, essence) in types() {
            let right = match destination.as_str() {
                _ if is_script_like(destination) => {
                    essence.as_deref().is_some_and(|e| JAVASCRIPT.contains(&e))
                }
                "style" => essence.as_deref() == Some("text/css"),
                _ => true,
            };
            let expected = if right {
                Ok(())
            } else {
                Err(MimeError::Nosniff { destination, essence: essence.clone() })
            };
            for options in ["nosniff", "NOSNIFF, x"] {
                let headers = [(TYPE, value.as_str()), (OPTIONS, options)];
                assert_eq!(block_due_to_nosniff(&headers, destination), expected, "{destination:?} {value}");
            }
            for options in ["", "x, nosniff", "\"nosniff\""] {
                let headers = [(TYPE, value.as_str()), (OPTIONS, options)];
                assert_eq!(block_due_to_nosniff(&headers, destination), Ok(()), "{destination:?} {value}");
            }
            assert_eq!(block_due_to_nosniff(&[(TYPE, &value)], destination), Ok(()));
            rows += 1;
            blocked += usize::from(expected.is_err());
        }
        // Without any type.
        let looked_at = is_script_like(destination) || destination == Destination::Style;
        let none = block_due_to_nosniff(&[(OPTIONS, "nosniff")], destination);
        assert_eq!(none.is_err(), looked_at, "{destination:?}");
        if let Err(error) = none {
            assert_eq!(error, MimeError::Nosniff { destination, essence: None });
        }
    }
    assert!(blocked > 0 && blocked < rows / 2, "{blocked} of {rows}");
}

#[test]
fn types_that_are_no_script() {
    let rows: [(&[u8], Option<&str>); 37] = [
        (b"audio/mpeg", Some("audio/mpeg")),
        (b"audio/x", Some("audio/x")),
        (b"image/png", Some("image/png")),
        (b"image/svg+xml", Some("image/svg+xml")),
        (b"image/*", Some("image/*")),
        (b"video/mp4", Some("video/mp4")),
        (b"video/javascript", Some("video/javascript")),
        (b"text/csv", Some("text/csv")),
        (b"IMAGE/PNG", Some("image/png")),
        (b"Audio/OGG;codecs=opus", Some("audio/ogg")),
        (b"vIdEo/webm ; a", Some("video/webm")),
        (b"TEXT/CSV;header=present", Some("text/csv")),
        (b"text/javascript, image/png", Some("image/png")),
        (b"image/png, */*", Some("image/png")),
        (b"image/png, x", Some("image/png")),
        (b"image/png;a=\", text/html\"", Some("image/png")),
        // Neighbours.
        (b"image/png, text/javascript", None),
        (b"image/png, text/html", None),
        (b"text/csv-schema", None),
        (b"text/csvx", None),
        (b"text/cs", None),
        (b"application/csv", None),
        (b"xtext/csv", None),
        (b"images/png", None),
        (b"image", None),
        (b"image/", None),
        (b"x-image/png", None),
        (b"audio-x/y", None),
        (b"font/woff", None),
        (b"model/obj", None),
        (b"application/octet-stream", None),
        (b"application/json", None),
        (b"text/html", None),
        (b"text/plain;a=\"image/png\"", None),
        (b"*/*", None),
        (b"", None),
        (b"image/p\xf1g", None),
    ];
    for &destination in Destination::ALL {
        for (value, essence) in rows {
            let expected = match essence.filter(|_| is_script_like(destination)) {
                Some(essence) => Err(MimeError::NotScript { destination, essence: essence.to_owned() }),
                None => Ok(()),
            };
            let shown = String::from_utf8_lossy(value);
            let got = block_due_to_mime_type(&[(TYPE, value)], destination);
            assert_eq!(got, expected, "{destination:?}, {shown}");
            // Whether sniffing is allowed does not matter here.
            let nosniff = [(TYPE, value), (OPTIONS, b"nosniff")];
            assert_eq!(block_due_to_mime_type(&nosniff, destination), expected, "{destination:?}, {shown}");
        }
        assert_eq!(block_due_to_mime_type::<[(&str, &str)]>(&[], destination), Ok(()));
    }
}
