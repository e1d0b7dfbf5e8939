//! The algorithm *determine request's referrer*, which decides how much of the referrer a server receives.
//!
//! Begin with [`DetermineReferrer`].

use url::Url;

use crate::origin::{Origin, as_sent, is_http};
use crate::request::ReferrerPolicy;
use crate::trustworthy::is_potentially_trustworthy_origin;

/// The maximum length of a referrer in bytes. If the URL is longer, only its origin is sent.
pub const MAX_REFERRER_BYTES: usize = 4096;

/// The part of a referrer that is sent to a server.
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
    /// The origin is sent, as a URL with the path `/`.
    Origin,
    /// The URL is sent, without user name, password and fragment.
    Url,
}

/// The inputs of *determine request's referrer*.
///
/// Call [`determine`](Self::determine) to learn which part of the referrer to send. A host that uses the `url` crate
/// then calls [`strip_url`], which returns that part. A host with a URL type of its own serialises that part itself.
///
/// The *referrer source* is the URL from which the referrer is made: the URL of the request's client, or, if the
/// request's referrer is a URL, that URL.
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
    /// The request's referrer policy. The empty policy stands for the default policy.
    pub policy: ReferrerPolicy,
    /// The origin of the referrer source.
    pub source_origin: &'a Origin,
    /// The scheme of the referrer source, in lower case and without a colon.
    pub source_scheme: &'a str,
    /// The length in bytes of the referrer source, serialised without user name, password and fragment.
    pub source_len: usize,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// Whether the request's current URL is [potentially trustworthy](crate::trustworthy::is_potentially_trustworthy_url).
    pub current_url_is_trustworthy: bool,
}

impl<'a> DetermineReferrer<'a> {
    /// Creates a `DetermineReferrer` with the default policy, *strict-origin-when-cross-origin*, and a referrer source
    /// that is not too long. Set the fields that differ. The arguments are the fields of the same names.
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

    /// Returns the part of the referrer source that is sent to the server.
    ///
    /// Do not call this for a request whose referrer is *no-referrer*: such a request has no referrer source, and sends
    /// no referrer. A source that is not an HTTP(S) URL is never sent; see [`strip_url`].
    ///
    /// <https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer>
    #[must_use]
    pub fn determine(&self) -> SentReferrer {
        // Steps 1 to 5 choose the referrer source, which the caller has done. A source that is not an HTTP(S) URL is not
        // sent: see `strip_url`.
        if !is_http(self.source_scheme) {
            return SentReferrer::NoReferrer;
        }
        let origin = SentReferrer::Origin;
        // determine-requests-referrer 6: of a URL that is too long, only the origin is sent.
        let url = if self.source_len > MAX_REFERRER_BYTES { origin } else { SentReferrer::Url };
        let same_origin = self.source_origin.same_origin(self.current_url_origin);
        // A downgrade leads from an encrypted or local page to a URL that is neither.
        let is_downgrade =
            is_potentially_trustworthy_origin(self.source_origin) && !self.current_url_is_trustworthy;
        // determine-requests-referrer 8: the policy decides.
        match self.policy {
            // determine-requests-referrer 8a: sends nothing.
            ReferrerPolicy::NoReferrer => SentReferrer::NoReferrer,
            // determine-requests-referrer 8b: sends the origin.
            ReferrerPolicy::Origin => origin,
            // determine-requests-referrer 8c: sends the URL.
            ReferrerPolicy::UnsafeUrl => url,
            // determine-requests-referrer 8d, 8d.1, 8d.2: sends the origin, but nothing in a downgrade.
            ReferrerPolicy::StrictOrigin if is_downgrade => SentReferrer::NoReferrer,
            ReferrerPolicy::StrictOrigin => origin,
            // determine-requests-referrer 8e, 8e.1, 8e.2, 8e.3: sends the URL within the origin. To another origin, sends
            // what *strict-origin* sends.
            ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty if same_origin => url,
            ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty if is_downgrade => {
                SentReferrer::NoReferrer
            }
            ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty => origin,
            // determine-requests-referrer 8f, 8f.1, 8f.2: sends the URL within the origin, and nothing to another origin.
            ReferrerPolicy::SameOrigin if same_origin => url,
            ReferrerPolicy::SameOrigin => SentReferrer::NoReferrer,
            // determine-requests-referrer 8g, 8g.1, 8g.2: sends the URL within the origin, and the origin to another
            // origin.
            ReferrerPolicy::OriginWhenCrossOrigin if same_origin => url,
            ReferrerPolicy::OriginWhenCrossOrigin => origin,
            // determine-requests-referrer 8h, 8h.1, 8h.2: sends the URL, but nothing in a downgrade.
            ReferrerPolicy::NoReferrerWhenDowngrade if is_downgrade => SentReferrer::NoReferrer,
            ReferrerPolicy::NoReferrerWhenDowngrade => url,
        }
    }
}

/// Strips a URL for use as a referrer: removes the user name, the password and the fragment. With `origin_only`, also
/// removes the path and the query. Returns `None` for a URL that is not an HTTP(S) URL, because such a URL is never
/// sent.
///
/// The standard sends every URL except for URLs with the schemes `about`, `blob` and `data`, and allows a browser to
/// send less. A `file:` URL, or a URL with a scheme of the host's own, can reveal where a program is installed. So
/// these are not sent either.
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
    // strip-url 1, 2: a URL that is not HTTP(S) is no referrer.
    if !is_http(url.scheme()) {
        return None;
    }
    // strip-url 3, 4, 5: removes user name, password and fragment.
    let mut stripped = as_sent(url);
    // strip-url 6, 6.1, 6.2: removes path and query.
    if origin_only {
        stripped.set_path("");
        stripped.set_query(None);
    }
    // strip-url 7: returns the stripped URL.
    Some(stripped)
}
