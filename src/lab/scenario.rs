use std::fmt;
use std::time::Duration;

use http::Response;

use super::answer::Answer;
use super::call::Call;
use crate::fetch::Exchange;

/// A sequence of calls, by one or more pages in one browser.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Answer, Call, Scenario, Scene};
/// let mut call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// call.method = http::Method::PUT;
/// let mut scene = Scene::new(call);
/// scene.actuals.push(Answer::permissive().with_status(http::StatusCode::NOT_FOUND));
/// let scenario = Scenario::new(vec![scene.clone(), scene.after(std::time::Duration::from_secs(5))]);
/// let story = "\
/// https://app.example fetches PUT https://api.example/
///   answer: permissive, 404
/// 5s later
/// https://app.example fetches PUT https://api.example/
///   answer: permissive, 404";
/// assert_eq!(format!("{scenario:?}"), story);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scenario {
    /// The scenes, in the order in which they happen.
    pub scenes: Vec<Scene>,
}

/// A part of a scenario: a wait, a call, and the answers of the servers to it.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Browser, Call, Scene};
/// let scene = Scene::new(Call::new(Origin::parse("https://app.example")?, "https://api.example/"));
/// let fetched = Browser::new().fetch(&scene.call, scene.server())?;
/// assert!(fetched.is_shared());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scene {
    /// How long the browser waits before the call.
    pub wait: Duration,
    /// The call that a page makes.
    pub call: Call,
    /// The answers to preflights, in order. If there are more preflights, they get [permissive](Answer::permissive) answers.
    pub preflights: Vec<Answer>,
    /// The answers to all other messages, in order. If there are more messages, they get permissive answers.
    pub actuals: Vec<Answer>,
}

impl Scenario {
    /// Creates a scenario of these scenes.
    #[must_use]
    pub fn new(scenes: Vec<Scene>) -> Self {
        Self { scenes }
    }
}

impl Scene {
    /// Creates a scene without a wait, in which all answers are permissive.
    #[must_use]
    pub fn new(call: Call) -> Self {
        Self { wait: Duration::ZERO, call, preflights: Vec::new(), actuals: Vec::new() }
    }

    /// Adds a wait before the call, after the wait that the scene already has.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self { wait: self.wait.saturating_add(wait), ..self }
    }

    /// Returns a server for [`Browser::fetch`](super::Browser::fetch), which gives the answers of the scene from the first
    /// on.
    pub fn server(&self) -> impl FnMut(&Exchange) -> Option<Response<()>> + use<'_> {
        let (mut preflights, mut actuals) = (self.preflights.iter(), self.actuals.iter());
        move |exchange| {
            let answers = if exchange.is_preflight() { &mut preflights } else { &mut actuals };
            match answers.next() {
                Some(answer) => answer.to(exchange),
                None => Answer::permissive().to(exchange),
            }
        }
    }
}

/// Prints the scenes one after the other.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scene) in self.scenes.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "\n" })?;
            write!(f, "{scene:?}")?;
        }
        Ok(())
    }
}

/// Prints the wait, the call, and the answers that are given.
impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.wait.is_zero() {
            writeln!(f, "{:?} later", self.wait)?;
        }
        write!(f, "{:?}", self.call)?;
        for (kind, answers) in [("preflight", &self.preflights), ("answer", &self.actuals)] {
            for same in answers.chunk_by(PartialEq::eq) {
                let Some(answer) = same.first() else { continue };
                write!(f, "\n  {kind}: {answer:?}")?;
                if same.len() > 1 {
                    write!(f, ", {} times", same.len())?;
                }
            }
        }
        Ok(())
    }
}
