//! The forms of the documentation: how a summary begins and ends, and the phrases that a stranger would stop at.
//!
//! A summary is the first sentence of a doc comment. That of a function begins with a verb in the third person, that of a type with
//! an article. Every summary ends in a period, and those of functions, types and modules have at least four words.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the test reads the source, and may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The verbs that summaries of functions begin with. A new one goes in here.
const VERBS: &[&str] = &[
    "Accepts",
    "Adds",
    "Allows",
    "Answers",
    "Appends",
    "Applies",
    "Asks",
    "Begins",
    "Blocks",
    "Builds",
    "Calls",
    "Changes",
    "Checks",
    "Chooses",
    "Clears",
    "Collects",
    "Combines",
    "Compares",
    "Compiles",
    "Completes",
    "Continues",
    "Converts",
    "Copies",
    "Counts",
    "Creates",
    "Decides",
    "Declares",
    "Deletes",
    "Describes",
    "Determines",
    "Does",
    "Drops",
    "Ends",
    "Ensures",
    "Evaluates",
    "Explains",
    "Extracts",
    "Fetches",
    "Fills",
    "Finds",
    "Follows",
    "Formats",
    "Generates",
    "Gets",
    "Gives",
    "Groups",
    "Hides",
    "Inserts",
    "Iterates",
    "Joins",
    "Keeps",
    "Leaves",
    "Limits",
    "Lists",
    "Looks",
    "Lowers",
    "Makes",
    "Marks",
    "Matches",
    "Mends",
    "Moves",
    "Names",
    "Normalizes",
    "Parses",
    "Passes",
    "Picks",
    "Plays",
    "Prepares",
    "Prints",
    "Puts",
    "Reads",
    "Records",
    "Refuses",
    "Removes",
    "Renews",
    "Replaces",
    "Replays",
    "Reports",
    "Reserves",
    "Resolves",
    "Returns",
    "Reverses",
    "Runs",
    "Says",
    "Sends",
    "Separates",
    "Serializes",
    "Sets",
    "Shortens",
    "Shows",
    "Skips",
    "Sorts",
    "Splits",
    "Starts",
    "Stores",
    "Strips",
    "Takes",
    "Tells",
    "Tests",
    "Tries",
    "Turns",
    "Updates",
    "Upgrades",
    "Uses",
    "Visits",
    "Weighs",
    "Works",
    "Wraps",
    "Writes",
];

/// Phrases that are clear to nobody but their author, in lower case.
const RIDDLES: &[&str] = &[
    "takes it that",
    "what cannot be said",
    "where it would have to",
    "what it points to included",
    "whether credentials go with it",
    "at home all the way",
    "not a matter of cors",
    "nobody's",
    "knows no way for",
    "the page that asked",
    "who fetches",
    "nothing unsafe unasked",
    "unsafe unasked",
    "note that",
];

/// What a doc comment belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Item {
    Function,
    Type,
    Module,
    /// A variant, a field, a constant, an implementation.
    Other,
}

/// The summary of an item, and the line where its doc comment begins.
struct Summary {
    line: usize,
    item: Item,
    text: String,
}

#[test]
fn summaries_have_the_form() {
    let mut faults = Vec::new();
    let mut read = 0;
    for path in rust_files(&["src"]) {
        for summary in summaries(&fs::read_to_string(&path).unwrap()) {
            read += 1;
            if let Some(fault) = fault(summary.item, &summary.text) {
                faults.push(format!("{}:{}: {fault}: {}", path.display(), summary.line, summary.text));
            }
        }
    }
    assert!(read > 1_000, "only {read} summaries were found");
    assert!(faults.is_empty(), "{} summaries:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn no_riddles() {
    let mut faults = Vec::new();
    let files =
        rust_files(&["src", "examples", "fuzz", "benches"]).into_iter().chain(files_ending_with(".", ".md"));
    for path in files {
        let text = flat(&fs::read_to_string(&path).unwrap());
        for riddle in RIDDLES.iter().filter(|riddle| text.contains(*riddle)) {
            faults.push(format!("{}: {riddle}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The checks find what they are for.
#[test]
fn wrong_forms_are_found() {
    use Item::{Function, Module, Other, Type};
    let table = [
        (Function, "Returns the request's current URL.", None),
        (Function, "Returns `None` unless [it](Self::url) has one.", None),
        (Function, "Return the request's current URL.", Some("does not begin with a verb")),
        (Function, "How many bytes it takes.", Some("does not begin with a verb")),
        (Function, "Returns the request's current URL", Some("does not end in a period")),
        (Function, "Returns the URL.", Some("is shorter than four words")),
        (Type, "A request of a client.", None),
        (Type, "Request of a client, with its modes.", Some("does not begin with an article")),
        (Type, "The request.", Some("is shorter than four words")),
        (Module, "The cache.", Some("is shorter than four words")),
        (Module, "Origins, and what they share.", None),
        (Other, "An image.", None),
        (Other, "An image:", Some("does not end in a period")),
    ];
    for (item, text, expected) in table {
        assert_eq!(fault(item, text), expected, "{text}");
    }

    let source = "\
//! Words about nothing.
//! More of them.
//!
#![doc = include_str!(\"a.svg\")]
//!
//! and a caption

/// A type with a derive. And more.
#[derive(
    Clone,
)]
pub struct A {
    /// A field
    /// on two lines.
    ///
    /// A second paragraph.
    pub a: u8,
}

impl A {
    // Not a doc comment.
    /// Returns e.g. the [`A`]: this one
    pub(crate) const fn a() {}
}
";
    let found: Vec<_> =
        summaries(source).into_iter().map(|found| (found.line, found.item, found.text)).collect();
    let expected = [
        (1, Module, "Words about nothing."),
        (8, Type, "A type with a derive."),
        (13, Other, "A field on two lines."),
        (22, Function, "Returns e.g. the [`A`]: this one"),
    ];
    assert_eq!(found, expected.map(|(line, item, text)| (line, item, text.to_owned())));
    assert!(flat("    /// Nothing unsafe\n    /// unasked.").contains("nothing unsafe unasked"));
}

/// Returns what is wrong with the form of a summary.
fn fault(item: Item, text: &str) -> Option<&'static str> {
    let first = text.split(' ').next().unwrap_or_default();
    if item == Item::Function && !VERBS.contains(&first) {
        Some("does not begin with a verb")
    } else if item == Item::Type && !["A", "An", "The"].contains(&first) {
        Some("does not begin with an article")
    } else if !text.ends_with('.') {
        Some("does not end in a period")
    } else if item != Item::Other && text.split(' ').count() < 4 {
        Some("is shorter than four words")
    } else {
        None
    }
}

/// Returns the summary of each doc comment of a source file. It relies on the form that rustfmt gives the file.
fn summaries(source: &str) -> Vec<Summary> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_doc = |line: &str| line.starts_with("///") || line.starts_with("//!");
    // A picture in the documentation of a module does not end it.
    let goes_on =
        |line: &str, marker| line.starts_with(marker) || marker == "//!" && line.starts_with("#![doc =");
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let begin = at;
        let marker = lines[begin].get(..3).unwrap_or_default();
        while at < lines.len() && is_doc(lines[begin]) && goes_on(lines[at], marker) {
            at += 1;
        }
        if at == begin {
            at += 1;
            continue;
        }
        let item = if marker == "//!" { Item::Module } else { item_at(&lines[at..]) };
        let paragraph: Vec<&str> = lines[begin..at]
            .iter()
            .map(|line| line[3..].trim())
            .take_while(|line| !line.is_empty())
            .collect();
        found.push(Summary { line: begin + 1, item, text: first_sentence(&paragraph.join(" ")) });
    }
    found
}

/// Returns what follows a doc comment, after the attributes.
fn item_at(lines: &[&str]) -> Item {
    let mut depth = 0;
    for line in lines {
        if depth == 0 && !line.starts_with("#[") && !line.starts_with("//") {
            return item_of(line);
        }
        depth += line.matches('[').count();
        depth = depth.saturating_sub(line.matches(']').count());
    }
    Item::Other
}

fn item_of(line: &str) -> Item {
    let words = line.split([' ', '(']).filter(|word| !word.is_empty());
    let keyword = words.into_iter().find(|word| {
        !["pub", "crate)", "super)", "in", "const", "async", "unsafe", "extern", "\"C\"", "default"]
            .contains(word)
    });
    match keyword {
        Some("fn") => Item::Function,
        Some("struct" | "enum" | "trait" | "type" | "union" | "macro_rules!") => Item::Type,
        Some("mod") => Item::Module,
        _ => Item::Other,
    }
}

/// Returns the text up to the first period that a capital letter or a bracket follows.
fn first_sentence(text: &str) -> String {
    let end = text.match_indices(". ").map(|(at, _)| at).find(|at| {
        text[at + 2..].starts_with(|next: char| next.is_uppercase() || matches!(next, '`' | '[' | '*' | '<'))
    });
    end.map_or(text, |end| &text[..=end]).to_owned()
}

/// Returns the text in lower case, without the marks of comments, on one line.
fn flat(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_start_matches(['/', '!']));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    folders.iter().flat_map(|folder| files_ending_with(folder, ".rs")).collect()
}

/// Returns the files below a folder of the project, without what is built.
fn files_ending_with(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        // A published package has no `examples`, `fuzz` and `benches`.
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if name.starts_with('.') || name == "target" || name == "node_modules" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
