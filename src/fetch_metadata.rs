//! The Fetch Metadata request headers.

use crate::origin::Origin;
use crate::request::{Destination, Mode};
use crate::site::{Sites, same_site};
/// The rule that [`FetchMetadata::potentially_trustworthy`] asks about.
#[doc(no_inline)]
pub use crate::trustworthy::is_potentially_trustworthy_url;

/// What the Fetch Metadata headers look at.
///
/// ```
/// use fetch_cors::fetch_metadata::FetchMetadata;
/// use fetch_cors::request::Mode;
/// use fetch_cors::{Origin, site::PublicSuffixList};
/// let origin = Origin::parse("https://www.site.example")?;
/// let url_origins = [Origin::parse("https://api.site.example")?];
/// let metadata = FetchMetadata::new(&origin, true, Mode::Cors, &PublicSuffixList);
/// let headers: Vec<_> = metadata.headers(&url_origins).collect();
/// assert_eq!(headers, [("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "same-site")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FetchMetadata<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// Whether the request's current URL is [potentially trustworthy](is_potentially_trustworthy_url).
    pub potentially_trustworthy: bool,
    /// The request's mode.
    pub mode: Mode,
    /// The request's destination.
    pub destination: Destination,
    /// Whether it is a navigation that the user activated in the page.
    pub user_activation: bool,
    /// Whether it is a navigation that the user began without a page: by the address bar, a bookmark.
    pub user_initiated: bool,
    /// Who knows what *same site* means.
    pub sites: &'a dyn Sites,
}

impl<'a> FetchMetadata<'a> {
    /// Creates a `FetchMetadata` with the standard's defaults: the empty destination, and no user who began it. Set the
    /// fields that differ.
    #[must_use]
    pub const fn new(
        origin: &'a Origin,
        potentially_trustworthy: bool,
        mode: Mode,
        sites: &'a dyn Sites,
    ) -> Self {
        Self {
            origin,
            potentially_trustworthy,
            mode,
            destination: Destination::Empty,
            user_activation: false,
            user_initiated: false,
            sites,
        }
    }

    /// Returns the headers, as name and value; none for a current URL that is not potentially trustworthy. `url_origins` are
    /// the origins of the URLs in the request's URL list.
    ///
    /// A preflight has its request's URL list, so after redirects `Sec-Fetch-Site` tells of all of it.
    /// Chromium and Firefox look at the preflight's current URL alone.
    ///
    /// <https://w3c.github.io/webappsec-fetch-metadata/#fetch-integration>
    pub fn headers<'o>(
        &self,
        url_origins: impl IntoIterator<Item = &'o Origin>,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        // abstract-opdef-set-dest 1, 2, 3, 4: the destination, or `empty` for the empty one.
        let destination = match self.destination {
            Destination::Empty => "empty",
            destination => destination.as_str(),
        };
        // abstract-opdef-set-user 1, 2, 3, 4, 5: only for a navigation that the user activated.
        let user = self.destination.is_navigation() && self.user_activation;
        let headers = [
            Some(("Sec-Fetch-Dest", destination)),
            // abstract-opdef-set-mode 1, 2, 3, 4: the mode.
            Some(("Sec-Fetch-Mode", self.mode.as_str())),
            Some(("Sec-Fetch-Site", self.site(url_origins))),
            user.then_some(("Sec-Fetch-User", "?1")),
        ];
        // abstract-opdef-append-the-fetch-metadata-headers-for-a-request 1: none for a URL that is not trustworthy.
        // abstract-opdef-append-the-fetch-metadata-headers-for-a-request 2, 3, 4, 5: these headers, in this order.
        let trustworthy = self.potentially_trustworthy;
        headers.into_iter().flatten().filter(move |_| trustworthy)
    }

    /// <https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-site>
    fn site<'o>(&self, url_origins: impl IntoIterator<Item = &'o Origin>) -> &'static str {
        // abstract-opdef-set-site 1, 2, 3, 4: `none` for a navigation that the user began.
        if self.destination.is_navigation() && self.user_initiated {
            return "none";
        }
        let mut site = "same-origin";
        // abstract-opdef-set-site 5, 5.1: each URL of another origin counts.
        for url_origin in url_origins.into_iter().filter(|url_origin| !self.origin.same_origin(url_origin)) {
            // abstract-opdef-set-site 5.2, 5.3: one of another site decides.
            if !same_site(self.origin, url_origin, self.sites) {
                return "cross-site";
            }
            // abstract-opdef-set-site 5.4: one of the same site leaves it at that.
            site = "same-site";
        }
        // abstract-opdef-set-site 6: returns the value of the header.
        site
    }
}
