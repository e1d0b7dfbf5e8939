//! Which cookies a message may have, by their attribute `SameSite`.
//!
//! The rest of a cookie is the host's: its domain, path, expiry and the other attributes.

use crate::keyword::keyword_enum;
use crate::origin::Origin;
use crate::request::Destination;
use crate::request_origin::{RedirectTaint, redirect_taint};
use crate::site::{Sites, same_site};

/// What decides the same-site mode of a request, beside the origins of the URLs in its URL list.
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
    /// The request's top-level navigation initiator origin: the origin of the page that began a top-level navigation.
    /// `None` (null) for every other request.
    pub top_level_navigation_initiator: Option<&'a Origin>,
    /// The request's method, in the case in which it is sent.
    pub method: &'a [u8],
    /// The request's destination.
    pub destination: Destination,
    /// Whether the request's client has a cross-site ancestor, or for a navigation of a frame, whether the client or the frame
    /// has one. `None` if that is not known.
    pub has_cross_site_ancestor: Option<bool>,
    /// What decides about sites.
    pub sites: &'a dyn Sites,
}

impl<'a> SameSiteRequest<'a> {
    /// Creates a `SameSiteRequest` that no page began as a top-level navigation, and of whose client's ancestors nothing is
    /// known. Set the fields that differ.
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

    /// Determines the same-site mode of the request. `url_origins` are the origins of the URLs in its URL list, the first URL
    /// first.
    ///
    /// Returns `None` if the request comes to the step that asks for
    /// [`has_cross_site_ancestor`](Self::has_cross_site_ancestor), and that is not known.
    ///
    /// The standard compares no URL with the site of the client. This rule does, as browsers and RFC 6265bis do: a page's
    /// request to another site is *unset-or-less*, and so is a top-level navigation other than by `GET` that a redirect leads
    /// to another site than that of the page that began it.
    ///
    /// Takes time linear in the list.
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
        // determine-the-same-site-mode 1: every method other than `GET` is treated as `POST`.
        // determine-the-same-site-mode 2: a page of another site than the first URL's began the top-level navigation.
        if let Some(initiator) = self.top_level_navigation_initiator
            && !is_same_site(initiator, url_origins.clone().next())
        {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // determine-the-same-site-mode 3: a top-level navigation by `GET` has no *strict* cookies.
        let is_top_level_navigation = self.destination == Destination::Document;
        if self.method == b"GET" && is_top_level_navigation {
            return Some(SameSiteMode::LaxOrLess);
        }
        // determine-the-same-site-mode 4: the client is embedded by another site. Without that knowledge, there is no answer.
        if self.has_cross_site_ancestor? {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // determine-the-same-site-mode 5: a redirect led away from another site.
        if redirect_taint(self.origin, url_origins.clone(), self.sites) == RedirectTaint::CrossSite {
            return Some(SameSiteMode::UnsetOrLess);
        }
        // Not in the standard: the current URL is of another site than the page that asks.
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
#[expect(clippy::exhaustive_enums, reason = "a host must handle each")]
pub enum NoSameSiteMode {
    /// The message includes no credentials: send no cookie, and store none.
    #[error("the message includes no credentials")]
    NoCredentials,
    /// The host has not said whether the client, or the frame that is navigated, has a cross-site ancestor. Send and store no
    /// cookie with `SameSite=Strict` or `SameSite=Lax`.
    #[error("the host has not said whether there is a cross-site ancestor")]
    AncestorNotKnown,
}

keyword_enum! {
    /// The same-site mode of a message: which cookies it may have, by their attribute `SameSite`.
    ///
    /// <https://fetch.spec.whatwg.org/#determine-the-same-site-mode>
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// assert!(SameSiteMode::LaxOrLess.may_send(CookieSameSite::Lax));
    /// assert!(!SameSiteMode::LaxOrLess.may_send(CookieSameSite::Strict));
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "the standard has these three")]
    pub enum SameSiteMode {
        /// The message may have every cookie.
        StrictOrLess = "strict-or-less",
        /// The message may have every cookie that is not *strict*.
        LaxOrLess = "lax-or-less",
        /// The message may have the cookies that are *unset* or *none*. Some browsers take *unset* for *lax*, and send only
        /// those that are *none*.
        UnsetOrLess = "unset-or-less",
    }
}

keyword_enum! {
    /// The *same-site* of a stored cookie, which its attribute `SameSite` sets.
    ///
    /// <https://httpwg.org/http-extensions/draft-ietf-httpbis-layered-cookies.html>
    ///
    /// ```
    /// use fetch_cors::cookies::CookieSameSite;
    /// assert_eq!("lax".parse(), Ok(CookieSameSite::Lax));
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "the draft has these four")]
    pub enum CookieSameSite {
        /// `SameSite=Strict`.
        Strict = "strict",
        /// `SameSite=Lax`.
        Lax = "lax",
        /// The cookie has no attribute `SameSite`, or one with another value.
        Unset = "unset",
        /// `SameSite=None`.
        None = "none",
    }
}

impl SameSiteMode {
    /// Returns whether a message of this mode may be sent with a cookie of this *same-site*. The cookie's other conditions
    /// are the host's to check.
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// assert!(SameSiteMode::UnsetOrLess.may_send(CookieSameSite::Unset));
    /// assert!(!SameSiteMode::UnsetOrLess.may_send(CookieSameSite::Lax));
    /// ```
    #[must_use]
    pub const fn may_send(self, cookie: CookieSameSite) -> bool {
        // retrieve-cookies 2: each mode has the cookies of the next one too.
        match cookie {
            CookieSameSite::Strict => matches!(self, Self::StrictOrLess),
            CookieSameSite::Lax => matches!(self, Self::StrictOrLess | Self::LaxOrLess),
            CookieSameSite::Unset | CookieSameSite::None => true,
        }
    }

    /// Returns whether a cookie of this *same-site* may be stored that came back with the response to a message of this
    /// mode. The cookie's other conditions are the host's to check.
    ///
    /// Only *strict-or-less* stores a cookie that is not *none*. Browsers also store those of every top-level navigation.
    ///
    /// ```
    /// use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
    /// assert!(SameSiteMode::StrictOrLess.may_store(CookieSameSite::Strict));
    /// assert!(!SameSiteMode::LaxOrLess.may_store(CookieSameSite::Lax));
    /// assert!(SameSiteMode::UnsetOrLess.may_store(CookieSameSite::None));
    /// ```
    #[must_use]
    pub const fn may_store(self, cookie: CookieSameSite) -> bool {
        // parse-and-store-response-set-cookie-headers 5: only the widest mode allows cookies that are not *none*.
        let strict_or_lax_allowed = matches!(self, Self::StrictOrLess);
        // store-a-cookie 11: refuses a cookie that is not *none* otherwise.
        matches!(cookie, CookieSameSite::None) || strict_or_lax_allowed
    }
}
