use std::convert::Infallible;

use fetch_cors::error::{Blocker, HostError};
use fetch_cors::explain::{Answer, Event, Explanation, Story, explain};
use fetch_cors::{FilteredResponse, Hop, NetworkError, PreflightCache, Response, Step, Timestamp};

use crate::constants::step;
use crate::layout::{Bytes, ErrorView, MessageView, ResultView, StepView};
use crate::request::ScriptRequest;
use crate::shown::Shown;
use crate::status::{Status, Trouble};

/// A fetch at its current step.
///
/// Each step has a number. A transition takes the number of the step that it answers. A second answer to the same step is
/// thereby refused, even if the next step has the same kind.
#[derive(Debug)]
pub struct Fetch {
    /// The current step. It is `None` during a transition. If the transition panics, the lock around the fetch refuses all
    /// later calls.
    step: Option<Step<()>>,
    number: u64,
    story: Option<Story>,
    shown: Shown,
}

/// The reason why the host has no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    NoResponse,
    WrongBody,
}

/// The result of a transition.
enum After {
    /// The next step.
    Moved(Step<()>),
    /// The same step, because it does not have this transition.
    Stayed(Step<()>),
}

impl Fetch {
    pub(crate) fn new(request: &ScriptRequest) -> Self {
        let step = Step::Redirect(Hop::new(request.request.clone()));
        Self { shown: Shown::of(&step), step: Some(step), number: 1, story: None }
    }

    /// Creates a fetch that records its steps.
    pub(crate) fn recorded(request: &ScriptRequest, cache: &PreflightCache, now: Timestamp) -> Self {
        let story = Story::new(request.request.clone()).with_script_headers(request.script_headers.clone());
        Self { story: Some(story.with_cache(cache.clone(), now)), ..Self::new(request) }
    }

    pub(crate) fn step(&self) -> StepView {
        let kind = match &self.step {
            Some(Step::Redirect(_)) => step::HOP,
            Some(Step::Send(_)) => step::SEND,
            Some(Step::Local(_)) => step::LOCAL,
            Some(Step::Done(Ok(_))) => step::RESPONSE,
            Some(Step::Done(Err(_))) | None => step::ERROR,
        };
        StepView { kind, number: self.number }
    }

    pub(crate) fn url(&self) -> Result<Bytes, Status> {
        self.shown.url()
    }

    pub(crate) fn message(&self) -> Result<MessageView, Status> {
        self.shown.message()
    }

    pub(crate) fn result(&self) -> Result<ResultView, Status> {
        self.shown.result()
    }

    pub(crate) fn error(&self) -> Result<ErrorView, Status> {
        self.shown.error()
    }

    pub(crate) fn outcome(&self) -> Result<Result<&FilteredResponse<()>, &NetworkError>, Status> {
        match &self.step {
            Some(Step::Done(outcome)) => Ok(outcome.as_ref()),
            _ => Err(Status::WrongStep),
        }
    }

    pub(crate) fn explain(&self) -> Result<Explanation, Status> {
        self.story.as_ref().map(explain).ok_or(Status::NotRecorded)
    }

    pub(crate) fn run(
        &mut self,
        number: u64,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        self.go_on(number, |step, _| match step {
            Step::Redirect(hop) => After::Moved(hop.run(cache, now)),
            other => After::Stayed(other),
        })
    }

    pub(crate) fn upgrade_to_https(&mut self, number: u64) -> Result<(), Trouble> {
        self.go_on(number, |step, story| match step {
            Step::Redirect(hop) => {
                record(story, || Event::UpgradedToHttps);
                After::Moved(Step::Redirect(hop.upgrade_to_https()))
            }
            other => After::Stayed(other),
        })
    }

    pub(crate) fn block(
        &mut self,
        number: u64,
        by: Blocker,
        cache: &mut PreflightCache,
    ) -> Result<(), Trouble> {
        self.go_on(number, |step, story| match step {
            Step::Redirect(hop) => {
                record(story, || Event::Blocked(by.clone()));
                After::Moved(hop.block(by, cache))
            }
            other => After::Stayed(other),
        })
    }

    pub(crate) fn respond(
        &mut self,
        number: u64,
        response: Response<()>,
        cache: &mut PreflightCache,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        self.go_on(number, |step, story| match step {
            Step::Send(exchange) => {
                let answer = Ok::<_, Infallible>(response);
                record(story, || Event::answered(exchange.is_preflight(), &answer));
                let Ok(response) = answer;
                After::Moved(if response.url().is_some() {
                    exchange.respond(response, cache, now)
                } else {
                    exchange.fail(HostError::ResponseWithoutUrl, cache)
                })
            }
            Step::Local(local) => {
                record(story, || Event::Local(Answer::new(response.clone())));
                After::Moved(local.respond(response))
            }
            other => After::Stayed(other),
        })
    }

    pub(crate) fn fail(
        &mut self,
        number: u64,
        failure: Failure,
        why: &str,
        cache: &mut PreflightCache,
    ) -> Result<(), Trouble> {
        let no_response = if why.is_empty() { "the host gave no reason" } else { why };
        self.go_on(number, |step, story| match step {
            Step::Send(exchange) => {
                let answer = Err::<Response<()>, _>(());
                record(story, || Event::answered(exchange.is_preflight(), &answer));
                After::Moved(match failure {
                    Failure::NoResponse => exchange.fail(no_response, cache),
                    Failure::WrongBody => exchange.fail(HostError::WrongBody, cache),
                })
            }
            Step::Local(local) => {
                record(story, || Event::Local(Answer::nothing()));
                After::Moved(local.fail(no_response, cache))
            }
            other => After::Stayed(other),
        })
    }

    /// Makes a transition from the step with this number.
    fn go_on(
        &mut self,
        number: u64,
        transition: impl FnOnce(Step<()>, &mut Option<Story>) -> After,
    ) -> Result<(), Trouble> {
        if number != self.number {
            let is_earlier = (1..self.number).contains(&number);
            return Err(if is_earlier { Status::StaleStep } else { Status::InvalidArgument }.into());
        }
        let step = self.step.take().ok_or(Status::Panic)?;
        match transition(step, &mut self.story) {
            After::Moved(next) => {
                if let Step::Done(Err(error)) = &next {
                    self.story = self.story.take().map(|story| story.with_error(error.clone()));
                }
                self.shown = Shown::of(&next);
                self.step = Some(next);
                self.number += 1;
                Ok(())
            }
            After::Stayed(same) => {
                self.step = Some(same);
                Err(Status::WrongStep.into())
            }
        }
    }
}

fn record(story: &mut Option<Story>, event: impl FnOnce() -> Event) {
    if let Some(story) = story {
        story.push(event());
    }
}

#[cfg(test)]
mod tests {
    use fetch_cors::{Client, Origin, PreflightCache, Response, Timestamp};

    use super::Fetch;
    use crate::request::ScriptRequest;

    #[test]
    fn a_fetch_prints_no_secret_at_any_step() {
        let client = Client::new(Origin::parse("https://app.example").unwrap());
        let json = br#"{"url":"https://app.example/?secret","headers":[["authorization","secret"]]}"#;
        let request = ScriptRequest::new(&client, json).unwrap();
        let mut cache = PreflightCache::new();
        let mut fetch = Fetch::recorded(&request, &cache, Timestamp::ZERO);
        let mut printed = vec![format!("{request:?}"), format!("{fetch:?}")];
        fetch.run(1, &mut cache, Timestamp::ZERO).unwrap();
        printed.push(format!("{fetch:?}"));
        let response = Response::new(200, ()).with_url("https://app.example/?secret".parse().unwrap());
        fetch.respond(2, response, &mut cache, Timestamp::ZERO).unwrap();
        assert!(fetch.outcome().unwrap().is_ok());
        printed.push(format!("{fetch:?}"));
        for text in printed {
            assert!(!text.contains("secret"), "{text}");
        }
    }
}
