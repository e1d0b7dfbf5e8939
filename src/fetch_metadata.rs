//! The Fetch Metadata request headers.

use std::net::Ipv4Addr;

use url::Url;

use crate::origin::{Origin, UrlOrigin};
use crate::request::{Destination, Mode};
use crate::site::{Sites, same_site_url};

/// What the Fetch Metadata headers look at.
///
/// ```
/// use fetch_cors::fetch_metadata::FetchMetadata;
/// use fetch_cors::request::{Destination, Mode};
/// use fetch_cors::{Origin, site::PublicSuffixList};
/// let origin = Origin::parse("https://www.site.example")?;
/// let urls = ["https://api.site.example/".parse()?];
/// let metadata = FetchMetadata {
///     origin: &origin,
///     mode: Mode::Cors,
///     destination: Destination::Empty,
///     user_activation: false,
///     user_initiated: false,
///     sites: &PublicSuffixList,
/// };
/// let headers: Vec<_> = metadata.headers(&urls).collect();
/// assert_eq!(headers, [("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "same-site")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the standard's algorithms look at these")]
pub struct FetchMetadata<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
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

impl FetchMetadata<'_> {
    /// The headers, as name and value; none for a current URL that is not potentially trustworthy.
    ///
    /// A preflight has its request's URL list, so after redirects `Sec-Fetch-Site` tells of all of it.
    /// Chromium and Firefox look at the preflight's current URL alone.
    ///
    /// <https://w3c.github.io/webappsec-fetch-metadata/#fetch-integration>
    pub fn headers<'u>(
        &self,
        url_list: impl IntoIterator<Item = &'u Url, IntoIter: Clone>,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        let urls = url_list.into_iter();
        let trustworthy = urls.clone().last().is_some_and(is_potentially_trustworthy_url);
        let destination = match self.destination {
            Destination::Empty => "empty",
            destination => destination.as_str(),
        };
        let user = self.destination.is_navigation() && self.user_activation;
        let headers = [
            Some(("Sec-Fetch-Dest", destination)),
            Some(("Sec-Fetch-Mode", self.mode.as_str())),
            Some(("Sec-Fetch-Site", self.site(urls))),
            user.then_some(("Sec-Fetch-User", "?1")),
        ];
        headers.into_iter().flatten().filter(move |_| trustworthy)
    }

    /// <https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-site>
    fn site<'u>(&self, url_list: impl Iterator<Item = &'u Url>) -> &'static str {
        if self.destination.is_navigation() && self.user_initiated {
            return "none";
        }
        let mut site = "same-origin";
        for url in url_list.filter(|url| !self.origin.same_origin_url(url)) {
            if !same_site_url(self.origin, url, self.sites) {
                return "cross-site";
            }
            site = "same-site";
        }
        site
    }
}

/// Whether a URL is potentially trustworthy: encrypted, local, or without a network.
///
/// <https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy>
///
/// ```
/// use fetch_cors::fetch_metadata::is_potentially_trustworthy_url as trustworthy;
/// assert!(trustworthy(&"https://a.example/".parse()?) && trustworthy(&"http://127.0.0.1/".parse()?));
/// assert!(!trustworthy(&"http://a.example/".parse()?));
/// # Ok::<(), url::ParseError>(())
/// ```
#[must_use]
pub fn is_potentially_trustworthy_url(url: &Url) -> bool {
    match url.scheme() {
        "data" | "file" => true,
        "about" => matches!(url.path(), "blank" | "srcdoc"),
        // The origin decides, which a `blob:` URL has from the page that made it.
        _ => UrlOrigin::of(url)
            .tuple()
            .is_some_and(|origin| matches!(origin.scheme, "https" | "wss") || is_local(origin.host)),
    }
}

/// Whether a host, as it is serialised, is this very machine.
fn is_local(host: &str) -> bool {
    let domain = host.strip_suffix('.').unwrap_or(host);
    domain == "localhost"
        || domain.ends_with(".localhost")
        || host == "[::1]"
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
}
