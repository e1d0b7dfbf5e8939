//! The rules of RFC 6265bis that decide which cookies a URL may set.

use cookie_store::{Cookie, CookieStore};
use fetch_cors::cookies::CookieSameSite;
use fetch_cors::url::{Host, Url};

/// Checks whether `url` may set a cookie, and whether the cookie has the attributes that its `SameSite=None` or the prefix
/// of its name requires.
///
/// <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model>
pub(crate) fn is_acceptable(cookie: &Cookie<'_>, url: &Url, store: &CookieStore) -> bool {
    let secure = is_secure_only(cookie);
    // store-a-cookie: a cookie with `SameSite=None` must have `Secure`.
    if same_site(cookie) == CookieSameSite::None && !secure {
        return false;
    }
    if !is_secure(url) && (secure || hides_a_secure_cookie(cookie, store)) {
        return false;
    }
    if has_prefix(cookie, "__Secure-") {
        return secure;
    }
    if has_prefix(cookie, "__Host-") {
        return secure && cookie.domain().is_none() && cookie.path() == Some("/");
    }
    true
}

/// Returns the *same-site* value of a cookie.
pub(crate) fn same_site(cookie: &Cookie<'_>) -> CookieSameSite {
    match cookie.same_site() {
        Some(same_site) if same_site.is_strict() => CookieSameSite::Strict,
        Some(same_site) if same_site.is_lax() => CookieSameSite::Lax,
        Some(_) => CookieSameSite::None,
        None => CookieSameSite::Unset,
    }
}

fn is_secure_only(cookie: &Cookie<'_>) -> bool {
    cookie.secure() == Some(true)
}

/// Checks whether a URL is secure: it has the scheme `https`, or its host is this computer. Only a secure URL may set
/// cookies with `Secure`.
fn is_secure(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || is_local
}

/// Checks whether the store has a `Secure` cookie of the same name that the new cookie would replace, or that would be sent
/// together with the new cookie.
fn hides_a_secure_cookie(cookie: &Cookie<'_>, store: &CookieStore) -> bool {
    store.iter_unexpired().any(|stored| {
        is_secure_only(stored)
            && stored.name() == cookie.name()
            && (domain_matches(stored, cookie) || domain_matches(cookie, stored))
            && path_matches(&cookie.path, &stored.path)
    })
}

/// Checks whether the domain of a cookie is the domain of the other cookie, or a subdomain of it.
fn domain_matches(cookie: &Cookie<'_>, other: &Cookie<'_>) -> bool {
    let (Some(domain), Some(other)) = (cookie.domain.as_cow(), other.domain.as_cow()) else { return false };
    domain.strip_suffix(&*other).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// Checks whether a path is the other path, or below it.
fn path_matches(path: &str, other: &str) -> bool {
    path.strip_prefix(other)
        .is_some_and(|below| below.is_empty() || below.starts_with('/') || other.ends_with('/'))
}

/// Checks whether the name of a cookie begins with a prefix, without regard to case.
fn has_prefix(cookie: &Cookie<'_>, prefix: &str) -> bool {
    cookie.name().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
