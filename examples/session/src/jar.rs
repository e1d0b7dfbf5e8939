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
/// The jar is a [`CookieStore`] behind a lock. It applies `Domain`, `Path`, `Secure`, `Max-Age` and `Expires`, and never
/// returns a cookie that has expired. If several cookies match a URL, the cookies with longer paths come first, as RFC 6265
/// requires.
///
/// The jar adds the following to the crate `cookie_store`:
///
/// - The jar keeps each byte of a name and of a value, also bytes above 0x7F. The crate itself holds text only.
/// - The jar refuses a cookie whose `Domain` is a public suffix, such as `Domain=co.uk`, as browsers do. It uses
///   [`PublicSuffixList`]. If the host that sets the cookie is itself the public suffix, the cookie is stored for this host
///   only.
/// - A cookie with `Secure` is accepted only from a secure URL, and is sent only to secure URLs: URLs with the scheme
///   `https`, and URLs of `localhost` and of loopback addresses.
/// - A URL that is not secure cannot replace a cookie with `Secure`. It cannot set a cookie of the same name for the same
///   path or a path below it either, because a server could not tell that cookie from the secure one.
/// - A cookie whose name begins with `__Secure-` must have `Secure`. A cookie whose name begins with `__Host-` must have
///   `Secure` and `Path=/`, and must not have `Domain`. The case of the prefix does not matter.
/// - A cookie with `SameSite=Strict` or `SameSite=Lax` is stored and sent only if the same-site mode of the message allows
///   it. A cookie with `SameSite=None` must have `Secure`. A cookie without `SameSite` is sent with messages from every
///   site, like a cookie with `None`. Some browsers treat such a cookie as *lax* instead.
///
/// # What the jar does not do
///
/// - The jar does not apply `Partitioned`.
/// - `http:` URLs of subdomains of `localhost`, such as `app.localhost`, do not count as secure.
/// - The prefixes `__Http-` and `__Host-Http-` have no effect: such a cookie need not have `HttpOnly`.
/// - The jar refuses a cookie without a name.
/// - The jar does not limit the number or the length of cookies. A cookie that has expired still uses memory.
/// - The jar saves nothing to disk.
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
/// // A page of another site does not get the cookie.
/// assert_eq!(jar.cookie(&url, UnsetOrLess), None);
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

    /// Returns the value of the `Cookie` header for a message to `url` with the same-site mode `mode`, or `None` if no
    /// cookie matches.
    ///
    /// [`same_site_mode`] returns the mode of a message. To get all cookies for a URL, pass [`SameSiteMode::StrictOrLess`].
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

    /// Stores the cookies of a response: the cookies of all `Set-Cookie` headers in `headers`.
    ///
    /// `url` is the URL that the response came from, and `mode` is the same-site mode of the message that it answers. As in
    /// a browser, a cookie that is invalid or that `url` may not set is ignored.
    pub fn store(&self, url: &Url, mode: SameSiteMode, headers: &impl ReadHeaders) {
        let mut store = self.lock();
        for header in headers.values(Name::from(&SET_COOKIE)) {
            if let Some(cookie) = parse(header, url)
                && (same_site(&cookie) == CookieSameSite::Unset || mode.may_store(same_site(&cookie)))
                && is_acceptable(&cookie, url, &store)
            {
                // The store returns an error if the cookie has expired already and replaces none.
                let _ = store.insert(cookie, url);
            }
        }
    }

    /// Removes all cookies, for example when the user logs out.
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

/// Returns the same-site mode of a message, for [`Jar::cookie`] and [`Jar::store`]. Use it for messages with credentials
/// only.
///
/// This is the mode of [`Exchange::same_site_mode`]. If the request's client does not state whether it has a cross-site
/// ancestor, this is [`SameSiteMode::UnsetOrLess`], which allows the fewest cookies.
#[must_use]
pub fn same_site_mode(exchange: &Exchange) -> SameSiteMode {
    exchange.same_site_mode().unwrap_or(SameSiteMode::UnsetOrLess)
}

/// Prints no cookie, because cookies are secrets.
impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jar").finish_non_exhaustive()
    }
}

/// Returns the cookie of a `Set-Cookie` header, or `None` if the cookie is invalid or its domain is a public suffix that is
/// not the host of `url`.
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

/// Converts bytes to text, because the crate `cookie_store` holds text only.
///
/// The encoding x-user-defined has one character for each byte. For bytes above 0x7F, these are private-use characters,
/// which the crate never treats as white space.
fn to_text(bytes: &[u8]) -> String {
    X_USER_DEFINED.decode_without_bom_handling(bytes).0.into_owned()
}

/// Converts the text that [`to_text`] returned back to its bytes.
fn to_bytes(text: &str) -> Vec<u8> {
    X_USER_DEFINED.encode(text).0.into_owned()
}
