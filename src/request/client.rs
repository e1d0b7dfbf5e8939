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

/// A client of the standard: the page or the worker that makes requests.
///
/// Create one client for each page, and make all requests of the page from it. The [module page](crate::request) lists the
/// methods that begin a request; the usual one is [`fetch`](Self::fetch).
///
/// The origin is all that a client needs. These methods set the rest:
///
/// | method | default | needed for |
/// |---|---|---|
/// | [`with_base_url`](Self::with_base_url) | none | relative URLs |
/// | [`with_document_url`](Self::with_document_url), [`with_worker_url`](Self::with_worker_url) | none | the `Referer` header |
/// | [`with_referrer_policy`](Self::with_referrer_policy) | *strict-origin-when-cross-origin* | the `Referer` header |
/// | [`with_partition_key`](Self::with_partition_key) | null | a preflight cache that is partitioned by site |
/// | [`with_embedder_policy`](Self::with_embedder_policy) | *unsafe-none* | `Cross-Origin-Embedder-Policy` |
/// | [`with_cross_site_ancestor`](Self::with_cross_site_ancestor) | not known | cookies with `SameSite` |
/// | [`with_traversable`](Self::with_traversable) | `true` | password prompts |
/// | [`with_fetch_metadata`](Self::with_fetch_metadata) | `true` | the `Sec-Fetch-*` headers |
/// | [`with_referrer_header`](Self::with_referrer_header) | `true` | the `Referer` header |
/// | [`with_cors_policy`](Self::with_cors_policy) | none | exceptions from CORS, for web views |
/// | [`with_switches`](Self::with_switches) | all off | hosts that follow browsers instead of the standard |
///
/// The standard calls this an *environment settings object*. A client is cheap to clone, because the clones share their
/// data until one of them is changed. A change does not affect the other clones.
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

/// The kind and the URL of the client's global object, as far as the host has set them.
#[derive(Clone)]
enum Environment {
    NotSaid,
    /// A window whose document has this URL.
    Window(Url),
    /// A worker that was created with this URL.
    Worker(Url),
}

impl Client {
    /// Creates a client with this origin. The public suffix list decides which origins are of the same site.
    ///
    /// `origin` is the origin of the page. [`Origin::parse`] reads it from text such as `https://app.example`.
    #[cfg(feature = "psl")]
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self::with_sites(origin, Arc::new(crate::site::PublicSuffixList))
    }

    /// Creates a client with this origin. `sites` decides which origins are of the same site.
    ///
    /// Call this instead of `new` without the feature `psl`, or if the host has a public suffix list of its own.
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

    /// Sets the API base URL, against which relative URLs are resolved. By default, there is none: the builders then
    /// accept only absolute URLs.
    ///
    /// For a page, this is the URL of its document, or the URL that its `<base>` element sets.
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

    /// Sets the URL of the client's document, which is the referrer of its requests.
    ///
    /// The referrer policy decides how much of the URL each server receives. A URL that is not HTTP(S) is never sent, and a
    /// window with an opaque origin has no referrer. By default, there is no URL. Then a request has a referrer only if it
    /// sets one itself.
    ///
    /// This call also says that the client is a window. A client without a URL counts as a window, too: only
    /// [`with_worker_url`](Self::with_worker_url) makes the client a worker.
    ///
    /// For an `iframe srcdoc` document, pass the URL of the nearest ancestor document that is not a `srcdoc` document. This
    /// call replaces the URL that [`with_worker_url`](Self::with_worker_url) has set.
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

    /// Sets the URL that the worker was created with, and makes the client a worker. This URL is the referrer of its
    /// requests.
    ///
    /// The referrer policy decides how much of the URL each server receives. The host does not ask for passwords on behalf
    /// of a worker: see [`with_traversable`](Self::with_traversable). This call replaces the URL that
    /// [`with_document_url`](Self::with_document_url) has set.
    #[must_use]
    pub fn with_worker_url(self, url: Url) -> Self {
        self.with(|settings| settings.environment = Environment::Worker(url))
    }

    /// Sets the network partition key. The preflight cache keeps the entries of different keys apart.
    ///
    /// By default, the key is null. All clients whose key is null share their entries.
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

    /// Sets the referrer policy of the client's policy container. It applies to each request that has no referrer policy of
    /// its own. The default is *strict-origin-when-cross-origin*.
    #[must_use]
    pub fn with_referrer_policy(self, policy: ReferrerPolicy) -> Self {
        self.with(|settings| settings.referrer_policy = policy)
    }

    /// Sets the embedder policy of the client's policy container: what the page's `Cross-Origin-Embedder-Policy` header
    /// says. The default is *unsafe-none*, which demands nothing.
    #[must_use]
    pub fn with_embedder_policy(self, policy: EmbedderPolicy) -> Self {
        self.with(|settings| settings.embedder_policy = policy)
    }

    /// Sets whether the client has a cross-site ancestor: whether a page of another site embeds it.
    /// [`Exchange::same_site_mode`] needs this to decide about cookies with the attribute `SameSite`.
    ///
    /// By default, this is not known, and `same_site_mode` returns an error for most requests. The HTML Standard has these
    /// rules:
    ///
    /// - A top-level window has no cross-site ancestor.
    /// - A window in a frame has a cross-site ancestor in two cases: its parent has one, or its parent is of another site.
    /// - A worker has a cross-site ancestor in two cases: its owner has one, or the URL of its script has the scheme `data`.
    /// - A service worker has no owner. It has a cross-site ancestor if it is registered in the storage of pages that other
    ///   sites embed.
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
    pub fn with_cross_site_ancestor(self, has_ancestor: bool) -> Self {
        self.with(|settings| settings.cross_site_ancestor = Some(has_ancestor))
    }

    /// Sets whether the engine adds the `Sec-Fetch-*` headers to messages. The default is `true`. A host that adds these
    /// headers itself passes `false`.
    #[must_use]
    pub fn with_fetch_metadata(self, by_engine: bool) -> Self {
        self.with(|settings| settings.fetch_metadata = by_engine)
    }

    /// Sets whether the engine adds the `Referer` header to messages whose request has a referrer. The default is `true`.
    ///
    /// A host that adds this header itself passes `false`, and takes the value from the
    /// [`referrer`](crate::Request::referrer) of the request that [`Exchange::request`](crate::Exchange::request) returns.
    #[must_use]
    pub fn with_referrer_header(self, by_engine: bool) -> Self {
        self.with(|settings| settings.referrer_header = by_engine)
    }

    /// Sets whether the host can ask the user of this client for a password. In the terms of the standard: whether the
    /// client is a window with a *traversable navigable*, which is a window or a tab of a browser.
    ///
    /// The default is `true`, because most clients are pages. For a worker, see [`with_worker_url`](Self::with_worker_url),
    /// this setting has no effect: the host never asks. A host that has no user to ask passes `false`. Script can then see a
    /// response with status 401 like any other, and a response with status 407 is a network error.
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

    /// Sets the policy that makes exceptions from the standard for the requests of this client. By default, there is no
    /// policy and no exception. See [`CorsPolicy`].
    #[must_use]
    pub fn with_cors_policy(self, policy: Arc<dyn CorsPolicy>) -> Self {
        self.with(|settings| settings.cors_policy = Some(policy))
    }

    /// Sets the [`Switches`], each of which replaces one rule of the standard by what browsers do. By default, all are off.
    #[must_use]
    pub fn with_switches(self, switches: Switches) -> Self {
        self.with(|settings| settings.switches = switches)
    }

    /// Returns the client's origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.settings.origin
    }

    /// Returns the API base URL, or `None` if the host has set none.
    #[must_use]
    pub fn base_url(&self) -> Option<&Url> {
        self.settings.base_url.as_ref()
    }

    /// Returns the network partition key, or `None` (null) if the host has set none.
    #[must_use]
    pub fn partition_key(&self) -> Option<&NetworkPartitionKey> {
        self.settings.partition_key.as_ref()
    }

    /// Returns the referrer policy of the client's policy container.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.settings.referrer_policy
    }

    /// Returns the embedder policy of the client's policy container.
    #[must_use]
    pub fn embedder_policy(&self) -> EmbedderPolicy {
        self.settings.embedder_policy
    }

    /// Returns whether the client has a cross-site ancestor, or `None` if the host has not set this.
    #[must_use]
    pub fn cross_site_ancestor(&self) -> Option<bool> {
        self.settings.cross_site_ancestor
    }

    /// Returns whether the engine adds the `Sec-Fetch-*` headers to messages.
    #[must_use]
    pub fn fetch_metadata(&self) -> bool {
        self.settings.fetch_metadata
    }

    /// Returns the URL of the window's document or of the worker, or `None` if the host has set neither.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        match &self.settings.environment {
            Environment::NotSaid => None,
            Environment::Window(url) | Environment::Worker(url) => Some(url),
        }
    }

    /// Returns whether the engine adds the `Referer` header to messages whose request has a referrer.
    #[must_use]
    pub fn referrer_header(&self) -> bool {
        self.settings.referrer_header
    }

    /// Returns whether the host can ask the user of this client for a password. It is false for a worker.
    #[must_use]
    pub fn has_traversable(&self) -> bool {
        self.settings.traversable && !self.is_worker()
    }

    /// Returns the policy that makes exceptions from the standard, or `None` if there are no exceptions.
    #[must_use]
    pub fn cors_policy(&self) -> Option<&dyn CorsPolicy> {
        self.settings.cors_policy.as_deref()
    }

    /// Returns whether the host has made the client a worker.
    pub(crate) fn is_worker(&self) -> bool {
        matches!(self.settings.environment, Environment::Worker(_))
    }

    /// Returns the switches, each of which replaces one rule of the standard by what browsers do.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.settings.switches
    }

    /// Returns the resolver of registrable domains, which decides which origins are of the same site.
    #[must_use]
    pub fn sites(&self) -> &dyn Sites {
        &*self.settings.sites
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

/// Prints URLs without user name, password, query and fragment.
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
