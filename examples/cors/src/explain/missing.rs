//! What a source lacks, and how to get it.

use fetch_cors::explain::{TraceEntry, TraceKind};

use crate::explain::curl_line::curl_line;
use crate::explain::group::Group;
use crate::explain::recording::Said;
use crate::explain::report::Missing;

/// Returns what the source lacks, with the command lines that get it, and what it says besides.
pub(crate) fn missing(group: &Group, trace: &[TraceEntry], shows_secrets: bool) -> Vec<Missing> {
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
    missing.extend(group.messages.iter().flat_map(|message| &message.said).filter_map(said_besides));
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
