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
/// A fetch asks the policy about the scheme of its URL when it begins and at each redirect, and about an exemption when main
/// fetch chooses how to fetch the request (step 12). It may ask the same question several times. The rules of this crate do
/// not ask it when they are called alone.
///
/// **An exemption gives a page what CORS keeps from it.** The page then reads the response as if it were of the page's own
/// origin, with cookies, and changes what a `PUT` or a `DELETE` changes, without a preflight. This holds in mode *same-origin*,
/// too, so a worker's script can come from the other origin. Exempt only pairs of origins of which you know both.
///
/// Compare origins with `==` to origins that you have parsed. All opaque origins have the same text, `null`, so a policy that
/// compares the text exempts every sandboxed page.
///
/// ```
/// use fetch_cors::request::CorsPolicy;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// use std::sync::Arc;
/// use url::Url;
///
/// /// The application may read its own backend, whatever the backend's CORS headers say.
/// #[derive(Debug)]
/// struct OwnBackend {
///     app: Origin,
///     backend: Origin,
/// }
///
/// impl CorsPolicy for OwnBackend {
///     fn counts_as_http(&self, scheme: &str) -> bool {
///         scheme == "tauri"
///     }
///
///     fn may_read(&self, origin: &Origin, url_origin: &Origin, _: &Url) -> bool {
///         *origin == self.app && *url_origin == self.backend
///     }
/// }
///
/// let (app, backend) = (Origin::parse("tauri://localhost")?, Origin::parse("https://api.example")?);
/// let page = Client::new(app.clone()).with_cors_policy(Arc::new(OwnBackend { app, backend }));
/// let put = page.fetch("https://api.example/items").method("PUT").build()?;
/// let Step::Send(exchange) = fetch::<()>(put, &mut PreflightCache::new(), Timestamp::ZERO) else { unreachable!() };
/// assert!(!exchange.is_preflight() && exchange.is_exempt_from_cors());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait CorsPolicy: Debug + Send + Sync {
    /// Returns whether URLs of this scheme count as HTTP(S) URLs: they are sent to the host's network, can be fetched with CORS,
    /// and redirects to them are followed. They have a tuple origin then, if they have a host.
    ///
    /// `scheme` is in lower case, without a colon. It is none of `http`, `https`, `about`, `blob`, `data` and `file`. The default
    /// is `false`.
    fn counts_as_http(&self, scheme: &str) -> bool {
        let _ = scheme;
        false
    }

    /// Returns whether URLs of this scheme are [potentially trustworthy](crate::trustworthy): the host knows that nobody can
    /// read or change what goes to them on its way. Their messages then have the `Sec-Fetch-*` headers, and the requests of
    /// trustworthy pages tell them a referrer.
    ///
    /// `scheme` is in lower case, without a colon. It is asked only for URLs that are not trustworthy by the standard. The
    /// default is `false`.
    fn is_trustworthy(&self, scheme: &str) -> bool {
        let _ = scheme;
        false
    }

    /// Returns whether a request of this origin may read this URL, of the origin `url_origin`, without CORS. The URL is an
    /// HTTP(S) URL, or counts as one. The default is `false`.
    ///
    /// If it returns `true`, main fetch takes step 12b for this hop, as if the URL were of the request's origin: the response
    /// tainting is *basic*, and there is no preflight. The next hop is decided as if this one had not been exempt.
    ///
    /// It is not asked about a URL that the request may read by the standard, and not after a redirect from a URL that was
    /// neither of the request's origin nor exempt. So no stranger can redirect a request to an exempt URL.
    fn may_read(&self, origin: &Origin, url_origin: &Origin, url: &Url) -> bool {
        let _ = (origin, url_origin, url);
        false
    }

    /// Returns whether a request of this origin may read this URL that the host serves itself, such as a `file:` or a `blob:`
    /// URL. It is asked as [`may_read`](Self::may_read) is. The default is `false`.
    ///
    /// **A page that may read every `file:` URL can read every file.** Look at the path, too.
    fn may_read_local(&self, origin: &Origin, url_origin: &Origin, url: &Url) -> bool {
        let _ = (origin, url_origin, url);
        false
    }
}

/// A [`CorsPolicy`] that switches CORS off: every origin may read every HTTP(S) URL. URLs that the host serves itself, such as
/// `file:` URLs, stay as they are.
///
/// **Use it only for pages that you wrote yourself**, in a client that has no cookies of the user. A page from the network
/// could read everything that the user can read.
///
/// ```
/// use fetch_cors::request::{CorsOff, CorsPolicy};
/// use fetch_cors::Origin;
/// let url = "https://api.example/".parse()?;
/// assert!(CorsOff.may_read(&Origin::new_opaque(), &Origin::of(&url), &url));
/// assert!(!CorsOff.may_read_local(&Origin::new_opaque(), &Origin::new_opaque(), &"file:///etc/passwd".parse()?));
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a name for the policy, nothing more")]
pub struct CorsOff;

impl CorsPolicy for CorsOff {
    fn may_read(&self, _: &Origin, _: &Origin, _: &Url) -> bool {
        true
    }
}
