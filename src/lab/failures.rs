use http::header::ORIGIN;

use super::examine::Exam;
use super::finding::FindingKind;
use super::property::Property;
use super::server::Server;
use super::severity::Severity;
use super::wire::Ask;
use crate::explain::Cut;
use crate::fetch::Purpose;
use crate::origin::Origin;

/// Adds findings for the requests that got no response, or a response with a status from 500 to 599.
pub(super) fn add_failures<S: Server>(exam: &mut Exam<'_, S>) {
    for (ask, error) in std::mem::take(&mut exam.wire.unanswered) {
        let cause = format!("The server gave no response: {}.", Cut(&error));
        let (kind, witness) = (Property::NoResponse, exam.witness(&ask, None));
        let severity = severity_of_failure(kind, &ask);
        let evidence = || (vec![ask.into_message(Purpose::Actual, None)], None);
        exam.collected.add((FindingKind::Property(kind), ""), severity, cause, witness, evidence);
    }
    for (ask, response) in std::mem::take(&mut exam.wire.failed) {
        if exam.subject.route_at(&ask.url).is_some_and(|route| route.is_failing) {
            continue;
        }
        let cause = "The server answers with an error, which is a status from 500 to 599.".to_owned();
        let (kind, status) = (Property::ServerError, Some(response.status().as_u16()));
        let (severity, witness) = (severity_of_failure(kind, &ask), exam.witness(&ask, status));
        let evidence = || (vec![ask.into_message(Purpose::Actual, Some(response))], None);
        exam.collected.add((FindingKind::Property(kind), ""), severity, cause, witness, evidence);
    }
}

/// Returns how severe it is that the server fails. The severity is lower if no browser sends the value of `Origin`.
fn severity_of_failure(property: Property, ask: &Ask) -> Severity {
    let is_origin =
        |text: &str| text == "null" || Origin::parse(text).is_ok_and(|origin| origin.as_str() == text);
    let origin = ask.get(&ORIGIN).map(std::str::from_utf8);
    let is_sent_by_browsers = origin.is_none_or(|origin| origin.is_ok_and(is_origin));
    if is_sent_by_browsers { property.severity() } else { property.severity().lower() }
}
