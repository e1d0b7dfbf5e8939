//! Requests: what is fetched, by whom, and how.

mod builder;
mod client;
mod construct;
mod embedder_policy;
mod feature;
mod modes;
mod url_list;

use std::sync::Arc;

use http::Method;
use url::Url;

pub use builder::{Body, RequestBuilder, RequestError};
pub use client::{Client, NetworkPartitionKey};
pub use construct::{Constructed, RequestInit, RequestInput};
pub use embedder_policy::EmbedderPolicy;
pub use feature::CorsAttribute;
pub use modes::{
    CacheMode, CredentialsMode, Destination, EmbedderPolicyValue, Mode, RedirectMode, ReferrerPolicy,
    ResponseTainting, ServiceWorkersMode,
};
pub use url_list::UrlList;

use crate::header::HeaderList;
use crate::origin::Origin;
use crate::request_origin::{RedirectTaint, RequestOrigin, byte_serialize_request_origin, redirect_taint};

/// A request of the Fetch Standard, as far as CORS and its neighbours look at it.
///
/// Made by a [`RequestBuilder`], which a [`Client`] gives for each thing that pages do.
///
/// <https://fetch.spec.whatwg.org/#concept-request>
///
/// ```
/// use fetch_cors::{Client, Origin, request::{CredentialsMode, Mode}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("https://api.example/items").method("PUT").header("x-token", "1").build()?;
/// assert_eq!((request.mode(), request.credentials_mode()), (Mode::Cors, CredentialsMode::SameOrigin));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// concept-request-clone 1, 4: derived, as a body is its kind only.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) client: Client,
    pub(crate) origin: Origin,
    /// Whether the origin is *client* still: the client's, whoever that will be when it is fetched.
    pub(crate) origin_is_client: bool,
    pub(crate) partition_key: Option<Arc<NetworkPartitionKey>>,
    pub(crate) method: Method,
    pub(crate) url_list: UrlList,
    pub(crate) headers: HeaderList,
    pub(crate) body: BodyKind,
    pub(crate) mode: Mode,
    pub(crate) credentials_mode: CredentialsMode,
    pub(crate) redirect_mode: RedirectMode,
    pub(crate) cache_mode: CacheMode,
    pub(crate) service_workers_mode: ServiceWorkersMode,
    pub(crate) destination: Destination,
    pub(crate) referrer_policy: ReferrerPolicy,
    pub(crate) unsafe_request: bool,
    pub(crate) use_cors_preflight: bool,
    pub(crate) use_url_credentials: bool,
    pub(crate) keepalive: bool,
    pub(crate) user_activation: bool,
    pub(crate) user_initiated: bool,
    pub(crate) redirect_count: u8,
    pub(crate) response_tainting: ResponseTainting,
    pub(crate) timing_allow_failed: bool,
    pub(crate) navigation_timing_allow_values: Vec<Vec<String>>,
}

/// What a request's body is, as far as redirects ask.
///
/// ```
/// use fetch_cors::{Client, Origin, request::{Body, BodyKind}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let post = page.fetch("https://api.example/").method("POST").body(Body::source()).build()?;
/// assert_eq!(post.body(), BodyKind::Source);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "null, with a source, without one: there is no fourth")]
pub enum BodyKind {
    /// There is none.
    #[default]
    None,
    /// It has a source, so it can be sent again.
    Source,
    /// A stream, which can be sent once.
    Stream,
}

impl Request {
    /// Whose request it is.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The request's origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The network partition key; null if the client has none.
    #[must_use]
    pub fn partition_key(&self) -> Option<&NetworkPartitionKey> {
        self.partition_key.as_deref()
    }

    /// The method, which a redirect may have changed to `GET`.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The URLs so far, the first one asked for and those redirected to.
    #[must_use]
    pub fn url_list(&self) -> &UrlList {
        &self.url_list
    }

    /// The last of the URL list.
    #[must_use]
    pub fn current_url(&self) -> &Url {
        self.url_list.current()
    }

    /// The header list.
    #[must_use]
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// The header list, for what script does with it until the request is fetched: change it through
    /// the [`Guard`](crate::header::Guard) that [`construct`](Self::construct) gave.
    pub fn headers_mut(&mut self) -> &mut HeaderList {
        &mut self.headers
    }

    /// The body's kind, which a redirect may have changed to none.
    #[must_use]
    pub fn body(&self) -> BodyKind {
        self.body
    }

    /// The mode.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The credentials mode.
    #[must_use]
    pub fn credentials_mode(&self) -> CredentialsMode {
        self.credentials_mode
    }

    /// The redirect mode.
    #[must_use]
    pub fn redirect_mode(&self) -> RedirectMode {
        self.redirect_mode
    }

    /// The cache mode, for the host's HTTP cache.
    #[must_use]
    pub fn cache_mode(&self) -> CacheMode {
        self.cache_mode
    }

    /// The service-workers mode, which becomes *none* once the network is asked.
    #[must_use]
    pub fn service_workers_mode(&self) -> ServiceWorkersMode {
        self.service_workers_mode
    }

    /// With another service-workers mode: *none* for what a service worker fetches itself.
    #[must_use]
    pub fn with_service_workers_mode(mut self, mode: ServiceWorkersMode) -> Self {
        self.service_workers_mode = mode;
        self
    }

    /// The destination.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.destination
    }

    /// The referrer policy, which a redirect may have changed.
    #[must_use]
    pub fn referrer_policy(&self) -> ReferrerPolicy {
        self.referrer_policy
    }

    /// Whether the unsafe-request flag is set.
    #[must_use]
    pub fn unsafe_request(&self) -> bool {
        self.unsafe_request
    }

    /// Whether the use-CORS-preflight flag is set.
    #[must_use]
    pub fn use_cors_preflight(&self) -> bool {
        self.use_cors_preflight
    }

    /// Whether the use-URL-credentials flag is set, which the host needs for its authentication.
    #[must_use]
    pub fn use_url_credentials(&self) -> bool {
        self.use_url_credentials
    }

    /// Whether it may outlive its client, which the host needs for its fetch group.
    #[must_use]
    pub fn keepalive(&self) -> bool {
        self.keepalive
    }

    /// Whether it is a navigation that the user activated in the page.
    #[must_use]
    pub fn user_activation(&self) -> bool {
        self.user_activation
    }

    /// Whether it is a navigation that the user began without a page.
    #[must_use]
    pub fn user_initiated(&self) -> bool {
        self.user_initiated
    }

    /// Whether the TAO check has failed for a response so far.
    ///
    /// <https://fetch.spec.whatwg.org/#timing-allow-failed>
    #[must_use]
    pub fn timing_allow_failed(&self) -> bool {
        self.timing_allow_failed
    }

    /// How many redirects were followed.
    #[must_use]
    pub fn redirect_count(&self) -> u8 {
        self.redirect_count
    }

    /// The response tainting so far.
    #[must_use]
    pub fn response_tainting(&self) -> ResponseTainting {
        self.response_tainting
    }

    /// The redirect-taint so far.
    ///
    /// <https://fetch.spec.whatwg.org/#redirect-taint>
    #[must_use]
    pub fn redirect_taint(&self) -> RedirectTaint {
        redirect_taint(&self.origin, &self.url_list, self.client.sites())
    }

    /// What an `Origin` header of this request says.
    ///
    /// <https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin>
    #[must_use]
    pub fn byte_serialized_origin(&self) -> RequestOrigin<'_> {
        byte_serialize_request_origin(&self.origin, &self.url_list)
    }
}
