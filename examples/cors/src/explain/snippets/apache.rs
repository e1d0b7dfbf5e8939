//! Apache's HTTP server, in front of an application or alone.

use std::fmt::Write;

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use super::policy::Policy;
use super::quoting::title_case;

/// Returns lines for a `<VirtualHost>`.
pub(super) fn lines(policy: &Policy) -> String {
    let headers = policy.of_proxy();
    let mut text = policy.head("#", "Apache,");
    let (modules, before) = match policy.answers_preflights {
        true => ("headers rewrite", ", not in <Location> or .htaccess: there, authentication comes first"),
        false => ("headers", ""),
    };
    _ = writeln!(text, "# Run `a2enmod {modules}`. Put this into the <VirtualHost>{before}.");
    if policy.answers_preflights {
        text += "# Preflights are answered here, before authentication and before ProxyPass.\n\
                 RewriteEngine On\n\
                 RewriteCond \"%{REQUEST_METHOD}\" \"=OPTIONS\"\n\
                 RewriteCond \"%{HTTP:Access-Control-Request-Method}\" \"!=\"\"\"\n\
                 RewriteRule \"^\" \"-\" [R=204,L]\n";
    }
    text +=
        "# The application behind Apache may send these headers too. A second value would break the first.\n";
    for header in &headers {
        let name = title_case(header.name.as_str());
        _ = writeln!(text, "Header unset {name}\nHeader always unset {name}");
    }
    text += "# With `always`, errors have the headers too.\n";
    if let Some(names) = policy.unseen() {
        _ = writeln!(text, "# The response was not recorded. Leave out what it has already: {names}.");
    }
    for header in &headers {
        let (name, value) = (title_case(header.name.as_str()), &header.value);
        if header.name == ACCESS_CONTROL_ALLOW_ORIGIN && value != "*" {
            text += "# One line like this for each origin that may read responses.\n";
            _ = writeln!(
                text,
                "Header always set {name} \"{value}\" \"expr=req_novary('Origin') == '{value}'\"\n\
                 Header always merge Vary Origin"
            );
        } else {
            _ = writeln!(text, "Header always set {name} \"{value}\"");
        }
    }
    text
}
