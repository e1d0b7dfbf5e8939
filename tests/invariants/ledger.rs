//! Who may send what, from what preflights have granted: kept by somebody who reads the messages along.

use std::time::Duration;

use fetch_cors::error::Reason;
use fetch_cors::lab::{Call, Scene};
use fetch_cors::request::Mode;

use crate::Told;
use crate::naive;
use crate::story::{Asked, Story};
use crate::trace::{Entry, Key, Sent, Taint, Trace, World};

/// Permits, as they were given.
#[derive(Debug, Default)]
pub struct Ledger {
    permits: Vec<Permit>,
}

#[derive(Clone, Debug)]
struct Permit {
    key: Key,
    /// Whether it was given to a request with credentials, and so counts for both kinds.
    credentials: bool,
    item: Item,
    until: Duration,
}

/// What is permitted; `*` too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Method(String),
    /// In lower case.
    Header(String),
}

impl Ledger {
    pub fn covers(&self, key: &Key, include: bool, item: &Item, now: Duration) -> bool {
        self.permits.iter().any(|permit| permit.covers(key, include, item, now))
    }

    fn grant(&mut self, key: &Key, include: bool, granted: &Granted, now: Duration) {
        let until = now + granted.max_age;
        for item in &granted.items {
            let mut known = false;
            for permit in self.permits.iter_mut().filter(|permit| permit.covers(key, include, item, now)) {
                permit.until = until;
                known = true;
            }
            if !known {
                let (key, item) = (key.clone(), item.clone());
                self.permits.push(Permit { key, credentials: include, item, until });
            }
        }
    }

    fn withdraw(&mut self, key: &Key) {
        self.permits.retain(|permit| permit.key != *key);
    }

    /// As entries of a cache, in order.
    fn entries(&self, now: Duration) -> Vec<Entry> {
        let live = self.permits.iter().filter(|permit| permit.until > now);
        let mut entries: Vec<Entry> = live
            .map(|Permit { key, credentials, item, until }| {
                let (is_method, name) = match item {
                    Item::Method(name) => (true, name),
                    Item::Header(name) => (false, name),
                };
                let (key, name) = (key.clone(), name.clone());
                Entry { key, is_method, name, credentials: *credentials, expires: *until }
            })
            .collect();
        entries.sort();
        entries
    }
}

impl Permit {
    fn covers(&self, key: &Key, include: bool, item: &Item, now: Duration) -> bool {
        self.key == *key
            && (self.credentials || !include)
            && self.until > now
            && (self.item == *item
                || match item {
                    Item::Method(_) => self.item == Item::Method("*".into()),
                    Item::Header(name) => self.item == Item::Header("*".into()) && name != "authorization",
                })
    }
}

/// What a preflight's answer permits.
struct Granted {
    items: Vec<Item>,
    max_age: Duration,
}

/// Reads the messages of a story along, and says where one left that was not permitted, where one was asked for that
/// was, and where the cache holds something else than the permits: what a refused preflight leaves, too. Counts what left
/// by a permit of an earlier preflight.
pub fn read(told: &Told) -> Result<usize, String> {
    let mut ledger = Ledger::default();
    let mut by_earlier = 0;
    for (trace, after) in told.traces.iter().zip(&told.after) {
        for place in 0..trace.sent.len() {
            by_earlier += usize::from(read_message(&mut ledger, trace, place)?);
        }
        if failed_behind_a_preflight(trace) {
            ledger.withdraw(&key(trace, trace.hops.len() - 1));
        }
        let permits = ledger.entries(after.now);
        if permits != after.entries {
            return Err(format!("permits {permits:#?}, and the cache holds {:#?}", after.entries));
        }
    }
    Ok(by_earlier)
}

/// Whether it left by a permit of an earlier preflight.
fn read_message(ledger: &mut Ledger, trace: &Trace, place: usize) -> Result<bool, String> {
    let sent = &trace.sent[place];
    let (key, needs) = (key(trace, sent.hop), needs(trace, sent));
    let covered = needs.iter().all(|item| ledger.covers(&key, trace.include, item, sent.at));
    if sent.url != trace.hops[sent.hop].url {
        return Err(format!("to another URL: {sent:?}"));
    }
    if sent.preflight {
        let (granted, goes_on) = (granted(trace, sent), trace.sent.len() > place + 1);
        if covered || goes_on != granted.is_some() {
            return Err(format!(
                "covered: {covered}, granted: {}, goes on: {goes_on}: {sent:?}",
                granted.is_some()
            ));
        }
        if let (Some(granted), Some(answer)) = (&granted, &sent.answer) {
            ledger.grant(&key, trace.include, granted, answer.at);
        }
        return Ok(false);
    }
    let preflight = place.checked_sub(1).map(|before| &trace.sent[before]);
    match preflight.filter(|before| before.preflight && before.hop == sent.hop) {
        Some(preflight) => asks_for(preflight, sent).map(|()| false),
        None if covered => Ok(!needs.is_empty()),
        None => Err(format!("unasked, {needs:?}: {sent:?}")),
    }
}

/// What has to be permitted before a message goes. A preflight speaks for the message behind it.
fn needs(trace: &Trace, sent: &Sent) -> Vec<Item> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let (method, names) = if sent.preflight {
        let names = sent.values("access-control-request-headers");
        let names = names.iter().flat_map(|line| line.split(|byte| *byte == b',')).map(text).collect();
        (text(sent.values("access-control-request-method").concat().as_slice()), names)
    } else {
        let own = sent.own_headers();
        // In mode *no-cors*, script may append what is safe behind what is there already (append a header 3.3, 3.4).
        let judged = if trace.mode == Mode::NoCors { naive::joined(&own) } else { own };
        (sent.method.clone(), naive::unsafe_names(&judged))
    };
    if trace.taint_at(sent.hop) != Taint::Cors && !naive::is_cross_origin(&trace.page, &sent.url) {
        return Vec::new();
    }
    let method =
        Some(Item::Method(method.clone())).filter(|_| trace.upload || !naive::is_safelisted_method(&method));
    method.into_iter().chain(names.into_iter().map(Item::Header)).collect()
}

/// Whether a preflight asks for the message that follows it.
fn asks_for(preflight: &Sent, sent: &Sent) -> Result<(), String> {
    let names = naive::unsafe_names(&sent.own_headers()).join(",");
    let asked = preflight.values("access-control-request-headers");
    let as_asked = preflight.url == sent.url
        && preflight.values("access-control-request-method") == [sent.method.as_bytes()]
        && if names.is_empty() { asked.is_empty() } else { asked == [names.as_bytes()] };
    if as_asked { Ok(()) } else { Err(format!("asked {preflight:?}, and sent {sent:?}")) }
}

/// What the answer to a preflight permits, if it permits what was asked.
fn granted(trace: &Trace, preflight: &Sent) -> Option<Granted> {
    let answer = preflight.answer.as_ref()?;
    let shared = naive::passes_cors_check(trace.origin_at(preflight.hop), trace.include, &answer.headers);
    let methods = naive::tokens(&answer.headers, "access-control-allow-methods").ok()?;
    let names = naive::tokens(&answer.headers, "access-control-allow-headers").ok()?.unwrap_or_default();
    let asked_method =
        String::from_utf8_lossy(preflight.values("access-control-request-method")[0]).into_owned();
    let methods = methods.unwrap_or_else(|| if trace.upload { vec![asked_method] } else { Vec::new() });
    let names = names.iter().map(|name| Item::Header(name.to_ascii_lowercase()));
    let items: Vec<Item> = methods.into_iter().map(Item::Method).chain(names).collect();
    let permits = |asked: &Item| match asked {
        asked if items.contains(asked) => true,
        Item::Method(method) => {
            naive::is_safelisted_method(method) || !trace.include && items.contains(&Item::Method("*".into()))
        }
        Item::Header(name) => {
            name != "authorization" && !trace.include && items.contains(&Item::Header("*".into()))
        }
    };
    let granted =
        shared && (200..300).contains(&answer.status) && needs(trace, preflight).iter().all(permits);
    granted.then(|| Granted { items, max_age: Duration::from_secs(naive::max_age(&answer.headers)) })
}

/// Main fetch 12f.3, for any of the hops; what main fetch 20 refuses comes later.
fn failed_behind_a_preflight(trace: &Trace) -> bool {
    trace.error().is_some_and(|error| !matches!(error.reason(), Reason::MimeType(_)))
        && (0..trace.hops.len()).any(|hop| took_preflight_branch(trace, hop))
}

/// Main fetch 12f, at this hop.
fn took_preflight_branch(trace: &Trace, hop: usize) -> bool {
    let seen = &trace.hops[hop];
    let reached = seen.by_worker || trace.sent.iter().any(|sent| sent.hop == hop);
    let is_unsafe =
        || !naive::is_safelisted_method(&seen.method) || !naive::unsafe_names(&seen.headers).is_empty();
    reached && trace.taint_at(hop) == Taint::Cors && (trace.upload || trace.unsafe_request && is_unsafe())
}

fn key(trace: &Trace, hop: usize) -> Key {
    Key {
        partition: trace.partition.map(str::to_owned),
        origin: trace.origin_at(hop).to_owned(),
        url: trace.hops[hop].url.to_string(),
    }
}

#[test]
fn in_mode_no_cors_headers_are_judged_as_they_stand_together() {
    let mut call = Call::new(crate::origin("https://app.example"), "https://api.example/");
    call.mode = Mode::NoCors;
    for value in [&b"multipart/form-data; boundary=a"[..], b"text/ plain,"] {
        call.headers.append(b"content-type", value).unwrap();
    }
    let story = Story { scenes: vec![Asked::plain(Scene::new(call))] };
    let mut told = story.tell(&mut World::default());
    let lines = |told: &Told| told.traces[0].sent[0].values("content-type").len();
    assert_eq!((lines(&told), read(&told)), (2, Ok(0)));
    // The second by itself is not safe, nor would it be in another mode.
    let mut cors = told.clone();
    cors.traces[0].mode = Mode::Cors;
    assert!(read(&cors).is_err());
    let headers = &mut told.traces[0].sent[0].headers;
    let first = headers.iter().position(|(name, _)| name == "content-type").unwrap();
    headers.remove(first);
    assert_eq!(lines(&told), 1);
    assert!(read(&told).is_err());
}
