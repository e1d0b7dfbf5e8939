use std::fmt::Debug;

use url::Url;

use crate::origin::Origin;

/// The exceptions that a host makes from the standard for the requests of a client: schemes of its own that count as
/// HTTP(S), and URLs that an origin may read without CORS.
///
/// Web views serve pages from schemes such as `tauri:`, `capacitor:` or `app:`, and some hosts exempt pairs of origins. By the
/// standard, there are no such exceptions, and [a client](super::Client::with_cors_policy) without a policy makes none. Every
/// method of this trait has the standard's answer as its default.
///
/// A fetch asks the policy when main fetch chooses how to fetch a request (step 12), and when a redirect is followed. The
/// rules of this crate do not ask it when they are called alone.
///
/// **An exemption gives a page what CORS keeps from it.** The page then reads the response as if it were of the page's own
/// origin, with cookies, and changes what a `PUT` or a `DELETE` changes, without a preflight. Exempt only pairs of origins of
/// which you know both, and compare whole origins.
///
/// ```
/// use fetch_cors::request::CorsPolicy;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// use std::sync::Arc;
/// use url::Url;
///
/// /// The application may read its own backend, whatever the backend's CORS headers say.
/// #[derive(Debug)]
/// struct OwnBackend;
///
/// impl CorsPolicy for OwnBackend {
///     fn counts_as_http(&self, scheme: &str) -> bool {
///         scheme == "tauri"
///     }
///
///     fn may_read(&self, origin: &Origin, url: &Url) -> bool {
///         origin.as_str() == "tauri://localhost" && Origin::of(url).as_str() == "https://api.example"
///     }
/// }
///
/// let page = Client::new(Origin::parse("tauri://localhost")?).with_cors_policy(Arc::new(OwnBackend));
/// let put = page.fetch("https://api.example/items").method("PUT").build()?;
/// let Step::Send(exchange) = fetch::<()>(put, &mut PreflightCache::new(), Timestamp::ZERO) else { unreachable!() };
/// assert!(!exchange.is_preflight() && exchange.is_exempt_from_cors());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait CorsPolicy: Debug + Send + Sync {
    /// Returns whether URLs of this scheme count as HTTP(S) URLs: they are sent to the host's network, can be fetched with CORS,
    /// and redirects to them are followed. They have a tuple origin then, if they have a host.
    ///
    /// `scheme` is in lower case, without a colon, and is neither `http` nor `https`. The default is `false`.
    fn counts_as_http(&self, scheme: &str) -> bool {
        let _ = scheme;
        false
    }

    /// Returns whether URLs of this scheme are [potentially trustworthy](crate::trustworthy): the host knows that nobody can
    /// read or change what goes to them on its way. Their messages then have the `Sec-Fetch-*` headers, and pages that are
    /// trustworthy send them a referrer.
    ///
    /// `scheme` is in lower case, without a colon. It is asked only for URLs that are not trustworthy by the standard. The
    /// default is `false`.
    fn is_trustworthy(&self, scheme: &str) -> bool {
        let _ = scheme;
        false
    }

    /// Returns whether a request of this origin may read this URL without CORS. It is asked only if the standard would use CORS
    /// or refuse the request. The default is `false`.
    ///
    /// If it returns `true`, main fetch takes step 12b for this hop: the response tainting is *basic*, and there is no
    /// preflight. The policy is asked again for the URL of each redirect.
    fn may_read(&self, origin: &Origin, url: &Url) -> bool {
        let _ = (origin, url);
        false
    }
}

/// A [`CorsPolicy`] that switches CORS off: every origin may read every URL.
///
/// **Use it only for pages that you wrote yourself**, in a client that has no cookies of the user. A page from the network
/// could read everything that the user can read.
///
/// ```
/// use fetch_cors::request::{CorsOff, CorsPolicy};
/// use fetch_cors::Origin;
/// assert!(CorsOff.may_read(&Origin::new_opaque(), &"https://api.example/".parse()?));
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a name for the policy, nothing more")]
pub struct CorsOff;

impl CorsPolicy for CorsOff {
    fn may_read(&self, _: &Origin, _: &Url) -> bool {
        true
    }
}
