//! HTTP authentication: which credentials a message gets, and what to do after the statuses 401, 407 and 421.
//!
//! Begin with [`Attempt`]. A host that never retries a message does not need this module.

use crate::error::AuthenticationError;
use crate::request::{BodyKind, ResponseTainting};

/// An attempt to send a message, with the facts that decide about authentication. If the host sends the message again,
/// for example with a password, that is a second attempt. In the standard, each attempt is one run of
/// *HTTP-network-or-cache fetch*.
///
/// A host that drives the machine gets the first attempt of a message from
/// [`Exchange::first_attempt`](crate::Exchange::first_attempt). A host with a fetch loop of its own creates it with
/// [`new`](Self::new) and sets the fields that differ. For each attempt:
///
/// 1. [`authorization`](Self::authorization) returns which credentials the message gets.
/// 2. The host sends the message.
/// 3. [`after`](Self::after) returns what to do with the status of the response. It may return the next attempt.
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
    /// The kind of the message's body.
    pub body: BodyKind,
    /// Whether the user can be asked for a password. In the standard, this is so if the request's *traversable for user
    /// prompts* is a traversable navigable, such as a window or a tab.
    pub may_prompt: bool,
    /// The request's use-URL-credentials flag.
    pub use_url_credentials: bool,
    /// Whether the request's current URL has a user name or a password that is not empty.
    pub url_includes_credentials: bool,
    /// Whether the message already has an `Authorization` header, for example one that script has set.
    pub has_authorization: bool,
    /// Whether the user has entered a user name and a password for this attempt.
    pub is_prompted: bool,
    /// Whether this attempt follows a response with status 401. This is the standard's *isAuthenticationFetch*. If so,
    /// and the response to this attempt is not another 401, the host creates an authentication entry for the realm
    /// (step 18).
    pub is_authentication_fetch: bool,
    /// Whether the host has to use a new connection. This is the standard's *isNewConnectionFetch*.
    pub is_new_connection_fetch: bool,
}

/// The credentials that the host adds to a message as its `Authorization` header.
///
/// ```
/// use fetch_cors::authentication::{Attempt, Authorization};
/// use fetch_cors::request::ResponseTainting;
/// let attempt = Attempt::new(true, ResponseTainting::Basic);
/// assert_eq!(attempt.authorization(true), Authorization::Entry);
/// assert_eq!(attempt.authorization(false), Authorization::None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a host must handle every value")]
pub enum Authorization {
    /// The host adds no `Authorization` header. The message may already have one.
    None,
    /// The host adds the credentials of its authentication entry.
    Entry,
    /// The host adds the user name and the password in the request's current URL.
    Url,
    /// The host adds the user name and the password that its user has entered.
    Entered,
}

/// The host's next action after a response to an [`Attempt`].
///
/// To *pass a response on* means to call [`respond`](crate::Exchange::respond) with it. A host with a fetch loop of its
/// own returns the response from its HTTP-network-or-cache fetch instead.
///
/// ```
/// use fetch_cors::authentication::{AfterResponse, Attempt};
/// use fetch_cors::request::ResponseTainting;
/// let attempt = Attempt::new(false, ResponseTainting::Cors);
/// let AfterResponse::RetryOverNewConnection(second) = attempt.after(421) else { unreachable!() };
/// assert_eq!(second.after(421), AfterResponse::Respond); // once
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a host must handle every value")]
pub enum AfterResponse {
    /// Pass the response on, as no retry is needed.
    Respond,
    /// After a 401: send the message again, with the credentials that [`Attempt::authorization`] returns for this
    /// attempt. If the URL has credentials, these are the credentials of the URL.
    RetryWithUrlCredentials(Attempt),
    /// After a 401: ask the user for a user name and a password, and send the message again with them. If the user enters
    /// none, pass the response on.
    ///
    /// A server can respond to each attempt with 401. A host that does not ask a person has to limit the number of
    /// attempts.
    Prompt(Attempt),
    /// After a 407: ask the user for the password of the proxy, and send the message again with it. If the user enters
    /// none, call [`fail`](crate::Exchange::fail).
    ///
    /// Only a proxy may ask for its password. If the response came from the server itself, over a connection without a
    /// proxy, do not ask the user, and call [`fail`](crate::Exchange::fail).
    PromptForProxy(Attempt),
    /// After a 421: send the message again over a new connection. A host that cannot choose its connection passes the
    /// response on.
    RetryOverNewConnection(Attempt),
    /// The fetch ends in a network error with this reason. A host that drives the machine passes the response on, and the
    /// machine creates the network error.
    GiveUp(AuthenticationError),
}

impl Attempt {
    /// Creates the first attempt to send a message: without a body, without an `Authorization` header, without flags,
    /// without credentials in the URL, and without a user who can be asked. Set the fields that differ.
    ///
    /// `include_credentials` says whether the message includes credentials, which
    /// [`include_credentials`](crate::credentials::include_credentials) decides. `response_tainting` is the response
    /// tainting of the message.
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

    /// Returns which credentials the host adds to the message of this attempt as its `Authorization` header.
    ///
    /// `has_entry` says whether the host has an authentication entry for the request: a user name and a password that
    /// it has stored for this server before. An entry that a server has refused with a 401 no longer counts.
    ///
    /// `Proxy-Authorization` does not depend on the request: if the host has an entry for the proxy, it adds that
    /// header to each message.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    #[must_use]
    pub const fn authorization(&self, has_entry: bool) -> Authorization {
        // concept-http-network-or-cache-fetch 8.21: only a message that includes credentials gets any. The host adds
        // cookies.
        // concept-http-network-or-cache-fetch 8.21.2: an `Authorization` header that the message already has stays.
        if !self.include_credentials || self.has_authorization {
            return Authorization::None;
        }
        // By 15.3.3 and 15.3.4, what the user enters is written into the URL. Here the host keeps it, and the engine
        // never holds it.
        let url_includes_credentials = self.url_includes_credentials || self.is_prompted;
        // concept-http-network-or-cache-fetch 8.21.2.1, 8.21.2.2: uses an entry, unless the flag prefers the credentials
        // of the URL and the URL has some.
        if has_entry && (!self.use_url_credentials || !url_includes_credentials) {
            Authorization::Entry
        } else if url_includes_credentials && self.is_authentication_fetch {
            // concept-http-network-or-cache-fetch 8.21.2.3: uses the credentials of the URL, but only after a 401.
            if self.is_prompted { Authorization::Entered } else { Authorization::Url }
        } else {
            // The host appends `Authorization` if there are credentials (8.21.2.4), and `Proxy-Authorization` (8.22).
            Authorization::None
        }
    }

    /// Returns what the host does after a response with this status.
    ///
    /// With response tainting *cors*, there is no retry after a 401. So a page cannot use CORS to make the browser ask
    /// for the passwords of other origins.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch>
    #[must_use]
    pub const fn after(&self, status: u16) -> AfterResponse {
        // concept-http-network-or-cache-fetch 15: retries after a 401 outside CORS, if the message includes credentials
        // and the user can be asked.
        if status == 401 && self.may_authenticate() {
            // concept-http-network-or-cache-fetch 15.2, 15.2.1, 15.2.2: a stream cannot be sent again.
            if matches!(self.body, BodyKind::Stream) {
                return AfterResponse::GiveUp(AuthenticationError::StreamBody);
            }
            let next = Self { is_authentication_fetch: true, is_new_connection_fetch: false, ..*self };
            // concept-http-network-or-cache-fetch 15.3: the host asks the user, unless the credentials of the URL are
            // tried first.
            if !self.use_url_credentials || self.is_authentication_fetch {
                return AfterResponse::Prompt(Self { is_prompted: true, ..next });
            }
            // concept-http-network-or-cache-fetch 15.4: tries the credentials of the URL.
            return AfterResponse::RetryWithUrlCredentials(next);
        }
        // concept-http-network-or-cache-fetch 16: after a 407, the proxy asks for a password.
        if status == 407 {
            // concept-http-network-or-cache-fetch 16.1: without a user who can be asked, the result is a network error.
            if !self.may_prompt {
                return AfterResponse::GiveUp(AuthenticationError::ProxyWithoutUser);
            }
            // concept-http-network-or-cache-fetch 16.5: the host asks the user, and the algorithm runs again without its
            // flags.
            return AfterResponse::PromptForProxy(Self {
                is_authentication_fetch: false,
                is_new_connection_fetch: false,
                ..*self
            });
        }
        // concept-http-network-or-cache-fetch 17, 17.2: after a 421, the connection was the wrong one. Tries a new one
        // once.
        if status == 421 && !self.is_new_connection_fetch && !matches!(self.body, BodyKind::Stream) {
            return AfterResponse::RetryOverNewConnection(Self { is_new_connection_fetch: true, ..*self });
        }
        // After an authentication fetch, the host creates an authentication entry (18).
        AfterResponse::Respond
    }

    /// Returns whether the message may be sent again with credentials after a 401: all conditions of step 15 of
    /// HTTP-network-or-cache fetch, except for the status.
    pub(crate) const fn may_authenticate(&self) -> bool {
        !matches!(self.response_tainting, ResponseTainting::Cors)
            && self.include_credentials
            && self.may_prompt
    }
}
