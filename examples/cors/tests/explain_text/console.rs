//! Tests of the reader for the text of a console. The files have the names, values and codes of the browsers' messages, but
//! not their sentences.

use fetch_cors_cli::explain::console::{is_console, read};

use crate::shown::{data, files, report, shown};

/// Checks what is read from each file of `data/console`. The expected lines are in `data/console.lines`.
#[test]
fn files_are_read_as_expected() {
    let expected = std::fs::read_to_string(data("console.lines")).unwrap();
    assert_eq!(report("console", read), expected);
}

/// Writes the file `data/console.lines` anew. Read the difference before you keep it.
#[test]
#[ignore = "writes a file"]
fn write_lines() {
    std::fs::write(data("console.lines"), report("console", read)).unwrap();
}

#[test]
fn every_file_is_recognized() {
    for (name, bytes) in files("console") {
        assert!(is_console(str::from_utf8(&bytes).unwrap()), "{name}");
    }
    assert!(!is_console("TypeError: x is undefined\n    at load (https://app.example/app.js:1:2)\n"));
}

#[test]
fn an_error_without_a_url_is_named() {
    let error = read("hello\n").unwrap_err();
    assert_eq!(error.place, "in the whole text");
    let error = read("\n\n[Error] Preflight response is not … Status code: 403\n").unwrap_err();
    assert_eq!(error.place, "line 3");
}

#[test]
fn a_text_that_is_cut_at_any_byte_is_read() {
    for (name, bytes) in files("console") {
        let whole = String::from_utf8(bytes).unwrap();
        let lines: Vec<_> = whole.split_inclusive('\n').collect();
        for few in lines.chunks(3).map(<[&str]>::concat) {
            for end in (0..few.len()).filter(|end| few.is_char_boundary(*end)) {
                match read(&few[..end]) {
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
}

#[test]
fn hostile_texts_are_read_in_time() {
    let many = |part: &str| part.repeat((1 << 19) / part.len());
    let texts = [
        many("a"),
        many("'"),
        many("‘"),
        many(" 'a"),
        many("://"),
        many("a://b "),
        many("method "),
        many("net::ERR_"),
        many("cors https://a.example/ access-control-allow-origin '\n"),
        format!("access to {}", many("a\n")),
        format!("access to {}", many("access-control-allow-origin 'x")),
        format!("access to fetch at 'https://a.example/{}'", many("a")),
    ];
    for text in texts {
        if let Ok(recording) = read(&text) {
            assert!(recording.messages.len() <= 10_000 && recording.notes.len() < 200);
        }
    }
}
