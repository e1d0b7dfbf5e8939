//! The requests of elements and other features, with the settings of each feature's standard.

use super::body::{Body, Source};
use super::client::Client;
use super::into_url::IntoUrl;
use super::modes::{CacheMode, CredentialsMode, Destination, Mode};
use super::resource_builder::ResourceBuilder;
use super::unchecked_builder::UncheckedBuilder;
use crate::header::safelist::is_cors_safelisted_request_header;
use crate::keyword::keyword_enum;

keyword_enum! {
    /// The kind of resource that a `<link rel=preload>` loads: a value of its `as` attribute that HTML preloads.
    ///
    /// <https://html.spec.whatwg.org/multipage/links.html#translate-a-preload-destination>
    ///
    /// ```
    /// use fetch_cors::request::{Destination, PreloadAs};
    /// assert_eq!("font".parse(), Ok(PreloadAs::Font));
    /// assert!("document".parse::<PreloadAs>().is_err());
    /// assert_eq!(PreloadAs::Fetch.destination(), Destination::Empty);
    /// ```
    #[non_exhaustive]
    pub enum PreloadAs {
        /// A resource that script loads by `fetch()` or `XMLHttpRequest`.
        Fetch = "fetch",
        /// A font.
        Font = "font",
        /// An image.
        Image = "image",
        /// A JSON module.
        Json = "json",
        /// A script.
        Script = "script",
        /// A style sheet.
        Style = "style",
        /// A text module.
        Text = "text",
        /// The text of a `<track>` element.
        Track = "track",
    }
}

impl PreloadAs {
    /// Returns the destination that the request has.
    #[must_use]
    pub const fn destination(self) -> Destination {
        match self {
            Self::Fetch => Destination::Empty,
            Self::Font => Destination::Font,
            Self::Image => Destination::Image,
            Self::Json => Destination::Json,
            Self::Script => Destination::Script,
            Self::Style => Destination::Style,
            Self::Text => Destination::Text,
            Self::Track => Destination::Track,
        }
    }
}

/// The state of an element's `crossorigin` attribute, which decides whether the element uses CORS.
///
/// <https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attributes>
///
/// ```
/// use fetch_cors::{Client, Origin, request::{CorsAttribute, CredentialsMode, Mode}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let image = page.image("https://cdn.example/a.png", CorsAttribute::Anonymous).build()?;
/// assert_eq!((image.mode(), image.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
/// let image = page.image("https://cdn.example/a.png", CorsAttribute::NoCors).build()?;
/// assert_eq!((image.mode(), image.credentials_mode()), (Mode::NoCors, CredentialsMode::Include));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "HTML defines exactly these three states")]
pub enum CorsAttribute {
    /// The element has no `crossorigin` attribute: mode *no-cors*, and credentials mode *include*.
    ///
    /// A `<track>` then has mode *same-origin*. Modules and manifests always use CORS, and treat this like `Anonymous`.
    #[default]
    NoCors,
    /// The attribute is `crossorigin` or `crossorigin=anonymous`: mode *cors*, and credentials mode *same-origin*.
    Anonymous,
    /// The attribute is `crossorigin=use-credentials`: mode *cors*, and credentials mode *include*.
    UseCredentials,
}

/// The kind of a worker's script: the members `type` and `credentials` of the options of `new Worker(url, options)`.
///
/// <https://html.spec.whatwg.org/multipage/workers.html#workeroptions>
///
/// ```
/// use fetch_cors::request::{CredentialsMode, WorkerScript};
/// assert_eq!(WorkerScript::default(), WorkerScript::Classic);
/// let module = WorkerScript::Module { credentials: CredentialsMode::Omit };
/// assert_ne!(module, WorkerScript::Classic);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkerScript {
    /// A classic script, whose credentials mode is always *same-origin*.
    #[default]
    Classic,
    /// A script module, whose credentials mode the page chooses.
    Module {
        /// The member `credentials`. The page that leaves it out means *same-origin*.
        credentials: CredentialsMode,
    },
}

/// Each of these methods begins the request of one feature of the web platform. It sets the mode, the credentials mode, the
/// destination and the flags that the standard of the feature sets.
///
/// An element with a `crossorigin` attribute uses CORS: see [`CorsAttribute`]. Each method without a `cors` argument says
/// which mode its request has.
impl Client {
    /// Begins the request of an `<img>` element or another image.
    pub fn image(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(self.potential_cors(url, Destination::Image, cors))
    }

    /// Begins the request of a `<script>` element that is not a module.
    pub fn classic_script(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(self.potential_cors(url, Destination::Script, cors))
    }

    /// Begins the request of a `<script type=module>` or an `import`. It always uses CORS, and sends credentials to other
    /// origins only for [`CorsAttribute::UseCredentials`].
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CorsAttribute, CredentialsMode, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let module = page.module_script("https://cdn.example/a.js", CorsAttribute::NoCors).build()?;
    /// assert_eq!((module.mode(), module.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn module_script(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(
            self.unchecked_request(url)
                .destination(Destination::Script)
                .mode(Mode::Cors)
                .credentials(cors.credentials_mode()),
        )
    }

    /// Begins the request of a `<link rel=stylesheet>`.
    pub fn style(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(self.potential_cors(url, Destination::Style, cors))
    }

    /// Begins the request of a font in an `@font-face` rule. Its mode is *cors*, and its credentials mode is *same-origin*.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Destination, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let font = page.font("https://cdn.example/a.woff2").build()?;
    /// assert_eq!((font.mode(), font.destination()), (Mode::Cors, Destination::Font));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn font(&self, url: impl IntoUrl) -> ResourceBuilder {
        ResourceBuilder::new(
            self.unchecked_request(url)
                .destination(Destination::Font)
                .mode(Mode::Cors)
                .use_url_credentials(true),
        )
    }

    /// Begins the request of an `<audio>` element.
    pub fn audio(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(self.potential_cors(url, Destination::Audio, cors))
    }

    /// Begins the request of a `<video>` element.
    pub fn video(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(self.potential_cors(url, Destination::Video, cors))
    }

    /// Begins the request of a `<track>` element. Without a `crossorigin` attribute, its mode is *same-origin*.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CorsAttribute, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let track = page.track("https://cdn.example/a.vtt", CorsAttribute::NoCors).build()?;
    /// assert_eq!(track.mode(), Mode::SameOrigin);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn track(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        let request = self.potential_cors(url, Destination::Track, cors);
        ResourceBuilder::new(match cors {
            CorsAttribute::NoCors => request.mode(Mode::SameOrigin),
            CorsAttribute::Anonymous | CorsAttribute::UseCredentials => request,
        })
    }

    /// Begins the request of a `<link rel=preload>`. `preload_as` is its `as` attribute.
    ///
    /// <https://html.spec.whatwg.org/multipage/links.html#link-type-preload>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CorsAttribute, Destination, Mode, PreloadAs}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let url = "https://cdn.example/a.woff2";
    /// let preload = page.preload(url, PreloadAs::Font, CorsAttribute::Anonymous).build()?;
    /// assert_eq!((preload.mode(), preload.destination()), (Mode::Cors, Destination::Font));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn preload(&self, url: impl IntoUrl, preload_as: PreloadAs, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(self.potential_cors(url, preload_as.destination(), cors))
    }

    /// Begins the request of a `<link rel=manifest>`. It always uses CORS, and sends credentials to other origins only for
    /// [`CorsAttribute::UseCredentials`].
    ///
    /// <https://html.spec.whatwg.org/multipage/links.html#link-type-manifest>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CorsAttribute, CredentialsMode, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let manifest = page.manifest("https://cdn.example/app.json", CorsAttribute::NoCors).build()?;
    /// assert_eq!((manifest.mode(), manifest.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn manifest(&self, url: impl IntoUrl, cors: CorsAttribute) -> ResourceBuilder {
        ResourceBuilder::new(
            self.potential_cors(url, Destination::Manifest, cors)
                .mode(Mode::Cors)
                .credentials(cors.credentials_mode()),
        )
    }

    /// Begins the request of `new EventSource(url, { withCredentials })`. Its mode is *cors*.
    ///
    /// Its credentials mode is *include* with credentials, and *same-origin* without. For a reconnection, append
    /// `Last-Event-ID` to the [`unguarded_headers`](crate::Request::unguarded_headers) of the request.
    ///
    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CacheMode, CredentialsMode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let source = page.event_source("https://api.example/events", true).build()?;
    /// assert_eq!(source.credentials_mode(), CredentialsMode::Include);
    /// assert_eq!(source.cache_mode(), CacheMode::NoStore);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn event_source(&self, url: impl IntoUrl, with_credentials: bool) -> ResourceBuilder {
        let cors = if with_credentials { CorsAttribute::UseCredentials } else { CorsAttribute::Anonymous };
        ResourceBuilder::new(
            self.potential_cors(url, Destination::Empty, cors)
                .header("Accept", "text/event-stream")
                .cache(CacheMode::NoStore),
        )
    }

    /// Begins the request of `new Worker(url, options)`. Its mode is *same-origin*, so a URL of another origin is a network
    /// error.
    ///
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-worker>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CredentialsMode, Mode, WorkerScript}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let module = WorkerScript::Module { credentials: CredentialsMode::Omit };
    /// let worker = page.worker("https://app.example/worker.js", module).build()?;
    /// assert_eq!((worker.mode(), worker.credentials_mode()), (Mode::SameOrigin, CredentialsMode::Omit));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn worker(&self, url: impl IntoUrl, script: WorkerScript) -> ResourceBuilder {
        self.worker_script(url, Destination::Worker, script)
    }

    /// Begins the request of `new SharedWorker(url, options)`. Its mode is *same-origin*, so a URL of another origin is a
    /// network error.
    ///
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-sharedworker>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Destination, WorkerScript}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let worker = page.shared_worker("https://app.example/worker.js", WorkerScript::Classic).build()?;
    /// assert_eq!(worker.destination(), Destination::SharedWorker);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shared_worker(&self, url: impl IntoUrl, script: WorkerScript) -> ResourceBuilder {
        self.worker_script(url, Destination::SharedWorker, script)
    }

    /// Begins the request of `navigator.sendBeacon(url, data)`. `None` means a beacon without data.
    ///
    /// The request is a `POST` with *keepalive* and credentials mode *include*. Its mode is *no-cors*. If the content type
    /// of the data is not safelisted, the mode is *cors*, and a cross-origin URL needs a preflight.
    ///
    /// The URL must be HTTP(S), and the data cannot be a stream. If [`check_keepalive`](crate::keepalive::check_keepalive)
    /// refuses the length of the data, the host sends nothing, and `sendBeacon()` returns `false` to script.
    ///
    /// <https://w3c.github.io/beacon/#sec-processing-model>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Body, BodyKind, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let ping = page.beacon("https://log.example/", None).build()?;
    /// assert_eq!((ping.mode(), ping.body()), (Mode::NoCors, BodyKind::None));
    /// let json = Body::source().with_type("application/json");
    /// let beacon = page.beacon("https://log.example/", Some(json)).build()?;
    /// assert!(beacon.mode() == Mode::Cors && beacon.unsafe_request());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// ```compile_fail,E0308
    /// # use fetch_cors::{Client, Origin, request::Body};
    /// # let page = Client::new(Origin::parse("https://app.example").unwrap());
    /// page.beacon("https://log.example/", Some(Body::stream()));
    /// ```
    pub fn beacon(&self, url: impl IntoUrl, data: Option<Source>) -> ResourceBuilder {
        let body = data.map(Body::from);
        let content_type = body.as_ref().and_then(Body::content_type);
        let safe = content_type.is_none_or(|value| is_cors_safelisted_request_header(b"content-type", value));
        let request = self
            .unchecked_request(url)
            .http_only()
            .method("POST")
            .mode(if safe { Mode::NoCors } else { Mode::Cors })
            .unsafe_request(!safe)
            .credentials(CredentialsMode::Include)
            .keepalive(true);
        ResourceBuilder::new(match body {
            Some(body) => request.body(body),
            None => request,
        })
    }

    /// Begins a potential-CORS request, whose mode and credentials mode depend on the `crossorigin` attribute.
    ///
    /// <https://html.spec.whatwg.org/multipage/urls-and-fetching.html#create-a-potential-cors-request>
    fn potential_cors(
        &self,
        url: impl IntoUrl,
        destination: Destination,
        cors: CorsAttribute,
    ) -> UncheckedBuilder {
        let (mode, credentials) = match cors {
            CorsAttribute::NoCors => (Mode::NoCors, CredentialsMode::Include),
            CorsAttribute::Anonymous => (Mode::Cors, CredentialsMode::SameOrigin),
            CorsAttribute::UseCredentials => (Mode::Cors, CredentialsMode::Include),
        };
        self.unchecked_request(url)
            .destination(destination)
            .mode(mode)
            .credentials(credentials)
            .use_url_credentials(true)
    }

    /// Begins the request of a worker's script. The use-URL-credentials flag is set for a classic script, and not for a
    /// module.
    ///
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-classic-worker-script>,
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script>
    fn worker_script(
        &self,
        url: impl IntoUrl,
        destination: Destination,
        script: WorkerScript,
    ) -> ResourceBuilder {
        let request = self.unchecked_request(url).destination(destination).mode(Mode::SameOrigin);
        ResourceBuilder::new(match script {
            WorkerScript::Classic => request.use_url_credentials(true),
            WorkerScript::Module { credentials } => request.credentials(credentials),
        })
    }
}

impl CorsAttribute {
    /// Returns the credentials mode for a feature that always uses CORS.
    ///
    /// <https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attribute-credentials-mode>
    fn credentials_mode(self) -> CredentialsMode {
        match self {
            Self::NoCors | Self::Anonymous => CredentialsMode::SameOrigin,
            Self::UseCredentials => CredentialsMode::Include,
        }
    }
}
