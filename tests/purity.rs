//! The crate can do nothing but compute: what it depends on at run time, and what it takes from the standard library.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the test reads the source, asks cargo, and may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What crates reach the world with: the system's calls, sockets, clocks, randomness, threads. None is below the crate.
const OUTSIDE: &[&str] = &[
    "async-std",
    "chrono",
    "crossbeam-utils",
    "getrandom",
    "hyper",
    "libc",
    "log",
    "mio",
    "nix",
    "rand",
    "rayon",
    "rustix",
    "socket2",
    "time",
    "tokio",
    "tracing",
    "web-time",
    "winapi",
    "windows-sys",
];

#[test]
fn depends_on_http_url_and_thiserror() {
    assert_eq!(direct_dependencies(&[]), set(&["http", "thiserror", "url"]));
    assert_eq!(reached_from_outside(&[]), BTreeSet::new());
}

#[test]
fn depends_on_the_suffix_list_under_its_feature() {
    assert_eq!(direct_dependencies(&["psl"]), set(&["http", "psl", "thiserror", "url"]));
    assert_eq!(reached_from_outside(&["psl"]), BTreeSet::new());
}

/// Parts of the standard library that only compute, or hold what they are given.
const COMPUTES: &[&str] = &[
    "std::borrow::",
    "std::cmp::",
    "std::collections::",
    "std::error::Error",
    "std::fmt",
    "std::future::poll_fn",
    "std::future::ready",
    "std::hash::",
    "std::iter::",
    "std::marker::PhantomData",
    "std::mem::replace",
    "std::mem::take",
    "std::net::Ipv",
    "std::ops::Range",
    "std::panic::",
    "std::pin::pin",
    "std::slice::",
    "std::str::",
    "std::sync::Arc",
    "std::task::",
    "std::time::Duration",
];

#[test]
fn takes_from_the_standard_library_what_only_computes() {
    let mut taken = 0;
    let mut faults = Vec::new();
    for (file, line) in code() {
        for path in paths_of_std(&line) {
            taken += 1;
            if !COMPUTES.iter().any(|part| path.starts_with(part)) {
                faults.push(format!("{file}: {path}"));
            }
        }
    }
    assert!(taken > 50, "{taken} paths read");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn keeps_no_global_state() {
    // A `static` of anything else is a constant, and `static mut` asks for `unsafe`, which is forbidden.
    let changeable =
        ["thread_local!", "OnceLock", "OnceCell", "LazyLock", "Atomic", "Mutex", "RwLock", "Cell<"];
    let found = code().into_iter().filter(|(_, line)| changeable.iter().any(|word| line.contains(word)));
    assert_eq!(found.collect::<Vec<_>>(), []);
}

#[test]
fn paths_are_read_from_lines() {
    assert_eq!(paths_of_std("use std::net::Ipv4Addr; // std"), ["std::net::Ipv4Addr"]);
    assert_eq!(paths_of_std("a(std::env::var(x), ::std::fs::read)"), ["std::env::var", "std::fs::read"]);
    assert_eq!(paths_of_std("use std::{fs, env};"), ["std::"]);
    assert_eq!(paths_of_std("use std::*;"), ["std::"]);
    assert_eq!(paths_of_std("use std as system;"), ["std"]);
    assert_eq!(paths_of_std("extern crate std;"), ["std"]);
    assert_eq!(paths_of_std("mystd::x, std_x, \"x.std\""), ["std"]);
}

/// The names of the crates that this one names, with these features.
fn direct_dependencies(features: &[&str]) -> BTreeSet<String> {
    let tree = Tree::with(features);
    tree.below(&tree.root).map(|id| tree.names[id].clone()).collect()
}

/// Those of [`OUTSIDE`] that are in its tree, with these features.
fn reached_from_outside(features: &[&str]) -> BTreeSet<String> {
    let tree = Tree::with(features);
    let (mut reached, mut next) = (BTreeSet::new(), vec![&tree.root]);
    while let Some(id) = next.pop() {
        if reached.insert(&tree.names[id]) {
            next.extend(tree.below(id));
        }
    }
    assert!(reached.len() > 4, "the tree was read: {reached:?}");
    set(OUTSIDE).into_iter().filter(|name| reached.contains(name)).collect()
}

/// What cargo would link, build-time and test-time dependencies left out.
struct Tree {
    root: String,
    names: BTreeMap<String, String>,
    edges: BTreeMap<String, Vec<String>>,
}

impl Tree {
    fn with(features: &[&str]) -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--no-default-features", "--features"])
            .arg(features.join(","))
            .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let packages = metadata["packages"].as_array().unwrap().iter();
        let linked = |dependency: &&Value| {
            dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null())
        };
        let nodes = metadata["resolve"]["nodes"].as_array().unwrap().iter();
        Self {
            root: text(&metadata["resolve"]["root"]),
            names: packages.map(|package| (text(&package["id"]), text(&package["name"]))).collect(),
            edges: nodes
                .map(|node| {
                    let below = node["deps"].as_array().unwrap().iter().filter(linked);
                    (text(&node["id"]), below.map(|dependency| text(&dependency["pkg"])).collect())
                })
                .collect(),
        }
    }

    fn below(&self, id: &str) -> impl Iterator<Item = &String> {
        self.edges[id].iter()
    }
}

/// Every line of code below `src`, without comments, with its file.
fn code() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
                continue;
            }
            let file = path.strip_prefix(SOURCE).unwrap().display().to_string();
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.extend(lines.map(|line| (file.clone(), line.to_owned())));
        }
    }
    let mut found = Vec::new();
    walk(Path::new(SOURCE), &mut found);
    found
}

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The paths in a line that begin with `std`, up to what is none of a path's characters.
fn paths_of_std(line: &str) -> Vec<String> {
    let of_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let code = line.split(" //").next().unwrap_or(line);
    let paths = code.split(|c| !of_path(c)).map(|path| path.trim_start_matches(':'));
    paths.filter(|path| *path == "std" || path.starts_with("std::")).map(ToOwned::to_owned).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
