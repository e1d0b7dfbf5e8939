//! The advice on what a recording lacks, and how to get it.

use fetch_cors::explain::{Outcome, TraceEntry, TraceKind};

use crate::explain::candidate::{Candidate, says_preflight};
use crate::explain::curl_line::{VALUE_OF_METHOD, curl_line, preflight_line};
use crate::explain::facts::{is_about_cors, is_about_preflight};
use crate::explain::group::Group;
use crate::explain::recording::{Answer, Ended, Message, Said};
use crate::explain::report::Missing;

/// Returns what the source lacks, with the command lines that get it, and what the source says about other reasons than
/// CORS.
pub(crate) fn missing(group: &Group, candidate: &Candidate, shows_secrets: bool) -> Vec<Missing> {
    let mut missing: Vec<Missing> = candidate.not_shown.iter().map(|what| plain(what)).collect();
    let name = group.messages.iter().rev().find_map(error_name);
    missing.extend(name.map(of_error));
    let is_of_worker = group.messages.iter().any(|message| message.is_from_service_worker)
        && candidate.explanation.outcome == Outcome::NotKnown;
    if is_of_worker {
        missing.push(plain(
            "A service worker answered. Look at the request that the service worker itself made.",
        ));
    }
    // If something else than the server stopped the request, sending it again shows nothing new.
    if !name.is_some_and(is_cancelled) && !said_besides_cors(group) && !is_of_worker {
        missing.extend(unanswered(&candidate.trace, shows_secrets));
        let is_in_trace = candidate.trace.iter().any(is_preflight_sent);
        if says_preflight(group) && group.first_preflight().is_none() && !is_in_trace {
            let line = preflight_line(candidate.story.request(), shows_secrets);
            missing.push(Missing { what: format!("{RECORD}{}", to_fill_in(&line)), curl: Some(line) });
        }
    }
    for message in &group.messages {
        let said = message.said.iter().filter(|said| !is_recorded(said, message, group));
        missing.extend(said.filter_map(said_besides));
    }
    missing
}

/// Returns whether the recording has the response that a fact about CORS is about, so that it shows what the fact says.
fn is_recorded(said: &Said, message: &Message, group: &Group) -> bool {
    let is_known = |message: &Message| matches!(message.answer, Answer::Response { .. });
    is_about_cors(said)
        && match is_about_preflight(said) {
            true => group.first_preflight().is_some_and(is_known),
            false => is_known(message),
        }
}

const RECORD: &str = "Save the output of this command, and explain it together with this recording.";

/// Returns a sentence that says what to put in place of the variables of a command line for a preflight.
fn to_fill_in(line: &str) -> &'static str {
    match line.contains(VALUE_OF_METHOD) {
        true => {
            " Set VALUE_OF_METHOD to the method of the request, and VALUE_OF_NAMES to the names of the headers that \
             script sets, in lower case and with commas. Or run cors explain again with -X and -H."
        }
        false => {
            " Set VALUE_OF_NAMES to the names of the headers that script sets, in lower case and with commas. Or run cors explain \
             again with -H."
        }
    }
}

fn plain(what: &str) -> Missing {
    Missing { what: what.to_owned(), curl: None }
}

fn is_preflight_sent(entry: &TraceEntry) -> bool {
    matches!(&entry.kind, TraceKind::Sent(message) if message.is_preflight)
}

/// Returns the command lines for the messages whose responses are not known.
fn unanswered(trace: &[TraceEntry], shows_secrets: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut last = None;
    for entry in trace {
        match &entry.kind {
            TraceKind::Sent(message) => last = Some(message),
            TraceKind::NotKnown | TraceKind::Received { headers: None, .. } => {
                let Some(message) = last else { continue };
                let warning = if message.method.is_safe() {
                    ""
                } else {
                    " The command sends the request itself, which may change data on the server."
                };
                missing.push(Missing {
                    what: format!("{RECORD}{warning}"),
                    curl: Some(curl_line(message, shows_secrets)),
                });
            }
            _ => {}
        }
    }
    missing
}

/// Returns the name that the source gives to a failure that is not about CORS.
fn error_name(message: &Message) -> Option<&str> {
    let name = match (&message.answer, &message.ended) {
        (Answer::Nothing(name), _) | (_, Ended::Failed(name)) => name.as_str(),
        _ => return None,
    };
    // These names only say that there was an error, or repeat what the facts say.
    let says_nothing = matches!(name, "net::ERR_FAILED" | "blocked" | "") || name.starts_with("the console");
    (!says_nothing && !message.said.iter().any(is_about_cors)).then_some(name)
}

/// Returns a sentence that says what the name of an error means.
fn of_error(name: &str) -> Missing {
    let has = |parts: &[&str]| parts.iter().any(|part| name.to_ascii_lowercase().contains(part));
    let meaning = match () {
        () if has(&["blocked_by_client"]) => " An extension, such as an ad blocker, blocked the request.",
        () if is_cancelled(name) => " The page or a navigation cancelled the request.",
        () if has(&[
            "name_not_resolved",
            "not resolved",
            "could not resolve",
            "unknown_host",
            "hostname",
        ]) =>
        {
            " The name of the server could not be resolved to an address."
        }
        () if has(&["internet_disconnected", "offline"]) => " The browser has no network connection.",
        () if has(&["proxy", "tunnel"]) => " The connection to the proxy failed.",
        () if has(&["err_cert_", "was not accepted", "certificate for this server"]) => {
            " The browser does not trust the certificate: open the URL in a tab to see why."
        }
        () if has(&["err_ssl_", "tls handshake"]) => {
            " The TLS handshake failed. Perhaps the server does not speak TLS on this port."
        }
        () if has(&["reset", "closed", "lost", "broke"]) => " The connection ended too early.",
        () if has(&["connection_refused", "connect call failed", "the connection failed"]) => {
            " No server listens there, or the server cannot be reached."
        }
        () => "",
    };
    plain(&format!("The recording has this error: {name}.{meaning}"))
}

/// Returns whether the name of an error says that the browser itself stopped the request.
fn is_cancelled(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["aborted", "cancelled", "canceled", "blocked_by_client"].iter().any(|part| name.contains(part))
}

/// Returns whether the source says that another rule than CORS stopped the request before it was sent.
fn said_besides_cors(group: &Group) -> bool {
    let is_besides = |said: &Said| matches!(said, Said::MixedContent | Said::ContentSecurityPolicy);
    group.messages.iter().flat_map(|message| &message.said).any(is_besides)
}

/// Returns a sentence for a fact that is not about CORS, or that says too little to know the response.
fn said_besides(said: &Said) -> Option<Missing> {
    let what = match said {
        Said::OriginNotAllowed => {
            "The recording says that Access-Control-Allow-Origin does not allow the page. The header is missing, or it has another value."
        }
        Said::MethodNotAllowed(None) => {
            "The recording says that the method is not allowed, but not which method. Give the method with -X. The response to \
             the preflight does not list it in Access-Control-Allow-Methods."
        }
        Said::HeaderNotAllowed(None) => {
            "The recording says that a request header is not allowed, but not which header. Give the header with -H. The \
             response to the preflight does not list it in Access-Control-Allow-Headers."
        }
        Said::PreflightStatus(None) => {
            "The recording says that the response to the preflight does not have a status from 200 to 299."
        }
        Said::PreflightRedirected => {
            "The recording says that the preflight was redirected. Request the URL to which the redirect leads, and answer OPTIONS there."
        }
        Said::AllowMethodsDoesNotParse => {
            "The recording says that Access-Control-Allow-Methods cannot be parsed. It must be a list of methods, with commas and without quotes."
        }
        Said::AllowHeadersDoesNotParse => {
            "The recording says that Access-Control-Allow-Headers cannot be parsed. It must be a list of names, with commas and without quotes."
        }
        Said::RedirectRefused => {
            "The recording says that a redirect was refused. Perhaps there were too many, or the redirect led to a URL with a user name."
        }
        Said::MixedContent => {
            "This is mixed content: an https: page requested an http: URL, and browsers block that. Use https:. If a server \
             redirects to the http: URL, it may not know that it is behind a proxy with TLS. Check X-Forwarded-Proto."
        }
        Said::ContentSecurityPolicy => {
            "The recording says that a Content Security Policy of the page blocked the request. This is not about CORS. Allow \
             the URL in connect-src, or in the directive for this kind of resource."
        }
        Said::LocalNetwork => {
            "The recording says that the browser requires permission to reach the local network. This is not about CORS."
        }
        Said::OpaqueResponseBlocked => {
            "The recording says that the response was blocked because of its type. In mode no-cors, a page does not get such a response."
        }
        _ => return None,
    };
    Some(plain(what))
}
