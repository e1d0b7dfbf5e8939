//! The facts that an entry of a console states.

use fetch_cors::url::{Position, Url};
use http::Method;

use super::headers::Entry;
use super::status::status;
use super::urls::{self, Found, Role};
use super::{names, net_errors};
use crate::explain::recording::{Api, Said};

/// The facts that an entry of a console states.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) url: Option<Url>,
    pub(super) origin: Option<String>,
    pub(super) document: Option<Url>,
    pub(super) redirected_from: Option<Url>,
    pub(super) method: Option<Method>,
    pub(super) api: Option<Api>,
    pub(super) said: Vec<Said>,
    /// The status of the response, if the entry shows it.
    pub(super) status: Option<u16>,
    /// The name of the error, such as `net::ERR_FAILED`.
    pub(super) failed: Option<String>,
    /// Whether the network returned no response.
    pub(super) has_no_response: bool,
    /// Whether the entry is about a refusal by CORS, even if it states no reason.
    pub(super) is_refused: bool,
    /// Whether the entry repeats another entry, as some entries of Safari do.
    pub(super) is_repeated: bool,
}

impl Facts {
    /// Reads the text of an entry.
    pub(super) fn new(text: &str) -> Self {
        let mut lower = text.to_ascii_lowercase();
        let found = urls::find(text);
        let mut facts = Self::default();
        for one in &found {
            // The words of a URL are not words of the browser. An exception is a link to help about the error, which has its
            // name.
            let is_help = one.role == Role::Target
                && facts.url.is_some()
                && lower.get(one.place.clone()).is_some_and(|url| names::find(url).is_some());
            if !is_help {
                lower.replace_range(one.place.clone(), &"_".repeat(one.place.len()));
            }
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
        // If the page forgot the scheme, as in `localhost:3000/x`, the URL has the scheme `localhost` and no `://`.
        if facts.url.is_none() && lower.contains("access to ") {
            let quoted = text.split_once(" at '").and_then(|(_, rest)| rest.split_once("' "));
            facts.url = quoted.and_then(|(url, _)| Url::parse(url).ok());
        }
        if facts.origin.is_none() && (lower.contains("origin 'null'") || lower.contains("origin null ")) {
            facts.origin = Some("null".to_owned());
        }
        facts.api = api(&lower);
        facts.failed = net_errors::find(text);
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
        // The status belongs to the preflight and not to the response.
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
            let (said, has_no_response) = net_errors::said(name);
            self.has_no_response = has_no_response;
            return said;
        }
        let has = |part: &str| lower.contains(part);
        // These rules are not CORS, but people often mistake them for it.
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
        if let Some(said) = entry.said() {
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

/// Returns the method that a word names, if it names one.
pub(super) fn method(word: &str) -> Option<Method> {
    let word = word.trim_start_matches("XHR").trim_matches(|c: char| !c.is_ascii_alphabetic());
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.iter().find(|known| **known == word).and_then(|known| Method::from_bytes(known.as_bytes()).ok())
}

fn origin_text(url: &Url) -> String {
    let authority = &url[Position::BeforeHost..Position::AfterPort];
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
