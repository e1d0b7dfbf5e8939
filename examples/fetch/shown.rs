//! The parts of a message that are shown, without secrets.

use std::borrow::Cow;

use url::{Position, Url};

/// The choice whether values that may be secrets are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) secrets: bool,
}

/// The headers that carry credentials.
const CREDENTIALS: &[&str] = &["authorization", "cookie", "proxy-authorization", "set-cookie"];
/// The parts of names by which other headers with secrets are recognised.
const TELLING: &[&str] = &[
    "-key",
    "apikey",
    "authentication-info",
    "credential",
    "csrf",
    "jwt",
    "passwd",
    "password",
    "secret",
    "session",
    "signature",
    "token",
    "x-auth",
    "xsrf",
];

impl Shown {
    /// Returns the value of a header, or `…` if the name of the header says that the value may be a secret.
    pub(crate) fn header<'v>(self, name: &[u8], value: &'v [u8]) -> Cow<'v, [u8]> {
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        if self.secrets {
            return value.into();
        }
        if matches!(name.as_str(), "location" | "content-location" | "referer") {
            let text = String::from_utf8_lossy(value);
            return self.text(&text).into_owned().into_bytes().into();
        }
        let is_secret =
            CREDENTIALS.contains(&name.as_str()) || TELLING.iter().any(|part| name.contains(part));
        if is_secret { "…".as_bytes().into() } else { value.into() }
    }

    /// Returns a URL without its user name, password, query and fragment, because they may be secrets.
    pub(crate) fn url(self, url: &Url) -> String {
        if self.secrets {
            return url.to_string();
        }
        if url.cannot_be_a_base() {
            let is_open = url.scheme() == "about";
            return if is_open { url[..Position::AfterPath].into() } else { format!("{}:…", url.scheme()) };
        }
        let query = if url.query().is_some() { "?…" } else { "" };
        format!("{}://{}{query}", url.scheme(), &url[Position::BeforeHost..Position::AfterPath])
    }

    /// Returns a text that should be a URL without the same parts.
    pub(crate) fn text(self, text: &str) -> Cow<'_, str> {
        if self.secrets {
            return text.into();
        }
        match Url::parse(text) {
            Ok(url) => self.url(&url).into(),
            // The part before an `@` may be a password.
            Err(_) if text.contains('@') => "…".into(),
            Err(_) => match text.split_once(['?', '#']) {
                Some((path, _)) => format!("{path}?…").into(),
                None => text.into(),
            },
        }
    }
}
