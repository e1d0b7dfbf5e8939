//! nginx, in front of an application or alone.

use std::fmt::Write;

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use super::policy::Policy;
use super::quoting::title_case;

/// The longest origin that fits into a bucket of a `map` on every machine.
const MAX_IN_MAP: usize = 40;

/// Returns a `map` for the block `http`, and lines for a `location`.
pub(super) fn lines(policy: &Policy) -> String {
    let headers = policy.of_proxy();
    let origin = headers.iter().find(|header| header.name == ACCESS_CONTROL_ALLOW_ORIGIN);
    let exact = origin.map(|header| header.value.as_str()).filter(|value| *value != "*");
    let mut text = policy.head("#", "nginx,");
    if let Some(origin) = exact {
        text += &map(origin);
    }
    text +=
        "# In each location that serves this, besides what is there, such as proxy_pass and auth_basic.\n";
    if policy.answers_preflights {
        text += "# Preflights are answered here, before authentication and before proxy_pass.\n";
        text += "if ($request_method = OPTIONS) {\n    return 204;\n}\n";
    }
    if let Some(names) = policy.maybe_there() {
        _ = writeln!(
            text,
            "# Not recorded: {names}. If the response has them already, leave out their lines."
        );
    }
    text += "# Hides what the application sends, because no header may have two values. For PHP: fastcgi_hide_header.\n";
    for header in &headers {
        _ = writeln!(text, "proxy_hide_header {};", title_case(header.name.as_str()));
    }
    text += "# `always` is for errors too.\n";
    for header in &headers {
        let is_mapped = exact.is_some() && header.name == ACCESS_CONTROL_ALLOW_ORIGIN;
        let value = if is_mapped { "$cors_origin".to_owned() } else { format!("\"{}\"", header.value) };
        _ = writeln!(text, "add_header {} {value} always;", title_case(header.name.as_str()));
    }
    if exact.is_some() {
        text += "add_header Vary Origin always;\n";
    }
    text += "# Repeat here each add_header of the block server. A location with add_header inherits none.\n";
    text
}

/// Returns the `map` of the origins that are allowed. It matches whole origins only.
fn map(origin: &str) -> String {
    let size = match origin.len() > MAX_IN_MAP {
        true => "map_hash_bucket_size 2048;\n",
        false => "",
    };
    format!(
        "# In the block http, above the servers. One line for each origin that may read responses.\n\
         {size}map $http_origin $cors_origin {{\n    default \"\";\n    \"{origin}\" \"{origin}\";\n}}\n\n"
    )
}
