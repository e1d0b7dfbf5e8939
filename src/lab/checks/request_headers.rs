//! A check that the server understands all forms of `Access-Control-Request-Headers`.

use http::header::ACCESS_CONTROL_REQUEST_HEADERS;

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use super::super::wire::Ask;
use crate::origin::Origin;

/// Sends preflights for the declared headers in other forms than browsers use, and preflights for a part of the headers.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, route: &Route, page: &Origin) {
    let Some(method) = route.methods.first() else { return };
    let headers = exam.subject.request_headers.as_slice();
    let attempt = Attempt { headers, ..Attempt::new(page, route, method) };
    let Some((true, fetched)) = exam.is_granted(&attempt, |_| {}).await else { return };
    for (form, change) in
        [("not sorted", unsorted as fn(&mut Ask)), ("separated by a comma and a space", spaced)]
    {
        if let Some((false, fetched)) = exam.is_granted(&attempt, change).await {
            let cause = format!("The server refuses a preflight whose header names are {form}.");
            let (property, witness) = ((Property::StrictRequestHeaders, form), attempt.witness(None));
            exam.collected.add_property(property, cause, witness, || fetched.messages);
        }
    }
    for fewer in fewer(headers) {
        let fewer = Attempt { headers: &fewer, ..attempt };
        if let Some((false, refused)) = exam.is_granted(&fewer, |_| {}).await
            && !refused.messages.is_empty()
        {
            let cause = format!(
                "The server allows {} only together with other request headers.",
                fewer.headers.join(", ")
            );
            let messages = || [fetched.messages.clone(), refused.messages].concat();
            exam.collected.add_property((Property::NotMonotone, ""), cause, fewer.witness(None), messages);
        }
    }
}

/// Returns each name by itself, and all names but one.
fn fewer(names: &[String]) -> Vec<Vec<String>> {
    let single = names.iter().map(|name| vec![name.clone()]);
    let all_but = |left_out: &String| names.iter().filter(|name| *name != left_out).cloned().collect();
    single.chain(names.iter().filter(|_| names.len() > 2).map(all_but)).collect()
}

fn unsorted(ask: &mut Ask) {
    change_names(ask, |names| names.into_iter().rev().collect::<Vec<_>>().join(&b","[..]));
}

fn spaced(ask: &mut Ask) {
    change_names(ask, |names| names.join(&b", "[..]));
}

fn change_names(ask: &mut Ask, join: impl Fn(Vec<&[u8]>) -> Vec<u8>) {
    let names = ask.get(&ACCESS_CONTROL_REQUEST_HEADERS);
    if let Some(names) = names.map(|names| join(names.split(|byte| *byte == b',').collect())) {
        ask.set(&ACCESS_CONTROL_REQUEST_HEADERS, Some(&names));
    }
}
