//! The story of a recorded fetch, with a choice for what the source does not say about it.

use fetch_cors::Origin;
use fetch_cors::explain::{
    self, Explanation, Finding, GapKind, Outcome, Story, TraceEntry, TraceKind, trace,
};
use fetch_cors::redirect::is_redirect_status;
use fetch_cors::request::{CredentialsMode, RedirectMode};

use crate::explain::answer::{event, of_described, redirect_too_many, response, revalidated};
use crate::explain::facts::{Described, describe, is_about_cors, is_about_preflight};
use crate::explain::group::{Group, MAX_HOPS, is_mixed_content, is_preflight, redirect_target};
use crate::explain::recording::{Answer, Ended, Message, Said};
use crate::explain::request::{Inferred, NoRequest, has_failed};
use crate::explain::unsaid::{
    explain_preflight_alone, forget_lists, forget_made_up, forget_statuses, keep_confirmed,
};

/// The explanation of a fetch, under an assumption about what the source does not say.
pub(crate) struct Candidate {
    pub(crate) story: Story,
    pub(crate) explanation: Explanation,
    pub(crate) trace: Vec<TraceEntry>,
    pub(crate) concluded: Vec<String>,
    /// What the source does not show, in sentences.
    pub(crate) not_shown: Vec<String>,
    /// A warning that is shown below the outcome.
    pub(crate) caveat: Option<String>,
}

/// Chooses the credentials mode: the mode that the source shows, or else the mode with which the fetch ends as the source
/// says.
///
/// # Errors
///
/// Returns [`NoRequest`] if no page can make the request.
pub(crate) fn choose(group: &Group, inferred: &Inferred) -> Result<Candidate, NoRequest> {
    let chosen = choose_credentials(group, inferred)?;
    Ok(redirect_mode_error(group, inferred, &chosen)?.unwrap_or(chosen))
}

fn choose_credentials(group: &Group, inferred: &Inferred) -> Result<Candidate, NoRequest> {
    if let Some(credentials) = inferred.credentials {
        return candidate(group, inferred, credentials);
    }
    let mut without = candidate(group, inferred, CredentialsMode::SameOrigin)?;
    let mut with = candidate(group, inferred, CredentialsMode::Include)?;
    let said = |candidate: &Candidate| (candidate.explanation.outcome, codes(&candidate.explanation));
    if said(&without) == said(&with) {
        return Ok(without);
    }
    match (fits(group, &without), fits(group, &with)) {
        (true, false) => Ok(without),
        (false, true) => {
            let what = "Credentials were included. Without them, the fetch would have ended in another way than the recording shows.";
            with.concluded.push(what.to_owned());
            Ok(with)
        }
        _ => {
            let is_new = |finding: &&Finding| !codes(&without.explanation).contains(&finding.code());
            let more = with.explanation.findings.iter().find(is_new);
            if without.explanation.outcome == Outcome::Allowed {
                let finding = more.map(ToString::to_string).unwrap_or_default();
                without.caveat = Some(format!(
                    "The fetch is allowed without credentials. With credentials it is refused: {finding}"
                ));
                return Ok(without);
            }
            let more = more.map(|finding| format!(" With credentials, there is another reason: {finding}"));
            without.concluded.push(format!("{WITHOUT_CREDENTIALS}{}", more.unwrap_or_default()));
            Ok(without)
        }
    }
}

/// The sentence that says which credentials mode is assumed.
pub(crate) const WITHOUT_CREDENTIALS: &str = "The recording does not say whether credentials were included. This explanation \
     assumes that they were not. To change that, use --credentials.";

/// Returns whether a candidate ends as the source says. What the source does not say fits any end.
fn fits(group: &Group, candidate: &Candidate) -> bool {
    match (has_failed(group), candidate.explanation.outcome) {
        (Some(true), Outcome::Allowed) | (Some(false), Outcome::Refused) => false,
        (_, outcome) => outcome == Outcome::Refused || !has_failed_at_preflight(group),
    }
}

/// Returns whether the source shows that the preflight was refused: it has the preflight, and of the actual request it has
/// only what the browser knew before sending it.
fn has_failed_at_preflight(group: &Group) -> bool {
    group.first_preflight().is_some()
        && group.messages.len() == 2
        && group.first().is_some_and(|actual| {
            actual.is_provisional
                && actual.answer == Answer::NotRecorded
                && matches!(actual.ended, Ended::Failed(_))
        })
}

/// Returns the candidate with the redirect mode *error*, if the source shows a failed redirect and nothing else explains the
/// failure.
fn redirect_mode_error(
    group: &Group,
    inferred: &Inferred,
    chosen: &Candidate,
) -> Result<Option<Candidate>, NoRequest> {
    let Some(last) = group.last() else { return Ok(None) };
    let is_redirect = matches!(last.answer, Answer::Response { status, .. } if is_redirect_status(status));
    let is_open = chosen.explanation.gaps.iter().any(|gap| gap.kind == GapKind::Answer);
    let document = last.document.as_ref();
    let leads_to_http = redirect_target(last).is_some_and(|target| is_mixed_content(document, &target));
    if !is_redirect
        || leads_to_http
        || !is_open
        || !last.said.is_empty()
        || !matches!(last.ended, Ended::Failed(_))
    {
        return Ok(None);
    }
    let with_error = Inferred { redirect: RedirectMode::Error, ..inferred.clone() };
    let mut candidate = candidate(group, &with_error, chosen.story.request().credentials_mode())?;
    let what = "The redirect mode is `error`, because the recording says that the redirect failed, and nothing else explains the failure.";
    candidate.concluded.push(what.to_owned());
    Ok(Some(candidate))
}

/// Returns the codes of the findings.
fn codes(explanation: &Explanation) -> Vec<&'static str> {
    explanation.findings.iter().map(Finding::code).collect()
}

fn candidate(
    group: &Group,
    inferred: &Inferred,
    credentials: CredentialsMode,
) -> Result<Candidate, NoRequest> {
    let mut story = Story::new(inferred.request(credentials)?);
    let (mut described, mut hops) = (None, 0);
    for message in &group.messages {
        let is_too_many = hops == MAX_HOPS - 1 && message.said.contains(&Said::RedirectRefused);
        hops += usize::from(!is_preflight(message));
        let event = match described_answer(message, group, &story, credentials) {
            _ if is_too_many => Some(redirect_too_many(story.request())),
            Some(found) => {
                let event = of_described(&found);
                described = Some(found);
                Some(event)
            }
            None => revalidated(message, group.first_preflight()).or_else(|| event(message)),
        };
        story = match event {
            Some(event) => story.with(event),
            None => break,
        };
    }
    let (mut explanation, mut trace) = (explain::explain(&story), trace(&story));
    forget_made_up(&mut explanation, inferred);
    let (mut concluded, mut not_shown) = (Vec::new(), Vec::new());
    if let Some(alone) = alone(group, &story, &trace) {
        explanation = alone;
        forget_sent(&mut trace);
        concluded.push(format!(
            "As far as the recording shows, the request needs no preflight, so this explains the preflight alone. {}",
            actual_needs(credentials)
        ));
    }
    if let Some(described) = described {
        if !described.has_status {
            forget_statuses(&mut trace);
        }
        if described.is_preflight && !described.codes.iter().any(|code| codes(&explanation).contains(code)) {
            // The source does not say what made the preflight necessary.
            explanation = explain_preflight_alone(story.request(), &described.response);
            forget_sent(&mut trace);
        }
        keep_confirmed(&mut explanation, &described);
        forget_lists(&mut explanation);
        if explanation.findings.is_empty() {
            // The source says which rule refused, but not the method or the header that was refused.
            explanation.outcome = Outcome::Refused;
            forget_sent(&mut trace);
        }
        not_shown.push(match described.is_preflight {
            true => format!(
                "The recording names one reason, and does not show all headers of the response to the preflight. There may be \
                 more reasons. {}",
                actual_needs(credentials)
            ),
            false => {
                "The recording names one reason, and does not show all headers of the response. There may be more reasons."
                    .to_owned()
            }
        });
        if let Some(other) = allowed_instead(group) {
            concluded.push(format!(
                "The server allows {other} now. If pages of that origin need the response too, keep it in the list of allowed origins."
            ));
        }
    } else if explanation.outcome == Outcome::NotKnown && says_refused(group) {
        explanation.outcome = Outcome::Refused;
        if says_preflight(group) {
            forget_sent(&mut trace);
        }
        end_refused(&mut trace);
    }
    Ok(Candidate { story, explanation, trace, concluded, not_shown, caveat: None })
}

/// Returns a sentence that says what the response to the actual request needs, if only the preflight is explained.
fn actual_needs(credentials: CredentialsMode) -> &'static str {
    match credentials {
        CredentialsMode::Include => {
            "The response to the actual request needs Access-Control-Allow-Origin and Access-Control-Allow-Credentials too."
        }
        _ => "The response to the actual request needs Access-Control-Allow-Origin too.",
    }
}

/// Returns the other origin that a response allows, as the source says.
fn allowed_instead(group: &Group) -> Option<Origin> {
    group.messages.iter().flat_map(|message| &message.said).find_map(|said| match said {
        Said::AllowOriginIs(value) => Origin::parse(value).ok().filter(|origin| !origin.is_opaque()),
        _ => None,
    })
}

/// Explains a recorded preflight that the request does not need, if the preflight is refused.
fn alone(group: &Group, story: &Story, trace: &[TraceEntry]) -> Option<Explanation> {
    let needs_preflight = trace.iter().any(|entry| matches!(entry.kind, TraceKind::PreflightNeeded { .. }));
    let preflight = group.first_preflight().filter(|_| !needs_preflight)?;
    let explanation = explain_preflight_alone(story.request(), &response(&preflight.answer)?);
    (explanation.outcome == Outcome::Refused).then_some(explanation)
}

/// Returns whether the source says that CORS is the reason, even if it does not say which rule.
pub(crate) fn says_refused(group: &Group) -> bool {
    let is_known = |message: &Message| matches!(message.answer, Answer::Response { .. });
    !group.messages.iter().any(is_known)
        && group.messages.iter().flat_map(|message| &message.said).any(is_about_cors)
}

/// Returns whether the source says that the preflight failed.
pub(crate) fn says_preflight(group: &Group) -> bool {
    group.messages.iter().flat_map(|message| &message.said).any(is_about_preflight)
}

/// Cuts a trace before its first message, and ends it with the refusal. The source says that a preflight was refused, but
/// does not have the preflight.
fn forget_sent(trace: &mut Vec<TraceEntry>) {
    let sent = trace.iter().position(|entry| matches!(entry.kind, TraceKind::Sent(_)));
    trace.truncate(sent.unwrap_or(trace.len()));
    end_refused(trace);
}

/// Ends a trace with the refusal that the source reports.
fn end_refused(trace: &mut Vec<TraceEntry>) {
    let last = trace.last().filter(|last| !matches!(last.kind, TraceKind::Refused)).cloned();
    trace.extend(last.map(|mut entry| {
        entry.kind = TraceKind::Refused;
        entry
    }));
}

/// Returns the response that a source only describes in words.
fn described_answer(
    message: &Message,
    group: &Group,
    story: &Story,
    credentials: CredentialsMode,
) -> Option<Described> {
    let knows = |message: &Message| matches!(message.answer, Answer::Response { .. } | Answer::Nothing(_));
    let found = describe(message, story.request().origin().as_str(), credentials)?;
    // If the preflight is recorded, the words about it add nothing.
    let is_recorded = knows(message) || (found.is_preflight && group.first_preflight().is_some_and(knows));
    (!is_recorded).then_some(found)
}
