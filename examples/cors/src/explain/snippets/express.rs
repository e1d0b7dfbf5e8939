//! Lines to paste for Express, without another package.

use std::fmt::Write;

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use super::policy::{Header, Policy, is_for_preflights};
use super::quoting::title_case;

/// Returns the lines of a middleware.
pub(super) fn lines(policy: &Policy) -> String {
    let mut text = policy.head("//", "Express,");
    text += "// Put this before everything else: authentication, routes and static files.\n";
    if policy.is_cors() {
        text += "// Remove the code that sets these headers now, for example app.use(cors()).\n";
    }
    let all = policy.all();
    let origin = all.iter().find(|header| header.name == ACCESS_CONTROL_ALLOW_ORIGIN);
    let exact = origin.map(|header| header.value.as_str()).filter(|value| *value != "*");
    if let Some(origin) = exact {
        _ = writeln!(text, "const origins = ['{origin}']; // the origins that may read responses");
    }
    text += "app.use((req, res, next) => {\n";
    match exact {
        Some(_) => {
            text += "  res.vary('Origin');\n";
            text += "  if (origins.includes(req.get('Origin'))) {\n";
            text += &body(policy, &all, "    ");
            text += "  }\n";
        }
        None => text += &body(policy, &all, "  "),
    }
    text += "  next();\n});\n";
    text
}

/// Returns the lines that set the headers and answer preflights.
fn body(policy: &Policy, all: &[Header], indent: &str) -> String {
    let set = |header: &Header, indent: &str| {
        let is_exact = header.name == ACCESS_CONTROL_ALLOW_ORIGIN && header.value != "*";
        let value = if is_exact { "req.get('Origin')".to_owned() } else { format!("'{}'", header.value) };
        format!("{indent}res.set('{}', {value});\n", title_case(header.name.as_str()))
    };
    let (of_preflights, of_all): (Vec<&Header>, Vec<&Header>) =
        all.iter().partition(|header| is_for_preflights(&header.name));
    let mut text: String = of_all.into_iter().map(|header| set(header, indent)).collect();
    if policy.has_preflights {
        text += &format!(
            "{indent}if (req.method === 'OPTIONS' && req.get('Access-Control-Request-Method')) {{\n"
        );
        text.extend(of_preflights.into_iter().map(|header| set(header, &format!("{indent}  "))));
        text += &format!("{indent}  return res.sendStatus(204);\n{indent}}}\n");
    }
    text
}
