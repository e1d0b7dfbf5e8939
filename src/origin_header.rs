//! The `Origin` request header, which shows the request's origin to the server.
//!
//! Begin with [`OriginHeader`].

use crate::origin::Origin;
use crate::request::{Mode, ReferrerPolicy, ResponseTainting};
use crate::request_origin::RequestOrigin;

/// The parts of a request that decide whether it has an `Origin` header, and which value the header has.
///
/// ```
/// use fetch_cors::origin_header::OriginHeader;
/// use fetch_cors::request::{Mode, ReferrerPolicy};
/// use fetch_cors::{Origin, request_origin::byte_serialize_request_origin};
/// let origin = Origin::parse("https://app.example")?;
/// let url_origin = Origin::parse("https://other.example")?;
/// let serialized = byte_serialize_request_origin(&origin, [&url_origin]);
/// let mut form = OriginHeader::new(&origin, serialized, &url_origin, "https", Mode::Navigate);
/// form.method = b"POST";
/// form.referrer_policy = ReferrerPolicy::NoReferrer;
/// assert_eq!(form.value(), Some(&b"null"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OriginHeader<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The request's origin, byte-serialised. It is `null` if redirects have tainted the request.
    pub serialized: RequestOrigin<'a>,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// The scheme of the request's current URL, in lower case and without a colon.
    pub current_url_scheme: &'a str,
    /// The request's method.
    pub method: &'a [u8],
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting.
    pub response_tainting: ResponseTainting,
    /// The request's referrer policy. If the request has none, use the policy of its client, as step 8 of main fetch
    /// does. The empty policy hides no origin.
    pub referrer_policy: ReferrerPolicy,
}

impl<'a> OriginHeader<'a> {
    /// Creates an `OriginHeader` with the standard's defaults: method `GET`, response tainting *basic*, and the empty
    /// referrer policy. Set the fields that differ. The arguments are the fields of the same names.
    #[must_use]
    pub const fn new(
        origin: &'a Origin,
        serialized: RequestOrigin<'a>,
        current_url_origin: &'a Origin,
        current_url_scheme: &'a str,
        mode: Mode,
    ) -> Self {
        Self {
            origin,
            serialized,
            current_url_origin,
            current_url_scheme,
            method: b"GET",
            mode,
            response_tainting: ResponseTainting::Basic,
            referrer_policy: ReferrerPolicy::Empty,
        }
    }

    /// Returns the value of the `Origin` header, or `None` if the request has no such header. Allocates nothing.
    ///
    /// <https://fetch.spec.whatwg.org/#append-a-request-origin-header>
    #[must_use]
    pub fn value(&self) -> Option<&'a [u8]> {
        // append-a-request-origin-header 1, 2: the caller has serialised the origin.
        let serialized = self.serialized.as_bytes();
        // append-a-request-origin-header 3: CORS, WebSocket and WebTransport requests always have the header.
        if self.response_tainting == ResponseTainting::Cors
            || matches!(self.mode, Mode::Websocket | Mode::Webtransport)
        {
            return Some(serialized);
        }
        // append-a-request-origin-header 4: of other requests, those by `GET` and `HEAD` do not have the header.
        if matches!(self.method, b"GET" | b"HEAD") {
            return None;
        }
        // append-a-request-origin-header 4.1: outside mode *cors*, the referrer policy can hide the origin.
        let hidden = self.mode != Mode::Cors
            && match self.referrer_policy {
                // append-a-request-origin-header 4.1a: *no-referrer* always hides the origin.
                ReferrerPolicy::NoReferrer => true,
                // append-a-request-origin-header 4.1b: these policies hide an HTTPS origin from a URL that is not HTTPS.
                ReferrerPolicy::NoReferrerWhenDowngrade
                | ReferrerPolicy::StrictOrigin
                | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
                    self.origin.scheme() == Some("https") && self.current_url_scheme != "https"
                }
                // append-a-request-origin-header 4.1c: *same-origin* hides the origin from every other origin.
                ReferrerPolicy::SameOrigin => !self.origin.same_origin(self.current_url_origin),
                // append-a-request-origin-header 4.1d: every other policy shows the origin.
                ReferrerPolicy::Empty
                | ReferrerPolicy::Origin
                | ReferrerPolicy::OriginWhenCrossOrigin
                | ReferrerPolicy::UnsafeUrl => false,
            };
        // append-a-request-origin-header 4.2: a hidden origin is `null`.
        Some(if hidden { b"null" } else { serialized })
    }
}
