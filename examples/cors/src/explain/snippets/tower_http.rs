//! Lines to paste for tower-http, around an axum application.

use std::fmt::Write;

use http::Method;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};

use super::policy::{Header, Policy};

/// The maximum length of a list that stands on one line.
const MAX_LINE: usize = 70;

/// Returns the lines that create the layers and add them.
pub(super) fn lines(policy: &Policy) -> String {
    let all = policy.all();
    let (cors, others): (Vec<&Header>, Vec<&Header>) =
        all.iter().partition(|header| header.name.as_str().starts_with("access-control-"));
    let calls: String = cors.iter().filter_map(|header| call(header, &cors)).collect();
    let others: String = others.into_iter().map(set).collect();
    let features = match (calls.is_empty(), others.is_empty()) {
        (false, true) => "\"cors\"",
        (true, _) => "\"set-header\"",
        (false, false) => "\"cors\", \"set-header\"",
    };
    let mut text = policy.head("//", "tower-http, around an axum application,");
    _ = writeln!(text, "// Cargo.toml: tower-http = {{ version = \"0.7\", features = [{features}] }}");
    text += &imports(&(calls.clone() + &others));
    if !calls.is_empty() {
        _ = writeln!(
            text,
            "\n// This layer answers every OPTIONS request, and sends `Vary`.\nlet cors = CorsLayer::new(){};",
            calls.trim_end()
        );
    }
    text += "// Add this last, so that it is around all other layers, such as authentication, limits and errors.\n";
    if !calls.is_empty() {
        text += "let app = app.layer(cors);\n";
    }
    text + &others
}

fn imports(used: &str) -> String {
    let names: Vec<&str> = ["HeaderName", "HeaderValue", "Method"]
        .into_iter()
        .filter(|name| used.contains(&format!("{name}::")))
        .collect();
    let mut text = match names.as_slice() {
        [] => String::new(),
        [name] => format!("use axum::http::{name};\n"),
        names => format!("use axum::http::{{{}}};\n", names.join(", ")),
    };
    if used.contains("(Any)") {
        text += "use tower_http::cors::{Any, CorsLayer};\n";
    } else if used.contains(".allow_") {
        text += "use tower_http::cors::CorsLayer;\n";
    }
    if used.contains("SetResponseHeaderLayer") {
        text += "use tower_http::set_header::SetResponseHeaderLayer;\n";
    }
    text
}

/// Returns the call of the builder for a header. With credentials, `*` has no effect and the layer would panic, so there is
/// no call for it.
fn call(header: &Header, all: &[&Header]) -> Option<String> {
    let value = header.value.as_str();
    let names: Vec<&str> = value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let has_credentials = all.iter().any(|header| header.name == ACCESS_CONTROL_ALLOW_CREDENTIALS);
    let is_any = names == ["*"];
    if is_any && has_credentials {
        return None;
    }
    let call = |method: &str, argument: &str| format!("\n    .{method}({argument})");
    let header_names = || {
        list(names.iter().map(|name| format!("HeaderName::from_static(\"{}\")", name.to_ascii_lowercase())))
    };
    Some(match &header.name {
        name if *name == ACCESS_CONTROL_ALLOW_CREDENTIALS => call("allow_credentials", "true"),
        name if *name == ACCESS_CONTROL_MAX_AGE => {
            call("max_age", &format!("std::time::Duration::from_secs({value})"))
        }
        name if *name == ACCESS_CONTROL_ALLOW_ORIGIN && is_any => call("allow_origin", "Any"),
        name if *name == ACCESS_CONTROL_ALLOW_ORIGIN => {
            call("allow_origin", &format!("[HeaderValue::from_static(\"{value}\")]"))
        }
        name if *name == ACCESS_CONTROL_ALLOW_METHODS && is_any => call("allow_methods", "Any"),
        name if *name == ACCESS_CONTROL_ALLOW_METHODS => {
            call("allow_methods", &list(names.iter().map(|name| method(name))))
        }
        name if *name == ACCESS_CONTROL_ALLOW_HEADERS && is_any => call("allow_headers", "Any"),
        name if *name == ACCESS_CONTROL_ALLOW_HEADERS => call("allow_headers", &header_names()),
        name if *name == ACCESS_CONTROL_EXPOSE_HEADERS && is_any => call("expose_headers", "Any"),
        name if *name == ACCESS_CONTROL_EXPOSE_HEADERS => call("expose_headers", &header_names()),
        _ => return None,
    })
}

/// Returns the text of an array, on one line if it is short.
fn list(elements: impl Iterator<Item = String>) -> String {
    let elements: Vec<String> = elements.collect();
    let line = elements.join(", ");
    if line.len() <= MAX_LINE {
        return format!("[{line}]");
    }
    let lines: String = elements.iter().map(|element| format!("        {element},\n")).collect();
    format!("[\n{lines}    ]")
}

fn method(name: &str) -> String {
    const NAMED: [Method; 9] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
        Method::TRACE,
        Method::CONNECT,
    ];
    match NAMED.iter().any(|named| named == name) {
        true => format!("Method::{name}"),
        false => format!("Method::from_bytes(b\"{name}\").unwrap()"),
    }
}

/// Returns the lines that add a layer for a header that is not about CORS.
fn set(header: &Header) -> String {
    format!(
        "let app = app.layer(SetResponseHeaderLayer::overriding(\n    HeaderName::from_static(\"{}\"),\n    \
         HeaderValue::from_static(\"{}\"),\n));\n",
        header.name, header.value
    )
}
