//! A list of the mistakes that are known from real servers. For each of them, there is a subject in which the lab finds it.

use fetch_cors_lab_subjects::subjects;

/// The mistake, the code of the finding, and the name of a subject. `reports.rs` checks that the lab reports these findings.
const CLASSES: &[(&str, &str, &str)] = &[
    ("any origin is reflected, with credentials", "any-origin", "tower-http: very permissive"),
    ("any origin is reflected, with credentials", "any-origin", "actix-cors: permissive"),
    ("any origin is reflected, with credentials", "any-origin", "rocket_cors: all origins, with credentials"),
    ("any origin is reflected, with credentials", "any-origin", "poem: default, with credentials"),
    ("any origin is reflected, with credentials", "any-origin", "salvo: very permissive"),
    ("any origin is reflected, with credentials", "any-origin", "warp: any origin, with credentials"),
    ("any origin is reflected, without credentials", "any-origin", "poem: default"),
    ("`null` is accepted", "null-origin", "tower-http: null"),
    ("a prefix is compared", "prefix-match", "tower-http: a prefix"),
    ("a suffix is compared, without a dot", "suffix-match", "tower-http: a suffix without a dot"),
    ("a suffix is compared, without a dot", "suffix-match", "actix-cors: a function that forgets the dot"),
    ("a dot is not escaped", "unescaped-dot", "rocket_cors: the regular expression of its documentation"),
    ("a pattern matches more than hosts", "contains-match", "poem: a pattern"),
    ("any subdomain is trusted", "any-subdomain", "tower-http: a suffix with a dot"),
    ("http is trusted where https was meant", "http-origin", "tower-http: any scheme"),
    ("a wildcard with credentials", "wildcard-with-credentials", "tower-http: any origin, with credentials"),
    ("Vary is missing", "missing-vary", "tower-http: any origin, with credentials"),
    ("Vary is missing for a list", "cache-mix-up", "poem: a list, with credentials"),
    ("Vary is missing for a list", "cache-mix-up", "rocket_cors: a list"),
    ("Vary is missing for a list", "cache-mix-up", "warp: a list"),
    ("Vary is overwritten", "cache-mix-up", "axum: a layer outside of CORS overwrites Vary"),
    (
        "the preflight grants what the response refuses",
        "actual-not-shared",
        "axum: a size limit outside of CORS",
    ),
    ("OPTIONS requests are swallowed", "options-swallowed", "tower-http: a route for OPTIONS"),
    ("the max-age is too long", "max-age-too-long", "tower-http: a week of max-age"),
    ("a value of Origin leads to a panic", "no-response", "poem: a pattern"),
    ("a value of Origin leads to an error", "server-error", "rocket_cors: a list"),
];

#[test]
fn every_class_is_found() {
    let subjects = subjects();
    for (class, code, name) in CLASSES {
        let subject = subjects.iter().find(|subject| subject.name == *name);
        let subject = subject.unwrap_or_else(|| panic!("there is no subject {name:?}"));
        let is_found = subject.expected.iter().any(|expected| expected.code == *code);
        assert!(is_found, "{class}: {name} has no finding {code}");
    }
}
