//! What may go over the wire.

use fetch_cors::error::{Reason, RedirectError};
use fetch_cors::lab::{Answer, Call, Location, Scene};
use fetch_cors::request::Mode;
use http::{Method, StatusCode};

use crate::naive;
use crate::story::Asked;
use crate::trace::{Sent, Taint, Trace, World};

/// 21 hops, each with a preflight at most before its message.
pub fn at_most_42_messages(trace: &Trace) -> Result<usize, String> {
    if trace.hops.len() > 21 || trace.sent.len() > 42 {
        return Err(format!("{} hops, {} messages", trace.hops.len(), trace.sent.len()));
    }
    for hop in 0..trace.hops.len() {
        let kinds: Vec<bool> =
            trace.sent.iter().filter(|sent| sent.hop == hop).map(|sent| sent.preflight).collect();
        if ![&[][..], &[true], &[false], &[true, false]].contains(&&kinds[..]) {
            return Err(format!("hop {hop}: preflight or not: {kinds:?}"));
        }
    }
    Ok(usize::from(trace.hops.len() == 21))
}

/// A preflight has no credentials and no body, and says nothing but what the standard makes it say: of the author's
/// headers it has the names, each once and in order. Counts those of requests that have such to give.
pub fn preflights_carry_nothing(trace: &Trace) -> Result<usize, String> {
    const MADE: &[&str] = &[
        "accept",
        "access-control-request-method",
        "access-control-request-headers",
        "origin",
        "referer",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
    ];
    for sent in trace.preflights() {
        let mut names: Vec<&str> = sent.headers.iter().map(|(name, _)| name.as_str()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        let listed = sent.values("access-control-request-headers").concat();
        let listed: Vec<&[u8]> = listed.split(|byte| *byte == b',').collect();
        let bare = sent.method == "OPTIONS"
            && !sent.credentials
            && !sent.body
            && sent.values("accept") == [b"*/*"]
            && names.iter().all(|name| MADE.contains(name))
            && names.len() == count
            && listed.is_sorted_by(|a, b| a < b)
            && !listed.concat().iter().any(u8::is_ascii_uppercase);
        if !bare {
            return Err(format!("{sent:?}"));
        }
    }
    let has_more = |sent: &&Sent| sent.credentials || sent.body || sent.own_headers().len() > 1;
    let preflighted = trace.sent.windows(2).filter(|pair| pair[0].preflight).filter_map(|pair| pair.last());
    Ok(preflighted.filter(has_more).count())
}

/// `Authorization` does not outlive a redirect to another origin, nor is there a preflight for it. Counts requests that
/// had it and were led on.
pub fn authorization_stays_behind(trace: &Trace) -> Result<usize, String> {
    let has_it = |sent: &Sent| {
        let asked = sent.values("access-control-request-headers").concat();
        !sent.values("authorization").is_empty()
            || asked.split(|byte| *byte == b',').any(|name| name == b"authorization")
    };
    let led_on = |sent: &&Sent| naive::changes_origin(&trace.urls(sent.hop));
    match trace.sent.iter().filter(led_on).find(|sent| has_it(sent)) {
        Some(sent) => Err(format!("{sent:?}")),
        None => Ok(usize::from(
            trace.sent.first().is_some_and(has_it) && trace.sent.iter().any(|sent| led_on(&sent)),
        )),
    }
}

/// Whoever may refuse the page is told who it is, or that redirects have hidden it. Counts messages whose `null` comes
/// of redirects.
///
/// A request of mode *cors* that has stayed at home with `GET` or `HEAD` has no `Origin`: append a request `Origin`
/// header 3 and 4.
pub fn origin_is_told(trace: &Trace) -> Result<usize, String> {
    let mut hidden = 0;
    for sent in &trace.sent {
        let origin = trace.origin_at(sent.hop);
        let told = sent.values("origin");
        let must = sent.preflight || trace.taint_at(sent.hop) == Taint::Cors || trace.mode == Mode::Websocket;
        let safe = ["GET", "HEAD"].contains(&sent.method.as_str());
        let right = match told[..] {
            [] => !must && safe,
            // A referrer policy may hide it, except in mode cors.
            [told] if !must && trace.mode != Mode::Cors => {
                !safe && (told == origin.as_bytes() || told == b"null")
            }
            [told] => (must || !safe) && told == origin.as_bytes(),
            _ => false,
        };
        if !right {
            return Err(format!("not {origin}: {sent:?}"));
        }
        hidden += usize::from(must && origin != trace.page);
    }
    Ok(hidden)
}

/// Mode *same-origin* speaks to the page's own origin only. Credentials go where they are to be included, and otherwise
/// no further than home, and not back there by way of another origin. Counts messages that have to go without.
pub fn credentials_stay_home(trace: &Trace) -> Result<usize, String> {
    let mut without = 0;
    for sent in trace.actuals() {
        let may = trace.include || trace.taint_at(sent.hop) == Taint::Basic;
        let abroad = naive::is_cross_origin(&trace.page, &sent.url);
        if trace.mode == Mode::SameOrigin && abroad || sent.credentials && !may {
            return Err(format!("{sent:?}"));
        }
        without += usize::from(!may);
    }
    Ok(without)
}

#[test]
fn exactly_42_messages_are_reached() {
    for (redirects, ends_well) in [(20, true), (21, false)] {
        let trace = led_round_in_circles(redirects, &Answer::permissive().with_max_age(0));
        assert_eq!((trace.hops.len(), trace.sent.len()), (21, 42));
        assert_eq!(trace.preflights().count(), 21);
        assert_eq!(trace.response().is_some(), ends_well);
        let reason = trace.error().map(|error| error.reason().clone());
        assert_eq!(reason, (!ends_well).then_some(Reason::Redirect(RedirectError::TooManyRedirects)));
    }
}

#[test]
fn what_goes_round_in_circles_ends_and_asks_once_for_what_it_may_keep() {
    let trace = led_round_in_circles(1_000, &Answer::permissive());
    assert_eq!((trace.hops.len(), trace.sent.len()), (21, 22));
    let error = trace.error().map(|error| error.step().to_string());
    assert_eq!(error.as_deref(), Some("HTTP-redirect fetch 7"));
}

fn led_round_in_circles(times: usize, to_preflights: &Answer) -> Trace {
    let mut call = Call::new(crate::origin("https://app.example"), "https://api.example/");
    call.method = Method::PUT;
    let mut scene = Scene::new(call);
    scene.preflights = vec![to_preflights.clone(); 21];
    scene.actuals =
        vec![Answer::permissive().redirect(StatusCode::TEMPORARY_REDIRECT, Location::SameUrl); times];
    let asked = Asked::plain(scene);
    World::default().run(&asked, asked.scene.server())
}
