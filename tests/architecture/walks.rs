//! Random walks of a host through the machine: they make the transitions of the table, all of them and no other.

use std::collections::BTreeMap;

use fetch_cors::request::{Destination, Mode, RedirectMode};
use fetch_cors::{PreflightCache, Request};

use crate::edges::{EDGES, Edge};
use crate::scenario::page;
use crate::walk::{Act, Answer, Walk, Worker};

const URLS: &[&str] = &[
    "https://app.example/a",
    "https://api.example/a",
    "http://api.example/a",
    "https://api.example:6000/a",
    "data:text/plain,a",
    "blob:https://app.example/1",
    "about:blank",
    "file:///a",
    "ftp://api.example/a",
];

const MODES: &[Mode] = &[Mode::SameOrigin, Mode::Cors, Mode::NoCors, Mode::Navigate];

const REDIRECT_MODES: &[RedirectMode] = &[RedirectMode::Follow, RedirectMode::Manual, RedirectMode::Error];

const DESTINATIONS: &[Destination] = &[Destination::Empty, Destination::Document, Destination::Script];

const ANSWERS: &[Answer] = &[
    (200, &[]),
    (200, &[("content-type", "image/png")]),
    (200, &[("access-control-allow-origin", "*")]),
    (204, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "PUT")]),
    (302, &[]),
    (302, &[("access-control-allow-origin", "*"), ("location", "/b")]),
    (307, &[("access-control-allow-origin", "*"), ("location", "https://api.example/b")]),
    (303, &[("location", "https://app.example/b")]),
    (302, &[("location", "https://")]),
    (301, &[("location", "data:,a")]),
    (401, &[]),
    (500, &[("access-control-allow-origin", "*")]),
];

/// How often a walk begins with each request.
const WALKS: usize = 100;

/// How many times a host acts in one walk, at most.
const ACTS: usize = 12;

#[test]
fn walks_make_the_transitions_of_the_table_and_no_other() {
    let mut chance = Chance(1);
    let mut counts: BTreeMap<Edge, usize> = EDGES.iter().map(|edge| (*edge, 0)).collect();
    for request in requests() {
        // The walks share a cache, so a later one may need no preflight.
        let mut cache = PreflightCache::new();
        for _ in 0..WALKS {
            let mut walk = Walk::new(request.clone(), cache);
            walk.act(Act::New);
            for _ in 0..ACTS {
                walk.act(chance.act());
            }
            for edge in &walk.edges {
                *counts.get_mut(edge).unwrap_or_else(|| panic!("{edge:?} is not in the table")) += 1;
            }
            cache = walk.into_cache();
        }
    }
    let rare: Vec<_> = counts.iter().filter(|(_, count)| **count < 10).collect();
    assert!(rare.is_empty(), "{rare:?}");
}

fn requests() -> Vec<Request> {
    let mut requests = Vec::new();
    for url in URLS {
        for mode in MODES {
            for redirect in REDIRECT_MODES {
                for destination in DESTINATIONS {
                    for method in ["GET", "PUT"] {
                        let request = page().unchecked_request(*url).mode(*mode).redirect(*redirect);
                        let request = request.destination(*destination).method(method).unsafe_request(true);
                        requests.extend(request.build());
                    }
                }
            }
        }
    }
    assert_eq!(requests.len(), URLS.len() * MODES.len() * REDIRECT_MODES.len() * DESTINATIONS.len() * 2);
    requests
}

/// Random numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn act(&mut self) -> Act {
        match self.below(14) {
            0 => Act::UpgradeToHttps,
            1 => Act::UpgradeByHsts,
            2 => Act::Block,
            3 => Act::Fail,
            4 | 5 => Act::ServiceWorker(self.worker()),
            6..=8 => Act::Run,
            9 => Act::NextManualRedirect,
            _ => Act::Respond(self.one_of(ANSWERS)),
        }
    }

    fn worker(&mut self) -> Worker {
        match self.below(5) {
            0 => Worker::Error,
            1 | 2 => Worker::Constructed(self.one_of(ANSWERS)),
            _ => {
                let (mode, redirect) = (self.one_of(MODES), self.one_of(REDIRECT_MODES));
                Worker::Fetched(mode, redirect, self.one_of(ANSWERS))
            }
        }
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn below(&mut self, end: usize) -> usize {
        // A xorshift generator.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}
