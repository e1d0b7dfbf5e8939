//! A check that `OPTIONS` requests that are not preflights reach the application.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, ORIGIN,
};
use http::{Method, Response};

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use super::get;
use crate::fetch::Purpose;
use crate::origin::Origin;
use crate::request::CredentialsMode;

/// Sends `OPTIONS` without `Access-Control-Request-Method`, with and without `Origin`, to a route that has this method.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, route: &Route, page: &Origin) {
    if !route.has(&Method::OPTIONS) {
        return;
    }
    let attempt = Attempt::new(page, route, &Method::OPTIONS);
    let Some((ask, fetched)) = exam.fetch_and_keep(&attempt).await else { return };
    let [_, actual] = fetched.messages.as_slice() else { return };
    let mut without_origin = ask;
    without_origin.set(&ORIGIN, None);
    let plain = exam.wire.send(without_origin.clone()).await;
    // A server may send the headers of preflights with every response.
    let usual = match get(route, page, CredentialsMode::Omit) {
        Some(get) => {
            exam.fetch(&get).await.ok().and_then(|fetched| fetched.messages.into_iter().next()?.answer)
        }
        None => None,
    };
    for message in [actual.clone(), without_origin.into_message(Purpose::Actual, plain)] {
        if message.answer.as_ref().is_some_and(|answer| is_to_preflight(answer, usual.as_ref())) {
            let cause = "An `OPTIONS` request that is not a preflight is answered as if it were one.";
            let status = message.answer.as_ref().map(|answer| answer.status().as_u16());
            exam.collected.add_property(
                (Property::OptionsSwallowed, ""),
                cause,
                attempt.witness(status),
                || vec![message],
            );
        }
    }
}

/// Returns whether a response has headers that only a response to a preflight needs, and that are not on the usual response.
fn is_to_preflight(answer: &Response<()>, usual: Option<&Response<()>>) -> bool {
    let names = [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE];
    let is_usual = |name| usual.is_some_and(|usual| usual.headers().contains_key(name));
    names.iter().any(|name| answer.headers().contains_key(name) && !is_usual(name))
}
