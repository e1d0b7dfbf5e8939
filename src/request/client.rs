use std::fmt;
use std::sync::Arc;

use url::Url;

use super::cors_policy::CorsPolicy;
use super::embedder_policy::EmbedderPolicy;
use super::modes::ReferrerPolicy;
use super::partition_key::NetworkPartitionKey;
use super::switches::Switches;
use crate::origin::Origin;
use crate::redacted::RedactedUrl;
use crate::site::Sites;

/// A client of the standard: the page or the worker that makes requests. Holds the items of its environment
/// settings object that this crate uses.
///
/// A client is cheap to clone. A page has one and makes all its requests from it.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#environment-settings-object>
///
/// ```
/// use fetch_cors::{Client, Origin};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/").build()?;
/// assert_eq!(request.origin().as_str(), "https://app.example");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

#[derive(Clone)]
struct Settings {
    origin: Origin,
    base_url: Option<Url>,
    environment: Environment,
    sites: Arc<dyn Sites>,
    partition_key: Option<NetworkPartitionKey>,
    referrer_policy: ReferrerPolicy,
    embedder_policy: EmbedderPolicy,
    cross_site_ancestor: Option<bool>,
    switches: Switches,
    cors_policy: Option<Arc<dyn CorsPolicy>>,
    traversable: bool,
    fetch_metadata: bool,
    referrer_header: bool,
}

/// What the host has said about the client's global object.
#[derive(Clone)]
enum Environment {
    NotSaid,
    /// A window, whose document has this URL.
    Window(Url),
    /// A worker, which was created with this URL.
    Worker(Url),
}

impl Client {
    /// Creates a client of this origin. The public suffix list decides about sites.
    #[cfg(feature = "psl")]
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self::with_sites(origin, Arc::new(crate::site::PublicSuffixList))
    }

    /// Creates a client of this origin. `sites` decides about sites.
    #[must_use]
    pub fn with_sites(origin: Origin, sites: Arc<dyn Sites>) -> Self {
        Self {
            settings: Arc::new(Settings {
                origin,
                base_url: None,
                environment: Environment::NotSaid,
                sites,
                partition_key: None,
                referrer_policy: ReferrerPolicy::default(),
                embedder_policy: EmbedderPolicy::default(),
                cross_site_ancestor: None,
                switches: Switches::as_the_standard_says(),
                cors_policy: None,
                traversable: true,
                fetch_metadata: true,
                referrer_header: true,
            }),
        }
    }

    /// Sets the API base URL. Relative URLs are parsed beside it. A client without one takes absolute URLs only.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// assert!(page.fetch("../c").build().is_err());
    /// let page = page.with_base_url("https://app.example/a/b".parse()?);
    /// assert_eq!(page.fetch("../c").build()?.current_url().as_str(), "https://app.example/c");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_base_url(self, url: Url) -> Self {
        self.with(|settings| settings.base_url = Some(url))
    }

    /// Sets that the client is a window whose document has this URL. Its requests then have a referrer: this URL, as far as the
    /// referrer policy allows. A window with an opaque origin has none.
    ///
    /// For an `iframe srcdoc` document, pass the URL of the nearest ancestor document that is no `srcdoc` document. Without this URL or
    /// [`with_worker_url`](Self::with_worker_url), requests have no referrer.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let page = page.with_document_url("https://app.example/a?b#c".parse()?);
    /// let get = page.fetch("https://app.example/items").build()?;
    /// let Step::Send(exchange) = fetch::<()>(get, &mut PreflightCache::new(), Timestamp::ZERO) else { unreachable!() };
    /// assert_eq!(exchange.headers().get(b"referer")?.unwrap(), b"https://app.example/a?b");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_document_url(self, url: Url) -> Self {
        self.with(|settings| settings.environment = Environment::Window(url))
    }

    /// Sets that the client is a worker that was created with this URL. Its requests then have a referrer: this URL, as far as
    /// the referrer policy allows.
    #[must_use]
    pub fn with_worker_url(self, url: Url) -> Self {
        self.with(|settings| settings.environment = Environment::Worker(url))
    }

    /// Sets the network partition key. Without one, the key of a request is null, which is a key like any other.
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, request::NetworkPartitionKey, site::{PublicSuffixList, Site}};
    /// let origin = Origin::parse("https://app.example")?;
    /// let top_level = Site::obtain(&origin, &PublicSuffixList);
    /// let page = Client::new(origin).with_partition_key(NetworkPartitionKey::new(top_level, None));
    /// assert!(page.partition_key().is_some());
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    #[must_use]
    pub fn with_partition_key(self, key: NetworkPartitionKey) -> Self {
        self.with(|settings| settings.partition_key = Some(key))
    }

    /// Sets the referrer policy of the client's policy container. It applies to requests that have none of
    /// their own.
    #[must_use]
    pub fn with_referrer_policy(self, policy: ReferrerPolicy) -> Self {
        self.with(|settings| settings.referrer_policy = policy)
    }

    /// Sets the embedder policy of the client's policy container.
    #[must_use]
    pub fn with_embedder_policy(self, policy: EmbedderPolicy) -> Self {
        self.with(|settings| settings.embedder_policy = policy)
    }

    /// Sets whether the client has a cross-site ancestor, which [`Exchange::same_site_mode`] needs for cookies with
    /// `SameSite`. A client that has not said so gets no answer there for most requests.
    ///
    /// HTML computes it when it creates the client:
    ///
    /// - For a window: false if its document has no parent. Otherwise true if the parent's is true, or if the parent's origin
    ///   is not same site with the origin of the document.
    /// - For a worker: true if that of its owner is true, or if the URL of its script has the scheme `data`. A service worker
    ///   has no owner. It has a cross-site ancestor if it belongs to the storage of pages that are embedded by other sites.
    ///
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#environment-settings-object>
    ///
    /// [`Exchange::same_site_mode`]: crate::Exchange::same_site_mode
    ///
    /// ```
    /// use fetch_cors::{Client, Origin};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// assert_eq!(page.cross_site_ancestor(), None);
    /// let top_level = page.with_cross_site_ancestor(false);
    /// assert_eq!(top_level.cross_site_ancestor(), Some(false));
    /// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
    /// ```
    #[must_use]
    pub fn with_cross_site_ancestor(self, has_one: bool) -> Self {
        self.with(|settings| settings.cross_site_ancestor = Some(has_one))
    }

    /// Sets whether messages get the `Sec-Fetch-*` headers. They do by default. A host that makes these
    /// headers itself switches them off.
    #[must_use]
    pub fn with_fetch_metadata(self, made: bool) -> Self {
        self.with(|settings| settings.fetch_metadata = made)
    }

    /// Sets whether messages get a `Referer` header if the request has a referrer. They do by default. A host that makes this
    /// header itself switches it off, and makes it of [`Request::referrer`](crate::Request::referrer).
    #[must_use]
    pub fn with_referrer_header(self, made: bool) -> Self {
        self.with(|settings| settings.referrer_header = made)
    }

    /// Sets whether the client is a window with a traversable navigable, in which the host can ask its user for a password. It
    /// is by default, as pages are, unless [`with_worker_url`](Self::with_worker_url) says that it is a worker. A host that has
    /// nobody to ask sets it to `false`: the status 407 is then a network error.
    ///
    /// <https://fetch.spec.whatwg.org/#populate-request-from-client>
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let worker = Client::new(Origin::parse("https://app.example")?).with_traversable(false);
    /// let get = worker.fetch("https://app.example/").build()?;
    /// let Step::Send(exchange) = fetch::<()>(get, &mut PreflightCache::new(), Timestamp::ZERO) else { unreachable!() };
    /// assert!(!exchange.may_prompt());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_traversable(self, traversable: bool) -> Self {
        self.with(|settings| settings.traversable = traversable)
    }

    /// Sets the policy that makes exceptions from the standard for the requests of this client: see [`CorsPolicy`]. Without
    /// one, there are no exceptions.
    #[must_use]
    pub fn with_cors_policy(self, policy: Arc<dyn CorsPolicy>) -> Self {
        self.with(|settings| settings.cors_policy = Some(policy))
    }

    /// Sets where the client does what browsers do instead of what the standard says. By default, it follows the
    /// standard everywhere.
    #[must_use]
    pub fn with_switches(self, switches: Switches) -> Self {
        self.with(|settings| settings.switches = switches)
    }

    /// Returns the client's origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.settings.origin
    }

    /// Returns the API base URL.
    #[must_use]
    pub fn base_url(&self) -> Option<&Url> {
        self.settings.base_url.as_ref()
    }

    /// Returns the network partition key.
    #[must_use]
    pub fn partition_key(&self) -> Option<&NetworkPartitionKey> {
        self.settings.partition_key.as_ref()
    }

    /// Returns the policy container's referrer policy.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.settings.referrer_policy
    }

    /// Returns the policy container's embedder policy.
    #[must_use]
    pub fn embedder_policy(&self) -> EmbedderPolicy {
        self.settings.embedder_policy
    }

    /// Returns whether the client has a cross-site ancestor, or `None` if the host has not said so.
    #[must_use]
    pub fn cross_site_ancestor(&self) -> Option<bool> {
        self.settings.cross_site_ancestor
    }

    /// Returns whether messages get the `Sec-Fetch-*` headers.
    #[must_use]
    pub fn fetch_metadata(&self) -> bool {
        self.settings.fetch_metadata
    }

    /// Returns the URL of the window's document or of the worker, or `None` if the host has not said it.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        match &self.settings.environment {
            Environment::NotSaid => None,
            Environment::Window(url) | Environment::Worker(url) => Some(url),
        }
    }

    /// Returns whether messages get a `Referer` header if the request has a referrer.
    #[must_use]
    pub fn referrer_header(&self) -> bool {
        self.settings.referrer_header
    }

    /// Returns whether the client is a window with a traversable navigable.
    #[must_use]
    pub fn has_traversable(&self) -> bool {
        self.settings.traversable && !self.is_worker()
    }

    /// Returns the policy that makes exceptions from the standard, or `None` if there are no exceptions.
    #[must_use]
    pub fn cors_policy(&self) -> Option<&dyn CorsPolicy> {
        self.settings.cors_policy.as_deref()
    }

    /// Returns whether the host has said that the client is a worker.
    pub(crate) fn is_worker(&self) -> bool {
        matches!(self.settings.environment, Environment::Worker(_))
    }

    /// Returns where the client does what browsers do instead of what the standard says.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.settings.switches
    }

    /// Returns what decides about sites.
    #[must_use]
    pub fn sites(&self) -> &dyn Sites {
        &*self.settings.sites
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

/// Prints of the base URL what is no secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("origin", self.origin())
            .field("base_url", &self.base_url().map(RedactedUrl))
            .field("sites", &self.sites())
            .field("partition_key", &self.partition_key())
            .field("referrer_policy", &self.referrer_policy())
            .field("embedder_policy", &self.embedder_policy())
            .field("cross_site_ancestor", &self.cross_site_ancestor())
            .field("switches", &self.switches())
            .field("url", &self.url().map(RedactedUrl))
            .field("cors_policy", &self.cors_policy())
            .field("has_traversable", &self.has_traversable())
            .field("referrer_header", &self.referrer_header())
            .field("fetch_metadata", &self.fetch_metadata())
            .finish()
    }
}
