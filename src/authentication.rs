//! HTTP authentication: which credentials a message has, and what to do after the statuses 401, 407 and 421.

use crate::error::AuthenticationError;
use crate::request::{BodyKind, ResponseTainting};

/// One attempt to send a message: a run of HTTP-network-or-cache fetch, as far as authentication looks at it.
///
/// A host that drives the machine gets the first attempt of a message from
/// [`Exchange::first_attempt`](crate::Exchange::first_attempt). An
/// engine with a fetch loop of its own creates the first attempt with [`new`](Self::new), sets the fields that differ, and
/// gets each further attempt from [`after`](Self::after).
///
/// ```
/// use fetch_cors::authentication::{AfterResponse, Attempt};
/// use fetch_cors::request::ResponseTainting;
/// let mut first = Attempt::new(true, ResponseTainting::Basic);
/// first.may_prompt = true;
/// let AfterResponse::Prompt(second) = first.after(401) else { unreachable!() };
/// assert!(second.is_authentication_fetch);
/// assert_eq!(first.after(200), AfterResponse::Respond);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Attempt {
    /// Whether the message includes credentials.
    pub include_credentials: bool,
    /// The response tainting of the message.
    pub response_tainting: ResponseTainting,
    /// The body of the message.
    pub body: BodyKind,
    /// Whether the user can be asked: the request's traversable for user prompts is a traversable navigable.
    pub may_prompt: bool,
    /// The request's use-URL-credentials flag.
    pub use_url_credentials: bool,
    /// Whether the request's current URL has a user name or a password.
    pub url_includes_credentials: bool,
    /// Whether the message has an `Authorization` header of its own.
    pub has_authorization: bool,
    /// Whether the user has entered a user name and a password for this attempt.
    pub is_prompted: bool,
    /// The standard's *isAuthenticationFetch*: whether the attempt answers a 401. The host then keeps an authentication entry
    /// for the realm (step 18), unless the response is another 401.
    pub is_authentication_fetch: bool,
    /// The standard's *isNewConnectionFetch*: whether the host must use a new connection.
    pub is_new_connection_fetch: bool,
}

/// The credentials that a message gets as its `Authorization` header.
///
/// ```
/// use fetch_cors::authentication::{Attempt, Authorization};
/// use fetch_cors::request::ResponseTainting;
/// let attempt = Attempt::new(true, ResponseTainting::Basic);
/// assert_eq!(attempt.authorization(true), Authorization::Entry);
/// assert_eq!(attempt.authorization(false), Authorization::None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a host must handle each")]
pub enum Authorization {
    /// The host adds none. The message may have one of its own.
    None,
    /// The host adds that of its authentication entry.
    Entry,
    /// The host adds that of the user name and the password in the request's current URL.
    Url,
    /// The host adds that of the user name and the password that its user has entered.
    Entered,
}

/// What to do after a response, before the host passes it on.
///
/// ```
/// use fetch_cors::authentication::{AfterResponse, Attempt};
/// use fetch_cors::request::ResponseTainting;
/// let attempt = Attempt::new(false, ResponseTainting::Cors);
/// let AfterResponse::RetryOverNewConnection(second) = attempt.after(421) else { unreachable!() };
/// assert_eq!(second.after(421), AfterResponse::Respond); // once
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a host must handle each")]
pub enum AfterResponse {
    /// Pass the response on.
    Respond,
    /// 401: send the message again, with the credentials that [`Attempt::authorization`] says: those of the URL, if it has any.
    RetryWithUrlCredentials(Attempt),
    /// 401: ask the user for a user name and a password, and send the message again with them. If the user enters none, pass the
    /// response on.
    ///
    /// A server can answer each attempt with 401, so a host that does not ask a person has to end this.
    Prompt(Attempt),
    /// 407: ask the user for the password of the proxy, and send the message again with it. If the user enters none, call
    /// [`fail`](crate::Exchange::fail).
    ///
    /// Only a proxy may ask for its password. If the response came from the server itself, over a connection without a proxy,
    /// call [`fail`](crate::Exchange::fail) and ask nobody.
    PromptForProxy(Attempt),
    /// 421: send the message again over a new connection. A host that cannot choose its connection passes the response on.
    RetryOverNewConnection(Attempt),
    /// The response is a network error. The machine makes it, if the host passes the response on.
    GiveUp(AuthenticationError),
}

impl Attempt {
    /// Creates the first attempt of a message without a body and without an `Authorization` header, for a request without flags
    /// and for whose client nobody can be asked. Set the fields that differ.
    #[must_use]
    pub const fn new(include_credentials: bool, response_tainting: ResponseTainting) -> Self {
        Self {
            include_credentials,
            response_tainting,
            body: BodyKind::None,
            may_prompt: false,
            use_url_credentials: false,
            url_includes_credentials: false,
            has_authorization: false,
            is_prompted: false,
            is_authentication_fetch: false,
            is_new_connection_fetch: false,
        }
    }

    /// Returns which credentials the message of this attempt gets. `has_entry` says whether the host has an authentication entry
    /// for the request. An entry with which a server has answered 401 is one no longer.
    ///
    /// The header of a proxy does not depend on the request: the host adds `Proxy-Authorization` whenever it has an entry for
    /// the proxy.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    #[must_use]
    pub const fn authorization(&self, has_entry: bool) -> Authorization {
        // concept-http-network-or-cache-fetch 8.21: only a message with credentials gets them. The host adds the cookies.
        // concept-http-network-or-cache-fetch 8.21.2: a header that the message has already stays.
        if !self.include_credentials || self.has_authorization {
            return Authorization::None;
        }
        // The user's answer is the URL's user name and password (15.3.3, 15.3.4). The engine never holds it.
        let url_includes_credentials = self.url_includes_credentials || self.is_prompted;
        // concept-http-network-or-cache-fetch 8.21.2.1, 8.21.2.2: an entry comes first, unless the URL is to be used.
        if has_entry && (!self.use_url_credentials || !url_includes_credentials) {
            Authorization::Entry
        } else if url_includes_credentials && self.is_authentication_fetch {
            // concept-http-network-or-cache-fetch 8.21.2.3: the URL is used only after a 401.
            if self.is_prompted { Authorization::Entered } else { Authorization::Url }
        } else {
            // The host appends the header if there is one (8.21.2.4), and that of a proxy (8.22).
            Authorization::None
        }
    }

    /// Returns what to do after a response with this status.
    ///
    /// A 401 is never retried with response tainting *cors*, so a page cannot make the browser ask for passwords of other origins
    /// with CORS.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    #[must_use]
    pub const fn after(&self, status: u16) -> AfterResponse {
        // concept-http-network-or-cache-fetch 15: a 401 outside CORS, to a message with credentials, if the user can be asked.
        if status == 401 && self.may_authenticate() {
            // concept-http-network-or-cache-fetch 15.2, 15.2.1, 15.2.2: a stream cannot be sent again.
            if matches!(self.body, BodyKind::Stream) {
                return AfterResponse::GiveUp(AuthenticationError::StreamBody);
            }
            let next = Self { is_authentication_fetch: true, is_new_connection_fetch: false, ..*self };
            // concept-http-network-or-cache-fetch 15.3: the host asks the user, unless the URL is tried first.
            if !self.use_url_credentials || self.is_authentication_fetch {
                return AfterResponse::Prompt(Self { is_prompted: true, ..next });
            }
            // concept-http-network-or-cache-fetch 15.4: tries the URL.
            return AfterResponse::RetryWithUrlCredentials(next);
        }
        // concept-http-network-or-cache-fetch 16: the proxy asks for a password.
        if status == 407 {
            // concept-http-network-or-cache-fetch 16.1: nobody can be asked.
            if !self.may_prompt {
                return AfterResponse::GiveUp(AuthenticationError::ProxyWithoutUser);
            }
            // concept-http-network-or-cache-fetch 16.5: the host asks the user, and the fetch begins again.
            return AfterResponse::PromptForProxy(Self {
                is_authentication_fetch: false,
                is_new_connection_fetch: false,
                ..*self
            });
        }
        // concept-http-network-or-cache-fetch 17, 17.2: the connection was to the wrong server. Tries another once.
        if status == 421 && !self.is_new_connection_fetch && !matches!(self.body, BodyKind::Stream) {
            return AfterResponse::RetryOverNewConnection(Self { is_new_connection_fetch: true, ..*self });
        }
        // After an authentication fetch, the host keeps an authentication entry (18).
        AfterResponse::Respond
    }

    /// Returns whether a 401 is answered with credentials: all conditions of step 15 but the status.
    pub(crate) const fn may_authenticate(&self) -> bool {
        !matches!(self.response_tainting, ResponseTainting::Cors)
            && self.include_credentials
            && self.may_prompt
    }
}
