//! That nothing but the missing permission helps against a refusal.

use fetch_cors::NetworkError;
use fetch_cors::error::{CorpError, CorsCheckError, MimeError, Phase, PreflightError, Reason};
use fetch_cors::request::{CorsAttribute, Destination, EmbedderPolicyValue};
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::naive;
use crate::outcome;
use crate::story::{Asked, Feature, stories};
use crate::trace::{Sent, Trace, World};

type Line = (&'static str, String);

/// A fetch, and what the servers say of their responses beside CORS.
#[derive(Clone, Debug)]
pub struct Refusable {
    asked: Asked,
    beside: Vec<(&'static str, &'static str)>,
}

pub fn refusables() -> impl Strategy<Value = Refusable> {
    let beside = vec![
        ("content-type", "text/html"),
        ("content-type", "text/csv"),
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-site"),
    ];
    let script = prop::bool::weighted(0.3);
    (stories(), subsequence(beside, 0..=2), script).prop_map(|(mut story, beside, script)| {
        let mut asked = story.scenes.remove(0);
        if script {
            asked.setting.feature = Feature::Script(CorsAttribute::NoCors);
        }
        Refusable { asked, beside }
    })
}

impl Refusable {
    fn tell(&self) -> Trace {
        let mut server = self.asked.scene.server();
        World::default().run(&self.asked, |exchange| {
            let mut response = server(exchange)?;
            for (name, value) in self.beside.iter().filter(|_| !exchange.is_preflight()) {
                response.headers_mut().try_append(*name, value.parse().unwrap()).unwrap();
            }
            Some(response)
        })
    }
}

/// See [`outcome::what_is_embedded_may_be`].
pub fn what_is_embedded_may_be(case: &Refusable) -> Result<usize, String> {
    outcome::what_is_embedded_may_be(&case.tell(), case.asked.setting.policy)
}

/// A line more in a response that was refused leaves it refused, unless it is the permission that was missing. Counts the
/// lines that were.
pub fn only_what_was_missing_helps(case: &Refusable) -> Result<usize, String> {
    let (asked, trace) = (&case.asked, case.tell());
    let Some(error) = trace.error() else { return Ok(0) };
    let Some(refused) = trace.sent.last().filter(|sent| sent.hop == trace.hops.len() - 1) else {
        return Ok(0);
    };
    let Some(answer) = &refused.answer else { return Ok(0) };
    let mut helped = 0;
    for line in lines(&trace, refused) {
        let mut more = answer.clone();
        more.headers.push((line.0.to_owned(), line.1.clone().into_bytes()));
        let last = trace.sent.len() - 1;
        let again = World::default().run(asked, trace.server(|i| (i == last).then_some(&more)));
        let still_refused = again.error().is_some()
            && (again.hops.len(), again.sent.len()) == (trace.hops.len(), trace.sent.len());
        if !still_refused {
            if !was_missing(error, asked, &trace, refused, &line) {
                return Err(format!("{line:?} helps against {:?}: {trace:?}\n{again:?}", error.reason()));
            }
            helped += 1;
        }
    }
    Ok(helped)
}

/// The permissions there are, right and wrong, and what looks like one.
fn lines(trace: &Trace, refused: &Sent) -> Vec<Line> {
    let text = |name: &str| String::from_utf8_lossy(&refused.values(name).concat()).into_owned();
    let mut lines = vec![
        ("access-control-allow-origin", trace.origin_at(refused.hop).to_owned()),
        ("origin", trace.origin_at(refused.hop).to_owned()),
        ("access-control-allow-methods", text("access-control-request-method")),
        ("access-control-allow-headers", text("access-control-request-headers")),
        ("access-control-request-headers", text("access-control-request-headers")),
        ("location", refused.url.to_string()),
    ];
    lines.extend(LINES.iter().map(|(name, value)| (*name, (*value).to_owned())));
    lines.retain(|(_, value)| !value.is_empty());
    lines
}

const LINES: &[(&str, &str)] = &[
    ("access-control-allow-origin", "*"),
    ("access-control-allow-origin", "null"),
    ("access-control-allow-origin", "https://other.example"),
    ("access-control-allow-credentials", "true"),
    ("access-control-allow-credentials", "TRUE"),
    ("access-control-allow-methods", "*"),
    ("access-control-allow-methods", "PUT, DELETE"),
    ("access-control-allow-headers", "*"),
    ("access-control-allow-headers", "authorization"),
    ("access-control-allow-headers", "X-Token, x-a"),
    ("access-control-allow-private-network", "true"),
    ("access-control-expose-headers", "*"),
    ("access-control-max-age", "600"),
    ("allow", "PUT"),
    ("content-type", "text/javascript"),
    ("content-type", "text/css"),
    ("content-type", "text/html"),
    ("content-type", "image/png"),
    ("cross-origin-embedder-policy", "unsafe-none"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("cross-origin-resource-policy", "same-site"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-resource-policy", "any"),
    ("location", "https://elsewhere.test/"),
    ("referrer-policy", "unsafe-url"),
    ("timing-allow-origin", "*"),
    ("vary", "Origin"),
    ("x-content-type-options", "sniff"),
];

/// Whether a line is what a response lacked when it was refused. What is wrong already, no further line puts right: values
/// of one name are read together.
fn was_missing(error: &NetworkError, asked: &Asked, trace: &Trace, refused: &Sent, line: &Line) -> bool {
    let (name, value) = (line.0, line.1.as_str());
    let is_there =
        |name| refused.answer.as_ref().is_some_and(|a| !naive::values(&a.headers, name).is_empty());
    let lists = |item: &str| value.split(',').any(|element| element.trim().eq_ignore_ascii_case(item));
    let wildcard = value == "*" && !trace.include;
    match error.reason() {
        Reason::CorsCheck(error) | Reason::Preflight(PreflightError::CorsCheck(error)) => match error {
            CorsCheckError::MissingAllowOrigin => {
                name == "access-control-allow-origin" && (wildcard || value == trace.origin_at(refused.hop))
            }
            CorsCheckError::MissingAllowCredentials => {
                name == "access-control-allow-credentials" && value == "true"
            }
            _ => false,
        },
        Reason::Preflight(error) => match error {
            PreflightError::MethodNotAllowed { method } => {
                name == "access-control-allow-methods" && (wildcard || lists(method))
            }
            PreflightError::MethodWildcardIgnored { method } => {
                name == "access-control-allow-methods" && lists(method)
            }
            PreflightError::HeaderNotAllowed { name: missing }
            | PreflightError::HeaderUnsafeByTotalSize { name: missing } => {
                let wildcard = wildcard && missing != "authorization";
                name == "access-control-allow-headers" && (wildcard || lists(missing))
            }
            PreflightError::HeaderWildcardIgnored { name: missing } => {
                name == "access-control-allow-headers" && lists(missing)
            }
            PreflightError::AuthorizationNotCoveredByWildcard => {
                name == "access-control-allow-headers" && lists("authorization")
            }
            _ => false,
        },
        // A second policy makes that there is none: cross-origin resource policy internal check 2 and 3.
        Reason::ResourcePolicy(CorpError::SameOrigin | CorpError::SameSite) => {
            name == "cross-origin-resource-policy" && asked.setting.policy != EmbedderPolicyValue::RequireCorp
        }
        Reason::ResourcePolicy(CorpError::EmbedderPolicy { .. }) => {
            name == "cross-origin-resource-policy"
                && !is_there(name)
                && ["cross-origin", "same-site"].contains(&value)
        }
        // A redirect that leads nowhere is a response like any other (HTTP-redirect fetch 4), until it leads somewhere.
        Reason::MimeType(_) if error.phase() == Phase::Redirect && name == "location" => !is_there(name),
        // The last type counts.
        Reason::MimeType(MimeError::Nosniff { destination, .. }) => {
            let wanted = if *destination == Destination::Style { "text/css" } else { "text/javascript" };
            name == "content-type" && value == wanted
        }
        Reason::MimeType(MimeError::NotScript { .. }) => name == "content-type" && value.starts_with("text/"),
        _ => false,
    }
}
