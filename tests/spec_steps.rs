//! Every step of the standard has one home in the source, or a reason why it has none: the table
//! `spec-notes/steps.tsv` is held against the marks (`// concept-cors-check 4: …`) below `src`. The marks of an algorithm
//! ascend within a file, and a top-level step stands in one file with its substeps; there are seven exceptions.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the test reads the source")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many rows each algorithm has, so that a row that goes is noticed.
const COUNTS: &[(&str, usize)] = &[
    ("collect-an-http-quoted-string", 18),
    ("concept-header-list-get-structured-header", 6),
    ("concept-header-list-set-structured-header", 2),
    ("concept-header-list-get", 2),
    ("concept-header-list-get-decode-split", 3),
    ("get-decode-and-split", 15),
    ("concept-header-list-append", 2),
    ("concept-header-list-set", 2),
    ("concept-header-list-combine", 2),
    ("convert-header-names-to-a-sorted-lowercase-set", 3),
    ("concept-header-list-sort-and-combine", 12),
    ("cors-safelisted-request-header", 15),
    ("cors-unsafe-request-header-names", 8),
    ("no-cors-safelisted-request-header", 2),
    ("forbidden-request-header", 6),
    ("extract-header-values", 2),
    ("extract-header-list-values", 8),
    ("build-a-content-range", 7),
    ("simple-range-header-value", 19),
    ("environment-default-user-agent-value", 3),
    ("concept-request-tainted-origin", 9),
    ("serializing-a-request-origin", 3),
    ("concept-request-clone", 4),
    ("concept-request-add-range-header", 6),
    ("serialize-a-response-url-for-reporting", 5),
    ("cross-origin-embedder-policy-allows-credentials", 6),
    ("appropriate-network-error", 2),
    ("concept-response-clone", 4),
    ("concept-response-location-url", 5),
    ("determine-the-network-partition-key", 9),
    ("should-be-blocked-due-to-a-bad-port", 3),
    ("append-a-request-origin-header", 10),
    ("determine-nosniff", 4),
    ("cross-origin-resource-policy-check", 7),
    ("cross-origin-resource-policy-internal-check", 11),
    ("queue-a-cross-origin-embedder-policy-corp-violation-report", 5),
    ("concept-main-fetch", 60),
    ("fetch-finale", 36),
    ("concept-override-fetch", 7),
    ("potentially-override-response-for-a-request", 11),
    ("concept-scheme-fetch", 56),
    ("determine-the-environment", 3),
    ("concept-http-fetch", 45),
    ("concept-http-redirect-fetch", 26),
    ("concept-http-network-or-cache-fetch", 110),
    ("cors-preflight-fetch-0", 26),
    ("concept-cache-create-entry", 9),
    ("concept-cors-check", 8),
    ("concept-tao-check", 8),
    ("append-to-a-request-s-navigation-timing-allow-values-list", 4),
    ("navigation-tao-check", 5),
    ("validate", 5),
    ("concept-headers-append", 9),
    ("concept-headers-fill", 4),
    ("concept-headers-remove-privileged-no-cors-request-headers", 2),
    ("dom-headers", 2),
    ("delete-name", 5),
    ("get-name", 2),
    ("getsetcookie", 2),
    ("has-name", 2),
    ("set-name-value", 5),
    ("create", 5),
    ("dom-request", 107),
    ("referrer", 3),
    ("clone", 6),
    ("concept-fetch", 39),
    ("should-response-to-request-be-blocked-due-to-mime-type", 5),
    ("should-response-to-request-be-blocked-due-to-nosniff", 6),
    ("populate-request-from-client", 11),
    ("determine-requests-referrer", 35),
    ("strip-url", 9),
    ("is-origin-trustworthy", 9),
    ("is-url-trustworthy", 3),
    ("abstract-opdef-append-the-fetch-metadata-headers-for-a-request", 5),
    ("abstract-opdef-set-dest", 4),
    ("abstract-opdef-set-mode", 4),
    ("abstract-opdef-set-site", 10),
    ("abstract-opdef-set-user", 5),
    ("parse-referrer-policy-from-header", 4),
    ("set-requests-referrer-policy-on-redirect", 2),
    ("append-a-request-cookie-header", 8),
    ("parse-and-store-response-set-cookie-headers", 9),
    ("determine-the-same-site-mode", 6),
    ("store-a-cookie", 36),
    ("retrieve-cookies", 5),
    ("dom-xmlhttprequest-send", 83),
    ("parse-a-mime-type", 29),
    ("parse-a-mime-type-from-bytes", 2),
    ("serialize-a-mime-type", 11),
    ("serialize-a-mime-type-to-bytes", 2),
    ("dom-websocket-websocket", 13),
    ("concept-websocket-establish", 14),
    ("webtransport-constructor", 38),
    ("slice-blob", 19),
];

/// Steps whose address two algorithms of the standard share. A mark could not say which it means, so
/// they have no home.
const SHARED: &[(&str, &str)] = &[
    ("determine-the-network-partition-key", "1"),
    ("determine-the-network-partition-key", "2"),
    ("determine-the-network-partition-key", "3"),
    ("potentially-override-response-for-a-request", "1"),
];

/// Top-level steps that stand in more than one file, or not in order, with the reason. Seven at most.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("concept-main-fetch", "12", "the choice is a public rule, and the machine acts on the network error"),
    (
        "concept-main-fetch",
        "14",
        "the exposed names and the filtered responses are public rules, a file each",
    ),
    ("concept-scheme-fetch", "3", "the response to a `blob:` URL is a public rule"),
    ("concept-http-fetch", "3", "what a service worker may respond with is a public rule"),
    ("concept-http-fetch", "4", "the need for a preflight is a public rule"),
    (
        "concept-http-network-or-cache-fetch",
        "8",
        "the inclusion of credentials and the limit of keepalive are public rules",
    ),
    ("cors-preflight-fetch-0", "7", "a public rule evaluates the response, and the cache stores the grant"),
];

const HEADING: &str = "section\talgorithm\ttitle\tstep\tdisposition\twhere\tnote";

/// A file of the source, its path relative to the crate and with slashes.
#[derive(Clone, Debug)]
struct Source {
    path: String,
    text: String,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    line: usize,
    section: &'a str,
    algorithm: &'a str,
    step: &'a str,
    disposition: &'a str,
    file: &'a str,
    note: &'a str,
}

/// One step that a comment is the home of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark<'a> {
    algorithm: &'a str,
    step: &'a str,
}

/// The steps that a line of source marks: none, unless it is a comment of algorithm, steps and a colon.
fn marks_of_line(line: &str) -> Vec<Mark<'_>> {
    let comment = line.trim_start().strip_prefix("// ");
    let Some((address, _)) = comment.and_then(|comment| comment.split_once(':')) else { return Vec::new() };
    let Some((algorithm, steps)) = address.split_once(' ') else { return Vec::new() };
    let steps: Vec<&str> = steps.split(',').map(str::trim).collect();
    if !is_anchor(algorithm) || !steps.iter().all(|step| is_step(step)) {
        return Vec::new();
    }
    steps.into_iter().map(|step| Mark { algorithm, step }).collect()
}

fn is_anchor(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// `4`, `12d`, `12d.2`.
fn is_step(word: &str) -> bool {
    word.split('.').all(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let letters = &part[digits..];
        digits > 0 && letters.len() <= 1 && letters.bytes().all(|b| b.is_ascii_lowercase())
    })
}

/// The algorithm that a comment begins with as a mark does, a step behind it, whatever comes then.
fn begins_as_mark_of(line: &str) -> Option<&str> {
    let (word, rest) = line.trim_start().strip_prefix("// ")?.split_once(' ')?;
    rest.split([' ', ',', ':']).next().is_some_and(is_step).then_some(word)
}

/// The rows of the table, and what is wrong with its form.
fn rows(table: &str) -> (Vec<Row<'_>>, Vec<String>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let mut lines = table.lines().zip(1..);
    if lines.next().map(|(heading, _)| heading) != Some(HEADING) {
        faults.push("the table's heading is another one".to_owned());
    }
    for (text, line) in lines {
        match *text.split('\t').collect::<Vec<_>>() {
            [section, algorithm, _, step, disposition, file, note]
                if is_anchor(algorithm) && is_step(step) =>
            {
                rows.push(Row { line, section, algorithm, step, disposition, file, note });
            }
            _ => faults.push(format!("row {line} is not of seven columns: {text}")),
        }
    }
    (rows, faults)
}

/// Everything in which the table, the source and the counts disagree.
fn faults(table: &str, sources: &[Source], counts: &[(&str, usize)]) -> Vec<String> {
    let (rows, mut faults) = rows(table);
    let mut by_step: BTreeMap<(&str, &str), Vec<Row<'_>>> = BTreeMap::new();
    let mut by_algorithm: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        by_step.entry((row.algorithm, row.step)).or_default().push(*row);
        *by_algorithm.entry(row.algorithm).or_default() += 1;
    }

    // The marks, each once, each with a row that calls it a home.
    let mut homes: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for source in sources {
        for (line, number) in source.text.lines().zip(1..) {
            let place = format!("{}:{number}", source.path);
            let marks = marks_of_line(line);
            if marks.is_empty() {
                let nearly = begins_as_mark_of(line).filter(|word| by_algorithm.contains_key(word));
                faults.extend(nearly.map(|algorithm| format!("{place}: nearly a mark of {algorithm}")));
            }
            for Mark { algorithm, step } in marks {
                let is_home = |rows: &Vec<Row<'_>>| rows.iter().any(|row| row.disposition == "home");
                match by_step.get(&(algorithm, step)).map(is_home) {
                    None => faults.push(format!("{place}: there is no step {algorithm} {step}")),
                    Some(false) => faults.push(format!("{place}: the row of {algorithm} {step} is no home")),
                    Some(true) => {}
                }
                if let Some(other) = homes.insert((algorithm, step), &source.path) {
                    faults.push(format!("{place}: {algorithm} {step} is marked in {other} already"));
                }
            }
        }
    }

    for Row { line, algorithm, step, disposition, file, note, .. } in &rows {
        let about = format!("row {line}, {algorithm} {step}");
        match *disposition {
            "home" if SHARED.contains(&(*algorithm, *step)) => {
                faults.push(format!("{about}: two algorithms share this address, so it can have no home"));
            }
            "home" => match homes.get(&(*algorithm, *step)) {
                Some(home) if home == file => {}
                Some(home) => faults.push(format!("{about}: its home is {home}, not {file:?}")),
                None => faults.push(format!("{about}: no mark in {file:?}")),
            },
            "host" | "later" | "out" => {
                if note.trim().is_empty() {
                    faults.push(format!("{about}: no note"));
                }
                if !file.is_empty() {
                    faults.push(format!("{about}: a file, but no home"));
                }
            }
            other => faults.push(format!("{about}: no such disposition as {other:?}")),
        }
    }

    for ((algorithm, step), rows) in &by_step {
        let expected = if SHARED.contains(&(*algorithm, *step)) { 2 } else { 1 };
        if rows.len() > expected {
            faults.push(format!("{algorithm} {step} has {} rows", rows.len()));
        }
    }
    let counts: BTreeMap<&str, usize> = counts.iter().copied().collect();
    for algorithm in counts.keys().chain(by_algorithm.keys().filter(|known| !counts.contains_key(*known))) {
        let (has, should) = (by_algorithm.get(algorithm).unwrap_or(&0), counts.get(algorithm).unwrap_or(&0));
        if has != should {
            faults.push(format!("{algorithm} has {has} rows, not {should}"));
        }
    }
    faults
}

/// Where the marks do not stand as a reader follows them: within a file, those of one algorithm ascend, and each top-level
/// step stands in one file with all its substeps. An exception that is not needed is a fault too.
fn order_faults(sources: &[Source], exceptions: &[(&str, &str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    let mut report = |algorithm, step, fault| {
        let top_level = top_level(step);
        match exceptions.iter().find(|(a, t, _)| (*a, *t) == (algorithm, top_level)) {
            Some(exception) => drop(used.insert(exception)),
            None => faults.push(fault),
        }
    };
    let mut files: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for source in sources {
        let mut last: BTreeMap<&str, &str> = BTreeMap::new();
        for (line, number) in source.text.lines().zip(1..) {
            for Mark { algorithm, step } in marks_of_line(line) {
                let place = format!("{}:{number}: {algorithm} {step}", source.path);
                if let Some(before) = last.insert(algorithm, step)
                    && parts(before) >= parts(step)
                {
                    report(algorithm, step, format!("{place} stands behind {before}"));
                }
                let file = *files.entry((algorithm, top_level(step))).or_insert(&source.path);
                if file != source.path {
                    report(algorithm, step, format!("{place} stands apart from {file}"));
                }
            }
        }
    }
    let unused = exceptions.iter().filter(|exception| !used.contains(exception));
    faults.extend(unused.map(|(algorithm, step, _)| format!("{algorithm} {step} needs no exception")));
    faults
}

/// The number that a step begins with: `12` of `12d.2`.
fn top_level(step: &str) -> &str {
    &step[..step.bytes().take_while(u8::is_ascii_digit).count()]
}

/// A step as its numbers and letters, which compare as the steps follow each other.
fn parts(step: &str) -> Vec<(u32, &str)> {
    let part = |part| {
        (top_level(part).parse().expect("a step begins with a number"), &part[top_level(part).len()..])
    };
    step.split('.').map(part).collect()
}

/// The steps that `src/error/step.rs` names: the strings in calls of its functions from a step to a
/// `SpecStep`, each function having an algorithm of its own.
fn error_steps(text: &str) -> Vec<Mark<'_>> {
    let mut named = Vec::new();
    for definition in text.split("const fn ").skip(1) {
        let Some((function, rest)) = definition.split_once("(step: &'static str) -> SpecStep {") else {
            continue;
        };
        let algorithm = quoted(rest).next().expect("the function has an algorithm");
        for (at, call) in text.match_indices(&format!("{function}(")) {
            let before = text[..at].bytes().next_back();
            if before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') || text[..at].ends_with("fn ") {
                continue;
            }
            let arguments = up_to_closing(&text[at + call.len()..]);
            named.extend(quoted(arguments).map(|step| Mark { algorithm, step }));
        }
    }
    named
}

/// What stands between double quotes, none of which is escaped.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// What stands before the parenthesis that closes.
fn up_to_closing(text: &str) -> &str {
    let mut depth = 1;
    for (at, character) in text.char_indices() {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file below `directory`, in the order of their paths.
fn sources_below(directory: &str) -> Vec<Source> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)).unwrap();
    let mut sources = Vec::new();
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{directory}/{}", entry.file_name().to_str().expect("a name in UTF-8"));
        if entry.file_type().unwrap().is_dir() {
            sources.extend(sources_below(&path));
        } else if path.to_ascii_lowercase().ends_with(".rs") {
            sources.push(Source { text: read(&path), path });
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

#[test]
fn every_step_has_one_home_or_a_reason() {
    let faults = faults(&read("spec-notes/steps.tsv"), &sources_below("src"), COUNTS);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn marks_stand_as_a_reader_follows_them() {
    let faults = order_faults(&sources_below("src"), EXCEPTIONS);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(EXCEPTIONS.len() <= 7 && EXCEPTIONS.iter().all(|(_, _, reason)| !reason.is_empty()));
}

/// The sections of other standards than Fetch, `<standard>@<commit>`, that no row of the notes pins, and the pins that no
/// section has.
fn pin_faults(table: &str, notes: &str) -> Vec<String> {
    let (rows, _) = rows(table);
    let sections: BTreeSet<&str> = rows.iter().map(|row| row.section).filter(|s| s.contains('@')).collect();
    let pins = notes.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| {
        let (standard, rest) = line.split_once('`')?;
        let commit = rest.split_once("commit `")?.1.get(..12)?;
        Some(format!("{standard}@{commit}"))
    });
    let pins: BTreeSet<String> = pins.collect();
    let unpinned = sections.iter().filter(|section| !pins.contains(**section));
    let unused = pins.iter().filter(|pin| !sections.contains(pin.as_str()));
    unpinned
        .map(|section| format!("{section} is not pinned"))
        .chain(unused.map(|pin| format!("{pin} has no rows")))
        .collect()
}

#[test]
fn other_standards_are_pinned() {
    let (table, notes) = (read("spec-notes/steps.tsv"), read("spec-notes/README.md"));
    assert_eq!(pin_faults(&table, &notes), [""; 0]);
}

#[test]
fn missing_pins_are_noticed() {
    let table = table(&[["a-b", "1", "out", "", "x"]]).replace("section\ta-b", "xhr@0123456789ab\ta-b");
    let pin = |commit: &str| format!("| `xhr` XMLHttpRequest | commit `{commit}` of today |");
    assert_eq!(pin_faults(&table, &pin("0123456789abcdef")), [""; 0]);
    assert_eq!(pin_faults(&table, "| nothing |"), ["xhr@0123456789ab is not pinned"]);
    let other = pin_faults(&table, &pin("0123456789acbdef"));
    assert_eq!(other, ["xhr@0123456789ab is not pinned", "xhr@0123456789ac has no rows"]);
}

#[test]
fn marks_out_of_order_are_noticed() {
    let order_of = |text: &str| order_faults(&source(text), &[]);
    assert_eq!(order_of("// a-b 1, 2: one.\n// c 1: other.\n// a-b 2.1: two.\n// a-b 10: ten.\n"), [""; 0]);
    assert_eq!(order_of("// a-b 12b.2: x.\n// a-b 12c: y.\n// a-b 12d, 12d.1: z.\n"), [""; 0]);
    assert_eq!(order_of("// a-b 2: x.\n// a-b 1: y.\n"), ["src/a.rs:2: a-b 1 stands behind 2"]);
    assert_eq!(order_of("// a-b 2.1, 2: x.\n"), ["src/a.rs:1: a-b 2 stands behind 2.1"]);
    assert_eq!(order_of("// a-b 12d: x.\n// a-b 12c: y.\n"), ["src/a.rs:2: a-b 12c stands behind 12d"]);
    assert_eq!(order_of("// a-b 10: x.\n// a-b 9: y.\n"), ["src/a.rs:2: a-b 9 stands behind 10"]);
    let exception = [("a-b", "1", "for a reason")];
    assert_eq!(order_faults(&source("// a-b 2: x.\n// a-b 1: y.\n"), &exception), [""; 0]);
    assert_eq!(order_faults(&source("// a-b 1: x.\n"), &exception), ["a-b 1 needs no exception"]);
}

#[test]
fn steps_in_several_files_are_noticed() {
    let mut sources = source("// a-b 4.1: one.\n// a-b 5: other.\n");
    sources
        .push(Source { path: "src/b.rs".to_owned(), text: "// a-b 4.2: two.\n// a-b 6: six.\n".to_owned() });
    assert_eq!(order_faults(&sources, &[]), ["src/b.rs:1: a-b 4.2 stands apart from src/a.rs"]);
    assert_eq!(order_faults(&sources, &[("a-b", "4", "for a reason")]), [""; 0]);
}

#[test]
fn errors_name_steps_that_exist() {
    let (table, source) = (read("spec-notes/steps.tsv"), read("src/error/step.rs"));
    let (rows, _) = rows(&table);
    let named = error_steps(&source);
    assert!(named.contains(&Mark { algorithm: "concept-cors-check", step: "4" }), "nothing was read");
    for definition in source.split("SpecStep { algorithm: ").skip(1) {
        let algorithm = quoted(definition).next().unwrap();
        assert!(named.iter().any(|mark| mark.algorithm == algorithm), "no step of {algorithm} was read");
    }
    for Mark { algorithm, step } in named {
        let exists = rows.iter().any(|row| (row.algorithm, row.step) == (algorithm, step));
        assert!(exists, "there is no step {algorithm} {step}");
    }
}

#[test]
fn errors_are_read_from_calls_however_they_are_nested() {
    let source = r#"
        const fn a_fetch(step: &'static str) -> SpecStep { SpecStep { algorithm: "a", title: "A", step } }
        const fn fetch(step: &'static str) -> SpecStep { SpecStep { algorithm: "b", title: "B", step } }
        fn of(self) -> SpecStep {
            match self {
                X if x == "about" => a_fetch("3a"),
                Y => fetch(match self { Z(_) => "1", W { .. } => "2.1" }),
                V => fetch("3"),
            }
        }
    "#;
    let expected = [("a", "3a"), ("b", "1"), ("b", "2.1"), ("b", "3")];
    assert_eq!(error_steps(source), expected.map(|(algorithm, step)| Mark { algorithm, step }));
}

#[test]
fn marks_are_read_from_comments() {
    let lines: &[(&str, &[(&str, &str)])] = &[
        ("// concept-cors-check 4: to the byte.", &[("concept-cors-check", "4")]),
        ("    // validate 1: with: colons.", &[("validate", "1")]),
        ("// a-b 3.5, 3.5.1, 12d.2: several.", &[("a-b", "3.5"), ("a-b", "3.5.1"), ("a-b", "12d.2")]),
        (
            "// cors-preflight-fetch-0 7,8:",
            &[("cors-preflight-fetch-0", "7"), ("cors-preflight-fetch-0", "8")],
        ),
        ("// a-b 4.1c: a case.", &[("a-b", "4.1c")]),
        // Comments that are no marks.
        ("// concept-fetch: no step.", &[]),
        ("// concept-cors-check 4 without a colon", &[]),
        ("// concept-cors-check 4,: a comma too many", &[]),
        ("// concept-cors-check step 4: a word too many", &[]),
        ("// Concept 4: a capital letter", &[]),
        ("// concept-cors-check 4dd: two letters", &[]),
        ("// concept-cors-check 4.: a point too many", &[]),
        ("// concept-cors-check .4: a point too many", &[]),
        ("//concept-cors-check 4: no space", &[]),
        ("/// concept-cors-check 4: documentation.", &[]),
        ("let x = 1; // concept-cors-check 4: behind code.", &[]),
        ("let mark = \"// concept-cors-check 4: \";", &[]),
        ("concept-cors-check 4: no comment.", &[]),
        ("", &[]),
    ];
    for (line, expected) in lines {
        let expected: Vec<_> = expected.iter().map(|&(algorithm, step)| Mark { algorithm, step }).collect();
        assert_eq!(marks_of_line(line), expected, "{line}");
    }
}

/// A table of these rows: algorithm, step, disposition, file, note.
fn table(rows: &[[&str; 5]]) -> String {
    let rows = rows.iter().map(|[algorithm, step, rest @ ..]| {
        ["section", algorithm, "title", step]
            .into_iter()
            .chain(rest.iter().copied())
            .collect::<Vec<_>>()
            .join("\t")
    });
    [HEADING.to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

const GOOD_TABLE: &[[&str; 5]] = &[
    ["a-b", "1", "home", "src/a.rs", ""],
    ["a-b", "2", "home", "src/a.rs", ""],
    ["a-b", "2.1", "host", "", "does it: Exchange::fail"],
    ["a-b", "3", "later", "", "a feature"],
    ["c", "1", "out", "", "streams"],
];
const GOOD_COUNTS: &[(&str, usize)] = &[("a-b", 4), ("c", 1)];
const GOOD_SOURCE: &str =
    "fn f() {\n    // a-b 1: one.\n    // a-b 2: two.\n    // concept-fetch: neither.\n}\n";

fn source(text: &str) -> Vec<Source> {
    vec![Source { path: "src/a.rs".to_owned(), text: text.to_owned() }]
}

#[test]
fn what_agrees_has_no_fault() {
    assert_eq!(faults(&table(GOOD_TABLE), &source(GOOD_SOURCE), GOOD_COUNTS), [""; 0]);
}

#[test]
fn marks_that_disagree_are_noticed() {
    let changes = [
        ("    // a-b 1: one.\n", "", "row 2, a-b 1: no mark in \"src/a.rs\""),
        ("a-b 1:", "a-b 1, 2:", "src/a.rs:3: a-b 2 is marked in src/a.rs already"),
        ("a-b 1:", "a-b 1, 9:", "src/a.rs:2: there is no step a-b 9"),
        ("neither.", "neither.\n// x 1: what?", "src/a.rs:5: there is no step x 1"),
        ("a-b 1:", "a-b 1, 3:", "src/a.rs:2: the row of a-b 3 is no home"),
        ("a-b 1:", "a-b 1, 2.1:", "src/a.rs:2: the row of a-b 2.1 is no home"),
        ("neither.", "neither.\n// a-b 3 (mostly): no mark.", "src/a.rs:5: nearly a mark of a-b"),
    ];
    for (old, new, expected) in changes {
        let changed = GOOD_SOURCE.replace(old, new);
        assert_ne!(changed, GOOD_SOURCE);
        assert_eq!(faults(&table(GOOD_TABLE), &source(&changed), GOOD_COUNTS), [expected]);
    }
}

#[test]
fn a_mark_in_another_file_is_noticed() {
    let [first, second] = ["    // a-b 1: one.\n", "// a-b 1: one.\n"];
    let mut sources = source(&GOOD_SOURCE.replace(first, ""));
    sources.push(Source { path: "src/b.rs".to_owned(), text: second.to_owned() });
    let expected = ["row 2, a-b 1: its home is src/b.rs, not \"src/a.rs\""];
    assert_eq!(faults(&table(GOOD_TABLE), &sources, GOOD_COUNTS), expected);

    let mut sources = source(GOOD_SOURCE);
    sources.push(Source { path: "src/b.rs".to_owned(), text: second.to_owned() });
    let found = faults(&table(GOOD_TABLE), &sources, GOOD_COUNTS);
    assert_eq!(found[0], "src/b.rs:1: a-b 1 is marked in src/a.rs already");
}

#[test]
fn rows_that_disagree_are_noticed() {
    let rows: &[(usize, [&str; 5], &str)] = &[
        (3, ["a-b", "2.1", "host", "", ""], "row 4, a-b 2.1: no note"),
        (4, ["a-b", "3", "later", "", " "], "row 5, a-b 3: no note"),
        (5, ["c", "1", "out", "", ""], "row 6, c 1: no note"),
        (5, ["c", "1", "maybe", "", "streams"], "row 6, c 1: no such disposition as \"maybe\""),
        (5, ["c", "1", "out", "src/a.rs", "streams"], "row 6, c 1: a file, but no home"),
        (5, ["c", "1", "home", "src/a.rs", ""], "row 6, c 1: no mark in \"src/a.rs\""),
        (4, ["a-b", "2.1", "host", "", "again"], "a-b 2.1 has 2 rows"),
        (5, ["d", "1", "out", "", "streams"], "c has 0 rows, not 1"),
    ];
    for (at, row, expected) in rows {
        let mut changed = GOOD_TABLE.to_vec();
        changed[at - 1] = *row;
        assert_eq!(faults(&table(&changed), &source(GOOD_SOURCE), GOOD_COUNTS)[0], *expected);
    }
}

#[test]
fn rows_that_go_are_noticed() {
    for at in 2..GOOD_TABLE.len() {
        let mut changed = GOOD_TABLE.to_vec();
        changed.remove(at);
        assert_eq!(faults(&table(&changed), &source(GOOD_SOURCE), GOOD_COUNTS).len(), 1, "without row {at}");
    }
    let cut = table(GOOD_TABLE).replace("\tstreams", "");
    assert!(faults(&cut, &source(GOOD_SOURCE), GOOD_COUNTS)[0].contains("not of seven columns"));
    let headless = table(GOOD_TABLE).replace("note\n", "notes\n");
    assert!(faults(&headless, &source(GOOD_SOURCE), GOOD_COUNTS)[0].contains("heading"));
}

#[test]
fn a_step_of_two_algorithms_has_no_home() {
    let (algorithm, step) = SHARED[0];
    let rows = [[algorithm, step, "later", "", "one"], [algorithm, step, "home", "src/a.rs", ""]];
    let marked = format!("// {algorithm} {step}: which?\n");
    let found = faults(&table(&rows), &source(&marked), &[(algorithm, 2)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("two algorithms share"));
}

/// Every single mark of the real source is missed when its line goes.
#[test]
fn deleting_any_mark_of_the_source_is_noticed() {
    let (table, mut sources) = (read("spec-notes/steps.tsv"), sources_below("src"));
    // Comments are all that is read, and there are hundreds of marks to delete.
    for source in &mut sources {
        let comments = source.text.lines().filter(|line| line.trim_start().starts_with("// "));
        source.text = comments.map(|line| format!("{line}\n")).collect();
    }
    let known = faults(&table, &sources, COUNTS);
    for file in 0..sources.len() {
        for (number, line) in sources[file].text.lines().enumerate() {
            let Some(mark) = marks_of_line(line).first().copied() else { continue };
            let mut changed = sources.clone();
            let others = sources[file].text.lines().enumerate().filter(|(other, _)| *other != number);
            changed[file].text = others.map(|(_, line)| format!("{line}\n")).collect();
            assert_ne!(faults(&table, &changed, COUNTS), known, "{}: {mark:?}", sources[file].path);
        }
    }
}
