//! A module imports only from layers above it, and files of some folders in one direction only.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "the test reads the source, and may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The modules of each layer, vocabulary first. Within a layer, anything goes but a cycle.
const LAYERS: [&[&str]; 10] = [
    &[
        "keyword",
        "timestamp",
        "parse_url",
        "origin",
        "site",
        "request_origin",
        "trustworthy",
        "method",
        "header",
        "redacted",
    ],
    &[],
    &["request", "response"],
    &["error"],
    &[
        "authentication",
        "blob",
        "check",
        "cookies",
        "credentials",
        "fetch_metadata",
        "filter",
        "keepalive",
        "origin_header",
        "preflight",
        "redirect",
        "referrer",
        "referrer_policy",
        "tainting",
    ],
    &[],
    &["fetch"],
    &["run", "explain"],
    &["lab"],
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

/// Folders whose files import each other in one direction only.
const WITHOUT_CYCLES: [&str; 2] = ["src/request", "fuzz/src"];

#[test]
fn files_import_in_one_direction() {
    for folder in WITHOUT_CYCLES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        if !path.exists() {
            continue; // a published package has no `fuzz`
        }
        let imports = imports_of_files(&path);
        assert!(imports.len() > 5 && imports.values().any(|others| others.len() > 2), "{folder} was read");
        assert_eq!(in_or_above_a_cycle(imports), BTreeSet::new(), "{folder}");
    }
}

#[test]
fn cycles_are_noticed() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let files = |rows: &[(&str, &[&str])]| {
        rows.iter().map(|(name, others)| ((*name).to_owned(), set(others))).collect::<BTreeMap<_, _>>()
    };
    let chain = files(&[("a", &["b", "elsewhere"]), ("b", &["c"]), ("c", &[])]);
    assert_eq!(in_or_above_a_cycle(chain), BTreeSet::new());
    let circle = files(&[("a", &["b"]), ("b", &["c", "d"]), ("c", &["a"]), ("d", &[])]);
    assert_eq!(in_or_above_a_cycle(circle), set(&["a", "b", "c"]));
}

/// Removes files that import only removed files, until there are none, and returns the names of the rest.
fn in_or_above_a_cycle(mut imports: BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    loop {
        let free = |others: &BTreeSet<String>| others.iter().all(|other| !imports.contains_key(other));
        let removed: Vec<_> =
            imports.iter().filter(|(_, others)| free(others)).map(|(name, _)| name.clone()).collect();
        if removed.is_empty() {
            return imports.into_keys().collect();
        }
        imports.retain(|name, _| !removed.contains(name));
    }
}

/// The files of a folder by module name, each with the names that follow its `super::`. The file that declares the
/// modules is left out.
fn imports_of_files(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        if module == "mod" || module == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let imports = code.flat_map(|line| line.split("super::").skip(1)).map(|import| {
            let name: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(name.starts_with(char::is_lowercase), "{module} has to name the file: super::{import}");
            name
        });
        files.insert(module.clone(), imports.collect());
    }
    files
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
