use super::fix::{Fix, Need};
use super::side::Side;

/// A set of changes. If you make all of them, the fetch succeeds.
///
/// The plans of an explanation are alternatives. The first one is the one to try first.
///
/// To show a plan to people, print the plan or its [fixes](Fix), and not the [changes](super::Change) alone: the text
/// of a fix also says whether its change may already have been made.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Story, explain};
/// use fetch_cors::request::CredentialsMode;
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").credentials(CredentialsMode::Include).build()?;
/// let any = http::Response::builder().header("access-control-allow-origin", "*").body(())?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(any))));
/// let codes: Vec<Vec<_>> = explanation
///     .plans
///     .iter()
///     .map(|plan| plan.fixes.iter().map(|fix| fix.change.code()).collect())
///     .collect();
/// // Either the server names the origin and allows credentials, with `Vary` as a safeguard, or the page sends no credentials.
/// assert_eq!(codes, [vec!["set-header", "set-header", "set-header"], vec!["set-credentials"]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The changes, in the order in which the fetch needs them.
    pub fixes: Vec<Fix>,
    /// Whether the story was replayed with all required fixes, and the fetch was allowed. `false` means that no replay
    /// can show the effect of the plan. For example, no replay can show that a server can be reached.
    pub is_proved: bool,
}

impl Plan {
    /// Creates a plan whose effect no replay can show.
    pub(super) fn unproved(fixes: Vec<Fix>) -> Self {
        Self { fixes, is_proved: false }
    }

    /// Returns the required fixes.
    pub fn required(&self) -> impl Iterator<Item = &Fix> {
        self.fixes.iter().filter(|fix| fix.need == Need::Required)
    }

    /// Returns the sides that have to change something, without repetitions.
    #[must_use]
    pub fn sides(&self) -> Vec<Side> {
        let mut sides: Vec<Side> = self.required().map(|fix| fix.change.side()).collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    }
}
