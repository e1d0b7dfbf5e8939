//! What a host says of a page beside its origin: its document, whether there is a user, and exceptions from CORS.

use fetch_cors::error::{AuthenticationError, Reason};
use fetch_cors::request::{Mode, ReferrerPolicy as P};
use fetch_cors::response::ResponseType;
use url::Url;

use crate::trace::{Taint, Trace};
use crate::{naive, outcome, wire};

/// A server is told the page's document without secrets, as far as the policy allows, or nothing. Counts what is told.
///
/// A redirect may set another policy. What the first one forbids is then allowed from there on.
pub fn referrers_tell_what_they_may(trace: &Trace) -> Result<usize, String> {
    let mut told = 0;
    for sent in &trace.sent {
        let values = sent.values("referer");
        let [value] = values[..] else {
            if values.is_empty() {
                continue;
            }
            return Err(format!("more than one: {sent:?}"));
        };
        let document = trace.surroundings.document.and_then(|document| document.parse::<Url>().ok());
        let Some(document) = document.filter(|url| ["http", "https"].contains(&url.scheme())) else {
            return Err(format!("out of nowhere: {sent:?}"));
        };
        if trace.page == "null" {
            return Err(format!("of a window with an opaque origin: {sent:?}"));
        }
        let root = format!("{}/", naive::origin(&document));
        let whole = document.as_str().split('#').next().unwrap().replace("secret:secret@", "");
        let value = String::from_utf8_lossy(value).into_owned();
        let secret = ["secret", "@", "#"].iter().any(|secret| value.contains(secret));
        if secret || value != root && value != whole {
            return Err(format!("tells {value}: {sent:?}"));
        }
        let abroad = naive::origin(&document) != naive::origin(&sent.url);
        let local = |host: &str| {
            host.trim_end_matches('.').ends_with("localhost") || host.starts_with("127.") || host == "[::1]"
        };
        let is_secure = |url: &Url| url.scheme() == "https" || url.host_str().is_some_and(local);
        let downgraded = is_secure(&document) && !is_secure(&sent.url);
        let all_before = trace.sent.iter().filter(|before| before.hop < sent.hop);
        let may_be_another = all_before
            .filter_map(|before| before.answer.as_ref())
            .any(|answer| !naive::values(&answer.headers, "referrer-policy").is_empty());
        let forbidden = match trace.surroundings.referrer_policy {
            P::NoReferrer => true,
            P::SameOrigin => abroad,
            P::Origin => value != root,
            P::StrictOrigin => value != root || downgraded,
            P::OriginWhenCrossOrigin => abroad && value != root,
            P::NoReferrerWhenDowngrade => downgraded,
            P::StrictOriginWhenCrossOrigin | P::Empty => abroad && (value != root || downgraded),
            _ => false,
        };
        if forbidden && !may_be_another {
            return Err(format!("{value} under {}: {sent:?}", trace.surroundings.referrer_policy));
        }
        told += 1;
    }
    Ok(told)
}

/// A result says that the policy exempted a URL if it did, and only then. What is of another origin and readable without CORS
/// was exempt. Counts the results that say it.
pub fn what_is_exempt_says_so(trace: &Trace) -> Result<usize, String> {
    let says = match (trace.response(), trace.error()) {
        (Some(response), _) => response.hidden_from_script().is_exempt_from_cors(),
        (_, Some(error)) => error.is_exempt_from_cors(),
        _ => return Ok(0),
    };
    let may_be = |url: &Url| trace.surroundings.exempt.contains(&naive::origin(url).as_str());
    if let Some(sent) = trace.sent.iter().find(|sent| sent.exempt && (sent.preflight || !may_be(&sent.url))) {
        return Err(format!("exempt without a reason: {sent:?}"));
    }
    if says && !trace.hops.iter().any(|hop| may_be(&hop.url)) {
        return Err("says that it is exempt, and nothing is".to_owned());
    }
    if !says && trace.sent.iter().any(|sent| sent.exempt) {
        return Err("does not say that it is exempt".to_owned());
    }
    let of_script = matches!(trace.mode, Mode::Cors | Mode::NoCors | Mode::SameOrigin);
    let basic = trace.response().is_some_and(|response| response.response_type() == ResponseType::Basic);
    let away = trace.taint_at(trace.hops.len() - 1) != Taint::Basic;
    if of_script && basic && away && !says && trace.actuals().next().is_some() {
        return Err("readable, and neither shared nor exempt".to_owned());
    }
    Ok(usize::from(says))
}

/// A page whose client has nobody to ask never sees a 407, and every other one can. Counts those that are refused.
pub fn a_proxy_asks_somebody(trace: &Trace) -> Result<usize, String> {
    const REFUSED: Reason = Reason::Authentication(AuthenticationError::ProxyWithoutUser);
    let asked =
        trace.sent.iter().position(|sent| sent.answer.as_ref().is_some_and(|answer| answer.status == 407));
    let refused = trace.error().is_some_and(|error| error.reason() == &REFUSED);
    let Some(asked) = asked.filter(|_| trace.surroundings.no_user) else {
        return if refused { Err("refused without a reason".to_owned()) } else { Ok(0) };
    };
    if !refused || asked + 1 != trace.sent.len() {
        return Err("there is nobody to ask, and the fetch went on".to_owned());
    }
    Ok(1)
}

/// Without exceptions, everything else holds as it does without surroundings. Counts the messages that tell a referrer.
pub fn nothing_else_changes(trace: &Trace) -> Result<usize, String> {
    if !trace.surroundings.exempt.is_empty() {
        return Ok(0);
    }
    for check in [
        wire::at_most_42_messages,
        wire::preflights_carry_nothing,
        wire::authorization_stays_behind,
        wire::origin_is_told,
        wire::credentials_stay_home,
        outcome::what_is_read_was_shared,
        outcome::a_page_sees_what_it_may,
        outcome::urls_are_those_asked_for,
        outcome::refusals_have_an_address,
    ] {
        check(trace)?;
    }
    Ok(trace.sent.iter().filter(|sent| !sent.values("referer").is_empty()).count())
}
