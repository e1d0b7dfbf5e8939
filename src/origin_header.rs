//! The `Origin` request header.

use crate::origin::Origin;
use crate::request::{Mode, ReferrerPolicy, ResponseTainting};
use crate::request_origin::RequestOrigin;

/// What the `Origin` header looks at.
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
    /// The request's origin, byte-serialised.
    pub serialized: RequestOrigin<'a>,
    /// The origin of the request's current URL.
    pub current_url_origin: &'a Origin,
    /// The scheme of the request's current URL.
    pub current_url_scheme: &'a str,
    /// The request's method.
    pub method: &'a [u8],
    /// The request's mode.
    pub mode: Mode,
    /// The request's response tainting.
    pub response_tainting: ResponseTainting,
    /// The request's referrer policy, the client's if it has none itself.
    pub referrer_policy: ReferrerPolicy,
}

impl<'a> OriginHeader<'a> {
    /// Creates an `OriginHeader` with the standard's defaults: method `GET`, response tainting *basic*, and the empty
    /// referrer policy. Set the fields that differ.
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

    /// The value of the header, or `None` if there is none. Allocates nothing.
    ///
    /// <https://fetch.spec.whatwg.org/#append-a-request-origin-header>
    #[must_use]
    pub fn value(&self) -> Option<&'a [u8]> {
        // append-a-request-origin-header 1, 2: an origin, serialised by the caller.
        let serialized = self.serialized.as_bytes();
        // append-a-request-origin-header 3: always where the server has to agree.
        if self.response_tainting == ResponseTainting::Cors
            || matches!(self.mode, Mode::Websocket | Mode::Webtransport)
        {
            return Some(serialized);
        }
        // append-a-request-origin-header 4: and where the request may have an effect.
        if matches!(self.method, b"GET" | b"HEAD") {
            return None;
        }
        // append-a-request-origin-header 4.1: as far as the referrer policy allows.
        let hidden = self.mode != Mode::Cors
            && match self.referrer_policy {
                // append-a-request-origin-header 4.1a: not at all.
                ReferrerPolicy::NoReferrer => true,
                // append-a-request-origin-header 4.1b: not from HTTPS to anything less.
                ReferrerPolicy::NoReferrerWhenDowngrade
                | ReferrerPolicy::StrictOrigin
                | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
                    self.origin.scheme() == Some("https") && self.current_url_scheme != "https"
                }
                // append-a-request-origin-header 4.1c: not away from home.
                ReferrerPolicy::SameOrigin => !self.origin.same_origin(self.current_url_origin),
                // append-a-request-origin-header 4.1d: no limit.
                ReferrerPolicy::Empty
                | ReferrerPolicy::Origin
                | ReferrerPolicy::OriginWhenCrossOrigin
                | ReferrerPolicy::UnsafeUrl => false,
            };
        // append-a-request-origin-header 4.2: and then it is sent.
        Some(if hidden { b"null" } else { serialized })
    }
}
