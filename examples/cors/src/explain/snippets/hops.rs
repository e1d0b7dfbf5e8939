//! The hops of a fetch, from a plan and a story: the URL of each, and the headers that its server already sends.

use std::sync::Arc;

use fetch_cors::explain::{Change, Plan, Story, TraceKind, trace};
use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names};
use fetch_cors::url::Url;

/// A hop of the fetch, after the changes of the plan.
#[derive(Debug, Default)]
pub(super) struct Hop {
    pub(super) url: Option<Arc<Url>>,
    /// The headers of the response to the preflight, if they were recorded.
    pub(super) preflight: Option<Headers>,
    /// The headers of the response to the actual request, if they were recorded.
    pub(super) response: Option<Headers>,
}

/// The headers of a response: names in lower case, and values.
pub(super) type Headers = Vec<(String, String)>;

/// Returns the hops of a fetch, as far as the story and the plan show them.
pub(super) fn hops(plan: &Plan, story: &Story) -> Vec<Hop> {
    let requested = plan.fixes.iter().find_map(|fix| match &fix.change {
        Change::RequestUrl { url } => Some(Arc::new(url.clone())),
        _ => None,
    });
    if requested.is_some() {
        return vec![Hop { url: requested, ..Hop::default() }];
    }
    let mut hops = recorded(story);
    for fix in &plan.fixes {
        if let Change::RedirectTo { hop, url } = &fix.change {
            hops.truncate(hop.saturating_add(1));
            hops.push(Hop { url: Some(Arc::new(url.clone())), ..Hop::default() });
        }
    }
    hops
}

fn recorded(story: &Story) -> Vec<Hop> {
    let mut hops: Vec<Hop> = Vec::new();
    let mut is_preflight = false;
    for entry in trace(story) {
        while hops.len() <= entry.hop {
            hops.push(Hop::default());
        }
        let Some(hop) = hops.get_mut(entry.hop) else { continue };
        match entry.kind {
            TraceKind::Tainting { url, .. } => hop.url = Some(url),
            TraceKind::Sent(message) => {
                is_preflight = message.is_preflight;
                hop.url = Some(message.url);
            }
            TraceKind::PreflightRemembered => hop.preflight = Some(remembered(story)),
            TraceKind::Received { headers: Some(headers), .. } if is_preflight => {
                hop.preflight = Some(read(&headers));
            }
            TraceKind::Received { headers: Some(headers), .. } => hop.response = Some(read(&headers)),
            _ => {}
        }
    }
    if let Some(url) = hops.last().and_then(redirected) {
        hops.push(Hop { url: Some(Arc::new(url)), ..Hop::default() });
    }
    hops
}

/// Returns the URL to which the last response redirects. The story has no hop for it if the redirect was refused.
fn redirected(hop: &Hop) -> Option<Url> {
    let (_, location) = hop.response.as_ref()?.iter().find(|(name, _)| name == "location")?;
    hop.url.as_ref()?.join(location).ok()
}

/// Returns the headers that the response to a remembered preflight must have had at least.
fn remembered(story: &Story) -> Headers {
    let request = story.request();
    let names = cors_unsafe_request_header_names(request.headers());
    let names: Vec<String> = names.iter().map(|name| String::from_utf8_lossy(&name).into_owned()).collect();
    let mut headers = vec![("access-control-allow-methods".to_owned(), request.method().to_string())];
    if !names.is_empty() {
        headers.push(("access-control-allow-headers".to_owned(), names.join(", ")));
    }
    headers
}

fn read(headers: &HeaderList) -> Headers {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    headers.iter().map(|(name, value)| (text(name).to_ascii_lowercase(), text(value))).collect()
}
