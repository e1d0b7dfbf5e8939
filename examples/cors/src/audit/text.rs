//! The report as text, and the texts that all formats share.

use fetch_cors::lab::{Finding, FindingKind, Report, printable};

/// Returns a report as text for people.
pub(crate) fn write(report: &Report) -> String {
    options_for_methods(&format!("{report}\n"))
}

/// Returns what to change, and the changes that would allow the refused request, if there is one.
pub(crate) fn remedy(finding: &Finding) -> (String, Vec<String>) {
    let plan = finding.explanation.as_ref().and_then(|explanation| explanation.plans.first());
    let fixes = plan.into_iter().flat_map(|plan| &plan.fixes).map(ToString::to_string).collect();
    (options_for_methods(&finding.remedy()), fixes)
}

/// Replaces the names of the lab's methods in a text by the names of this program's options.
pub(crate) fn options_for_methods(text: &str) -> String {
    let methods = [
        ("`.trusts(…)`", "--trusts"),
        ("`.trusts_subdomains_of(…)`", "--trusts-subdomains-of"),
        ("`.public()`", "--public"),
        ("`.session(…)`", "--session"),
        ("`.failing_route(…)`", "--failing-route"),
        ("`.request_headers(…)`", "--request-header"),
    ];
    let mut text = text.to_owned();
    for (method, option) in methods {
        text = text.replace(method, option);
    }
    for kind in FindingKind::all() {
        text = text.replace(&format!(".allow({:?})", kind.code()), &format!("--allow {}", kind.code()));
    }
    text
}

/// Returns the value of an `Origin` header as text.
pub(crate) fn shown(origin: &[u8]) -> String {
    printable(origin).to_string()
}

/// Returns the number and the noun, in the plural unless the number is 1.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::options_for_methods;

    #[test]
    fn options_are_named() {
        assert_eq!(options_for_methods("say so with `.public()`."), "say so with --public.");
        assert_eq!(options_for_methods("declare `.request_headers(…)`"), "declare --request-header");
        assert_eq!(options_for_methods(".allow(\"any-port\")"), "--allow any-port");
    }
}
