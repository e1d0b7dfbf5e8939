//! The target of a redirect, and what a redirect changes in the URL.

use url::Url;

use super::hint::Hint;
use super::scene::Scene;
use crate::header::Extracted;
use crate::redirect::location_url;

/// Returns the URL to which the response of a scene redirects.
pub(super) fn redirect_target(scene: Scene<'_>, from: &Url) -> Option<Url> {
    let response = scene.response()?;
    match location_url(response.status(), response.headers(), Some(from), from.fragment()) {
        Extracted::Values(url) => Some(url),
        _ => None,
    }
}

/// Returns a hint if a redirect changes only one small part of the URL.
pub(super) fn redirect_change(from: &Url, to: &Url) -> Option<Hint> {
    let is = |changed: Option<Url>| changed.is_some_and(|changed| sent(&changed) == sent(to));
    if is(with_other_slash(from)) {
        Some(Hint::SlashRedirect)
    } else if is(with_https(from)) {
        Some(Hint::SchemeRedirect)
    } else if is(with_other_www(from)) {
        Some(Hint::WwwRedirect)
    } else {
        None
    }
}

/// Returns the URL without its fragment, which is not sent.
fn sent(url: &Url) -> &str {
    url.as_str().split('#').next().unwrap_or_default()
}

fn with_other_slash(url: &Url) -> Option<Url> {
    let mut other = url.clone();
    match url.path().strip_suffix('/') {
        Some(path) => other.set_path(path),
        None => other.set_path(&format!("{}/", url.path())),
    }
    Some(other)
}

fn with_https(url: &Url) -> Option<Url> {
    let mut other = url.clone();
    (url.scheme() == "http" && other.set_scheme("https").is_ok()).then_some(other)
}

fn with_other_www(url: &Url) -> Option<Url> {
    let (mut other, host) = (url.clone(), url.host_str()?);
    let changed = match host.strip_prefix("www.") {
        Some(bare) => bare.to_owned(),
        None => format!("www.{host}"),
    };
    other.set_host(Some(&changed)).ok().map(|()| other)
}
