//! The manifest: which files of the public tests were looked at, and what became of them.
//!
//! One line a file: its path, the commit of the version that was read (or, of an older form, found), and `restated` or
//! `not: ` and why. Where it is another repository's copy, the name of that and `@` stand before the commit. A line for a
//! folder ends its path with `/`, has `-` for a commit, and is not restated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of the manifest: name and text.
#[allow(clippy::disallowed_methods, reason = "the test reads the manifest")]
pub fn read() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wpt/manifest");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// What is wrong with a manifest, beside the files that have rows.
pub fn faults(manifest: &BTreeMap<String, String>, with_rows: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut listed = BTreeMap::new();
    for (name, text) in manifest {
        let mut before = "";
        for line in text.lines() {
            let Some((path, restated)) = parse(line) else {
                faults.push(format!("{name}: not of the form path, commit, what became of it: {line:?}"));
                continue;
            };
            if path < before {
                faults.push(format!("{name}: {path} stands after {before}"));
            }
            before = path;
            if listed.insert(path, restated).is_some() {
                faults.push(format!("{name}: {path} is listed twice"));
            }
        }
    }
    let restated: BTreeSet<&str> =
        listed.iter().filter(|(_, restated)| **restated).map(|(path, _)| *path).collect();
    let missing =
        with_rows.difference(&restated).map(|path| format!("{path} has rows, and no line that says so"));
    let without =
        restated.difference(with_rows).map(|path| format!("{path} is called restated, and has no row"));
    faults.extend(missing.chain(without));
    faults
}

/// The path of a line, and whether it is restated.
fn parse(line: &str) -> Option<(&str, bool)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [path, commit, became] = fields[..] else { return None };
    let restated = became == "restated";
    let why = became.strip_prefix("not: ").is_some_and(|why| !why.trim().is_empty());
    let read = match path.ends_with('/') {
        true => commit == "-" && why,
        false => is_commit(commit) && (restated || why),
    };
    (read && !path.trim().is_empty()).then_some((path, restated))
}

fn is_commit(commit: &str) -> bool {
    let (copy, hash) = commit.split_once('@').unwrap_or(("web-platform-tests/wpt", commit));
    let names_copy = copy.split('/').count() == 2 && copy.split('/').all(|part| !part.is_empty());
    names_copy && hash.len() == 40 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The checker itself.
mod self_check {
    use super::faults;

    fn faults_of(manifest: &[(&str, &str)], rows: &[&str]) -> Vec<String> {
        let files =
            manifest.iter().map(|(name, text)| ((*name).to_owned(), text.replace('#', &"0a".repeat(20))));
        faults(&files.collect(), &rows.iter().copied().collect())
    }

    #[test]
    fn a_manifest_that_fits_and_manifests_that_do_not() {
        let fits: &[(&str, &str)] = &[
            ("1.tsv", "a/\t-\tnot: out\na/b\t#\trestated\na/c\t#\tnot: streams\n"),
            ("2.tsv", "a/a\t#\trestated\n"),
        ];
        assert_eq!(faults_of(fits, &["a/b", "a/a"]), Vec::<String>::new());
        for (text, rows, fault) in [
            ("a\t#\trestated\n", &["a", "b"][..], "b has rows"),
            ("a\t#\trestated\nb\t#\tnot: streams", &["a", "b"], "b has rows"),
            ("a\t#\trestated\n", &[], "a is called restated"),
            ("b\t#\trestated\na\t#\trestated\n", &["a", "b"], "a stands after b"),
            ("a\t#\trestated\na\t#\trestated\n", &["a"], "listed twice"),
            ("a\t#\trestated", &["a"], ""),
            ("a\t#\n", &[], "not of the form"),
            ("a\t#\trestated\tmore\n", &[], "not of the form"),
            ("a\t#\tdone\n", &[], "not of the form"),
            ("a\t#\tnot: \n", &[], "not of the form"),
            ("a\t0a0a\trestated\n", &[], "not of the form"),
            ("a\t#0\trestated\n", &[], "not of the form"),
            ("a\t@#\trestated\n", &[], "not of the form"),
            ("a\tcopy@#\trestated\n", &[], "not of the form"),
            ("a\tsome/copy@0a\trestated\n", &[], "not of the form"),
            ("a\t-\trestated\n", &[], "not of the form"),
            ("a/\t-\trestated\n", &[], "not of the form"),
            ("a/\t#\tnot: out\n", &[], "not of the form"),
            ("\t#\tnot: out\n", &[], "not of the form"),
            ("\n", &[], "not of the form"),
        ] {
            let faults = faults_of(&[("1.tsv", text)], rows);
            match fault {
                "" => assert_eq!(faults, Vec::<String>::new()),
                fault => assert!(faults.iter().any(|found| found.contains(fault)), "{text:?}: {faults:?}"),
            }
        }
        // In two files as well as in one.
        let twice = faults_of(&[("1.tsv", "a\t#\trestated"), ("2.tsv", "a\t#\trestated")], &["a"]);
        assert!(twice.len() == 1 && twice[0].contains("2.tsv: a is listed twice"), "{twice:?}");
    }
}
