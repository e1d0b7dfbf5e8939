//! Tests of the report formats: they have the documented form, and what a server sends stays text in them.

use crate::peer::{self, Server, audit_route};
use fetch_cors::lab::FindingKind;
use serde_json::Value;

#[test]
fn json_has_the_documented_form() {
    let server = Server::start(peer::suffix);
    let more = ["--format", "json", "--allow", "http-origin", "--allow", "any-port"];
    let report = audit_route(&server, &more).json();
    assert_eq!(
        members(&report),
        ["accesses", "allowed", "allowed_in_vain", "findings", "not_checked", "requests", "server", "worst"]
    );
    assert_eq!(report["worst"], "critical");
    assert_eq!(report["allowed_in_vain"][0], "any-port");
    for finding in [&report["findings"][0], &report["allowed"][0]] {
        assert_eq!(
            members(finding),
            [
                "cause",
                "code",
                "exploiter",
                "messages",
                "origins",
                "places",
                "plan",
                "remedy",
                "severity",
                "witnesses"
            ]
        );
        assert_eq!(members(&finding["places"][0]), ["method", "path"]);
        assert_eq!(
            members(&finding["witnesses"][0]),
            ["method", "origin", "path", "reads", "status", "with_credentials", "writes"]
        );
        assert!(finding["messages"][0].as_str().unwrap().starts_with("→ "));
        assert!(finding["plan"].as_array().unwrap().is_empty());
    }
    assert_eq!(members(&report["not_checked"][0]), ["reason", "subject"]);
    let access = &report["accesses"][0];
    assert_eq!(
        members(access),
        ["class", "method", "origin", "path", "with_credentials", "without_credentials"]
    );
    assert_eq!(members(&access["with_credentials"]), ["reads", "writes"]);
    assert_eq!(access["class"], Value::Null);
}

#[test]
fn the_plan_is_in_every_format() {
    let server = Server::start(peer::exact);
    for format in ["text", "json", "sarif", "html"] {
        let outcome = audit_route(&server, &["--request-header", "x-missing", "--format", format]);
        let plan = "Access-Control-Allow-Headers: content-type, x-missing";
        assert!(outcome.out.contains(plan), "{format}: {}", outcome.out);
    }
}

/// The lab names its methods. The command has options instead.
#[test]
fn no_format_names_a_method_of_the_lab() {
    let server = Server::start(peer::exact);
    for format in ["text", "json", "sarif", "html"] {
        let outcome = audit_route(&server, &["--format", format]);
        for method in ["(…)`", "`.public"] {
            assert!(!outcome.out.contains(method), "{format}: {method}");
        }
    }
    let text = audit_route(&server, &[]).out;
    assert!(text.contains("declare them with --request-header"), "{text}");
}

#[test]
fn sarif_has_the_required_properties() {
    let server = Server::start(peer::suffix);
    let report =
        audit_route(&server, &["--format", "sarif", "--allow", "http-origin", "--route", "GET /a b?c=d"]);
    let report = report.json();
    assert_eq!(report["version"], "2.1.0");
    assert!(report["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let [run] = report["runs"].as_array().unwrap().as_slice() else { panic!() };
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string());
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), FindingKind::all().count());
    for (rule, kind) in rules.iter().zip(FindingKind::all()) {
        assert_eq!(rule["id"], kind.code());
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
        check_level(&rule["defaultConfiguration"]["level"], &rule["properties"]);
    }
    assert_eq!(run["originalUriBaseIds"]["SERVER"]["uri"], format!("{}/", server.origin));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        check_level(&result["level"], &result["properties"]);
        let prints = result["partialFingerprints"].as_object().unwrap();
        assert!(prints.values().all(|print| print.as_str().unwrap().len() == 16));
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
        let related = result["relatedLocations"].as_array().unwrap();
        let all = result["locations"].as_array().unwrap().iter().chain(related);
        for location in all.map(|location| &location["physicalLocation"]) {
            let uri = location["artifactLocation"]["uri"].as_str().unwrap();
            assert!(["/items", "/a%20b"].contains(&uri), "{uri}");
            assert_eq!(location["artifactLocation"]["uriBaseId"], "SERVER");
            assert_eq!(location["region"]["startLine"], 1);
        }
    }
    let suppressed = results.iter().filter(|result| result.get("suppressions").is_some());
    assert_eq!(suppressed.map(|result| &result["ruleId"]).collect::<Vec<_>>(), ["http-origin"]);
}

#[test]
fn fingerprints_stay_the_same() {
    let server = Server::start(peer::suffix);
    let prints = || -> Vec<Value> {
        let report = audit_route(&server, &["--format", "sarif"]).json();
        let results = report["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"].clone()).collect()
    };
    let (first, second) = (prints(), prints());
    assert_eq!(first, second);
    assert_ne!(first[0], first[1]);
}

#[test]
fn html_is_one_page_without_markup_of_the_server() {
    for (policy, has_markup) in
        [(peer::exact as peer::Policy, false), (peer::repeats_session, true), (peer::hangs_for_null, false)]
    {
        let server = Server::start(policy);
        let path = "GET /<img src=x onerror=alert(1)>";
        let more = ["--format", "html", "--route", path, "--yes", "--timeout", "0.1"];
        let page = audit_route(&server, &more).out;
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
        for reference in ["<script", "<link", "<img", "<iframe", "src=\"", "href=", "url(", "@import"] {
            assert!(!page.contains(reference), "{reference}");
        }
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
        assert_balanced(&page);
        for heading in ["Who can do what", "Findings", "What was not checked"] {
            assert!(page.contains(&format!(">{heading}</h2>")));
        }
        assert_eq!(page.matches("<th ").count(), page.matches("<th scope=\"").count());
        assert!(!page.contains("<th>"));
        assert_eq!(page.contains("&lt;script&gt;alert(&#39;1&#39;)"), has_markup);
    }
}

#[test]
fn html_shows_who_can_do_what() {
    let page = |policy| audit_route(&Server::start(policy), &["--format", "html"]).out;
    let (clean, suffix) = (page(peer::exact), page(peer::suffix));
    assert!(clean.contains("No findings, after "));
    assert!(clean.contains("reads and writes, also with credentials"));
    assert!(!clean.contains("<td class=\"all\">") && suffix.contains("<td class=\"all\">"));
    assert!(suffix.contains("<th scope=\"row\">https://evilsite.example</th>"));
    assert!(suffix.contains("The server trusts every host name that ends with &quot;site.example&quot;"));
    // The table can be read without colours.
    assert!(suffix.contains(">RW+C</span>"));
}

fn check_level(level: &Value, properties: &Value) {
    let score: f64 = properties["security-severity"].as_str().unwrap().parse().unwrap();
    let expected = if score >= 7.0 {
        "error"
    } else if score >= 4.0 {
        "warning"
    } else {
        "note"
    };
    assert_eq!(level, expected);
}

fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// Checks that every element has its end tag in the right place.
fn assert_balanced(page: &str) {
    let mut open = Vec::new();
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        let name = tag.split([' ', '\n']).next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if ["!doctype", "meta", "wbr"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
