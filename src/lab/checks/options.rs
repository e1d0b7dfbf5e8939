//! Whether `OPTIONS` requests that are no preflights reach the application.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, ALLOW, ORIGIN,
};
use http::{Method, Response};

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use super::witness;
use crate::fetch::Purpose;
use crate::origin::Origin;

/// Sends `OPTIONS` without `Access-Control-Request-Method`, with and without `Origin`, to a route that has this method.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, route: &Route, page: &Origin) {
    if !route.has(&Method::OPTIONS) {
        return;
    }
    let attempt = Attempt::new(page, route, &Method::OPTIONS);
    let Some((ask, fetched)) = exam.fetch_and_keep(&attempt).await else { return };
    let [preflight, actual] = fetched.messages.as_slice() else { return };
    let (preflight, mut without_origin) = (preflight.answer.as_ref(), ask);
    without_origin.set(&ORIGIN, None);
    let plain = exam.wire.send(without_origin.clone()).await;
    let messages = [actual.clone(), without_origin.into_message(Purpose::Actual, plain)];
    for message in messages {
        if message.answer.as_ref().is_some_and(|answer| is_to_preflight(answer, preflight)) {
            let cause = "An OPTIONS request that is no preflight is answered as if it were one.";
            let status = message.answer.as_ref().map(|answer| answer.status().as_u16());
            exam.collected.add_property(
                (Property::OptionsSwallowed, ""),
                cause,
                witness(&attempt, status),
                || vec![message],
            );
        }
    }
}

/// Returns whether an answer looks like one to a preflight.
fn is_to_preflight(answer: &Response<()>, preflight: Option<&Response<()>>) -> bool {
    let names = [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE];
    let is_like_preflight = preflight.is_some_and(|preflight| {
        preflight.status() == answer.status() && own_headers(preflight) == own_headers(answer)
    });
    names.iter().any(|name| answer.headers().contains_key(name))
        || (is_like_preflight && !answer.headers().contains_key(ALLOW))
}

/// Returns the names of the headers that are not about CORS or the moment.
fn own_headers(answer: &Response<()>) -> Vec<&str> {
    let names = answer.headers().keys().map(http::HeaderName::as_str);
    let mut own: Vec<&str> = names
        .filter(|name| !name.starts_with("access-control-") && !["date", "vary"].contains(name))
        .collect();
    own.sort_unstable();
    own
}
