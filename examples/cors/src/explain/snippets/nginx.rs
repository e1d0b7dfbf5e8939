//! Lines to paste for nginx, in front of an application or alone.

use std::fmt::Write;

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use super::policy::Policy;
use super::quoting::title_case;

/// The maximum length of an origin that fits into a bucket of a `map` on every machine, in bytes.
const MAX_IN_MAP: usize = 40;

/// Returns a `map` for the `http` block, and the lines for a `location` block.
pub(super) fn lines(policy: &Policy) -> String {
    let headers = policy.of_proxy();
    let origin = headers.iter().find(|header| header.name == ACCESS_CONTROL_ALLOW_ORIGIN);
    let exact = origin.map(|header| header.value.as_str()).filter(|value| *value != "*");
    let mut text = policy.head("#", "nginx,");
    if let Some(origin) = exact {
        text += &map(origin);
    }
    text += "# In each location block that serves these paths. Keep the other lines, such as proxy_pass and auth_basic.\n";
    if policy.answers_preflights {
        text += "# nginx answers preflights here, before authentication and before proxy_pass.\n";
        text += "if ($request_method = OPTIONS) {\n    return 204;\n}\n";
    }
    if let Some(names) = policy.maybe_there() {
        _ = writeln!(
            text,
            "# The recording does not show {names}. If the response has them already, leave out their lines."
        );
    }
    text += "# These lines hide headers of the application, because none may be sent twice. For PHP, use fastcgi_hide_header.\n";
    for header in &headers {
        _ = writeln!(text, "proxy_hide_header {};", title_case(header.name.as_str()));
    }
    text += "# `always` is for error responses too.\n";
    for header in &headers {
        let is_mapped = exact.is_some() && header.name == ACCESS_CONTROL_ALLOW_ORIGIN;
        let value = if is_mapped { "$cors_origin".to_owned() } else { format!("\"{}\"", header.value) };
        _ = writeln!(text, "add_header {} {value} always;", title_case(header.name.as_str()));
    }
    if exact.is_some() {
        text += "add_header Vary Origin always;\n";
    }
    text += "# Repeat here each add_header line of the server block. A location with add_header lines does not inherit them.\n";
    text
}

/// Returns the `map` of the allowed origins. It matches only whole origins.
fn map(origin: &str) -> String {
    let size = match origin.len() > MAX_IN_MAP {
        true => "map_hash_bucket_size 2048;\n",
        false => "",
    };
    format!(
        "# In the http block, above the server blocks. Add a line for each origin that may read responses.\n\
         {size}map $http_origin $cors_origin {{\n    default \"\";\n    \"{origin}\" \"{origin}\";\n}}\n\n"
    )
}
