//! The words of surprises.

use std::fmt;

use super::hint::Hint;
use super::surprise::{CacheMiss, NoCredentials, PreflightReason, Surprise, SurpriseKind};
use super::words::{MAX_PRINTED, Value};

/// Prints the surprise as a sentence or two, and what would change it.
impl fmt::Display for Surprise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SurpriseKind::HiddenHeaders { names, exposed_on_preflight, wildcard_ignored, is_invalid } => {
                write!(f, "Script does not see these headers: {}.", Names(names))?;
                if *exposed_on_preflight {
                    f.write_str(" Access-Control-Expose-Headers has no effect on the response to a preflight.")?;
                }
                if *is_invalid {
                    f.write_str(" Access-Control-Expose-Headers does not parse, so it exposes nothing.")?;
                }
                if *wildcard_ignored {
                    f.write_str(" `*` exposes nothing to a request with credentials.")?;
                }
                f.write_str(" Expose those that the page needs.")
            }
            SurpriseKind::OpaqueResponse { mode, by_script } => {
                write!(f, "The response is opaque, because the mode is `{mode}`: script sees nothing of it.")?;
                f.write_str(if *by_script { " This mode never helps to read a response." } else { "" })
            }
            SurpriseKind::OpaqueRedirect => f.write_str(
                "The server redirected, and the redirect mode is `manual`: script sees nothing of the redirect.",
            ),
            SurpriseKind::DroppedHeaders { names } => write!(
                f,
                "These headers were not sent, because script may not set them here: {}.",
                Names(names)
            ),
            SurpriseKind::Preflight { reasons, cache } => {
                f.write_str("A preflight was necessary because of ")?;
                write_list(f, reasons)?;
                write!(f, ". {cache}")
            }
            SurpriseKind::PreflightRemembered => Hint::PreflightRemembered.fmt(f),
            SurpriseKind::CredentialsNotSent { why } => write!(f, "No credentials were sent: {why}."),
            SurpriseKind::CookiesAcrossSites => f.write_str(
                "The server belongs to another site. Most cookies are not sent there: `SameSite=Lax` is the default in Chromium, \
                 and some browsers block third-party cookies.",
            ),
            SurpriseKind::RewrittenByRedirect { rewritten_to_get, authorization_dropped } => {
                if *rewritten_to_get {
                    f.write_str("The redirect made a GET of the request, without its body. Status 307 or 308 keeps both.")?;
                }
                if *authorization_dropped {
                    f.write_str(if *rewritten_to_get { " " } else { "" })?;
                    f.write_str("The redirect led to another origin, which does not get the header Authorization.")?;
                }
                Ok(())
            }
            SurpriseKind::RedirectedToLogin => f.write_str(
                "A redirect led to what looks like a page to log in, so script gets that page. The session may be over.",
            ),
            SurpriseKind::MethodInLowerCase { method } => {
                write!(f, "The method was sent in lower case. Methods are case-sensitive, and servers know {method}.")
            }
            SurpriseKind::NullAllowed => f.write_str(
                "The response allows the origin `null`. Every sandboxed frame on the web has this origin and can read it.",
            ),
            SurpriseKind::TimingHidden => {
                f.write_str("Script does not see the timing, because this response does not allow it.")
            }
            SurpriseKind::BrowsersDiffer { is_allowed_there: true } => {
                f.write_str("Browsers go on here today, against the standard. Do not rely on it.")
            }
            SurpriseKind::BrowsersDiffer { is_allowed_there: false } => {
                f.write_str("Browsers refuse this today, against the standard.")
            }
            SurpriseKind::LocalNetwork => f.write_str(
                "The server is on this machine or in a private network. The standard has no rule for that; Chromium asks \
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
            Self::Upload => f.write_str("the upload, which script listens to or sends as a stream"),
            Self::Header { name, hint: None } => write!(f, "the header {}", Value(name)),
            Self::Header { name, hint: Some(hint) } => {
                let hint = hint.to_string();
                write!(f, "the header {} ({})", Value(name), hint.trim_end_matches('.'))
            }
            Self::TotalTooLong { name } => write!(
                f,
                "the header {} (safelisted values have more than 1,024 bytes together)",
                Value(name)
            ),
        }
    }
}

impl fmt::Display for CacheMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingStored => "No earlier grant is known.",
            Self::OtherUrl => {
                "An earlier grant was for another URL, and a grant is for one URL with its query."
            }
            Self::OtherPage => "An earlier grant was for another page.",
            Self::OtherCredentials => "An earlier grant was for requests without credentials.",
            Self::Expired => {
                "An earlier grant has expired. Without Access-Control-Max-Age, it is valid for 5 seconds."
            }
            Self::NotCovered => "An earlier grant does not cover this method or one of these headers.",
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
            Self::EmbedderPolicy => "the embedder policy of the page forbids them",
            Self::NoneApplied => "no cookie applies to this request, for example because of its `SameSite` attribute",
        })
    }
}

/// Prints names without what may be a secret.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<Value<'_>> = self.0.iter().map(|name| Value(name)).collect();
        write_list(f, &names)
    }
}

/// Prints the first items with commas between, and how many more there are.
pub(super) fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (i, item) in items.iter().take(MAX_PRINTED).enumerate() {
        f.write_str(if i == 0 { "" } else { ", " })?;
        write!(f, "{item}")?;
    }
    match items.len().checked_sub(MAX_PRINTED) {
        Some(more) if more > 0 => write!(f, " and {more} more"),
        _ => Ok(()),
    }
}
