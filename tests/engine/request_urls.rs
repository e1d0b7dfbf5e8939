//! The URL of a request: text beside the client's base URL, URLs that are parsed already, and the URIs and requests of
//! the `http` crate.

use crate::scenario::{API, Build, page};
use fetch_cors::Client;
use fetch_cors::request::{
    Body, BodyKind, CorsAttribute, IntoUrl, Mode, PreloadAs, RequestError, RequestInit, RequestInput,
    WorkerScript,
};
use fetch_cors::{Request, http, url};
use http::Uri;
use url::{ParseError, Url};

const BASE: &str = "https://app.example/a/b?c#d";

fn at_base() -> Client {
    page().with_base_url(BASE.parse().unwrap())
}

/// The URL, or the error of the parser.
fn fetched(client: &Client, url: impl IntoUrl) -> Result<String, ParseError> {
    match client.fetch(url).build() {
        Ok(request) => Ok(request.current_url().to_string()),
        Err(RequestError::InvalidUrl { error, .. }) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

/// Text, and what it is without a base URL and beside one.
#[test]
fn texts() {
    use ParseError::{EmptyHost, RelativeUrlWithoutBase as Relative};
    type Row<'a> = (&'a str, Result<&'a str, ParseError>, Result<&'a str, ParseError>);
    let rows: [Row<'_>; 12] = [
        ("https://api.example", Ok("https://api.example/"), Ok("https://api.example/")),
        ("data:,x", Ok("data:,x"), Ok("data:,x")),
        ("", Err(Relative), Ok("https://app.example/a/b?c")),
        ("x", Err(Relative), Ok("https://app.example/a/x")),
        ("../x", Err(Relative), Ok("https://app.example/x")),
        ("/x", Err(Relative), Ok("https://app.example/x")),
        ("?x", Err(Relative), Ok("https://app.example/a/b?x")),
        ("#x", Err(Relative), Ok("https://app.example/a/b?c#x")),
        ("//api.example/x", Err(Relative), Ok("https://api.example/x")),
        ("///api.example/x", Err(Relative), Ok("https://api.example/x")),
        ("https:x", Ok("https://x/"), Ok("https://app.example/a/x")),
        ("https://", Err(EmptyHost), Err(EmptyHost)),
    ];
    assert_eq!(page().base_url(), None);
    assert_eq!(at_base().base_url().map(Url::as_str), Some(BASE));
    for (text, without, with) in rows {
        for (client, expected) in [(page(), without), (at_base(), with)] {
            let expected = expected.map(str::to_owned);
            assert_eq!(fetched(&client, text), expected, "{text:?}");
            let owned = text.to_owned();
            assert_eq!(fetched(&client, &owned), expected, "{text:?}");
            assert_eq!(fetched(&client, owned), expected, "{text:?}");
            let input = Request::construct(&client, RequestInput::Url(text), &RequestInit::default());
            assert_eq!(
                input.map(|request| request.current_url().to_string()).ok(),
                expected.ok(),
                "{text:?}"
            );
        }
    }
}

/// A URL is taken as it is, with or without a base URL.
#[test]
fn parsed_urls() {
    for text in ["https://api.example/x#f", "custom:a", "data:,x", "blob:https://a.example/0"] {
        let url = Url::parse(text).unwrap();
        for client in [page(), at_base()] {
            assert_eq!(fetched(&client, &url).as_deref(), Ok(text));
            assert_eq!(fetched(&client, url.clone()).as_deref(), Ok(text));
            let input = RequestInput::ParsedUrl(&url);
            let request = Request::construct(&client, input, &RequestInit::default()).unwrap();
            assert_eq!(request.current_url(), &url);
            assert_eq!((request.mode(), request.unsafe_request()), (Mode::Cors, true));
        }
    }
    let with_password: Url = "https://u:p@api.example/".parse().unwrap();
    let refused = RequestError::UrlIncludesCredentials { url: "https://api.example/".to_owned() };
    assert_eq!(page().fetch(&with_password).build().unwrap_err(), refused);
    let input = RequestInput::ParsedUrl(&with_password);
    assert_eq!(Request::construct(&page(), input, &RequestInit::default()).unwrap_err(), refused);
    assert!(page().xml_http_request("GET", &with_password).made().use_url_credentials());
    assert_eq!(page().unchecked_request(&with_password).made().current_url(), &with_password);
}

/// A URI, and what it is without a base URL and beside one.
#[test]
fn uris() {
    use ParseError::RelativeUrlWithoutBase as Relative;
    type Row<'a> = (&'a str, Result<&'a str, ParseError>, Result<&'a str, ParseError>);
    let rows: [Row<'_>; 10] = [
        ("https://api.example", Ok("https://api.example/"), Ok("https://api.example/")),
        ("HTTPS://API.example:443/a?b", Ok("https://api.example/a?b"), Ok("https://api.example/a?b")),
        ("custom://a.example/x", Ok("custom://a.example/x"), Ok("custom://a.example/x")),
        ("/", Err(Relative), Ok("https://app.example/")),
        ("/x?y", Err(Relative), Ok("https://app.example/x?y")),
        ("/../x/./y", Err(Relative), Ok("https://app.example/x/y")),
        // A path, although text of this form has a host.
        ("//api.example/x", Err(Relative), Ok("https://app.example//api.example/x")),
        ("///x", Err(Relative), Ok("https://app.example///x")),
        // An authority alone is none, and neither is `*`, whatever the base.
        ("api.example:443", Err(Relative), Err(Relative)),
        ("*", Err(Relative), Err(Relative)),
    ];
    for (text, without, with) in rows {
        let uri: Uri = text.parse().unwrap();
        for (client, expected) in [(page(), without), (at_base(), with)] {
            assert_eq!(fetched(&client, &uri), expected.map(str::to_owned), "{text:?}");
        }
    }
}

/// Every method that begins a request takes a relative URL and a parsed one.
#[test]
fn every_builder() {
    fn all(client: &Client, url: impl IntoUrl + Copy) -> Vec<Result<Request, RequestError>> {
        let cors = CorsAttribute::Anonymous;
        vec![
            client.fetch(url).build(),
            client.xml_http_request("GET", url).build(),
            client.image(url, cors).build(),
            client.classic_script(url, cors).build(),
            client.module_script(url, cors).build(),
            client.style(url, cors).build(),
            client.font(url).build(),
            client.audio(url, cors).build(),
            client.video(url, cors).build(),
            client.track(url, cors).build(),
            client.preload(url, PreloadAs::Image, cors).build(),
            client.manifest(url, cors).build(),
            client.event_source(url, false).build(),
            client.worker(url, WorkerScript::Classic).build(),
            client.shared_worker(url, WorkerScript::Classic).build(),
            client.beacon(url, None).build(),
            client.navigation(url).build(),
            client.unchecked_request(url).build(),
        ]
    }
    let url = "https://app.example/x".parse().unwrap();
    for built in all(&at_base(), "/x").into_iter().chain(all(&page(), &url)) {
        assert_eq!(built.unwrap().current_url(), &url);
    }
    for built in all(&page(), "/x") {
        let error = ParseError::RelativeUrlWithoutBase;
        assert_eq!(built.unwrap_err(), RequestError::InvalidUrl { url: "/x".to_owned(), error });
    }
}

/// Method, URI and headers of the `http` crate's request; the body is told apart.
#[test]
fn requests_of_the_http_crate() {
    let post = http::Request::post("/items?a=b")
        .header("X-Token", "1")
        .header("x-token", "2")
        .header("Cookie", "a=b")
        .header("content-type", "application/json")
        .body("not looked at")
        .unwrap();
    let values = |request: &Request, name: &str| request.headers().get(name.as_bytes()).unwrap();
    let fetched =
        at_base().fetch_http(&post).body(Body::source()).credentials("include".parse().unwrap()).made();
    assert_eq!(fetched.method(), http::Method::POST);
    assert_eq!(fetched.current_url().as_str(), "https://app.example/items?a=b");
    assert_eq!(
        (fetched.mode(), fetched.body(), fetched.unsafe_request()),
        (Mode::Cors, BodyKind::Source, true)
    );
    assert_eq!(values(&fetched, "x-token").unwrap(), b"1, 2");
    assert_eq!(values(&fetched, "content-type").unwrap(), b"application/json");
    assert_eq!(values(&fetched, "cookie"), None, "script may not set it");

    let own = at_base().unchecked_http(&post).made();
    assert_eq!((own.method(), own.current_url()), (fetched.method(), fetched.current_url()));
    assert_eq!((own.mode(), own.body(), own.unsafe_request()), (Mode::NoCors, BodyKind::None, false));
    assert_eq!(values(&own, "cookie").unwrap(), b"a=b");
    assert_eq!(own.headers().len(), 4);

    // As of what is given one by one.
    let trace = http::Request::builder().method("TRACE").uri(API).body(()).unwrap();
    assert!(matches!(page().fetch_http(&trace).build(), Err(RequestError::ForbiddenMethod { .. })));
    assert_eq!(page().unchecked_http(&trace).made().method(), http::Method::TRACE);
    let connect = http::Request::connect("api.example:443").body(()).unwrap();
    assert!(matches!(page().unchecked_http(&connect).build(), Err(RequestError::InvalidUrl { .. })));
    let relative = http::Request::get("/x").body(()).unwrap();
    assert!(matches!(page().fetch_http(&relative).build(), Err(RequestError::InvalidUrl { .. })));
}
