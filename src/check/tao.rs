//! The TAO (`Timing-Allow-Origin`) check, which decides whether script may see the detailed timing of a fetch.
//!
//! Begin with [`TaoCheck`]. For navigations, a host also needs [`timing_allow_values`] and [`navigation_tao_check`].

use crate::header::ReadHeaders;
use crate::header::list::{get, get_decode_and_split, split_header_value};
use crate::header::names::TIMING_ALLOW_ORIGIN;
use crate::origin::Origin;
use crate::request::{Mode, ResponseTainting};
use crate::request_origin::RequestOrigin;

/// The inputs of the TAO check, apart from the response's headers.
///
/// ```
/// use fetch_cors::check::TaoCheck;
/// use fetch_cors::request::{Mode, ResponseTainting};
/// use fetch_cors::{Origin, request_origin::byte_serialize_request_origin};
/// let origin = Origin::parse("https://app.example")?;
/// let url_origin = Origin::parse("https://api.example")?;
/// let serialized = byte_serialize_request_origin(&origin, [&url_origin]);
/// let mut check = TaoCheck::new(&origin, serialized, &url_origin, Mode::Cors);
/// check.response_tainting = ResponseTainting::Cors;
/// assert!(check.passes(&[("Timing-Allow-Origin", "https://b.example, https://app.example")]));
/// assert!(!check.passes(&[("x", "y")]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TaoCheck<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The request's origin, byte-serialised. It is `null` if redirects have tainted the request.
    pub serialized: RequestOrigin<'a>,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting.
    pub response_tainting: ResponseTainting,
    /// Whether the check has failed for an earlier response to this request, such as a redirect. It then fails for every
    /// later response.
    pub timing_allow_failed: bool,
}

impl<'a> TaoCheck<'a> {
    /// Creates a `TaoCheck` with the standard's defaults: response tainting *basic*, and no check that failed before. Set
    /// the fields that differ. The arguments are the fields of the same names.
    #[must_use]
    pub const fn new(
        origin: &'a Origin,
        serialized: RequestOrigin<'a>,
        current_url_origin: &'a Origin,
        mode: Mode,
    ) -> Self {
        Self {
            origin,
            serialized,
            current_url_origin,
            mode,
            response_tainting: ResponseTainting::Basic,
            timing_allow_failed: false,
        }
    }

    /// Returns whether a response with these headers passes. If all responses to a request pass, script may see the
    /// detailed timing of the fetch.
    ///
    /// Takes time linear in the headers.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-tao-check>
    #[must_use]
    pub fn passes<H: ReadHeaders + ?Sized>(&self, headers: &H) -> bool {
        // concept-tao-check 1: the request has an origin, because the field is an `Origin`.
        // concept-tao-check 2: after one failure, the check always fails.
        if self.timing_allow_failed {
            return false;
        }
        // concept-tao-check 3: gets `Timing-Allow-Origin`, and splits it below.
        let value = get(headers, &TIMING_ALLOW_ORIGIN);
        // concept-tao-check 4, 5: the response allows every origin, or the request's origin.
        let allows = |value: &[u8]| value == b"*" || value == self.serialized.as_bytes();
        if value.is_some_and(|value| split_header_value(&value).any(allows)) {
            return true;
        }
        // concept-tao-check 6: the page around a frame must not see the timing of another origin's document.
        if self.mode == Mode::Navigate && !self.origin.same_origin(self.current_url_origin) {
            return false;
        }
        // concept-tao-check 7, 8: with response tainting *basic*, no permission is needed.
        self.response_tainting == ResponseTainting::Basic
    }
}

/// Returns the values of `Timing-Allow-Origin` in the headers of a response, or no values if there is no such header.
///
/// A host calls this for each redirect of a navigation, and keeps the results in order. It passes them to
/// [`navigation_tao_check`] once it knows the origin of the document that the navigation opens.
///
/// <https://fetch.spec.whatwg.org/#append-to-a-request-s-navigation-timing-allow-values-list>
///
/// ```
/// use fetch_cors::check::tao::timing_allow_values;
/// assert_eq!(timing_allow_values(&[("Timing-Allow-Origin", "*, a")]), ["*", "a"]);
/// assert!(timing_allow_values(&[("x", "y")]).is_empty());
/// ```
#[must_use]
pub fn timing_allow_values<H: ReadHeaders + ?Sized>(headers: &H) -> Vec<String> {
    // append-to-a-request-s-navigation-timing-allow-values-list 1: the caller has a navigation request.
    // append-to-a-request-s-navigation-timing-allow-values-list 2, 3, 4: gets the values. Without the header, there are
    // none.
    get_decode_and_split(headers, &TIMING_ALLOW_ORIGIN).unwrap_or_default()
}

/// Returns whether every redirect of a navigation allows the timing to be seen by the document that the navigation
/// opens.
///
/// `timing_allow_values` has one list for each redirect, which [`timing_allow_values`] returned. `destination` is the
/// origin of the document that the navigation opens. Without a redirect, the check passes.
///
/// <https://fetch.spec.whatwg.org/#navigation-tao-check>
///
/// ```
/// use fetch_cors::{Origin, check::navigation_tao_check};
/// let destination = Origin::parse("https://a.example")?;
/// let list = |values: &[&str]| values.iter().map(|v| v.to_string()).collect::<Vec<_>>();
/// assert!(navigation_tao_check(&[list(&["*"]), list(&["https://a.example"])], &destination));
/// assert!(!navigation_tao_check(&[list(&["*"]), list(&[])], &destination));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn navigation_tao_check(timing_allow_values: &[Vec<String>], destination: &Origin) -> bool {
    // navigation-tao-check 1, 1.1, 1.2, 1.3: each redirect has to allow every origin or this origin.
    // navigation-tao-check 2: if each does, the check passes.
    timing_allow_values
        .iter()
        .all(|values| values.iter().any(|value| value == "*" || value == destination.as_str()))
}
