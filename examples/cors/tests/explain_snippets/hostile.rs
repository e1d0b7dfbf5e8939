//! Tests with secrets, and with values that could end a quote. No line has them.

use fetch_cors::explain::{Answer, Event, Story, explain};
use fetch_cors::{Client, Origin};
use fetch_cors_cli::explain::report::Snippet;
use fetch_cors_cli::explain::snippets::snippets;

/// Returns the lines of all plans.
fn lines(story: &Story) -> Vec<Snippet> {
    explain(story).plans.iter().flat_map(|plan| snippets(plan, story)).collect()
}

fn targets(lines: &[Snippet]) -> Vec<&str> {
    lines.iter().map(|line| line.target).collect()
}

fn page() -> Client {
    Client::new(Origin::parse("https://app.example").unwrap())
}

fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Answer::new(response.body(()).unwrap())
}

#[test]
fn an_origin_that_breaks_out_of_quotes_has_no_lines_for_servers() {
    for host in ["a\"b", "a'b", "a$b", "a`b", "a{b", "a}b"] {
        let Ok(origin) = Origin::parse(&format!("app://{host}")) else { continue };
        let request = Client::new(origin).fetch("https://api.example/").build().unwrap();
        let story = Story::new(request).with(Event::Actual(answer(200, &[])));
        let lines = lines(&story);
        assert!(lines.iter().all(|line| line.target == "headers"), "{host}: {:?}", targets(&lines));
    }
}

#[test]
fn a_name_that_breaks_out_of_quotes_has_no_lines_for_servers() {
    for name in ["x-$a", "x-'a", "x-`a", "x-%a"] {
        let request = page().fetch("https://api.example/").method("PUT").header(name, "1").build().unwrap();
        let story = Story::new(request).with(Event::Preflight(answer(404, &[])));
        assert_eq!(targets(&lines(&story)).first(), Some(&"headers"), "{name}");
        assert!(!targets(&lines(&story)).contains(&"nginx"), "{name}");
        // A list with a quote cannot be parsed, so its names are not kept.
        if name.contains('\'') {
            continue;
        }
        let request = page().fetch("https://api.example/").method("PUT").header("x-a", "1").build().unwrap();
        let sent = [("Access-Control-Allow-Headers", name), ("Access-Control-Allow-Origin", "*")];
        let story = Story::new(request).with(Event::Preflight(answer(200, &sent)));
        assert!(!targets(&lines(&story)).contains(&"nginx"), "{name}");
    }
}

/// Checks that a strange value of `Vary` is not repeated.
#[test]
fn a_strange_vary_is_not_repeated() {
    let request = page().fetch("https://api.example/").build().unwrap();
    let story = Story::new(request).with(Event::Actual(answer(200, &[("Vary", "a\"; evil \\")])));
    let lines = lines(&story);
    assert_eq!(targets(&lines), ["nginx", "apache", "express", "tower-http"]);
    assert!(lines.iter().all(|line| !line.text.contains("evil")));
}

#[test]
fn long_values_have_no_lines_for_servers() {
    let name = format!("x-{}", "a".repeat(2000));
    let request = page().fetch("https://api.example/").header(name, "1").build().unwrap();
    let story = Story::new(request).with(Event::Preflight(answer(200, &[])));
    assert!(!targets(&lines(&story)).contains(&"nginx"));
}

#[test]
fn secrets_are_not_repeated() {
    let secrets = ["hush1", "hush2", "hush3", "hush4", "hush5", "hush6"];
    let request = page().fetch("https://api.example/a?key=hush1#hush6").header("Authorization", "hush2");
    let request = request.header("X-Key", "hush3").build().unwrap();
    let grant = [
        ("Access-Control-Allow-Origin", "https://app.example"),
        ("Access-Control-Allow-Headers", "authorization, x-key"),
    ];
    let to =
        [("Location", "https://hush4:hush4@objects.example/b?sig=hush4"), ("Set-Cookie", "session=hush5")];
    let story =
        Story::new(request).with(Event::Preflight(answer(204, &grant))).with(Event::Actual(answer(302, &to)));
    let lines = lines(&story);
    assert!(targets(&lines).contains(&"nginx"));
    for line in &lines {
        assert!(!secrets.iter().any(|secret| line.text.contains(secret)), "{}", line.text);
    }
}
