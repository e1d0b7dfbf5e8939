//! The rows of a diagram, from top to bottom.

use std::fmt::Write;

use fetch_cors::explain::{Outcome, PreflightReason, SentMessage, SurpriseKind, TraceEntry, TraceKind};
use fetch_cors::header::HeaderList;
use fetch_cors::request::ResponseTainting;
use fetch_cors::response::ResponseType;
use fetch_cors::url::Url;

use super::super::headers::{self, Element};
use super::lanes::{BROWSER, Lanes, PAGE};
use crate::explain::report::Explained;
use crate::explain::shown;
use crate::look::{Code, Escaped, short_to};

/// The maximum number of characters of a text that are shown. A diagram is an overview, so its texts are short.
const MAX_CHARS: usize = 200;

/// A row of a diagram: an arrow from one lane to another, or a note about a decision of the browser.
pub(super) struct Row {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) class: &'static str,
    pub(super) markup: String,
}

/// Returns the rows of a diagram.
pub(super) fn rows(fetch: &Explained, lanes: &Lanes) -> Vec<Row> {
    let mut writer =
        Writer { fetch, lanes, rows: Vec::new(), server: BROWSER, current: None, is_preflight: false };
    writer.write_call();
    fetch.trace.iter().for_each(|entry| writer.write_entry(entry));
    writer.write_end();
    writer.rows
}

struct Writer<'a> {
    fetch: &'a Explained,
    lanes: &'a Lanes,
    rows: Vec<Row>,
    /// The server to which the last message went.
    server: usize,
    /// The server of the current URL, and the response tainting, which says what the page may see of the response.
    current: Option<(usize, ResponseTainting)>,
    /// Whether the last message was a preflight.
    is_preflight: bool,
}

impl Writer<'_> {
    fn push(&mut self, from: usize, to: usize, class: &'static str, markup: String) {
        self.rows.push(Row { from, to, class, markup });
    }

    fn note(&mut self, class: &'static str, text: &str) {
        self.push(BROWSER, BROWSER, class, Code(&short_to(MAX_CHARS, text)).to_string());
    }

    fn write_call(&mut self) {
        let request = self.fetch.story.request();
        let url = shown::url(request.current_url(), self.fetch.shows_secrets);
        let (mode, credentials) = (request.mode(), request.credentials_mode());
        let markup = format!(
            "<b>{} {}</b><div class=\"detail\">mode {mode}, credentials {credentials}</div>",
            Escaped(&short_to(MAX_CHARS, request.method().as_str())),
            Escaped(&short_to(MAX_CHARS, &url))
        );
        self.push(PAGE, BROWSER, "", markup);
    }

    fn write_entry(&mut self, entry: &TraceEntry) {
        match &entry.kind {
            TraceKind::Tainting { url, tainting, .. } => self.write_tainting(url, *tainting),
            TraceKind::PreflightRemembered => {
                self.ask_cache(
                    "May this be sent without a preflight?",
                    "<b>✓ Yes.</b> An earlier preflight allowed it.",
                );
            }
            TraceKind::PreflightNeeded { reasons, cache } => {
                let reasons: Vec<String> = reasons.iter().map(asked).collect();
                let question = format!("Was {} allowed before?", reasons.join(", "));
                let answer = format!("<b>No.</b> {}", Escaped(&cache.to_string()));
                self.ask_cache(&question, &answer);
                self.note("", "So the browser must ask the server first. This is the preflight.");
            }
            TraceKind::Sent(sent) => self.write_sent(sent),
            TraceKind::Received { status, headers } => self.write_received(*status, headers.as_ref()),
            TraceKind::NothingReceived => {
                self.push(self.server, BROWSER, "reply none", "<b>No response</b>".to_owned());
            }
            TraceKind::NotKnown if self.server != BROWSER => {
                self.push(
                    self.server,
                    BROWSER,
                    "reply open",
                    "<b>? The response is not known</b>".to_owned(),
                );
            }
            TraceKind::PreflightGranted => {
                self.note("good", "✓ The server allows the request. Now the browser sends it.");
            }
            TraceKind::Shared => {
                self.note(
                    "good",
                    "✓ The response passes the CORS check: the server allows this page to see it.",
                );
            }
            TraceKind::Redirected { to } => {
                let to = shown::url(to, self.fetch.shows_secrets);
                self.note("", &format!("The browser follows the redirect to {to}"));
            }
            TraceKind::Delivered { response_type } => self.write_delivered(*response_type),
            TraceKind::Refused => self.write_broken(),
            // For what the host does, the sentence of the trace is enough.
            _ => self.note("", &entry.to_string()),
        }
    }

    fn write_tainting(&mut self, url: &Url, tainting: ResponseTainting) {
        let current = (self.lanes.server(url), tainting);
        // After a redirect to the same server, the note would be the same.
        if self.current == Some(current) {
            return;
        }
        self.current = Some(current);
        let note = match tainting {
            ResponseTainting::Basic => "The page needs no permission of this server.",
            ResponseTainting::Cors => {
                "This is another origin, so the server must allow the page to see the response."
            }
            _ => {
                "This is another origin, and the mode is no-cors, so the page will see nothing of the response."
            }
        };
        self.note("", note);
    }

    /// Returns whether the server of the current URL must allow the page to see the response.
    fn is_cors(&self) -> bool {
        matches!(self.current, Some((_, ResponseTainting::Cors)))
    }

    fn ask_cache(&mut self, question: &str, answer: &str) {
        let Some(cache) = self.lanes.cache else { return };
        self.push(BROWSER, cache, "", Escaped(&short_to(MAX_CHARS, question)).to_string());
        self.push(cache, BROWSER, "reply", answer.to_owned());
    }

    fn write_sent(&mut self, sent: &SentMessage) {
        self.server = self.lanes.server(&sent.url);
        self.is_preflight = sent.is_preflight;
        let secrets = self.fetch.shows_secrets;
        let url = shown::url(&sent.url, secrets);
        let path = match url.strip_prefix(self.lanes.title(self.server)) {
            Some(path) if !path.is_empty() => path,
            _ => &url,
        };
        let tag = if sent.is_preflight { " <span class=\"tag\">preflight</span>" } else { "" };
        let method = short_to(MAX_CHARS, sent.method.as_str());
        let mut markup = format!("<b>{} {}</b>{tag}", Escaped(&method), Escaped(&short_to(MAX_CHARS, path)));
        // Writing to a string does not fail.
        _ = headers::write_of_request(&mut markup, &sent.headers, Element::Lines, secrets);
        if self.is_origin_hidden(&sent.headers) {
            markup += "<div class=\"detail\">The header Origin is null, because a redirect led from an origin that is not the page's own to a different one.</div>";
        }
        markup += match sent.include_credentials {
            true => "<div class=\"detail\">with credentials, such as cookies</div>",
            false => "<div class=\"detail\">without credentials</div>",
        };
        if !sent.is_recorded {
            markup += "<div class=\"detail\">not recorded</div>";
        }
        self.push(BROWSER, self.server, "", markup);
    }

    /// Returns whether redirects made the header `Origin` `null` for a server that must allow the origin.
    fn is_origin_hidden(&self, headers: &HeaderList) -> bool {
        let is_null = |name: &[u8], value: &[u8]| name.eq_ignore_ascii_case(b"origin") && value == b"null";
        self.is_cors()
            && !self.fetch.story.request().client().origin().is_opaque()
            && headers.iter().any(|(name, value)| is_null(name, value))
    }

    fn write_received(&mut self, status: u16, headers: Option<&HeaderList>) {
        let mut markup = format!("<b>Status {status}</b>");
        match headers {
            Some(list) => {
                if self.is_cors() && !list.contains(b"access-control-allow-origin") {
                    markup += "<div class=\"detail\">no Access-Control-Allow-Origin</div>";
                }
                // Writing to a string does not fail.
                _ = headers::write_of_response(&mut markup, list, Element::Lines, self.fetch.shows_secrets);
            }
            None => markup += "<div class=\"detail\">The headers are not known.</div>",
        }
        self.push(self.server, BROWSER, "reply", markup);
    }

    fn write_delivered(&mut self, response_type: ResponseType) {
        let sees = match response_type {
            ResponseType::Basic => "everything except Set-Cookie",
            ResponseType::Cors => "what the server shares",
            ResponseType::OpaqueRedirect => "only that there was a redirect",
            _ => "nothing of it",
        };
        let mut markup = format!(
            "<b>✓ Response</b><div class=\"detail\">type {response_type}: the page sees {sees}</div>"
        );
        for surprise in &self.fetch.explanation.surprises {
            if let SurpriseKind::HiddenHeaders { names, .. } = &surprise.kind {
                let names = names.join(", ");
                let names = short_to(MAX_CHARS, &names);
                _ = write!(markup, "<div class=\"detail\">hidden from the page: {}</div>", Escaped(&names));
            }
        }
        self.push(BROWSER, PAGE, "reply good", markup);
    }

    /// Marks the place where the fetch failed: after the last message, or before the first.
    fn write_broken(&mut self) {
        if let Some(last) = self.rows.last_mut().filter(|row| row.from > BROWSER) {
            last.class = if last.class == "reply" { "reply bad" } else { "reply none bad" };
        }
        let findings = &self.fetch.explanation.findings;
        let mut markup = "<b>✕ The fetch failed here.</b> ".to_owned();
        if let Some(finding) = findings.first() {
            _ = write!(markup, "{}", Code(&short_to(MAX_CHARS, &finding.to_string())));
        }
        if findings.len() > 1 {
            markup += " More reasons are listed below.";
        }
        if self.is_preflight {
            let method = self.fetch.story.request().method();
            _ = write!(
                markup,
                " <b>The {} request itself was not sent.</b>",
                Escaped(&short_to(MAX_CHARS, method.as_str()))
            );
        }
        self.push(BROWSER, BROWSER, "broken", markup);
        let markup = "<b>✕ Network error</b><div class=\"detail\">The page learns nothing else.</div>";
        self.push(BROWSER, PAGE, "reply bad", markup.to_owned());
    }

    /// Writes how the fetch ended, if the trace does not show it.
    fn write_end(&mut self) {
        match self.fetch.explanation.outcome {
            Outcome::Refused if !self.rows.iter().any(|row| row.class == "broken") => self.write_broken(),
            Outcome::NotKnown => {
                let markup = "<b>? How the fetch ended is not known</b>".to_owned();
                self.push(BROWSER, PAGE, "reply open", markup);
            }
            _ => {}
        }
    }
}

/// Returns what the browser asks the cache about. The list of steps gives the whole reason.
fn asked(reason: &PreflightReason) -> String {
    match reason {
        PreflightReason::Header { name, .. } | PreflightReason::TotalTooLong { name } => {
            format!("the header {name}")
        }
        reason => reason.to_string(),
    }
}
