//! Tests of the requests that the options lead to.

use crate::peer::{File, Server, fetch, fetch_with, header, shared};

#[test]
fn the_body_is_made_as_curl_makes_it() {
    let server = Server::start(|request| shared(request, &[], ""));
    let lines = File::new("lines", b"a\r\nb\n");
    let at = format!("@{}", lines.path());
    let text = "text/plain;charset=UTF-8";
    for (words, method, content_type, body) in [
        (&["-d", "a=1"][..], "POST", text, "a=1"),
        (&["-d", "a=1", "--data", "b=2"], "POST", text, "a=1&b=2"),
        (&["-d", "", "-X", "PUT"], "PUT", text, ""),
        (&["-d", &at], "POST", text, "ab"),
        (&["--data-binary", &at], "POST", "", "a\r\nb\n"),
        (&["--data-raw", "@x"], "POST", text, "@x"),
        (&["-d", "@-"], "POST", text, "from the input"),
        (&["--json-data", "{}"], "POST", "application/json", "{}"),
        (&["--data-raw", "1", "-d", "2", "--data-raw", "3"], "POST", text, "1&2&3"),
        (&["-d", "{}", "-H", "Content-Type: application/json"], "POST", "application/json", "{}"),
    ] {
        let outcome = fetch_with(&[words, &[&server.origin]].concat(), b"from the\n input", false);
        assert_eq!(outcome.code, 0, "{words:?}: {}{}", outcome.out, outcome.err);
        let received = server.take().pop().unwrap();
        assert_eq!(received.method(), method, "{words:?}");
        assert_eq!(header(&received, "content-type"), content_type, "{words:?}");
        assert_eq!(String::from_utf8_lossy(received.body()), body, "{words:?}");
    }
}

#[test]
fn the_referrer_is_what_the_page_and_its_policy_say() {
    let server = Server::start(|request| shared(request, &[], ""));
    let own = format!("{}/cart?id=7", server.origin);
    let page = ["--origin", &server.origin];
    for (words, referer) in [
        // The page is https:, and the server has no TLS but is on this machine, so that it is trustworthy.
        (&[][..], "https://app.example/"),
        (&["--referrer-policy", "no-referrer"], ""),
        (&["-e", ""], ""),
        (&["--referer", "https://other.example/a"], "https://app.example/"),
        (&["--origin", "null"], ""),
        (&page, &format!("{}/", server.origin)),
        (&[&page[..], &["-e", &own]].concat(), &own),
        (&[&page[..], &["-e", &own, "--referrer-policy", "origin"]].concat(), &format!("{}/", server.origin)),
    ] {
        fetch(&[words, &[&server.origin]].concat());
        assert_eq!(header(&server.take()[0], "referer"), referer, "{words:?}");
    }
}

#[test]
fn what_json_needs_is_asked_first() {
    let server = Server::start(|request| shared(request, &[], ""));
    assert_eq!(fetch(&["--json-data", "{}", &server.origin]).code, 0);
    let methods: Vec<_> = server.take().iter().map(|request| request.method().to_string()).collect();
    assert_eq!(methods, ["OPTIONS", "POST"]);
}

#[test]
fn data_goes_into_the_query_with_get() {
    let server = Server::start(|request| shared(request, &[], ""));
    for (path, expected) in [("/", "/?a=1&b=2"), ("/?c=3#f", "/?c=3&a=1&b=2")] {
        fetch(&["-G", "-d", "a=1", "-d", "b=2", &server.url(path)]);
        let received = server.take().pop().unwrap();
        assert_eq!((received.method().as_str(), received.uri().to_string().as_str()), ("GET", expected));
        assert!(received.body().is_empty());
    }
}

#[test]
fn head_sends_head() {
    let server = Server::start(|request| shared(request, &[("cache-control", "no-store")], ""));
    let outcome = fetch(&["-sI", "-i", &server.origin]);
    assert_eq!(outcome.out, "HTTP 200 OK\ncache-control: no-store\n\n");
    assert_eq!(server.take().pop().unwrap().method(), "HEAD");
}

#[test]
fn a_url_needs_no_scheme() {
    let server = Server::start(|request| shared(request, &[], "hello"));
    assert_eq!(fetch(&["-s", &server.host]).out, "hello");
    let port = server.host.rsplit(':').next().unwrap();
    assert_eq!(fetch(&["-s", &format!("app.localhost:{port}/x")]).out, "hello");
    // For another host, the scheme is https, which this server does not speak.
    let resolve = format!("api.example:{port}:127.0.0.1");
    let outcome = fetch(&["--resolve", &resolve, &format!("api.example:{port}/x")]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.err.contains("the server does not speak TLS on this port"), "{}", outcome.err);
    assert!(outcome.out.contains(&format!("GET https://api.example:{port}/x")), "{}", outcome.out);
}

#[test]
fn a_name_is_led_to_another_address() {
    let server = Server::start(|request| shared(request, &[], "hello"));
    let port = server.host.rsplit(':').next().unwrap();
    let resolve = format!("api.example:{port}:127.0.0.1");
    let url = format!("http://api.example:{port}/");
    let outcome = fetch(&["-s", "--resolve", &resolve, &url]);
    assert_eq!((outcome.code, outcome.out.as_str()), (0, "hello"));
    assert_eq!(header(&server.take()[0], "host"), format!("api.example:{port}"));
    assert!(outcome.err.contains("mixed content"), "{}", outcome.err);
    assert!(!fetch(&["-s", "--resolve", &resolve, "--origin", &url, &url]).err.contains("mixed content"));
}

#[test]
fn the_network_layer_adds_its_headers() {
    let server = Server::start(|request| shared(request, &[], ""));
    fetch(&["-H", "x-token: 1", &server.origin]);
    let received = server.take();
    assert_eq!(received.len(), 2, "a preflight comes first");
    for request in &received {
        assert_eq!(header(request, "host"), server.host);
        assert_eq!(header(request, "accept-encoding"), "gzip, deflate, br");
        assert!(header(request, "user-agent").starts_with("fetch-cors-cli/"));
    }
    fetch(&["--origin", &server.origin, "--no-compressed", "-H", "User-Agent: mine", &server.origin]);
    let received = server.take().pop().unwrap();
    assert_eq!((header(&received, "accept-encoding"), header(&received, "user-agent")), ("", "mine"));
    fetch(&["-H", "Range: bytes=0-1", &server.origin]);
    assert_eq!(header(&server.take()[0], "accept-encoding"), "identity");
}

#[test]
fn a_header_that_script_may_not_set_is_left_out() {
    let server = Server::start(|request| shared(request, &[], ""));
    let outcome = fetch(&["-H", "Cookie: a=b", &server.origin]);
    assert!(
        outcome.err.contains("the header Cookie is left out, because script is not allowed to set it"),
        "{}",
        outcome.err
    );
    assert_eq!(header(&server.take()[0], "cookie"), "");
}

#[test]
fn local_urls_need_no_network() {
    let outcome = fetch(&["-s", "data:,hello%20there"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (0, "hello there"));
}
