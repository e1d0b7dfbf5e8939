//! What the command found, in one form for text, JSON and HTML.
#![expect(clippy::exhaustive_structs, reason = "the formats of this package write all of it")]

use fetch_cors::explain::{Explanation, Story, TraceEntry};

/// Everything that the command says of a source.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the source was taken for: "a HAR file of Chromium's developer tools".
    pub source: String,
    /// What was passed over and why.
    pub notes: Vec<String>,
    /// The fetches that were explained.
    pub fetches: Vec<Explained>,
}

/// A fetch, and why it ended as it did.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The method and the URL, without what may be a secret.
    pub title: String,
    /// Where its messages stand in the source, in the order of the fetch: "entry 4, entry 3".
    pub place: String,
    /// What is known of the fetch.
    pub story: Story,
    /// Why it ended as it did, and what to change.
    pub explanation: Explanation,
    /// What the browser decided and sent, and what came back.
    pub trace: Vec<TraceEntry>,
    /// What the source does not say itself and was concluded from what it says, each with the reason.
    pub concluded: Vec<String>,
    /// Where the source says another outcome than the standard gives.
    pub contradiction: Option<String>,
    /// That the outcome would be another one, if what the source does not say is otherwise.
    pub caveat: Option<String>,
    /// What the source lacks, and how to get it.
    pub missing: Vec<Missing>,
    /// Lines to paste, for each plan of the explanation.
    pub snippets: Vec<Vec<Snippet>>,
    /// Whether values that may be secrets are shown, because the user asked for it.
    pub shows_secrets: bool,
}

/// Something that the source lacks.
#[derive(Clone, Debug)]
pub struct Missing {
    /// What is missing, as a sentence.
    pub what: String,
    /// A command line that gets it, if one can.
    pub curl: Option<String>,
}

/// Lines to paste into a server's configuration or program.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// What they are for: `headers`, `nginx`, `apache`, `express` or `tower-http`, or `fetch` for the page.
    pub target: &'static str,
    /// The same, for people: "nginx".
    pub title: &'static str,
    /// The lines.
    pub text: String,
}
