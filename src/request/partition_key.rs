use std::fmt;
use std::sync::Arc;

use crate::origin::Origin;
use crate::site::{Site, Sites};

/// A network partition key: the site of the top-level page, and an optional second key of the host's choice.
///
/// The preflight cache keeps the entries of different keys apart, so that a page cannot learn from the cache what the pages
/// of another site have fetched. [`Client::with_partition_key`](super::Client::with_partition_key) gives a client its key.
/// [`determine`](Self::determine) is the usual way to create one.
///
/// <https://fetch.spec.whatwg.org/#network-partition-key>
///
/// ```
/// use fetch_cors::{Origin, request::NetworkPartitionKey, site::{PublicSuffixList, Site}};
/// let site = Site::obtain(&Origin::parse("https://a.example")?, &PublicSuffixList);
/// let key = NetworkPartitionKey::new(site.clone(), Some("cross-site frame".into()));
/// assert_ne!(key, NetworkPartitionKey::new(site, None));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NetworkPartitionKey {
    /// The parts are shared by all clones, because each key of the preflight cache holds a clone.
    parts: Arc<Parts>,
}

#[derive(PartialEq, Eq, Hash)]
struct Parts {
    top_level_site: Site,
    second_key: Option<Box<str>>,
}

impl NetworkPartitionKey {
    /// Creates the key of this top-level site and this second key.
    ///
    /// The second key is any text that the host chooses, or `None` (null). The engine only compares it.
    #[must_use]
    pub fn new(top_level_site: Site, second_key: Option<Box<str>>) -> Self {
        Self { parts: Arc::new(Parts { top_level_site, second_key }) }
    }

    /// Determines the key of a page or a worker from its top-level origin: the origin of the outermost page that embeds it.
    ///
    /// If the environment has no top-level origin yet, as during a navigation, pass the origin of its top-level creation
    /// URL.
    ///
    /// <https://fetch.spec.whatwg.org/#determine-the-network-partition-key>
    ///
    /// ```
    /// use fetch_cors::{Origin, request::NetworkPartitionKey, site::PublicSuffixList};
    /// let key = |origin| {
    ///     let top_level = Origin::parse(origin).unwrap();
    ///     NetworkPartitionKey::determine(&top_level, None, &PublicSuffixList)
    /// };
    /// assert_eq!(key("https://a.site.example"), key("https://b.site.example:8443"));
    /// assert_ne!(key("https://a.site.example"), key("https://other.example"));
    /// ```
    #[must_use]
    pub fn determine(top_level_origin: &Origin, second_key: Option<Box<str>>, sites: &dyn Sites) -> Self {
        // Steps 4 to 6 of the algorithm for an environment. The host has done steps 1 to 3, which choose the origin.
        Self::new(Site::obtain(top_level_origin, sites), second_key)
    }

    /// Returns the site of the top-level page.
    #[must_use]
    pub fn top_level_site(&self) -> &Site {
        &self.parts.top_level_site
    }

    /// Returns the size of the key's heap allocations in bytes.
    pub(crate) fn byte_len(&self) -> usize {
        let Parts { top_level_site, second_key } = &*self.parts;
        let shared = 2 * size_of::<usize>() + size_of::<Parts>();
        shared + top_level_site.byte_len() + second_key.as_deref().map_or(0, str::len)
    }

    /// Returns the second key, or `None` if there is none.
    #[must_use]
    pub fn second_key(&self) -> Option<&str> {
        self.parts.second_key.as_deref()
    }
}

impl fmt::Debug for NetworkPartitionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkPartitionKey")
            .field("top_level_site", &self.parts.top_level_site)
            .field("second_key", &self.parts.second_key)
            .finish()
    }
}
