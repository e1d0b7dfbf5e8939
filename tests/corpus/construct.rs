//! `new Request()` of a URL, and of the request that came of it before: as naive as the twin, with the departures of a
//! browser. Marks name steps of the constructor. The constructor of `support` makes what the twin fetches; this one makes what
//! script sees, and copies.

use std::str::FromStr;
use std::sync::Arc;

use fetch_cors::header::Guard;
use fetch_cors::request::{Body, RequestInit, RequestInput};
use fetch_cors::{Client, Origin};
use serde_json::{Value, json};

use crate::api::{Headers, engines_pairs, pairs, shown};
use crate::browser::{Family, Ways};
use crate::constructor::{is_forbidden_method, normalize_method};
use crate::scenario::{bytes, list, pairs as read_pairs, text};
use crate::support::drive::LastTwoLabels;
use crate::twin::HeaderList;
use crate::twin::headers::{contains, is_token};
use crate::twin::preflight::is_safelisted_method;

/// A URL, and an init for each request.
#[derive(Debug)]
pub struct Construct {
    url: String,
    inits: Vec<Init>,
}

/// The members of an init; `None` for one that is left out.
#[derive(Debug, Default, PartialEq)]
struct Init {
    method: Option<Vec<u8>>,
    headers: Option<HeaderList>,
    /// Whether there is one, which is a string.
    body: bool,
    mode: Option<String>,
    credentials: Option<String>,
    cache: Option<String>,
    redirect: Option<String>,
    referrer_policy: Option<String>,
    keepalive: Option<bool>,
}

/// What script sees of a request, and whether it has a body.
#[derive(Clone, Debug)]
struct Request {
    method: Vec<u8>,
    mode: String,
    credentials: String,
    cache: String,
    redirect: String,
    referrer_policy: String,
    keepalive: bool,
    headers: HeaderList,
    has_body: bool,
}

impl Construct {
    pub fn read(request: &Value) -> Self {
        Construct { url: text(&request["url"]), inits: list(&request["inits"]).map(Init::read).collect() }
    }

    /// By the standard, or with the departures of a browser.
    pub fn by_text(&self, ways: &Ways) -> Value {
        let mut results = vec![];
        let mut last = None;
        for init in &self.inits {
            last = new_request(last.as_ref(), init, ways);
            results.push(shown(last.as_ref().map(|request| request.shown(ways))));
            if last.is_none() {
                break;
            }
        }
        json!({"event": "construct", "out": results})
    }

    /// By the engine.
    pub fn by_engine(&self) -> Value {
        let origin = Origin::parse("https://page.test:9443").unwrap();
        let client = Client::with_sites(origin, Arc::new(LastTwoLabels));
        let mut results = vec![];
        let mut last: Option<fetch_cors::Request> = None;
        for init in &self.inits {
            let input = last.as_ref().map_or(RequestInput::Url(&self.url), RequestInput::Request);
            last = fetch_cors::Request::construct(&client, input, &init.for_engine()).ok();
            results.push(shown(last.as_ref().map(engines_request)));
            if last.is_none() {
                break;
            }
        }
        json!({"event": "construct", "out": results})
    }
}

impl Init {
    /// `null` if there is none.
    fn read(init: &Value) -> Self {
        let member = |name: &str| init[name].as_str().map(str::to_owned);
        Init {
            method: init["method"].as_str().map(bytes),
            headers: init.get("headers").map(read_pairs),
            body: init.get("body").is_some(),
            mode: member("mode"),
            credentials: member("credentials"),
            cache: member("cache"),
            redirect: member("redirect"),
            referrer_policy: member("referrerPolicy"),
            keepalive: init["keepalive"].as_bool(),
        }
    }

    fn for_engine(&self) -> RequestInit {
        let mut init = RequestInit::default();
        init.method = self.method.clone();
        init.headers = self.headers.clone();
        init.body = self.body.then(|| Body::from(Body::source().with_type("text/plain;charset=UTF-8")));
        init.mode = parsed(self.mode.as_deref());
        init.credentials = parsed(self.credentials.as_deref());
        init.cache = parsed(self.cache.as_deref());
        init.redirect = parsed(self.redirect.as_deref());
        init.referrer_policy = parsed(self.referrer_policy.as_deref());
        init.keepalive = self.keepalive;
        init
    }
}

fn parsed<T: FromStr>(member: Option<&str>) -> Option<T> {
    member.map(|member| member.parse().ok().unwrap())
}

impl Request {
    fn shown(&self, ways: &Ways) -> Value {
        let headers = Headers { guard: Guard::None, list: self.headers.clone(), ways };
        json!({
            "method": String::from_utf8(self.method.clone()).unwrap(),
            "mode": self.mode,
            "credentials": self.credentials,
            "cache": self.cache,
            "redirect": self.redirect,
            "referrerPolicy": self.referrer_policy,
            "keepalive": self.keepalive,
            "headers": pairs(&headers.sort_and_combine()),
        })
    }
}

fn engines_request(request: &fetch_cors::Request) -> Value {
    json!({
        "method": request.method().as_str(),
        "mode": request.mode().as_str(),
        "credentials": request.credentials_mode().as_str(),
        "cache": request.cache_mode().as_str(),
        "redirect": request.redirect_mode().as_str(),
        "referrerPolicy": request.referrer_policy().as_str(),
        "keepalive": request.keepalive(),
        "headers": engines_pairs(&request.headers().sort_and_combine()),
    })
}

/// Of another request, or of the scenario's URL, which parses; `None`: it throws.
fn new_request(input: Option<&Request>, init: &Init, ways: &Ways) -> Option<Request> {
    let set = |to: &mut String, member: &Option<String>| {
        if let Some(member) = member {
            to.clone_from(member);
        }
    };
    let is_empty = *init == Init::default();
    let mut request = match input {
        // new Request 5.4 and 5.5
        None => Request {
            method: b"GET".to_vec(),
            mode: "cors".to_owned(),
            credentials: "same-origin".to_owned(),
            cache: "default".to_owned(),
            redirect: "follow".to_owned(),
            referrer_policy: String::new(),
            keepalive: false,
            headers: HeaderList::new(),
            has_body: false,
        },
        // new Request 12
        Some(input) => input.clone(),
    };
    if request.keepalive && ways.depart(Family::KeepaliveNotCopied) {
        request.keepalive = false;
    }
    // new Request 13; no request here has mode *navigate*
    if !is_empty {
        // new Request 13.6
        request.referrer_policy.clear();
    }
    // new Request 15
    set(&mut request.referrer_policy, &init.referrer_policy);
    // new Request 17
    if init.mode.as_deref() == Some("navigate") {
        return None;
    }
    // new Request 18
    set(&mut request.mode, &init.mode);
    // new Request 19
    set(&mut request.credentials, &init.credentials);
    // new Request 20
    set(&mut request.cache, &init.cache);
    // new Request 21
    if request.cache == "only-if-cached" && request.mode != "same-origin" {
        let is_copied = init.cache.is_none();
        if !(is_copied && ways.depart(Family::CopiedCacheModeUnchecked)) {
            return None;
        }
    }
    // new Request 22
    set(&mut request.redirect, &init.redirect);
    // new Request 24
    request.keepalive = init.keepalive.unwrap_or(request.keepalive);
    // new Request 25
    if let Some(method) = &init.method {
        // new Request 25.2
        if !is_token(method) || is_forbidden_method(method) {
            return None;
        }
        // new Request 25.3 and 25.4
        request.method = normalize_method(method);
    }
    // new Request 31
    let mut headers = Headers::new(Guard::Request, ways);
    // new Request 32
    if request.mode == "no-cors" {
        // new Request 32.1
        if !std::str::from_utf8(&request.method).is_ok_and(is_safelisted_method) {
            return None;
        }
        // new Request 32.2
        headers.guard = Guard::RequestNoCors;
    }
    headers.list.clone_from(&request.headers);
    // new Request 33
    if !is_empty {
        // new Request 33.1 and 33.2
        let given = init.headers.as_ref().unwrap_or(&request.headers);
        // new Request 33.3
        headers.list.clear();
        // new Request 33.4 and 33.5
        for (name, value) in given {
            headers.append(name, value)?;
        }
    }
    // new Request 35
    if (init.body || request.has_body) && (request.method == b"GET" || request.method == b"HEAD") {
        return None;
    }
    // new Request 37.4
    if init.body && !contains(&headers.list, b"Content-Type") {
        headers.append(b"Content-Type", b"text/plain;charset=UTF-8")?;
    }
    request.headers = headers.list;
    // new Request 42
    request.has_body |= init.body;
    Some(request)
}
