use std::cmp::Reverse;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cookie_store::{Cookie, CookieDomain, CookieStore};
use encoding_rs::X_USER_DEFINED;
use fetch_cors::Exchange;
use fetch_cors::cookies::{CookieSameSite, SameSiteMode};
use fetch_cors::header::{Name, ReadHeaders};
use fetch_cors::site::{PublicSuffixList, Sites};
use fetch_cors::url::Url;
use http::HeaderValue;
use http::header::SET_COOKIE;

use crate::accept::{is_acceptable, same_site};

/// A cookie jar that threads can share.
///
/// It is a [`CookieStore`] behind a lock. It respects `Domain`, `Path`, `Secure`, `Max-Age` and `Expires`, and never returns a
/// cookie that has expired. Of several cookies, those with longer paths come first, as RFC 6265 says.
///
/// This is added to the crate `cookie_store`:
///
/// - Each byte of a name and of a value is kept, also above 0x7F. The crate itself holds text.
/// - A cookie for a public suffix, such as `Domain=co.uk`, is refused, as browsers do. The list is
///   [`PublicSuffixList`]. If the host itself is the public suffix, only this host gets the cookie.
/// - A cookie with `Secure` is accepted from a secure URL only, and is sent to secure URLs only: those with `https:`, and
///   those of `localhost` and of loopback addresses.
/// - A cookie with `Secure` cannot be replaced by a URL that is not secure. Such a URL cannot set a cookie of the same name
///   for the same path or one below it either, because servers would take that cookie for the secure one.
/// - A cookie whose name begins with `__Secure-` must have `Secure`. One whose name begins with `__Host-` must have `Secure`
///   and `Path=/`, and no `Domain`. The case of the prefix does not matter.
/// - A cookie with `SameSite=Strict` or `SameSite=Lax` is stored and sent only as the same-site mode of the message allows. A
///   cookie with `SameSite=None` must have `Secure`. A cookie without `SameSite` goes with messages from every site, as one with
///   `None` does; browsers differ about it.
///
/// # What it does not do
///
/// - `Partitioned` is not applied.
/// - `http:` URLs of hosts below `localhost`, such as `app.localhost`, do not count as secure.
/// - The prefixes `__Http-` and `__Host-Http-` do not make `HttpOnly` necessary.
/// - A cookie without a name is refused.
/// - The number and the length of cookies are not limited. A cookie that has expired still takes memory.
/// - Nothing is saved to disk.
///
/// ```
/// use fetch_cors::cookies::SameSiteMode::{StrictOrLess, UnsetOrLess};
/// use fetch_cors::url::Url;
/// use fetch_cors_session::Jar;
/// use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
///
/// let jar = Jar::new();
/// let url = Url::parse("https://api.example/login")?;
/// let line = HeaderValue::from_static("id=1; Path=/; Secure; SameSite=Lax");
/// jar.store(&url, StrictOrLess, &HeaderMap::from_iter([(SET_COOKIE, line)]));
/// assert_eq!(jar.cookie(&Url::parse("https://api.example/items")?, StrictOrLess).unwrap(), "id=1");
/// assert_eq!(jar.cookie(&Url::parse("http://api.example/items")?, StrictOrLess), None);
/// assert_eq!(jar.cookie(&url, UnsetOrLess), None); // for a page of another site
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct Jar(Mutex<CookieStore>);

impl Jar {
    /// Creates an empty jar.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the value of the `Cookie` header for a message of this same-site mode to `url`; `None` if there is no cookie for
    /// it.
    ///
    /// [`same_site_mode`] returns the mode of a message. To look at all cookies for a URL, pass
    /// [`SameSiteMode::StrictOrLess`].
    #[must_use]
    pub fn cookie(&self, url: &Url, mode: SameSiteMode) -> Option<HeaderValue> {
        let store = self.lock();
        let mut cookies = store.matches(url);
        cookies.retain(|cookie| mode.may_send(same_site(cookie)));
        if cookies.is_empty() {
            return None;
        }
        cookies.sort_by_key(|cookie| Reverse(cookie.path.len()));
        let pairs: Vec<_> = cookies.iter().map(|cookie| cookie.stripped().to_string()).collect();
        HeaderValue::from_bytes(&to_bytes(&pairs.join("; "))).ok()
    }

    /// Stores the cookies of a response that came from `url`, to a message of this same-site mode: all its `Set-Cookie` headers.
    /// A cookie that is invalid, or that `url` may not set, is ignored, as browsers do.
    pub fn store(&self, url: &Url, mode: SameSiteMode, headers: &impl ReadHeaders) {
        let mut store = self.lock();
        for header in headers.values(Name::from(&SET_COOKIE)) {
            if let Some(cookie) = parse(header, url)
                && (same_site(&cookie) == CookieSameSite::Unset || mode.may_store(same_site(&cookie)))
                && is_acceptable(&cookie, url, &store)
            {
                // An error says that the cookie has expired already and that there is none to replace.
                let _ = store.insert(cookie, url);
            }
        }
    }

    /// Removes all cookies, for instance when the user logs out.
    ///
    /// ```
    /// use fetch_cors::cookies::SameSiteMode::StrictOrLess;
    /// use fetch_cors::url::Url;
    /// use fetch_cors_session::Jar;
    /// use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
    ///
    /// let (jar, url) = (Jar::new(), Url::parse("https://api.example/")?);
    /// jar.store(&url, StrictOrLess, &HeaderMap::from_iter([(SET_COOKIE, HeaderValue::from_static("id=1"))]));
    /// jar.clear();
    /// assert_eq!(jar.cookie(&url, StrictOrLess), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, CookieStore> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the same-site mode of a message with credentials, for [`Jar::cookie`] and [`Jar::store`].
///
/// It is [`Exchange::same_site_mode`], or the mode with the fewest cookies if the client has not said whether it has a
/// cross-site ancestor.
#[must_use]
pub fn same_site_mode(exchange: &Exchange) -> SameSiteMode {
    exchange.same_site_mode().unwrap_or(SameSiteMode::UnsetOrLess)
}

/// Prints no cookie.
impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jar").finish_non_exhaustive()
    }
}

/// Returns the cookie of a `Set-Cookie` header; `None` if it is invalid, or if `url` may not set it.
fn parse(header: &[u8], url: &Url) -> Option<Cookie<'static>> {
    let mut cookie = Cookie::parse(to_text(header), url).ok()?;
    if let CookieDomain::Suffix(domain) = &cookie.domain
        && PublicSuffixList.registrable_domain(domain).is_none()
    {
        if url.host_str() != Some(domain) {
            return None;
        }
        cookie.domain = CookieDomain::host_only(url).ok()?;
    }
    Some(cookie)
}

/// Returns bytes as text, for the crate `cookie_store`, which holds text only.
///
/// The encoding x-user-defined has a character of its own for each byte. Above 0x7F, these are characters for private use,
/// so the crate takes none of them for white space.
fn to_text(bytes: &[u8]) -> String {
    X_USER_DEFINED.decode_without_bom_handling(bytes).0.into_owned()
}

/// Returns the bytes that [`to_text`] was given.
fn to_bytes(text: &str) -> Vec<u8> {
    X_USER_DEFINED.encode(text).0.into_owned()
}
