//! The names that browsers give to errors. Browsers do not translate them.

use crate::explain::recording::Said;

/// Finds the name of an error in a text. The text must be in lower case; the name may be written with spaces.
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

/// The meaning of a name. The value that belongs to it stands elsewhere in the text.
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

/// The names and their meanings. If a name is a part of a longer one, the longer one stands first.
const NAMES: &[(&str, Named)] = &[
    // The names of Firefox.
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
    // The names of Chromium. For a preflight, the same names have `Preflight` before them.
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
    /// Returns the fact for this name, with the value that the text shows.
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
