use std::collections::HashMap;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use http::header::DATE;
use http::{HeaderName, HeaderValue, Method, Request, Response, Version};
use url::Url;

use super::message::Message;
use super::secrets::{HIDDEN, Secrets};
use super::server::Server;
use super::subject::{Session, Subject};
use crate::fetch::{Exchange, Purpose};
use crate::header::HeaderList;

/// A request to the server that is tested, before the session is added.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// The body, if there is one. It is shared, because many requests have the same body.
    pub(super) body: Option<Arc<[u8]>>,
    pub(super) with_session: bool,
}

impl Ask {
    /// Creates the request for a message of the machine.
    pub(super) fn of(exchange: &Exchange, body: Option<&Arc<[u8]>>) -> Self {
        let headers = exchange.headers().iter();
        Self {
            method: exchange.method().clone(),
            url: exchange.to_url(),
            headers: headers.map(|(name, value)| (name.to_vec(), value.to_vec())).collect(),
            body: body.filter(|_| exchange.send_body()).cloned(),
            with_session: exchange.include_credentials(),
        }
    }

    /// Sets a header to a value, or removes it if the value is `None`.
    pub(super) fn set(&mut self, name: &HeaderName, value: Option<&[u8]>) {
        let name = name.as_str().as_bytes();
        let position = self.headers.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
        if let Some(position) = position {
            self.headers.remove(position);
        }
        if let Some(value) = value {
            let position = position.unwrap_or(self.headers.len());
            self.headers.insert(position, (name.to_vec(), value.to_vec()));
        }
    }

    pub(super) fn get(&self, name: &HeaderName) -> Option<&[u8]> {
        let name = name.as_str().as_bytes();
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }

    /// Returns the request and the response to it, as a message for a report.
    pub(super) fn into_message(self, purpose: Purpose, answer: Option<Response<()>>) -> Message {
        let mut headers = HeaderList::new();
        for (name, value) in &self.headers {
            headers.push(name, value);
        }
        Message {
            purpose,
            method: self.method,
            url: self.url,
            headers,
            include_credentials: self.with_session,
            send_body: self.body.is_some(),
            answer,
        }
    }

    fn to_http(&self) -> Option<Request<Vec<u8>>> {
        let mut request = Request::new(self.body.as_deref().unwrap_or_default().to_vec());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.url.as_str().parse().ok()?;
        *request.version_mut() = Version::HTTP_11;
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name).ok()?;
            request.headers_mut().try_append(name, HeaderValue::from_bytes(value).ok()?).ok()?;
        }
        Some(request)
    }
}

/// The connection to the server that is tested. Sends each distinct request once.
pub(super) struct Wire<S> {
    server: S,
    session: Option<Session>,
    pub(super) secrets: Secrets,
    heard: HashMap<Ask, Option<Response<()>>>,
    pub(super) requests: usize,
    /// Requests to which the server gave no response.
    pub(super) unanswered: Vec<(Ask, String)>,
    /// Requests to which the server answered with a status from 500 to 599.
    pub(super) failed: Vec<(Ask, Response<()>)>,
}

impl<S: Server> Wire<S> {
    pub(super) fn new(server: S, subject: &Subject) -> Self {
        let session = subject.session.clone();
        let mut secrets = Secrets::new(subject.words().iter().map(String::as_bytes));
        if let Some(session) = &session {
            // The secrets must be known before the first response, because the server may repeat them from an earlier run.
            secrets.add(&Request::default(), session);
        }
        let (heard, unanswered, failed) = (HashMap::new(), Vec::new(), Vec::new());
        Self { server, session, secrets, heard, requests: 0, unanswered, failed }
    }

    /// Sends a request and returns the response. If the same request was sent before, returns the earlier response.
    ///
    /// Returns `None` if the server returned an error, or if the `http` crate cannot represent the request.
    pub(super) async fn send(&mut self, mut ask: Ask) -> Option<Response<()>> {
        ask.with_session &= self.session.is_some();
        if let Some(response) = self.heard.get(&ask) {
            return response.clone();
        }
        let response = self.send_again(ask.clone()).await;
        self.heard.insert(ask, response.clone());
        response
    }

    /// Sends a request, even if the same was sent before.
    pub(super) async fn send_again(&mut self, ask: Ask) -> Option<Response<()>> {
        let Some(mut request) = ask.to_http() else {
            self.unanswered.push((
                ask,
                "the request was not sent, because the HTTP library cannot represent it".to_owned(),
            ));
            return None;
        };
        if let Some(session) = self.session.as_ref().filter(|_| ask.with_session) {
            request = self.secrets.add(&request, session);
        }
        self.requests += 1;
        let answer = call(&mut self.server, request, &ask, &self.secrets).await;
        match answer {
            Ok(mut response) => {
                // Without the date, two runs have the same report.
                response.headers_mut().remove(DATE);
                if response.status().is_server_error() {
                    self.failed.push((ask, response.clone()));
                }
                Some(response)
            }
            Err(error) => {
                self.unanswered.push((ask, error));
                None
            }
        }
    }
}

/// Calls the server that is tested. If it panics, panics with the request in the message.
async fn call<S: Server>(
    server: &mut S,
    request: Request<Vec<u8>>,
    ask: &Ask,
    secrets: &Secrets,
) -> Result<Response<()>, String> {
    let mut answer = pin!(server.answer(request));
    let answered = poll_fn(|context| {
        // After a panic, nothing of the server is used again, because the panic is passed on.
        match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    });
    match answered.await {
        Ok(answer) => answer,
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().copied();
            let text =
                text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic");
            pass_on(ask, if secrets.are_in(text.as_bytes()) { HIDDEN } else { text })
        }
    }
}

#[expect(clippy::panic, reason = "the tested server panicked, and its panic is repeated with the request")]
fn pass_on<T>(ask: &Ask, panic: &str) -> T {
    let request = format!("{:?}", ask.clone().into_message(Purpose::Actual, None));
    let request = request.trim_end_matches("\n← no response");
    panic!("the server panicked: {panic}\nThe request was:\n{request}")
}
