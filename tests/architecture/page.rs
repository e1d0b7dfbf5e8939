//! The table of algorithms on the page of the documentation is that of `spec-notes/steps.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const PAGE: &str = include_str!("../../src/architecture/mod.rs");

/// For each algorithm, the files that have its steps.
type Homes = BTreeMap<String, BTreeSet<String>>;

#[test]
fn each_algorithm_is_on_the_page_with_its_files() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec-notes/steps.tsv");
    let Ok(steps) = std::fs::read_to_string(path) else {
        return; // a published package may leave out the notes
    };
    let (page, steps) = (homes_of_page(PAGE), homes_of_steps(&steps));
    assert!(steps.len() > 70, "{}", steps.len());
    for (algorithm, files) in &steps {
        assert_eq!(page.get(algorithm), Some(files), "{algorithm}");
    }
    assert_eq!(page.len(), steps.len(), "the page has no other algorithm");
}

/// Reads rows such as `| [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check) | `check/cors.rs` | … |`.
fn homes_of_page(page: &str) -> Homes {
    let mut homes = Homes::new();
    for row in page.lines().filter_map(|line| line.strip_prefix("//! | [")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let (_, algorithm) = cells[0].trim_end_matches(')').rsplit_once('#').unwrap();
        let files = cells[1].split(", ").map(|file| format!("src/{}", file.trim_matches('`')));
        let before = homes.insert(algorithm.to_owned(), files.collect());
        assert_eq!(before, None, "{algorithm} has two rows");
    }
    homes
}

/// Reads the rows of steps that have a home: the second column is the algorithm, the fifth says so, and the sixth is the file.
fn homes_of_steps(steps: &str) -> Homes {
    let mut homes = Homes::new();
    for row in steps.lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        if cells[4] == "home" {
            homes.entry(cells[1].to_owned()).or_default().insert(cells[5].to_owned());
        }
    }
    homes
}
