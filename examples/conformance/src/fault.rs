use std::fmt;

/// A fault of a client that does not behave as a browser.
///
/// The documentation of each variant says what such a client does, and why this is a problem. [`Fault::remedy`] says how to
/// mend the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The client cannot fetch at all: it gets no response to a plain `GET`.
    ///
    /// The suite then looks for no other fault.
    DoesNotFetch,
    /// The client turns a response with a status such as 404 into an error.
    ///
    /// A page sees every response that the server shares, whatever its status is. The engine needs the status too: it
    /// decides what a redirect means, or the response to a preflight with status 403.
    TreatsStatusAsError,
    /// The client shows the page a response that the engine refused.
    ///
    /// The page can then read a response that the server did not share.
    ShowsRefused,
    /// The client shows the page parts of a response that must be hidden from the page.
    ///
    /// The engine returns a filtered response. Script sees nothing of an opaque response, and only the exposed headers
    /// of a CORS response.
    ShowsHidden,
    /// The client answers preflights itself, or never sends them.
    ///
    /// The server can then receive a message that it has not allowed, such as a `DELETE`.
    SwallowsPreflight,
    /// The client sends a preflight although an earlier one has granted the same request.
    ///
    /// Browsers remember a grant for the time that `Access-Control-Max-Age` sets.
    ForgetsPreflights,
    /// The client follows redirects itself.
    ///
    /// The engine then cannot check the redirects. It treats the response of one origin as the response of another origin,
    /// and the page reads a response that was not shared with it.
    FollowsRedirects,
    /// The client loses the body of a request or of a response, or a part of it.
    ///
    /// The server then receives another message than the page wanted to send, or the page sees a part of a response as if it
    /// were the whole response.
    DropsBody,
    /// The client sends a body, or headers that describe a body, with a message that must not have a body.
    ///
    /// A preflight has no body. A redirect may remove the body of a request. If the client sends the body all the same,
    /// another origin receives data that was not meant for it.
    SendsUnaskedBody,
    /// The client sends a stream a second time, or does not send all of it.
    ///
    /// Browsers do not keep the bytes of a stream, so they end the fetch instead of sending the stream a second time. A
    /// server that has already acted on the first message would act twice.
    RepeatsStream,
    /// The client treats an interim response, such as `103 Early Hints`, or its headers, as the final response.
    ///
    /// Only the headers of the final response share it with a page. The suite looks for this fault over HTTP/1.1 only.
    TakesInterimResponse,
    /// The client sends no cookies with a message that includes credentials.
    ///
    /// The server then does not recognise the user.
    SendsNoCookies,
    /// The client sends cookies with a message that must not include credentials.
    ///
    /// The server then recognises the user, although the credentials mode forbids it. The server may act in the user's name
    /// although the user has not agreed.
    SendsForbiddenCookies,
    /// The client stores cookies of a response to a message that did not include credentials.
    ///
    /// The server can then recognise the user in later messages, although a message without credentials must leave no trace.
    StoresForbiddenCookies,
    /// The client sends or stores cookies with `SameSite=Strict` or `SameSite=Lax` for requests from another site.
    ///
    /// A page of another site can then act in the user's name, although the server forbids this with the attribute
    /// `SameSite`.
    IgnoresSameSite,
    /// The client sends the page's `Authorization` header to another origin after a redirect.
    ///
    /// The other origin then receives a secret that was not meant for it.
    KeepsAuthorization,
    /// The client loses some lines of a header that is repeated on several lines.
    ///
    /// The lines of a repeated header form one list. If the client loses some of them, the engine decides with an incomplete
    /// list, or the server receives an incomplete list.
    LosesRepeatedHeaders,
    /// The client loses or replaces bytes above 0x7F in the values of headers or in bodies.
    ///
    /// Values of headers and bodies are sequences of bytes, which need not be UTF-8.
    LosesBytes,
    /// The client sends a message that differs from the message that the engine made: another method, URL or header.
    ///
    /// The engine has then checked another message than the one that the server receives.
    AltersMessage,
    /// The client adds headers of its own that a server must allow in a preflight.
    ///
    /// If the server has not allowed such a header in a preflight, it must not receive the header from a page of another
    /// origin. Headers that every browser adds, such as `User-Agent`, `Accept-Encoding` or `Referer`, are not a fault.
    AddsHeaders,
    /// The client uses a response or a grant that it has cached in another network partition.
    ///
    /// A page can then find out what the user did on another site.
    AnswersAcrossPartitions,
    /// The client makes up a response when it received none from the server.
    ///
    /// The page then sees a broken connection as a response of the server.
    InventsResponse,
    /// The client loses the reason why a fetch failed.
    ///
    /// A developer then cannot tell a refusal, a message that cannot be sent, and a broken connection from each other.
    LosesCause,
}

impl Fault {
    /// The list of all faults that the suite looks for.
    pub const ALL: &[Self] = &[
        Self::DoesNotFetch,
        Self::TreatsStatusAsError,
        Self::ShowsRefused,
        Self::ShowsHidden,
        Self::SwallowsPreflight,
        Self::ForgetsPreflights,
        Self::FollowsRedirects,
        Self::DropsBody,
        Self::SendsUnaskedBody,
        Self::RepeatsStream,
        Self::TakesInterimResponse,
        Self::SendsNoCookies,
        Self::SendsForbiddenCookies,
        Self::StoresForbiddenCookies,
        Self::IgnoresSameSite,
        Self::KeepsAuthorization,
        Self::LosesRepeatedHeaders,
        Self::LosesBytes,
        Self::AltersMessage,
        Self::AddsHeaders,
        Self::AnswersAcrossPartitions,
        Self::InventsResponse,
        Self::LosesCause,
    ];

    /// Returns what the client does, as words that follow "the client".
    fn what(self) -> &'static str {
        match self {
            Self::DoesNotFetch => "gets no response to a plain GET",
            Self::TreatsStatusAsError => "turns statuses such as 404 into errors",
            Self::ShowsRefused => "shows the page a response that the engine refused",
            Self::ShowsHidden => "shows the page parts of a response that must be hidden from the page",
            Self::SwallowsPreflight => "does not send preflights",
            Self::ForgetsPreflights => "does not remember what a preflight granted",
            Self::FollowsRedirects => "follows redirects itself",
            Self::DropsBody => "loses a body or a part of a body",
            Self::SendsUnaskedBody => "sends a body with a message that must not have one",
            Self::RepeatsStream => "does not send a stream exactly once",
            Self::TakesInterimResponse => "treats an interim response as the final response",
            Self::SendsNoCookies => "sends no cookies with a message that includes credentials",
            Self::SendsForbiddenCookies => "sends cookies with a message that must not include credentials",
            Self::StoresForbiddenCookies => "stores cookies of a response to a message without credentials",
            Self::IgnoresSameSite => "ignores the attribute SameSite of cookies",
            Self::KeepsAuthorization => {
                "sends the page's Authorization header to another origin after a redirect"
            }
            Self::LosesRepeatedHeaders => "loses some lines of a repeated header",
            Self::LosesBytes => "loses or replaces bytes above 0x7F",
            Self::AltersMessage => "sends a message that differs from the message of the engine",
            Self::AddsHeaders => "adds headers that need a preflight",
            Self::AnswersAcrossPartitions => "uses what it has cached in another network partition",
            Self::InventsResponse => "makes up a response when it received none",
            Self::LosesCause => "loses the reason why a fetch failed",
        }
    }

    /// Returns a few sentences that say how to mend a client with this fault.
    ///
    /// ```
    /// use fetch_cors_conformance::Fault;
    /// assert!(Fault::FollowsRedirects.remedy().starts_with("Disable redirects in the HTTP library"));
    /// ```
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::DoesNotFetch => {
                "Look at the client's error above. The servers have no TLS, so a client that supports only \
                 HTTP/2 must use it without negotiation (prior knowledge)."
            }
            Self::TreatsStatusAsError => {
                "Configure the HTTP library so that it returns every response, whatever its status is \
                 (http_status_as_error(false) of ureq). Do not call a function that checks the status \
                 (error_for_status of reqwest)."
            }
            Self::ShowsRefused => {
                "If the engine returns a NetworkError, return that error and no part of the response. Do not \
                 keep a copy of the response or of its body outside of the engine."
            }
            Self::ShowsHidden => {
                "Take everything that the page sees from the FilteredResponse. Pass the body to the engine \
                 with the response. If you keep the body elsewhere, show it to the page only if \
                 FilteredResponse::body returns Some."
            }
            Self::SwallowsPreflight => {
                "Send the message of every exchange to the server, also the preflights, and pass the response of the \
                 server to the engine. Do not use a layer that answers OPTIONS messages: such a layer is for \
                 servers."
            }
            Self::ForgetsPreflights => {
                "Use one PreflightCache for all fetches of the client. Do not create a cache for each fetch."
            }
            Self::FollowsRedirects => {
                "Disable redirects in the HTTP library (redirect::Policy::none() of reqwest, \
                 max_redirects(0) of ureq). Ask the HTTP library for the URL that each response came from, \
                 and pass this URL to Response::with_url."
            }
            Self::DropsBody => {
                "Send the body with each message for which Exchange::send_body returns true, also after a \
                 redirect with status 307 or 308. Return an error if the connection ends before the whole \
                 body of a response has arrived."
            }
            Self::SendsUnaskedBody => {
                "Call Exchange::send_body for each message. If it returns false, send no body, not even an \
                 empty one, because many HTTP libraries announce an empty body with Content-Length: 0. Only a \
                 POST or a PUT without a body has Content-Length: 0."
            }
            Self::RepeatsStream => {
                "Move the stream into the one message that needs it. Disable retries for this message, also \
                 retries after a status such as 401."
            }
            Self::TakesInterimResponse => {
                "Ignore responses with a status from 100 to 199 and their headers, and wait for the final \
                 response. Most HTTP libraries do this by default."
            }
            Self::SendsNoCookies => {
                "If Exchange::include_credentials returns true, add the cookies of the cookie jar to the \
                 message, and store the cookies of the response in the same jar."
            }
            Self::SendsForbiddenCookies => {
                "Call Exchange::include_credentials for each message, also for preflights, and send cookies \
                 only if it returns true. If the HTTP library has a cookie jar that adds cookies to every \
                 message, use two HTTP clients: one with the jar and one without."
            }
            Self::StoresForbiddenCookies => {
                "Store the cookies of a response only if Exchange::include_credentials returns true for its \
                 message. It returns false for preflights."
            }
            Self::IgnoresSameSite => {
                "Call Exchange::same_site_mode for each message that includes credentials. Send a cookie only \
                 if SameSiteMode::may_send returns true for it, and store a cookie only if may_store returns \
                 true. If same_site_mode returns an error, use SameSiteMode::UnsetOrLess."
            }
            Self::KeepsAuthorization => {
                "Take the headers of each message from its Exchange. Do not take them from the original \
                 request of the page."
            }
            Self::LosesRepeatedHeaders => {
                "Copy headers with append instead of insert. Do not copy them into a map that can hold only \
                 one value for each name."
            }
            Self::LosesBytes => "Pass header values and bodies on as bytes. Do not convert them to strings.",
            Self::AltersMessage => {
                "Send the method, the URL and the headers of the Exchange unchanged. Disable features of the \
                 HTTP library that replace or remove headers. Do not turn the user name and the password of a \
                 URL into an Authorization header."
            }
            Self::AddsHeaders => {
                "Remove the default headers of the HTTP library. Do not add a Content-Type to a message that \
                 has none."
            }
            Self::AnswersAcrossPartitions => {
                "Make the network partition key of the request (Request::partition_key) a part of the key of \
                 each cache, or use no HTTP cache. The PreflightCache of the engine does this already."
            }
            Self::InventsResponse => {
                "If the HTTP library returns an error, return that error to the engine. Do not replace it with \
                 a response, such as one with status 502, which only a gateway may send."
            }
            Self::LosesCause => {
                "Return the NetworkError of the engine unchanged. Pass the error of the HTTP library or of \
                 Exchange::to_http to the engine as a value. Do not pass only its text."
            }
        }
    }
}

/// Prints what the client does, as words that follow "the client".
///
/// ```
/// use fetch_cors_conformance::Fault;
/// assert_eq!(Fault::FollowsRedirects.to_string(), "follows redirects itself");
/// ```
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what())
    }
}
