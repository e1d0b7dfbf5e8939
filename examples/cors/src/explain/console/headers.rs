//! The facts about a header that an entry names, with the value that the entry shows.

use super::facts::method;
use super::names::Named;
use super::quotes;
use super::status::status;
use super::urls::{Found, Role};
use crate::explain::recording::Said;

/// The text of an entry, unchanged and in lower case, and the URLs in it.
#[derive(Clone, Copy)]
pub(super) struct Entry<'e> {
    pub(super) text: &'e str,
    pub(super) lower: &'e str,
    pub(super) found: &'e [Found<'e>],
}

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";
const ALLOW_METHODS: &str = "access-control-allow-methods";
const ALLOW_HEADERS: &str = "access-control-allow-headers";

impl Entry<'_> {
    /// Returns the fact about the header that the entry names.
    pub(super) fn said(self) -> Option<Said> {
        let has = |part: &str| self.lower.contains(part);
        let parses = !has("cannot parse") && !has("invalid token");
        if has(ALLOW_CREDENTIALS) {
            Some(Said::NoAllowCredentials(self.allow_credentials()))
        } else if has(ALLOW_METHODS) {
            // In Firefox, a value in quotes is the one that cannot be parsed, and not a method that is missing.
            let parses = parses && self.values().is_empty();
            let method =
                self.word_after("method ").filter(|word| method(word).is_some() || !has("find method"));
            Some(if parses { Said::MethodNotAllowed(method) } else { Said::AllowMethodsDoesNotParse })
        } else if has(ALLOW_HEADERS) {
            let name = self.word_after("header field ").or_else(|| self.values().first().cloned());
            let is_name =
                name.as_deref().is_none_or(|name| http::HeaderName::from_bytes(name.as_bytes()).is_ok());
            Some(if parses && is_name {
                Said::HeaderNotAllowed(name)
            } else {
                Said::AllowHeadersDoesNotParse
            })
        } else if has(ALLOW_ORIGIN) {
            Some(self.by_allow_origin())
        } else {
            None
        }
    }

    fn by_allow_origin(self) -> Said {
        let has = |part: &str| self.lower.contains(part);
        let value = self.value_after(ALLOW_ORIGIN);
        let is_missing = has("no 'access-control-allow-origin'") || has("missing");
        if is_missing {
            Said::NoAllowOrigin
        } else if has("wildcard") || value.as_deref() == Some("*") {
            Said::WildcardWithCredentials
        } else if has("multiple") || has("more than one") {
            Said::SeveralAllowOrigins(value)
        } else if has("invalid value") {
            Said::AllowOriginIsNone(value)
        } else if has("not allowed by") {
            // Safari uses the same words for a missing header and for a wrong value.
            Said::OriginNotAllowed
        } else {
            match value {
                Some(value) => Said::AllowOriginIs(value),
                // In translated messages of Firefox, only the message about a missing header shows the status.
                None if status(self.lower, None).is_some() => Said::NoAllowOrigin,
                None => Said::OriginNotAllowed,
            }
        }
    }

    /// Returns the value that belongs to the name of an error.
    pub(super) fn value_of(self, named: Named) -> Option<String> {
        match named {
            Named::AllowOriginIs | Named::SeveralAllowOrigins | Named::AllowOriginIsNone => {
                self.value_after(ALLOW_ORIGIN).or_else(|| self.values().into_iter().next_back())
            }
            Named::NoAllowCredentials => self.allow_credentials(),
            Named::Method => self.word_after("method ").filter(|word| method(word).is_some()),
            Named::Header => self.word_after("header field ").or_else(|| self.values().into_iter().next()),
            _ => None,
        }
    }

    /// Returns the value that the header has, and not the value `true` that it should have.
    fn allow_credentials(self) -> Option<String> {
        self.value_after(ALLOW_CREDENTIALS).filter(|value| value != "true")
    }

    /// Returns the first value in quotes after the name of a header.
    fn value_after(self, name: &str) -> Option<String> {
        let at = self.lower.find(name)?;
        let is_value = |(begin, _): &&(usize, &str)| *begin > at;
        let values = quotes::values(self.text);
        values
            .iter()
            .filter(is_value)
            .find(|(_, value)| !is_word(value))
            .map(|(_, value)| (*value).to_owned())
    }

    /// Returns the values in quotes, without the URLs and the words of the browser.
    fn values(self) -> Vec<String> {
        let end_of_url =
            self.found.iter().filter(|found| found.role == Role::Target).map(|found| found.place.end).next();
        let is_url = |begin: usize| end_of_url.is_some_and(|end| begin < end);
        let values = quotes::values(self.text).into_iter();
        values
            .filter(|(begin, value)| !is_url(*begin) && !is_word(value) && !value.contains("://"))
            .map(|(_, value)| value.to_owned())
            .collect()
    }

    /// Returns the word after these words.
    fn word_after(self, words: &str) -> Option<String> {
        // Another word may end with the same letters, so the match must be at the start of a word.
        let at =
            self.lower.match_indices(words).find(|(at, _)| is_start(self.lower, *at)).map(|(at, _)| at)?;
        let word = self.text.get(at + words.len()..)?.split_whitespace().next()?;
        let word = word.trim_matches(|c: char| "'\"‘’“”.,;".contains(c));
        Some(word.to_owned()).filter(|word| !word.is_empty() && *word != "is")
    }
}

fn is_start(text: &str, at: usize) -> bool {
    !text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == '-'))
}

/// Returns whether a value in quotes is a word of the browser and not a value of the server.
fn is_word(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.starts_with("access-control-")
        || matches!(lower.as_str(), "no-cors" | "include" | "origin" | "same origin" | "cors" | "null")
}
