use super::severity::Severity;
use crate::keyword::keyword_enum;

keyword_enum! {
    /// A property of a server's CORS policy that a [`PolicyLab`](super::PolicyLab) checks, and that does not depend on a special
    /// origin. A finding says that it does not hold.
    ///
    /// ```
    /// use fetch_cors::lab::Property;
    /// assert_eq!(Property::MissingVary.as_str(), "missing-vary");
    /// assert_eq!(Property::MissingVary.title(), "Answers differ by origin, and `Vary` does not say so.");
    /// assert!(Property::MissingVary.remedy().contains("Vary: Origin"));
    /// ```
    #[derive(PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum Property {
        /// Everybody can read without credentials, and the lab was not told that the server is public.
        Public = "public",
        /// A trusted page cannot read a response.
        TrustedRefused = "trusted-refused",
        /// The server is declared as public, and not everybody can read.
        NotPublic = "not-public",
        /// A page of the server's owner makes a call for which `fetch()` throws.
        InvalidCall = "invalid-call",
        /// A trusted page can read a response only if it also sends headers that need a preflight.
        SimpleRequestRefused = "simple-request-refused",
        /// The preflight allows a request, and then the actual response is not shared.
        ActualNotShared = "actual-not-shared",
        /// The preflight of a trusted page has a status that is no success.
        PreflightNotOk = "preflight-not-ok",
        /// The preflight of a trusted page is redirected.
        PreflightRedirected = "preflight-redirected",
        /// The preflight is allowed only with credentials, which no browser sends with it.
        PreflightNeedsCredentials = "preflight-needs-credentials",
        /// A header that has to be there once is there more than once.
        RepeatedHeader = "repeated-header",
        /// The server says `*` together with credentials, which browsers ignore.
        WildcardWithCredentials = "wildcard-with-credentials",
        /// The preflight refuses an origin, and the actual response is shared with it all the same.
        SharesAfterRefusal = "shares-after-refusal",
        /// Any method is allowed.
        AnyMethod = "any-method",
        /// Any request header is allowed.
        AnyHeader = "any-header",
        /// `Access-Control-Request-Headers` is understood only in the exact form that browsers send.
        StrictRequestHeaders = "strict-request-headers",
        /// A preflight for some headers is allowed, and one for fewer of them is not.
        NotMonotone = "not-monotone",
        /// The answers differ by origin, and `Vary` does not say so.
        MissingVary = "missing-vary",
        /// A cache can serve an answer for one origin to another, where it is wrong.
        CacheMixUp = "cache-mix-up",
        /// An `OPTIONS` request that is no preflight does not reach the application.
        OptionsSwallowed = "options-swallowed",
        /// The preflight may be cached for longer than any browser does.
        MaxAgeTooLong = "max-age-too-long",
        /// `Access-Control-Max-Age` is not a number of seconds.
        MaxAgeInvalid = "max-age-invalid",
        /// A header that pages read is not exposed.
        HeaderNotExposed = "header-not-exposed",
        /// A header is exposed that script can never read.
        ExposesUnreadable = "exposes-unreadable",
        /// A header is exposed that script can read anyway.
        ExposesSafelisted = "exposes-safelisted",
        /// `HEAD` and `GET` have different CORS headers.
        HeadDiffers = "head-differs",
        /// The same request gets different CORS headers when it is sent again.
        NotDeterministic = "not-deterministic",
        /// The server answers with a status from 500 to 599 on a route that is not named for it.
        ServerError = "server-error",
        /// The server gives no response.
        NoResponse = "no-response",
    }
}

impl Property {
    /// Returns what is wrong if the property does not hold, in a sentence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Public => "Everybody can read without credentials.",
            Self::TrustedRefused => "A trusted page cannot read a response.",
            Self::NotPublic => "The server is declared as public, and not everybody can read.",
            Self::InvalidCall => "A declared call is one for which `fetch()` throws.",
            Self::SimpleRequestRefused => {
                "A trusted page can read only if it also sends headers that need a preflight."
            }
            Self::ActualNotShared => "The preflight allows a request, and the response is not shared.",
            Self::PreflightNotOk => "The preflight of a trusted page has a status that is no success.",
            Self::PreflightRedirected => "The preflight of a trusted page is redirected.",
            Self::PreflightNeedsCredentials => "The preflight is allowed only with credentials.",
            Self::RepeatedHeader => "A header that has to be there once is there more than once.",
            Self::WildcardWithCredentials => "The server sends `*` together with credentials.",
            Self::SharesAfterRefusal => {
                "The preflight refuses an origin with which the response is then shared."
            }
            Self::AnyMethod => "Any method is allowed.",
            Self::AnyHeader => "Any request header is allowed.",
            Self::StrictRequestHeaders => "`Access-Control-Request-Headers` is understood in one form only.",
            Self::NotMonotone => "Some request headers are allowed, and fewer of them are not.",
            Self::MissingVary => "Answers differ by origin, and `Vary` does not say so.",
            Self::CacheMixUp => "A cache can serve an answer to another origin, where it is wrong.",
            Self::OptionsSwallowed => {
                "An `OPTIONS` request that is no preflight does not reach the application."
            }
            Self::MaxAgeTooLong => "A grant is to be kept for longer than any browser keeps it.",
            Self::MaxAgeInvalid => "`Access-Control-Max-Age` is not a number of seconds.",
            Self::HeaderNotExposed => "A header that pages read is not exposed.",
            Self::ExposesUnreadable => "A header is exposed that script can never read.",
            Self::ExposesSafelisted => "A header is exposed that script can read anyway.",
            Self::HeadDiffers => "`HEAD` and `GET` have different CORS headers.",
            Self::NotDeterministic => "The same request gets different CORS headers when it is sent again.",
            Self::ServerError => "The server answers with a status from 500 to 599.",
            Self::NoResponse => "The server gives no response.",
        }
    }

    /// Returns how severe it is if the property does not hold.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Public
            | Self::TrustedRefused
            | Self::NotPublic
            | Self::InvalidCall
            | Self::SimpleRequestRefused
            | Self::ActualNotShared
            | Self::PreflightNotOk
            | Self::PreflightRedirected
            | Self::PreflightNeedsCredentials
            | Self::RepeatedHeader
            | Self::CacheMixUp
            | Self::HeaderNotExposed
            | Self::ServerError
            | Self::NoResponse => Severity::Medium,
            Self::WildcardWithCredentials
            | Self::AnyMethod
            | Self::AnyHeader
            | Self::NotMonotone
            | Self::MissingVary
            | Self::OptionsSwallowed
            | Self::MaxAgeInvalid
            | Self::HeadDiffers
            | Self::NotDeterministic => Severity::Low,
            Self::SharesAfterRefusal
            | Self::StrictRequestHeaders
            | Self::MaxAgeTooLong
            | Self::ExposesUnreadable
            | Self::ExposesSafelisted => Severity::Info,
        }
    }

    /// Returns what to change.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Public => {
                "If everybody may read this, say so with `.public()`. If not, compare the whole origin with a list of the \
                 trusted ones, and send `Vary: Origin`."
            }
            Self::TrustedRefused | Self::SimpleRequestRefused | Self::ActualNotShared => {
                "Let the same code add the CORS headers to every response, errors and redirects included, outside of \
                 everything that can answer."
            }
            Self::PreflightNotOk | Self::PreflightRedirected | Self::PreflightNeedsCredentials => {
                "Answer preflights with status 204, before authentication, routing and redirects."
            }
            Self::NotPublic => {
                "Send `Access-Control-Allow-Origin: *` with every response that everybody may read. If not everybody may read this \
                 route, declare the trusted origins instead of `.public()`."
            }
            Self::InvalidCall => "Remove the method or the header from the lab: no page can send it.",
            Self::RepeatedHeader => {
                "Set the header in one place only: in the application or in the proxy, not in both."
            }
            Self::WildcardWithCredentials => {
                "Send `Access-Control-Allow-Credentials` only to origins that are named, and name the methods and headers."
            }
            Self::SharesAfterRefusal => {
                "Decide by the origin in one place, for preflights and for all other requests."
            }
            Self::AnyMethod => "List the methods that pages use.",
            Self::AnyHeader => "List the request headers that pages use.",
            Self::StrictRequestHeaders => {
                "Compare the names in any order, in any case, and without the white space around them."
            }
            Self::NotMonotone => "Allow each header by itself, whatever else is asked for.",
            Self::MissingVary | Self::CacheMixUp => {
                "Send `Vary: Origin` with every response of the route, also if there is no `Origin` and if the origin is \
                 refused. Append it to a `Vary` that is there."
            }
            Self::OptionsSwallowed => {
                "Treat `OPTIONS` as a preflight only if it has both `Origin` and `Access-Control-Request-Method`."
            }
            Self::MaxAgeTooLong => {
                "Send at most 7200, which is what Chromium keeps. A permission that is withdrawn goes on for that long."
            }
            Self::MaxAgeInvalid => "Send a number of seconds that is not negative. 0 switches the cache off.",
            Self::HeaderNotExposed => {
                "Name the header in `Access-Control-Expose-Headers` on the actual response, not on the preflight's."
            }
            Self::ExposesUnreadable => "Remove the name: no script can read `Set-Cookie`.",
            Self::ExposesSafelisted => "Remove the name: script can read this header anyway.",
            Self::HeadDiffers => "Let the same code add the CORS headers for `HEAD` as for `GET`.",
            Self::NotDeterministic => "Decide by the request alone.",
            Self::ServerError => "Let no value of a request header lead to an error of the server.",
            Self::NoResponse => "Answer every request.",
        }
    }
}
