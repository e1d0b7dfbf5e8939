//! What pages do, as requests: the settings that each feature's standard gives them.

use super::body::Body;
use super::builder::{Checks, RequestBuilder};
use super::client::Client;
use super::modes::{CredentialsMode, Destination, Mode, RedirectMode};
use crate::header::safelist::is_cors_safelisted_request_header;

/// The state of a `crossorigin` attribute.
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
#[expect(clippy::exhaustive_enums, reason = "HTML has these three states")]
pub enum CorsAttribute {
    /// No attribute.
    #[default]
    NoCors,
    /// `crossorigin`, or `crossorigin=anonymous`.
    Anonymous,
    /// `crossorigin=use-credentials`.
    UseCredentials,
}

/// Requests of this client, one method for each thing that pages do. Each sets mode, credentials mode,
/// destination and flags as the feature's standard has them.
impl Client {
    /// `fetch(url)`: mode *cors*, credentials *same-origin*, unsafe-request flag set; set method,
    /// headers, body and the rest on the builder, as in `fetch()`'s second argument.
    ///
    /// Headers that script may not set are left out, as in a page; what makes `fetch()` throw makes
    /// [`build`](RequestBuilder::build) fail.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Body, RequestError}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let get_with_body = page.fetch("https://api.example/").body(Body::source()).build();
    /// assert!(matches!(get_with_body, Err(RequestError::BodyNotAllowed { .. })));
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    pub fn fetch(&self, url: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::Fetch)
    }

    /// `new XMLHttpRequest().open(method, url)` and `send()`: mode *cors*, credentials *same-origin*
    /// (set [`credentials`](RequestBuilder::credentials) to *include* for `withCredentials`),
    /// unsafe-request flag set. Set [`use_cors_preflight`](RequestBuilder::use_cors_preflight) if the
    /// page listens to the upload.
    ///
    /// Headers of one name are combined into one, a `GET` or `HEAD` loses its body, and the
    /// use-URL-credentials flag is set if the URL has a user name or a password, as in a page.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let xhr = page.xml_http_request("post", "https://api.example/").header("x-a", "1").header("X-A", "2");
    /// let request = xhr.build()?;
    /// assert_eq!(request.headers().iter().collect::<Vec<_>>(), [(&b"x-a"[..], &b"1, 2"[..])]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn xml_http_request(&self, method: impl AsRef<[u8]>, url: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::XmlHttpRequest)
            .method(method)
            .mode(Mode::Cors)
            .unsafe_request(true)
    }

    /// `<img>` and other images.
    pub fn image(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Image, cors)
    }

    /// `<script>`, not of type module.
    pub fn classic_script(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Script, cors)
    }

    /// `<script type=module>` and `import`: always with CORS, and with credentials to other origins
    /// only for *use-credentials*.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CorsAttribute, CredentialsMode, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let module = page.module_script("https://cdn.example/a.js", CorsAttribute::NoCors).build()?;
    /// assert_eq!((module.mode(), module.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn module_script(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::Host)
            .destination(Destination::Script)
            .mode(Mode::Cors)
            .credentials(match cors {
                CorsAttribute::UseCredentials => CredentialsMode::Include,
                CorsAttribute::NoCors | CorsAttribute::Anonymous => CredentialsMode::SameOrigin,
            })
    }

    /// `<link rel=stylesheet>`.
    pub fn style(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Style, cors)
    }

    /// `@font-face`: always with CORS, and with credentials within the origin only.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Destination, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let font = page.font("https://cdn.example/a.woff2").build()?;
    /// assert_eq!((font.mode(), font.destination()), (Mode::Cors, Destination::Font));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn font(&self, url: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::Host)
            .destination(Destination::Font)
            .mode(Mode::Cors)
            .use_url_credentials(true)
    }

    /// `<audio>`.
    pub fn audio(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Audio, cors)
    }

    /// `<video>`.
    pub fn video(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Video, cors)
    }

    /// `<track>`, which without a `crossorigin` attribute stays within the origin.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{CorsAttribute, Mode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let track = page.track("https://cdn.example/a.vtt", CorsAttribute::NoCors).build()?;
    /// assert_eq!(track.mode(), Mode::SameOrigin);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn track(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        let request = self.potential_cors(url.as_ref(), Destination::Track, cors);
        match cors {
            CorsAttribute::NoCors => request.mode(Mode::SameOrigin),
            CorsAttribute::Anonymous | CorsAttribute::UseCredentials => request,
        }
    }

    /// `navigator.sendBeacon(url, data)`; `content_type` is what the data says of itself, if it does.
    ///
    /// A content type that is not safelisted makes it a request with CORS, and with a preflight. Beacons
    /// go to HTTP(S) URLs only.
    ///
    /// <https://w3c.github.io/beacon/#sec-processing-model>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::Mode};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// assert_eq!(page.beacon("https://log.example/", None).build()?.mode(), Mode::NoCors);
    /// let json = page.beacon("https://log.example/", Some("application/json")).build()?;
    /// assert!(json.mode() == Mode::Cors && json.unsafe_request());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn beacon(&self, url: impl AsRef<str>, content_type: Option<&str>) -> RequestBuilder {
        let safe = content_type
            .is_none_or(|value| is_cors_safelisted_request_header(b"content-type", value.as_bytes()));
        let body = content_type.map_or(Body::source(), |value| Body::source().with_type(value));
        RequestBuilder::new(self, url.as_ref(), Checks::Beacon)
            .method("POST")
            .mode(if safe { Mode::NoCors } else { Mode::Cors })
            .unsafe_request(!safe)
            .credentials(CredentialsMode::Include)
            .keepalive(true)
            .body(body)
    }

    /// A top-level navigation by `GET`: mode *navigate*, redirect mode *manual*, so that each redirect
    /// comes back to the host. Set method and body for a form; set
    /// [`destination`](RequestBuilder::destination) for a frame.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::{Destination, RedirectMode}};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let request = page.navigation("https://other.example/").build()?;
    /// assert_eq!(request.redirect_mode(), RedirectMode::Manual);
    /// assert_eq!(request.destination(), Destination::Document);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn navigation(&self, url: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::Host)
            .destination(Destination::Document)
            .mode(Mode::Navigate)
            .credentials(CredentialsMode::Include)
            .redirect(RedirectMode::Manual)
            .use_url_credentials(true)
    }

    /// A request as the standard has it when nothing else is said: `GET`, mode *no-cors*, credentials
    /// *same-origin*, no flag set. For features that are not among the others; nothing that the host
    /// sets here is left out or refused for script's sake.
    pub fn request(&self, url: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::Host)
    }

    /// <https://html.spec.whatwg.org/multipage/urls-and-fetching.html#create-a-potential-cors-request>
    fn potential_cors(&self, url: &str, destination: Destination, cors: CorsAttribute) -> RequestBuilder {
        let (mode, credentials) = match cors {
            CorsAttribute::NoCors => (Mode::NoCors, CredentialsMode::Include),
            CorsAttribute::Anonymous => (Mode::Cors, CredentialsMode::SameOrigin),
            CorsAttribute::UseCredentials => (Mode::Cors, CredentialsMode::Include),
        };
        RequestBuilder::new(self, url, Checks::Host)
            .destination(destination)
            .mode(mode)
            .credentials(credentials)
            .use_url_credentials(true)
    }
}
