//! The public methods that move the machine are those of the table.

use std::collections::BTreeSet;
use std::path::Path;

use crate::edges::{EDGES, State};

/// The files of what a host holds, with the type that has the methods.
const FILES: [(&str, &str); 3] = [("hop.rs", "Hop"), ("exchange.rs", "Exchange"), ("local.rs", "LocalFetch")];

#[test]
fn each_method_that_moves_is_in_the_table() {
    let mut found = BTreeSet::new();
    for (file, owner) in FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fetch").join(file);
        let methods = methods_that_move(&std::fs::read_to_string(path).unwrap());
        found.extend(methods.into_iter().map(|method| (owner, method)));
    }
    let table: BTreeSet<_> =
        EDGES.iter().map(|(from, method, _)| (file_of(*from), method_name(method))).collect();
    assert_eq!(found, table);
}

/// Returns the type whose file has the methods of a state.
fn file_of(state: State) -> &'static str {
    match state {
        // `next_manual_redirect` is a method of `FilteredResponse`, and is written down beside `Hop`.
        State::Request | State::Hop | State::Response => "Hop",
        State::Preflight | State::Actual => "Exchange",
        State::Local => "LocalFetch",
        State::Error => panic!("the fetch is over"),
    }
}

fn method_name(method: &str) -> String {
    method.rsplit("::").next().unwrap().to_owned()
}

/// Returns the names of the public functions that take `self` by value, or return a step or a hop.
fn methods_that_move(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for function in source.split("\n    pub ").skip(1) {
        let signature = function.split('{').next().unwrap();
        let Some(name) = signature.split("fn ").nth(1) else { continue };
        let (name, rest) = name.split_once(['(', '<']).unwrap();
        let (parameters, result) = rest.split_once("->").unwrap_or((rest, ""));
        let takes_self = parameters
            .split([',', '('])
            .any(|one| matches!(one.trim(), "self" | "mut self" | "self)" | "mut self)"));
        let makes_one = result.contains("Step<") || result.contains("Hop") || name == "new";
        if takes_self || makes_one {
            found.push(name.to_owned());
        }
    }
    found
}

#[test]
fn methods_are_read_from_the_source() {
    let source = "
    pub fn new(request: Request) -> Self {
    pub fn url(&self) -> &Url {
    pub fn upgrade(mut self) -> Self {
    pub fn run<B>(self, cache: &mut PreflightCache) -> Step<B> {
    pub(super) fn inner(self) -> Step<B> {
    pub fn next(&mut self) -> Option<Result<Hop, NetworkError>> {
    pub fn respond<B>(
        self,
        cache: &mut PreflightCache,
    ) -> Step<B> {
";
    assert_eq!(methods_that_move(source), ["new", "upgrade", "run", "next", "respond"]);
}
