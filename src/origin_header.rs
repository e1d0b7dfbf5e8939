//! The `Origin` request header.

use url::Url;

use crate::origin::Origin;
use crate::request::{Mode, ReferrerPolicy, ResponseTainting};
use crate::request_origin::RequestOrigin;

/// What the `Origin` header looks at.
///
/// ```
/// use fetch_cors::origin_header::OriginHeader;
/// use fetch_cors::request::{Mode, ReferrerPolicy, ResponseTainting};
/// use fetch_cors::{Origin, request_origin::byte_serialize_request_origin};
/// let origin = Origin::parse("https://app.example")?;
/// let url = "https://other.example/".parse()?;
/// let form = OriginHeader {
///     origin: &origin,
///     serialized: byte_serialize_request_origin(&origin, [&url]),
///     current_url: &url,
///     method: b"POST",
///     mode: Mode::Navigate,
///     response_tainting: ResponseTainting::Basic,
///     referrer_policy: ReferrerPolicy::NoReferrer,
/// };
/// assert_eq!(form.value(), Some(&b"null"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the standard's algorithm looks at these")]
pub struct OriginHeader<'a> {
    /// The request's origin.
    pub origin: &'a Origin,
    /// The request's origin, byte-serialised.
    pub serialized: RequestOrigin<'a>,
    /// The request's current URL.
    pub current_url: &'a Url,
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
                    self.origin.scheme() == Some("https") && self.current_url.scheme() != "https"
                }
                // append-a-request-origin-header 4.1c: not away from home.
                ReferrerPolicy::SameOrigin => !self.origin.same_origin_url(self.current_url),
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
