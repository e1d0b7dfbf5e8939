//! The CORS check, which decides whether a server shares a response with the origin of a request.

use crate::error::CorsCheckError;
use crate::header::ReadHeaders;
use crate::header::list::{Lines, get, lines};
use crate::header::names::{ALLOW_CREDENTIALS, ALLOW_ORIGIN};
use crate::origin::Origin;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Checks whether the headers of a response share it with the origin of a request.
///
/// `headers` are the headers of the response. `request_origin` is the byte-serialised request origin, which the message
/// had as its `Origin` header. `credentials_mode` is the credentials mode of the actual request, also for the response to
/// a preflight, although the preflight itself never includes credentials.
///
/// Takes time linear in the headers. Allocates only if the check fails.
///
/// <https://fetch.spec.whatwg.org/#concept-cors-check>
///
/// # Errors
///
/// Returns a [`CorsCheckError`] that says what is wrong with `Access-Control-Allow-Origin`, or, if that header is right,
/// with `Access-Control-Allow-Credentials`.
///
/// ```
/// use fetch_cors::{check::cors_check, request::CredentialsMode, request_origin::RequestOrigin};
/// let origin = RequestOrigin::from_serialized(b"https://app.example");
/// let any = [("Access-Control-Allow-Origin", "*")];
/// assert!(cors_check(&any, origin, CredentialsMode::SameOrigin).is_ok());
/// assert!(cors_check(&any, origin, CredentialsMode::Include).is_err());
/// ```
pub fn cors_check<H: ReadHeaders + ?Sized>(
    headers: &H,
    request_origin: RequestOrigin<'_>,
    credentials_mode: CredentialsMode,
) -> Result<(), CorsCheckError> {
    // concept-cors-check 1: gets `Access-Control-Allow-Origin`.
    let origin = match lines(headers, &ALLOW_ORIGIN) {
        // concept-cors-check 2: without the header, the check fails.
        Lines::None => return Err(CorsCheckError::MissingAllowOrigin),
        Lines::One(origin) => origin,
        // The standard joins several headers. The joined value has a comma, so it is neither an origin nor `*`.
        Lines::Several => return Err(allow_origin_error(headers, request_origin)),
    };
    // concept-cors-check 3: `*` allows every origin, but not with credentials.
    if origin == b"*" && credentials_mode != CredentialsMode::Include {
        return Ok(());
    }
    // concept-cors-check 4: otherwise the value has to be the request's origin, to the byte.
    if origin != request_origin.as_bytes() {
        return Err(allow_origin_error(headers, request_origin));
    }
    // concept-cors-check 5: without credentials, nothing more is needed.
    if credentials_mode != CredentialsMode::Include {
        return Ok(());
    }
    // concept-cors-check 6, 7: with credentials, `Access-Control-Allow-Credentials` has to be `true`, to the byte.
    // concept-cors-check 8: with any other value, or without the header, the check fails.
    match lines(headers, &ALLOW_CREDENTIALS) {
        Lines::One(value) if value == b"true" => Ok(()),
        _ => Err(allow_credentials_error(headers)),
    }
}

/// Returns the error for an `Access-Control-Allow-Credentials` that is not `true`.
fn allow_credentials_error<H: ReadHeaders + ?Sized>(headers: &H) -> CorsCheckError {
    match get(headers, &ALLOW_CREDENTIALS) {
        Some(value) => CorsCheckError::AllowCredentialsNotTrue { value: value.into_owned() },
        None => CorsCheckError::MissingAllowCredentials,
    }
}

/// Returns the error for an `Access-Control-Allow-Origin` that does not allow the request's origin.
fn allow_origin_error<H: ReadHeaders + ?Sized>(
    headers: &H,
    request_origin: RequestOrigin<'_>,
) -> CorsCheckError {
    let lines = headers.values((&ALLOW_ORIGIN).into()).count();
    let value = get(headers, &ALLOW_ORIGIN).unwrap_or_default().into_owned();
    if lines > 1 {
        CorsCheckError::MultipleAllowOrigin { lines, value }
    } else if value == b"*" {
        CorsCheckError::WildcardWithCredentials
    } else if value.iter().any(|byte| matches!(byte, b' ' | b',')) {
        CorsCheckError::AllowOriginList { value }
    } else if !is_origin(&value) && !has_origin(&value) {
        CorsCheckError::AllowOriginNotAnOrigin { value }
    } else if request_origin.is_tainted() {
        CorsCheckError::AllowOriginMismatchTainted { value }
    } else {
        CorsCheckError::AllowOriginMismatch { value, expected: request_origin.as_bytes().to_vec() }
    }
}

/// Returns whether a value is a serialised origin or `null`.
fn is_origin(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| Origin::parse(text).is_ok())
}

/// Returns whether a value is a URL with a tuple origin. People often write such a URL instead of the origin, with a slash
/// at its end.
fn has_origin(value: &[u8]) -> bool {
    let text = std::str::from_utf8(value);
    text.is_ok_and(|text| text.parse().is_ok_and(|url| !Origin::of(&url).is_opaque()))
}
