//! What a source lacks, and how to get it.

use fetch_cors::explain::{Outcome, TraceEntry, TraceKind};

use crate::explain::candidate::{Candidate, says_preflight};
use crate::explain::curl_line::{curl_line, preflight_line};
use crate::explain::facts::is_about_cors;
use crate::explain::group::Group;
use crate::explain::recording::{Answer, Ended, Message, Said};
use crate::explain::report::Missing;

/// Returns what the source lacks, with the command lines that get it, and what it says besides.
pub(crate) fn missing(group: &Group, candidate: &Candidate, shows_secrets: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    let name = group.messages.iter().rev().find_map(error_name);
    missing.extend(name.map(of_error));
    let is_of_worker = group.messages.iter().any(|message| message.is_from_service_worker)
        && candidate.explanation.outcome == Outcome::NotKnown;
    if is_of_worker {
        missing.push(plain("A service worker answered. Look at the request that the worker itself made."));
    }
    // If the server did not block the request, sending it again shows nothing new.
    if !name.is_some_and(is_cancelled) && !said_besides_cors(group) && !is_of_worker {
        missing.extend(unanswered(&candidate.trace, shows_secrets));
        let is_in_trace = candidate.trace.iter().any(is_preflight_sent);
        if says_preflight(group) && group.first_preflight().is_none() && !is_in_trace {
            let line = preflight_line(candidate.story.request(), shows_secrets);
            missing.push(Missing { what: RECORD.to_owned(), curl: Some(line) });
        }
    }
    missing.extend(group.messages.iter().flat_map(|message| &message.said).filter_map(said_besides));
    missing
}

const RECORD: &str = "Save the output of this command, and explain it together with the rest.";

fn plain(what: &str) -> Missing {
    Missing { what: what.to_owned(), curl: None }
}

fn is_preflight_sent(entry: &TraceEntry) -> bool {
    matches!(&entry.kind, TraceKind::Sent(message) if message.is_preflight)
}

/// Returns the command lines for the messages whose answers are not known.
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
                    " This sends the request, which may change data on the server."
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

/// Returns the name that the source has for a failure that is not about CORS.
fn error_name(message: &Message) -> Option<&str> {
    let name = match (&message.answer, &message.ended) {
        (Answer::Nothing(name), _) | (_, Ended::Failed(name)) => name.as_str(),
        _ => return None,
    };
    // These say only that there was an error, or what the facts say.
    let says_nothing = matches!(name, "net::ERR_FAILED" | "blocked" | "") || name.starts_with("the console");
    (!says_nothing && !message.said.iter().any(is_about_cors)).then_some(name)
}

/// Returns what an error of the network means.
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
            " The name of the server has no address."
        }
        () if has(&["internet_disconnected", "offline"]) => " The browser has no network.",
        () if has(&["proxy", "tunnel"]) => " The connection to the proxy failed.",
        () if has(&["err_cert_", "was not accepted", "certificate for this server"]) => {
            " The browser does not trust the certificate: open the URL in a tab to see why."
        }
        () if has(&["err_ssl_", "tls handshake"]) => {
            " The TLS handshake failed. Perhaps the server speaks no TLS at this port."
        }
        () if has(&["reset", "closed", "lost", "broke"]) => " The connection was cut off.",
        () if has(&["connection_refused", "connect call failed", "the connection failed"]) => {
            " Nothing listens there, or it cannot be reached."
        }
        () => "",
    };
    plain(&format!("The source says: {name}.{meaning}"))
}

/// Returns whether the browser itself stopped the request.
fn is_cancelled(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["aborted", "cancelled", "canceled", "blocked_by_client"].iter().any(|part| name.contains(part))
}

/// Returns whether the source says that something else than CORS stopped the request before it was sent.
fn said_besides_cors(group: &Group) -> bool {
    let is_besides = |said: &Said| matches!(said, Said::MixedContent | Said::ContentSecurityPolicy);
    group.messages.iter().flat_map(|message| &message.said).any(is_besides)
}

/// Returns what the source says besides: what is not about CORS, or too little to know what came.
fn said_besides(said: &Said) -> Option<Missing> {
    let what = match said {
        Said::OriginNotAllowed => {
            "The source says that Access-Control-Allow-Origin does not allow the page: it is missing, or has another value."
        }
        Said::MethodNotAllowed(None) => {
            "The source says that the method is not allowed, but not which method. Give it with -X. Access-Control-Allow-Methods of the \
             preflight lacks it."
        }
        Said::HeaderNotAllowed(None) => {
            "The source says that a request header is not allowed, but not which header. Give it with -H. Access-Control-Allow-Headers of \
             the preflight lacks it."
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
            "This is mixed content: a page from https: asked for an http: URL, and browsers block that. Use https:. A server that \
             redirects there may not know that it is behind TLS: see X-Forwarded-Proto."
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
    Some(plain(what))
}
