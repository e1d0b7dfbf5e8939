//! Mistakes in the headers of a single response to a trusted page.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};
use http::{HeaderName, Response};

use super::super::examine::Exam;
use super::super::fetched::Fetched;
use super::super::finding::{FindingKind, Witness};
use super::super::message::Message;
use super::super::property::Property;
use crate::explain::{explain, title_case};
use crate::header::extract::{ExtractFailure, Extracted, extract_delta_seconds, extract_tokens};
use crate::header::names::{is_cors_safelisted_response_header_name, is_forbidden_response_header_name};
use crate::response::ResponseType;

/// The longest time that any browser keeps the result of a preflight, in seconds.
const LONGEST_MAX_AGE: u64 = 86_400;

/// Checks the headers of each response to a call of a trusted page.
pub(in super::super) fn check_answers<S>(exam: &mut Exam<'_, S>, fetched: &Fetched, witness: &Witness) {
    for message in &fetched.messages {
        let Some(answer) = &message.answer else { continue };
        check_lines(exam, fetched, answer, witness);
        check_wildcards(exam, message, answer, witness);
        if message.is_preflight() {
            check_max_age(exam, message, answer, witness);
        } else {
            check_exposed(exam, fetched, message, answer, witness);
        }
    }
}

fn add<S>(
    exam: &mut Exam<'_, S>,
    property: (Property, &str),
    cause: String,
    witness: &Witness,
    message: &Message,
) {
    let answer = message.answer.as_ref();
    let witness = Witness { status: answer.map(|answer| answer.status().as_u16()), ..witness.clone() };
    exam.collected.add_property(property, cause, witness, || vec![message.clone()]);
}

/// The headers that must appear on one line only.
const ONE_LINE: [HeaderName; 2] = [ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_CREDENTIALS];

/// Returns whether a response repeats a header that must appear on one line only.
pub(in super::super) fn repeats_a_line(answer: &Response<()>) -> bool {
    ONE_LINE.iter().any(|name| count(answer, name) > 1)
}

fn count(answer: &Response<()>, name: &HeaderName) -> usize {
    answer.headers().get_all(name).iter().count()
}

fn check_lines<S>(exam: &mut Exam<'_, S>, fetched: &Fetched, answer: &Response<()>, witness: &Witness) {
    for name in &ONE_LINE {
        let (lines, title) = (count(answer, name), title_case(name));
        let what = if *name == ACCESS_CONTROL_ALLOW_ORIGIN { "" } else { " to a request with credentials" };
        if lines > 1 {
            let (kind, severity) =
                (FindingKind::Property(Property::RepeatedHeader), Property::RepeatedHeader.severity());
            let cause = format!("{title} appears {lines} times, so browsers refuse the response{what}.");
            let evidence = || (fetched.messages.clone(), Some(explain(&fetched.story)));
            exam.collected.add((kind, &title), severity, cause, witness.clone(), evidence);
        }
    }
}

fn check_wildcards<S>(exam: &mut Exam<'_, S>, message: &Message, answer: &Response<()>, witness: &Witness) {
    let has =
        |name: &HeaderName, value: &str| answer.headers().get_all(name).iter().any(|line| line == value);
    if !has(&ACCESS_CONTROL_ALLOW_CREDENTIALS, "true") {
        return;
    }
    for name in [
        ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_EXPOSE_HEADERS,
    ] {
        let is_list = name != ACCESS_CONTROL_ALLOW_ORIGIN;
        if has(&name, "*") || (is_list && lists_any(answer, &name)) {
            let title = title_case(&name);
            let cause = format!("The value `*` in {title} has no effect for requests with credentials.");
            add(exam, (Property::WildcardWithCredentials, &title), cause, witness, message);
        }
    }
}

fn lists_any(answer: &Response<()>, name: &HeaderName) -> bool {
    let names = extract_tokens(answer.headers(), name);
    matches!(names, Extracted::Values(names) if names.iter().any(|name| name == b"*"))
}

fn check_max_age<S>(exam: &mut Exam<'_, S>, message: &Message, answer: &Response<()>, witness: &Witness) {
    match extract_delta_seconds(answer.headers(), &ACCESS_CONTROL_MAX_AGE) {
        Extracted::Values(seconds) if seconds > LONGEST_MAX_AGE => {
            let cause = format!(
                "Access-Control-Max-Age is {seconds} seconds, which is longer than any browser keeps the result of a preflight."
            );
            add(exam, (Property::MaxAgeTooLong, ""), cause, witness, message);
        }
        Extracted::Failure(failure) => {
            let what = match failure {
                ExtractFailure::Repeated { lines } => format!("appears {lines} times"),
                _ => "is not a whole number of seconds, and browsers treat such a value in different ways"
                    .to_owned(),
            };
            let cause = format!("Access-Control-Max-Age {what}.");
            add(exam, (Property::MaxAgeInvalid, ""), cause, witness, message);
        }
        Extracted::Values(_) | Extracted::Null => {}
    }
}

fn check_exposed<S>(
    exam: &mut Exam<'_, S>,
    fetched: &Fetched,
    message: &Message,
    answer: &Response<()>,
    witness: &Witness,
) {
    if let Extracted::Values(names) = extract_tokens(answer.headers(), &ACCESS_CONTROL_EXPOSE_HEADERS) {
        for name in names.iter() {
            let shown = String::from_utf8_lossy(name);
            if name.eq_ignore_ascii_case(b"set-cookie") || name.eq_ignore_ascii_case(b"set-cookie2") {
                let cause = format!("The server exposes the header {shown}, which no script can read.");
                add(
                    exam,
                    (Property::ExposesUnreadable, &shown.to_ascii_lowercase()),
                    cause,
                    witness,
                    message,
                );
            } else if is_cors_safelisted_response_header_name(name) {
                let cause = format!("The server exposes the header {shown}, which scripts can read anyway.");
                add(
                    exam,
                    (Property::ExposesSafelisted, &shown.to_ascii_lowercase()),
                    cause,
                    witness,
                    message,
                );
            }
        }
    }
    let Ok(response) = &fetched.outcome else { return };
    // Script sees no header of a redirect, whatever the server exposes.
    let shows_headers = response.response_type() != ResponseType::OpaqueRedirect;
    for name in &exam.subject.readable_headers {
        let is_there = answer.headers().contains_key(name);
        if is_there {
            exam.seen_headers.insert(name.to_ascii_lowercase());
        }
        let can_be_read = shows_headers && !is_forbidden_response_header_name(name.as_bytes());
        if is_there && can_be_read && !response.shows_header(name) {
            let cause = format!(
                "Trusted pages cannot read the response header {name}, because it is not exposed to them."
            );
            add(exam, (Property::HeaderNotExposed, name), cause, witness, message);
        }
    }
}
