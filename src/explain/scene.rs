//! The scene of a finding: a point in a replay, with everything that happened before it.

use url::Url;

use super::redirect_change::{redirect_change, redirect_target};
use super::replay::Turn;
use super::story::{Answer, Story};
use crate::header::ReadHeaders;
use crate::header::list::varies_by_origin;
use crate::request::Request;
use crate::request_origin::first_tainting_redirect;
use crate::response::Response;

/// A scene of a replay: a message, usually the one at which the fetch was refused, and everything before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) story: &'a Story,
    /// The turns up to and including this message.
    pub(super) turns: &'a [Turn],
    /// Whether the fetch ended at the last turn. If not, it ended before it could send the next message.
    pub(super) is_at_turn: bool,
}

impl<'a> Scene<'a> {
    /// Returns the turn at which the fetch ended.
    pub(super) fn turn(&self) -> Option<&'a Turn> {
        self.turns.last().filter(|_| self.is_at_turn)
    }

    /// Returns the request as it was at the last message. If nothing was sent, returns the request of the story.
    pub(super) fn request(&self) -> &'a Request {
        self.turns.last().map_or(&self.story.request, |turn| &turn.request)
    }

    /// Returns the answer to the message at which the fetch ended.
    pub(super) fn answer(&self) -> Option<&'a Answer> {
        self.turn()?.answer(self.story)
    }

    /// Returns the response at which the fetch ended, if its headers are known.
    pub(super) fn response(&self) -> Option<&'a Response<()>> {
        self.answer()?.response()
    }

    /// Returns the hop at which the fetch ended.
    pub(super) fn hop(&self) -> usize {
        match (self.turns.last(), self.is_at_turn) {
            (Some(turn), true) => turn.hop(),
            (Some(turn), false) => turn.hop() + 1,
            (None, _) => 0,
        }
    }

    /// Returns the URLs of the hops so far, in order.
    pub(super) fn urls(&self) -> impl Iterator<Item = &'a Url> {
        self.request().url_list().iter()
    }

    /// Returns the hop whose redirect changed the `Origin` of the request to `null`.
    pub(super) fn nulled_at(&self) -> Option<usize> {
        let request = self.request();
        first_tainting_redirect(request.origin(), request.url_list().origins())
    }

    /// Returns the hop whose server redirected to a login page. If the response here is a redirect, looks at this hop only,
    /// and otherwise at the hop before it.
    pub(super) fn login_redirect(&self) -> Option<usize> {
        let hop = self.hop();
        let target = self.turn().and_then(|turn| redirect_target(*self, turn.url()));
        match target {
            Some(target) => self.leads_to_login(hop, &target).then_some(hop),
            None => {
                let before = hop.checked_sub(1)?;
                let target = self.urls().nth(hop)?;
                self.leads_to_login(before, target).then_some(before)
            }
        }
    }

    /// Returns whether the redirect of a hop leads to a login page from a URL that is none. A permanent redirect does not
    /// count, because it would lead there with a session, too.
    fn leads_to_login(&self, hop: usize, target: &Url) -> bool {
        let Some(asked) = self.urls().nth(hop) else { return false };
        let turn = self.turns.iter().rfind(|turn| turn.hop() == hop);
        let status = turn.and_then(|turn| turn.response(self.story)).map(Response::status);
        !matches!(status, Some(301 | 308))
            && redirect_change(asked, target).is_none()
            && is_login(asked, target)
    }

    /// Returns the previous hop, if its redirect led to another origin.
    pub(super) fn redirect_from_another_server(&self) -> Option<usize> {
        let hop = self.turn()?.hop().checked_sub(1)?;
        let mut origins = self.request().url_list().origins().skip(hop);
        let (from, to) = (origins.next()?, origins.next()?);
        (!from.same_origin(to)).then_some(hop)
    }

    /// Returns whether the URL of a hop has the origin of the page.
    pub(super) fn is_home(&self, hop: usize) -> bool {
        let request = self.request();
        request.url_list().origins().nth(hop).is_some_and(|origin| origin.same_origin(request.origin()))
    }

    /// Returns the previous hop, if its redirect led from `https:` to `http:`. `target` is the URL at which the fetch ended.
    pub(super) fn insecure_redirect(&self, target: &Url) -> Option<usize> {
        let hop = self.hop().checked_sub(1)?;
        let from = self.urls().nth(hop)?;
        (from.scheme() == "https" && target.scheme() == "http").then_some(hop)
    }

    /// Returns the first hop of a loop of redirects.
    pub(super) fn redirect_loop(&self) -> Option<usize> {
        let urls: Vec<&Url> = self.urls().collect();
        urls.iter().enumerate().position(|(i, url)| urls.iter().skip(i + 1).any(|later| later == url))
    }

    /// Returns whether the headers show that a cache stored the response, and no `Vary: Origin` keeps origins apart.
    pub(super) fn looks_cached(&self) -> bool {
        let Some(response) = self.response() else { return false };
        let headers = response.headers();
        let is_hit = |(name, value): (&[u8], &[u8])| {
            let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
            name == b"age" && value != b"0"
                || CACHE_STATUS_HEADERS.contains(&&name[..]) && value.windows(3).any(|part| part == b"hit")
        };
        !varies_by_origin(headers) && headers.fields().any(is_hit)
    }
}

const CACHE_STATUS_HEADERS: [&[u8]; 6] =
    [b"x-cache", b"cf-cache-status", b"x-vercel-cache", b"x-cache-status", b"x-proxy-cache", b"cache-status"];

/// Returns whether a redirect leads to a login page from a URL that is none.
pub(super) fn is_login(asked: &Url, target: &Url) -> bool {
    let words = login_words(target);
    !words.is_empty() && login_words(asked).iter().all(|word| !words.contains(word))
}

/// Returns the words in the host and the path of a URL that suggest a login page.
fn login_words(url: &Url) -> Vec<&'static str> {
    let host = url.host_str().unwrap_or_default().split(['.', '-']);
    let path = url.path_segments().into_iter().flatten().flat_map(|segment| segment.split(['-', '_', '.']));
    let login = |word: &str| LOGIN_WORDS.into_iter().find(|login| word.eq_ignore_ascii_case(login));
    host.chain(path).filter_map(login).collect()
}

const LOGIN_WORDS: [&str; 29] = [
    "accounts",
    "adfs",
    "auth",
    "auth0",
    "authenticate",
    "authn",
    "authorize",
    "cas",
    "cognito",
    "idp",
    "keycloak",
    "login",
    "logon",
    "oauth",
    "oauth2",
    "oidc",
    "okta",
    "openid",
    "realms",
    "saml",
    "saml2",
    "session",
    "shibboleth",
    "signin",
    "signon",
    "sso",
    "sts",
    "wayf",
    "wsfed",
];
