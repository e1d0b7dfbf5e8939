//! Clients that are wrong on purpose. Each of them is the correct client with one deviation.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

mod browser;
mod deviations;

use fetch_cors_conformance::Fault;

pub use browser::Browser;

/// A deviation of a wrong client, as it occurs in real clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Sends nothing.
    SendsNothing,
    /// Returns an error for each status from 400 on.
    FailsAtErrorStatuses,
    /// Returns an error for each status except 200.
    FailsUnlessOk,
    /// Returns the last response if the engine has refused it.
    FallsBackToLastResponse,
    /// Reads the body before the engine decides, and shows this body to the page.
    KeepsBodyAside,
    /// Shows all headers that were received to the page.
    ShowsReceivedHeaders,
    /// Answers preflights itself, and does not send them.
    AnswersPreflights,
    /// Sends preflights, but ignores the responses to them.
    IgnoresPreflights,
    /// Creates a new preflight cache for each fetch.
    HasCacheForEachFetch,
    /// Follows redirects, and passes the URL of the message as the URL of the response.
    FollowsSecretly,
    /// Follows redirects, and passes the URL that the response really came from.
    FollowsOpenly,
    /// Follows each response that has a `Location` header, whatever its status is.
    FollowsEachLocation,
    /// Sends no body with any message.
    SendsNoBody,
    /// Sends the body only with the first message that has one.
    SendsSourceOnce,
    /// Never reads the body of a response.
    ReadsNoBody,
    /// Reads a body until it ends or breaks off, and treats both in the same way.
    ReadsUntilError,
    /// Sends the body with each message, also with preflights.
    SendsBodyAlways,
    /// Announces an empty body for a message without a body.
    SendsEmptyBodies,
    /// Sends a message with a stream again if there was no response, because it has kept all bytes.
    RetriesStreams,
    /// Sends a message again with a password if the server asks for one, because it has kept all bytes.
    AnswersChallenges,
    /// Sends only the first chunk of a stream.
    SendsFirstChunk,
    /// Treats an interim response as the final response.
    TakesInterimResponse,
    /// Adds the headers of an interim response to the headers of the final response.
    MergesInterimHeaders,
    /// Has no cookie jar.
    HasNoJar,
    /// Sends cookies with each message.
    SendsCookiesAlways,
    /// Decides about cookies by the credentials mode of the request, and does not ask the exchange.
    SendsCookiesByMode,
    /// Stores the cookies of each response, also of responses to messages without credentials.
    StoresCookiesAlways,
    /// Has a second cookie jar for messages without credentials.
    HasTwoJars,
    /// Sends and stores each cookie, whatever its attribute `SameSite` is.
    IgnoresSameSite,
    /// Sends the request's first `Authorization` header with each message.
    KeepsAuthorization,
    /// Copies the headers of a request into a map that has only one value for each name.
    InsertsRequestHeaders,
    /// Copies the headers of a response into a map that has only one value for each name.
    InsertsResponseHeaders,
    /// Sends only headers whose values are ASCII.
    SendsAsciiHeaders,
    /// Passes on only headers whose values are ASCII.
    ReadsAsciiHeaders,
    /// Converts bodies of requests to text.
    SendsText,
    /// Converts bodies of responses to text.
    ReadsText,
    /// Converts methods to upper case.
    UppercasesMethods,
    /// Replaces each method that it does not know with `GET`.
    KnowsFewMethods,
    /// Sends URLs without their query.
    DropsQuery,
    /// Changes the URL as another URL parser would.
    NormalizesUrls,
    /// Replaces some headers of the page with headers of its own.
    OverwritesHeaders,
    /// Removes empty headers and repeated spaces.
    TidiesHeaders,
    /// Adds `Accept-Encoding: gzip` to each message.
    AsksForGzip,
    /// Removes the `Sec-Fetch-*` headers.
    DropsFetchMetadata,
    /// Removes the `Referer` header.
    DropsReferer,
    /// Replaces the `Origin` header with the origin of the server.
    SendsOriginOfServer,
    /// Sends the user name and the password of a URL as an `Authorization` header.
    SendsPassword,
    /// Adds a header of its own to each message.
    AddsDefaultHeader,
    /// Adds a `Content-Type` to messages whose body has none.
    AddsContentType,
    /// Adds an `Origin` header to each message that has none.
    AddsOrigin,
    /// Has an HTTP cache whose key is the URL.
    CachesByUrl,
    /// Has a cache of preflights whose key is the URL and the method.
    CachesPreflightsByUrl,
    /// Makes up a response with status 502 if it receives none.
    InventsBadGateway,
    /// Makes up an empty response with status 200 if it receives none.
    InventsEmptyResponse,
    /// Returns only the text of the network error.
    ReturnsText,
    /// Passes only the text of the error of `Exchange::to_http` to the engine.
    HidesUnsendable,
}

impl Wrong {
    pub const ALL: [Self; 56] = [
        Self::SendsNothing,
        Self::FailsAtErrorStatuses,
        Self::FailsUnlessOk,
        Self::FallsBackToLastResponse,
        Self::KeepsBodyAside,
        Self::ShowsReceivedHeaders,
        Self::AnswersPreflights,
        Self::IgnoresPreflights,
        Self::HasCacheForEachFetch,
        Self::FollowsSecretly,
        Self::FollowsOpenly,
        Self::FollowsEachLocation,
        Self::SendsNoBody,
        Self::SendsSourceOnce,
        Self::ReadsNoBody,
        Self::ReadsUntilError,
        Self::SendsBodyAlways,
        Self::SendsEmptyBodies,
        Self::RetriesStreams,
        Self::AnswersChallenges,
        Self::SendsFirstChunk,
        Self::TakesInterimResponse,
        Self::MergesInterimHeaders,
        Self::HasNoJar,
        Self::SendsCookiesAlways,
        Self::SendsCookiesByMode,
        Self::StoresCookiesAlways,
        Self::HasTwoJars,
        Self::IgnoresSameSite,
        Self::KeepsAuthorization,
        Self::InsertsRequestHeaders,
        Self::InsertsResponseHeaders,
        Self::SendsAsciiHeaders,
        Self::ReadsAsciiHeaders,
        Self::SendsText,
        Self::ReadsText,
        Self::UppercasesMethods,
        Self::KnowsFewMethods,
        Self::DropsQuery,
        Self::NormalizesUrls,
        Self::OverwritesHeaders,
        Self::TidiesHeaders,
        Self::AsksForGzip,
        Self::DropsFetchMetadata,
        Self::DropsReferer,
        Self::SendsOriginOfServer,
        Self::SendsPassword,
        Self::AddsDefaultHeader,
        Self::AddsContentType,
        Self::AddsOrigin,
        Self::CachesByUrl,
        Self::CachesPreflightsByUrl,
        Self::InventsBadGateway,
        Self::InventsEmptyResponse,
        Self::ReturnsText,
        Self::HidesUnsendable,
    ];

    /// Checks whether the suite can find the fault over HTTP/2. The servers send interim responses only over HTTP/1.1, and
    /// the HTTP library shows them only over HTTP/1.1.
    pub fn is_seen_over_http_2(self) -> bool {
        !matches!(self, Self::TakesInterimResponse | Self::MergesInterimHeaders)
    }

    /// Returns the fault that the suite must find. It must find no other fault.
    pub fn fault(self) -> Fault {
        match self {
            Self::SendsNothing => Fault::DoesNotFetch,
            Self::FailsAtErrorStatuses | Self::FailsUnlessOk => Fault::TreatsStatusAsError,
            Self::FallsBackToLastResponse => Fault::ShowsRefused,
            Self::KeepsBodyAside | Self::ShowsReceivedHeaders => Fault::ShowsHidden,
            Self::AnswersPreflights | Self::IgnoresPreflights => Fault::SwallowsPreflight,
            Self::HasCacheForEachFetch => Fault::ForgetsPreflights,
            Self::FollowsSecretly | Self::FollowsOpenly | Self::FollowsEachLocation => {
                Fault::FollowsRedirects
            }
            Self::SendsNoBody | Self::SendsSourceOnce | Self::ReadsNoBody | Self::ReadsUntilError => {
                Fault::DropsBody
            }
            Self::SendsBodyAlways | Self::SendsEmptyBodies => Fault::SendsUnaskedBody,
            Self::RetriesStreams | Self::AnswersChallenges | Self::SendsFirstChunk => Fault::RepeatsStream,
            Self::TakesInterimResponse | Self::MergesInterimHeaders => Fault::TakesInterimResponse,
            Self::HasNoJar => Fault::SendsNoCookies,
            Self::SendsCookiesAlways | Self::SendsCookiesByMode => Fault::SendsForbiddenCookies,
            Self::StoresCookiesAlways | Self::HasTwoJars => Fault::StoresForbiddenCookies,
            Self::IgnoresSameSite => Fault::IgnoresSameSite,
            Self::KeepsAuthorization => Fault::KeepsAuthorization,
            Self::InsertsRequestHeaders | Self::InsertsResponseHeaders => Fault::LosesRepeatedHeaders,
            Self::SendsAsciiHeaders | Self::ReadsAsciiHeaders | Self::SendsText | Self::ReadsText => {
                Fault::LosesBytes
            }
            Self::UppercasesMethods
            | Self::KnowsFewMethods
            | Self::DropsQuery
            | Self::NormalizesUrls
            | Self::OverwritesHeaders
            | Self::TidiesHeaders
            | Self::AsksForGzip
            | Self::DropsFetchMetadata
            | Self::DropsReferer
            | Self::SendsOriginOfServer
            | Self::SendsPassword => Fault::AltersMessage,
            Self::AddsDefaultHeader | Self::AddsContentType | Self::AddsOrigin => Fault::AddsHeaders,
            Self::CachesByUrl | Self::CachesPreflightsByUrl => Fault::AnswersAcrossPartitions,
            Self::InventsBadGateway | Self::InventsEmptyResponse => Fault::InventsResponse,
            Self::ReturnsText | Self::HidesUnsendable => Fault::LosesCause,
        }
    }
}
