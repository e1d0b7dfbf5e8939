//! What a page asked for, and what the servers were made to answer.

use serde_json::Value;

use crate::constructor::Init;
use crate::twin::origin::{Origin, parse_tuple};
use crate::twin::{Credentials, EmbedderPolicy, HeaderList, Mode, RedirectMode, ReferrerPolicy};
use crate::via::Via;

#[derive(Clone, Debug)]
pub struct Scenario {
    pub id: String,
    /// What it was made for.
    pub kind: String,
    pub page: Page,
    /// Whether the browser was asked for the times of its fetches.
    pub timed: bool,
    pub requests: Vec<Request>,
    pub hops: Vec<Hop>,
}

/// The page that makes the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// `https://page.test:9443`.
    Home,
    /// A frame of it with an opaque origin.
    Sandbox,
    /// `http://page.test:9445`, without TLS.
    Http,
    /// A frame at `https://page.test:9443` with the embedder policy *require-corp*.
    RequireCorp,
    /// A frame at `https://page.test:9443` with the embedder policy *credentialless*.
    Credentialless,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub via: Via,
    pub url: String,
    pub init: Init,
    pub body: Option<String>,
    pub cache: CacheMode,
    pub wait_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheMode {
    Default,
    NoStore,
    Reload,
    NoCache,
    ForceCache,
}

#[derive(Clone, Debug)]
pub struct Hop {
    pub preflight: Vec<Answer>,
    pub actual: Vec<Answer>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub status_text: String,
    pub headers: HeaderList,
    /// Whether the body is an image.
    pub is_image: bool,
}

impl Scenario {
    pub fn read(line: &Value) -> Self {
        Scenario {
            id: text(&line["id"]),
            kind: match line["plan"].as_str() {
                None => text(&line["kind"]),
                Some(plan) => format!("{} {plan}", line["kind"].as_str().unwrap()),
            },
            page: Page::read(&line["page"]),
            timed: line["timing"] == true,
            requests: list(&line["requests"]).map(Request::read).collect(),
            hops: list(&line["hops"]).map(Hop::read).collect(),
        }
    }

    /// What the paths of its URLs begin with.
    pub fn prefix(&self) -> String {
        format!("/s/{}/", self.id)
    }
}

impl Page {
    fn read(page: &Value) -> Self {
        match page.as_str().unwrap() {
            "A" => Page::Home,
            "sandbox" => Page::Sandbox,
            "HA" => Page::Http,
            "coep-require-corp" => Page::RequireCorp,
            "coep-credentialless" => Page::Credentialless,
            page => panic!("{page}"),
        }
    }

    /// The serialised origin; `None` if it is opaque.
    pub fn origin(self) -> Option<&'static str> {
        match self {
            Page::Sandbox => None,
            Page::Http => Some("http://page.test:9445"),
            Page::Home | Page::RequireCorp | Page::Credentialless => Some("https://page.test:9443"),
        }
    }

    /// The URL of the document, which is the referrer of its requests. A `srcdoc` document has none that counts.
    pub fn document(self) -> Option<&'static str> {
        match self {
            Page::Home => Some("https://page.test:9443/run"),
            Page::Sandbox => None,
            Page::Http => Some("http://page.test:9445/run"),
            Page::RequireCorp => Some("https://page.test:9443/coep/require-corp"),
            Page::Credentialless => Some("https://page.test:9443/coep/credentialless"),
        }
    }

    pub fn embedder_policy(self) -> EmbedderPolicy {
        match self {
            Page::RequireCorp => EmbedderPolicy::RequireCorp,
            Page::Credentialless => EmbedderPolicy::Credentialless,
            Page::Home | Page::Sandbox | Page::Http => EmbedderPolicy::UnsafeNone,
        }
    }

    /// The origin for the twin.
    pub fn twin_origin(self) -> Origin {
        self.origin().map_or(Origin::Opaque(0), parse_tuple)
    }
}

impl Request {
    fn read(request: &Value) -> Self {
        Request {
            via: Via::read(request),
            url: text(&request["url"]),
            init: init(request),
            body: request["body"]["data"].as_str().map(|data| match request["body"]["kind"].as_str() {
                Some("multipart") => "multipart".to_owned(),
                _ => data.to_owned(),
            }),
            cache: match request["cache"].as_str() {
                // HTML, server-sent-events.html#dom-eventsource
                None if request["via"] == "eventsource" => CacheMode::NoStore,
                None | Some("default") => CacheMode::Default,
                Some("no-store") => CacheMode::NoStore,
                Some("reload") => CacheMode::Reload,
                Some("no-cache") => CacheMode::NoCache,
                Some("force-cache") => CacheMode::ForceCache,
                Some(mode) => panic!("{mode}"),
            },
            wait_ms: request["waitMs"].as_u64().unwrap_or(0),
        }
    }

    /// Whether its body is written by the browser, with a boundary of its own.
    pub fn is_multipart(&self) -> bool {
        self.body.as_deref() == Some("multipart")
    }
}

impl Hop {
    fn read(hop: &Value) -> Self {
        Hop {
            preflight: list(&hop["preflight"]).map(Answer::read).collect(),
            actual: list(&hop["actual"]).map(Answer::read).collect(),
        }
    }
}

impl Answer {
    fn read(answer: &Value) -> Self {
        Answer {
            status: u16::try_from(answer["status"].as_u64().unwrap()).unwrap(),
            status_text: text(&answer["statusText"]),
            headers: pairs(&answer["headers"]),
            is_image: answer["body"] == "gif",
        }
    }
}

fn init(request: &Value) -> Init {
    let text = |member: &str| request[member].as_str();
    Init {
        mode: text("mode").map(|mode| match mode {
            "cors" => Mode::Cors,
            "no-cors" => Mode::NoCors,
            "same-origin" => Mode::SameOrigin,
            mode => panic!("{mode}"),
        }),
        credentials: text("credentials").map(|mode| match mode {
            "omit" => Credentials::Omit,
            "same-origin" => Credentials::SameOrigin,
            "include" => Credentials::Include,
            mode => panic!("{mode}"),
        }),
        method: text("method").map(bytes),
        headers: pairs(&request["headers"]),
        body: request["body"].as_object().map(|body| {
            let own = match body["kind"].as_str().unwrap() {
                "text" => "text/plain;charset=UTF-8",
                "urlencoded" => "application/x-www-form-urlencoded;charset=UTF-8",
                "json" => "application/json",
                "blob-typed" => body["type"].as_str().unwrap(),
                "multipart" => "multipart/form-data; boundary=BOUNDARY",
                _ => "",
            };
            let own = if body["kind"] == "blob-typed" { own.to_ascii_lowercase() } else { own.to_owned() };
            (!own.is_empty()).then(|| own.into_bytes())
        }),
        redirect: text("redirect").map(|mode| match mode {
            "follow" => RedirectMode::Follow,
            "error" => RedirectMode::Error,
            "manual" => RedirectMode::Manual,
            mode => panic!("{mode}"),
        }),
        referrer_policy: text("referrerPolicy").map(|policy| match policy {
            "" => ReferrerPolicy::Empty,
            "no-referrer" => ReferrerPolicy::NoReferrer,
            "no-referrer-when-downgrade" => ReferrerPolicy::NoReferrerWhenDowngrade,
            "same-origin" => ReferrerPolicy::SameOrigin,
            "origin" => ReferrerPolicy::Origin,
            "strict-origin" => ReferrerPolicy::StrictOrigin,
            "origin-when-cross-origin" => ReferrerPolicy::OriginWhenCrossOrigin,
            "strict-origin-when-cross-origin" => ReferrerPolicy::StrictOriginWhenCrossOrigin,
            "unsafe-url" => ReferrerPolicy::UnsafeUrl,
            policy => panic!("{policy}"),
        }),
    }
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// One character a byte.
pub fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

pub fn pairs(headers: &Value) -> HeaderList {
    list(headers).map(|h| (bytes(h[0].as_str().unwrap()), bytes(h[1].as_str().unwrap()))).collect()
}
