//! Tests of the lines for tower-http. They are equal to the files that are compiled here, and with them the application
//! allows the page.

use std::fs;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use fetch_cors::Exchange;
use tower::ServiceExt;

use crate::scenario::{SCENARIOS, Scenario, Sent, lines_for_servers};

type Layer = fn(Router) -> Router;

macro_rules! pasted {
    ($($name:ident)*) => {
        $(
            #[allow(clippy::let_and_return, reason = "the lines end before the app is returned")]
            mod $name {
                include!(concat!("tower_http/", stringify!($name), ".rs"));
            }
        )*
        /// The layers of each server of each scenario.
        const PASTED: &[(&str, &[Layer])] = &[$((stringify!($name), $name::LAYERS)),*];
    };
}

pasted! {
    missing_allow_origin wildcard_with_credentials preflight_401 preflight_404 preflight_405 method_and_headers
    exposed_header redirect_on_one_server redirect_to_another_server opaque_origin another_port error_500 two_values
    long_origin file
}

/// Returns the origins of the servers, which are not on any network.
fn servers() -> Vec<String> {
    vec!["https://api.example".to_owned(), "https://cdn.example".to_owned()]
}

#[test]
fn the_page_gets_in_and_nobody_else() {
    assert_eq!(PASTED.len(), SCENARIOS.len());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let writes = std::env::var_os("WRITE").is_some();
    for scenario in SCENARIOS {
        let wrong: Vec<Router> = (0..scenario.servers).map(|server| app(*scenario, server)).collect();
        let mut send = |exchange: &Exchange| runtime.block_on(send(&wrong, exchange));
        let (refused, story) = scenario.fetch(&mut send, &servers());
        assert!(refused.is_err(), "{}: nothing is wrong", scenario.name);
        let lines = lines_for_servers(&story);
        let lines: Vec<&str> =
            lines.iter().filter(|line| line.target == "tower-http").map(|line| line.text.as_str()).collect();
        check_file(scenario.name, &lines, writes);
        // The file that was just written is not compiled yet.
        if writes {
            continue;
        }
        let (_, layers) = PASTED.iter().find(|(name, _)| *name == scenario.name).unwrap();
        let right: Vec<Router> = wrong.into_iter().zip(*layers).map(|(app, layer)| layer(app)).collect();
        let mut send = |exchange: &Exchange| runtime.block_on(self::send(&right, exchange));
        let (fetched, story) = scenario.fetch(&mut send, &servers());
        scenario.check_page(&fetched, &story);
        scenario.check_vary(&story);
        scenario.check_strangers(&mut send, &servers());
    }
}

/// Checks that the file of a scenario has these lines. If the environment has `WRITE`, writes the file first.
fn check_file(name: &str, lines: &[&str], writes: bool) {
    let path = format!("{}/tests/explain_snippets/tower_http/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for (i, lines) in lines.iter().enumerate() {
        let indented = lines.replace("\n", "\n    ").replace("\n    \n", "\n\n");
        text += &format!("fn server_{i}(app: axum::Router) -> axum::Router {{\n    {indented}app\n}}\n\n");
    }
    let names: Vec<String> = (0..lines.len()).map(|i| format!("server_{i}")).collect();
    text += &format!("pub(super) const LAYERS: &[super::Layer] = &[{}];\n", names.join(", "));
    if writes {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "{path}: run the tests with WRITE=1");
}

/// Returns the application with the wrong policy, with a login around it if the scenario has one.
fn app(scenario: Scenario, server: usize) -> Router {
    let answer = move |request: Request| async move {
        let answer = scenario.answer(server, request.method().as_str(), request.uri().path());
        let mut response = Response::builder().status(answer.status);
        for (name, value) in answer.headers {
            response = response.header(*name, value.replace("{1}", &servers()[1]));
        }
        response.body(Body::empty()).unwrap()
    };
    let app = Router::new().fallback(answer);
    if scenario.has_login { app.layer(from_fn(require_login)) } else { app }
}

async fn require_login(request: Request, next: Next) -> Response {
    let is_known = request.headers().get("authorization").is_some_and(|login| login == "Basic dTpw");
    if is_known { next.run(request).await } else { StatusCode::UNAUTHORIZED.into_response() }
}

async fn send(apps: &[Router], exchange: &Exchange) -> Sent {
    let message = exchange.to_http().map_err(|error| error.to_string())?;
    let url = exchange.to_url();
    let server = servers().iter().position(|server| url.as_str().starts_with(server)).unwrap();
    let response = apps[server].clone().oneshot(message.map(|()| Body::empty())).await.unwrap();
    Ok(fetch_cors::Response::from(response.map(drop)).with_url(url))
}
