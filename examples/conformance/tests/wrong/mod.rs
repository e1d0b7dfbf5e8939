//! Clients that are made wrong on purpose: the correct one with one deviation each.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

mod browser;
mod deviations;

use fetch_cors_conformance::Fault;

pub use browser::Browser;

/// What a client does wrong, as real clients do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Sends nothing.
    SendsNothing,
    /// Makes an error of each status from 400 on.
    FailsAtErrorStatuses,
    /// Makes an error of each status but 200.
    FailsUnlessOk,
    /// Returns the last response when the engine has refused it.
    FallsBackToLastResponse,
    /// Reads the body before the engine decides, and keeps it aside.
    KeepsBodyAside,
    /// Shows the headers that were received.
    ShowsReceivedHeaders,
    /// Answers preflights itself.
    AnswersPreflights,
    /// Sends preflights, and does not wait for what they say.
    IgnoresPreflights,
    /// Has a preflight cache for each fetch.
    HasCacheForEachFetch,
    /// Follows redirects, and says that the response came from the URL of the message.
    FollowsSecretly,
    /// Follows redirects, and says where the response came from.
    FollowsOpenly,
    /// Follows each response that has a location.
    FollowsEachLocation,
    /// Sends no body.
    SendsNoBody,
    /// Gives the body away with the first message that has one.
    SendsSourceOnce,
    /// Reads no body.
    ReadsNoBody,
    /// Reads a body until it ends or breaks off.
    ReadsUntilError,
    /// Sends the body with each message.
    SendsBodyAlways,
    /// Announces an empty body where there is none.
    SendsEmptyBodies,
    /// Sends a message again when there was no response, as it has kept all bytes.
    RetriesStreams,
    /// Sends a message again with a password when the server asks for one, as it has kept all bytes.
    AnswersChallenges,
    /// Sends the first chunk of a stream.
    SendsFirstChunk,
    /// Takes an interim response for the response.
    TakesInterimResponse,
    /// Adds the headers of an interim response to those of the response.
    MergesInterimHeaders,
    /// Has no jar.
    HasNoJar,
    /// Sends cookies with each message.
    SendsCookiesAlways,
    /// Sends cookies as the request's credentials mode says, and does not ask the exchange.
    SendsCookiesByMode,
    /// Stores the cookies of each response.
    StoresCookiesAlways,
    /// Has a second jar, for messages without credentials.
    HasTwoJars,
    /// Sends and stores each cookie, whatever its `SameSite` says.
    IgnoresSameSite,
    /// Sends the request's first `Authorization` header with each message.
    KeepsAuthorization,
    /// Copies the headers of a request into a map, and keeps one value for each name.
    InsertsRequestHeaders,
    /// Copies the headers of a response into a map, and keeps one value for each name.
    InsertsResponseHeaders,
    /// Sends only those headers whose values are ASCII.
    SendsAsciiHeaders,
    /// Passes on only those headers whose values are ASCII.
    ReadsAsciiHeaders,
    /// Sends bodies as text.
    SendsText,
    /// Reads bodies as text.
    ReadsText,
    /// Writes methods in upper case.
    UppercasesMethods,
    /// Sends a `GET` for each method that it does not know.
    KnowsFewMethods,
    /// Sends URLs without their query.
    DropsQuery,
    /// Writes URLs as another parser does.
    NormalizesUrls,
    /// Has headers of its own, which replace those of the page.
    OverwritesHeaders,
    /// Removes empty headers, and spaces that seem to be too many.
    TidiesHeaders,
    /// Asks for a content coding with each message.
    AsksForGzip,
    /// Removes the `Sec-Fetch-*` headers.
    DropsFetchMetadata,
    /// Removes the `Referer` header.
    DropsReferer,
    /// Says that each message comes from the server's own origin.
    SendsOriginOfServer,
    /// Sends the user name and the password of a URL.
    SendsPassword,
    /// Has a header of its own.
    AddsDefaultHeader,
    /// Gives a type to bodies that have none.
    AddsContentType,
    /// Has an `Origin` header in each message.
    AddsOrigin,
    /// Has an HTTP cache whose key is the URL.
    CachesByUrl,
    /// Has a cache of preflights whose key is the URL and the method.
    CachesPreflightsByUrl,
    /// Makes up a response with status 502 if there is none.
    InventsBadGateway,
    /// Makes up an empty response if there is none.
    InventsEmptyResponse,
    /// Returns the text of the error.
    ReturnsText,
    /// Returns the text of the error of `Exchange::to_http` to the engine.
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

    /// Checks whether the suite can find the fault over HTTP/2. The servers send interim responses over HTTP/1.1 only, and
    /// the HTTP library shows those of HTTP/1.1 only.
    pub fn is_seen_over_http_2(self) -> bool {
        !matches!(self, Self::TakesInterimResponse | Self::MergesInterimHeaders)
    }

    /// Returns the one fault that the suite has to find.
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
