//! What looks like more permission and is less, by the text: why there is not more of [`More`](crate::more::More).

use std::time::Duration;

use fetch_cors::lab::{Answer, Call, Change, Scene};
use fetch_cors::request::{CorsAttribute, CredentialsMode, EmbedderPolicyValue};
use http::{HeaderName, HeaderValue, Method};

use crate::origin;
use crate::story::{Asked, Feature};
use crate::trace::{Trace, World};

fn put() -> Scene {
    let mut call = Call::new(origin("https://app.example"), "https://api.example/");
    call.method = Method::PUT;
    Scene::new(call)
}

fn run(world: &mut World, asked: &Asked) -> Trace {
    world.run(asked, asked.scene.server())
}

fn with(name: &'static str, change: Change) -> Answer {
    Answer::permissive().with(HeaderName::from_static(name), change)
}

fn instead(value: &'static str) -> Change {
    Change::Instead(HeaderValue::from_static(value))
}

/// Passes with the first answer, and is refused with the second.
#[track_caller]
fn is_less(asked: &Asked, before: &Answer, after: &Answer) {
    let passes = |answer: &Answer| {
        let mut asked = asked.clone();
        (asked.scene.preflights, asked.scene.actuals) = (vec![answer.clone()], vec![answer.clone()]);
        run(&mut World::default(), &asked).response().is_some()
    };
    assert!(passes(before) && !passes(after), "{before:?}, {after:?}");
}

#[test]
fn an_origin_more() {
    is_less(
        &Asked::plain(put()),
        &Answer::permissive(),
        &with("access-control-allow-origin", Change::Doubled),
    );
}

#[test]
fn every_origin_with_credentials() {
    let mut scene = put();
    scene.call.credentials = CredentialsMode::Include;
    is_less(&Asked::plain(scene), &Answer::permissive(), &with("access-control-allow-origin", instead("*")));
}

#[test]
fn credentials_once_more() {
    let mut scene = put();
    scene.call.credentials = CredentialsMode::Include;
    let twice = with("access-control-allow-credentials", Change::Doubled);
    is_less(&Asked::plain(scene), &Answer::permissive(), &twice);
}

#[test]
fn a_method_more_where_an_uploads_own_goes_without_saying() {
    let mut asked = Asked::plain(put());
    asked.setting.feature = Feature::Upload;
    let name = "access-control-allow-methods";
    is_less(&asked, &with(name, Change::Missing), &with(name, instead("DELETE")));
}

#[test]
fn a_resource_policy_more() {
    let mut asked = Asked::plain(put());
    asked.setting.feature = Feature::Script(CorsAttribute::NoCors);
    asked.setting.policy = EmbedderPolicyValue::RequireCorp;
    let name = "cross-origin-resource-policy";
    let once = with(name, instead("cross-origin"));
    is_less(&asked, &once, &once.clone().with(HeaderName::from_static(name), Change::Doubled));
}

/// Fetches one after the other, and how many preflights each makes.
fn preflights(scenes: &[Scene]) -> Vec<usize> {
    let mut world = World::default();
    let fetches = scenes.iter().map(|scene| {
        world.wait(scene.wait);
        let trace = run(&mut world, &Asked::plain(scene.clone()));
        assert!(trace.response().is_some());
        trace.preflights().count()
    });
    fetches.collect()
}

#[test]
fn a_max_age_more() {
    let again = || put().after(Duration::from_secs(500));
    let mut once = put();
    once.preflights = vec![Answer::permissive().with_max_age(600)];
    assert_eq!(preflights(&[once.clone(), again()]), [1, 0]);
    let name = HeaderName::from_static("access-control-max-age");
    once.preflights = vec![Answer::permissive().with_max_age(600).with(name, Change::Doubled)];
    assert_eq!(preflights(&[once, again()]), [1, 1]);
}

#[test]
fn a_preflight_that_is_saved_renews_nothing() {
    let granting = |headers: Change| {
        let (mut first, mut second) = (put(), put().after(Duration::from_secs(500)));
        let name = HeaderName::from_static("access-control-allow-headers");
        first.preflights = vec![Answer::permissive().with_max_age(600).with(name, headers)];
        second.call.headers.append(b"x-token", b"1").unwrap();
        second.preflights = vec![Answer::permissive().with_max_age(600)];
        [first, second, put().after(Duration::from_secs(500))]
    };
    assert_eq!(preflights(&granting(Change::Missing)), [1, 1, 0]);
    assert_eq!(preflights(&granting(instead("x-token"))), [1, 0, 1]);
}
