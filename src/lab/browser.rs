use std::sync::Arc;

use http::Response;

use super::call::Call;
use super::fetched::Fetched;
use super::message::Message;
use super::ready::run_ready;
use super::scenario::{Scenario, Scene};
use crate::error::NetworkError;
use crate::explain::{Event, Story};
use crate::fetch::{Exchange, Hop, Step};
use crate::filter::FilteredResponse;
use crate::preflight::PreflightCache;
use crate::request::{Client, Request, RequestError};
use crate::response;
use crate::site::Sites;
use crate::timestamp::Timestamp;

/// A browser for tests: a loop that fetches with this crate, a preflight cache, and a clock that you move by hand.
///
/// A server is a function that takes an [`Exchange`] and returns a response, or `None` if the network fails. An exchange
/// also says what a real server cannot know, such as whether credentials are included. If your server takes an
/// `http::Request`, [`policy`] and [`policy_async`] turn it into such a function.
///
/// URLs that are not sent to a server, such as `data:` URLs, have no content in this browser. Their fetches fail.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Browser, Call};
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
/// refused: https://api.example/: the response has no Access-Control-Allow-Origin header (phase: actual, step: CORS check 2)";
/// assert_eq!(format!("{fetched:?}"), log);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Browser {
    sites: Arc<dyn Sites>,
    /// The cache of what earlier preflights have granted.
    pub cache: PreflightCache,
    /// The current time. It changes only if you set it, or if a scene has a wait.
    pub now: Timestamp,
}

impl Browser {
    /// Creates a browser that uses the public suffix list to decide which host names are of the same site.
    #[cfg(feature = "psl")]
    #[must_use]
    pub fn new() -> Self {
        Self::with_sites(Arc::new(crate::site::PublicSuffixList))
    }

    /// Creates a browser that uses `sites` to decide which host names are of the same site.
    #[must_use]
    pub fn with_sites(sites: Arc<dyn Sites>) -> Self {
        Self { sites, cache: PreflightCache::new(), now: Timestamp::ZERO }
    }

    /// Makes the call of a page, against a server that is a function.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` throws for this call.
    pub fn fetch(
        &mut self,
        call: &Call,
        mut server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Fetched, RequestError> {
        run_ready(self.fetch_async(call, async |exchange: &Exchange| server(exchange)))
    }

    /// Makes the call of a page, against an async server.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` throws for this call.
    ///
    /// ```
    /// use fetch_cors::{Exchange, Origin};
    /// use fetch_cors::lab::{Answer, Browser, Call};
    /// # async fn wait() {}
    /// let call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
    /// let mut browser = Browser::new();
    /// let fetched = browser.fetch_async(&call, async |exchange: &Exchange| {
    ///     wait().await;
    ///     Answer::permissive().to(exchange)
    /// });
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # let std::task::Poll::Ready(fetched) = std::pin::pin!(fetched).poll(&mut context) else { unreachable!() };
    /// assert!(fetched?.is_shared());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn fetch_async(
        &mut self,
        call: &Call,
        server: impl AsyncFnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Fetched, RequestError> {
        let client = Client::with_sites(call.page.clone(), Arc::clone(&self.sites));
        let fetched = self.request_async(call.request(&client)?, server).await;
        let story = fetched.story.with_script_headers(call.headers.clone());
        Ok(Fetched { story, ..fetched })
    }

    /// Fetches a request that you have built, with a client of your choice.
    ///
    /// ```
    /// use fetch_cors::lab::Browser;
    /// use fetch_cors::request::CorsAttribute;
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
        run_ready(self.request_async(request, async |exchange: &Exchange| server(exchange)))
    }

    /// Fetches a request that you have built, from an async server.
    pub async fn request_async(
        &mut self,
        request: Request,
        mut server: impl AsyncFnMut(&Exchange) -> Option<Response<()>>,
    ) -> Fetched {
        let mut messages = Vec::new();
        let mut story = Story::new(request.clone()).with_cache(self.cache.clone(), self.now);
        let (cache, now) = (&mut self.cache, self.now);
        let mut step: Step<()> = Hop::new(request).run(cache, now);
        // `run_async` is not used, because it needs a server whose future does not borrow the exchange.
        let outcome: Result<FilteredResponse<()>, NetworkError> = loop {
            step = match step {
                Step::Send(exchange) => {
                    let answer = server(&exchange).await;
                    messages.push(Message::new(&exchange, answer.clone()));
                    // A server in a test follows no redirects, so each response comes from the URL of its request.
                    let response = answer
                        .map(|answer| response::Response::from(answer).with_url(exchange.url().clone()));
                    let response = response.ok_or(NO_RESPONSE);
                    story.push(Event::answered(exchange.is_preflight(), &response));
                    match response {
                        Ok(response) => exchange.respond(response, cache, now),
                        Err(error) => exchange.fail(error, cache),
                    }
                }
                Step::Redirect(hop) => hop.run(cache, now),
                Step::Local(local) => local.fail("nothing is served locally", cache),
                Step::Done(outcome) => break outcome,
            }
        };
        let story = match &outcome {
            Ok(_) => story,
            Err(error) => story.with_error(error.clone()),
        };
        Fetched { messages, outcome, story }
    }

    /// Plays a scenario with the answers that it describes. Returns one result for each scene.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` throws for a call. Calls that the module `strategy` generates do not throw.
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// use fetch_cors::lab::{Browser, Call, Scenario, Scene};
    /// let scene = Scene::new(Call::new(Origin::parse("https://app.example")?, "https://api.example/"));
    /// let fetched = Browser::new().run(&Scenario::new(vec![scene.clone(), scene]))?;
    /// assert!(fetched.iter().all(|fetched| fetched.is_shared()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(&mut self, scenario: &Scenario) -> Result<Vec<Fetched>, RequestError> {
        scenario.scenes.iter().map(|scene| self.play(scene, scene.server())).collect()
    }

    /// Plays a scenario against your own server, and ignores the answers that the scenario describes.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` throws for a call. Calls that the module `strategy` generates do not throw.
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// use fetch_cors::lab::{Browser, Call, Scenario, Scene, policy};
    /// let scene = Scene::new(Call::new(Origin::parse("https://app.example")?, "https://api.example/"));
    /// let fetched = Browser::new().run_against(&Scenario::new(vec![scene]), policy(|_| http::Response::new(())))?;
    /// assert!(!fetched[0].is_shared());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run_against(
        &mut self,
        scenario: &Scenario,
        mut server: impl FnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Vec<Fetched>, RequestError> {
        scenario.scenes.iter().map(|scene| self.play(scene, &mut server)).collect()
    }

    /// Plays a scenario against your own async server, and ignores the answers that the scenario describes.
    ///
    /// # Errors
    ///
    /// Returns a [`RequestError`] if `fetch()` throws for a call. Calls that the module `strategy` generates do not throw.
    ///
    /// ```
    /// use fetch_cors::Origin;
    /// use fetch_cors::lab::{Browser, Call, Scenario, Scene, policy_async};
    /// let scene = Scene::new(Call::new(Origin::parse("https://app.example")?, "https://api.example/"));
    /// let (scenario, mut browser) = (Scenario::new(vec![scene]), Browser::new());
    /// let server = policy_async(async |_| http::Response::new("a body"));
    /// let fetched = browser.run_against_async(&scenario, server);
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # let std::task::Poll::Ready(fetched) = std::pin::pin!(fetched).poll(&mut context) else { unreachable!() };
    /// assert!(!fetched?[0].is_shared());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn run_against_async(
        &mut self,
        scenario: &Scenario,
        mut server: impl AsyncFnMut(&Exchange) -> Option<Response<()>>,
    ) -> Result<Vec<Fetched>, RequestError> {
        let mut fetched = Vec::new();
        for scene in &scenario.scenes {
            self.now = self.now.after(scene.wait);
            fetched.push(self.fetch_async(&scene.call, &mut server).await?);
        }
        Ok(fetched)
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

const NO_RESPONSE: &str = "the network gave no response";

/// Creates the same browser as [`Browser::new`].
#[cfg(feature = "psl")]
impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes a server for [`Browser`] from a function that takes an `http::Request`.
///
/// The URI of each request is absolute. The request has no `Host` header and no body. A message that the `http` crate cannot
/// represent does not reach the function, and the fetch then ends as if the network had failed.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Browser, Call, policy};
/// let server = |request: http::Request<()>| {
///     let status = if request.method() == "OPTIONS" { 204 } else { 200 };
///     http::Response::builder().status(status).header("access-control-allow-origin", "*").body(()).unwrap()
/// };
/// let call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// assert!(Browser::new().fetch(&call, policy(server))?.is_shared());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn policy<B>(
    mut server: impl FnMut(http::Request<()>) -> Response<B>,
) -> impl FnMut(&Exchange) -> Option<Response<()>> {
    move |exchange| exchange.to_http().ok().map(|message| server(message).map(drop))
}

/// Makes an async server for [`Browser`] from an async function that takes an `http::Request`, such as a call of a `tower`
/// service. The requests have the same form as with [`policy`].
pub fn policy_async<B>(
    mut server: impl AsyncFnMut(http::Request<()>) -> Response<B>,
) -> impl AsyncFnMut(&Exchange) -> Option<Response<()>> {
    async move |exchange: &Exchange| {
        let message = exchange.to_http().ok()?;
        Some(server(message).await.map(drop))
    }
}
