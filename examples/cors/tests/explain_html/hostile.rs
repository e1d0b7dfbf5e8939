//! Tests that secrets are not shown, and that what a server or a page sends stays text.

use fetch_cors::explain::{Answer, Event, Story};
use fetch_cors::header::HeaderList;
use fetch_cors::request::CredentialsMode;
use fetch_cors::{Client, Origin, Response};
use fetch_cors_cli::explain::html;
use fetch_cors_cli::explain::report::{Explained, Report};

use crate::page::assert_is_one_page;
use crate::situations::explained;

const SECRET: &str = "Zq7secret";
const MARKUP: &str = "</pre></div><script>alert('1')</script><img src=x onerror=\"alert(1)\">";

#[test]
fn no_secret_is_shown() {
    let page = html::write(&report(secret()));
    assert_is_one_page(&page);
    assert!(!page.to_lowercase().contains(&SECRET.to_lowercase()), "{page}");
    assert!(page.contains("Authorization: …") && page.contains("Location: https://other.example/in?…"));
}

#[test]
fn no_password_of_a_redirect_is_shown() {
    let page = Client::new(Origin::parse("https://app.example").unwrap());
    for location in
        ["//user:Zq7secret@other.example/", "https://user:Zq7secret@other.example/", "//u:Zq7secret?@a/"]
    {
        let moved = response(302, &[("Access-Control-Allow-Origin", "*"), ("Location", location)]);
        let story =
            Story::new(page.fetch("https://api.example/").build().unwrap()).with(Event::Actual(moved));
        assert!(!html::write(&report(explained(story))).contains(SECRET), "{location}");
    }
}

#[test]
fn secrets_are_shown_if_the_user_asks_for_it() {
    let page = html::write(&report(Explained { shows_secrets: true, ..secret() }));
    assert!(page.contains("Authorization: Bearer Zq7secret"));
}

#[test]
fn hostile_text_stays_text() {
    let page = html::write(&report(hostile()));
    assert_is_one_page(&page);
    assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"));
    assert!(!page.contains('\u{202e}') && page.contains("\\u{202e}"));
    assert!(!page.contains('\0') && page.contains("\\u{0}"));
    assert!(page.len() < 100_000, "{}", page.len());
}

#[test]
fn a_page_of_large_fetches_has_a_bound() {
    let fetches = vec![large(); 300];
    let page = html::write(&Report { source: "a test".to_owned(), notes: Vec::new(), fetches });
    assert_is_one_page(&page);
    let explained = page.matches("<article ").count();
    assert!(explained < 200 && page.len() < 9_000_000, "{explained} with {} bytes", page.len());
    assert!(page.contains(&format!("This page explains the first {explained} of 300 fetches.")));
    assert_eq!(page.matches("<li><a href=\"#fetch-").count(), explained);
}

fn report(fetch: Explained) -> Report {
    Report { source: "a test".to_owned(), notes: Vec::new(), fetches: vec![fetch] }
}

/// Returns a refused fetch with a secret in every possible place.
fn secret() -> Explained {
    let page = Client::new(Origin::parse("https://app.example").unwrap());
    let request = page
        .fetch("https://api.example/items?token=Zq7secret#Zq7secret")
        .method("PUT")
        .credentials(CredentialsMode::Include)
        .headers([("Authorization", "Bearer Zq7secret"), ("X-Api-Key", "Zq7secret")])
        .build()
        .unwrap();
    let granted = response(
        200,
        &[
            ("Access-Control-Allow-Origin", "https://app.example"),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Allow-Headers", "authorization, x-api-key"),
        ],
    );
    let moved = response(
        307,
        &[
            ("Access-Control-Allow-Origin", "https://app.example"),
            ("Access-Control-Allow-Credentials", "true"),
            ("Location", "https://other.example/in?code=Zq7secret"),
            ("Set-Cookie", "id=Zq7secret"),
            ("X-Debug", "Zq7secret"),
        ],
    );
    let story = Story::new(request).with(Event::Preflight(granted)).with(Event::Actual(moved));
    explained(story.with(Event::Preflight(response(401, &[("WWW-Authenticate", "Bearer Zq7secret")]))))
}

/// Returns a refused fetch with markup, control characters and very long values in every possible place.
pub fn hostile() -> Explained {
    let page = Client::new(Origin::parse("https://app.example").unwrap());
    let long = "x".repeat(20_000);
    let url = format!("https://api.example/<img src=x>/{long}?{MARKUP}");
    let value = format!("\u{202e}{MARKUP}");
    let request = page.fetch(url.as_str()).headers([("X-Markup", MARKUP)]).build().unwrap();
    let many: Vec<(String, String)> =
        (0..100).map(|i| (format!("Access-Control-X-{i}"), long.clone())).collect();
    let list = [("Access-Control-Allow-Origin", value.as_str()), ("Vary", long.as_str())];
    let list = list.into_iter().chain(many.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let list: Vec<(&str, &str)> = list.collect();
    let explained = explained(Story::new(request).with(Event::Preflight(response(200, &list))));
    Explained {
        title: format!("GET https://api.example/{long}"),
        place: format!("line 1, {MARKUP}"),
        concluded: vec![format!("\u{202e}{MARKUP}\0{long}")],
        contradiction: Some(MARKUP.to_owned()),
        caveat: Some(MARKUP.to_owned()),
        ..explained
    }
}

/// Returns a fetch with twenty redirects and large headers.
fn large() -> Explained {
    let page = Client::new(Origin::parse("https://app.example").unwrap());
    let long = "x".repeat(1_000);
    let url = |i| format!("https://api.example/{i}/{long}");
    let moved = |i| {
        let headers = [("Access-Control-Allow-Origin", "*"), ("Location", &url(i)), ("Vary", &long)];
        Event::Actual(response(302, &headers))
    };
    explained((1..=20).map(moved).fold(Story::new(page.fetch(url(0).as_str()).build().unwrap()), Story::with))
}

fn response(status: u16, headers: &[(&str, &str)]) -> Answer {
    let headers = HeaderList::try_from_pairs(headers.iter().copied()).unwrap();
    Answer::new(Response::new(status, ()).with_headers(headers))
}
