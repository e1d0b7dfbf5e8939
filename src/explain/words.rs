//! The words of explanations.

use std::fmt;

use http::header;

use super::change::Change;
use super::findings::title_case;
use super::fix::{Fix, Need, On};
use super::plan::Plan;
use super::{Explanation, Finding, Outcome};
use crate::error::Blocker;
use crate::header::names::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::redacted::{RedactedText, RedactedUrl};
use crate::request::error::REMOVE_URL_CREDENTIALS;
use crate::request::{CorsAttribute, CredentialsMode};

/// The maximum number of findings, of fixes and of names that are printed.
pub(super) const MAX_PRINTED: usize = 20;

/// The maximum number of characters of a value that are printed.
const MAX_CHARS: usize = 500;

/// Prints what happened, why, and what to change, in sentences for people.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.outcome {
            Outcome::Allowed => "Allowed: the page has a response.",
            Outcome::Refused => "Refused: the page sees a network error and nothing else.",
            Outcome::NotKnown => "Not known: it is not recorded how the fetch ended.",
        })?;
        if !self.findings.is_empty() {
            f.write_str("\n\nWhy:")?;
            for finding in self.findings.iter().take(MAX_PRINTED) {
                write_finding(f, finding)?;
            }
            write_more(f, self.findings.len())?;
        }
        for (i, plan) in self.plans.iter().enumerate() {
            f.write_str(match i {
                0 => "\n\nWhat to change:",
                _ => "\n\nOr instead:",
            })?;
            write!(f, "{plan}")?;
        }
        if self.no_safe_server_plan {
            f.write_str(
                "\n\nThe servers alone cannot allow this without allowing strangers: every sandboxed frame on the web has \
                 the origin `null`.",
            )?;
        }
        if !self.surprises.is_empty() {
            f.write_str("\n\nBesides:")?;
            self.surprises.iter().try_for_each(|surprise| write!(f, "\n- {surprise}"))?;
        }
        if !self.gaps.is_empty() {
            f.write_str("\n\nNot known:")?;
            self.gaps.iter().take(MAX_PRINTED).try_for_each(|gap| write!(f, "\n- {gap}"))?;
            write_more(f, self.gaps.len())?;
        }
        Ok(())
    }
}

fn write_finding(f: &mut fmt::Formatter<'_>, finding: &Finding) -> fmt::Result {
    write!(f, "\n- {finding}")?;
    f.write_str("\n  ")?;
    if let Some(step) = finding.step() {
        write!(f, "Step: {step}. ")?;
    }
    write!(f, "To be changed by: {}.", finding.side)?;
    finding.hints.iter().try_for_each(|hint| write!(f, "\n  {hint}"))
}

fn write_more(f: &mut fmt::Formatter<'_>, len: usize) -> fmt::Result {
    match len.checked_sub(MAX_PRINTED) {
        Some(more) if more > 0 => write!(f, "\n- and {more} more"),
        _ => Ok(()),
    }
}

/// Prints one line for each fix, with a line feed before it.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fix in self.fixes.iter().take(MAX_PRINTED) {
            write!(f, "\n- {fix}")?;
        }
        write_more(f, self.fixes.len())
    }
}

/// Prints the change as a sentence, or as where to send which header line.
impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change::SetHeader { on, name, value } = &self.change else { return write!(f, "{}", self.change) };
        write!(f, "{on}")?;
        if self.is_unseen {
            f.write_str(", if it is not there yet")?;
        }
        if self.need == Need::Safeguard {
            f.write_str(", as a safeguard")?;
        }
        write!(f, ": {}: {}", title_case(name), Value(value))?;
        if *name == header::ACCESS_CONTROL_ALLOW_ORIGIN && value == "*" {
            f.write_str("   (only for public data, because every page can then read it)")?;
        }
        if *name == CROSS_ORIGIN_RESOURCE_POLICY && value == "cross-origin" {
            f.write_str("   (every site can then embed it)")?;
        }
        Ok(())
    }
}

/// Prints the value of a header on one line, and of a URL what is no secret.
pub(super) struct Value<'a>(pub(super) &'a str);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Cut(&RedactedText(self.0).to_string()).fmt(f)
    }
}

/// Prints the start of a text on one line, and how much more there is. A header can have a megabyte.
pub(crate) struct Cut<'a>(pub(crate) &'a str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.chars();
        for c in rest.by_ref().take(MAX_CHARS) {
            match is_invisible(c) {
                true => write!(f, "{}", c.escape_unicode())?,
                false => write!(f, "{c}")?,
            }
        }
        match rest.as_str().len() {
            0 => Ok(()),
            more => write!(f, "… and {more} bytes more"),
        }
    }
}

/// Returns whether a character is a control character, or one that changes the direction of text or shows nothing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Prints which response is meant.
impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Preflight { .. } => "On the response to OPTIONS",
            Self::Redirect { .. } => "On the redirect",
            Self::Actual { .. } => "On the response",
        })?;
        match self.hop() {
            0 => Ok(()),
            hop => write!(f, " of hop {hop}"),
        }
    }
}

/// Prints the change as a sentence, without what may be a secret of a URL.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetHeader { on, name, value } => write!(f, "{on}: {}: {}", title_case(name), Value(value)),
            Self::AnswerPreflight { .. } => f.write_str(
                "Answer OPTIONS with a status from 200 to 299 and no redirect, before authentication and routing.",
            ),
            Self::AnswerWithStatus { status, .. } => {
                write!(f, "Answer with status {status} instead of a redirect, and let the page log in.")
            }
            Self::RedirectTo { url, .. } => write!(f, "Redirect to {} instead.", RedactedUrl(url)),
            Self::EndRedirectLoop { hop } => write!(
                f,
                "End the circle of redirects, which begins at hop {hop}. A browser follows 20 redirects."
            ),
            Self::RedirectToHttp { .. } => f.write_str("Redirect to an `http:` or `https:` URL that parses."),
            Self::LookAtStatus { status, .. } => {
                write!(f, "Find out first why the server answered with status {status}.")
            }
            Self::PurgeCache { .. } => f.write_str("Remove the stored response from the cache that answered."),
            Self::RedirectLess => f.write_str(
                "Redirect at most 20 times. Each redirect leads to a new URL, often because a cookie is not sent back.",
            ),
            Self::AnswerItself { hop } => write!(
                f,
                "Answer at the URL of hop {hop} itself, for example through a proxy, instead of redirecting to another server."
            ),
            Self::AnswerWithUrl { .. } => f.write_str(
                "Answer with the URL as data instead of a redirect, and let the page fetch it without credentials.",
            ),
            Self::KeepMethod { .. } => f.write_str("Redirect with status 307 or 308, which keep the method and the body."),
            Self::AskFromOwnServer => f.write_str(
                "If the server is not yours, let your own server ask it and answer the page. No page can do without permission.",
            ),
            Self::AnswerWithWholeResource => f.write_str("Let the service worker answer with the whole resource."),
            Self::SendLessWithKeepalive => {
                f.write_str("Send at most 64 KiB with `keepalive` at a time, or leave out `keepalive`.")
            }
            Self::UseWebSocket => {
                f.write_str("Open the URL with `new WebSocket(url)`, or request an `https:` URL of the server.")
            }
            Self::DropUploadListener => {
                f.write_str("Do not listen to the progress of the upload, which makes the preflight necessary.")
            }
            Self::SendPlainText => f.write_str("Send the body with the type text/plain, which needs no permission."),
            Self::UseAnotherPort { .. } => f.write_str("Serve from a port that does not belong to another protocol."),
            Self::RequestUrl { url } => write!(f, "Request {} in the first place.", RedactedUrl(url)),
            Self::SetMethod { method } => write!(f, "Use the method {method}, written like this."),
            Self::SetRequestHeader { name, value } => {
                write!(f, "Set the request header {} to `{}`, which needs no permission.", Value(name), Value(value))
            }
            Self::DropRequestHeader { name } => write!(f, "Do not set the request header {}.", Value(name)),
            Self::SetMode { mode } => write!(f, "Fetch with mode \"{mode}\"."),
            Self::SetCredentials { mode: CredentialsMode::Include } => {
                f.write_str("Fetch with credentials \"include\" (XMLHttpRequest: withCredentials = true).")
            }
            Self::SetCredentials { mode } => {
                write!(f, "Fetch with credentials \"{mode}\" (XMLHttpRequest: withCredentials = false).")
            }
            Self::SetRedirect { mode } => write!(f, "Fetch with redirect \"{mode}\"."),
            Self::SetCache { mode } => write!(f, "Fetch with cache \"{mode}\" instead."),
            Self::AddCrossorigin { attribute } => f.write_str(match attribute {
                CorsAttribute::UseCredentials => "Add crossorigin=\"use-credentials\" to the element.",
                _ => "Add the attribute crossorigin to the element.",
            }),
            Self::UseCredentialless => {
                f.write_str("Use the embedder policy `credentialless` instead of `require-corp`.")
            }
            Self::SendRepeatableBody => f.write_str("Send a body that can be sent again instead of a stream."),
            Self::Navigate { url } => {
                write!(f, "Navigate to {} instead of fetching it.", RedactedUrl(url))
            }
            Self::GivePageAnOrigin => f.write_str(
                "Give the page an origin that a server can allow: serve it over HTTP(S), not from a file or in a sandbox. In a \
                 sandbox, `allow-same-origin` together with `allow-scripts` gives up the protection from the page.",
            ),
            Self::RemoveUrlCredentials => f.write_str(REMOVE_URL_CREDENTIALS),
            Self::MendCall { error } => f.write_str(error.remedy()),
            Self::MendServiceWorker { error } => f.write_str(error.remedy()),
            Self::ReachServer { url } => write!(
                f,
                "Make sure that {} can be reached. This is not a matter of CORS.",
                RedactedUrl(url)
            ),
            Self::Allow { by: Blocker::ContentSecurityPolicy } => f.write_str(
                "Allow the URL in the Content Security Policy of the page, for `fetch()` in `connect-src`.",
            ),
            Self::Allow { by } => write!(f, "Allow the request in {by}."),
            Self::UseHttpUrl => f.write_str("Serve the resource over HTTP(S), and request that URL."),
            Self::ProvideResource { scheme } => {
                write!(f, "Make sure that the {scheme}: URL stands for a resource.")
            }
            Self::ServeScheme { scheme } => write!(
                f,
                "Let the host serve {scheme}: URLs, or let a `CorsPolicy` count them as HTTP(S), or use an `https:` URL."
            ),
            Self::GiveProxyPassword => f.write_str("Give the browser the password of the proxy, or use no proxy."),
            Self::HandOverUrl { url } => write!(
                f,
                "Build the request with {}, or with `Client::websocket`, which takes the URL of the page.",
                RedactedUrl(url)
            ),
            Self::UseAnotherHttpClient => {
                f.write_str("Send the message with an HTTP client that can represent it.")
            }
            Self::MendHost { error } => f.write_str(error.remedy()),
        }
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Change({self})")
    }
}

impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fix({self})")
    }
}
