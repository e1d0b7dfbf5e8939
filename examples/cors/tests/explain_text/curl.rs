//! Tests of the reader for the output of curl. The files are outputs of real runs, and outputs of other versions and shells
//! that were written by hand.

use fetch_cors::url::Url;
use fetch_cors_cli::explain::curl::{About, is_curl, read};
use fetch_cors_cli::explain::recording::{Answer, Recording};
use http::Method;

use crate::shown::{data, files, report, shown};

fn of(text: &str) -> Recording {
    read(text, &About::default()).unwrap()
}

/// Checks what is read from each file of `data/curl`. The expected lines are in `data/curl.lines`.
#[test]
fn files_are_read_as_expected() {
    let expected = std::fs::read_to_string(data("curl.lines")).unwrap();
    assert_eq!(report("curl", |text| read(text, &About::default())), expected);
}

/// Writes the file `data/curl.lines` anew. Read the difference before you keep it.
#[test]
#[ignore = "writes a file"]
fn write_lines() {
    std::fs::write(data("curl.lines"), report("curl", |text| read(text, &About::default()))).unwrap();
}

#[test]
fn every_file_is_recognized() {
    for (name, bytes) in files("curl") {
        assert!(is_curl(str::from_utf8(&bytes).unwrap()), "{name}");
    }
}

#[test]
fn the_command_line_tells_what_an_output_does_not_show() {
    let cases = [
        ("curl -i https://a.example/", "GET https://a.example/"),
        ("curl -i a.example", "GET http://a.example/"),
        ("curl -i localhost:8080/x#y", "GET http://localhost:8080/x"),
        ("curl -I https://a.example/", "HEAD https://a.example/"),
        ("curl -siXPUT https://a.example/", "PUT https://a.example/"),
        ("curl --request=DELETE -i https://a.example/", "DELETE https://a.example/"),
        ("curl -i -d a https://a.example/", "POST https://a.example/"),
        ("curl -i --data-urlencode a --url https://a.example/", "POST https://a.example/"),
        ("curl -i -G -d a=1 -d b=2 https://a.example/?c", "GET https://a.example/?c&a=1&b=2"),
        ("curl -i -F f=@f https://a.example/", "POST https://a.example/"),
        ("curl -i -T f https://a.example/", "PUT https://a.example/"),
        ("curl -i --json '{}' https://a.example/", "POST https://a.example/"),
        (
            "curl -iH'Origin: https://b.example' https://a.example/",
            "GET https://a.example/ O=https://b.example",
        ),
        ("curl -i -H 'Origin;' https://a.example/", "GET https://a.example/ O="),
        ("curl -i -H 'Origin:' https://a.example/", "GET https://a.example/"),
        ("curl -i -x http://proxy.example:1 -o f -m 5 https://a.example/", "GET https://a.example/"),
        ("curl -i --max-time 5 --resolve a:1:b https://a.example/ > f", "GET https://a.example/"),
        ("curl -i https://a.example/ 2>&1 | head", "GET https://a.example/"),
        ("curl -i \"https://a.example/\\\"\"", "GET https://a.example/%22"),
        ("curl -i 'https://a.example/it'\\''s'", "GET https://a.example/it's"),
        ("% curl -i https://a.example/", "GET https://a.example/"),
        ("~/src ❯ curl -i https://a.example/", "GET https://a.example/"),
        ("+ curl -i https://a.example/", "GET https://a.example/"),
    ];
    for (command, expected) in cases {
        let text = format!("{command}\nHTTP/1.1 200 OK\n\n");
        assert_eq!(shown(&of(&text)), [format!("{expected} → 200")], "{command}");
    }
}

#[test]
fn the_user_tells_what_the_text_does_not() {
    let text = "HTTP/1.1 200 OK\nVary: Origin\n\n";
    let error = read(text, &About::default()).unwrap_err();
    assert_eq!(error.place, "line 1");
    assert!(error.what.contains("--url"));
    let url = Url::parse("https://a.example/#b").unwrap();
    let about = About { url: Some(url), method: Some(Method::PUT) };
    assert_eq!(shown(&read(text, &about).unwrap()), ["PUT https://a.example/ → 200"]);
    let about = About { method: None, ..about };
    assert_eq!(shown(&read(text, &about).unwrap()), ["? https://a.example/ → 200"]);
    // The user gives the scheme, if the text does not show it.
    let text = "> GET /b HTTP/1.1\n> Host: a.example\n>\n";
    let http = About { url: Some(Url::parse("http://a.example/").unwrap()), method: None };
    assert_eq!(shown(&read(text, &http).unwrap()), ["GET http://a.example/b"]);
    let recording = of(text);
    assert_eq!(shown(&recording), ["GET https://a.example/b"]);
    assert_eq!(recording.notes, ["line 1: the scheme is not shown, so https is assumed"]);
}

#[test]
fn redirects_are_followed_as_curl_does() {
    let heads = |status| format!("HTTP/1.1 {status} X\nLocation: /b\n\nHTTP/1.1 200 OK\n\n");
    for (status, method) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
        let text = format!("$ curl -iL -d a https://a.example/\n{}", heads(status));
        let expected = [
            format!("POST https://a.example/ → {status} L=/b"),
            format!("{method} https://a.example/b → 200"),
        ];
        assert_eq!(shown(&of(&text)), expected);
    }
    let text = "$ curl -iL https://a.example/\nHTTP/1.1 302 X\nLocation: //nowhere.example/\n\ncurl: (6) x\n";
    let last = "GET https://nowhere.example/ → nothing: curl: (6), the name of the host was not resolved";
    assert_eq!(shown(&of(text))[1], last);
}

#[test]
fn a_text_that_is_cut_at_any_byte_is_read() {
    for (name, bytes) in files("curl") {
        let whole = String::from_utf8(bytes).unwrap();
        let step = if whole.len() < 1200 { 1 } else { 37 };
        for end in (0..whole.len()).step_by(step).filter(|end| whole.is_char_boundary(*end)) {
            match read(&whole[..end], &About::default()) {
                Ok(recording) => {
                    shown(&recording);
                    let shown = format!("{} {:?}", recording.source, recording.notes);
                    assert!(!shown.contains("s3cr3t"), "{name}");
                }
                Err(error) => assert!(!error.to_string().contains("s3cr3t"), "{name}"),
            }
        }
    }
}

#[test]
fn hostile_texts_are_read_in_time() {
    let many = |part: &str| part.repeat((1 << 19) / part.len());
    let texts = [
        many("a"),
        many("$ curl '"),
        many("$ curl 'a\n"),
        many("$ curl -i https://a.example/ \\\n"),
        many("> GET / HTTP/1.1\n> Host: a.example\n\n"),
        many("HTTP/1.1 302 X\nLocation: x/\n\n"),
        many("\r"),
        many("--:--:-- "),
        format!("> GET / HTTP/1.1\n> Host: a.example\n{}", many(">  x\n")),
        format!("> GET / HTTP/1.1\n> Host: a.example\n> X: {}\n>\n", many("a")),
        format!("> GET /{} HTTP/1.1\n> Host: a.example\n>\n", many("a")),
        format!("$ curl -i https://a.example/ -H 'X: {}'\n{}", many("a"), many("HTTP/1.1 200 OK\n\n")),
        format!("$ curl -i https://a.example/{}\n{}", many("a"), many("HTTP/1.1 302\nLocation:?\n\n")),
        format!("=> Send header\n{}", many("0000: GET / HTTP/1.1\n")),
    ];
    for text in texts {
        if let Ok(recording) = read(&text, &About::default()) {
            assert!(recording.messages.len() <= 10_000 && recording.notes.len() < 200);
        }
    }
}

#[test]
fn outputs_without_command_lines_may_follow_each_other() {
    let text = "GET /a HTTP/1.1\nHost: a.example\n\n\nHTTP/1.1 204 No Content\n\n\n\
                *   Trying 192.0.2.1:80...\n> GET /b HTTP/1.1\n> Host: a.example\n>\n< HTTP/1.1 200 OK\n<\n";
    assert_eq!(shown(&of(text)), ["GET https://a.example/a → 204", "GET http://a.example/b → 200"]);
}

#[test]
fn a_response_that_is_cut_short_is_noted() {
    let text = "> GET / HTTP/1.1\n> Host: a.example\n>\n< HTTP/1.1 200 OK\n< Access-Control-Allow-Ori";
    let recording = of(text);
    assert_eq!(recording.messages[0].answer, Answer::Response { status: 200, headers: vec![] });
    assert!(recording.notes[1].starts_with("line 4: there is no empty line"), "{:?}", recording.notes);
}
