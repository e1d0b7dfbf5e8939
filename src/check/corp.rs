//! The cross-origin resource policy check, which decides whether another origin may use a response without CORS.
//!
//! Begin with [`CorpCheck`]. HTTP fetch runs the check only if the response or the request's response tainting is opaque.
//! HTML runs it for the navigation of a frame.

use url::Url;

use crate::error::{CorpError, Disposition};
use crate::header::ReadHeaders;
use crate::header::list::{Lines, lines};
use crate::header::names::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::origin::{Origin, is_scheme, without_credentials};
use crate::request::{EmbedderPolicy, EmbedderPolicyValue};
use crate::site::{Sites, schemelessly_same_site};

/// The result of a [`CorpCheck`], and the violations to report.
///
/// ```
/// use fetch_cors::{Origin, check::CorpCheck, site::PublicSuffixList};
/// let origin = Origin::parse("https://app.example")?;
/// let url_origin = Origin::parse("https://cdn.example")?;
/// let check = CorpCheck::new(&origin, Some(&url_origin), "https", &PublicSuffixList);
/// assert!(check.check(&[("Cross-Origin-Resource-Policy", "same-origin")]).result.is_err());
/// assert!(check.check(&[("Cross-Origin-Resource-Policy", "cross-origin")]).result.is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpOutcome {
    /// Whether the response is allowed. If not, the error says which policy blocks it.
    pub result: Result<(), CorpError>,
    /// The dispositions of the violations of the embedder policy, one for each report. There can be a report even if the
    /// response is allowed. A host creates each report with [`CorpViolation::new`](crate::error::CorpViolation::new).
    pub violations: Vec<Disposition>,
}

/// The inputs of the cross-origin resource policy check, apart from the response's headers.
///
/// The header `Cross-Origin-Resource-Policy` counts as absent if its value is none of `same-origin`, `same-site` and
/// `cross-origin`, or if it occurs more than once. With *require-corp*, a response of another origin is then blocked.
/// Chromium does the same. Firefox allows such a response.
///
/// ```
/// use fetch_cors::error::Disposition;
/// use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
/// use fetch_cors::{Origin, check::CorpCheck, site::PublicSuffixList};
/// let origin = Origin::parse("https://app.example")?;
/// let url_origin = Origin::parse("https://cdn.example")?;
/// let mut check = CorpCheck::new(&origin, Some(&url_origin), "https", &PublicSuffixList);
/// let no_policy = [("Content-Type", "image/png")];
/// assert!(check.check(&no_policy).result.is_ok());
/// check.embedder_policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
/// let outcome = check.check(&no_policy);
/// assert!(outcome.result.is_err());
/// assert_eq!(outcome.violations, [Disposition::Enforce]);
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CorpCheck<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The origin of the response's URL, which is the last URL of its URL list. It is `None` for a response that was
    /// constructed and not fetched. Every policy allows such a response.
    pub url_origin: Option<&'a Origin>,
    /// The scheme of the response's URL, in lower case and without a colon. It is ignored if
    /// [`url_origin`](Self::url_origin) is `None`.
    pub url_scheme: &'a str,
    /// The embedder policy of the request's client.
    pub embedder_policy: EmbedderPolicy,
    /// Whether the message that fetched the response included credentials.
    pub request_includes_credentials: bool,
    /// Whether the check is for the navigation of a frame. It is false wherever the Fetch Standard runs the check.
    pub for_navigation: bool,
    /// The resolver that decides whether two origins are of the same site.
    pub sites: &'a dyn Sites,
}

impl<'a> CorpCheck<'a> {
    /// Creates a `CorpCheck` with the standard's defaults: no embedder policy, a response that was fetched with
    /// credentials, and no navigation. Set the fields that differ. The arguments are the fields of the same names.
    #[must_use]
    pub fn new(
        origin: &'a Origin,
        url_origin: Option<&'a Origin>,
        url_scheme: &'a str,
        sites: &'a dyn Sites,
    ) -> Self {
        Self {
            origin,
            url_origin,
            url_scheme,
            embedder_policy: EmbedderPolicy::default(),
            request_includes_credentials: true,
            for_navigation: false,
            sites,
        }
    }

    /// Checks a response with these headers against its own policy and against the embedder policy.
    ///
    /// Takes time linear in the headers.
    ///
    /// <https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check>
    #[must_use]
    pub fn check<H: ReadHeaders + ?Sized>(&self, headers: &H) -> CorpOutcome {
        // cross-origin-resource-policy-check 1, 2: the caller sets the navigation flag and the embedder policy.
        let mut violations = Vec::new();
        // cross-origin-resource-policy-check 3: a response that its own policy blocks is not reported.
        if let Err(error) = self.internal_check(EmbedderPolicyValue::UnsafeNone, headers) {
            return CorpOutcome { result: Err(error), violations };
        }
        // cross-origin-resource-policy-check 4: reports a response that the report-only value would block.
        if self.internal_check(self.embedder_policy.report_only_value, headers).is_err() {
            violations.push(Disposition::Reporting);
        }
        // cross-origin-resource-policy-check 5, 6, 7: blocks and reports a response that the enforced value blocks.
        let result = self.internal_check(self.embedder_policy.value, headers);
        if result.is_err() {
            violations.push(Disposition::Enforce);
        }
        CorpOutcome { result, violations }
    }

    /// Checks a response with these headers against its own policy and against one embedder policy value.
    ///
    /// Ignores the field [`embedder_policy`](Self::embedder_policy). Takes time linear in the headers.
    ///
    /// <https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check>
    ///
    /// # Errors
    ///
    /// Returns a [`CorpError`] if the response is blocked:
    ///
    /// - [`CorpError::SameOrigin`] or [`CorpError::SameSite`] if the response's own policy blocks it,
    /// - [`CorpError::EmbedderPolicy`] if the response has no policy and `embedder_policy` blocks it.
    pub fn internal_check<H: ReadHeaders + ?Sized>(
        &self,
        embedder_policy: EmbedderPolicyValue,
        headers: &H,
    ) -> Result<(), CorpError> {
        // cross-origin-resource-policy-internal-check 1: without an embedder policy, no navigation is blocked.
        if self.for_navigation && embedder_policy == EmbedderPolicyValue::UnsafeNone {
            return Ok(());
        }
        // cross-origin-resource-policy-internal-check 2, 3: gets the policy. Several headers would be joined, and the
        // joined value is none of the three, so they are no policy.
        let policy = match lines(headers, &CROSS_ORIGIN_RESOURCE_POLICY) {
            Lines::One(b"same-origin") => Some(Policy::SameOrigin),
            Lines::One(b"same-site") => Some(Policy::SameSite),
            Lines::One(b"cross-origin") => Some(Policy::CrossOrigin),
            _ => None,
        };
        // cross-origin-resource-policy-internal-check 4: without a policy, the embedder policy decides.
        let by_embedder = policy.is_none();
        let policy = policy.or(match embedder_policy {
            // cross-origin-resource-policy-internal-check 4a: *unsafe-none* sets no policy.
            EmbedderPolicyValue::UnsafeNone => None,
            // cross-origin-resource-policy-internal-check 4b: *credentialless* sets *same-origin* if there may have been
            // credentials.
            EmbedderPolicyValue::Credentialless => {
                (self.request_includes_credentials || self.for_navigation).then_some(Policy::SameOrigin)
            }
            // cross-origin-resource-policy-internal-check 4c: *require-corp* always sets *same-origin*.
            EmbedderPolicyValue::RequireCorp => Some(Policy::SameOrigin),
        });
        let Some(url_origin) = self.url_origin else { return Ok(()) };
        // cross-origin-resource-policy-internal-check 5: the policy decides.
        let allowed = match policy {
            // cross-origin-resource-policy-internal-check 5a: without a policy, or with *cross-origin*, every origin is
            // allowed.
            None | Some(Policy::CrossOrigin) => true,
            // cross-origin-resource-policy-internal-check 5b: the origins have to be the same.
            Some(Policy::SameOrigin) => self.origin.same_origin(url_origin),
            // cross-origin-resource-policy-internal-check 5c: the hosts have to be of the same site, and only an HTTPS
            // origin may use a response from HTTPS.
            Some(Policy::SameSite) => {
                schemelessly_same_site(self.origin, url_origin, self.sites)
                    && (self.origin.scheme() == Some("https") || !is_scheme(self.url_scheme, "https"))
            }
        };
        match policy {
            _ if allowed => Ok(()),
            _ if by_embedder => Err(CorpError::EmbedderPolicy { policy: embedder_policy }),
            Some(Policy::SameSite) => Err(CorpError::SameSite),
            _ => Err(CorpError::SameOrigin),
        }
    }
}

#[derive(Clone, Copy)]
enum Policy {
    SameOrigin,
    SameSite,
    CrossOrigin,
}

/// Returns the serialised URL of a response for a report, without user name, password and fragment.
///
/// `initial_url` is the first URL of the response's URL list. A report does not have the later URLs, because it must not
/// reveal where redirects led.
///
/// <https://fetch.spec.whatwg.org/#serialize-a-response-url-for-reporting>
///
/// ```
/// use fetch_cors::check::corp::serialize_response_url_for_reporting;
/// let initial_url = "https://user:pw@a.example/b#c".parse()?;
/// assert_eq!(serialize_response_url_for_reporting(&initial_url), "https://a.example/b");
/// # Ok::<(), url::ParseError>(())
/// ```
#[must_use]
pub fn serialize_response_url_for_reporting(initial_url: &Url) -> String {
    // serialize-a-response-url-for-reporting 1, 2, 3, 4: the caller passes the first URL. Removes user name and password.
    let url = without_credentials(initial_url);
    // serialize-a-response-url-for-reporting 5: returns the part before the fragment.
    url[..url::Position::AfterQuery].to_owned()
}
