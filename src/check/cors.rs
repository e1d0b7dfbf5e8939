//! The CORS check.

use crate::error::CorsCheckError;
use crate::header::ReadHeaders;
use crate::header::list::{Lines, get, lines};
use crate::header::names::{ALLOW_CREDENTIALS, ALLOW_ORIGIN};
use crate::origin::Origin;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Whether a response shares itself with the origin of a request.
///
/// `request_origin` is the byte-serialised request origin, as it stood in the `Origin` header;
/// `credentials_mode` is the *request*'s, for a preflight's response too. Allocates only to refuse.
///
/// <https://fetch.spec.whatwg.org/#concept-cors-check>
///
/// # Errors
///
/// [`CorsCheckError`]: what the response lacks.
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
    // concept-cors-check 1: all lines of it.
    let origin = match lines(headers, &ALLOW_ORIGIN) {
        // concept-cors-check 2: none is no permission.
        Lines::None => return Err(CorsCheckError::MissingAllowOrigin),
        Lines::One(origin) => origin,
        // Joined, they are no serialised origin, nor `*`.
        Lines::Several => return Err(allow_origin_error(headers, request_origin)),
    };
    // concept-cors-check 3: anybody, without credentials.
    if origin == b"*" && credentials_mode != CredentialsMode::Include {
        return Ok(());
    }
    // concept-cors-check 4: this very origin, to the byte.
    if origin != request_origin.as_bytes() {
        return Err(allow_origin_error(headers, request_origin));
    }
    // concept-cors-check 5: nothing more to ask without credentials.
    if credentials_mode != CredentialsMode::Include {
        return Ok(());
    }
    // concept-cors-check 6, 7: permission for credentials, to the byte.
    // concept-cors-check 8: or none.
    match lines(headers, &ALLOW_CREDENTIALS) {
        Lines::One(value) if value == b"true" => Ok(()),
        _ => Err(allow_credentials_error(headers)),
    }
}

/// Which way `Access-Control-Allow-Credentials` is not `true`.
fn allow_credentials_error<H: ReadHeaders + ?Sized>(headers: &H) -> CorsCheckError {
    match get(headers, &ALLOW_CREDENTIALS) {
        Some(value) => CorsCheckError::AllowCredentialsNotTrue { value: value.into_owned() },
        None => CorsCheckError::MissingAllowCredentials,
    }
}

/// Which way `Access-Control-Allow-Origin` is not the request's origin.
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

/// Whether it is an origin, or `null`.
fn is_origin(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| Origin::parse(text).is_ok())
}

/// Whether it is a URL with an origin, as people write them: with a slash behind.
fn has_origin(value: &[u8]) -> bool {
    let text = std::str::from_utf8(value);
    text.is_ok_and(|text| text.parse().is_ok_and(|url| !Origin::of(&url).is_opaque()))
}
