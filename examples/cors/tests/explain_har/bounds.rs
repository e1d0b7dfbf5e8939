//! Tests that large files need little memory, and that the time is linear in the length of the file.

use std::io::Read;

use fetch_cors_cli::explain::har;

use super::read;

const ENTRY: &str = r#"{"request":{"method":"GET","url":"https://api.example/"},"response":{"status":200}}"#;

/// A file that is generated while it is read: a start, a piece that is repeated, and an end.
struct Made<'m> {
    start: &'m [u8],
    piece: &'m [u8],
    times: u64,
    end: &'m [u8],
    rest: &'m [u8],
}

impl<'m> Made<'m> {
    fn new(start: &'m str, piece: &'m str, times: u64, end: &'m str) -> Self {
        Self { start: start.as_bytes(), piece: piece.as_bytes(), times, end: end.as_bytes(), rest: b"" }
    }
}

impl Read for Made<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = if !self.start.is_empty() {
                std::mem::take(&mut self.start)
            } else if self.times > 0 {
                self.times -= 1;
                self.piece
            } else {
                std::mem::take(&mut self.end)
            };
        }
        let count = self.rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.rest[..count]);
        self.rest = &self.rest[count..];
        Ok(count)
    }
}

/// Reads two files of about this many megabytes. One has a single large body, and the other has many entries.
fn read_large(megabytes: u64) {
    let kilobyte = "U0VDUkVU".repeat(128);
    let body =
        format!("{{\"log\":{{\"entries\":[{},", ENTRY.replace("200", "200,\"content\":{\"text\":\"a\"}"));
    let start = format!(
        "{body}{{\"request\":{{\"method\":\"GET\",\"url\":\"https://b.example/\"}},\"response\":{{\"content\":{{\"text\":\""
    );
    let end = format!("\"}}}}}},{ENTRY}]}}}}");
    let mut one_body = Made::new(&start, &kilobyte, megabytes * 1024, &end);
    let recording = har::read(&mut one_body, &mut |_| true).unwrap();
    assert_eq!((recording.total, recording.messages.len()), (3, 3));

    let entry = format!("{},", ENTRY.replace("200", &format!("200,\"content\":{{\"text\":\"{kilobyte}\"}}")));
    let end = format!("{ENTRY}]}}}}");
    let mut many = Made::new("{\"log\":{\"entries\":[", &entry, megabytes * 896, &end);
    let recording = har::read(&mut many, &mut |message| message.number % 1000 == 0).unwrap();
    assert_eq!(u64::try_from(recording.total).unwrap(), megabytes * 896 + 1);
}

#[test]
fn a_file_of_eight_megabytes() {
    read_large(8);
}

/// Prints the peak memory of the process. Run this test alone.
#[test]
#[ignore = "takes a quarter of a minute"]
fn a_file_of_two_hundred_megabytes() {
    read_large(200);
    print_most_memory();
}

/// Keeps messages with many small headers until the limit is reached. Prints the peak memory of the process. Run this test
/// alone.
#[test]
#[ignore = "prints a figure"]
fn as_much_as_may_be_kept() {
    let headers = "{\"name\":\"a\",\"value\":\"b\"},".repeat(200);
    let entry =
        ENTRY.replace("}}", &format!(",\"headers\":[{headers}{{\"name\":\"c\",\"value\":\"d\"}}]}}}},"));
    let mut many = Made::new("{\"log\":{\"entries\":[", &entry, 20_000, "");
    let recording = har::read(&mut many, &mut |_| true).unwrap();
    assert!(recording.messages.len() < recording.total, "{}", recording.total);
    assert!(recording.notes[0].contains("too many"), "{:?}", recording.notes);
    print_most_memory();
}

fn print_most_memory() {
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let most = status.lines().find(|line| line.starts_with("VmHWM"));
        println!("{}", most.unwrap_or_default());
    }
}

#[test]
fn a_long_text_passes_its_entry_over() {
    let long = "a".repeat(1000);
    for (start, end) in [
        ("{\"request\":{\"method\":\"GET\",\"url\":\"https://a.example/", "\"}}"),
        ("{\"request\":{\"method\":\"", "\",\"url\":\"https://a.example/\"}}"),
        (
            "{\"request\":{\"method\":\"GET\",\"url\":\"https://a.example/\",\"headers\":[{\"name\":\"a\",\"value\":\"",
            "\"}]}}",
        ),
        ("{\"request\":{\"method\":\"GET\",\"url\":\"https://a.example/\"},\"pageref\":\"", "\"}"),
    ] {
        let (start, end) =
            (format!("{{\"log\":{{\"entries\":[{ENTRY},{start}"), format!("{end},{ENTRY}]}}}}"));
        let recording = har::read(&mut Made::new(&start, &long, 5000, &end), &mut |_| true).unwrap();
        assert_eq!((recording.total, recording.messages.len(), recording.notes.len()), (3, 2, 1));
        assert!(recording.notes[0].contains("too long"));
    }
}

#[test]
fn many_headers_pass_their_entry_over() {
    let start = "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"https://a.example/\",\"headers\":[";
    let end = "{\"name\":\"a\",\"value\":\"b\"}]}}]}}";
    let long_name =
        format!("{{\"name\":\"{}\",\"value\":\"{}\"}},", "a".repeat(30_000), "\\n".repeat(30_000));
    for (header, times) in [
        ("{\"name\":\"a-header\",\"value\":\"and its value\"},", 100_000),
        ("{\"name\":\"\",\"value\":\"\"},", 100_000),
        // The value has many lines, and the name is copied for each of them.
        (long_name.as_str(), 1),
    ] {
        let recording = har::read(&mut Made::new(start, header, times, end), &mut |_| true).unwrap();
        assert_eq!((recording.messages.len(), recording.notes.len()), (0, 1), "{}", &header[..20]);
    }
}

#[test]
fn a_name_of_a_member_has_a_longest_length() {
    let error = har::read(&mut Made::new("{\"", "abcdefgh", 100_000, "\":1}"), &mut |_| true).unwrap_err();
    assert!(error.what.contains("name of a member"), "{error}");
    // Names that are skipped are not kept in memory.
    let start = format!("{{\"log\":{{\"entries\":[{ENTRY}],\"_more\":{{\"");
    let recording = har::read(&mut Made::new(&start, "abcdefgh", 100_000, "\":1}}}"), &mut |_| true);
    assert_eq!(recording.unwrap().messages.len(), 1);
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, depth) in [("[", 1_000_000), ("{\"a\":", 1_000_000)] {
        let error = har::read(&mut Made::new("{\"x\":", open, depth, ""), &mut |_| true).unwrap_err();
        assert!(error.what.contains("deep"), "{error}");
    }
    let call_stack = format!("{}1{}", "{\"parent\":".repeat(400), "}".repeat(400));
    let text = format!("{{\"log\":{{\"entries\":[{{\"_initiator\":{call_stack},{}]}}}}", &ENTRY[1..]);
    assert_eq!(read(text.as_bytes()).unwrap().messages.len(), 1);
}

#[test]
fn of_too_many_messages_the_first_are_kept() {
    let entry = ENTRY.replace(
        "\"response\"",
        &format!(
            "\"x\":1,\"response\":{{\"headers\":[{{\"name\":\"a\",\"value\":\"{}\"}}]}},\"response\"",
            "b".repeat(60_000)
        ),
    );
    let entry = entry
        .replace(",\"response\":{\"status\":200}", "")
        .replace("\"headers\"", "\"status\":200,\"headers\"");
    let piece = format!("{entry},");
    let file = |times| Made::new("{\"log\":{\"entries\":[", &piece, times, "1]}}");
    let recording = har::read(&mut file(1000), &mut |_| true).unwrap();
    let kept = recording.messages.len();
    assert!((500..900).contains(&kept) && recording.total == 1001, "{kept}");
    let note = recording.notes.iter().find(|note| note.contains("too many")).unwrap();
    assert!(note.starts_with(&format!("Entry {} ", kept + 1)) && note.contains("--number"), "{note}");
    let recording = har::read(&mut file(100), &mut |message| message.number == 7).unwrap();
    assert_eq!((recording.messages.len(), recording.total), (1, 101));
}

#[test]
fn many_pages_are_bounded() {
    let page = "{\"id\":\"p\",\"title\":\"https://a.example/\"},";
    let end = format!("{{}}],\"entries\":[{ENTRY}]}}}}");
    let recording =
        har::read(&mut Made::new("{\"log\":{\"pages\":[", page, 50_000, &end), &mut |_| true).unwrap();
    assert_eq!(recording.messages.len(), 1);
}

#[test]
fn an_input_that_fails_is_an_error() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::PermissionDenied.into())
        }
    }
    let error = har::read(&mut Failing, &mut |_| true).unwrap_err();
    assert!(error.what.contains("permission denied"), "{error}");
    let mut later = b"{\"log\":{\"entries\":[{}".chain(Failing);
    assert!(har::read(&mut later, &mut |_| true).unwrap_err().what.contains("permission denied"));
}
