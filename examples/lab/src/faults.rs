//! Findings that several middlewares have for the same reason.

use fetch_cors::lab::Severity::{Critical, High, Low, Medium};

use crate::scene::{BY_SUFFIX, EVERY_PAGE, EVERY_VALUE, THE_PAGE};
use crate::subject::Origins::Exactly;
use crate::subject::{Expected, finding};

pub(crate) const ORIGIN_IS_COPIED: Expected =
    finding("any-origin", Critical, EVERY_VALUE, "Every origin is copied, with credentials.");

pub(crate) const METHOD_IS_COPIED: Expected =
    finding("any-method", Low, THE_PAGE, "The preflight repeats whatever method it is asked for.");

pub(crate) const HEADERS_ARE_COPIED: Expected =
    finding("any-header", Low, THE_PAGE, "The preflight repeats whatever headers it is asked for.");

pub(crate) const NOTHING_IS_EXPOSED: Expected =
    finding("header-not-exposed", Medium, THE_PAGE, "The policy exposes no header, and pages read x-total.");

pub(crate) const PUBLIC: Expected = finding(
    "public",
    Medium,
    EVERY_PAGE,
    "`*` lets every page read without credentials, and the owner trusts one.",
);

/// What a policy with `*` for origins, methods and headers has.
pub(crate) const PERMISSIVE: &[Expected] = &[
    PUBLIC,
    finding(
        "trusted-refused",
        Medium,
        THE_PAGE,
        "`*` is no permission with credentials, so the page cannot use its session.",
    ),
    finding("trusted-refused", Medium, THE_PAGE, "`*` does not cover Authorization, which has to be named."),
    finding("any-method", Low, THE_PAGE, "`*` stands for every method."),
    finding("any-header", Low, THE_PAGE, "`*` stands for every header but Authorization."),
];

/// What a policy that copies everything it is asked has.
pub(crate) const VERY_PERMISSIVE: &[Expected] =
    &[ORIGIN_IS_COPIED, NOTHING_IS_EXPOSED, METHOD_IS_COPIED, HEADERS_ARE_COPIED];

/// What a check has that looks for a suffix without a dot, whatever the scheme is.
pub(crate) const SUFFIX_WITHOUT_DOT: &[Expected] = &[
    finding(
        "suffix-match",
        Critical,
        BY_SUFFIX,
        "Anybody can register evilsite.example, which ends with the suffix.",
    ),
    ANY_SCHEME,
];

pub(crate) const ANY_SCHEME: Expected = finding(
    "http-origin",
    High,
    Exactly(&["http://app.site.example"]),
    "The host at the end is the same, and the scheme is not looked at.",
);
