//! A check that responses which depend on the origin say so with `Vary`, and what a cache does if they do not.

use http::Response;
use http::header::{CACHE_CONTROL, ORIGIN};

use super::super::examine::Exam;
use super::super::message::Message;
use super::super::probes::stranger;
use super::super::property::Property;
use super::super::route::Route;
use super::super::server::Server;
use super::super::wire::Ask;
use super::{Sharing, get};
use crate::check::cors_check;
use crate::fetch::Purpose;
use crate::header::list::{listed, varies_by_origin};
use crate::origin::Origin;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Compares the responses to four requests with `GET`: without `Origin`, of an untrusted page, and of two trusted pages.
pub(super) async fn check<S: Server>(
    exam: &mut Exam<'_, S>,
    route: &Route,
    pages: &[Origin],
    credentials: CredentialsMode,
) {
    let Some(stranger) = stranger() else { return };
    let mut answers = Vec::new();
    for page in [&stranger].into_iter().chain(pages.iter().filter(|page| **page != stranger).take(2)) {
        let Some(attempt) = get(route, page, credentials) else { return };
        let Some((ask, _)) = exam.fetch_and_keep(&attempt).await else { continue };
        if answers.is_empty() {
            let mut without = ask.clone();
            without.set(&ORIGIN, None);
            answers.extend(heard(exam, without).await);
        }
        answers.extend(heard(exam, ask).await);
    }
    let differ = answers.windows(2).any(|pair| match pair {
        [one, other] => Sharing::of(&one.answer) != Sharing::of(&other.answer),
        _ => false,
    });
    let Some(missing) = answers.iter().find(|heard| !varies_by_origin(heard.answer.headers())) else {
        return;
    };
    if !differ {
        return;
    }
    let witness = exam.witness(&missing.ask, Some(missing.answer.status().as_u16()));
    match mixed_up(&answers) {
        Some((stored, served)) => {
            let cause = format!(
                "A cache can store the response for {} and give it to {}, for which it is wrong, because `Vary: Origin` is missing.",
                stored.who(),
                served.who()
            );
            let messages = || vec![stored.message(), served.message()];
            let witness = exam.witness(&stored.ask, Some(stored.answer.status().as_u16()));
            exam.collected.add_property((Property::CacheMixUp, ""), cause, witness, messages);
        }
        None => {
            let cause = "Responses depend on the `Origin` header, but not all of them have `Vary: Origin`.";
            exam.collected
                .add_property((Property::MissingVary, ""), cause, witness, || vec![missing.message()]);
        }
    }
}

/// A request and the response to it.
struct Heard {
    ask: Ask,
    answer: Response<()>,
}

async fn heard<S: Server>(exam: &mut Exam<'_, S>, ask: Ask) -> Option<Heard> {
    let answer = exam.wire.send(ask.clone()).await?;
    Some(Heard { ask, answer })
}

impl Heard {
    fn who(&self) -> String {
        match self.ask.get(&ORIGIN) {
            Some(origin) => String::from_utf8_lossy(origin).into_owned(),
            None => "a request without an Origin header".to_owned(),
        }
    }

    fn message(&self) -> Message {
        self.ask.clone().into_message(Purpose::Actual, Some(self.answer.clone()))
    }
}

/// Returns the first pair of a response that a cache can store and another request that can get it, if the CORS check of
/// that request then ends in another way than with its own response.
fn mixed_up(answers: &[Heard]) -> Option<(&Heard, &Heard)> {
    let stored = answers
        .iter()
        .filter(|stored| may_be_stored(&stored.answer) && !varies_by_origin(stored.answer.headers()));
    let mut pairs = stored.flat_map(|stored| answers.iter().map(move |other| (stored, other)));
    pairs.find(|(stored, other)| {
        let Some(origin) = other.ask.get(&ORIGIN) else { return false };
        let origin = RequestOrigin::from_serialized(origin);
        // A cache does not distinguish requests with and without credentials.
        [CredentialsMode::Omit, CredentialsMode::Include].into_iter().any(|credentials| {
            let is_shared = |answer: &Response<()>| cors_check(answer.headers(), origin, credentials).is_ok();
            is_shared(&stored.answer) != is_shared(&other.answer)
        })
    })
}

/// Returns whether a cache of a browser or of a proxy may store a response to a `GET`.
fn may_be_stored(answer: &Response<()>) -> bool {
    !listed(answer.headers(), &CACHE_CONTROL).any(|directive| directive.eq_ignore_ascii_case(b"no-store"))
}
