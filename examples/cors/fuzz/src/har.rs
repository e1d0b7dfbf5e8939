//! A fuzz body for the reader of HAR files.

use fetch_cors_cli::explain::har;
use fetch_cors_cli::explain::recording::{Answer, Header, Message};

/// The word with which every secret in the seeds begins. No text for people may contain it.
const SECRET: &str = "SECRET";

/// Reads an input as a HAR file. Returns whether there is more than one message. Reading must end with a recording or an
/// error, the recording must not be larger than the input, and nothing that is shown may have a secret.
pub fn run(data: &[u8]) -> bool {
    let mut input = data;
    let whole = har::read(&mut input, &mut |_| true);
    let recording = match whole {
        Ok(recording) => recording,
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.contains(SECRET), "{shown}");
            assert!(error.place.len() < 200 && !error.what.is_empty(), "{shown}");
            return false;
        }
    };
    for note in recording.notes.iter().chain([&recording.source]) {
        assert!(!note.contains(SECRET) && note.len() < 300, "{note}");
    }
    assert!(recording.notes.len() <= 22);
    assert!(recording.messages.len() <= recording.total && recording.total <= data.len());
    let mut last = 0;
    for message in &recording.messages {
        assert!(message.number > last && message.number <= recording.total);
        last = message.number;
        check(message, data.len());
    }
    let mut input = data;
    let one = har::read(&mut input, &mut |message| message.number == last).unwrap();
    assert_eq!((one.total, one.messages.len()), (recording.total, usize::from(last > 0)));
    recording.messages.len() > 1
}

fn check(message: &Message, length: usize) {
    assert!(message.url.fragment().is_none());
    assert!(matches!(message.url.scheme(), "http" | "https" | "ws" | "wss"));
    let mut lists: Vec<&Vec<Header>> = message.headers.iter().collect();
    if let Answer::Response { headers, status } = &message.answer {
        assert!((100..1000).contains(status));
        lists.push(headers);
    }
    for (name, value) in lists.into_iter().flatten() {
        assert!(!name.starts_with(':') && !value.contains('\n'));
        assert!(name.len() + value.len() <= length);
    }
}
