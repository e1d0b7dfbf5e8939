//! The plans whose effect lies outside of the fetch, where no replay can show it.

use super::Planner;
use crate::error::{AuthenticationError, Blocker, Reason, RedirectError, TaintingError};
use crate::explain::change::Change;
use crate::explain::fix::Fix;
use crate::explain::hint::Hint;
use crate::explain::plan::Plan;
use crate::header::ReadHeaders;
use crate::origin::without_credentials;
use crate::request::{CacheMode, http_url};
use crate::site::same_site;

impl Planner<'_> {
    /// Returns the plan for the reason of the error, if its effect lies outside of the fetch.
    pub(super) fn outside_of_the_fetch(&self) -> Option<Plan> {
        let hop = self.scene.hop();
        let change = match self.error.reason() {
            // Another plan is to request the `https:` URL.
            Reason::Blocked(Blocker::MixedContent) => return None,
            Reason::Blocked(by) => Change::Allow { by: by.clone() },
            Reason::BadPort { .. } => Change::UseAnotherPort { hop },
            Reason::Tainting(TaintingError::SchemeNotHttp { scheme }) | Reason::Scheme { scheme } => {
                let change = self.hints().find_map(|hint| match hint {
                    Hint::OwnScheme => Some(Change::ServeScheme { scheme: scheme.clone() }),
                    Hint::WebSocketUrl => Some(Change::UseWebSocket),
                    Hint::WebSocketRequest => {
                        http_url(self.error.url()).map(|url| Change::HandOverUrl { url })
                    }
                    _ => None,
                });
                change.unwrap_or(Change::UseHttpUrl)
            }
            Reason::BlobRange(_) => Change::DropRequestHeader { name: "range".to_owned() },
            Reason::Keepalive(_) => Change::SendLessWithKeepalive,
            Reason::LocalFailure { scheme } if scheme == "file" => Change::UseHttpUrl,
            Reason::LocalFailure { scheme } => Change::ProvideResource { scheme: scheme.clone() },
            Reason::NetworkFailure => {
                Change::ReachServer { url: without_credentials(self.error.url()).into_owned() }
            }
            Reason::Authentication(AuthenticationError::ProxyWithoutUser) => Change::GiveProxyPassword,
            Reason::UnsendableMessage => Change::UseAnotherHttpClient,
            Reason::Redirect(RedirectError::TooManyRedirects) => match self.scene.redirect_loop() {
                Some(hop) => Change::EndRedirectLoop { hop },
                None => Change::RedirectLess,
            },
            Reason::Redirect(RedirectError::LocationInvalid { .. } | RedirectError::SchemeNotHttp { .. }) => {
                Change::RedirectToHttp { hop }
            }
            Reason::RangeNotRequested { .. } => Change::AnswerWithWholeResource,
            Reason::ServiceWorker(error) => Change::MendServiceWorker { error: *error },
            Reason::Host(error) => Change::MendHost { error: error.clone() },
            _ if self.hints().any(|hint| *hint == Hint::FromCache) => {
                Change::SetCache { mode: CacheMode::Reload }
            }
            _ => return None,
        };
        Some(Plan::unproved(vec![Fix::required(change)]))
    }

    /// Returns the plan for a server that the developer may not be able to change: it belongs to another site, and none of
    /// its responses has a CORS header.
    pub(super) fn by_own_server(&self) -> Option<Plan> {
        let request = self.scene.request();
        let response = self.scene.response()?;
        let is_plain = matches!(response.status(), 200..=299 | 404 | 405 | 501);
        let is_cors_header = |(name, _): (&[u8], &[u8])| {
            name.get(..15).is_some_and(|start| start.eq_ignore_ascii_case(b"access-control-"))
        };
        let responses = self.scene.turns.iter().filter_map(|turn| turn.response(self.story()));
        let knows_cors =
            responses.into_iter().any(|response| response.headers().fields().any(is_cors_header))
                || self.hints().any(|hint| *hint == Hint::PreflightRemembered);
        let sites = request.client().sites();
        let is_own = same_site(request.origin(), request.url_list.current_origin(), sites);
        let is_cors = matches!(self.error.reason(), Reason::CorsCheck(_) | Reason::Preflight(_));
        let is_web = matches!(request.origin().scheme(), Some("http" | "https"));
        let is_foreign = is_cors && is_web && is_plain && !knows_cors && !is_own;
        is_foreign.then(|| Plan::unproved(vec![Fix::required(Change::AskFromOwnServer)]))
    }
}
