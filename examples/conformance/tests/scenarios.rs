//! Random scenarios of `strategy`, played over sockets through a correct client and through wrong clients.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod wrong;

use std::cell::RefCell;

use fetch_cors::Origin;
use fetch_cors::lab::{Answer, Call, Scenario, Scene};
use fetch_cors::strategy::scenarios;
use fetch_cors_conformance::scenarios::{PlayError, Player};
use http::StatusCode;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use tokio::runtime::{Builder, Runtime};

use crate::wrong::{Browser, Wrong};

#[test]
fn a_correct_client_does_the_same_over_http_1() {
    play(TestRunner::new(config(400)), Browser::http1(None)).unwrap();
}

#[test]
fn a_correct_client_does_the_same_over_http_2() {
    play(TestRunner::new(config(200)), Browser::http2(None)).unwrap();
}

/// The random numbers are the same in each run, so that the test finds the wrong clients in each run.
#[test]
fn wrong_clients_are_found() {
    for wrong in [Wrong::FollowsSecretly, Wrong::SendsCookiesByMode, Wrong::HasCacheForEachFetch] {
        let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let result = play(TestRunner::new_with_rng(config(400), same), Browser::http1(Some(wrong)));
        let Err(TestError::Fail(why, _)) = result else { panic!("{wrong:?} is not found: {result:?}") };
        assert!(why.message().contains("the client does not behave as a browser"), "{wrong:?}: {why}");
    }
}

#[test]
fn what_the_servers_cannot_play_is_an_error() {
    let page = Origin::parse("https://app.example").unwrap();
    let player = Player::start().unwrap();
    let play = |scene: Scene| {
        let scenario = Scenario::new(vec![scene]);
        runtime().block_on(player.play(&scenario, &mut Browser::http1(None))).unwrap_err()
    };

    let elsewhere = play(Scene::new(Call::new(page.clone(), "https://api.example/")));
    assert!(matches!(elsewhere, PlayError::Unplayable { .. }), "{elsewhere}");

    let [server, ..] = player.origins();
    let mut scene = Scene::new(Call::new(page, server));
    scene.actuals.push(Answer::permissive().with_status(StatusCode::CONTINUE));
    let informational = play(scene);
    assert!(matches!(informational, PlayError::Unplayable { .. }), "{informational}");
}

/// Plays random scenarios, all with the same client.
fn play(mut runner: TestRunner, client: Browser) -> Result<(), TestError<Scenario>> {
    let (runtime, player, client) = (runtime(), Player::start().unwrap(), RefCell::new(client));
    runner.run(&scenarios(&player.params()), |scenario| {
        Ok(runtime.block_on(player.play(&scenario, &mut *client.borrow_mut()))?)
    })
}

fn config(cases: u32) -> Config {
    // Without this, a client that is wrong on purpose would write a file with its failures.
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
