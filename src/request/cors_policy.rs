use std::fmt::Debug;

use url::Url;

use crate::origin::Origin;

/// The CORS exceptions of a host for the requests of a client: schemes of the host that count as HTTP(S), and URLs that an
/// origin may read without CORS.
///
/// This trait is not about what a server allows. Web views serve pages from schemes such as `tauri:`, `capacitor:` or
/// `app:`, and some hosts exempt pairs of origins from CORS. The standard has no such exceptions. A client makes none,
/// unless [`with_cors_policy`](super::Client::with_cors_policy) gives it a policy. Every method of this trait returns
/// `false` by default, which means that there is no exception and the standard applies.
///
/// A fetch asks the policy about the scheme of its URL when it begins and at each redirect. It asks about an exemption when
/// main fetch chooses how to fetch the request (step 12). It may ask the same question several times. Only a fetch asks the
/// policy: the rules of this crate do not, when a host calls them directly.
///
/// **An exemption gives a page what CORS keeps from it.** The page can read the response as if the URL were of the page's
/// own origin, its requests have cookies, and a `PUT` or a `DELETE` is sent without a preflight. This also applies to mode
/// *same-origin*, so the script of a worker can come from the other origin. Exempt only pairs of origins that you trust.
///
/// Compare an origin with `==` to an origin that you have parsed, and not by its text. All opaque origins have the text
/// `null`, so a policy that compares the text exempts every sandboxed page.
///
/// ```
/// use fetch_cors::request::CorsPolicy;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// use std::sync::Arc;
/// use url::Url;
///
/// /// Lets the application read its own backend, whatever CORS headers the backend sends.
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
    /// Returns whether URLs with this scheme count as HTTP(S) URLs. The default is `false`.
    ///
    /// With `true`, the host gets an [`Exchange`](crate::Exchange) for such a URL. The URL can be fetched with CORS, and
    /// redirects to it are followed. If the URL contains a host name, its origin consists of the scheme, the host name and
    /// the port. Otherwise, its origin is opaque.
    ///
    /// `scheme` is in lower case, without a colon. It is never `http`, `https`, `about`, `blob`, `data` or `file`.
    fn counts_as_http(&self, scheme: &str) -> bool {
        let _ = scheme;
        false
    }

    /// Returns whether URLs with this scheme are [potentially trustworthy](crate::trustworthy): no third party can read or
    /// change the messages to them. The default is `false`.
    ///
    /// With `true`, the messages to such a URL have the `Sec-Fetch-*` headers. A request from an HTTPS page to such a URL is
    /// not a downgrade, so its `Referer` header is the same as for an HTTPS URL.
    ///
    /// `scheme` is in lower case, without a colon. The method is called only for URLs that are not trustworthy by the
    /// standard.
    fn is_trustworthy(&self, scheme: &str) -> bool {
        let _ = scheme;
        false
    }

    /// Returns whether a request with this origin may read this URL without CORS. The default is `false`.
    ///
    /// The URL is an HTTP(S) URL, or counts as one, and `url_origin` is its origin.
    ///
    /// If the result is `true`, the engine treats this URL like a URL of the request's own origin (main fetch, step 12b):
    /// the response tainting is *basic*, and there is no preflight. After a redirect, the next hop has the response tainting
    /// that it would have without the exemption.
    ///
    /// The method is called only if the standard treats the URL as cross-origin. After redirects, it is called only if each
    /// URL before was of the request's origin, or was exempt, too. So another server cannot use a redirect to reach an
    /// exempt URL.
    fn may_read(&self, origin: &Origin, url_origin: &Origin, url: &Url) -> bool {
        let _ = (origin, url_origin, url);
        false
    }

    /// Returns whether a request with this origin may read this URL, which the host serves itself, such as a `file:` or a
    /// `blob:` URL. The default is `false`.
    ///
    /// The effect of `true`, and the cases in which this method is not called, are those of [`may_read`](Self::may_read).
    ///
    /// **A page that may read every `file:` URL can read every file.** Check the path of the URL, too.
    fn may_read_local(&self, origin: &Origin, url_origin: &Origin, url: &Url) -> bool {
        let _ = (origin, url_origin, url);
        false
    }
}

/// A [`CorsPolicy`] that switches CORS off: every origin may read every HTTP(S) URL. CORS still applies to URLs that the
/// host serves itself, such as `file:` URLs.
///
/// **Use it only for pages that you wrote yourself**, and only if the host sends none of the user's cookies. Any other page
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
#[expect(clippy::exhaustive_structs, reason = "the type holds no data")]
pub struct CorsOff;

impl CorsPolicy for CorsOff {
    fn may_read(&self, _: &Origin, _: &Origin, _: &Url) -> bool {
        true
    }
}
