//! The enumerations of the standard for the items of a request. Each value prints as its string in the standard, and is
//! parsed from it.

use crate::keyword::keyword_enum;

keyword_enum! {
    /// A request's mode, which decides what happens with a cross-origin URL.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-mode>
    ///
    /// ```
    /// use fetch_cors::request::Mode;
    /// assert_eq!("no-cors".parse(), Ok(Mode::NoCors));
    /// ```
    #[non_exhaustive]
    pub enum Mode {
        /// A cross-origin URL is a network error.
        SameOrigin = "same-origin",
        /// A cross-origin URL is fetched with the CORS protocol: the page can read the response if the server shares it.
        Cors = "cors",
        /// A cross-origin URL is fetched without the CORS protocol, and the page cannot read the response.
        NoCors = "no-cors",
        /// The request is a navigation between documents, to which CORS does not apply.
        Navigate = "navigate",
        /// The request is the handshake of a WebSocket, to which CORS does not apply.
        Websocket = "websocket",
        /// The request begins a WebTransport session, to which CORS does not apply.
        Webtransport = "webtransport",
    }
}

keyword_enum! {
    /// A request's credentials mode, which decides where credentials are sent: cookies, HTTP authentication and client
    /// certificates.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-credentials-mode>
    ///
    /// ```
    /// use fetch_cors::request::CredentialsMode;
    /// assert_eq!("include".parse(), Ok(CredentialsMode::Include));
    /// ```
    #[non_exhaustive]
    pub enum CredentialsMode {
        /// Credentials are never sent.
        Omit = "omit",
        /// Credentials are sent to same-origin URLs only, and no longer after a redirect through another origin.
        SameOrigin = "same-origin",
        /// Credentials are always sent.
        Include = "include",
    }
}

keyword_enum! {
    /// A request's redirect mode, which decides what happens at a redirect.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-redirect-mode>
    ///
    /// ```
    /// use fetch_cors::request::RedirectMode;
    /// assert_eq!(RedirectMode::Manual.to_string(), "manual");
    /// ```
    #[non_exhaustive]
    pub enum RedirectMode {
        /// Redirects are followed, at most twenty.
        Follow = "follow",
        /// A redirect is a network error.
        Error = "error",
        /// The fetch ends at a redirect. Script gets an opaque-redirect response, which says only that there was a redirect.
        /// A navigation gets the redirect itself, which its host can
        /// [follow later](crate::FilteredResponse::next_manual_redirect).
        Manual = "manual",
    }
}

keyword_enum! {
    /// An embedder policy value, as the header `Cross-Origin-Embedder-Policy` of the page has it.
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
        /// There is no embedder policy.
        UnsafeNone = "unsafe-none",
        /// The response to a cross-origin request in mode *no-cors* is blocked, unless its header
        /// `Cross-Origin-Resource-Policy` allows the use.
        RequireCorp = "require-corp",
        /// Cross-origin requests in mode *no-cors* are sent without credentials. A response that was nevertheless fetched
        /// with credentials, for example by a service worker, is treated as with *require-corp*.
        Credentialless = "credentialless",
    }
}

/// The default is *unsafe-none*, which is no policy.
impl Default for EmbedderPolicyValue {
    fn default() -> Self {
        Self::UnsafeNone
    }
}

keyword_enum! {
    /// A request's cache mode, which says how the host uses its HTTP cache. The engine has no such cache.
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
        /// The cache is neither read nor written.
        NoStore = "no-store",
        /// The cache is not read, but it stores the response.
        Reload = "reload",
        /// A cached response is used only after the server has confirmed it.
        NoCache = "no-cache",
        /// A cached response is used, even if it is stale.
        ForceCache = "force-cache",
        /// A cached response is used, even if it is stale. Without one, the fetch ends with a network error. This needs mode
        /// *same-origin*.
        OnlyIfCached = "only-if-cached",
    }
}

keyword_enum! {
    /// A request's response tainting, which decides how the response is filtered for the page.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-response-tainting>
    ///
    /// ```
    /// use fetch_cors::request::ResponseTainting;
    /// assert_eq!(ResponseTainting::Opaque.as_str(), "opaque");
    /// ```
    #[non_exhaustive]
    pub enum ResponseTainting {
        /// The page can read the response without the CORS protocol.
        Basic = "basic",
        /// The page can read the response if the server shares it through the CORS protocol.
        Cors = "cors",
        /// The page cannot read the response.
        Opaque = "opaque",
    }
}

keyword_enum! {
    /// A request's service-workers mode, which says whether a service worker may respond.
    ///
    /// <https://fetch.spec.whatwg.org/#request-service-workers-mode>
    ///
    /// ```
    /// use fetch_cors::request::ServiceWorkersMode;
    /// assert_eq!("none".parse(), Ok(ServiceWorkersMode::None));
    /// ```
    #[non_exhaustive]
    pub enum ServiceWorkersMode {
        /// A service worker may respond.
        All = "all",
        /// No service worker may respond.
        None = "none",
    }
}

keyword_enum! {
    /// A request's destination, which says what the response is for.
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
        /// The empty destination: `fetch()`, `XMLHttpRequest`, a beacon, an event source and others.
        Empty = "",
        /// An `<audio>` element.
        Audio = "audio",
        /// The script of `audioWorklet.addModule()`.
        AudioWorklet = "audioworklet",
        /// The document of a top-level navigation.
        Document = "document",
        /// An `<embed>` element.
        Embed = "embed",
        /// A font of an `@font-face` rule.
        Font = "font",
        /// The document of a `<frame>`.
        Frame = "frame",
        /// The document of an `<iframe>`.
        Iframe = "iframe",
        /// An image, for example of an `<img>` element.
        Image = "image",
        /// A JSON module.
        Json = "json",
        /// The manifest of a `<link rel=manifest>`.
        Manifest = "manifest",
        /// An `<object>` element.
        Object = "object",
        /// The script of `CSS.paintWorklet.addModule()`.
        PaintWorklet = "paintworklet",
        /// A report, for example of Content Security Policy.
        Report = "report",
        /// A `<script>` or a script module.
        Script = "script",
        /// The script of a service worker.
        ServiceWorker = "serviceworker",
        /// The script of a shared worker.
        SharedWorker = "sharedworker",
        /// A style sheet.
        Style = "style",
        /// A text module.
        Text = "text",
        /// The text of a `<track>` element.
        Track = "track",
        /// A `<video>` element.
        Video = "video",
        /// A request of federated credential management (`FedCM`).
        WebIdentity = "webidentity",
        /// The script of a worker.
        Worker = "worker",
        /// An XSLT style sheet.
        Xslt = "xslt",
    }
}

impl Destination {
    /// Returns whether the destination is script-like. *xslt* is not, although an XSLT style sheet can run script.
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

    /// Returns whether a request with this destination is a navigation request.
    ///
    /// <https://fetch.spec.whatwg.org/#navigation-request>
    #[must_use]
    pub const fn is_navigation(self) -> bool {
        matches!(self, Self::Document | Self::Embed | Self::Frame | Self::Iframe | Self::Object)
    }
}

keyword_enum! {
    /// A referrer policy, which decides how much of the referrer a server receives.
    ///
    /// *The whole URL* has no user name, password and fragment here. If it is longer than
    /// [4,096 bytes](crate::referrer::MAX_REFERRER_BYTES), the server receives the origin instead. *From HTTPS to HTTP*
    /// stands for every request from a [trustworthy](crate::trustworthy) origin to a URL that is not trustworthy.
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
        /// Nothing is sent.
        NoReferrer = "no-referrer",
        /// The whole URL is sent, but nothing from HTTPS to HTTP.
        NoReferrerWhenDowngrade = "no-referrer-when-downgrade",
        /// The whole URL is sent to the same origin, and nothing to other origins.
        SameOrigin = "same-origin",
        /// Only the origin is sent.
        Origin = "origin",
        /// Only the origin is sent, and nothing from HTTPS to HTTP.
        StrictOrigin = "strict-origin",
        /// The whole URL is sent to the same origin, and the origin to other origins.
        OriginWhenCrossOrigin = "origin-when-cross-origin",
        /// The whole URL is sent to the same origin, the origin to other origins, and nothing from HTTPS to HTTP. This is
        /// the default policy of the web.
        StrictOriginWhenCrossOrigin = "strict-origin-when-cross-origin",
        /// The whole URL is always sent.
        UnsafeUrl = "unsafe-url",
    }
}

/// The default is the default policy of the web, *strict-origin-when-cross-origin*.
impl Default for ReferrerPolicy {
    fn default() -> Self {
        Self::StrictOriginWhenCrossOrigin
    }
}
