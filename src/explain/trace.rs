use std::fmt;
use std::sync::Arc;

use http::Method;
use url::Url;

use super::replay::{ActKind, End, Replay, Turn, replay};
use super::scene::Scene;
use super::story::{Received, Story};
use super::surprise::{CacheMiss, PreflightReason, SurpriseKind};
use super::surprise_words::write_list;
use super::surprises::about_preflight;
use crate::check::cors_check;
use crate::error::step::{http_fetch, main_fetch, preflight_fetch, scheme_fetch};
use crate::error::{Blocker, SpecStep};
use crate::fetch::Purpose;
use crate::header::HeaderList;
use crate::redacted::{RedactedHeaders, RedactedUrl};
use crate::redirect::is_redirect_status;
use crate::request::ResponseTainting;
use crate::response::ResponseType;

/// An entry of a trace: what a browser decided or sent at one point of a fetch, or what came back.
///
/// [`trace`] returns all entries in order. Printing an entry gives a sentence for people, without anything that may be a
/// secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct TraceEntry {
    /// The number of redirects that were followed before. The first URL has 0.
    pub hop: usize,
    /// What happened at this point.
    pub kind: TraceKind,
}

/// The kind of a [`TraceEntry`].
#[derive(Clone)]
#[non_exhaustive]
pub enum TraceKind {
    /// Main fetch chose how to fetch the current URL.
    Tainting {
        /// The current URL of the request.
        url: Arc<Url>,
        /// The response tainting that the request now has.
        tainting: ResponseTainting,
        /// Whether the request needs a preflight unless the preflight cache covers it.
        make_cors_preflight: bool,
    },
    /// The host changed the scheme of the URL from `http` to `https`.
    UpgradedToHttps,
    /// The host blocked the request.
    Blocked(Blocker),
    /// A service worker responded in place of the server.
    ServiceWorker,
    /// The host responded itself, because the URL is a local one, such as a `data:` URL.
    Local,
    /// The preflight cache covers the request, so no preflight is sent.
    PreflightRemembered,
    /// A preflight has to be sent.
    PreflightNeeded {
        /// Everything that makes the preflight necessary.
        reasons: Vec<PreflightReason>,
        /// Why the preflight cache does not cover the request.
        cache: CacheMiss,
    },
    /// A message was sent to the server.
    Sent(SentMessage),
    /// The response to the last message arrived.
    Received {
        /// The status of the response.
        status: u16,
        /// The headers of the response. `None` if the story does not have them.
        headers: Option<HeaderList>,
    },
    /// The network returned no response to the last message.
    NothingReceived,
    /// The story does not say what came back for the last message.
    NotKnown,
    /// The response to the preflight allows the actual request.
    PreflightGranted,
    /// The response passed the CORS check.
    Shared,
    /// The browser follows a redirect.
    Redirected {
        /// The URL to which the redirect leads.
        to: Arc<Url>,
    },
    /// The client's [`CorsPolicy`](crate::request::CorsPolicy) exempts the URL from CORS, which the standard does not do.
    Exempt,
    /// The page gets a response.
    Delivered {
        /// The type of the response.
        response_type: ResponseType,
    },
    /// The page gets a network error. The findings of the [`Explanation`](super::Explanation) say why.
    Refused,
}

/// A message that a browser sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct SentMessage {
    /// Whether the message is a preflight.
    pub is_preflight: bool,
    /// The method, which is `OPTIONS` for a preflight.
    pub method: Method,
    /// The URL of the message.
    pub url: Arc<Url>,
    /// The headers of the message, without those that the host adds, such as `Host` and `Cookie`.
    pub headers: HeaderList,
    /// Whether credentials (cookies, HTTP authentication, client certificates) are included.
    pub include_credentials: bool,
    /// Whether the story has an answer to this message. If not, the story ends here, or leaves this preflight out.
    pub is_recorded: bool,
}

/// Returns everything that a browser decided and sent in a fetch, and what came back, in order. The trace ends where the
/// story ends.
///
/// # Cost
///
/// Replays the fetch once. Takes time linear in the bytes of the request and of the responses, for each of at most 21 hops.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Story, trace};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/items").method("PUT").build()?;
/// let denied = http::Response::builder().status(404).body(())?;
/// let story = Story::new(request).with(Event::Preflight(Answer::new(denied)));
/// let lines: Vec<String> = trace(&story).iter().map(ToString::to_string).collect();
/// assert_eq!(lines, [
///     "https://api.example/items has another origin, so the server must allow the request.",
///     "A preflight is necessary because of the method PUT. No permission from an earlier preflight is known.",
///     "The browser sends OPTIONS https://api.example/items, without credentials.",
///     "The server answers with status 404.",
///     "The fetch ends in a network error.",
/// ]);
/// assert_eq!(trace(&story)[1].step().unwrap().to_string(), "HTTP fetch 4.1.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn trace(story: &Story) -> Vec<TraceEntry> {
    let replayed = replay(story);
    let mut tracer = Tracer { story, replayed: &replayed, entries: Vec::new() };
    for i in 0..replayed.turns.len() {
        tracer.write_turn(i);
    }
    tracer.write_end();
    tracer.entries
}

struct Tracer<'a> {
    story: &'a Story,
    replayed: &'a Replay,
    entries: Vec<TraceEntry>,
}

impl Tracer<'_> {
    fn push(&mut self, hop: usize, kind: TraceKind) {
        self.entries.push(TraceEntry { hop, kind });
    }

    /// Writes what the host did after this number of messages. Before each entry, writes the redirect that led to its URL.
    fn write_acts(&mut self, turns: usize) {
        for act in self.replayed.acts.iter().filter(|act| act.turns == turns) {
            self.write_redirect(act.hop, &act.url);
            self.push(
                act.hop,
                match &act.kind {
                    ActKind::UpgradedToHttps => TraceKind::UpgradedToHttps,
                    ActKind::Blocked(by) => TraceKind::Blocked(by.clone()),
                    ActKind::ServiceWorker => TraceKind::ServiceWorker,
                    ActKind::Local => TraceKind::Local,
                },
            );
        }
    }

    /// Writes that the browser followed a redirect, unless this hop already has entries.
    fn write_redirect(&mut self, hop: usize, to: &Arc<Url>) {
        if let Some(before) = hop.checked_sub(1)
            && self.entries.last().is_none_or(|last| last.hop == before)
        {
            self.push(before, TraceKind::Redirected { to: Arc::clone(to) });
        }
    }

    fn write_turn(&mut self, i: usize) {
        let Some(turns) = self.replayed.turns.get(..=i) else { return };
        let Some((turn, before)) = turns.split_last() else { return };
        let hop = turn.hop();
        self.write_acts(i);
        self.write_redirect(hop, &turn.url);
        if before.last().is_none_or(|before| before.hop() != hop) {
            let make_cors_preflight = turn.is_preflight() || turn.lacks_preflight(turns);
            let tainting = turn.request.response_tainting();
            if turn.is_exempt {
                self.push(hop, TraceKind::Exempt);
            }
            self.push(hop, TraceKind::Tainting { url: Arc::clone(&turn.url), tainting, make_cors_preflight });
        }
        let scene = Scene { story: self.story, turns, is_at_turn: true };
        match about_preflight(turn, scene).map(|surprise| surprise.kind) {
            Some(SurpriseKind::Preflight { reasons, cache }) => {
                self.push(hop, TraceKind::PreflightNeeded { reasons, cache });
            }
            Some(SurpriseKind::PreflightRemembered) => self.push(hop, TraceKind::PreflightRemembered),
            _ => {}
        }
        self.push(hop, TraceKind::Sent(SentMessage::of(turn)));
        self.write_answer(turn);
        self.write_verdict(turn, self.replayed.turns.get(i + 1));
    }

    fn write_answer(&mut self, turn: &Turn) {
        let kind = match turn.answer(self.story).map(|answer| &answer.received) {
            Some(Received::Response(response)) => TraceKind::Received {
                status: response.status(),
                headers: Some(response.headers().to_list().into_owned()),
            },
            Some(Received::Status(status)) => TraceKind::Received { status: *status, headers: None },
            Some(Received::Nothing) => TraceKind::NothingReceived,
            Some(Received::Unknown) | None => TraceKind::NotKnown,
        };
        self.push(turn.hop(), kind);
    }

    /// Writes that the response allows the fetch to go on, if it does.
    fn write_verdict(&mut self, turn: &Turn, next: Option<&Turn>) {
        match turn.purpose {
            Purpose::Preflight(_) => {
                if next.is_some_and(|next| next.hop() == turn.hop()) {
                    self.push(turn.hop(), TraceKind::PreflightGranted);
                }
            }
            Purpose::Actual => {
                let request = &turn.request;
                let is_shared = request.response_tainting() == ResponseTainting::Cors
                    && turn.response(self.story).is_some_and(|response| {
                        let origin = request.byte_serialized_origin();
                        cors_check(response.headers(), origin, request.credentials_mode()).is_ok()
                    });
                if is_shared {
                    self.push(turn.hop(), TraceKind::Shared);
                }
            }
        }
    }

    fn write_end(&mut self) {
        let turns = &self.replayed.turns;
        let redirects = |turn: &Turn| turn.status(self.story).is_some_and(is_redirect_status);
        self.write_acts(turns.len());
        let hop = self.entries.last().map_or(0, |last| last.hop);
        match &self.replayed.end {
            End::Response(response) => {
                self.push(hop, TraceKind::Delivered { response_type: response.response_type() });
            }
            End::Refused(_) => self.push(hop, TraceKind::Refused),
            End::Unknown if turns.last().is_none_or(redirects) => self.push(hop, TraceKind::NotKnown),
            End::Unknown => {}
        }
    }
}

impl SentMessage {
    fn of(turn: &Turn) -> Self {
        let is_preflight = turn.is_preflight();
        Self {
            is_preflight,
            method: if is_preflight { Method::OPTIONS } else { turn.request.method().clone() },
            url: Arc::clone(&turn.url),
            headers: turn.headers.clone(),
            include_credentials: turn.include_credentials,
            is_recorded: turn.event.is_some(),
        }
    }
}

impl TraceEntry {
    /// Returns the step of the standard at which the browser decided or sent this. Returns `None` for what the host did and
    /// for what came back. Also returns `None` for a refusal: [`Finding::step`](super::Finding::step) returns its step.
    #[must_use]
    pub fn step(&self) -> Option<SpecStep> {
        Some(match &self.kind {
            TraceKind::Tainting { tainting: ResponseTainting::Basic, .. } => main_fetch("12b"),
            TraceKind::Tainting { tainting: ResponseTainting::Opaque, .. } => main_fetch("12d"),
            TraceKind::Tainting { make_cors_preflight: true, .. } => main_fetch("12f"),
            TraceKind::Tainting { .. } => main_fetch("12g"),
            TraceKind::UpgradedToHttps
            | TraceKind::Blocked(_)
            | TraceKind::Exempt
            | TraceKind::Received { .. }
            | TraceKind::NothingReceived
            | TraceKind::NotKnown
            | TraceKind::Refused => return None,
            TraceKind::ServiceWorker => http_fetch("3"),
            TraceKind::Local => scheme_fetch("3"),
            TraceKind::PreflightRemembered => http_fetch("4.1"),
            TraceKind::PreflightNeeded { .. } => http_fetch("4.1.1"),
            TraceKind::Sent(SentMessage { is_preflight: true, .. }) => preflight_fetch("6"),
            TraceKind::Sent(_) => http_fetch("4.3"),
            TraceKind::PreflightGranted => preflight_fetch("7.16"),
            TraceKind::Shared => http_fetch("4.4"),
            TraceKind::Redirected { .. } => http_fetch("6.3c.2"),
            TraceKind::Delivered { .. } => main_fetch("14.2"),
        })
    }

    /// Returns a stable name for the kind, for scripts and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match &self.kind {
            TraceKind::Tainting { .. } => "tainting",
            TraceKind::UpgradedToHttps => "upgraded-to-https",
            TraceKind::Blocked(_) => "blocked",
            TraceKind::Exempt => "exempt",
            TraceKind::ServiceWorker => "service-worker",
            TraceKind::Local => "local",
            TraceKind::PreflightRemembered => "preflight-remembered",
            TraceKind::PreflightNeeded { .. } => "preflight-needed",
            TraceKind::Sent(_) => "sent",
            TraceKind::Received { .. } => "received",
            TraceKind::NothingReceived => "nothing-received",
            TraceKind::NotKnown => "not-known",
            TraceKind::PreflightGranted => "preflight-granted",
            TraceKind::Shared => "shared",
            TraceKind::Redirected { .. } => "redirected",
            TraceKind::Delivered { .. } => "delivered",
            TraceKind::Refused => "refused",
        }
    }
}

/// Prints a sentence for people.
impl fmt::Display for TraceEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// Prints a sentence for people.
impl fmt::Display for TraceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tainting { url, tainting, .. } => write_tainting(f, url, *tainting),
            Self::UpgradedToHttps => f.write_str("The browser changes the scheme of the URL to https."),
            Self::Blocked(by) => write!(f, "The request is blocked by {by}."),
            Self::Exempt => f.write_str("A policy of the browser exempts this URL from CORS."),
            Self::ServiceWorker => f.write_str("A service worker responds instead of the server."),
            Self::Local => f.write_str("The browser itself responds, because this URL needs no server."),
            Self::PreflightRemembered => f.write_str(
                "No preflight is sent, because the preflight cache holds the permission from an earlier one.",
            ),
            Self::PreflightNeeded { reasons, cache } => {
                f.write_str("A preflight is necessary because of ")?;
                write_list(f, reasons)?;
                write!(f, ". {cache}")
            }
            Self::Sent(message) => write_sent(f, message),
            Self::Received { status, headers } => {
                write!(f, "The server answers with status {status}")?;
                f.write_str(if headers.is_some() { "." } else { ". Its headers are not known." })
            }
            Self::NothingReceived => f.write_str("The network returns no response."),
            Self::NotKnown => f.write_str("The recording does not say what came back."),
            Self::PreflightGranted => f.write_str("The response to the preflight allows the request."),
            Self::Shared => f.write_str("The response passes the CORS check."),
            Self::Redirected { to } => write!(f, "The browser follows the redirect to {}.", RedactedUrl(to)),
            Self::Delivered { response_type } => {
                write!(f, "The page gets a response of type {response_type}.")
            }
            Self::Refused => f.write_str("The fetch ends in a network error."),
        }
    }
}

fn write_tainting(f: &mut fmt::Formatter<'_>, url: &Url, tainting: ResponseTainting) -> fmt::Result {
    let url = RedactedUrl(url);
    match tainting {
        ResponseTainting::Basic => write!(f, "The request to {url} needs no permission from the server."),
        ResponseTainting::Opaque => {
            write!(f, "{url} has another origin. In mode no-cors, script cannot read the response.")
        }
        ResponseTainting::Cors => {
            write!(f, "{url} has another origin, so the server must allow the request.")
        }
    }
}

fn write_sent(f: &mut fmt::Formatter<'_>, message: &SentMessage) -> fmt::Result {
    let SentMessage { method, url, include_credentials, is_recorded, .. } = message;
    write!(f, "The browser sends {method} {}", RedactedUrl(url))?;
    f.write_str(if *include_credentials { ", with credentials." } else { ", without credentials." })?;
    f.write_str(if *is_recorded { "" } else { " The recording does not have this message." })
}

/// Prints the hop, the code and the sentence of the entry.
impl fmt::Debug for TraceEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TraceEntry(hop {}, {}: {self})", self.hop, self.code())
    }
}

/// Prints the same sentence as `Display`.
impl fmt::Debug for TraceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TraceKind({})", self)
    }
}

/// Prints the method, the URL and the headers, without what may be a secret.
impl fmt::Debug for SentMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentMessage")
            .field("is_preflight", &self.is_preflight)
            .field("method", &self.method)
            .field("url", &RedactedUrl(&self.url))
            .field("headers", &RedactedHeaders(&self.headers))
            .field("include_credentials", &self.include_credentials)
            .field("is_recorded", &self.is_recorded)
            .finish()
    }
}
