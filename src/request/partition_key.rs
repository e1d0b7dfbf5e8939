use std::fmt;
use std::sync::Arc;

use crate::origin::Origin;
use crate::site::{Site, Sites};

/// A network partition key: the site of the top-level page, and what else the engine partitions by.
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
    /// Shared by its clones, one of which is in each key of the preflight cache.
    parts: Arc<Parts>,
}

#[derive(PartialEq, Eq, Hash)]
struct Parts {
    top_level_site: Site,
    second_key: Option<Box<str>>,
}

impl NetworkPartitionKey {
    /// The key of a top-level site and an implementation-defined second key, which is only compared.
    #[must_use]
    pub fn new(top_level_site: Site, second_key: Option<Box<str>>) -> Self {
        Self { parts: Arc::new(Parts { top_level_site, second_key }) }
    }

    /// Determines the key of an environment by its top-level origin, or, where that is not known yet, by
    /// the origin of its top-level creation URL.
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
        // Steps 4, 5 and 6 of the environment's algorithm; which origin it is, is the host's to say.
        Self::new(Site::obtain(top_level_origin, sites), second_key)
    }

    /// The site of the top-level page.
    #[must_use]
    pub fn top_level_site(&self) -> &Site {
        &self.parts.top_level_site
    }

    /// Returns the size of its heap allocations in bytes.
    pub(crate) fn byte_len(&self) -> usize {
        let Parts { top_level_site, second_key } = &*self.parts;
        let shared = 2 * size_of::<usize>() + size_of::<Parts>();
        shared + top_level_site.byte_len() + second_key.as_deref().map_or(0, str::len)
    }

    /// What else there is.
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
