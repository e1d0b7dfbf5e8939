//! The values of a session do not appear in a report.

use http::header::{AUTHORIZATION, COOKIE, ORIGIN};
use http::{HeaderValue, Request, Response};

use crate::server::{Server, is_trusted, small_lab};

const SECRETS: [&str; 6] =
    ["c00kie-of-a-user", "0ther-c00kie", "t0ken-of-a-user", "key-of-a-user", "s3cr3t-path", "s3cr3t-body"];

#[test]
fn a_report_holds_no_value_of_the_session() {
    let lab = small_lab().session(|request| {
        let headers = request.headers_mut();
        headers.append(COOKIE, HeaderValue::from_static("id=c00kie-of-a-user; other=\"0ther-c00kie\""));
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer t0ken-of-a-user"));
        headers.append("x-api-key", HeaderValue::from_static("key-of-a-user"));
        let uri = format!("{}/s3cr3t-path?key=key-of-a-user", request.uri());
        *request.uri_mut() = uri.parse().unwrap();
        request.body_mut().extend(b"&token=s3cr3t-body");
    });
    let server = Server::trusting(|origin| is_trusted(origin) || origin.starts_with(b"https://"));
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let report = lab.run(|request: Request<Vec<u8>>| {
        let Some(cookie) = request.headers().get(COOKIE) else {
            // The server knows the user from before.
            let mut response = server.answer(&request);
            response.headers_mut().append("x-last-user", HeaderValue::from_static("0ther-c00kie"));
            return Ok(response);
        };
        seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if request.headers().get(ORIGIN).is_some_and(|origin| origin == "https://evil.github.io") {
            return Err(format!("no answer to {:?}", request.headers()));
        }
        let mut plain = request.clone();
        *plain.uri_mut() = "https://api.site.example/items".parse().unwrap();
        let mut response: Response<()> = server.answer(&plain);
        let values = request.headers().iter().filter(|(name, _)| **name != ORIGIN);
        for (i, (_, value)) in values.enumerate() {
            let name = http::HeaderName::try_from(format!("x-echo-{i}")).unwrap();
            response.headers_mut().append(name, value.clone());
        }
        response
            .headers_mut()
            .append("x-echo", HeaderValue::from_str(&format!("you are {cookie:?}")).unwrap());
        response.headers_mut().append(
            "access-control-expose-headers",
            HeaderValue::from_str(&format!("x-{}", SECRETS[2])).unwrap(),
        );
        response.headers_mut().append("x-path", request.uri().path().parse().unwrap());
        response.headers_mut().append("x-body", HeaderValue::from_bytes(request.body()).unwrap());
        response.headers_mut().append("x-loud", HeaderValue::from_static("C00KIE-OF-A-USER"));
        response.headers_mut().append("x-key-of-a-user", HeaderValue::from_static("1"));
        response.headers_mut().append("www-authenticate", HeaderValue::from_static("Bearer"));
        Ok(response)
    });
    assert!(seen.into_inner() > 10 && !report.findings.is_empty());
    assert!(report.findings.iter().any(|finding| finding.code() == "no-response"));
    let mut texts =
        vec![report.to_string(), format!("{report:?}"), format!("{:?}", report.accesses), format!("{lab:?}")];
    for finding in &report.findings {
        texts.push(format!("{finding:?}{:?}{:?}", finding.witnesses, finding.explanation));
        texts.extend(finding.explanation.iter().map(ToString::to_string));
        // As data, too.
        for message in &finding.messages {
            texts.push(format!("{} {:?}", message.url, message.headers.iter().collect::<Vec<_>>()));
            texts.push(format!("{:?}", message.answer.as_ref().map(Response::headers)));
        }
    }
    for text in &texts {
        for secret in SECRETS {
            assert!(!text.to_ascii_lowercase().contains(secret), "{secret}: {text}");
        }
    }
    assert!(texts.iter().any(|text| text.contains("[from the session]")));
    assert!(
        texts.iter().any(|text| text.contains("www-authenticate: Bearer")),
        "no secret is hidden: {report}"
    );
}

/// A value of the session that is a word of the protocol is no secret, and does not change what is found.
#[test]
fn the_session_does_not_change_what_is_found() {
    let plain = |server: &Server| {
        small_lab()
            .run(|request| server.answer(&request))
            .findings
            .iter()
            .map(|finding| finding.code())
            .collect::<Vec<_>>()
    };
    let careful = Server::careful();
    let null = Server::trusting(|origin| is_trusted(origin) || origin == b"null");
    let echo = Server::trusting(|_| true);
    for cookie in [
        "user=null",
        "sid=1; consent=true",
        "last=origin",
        "lang=https",
        "page=https://app.site.example",
        "m=PUT",
    ] {
        for server in [&careful, &null, &echo] {
            let lab = small_lab().session(move |request| {
                request.headers_mut().append(COOKIE, HeaderValue::from_static(cookie));
            });
            let report = lab.run(|request| server.answer(&request));
            let found: Vec<_> = report.findings.iter().map(|finding| finding.code()).collect();
            assert_eq!(found, plain(server), "{cookie}: {report}");
        }
    }
}

#[test]
fn a_panic_shows_no_value_of_the_session() {
    let lab = small_lab().session(|request| {
        request.headers_mut().append(COOKIE, HeaderValue::from_static("id=c00kie-of-a-user"));
    });
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        lab.run(|request| -> Response<()> { panic!("{:?}", request.headers().get(COOKIE)) })
    }));
    let panic = panic.unwrap_err();
    assert!(!panic.downcast_ref::<String>().unwrap().contains("c00kie"));
}
