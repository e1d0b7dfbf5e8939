//! A check that the server allows no methods and headers that do not exist.

use http::Method;

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use crate::origin::Origin;

/// Sends preflights for a method and for a header that do not exist.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, route: &Route, page: &Origin) {
    let Ok(method) = Method::from_bytes(b"X-PROBE-METHOD") else { return };
    let attempt = Attempt { sends_content_type: false, ..Attempt::new(page, route, &method) };
    if let Some((true, fetched)) = exam.is_granted(&attempt, |_| {}).await {
        let cause = "The preflight allows any method, even X-PROBE-METHOD, which does not exist.";
        exam.collected
            .add_property((Property::AnyMethod, ""), cause, attempt.witness(None), || fetched.messages);
    }
    let Some(method) = route.methods.first() else { return };
    let header = ["x-probe-zzz".to_owned()];
    let with_others = [&header, exam.subject.request_headers.as_slice()].concat();
    for headers in [&header[..], &with_others] {
        let attempt = Attempt { method, headers, ..attempt };
        if let Some((true, fetched)) = exam.is_granted(&attempt, |_| {}).await {
            let cause = "The preflight allows any request header, even x-probe-zzz, which does not exist.";
            exam.collected
                .add_property((Property::AnyHeader, ""), cause, attempt.witness(None), || fetched.messages);
        }
    }
}
