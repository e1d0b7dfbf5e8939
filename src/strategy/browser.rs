use std::fmt;
use std::sync::Arc;

use http::{Method, Response};
use url::Url;

use super::call::Call;
use super::scenario::{Scenario, Scene};
use super::text::{Text, Value};
use crate::error::NetworkError;
use crate::explain::Story;
use crate::fetch::{Exchange, LocalFetch, Purpose};
use crate::filter::FilteredResponse;
use crate::header::HeaderList;
use crate::preflight::PreflightCache;
use crate::redacted::RedactedUrl;
use crate::request::{Client, Request, RequestError};
use crate::response::{self, ResponseType};
use crate::run::run_with_local;
use crate::site::Sites;
use crate::timestamp::Timestamp;

/// What fetches in a test: the plain loop over the machine, with a preflight cache and a clock that stands still.
///
/// A server is a function of the [`Exchange`], which knows what a server cannot, such as whether credentials go with
/// it. `None` is that the network fails. [`policy`] makes one of a function of a request.
///
/// URLs that a host serves itself (`data:` and the like) hold nothing here.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Browser, Call};
/// let mut browser = Browser::new();
/// let call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// let fetched = browser.fetch(&call, |_| Some(http::Response::new(())))?;
/// let log = "\
/// → GET https://api.example/
///   Accept: */*
///   Origin: https://app.example
///   Sec-Fetch-Dest: empty
///   Sec-Fetch-Mode: cors
///   Sec-Fetch-Site: cross-site
/// ← 200
/// refused: https://api.example/: no Access-Control-Allow-Origin (actual, CORS check 2)";
/// assert_eq!(format!("{fetched:?}"), log);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Browser {
    sites: Arc<dyn Sites>,
    /// What preflights have granted.
    pub cache: PreflightCache,
    /// What time it is.
    pub now: Timestamp,
}

/// What came of a request. Prints as what went over the wire, and how it ended.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Answer, Browser, Call};
/// let mut call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// call.method = http::Method::DELETE;
/// let fetched = Browser::new().fetch(&call, |exchange| Answer::permissive().to(exchange))?;
/// let methods: Vec<_> = fetched.messages.iter().map(|message| message.method.as_str()).collect();
/// assert_eq!(methods, ["OPTIONS", "DELETE"]);
/// assert_eq!(fetched.outcome.unwrap().status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Fetched {
    /// What went over the wire, in order.
    pub messages: Vec<Message>,
    /// What the page gets, and why it does not get more.
    pub outcome: Result<FilteredResponse<()>, NetworkError>,
    /// The fetch as a story, to [explain](crate::explain::explain) it.
    pub story: Story,
}

/// A message that went over the wire, and what came back: the data of an [`Exchange`], and its answer.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Browser, Call};
/// let call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// let fetched = Browser::new().fetch(&call, |_| None)?;
/// let message = &fetched.messages[0];
/// assert!(!message.is_preflight() && message.answer.is_none());
/// assert_eq!(message.url.as_str(), "https://api.example/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Message {
    /// What it is for.
    pub purpose: Purpose,
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The headers, complete.
    pub headers: HeaderList,
    /// Whether credentials went with it.
    pub include_credentials: bool,
    /// Whether the body went with it.
    pub send_body: bool,
    /// The answer; `None` if the network gave none.
    pub answer: Option<Response<()>>,
}

impl Browser {
    /// One that asks the public suffix list about sites.
    #[cfg(feature = "psl")]
    #[must_use]
    pub fn new() -> Self {
        Self::with_sites(Arc::new(crate::site::PublicSuffixList))
    }

    /// One that asks `sites` about sites.
    #[must_use]
    pub fn with_sites(sites: Arc<dyn Sites>) -> Self {
        Self { sites, cache: PreflightCache::new(), now: Timestamp::ZERO }
    }

    /// Makes a page's call, of a client with nothing but its origin.
    ///
    /// # Errors
    ///
    /// [`RequestError`], where the page's `fetch()` throws.
    pub fn fetch(
        &mut self,
        call: &Call,
        server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Fetched, RequestError> {
        let client = Client::with_sites(call.page.clone(), Arc::clone(&self.sites));
        let fetched = self.request(call.request(&client)?, server);
        let story = fetched.story.with_script_headers(call.headers.clone());
        Ok(Fetched { story, ..fetched })
    }

    /// Makes a request of your own, of a client of your own.
    ///
    /// ```
    /// use fetch_cors::request::CorsAttribute;
    /// use fetch_cors::strategy::Browser;
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let image = page.image("https://cdn.example/a.png", CorsAttribute::NoCors).build()?;
    /// let fetched = Browser::new().request(image, |_| Some(http::Response::new(())));
    /// assert!(fetched.outcome.is_ok() && !fetched.is_shared());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn request(
        &mut self,
        request: Request,
        mut server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Fetched {
        let mut messages = Vec::new();
        let mut story = Story::new(request.clone()).with_cache(self.cache.clone(), self.now);
        let send = |exchange: &Exchange| {
            let answer = server(exchange);
            messages.push(Message::new(exchange, answer.clone()));
            // A server in a test follows no redirects.
            let response =
                answer.map(|answer| response::Response::from(answer).with_url(exchange.url().clone()));
            response.ok_or("the network gave no response")
        };
        let send = story.recording(send);
        let local = |_: &LocalFetch| Err("nothing is served locally");
        let (cache, now) = (&mut self.cache, self.now);
        let outcome = run_with_local(request, |transition| transition.lend(cache), || now, send, local);
        let story = match &outcome {
            Ok(_) => story,
            Err(error) => story.with_error(error.clone()),
        };
        Fetched { messages, outcome, story }
    }

    /// Runs a scenario with the answers that it has: what came of each scene.
    ///
    /// # Errors
    ///
    /// [`RequestError`], where a page's `fetch()` throws, which generated ones do not.
    ///
    /// ```
    /// use fetch_cors::strategy::{Browser, Params, scenarios};
    /// proptest::proptest!(|(scenario in scenarios(&Params::new()))| {
    ///     let fetched = Browser::new().run(&scenario).unwrap();
    ///     assert_eq!(fetched.len(), scenario.scenes.len());
    /// });
    /// ```
    pub fn run(&mut self, scenario: &Scenario) -> Result<Vec<Fetched>, RequestError> {
        scenario.scenes.iter().map(|scene| self.play(scene, scene.server())).collect()
    }

    /// Runs a scenario against a server of yours, whatever answers it has.
    ///
    /// # Errors
    ///
    /// [`RequestError`], where a page's `fetch()` throws, which generated ones do not.
    ///
    /// ```
    /// use fetch_cors::strategy::{Browser, Params, policy, scenarios};
    /// proptest::proptest!(|(scenario in scenarios(&Params::new().without_answers()))| {
    ///     let fetched = Browser::new().run_against(&scenario, policy(|_| http::Response::new(()))).unwrap();
    ///     assert!(fetched.iter().all(|fetched| !fetched.is_shared()));
    /// });
    /// ```
    pub fn run_against(
        &mut self,
        scenario: &Scenario,
        mut server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Vec<Fetched>, RequestError> {
        scenario.scenes.iter().map(|scene| self.play(scene, &mut server)).collect()
    }

    fn play(
        &mut self,
        scene: &Scene,
        server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Fetched, RequestError> {
        self.now = self.now.after(scene.wait);
        self.fetch(&scene.call, server)
    }
}

/// [`Browser::new`].
#[cfg(feature = "psl")]
impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

/// A server, for [`Browser`], of a function from a request to a response; of a `tower` service, the function that
/// blocks on it and drops the body. The request's URI is absolute, and there is no `Host`.
///
/// What the `http` crate cannot say, which [`request_headers`](super::request_headers) do not have, does not reach it.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Browser, Call, policy};
/// let server = |request: http::Request<()>| {
///     let status = if request.method() == "OPTIONS" { 204 } else { 200 };
///     http::Response::builder().status(status).header("access-control-allow-origin", "*").body(()).unwrap()
/// };
/// let call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// assert!(Browser::new().fetch(&call, policy(server))?.is_shared());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn policy(
    mut server: impl FnMut(http::Request<()>) -> Response<()>,
) -> impl FnMut(&Exchange) -> Option<Response<()>> {
    move |exchange| exchange.to_http().ok().map(&mut server)
}

impl Fetched {
    /// Whether a page of another origin may read the response: the server has shared it.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|response| response.response_type() == ResponseType::Cors)
    }
}

impl Message {
    fn new(exchange: &Exchange, answer: Option<Response<()>>) -> Self {
        Self {
            purpose: exchange.purpose().clone(),
            method: exchange.method().clone(),
            url: exchange.url().clone(),
            headers: exchange.headers().clone(),
            include_credentials: exchange.include_credentials(),
            send_body: exchange.send_body(),
            answer,
        }
    }

    /// Whether it is a preflight.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.purpose != Purpose::Actual
    }
}

/// The messages, and how it ended.
impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.messages.iter().try_for_each(|message| writeln!(f, "{message:?}"))?;
        match &self.outcome {
            Ok(response) => {
                write!(f, "the page gets a response of type {}", response.response_type())?;
                write!(f, ", status {}", response.status())
            }
            Err(error) => write!(f, "refused: {error}"),
        }
    }
}

/// As on the wire, but for passwords, cookies, and the queries of URLs.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "→ {} {}", self.method, RedactedUrl(&self.url))?;
        f.write_str(if self.include_credentials { " with credentials" } else { "" })?;
        for (name, value) in self.headers.iter() {
            write!(f, "\n  {}: {}", Text(name), Value { name, value })?;
        }
        let Some(answer) = &self.answer else { return f.write_str("\n← nothing") };
        write!(f, "\n← {}", answer.status().as_u16())?;
        answer.headers().iter().try_for_each(|(name, value)| {
            let (name, value) = (name.as_str().as_bytes(), value.as_bytes());
            write!(f, "\n  {}: {}", Text(name), Value { name, value })
        })
    }
}
