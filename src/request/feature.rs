//! The requests of the things that pages do, with the settings of each feature's standard.

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

/// Each of these methods begins a request for a thing that pages do. It sets the mode, the credentials mode,
/// the destination and the flags as the feature's standard does.
impl Client {
    /// Begins the request of `fetch(url)`: mode *cors*, credentials mode *same-origin*, unsafe-request flag
    /// set. The methods of the builder set what the second argument of `fetch()` sets.
    ///
    /// Headers that script may not set are left out, as in a page. What makes `fetch()` throw makes
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

    /// Begins the request of `new XMLHttpRequest().open(method, url)` and `send()`: mode *cors*, credentials
    /// mode *same-origin*, unsafe-request flag set. For `withCredentials`, set
    /// [`credentials`](RequestBuilder::credentials) to *include*. If the page listens to the upload, set
    /// [`use_cors_preflight`](RequestBuilder::use_cors_preflight).
    ///
    /// As in a page, headers of one name are combined into one, a `GET` or `HEAD` request loses its body, and
    /// the use-URL-credentials flag is set if the URL has a user name or a password.
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

    /// Begins the request of an `<img>` or another image.
    pub fn image(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Image, cors)
    }

    /// Begins the request of a `<script>` that is not a module.
    pub fn classic_script(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Script, cors)
    }

    /// Begins the request of a `<script type=module>` or an `import`. It always uses CORS, and includes
    /// credentials across origins only for *use-credentials*.
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

    /// Begins the request of a `<link rel=stylesheet>`.
    pub fn style(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Style, cors)
    }

    /// Begins the request of an `@font-face`. It always uses CORS, and includes credentials only within the
    /// origin.
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

    /// Begins the request of an `<audio>`.
    pub fn audio(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Audio, cors)
    }

    /// Begins the request of a `<video>`.
    pub fn video(&self, url: impl AsRef<str>, cors: CorsAttribute) -> RequestBuilder {
        self.potential_cors(url.as_ref(), Destination::Video, cors)
    }

    /// Begins the request of a `<track>`. Without a `crossorigin` attribute, its mode is *same-origin*.
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

    /// Begins the request of `navigator.sendBeacon(url, data)`. `content_type` is the content type of the
    /// data, if it has one.
    ///
    /// With a content type that is not safelisted, the request uses CORS and needs a preflight. A beacon needs
    /// an HTTP(S) URL.
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

    /// Begins the request of a top-level navigation by `GET`: mode *navigate*, and redirect mode *manual*, so
    /// that each redirect comes back to the host. For a form, set the method and the body. For a frame, set
    /// the [`destination`](RequestBuilder::destination).
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

    /// Begins a request with the standard's defaults: `GET`, mode *no-cors*, credentials mode *same-origin*,
    /// no flag set. Use it for features that have no method here. No rule for script applies: what the host
    /// sets is neither left out nor refused.
    pub fn request(&self, url: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self, url.as_ref(), Checks::Host)
    }

    /// Begins a potential-CORS request.
    ///
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
