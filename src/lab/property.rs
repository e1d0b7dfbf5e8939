use super::severity::Severity;
use crate::keyword::keyword_enum;

keyword_enum! {
    /// A property of the CORS policy of a server that a [`PolicyLab`](super::PolicyLab) checks. The property does not
    /// depend on a single origin.
    ///
    /// Each value is named after the mistake. A finding with this value says that the mistake was found.
    ///
    /// ```
    /// use fetch_cors::lab::Property;
    /// assert_eq!(Property::MissingVary.as_str(), "missing-vary");
    /// assert_eq!(Property::MissingVary.title(), "Responses depend on the `Origin` header, but `Vary` does not say so.");
    /// assert!(Property::MissingVary.remedy().contains("Vary: Origin"));
    /// ```
    #[derive(PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum Property {
        /// Every website can read responses without credentials, and the server is not declared as public.
        Public = "public",
        /// A trusted page cannot read a response.
        TrustedRefused = "trusted-refused",
        /// The server is declared as public, but not every website can read its responses.
        NotPublic = "not-public",
        /// A declared request is one that no page can send, because `fetch()` throws.
        InvalidCall = "invalid-call",
        /// A trusted page can read a response with some request headers, but not with others, usually not with a simple
        /// request.
        SimpleRequestRefused = "simple-request-refused",
        /// The preflight allows a request, but the page cannot read the response to the actual request.
        ActualNotShared = "actual-not-shared",
        /// The preflight of a trusted page gets a status outside 200 to 299.
        PreflightNotOk = "preflight-not-ok",
        /// The preflight of a trusted page is redirected.
        PreflightRedirected = "preflight-redirected",
        /// The server allows the preflight only with credentials, which browsers do not send with a preflight.
        PreflightNeedsCredentials = "preflight-needs-credentials",
        /// A CORS header that must appear once appears more than once.
        RepeatedHeader = "repeated-header",
        /// The server sends `*` together with `Access-Control-Allow-Credentials: true`, where `*` has no effect.
        WildcardWithCredentials = "wildcard-with-credentials",
        /// The preflight refuses an origin, but the response to the actual request is shared with it.
        SharesAfterRefusal = "shares-after-refusal",
        /// The preflight allows any method.
        AnyMethod = "any-method",
        /// The preflight allows any request header.
        AnyHeader = "any-header",
        /// The server understands `Access-Control-Request-Headers` only in the exact form that browsers send.
        StrictRequestHeaders = "strict-request-headers",
        /// The server allows a preflight for some headers, but refuses one for a part of them.
        NotMonotone = "not-monotone",
        /// Responses depend on the `Origin` header, but `Vary` does not say so.
        MissingVary = "missing-vary",
        /// A cache can give a page the response for another origin, and this response does not allow the page's origin.
        CacheMixUp = "cache-mix-up",
        /// An `OPTIONS` request that is not a preflight is answered as if it were one.
        OptionsSwallowed = "options-swallowed",
        /// `Access-Control-Max-Age` is longer than any browser keeps the result of a preflight.
        MaxAgeTooLong = "max-age-too-long",
        /// `Access-Control-Max-Age` is not one whole number of seconds.
        MaxAgeInvalid = "max-age-invalid",
        /// A response header that trusted pages read is not exposed.
        HeaderNotExposed = "header-not-exposed",
        /// The server exposes a header that no script can read.
        ExposesUnreadable = "exposes-unreadable",
        /// The server exposes a header that scripts can read anyway.
        ExposesSafelisted = "exposes-safelisted",
        /// The responses to `HEAD` and `GET` have different CORS headers.
        HeadDiffers = "head-differs",
        /// The same request gets different CORS headers when it is sent again.
        NotDeterministic = "not-deterministic",
        /// The server answers with a status from 500 to 599 on a route that is not declared to fail.
        ServerError = "server-error",
        /// The server gives no response to a request.
        NoResponse = "no-response",
    }
}

impl Property {
    /// Returns the mistake, in one sentence for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Public => "Every website can read responses without credentials.",
            Self::TrustedRefused => "A trusted page cannot read a response.",
            Self::NotPublic => {
                "The server is declared as public, but not every website can read its responses."
            }
            Self::InvalidCall => "No page can send a declared request, because `fetch()` throws.",
            Self::SimpleRequestRefused => {
                "A trusted page can read a response with some request headers, but not with others."
            }
            Self::ActualNotShared => {
                "The preflight of a trusted page allows a request, but the page cannot read the response."
            }
            Self::PreflightNotOk => "The preflight of a trusted page gets a status outside 200 to 299.",
            Self::PreflightRedirected => {
                "The preflight of a trusted page is redirected, and browsers do not follow such a redirect."
            }
            Self::PreflightNeedsCredentials => {
                "The server allows a preflight only with credentials, which browsers do not send with a preflight."
            }
            Self::RepeatedHeader => "A CORS header that must appear once appears more than once.",
            Self::WildcardWithCredentials => {
                "The server sends `*` together with `Access-Control-Allow-Credentials: true`."
            }
            Self::SharesAfterRefusal => {
                "The preflight refuses an origin, but the response to the actual request is shared with it."
            }
            Self::AnyMethod => "The preflight allows any method.",
            Self::AnyHeader => "The preflight allows any request header.",
            Self::StrictRequestHeaders => {
                "The server understands `Access-Control-Request-Headers` in one form only."
            }
            Self::NotMonotone => {
                "The server allows some request headers together, but refuses them without the others."
            }
            Self::MissingVary => "Responses depend on the `Origin` header, but `Vary` does not say so.",
            Self::CacheMixUp => "A cache can give one origin the response for another origin.",
            Self::OptionsSwallowed => {
                "An `OPTIONS` request that is not a preflight is answered as if it were one."
            }
            Self::MaxAgeTooLong => {
                "`Access-Control-Max-Age` is longer than any browser keeps the result of a preflight."
            }
            Self::MaxAgeInvalid => "`Access-Control-Max-Age` is not one whole number of seconds.",
            Self::HeaderNotExposed => "A response header that trusted pages read is not exposed to them.",
            Self::ExposesUnreadable => "The server exposes a header that no script can read.",
            Self::ExposesSafelisted => "The server exposes a header that scripts can read anyway.",
            Self::HeadDiffers => "The responses to `HEAD` and `GET` have different CORS headers.",
            Self::NotDeterministic => "The same request gets different CORS headers when it is sent again.",
            Self::ServerError => "The server answers with an error, which is a status from 500 to 599.",
            Self::NoResponse => "The server gives no response to a request.",
        }
    }

    /// Returns the severity of the mistake in the worst case.
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

    /// Returns what to change on the server or in the test, in sentences for people.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Public => {
                "If every website may read these responses, declare that with `.public()`. If not, compare the whole \
                 `Origin` header with a list of the trusted origins, allow only those, and send `Vary: Origin`."
            }
            Self::TrustedRefused | Self::SimpleRequestRefused | Self::ActualNotShared => {
                "Add the CORS headers for trusted origins in one place that every response passes through, including errors \
                 and redirects. This place is often the outermost middleware, or the proxy."
            }
            Self::PreflightNotOk | Self::PreflightRedirected | Self::PreflightNeedsCredentials => {
                "Handle preflights before authentication, routing and redirects, and answer them with status 204. Allow \
                 only trusted origins there, too."
            }
            Self::NotPublic => {
                "If every website may read this route, send `Access-Control-Allow-Origin: *` with its responses. If not, \
                 declare the trusted origins with `.trusts(…)` in place of `.public()`."
            }
            Self::InvalidCall => "Remove this method or header from the test, because no page can send it.",
            Self::RepeatedHeader => {
                "Set this header in one place only: in the application or in the proxy, but not in both."
            }
            Self::WildcardWithCredentials => {
                "Send `Access-Control-Allow-Credentials` only together with the name of a trusted origin, and list methods \
                 and headers by their names."
            }
            Self::SharesAfterRefusal => {
                "Decide in one place whether an origin is trusted, for preflights and for all other requests."
            }
            Self::AnyMethod => "Allow only the methods that trusted pages use.",
            Self::AnyHeader => "Allow only the request headers that trusted pages use.",
            Self::StrictRequestHeaders => {
                "Compare each header name by itself. Ignore the order of the names, upper and lower case, and spaces around \
                 the commas."
            }
            Self::NotMonotone => {
                "Decide about each request header separately, whatever other headers the preflight names."
            }
            Self::MissingVary | Self::CacheMixUp => {
                "Send `Vary: Origin` with every response of the route, also if the request has no `Origin` header, and also \
                 if the origin is refused. If the response already has a `Vary` header, add `Origin` to it."
            }
            Self::OptionsSwallowed => {
                "Treat an `OPTIONS` request as a preflight only if it has both `Origin` and `Access-Control-Request-Method`."
            }
            Self::MaxAgeTooLong => {
                "Send at most 7200 seconds, which is the longest time that Chromium uses. If you withdraw a permission, \
                 browsers can still use it until this time is over."
            }
            Self::MaxAgeInvalid => {
                "Send the header once, with a whole number of seconds that is not negative. With 0, browsers do not keep \
                 the result of a preflight."
            }
            Self::HeaderNotExposed => {
                "Add the name of this header to `Access-Control-Expose-Headers` in the response to the actual request, not \
                 in the response to the preflight."
            }
            Self::ExposesUnreadable => {
                "Remove this name from `Access-Control-Expose-Headers`, because no script can read the header."
            }
            Self::ExposesSafelisted => {
                "Remove this name from `Access-Control-Expose-Headers`, because it is not necessary there."
            }
            Self::HeadDiffers => "Add the CORS headers with the same code for `HEAD` as for `GET`.",
            Self::NotDeterministic => {
                "Let the CORS headers depend only on the request, not on time, chance or earlier requests."
            }
            Self::ServerError => {
                "Make sure that no value of a request header makes the server fail. If the route fails on purpose, declare \
                 it with `.failing_route(…)`."
            }
            Self::NoResponse => "Answer every request, if necessary with an error status.",
        }
    }
}
