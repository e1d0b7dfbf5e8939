//! The texts of surprises, and of what they hold.

use std::fmt;

use super::hint::Hint;
use super::surprise::{CacheMiss, NoCredentials, PreflightReason, Surprise, SurpriseKind};
use super::words::{MAX_PRINTED, Value};

/// Prints the surprise in one or more sentences, and then each fix on a line of its own.
impl fmt::Display for Surprise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SurpriseKind::HiddenHeaders { names, exposed_on_preflight, wildcard_ignored, is_invalid } => {
                write!(f, "Script cannot read these response headers: {}.", Names(names))?;
                f.write_str(
                    " A page sees only the safelisted headers and those that Access-Control-Expose-Headers lists.",
                )?;
                if *exposed_on_preflight {
                    f.write_str(" Access-Control-Expose-Headers has no effect on the response to a preflight.")?;
                }
                if *is_invalid {
                    f.write_str(" The header Access-Control-Expose-Headers is invalid, so it exposes nothing.")?;
                }
                if *wildcard_ignored {
                    f.write_str(" `*` has no effect for a request with credentials.")?;
                }
                f.write_str(" Expose the headers that the page needs.")
            }
            SurpriseKind::OpaqueResponse { mode, by_script } => {
                write!(f, "The response is opaque, because the mode is `{mode}`. Script cannot read anything of it.")?;
                f.write_str(if *by_script { " This mode never makes a response readable." } else { "" })
            }
            SurpriseKind::OpaqueRedirect => f.write_str(
                "The server redirected, and the redirect mode is `manual`. Script cannot read anything of the redirect.",
            ),
            SurpriseKind::DroppedHeaders { names } => write!(
                f,
                "The browser did not send these headers, because script may not set them in this request: {}.",
                Names(names)
            ),
            SurpriseKind::Preflight { reasons, cache } => {
                f.write_str("A preflight was necessary because of ")?;
                write_list(f, reasons)?;
                write!(f, ". {cache}")
            }
            SurpriseKind::PreflightRemembered => Hint::PreflightRemembered.fmt(f),
            SurpriseKind::CredentialsNotSent { why } => {
                write!(f, "No credentials were sent: {why}.")?;
                // If the browser only had no cookie, the response need not show that the server expected one.
                f.write_str(match why {
                    NoCredentials::NoneApplied => "",
                    _ => " The server seems to expect them, judging by its response.",
                })
            }
            SurpriseKind::CookiesAcrossSites => f.write_str(
                "The server belongs to another site, so most cookies are not sent: `SameSite=Lax` is the default in Chromium, and \
                 some browsers block third-party cookies.",
            ),
            SurpriseKind::RewrittenByRedirect { rewritten_to_get, authorization_dropped } => {
                if *rewritten_to_get {
                    f.write_str("The redirect changed the method to GET and removed the body. Status 307 or 308 keeps both.")?;
                }
                if *authorization_dropped {
                    f.write_str(if *rewritten_to_get { " " } else { "" })?;
                    f.write_str("The redirect led to another origin, so the browser removed the header Authorization.")?;
                }
                Ok(())
            }
            SurpriseKind::RedirectedToLogin => f.write_str(
                "A redirect led to what looks like a login page, so script gets that page as the response. The session may have ended.",
            ),
            SurpriseKind::MethodInLowerCase { method } => {
                write!(f, "The method was sent in lower case. Methods are case-sensitive, and servers expect {method}.")
            }
            SurpriseKind::NullAllowed => f.write_str(
                "The response allows the origin `null`. Every sandboxed frame on the web has this origin and can read the response.",
            ),
            SurpriseKind::TimingHidden => {
                f.write_str("Script cannot read the timing of this fetch, because one response does not allow it.")
            }
            SurpriseKind::BrowsersDiffer { is_allowed_there: true } => {
                f.write_str("Today's browsers continue here, although the standard refuses the request. Do not rely on this.")
            }
            SurpriseKind::BrowsersDiffer { is_allowed_there: false } => {
                f.write_str("Today's browsers refuse this, although the standard allows it.")
            }
            SurpriseKind::LocalNetwork => f.write_str(
                "The server is on this machine or in a private network. The standard has no rule for this, but Chromium asks \
                 the user for permission.",
            ),
        }?;
        for fix in &self.fixes {
            write!(f, "\n  {fix}")?;
        }
        Ok(())
    }
}

impl fmt::Display for PreflightReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method { method } => write!(f, "the method {method}"),
            Self::Upload => f.write_str("the upload (script listens to its progress, or sends a stream)"),
            Self::Header { name, hint: None } => write!(f, "the header {}", Value(name)),
            Self::Header { name, hint: Some(hint) } => {
                let hint = hint.to_string();
                write!(f, "the header {} ({})", Value(name), without_capital(hint.trim_end_matches('.')))
            }
            Self::TotalTooLong { name } => write!(
                f,
                "the header {} (the values of all safelisted headers together have more than 1,024 bytes)",
                Value(name)
            ),
        }
    }
}

impl fmt::Display for CacheMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingStored => "No permission from an earlier preflight is known.",
            Self::OtherUrl => {
                "The permission from an earlier preflight was for another URL. It covers one URL only, with its query."
            }
            Self::OtherPage => "The permission from an earlier preflight was for another page.",
            Self::OtherCredentials => "The permission from an earlier preflight was for requests without credentials.",
            Self::Expired => {
                "The permission from an earlier preflight has expired. Without Access-Control-Max-Age, it is valid for 5 seconds."
            }
            Self::NotCovered => "The permission from an earlier preflight does not cover this method or one of these headers.",
        })
    }
}

impl fmt::Display for NoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnotherOrigin => {
                "the credentials mode is `same-origin`, which is the default, and the server has another origin"
            }
            Self::Omitted => "the credentials mode is `omit`",
            Self::EmbedderPolicy => "the embedder policy of the page does not allow them",
            Self::NoneApplied => "the browser has no cookie for this request, for example because of the attribute `SameSite`",
        })
    }
}

/// A list of names that is printed without what may be a secret.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<Value<'_>> = self.0.iter().map(|name| Value(name)).collect();
        write_list(f, &names)
    }
}

/// Returns a sentence with a small first letter, for use inside another sentence. Leaves abbreviations as they are.
fn without_capital(sentence: &str) -> String {
    let mut rest = sentence.chars();
    match rest.next() {
        Some(first) if rest.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') => {
            format!("{}{}", first.to_lowercase(), rest.as_str())
        }
        _ => sentence.to_owned(),
    }
}

/// Prints the first items as a list in a sentence, and the number of items that are left out.
pub(super) fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (i, item) in items.iter().take(MAX_PRINTED).enumerate() {
        f.write_str(match i {
            0 => "",
            i if i + 1 == items.len() => " and ",
            _ => ", ",
        })?;
        write!(f, "{item}")?;
    }
    match items.len().checked_sub(MAX_PRINTED) {
        Some(more) if more > 0 => write!(f, " and {more} more"),
        _ => Ok(()),
    }
}
