//! The standard's enumerations. Each reads from and prints as the standard's own string.

use crate::keyword::keyword_enum;

keyword_enum! {
    /// A request's mode.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-mode>
    ///
    /// ```
    /// use fetch_cors::request::Mode;
    /// assert_eq!("no-cors".parse(), Ok(Mode::NoCors));
    /// ```
    #[non_exhaustive]
    pub enum Mode {
        /// Only same-origin URLs are fetched.
        SameOrigin = "same-origin",
        /// Cross-origin URLs are fetched with the CORS protocol.
        Cors = "cors",
        /// Cross-origin URLs are fetched without it, and the response is opaque.
        NoCors = "no-cors",
        /// For a navigation between documents.
        Navigate = "navigate",
        /// For a WebSocket's handshake.
        Websocket = "websocket",
        /// For a WebTransport session.
        Webtransport = "webtransport",
    }
}

keyword_enum! {
    /// A request's credentials mode.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-credentials-mode>
    ///
    /// ```
    /// use fetch_cors::request::CredentialsMode;
    /// assert_eq!("include".parse(), Ok(CredentialsMode::Include));
    /// ```
    #[non_exhaustive]
    pub enum CredentialsMode {
        /// Credentials are never included.
        Omit = "omit",
        /// Credentials are included for same-origin URLs.
        SameOrigin = "same-origin",
        /// Credentials are always included.
        Include = "include",
    }
}

keyword_enum! {
    /// A request's redirect mode.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-redirect-mode>
    ///
    /// ```
    /// use fetch_cors::request::RedirectMode;
    /// assert_eq!(RedirectMode::Manual.to_string(), "manual");
    /// ```
    #[non_exhaustive]
    pub enum RedirectMode {
        /// Redirects are followed.
        Follow = "follow",
        /// A redirect is a network error.
        Error = "error",
        /// A redirect is an opaque-redirect response. The host of a navigation may follow it later.
        Manual = "manual",
    }
}

keyword_enum! {
    /// An embedder policy value.
    ///
    /// <https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy-value>
    ///
    /// ```
    /// use fetch_cors::request::EmbedderPolicyValue;
    /// assert_eq!("require-corp".parse(), Ok(EmbedderPolicyValue::RequireCorp));
    /// assert_eq!(EmbedderPolicyValue::default(), EmbedderPolicyValue::UnsafeNone);
    /// ```
    #[non_exhaustive]
    pub enum EmbedderPolicyValue {
        /// There is no policy.
        UnsafeNone = "unsafe-none",
        /// A cross-origin response must allow its use by `Cross-Origin-Resource-Policy`.
        RequireCorp = "require-corp",
        /// The same for a response to a message with credentials. Cross-origin `no-cors` messages have none.
        Credentialless = "credentialless",
    }
}

/// The default is no policy.
impl Default for EmbedderPolicyValue {
    fn default() -> Self {
        Self::UnsafeNone
    }
}

keyword_enum! {
    /// A request's cache mode, for the host's HTTP cache.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-cache-mode>
    ///
    /// ```
    /// use fetch_cors::request::CacheMode;
    /// assert_eq!("only-if-cached".parse(), Ok(CacheMode::OnlyIfCached));
    /// ```
    #[non_exhaustive]
    pub enum CacheMode {
        /// The cache is used as HTTP defines it.
        Default = "default",
        /// The cache is not used.
        NoStore = "no-store",
        /// The cache is not read, but stores the response.
        Reload = "reload",
        /// A cached response is revalidated.
        NoCache = "no-cache",
        /// A cached response is used, even if it is stale.
        ForceCache = "force-cache",
        /// A cached response is used, or there is none. This needs mode *same-origin*.
        OnlyIfCached = "only-if-cached",
    }
}

keyword_enum! {
    /// A request's response tainting.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-response-tainting>
    ///
    /// ```
    /// use fetch_cors::request::ResponseTainting;
    /// assert_eq!(ResponseTainting::Opaque.as_str(), "opaque");
    /// ```
    #[non_exhaustive]
    pub enum ResponseTainting {
        /// The response is readable without the CORS protocol.
        Basic = "basic",
        /// The response is shared through the CORS protocol.
        Cors = "cors",
        /// The response is not readable.
        Opaque = "opaque",
    }
}

keyword_enum! {
    /// A request's service-workers mode.
    ///
    /// <https://fetch.spec.whatwg.org/#request-service-workers-mode>
    ///
    /// ```
    /// use fetch_cors::request::ServiceWorkersMode;
    /// assert_eq!("none".parse(), Ok(ServiceWorkersMode::None));
    /// ```
    #[non_exhaustive]
    pub enum ServiceWorkersMode {
        /// A service worker may answer.
        All = "all",
        /// No service worker may answer.
        None = "none",
    }
}

keyword_enum! {
    /// A request's destination.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-destination>
    ///
    /// ```
    /// use fetch_cors::request::Destination;
    /// assert_eq!("".parse(), Ok(Destination::Empty));
    /// assert!(Destination::Worker.is_script_like() && !Destination::Xslt.is_script_like());
    /// ```
    #[non_exhaustive]
    pub enum Destination {
        /// `fetch()`, `XMLHttpRequest`, beacons.
        Empty = "",
        /// `<audio>`.
        Audio = "audio",
        /// `audioWorklet.addModule()`.
        AudioWorklet = "audioworklet",
        /// A top-level navigation.
        Document = "document",
        /// `<embed>`.
        Embed = "embed",
        /// `@font-face`.
        Font = "font",
        /// `<frame>`.
        Frame = "frame",
        /// `<iframe>`.
        Iframe = "iframe",
        /// `<img>` and the like.
        Image = "image",
        /// A JSON module.
        Json = "json",
        /// `<link rel=manifest>`.
        Manifest = "manifest",
        /// `<object>`.
        Object = "object",
        /// `CSS.paintWorklet.addModule()`.
        PaintWorklet = "paintworklet",
        /// CSP and NEL reports.
        Report = "report",
        /// `<script>`.
        Script = "script",
        /// A service worker's script.
        ServiceWorker = "serviceworker",
        /// A shared worker's script.
        SharedWorker = "sharedworker",
        /// A style sheet.
        Style = "style",
        /// A text module.
        Text = "text",
        /// `<track>`.
        Track = "track",
        /// `<video>`.
        Video = "video",
        /// Federated credential management.
        WebIdentity = "webidentity",
        /// A worker's script.
        Worker = "worker",
        /// An XSLT style sheet.
        Xslt = "xslt",
    }
}

impl Destination {
    /// Returns whether the destination is script-like. XSLT is not, although it can run script.
    ///
    /// <https://fetch.spec.whatwg.org/#request-destination-script-like>
    #[must_use]
    pub const fn is_script_like(self) -> bool {
        matches!(
            self,
            Self::AudioWorklet
                | Self::PaintWorklet
                | Self::Script
                | Self::ServiceWorker
                | Self::SharedWorker
                | Self::Worker
        )
    }

    /// Returns whether a request for the destination is a navigation request.
    ///
    /// <https://fetch.spec.whatwg.org/#navigation-request>
    #[must_use]
    pub const fn is_navigation(self) -> bool {
        matches!(self, Self::Document | Self::Embed | Self::Frame | Self::Iframe | Self::Object)
    }
}

keyword_enum! {
    /// A referrer policy.
    ///
    /// <https://w3c.github.io/webappsec-referrer-policy/#enumdef-referrerpolicy>
    ///
    /// ```
    /// use fetch_cors::request::ReferrerPolicy;
    /// assert_eq!(ReferrerPolicy::default(), ReferrerPolicy::StrictOriginWhenCrossOrigin);
    /// ```
    #[non_exhaustive]
    pub enum ReferrerPolicy {
        /// The policy of the client applies.
        Empty = "",
        /// No referrer is sent.
        NoReferrer = "no-referrer",
        /// The whole URL is sent, but not from HTTPS to HTTP.
        NoReferrerWhenDowngrade = "no-referrer-when-downgrade",
        /// The whole URL is sent within the origin.
        SameOrigin = "same-origin",
        /// The origin is sent.
        Origin = "origin",
        /// The origin is sent, but not from HTTPS to HTTP.
        StrictOrigin = "strict-origin",
        /// The whole URL is sent within the origin, and the origin elsewhere.
        OriginWhenCrossOrigin = "origin-when-cross-origin",
        /// The same, but nothing is sent from HTTPS to HTTP. This is the default of the web.
        StrictOriginWhenCrossOrigin = "strict-origin-when-cross-origin",
        /// The whole URL is always sent.
        UnsafeUrl = "unsafe-url",
    }
}

/// The default referrer policy of the web, *strict-origin-when-cross-origin*.
impl Default for ReferrerPolicy {
    fn default() -> Self {
        Self::StrictOriginWhenCrossOrigin
    }
}
