//! A fuzz body for the reader of console texts. What it reads must stand in the text, must not depend on the line ends, and
//! must not show a secret.

use fetch_cors_cli::explain::console::{is_console, read};
use fetch_cors_cli::explain::recording::{Answer, Ended, Said};
use fetch_cors_cli::explain::source::decode;

/// The word that stands for every secret in the seeds.
const SECRET: &str = "s3cr3t";

/// Reads an input as the text of a console. Returns whether a message has more facts than that it was refused.
pub fn run(data: &[u8]) -> bool {
    let text = decode(data).unwrap();
    let result = read(&text);
    if !text.contains('\r') {
        let windows = read(&text.replace('\n', "\r\n"));
        assert_eq!(format!("{windows:?}"), format!("{result:?}"));
    }
    let recording = match result {
        Ok(recording) => recording,
        Err(error) => {
            assert!(!error.to_string().contains(SECRET));
            return false;
        }
    };
    assert!(is_console(&text));
    assert!(!recording.messages.is_empty() && recording.total == recording.messages.len());
    assert!(recording.notes.len() < 200);
    // A change of a seed may have moved the secret into the path of a redirected URL, which a note shows.
    assert!(!recording.notes.concat().contains(SECRET) || text.contains("(redirected from"));
    let lines = text.lines().count();
    for (at, message) in recording.messages.iter().enumerate() {
        assert_eq!(message.number, at + 1);
        let line: usize = message.place.strip_prefix("line ").unwrap().parse().unwrap();
        assert!((1..=lines).contains(&line));
        assert!(message.url.fragment().is_none());
        assert!(matches!(&message.ended, Ended::Failed(name) if !name.is_empty()));
        assert!(message.headers.is_none() && !matches!(message.answer, Answer::Response { .. }));
        let stands = |value: &str| value.split_whitespace().all(|word| text.contains(word));
        assert!(message.said.iter().filter_map(value).all(stands));
    }
    recording.messages.iter().any(|message| !message.said.is_empty())
}

/// Returns the value that a fact has from the text.
fn value(said: &Said) -> Option<&str> {
    match said {
        Said::AllowOriginIs(value) => Some(value),
        Said::SeveralAllowOrigins(value)
        | Said::AllowOriginIsNone(value)
        | Said::NoAllowCredentials(value)
        | Said::MethodNotAllowed(value)
        | Said::HeaderNotAllowed(value) => value.as_deref(),
        _ => None,
    }
}
