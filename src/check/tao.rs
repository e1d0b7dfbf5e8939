//! The TAO check: may script see how long it took?

use crate::header::ReadHeaders;
use crate::header::list::{get, get_decode_and_split, split_header_value};
use crate::header::names::TIMING_ALLOW_ORIGIN;
use crate::origin::Origin;
use crate::request::{Mode, ResponseTainting};
use crate::request_origin::RequestOrigin;

/// What the TAO check looks at beside the response.
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
    /// The request's origin, byte-serialised.
    pub serialized: RequestOrigin<'a>,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting.
    pub response_tainting: ResponseTainting,
    /// Whether the check has failed for an earlier response of this request. It stays failed.
    pub timing_allow_failed: bool,
}

impl<'a> TaoCheck<'a> {
    /// Creates a `TaoCheck` with the standard's defaults: response tainting *basic*, and no check that failed before. Set
    /// the fields that differ.
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

    /// Whether the response passes.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-tao-check>
    #[must_use]
    pub fn passes<H: ReadHeaders + ?Sized>(&self, headers: &H) -> bool {
        // concept-tao-check 1: an origin is what this takes.
        // concept-tao-check 2: failed once, failed for good.
        if self.timing_allow_failed {
            return false;
        }
        // concept-tao-check 3: whom the response allows.
        let value = get(headers, &TIMING_ALLOW_ORIGIN);
        // concept-tao-check 4, 5: everybody, or this very origin.
        let allows = |value: &[u8]| value == b"*" || value == self.serialized.as_bytes();
        if value.is_some_and(|value| split_header_value(&value).any(allows)) {
            return true;
        }
        // concept-tao-check 6: a frame's navigation away from the origin that began it.
        if self.mode == Mode::Navigate && !self.origin.same_origin(self.current_url_origin) {
            return false;
        }
        // concept-tao-check 7, 8: at home nobody has to be allowed.
        self.response_tainting == ResponseTainting::Basic
    }
}

/// The values of `Timing-Allow-Origin` in a redirect of a navigation, to be kept until the navigation's
/// destination is known.
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
    // append-to-a-request-s-navigation-timing-allow-values-list 1: for navigation requests.
    // append-to-a-request-s-navigation-timing-allow-values-list 2, 3, 4: none is an empty list.
    get_decode_and_split(headers, &TIMING_ALLOW_ORIGIN).unwrap_or_default()
}

/// Whether every redirect of a navigation allows the origin that it ended at.
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
    // navigation-tao-check 1, 1.1, 1.2, 1.3: each of them, everybody or this origin.
    // navigation-tao-check 2: and then it passes.
    timing_allow_values
        .iter()
        .all(|values| values.iter().any(|value| value == "*" || value == destination.as_str()))
}
