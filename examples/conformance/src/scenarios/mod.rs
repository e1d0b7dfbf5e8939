//! Plays the scenarios of [`fetch_cors::strategy`] through a client, over sockets. Feature `scenarios`.
//!
//! The cases of the [`Suite`](crate::Suite) are few and chosen. A property test plays as many scenarios as one wants, with
//! odd methods, headers near the borders of the safelists, answers with defects, and redirects. What has to happen is
//! what [`Browser`] does, the plain loop over the engine.
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
//! # What differs from the scenario
//!
//! - Time stands still. The waits of a scenario are left out, and a grant lasts for 600 seconds unless it says 0.
//! - Every URL gets a path that no other play uses. A client may be new for each play, or the same for all.
//! - A redirect to a server that is not there leads to one of the suite's servers instead.
//! - No HTTP cache keeps the answers.

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

/// The suite's servers, which play scenarios.
#[derive(Debug)]
pub struct Player {
    ports: Ports,
    /// One play at a time, as the servers have one script.
    servers: Mutex<Servers>,
    plays: AtomicU64,
    cookies: bool,
}

/// The reason why a play did not end as it has to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayError {
    /// The servers cannot play this scenario. None of [`Player::params`] is like this.
    #[error("the servers cannot play this scenario: {why}")]
    Unplayable {
        /// What they cannot play.
        why: String,
    },
    /// The client did something else than a browser does.
    #[error("in scene {scene}, the client does not behave as a browser: {why}\n{story}")]
    Deviation {
        /// The number of the scene, from 1 on. 0 is the fetch of the cookie, before all scenes.
        scene: usize,
        /// What the client did.
        why: String,
        /// What a browser does.
        story: String,
    },
}

impl Player {
    /// Starts the servers, which run until the player is dropped.
    ///
    /// # Errors
    ///
    /// Returns an error if there can be no server on 127.0.0.1.
    pub fn start() -> io::Result<Self> {
        let servers = Servers::start()?;
        let ports = servers.ports();
        Ok(Self { ports, servers: Mutex::new(servers), plays: AtomicU64::new(0), cookies: true })
    }

    /// Leaves cookies out, for clients that have none. Otherwise, each play begins with a cookie for all servers, which has
    /// to go with each message that includes credentials and with no other.
    #[must_use]
    pub fn without_cookies(self) -> Self {
        Self { cookies: false, ..self }
    }

    /// Returns the serialised origins of the servers, for scenarios that are written by hand.
    #[must_use]
    pub fn origins(&self) -> [String; 3] {
        SERVERS.map(|server| self.ports.origin(server))
    }

    /// Returns parameters for [`scenarios`](fetch_cors::strategy::scenarios): pages of the servers and of others, which
    /// fetch from the servers. Set what your client needs otherwise, but not the URLs.
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
    /// Returns [`PlayError::Deviation`] if other messages go over the wire than a browser sends, or the page sees something
    /// else, and [`PlayError::Unplayable`] if the scenario is not for these servers.
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
