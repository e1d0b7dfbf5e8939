//! The names that browsers and their documentation have for reasons.

use crate::error::{CorsCheckError, PreflightError, Reason, RedirectError, TaintingError};

/// Returns the name of a reason in Chromium's issues panel.
pub(super) fn chromium_name(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::Tainting(TaintingError::SameOriginMode) => "DisallowedByMode",
        Reason::Tainting(TaintingError::SchemeNotHttp { .. }) => "CorsDisabledScheme",
        Reason::CorsCheck(error) => match error {
            CorsCheckError::MissingAllowOrigin => "MissingAllowOriginHeader",
            CorsCheckError::WildcardWithCredentials => "WildcardOriginNotAllowed",
            CorsCheckError::MultipleAllowOrigin { .. } | CorsCheckError::AllowOriginList { .. } => {
                "MultipleAllowOriginValues"
            }
            CorsCheckError::AllowOriginNotAnOrigin { .. } => "InvalidAllowOriginValue",
            CorsCheckError::AllowOriginMismatch { .. }
            | CorsCheckError::AllowOriginMismatchTainted { .. } => "AllowOriginMismatch",
            CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. } => {
                "InvalidAllowCredentials"
            }
        },
        Reason::Preflight(error) => match error {
            PreflightError::CorsCheck(error) => match error {
                CorsCheckError::MissingAllowOrigin => "PreflightMissingAllowOriginHeader",
                CorsCheckError::WildcardWithCredentials => "PreflightWildcardOriginNotAllowed",
                CorsCheckError::MultipleAllowOrigin { .. } | CorsCheckError::AllowOriginList { .. } => {
                    "PreflightMultipleAllowOriginValues"
                }
                CorsCheckError::AllowOriginNotAnOrigin { .. } => "PreflightInvalidAllowOriginValue",
                CorsCheckError::AllowOriginMismatch { .. }
                | CorsCheckError::AllowOriginMismatchTainted { .. } => "PreflightAllowOriginMismatch",
                CorsCheckError::MissingAllowCredentials | CorsCheckError::AllowCredentialsNotTrue { .. } => {
                    "PreflightInvalidAllowCredentials"
                }
            },
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

/// Returns the name of a reason on MDN.
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
