//! Tests that the page of every case has everything that it should have.

use fetch_cors::explain::{Outcome, TraceKind};
use fetch_cors_cli::explain::html;
use fetch_cors_cli::explain::report::{Explained, Report};
use fetch_cors_cli::explain::shown;

use crate::situations::{CASES, SAMPLES, cases, report_of};

#[test]
fn every_case_has_a_page() {
    for case in cases(CASES).chain(cases(SAMPLES)) {
        let report = report_of(&case);
        let page = html::write(&report);
        assert_is_one_page(&page);
        for fetch in &report.fetches {
            // The page has only this fetch, so that nothing belongs to another one.
            let page = html::write(&Report { fetches: vec![fetch.clone()], ..report.clone() });
            check_fetch(&page, fetch);
        }
        assert_eq!(page.contains("<nav "), report.fetches.len() > 1);
    }
}

#[test]
fn an_empty_report_says_so() {
    let page = html::write(&Report { source: "nothing".to_owned(), notes: Vec::new(), fetches: Vec::new() });
    assert_is_one_page(&page);
    assert!(page.contains("There is no fetch to explain."));
}

#[test]
fn many_fetches_have_a_table_of_contents_and_a_bound() {
    let all: Vec<Explained> =
        cases(CASES).chain(cases(SAMPLES)).flat_map(|case| report_of(&case).fetches).collect();
    let fetches: Vec<Explained> = all.iter().cycle().take(300).cloned().collect();
    let notes = vec!["`entry 7` is not HTTP.".to_owned(); 300];
    let page = html::write(&Report { source: "a large file".to_owned(), notes, fetches });
    assert_is_one_page(&page);
    assert_eq!(page.matches("<article ").count(), 200);
    for i in 1..=200 {
        assert!(page.contains(&format!("<a href=\"#fetch-{i}\">")));
        assert_eq!(page.matches(&format!("id=\"fetch-{i}\"")).count(), 1);
    }
    assert!(page.contains("This page explains the first 200 of 300 fetches."));
    assert!(page.contains("<li>and 100 more</li>"));
    assert!(page.len() < 4_000_000, "{}", page.len());
}

fn check_fetch(page: &str, fetch: &Explained) {
    let is_refused = fetch.explanation.outcome == Outcome::Refused;
    assert_eq!(page.matches("The fetch failed here.").count(), usize::from(is_refused), "{}", fetch.title);
    assert_eq!(page.matches("<div class=\"note broken\">").count(), usize::from(is_refused));
    for entry in &fetch.trace {
        assert!(text(page).contains(&entry.to_string().replace('`', "")), "{entry}");
        if let TraceKind::Sent(sent) = &entry.kind {
            let url = shown::url(&sent.url, false);
            let path = url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or(url);
            assert!(text(page).contains(&format!("{} {path}", sent.method)), "{entry}");
        }
    }
    let explanation = &fetch.explanation;
    let texts = explanation.findings.iter().map(ToString::to_string);
    let texts = texts.chain(explanation.plans.iter().flat_map(|plan| &plan.fixes).map(ToString::to_string));
    let texts = texts.chain(explanation.surprises.iter().map(ToString::to_string));
    for said in texts.chain(explanation.gaps.iter().map(ToString::to_string)) {
        assert!(text(page).contains(&said.replace('`', "")), "{said}");
    }
}

/// Returns the text of a page as a reader sees it.
fn text(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        text += part.split_once('>').map_or(part, |(_, text)| text);
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

/// Checks that a page is complete, and that every element has its end tag in the right place.
pub fn assert_is_one_page(page: &str) {
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    for reference in ["<script", "<link", "<img", "<iframe", "<form", "src=\"", "url(", "@import"] {
        assert!(!page.contains(reference), "{reference}");
    }
    // The only links lead to a fetch on this page, or to the standard. They load nothing.
    for href in page.split("href=\"").skip(1) {
        assert!(
            href.starts_with("#fetch-") || href.starts_with("https://fetch.spec.whatwg.org/#"),
            "{href:.80}"
        );
    }
    let mut open = Vec::new();
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        let name = tag.split([' ', '\n']).next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if ["!doctype", "meta"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
