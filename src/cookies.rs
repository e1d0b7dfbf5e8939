//! The rules about the cookie attribute `SameSite`: which cookies a message may have, and which may be stored.
//!
//! Begin with [`SameSiteRequest`], which determines the [`SameSiteMode`] of a message. A host that drives the machine
//! gets the mode from [`Exchange::same_site_mode`](crate::Exchange::same_site_mode). The host checks everything else
//! about a cookie: its domain, its path, its expiry and its other attributes.

use crate::keyword::keyword_enum;
use crate::origin::Origin;
use crate::request::Destination;
use crate::request_origin::{RedirectTaint, redirect_taint};
use crate::site::{Sites, same_site};

/// The inputs that decide the same-site mode of a request. The origins of its URLs are passed separately, to
/// [`determine`](Self::determine).
///
/// ```
/// use fetch_cors::cookies::{SameSiteMode, SameSiteRequest};
/// use fetch_cors::request::Destination;
/// use fetch_cors::{Origin, site::PublicSuffixList};
/// let origin = Origin::parse("https://app.example")?;
/// let mut request = SameSiteRequest::new(&origin, b"GET", Destination::Empty, &PublicSuffixList);
/// request.has_cross_site_ancestor = Some(false);
/// let (api, other) = (Origin::parse("https://api.app.example")?, Origin::parse("https://b.example")?);
/// assert_eq!(request.determine([&api]), Some(SameSiteMode::StrictOrLess));
/// assert_eq!(request.determine([&other]), Some(SameSiteMode::UnsetOrLess));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SameSiteRequest<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The request's top-level navigation initiator origin, which is the origin of the page that began a top-level
    /// navigation. It is `None` if no page began it, and for every other request.
    pub top_level_navigation_initiator: Option<&'a Origin>,
    /// The request's method, in the case in which it is sent.
    pub method: &'a [u8],
    /// The request's destination.
    pub destination: Destination,
    /// Whether the request's client has a cross-site ancestor. For the navigation of a frame, it is whether the client or
    /// the frame has one. It is `None` if this is not known.
    pub has_cross_site_ancestor: Option<bool>,
    /// The resolver that decides whether two origins are of the same site.
    pub sites: &'a dyn Sites,
}

impl<'a> SameSiteRequest<'a> {
    /// Creates a `SameSiteRequest` without a top-level navigation initiator origin, and without knowledge about
    /// cross-site ancestors. Set the fields that differ. The arguments are the fields of the same names.
    #[must_use]
    pub const fn new(
        origin: &'a Origin,
        method: &'a [u8],
        destination: Destination,
        sites: &'a dyn Sites,
    ) -> Self {
        Self {
            origin,
            top_level_navigation_initiator: None,
            method,
            destination,
            has_cross_site_ancestor: None,
            sites,
        }
    }

    /// Determines the same-site mode of the request. `url_origins` are the origins of the URLs in its URL list, the first
    /// URL first.
    ///
    /// Returns `None` if the mode depends on [`has_cross_site_ancestor`](Self::has_cross_site_ancestor) and this is not
    /// known.
    ///
    /// # Difference from the standard
    ///
    /// The standard never compares the current URL with the site of the page. RFC 6265bis and browsers do, and this
    /// rule does, too. It returns *unset-or-less* for these requests too:
    ///
    /// - a request that is not a top-level navigation, and whose current URL is of another site than the request's
    ///   origin,
    /// - a top-level navigation that is not a `GET`, and whose current URL is of another site than the page that began
    ///   it.
    ///
    /// # Cost
    ///
    /// Takes time linear in the number of URLs.
    ///
    /// <https://fetch.spec.whatwg.org/#determine-the-same-site-mode>
    #[must_use]
    pub fn determine<'o, I>(&self, url_origins: I) -> Option<SameSiteMode>
    where
        I: IntoIterator<Item = &'o Origin>,
        I::IntoIter: Clone,
    {
        let url_origins = url_origins.into_iter();
        let is_same_site =
            |site: &Origin, url: Option<&Origin>| url.is_some_and(|url| same_site(site, url, self.sites));
        // determine-the-same-site-mode 1: every method other than `GET` is treated like `POST`.
        // determine-the-same-site-mode 2: the page that began the top-level navigation is of another site than the first
        // URL.
        if let Some(initiator) = self.top_level_navigation_initiator
            && !is_same_site(initiator, url_origins.clone().next())
        {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // determine-the-same-site-mode 3: any other top-level navigation by `GET` gets no *strict* cookies.
        let is_top_level_navigation = self.destination == Destination::Document;
        if self.method == b"GET" && is_top_level_navigation {
            return Some(SameSiteMode::LaxOrLess);
        }
        // determine-the-same-site-mode 4: the client has a cross-site ancestor. If this is not known, there is no result.
        if self.has_cross_site_ancestor? {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // determine-the-same-site-mode 5: a redirect from another site led to a different site.
        if redirect_taint(self.origin, url_origins.clone(), self.sites) == RedirectTaint::CrossSite {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // Not in the standard: the current URL is of another site than the requesting page.
        let page =
            if is_top_level_navigation { self.top_level_navigation_initiator } else { Some(self.origin) };
        if page.is_some_and(|page| !is_same_site(page, url_origins.last())) {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // determine-the-same-site-mode 6: nothing about the request is cross-site.
        Some(SameSiteMode::StrictOrLess)
    }
}

/// The reason why a message has no same-site mode.
///
/// ```
/// use fetch_cors::cookies::NoSameSiteMode;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let step = fetch::<()>(page.fetch("https://app.example/").build()?, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(exchange) = step else { unreachable!() };
/// assert_eq!(exchange.same_site_mode(), Err(NoSameSiteMode::AncestorNotKnown));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a host must handle every value")]
pub enum NoSameSiteMode {
    /// The message includes no credentials: send no cookie, and store none.
    #[error("the message includes no credentials")]
    NoCredentials,
    /// The mode depends on whether there is a cross-site ancestor, and the host has not said that for the client or for
    /// the frame that is navigated. Send and store no cookie with `SameSite=Strict` or `SameSite=Lax`.
    #[error("the host has not said whether there is a cross-site ancestor")]
    AncestorNotKnown,
}

keyword_enum! {
    /// The same-site mode of a message, which decides by the attribute `SameSite` which cookies the message may have.
    ///
    /// <https://fetch.spec.whatwg.org/#determine-the-same-site-mode>
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// assert!(SameSiteMode::LaxOrLess.may_send(CookieSameSite::Lax));
    /// assert!(!SameSiteMode::LaxOrLess.may_send(CookieSameSite::Strict));
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these three values")]
    pub enum SameSiteMode {
        /// The message may have every cookie.
        StrictOrLess = "strict-or-less",
        /// The message may have every cookie that is not *strict*.
        LaxOrLess = "lax-or-less",
        /// The message may have the cookies that are *unset* or *none*. Some browsers treat *unset* as *lax*, and so send
        /// only the cookies that are *none*.
        UnsetOrLess = "unset-or-less",
    }
}

keyword_enum! {
    /// The *same-site* value of a cookie, which its attribute `SameSite` sets.
    ///
    /// <https://httpwg.org/http-extensions/draft-ietf-httpbis-layered-cookies.html>
    ///
    /// ```
    /// use fetch_cors::cookies::CookieSameSite;
    /// assert_eq!("lax".parse(), Ok(CookieSameSite::Lax));
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "the draft defines exactly these four values")]
    pub enum CookieSameSite {
        /// The cookie has `SameSite=Strict`.
        Strict = "strict",
        /// The cookie has `SameSite=Lax`.
        Lax = "lax",
        /// The cookie has no attribute `SameSite`, or one with another value than these.
        Unset = "unset",
        /// The cookie has `SameSite=None`.
        None = "none",
    }
}

impl SameSiteMode {
    /// Returns whether a message of this mode may have a cookie with this *same-site* value. The host checks all other
    /// conditions of the cookie.
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// assert!(SameSiteMode::UnsetOrLess.may_send(CookieSameSite::Unset));
    /// assert!(!SameSiteMode::UnsetOrLess.may_send(CookieSameSite::Lax));
    /// ```
    #[must_use]
    pub const fn may_send(self, cookie: CookieSameSite) -> bool {
        // retrieve-cookies 2: each mode allows the cookies of the following modes too.
        match cookie {
            CookieSameSite::Strict => matches!(self, Self::StrictOrLess),
            CookieSameSite::Lax => matches!(self, Self::StrictOrLess | Self::LaxOrLess),
            CookieSameSite::Unset | CookieSameSite::None => true,
        }
    }

    /// Returns whether the host may store a cookie with this *same-site* value from the response to a message of this
    /// mode. The host checks all other conditions of the cookie.
    ///
    /// A cookie that is not *none* may be stored only if the mode is *strict-or-less*. Browsers also store such cookies
    /// from the responses to all top-level navigations.
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// assert!(SameSiteMode::StrictOrLess.may_store(CookieSameSite::Strict));
    /// assert!(!SameSiteMode::LaxOrLess.may_store(CookieSameSite::Lax));
    /// assert!(SameSiteMode::UnsetOrLess.may_store(CookieSameSite::None));
    /// ```
    #[must_use]
    pub const fn may_store(self, cookie: CookieSameSite) -> bool {
        // parse-and-store-response-set-cookie-headers 5: only *strict-or-less* allows cookies that are not *none*.
        let strict_or_lax_allowed = matches!(self, Self::StrictOrLess);
        // store-a-cookie 11: otherwise refuses a cookie that is not *none*.
        matches!(cookie, CookieSameSite::None) || strict_or_lax_allowed
    }
}
