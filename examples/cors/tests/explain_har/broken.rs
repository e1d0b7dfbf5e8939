//! Tests with files that are cut off, broken, or not HAR files.

use super::read;
use super::written::{PROGRAMS, har};

#[test]
fn a_file_that_is_cut_off_gives_what_was_complete() {
    for program in PROGRAMS {
        let text = har(program);
        let total = read(text.as_bytes()).unwrap().total;
        for end in (0..text.len()).step_by(997) {
            // In this file, each line is one entry. The reader counts an entry as complete at its closing brace.
            let lines = text[..end].matches("},\n{").count();
            match read(&text.as_bytes()[..end]) {
                Ok(recording) => {
                    assert!(recording.total == lines || recording.total == lines + 1, "{program} {end}");
                    assert!(recording.total <= total);
                    let note = recording.notes.last().unwrap();
                    assert!(note.starts_with("The file ends too early, at line "), "{note}");
                    assert!(!note.contains("SECRET"));
                }
                Err(error) => {
                    assert_eq!(lines, 0, "{program} {end}: {error}");
                    assert!(error.place.starts_with("line ") && error.what.contains("ends"), "{error}");
                }
            }
        }
    }
}

#[test]
fn a_broken_file_is_an_error_with_its_place() {
    for (text, place, what) in [
        ("", "line 1, column 1", "ends here"),
        ("\u{feff}", "line 1, column 1", "ends here"),
        ("SECRET", "line 1, column 1", "not JSON"),
        (
            "{\n \"log\": {\n  \"entries\": [\n   {},\n   {SECRET}]}}",
            "line 5, column 5, in log.entries[1]",
            "not JSON",
        ),
        (
            "{\"log\":{\"entries\":[{\"request\":{\"url\":\"\\x\"}}]}}",
            "line 1, column 39, in log.entries[0]",
            "escape",
        ),
        (
            "{\"log\":{\"entries\":[{\"a\":\"\n\"}]}}",
            "line 1, column 26, in log.entries[0]",
            "control character",
        ),
        (
            "{\"log\":{\"entries\":[{\"a\":1 \"b\":2}]}}",
            "line 1, column 27, in log.entries[0]",
            "comma is missing",
        ),
    ] {
        let error = read(text.as_bytes()).unwrap_err();
        assert_eq!(error.place, place, "{text}");
        assert!(error.what.contains(what), "{error}");
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_an_error_with_their_place() {
    for bytes in [
        &b"{\"log\":{\"entries\":[{\"request\":{\"url\":\"\xff\"}}]}}"[..],
        b"{\"log\":{\"entries\":[{\"request\":{\"xyz\":\"\xc3(\"}}]}}",
        b"{\"log\":{\"entries\":[{\"requestt\":{\"yy\":\"\xed\xa0\x80\"}}]}}",
    ] {
        let error = read(bytes).unwrap_err();
        assert!(error.place.starts_with("line 1, column ") && error.place.ends_with("in log.entries[0]"));
        assert!(error.what.contains("not UTF-8"), "{error}");
    }
    assert!(read(b"\xff\xfe{\0}\0").is_err());
    assert!(read(&[0; 100]).is_err());
}

#[test]
fn other_json_is_named() {
    for (text, what) in [
        ("[1]", "not an object"),
        ("\"SECRET\"", "not an object"),
        ("{}", "no member \"log\""),
        ("{\"SECRET\":1}", "no member \"log\""),
        ("{\"log\":1}", "no array \"log.entries\""),
        ("{\"log\":{\"entries\":{}}}", "no array \"log.entries\""),
        ("{\"openapi\":\"3.1.0\",\"paths\":{}}", "OpenAPI"),
        ("{\"info\":{},\"item\":[]}", "Postman"),
        ("{\"traceEvents\":[]}", "Performance panel"),
        ("{\"constants\":{},\"polledData\":{}}", "net-export"),
        ("{\"version\":\"1.2\",\"entries\":[]}", "only the log"),
    ] {
        let error = read(text.as_bytes()).unwrap_err();
        assert!(error.what.contains(what), "{text}: {error}");
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
}

#[test]
fn a_log_without_entries_is_a_recording_without_messages() {
    let recording = read(b"{\"log\":{\"entries\":[]}}").unwrap();
    assert_eq!((recording.total, recording.messages.len(), recording.source.as_str()), (0, 0, "a HAR file"));
}
