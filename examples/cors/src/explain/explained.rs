//! A recorded fetch, explained.

use fetch_cors::explain::{GapKind, Outcome, TraceKind};
use http::Method;

use crate::explain::candidate::{Candidate, choose};
use crate::explain::curl_line::{curl_line, preflight_line};
use crate::explain::group::Group;
use crate::explain::missing::missing;
use crate::explain::pairing::is_of_browser;
use crate::explain::recording::Ended;
use crate::explain::report::{Explained, Missing};
use crate::explain::request::{NoRequest, Told, has_failed, infer};
use crate::explain::shown;
use crate::explain::snippets::snippets;

/// Explains a fetch.
///
/// # Errors
///
/// Returns [`NoRequest`] if the source does not say what the page asked for, and the user does not either.
pub fn explained(group: &Group, told: &Told, shows_secrets: bool) -> Result<Explained, NoRequest> {
    let inferred = infer(group, told)?;
    let mut candidate = choose(group, &inferred)?;
    let mut missing = missing(group, &candidate, shows_secrets);
    if skipped_preflight(group, &candidate) {
        candidate.explanation.outcome = Outcome::NotKnown;
        let unknown = candidate.trace.iter().position(|entry| matches!(entry.kind, TraceKind::NotKnown));
        candidate.trace.truncate(unknown.map_or(candidate.trace.len(), |unknown| unknown + 1));
        missing = vec![ask_first(group, &candidate, shows_secrets)];
    }
    let Candidate { story, explanation, trace, concluded, caveat } = candidate;
    Ok(Explained {
        title: format!("{} {}", story.request().method(), shown::url(&inferred.url, shows_secrets)),
        place: place(group),
        contradiction: contradiction(group, explanation.outcome),
        caveat: caveat.filter(|_| explanation.outcome == Outcome::Allowed),
        snippets: explanation.plans.iter().map(|plan| snippets(plan, &story)).collect(),
        missing,
        explanation,
        trace,
        concluded: [inferred.concluded, concluded].concat(),
        shows_secrets,
        story,
    })
}

/// Returns whether the response is fine, but came from a client that sends no preflights, and the request needs one.
fn skipped_preflight(group: &Group, candidate: &Candidate) -> bool {
    candidate.explanation.outcome == Outcome::Allowed
        && candidate.explanation.gaps.iter().any(|gap| gap.kind == GapKind::PreflightNotSeen)
        && !group.messages.iter().any(is_of_browser)
}

/// Returns the preflight that a browser sends first.
fn ask_first(group: &Group, candidate: &Candidate, shows_secrets: bool) -> Missing {
    let is_options = group.first().is_some_and(|first| first.method == Method::OPTIONS);
    if is_options {
        let what =
            "To try a preflight, send Access-Control-Request-Method too, with the method of the request.";
        let line = preflight_line(candidate.story.request(), shows_secrets);
        return Missing { what: what.to_owned(), curl: Some(line) };
    }
    let preflight = candidate.trace.iter().find_map(|entry| match &entry.kind {
        TraceKind::Sent(message) => Some(curl_line(message, shows_secrets)),
        _ => None,
    });
    let what = "A browser first sends a preflight (OPTIONS), and curl does not. Run this too, and explain both outputs together.";
    Missing { what: what.to_owned(), curl: preflight }
}

/// Returns where the source says another outcome than the standard gives.
fn contradiction(group: &Group, outcome: Outcome) -> Option<String> {
    match (has_failed(group), outcome) {
        (Some(true), Outcome::Allowed) => {
            let name = group.messages.iter().rev().find_map(|message| match &message.ended {
                Ended::Failed(name) => Some(name.as_str()),
                _ => None,
            });
            Some(format!(
                "By what is recorded, the standard allows this fetch, and the source says that it failed ({}). Either the \
                 recording lacks something, or something else than CORS ended it: a policy of the page, an extension, or the \
                 network.",
                name.unwrap_or_default()
            ))
        }
        (Some(false), Outcome::Refused) => Some(
            "By what is recorded, the standard refuses this fetch, and the source says that the page got a response. Perhaps \
             the page used another mode or other credentials, or CORS is switched off in that browser."
                .to_owned(),
        ),
        _ => None,
    }
}

/// Returns where the messages of a fetch stand in the source.
fn place(group: &Group) -> String {
    let places: Vec<&str> = group.messages.iter().map(|message| message.place.as_str()).collect();
    places.join(", ")
}
