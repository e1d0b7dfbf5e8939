//! A module imports only from its own layer and the layers above it, and files of some folders in one direction only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::table::{LAYERS, modules};

/// The module that is only a page of the documentation, and so is in no layer.
const PAGE: &str = "architecture";

/// The file of the crate's root, which says what is public. It imports from every layer.
const ROOT: &str = include_str!("../../src/lib.rs");

#[test]
fn imports_go_up() {
    let mut seen = BTreeSet::new();
    for (path, text) in sources() {
        let (own, module) = layer(&path).unwrap_or_else(|| panic!("{path} is in no layer"));
        for import in code(&text).flat_map(|line| line.split("crate::").skip(1)) {
            let name: String =
                import.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect();
            let (other, _) =
                layer(&name).unwrap_or_else(|| panic!("{path} imports {name}, which is in no layer"));
            assert!(other <= own, "{path} (layer {}) imports {name} (layer {})", own + 1, other + 1);
        }
        seen.insert(module);
    }
    let listed: BTreeSet<_> = modules().map(|(_, module)| module.path).collect();
    assert_eq!(seen, listed, "every module is in a layer");
}

/// `preflight` exports the cache under its own name too, so a file that imports it from there has to be looked at by name.
#[test]
fn no_rule_uses_the_cache() {
    let memory = LAYERS.iter().position(|layer| layer.name == "memory").unwrap();
    let mut users = 0;
    for (path, text) in sources() {
        let uses = code(&text)
            .any(|line| ["PreflightCache", "CacheKey", "CacheLimits"].iter().any(|name| line.contains(name)));
        let (own, module) = layer(&path).unwrap();
        users += usize::from(uses);
        assert!(!uses || own >= memory || path == "preflight::mod", "{path}, of {module}, uses the cache");
    }
    assert!(users > 5, "{users} files use the cache");
}

/// The root declares each module as the table has it: public or not, and with its feature.
#[test]
fn the_root_declares_what_the_table_says() {
    for (_, module) in modules().filter(|(_, module)| !module.path.contains("::")) {
        let visibility = if module.is_public { "pub " } else { "" };
        let feature =
            module.feature.map(|feature| format!("#[cfg(feature = \"{feature}\")]\n")).unwrap_or_default();
        let declared = format!("\n{feature}{visibility}mod {};\n", module.path);
        assert!(ROOT.contains(&declared), "{declared}");
        assert!(
            module.feature.is_some() || !ROOT.contains(&format!("]{declared}")),
            "{} has a condition",
            module.path
        );
    }
}

/// The table of the crate's front page has each public module in its layer.
#[test]
fn the_front_page_has_the_layers() {
    let mut found = BTreeSet::new();
    let mut layer = String::new();
    for row in ROOT.lines().skip_while(|line| !line.starts_with("//! | layer |")).skip(2) {
        let Some(row) = row.strip_prefix("//! |") else { break };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if !cells[0].is_empty() {
            layer = cells[0].to_owned();
        }
        let module = cells[1].trim_start_matches("[`").trim_start_matches('`').split('`').next().unwrap();
        found.insert((layer.clone(), module.to_owned()));
    }
    let table = modules().filter(|(_, module)| module.is_public);
    let table: BTreeSet<_> =
        table.map(|(layer, module)| (LAYERS[layer].name.to_owned(), module.path.to_owned())).collect();
    assert_eq!(found, table);
}

/// The page of the documentation has no code.
#[test]
fn the_page_is_only_documentation() {
    let page = include_str!("../../src/architecture/mod.rs");
    for line in page.lines() {
        assert!(
            line.is_empty() || line.starts_with("//!") || line.starts_with("#![doc = include_str!("),
            "{line}"
        );
    }
    assert!(ROOT.contains(&format!("\n#[cfg(doc)]\npub mod {PAGE};\n")));
}

/// Returns the layer of a path, and the longest path of a module there that it begins with.
fn layer(path: &str) -> Option<(usize, &'static str)> {
    let is_below = |module: &str| path == module || path.starts_with(&format!("{module}::"));
    let found = modules().filter(|(_, module)| is_below(module.path));
    found.max_by_key(|(_, module)| module.path.len()).map(|(layer, module)| (layer, module.path))
}

/// Returns the lines of a source file that are not comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
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
        let imports = code(&text).flat_map(|line| line.split("super::").skip(1)).map(|import| {
            let name: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(name.starts_with(char::is_lowercase), "{module} has to name the file: super::{import}");
            name
        });
        files.insert(module.clone(), imports.collect());
    }
    files
}

/// Returns every source file but `lib.rs` and the page, with its path as a module.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, parent: &str, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{parent}{}", path.file_stem().unwrap().to_string_lossy());
            if path.is_dir() && name != PAGE {
                walk(&path, &format!("{name}::"), found);
            } else if path.is_file() && name != "lib" {
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), "", &mut found);
    found
}
