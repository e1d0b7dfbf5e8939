//! The Fetch Metadata request headers, whose names begin with `Sec-Fetch-`.
//!
//! Begin with [`FetchMetadata`].

use crate::origin::Origin;
use crate::request::{Destination, Mode};
use crate::site::{Sites, same_site};
/// The rule whose result is [`FetchMetadata::potentially_trustworthy`].
#[doc(no_inline)]
pub use crate::trustworthy::is_potentially_trustworthy_url;

/// The parts of a request that decide its Fetch Metadata headers, apart from the origins of its URLs.
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
    /// Whether the user began the navigation in the page, for example with a click on a link. This is the request's
    /// user-activation flag. It matters only for navigations. If it is true, there is a header `Sec-Fetch-User: ?1`.
    pub user_activation: bool,
    /// Whether the user, and not a page, began the navigation: for example in the address bar or with a bookmark. It
    /// matters only for navigations. If it is true, there is a header `Sec-Fetch-Site: none`.
    pub user_initiated: bool,
    /// The resolver that decides whether two origins are of the same site.
    pub sites: &'a dyn Sites,
}

impl<'a> FetchMetadata<'a> {
    /// Creates a `FetchMetadata` with the standard's defaults: the empty destination, and no action of the user. Set the
    /// fields that differ. The arguments are the fields of the same names.
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

    /// Returns the headers to set on the request, each as a pair of its name and its value. If the current URL is not
    /// potentially trustworthy, there are none.
    ///
    /// `url_origins` are the origins of the URLs in the request's URL list. A preflight has the URL list of its
    /// request, so for a preflight, too, `Sec-Fetch-Site` depends on all URLs. In Chromium and Firefox, the
    /// `Sec-Fetch-Site` of a preflight depends on its current URL alone.
    ///
    /// Takes time linear in the number of URLs.
    ///
    /// <https://w3c.github.io/webappsec-fetch-metadata/#fetch-integration>
    pub fn headers<'o>(
        &self,
        url_origins: impl IntoIterator<Item = &'o Origin>,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        // abstract-opdef-set-dest 1, 2, 3, 4: the value is the destination, or `empty` for the empty destination.
        let destination = match self.destination {
            Destination::Empty => "empty",
            destination => destination.as_str(),
        };
        // abstract-opdef-set-user 1, 2, 3, 4, 5: the header is set only for a navigation with user activation.
        let user = self.destination.is_navigation() && self.user_activation;
        let headers = [
            Some(("Sec-Fetch-Dest", destination)),
            // abstract-opdef-set-mode 1, 2, 3, 4: the value is the request's mode.
            Some(("Sec-Fetch-Mode", self.mode.as_str())),
            Some(("Sec-Fetch-Site", self.site(url_origins))),
            user.then_some(("Sec-Fetch-User", "?1")),
        ];
        // abstract-opdef-append-the-fetch-metadata-headers-for-a-request 1: a URL that is not trustworthy gets no header.
        // abstract-opdef-append-the-fetch-metadata-headers-for-a-request 2, 3, 4, 5: sets these headers, in this order.
        let trustworthy = self.potentially_trustworthy;
        headers.into_iter().flatten().filter(move |_| trustworthy)
    }

    /// Returns the value of the `Sec-Fetch-Site` header.
    ///
    /// <https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-site>
    fn site<'o>(&self, url_origins: impl IntoIterator<Item = &'o Origin>) -> &'static str {
        // abstract-opdef-set-site 1, 2, 3, 4: the value is `none` for a navigation that the user began without a page.
        if self.destination.is_navigation() && self.user_initiated {
            return "none";
        }
        let mut site = "same-origin";
        // abstract-opdef-set-site 5, 5.1: looks at each URL of another origin.
        for url_origin in url_origins.into_iter().filter(|url_origin| !self.origin.same_origin(url_origin)) {
            // abstract-opdef-set-site 5.2, 5.3: one URL of another site makes the value `cross-site`.
            if !same_site(self.origin, url_origin, self.sites) {
                return "cross-site";
            }
            // abstract-opdef-set-site 5.4: a URL of another origin of the same site makes it `same-site`.
            site = "same-site";
        }
        // abstract-opdef-set-site 6: returns the value of the header.
        site
    }
}
