//! The cross-origin resource policy check: may a response be used by another origin at all?

use url::Url;

use crate::error::{CorpError, CorpViolation, Disposition};
use crate::header::ReadHeaders;
use crate::header::list::{Lines, lines};
use crate::header::names::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::origin::{Origin, without_credentials};
use crate::request::{Destination, EmbedderPolicy, EmbedderPolicyValue};
use crate::site::{Sites, schemelessly_same_site_url};

/// What the check says.
///
/// ```
/// use fetch_cors::check::CorpCheck;
/// use fetch_cors::request::{Destination, EmbedderPolicy};
/// use fetch_cors::{Origin, site::PublicSuffixList};
/// let origin = Origin::parse("https://app.example")?;
/// let url = "https://cdn.example/a.png".parse()?;
/// let check = CorpCheck {
///     origin: &origin,
///     embedder_policy: EmbedderPolicy::default(),
///     destination: Destination::Image,
///     url: Some(&url),
///     initial_url: Some(&url),
///     request_includes_credentials: true,
///     for_navigation: false,
///     sites: &PublicSuffixList,
/// };
/// assert!(check.check(&[("Cross-Origin-Resource-Policy", "same-origin")]).result.is_err());
/// assert!(check.check(&[("Cross-Origin-Resource-Policy", "cross-origin")]).result.is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpOutcome {
    /// Whether the response is allowed; if not, by which policy.
    pub result: Result<(), CorpError>,
    /// What to report, be it allowed or not.
    pub violations: Vec<CorpViolation>,
}

/// What the cross-origin resource policy check looks at beside the response's headers.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the standard's algorithm looks at these")]
pub struct CorpCheck<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The embedder policy of the request's client.
    pub embedder_policy: EmbedderPolicy,
    /// The request's destination.
    pub destination: Destination,
    /// The response's URL, the last of its list; `None` for a response that was made and not fetched, which
    /// is at home wherever it is used.
    pub url: Option<&'a Url>,
    /// The first URL of the response's list, for reports; `None` with `url`.
    pub initial_url: Option<&'a Url>,
    /// Whether the response was fetched with credentials.
    pub request_includes_credentials: bool,
    /// Whether it is a frame's navigation that asks.
    pub for_navigation: bool,
    /// Who knows what *same site* means.
    pub sites: &'a dyn Sites,
}

impl CorpCheck<'_> {
    /// Checks a response.
    ///
    /// <https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check>
    #[must_use]
    pub fn check<H: ReadHeaders + ?Sized>(&self, headers: &H) -> CorpOutcome {
        // cross-origin-resource-policy-check 1, 2: both are given.
        let mut violations = Vec::new();
        // cross-origin-resource-policy-check 3: what the response itself forbids is not reported.
        if let Err(error) = self.internal_check(EmbedderPolicyValue::UnsafeNone, headers) {
            return CorpOutcome { result: Err(error), violations };
        }
        // cross-origin-resource-policy-check 4: what the policy on trial would forbid.
        if self.internal_check(self.embedder_policy.report_only_value, headers).is_err() {
            violations.extend(self.violation(Disposition::Reporting));
        }
        // cross-origin-resource-policy-check 5, 6, 7: what the policy forbids.
        let result = self.internal_check(self.embedder_policy.value, headers);
        if result.is_err() {
            violations.extend(self.violation(Disposition::Enforce));
        }
        CorpOutcome { result, violations }
    }

    /// Checks a response against one embedder policy value.
    ///
    /// <https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check>
    ///
    /// # Errors
    ///
    /// [`CorpError`], if it is blocked: by which policy, and whose.
    pub fn internal_check<H: ReadHeaders + ?Sized>(
        &self,
        embedder_policy: EmbedderPolicyValue,
        headers: &H,
    ) -> Result<(), CorpError> {
        // cross-origin-resource-policy-internal-check 1: a navigation needs a policy to be blocked.
        if self.for_navigation && embedder_policy == EmbedderPolicyValue::UnsafeNone {
            return Ok(());
        }
        // cross-origin-resource-policy-internal-check 2, 3: joined, so that several never match.
        let policy = match lines(headers, CROSS_ORIGIN_RESOURCE_POLICY) {
            Lines::One(b"same-origin") => Some(Policy::SameOrigin),
            Lines::One(b"same-site") => Some(Policy::SameSite),
            Lines::One(b"cross-origin") => Some(Policy::CrossOrigin),
            _ => None,
        };
        // cross-origin-resource-policy-internal-check 4: what the embedder makes of none.
        let by_embedder = policy.is_none();
        let policy = policy.or(match embedder_policy {
            // cross-origin-resource-policy-internal-check 4a: nothing.
            EmbedderPolicyValue::UnsafeNone => None,
            // cross-origin-resource-policy-internal-check 4b: something, where credentials are involved.
            EmbedderPolicyValue::Credentialless => {
                (self.request_includes_credentials || self.for_navigation).then_some(Policy::SameOrigin)
            }
            // cross-origin-resource-policy-internal-check 4c: always.
            EmbedderPolicyValue::RequireCorp => Some(Policy::SameOrigin),
        });
        let Some(url) = self.url else { return Ok(()) };
        // cross-origin-resource-policy-internal-check 5: by policy.
        let allowed = match policy {
            // cross-origin-resource-policy-internal-check 5a: for all.
            None | Some(Policy::CrossOrigin) => true,
            // cross-origin-resource-policy-internal-check 5b: at home.
            Some(Policy::SameOrigin) => self.origin.same_origin_url(url),
            // cross-origin-resource-policy-internal-check 5c: in the site, and not from HTTPS to less.
            Some(Policy::SameSite) => {
                schemelessly_same_site_url(self.origin, url, self.sites)
                    && (self.origin.scheme() == Some("https") || url.scheme() != "https")
            }
        };
        match policy {
            _ if allowed => Ok(()),
            _ if by_embedder => Err(CorpError::EmbedderPolicy { policy: embedder_policy }),
            Some(Policy::SameSite) => Err(CorpError::SameSite),
            _ => Err(CorpError::SameOrigin),
        }
    }

    fn violation(&self, disposition: Disposition) -> Option<CorpViolation> {
        // queue-a-cross-origin-embedder-policy-corp-violation-report 1: the host knows the endpoints.
        // queue-a-cross-origin-embedder-policy-corp-violation-report 2, 3, 4, 5: the report is data, which the host
        // queues.
        Some(CorpViolation {
            blocked_url: serialize_response_url_for_reporting(self.initial_url?),
            destination: self.destination,
            disposition,
        })
    }
}

#[derive(Clone, Copy)]
enum Policy {
    SameOrigin,
    SameSite,
    CrossOrigin,
}

/// Serialises the URL of a response for a report: `initial_url` is the one that was asked for first, since
/// redirects are none of the reader's business. User name, password and fragment go.
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
    // serialize-a-response-url-for-reporting 1, 2, 3, 4: the first of the list, bare.
    let url = without_credentials(initial_url);
    // serialize-a-response-url-for-reporting 5: up to the fragment.
    url[..url::Position::AfterQuery].to_owned()
}
