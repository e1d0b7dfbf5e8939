use std::fmt;

use super::foreign_names::{chromium_name, mdn_name};
use super::hint::Hint;
use super::place::Place;
use super::side::Side;
use super::words::Cut;
use crate::error::{Phase, PreflightError, Reason, SpecStep};
use crate::request::RequestError;

/// A reason why a fetch is refused, with the place, the side that has to fix it, and hints at the cause.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Side, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let slash = http::Response::builder().header("access-control-allow-origin", "https://app.example/").body(())?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(slash))));
/// let finding = &explanation.findings[0];
/// assert_eq!(finding.code(), "allow-origin-mismatch");
/// assert_eq!(finding.side, Side::Server { hop: 0 });
/// assert_eq!(finding.expected.as_deref(), Some("Access-Control-Allow-Origin: https://app.example"));
/// assert_eq!(finding.came.as_deref(), Some("Access-Control-Allow-Origin: https://app.example/"));
/// assert_eq!(finding.hints[0].code(), "trailing-slash");
/// assert_eq!(finding.mdn_name(), Some("CORSAllowOriginNotMatchingOrigin"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The reason of the refusal.
    pub cause: Cause,
    /// The message that the finding is about. `None` for a call that throws.
    pub place: Option<Place>,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
    /// The side that has to fix the problem.
    pub side: Side,
    /// What was expected. For a header, this is the header line. Holds no secret.
    pub expected: Option<String>,
    /// What came instead, in the same form. Holds no secret.
    pub came: Option<String>,
    /// Hints at the cause behind the reason, and at values that are nearly right.
    pub hints: Vec<Hint>,
}

/// The reason of a [`Finding`]: a network error or a call that throws.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The fetch ends in a network error for this reason.
    Refused(Reason),
    /// The call throws, so nothing is fetched.
    Thrown(RequestError),
}

impl Finding {
    /// Returns a stable name for the reason, for scripts and statistics. See [`Reason::code`] and
    /// [`RequestError::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match &self.cause {
            Cause::Refused(reason) => reason.code(),
            Cause::Thrown(error) => error.code(),
        }
    }

    /// Returns the phase of the fetch. For a call that throws, this is [`Phase::Request`].
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.place.as_ref().map_or(Phase::Request, |place| place.phase)
    }

    /// Returns the step of the standard that refuses the fetch. Returns `None` for a call that throws.
    #[must_use]
    pub fn step(&self) -> Option<SpecStep> {
        match &self.cause {
            Cause::Refused(reason) => Some(reason.step(self.phase())),
            Cause::Thrown(_) => None,
        }
    }

    /// Returns the name of the error in the issues panel of Chromium's developer tools, if it has a name there.
    #[must_use]
    pub fn chromium_name(&self) -> Option<&'static str> {
        match &self.cause {
            Cause::Refused(reason) => chromium_name(reason),
            Cause::Thrown(_) => None,
        }
    }

    /// Returns the name of the reason on MDN and in Firefox's console, if it has a name there.
    #[must_use]
    pub fn mdn_name(&self) -> Option<&'static str> {
        match &self.cause {
            Cause::Refused(reason) => mdn_name(reason),
            Cause::Thrown(_) => None,
        }
    }
}

/// Prints the message that was refused and the reason, without the hints.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        match &self.cause {
            Cause::Refused(reason) => write!(f, "{}", Cut(&reason.to_string()))?,
            Cause::Thrown(error) => write!(f, "the call throws: {}", Cut(&error.to_string()))?,
        }
        match (&self.cause, self.status) {
            // The texts of these reasons name the status already.
            (
                Cause::Refused(
                    Reason::Preflight(PreflightError::NotOk { .. } | PreflightError::Redirected { .. })
                    | Reason::RangeNotRequested { .. },
                ),
                _,
            )
            | (_, None) => f.write_str("."),
            (_, Some(status)) => write!(f, " (status {status})."),
        }
    }
}
