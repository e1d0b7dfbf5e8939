//! Wrappers that print values without the secrets in them.
//!
//! `Debug` and `Display` of this crate's types print no password, no query or fragment of a URL, no body, and no header
//! value that may be a secret. Methods that return these values return them whole.

use std::fmt;

use url::{Position, Url};

use crate::header::ReadHeaders;
use crate::header::bytes::is_token;

/// A placeholder for a value that is not printed.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A URL that is printed without its user name, password, query and fragment.
///
/// If a URL has an opaque path, as a `data:` or `mailto:` URL has, only its scheme is printed. `about:` and `blob:`
/// URLs are exceptions.
pub(crate) struct RedactedUrl<'a>(pub(crate) &'a Url);

impl fmt::Display for RedactedUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.0;
        match url.scheme() {
            "about" => f.write_str(&url[..Position::AfterPath])?,
            "blob" => return write!(f, "blob:{}", RedactedText(url.path())),
            scheme if url.cannot_be_a_base() => return write!(f, "{scheme}:…"),
            scheme => {
                write!(f, "{scheme}://{}", &url[Position::BeforeHost..Position::AfterPath])?;
            }
        }
        f.write_str(if url.query().is_some() { "?…" } else { "" })
    }
}

impl fmt::Debug for RedactedUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that was given as a URL and may not parse, printed like a [`RedactedUrl`] as far as possible.
///
/// Any text before an `@` may be a password, wherever the `@` is, so it is not printed.
pub(crate) struct RedactedText<'a>(pub(crate) &'a str);

impl fmt::Display for RedactedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, rest) = match self.0.find(['?', '#']).and_then(|at| self.0.split_at_checked(at)) {
            Some((shown, rest)) => (shown, rest),
            None => (self.0, ""),
        };
        // The URL parser removes these characters.
        let scheme: Option<String> = shown
            .split_once(':')
            .map(|(scheme, _)| scheme.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect());
        let is_scheme =
            |text: &String| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        let scheme = scheme.filter(is_scheme);
        match (scheme.as_deref(), shown.rsplit_once('@')) {
            (Some(scheme), _) if scheme.eq_ignore_ascii_case("data") => return f.write_str("data:…"),
            // The `?` or `#` may be part of a password, because an `@` follows.
            (Some(scheme), _) if rest.contains('@') => return write!(f, "{scheme}:…"),
            (None, _) if rest.contains('@') => return f.write_str("…"),
            (Some(scheme), Some((_, behind))) => write!(f, "{scheme}://…@{}", Escaped(behind))?,
            (None, Some((_, behind))) => write!(f, "…@{}", Escaped(behind))?,
            (_, None) => write!(f, "{}", Escaped(shown))?,
        }
        f.write_str(match rest.as_bytes().first() {
            Some(b'?') => "?…",
            Some(_) => "#…",
            None => "",
        })
    }
}

impl fmt::Debug for RedactedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// A text whose control characters are printed as escapes, so that it stays on one line.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c.is_control() {
            true => write!(f, "{}", c.escape_default()),
            false => write!(f, "{c}"),
        })
    }
}

/// A text that was given as a header name or a method, printed up to and including the first byte that a header name or
/// a method cannot contain.
///
/// The rest may be a value, for example after `Cookie:`.
pub(crate) struct RedactedName<'a>(pub(crate) &'a [u8]);

impl fmt::Display for RedactedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.iter().position(|byte| !is_token(&[*byte])).map_or(self.0.len(), |bad| bad + 1);
        let shown = String::from_utf8_lossy(self.0.get(..end).unwrap_or_default());
        write!(f, "{:?}", if end < self.0.len() { shown + "…" } else { shown })
    }
}

impl fmt::Debug for RedactedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A header list that is printed with all names, and each value as a [`RedactedValue`].
pub(crate) struct RedactedHeaders<'a, H: ?Sized>(pub(crate) &'a H);

impl<H: ReadHeaders + ?Sized> fmt::Debug for RedactedHeaders<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value)| (String::from_utf8_lossy(name), RedactedValue { name, value });
        f.debug_list().entries(self.0.fields().map(shown)).finish()
    }
}

/// A header value that is printed if a header of this name holds no secret. Otherwise, its length is printed. A `Location`
/// is printed as a [`RedactedText`].
pub(crate) struct RedactedValue<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl fmt::Debug for RedactedValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy(self.value);
        if self.name.eq_ignore_ascii_case(b"location") {
            RedactedText(&text).fmt(f)
        } else if holds_no_secret(self.name) {
            text.fmt(f)
        } else {
            write!(f, "({} bytes)", self.value.len())
        }
    }
}

/// Returns whether the value of a header of this name may be printed: the header belongs to CORS or a related protocol, or
/// says nothing about a user.
fn holds_no_secret(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    HARMLESS.iter().any(|harmless| name == *harmless)
        || [&b"access-control-"[..], b"sec-fetch-", b"cross-origin-"]
            .iter()
            .any(|start| name.starts_with(start))
}

const HARMLESS: [&[u8]; 22] = [
    b"accept",
    b"accept-encoding",
    b"accept-language",
    b"age",
    b"allow",
    b"cache-control",
    b"content-encoding",
    b"content-language",
    b"content-length",
    b"content-range",
    b"content-type",
    b"date",
    b"expires",
    b"last-modified",
    b"origin",
    b"pragma",
    b"range",
    b"referrer-policy",
    b"timing-allow-origin",
    b"upgrade-insecure-requests",
    b"vary",
    b"x-content-type-options",
];

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{Redacted, RedactedHeaders, RedactedName, RedactedText, RedactedUrl};

    #[test]
    fn urls() {
        for (url, shown) in [
            ("https://a.example/", "https://a.example/"),
            ("https://user:pw@a.example:8080/b/c", "https://a.example:8080/b/c"),
            ("https://a.example/b?c", "https://a.example/b?…"),
            ("https://a.example/b?", "https://a.example/b?…"),
            ("https://a.example/b#c?d", "https://a.example/b"),
            ("http://[::1]/", "http://[::1]/"),
            ("file:///a/b?c", "file:///a/b?…"),
            ("tauri://user@localhost/a", "tauri://localhost/a"),
            ("about:blank", "about:blank"),
            ("about:blank?a", "about:blank?…"),
            ("blob:https://user:pw@a.example/1", "blob:https://…@a.example/1"),
            ("blob:https://a.example/1", "blob:https://a.example/1"),
            ("data:text/plain,a", "data:…"),
            ("javascript:a", "javascript:…"),
            ("mailto:user@a.example", "mailto:…"),
        ] {
            let parsed = Url::parse(url).unwrap();
            assert_eq!(RedactedUrl(&parsed).to_string(), shown);
            assert_eq!(format!("{:?}", RedactedUrl(&parsed)), shown);
        }
    }

    #[test]
    fn texts() {
        for (text, shown) in [
            ("", ""),
            ("/a", "/a"),
            ("/a?b", "/a?…"),
            ("/a#b?c", "/a#…"),
            ("https://a b/", "https://a b/"),
            ("https://user:pw@a b/", "https://…@a b/"),
            ("https:user:pw@a b/", "https://…@a b/"),
            (" https://user@a b/", "https://…@a b/"),
            ("user:pw@a", "user://…@a"),
            ("us er@a", "…@a"),
            ("a@b@c", "…@c"),
            ("DATA:a?b", "data:…"),
            ("da\tta:,a", "data:…"),
            ("https://user:p#w@a.example/", "https:…"),
            ("https://user:p?w@a.example/", "https:…"),
            ("//user:p?w@a.example/", "…"),
            ("https://a b/?c@d", "https:…"),
            ("a\nb", "a\\nb"),
        ] {
            assert_eq!(RedactedText(text).to_string(), shown, "{text:?}");
            assert_eq!(format!("{:?}", RedactedText(text)), format!("\"{shown}\""));
        }
    }

    #[test]
    fn names() {
        for (name, shown) in [
            ("", "\"\""),
            ("X-A", "\"X-A\""),
            ("a b", "\"a …\""),
            ("Cookie: a=1", "\"Cookie:…\""),
            ("a:", "\"a:\""),
        ] {
            assert_eq!(RedactedName(name.as_bytes()).to_string(), shown);
        }
    }

    #[test]
    fn headers() {
        for (name, value, shown) in [
            ("Accept", "a/b", "\"a/b\""),
            ("ACCESS-CONTROL-ALLOW-ORIGIN", "*", "\"*\""),
            ("Sec-Fetch-Mode", "cors", "\"cors\""),
            ("Cross-Origin-Resource-Policy", "a", "\"a\""),
            ("Content-Type", "a\x01", "\"a\\u{1}\""),
            ("Location", "https://user@a.example/?b", "\"https://…@a.example/?…\""),
            ("Authorization", "abc", "(3 bytes)"),
            ("Cookie", "", "(0 bytes)"),
            ("X-Accept", "abc", "(3 bytes)"),
            ("Access-Control", "abc", "(3 bytes)"),
        ] {
            let list = [(name, value)];
            assert_eq!(format!("{:?}", RedactedHeaders(&list)), format!("[(\"{name}\", {shown})]"));
        }
        assert_eq!(format!("{Redacted:?}"), "…");
    }
}
