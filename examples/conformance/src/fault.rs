use std::fmt;

/// A fault that makes a client behave unlike a browser.
///
/// Each variant says what such a client does, and why this breaks CORS. [`Fault::remedy`] says how to mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The client cannot fetch at all: it gets no response to a plain `GET`.
    ///
    /// No other fault is looked for then.
    DoesNotFetch,
    /// The client turns a response with a status such as 404 into an error.
    ///
    /// A page sees every response that the server shares, whatever its status. Statuses matter to the engine, too: only
    /// it knows what a redirect or a preflight with status 403 means.
    TreatsStatusAsError,
    /// The client shows the page a response that the engine refused.
    ///
    /// The page then reads what the server did not share.
    ShowsRefused,
    /// The client shows the page parts of a response that are hidden from it.
    ///
    /// The engine returns a filtered response. Script sees nothing of an opaque response, and only the exposed headers
    /// of a CORS response.
    ShowsHidden,
    /// The client answers preflights itself, or never sends them.
    ///
    /// The server is then not asked before a message that it may not expect, such as a `DELETE`.
    SwallowsPreflight,
    /// The client sends a preflight although an earlier one has granted the same request.
    ///
    /// Browsers remember a grant for as long as `Access-Control-Max-Age` says.
    ForgetsPreflights,
    /// The client follows redirects itself.
    ///
    /// The engine then cannot check them. The response of one origin is taken for that of another, and a page reads what
    /// nobody shared with it.
    FollowsRedirects,
    /// The client loses the body of a request or of a response, or a part of it.
    ///
    /// The server gets another message than the page wanted, or the page takes a part of a response for the whole.
    DropsBody,
    /// The client sends a body, or headers that describe one, with a message that has none.
    ///
    /// A preflight has no body. A redirect may have dropped the body: what was meant for one origin then reaches another
    /// one.
    SendsUnaskedBody,
    /// The client sends a stream a second time, or sends less than the stream.
    ///
    /// A stream cannot be sent twice: browsers do not keep its bytes, and end the fetch instead. A server that has
    /// already acted on the first message would act twice.
    RepeatsStream,
    /// The client takes an interim response, such as `103 Early Hints`, or its headers, for the response.
    ///
    /// Only the final response says what the server shares. The suite looks for this fault over HTTP/1.1 only.
    TakesInterimResponse,
    /// The client sends no cookies with a message that includes credentials.
    ///
    /// The server then does not know the user.
    SendsNoCookies,
    /// The client sends cookies with a message that must not include credentials.
    ///
    /// The server then knows the user although the credentials mode forbids it. A server that relies on the mode acts in
    /// the user's name.
    SendsForbiddenCookies,
    /// The client stores cookies of a response whose message did not include credentials.
    ///
    /// Later messages then carry a trace of a message that had to leave none.
    StoresForbiddenCookies,
    /// The client sends or stores cookies with `SameSite=Strict` or `SameSite=Lax` where another site takes part.
    ///
    /// A page of another site can then act in the user's name, which the server has forbidden by the attribute.
    IgnoresSameSite,
    /// The client sends the page's `Authorization` header on to another origin after a redirect.
    ///
    /// The secret of one origin then reaches another one.
    KeepsAuthorization,
    /// The client loses lines of a header that stands on several lines.
    ///
    /// The values of a repeated header are one list. The engine then decides with a part of it, or the other side gets a
    /// part of it.
    LosesRepeatedHeaders,
    /// The client loses or replaces bytes above 0x7F, in the values of headers or in bodies.
    ///
    /// Header values are bytes and need not be UTF-8. Bodies are bytes, too.
    LosesBytes,
    /// The client sends other messages than the engine made: another method, URL or header.
    ///
    /// The engine has then checked another message than the one that the server gets.
    AltersMessage,
    /// The client adds headers of its own that only a preflight could allow.
    ///
    /// A server that has not agreed to such a header in a preflight must not get it from another origin. What every
    /// browser adds is fine, such as `User-Agent`, `Accept-Encoding` or `Referer`.
    AddsHeaders,
    /// The client answers from a cache across network partitions.
    ///
    /// A page can then find out what the user did on another site.
    AnswersAcrossPartitions,
    /// The client makes up a response where no server gave one.
    ///
    /// The page then takes a broken connection for an answer of the server.
    InventsResponse,
    /// The client loses the reason for which a fetch failed.
    ///
    /// A refusal, a message that cannot be sent and a broken connection then look the same, and nobody can find out what
    /// went wrong.
    LosesCause,
}

impl Fault {
    /// All faults that the suite looks for.
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

    /// Returns what the client does, as a short sentence without a subject.
    fn what(self) -> &'static str {
        match self {
            Self::DoesNotFetch => "gets no response to a plain GET",
            Self::TreatsStatusAsError => "turns statuses such as 404 into errors",
            Self::ShowsRefused => "shows the page a response that was refused",
            Self::ShowsHidden => "shows the page what is hidden from it",
            Self::SwallowsPreflight => "does not send preflights",
            Self::ForgetsPreflights => "forgets what a preflight granted",
            Self::FollowsRedirects => "follows redirects itself",
            Self::DropsBody => "loses a body or a part of it",
            Self::SendsUnaskedBody => "sends a body that the message does not have",
            Self::RepeatsStream => "does not send a stream exactly once",
            Self::TakesInterimResponse => "takes an interim response for the response",
            Self::SendsNoCookies => "sends no cookies where it has to",
            Self::SendsForbiddenCookies => "sends cookies where it must not",
            Self::StoresForbiddenCookies => "stores cookies where it must not",
            Self::IgnoresSameSite => "ignores SameSite of cookies",
            Self::KeepsAuthorization => "sends Authorization on to another origin",
            Self::LosesRepeatedHeaders => "loses lines of repeated headers",
            Self::LosesBytes => "loses bytes above 0x7F",
            Self::AltersMessage => "sends another message than the engine made",
            Self::AddsHeaders => "adds headers that need a preflight",
            Self::AnswersAcrossPartitions => "answers from a cache across network partitions",
            Self::InventsResponse => "makes up a response where there is none",
            Self::LosesCause => "loses the cause of a failure",
        }
    }

    /// Returns how one usually mends a client with this fault, in a few sentences.
    ///
    /// ```
    /// use fetch_cors_conformance::Fault;
    /// assert!(Fault::FollowsRedirects.remedy().starts_with("Switch off redirects in the HTTP library"));
    /// ```
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::DoesNotFetch => {
                "Look at the client's error above. A client that speaks only HTTP/2 must use it without \
                 asking first (prior knowledge), because the servers have no TLS."
            }
            Self::TreatsStatusAsError => {
                "Tell the HTTP library to return every response, whatever its status \
                 (http_status_as_error(false) of ureq), or leave out the call that checks the status \
                 (error_for_status of reqwest)."
            }
            Self::ShowsRefused => {
                "Return the NetworkError of the engine, and nothing of the response. Do not keep a response \
                 or its body beside the engine."
            }
            Self::ShowsHidden => {
                "Build what the page sees from the FilteredResponse and from nothing else. Pass the body \
                 through the engine with the response, or ask FilteredResponse::body whether there is one."
            }
            Self::SwallowsPreflight => {
                "Send every exchange to the server, and return what the server answers. A layer that answers \
                 OPTIONS belongs to servers, not to clients."
            }
            Self::ForgetsPreflights => {
                "Keep one PreflightCache for all fetches of the client, not one for each fetch."
            }
            Self::FollowsRedirects => {
                "Switch off redirects in the HTTP library (redirect::Policy::none() of reqwest, \
                 max_redirects(0) of ureq). Pass the URL that each response came from to Response::with_url."
            }
            Self::DropsBody => {
                "Send the body whenever Exchange::send_body returns true, also after a redirect with status \
                 307 or 308. Return an error if the body of a response breaks off."
            }
            Self::SendsUnaskedBody => {
                "Ask Exchange::send_body for each message. If it returns false, send no body at all, not even \
                 an empty one: many HTTP libraries announce it with Content-Length: 0. Only POST and PUT \
                 announce that they have none."
            }
            Self::RepeatsStream => {
                "Take the stream by value for its one message, and switch off retries for it, also after a \
                 status such as 401."
            }
            Self::TakesInterimResponse => {
                "Skip responses with a status from 100 to 199 and their headers, as most HTTP libraries do by \
                 themselves."
            }
            Self::SendsNoCookies => {
                "Attach the cookies of the jar if Exchange::include_credentials returns true, and store the \
                 cookies of the response in the same jar."
            }
            Self::SendsForbiddenCookies => {
                "Ask Exchange::include_credentials for each message, preflights included. If the HTTP library \
                 has a jar that adds cookies to every message, use two HTTP clients: one with the jar and one \
                 without."
            }
            Self::StoresForbiddenCookies => {
                "Store cookies only if Exchange::include_credentials returns true. It returns false for \
                 preflights."
            }
            Self::IgnoresSameSite => {
                "Ask Exchange::same_site_mode for each message with credentials, and SameSiteMode::may_send and \
                 may_store for each cookie. If there is no mode, take UnsetOrLess."
            }
            Self::KeepsAuthorization => {
                "Take the headers of each message from its Exchange, and not from the request that the page \
                 made."
            }
            Self::LosesRepeatedHeaders => {
                "Copy headers with append instead of insert, and not into a map that has one value for each \
                 name."
            }
            Self::LosesBytes => "Do not convert header values or bodies to strings on the way.",
            Self::AltersMessage => {
                "Send the method, the URL and the headers of the Exchange as they are. Switch off what sets \
                 headers of its own in their place, and do not make an Authorization header of the URL's user \
                 name and password."
            }
            Self::AddsHeaders => {
                "Remove the default headers of the HTTP library, and do not give a Content-Type to a body \
                 that has none."
            }
            Self::AnswersAcrossPartitions => {
                "Make the network partition key of the request (Request::partition_key) a part of the key of \
                 the HTTP cache, or do without a cache."
            }
            Self::InventsResponse => {
                "If the HTTP library returns an error, return it from send. Do not replace it by a response \
                 with a status such as 502, which only a gateway may send."
            }
            Self::LosesCause => {
                "Return the NetworkError of the engine as it is. From send, return the error of the HTTP \
                 library or of Exchange::to_http as it is, not its text."
            }
        }
    }
}

/// Prints what the client does, as a short sentence without a subject.
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
