//! What a page may get.

use fetch_cors::error::{Phase, Reason};
use fetch_cors::request::{EmbedderPolicyValue, Mode, RedirectMode};
use fetch_cors::response::ResponseType;

use crate::naive::{self, Lines};
use crate::trace::{Sent, Taint, Trace};

/// A response of another origin is readable, or leads on, only if it and all before it pass the CORS check. Counts
/// readable ones that took more than one.
pub fn what_is_read_was_shared(trace: &Trace) -> Result<usize, String> {
    let last_hop = trace.hops.len() - 1;
    let shared = |sent: &Sent| {
        let origin = trace.origin_at(sent.hop);
        sent.answer.as_ref().is_some_and(|a| naive::passes_cors_check(origin, trace.include, &a.headers))
    };
    let accepted = |sent: &&Sent| sent.hop < last_hop || trace.response().is_some();
    let tainted: Vec<&Sent> =
        trace.actuals().filter(accepted).filter(|sent| trace.taint_at(sent.hop) == Taint::Cors).collect();
    if let Some(sent) = tainted.iter().find(|sent| !shared(sent)) {
        return Err(format!("not shared: {sent:?}"));
    }
    // What a worker or the host itself answers needs no permission.
    let Some((response, last)) =
        trace.response().zip(trace.actuals().last()).filter(|(_, l)| l.hop == last_hop)
    else {
        return Ok(0);
    };
    let as_tainted = match response.response_type() {
        ResponseType::Basic => trace.taint_at(last.hop) == Taint::Basic,
        ResponseType::Cors => trace.taint_at(last.hop) == Taint::Cors && trace.mode == Mode::Cors,
        ResponseType::Opaque => trace.taint_at(last.hop) == Taint::Opaque,
        _ => trace.redirect == RedirectMode::Manual,
    };
    if !as_tainted {
        return Err(format!("type {} for {last:?}", response.response_type()));
    }
    Ok(usize::from(response.response_type() == ResponseType::Cors && (tainted.len() > 1 || trace.include)))
}

/// What a page gets without being let in by CORS is its own, or does not say that it is for its origin alone; an embedder
/// policy asks that it say whom it is for. Counts messages whose answers say something.
pub fn what_is_embedded_may_be(trace: &Trace, policy: EmbedderPolicyValue) -> Result<usize, String> {
    let last_hop = trace.hops.len() - 1;
    let mut said = 0;
    for sent in trace.actuals().filter(|sent| trace.taint_at(sent.hop) == Taint::Opaque) {
        let Some(answer) = &sent.answer else { continue };
        let whom = naive::values(&answer.headers, "cross-origin-resource-policy");
        let refuses = match whom[..] {
            [b"same-origin"] => true,
            [b"same-site" | b"cross-origin"] => false,
            _ => policy == EmbedderPolicyValue::RequireCorp,
        };
        let accepted = sent.hop < last_hop || trace.response().is_some();
        if accepted && refuses && naive::is_cross_origin(&trace.page, &sent.url) {
            return Err(format!("under {policy}: {sent:?}"));
        }
        said += usize::from(!whom.is_empty());
    }
    Ok(said)
}

/// A page sees no cookies; of another origin's headers those that are safelisted or exposed, and all of these; of an
/// opaque response nothing. Counts responses that show some headers and hide some.
pub fn a_page_sees_what_it_may(trace: &Trace) -> Result<usize, String> {
    let Some(response) = trace.response() else { return Ok(0) };
    let opaque = matches!(response.response_type(), ResponseType::Opaque | ResponseType::OpaqueRedirect);
    let seen: Lines = response
        .headers()
        .map(|(name, value)| (String::from_utf8_lossy(name).into_owned(), value.to_vec()))
        .collect();
    if opaque && (response.status() != 0 || response.ok() || response.body().is_some() || !seen.is_empty()) {
        return Err("an opaque response shows something".to_owned());
    }
    let answer = trace.actuals().last().filter(|sent| sent.hop == trace.hops.len() - 1);
    let Some(answer) = answer.and_then(|sent| sent.answer.as_ref()).filter(|_| !opaque) else {
        return if seen.is_empty() { Ok(0) } else { Err(format!("out of nowhere: {seen:?}")) };
    };
    let exposed =
        naive::tokens(&answer.headers, "access-control-expose-headers").ok().flatten().unwrap_or_default();
    let everything = !trace.include && exposed.iter().any(|name| name == "*");
    let may_see = |name: &str| {
        !["set-cookie", "set-cookie2"].contains(&name)
            && (response.response_type() == ResponseType::Basic
                || everything
                || SAFELISTED.contains(&name)
                || exposed.iter().any(|exposed| exposed.eq_ignore_ascii_case(name)))
    };
    let visible = answer.headers.iter().filter(|(name, _)| may_see(name));
    let visible: Lines = visible.map(|(name, value)| (name.clone(), value.trim_ascii().to_vec())).collect();
    if seen != visible {
        return Err(format!("sees {seen:?}, may see {visible:?}"));
    }
    Ok(usize::from(!seen.is_empty() && seen.len() < answer.headers.len()))
}

/// The CORS-safelisted response-header names.
const SAFELISTED: &[&str] = &[
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// A response has the URLs that were asked for; an opaque one hides them. Counts those that were redirected.
pub fn urls_are_those_asked_for(trace: &Trace) -> Result<usize, String> {
    let Some(response) = trace.response() else { return Ok(0) };
    let urls = trace.urls(trace.hops.len() - 1);
    let listed = response.hidden_from_script().url_list().map(|list| list.iter().collect::<Vec<_>>());
    let is_right = listed.as_ref() == Some(&urls);
    let expected = Some(urls).filter(|_| response.response_type() != ResponseType::Opaque);
    let redirected = expected.as_ref().is_some_and(|urls| urls.len() > 1);
    if !is_right
        || response.redirected() != redirected
        || response.url() != expected.as_ref().and_then(|urls| urls.last()).copied()
    {
        return Err(format!("{listed:?}, redirected: {}", response.redirected()));
    }
    Ok(usize::from(redirected))
}

/// A refusal names a step that the standard has, and the message that it is of. Counts those of an answer.
pub fn refusals_have_an_address(trace: &Trace) -> Result<usize, String> {
    let Some(error) = trace.error() else { return Ok(0) };
    let step = error.step();
    let is_it = |row: &str| {
        let mut cells = row.split('\t').skip(1);
        cells.next() == Some(step.algorithm) && cells.nth(1) == Some(step.step)
    };
    let last = trace.sent.last().filter(|sent| sent.hop == trace.hops.len() - 1);
    let by_worker = trace.hops[trace.hops.len() - 1].by_worker;
    let of_answer = !by_worker && matches!(error.phase(), Phase::Preflight | Phase::Actual | Phase::Redirect);
    let status = last.and_then(|sent| sent.answer.as_ref()).map(|answer| answer.status).filter(|_| of_answer);
    let at_place = error.url() == &trace.hops[trace.hops.len() - 1].url
        && error.initial_url() == &trace.hops[0].url
        && (by_worker || error.status() == status)
        && (error.phase() == Phase::Preflight) == (of_answer && last.is_some_and(|sent| sent.preflight))
        && (error.reason() == &Reason::NetworkFailure) == (of_answer && status.is_none());
    if !at_place || !STEPS.lines().any(is_it) {
        return Err(format!("{error:?}, {step}"));
    }
    Ok(usize::from(status.is_some()))
}

const STEPS: &str = include_str!("../../spec-notes/steps.tsv");
