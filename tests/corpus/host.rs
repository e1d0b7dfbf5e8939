//! What a browser adds to the messages by itself, and what it tells of an answer's status line and body: the steps of
//! HTTP-network-or-cache fetch that are the host's. As naive as the twin; one request of a page at a time.

use std::collections::BTreeMap;

use url::{Position, Url};

use crate::browser::{Family, Ways};
use crate::course::{Message, combined};
use crate::scenario::{Answer, CacheMode, Page, Request, Scenario};
use crate::server::{Servers, server};
use crate::twin::origin::{Origin, last_two_labels, of_url, same_origin, same_site};
use crate::twin::redirect::is_redirect_status;
use crate::twin::{Mode, ReferrerPolicy, RequestInput, WireAnswer, WireMessage, headers};
use crate::via::Via;

#[derive(Debug)]
pub struct Host<'a> {
    pub ways: &'a Ways,
    scenario: &'a Scenario,
    pub request: &'a Request,
    mode: Mode,
    destination: String,
    /// The request's URL list.
    urls: Vec<Url>,
    /// The request's referrer; a page with an opaque origin has none.
    referrer: Option<Url>,
    policy: ReferrerPolicy,
    /// The answer to its last message but preflights.
    pub last: Option<Answer>,
    /// Whether its last message but preflights included credentials.
    pub included_credentials: bool,
    /// Refused by the CORS check, where the TAO check would have passed.
    pub refused_in_time: bool,
    /// What the servers saw of it.
    pub log: Vec<Message>,
}

impl<'a> Host<'a> {
    pub fn new(scenario: &'a Scenario, request: &'a Request, input: &RequestInput, ways: &'a Ways) -> Self {
        Host {
            ways,
            scenario,
            request,
            mode: input.mode,
            destination: input.destination.clone(),
            urls: vec![],
            referrer: document(scenario, request, ways).map(|url| Url::parse(url).unwrap()),
            policy: match request.init.referrer_policy {
                None | Some(ReferrerPolicy::Empty) => ReferrerPolicy::StrictOriginWhenCrossOrigin,
                Some(policy) => policy,
            },
            last: None,
            included_credentials: false,
            refused_in_time: false,
            log: vec![],
        }
    }

    /// A message goes out and is answered.
    pub fn exchange(&mut self, message: &WireMessage, servers: &mut Servers<'_>) -> Option<WireAnswer> {
        self.send(message);
        let answer = servers.answer(message)?;
        if !message.is_preflight {
            self.included_credentials = message.include_credentials;
            self.last = Some(answer.clone());
        }
        Some(WireAnswer { status: answer.status, headers: answer.headers })
    }

    fn send(&mut self, message: &WireMessage) {
        let url = Url::parse(&message.url).unwrap();
        let redirect = self.last.take().filter(|answer| is_redirect_status(answer.status));
        if self.urls.is_empty() || redirect.is_some() {
            // HTTP-redirect fetch 18
            self.urls.push(url.clone());
        }
        // HTTP-redirect fetch 19
        if let Some(policy) = redirect.and_then(|answer| headers::parse_referrer_policy(&answer.headers)) {
            self.policy = policy;
        }
        // main fetch 9
        let page = self.scenario.page.origin();
        self.referrer =
            self.referrer.take().and_then(|referrer| determine_referrer(self.policy, page, referrer, &url));
        let Some(at) = server(&url) else { return };
        let target = url[Position::BeforePath..Position::AfterQuery].strip_prefix(&self.scenario.prefix());
        let Some(target) = target else { return };
        self.log.push(Message {
            at: at.to_owned(),
            target: target.to_owned(),
            method: message.method.clone(),
            headers: self.headers(message, &url),
            body: self.request.body.clone().filter(|_| message.send_body),
        });
    }

    pub fn redirected(&self) -> bool {
        self.urls.len() > 1
    }

    fn headers(&self, message: &WireMessage, url: &Url) -> BTreeMap<String, String> {
        let mut headers = combined(&message.headers);
        for value in headers.values_mut() {
            // On the wire, what stands around a value is not a part of it.
            *value = value.trim_matches([' ', '\t']).to_owned();
        }
        let mut append = |name: &str, value: &str| {
            headers.entry(name.to_owned()).or_insert(value.to_owned());
        };
        // HTTP-network-or-cache fetch 8.5 to 8.9
        match &self.request.body {
            Some(body) if message.send_body => {
                // The length of a body with a boundary is not recorded.
                if !self.request.is_multipart() {
                    append("content-length", &body.len().to_string());
                }
            }
            _ => {
                if message.method == "POST" || message.method == "PUT" {
                    append("content-length", "0");
                }
            }
        }
        // HTTP-network-or-cache fetch 8.11
        if let Some(referrer) = &self.referrer {
            append("referer", referrer.as_str());
        }
        // HTTP-network-or-cache fetch 8.13
        if is_trustworthy(url) {
            append(
                "sec-fetch-dest",
                if self.destination.is_empty() { "empty" } else { self.destination.as_str() },
            );
            append("sec-fetch-site", self.site(message.is_preflight));
            append(
                "sec-fetch-mode",
                match self.mode {
                    Mode::NoCors if !message.is_preflight => "no-cors",
                    Mode::SameOrigin if !message.is_preflight => "same-origin",
                    Mode::Navigate => "navigate",
                    _ => "cors",
                },
            );
        } else if message.is_preflight && self.ways.depart(Family::PreflightModeUntrusted) {
            append("sec-fetch-mode", "cors");
        }
        if self.is_credentialless_abroad() && self.ways.depart(Family::CredentiallessUncached) {
            append("pragma", "no-cache");
            append("cache-control", "no-cache");
        }
        // Upgrade Insecure Requests, #preference
        if self.mode == Mode::Navigate {
            append("upgrade-insecure-requests", "1");
        }
        match self.cache_mode(message) {
            // HTTP-network-or-cache fetch 8.17
            CacheMode::NoCache => append("cache-control", "max-age=0"),
            // HTTP-network-or-cache fetch 8.18
            CacheMode::NoStore | CacheMode::Reload => {
                append("pragma", "no-cache");
                append("cache-control", "no-cache");
            }
            CacheMode::Default | CacheMode::ForceCache => {}
        }
        // HTTP-network-or-cache fetch 8.21.1. The cookie is `Secure`.
        if message.include_credentials && is_trustworthy(url) {
            append("cookie", "1");
        }
        headers
    }

    /// HTTP-network-or-cache fetch 8.16; a preflight has the mode of every new request.
    fn cache_mode(&self, message: &WireMessage) -> CacheMode {
        let list = if message.is_preflight { &self.request.init.headers } else { &message.headers };
        let is_conditional = list.iter().any(|(name, _)| {
            ["if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"]
                .iter()
                .any(|conditional| name.eq_ignore_ascii_case(conditional.as_bytes()))
        });
        let by_xhr = matches!(self.request.via, Via::Xhr(_));
        let mode = match self.request.cache {
            CacheMode::Default
                if is_conditional && by_xhr && self.ways.depart(Family::ConditionalUnnoticed) =>
            {
                CacheMode::Default
            }
            CacheMode::Default if is_conditional && self.ways.depart(Family::ConditionalValidates) => {
                CacheMode::NoCache
            }
            CacheMode::Default if is_conditional => CacheMode::NoStore,
            CacheMode::Default if self.is_form() && self.ways.depart(Family::FormValidates) => {
                CacheMode::NoCache
            }
            mode => mode,
        };
        let adds = !matches!(mode, CacheMode::Default | CacheMode::ForceCache);
        if message.is_preflight && adds && !self.ways.depart(Family::CacheHeadersOnPreflight) {
            return CacheMode::Default;
        }
        mode
    }

    /// Whether a form is submitted.
    fn is_form(&self) -> bool {
        self.mode == Mode::Navigate && self.request.init.body.is_some()
    }

    /// Whether a page with the embedder policy *credentialless* makes a *no-cors* request that has left its origin.
    fn is_credentialless_abroad(&self) -> bool {
        let page = self.scenario.page;
        page == Page::Credentialless
            && self.mode == Mode::NoCors
            && self.urls.iter().any(|url| !same_origin(&of_url(url), &page.twin_origin()))
    }

    /// Fetch Metadata: set `Sec-Fetch-Site`
    fn site(&self, is_preflight: bool) -> &'static str {
        let page = self.scenario.page.twin_origin();
        let last = &self.urls[self.urls.len() - 1..];
        let forgets = is_preflight
            && site(&page, last) != site(&page, &self.urls)
            && self.ways.depart(Family::PreflightSite);
        site(&page, if forgets { last } else { &self.urls })
    }
}

/// The URL of the document that is the referrer.
fn document(scenario: &Scenario, request: &Request, ways: &Ways) -> Option<&'static str> {
    let takes_parent = matches!(&request.via, Via::Load(load) if load.is_element_or_event_source());
    if scenario.page == Page::Sandbox && takes_parent && ways.depart(Family::SandboxReferrer) {
        return Page::Home.document();
    }
    scenario.page.document()
}

fn site(page: &Origin, urls: &[Url]) -> &'static str {
    let mut site = "same-origin";
    for url in urls.iter().map(of_url) {
        if !same_site(page, &url, last_two_labels) {
            return "cross-site";
        }
        if !same_origin(page, &url) {
            site = "same-site";
        }
    }
    site
}

/// Whether a URL is potentially trustworthy. None of the hosts is a loopback address.
fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
}

/// Referrer Policy: determine request's referrer
fn determine_referrer(policy: ReferrerPolicy, page: Option<&str>, referrer: Url, url: &Url) -> Option<Url> {
    use ReferrerPolicy as P;
    // The page has a referrer and an opaque origin in Firefox only.
    let same_origin = page.is_some() && same_origin(&of_url(&referrer), &of_url(url));
    let origin = referrer.join("/").unwrap();
    let is_downgrade = is_trustworthy(&referrer) && !is_trustworthy(url);
    match policy {
        P::NoReferrerWhenDowngrade | P::StrictOrigin | P::StrictOriginWhenCrossOrigin if is_downgrade => None,
        P::Empty | P::NoReferrer => None,
        P::Origin | P::StrictOrigin => Some(origin),
        P::UnsafeUrl | P::NoReferrerWhenDowngrade => Some(referrer),
        P::SameOrigin => same_origin.then_some(referrer),
        P::OriginWhenCrossOrigin | P::StrictOriginWhenCrossOrigin => {
            Some(if same_origin { referrer } else { origin })
        }
    }
}
