//! The cross-origin resource policy check: may a response be used by another origin at all?

use url::Url;

use crate::error::{CorpError, Disposition};
use crate::header::ReadHeaders;
use crate::header::list::{Lines, lines};
use crate::header::names::CROSS_ORIGIN_RESOURCE_POLICY;
use crate::origin::{Origin, is_scheme, without_credentials};
use crate::request::{EmbedderPolicy, EmbedderPolicyValue};
use crate::site::{Sites, schemelessly_same_site};

/// What the check says.
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
    /// Whether the response is allowed; if not, by which policy.
    pub result: Result<(), CorpError>,
    /// The dispositions of the violations to report, whether the response is allowed or not. A host makes each report with
    /// [`CorpViolation::new`](crate::error::CorpViolation::new).
    pub violations: Vec<Disposition>,
}

/// What the cross-origin resource policy check looks at beside the response's headers.
///
/// A policy that is none of the three values, or that is repeated, counts as none: below *require-corp*, the response is
/// then blocked. So it is in Chromium. Firefox lets such a response pass.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CorpCheck<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The origin of the response's URL, the last of its list; `None` for a response that was made and not fetched, which
    /// is at home wherever it is used.
    pub url_origin: Option<&'a Origin>,
    /// The scheme of the response's URL. It does not matter without a URL.
    pub url_scheme: &'a str,
    /// The embedder policy of the request's client.
    pub embedder_policy: EmbedderPolicy,
    /// Whether the response was fetched with credentials.
    pub request_includes_credentials: bool,
    /// Whether it is a frame's navigation that asks.
    pub for_navigation: bool,
    /// Who knows what *same site* means.
    pub sites: &'a dyn Sites,
}

impl<'a> CorpCheck<'a> {
    /// Creates a `CorpCheck` with the standard's defaults: no embedder policy, a response that was fetched with credentials,
    /// and no navigation. Set the fields that differ.
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
            violations.push(Disposition::Reporting);
        }
        // cross-origin-resource-policy-check 5, 6, 7: what the policy forbids.
        let result = self.internal_check(self.embedder_policy.value, headers);
        if result.is_err() {
            violations.push(Disposition::Enforce);
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
        let policy = match lines(headers, &CROSS_ORIGIN_RESOURCE_POLICY) {
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
        let Some(url_origin) = self.url_origin else { return Ok(()) };
        // cross-origin-resource-policy-internal-check 5: by policy.
        let allowed = match policy {
            // cross-origin-resource-policy-internal-check 5a: for all.
            None | Some(Policy::CrossOrigin) => true,
            // cross-origin-resource-policy-internal-check 5b: at home.
            Some(Policy::SameOrigin) => self.origin.same_origin(url_origin),
            // cross-origin-resource-policy-internal-check 5c: in the site, and not from HTTPS to less.
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
