//! The rules of the crate, one by one, for an engine that has its own fetch loop. Such an engine does not create
//! requests of the crate, because every rule borrows the values that it needs.

use fetch_cors::Origin;
use fetch_cors::check::{CorpCheck, TaoCheck, block_due_to_nosniff, cors_check};
use fetch_cors::credentials::include_credentials;
use fetch_cors::error::Reason;
use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::origin_header::OriginHeader;
use fetch_cors::request::ResponseTainting;
use fetch_cors::request_origin::byte_serialize_request_origin;
use fetch_cors::site::PublicSuffixList;
use fetch_cors::tainting::{FetchType, Tainting};

use crate::host::{Kind, Request, Response};

/// Appends to `account` how a request must be sent, whether script may use the response, and whether script may see
/// the time that the fetch took.
///
/// # Errors
///
/// Returns the reason why script may not use the response.
pub(crate) fn decide(
    page: &Origin,
    request: &Request,
    response: &Response,
    account: &mut String,
) -> Result<(), Reason> {
    let (url, method) = (&request.url, request.method.as_bytes());
    let (mode, credentials_mode, destination) = request.kind.settings();
    // These rules apply before the request is sent.
    let unsafe_names = cors_unsafe_request_header_names(&request.headers);
    let mut tainting = Tainting::new(page, &request.url_origin, url.scheme(), mode);
    tainting.method = method;
    tainting.unsafe_request = matches!(request.kind, Kind::Fetch);
    let way = tainting.choose(|| !unsafe_names.is_empty())?;
    let serialized = byte_serialize_request_origin(page, [&request.url_origin]);
    let mut origin = OriginHeader::new(page, serialized, &request.url_origin, url.scheme(), mode);
    origin.method = method;
    origin.response_tainting = way.response_tainting();
    let credentials = include_credentials(credentials_mode, way.response_tainting());
    let told = String::from_utf8_lossy(origin.value().unwrap_or(b"not sent"));
    *account += &format!("{}, origin {told}, credentials {credentials}, ", way.response_tainting());
    if way == (FetchType::HttpFetch { make_cors_preflight: true }) {
        *account += &format!("preflight {}, ", String::from_utf8_lossy(&unsafe_names.join_with_commas()));
    }
    // These rules apply to the response.
    if way.response_tainting() == ResponseTainting::Cors {
        cors_check(&response.headers, serialized, credentials_mode)?;
    }
    if way.response_tainting() == ResponseTainting::Opaque {
        let mut policy = CorpCheck::new(page, Some(&request.url_origin), url.scheme(), &PublicSuffixList);
        policy.request_includes_credentials = credentials;
        policy.check(&response.headers).result?;
    }
    block_due_to_nosniff(&response.headers, destination)?;
    let mut timing = TaoCheck::new(page, serialized, &request.url_origin, mode);
    timing.response_tainting = way.response_tainting();
    *account += &format!("allowed, timing visible {}", timing.passes(&response.headers));
    Ok(())
}
