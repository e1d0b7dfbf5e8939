//! Random scenarios of [`fetch_cors::strategy`], played through a client over sockets. Needs the feature `scenarios`.
//!
//! The [`Suite`](crate::Suite) has a fixed number of cases. A property test can play any number of scenarios, with unusual
//! methods, headers near the limits of the safelists, answers with defects, and redirects. The client must send the same
//! messages as [`Browser`], the plain loop over the engine, and the page must see the same response.
//!
//! Begin with [`Player::start`]. Give [`Player::params`] to [`scenarios`](fetch_cors::strategy::scenarios), and play each
//! scenario with [`Player::play`]:
//!
//! ```no_run
//! use fetch_cors::strategy::scenarios;
//! use fetch_cors_conformance::scenarios::Player;
//! use proptest::test_runner::TestRunner;
//! # use fetch_cors_conformance::{Body, Client, Failure, Seen};
//! # struct MyClient;
//! # impl Client for MyClient {
//! #     async fn fetch(&mut self, _: fetch_cors::Request, _: Body) -> Result<Seen, Failure> {
//! #         todo!()
//! #     }
//! # }
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
//! let player = Player::start()?;
//! let result = TestRunner::default().run(&scenarios(&player.params()), |scenario| {
//!     Ok(runtime.block_on(player.play(&scenario, &mut MyClient))?)
//! });
//! assert_eq!(result, Ok(()));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # What the player changes in a scenario
//!
//! - The player does not wait. It ignores the waits of a scenario. A grant lasts for 600 seconds, unless the answer has
//!   `Access-Control-Max-Age: 0`.
//! - Each play has a path of its own, which the player puts before the path of each URL. You may therefore use one client
//!   for all plays, or create a client for each play.
//! - A redirect to a server that does not exist leads to one of the suite's servers instead.
//! - An answer without `Cache-Control` gets `Cache-Control: no-store`, so that HTTP caches do not store it.

mod expected;
mod placing;

use std::error::Error;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use fetch_cors::Origin;
use fetch_cors::lab::{Browser, Scenario};
use fetch_cors::strategy::{Params, origins};
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy};
use tokio::sync::Mutex;

use self::placing::Placing;
use crate::Client;
use crate::play::{DEADLINE, play};
use crate::server::{Ports, Server, Servers};
use crate::world::Place;

const SERVERS: [Server; 3] = [Server::App, Server::Api, Server::Other];

/// The suite's servers, which play the servers of scenarios.
#[derive(Debug)]
pub struct Player {
    ports: Ports,
    /// The servers. They have one script, so only one play runs at a time.
    servers: Mutex<Servers>,
    plays: AtomicU64,
    cookies: bool,
}

/// The reason why a play failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayError {
    /// The servers cannot play this scenario. Scenarios that are made with [`Player::params`] never cause this error.
    #[error("the servers cannot play this scenario: {why}")]
    Unplayable {
        /// What the servers cannot play.
        why: String,
    },
    /// The client behaved differently from a browser.
    #[error("in scene {scene}, the client does not behave as a browser: {why}\n{story}")]
    Deviation {
        /// The number of the scene, counted from 1. The number 0 is the fetch of the cookie, which comes before all scenes.
        scene: usize,
        /// What the client did wrong.
        why: String,
        /// The fetch, and what a browser does with it.
        story: String,
    },
}

impl Player {
    /// Starts the servers, which run until the player is dropped.
    ///
    /// # Errors
    ///
    /// Returns an error if no server can run on 127.0.0.1.
    pub fn start() -> io::Result<Self> {
        let servers = Servers::start()?;
        let ports = servers.ports();
        Ok(Self { ports, servers: Mutex::new(servers), plays: AtomicU64::new(0), cookies: true })
    }

    /// Removes the cookie from all plays, for clients without cookies.
    ///
    /// By default, each play begins with a fetch that sets a cookie for all servers. The client must send this cookie with
    /// each message that includes credentials, and with no other message.
    #[must_use]
    pub fn without_cookies(self) -> Self {
        Self { cookies: false, ..self }
    }

    /// Returns the serialized origins of the servers, for scenarios that you write by hand.
    #[must_use]
    pub fn origins(&self) -> [String; 3] {
        SERVERS.map(|server| self.ports.origin(server))
    }

    /// Returns parameters for [`scenarios`](fetch_cors::strategy::scenarios): pages of these servers and of other origins,
    /// which fetch URLs of these servers. You may change every parameter except the URLs.
    #[must_use]
    pub fn params(&self) -> Params {
        let ports = self.ports;
        let here = SERVERS.into_iter().filter_map(|server| Origin::parse(&ports.origin(server)).ok());
        let pages = prop_oneof![2 => select(here.collect::<Vec<_>>()), 1 => origins()];
        let paths = prop_oneof![3 => Just("/"), 1 => select(&["/items", "/items?page=2", "/#top"][..])];
        let urls = (select(&SERVERS[..]), paths).prop_map(move |(server, path)| ports.origin(server) + path);
        Params::new().pages(pages).urls(urls)
    }

    /// Plays a scenario through `client`.
    ///
    /// # Errors
    ///
    /// - [`PlayError::Deviation`]: the client sent other messages than a browser, or the page sees another outcome.
    /// - [`PlayError::Unplayable`]: the servers cannot play this scenario, for example because it has a URL of another
    ///   server.
    pub async fn play(&self, scenario: &Scenario, client: &mut impl Client) -> Result<(), PlayError> {
        let servers = self.servers.lock().await;
        let number = self.plays.fetch_add(1, Ordering::Relaxed);
        let placing = Placing::new(Place::new(self.ports, &format!("play {number}")));
        let mut fetches = Vec::new();
        if self.cookies {
            fetches.push(expected::cookie(&placing)?);
        }
        let mut browser = Browser::new();
        for scene in &scenario.scenes {
            let call = placing.call(&scene.call)?;
            let mut server = scene.server();
            let fetched = browser.fetch(&call, |exchange| Some(placing.answer(exchange, server(exchange)?)));
            let fetched = fetched.map_err(PlayError::unplayable)?;
            fetches.push(expected::fetch(&placing, &call, &fetched, self.cookies)?);
        }
        let first_scene = usize::from(!self.cookies);
        for (scene, (fetch, story)) in (first_scene..).zip(fetches) {
            let played = play(fetch, &placing.place, client, &servers, DEADLINE).await;
            played.map_err(|why| PlayError::Deviation { scene, why, story })?;
        }
        Ok(())
    }
}

impl PlayError {
    fn unplayable(why: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unplayable { why: why.into().to_string() }
    }
}
