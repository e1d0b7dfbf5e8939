//! Tests with the same fetches in the form of each program.

use fetch_cors_cli::explain::recording::{Answer, Message, Recording};

use super::expected::{Expected, expected};
use super::fetches::{Sent, all};
use super::read;
use super::written::{PROGRAMS, har, messages};

fn data(program: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/explain_har/data/{program}.har"))
}

#[test]
#[ignore = "writes the data"]
fn write_the_data() {
    for program in PROGRAMS {
        std::fs::write(data(program), har(program)).unwrap();
    }
}

#[test]
fn the_data_is_what_the_programs_write() {
    for program in PROGRAMS {
        assert!(std::fs::read_to_string(data(program)).unwrap() == har(program), "{program}");
    }
}

fn check(program: &str, source: &str) {
    let recording = read(&std::fs::read(data(program)).unwrap()).unwrap();
    assert_eq!(recording.source, source);
    assert_eq!(recording.notes, Vec::<String>::new());
    assert!(!recording.may_lack_secrets);
    let fetches = all();
    let expected: Vec<(&Sent, Expected)> = messages(program, &fetches)
        .into_iter()
        .filter_map(|sent| Some((sent, expected(program, sent)?)))
        .collect();
    // One entry is not a fetch.
    assert_eq!(recording.total, expected.len() + 1);
    assert_eq!(recording.messages.len(), expected.len());
    for (number, ((sent, expected), message)) in expected.iter().zip(&recording.messages).enumerate() {
        assert_eq!(message.number, number + 1);
        assert_eq!(message.place, format!("entry {}", number + 1));
        assert_eq!((message.method.as_str(), message.url.as_str()), (sent.method, sent.url));
        assert_eq!(&found(message), expected, "{} {}", sent.method, sent.url);
        check_headers(sent, message);
    }
}

fn found(message: &Message) -> Expected {
    Expected {
        is_preflight: message.is_preflight,
        is_provisional: message.is_provisional,
        answer: message.answer.clone(),
        ended: message.ended.clone(),
        api: message.api,
        document: match message.document.as_ref().unwrap().as_str() {
            "https://app.example/" => "https://app.example/",
            _ => super::fetches::PAGE,
        },
        is_from_cache: message.is_from_cache,
        body_type: message.body_type.clone(),
        said: message.said.clone(),
    }
}

fn check_headers(sent: &Sent, message: &Message) {
    let headers = message.headers.as_ref().unwrap();
    let value = |wanted: &str| {
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
    };
    assert!(headers.iter().all(|(name, _)| !name.starts_with(':')));
    for (name, wanted) in &sent.headers {
        assert_eq!(value(name), Some(*wanted));
    }
    if !message.is_provisional {
        assert_eq!(value("origin"), sent.origin, "{}", sent.url);
        assert_eq!(value("cookie").is_some(), sent.has_cookies, "{}", sent.url);
    }
}

#[test]
fn chromium() {
    check("chromium", "a HAR file of Chromium's developer tools");
}

#[test]
fn firefox() {
    check("firefox", "a HAR file of Firefox 153.0");
}

#[test]
fn safari() {
    check("safari", "a HAR file of Safari's Web Inspector");
}

#[test]
fn charles() {
    check("charles", "a HAR file of Charles 4.6.4");
}

#[test]
fn mitmproxy() {
    check("mitmproxy", "a HAR file of mitmproxy 11.0.2");
}

#[test]
fn every_fetch_has_a_name_of_its_own() {
    let mut names: Vec<&str> = all().iter().map(|fetch| fetch.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 25);
}

fn describe(recording: &Recording) -> Vec<String> {
    recording.messages.iter().map(|message| format!("{message:?}")).collect()
}

/// Checks files with sorted members, in which the pages stand after the entries.
#[test]
fn the_order_of_members_does_not_matter() {
    for program in PROGRAMS {
        let text = har(program);
        let sorted: serde_json::Value = serde_json::from_str(&text).unwrap();
        let sorted = serde_json::to_string_pretty(&sorted).unwrap();
        let (one, other) = (read(text.as_bytes()).unwrap(), read(sorted.as_bytes()).unwrap());
        assert!(describe(&one) == describe(&other), "{program}");
    }
}

/// Checks files without a creator: the members of the entries show which program wrote them. Entries of mitmproxy have no
/// such members.
#[test]
fn a_file_without_a_creator() {
    for (program, source) in [
        ("chromium", "a HAR file of Chromium's developer tools"),
        ("firefox", "a HAR file of Firefox"),
        ("safari", "a HAR file of Safari's Web Inspector"),
        ("charles", "a HAR file of Charles"),
        ("mitmproxy", "a HAR file"),
    ] {
        let text = har(program).replacen("\"creator\"", "\"comment\"", 1);
        assert_eq!(read(text.as_bytes()).unwrap().source, source);
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = har("firefox");
    let marked = format!("\u{feff}{text}");
    assert!(describe(&read(marked.as_bytes()).unwrap()) == describe(&read(text.as_bytes()).unwrap()));
}

/// Checks the default export of Chromium, which leaves out secrets. There, a message without cookies may have had some.
#[test]
fn an_export_without_secrets_is_noticed() {
    let secret = ["cookie", "set-cookie", "authorization"];
    let mut log: serde_json::Value = serde_json::from_str(&har("chromium")).unwrap();
    for entry in log["log"]["entries"].as_array_mut().unwrap() {
        entry["request"]["cookies"] = serde_json::json!([]);
        for side in ["request", "response"] {
            let headers = entry[side]["headers"].as_array_mut().unwrap();
            headers.retain(|header| {
                !secret.contains(&header["name"].as_str().unwrap().to_ascii_lowercase().as_str())
            });
        }
    }
    assert!(read(log.to_string().as_bytes()).unwrap().may_lack_secrets);
}

#[test]
fn only_what_is_asked_for_is_kept() {
    let text = har("charles");
    let recording = fetch_cors_cli::explain::har::read(&mut text.as_bytes(), &mut |message| {
        matches!(message.answer, Answer::Response { status: 502, .. })
    })
    .unwrap();
    assert_eq!(recording.messages.len(), 1);
    assert!(recording.total > 20);
}
