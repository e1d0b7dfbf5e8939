//! For each transition of the table, a journey through the machine that ends with it.

use std::collections::BTreeSet;

use fetch_cors::PreflightCache;
use fetch_cors::Request;
use fetch_cors::request::WorkerScript;

use crate::edges::State::{Actual, Error, Hop, Local, Preflight, Request as Begin, Response};
use crate::edges::{EDGES, Edge};
use crate::scenario::{API, APP, page};
use crate::walk::Act::{
    Block, Fail, New, NextManualRedirect, Respond, Run, ServiceWorker, UpgradeByHsts, UpgradeToHttps,
};
use crate::walk::{Act, Answer, Walk, Worker};

const OK: Answer = (200, &[("access-control-allow-origin", "*")]);
const GRANT: Answer = (204, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "PUT")]);
const NOT_SHARED: Answer = (200, &[]);
const MOVED: Answer = (302, &[("access-control-allow-origin", "*"), ("location", "/b")]);
const MOVED_BADLY: Answer = (302, &[("location", "https://")]);

fn get(url: &str) -> Request {
    page().fetch(url).build().unwrap()
}

fn put() -> Request {
    page().fetch(API).method("PUT").build().unwrap()
}

fn navigation() -> Request {
    page().navigation(APP).build().unwrap()
}

fn worker_script() -> Request {
    page().worker("data:,a", WorkerScript::Classic).build().unwrap()
}

/// The transition, the request, and what the host does.
fn journeys() -> Vec<(Edge, Request, Vec<Act>)> {
    let worker = |answer| ServiceWorker(Worker::Constructed(answer));
    vec![
        ((Begin, "Hop::new", Hop), get(API), vec![New]),
        ((Hop, "upgrade_to_https", Hop), get(API), vec![New, UpgradeToHttps]),
        ((Hop, "upgrade_by_hsts", Hop), get(API), vec![New, UpgradeByHsts]),
        ((Hop, "run", Preflight), put(), vec![New, Run]),
        ((Hop, "run", Actual), get(API), vec![New, Run]),
        ((Hop, "run", Local), get("data:,a"), vec![New, Run]),
        ((Hop, "run", Error), get("http://api.example:25/"), vec![New, Run]),
        ((Hop, "block", Error), get(API), vec![New, Block]),
        ((Hop, "respond_from_service_worker", Response), get(API), vec![New, worker(NOT_SHARED)]),
        ((Hop, "respond_from_service_worker", Hop), get(API), vec![New, worker(MOVED_TO_API)]),
        ((Hop, "respond_from_service_worker", Error), get(API), vec![New, ServiceWorker(Worker::Error)]),
        ((Preflight, "respond", Actual), put(), vec![New, Run, Respond(GRANT)]),
        ((Preflight, "respond", Error), put(), vec![New, Run, Respond(OK)]),
        ((Preflight, "fail", Error), put(), vec![New, Run, Fail]),
        ((Actual, "respond", Response), get(API), vec![New, Run, Respond(OK)]),
        ((Actual, "respond", Hop), get(API), vec![New, Run, Respond(MOVED)]),
        ((Actual, "respond", Error), get(API), vec![New, Run, Respond(NOT_SHARED)]),
        ((Actual, "fail", Error), get(API), vec![New, Run, Fail]),
        ((Local, "respond", Response), get("data:,a"), vec![New, Run, Respond(NOT_SHARED)]),
        ((Local, "respond", Error), worker_script(), vec![New, Run, Respond(AN_IMAGE)]),
        ((Local, "fail", Error), get("data:,a"), vec![New, Run, Fail]),
        (
            (Response, "next_manual_redirect", Hop),
            navigation(),
            vec![New, Run, Respond(MOVED), NextManualRedirect],
        ),
        (
            (Response, "next_manual_redirect", Error),
            navigation(),
            vec![New, Run, Respond(MOVED_BADLY), NextManualRedirect],
        ),
    ]
}

/// A redirect of a response that script made. It has no URL, so its location has to be absolute.
const MOVED_TO_API: Answer = (302, &[("location", "https://api.example/b")]);
const AN_IMAGE: Answer = (200, &[("content-type", "image/png")]);

#[test]
fn each_transition_happens() {
    let mut ended_with = BTreeSet::new();
    for (edge, request, acts) in journeys() {
        let mut walk = Walk::new(request, PreflightCache::new());
        for act in &acts {
            assert!(walk.act(*act), "{edge:?}: {act:?} after {:?}", walk.edges);
        }
        assert_eq!(walk.edges.last(), Some(&edge), "{:?}", walk.edges);
        ended_with.insert(edge);
    }
    let table: BTreeSet<Edge> = EDGES.iter().copied().collect();
    assert_eq!(table.len(), EDGES.len(), "no transition is in the table twice");
    assert_eq!(ended_with, table);
}
