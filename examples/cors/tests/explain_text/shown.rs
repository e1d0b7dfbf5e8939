//! Printing messages as lines, to compare them with the expected lines.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fetch_cors_cli::explain::recording::{Answer, Ended, Header, Message, ReadError, Recording};
use fetch_cors_cli::explain::source::decode;

/// Returns a line for each message.
pub(crate) fn shown(recording: &Recording) -> Vec<String> {
    assert_eq!(recording.total, recording.messages.len());
    recording.messages.iter().enumerate().map(|(at, message)| line(at, message)).collect()
}

/// Returns everything that was read from the files of a folder.
pub(crate) fn report(folder: &str, read: impl Fn(&str) -> Result<Recording, ReadError>) -> String {
    let mut report = String::new();
    for (name, bytes) in files(folder) {
        let text = decode(&bytes).unwrap();
        writeln!(report, "== {name}").unwrap();
        match read(&text) {
            Ok(recording) => {
                writeln!(report, "{}", recording.source).unwrap();
                for (line, message) in shown(&recording).iter().zip(&recording.messages) {
                    writeln!(report, "{}: {line}", message.place).unwrap();
                }
                recording.notes.iter().for_each(|note| writeln!(report, "({note})").unwrap());
            }
            Err(error) => writeln!(report, "{error}").unwrap(),
        }
    }
    report
}

/// Returns the files of a folder of `data`, sorted, with their names.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        data(folder).read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
}

/// Returns the path of a file or a folder in `data`.
pub(crate) fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain_text/data").join(path)
}

fn line(at: usize, message: &Message) -> String {
    assert_eq!(message.number, at + 1);
    let method = if message.method_is_known { message.method.as_str() } else { "?" };
    let mut line = format!("{method} {}", message.url);
    if let Some(origin) = &message.origin {
        write!(line, " from {origin}").unwrap();
    }
    if let Some(document) = &message.document {
        write!(line, " on {document}").unwrap();
    }
    if let Some(api) = message.api {
        write!(line, " by {api:?}").unwrap();
    }
    line.push_str(&of_cors(message.headers.as_deref().unwrap_or_default()));
    match &message.answer {
        Answer::Response { status, headers } => write!(line, " → {status}{}", of_cors(headers)).unwrap(),
        Answer::Status(status) => write!(line, " → {status} and no more").unwrap(),
        Answer::Nothing(why) => write!(line, " → nothing: {why}").unwrap(),
        Answer::NotRecorded => {}
    }
    match &message.ended {
        Ended::Failed(name) => write!(line, ", failed: {name}").unwrap(),
        Ended::Delivered => line.push_str(", delivered"),
        Ended::NotRecorded => {}
    }
    for said in &message.said {
        write!(line, "; {said:?}").unwrap();
    }
    line
}

/// Returns the headers of CORS in a short form.
fn of_cors(headers: &[Header]) -> String {
    let mut line = String::new();
    for (name, value) in headers {
        let short = match name.to_ascii_lowercase().as_str() {
            "origin" => "O",
            "access-control-request-method" => "ACRM",
            "access-control-request-headers" => "ACRH",
            "access-control-allow-origin" => "ACAO",
            "access-control-allow-credentials" => "ACAC",
            "access-control-allow-methods" => "ACAM",
            "access-control-allow-headers" => "ACAH",
            "location" => "L",
            _ => continue,
        };
        write!(line, " {short}={value}").unwrap();
    }
    line
}
