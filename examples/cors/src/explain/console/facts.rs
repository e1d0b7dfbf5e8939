//! What an entry says.

use fetch_cors::url::Url;
use http::Method;

use super::names::{self, Named};
use super::quotes;
use super::urls::{self, Found, Role};
use crate::explain::recording::{Api, Said};

/// What an entry says.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) url: Option<Url>,
    pub(super) origin: Option<String>,
    pub(super) document: Option<Url>,
    pub(super) redirected_from: Option<Url>,
    pub(super) method: Option<Method>,
    pub(super) api: Option<Api>,
    pub(super) said: Vec<Said>,
    /// The status of the response.
    pub(super) status: Option<u16>,
    /// The name of the error: `net::ERR_FAILED`.
    pub(super) failed: Option<String>,
    /// Whether there was no response.
    pub(super) has_no_response: bool,
    /// Whether the entry is about CORS, even if it says nothing else.
    pub(super) is_refused: bool,
    /// Whether the entry repeats what another one says, as Safari's does.
    pub(super) is_repeated: bool,
}

impl Facts {
    /// Reads an entry.
    pub(super) fn new(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let found = urls::find(text);
        let mut facts = Self::default();
        for one in &found {
            match one.role {
                Role::Target if facts.url.is_none() => {
                    facts.url = Some(one.url.clone());
                    facts.method = method(one.word);
                }
                Role::Origin if facts.origin.is_none() => facts.origin = Some(origin_text(&one.url)),
                Role::Document if facts.document.is_none() => facts.document = Some(one.url.clone()),
                Role::RedirectedFrom if facts.redirected_from.is_none() => {
                    facts.redirected_from = Some(one.url.clone());
                }
                _ => {}
            }
        }
        // `localhost:3000/x`, where the scheme was forgotten, is a URL with the scheme `localhost`.
        if facts.url.is_none() && lower.contains("access to ") {
            let quoted = text.split_once(" at '").and_then(|(_, rest)| rest.split_once("' "));
            facts.url = quoted.and_then(|(url, _)| Url::parse(url).ok());
        }
        if facts.origin.is_none() && (lower.contains("origin 'null'") || lower.contains("origin null ")) {
            facts.origin = Some("null".to_owned());
        }
        facts.api = api(&lower);
        facts.failed = net_error(text);
        facts.status = status(&lower, facts.failed.as_deref());
        facts.is_repeated = lower.contains("failed to load resource");
        facts.say(text, &lower, &found);
        facts
    }

    /// Returns whether the entry is about a fetch that was refused.
    pub(super) fn is_refusal(&self) -> bool {
        !self.said.is_empty() || self.failed.is_some() || self.is_refused
    }

    fn say(&mut self, text: &str, lower: &str, found: &[Found<'_>]) {
        let is_about_preflight = lower.contains("preflight");
        let reason = self.reason(text, lower, found, is_about_preflight);
        self.is_refused = reason.is_some()
            || ["cors policy", "to access control", "cross-origin request blocked"]
                .iter()
                .any(|part| lower.contains(part));
        if self.is_refused && is_about_preflight {
            self.said.push(Said::AboutPreflight);
        }
        self.has_no_response |= reason == Some(Said::NoResponse);
        self.said.extend(reason);
        // The status is that of the preflight, and not of the response.
        self.status = self.status.filter(|_| !is_about_preflight);
    }

    fn reason(
        &mut self,
        text: &str,
        lower: &str,
        found: &[Found<'_>],
        is_about_preflight: bool,
    ) -> Option<Said> {
        let entry = Entry { text, lower, found };
        if let Some(named) = names::find(lower) {
            let value = entry.value_of(named);
            return Some(named.said(value, self.status));
        }
        if let Some(name) = &self.failed {
            let (said, has_no_response) = said_by_net_error(name);
            self.has_no_response = has_no_response;
            return said;
        }
        let has = |part: &str| lower.contains(part);
        // What the browser blocks is not about CORS, but people take it for that.
        if has("mixed content") || has("mixed active") || has("insecure content") {
            return Some(Said::MixedContent);
        }
        if has("content security policy") || has("content-security-policy") {
            return Some(Said::ContentSecurityPolicy);
        }
        if has("opaqueresponseblocking") || has("read blocking") {
            return Some(Said::OpaqueResponseBlocked);
        }
        if has("cross-origin-resource-policy") || has("cross-origin-embedder-policy") {
            return Some(Said::ResourcePolicy);
        }
        if has("access-control-allow-private-network")
            || has("private-network-access-")
            || has("address space")
        {
            return Some(Said::LocalNetwork);
        }
        if is_about_preflight && has("redirect") {
            return Some(Said::PreflightRedirected);
        }
        if let Some(said) = entry.by_header() {
            return Some(said);
        }
        if is_about_preflight && (self.status.is_some() || has("ok status") || has("not succe")) {
            return Some(Said::PreflightStatus(self.status));
        }
        let is_redirect = has("redirect location") || has("redirection") || has("external redirect");
        if is_redirect || has("username and password") {
            return Some(Said::RedirectRefused);
        }
        let is_http = self.url.as_ref().is_some_and(|url| matches!(url.scheme(), "http" | "https"));
        if has("protocol schemes") || has("request not http") || has("cors") && self.url.is_some() && !is_http
        {
            return Some(Said::SchemeNotSupported);
        }
        (has("(null)") || has("cors request did not")).then_some(Said::NoResponse)
    }
}

/// The text of an entry, as it is and in small letters, and its URLs.
#[derive(Clone, Copy)]
struct Entry<'e> {
    text: &'e str,
    lower: &'e str,
    found: &'e [Found<'e>],
}

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";
const ALLOW_METHODS: &str = "access-control-allow-methods";
const ALLOW_HEADERS: &str = "access-control-allow-headers";

impl Entry<'_> {
    /// Returns what the header says that the entry names.
    fn by_header(self) -> Option<Said> {
        let has = |part: &str| self.lower.contains(part);
        let parses = !has("cannot parse") && !has("invalid token");
        if has(ALLOW_CREDENTIALS) {
            Some(Said::NoAllowCredentials(self.allow_credentials()))
        } else if has(ALLOW_METHODS) {
            // Firefox names what does not parse, and not the method that is missing.
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
            // Safari says the same for a missing header and for another value.
            Said::OriginNotAllowed
        } else {
            match value {
                Some(value) => Said::AllowOriginIs(value),
                // In other languages, Firefox has the status where the header is missing.
                None if status(self.lower, None).is_some() => Said::NoAllowOrigin,
                None => Said::OriginNotAllowed,
            }
        }
    }

    /// Returns the value that a name of an error goes with.
    fn value_of(self, named: Named) -> Option<String> {
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

    /// Returns the value of the header, and not the one that it should have.
    fn allow_credentials(self) -> Option<String> {
        self.value_after(ALLOW_CREDENTIALS).filter(|value| value != "true")
    }

    /// Returns the first value in quotes behind a name of a header.
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

    /// Returns the values in quotes that are neither URLs of the fetch nor names of headers.
    fn values(self) -> Vec<String> {
        let end_of_url =
            self.found.iter().filter(|found| found.role == Role::Target).map(|found| found.end).next();
        let is_url = |begin: usize| end_of_url.is_some_and(|end| begin < end);
        let values = quotes::values(self.text).into_iter();
        values
            .filter(|(begin, value)| !is_url(*begin) && !is_word(value) && !value.contains("://"))
            .map(|(_, value)| value.to_owned())
            .collect()
    }

    /// Returns the word behind some words.
    fn word_after(self, words: &str) -> Option<String> {
        // Another word may end with the same letters, so that the last place counts where a word of the browser begins.
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

/// Returns whether a value in quotes is a word of the browser, and none of the server.
fn is_word(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.starts_with("access-control-")
        || matches!(lower.as_str(), "no-cors" | "include" | "origin" | "same origin" | "cors" | "null")
}

fn method(word: &str) -> Option<Method> {
    let word = word.trim_start_matches("XHR").trim_matches(|c: char| !c.is_ascii_alphabetic());
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.iter().find(|known| **known == word).and_then(|known| Method::from_bytes(known.as_bytes()).ok())
}

fn origin_text(url: &Url) -> String {
    let authority = &url[fetch_cors::url::Position::BeforeHost..fetch_cors::url::Position::AfterPort];
    format!("{}://{authority}", url.scheme())
}

fn api(lower: &str) -> Option<Api> {
    let (_, kind) = lower.split_once("access to ").unwrap_or(("", ""));
    let kind = kind.split(" at ").next().unwrap_or_default();
    Some(match kind {
        "fetch" => Api::Fetch,
        "xmlhttprequest" => Api::Xhr,
        "image" => Api::Image,
        "script" | "internal script" => Api::Script,
        "css stylesheet" | "stylesheet" | "xsl stylesheet" => Api::Style,
        "font" => Api::Font,
        "audio" | "video" | "media" | "text track" => Api::Media,
        "manifest" => Api::Manifest,
        _ if lower.contains("xmlhttprequest cannot") => Api::Xhr,
        _ if lower.contains("fetch api cannot") => Api::Fetch,
        _ if lower.contains("eventsource cannot") => Api::EventSource,
        _ if lower.contains("beacon api cannot") => Api::Beacon,
        _ => return None,
    })
}

/// `net::ERR_FAILED`, `net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin`, `NS_ERROR_DOM_BAD_URI`.
fn net_error(text: &str) -> Option<String> {
    let at = text.find("net::ERR_").or_else(|| text.find("NS_ERROR_"))?;
    let name = text.get(at..)?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '_' | '.'));
    let name = name.get(..end.unwrap_or(name.len()))?.trim_end_matches(['.', ':']);
    Some(name.get(..name.len().min(100))?.to_owned())
}

/// Returns what the name of an error says, and whether there was no response.
fn said_by_net_error(name: &str) -> (Option<Said>, bool) {
    let name = name.trim_start_matches("net::").trim_start_matches("NS_").trim_start_matches("ERR_");
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if begins(&["BLOCKED_BY_ORB", "BLOCKED_BY_CORB"]) {
        (Some(Said::OpaqueResponseBlocked), false)
    } else if begins(&["BLOCKED_BY_RESPONSE", "ERROR_DOM_CORP_FAILED"]) {
        (Some(Said::ResourcePolicy), false)
    } else if begins(&["BLOCKED_BY_CSP"]) {
        (Some(Said::ContentSecurityPolicy), false)
    } else if begins(&["BLOCKED_BY_PRIVATE_NETWORK", "BLOCKED_BY_LOCAL_NETWORK"]) {
        (Some(Said::LocalNetwork), false)
    } else if begins(&["TOO_MANY_REDIRECTS", "UNSAFE_REDIRECT", "INVALID_REDIRECT"]) {
        (Some(Said::RedirectRefused), false)
    } else if begins(&["UNKNOWN_URL_SCHEME", "DISALLOWED_URL_SCHEME"]) {
        (Some(Said::SchemeNotSupported), false)
    } else if begins(UNREACHED) {
        (Some(Said::NoResponse), true)
    } else {
        (None, false)
    }
}

/// How names of errors begin where there was no response.
const UNREACHED: &[&str] = &[
    "NAME_",
    "CONNECTION_",
    "TIMED_OUT",
    "CERT_",
    "SSL_",
    "INTERNET_",
    "ADDRESS_",
    "EMPTY_RESPONSE",
    "HTTP2_",
    "QUIC_",
    "NETWORK_",
    "PROXY_",
    "TUNNEL_",
    "UNSAFE_PORT",
    "DNS_",
    "ERROR_UNKNOWN_HOST",
    "ERROR_CONNECTION_",
    "ERROR_NET_",
];

/// Returns the status that is said behind a colon, a name of an error, or the version of HTTP.
fn status(lower: &str, net_error: Option<&str>) -> Option<u16> {
    let behind_error = net_error.and_then(|name| {
        let at = lower.find(&name.to_ascii_lowercase())?;
        number(lower.get(at + name.len()..)?)
    });
    let behind = |words: &'static str| {
        lower.match_indices(words).find_map(|(at, _)| number(lower.get(at + words.len()..)?))
    };
    behind_error.or_else(|| behind("code: ")).or_else(|| behind("status code")).or_else(|| {
        let behind_version = ["[http/1.1", "[http/2", "[http/3"].into_iter().find_map(behind);
        behind_version.or_else(|| behind_colon(lower))
    })
}

/// In other languages, the status stands behind a colon: `: 200.`
fn behind_colon(lower: &str) -> Option<u16> {
    lower.match_indices([':', '：']).find_map(|(at, colon)| {
        let (before, after) = (lower.get(..at)?, lower.get(at + colon.len()..)?);
        // It is no colon of a URL or of a time.
        let is_of_text = after.starts_with([' ', '\u{a0}']) || !before.ends_with(|c: char| c.is_ascii());
        let is_end = after.trim_start().get(3..).is_some_and(|rest| !rest.starts_with([':', '-']));
        number(after).filter(|_| is_of_text && is_end)
    })
}

fn number(text: &str) -> Option<u16> {
    let text = text.trim_start_matches([' ', '\u{a0}']);
    let (digits, rest) = text.split_at_checked(3)?;
    let is_whole = !rest.starts_with(|c: char| c.is_alphanumeric());
    let number = digits.parse().ok().filter(|_| is_whole && digits.bytes().all(|b| b.is_ascii_digit()));
    number.filter(|number| (100..600).contains(number))
}
