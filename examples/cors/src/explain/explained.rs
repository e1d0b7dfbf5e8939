//! A recorded fetch, explained.

use fetch_cors::error::{PreflightError, Reason};
use fetch_cors::explain::{
    self, Cause, Event, Explanation, Outcome, PreflightReason, Story, SurpriseKind, TraceEntry, TraceKind,
    explain_preflight, trace,
};
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use fetch_cors::preflight::PreflightedRequest;
use fetch_cors::request::CredentialsMode;
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::{Request, Response};

use crate::explain::curl_line::curl_line;
use crate::explain::facts::{Described, describe};
use crate::explain::group::{Group, is_preflight};
use crate::explain::recording::{Answer, Ended, Message, Said, header};
use crate::explain::report::{Explained, Missing};
use crate::explain::request::{Inferred, NoRequest, Told, has_failed, infer};
use crate::explain::shown;
use crate::explain::snippets::snippets;

/// Explains a fetch.
///
/// # Errors
///
/// Returns [`NoRequest`] if the source does not say what the page asked for, and the user does not either.
pub fn explained(group: &Group, told: &Told, shows_secrets: bool) -> Result<Explained, NoRequest> {
    let inferred = infer(group, told)?;
    let Candidate { story, explanation, trace, concluded: more } = choose(group, &inferred)?;
    let mut missing = missing(&trace, shows_secrets);
    missing.extend(group.messages.iter().flat_map(|message| &message.said).filter_map(said_besides));
    let mut concluded = inferred.concluded;
    concluded.extend(more);
    Ok(Explained {
        title: format!("{} {}", story.request().method(), shown::url(&inferred.url, shows_secrets)),
        place: place(group),
        contradiction: contradiction(group, explanation.outcome),
        snippets: explanation.plans.iter().map(|plan| snippets(plan, &story)).collect(),
        explanation,
        trace,
        concluded,
        missing,
        shows_secrets,
        story,
    })
}

/// What is said of a fetch in one credentials mode.
struct Candidate {
    story: Story,
    explanation: Explanation,
    trace: Vec<TraceEntry>,
    concluded: Vec<String>,
}

/// Chooses the credentials mode: the one that the source shows, or the one with which the fetch ended as the source says.
fn choose(group: &Group, inferred: &Inferred) -> Result<Candidate, NoRequest> {
    if let Some(credentials) = inferred.credentials {
        return candidate(group, inferred, credentials);
    }
    let mut without = candidate(group, inferred, CredentialsMode::SameOrigin)?;
    let mut with = candidate(group, inferred, CredentialsMode::Include)?;
    let said = |candidate: &Candidate| (candidate.explanation.outcome, codes(&candidate.explanation));
    if said(&without) == said(&with) {
        return Ok(without);
    }
    let fits = |candidate: &Candidate| {
        let ends = (has_failed(group), candidate.explanation.outcome);
        !matches!(ends, (Some(true), Outcome::Allowed) | (Some(false), Outcome::Refused))
    };
    match (fits(&without), fits(&with)) {
        (true, false) => Ok(without),
        (false, true) => {
            let what =
                "Credentials are included: without them, the fetch would not have ended as the source says.";
            with.concluded.push(what.to_owned());
            Ok(with)
        }
        _ => {
            let more = with
                .explanation
                .findings
                .iter()
                .find(|found| !codes(&without.explanation).contains(&found.code()));
            let more = more.map(|finding| format!(" With `include`, there is more, such as: {finding}"));
            without.concluded.push(format!(
                "Whether the page includes credentials is not recorded, so this is for the default, `same-origin`.{} \
                 The option --credentials says it.",
                more.unwrap_or_default()
            ));
            Ok(without)
        }
    }
}

/// Returns the codes of what was refused.
fn codes(explanation: &Explanation) -> Vec<&'static str> {
    explanation.findings.iter().map(explain::Finding::code).collect()
}

fn candidate(
    group: &Group,
    inferred: &Inferred,
    credentials: CredentialsMode,
) -> Result<Candidate, NoRequest> {
    let request = inferred.request(credentials)?;
    let mut story = Story::new(request);
    let mut described = None;
    for message in &group.messages {
        let knows_headers = matches!(message.answer, Answer::Response { .. } | Answer::Nothing(_));
        let origin = story.request().origin().as_str().to_owned();
        let event = match describe(message, &origin, credentials).filter(|_| !knows_headers) {
            Some(found) => {
                let event = of_described(&found);
                described = Some(found);
                Some(event)
            }
            None => event(message),
        };
        story = match event {
            Some(event) => story.with(event),
            None => break,
        };
    }
    let (mut explanation, mut trace) = (explain::explain(&story), trace(&story));
    forget_made_up(&mut explanation, inferred);
    let mut concluded = Vec::new();
    if let Some(described) = described {
        if !described.has_status {
            forget_statuses(&mut trace);
        }
        if described.is_preflight && !described.codes.iter().any(|code| codes(&explanation).contains(code)) {
            // The source does not say what made the preflight necessary.
            explanation = explain_preflight_alone(story.request(), &described);
            let sent = trace.iter().position(|entry| matches!(entry.kind, TraceKind::Sent(_)));
            trace.truncate(sent.unwrap_or_default());
        }
        keep_confirmed(&mut explanation, &described);
        concluded.push(
            "The source names one reason, and does not show the headers of the response. There may be more."
                .to_owned(),
        );
    }
    Ok(Candidate { story, explanation, trace, concluded })
}

/// Returns what came back for a message, if the source says it.
fn event(message: &Message) -> Option<Event> {
    let answer = match &message.answer {
        Answer::Response { .. } => explain::Answer::new(response(&message.answer)?),
        Answer::Status(status) => explain::Answer::status(*status),
        Answer::Nothing(_) => explain::Answer::nothing(),
        Answer::NotRecorded => return None,
    };
    let answer = if message.is_from_cache { answer.from_cache() } else { answer };
    let has_cookies = message.headers.as_deref().is_some_and(|headers| header(headers, "cookie").is_some());
    let answer = if has_cookies { answer.with_credentials(true) } else { answer };
    if message.is_from_service_worker
        && let Some(response) = response(&message.answer)
    {
        return Some(Event::ServiceWorker(Box::new(ServiceWorkerResponse::constructed(response))));
    }
    Some(if is_preflight(message) { Event::Preflight(answer) } else { Event::Actual(answer) })
}

/// Returns a response whose headers are known.
fn response(answer: &Answer) -> Option<Response<()>> {
    let Answer::Response { status, headers } = answer else { return None };
    let headers = HeaderList::try_from_pairs(headers.iter().map(|(name, value)| (name, value))).ok()?;
    Some(Response::new(*status, ()).with_headers(headers))
}

fn of_described(described: &Described) -> Event {
    let answer = explain::Answer::new(described.response.clone());
    if described.is_preflight { Event::Preflight(answer) } else { Event::Actual(answer) }
}

/// Leaves out the statuses of responses, where the source does not say them.
fn forget_statuses(trace: &mut [TraceEntry]) {
    for entry in trace {
        if matches!(entry.kind, TraceKind::Received { .. }) {
            entry.kind = TraceKind::NotKnown;
        }
    }
}

/// Leaves out what is said about the values of headers, where a value is not recorded. That of a `Content-Type` is not a form's, or
/// the preflight would not have asked for it.
fn forget_made_up(explanation: &mut Explanation, inferred: &Inferred) {
    let is_made_up = |name: &String| name != "content-type" && inferred.without_values.contains(name);
    for finding in &mut explanation.findings {
        if let Cause::Refused(Reason::Preflight(PreflightError::HeaderNotAllowed { name })) = &finding.cause
            && is_made_up(name)
        {
            finding.hints.retain(|hint| !ABOUT_VALUES.contains(&hint.code()));
        }
    }
    for surprise in &mut explanation.surprises {
        let SurpriseKind::Preflight { reasons, .. } = &mut surprise.kind else { continue };
        for reason in reasons {
            if let PreflightReason::Header { name, hint } = reason
                && is_made_up(name)
            {
                hint.take_if(|hint| ABOUT_VALUES.contains(&hint.code()));
            }
        }
    }
}

/// The codes of hints about the value of a request header.
const ABOUT_VALUES: &[&str] = &["unsafe-byte", "value-too-long", "not-a-simple-range"];

/// Explains a preflight of which only the response is described.
fn explain_preflight_alone(request: &Request, described: &Described) -> Explanation {
    let names = cors_unsafe_request_header_names(request.headers());
    let origin = RequestOrigin::from_serialized(request.origin().as_bytes());
    let method = request.method().as_str().as_bytes();
    let preflighted = PreflightedRequest::new(origin, request.credentials_mode(), method, &names);
    explain_preflight(&preflighted, described.response.status(), described.response.headers())
}

/// Leaves out what the source does not say of a response that it only describes.
fn keep_confirmed(explanation: &mut Explanation, described: &Described) {
    explanation.findings.retain(|finding| described.codes.contains(&finding.code()));
    for finding in &mut explanation.findings {
        if !described.has_status {
            finding.status = None;
        }
    }
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

/// Returns what the source lacks, with the command lines that get it.
fn missing(trace: &[TraceEntry], shows_secrets: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut last = None;
    for entry in trace {
        match &entry.kind {
            TraceKind::Sent(message) => last = Some(message),
            TraceKind::NotKnown | TraceKind::Received { headers: None, .. } => {
                let Some(message) = last else { continue };
                let warning = match message.method.is_safe() {
                    true => "",
                    false => " This really sends the request.",
                };
                missing.push(Missing {
                    what: format!("Record what this prints, and explain it too.{warning}"),
                    curl: Some(curl_line(message, shows_secrets)),
                });
            }
            _ => {}
        }
    }
    missing
}

/// Returns what the source says besides: what is not about CORS, or too little to know what came.
fn said_besides(said: &Said) -> Option<Missing> {
    let what = match said {
        Said::OriginNotAllowed => {
            "The source says that Access-Control-Allow-Origin does not allow the page: it is missing, or has another value."
        }
        Said::PreflightStatus(None) => {
            "The source says that the status of the preflight is not from 200 to 299."
        }
        Said::PreflightRedirected => {
            "The source says that the preflight was redirected. Request the URL to which it leads, and answer OPTIONS there."
        }
        Said::AllowMethodsDoesNotParse => {
            "The source says that Access-Control-Allow-Methods does not parse. It is a list of methods with commas, without quotes."
        }
        Said::AllowHeadersDoesNotParse => {
            "The source says that Access-Control-Allow-Headers does not parse. It is a list of names with commas, without quotes."
        }
        Said::RedirectRefused => {
            "The source says that a redirect was refused: there were too many, or it led to a URL with a user name."
        }
        Said::MixedContent => {
            "The source says that this is mixed content: a page from https: asked for an http: URL. Use https:."
        }
        Said::ContentSecurityPolicy => {
            "The source says that a Content Security Policy of the page blocked this. It is not about CORS: allow the URL in \
             connect-src, or in the directive for what was loaded."
        }
        Said::LocalNetwork => {
            "The source says that the browser asked for permission to reach the local network. It is not about CORS."
        }
        Said::OpaqueResponseBlocked => {
            "The source says that the response was blocked because of its type. In mode no-cors, a page gets no such response."
        }
        _ => return None,
    };
    Some(Missing { what: what.to_owned(), curl: None })
}

/// Returns where the messages of a fetch stand in the source.
fn place(group: &Group) -> String {
    let places: Vec<&str> = group.messages.iter().map(|message| message.place.as_str()).collect();
    places.join(", ")
}
