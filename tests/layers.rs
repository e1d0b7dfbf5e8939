//! A module imports only from layers above it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "the test reads the source, and may panic"
)]

use std::collections::BTreeSet;
use std::path::Path;

/// The modules of each layer, vocabulary first. Within a layer, anything goes but a cycle.
const LAYERS: [&[&str]; 8] = [
    &["timestamp", "parse_url", "origin", "site", "request_origin", "method", "header"],
    &[],
    &["request", "response"],
    &["error"],
    &[
        "check",
        "credentials",
        "fetch_metadata",
        "filter",
        "origin_header",
        "preflight",
        "redirect",
        "referrer_policy",
        "tainting",
    ],
    &[],
    &["fetch"],
    &["strategy"],
];

#[test]
fn imports_go_up() {
    let layer = |module: &str| LAYERS.iter().position(|modules| modules.contains(&module));
    let mut seen = BTreeSet::new();
    for (module, text) in sources() {
        let own = layer(&module).unwrap_or_else(|| panic!("{module} is in no layer"));
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for import in line.split("crate::").skip(1) {
                let name: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let other =
                    layer(&name).unwrap_or_else(|| panic!("{module} imports {name}, which is in no layer"));
                assert!(other <= own, "{module} (layer {}) imports {name} (layer {})", own + 1, other + 1);
            }
        }
        seen.insert(module);
    }
    let listed: BTreeSet<_> = LAYERS.iter().copied().flatten().map(|module| (*module).to_owned()).collect();
    assert_eq!(seen, listed, "every module is in a layer");
}

/// Every source file but `lib.rs`, with its module below the crate.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, module: Option<&str>, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let module = module.unwrap_or(&stem);
            if path.is_dir() {
                walk(&path, Some(module), found);
            } else if module != "lib" {
                found.push((module.to_owned(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), None, &mut found);
    found
}
