//! *Determine request's referrer*: how much of a referrer a server is told.

use url::Url;

use crate::origin::{Origin, as_sent, is_http};
use crate::request::ReferrerPolicy;
use crate::trustworthy::is_potentially_trustworthy_origin;

/// The greatest length in bytes of a referrer. A URL that is longer is cut down to its origin.
pub const MAX_REFERRER_BYTES: usize = 4096;

/// How much of a referrer a server is told.
///
/// ```
/// use fetch_cors::referrer::{DetermineReferrer, SentReferrer};
/// let origin = fetch_cors::Origin::parse("https://app.example")?;
/// let referrer = DetermineReferrer::new(&origin, "https", &origin, true);
/// assert_eq!(referrer.determine(), SentReferrer::Url); // the default policy, within the origin
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these three")]
pub enum SentReferrer {
    /// No referrer is sent.
    NoReferrer,
    /// The origin is sent, as a URL whose path is a slash.
    Origin,
    /// The URL is sent without user name, password and fragment.
    Url,
}

/// The inputs of *determine request's referrer*.
///
/// An engine with a URL type of its own calls [`determine`](Self::determine) and serialises what it says. A host that uses
/// the `url` crate gets the URL from [`strip_url`].
///
/// ```
/// use fetch_cors::referrer::{DetermineReferrer, SentReferrer};
/// use fetch_cors::request::ReferrerPolicy;
/// use fetch_cors::Origin;
/// let (page, api) = (Origin::parse("https://app.example")?, Origin::parse("https://api.example")?);
/// let mut referrer = DetermineReferrer::new(&page, "https", &api, true);
/// assert_eq!(referrer.determine(), SentReferrer::Origin); // by the default policy
/// referrer.policy = ReferrerPolicy::UnsafeUrl;
/// assert_eq!(referrer.determine(), SentReferrer::Url);
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DetermineReferrer<'a> {
    /// The request's referrer policy. The empty policy stands for the default.
    pub policy: ReferrerPolicy,
    /// The origin of the referrer source: of the client's URL, or of the request's referrer if that is a URL.
    pub source_origin: &'a Origin,
    /// The scheme of the referrer source.
    pub source_scheme: &'a str,
    /// The length in bytes of the referrer source, serialised without user name, password and fragment.
    pub source_len: usize,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// Whether the request's current URL is [potentially trustworthy](crate::trustworthy::is_potentially_trustworthy_url).
    pub current_url_is_trustworthy: bool,
}

impl<'a> DetermineReferrer<'a> {
    /// Creates a `DetermineReferrer` with the default policy and a short referrer source. Set the fields that differ.
    #[must_use]
    pub const fn new(
        source_origin: &'a Origin,
        source_scheme: &'a str,
        current_url_origin: &'a Origin,
        current_url_is_trustworthy: bool,
    ) -> Self {
        Self {
            policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
            source_origin,
            source_scheme,
            source_len: 0,
            current_url_origin,
            current_url_is_trustworthy,
        }
    }

    /// Returns how much of the referrer source the server is told. The referrer of the request must not be *no-referrer*.
    ///
    /// <https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer>
    #[must_use]
    pub fn determine(&self) -> SentReferrer {
        // Steps 1 to 5. A source that is not HTTP(S) is not sent: see `strip_url`.
        if !is_http(self.source_scheme) {
            return SentReferrer::NoReferrer;
        }
        let origin = SentReferrer::Origin;
        // determine-requests-referrer 6: a long URL is cut down to its origin.
        let url = if self.source_len > MAX_REFERRER_BYTES { origin } else { SentReferrer::Url };
        let same_origin = self.source_origin.same_origin(self.current_url_origin);
        let is_downgrade =
            is_potentially_trustworthy_origin(self.source_origin) && !self.current_url_is_trustworthy;
        // determine-requests-referrer 8: the policy decides.
        match self.policy {
            // determine-requests-referrer 8a: nothing.
            ReferrerPolicy::NoReferrer => SentReferrer::NoReferrer,
            // determine-requests-referrer 8b: the origin.
            ReferrerPolicy::Origin => origin,
            // determine-requests-referrer 8c: the URL.
            ReferrerPolicy::UnsafeUrl => url,
            // determine-requests-referrer 8d, 8d.1, 8d.2: the origin, unless what was encrypted would be sent in the open.
            ReferrerPolicy::StrictOrigin if is_downgrade => SentReferrer::NoReferrer,
            ReferrerPolicy::StrictOrigin => origin,
            // determine-requests-referrer 8e, 8e.1, 8e.2, 8e.3: the URL within the origin, and elsewhere as *strict-origin*.
            ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty if same_origin => url,
            ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty if is_downgrade => {
                SentReferrer::NoReferrer
            }
            ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty => origin,
            // determine-requests-referrer 8f, 8f.1, 8f.2: the URL within the origin, and nothing elsewhere.
            ReferrerPolicy::SameOrigin if same_origin => url,
            ReferrerPolicy::SameOrigin => SentReferrer::NoReferrer,
            // determine-requests-referrer 8g, 8g.1, 8g.2: the URL within the origin, and the origin elsewhere.
            ReferrerPolicy::OriginWhenCrossOrigin if same_origin => url,
            ReferrerPolicy::OriginWhenCrossOrigin => origin,
            // determine-requests-referrer 8h, 8h.1, 8h.2: the URL, unless what was encrypted would be sent in the open.
            ReferrerPolicy::NoReferrerWhenDowngrade if is_downgrade => SentReferrer::NoReferrer,
            ReferrerPolicy::NoReferrerWhenDowngrade => url,
        }
    }
}

/// Strips a URL for use as a referrer: without user name, password and fragment, and with `origin_only` without path and query
/// too. Returns `None` for a URL that is not HTTP(S), which is never sent.
///
/// The standard sends every URL that is not local (`about:`, `blob:` and `data:`), and lets a browser send less. A `file:` URL
/// or one of the host's own scheme says where a program is installed, so none is sent here.
///
/// <https://w3c.github.io/webappsec-referrer-policy/#strip-url>
///
/// ```
/// use fetch_cors::referrer::strip_url;
/// let url = "https://user:secret@app.example/a?b#c".parse()?;
/// assert_eq!(strip_url(&url, false).unwrap().as_str(), "https://app.example/a?b");
/// assert_eq!(strip_url(&url, true).unwrap().as_str(), "https://app.example/");
/// assert_eq!(strip_url(&"data:,a".parse()?, false), None);
/// # Ok::<(), url::ParseError>(())
/// ```
#[must_use]
pub fn strip_url(url: &Url, origin_only: bool) -> Option<Url> {
    // strip-url 1, 2: a local URL is no referrer.
    if !is_http(url.scheme()) {
        return None;
    }
    // strip-url 3, 4, 5: without user name, password and fragment, as a URL is sent.
    let mut stripped = as_sent(url);
    // strip-url 6, 6.1, 6.2: without path and query.
    if origin_only {
        stripped.set_path("");
        stripped.set_query(None);
    }
    // strip-url 7: returns the rest.
    Some(stripped)
}
