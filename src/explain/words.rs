//! The texts of explanations, plans and changes.

use std::fmt;

use http::header;

use super::change::Change;
use super::findings::title_case;
use super::fix::{Fix, Need, On};
use super::plan::Plan;
use super::{Cause, Explanation, Finding, Outcome};
use crate::error::Blocker;
use crate::header::names::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::redacted::{RedactedText, RedactedUrl};
use crate::request::error::REMOVE_URL_CREDENTIALS;
use crate::request::{CorsAttribute, CredentialsMode};

/// The maximum number of findings, of fixes, and of names in a list that are printed.
pub(super) const MAX_PRINTED: usize = 20;

/// The maximum number of characters of a value that are printed.
const MAX_CHARS: usize = 500;

/// Prints what happened, why, and what to change, in sentences for people.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let throws = self.findings.iter().any(|finding| matches!(finding.cause, Cause::Thrown(_)));
        f.write_str(match self.outcome {
            Outcome::Allowed => "Allowed: the page gets a response.",
            Outcome::Refused if throws => "Refused: the call throws an error, and nothing is sent.",
            Outcome::Refused => "Refused: the page gets a network error and no response.",
            Outcome::NotKnown => "Not known: the recording does not say how the fetch ended.",
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
                _ => "\n\nOr change this instead:",
            })?;
            write!(f, "{plan}")?;
        }
        if self.no_safe_server_plan {
            f.write_str(
                "\n\nNo server can safely allow this request with credentials: it would have to allow the origin `null`, which \
                 every sandboxed frame on the web has.",
            )?;
        }
        if !self.surprises.is_empty() {
            f.write_str("\n\nGood to know:")?;
            self.surprises.iter().try_for_each(|surprise| write!(f, "\n- {surprise}"))?;
        }
        if !self.gaps.is_empty() {
            f.write_str("\n\nWhat is not known:")?;
            self.gaps.iter().take(MAX_PRINTED).try_for_each(|gap| write!(f, "\n- {gap}"))?;
            write_more(f, self.gaps.len())?;
        }
        Ok(())
    }
}

fn write_finding(f: &mut fmt::Formatter<'_>, finding: &Finding) -> fmt::Result {
    write!(f, "\n- {finding}\n  Where to fix it: {}.", finding.side)?;
    if let Some(step) = finding.step() {
        write!(f, " Rule: {}, step {} (Fetch Standard).", step.title, step.step)?;
    }
    finding.hints.iter().try_for_each(|hint| write!(f, "\n  {hint}"))
}

fn write_more(f: &mut fmt::Formatter<'_>, len: usize) -> fmt::Result {
    match len.checked_sub(MAX_PRINTED) {
        Some(more) if more > 0 => write!(f, "\n- and {more} more"),
        _ => Ok(()),
    }
}

/// Prints one line for each fix, with a line feed before each line.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fix in self.fixes.iter().take(MAX_PRINTED) {
            write!(f, "\n- {fix}")?;
        }
        write_more(f, self.fixes.len())
    }
}

/// Prints the change as a sentence. A change of a header ends with the header line. An exception is a list that the story does
/// not show: the line would drop the other items of the list.
impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change::SetHeader { on, name, value } = &self.change else { return write!(f, "{}", self.change) };
        // The story ends with the preflight or with another request, so this tells the two responses apart.
        let unseen = match on {
            On::Actual { hop: 0 } => "the response to the actual request".to_owned(),
            on => on.to_string(),
        };
        if self.is_unseen && is_preflight_list(name) {
            return write!(f, "Make sure that {unseen} lists {} in {}.", Value(value), title_case(name));
        }
        match self.is_unseen {
            true => write!(f, "Make sure that {unseen} has")?,
            false => write!(f, "Set on {on}")?,
        }
        write!(f, ": {}: {}", title_case(name), Value(value))?;
        match self.need {
            Need::Safeguard if *name == header::VARY => {
                f.write_str("   (a safeguard, so that caches keep one response for each origin)")?;
            }
            Need::Safeguard => f.write_str("   (a safeguard)")?,
            Need::Required => {}
        }
        if *name == header::ACCESS_CONTROL_ALLOW_ORIGIN && value == "*" {
            f.write_str("   (only for public data, because every page can then read it)")?;
        }
        if *name == CROSS_ORIGIN_RESOURCE_POLICY && value == "cross-origin" {
            f.write_str("   (every site can then embed it)")?;
        }
        Ok(())
    }
}

/// Returns whether a header is a list of what a preflight allows.
fn is_preflight_list(name: &header::HeaderName) -> bool {
    [header::ACCESS_CONTROL_ALLOW_METHODS, header::ACCESS_CONTROL_ALLOW_HEADERS].contains(name)
}

/// A header value that is printed on one line. If it is a URL, parts that may be a secret are left out.
pub(super) struct Value<'a>(pub(super) &'a str);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Cut(&RedactedText(self.0).to_string()).fmt(f)
    }
}

/// A text of which only the start is printed, on one line, with the number of bytes that follow. A header value can have a
/// megabyte.
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

/// Returns whether a character is a control character, is invisible, or changes the direction of text.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Prints a noun phrase for the response, such as `the response to OPTIONS`.
impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redirect { hop } => return write!(f, "redirect {}", hop + 1),
            Self::Preflight { .. } => f.write_str("the response to OPTIONS")?,
            Self::Actual { .. } => f.write_str("the response")?,
        }
        match self.hop() {
            0 => Ok(()),
            hop => write!(f, " after redirect {hop}"),
        }
    }
}

/// The URL of a hop in a sentence, such as `the first URL`. The argument is the number of the hop.
pub(super) struct UrlOf(pub(super) usize);

impl fmt::Display for UrlOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("the first URL"),
            hop => write!(f, "the URL after redirect {hop}"),
        }
    }
}

/// Prints the change as a sentence. Parts of a URL that may be a secret are left out.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetHeader { on, name, value } => write!(f, "Set on {on}: {}: {}", title_case(name), Value(value)),
            Self::AnswerPreflight { .. } => f.write_str(
                "Answer OPTIONS requests before authentication and routing, with a status from 200 to 299 and without a redirect.",
            ),
            Self::AnswerWithStatus { status, .. } => {
                write!(f, "Answer with status {status} instead of a redirect, and let the page start the login.")
            }
            Self::RedirectTo { url, .. } => write!(f, "Redirect to {} instead.", RedactedUrl(url)),
            Self::EndRedirectLoop { hop } => write!(
                f,
                "Remove the loop of redirects, which begins at {}. A browser follows at most 20 redirects.",
                UrlOf(*hop)
            ),
            Self::RedirectToHttp { .. } => f.write_str("Redirect to a valid `http:` or `https:` URL."),
            Self::LookAtStatus { status, .. } => {
                write!(f, "Find out first why the server answered with status {status}.")
            }
            Self::PurgeCache { .. } => f.write_str("Remove the stored response from the cache that answered."),
            Self::RedirectLess => f.write_str(
                "Redirect at most 20 times. Here, each redirect leads to a new URL, often because a cookie is not sent back.",
            ),
            Self::AnswerItself { hop } => write!(
                f,
                "Answer the request at {} instead of redirecting to another server, for example through a reverse proxy.",
                UrlOf(*hop)
            ),
            Self::AnswerWithUrl { .. } => f.write_str(
                "Send the target URL in the body of the response instead of a redirect, and let the page fetch it without credentials.",
            ),
            Self::KeepMethod { .. } => f.write_str("Redirect with status 307 or 308, which keep the method and the body."),
            Self::AskFromOwnServer => f.write_str(
                "If you cannot change the server, let your own server send it the request and pass the response on to the page.",
            ),
            Self::AnswerWithWholeResource => f.write_str("Let the service worker answer with the whole resource instead of a range."),
            Self::SendLessWithKeepalive => {
                f.write_str("Send at most 64 KiB at a time with `keepalive`, or leave out `keepalive`.")
            }
            Self::UseWebSocket => {
                f.write_str("Open the URL with `new WebSocket(url)`, or request an `https:` URL of the server.")
            }
            Self::DropUploadListener => {
                f.write_str("Remove the event listeners from the upload (`xhr.upload`). They make the preflight necessary.")
            }
            Self::SendPlainText => f.write_str("Send the body with the type text/plain, which needs no permission from the server."),
            Self::UseAnotherPort { .. } => f.write_str("Serve from another port. Browsers block the ports of other protocols."),
            Self::RequestUrl { url } => write!(f, "Let the page request {} instead.", RedactedUrl(url)),
            Self::SetMethod { method } => write!(f, "Use the method {method}, spelled exactly like this."),
            Self::SetRequestHeader { name, value } => {
                write!(f, "Set the request header {} to `{}`, which needs no permission from the server.", Value(name), Value(value))
            }
            Self::DropRequestHeader { name } => write!(f, "Do not set the request header {}.", Value(name)),
            Self::SetMode { mode } => write!(f, "Fetch with mode \"{mode}\"."),
            Self::SetCredentials { mode: CredentialsMode::Include } => {
                f.write_str("Set credentials to \"include\" (XMLHttpRequest: withCredentials = true).")
            }
            Self::SetCredentials { mode } => {
                write!(
                    f,
                    "Set credentials to \"{mode}\", so that no cookies are sent to another origin (XMLHttpRequest: \
                     withCredentials = false)."
                )
            }
            Self::SetRedirect { mode } => write!(f, "Fetch with redirect \"{mode}\"."),
            Self::SetCache { mode } => write!(f, "Fetch with cache \"{mode}\" instead."),
            Self::AddCrossorigin { attribute } => f.write_str(match attribute {
                CorsAttribute::UseCredentials => "Add crossorigin=\"use-credentials\" to the element.",
                _ => "Add the attribute crossorigin to the element.",
            }),
            Self::UseCredentialless => {
                f.write_str("Serve the page with `Cross-Origin-Embedder-Policy: credentialless` instead of `require-corp`.")
            }
            Self::SendRepeatableBody => f.write_str("Send a body that can be sent twice, such as a string or a Blob, instead of a stream."),
            Self::Navigate { url } => {
                write!(f, "Navigate to {} instead of fetching it.", RedactedUrl(url))
            }
            Self::GivePageAnOrigin => f.write_str(
                "Serve the page over HTTP(S), not from a file or in a sandbox, so that it has an origin that a server can allow. A \
                 sandbox with both `allow-same-origin` and `allow-scripts` does not protect you from the page.",
            ),
            Self::RemoveUrlCredentials => f.write_str(REMOVE_URL_CREDENTIALS),
            Self::MendCall { error } => f.write_str(error.remedy()),
            Self::MendServiceWorker { error } => f.write_str(error.remedy()),
            Self::ReachServer { url } => write!(
                f,
                "Make sure that the browser can reach {}. This problem has nothing to do with CORS.",
                RedactedUrl(url)
            ),
            Self::Allow { by: Blocker::ContentSecurityPolicy } => f.write_str(
                "Allow the URL in the Content Security Policy of the page. For `fetch()`, the directive is `connect-src`.",
            ),
            Self::Allow { by } => write!(f, "Change {by} so that it allows the request."),
            Self::UseHttpUrl => f.write_str("Serve the resource over HTTP(S), and request that URL."),
            Self::ProvideResource { scheme } => {
                write!(f, "Make sure that the {scheme}: URL is valid and that its resource still exists.")
            }
            Self::ServeScheme { scheme } => write!(
                f,
                "Let the program that acts as the browser serve {scheme}: URLs or treat them as HTTP(S) (`CorsPolicy`). Or use an `https:` URL."
            ),
            Self::GiveProxyPassword => f.write_str("Give the browser the password of the proxy, or use no proxy."),
            Self::HandOverUrl { url } => write!(
                f,
                "Build the request with the URL {}, or use `Client::websocket`, which accepts the URL that the page gave.",
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
