//! The result of the command, in one form for text, JSON and HTML.
#![expect(clippy::exhaustive_structs, reason = "the formats of this package write all of it")]

use fetch_cors::explain::{Explanation, Story, TraceEntry};

/// The result of the command for all sources.
#[derive(Clone, Debug)]
pub struct Report {
    /// The kinds of the sources: "a HAR file of Chromium's developer tools".
    pub source: String,
    /// What was skipped or assumed, and why.
    pub notes: Vec<String>,
    /// The fetches that were explained.
    pub fetches: Vec<Explained>,
}

/// A fetch, with the explanation why it ended as it did.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The method and the URL. What may be a secret is left out.
    pub title: String,
    /// The places of its messages in the source, in the order of the fetch: "entry 4, entry 3".
    pub place: String,
    /// The story of the fetch: what is known about it.
    pub story: Story,
    /// The reasons why the fetch ended as it did, and what to change.
    pub explanation: Explanation,
    /// The decisions and messages of the browser, and the responses.
    pub trace: Vec<TraceEntry>,
    /// The conclusions about what the source itself does not say, each with the reason.
    pub concluded: Vec<String>,
    /// A warning, if the source reports another outcome than the standard gives.
    pub contradiction: Option<String>,
    /// A warning, if the outcome depends on something that the source does not say.
    pub caveat: Option<String>,
    /// What the recording lacks, and how to get it.
    pub missing: Vec<Missing>,
    /// The lines to paste, for each plan of the explanation.
    pub snippets: Vec<Vec<Snippet>>,
    /// Whether values that may be secrets are shown, because the user wants it.
    pub shows_secrets: bool,
}

/// A thing that the recording lacks.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The sentence that says what is missing.
    pub what: String,
    /// A command line that gets what is missing, if there is one.
    pub curl: Option<String>,
}

/// The lines to paste into the configuration or the program of a server, or into the page.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// The target of the lines: `headers`, `nginx`, `apache`, `express` or `tower-http`, or `fetch` for the page.
    pub target: &'static str,
    /// The target for people, such as "nginx".
    pub title: &'static str,
    /// The lines themselves, each with a line break.
    pub text: String,
}
