//! The names of reasons in Chromium, on MDN and in Firefox.

use crate::error::{CorsCheckError, PreflightError, Reason, RedirectError, TaintingError};

/// Returns the name of a reason in Chromium's issues panel.
pub(super) fn chromium_name(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::Tainting(TaintingError::SameOriginMode) => "DisallowedByMode",
        Reason::Tainting(TaintingError::SchemeNotHttp { .. }) => "CorsDisabledScheme",
        Reason::CorsCheck(error) => cors_check_names(error).0,
        Reason::Preflight(error) => match error {
            PreflightError::CorsCheck(error) => cors_check_names(error).1,
            PreflightError::Redirected { .. } => "PreflightDisallowedRedirect",
            PreflightError::NotOk { .. } => "PreflightInvalidStatus",
            PreflightError::AllowMethodsInvalid { .. } => "InvalidAllowMethodsPreflightResponse",
            PreflightError::AllowHeadersInvalid { .. } => "InvalidAllowHeadersPreflightResponse",
            PreflightError::MethodNotAllowed { .. } | PreflightError::MethodWildcardIgnored { .. } => {
                "MethodDisallowedByPreflightResponse"
            }
            PreflightError::HeaderNotAllowed { .. }
            | PreflightError::HeaderWildcardIgnored { .. }
            | PreflightError::HeaderUnsafeByTotalSize { .. }
            | PreflightError::AuthorizationNotCoveredByWildcard => "HeaderDisallowedByPreflightResponse",
        },
        Reason::Redirect(
            RedirectError::CrossOriginWithCredentials | RedirectError::TaintedWithCredentials,
        ) => "RedirectContainsCredentials",
        _ => return None,
    })
}

/// Returns Chromium's two names for a failed CORS check: for the response to an actual request, and for the response to a
/// preflight.
fn cors_check_names(error: &CorsCheckError) -> (&'static str, &'static str) {
    match error {
        CorsCheckError::MissingAllowOrigin => {
            ("MissingAllowOriginHeader", "PreflightMissingAllowOriginHeader")
        }
        CorsCheckError::WildcardWithCredentials => {
            ("WildcardOriginNotAllowed", "PreflightWildcardOriginNotAllowed")
        }
        CorsCheckError::MultipleAllowOrigin { .. } | CorsCheckError::AllowOriginList { .. } => {
            ("MultipleAllowOriginValues", "PreflightMultipleAllowOriginValues")
        }
        CorsCheckError::AllowOriginNotAnOrigin { .. } => {
            ("InvalidAllowOriginValue", "PreflightInvalidAllowOriginValue")
        }
        CorsCheckError::AllowOriginMismatch { .. } | CorsCheckError::AllowOriginMismatchTainted { .. } => {
            ("AllowOriginMismatch", "PreflightAllowOriginMismatch")
        }
        CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. } => {
            ("InvalidAllowCredentials", "PreflightInvalidAllowCredentials")
        }
    }
}

/// Returns the name of a reason on MDN and in Firefox's console.
pub(super) fn mdn_name(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::Tainting(TaintingError::SchemeNotHttp { .. }) => "CORSRequestNotHttp",
        Reason::NetworkFailure => "CORSDidNotSucceed",
        Reason::CorsCheck(error) | Reason::Preflight(PreflightError::CorsCheck(error)) => match error {
            CorsCheckError::MissingAllowOrigin => "CORSMissingAllowOrigin",
            CorsCheckError::WildcardWithCredentials => "CORSNotSupportingCredentials",
            CorsCheckError::MultipleAllowOrigin { .. } => "CORSMultipleAllowOriginNotAllowed",
            CorsCheckError::AllowOriginList { .. }
            | CorsCheckError::AllowOriginNotAnOrigin { .. }
            | CorsCheckError::AllowOriginMismatch { .. }
            | CorsCheckError::AllowOriginMismatchTainted { .. } => "CORSAllowOriginNotMatchingOrigin",
            CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. } => {
                "CORSMissingAllowCredentials"
            }
        },
        Reason::Preflight(error) => match error {
            PreflightError::Redirected { .. } => "CORSExternalRedirectNotAllowed",
            PreflightError::NotOk { .. } => "CORSPreflightDidNotSucceed",
            PreflightError::AllowMethodsInvalid { .. } => "CORSInvalidAllowMethod",
            PreflightError::AllowHeadersInvalid { .. } => "CORSInvalidAllowHeader",
            PreflightError::MethodNotAllowed { .. } | PreflightError::MethodWildcardIgnored { .. } => {
                "CORSMethodNotFound"
            }
            _ => "CORSMissingAllowHeaderFromPreflight",
        },
        _ => return None,
    })
}
