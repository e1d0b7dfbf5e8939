use std::sync::Arc;

use crate::error::{Blocker, NetworkError};
use crate::fetch::{Exchange, ServiceWorkerResponse};
use crate::header::HeaderList;
use crate::preflight::PreflightCache;
use crate::request::Request;
use crate::response::Response;
use crate::timestamp::Timestamp;

/// A record of one fetch: the request with its client, and what came back for each message.
///
/// A story is plain data. A host that fetches records its story with [`recording`](Self::recording). A tool that reads a log
/// builds a story with [`with`](Self::with). Leave out a part that is not known, or use [`Answer::unknown`]. The explanation
/// then says what is missing.
///
/// ```
/// use fetch_cors::explain::{Answer, Event, Outcome, Story, explain};
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/items").method("PUT").build()?;
/// let denied = http::Response::builder().status(401).body(())?;
/// let story = Story::new(request).with(Event::Preflight(Answer::new(denied)));
/// let explanation = explain(&story);
/// assert_eq!(explanation.outcome, Outcome::Refused);
/// assert_eq!(explanation.findings[0].code(), "preflight-not-ok");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Story {
    pub(super) request: Request,
    /// The preflight cache at the beginning. It is shared, because each plan that is replayed copies the story.
    pub(super) cache: Arc<PreflightCache>,
    pub(super) now: Timestamp,
    pub(super) events: Vec<Event>,
    pub(super) script_headers: HeaderList,
    pub(super) error: Option<NetworkError>,
    /// Whether the request is the request of a plan that is replayed, and not the request that was sent.
    pub(super) is_hypothesis: bool,
}

/// An event of a [`Story`]. The events of a story are in the order in which the host acted.
///
/// ```
/// use fetch_cors::explain::{Answer, Event};
/// let event = Event::Actual(Answer::nothing());
/// assert!(matches!(event, Event::Actual(_)));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The answer to the next message, for a source that does not say whether the message was a preflight.
    Answer(Answer),
    /// The answer to a preflight.
    Preflight(Answer),
    /// The answer to an actual request, redirects included.
    Actual(Answer),
    /// The answer that the host itself gave for a local URL, such as a `blob:` URL.
    Local(Answer),
    /// The host changed the scheme of the current URL from `http` to `https`: with
    /// [`upgrade_to_https`](crate::Hop::upgrade_to_https) or [`upgrade_by_hsts`](crate::Hop::upgrade_by_hsts). The
    /// replay always uses the former. The two can differ in the `Referer` header that they send.
    UpgradedToHttps,
    /// The host blocked the request at this point.
    Blocked(Blocker),
    /// A service worker responded to the current hop.
    ServiceWorker(Box<ServiceWorkerResponse<()>>),
}

/// An answer to one message, as far as it is known.
///
/// ```
/// use fetch_cors::explain::Answer;
/// let cached = Answer::new(http::Response::new("body")).from_cache();
/// assert_ne!(format!("{cached:?}"), format!("{:?}", Answer::unknown()));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) received: Received,
    pub(super) from_cache: bool,
    pub(super) had_credentials: Option<bool>,
    /// Whether the answer is an assumption of a plan that is replayed, and not part of the story.
    pub(super) is_assumed: bool,
}

/// The part of an answer that was received, as far as it is known.
#[derive(Clone, Debug)]
pub(super) enum Received {
    Response(Box<Response<()>>),
    Status(u16),
    Nothing,
    Unknown,
}

impl Answer {
    /// Creates the answer for a response whose status and headers are known. The body is not kept.
    #[must_use]
    pub fn new<B>(response: impl Into<Response<B>>) -> Self {
        Self::of(Received::Response(Box::new(response.into().map(drop))))
    }

    /// Creates the answer for a response of which only the status is known. Developer tools often do not record the
    /// headers of a response that was refused.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::of(Received::Status(status))
    }

    /// Creates the answer for a message to which the network returned no response.
    #[must_use]
    pub fn nothing() -> Self {
        Self::of(Received::Nothing)
    }

    /// Creates the answer for a message that was sent, if it is not known what came back.
    #[must_use]
    pub fn unknown() -> Self {
        Self::of(Received::Unknown)
    }

    /// Records that the response came from the HTTP cache of the host.
    #[must_use]
    pub fn from_cache(self) -> Self {
        Self { from_cache: true, ..self }
    }

    /// Records whether the host had any cookies or other credentials to send with the message.
    ///
    /// ```
    /// use fetch_cors::explain::{Answer, Event, Story, explain};
    /// use fetch_cors::request::CredentialsMode;
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example/").credentials(CredentialsMode::Include).build()?;
    /// let denied = http::Response::builder()
    ///     .status(401)
    ///     .header("access-control-allow-origin", "https://app.example")
    ///     .header("access-control-allow-credentials", "true")
    ///     .body(())?;
    /// // A cookie with `SameSite=Lax` is not sent to another site.
    /// let answer = Answer::new(denied).with_credentials(false);
    /// let explanation = explain(&Story::new(request).with(Event::Actual(answer)));
    /// assert!(explanation.codes().contains(&"credentials-not-sent"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_credentials(self, had_any: bool) -> Self {
        Self { had_credentials: Some(had_any), ..self }
    }

    fn of(received: Received) -> Self {
        Self { received, from_cache: false, had_credentials: None, is_assumed: false }
    }

    /// Creates an answer that a plan assumes: a response with this status and without headers.
    pub(super) fn assumed(status: u16) -> Self {
        Self { is_assumed: true, ..Self::new(Response::new(status, ())) }
    }

    /// Returns the response, if its headers are known.
    pub(super) fn response(&self) -> Option<&Response<()>> {
        match &self.received {
            Received::Response(response) => Some(response),
            _ => None,
        }
    }
}

impl Event {
    /// Creates the event for the result of a host's `send` function. Copies the status, the headers and the URL of the
    /// response.
    ///
    /// Blocking code uses [`Story::recording`] instead. The future of an async host cannot borrow the exchange, so it
    /// copies what it needs first and records at its end:
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use fetch_cors::explain::{Event, Story, explain};
    /// use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Timestamp, run_async};
    /// # async fn answer(url: fetch_cors::url::Url) -> Result<Response<Vec<u8>>, &'static str> {
    /// #     Ok(Response::new(502, Vec::new()).with_url(url))
    /// # }
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example/items").build()?;
    /// let mut cache = PreflightCache::new();
    /// let story = Mutex::new(Story::new(request.clone()));
    /// let send = |exchange: &Exchange| {
    ///     let (is_preflight, url, story) = (exchange.is_preflight(), exchange.to_url(), &story);
    ///     async move {
    ///         let answer = answer(url).await;
    ///         story.lock().unwrap().push(Event::answered(is_preflight, &answer));
    ///         answer
    ///     }
    /// };
    /// let fetched = run_async(request, |transition| transition.lend(&mut cache), || Timestamp::ZERO, send);
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # let std::task::Poll::Ready(result) = std::pin::pin!(fetched).poll(&mut context) else { unreachable!() };
    /// # assert!(result.is_err());
    /// let explanation = explain(&story.into_inner()?);
    /// assert_eq!(explanation.codes(), ["gateway-error", "missing-allow-origin"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn answered<B, E>(is_preflight: bool, answer: &Result<Response<B>, E>) -> Self {
        let answer = match answer {
            Ok(response) => {
                let head = Response::new(response.status(), ()).with_headers(response.headers().clone());
                Answer::new(match response.url() {
                    Some(url) => head.with_url(url.clone()),
                    None => head,
                })
            }
            Err(_) => Answer::nothing(),
        };
        if is_preflight { Self::Preflight(answer) } else { Self::Actual(answer) }
    }

    /// Returns the answer, if the event is the answer of a server.
    pub(super) fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answer(answer) | Self::Preflight(answer) | Self::Actual(answer) => Some(answer),
            _ => None,
        }
    }

    /// Returns the answer for changes, if the event is the answer of a server.
    pub(super) fn answer_mut(&mut self) -> Option<&mut Answer> {
        match self {
            Self::Answer(answer) | Self::Preflight(answer) | Self::Actual(answer) => Some(answer),
            _ => None,
        }
    }
}

impl Story {
    /// Creates a story that holds only the request.
    #[must_use]
    pub fn new(request: Request) -> Self {
        Self {
            request,
            cache: Arc::default(),
            now: Timestamp::ZERO,
            events: Vec::new(),
            script_headers: HeaderList::new(),
            error: None,
            is_hypothesis: false,
        }
    }

    /// Adds an event at the end of the story.
    #[must_use]
    pub fn with(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Sets the content that the preflight cache had when the fetch began, and the time at which the fetch began. Pass
    /// a clone of the host's cache.
    ///
    /// Without this, the explanation assumes that the cache was empty.
    ///
    /// ```
    /// use fetch_cors::explain::{Answer, Event, Story, explain};
    /// use fetch_cors::{Client, Origin, PreflightCache, Timestamp};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example/").method("PUT").build()?;
    /// let story = Story::new(request).with_cache(PreflightCache::new(), Timestamp::ZERO);
    /// let refused = explain(&story.with(Event::Preflight(Answer::status(404))));
    /// assert_eq!(refused.findings[0].status, Some(404));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_cache(self, cache: PreflightCache, now: Timestamp) -> Self {
        Self { cache: Arc::new(cache), now, ..self }
    }

    /// Sets the headers that script set. The guard of the `Headers` object leaves some headers out, so the request does
    /// not have them. With this list, the explanation can name them.
    #[must_use]
    pub fn with_script_headers(self, headers: HeaderList) -> Self {
        Self { script_headers: headers, ..self }
    }

    /// Sets the network error that ended the fetch in the host. Sometimes the events do not show why the fetch failed.
    /// The explanation then uses this error: a mistake of the host, a message that the host's HTTP client cannot
    /// represent, or a body that is too long for *keepalive*.
    #[must_use]
    pub fn with_error(self, error: NetworkError) -> Self {
        Self { error: Some(error), ..self }
    }

    /// Adds an event at the end of the story, in place. See [`Event::answered`] for an example.
    pub fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Returns a `send` function that calls your `send`, and records each result in this story: the response without
    /// its body, or, if `send` returns an error, the fact that there was no response. Pass it to [`run`](crate::run()).
    ///
    /// This is for blocking code. For [`run_async`](crate::run_async), see [`Event::answered`]. For local URLs, add
    /// [`Event::Local`] yourself.
    ///
    /// ```
    /// use fetch_cors::explain::{Story, explain};
    /// use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Timestamp, run};
    /// # fn send(exchange: &Exchange) -> Result<Response<Vec<u8>>, &'static str> {
    /// #     Ok(Response::new(502, Vec::new()).with_url(exchange.to_url()))
    /// # }
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.fetch("https://api.example/items").build()?;
    /// let mut cache = PreflightCache::new();
    /// let mut story = Story::new(request.clone());
    /// let result = run(request, |t| t.lend(&mut cache), || Timestamp::ZERO, story.recording(send));
    /// if let Err(error) = result {
    ///     println!("{}", explain(&story.with_error(error)));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn recording<B, E>(
        &mut self,
        mut send: impl FnMut(&Exchange) -> Result<Response<B>, E>,
    ) -> impl FnMut(&Exchange) -> Result<Response<B>, E> {
        move |exchange| {
            let answer = send(exchange);
            self.push(Event::answered(exchange.is_preflight(), &answer));
            answer
        }
    }

    /// Returns the request of the story.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Returns the events of the story, in order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}
