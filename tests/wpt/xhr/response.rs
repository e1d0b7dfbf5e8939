//! What script sees of a response's headers and status.

use fetch_cors::header::HeaderList;
use fetch_cors::header::bytes::is_header_value;
use fetch_cors::response::ResponseType;

use super::HOME;
use crate::row::{Row, fetch, message, response, rule};
use crate::scenario::{answer, page};

pub fn rows() -> Vec<Row> {
    [one_header(), all_headers(), hidden(), values(), statuses()].concat()
}

/// All values of a name are one, empty ones too.
fn one_header() -> Vec<Row> {
    let table: [(&str, &[&str], &str); 5] = [
        ("content-length", &["0"], "0"),
        ("double-trouble", &["", ""], ", "),
        ("foo-test", &["1", "2", "3"], "1, 2, 3"),
        ("heya", &["", "1", "", "", "2"], ", 1, , , 2"),
        ("www-authenticate", &["1, 2", "3", "4"], "1, 2, 3, 4"),
    ];
    table
        .map(|(name, values, seen)| {
            let headers: Vec<_> = values.iter().map(|value| (name, *value)).collect();
            fetch(
                "xhr/getresponseheader.any.js",
                format!("{name}: {values:?}"),
                page().xml_http_request("GET", HOME),
            )
            .sends(message("GET", HOME), answer(200, &headers))
            .gives(response(ResponseType::Basic, 200).shows(name, seen))
        })
        .into()
}

/// All of them are sorted by name, in lower case.
fn all_headers() -> Vec<Row> {
    let table: [(&[(&str, &str)], &str); 4] = [
        (&[("foo-TEST", "1"), ("FOO-test", "2"), ("foo-Test", "3")], "foo-test: 1, 2, 3\r\n"),
        (
            &[("foo-TEST", "1"), ("FOO-test", "2"), ("ALSO-here", "a b"), ("dawn", "c")],
            "also-here: a b\r\ndawn: c\r\nfoo-test: 1, 2\r\n",
        ),
        (&[("CONTENT-LENGTH", "0")], "content-length: 0\r\n"),
        (
            &[("www-authenticate", "1"), ("www-authenticate", "2"), ("WWW-authenticate", "3, 4")],
            "www-authenticate: 1, 2, 3, 4\r\n",
        ),
    ];
    table
        .map(|(headers, seen)| {
            let mut list = HeaderList::new();
            for (name, value) in headers {
                list.append(name.as_bytes(), value.as_bytes()).unwrap();
            }
            let all: Vec<u8> = list
                .sort_and_combine()
                .iter()
                .flat_map(|(name, value)| [name, b": ", value, b"\r\n"].concat())
                .collect();
            let says = format!("{headers:?}");
            rule("xhr/getallresponseheaders.htm", says, String::from_utf8(all).unwrap(), seen.to_owned())
        })
        .into()
}

/// Cookies are never seen, at home no more than elsewhere.
fn hidden() -> Vec<Row> {
    const FILES: [&str; 2] =
        ["XMLHttpRequest/getresponseheader-cookies-and-more.htm", "xhr/getallresponseheaders-cookies.htm"];
    let headers = [
        ("x-custom-header", "test"),
        ("x-custom-header-empty", ""),
        ("set-cookie", "a=b"),
        ("set-cookie2", "c=d"),
    ];
    FILES
        .map(|file| {
            fetch(file, "own headers, an empty one, cookies, none", page().xml_http_request("GET", HOME))
                .sends(message("GET", HOME), answer(200, &headers))
                .gives(
                    response(ResponseType::Basic, 200)
                        .shows("x-custom-header", "test")
                        .shows("x-custom-header-empty", "")
                        .hides("set-cookie")
                        .hides("set-cookie2")
                        .hides("x-non-existent-header"),
                )
        })
        .into()
}

/// White space around a value is none of it; NUL is in none.
fn values() -> Vec<Row> {
    const FILE: &str = "xhr/headers-normalize-response.htm";
    let mut rows = Vec::new();
    for value in [
        "  hello world",
        "hello world  ",
        "  hello world  ",
        "\thello world",
        "hello world\t",
        "\thello world\t",
        "hello      world",
        "hello\tworld",
        "   ",
        "\t",
        "",
    ] {
        rows.push(
            fetch(FILE, format!("{value:?}"), page().xml_http_request("GET", HOME))
                .sends(message("GET", HOME), answer(200, &[("my-custom-header", value)]))
                .gives(response(ResponseType::Basic, 200).shows("my-custom-header", value.trim())),
        );
    }
    // Such a message is the host's HTTP to refuse; here it is no value.
    for value in ["hello world\0", "\0hello world", "hello\0world", "\0", "x\0x"] {
        rows.push(rule(FILE, format!("{value:?} is none"), is_header_value(value.as_bytes()), false));
    }
    rows
}

fn statuses() -> Vec<Row> {
    [200, 210, 400, 404, 410, 500, 502]
        .map(|status| {
            fetch("xhr/status.h2.window.js", status.to_string(), page().xml_http_request("GET", HOME))
                .sends(message("GET", HOME), answer::<&str>(status, &[]))
                .gives(response(ResponseType::Basic, status))
        })
        .into()
}
