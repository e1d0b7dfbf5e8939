//! The names that browsers have for errors. They are not translated.

use crate::explain::recording::Said;

/// Returns what the first name in a text says. The text is in small letters; the names may be written with spaces.
pub(super) fn find(lower: &str) -> Option<Named> {
    let is_plain = [
        "cors",
        "alloworigin",
        "allow origin",
        "preflight",
        "wildcardorigin",
        "localnetwork",
        "privatenetwork",
    ]
    .iter()
    .any(|part| lower.contains(part));
    if !is_plain {
        return None;
    }
    let text: String = lower.chars().filter(|c| *c != ' ').collect();
    NAMES.iter().find(|(name, _)| text.contains(name)).map(|(_, named)| *named)
}

/// What a name says. The values that belong to it stand elsewhere in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    NoAllowOrigin,
    AllowOriginIs,
    SeveralAllowOrigins,
    AllowOriginIsNone,
    Wildcard,
    NoAllowCredentials,
    Method,
    Header,
    MethodsDoNotParse,
    HeadersDoNotParse,
    PreflightStatus,
    PreflightRedirected,
    NoResponse,
    Scheme,
    Redirect,
    LocalNetwork,
}

/// A longer name stands before one that is a part of it.
const NAMES: &[(&str, Named)] = &[
    // Firefox.
    ("corsmissingallowcredentials", Named::NoAllowCredentials),
    ("corsmissingallowheaderfrompreflight", Named::Header),
    ("corsmissingalloworigin", Named::NoAllowOrigin),
    ("corsmultiplealloworiginnotallowed", Named::SeveralAllowOrigins),
    ("corsmultipleoriginnotallowed", Named::SeveralAllowOrigins),
    ("corsalloworiginnotmatchingorigin", Named::AllowOriginIs),
    ("corsalloworiginnotmatching", Named::AllowOriginIs),
    ("corsnotsupportingcredentials", Named::Wildcard),
    ("corsmethodnotfound", Named::Method),
    ("corsinvalidallowmethod", Named::MethodsDoNotParse),
    ("corsinvalidallowheader", Named::HeadersDoNotParse),
    ("corspreflightdidnotsucceed", Named::PreflightStatus),
    ("corsdidnotsucceed", Named::NoResponse),
    ("corsrequestnothttp", Named::Scheme),
    ("corsexternalredirectnotallowed", Named::Redirect),
    ("corsdisabledscheme", Named::Scheme),
    // Chromium. With a preflight, the same names have `Preflight` before them.
    ("wildcardoriginnotallowed", Named::Wildcard),
    ("missingalloworiginheader", Named::NoAllowOrigin),
    ("multiplealloworiginvalues", Named::SeveralAllowOrigins),
    ("invalidalloworiginvalue", Named::AllowOriginIsNone),
    ("alloworiginmismatch", Named::AllowOriginIs),
    ("invalidallowcredentials", Named::NoAllowCredentials),
    ("preflightinvalidstatus", Named::PreflightStatus),
    ("preflightdisallowedredirect", Named::PreflightRedirected),
    ("invalidallowmethodspreflightresponse", Named::MethodsDoNotParse),
    ("invalidallowheaderspreflightresponse", Named::HeadersDoNotParse),
    ("methoddisallowedbypreflightresponse", Named::Method),
    ("headerdisallowedbypreflightresponse", Named::Header),
    ("redirectcontainscredentials", Named::Redirect),
    ("nocorsredirectmodenotfollow", Named::Redirect),
    ("insecureprivatenetwork", Named::LocalNetwork),
    ("insecurelocalnetwork", Named::LocalNetwork),
    ("missingallowprivatenetwork", Named::LocalNetwork),
    ("invalidallowprivatenetwork", Named::LocalNetwork),
    ("missingallowlocalnetwork", Named::LocalNetwork),
    ("privatenetworkaccess", Named::LocalNetwork),
    ("localnetworkaccess", Named::LocalNetwork),
];

impl Named {
    /// Returns the fact, with the value that the text has for it.
    pub(super) fn said(self, value: Option<String>, status: Option<u16>) -> Said {
        match self {
            Self::NoAllowOrigin => Said::NoAllowOrigin,
            Self::AllowOriginIs => value.map_or(Said::OriginNotAllowed, Said::AllowOriginIs),
            Self::SeveralAllowOrigins => Said::SeveralAllowOrigins(value),
            Self::AllowOriginIsNone => Said::AllowOriginIsNone(value),
            Self::Wildcard => Said::WildcardWithCredentials,
            Self::NoAllowCredentials => Said::NoAllowCredentials(value),
            Self::Method => Said::MethodNotAllowed(value),
            Self::Header => Said::HeaderNotAllowed(value),
            Self::MethodsDoNotParse => Said::AllowMethodsDoesNotParse,
            Self::HeadersDoNotParse => Said::AllowHeadersDoesNotParse,
            Self::PreflightStatus => Said::PreflightStatus(status),
            Self::PreflightRedirected => Said::PreflightRedirected,
            Self::NoResponse => Said::NoResponse,
            Self::Scheme => Said::SchemeNotSupported,
            Self::Redirect => Said::RedirectRefused,
            Self::LocalNetwork => Said::LocalNetwork,
        }
    }
}
