//! Tests that the header, which is written by hand, matches the library.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use fetch_cors_ffi::constants::{self, blocked_by, error_kind, failed, response_type, step};

use crate::compile::{STRICT, library, package, run};

const HEADER: &str = include_str!("../../include/fetch_cors.h");
const EXPORTS: &str = include_str!("../../src/exports.rs");

/// The types of the arguments and the result of each function, as they are called in Rust.
type Signatures = BTreeMap<String, Vec<String>>;

#[test]
fn the_functions_are_those_of_the_library() {
    let declared = declared();
    assert_eq!(declared, exported());
    assert!(declared.len() > 20, "the test finds them: {declared:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_shared_library_has_these_symbols_and_no_others_of_that_name() {
    let symbols = run(Command::new("nm").args(["-D", "--defined-only"]).arg(library("libfetch_cors_ffi.so")));
    let mut names: Vec<&str> = symbols.lines().filter_map(|line| line.split(' ').next_back()).collect();
    names.retain(|name| name.starts_with("fetch_cors"));
    names.sort_unstable();
    assert_eq!(names, declared().into_keys().collect::<Vec<_>>());
}

#[test]
fn the_header_is_strict_c_and_c_plus_plus() {
    let header = package().join("include/fetch_cors.h");
    run(Command::new("cc").args(STRICT).args(["-fsyntax-only", "-x", "c"]).arg(&header));
    let version = Command::new("c++").arg("--version").stdout(Stdio::null()).status();
    if version.is_ok_and(|status| status.success()) {
        let strict = ["-std=c++11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", "-x", "c++"];
        run(Command::new("c++").args(strict).arg(&header));
    } else {
        println!("There is no C++ compiler, so the header was not compiled as C++.");
    }
}

#[test]
fn the_example_of_the_documentation_compiles() {
    let documentation = include_str!("../../src/lib.rs");
    let (_, example) = documentation.split_once("//! ```c\n").unwrap();
    let (example, _) = example.split_once("//! ```\n").unwrap();
    let lines =
        example.lines().map(|line| line.trim_start_matches("//!").strip_prefix(' ').unwrap_or_default());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example.c");
    std::fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    run(Command::new("cc")
        .args(STRICT)
        .arg("-fsyntax-only")
        .arg("-I")
        .arg(package().join("include"))
        .arg(path));
}

#[test]
fn the_constants_are_those_of_the_library() {
    let known = [
        ("STEP_HOP", step::HOP),
        ("STEP_SEND", step::SEND),
        ("STEP_LOCAL", step::LOCAL),
        ("STEP_RESPONSE", step::RESPONSE),
        ("STEP_ERROR", step::ERROR),
        ("BLOCKED_BY_CONTENT_SECURITY_POLICY", blocked_by::CONTENT_SECURITY_POLICY),
        ("BLOCKED_BY_MIXED_CONTENT", blocked_by::MIXED_CONTENT),
        ("BLOCKED_BY_INTEGRITY_POLICY", blocked_by::INTEGRITY_POLICY),
        ("BLOCKED_BY_LOCAL_URLS_ONLY", blocked_by::LOCAL_URLS_ONLY),
        ("BLOCKED_BY_HOST", blocked_by::HOST),
        ("FAILED_NO_RESPONSE", failed::NO_RESPONSE),
        ("FAILED_WRONG_BODY", failed::WRONG_BODY),
        ("TYPE_BASIC", response_type::BASIC),
        ("TYPE_CORS", response_type::CORS),
        ("TYPE_OPAQUE", response_type::OPAQUE),
        ("TYPE_OPAQUE_REDIRECT", response_type::OPAQUE_REDIRECT),
        ("TYPE_OTHER", response_type::OTHER),
        ("ERROR_REFUSED", error_kind::REFUSED),
        ("ERROR_UNSENDABLE", error_kind::UNSENDABLE),
        ("ERROR_NO_RESPONSE", error_kind::NO_RESPONSE),
        ("ERROR_HOST_MISTAKE", error_kind::HOST_MISTAKE),
        ("ERROR_OTHER", error_kind::OTHER),
        ("ABI_VERSION", i32::try_from(constants::ABI_VERSION).unwrap()),
    ];
    let mut defined = BTreeMap::new();
    for line in HEADER.lines().filter_map(|line| line.strip_prefix("#define FETCH_CORS_")) {
        if let Some((name, number)) = line.split_once(' ') {
            defined.insert(name, number.parse::<i32>().unwrap());
        }
    }
    for (name, number) in known {
        assert_eq!(defined.remove(name), Some(number), "{name}");
    }
    // The remaining constants are the statuses, which a test in `src/status.rs` checks.
    assert_eq!(defined.into_values().max(), Some(14));
}

/// Returns the functions that the header declares, with the Rust names of their types.
fn declared() -> Signatures {
    let text = without_comments(HEADER);
    let declarations = text.split(';').filter(|part| part.contains('(') && !part.contains("typedef"));
    let signatures = declarations.map(|declaration| {
        let declaration = declaration.rsplit(['{', '}']).next().unwrap_or_default().replace('\n', " ");
        let (head, arguments) = declaration.split_once('(').unwrap();
        let (returned, name) = split_name(head);
        let arguments = arguments.trim().strip_suffix(')').unwrap();
        let mut types: Vec<String> = match arguments {
            "void" => Vec::new(),
            _ => arguments.split(',').map(|argument| rust_type(&split_name(argument).0)).collect(),
        };
        types.push(rust_type(&returned));
        (name, types)
    });
    signatures.collect()
}

/// Returns the functions that the source of the library exports.
fn exported() -> Signatures {
    let functions = EXPORTS.split("#[unsafe(no_mangle)]\n").skip(1).map(|function| {
        let function = function.split('{').next().unwrap().replace('\n', " ");
        let (head, rest) = function.split_once('(').unwrap();
        let (arguments, returned) = rest.rsplit_once(')').unwrap();
        let name = head.rsplit(' ').next().unwrap().to_owned();
        let arguments = arguments.split(',').filter_map(|argument| argument.split_once(": "));
        let mut types: Vec<String> = arguments.map(|(_, of)| of.trim().to_owned()).collect();
        types.push(returned.split_once("-> ").map_or("()", |(_, of)| of.trim()).to_owned());
        (name, types)
    });
    functions.collect()
}

fn without_comments(text: &str) -> String {
    let code = text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code));
    let lines = code.collect::<String>();
    // Lines for the preprocessor declare nothing.
    lines.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// Splits a declaration into its type and its name.
fn split_name(declaration: &str) -> (String, String) {
    let declaration = declaration.trim();
    let start = declaration.rfind([' ', '*']).unwrap() + 1;
    (declaration[..start].trim().to_owned(), declaration[start..].to_owned())
}

/// Returns the Rust name of a C type.
fn rust_type(c: &str) -> String {
    let stars = c.matches('*').count();
    let words: Vec<&str> = c.split([' ', '*']).filter(|word| !word.is_empty()).collect();
    let (is_const, name) = match words[..] {
        ["const", name] => (true, name),
        [name] => (false, name),
        _ => panic!("{c:?} is a type that this test does not know"),
    };
    let rust = match name {
        "void" => "()",
        "char" => "c_char",
        "uint32_t" => "u32",
        "uint64_t" => "u64",
        "fetch_cors_status" | "fetch_cors_blocker" | "fetch_cors_failure" => "i32",
        "fetch_cors_bytes" => "Bytes",
        "fetch_cors_string" => "Text",
        "fetch_cors_client" => "Client",
        "fetch_cors_cache" => "CacheHandle",
        "fetch_cors_request" => "ScriptRequest",
        "fetch_cors_fetch" => "FetchHandle",
        "fetch_cors_step" => "StepView",
        "fetch_cors_message" => "MessageView",
        "fetch_cors_response" => "ResponseView",
        "fetch_cors_result" => "ResultView",
        "fetch_cors_error" => "ErrorView",
        _ => panic!("{name} is a type that this test does not know"),
    };
    let pointer = if is_const { "*const " } else { "*mut " };
    pointer.repeat(stars) + rust
}
