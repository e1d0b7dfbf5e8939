//! The explanation of a recorded fetch.

use fetch_cors::explain::{GapKind, Outcome, TraceKind};
use fetch_cors::request::CredentialsMode;
use http::Method;

use crate::explain::candidate::{Candidate, WITHOUT_CREDENTIALS, choose};
use crate::explain::curl_line::{curl_line, preflight_line};
use crate::explain::group::Group;
use crate::explain::missing::missing;
use crate::explain::pairing::is_of_browser;
use crate::explain::recording::Ended;
use crate::explain::report::{Explained, Missing};
use crate::explain::request::{Inferred, NoRequest, Told, has_failed, infer};
use crate::explain::shown;
use crate::explain::snippets::snippets;

/// Explains a recorded fetch. `told` is what the user says about the request.
///
/// # Errors
///
/// Returns [`NoRequest`] if neither the source nor the user says which request the page made.
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
    candidate.concluded.extend(assumed(group, told, &inferred, &candidate));
    let Candidate { story, explanation, trace, concluded, caveat, .. } = candidate;
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

/// Returns what is assumed about a request that only an error of a console shows: the method and the credentials mode.
fn assumed(group: &Group, told: &Told, inferred: &Inferred, candidate: &Candidate) -> Vec<String> {
    let mut assumed = Vec::new();
    let Some(first) = group.first().filter(|first| first.headers.is_none() && !first.said.is_empty()) else {
        return assumed;
    };
    let is_method_shown = first.method_is_known || told.method.is_some() || inferred.method != first.method;
    if !is_method_shown && group.first_preflight().is_none() {
        assumed.push(format!(
            "The recording does not show the method of the request. This explanation assumes {}. To change that, use -X.",
            inferred.method
        ));
    }
    let is_said = candidate.concluded.iter().any(|said| said.starts_with(WITHOUT_CREDENTIALS));
    let is_assumed = candidate.story.request().credentials_mode() == CredentialsMode::SameOrigin;
    if inferred.credentials.is_none() && is_assumed && !is_said {
        assumed.push(WITHOUT_CREDENTIALS.to_owned());
    }
    assumed
}

/// Returns whether the response is allowed and the request needs a preflight, but the recorded program, such as curl, sends
/// none.
fn skipped_preflight(group: &Group, candidate: &Candidate) -> bool {
    candidate.explanation.outcome == Outcome::Allowed
        && candidate.explanation.gaps.iter().any(|gap| gap.kind == GapKind::PreflightNotSeen)
        && !group.messages.iter().any(is_of_browser)
}

/// Returns the advice to send the preflight that a browser would send first.
fn ask_first(group: &Group, candidate: &Candidate, shows_secrets: bool) -> Missing {
    let is_options = group.first().is_some_and(|first| first.method == Method::OPTIONS);
    if is_options {
        let what = "To test a preflight, send Access-Control-Request-Method too, with the method of the actual request.";
        let line = preflight_line(candidate.story.request(), shows_secrets);
        return Missing { what: what.to_owned(), curl: Some(line) };
    }
    let preflight = candidate.trace.iter().find_map(|entry| match &entry.kind {
        TraceKind::Sent(message) => Some(curl_line(message, shows_secrets)),
        _ => None,
    });
    let what = "A browser first sends a preflight (OPTIONS), and curl does not. Run this command too, and explain both outputs together.";
    Missing { what: what.to_owned(), curl: preflight }
}

/// Returns a sentence if the source reports another outcome than the standard gives.
fn contradiction(group: &Group, outcome: Outcome) -> Option<String> {
    match (has_failed(group), outcome) {
        (Some(true), Outcome::Allowed) => {
            let name = group.messages.iter().rev().find_map(|message| match &message.ended {
                Ended::Failed(name) => Some(name.as_str()),
                _ => None,
            });
            Some(format!(
                "The standard allows this fetch, judging by the recorded messages, but the recording says that it failed ({}). \
                 Either the recording is incomplete, or something other than CORS stopped the fetch: a policy of the page, a \
                 browser extension, or the network.",
                name.unwrap_or_default()
            ))
        }
        (Some(false), Outcome::Refused) => Some(
            "The standard refuses this fetch, judging by the recorded messages, but the recording says that the page got a \
             response. Perhaps the page used another mode or other credentials, or CORS is switched off in that browser."
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
