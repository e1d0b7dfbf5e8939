//! Findings that occur for several middlewares for the same reason.

use fetch_cors::lab::Severity::{Critical, High, Low, Medium};

use crate::scene::{BY_SUFFIX, EVERY_PAGE, EVERY_VALUE, THE_PAGE};
use crate::subject::Origins::Exactly;
use crate::subject::{Expected, finding};

pub(crate) const ORIGIN_IS_COPIED: Expected =
    finding("any-origin", Critical, EVERY_VALUE, "Every origin is copied, with credentials.");

pub(crate) const METHOD_IS_COPIED: Expected = finding(
    "any-method",
    Low,
    THE_PAGE,
    "The response to the preflight allows every method that the preflight asks for.",
);

pub(crate) const HEADERS_ARE_COPIED: Expected = finding(
    "any-header",
    Low,
    THE_PAGE,
    "The response to the preflight allows all headers that the preflight asks for.",
);

pub(crate) const NOTHING_IS_EXPOSED: Expected =
    finding("header-not-exposed", Medium, THE_PAGE, "The policy exposes no header, but pages read x-total.");

pub(crate) const PUBLIC: Expected = finding(
    "public",
    Medium,
    EVERY_PAGE,
    "`*` lets every page read without credentials, but the owner trusts only one page.",
);

/// The findings for a policy with `*` for origins, methods and headers.
pub(crate) const PERMISSIVE: &[Expected] = &[
    PUBLIC,
    finding(
        "trusted-refused",
        Medium,
        THE_PAGE,
        "`*` does not allow credentials, so the page cannot use its session.",
    ),
    finding(
        "trusted-refused",
        Medium,
        THE_PAGE,
        "`*` does not include Authorization, which must be listed by name.",
    ),
    finding("any-method", Low, THE_PAGE, "`*` stands for every method."),
    finding("any-header", Low, THE_PAGE, "`*` stands for every header except Authorization."),
];

/// The findings for a policy that allows everything that it is asked for.
pub(crate) const VERY_PERMISSIVE: &[Expected] =
    &[ORIGIN_IS_COPIED, NOTHING_IS_EXPOSED, METHOD_IS_COPIED, HEADERS_ARE_COPIED];

/// The findings for a check that compares a suffix without a dot and ignores the scheme.
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
    Exactly(&["http://app.site.example", "http://x.app.site.example", "http://x.site.example"]),
    "The host ends in the same way, and the check ignores the scheme.",
);
