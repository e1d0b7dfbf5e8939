//! The credentials that a browser would have before the fetch.

use fetch_cors::authentication::Authorization;
use fetch_cors::cookies::SameSiteMode;
use fetch_cors::url::Url;
use fetch_cors::{Exchange, Origin};
use fetch_cors_session::{Jar, same_site_mode};
use http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::fetch::init::Secret;
use crate::fetch::usage::UsageError;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The cookies of a browser, and the user name and password that it has stored.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) jar: Jar,
    user: Option<User>,
}

/// An authentication entry: the `Authorization` header for one origin.
#[derive(Debug)]
struct User {
    origin: Origin,
    authorization: HeaderValue,
}

impl Credentials {
    /// Creates the credentials for a URL from the options `--user` and `--cookie`.
    ///
    /// # Errors
    ///
    /// Returns an error if the value of an option does not have the required form, if a cookie cannot be set for the URL, or
    /// if the scheme of the URL is neither `http` nor `https`.
    pub(crate) fn new(url: &Url, user: Option<&Secret>, cookies: &[Secret]) -> Result<Self, UsageError> {
        let mut credentials = Self::default();
        if !matches!(url.scheme(), "http" | "https") && (user.is_some() || !cookies.is_empty()) {
            return Err(UsageError::NoServer);
        }
        if let Some(Secret(user)) = user {
            if !user.contains(':') {
                return Err(UsageError::NoPassword);
            }
            let value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(user)));
            let authorization = value.map_err(|_| UsageError::BadUser)?;
            credentials.user = Some(User { origin: Origin::of(url), authorization });
        }
        for Secret(cookies) in cookies {
            for cookie in cookies.split(';').map(str::trim).filter(|cookie| !cookie.is_empty()) {
                credentials.store(url, cookie)?;
            }
        }
        Ok(credentials)
    }

    /// Stores one cookie, as if the server of the URL had set it for the whole host.
    fn store(&self, url: &Url, cookie: &str) -> Result<(), UsageError> {
        let (name, _) = cookie.split_once('=').ok_or(UsageError::NotCookies)?;
        // The prefixes `__Secure-` and `__Host-` require the attribute `Secure`.
        let secure = if name.starts_with("__") { "; Secure" } else { "" };
        let line = HeaderValue::try_from(format!("{cookie}; Path=/{secure}"));
        let line = line.map_err(|_| UsageError::NotCookies)?;
        self.jar.store(url, SameSiteMode::StrictOrLess, &HeaderMap::from_iter([(SET_COOKIE, line)]));
        let stored = self.jar.cookie(url, SameSiteMode::StrictOrLess);
        let is_there = stored.is_some_and(|header| {
            let header = String::from_utf8_lossy(header.as_bytes()).into_owned();
            header.split("; ").any(|stored| stored.starts_with(&format!("{name}=")))
        });
        if is_there { Ok(()) } else { Err(UsageError::CookieRefused { name: name.to_owned() }) }
    }

    /// Adds the credentials to a message that includes credentials.
    ///
    /// # Errors
    ///
    /// Returns an error if `headers` has too many headers already.
    pub(crate) fn add_to(
        &self,
        exchange: &Exchange,
        headers: &mut HeaderMap,
    ) -> Result<(), http::header::MaxSizeReached> {
        let url = exchange.url();
        if let Some(cookie) = self.jar.cookie(url, same_site_mode(exchange)) {
            headers.try_append(COOKIE, cookie)?;
        }
        let user = self.user.as_ref().filter(|user| user.origin == Origin::of(url));
        if let (Authorization::Entry, Some(user)) =
            (exchange.first_attempt().authorization(user.is_some()), user)
        {
            headers.try_insert(AUTHORIZATION, user.authorization.clone())?;
        }
        Ok(())
    }
}
