use std::time::Duration;

use http::StatusCode;
use proptest::arbitrary::Arbitrary;
use proptest::collection::vec;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Just, Strategy};

use super::answers::{actual_answers, preflight_answers, redirects};
use super::call::{calls, made_valid};
use super::params::Params;
use crate::lab::{Answer, Call, Location, Scenario, Scene};

/// Generates scenarios, which are sequences of calls with the answers of the servers.
///
/// Most of the later calls repeat the first call with at most one change. They often happen near the moment at which a
/// grant expires. The servers mostly grant what a request needs, and sometimes redirect.
///
/// ```
/// use fetch_cors::lab::Browser;
/// use fetch_cors::strategy::{Params, scenarios};
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
            // Each scene has a call of its own, which is used if the scene is the first. So shrinking can remove any scene.
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

/// Generates the values of [`scenarios`].
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

/// The part of a call that changes when the call is repeated.
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
        made_valid(again)
    }
}

fn waits() -> impl Strategy<Value = Duration> + Clone {
    let near = select(&[0u64, 999, 1_000, 4_999, 5_000, 600_000, 7_199_999, 7_200_000][..]);
    prop_oneof![1 => Just(0), 1 => near].prop_map(Duration::from_millis)
}
