use std::fmt;
use std::time::Duration;

use http::{Response, StatusCode};
use proptest::arbitrary::Arbitrary;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Just, Strategy};

use super::answer::Answer;
use super::answers::{actual_answers, preflight_answers, redirects};
use super::call::{Call, calls};
use super::location::Location;
use super::params::Params;
use crate::fetch::Exchange;

/// Calls of one or more pages of a browser, one after the other.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Answer, Call, Scenario, Scene};
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
    /// What happens, in order.
    pub scenes: Vec<Scene>,
}

/// A wait, a call, and what the servers say to it.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Browser, Call, Scene};
/// let scene = Scene::new(Call::new(Origin::parse("https://app.example")?, "https://api.example/"));
/// let fetched = Browser::new().fetch(&scene.call, scene.server())?;
/// assert!(fetched.is_shared());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scene {
    /// How long before it nothing happens.
    pub wait: Duration,
    /// What a page does.
    pub call: Call,
    /// What the preflights get, in order; those that come after are answered
    /// [permissively](Answer::permissive).
    pub preflights: Vec<Answer>,
    /// What the other messages get, likewise.
    pub actuals: Vec<Answer>,
}

impl Scenario {
    /// These scenes.
    #[must_use]
    pub fn new(scenes: Vec<Scene>) -> Self {
        Self { scenes }
    }
}

impl Scene {
    /// A call to which everything is answered permissively, at once.
    #[must_use]
    pub fn new(call: Call) -> Self {
        Self { wait: Duration::ZERO, call, preflights: Vec::new(), actuals: Vec::new() }
    }

    /// The same, so much later.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self { wait: self.wait.saturating_add(wait), ..self }
    }

    /// The servers, at the beginning of the scene.
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

/// The scenes as a story.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scene) in self.scenes.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "\n" })?;
            write!(f, "{scene:?}")?;
        }
        Ok(())
    }
}

/// The wait, the call, and each answer that is written down.
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

/// Scenarios: a call, then others that are mostly the first again with one thing changed, at moments near those
/// at which grants end, to servers that mostly grant what they are asked, and sometimes redirect.
///
/// ```
/// use fetch_cors::strategy::{Browser, Params, scenarios};
/// proptest::proptest!(|(scenario in scenarios(&Params::new()))| {
///     let fetched = Browser::new().run(&scenario).unwrap();
///     assert_eq!(fetched.len(), scenario.scenes.len());
/// });
/// ```
pub fn scenarios(params: &Params) -> impl Strategy<Value = Scenario> + Clone + use<> {
    let (preflights, actuals) = match params.answers {
        true => (preflights().boxed(), actuals().boxed()),
        false => (Just(Vec::new()).boxed(), Just(Vec::new()).boxed()),
    };
    let scene = (calls(params), changes(), waits(), preflights, actuals);
    vec(scene, params.scenes.clone()).prop_map(|scenes| {
        let mut first: Option<Call> = None;
        let scenes = scenes.into_iter().map(|(call, changed, wait, preflights, actuals)| {
            // Whichever scene is left as the first has a call of its own, so any other may go when a failure is shrunk.
            let (wait, call) = match &first {
                None => (Duration::ZERO, call),
                Some(first) => (wait, changed.of(first, call)),
            };
            first.get_or_insert_with(|| call.clone());
            Scene { wait, call, preflights, actuals }
        });
        Scenario { scenes: scenes.collect() }
    })
}

/// [`scenarios`].
impl Arbitrary for Scenario {
    type Parameters = Params;
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with(params: Params) -> BoxedStrategy<Self> {
        scenarios(&params).boxed()
    }
}

fn preflights() -> impl Strategy<Value = Vec<Answer>> + Clone {
    prop_oneof![1 => Just(Vec::new()), 2 => vec(preflight_answers(), 1..3)]
}

fn actuals() -> impl Strategy<Value = Vec<Answer>> + Clone {
    let redirected = (vec(redirects(), 1..4), vec(actual_answers(), 0..2))
        .prop_map(|(redirects, last)| [redirects, last].concat());
    let round_in_circles = (select(&[20usize, 21][..]), select(&[Location::SameUrl, Location::Sibling][..]))
        .prop_map(|(times, location)| {
            vec![Answer::permissive().redirect(StatusCode::FOUND, location); times]
        });
    prop_oneof![
        4 => Just(Vec::new()),
        6 => vec(actual_answers(), 1),
        5 => redirected,
        1 => round_in_circles,
    ]
}

/// What of a call is another when it is made again.
#[derive(Clone, Copy, Debug)]
enum Changed {
    Nothing,
    Method,
    Headers,
    Credentials,
    Url,
    Page,
    All,
}

fn changes() -> impl Strategy<Value = Changed> + Clone {
    use Changed as C;
    select(&[C::Nothing, C::Nothing, C::Method, C::Headers, C::Credentials, C::Url, C::Page, C::All][..])
}

impl Changed {
    fn of(self, call: &Call, other: Call) -> Call {
        let mut again = call.clone();
        match self {
            Self::Nothing => {}
            Self::Method => again.method = other.method,
            Self::Headers => again.headers = other.headers,
            Self::Credentials => again.credentials = other.credentials,
            Self::Url => again.url = other.url,
            Self::Page => again.page = other.page,
            Self::All => again = other,
        }
        again.made_valid()
    }
}

fn waits() -> impl Strategy<Value = Duration> + Clone {
    let near = select(&[0u64, 999, 1_000, 4_999, 5_000, 600_000, 7_199_999, 7_200_000][..]);
    prop_oneof![1 => Just(0), 1 => near].prop_map(Duration::from_millis)
}
