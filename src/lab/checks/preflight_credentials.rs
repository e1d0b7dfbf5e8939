//! A check that the server allows preflights without credentials.

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use crate::origin::Origin;
use crate::request::CredentialsMode;

/// Sends the preflight for each method without the session, and then with it, which no browser does.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, route: &Route, page: &Origin) {
    if exam.subject.session.is_none() {
        return;
    }
    let (headers, credentials) = (exam.subject.request_headers.as_slice(), CredentialsMode::Include);
    for method in &route.methods {
        let attempt = Attempt { credentials, headers, ..Attempt::new(page, route, method) };
        let without = exam.is_granted(&attempt, |_| {}).await;
        let with = exam.is_granted(&attempt, |ask| ask.with_session = true).await;
        if let (Some((false, without)), Some((true, with))) = (without, with) {
            let cause =
                "The server allows a preflight only with credentials, which browsers do not send with it.";
            let property = (Property::PreflightNeedsCredentials, "");
            // This finding explains why these preflights fail, so the other one is removed.
            exam.collected.remove(Property::PreflightNotOk, &attempt.witness(None));
            exam.collected.add_property(property, cause, attempt.witness(None), || {
                [without.messages, with.messages].concat()
            });
        }
    }
}
