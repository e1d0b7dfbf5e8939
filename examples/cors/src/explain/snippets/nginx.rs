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
        "# In each location that serves this. Keep what is in there, such as proxy_pass and auth_basic.\n";
    if policy.answers_preflights {
        text += "# Preflights are answered here, before authentication and before proxy_pass.\n";
        text += "if ($request_method = OPTIONS) {\n    return 204;\n}\n";
    }
    text +=
        "# The application behind nginx may send these headers too. A second value would break the first.\n";
    for header in &headers {
        _ = writeln!(text, "proxy_hide_header {};", title_case(header.name.as_str()));
    }
    text += "# With `always`, errors have the headers too.\n";
    if let Some(names) = policy.unseen() {
        _ = writeln!(text, "# The response was not recorded. Leave out what it has already: {names}.");
    }
    for header in &headers {
        let is_mapped = exact.is_some() && header.name == ACCESS_CONTROL_ALLOW_ORIGIN;
        let value = if is_mapped { "$cors_origin".to_owned() } else { format!("\"{}\"", header.value) };
        _ = writeln!(text, "add_header {} {value} always;", title_case(header.name.as_str()));
    }
    if exact.is_some() {
        text += "add_header Vary Origin always;\n";
    }
    text += "# If this location had no add_header before, repeat here those of the server block: they no longer apply.\n";
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
