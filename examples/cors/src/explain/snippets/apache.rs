//! Lines to paste for the Apache HTTP server, in front of an application or alone.

use std::fmt::Write;

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use super::policy::Policy;
use super::quoting::title_case;

/// Returns the lines for a `<VirtualHost>` block.
pub(super) fn lines(policy: &Policy) -> String {
    let headers = policy.of_proxy();
    let mut text = policy.head("#", "Apache,");
    let modules = if policy.answers_preflights { "headers rewrite" } else { "headers" };
    _ = writeln!(
        text,
        "# Run `a2enmod {modules}`. Put this into the <VirtualHost>, outside of <Location> and <Directory>."
    );
    if policy.answers_preflights {
        text += "# Apache answers preflights here, before authentication and before ProxyPass.\n\
                 RewriteEngine On\n\
                 RewriteCond %{REQUEST_METHOD} =OPTIONS\n\
                 RewriteCond %{HTTP:Access-Control-Request-Method} !=\"\"\n\
                 RewriteRule ^ - [R=204,L]\n";
    }
    if let Some(names) = policy.maybe_there() {
        _ = writeln!(
            text,
            "# The recording does not show {names}. If the response has them already, leave out their lines."
        );
    }
    text += "# `unset` removes a header of the application, because it must not be sent twice. `always` is for error responses too.\n";
    for header in &headers {
        let (name, value) = (title_case(header.name.as_str()), &header.value);
        _ = writeln!(text, "Header unset {name}");
        if header.name == ACCESS_CONTROL_ALLOW_ORIGIN && value != "*" {
            _ = writeln!(
                text,
                "Header always unset {name}\n\
                 # Add a line like this for each origin that may read responses.\n\
                 Header always set {name} \"{value}\" \"expr=req_novary('Origin') == '{value}'\"\n\
                 Header always merge Vary Origin"
            );
        } else {
            _ = writeln!(text, "Header always set {name} \"{value}\"");
        }
    }
    text
}
