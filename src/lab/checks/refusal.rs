//! A check that the server does not share a response with an origin that its preflight refuses.

use std::sync::Arc;

use http::Method;
use http::header::ORIGIN;

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::pages::is_for_everybody;
use super::super::probes::stranger;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use super::super::wire::Ask;
use crate::check::cors_check;
use crate::fetch::Purpose;
use crate::method::is_cors_safelisted_method;
use crate::origin::Origin;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Sends the actual request of an untrusted page although the preflight has refused it, which no browser does.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, route: &Route) {
    let Some(page) = stranger() else { return };
    if exam.subject.trust.has(&page) || exam.subject.trust.is_public() {
        return;
    }
    let methods = route.methods.iter();
    for method in methods.filter(|method| !is_cors_safelisted_method(method.as_str().as_bytes())) {
        let attempt = Attempt::new(&page, route, method);
        let Some((is_granted, _)) = exam.is_granted(&attempt, |_| {}).await else { continue };
        let Some(url) = route.url(&exam.subject.server) else { continue };
        let ask = actual(method, url, route, &page);
        let Some(answer) = exam.wire.send(ask.clone()).await else { continue };
        let origin = RequestOrigin::from_serialized(page.as_bytes());
        // The request is sent in both cases, so that `PolicyLab::requests` can count the requests.
        if !is_granted
            && !is_for_everybody(&answer)
            && cors_check(answer.headers(), origin, CredentialsMode::Omit).is_ok()
        {
            let cause = "The preflight refuses an untrusted origin, but the response to the actual request is shared with it.";
            let status = Some(answer.status().as_u16());
            exam.collected.add_property(
                (Property::SharesAfterRefusal, ""),
                cause,
                attempt.witness(status),
                || vec![ask.into_message(Purpose::Actual, Some(answer))],
            );
        }
    }
}

fn actual(method: &Method, url: url::Url, route: &Route, page: &Origin) -> Ask {
    let mut ask = Ask {
        method: method.clone(),
        url,
        headers: vec![(b"Accept".to_vec(), b"*/*".to_vec())],
        body: None,
        with_session: false,
    };
    ask.set(&ORIGIN, Some(page.as_bytes()));
    if let Some((content_type, body)) = &route.body {
        ask.set(&http::header::CONTENT_TYPE, Some(content_type.as_bytes()));
        ask.body = Some(Arc::clone(body));
    }
    ask
}
