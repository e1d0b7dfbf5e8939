use std::fmt;

/// A fault that makes a client behave unlike a browser.
///
/// Each variant says what such a client does, why this breaks CORS, and how one usually mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The client cannot fetch at all: it gets no response to a plain `GET`.
    ///
    /// Nothing else is judged then. The client's error in the report says what went wrong. A client that needs HTTP/2
    /// has to expect that the servers know it, because there is no TLS.
    DoesNotFetch,
    /// The client turns a response with a status such as 404 into an error.
    ///
    /// A page sees every response that the server shares, whatever its status. Statuses matter to the engine, too: only
    /// it knows what a redirect or a preflight with status 403 means. Many HTTP libraries return an error for statuses
    /// from 400 on. Switch this off (`http_status_as_error(false)` of `ureq`), or leave out the call that does it
    /// (`error_for_status` of `reqwest`).
    TreatsStatusAsError,
    /// The client shows the page a response that the engine refused.
    ///
    /// The page then reads what the server did not share. Return the `NetworkError` of the engine, and nothing of the
    /// response. Look at how the client keeps the response: a body that is kept beside the engine, or an HTTP library's
    /// own response that is returned at the end, is easily returned after a refusal as well.
    ShowsRefused,
    /// The client shows the page parts of a response that are hidden from it.
    ///
    /// The engine returns a filtered response. Script sees nothing of an opaque response, and only the exposed headers
    /// of a CORS response. Build what the page sees from the `FilteredResponse` and from nothing else. Let the body go
    /// through the engine with the response, or ask `FilteredResponse::body` whether there is one.
    ShowsHidden,
    /// The client answers preflights itself, or never asks for them.
    ///
    /// The server is then not asked before a message that it may not expect, such as a `DELETE`. Send every exchange to
    /// the server, and return what the server answers. A layer that answers `OPTIONS` belongs to servers, not to clients.
    SwallowsPreflight,
    /// The client asks for a preflight although an earlier one has granted the same request.
    ///
    /// Browsers remember a grant for as long as `Access-Control-Max-Age` says. Keep one `PreflightCache` for all
    /// fetches of the client, not one for each fetch.
    ForgetsPreflights,
    /// The client follows redirects itself.
    ///
    /// The engine then cannot check them: the response of one origin is taken for that of another, and a page reads what
    /// nobody shared with it. Switch redirects off (`redirect::Policy::none()` of `reqwest`; `max_redirects(0)` of `ureq`), and pass the URL that each response came from.
    FollowsRedirects,
    /// The client loses the body of a request or of a response, or a part of it.
    ///
    /// The server gets another message than the page wanted, or the page takes a part of a response for the whole.
    /// Send the body if `Exchange::send_body` returns true, also after a redirect with status 307 or 308. Return an
    /// error if the body of a response breaks off.
    DropsBody,
    /// The client sends a body, or headers that describe one, with a message that has none.
    ///
    /// A preflight has no body, and a redirect may have dropped it: a body that was meant for one origin then reaches
    /// another one. Ask `Exchange::send_body` for each message. If it returns false, send no body at all, not even an
    /// empty one, which many HTTP libraries announce with `Content-Length: 0`. Only `POST` and `PUT` announce that they have
    /// none.
    SendsUnaskedBody,
    /// The client sends a stream a second time, or sends less than the stream.
    ///
    /// A stream cannot be sent twice: browsers do not keep its bytes, and end the fetch instead. A server that has
    /// already acted on the first message would act twice. Take the stream by value for its one message, and switch off
    /// retries for it.
    RepeatsStream,
    /// The client takes an interim response, such as `103 Early Hints`, or its headers, for the response.
    ///
    /// The response that follows is the one that counts: it says what the server shares. Skip responses with a status
    /// from 100 to 199, as most HTTP libraries do by themselves. The suite looks for this fault over HTTP/1.1 only.
    TakesInterimResponse,
    /// The client sends no cookies with a message that includes credentials.
    ///
    /// The server then takes the user for a stranger. Attach the cookies of the jar if `Exchange::include_credentials`
    /// returns true, and store the cookies of the response in the same jar.
    SendsNoCookies,
    /// The client sends cookies with a message that must not include credentials.
    ///
    /// The user is identified although the credentials mode forbids it, and a server that relies on the mode acts in the
    /// user's name. Ask `Exchange::include_credentials` for each message, preflights included. A jar inside the HTTP
    /// library, which adds cookies to everything, is only good for one of two clients: one with the jar and one without.
    SendsForbiddenCookies,
    /// The client stores cookies of a response whose message did not include credentials.
    ///
    /// A response to a message without credentials must not leave a trace that later messages carry. Store cookies only
    /// if `Exchange::include_credentials` returns true; a preflight's response has none to store.
    StoresForbiddenCookies,
    /// The client sends the page's `Authorization` header on to another origin after a redirect.
    ///
    /// The secret of one origin reaches another one. Take the headers of each message from its `Exchange`, which has the
    /// header removed, and not from the request that the page made.
    KeepsAuthorization,
    /// The client loses lines of a header that stands on several lines.
    ///
    /// The values of a repeated header are one list. The engine decides with a part of it, or the other side gets a part
    /// of it. Use `append` instead of `insert` when copying headers, and no map that has one value for each name.
    LosesRepeatedHeaders,
    /// The client loses or replaces bytes above 0x7F, in the values of headers or in bodies.
    ///
    /// Header values are bytes and need not be UTF-8, and bodies are bytes anyway. Do not convert them to strings on
    /// the way.
    LosesBytes,
    /// The client sends other messages than the engine made: another method, URL or header.
    ///
    /// What the server is asked for, and by whom, is then not what the engine has checked. Send the method, the URL and
    /// the headers of the `Exchange` as they are. Switch off what sets headers of its own in their place, and do not
    /// make an `Authorization` header of the URL's user name and password.
    AltersMessage,
    /// The client adds headers of its own that only a preflight could allow.
    ///
    /// A server that has not agreed to such a header in a preflight must not get it from another origin. Remove the
    /// default headers of the HTTP library. What every browser adds is fine, such as `User-Agent`, `Accept-Encoding` or
    /// `Referer`.
    AddsHeaders,
    /// The client answers from a cache across network partitions.
    ///
    /// A page can then find out what the user did on another site. Make the network partition key of the request
    /// (`Request::partition_key`) a part of the key of the HTTP cache, or do without a cache.
    AnswersAcrossPartitions,
    /// The client makes up a response where no server gave one.
    ///
    /// The page cannot tell a broken connection from an answer of the server, and takes something for the server's word
    /// that nobody said. Return an error from `send` if the HTTP library returns one, and no response with a status such
    /// as 502. A proxy or a gateway may answer so, a client may not.
    InventsResponse,
    /// The client loses the reason for which a fetch failed.
    ///
    /// Nobody can find out what went wrong: a refusal, a message that cannot be sent and a broken connection look the
    /// same. Return the `NetworkError` of the engine as it is. Return the error of the HTTP library, or the
    /// `ToHttpError` of `Exchange::to_http`, from `send` as it is, not its text.
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
