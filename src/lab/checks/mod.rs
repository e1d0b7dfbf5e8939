//! Checks of the properties of a policy, whatever the origin is.

mod answers;
mod head;
mod options;
mod over_grant;
mod preflight_credentials;
mod refusal;
mod repeat;
mod request_headers;
mod revalidation;
mod vary;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
};
use http::{HeaderValue, Method, Response};

pub(super) use answers::{check_answers, repeats_a_line};

use super::attempt::Attempt;
use super::examine::Exam;
use super::fetched::Fetched;
use super::pages::pages;
use super::route::Route;
use super::server::Server;
use super::wire::Ask;
use crate::origin::Origin;
use crate::request::CredentialsMode;

/// Checks the properties of every route.
pub(super) async fn check_properties<S: Server>(exam: &mut Exam<'_, S>) {
    let pages = pages(exam);
    // A server may treat responses with credentials in another way.
    let mut modes = vec![CredentialsMode::Omit];
    modes.extend(exam.subject.session.is_some().then_some(CredentialsMode::Include));
    for route in &exam.subject.routes {
        for credentials in &modes {
            vary::check(exam, route, &pages, *credentials).await;
        }
        refusal::check(exam, route).await;
        for page in pages.iter().filter(|page| exam.subject.trust.has(page)) {
            preflight_credentials::check(exam, route, page).await;
        }
        let Some(page) = pages.first() else { continue };
        for credentials in &modes {
            let Some(get) = get(route, page, *credentials) else { continue };
            revalidation::check(exam, &get).await;
            head::check(exam, &get).await;
            repeat::check(exam, &get).await;
        }
        if !exam.subject.trust.has(page) {
            continue;
        }
        over_grant::check(exam, route, page).await;
        request_headers::check(exam, route, page).await;
        options::check(exam, route, page).await;
    }
}

impl<S: Server> Exam<'_, S> {
    /// Makes the call of a page, and returns the last request that was sent together with the fetch.
    async fn fetch_and_keep(&mut self, attempt: &Attempt<'_>) -> Option<(Ask, Fetched)> {
        let mut last = None;
        let fetched = self.fetch_changed(attempt, |ask| last = Some(ask.clone())).await;
        last.zip(fetched.ok())
    }

    /// Sends only the preflight of a call, and returns whether it allows the request. Also returns the fetch, which ends
    /// after the preflight. `change` changes the preflight before it is sent.
    async fn is_granted(
        &mut self,
        attempt: &Attempt<'_>,
        change: impl FnMut(&mut Ask),
    ) -> Option<(bool, Fetched)> {
        let attempt = Attempt { sends_actual: false, ..*attempt };
        let mut fetched = self.fetch_changed(&attempt, change).await.ok()?;
        let is_granted = fetched.messages.len() > 1;
        // The actual request was not sent, so its message is removed.
        fetched.messages.retain(|message| message.is_preflight());
        Some((is_granted && !fetched.messages.is_empty(), fetched))
    }
}

/// Returns a call with `GET` that needs no preflight, if the route has this method.
fn get<'a>(route: &'a Route, page: &'a Origin, credentials: CredentialsMode) -> Option<Attempt<'a>> {
    route.has(&Method::GET).then(|| Attempt { credentials, ..Attempt::new(page, route, &Method::GET) })
}

/// The CORS headers of a response to an actual request: who may read the response, and which headers of it.
#[derive(PartialEq, Eq)]
struct Sharing<'a> {
    origin: Vec<&'a [u8]>,
    credentials: Vec<&'a [u8]>,
    /// The exposed names, in lower case and in order.
    exposed: Vec<Vec<u8>>,
}

impl<'a> Sharing<'a> {
    fn of(answer: &'a Response<()>) -> Self {
        let lines = |name| answer.headers().get_all(name).iter().map(HeaderValue::as_bytes);
        let names = lines(ACCESS_CONTROL_EXPOSE_HEADERS).flat_map(|line| line.split(|byte| *byte == b','));
        let mut exposed: Vec<Vec<u8>> = names.map(|name| name.trim_ascii().to_ascii_lowercase()).collect();
        exposed.sort_unstable();
        Self {
            origin: lines(ACCESS_CONTROL_ALLOW_ORIGIN).collect(),
            credentials: lines(ACCESS_CONTROL_ALLOW_CREDENTIALS).collect(),
            exposed,
        }
    }
}
