//! A fuzz body for the reader of the output of curl. What it reads must not depend on the line ends, and must not show a
//! secret.

use fetch_cors::url::Url;
use fetch_cors_cli::explain::curl::{About, read};
use fetch_cors_cli::explain::recording::{Answer, Ended, ReadError, Recording};
use fetch_cors_cli::explain::source::decode;
use http::Method;

/// The word that stands for every secret in the seeds.
const SECRET: &str = "s3cr3t";

/// Reads an input as the output of curl. Returns whether a message has a response. The first byte says what the user gives:
/// bit 0 is for the URL, and bit 1 for the method.
pub fn run(data: &[u8]) -> bool {
    let Some((first, rest)) = data.split_first() else { return false };
    let about = About {
        url: (first & 1 != 0).then(|| Url::parse("https://api.example/told").unwrap()),
        method: (first & 2 != 0).then_some(Method::PATCH),
    };
    let text = decode(rest).unwrap();
    let result = read(&text, &about);
    check_secrets(&result);
    if !text.contains('\r') {
        let windows = read(&text.replace('\n', "\r\n"), &about);
        assert_eq!(format!("{windows:?}"), format!("{result:?}"));
    }
    let Ok(recording) = result else { return false };
    assert!(!recording.messages.is_empty());
    assert_eq!(recording.total, recording.messages.len());
    let lines = text.lines().count();
    for (at, message) in recording.messages.iter().enumerate() {
        assert_eq!(message.number, at + 1);
        let line: usize = message.place.strip_prefix("line ").unwrap().parse().unwrap();
        assert!((1..=lines).contains(&line));
        assert!(message.url.has_host() && message.url.fragment().is_none());
        assert!(message.method_is_known || message.method == Method::GET);
        assert_eq!(message.ended, Ended::NotRecorded);
        if let Answer::Response { status, headers } = &message.answer {
            assert!((101..1000).contains(status));
            assert!(headers.iter().all(|(name, value)| !name.is_empty() && value.trim() == value));
        }
    }
    recording.messages.iter().any(|message| matches!(message.answer, Answer::Response { .. }))
}

fn check_secrets(result: &Result<Recording, ReadError>) {
    match result {
        Ok(recording) => {
            assert!(recording.notes.len() < 200);
            assert!(!format!("{} {:?}", recording.source, recording.notes).contains(SECRET));
        }
        Err(error) => {
            assert!(!error.to_string().contains(SECRET));
            assert!(!error.place.is_empty());
        }
    }
}
