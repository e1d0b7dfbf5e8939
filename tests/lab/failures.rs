//! Servers that fail, and labs that cannot be made.

use fetch_cors::lab::{InvalidLab, PolicyLab, WithRoute};
use http::{Method, Request, Response};

use crate::server::{Server, lab, small_lab};

#[test]
fn an_error_of_the_server_function_is_a_finding() {
    let server = Server::careful();
    let report = small_lab().run(|request: Request<Vec<u8>>| match request.headers().get("origin") {
        Some(origin) if origin.len() > 8000 => Err("the connection was reset"),
        _ => Ok(server.answer(&request)),
    });
    let [finding] = report.findings.as_slice() else { panic!("{report}") };
    assert_eq!(finding.code(), "no-response");
    assert!(finding.cause.contains("the connection was reset"), "{finding}");
    assert_eq!(finding.messages.len(), 1);
    assert!(finding.messages[0].answer.is_none());
    assert!(finding.to_string().contains("a{8192}"), "the value is not printed at length: {finding}");
}

/// A server whose errors are all different has one finding, and a server whose answers are all different has few.
#[test]
fn hostile_servers_have_few_findings() {
    let mut count = 0;
    let report = lab().run(|_| {
        count += 1;
        Err::<Response<()>, _>(format!("error {count}"))
    });
    assert_eq!(report.findings.len(), 1);
    let long = "x".repeat(5_000);
    let report = lab().run(|request: Request<Vec<u8>>| {
        count += 1;
        let mut response = Response::new(());
        *response.status_mut() = http::StatusCode::from_u16(200 + count % 400).unwrap();
        let headers = response.headers_mut();
        let origin = request.headers().get("origin").map_or("", |origin| origin.to_str().unwrap_or(""));
        let values = [
            format!("{origin}{}", count % 3),
            count.to_string(),
            format!("*, x-{count}, {long}"),
            "set-cookie".repeat(3),
        ];
        let names = ["origin", "credentials", "methods", "headers"]
            .map(|name| format!("access-control-allow-{name}"));
        for (name, value) in names.iter().zip(values) {
            headers.append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        headers.append("access-control-max-age", format!("-{count}").parse().unwrap());
        headers.append("location", format!("https://evil.test/{count}").parse().unwrap());
        headers.append("etag", format!("\"{count}\"").parse().unwrap());
        response
    });
    assert!(report.findings.len() < 20, "{}", report.findings.len());
    assert!(report.to_string().len() < 50_000, "{}", report.to_string().len());
}

#[test]
fn a_status_of_a_broken_server_is_a_finding_unless_the_route_is_named_for_it() {
    let server = Server::careful();
    let answer = |request: Request<Vec<u8>>| {
        let mut response = server.answer(&request);
        if request.headers().get("origin").is_some_and(|origin| origin.to_str().is_err()) {
            *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        }
        response
    };
    let report = lab().run(answer);
    let [finding] = report.findings.as_slice() else { panic!("{report}") };
    assert_eq!((finding.code(), finding.witnesses[0].status), ("server-error", Some(500)));
    assert!(finding.witnesses.iter().all(|witness| witness.path != "/boom"));
}

#[test]
fn a_panic_goes_on_with_the_request_in_it() {
    let panics = std::panic::catch_unwind(|| {
        small_lab().run(|request| {
            assert!(request.headers().get("origin").is_none_or(|origin| origin != "null"), "no null, please");
            Response::new(())
        })
    });
    let panic = panics.unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains("no null, please") && text.contains("Origin: null"), "{text}");
    assert!(text.contains("→ GET https://api.site.example/items"), "{text}");
}

#[test]
fn a_lab_that_cannot_be_made_is_refused() {
    let error = |server| PolicyLab::new(server).err();
    for server in
        ["", "api.example", "https://api.example/items", "ftp://api.example", "null", "https://API.example"]
    {
        assert_eq!(error(server), Some(InvalidLab::Server { server: server.to_owned() }), "{server}");
    }
    let server = "https://…@api.example".to_owned();
    assert_eq!(error("https://user:password@api.example"), Some(InvalidLab::Server { server }));
    assert_eq!(error("http://127.0.0.1:1"), Some(InvalidLab::BadPort { port: 1 }));
    assert!(PolicyLab::new("http://127.0.0.1:8080/").is_ok());
    let trusts = |origin: &str| PolicyLab::new("https://api.example").unwrap().trusts([origin]).err();
    assert!(matches!(trusts("https://app.example/"), Some(InvalidLab::Trusted { .. })));
    assert!(matches!(trusts("*"), Some(InvalidLab::Trusted { .. })));
    assert_eq!(trusts("null"), Some(InvalidLab::TrustedNull));
    assert_eq!(trusts("https://api.example"), Some(InvalidLab::TrustedServer));
    let subdomains =
        |origin: &str| PolicyLab::new("https://site.example").unwrap().trusts_subdomains_of(origin).err();
    assert_eq!(subdomains("https://site.example"), None, "its subdomains are other origins");
    for origin in
        ["https://github.io", "https://com", "https://127.0.0.1", "https://localhost", "https://[::1]"]
    {
        let suffix = InvalidLab::TrustedSuffix { origin: origin.to_owned() };
        assert_eq!(subdomains(origin), Some(suffix));
    }
    let unknown = small_lab().allow("parnt-domain").err();
    assert_eq!(unknown, Some(InvalidLab::UnknownFinding { code: "parnt-domain".to_owned() }));
}

/// Runs a lab against a server that allows everything.
fn ends(lab: &PolicyLab<WithRoute>) -> String {
    let report = lab.run(|request: Request<Vec<u8>>| {
        let mut response = Response::new(());
        if let Some(origin) = request.headers().get("origin") {
            response.headers_mut().insert("access-control-allow-origin", origin.clone());
        }
        response
    });
    report.to_string()
}

/// Whatever is named, a lab comes to an end, and says what cannot be.
#[test]
fn odd_names_are_no_panic() {
    let odd = ["", " ", "x y", "\u{fc}", "cookie", "Origin", "*", "content-type", &"a".repeat(100_000)];
    let lab = small_lab().request_headers(odd).readable_headers(odd);
    assert!(ends(&lab).contains("No page can send this request"));
    for path in ["", "items", "//evil.test/", "https://evil.test/", "/a b?c d#e", "/\u{fc}", "?", "/../.."] {
        let lab = PolicyLab::new("https://api.example").unwrap().route(path, [Method::GET]);
        let lab = lab.route(path, []).json("");
        let report = lab.run(|request: Request<Vec<u8>>| {
            assert_eq!(request.uri().host(), Some("api.example"), "{path}");
            Response::new(())
        });
        report.assert_clean();
    }
    let trace = PolicyLab::new("https://api.example").unwrap().trusts(["https://app.example"]).unwrap();
    let report = trace.route("/", [Method::TRACE, Method::CONNECT]).run(|_| Response::new(()));
    assert!(report.to_string().contains("No page can send this request"), "{report}");
}
