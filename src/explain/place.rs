use std::fmt;
use std::sync::Arc;

use http::Method;
use url::Url;

use crate::error::Phase;
use crate::redacted::RedactedUrl;

/// The message of a fetch that a finding, a surprise or a gap is about.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// let explanation = explain(&Story::new(request).with(Event::Actual(Answer::new(http::Response::new(())))));
/// let place = explanation.findings[0].place.as_ref().unwrap();
/// assert_eq!(place.hop, 0);
/// assert_eq!(place.to_string(), "GET https://api.example/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The number of redirects that were followed before. The first URL has 0.
    pub hop: usize,
    /// The phase of the fetch to which the message belongs.
    pub phase: Phase,
    /// The method of the message, which is `OPTIONS` for a preflight. `None` if a host used a rule without the
    /// engine.
    pub method: Option<Method>,
    /// The URL of the message. `None` if a host used a rule without the engine.
    pub url: Option<Arc<Url>>,
}

impl Place {
    /// Creates the place for a rule that a host used without the engine.
    pub(super) fn of_rule(phase: Phase) -> Self {
        Self { hop: 0, phase, method: None, url: None }
    }
}

/// Prints the method and the URL, without what may be a secret: user name, password, query and fragment.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.method, &self.url) {
            (Some(method), Some(url)) => write!(f, "{method} {}", RedactedUrl(url)),
            (None, Some(url)) => write!(f, "{}", RedactedUrl(url)),
            _ => f.write_str(match self.phase {
                Phase::Preflight => "the preflight",
                _ => "the request",
            }),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self}, hop {}, {})", self.hop, self.phase)
    }
}
