//! Tests the CORS policy of two servers as browsers would see it: a careless one, whose faults have to come out, and a
//! careful one, in which there has to be none. It fails if that is not what comes of it.
//!
//! `cargo run --example policy --features proptest`

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "an example does what the engine does not: it prints, and is a server"
)]

use std::error::Error;

use fetch_cors::Origin;
use fetch_cors::error::{Phase, Reason};
use fetch_cors::header::HeaderList;
use fetch_cors::request::Mode;
use fetch_cors::strategy::{Browser, Call, Fetched, Params, calls, origins_near, policy};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

/// The one origin whose pages are to read what the server has.
const TRUSTED: &str = "https://app.site.example";

fn main() -> Result<(), Box<dyn Error>> {
    let properties = properties()?;
    for (name, server, careful) in [("careless", careless as Server, false), ("careful", careful, true)] {
        println!("== the {name} server");
        for property in &properties {
            match counterexample(server, property) {
                None if careful => println!("\n{}: yes", property.says),
                None => return Err(format!("not found in the {name} server: {}", property.says).into()),
                Some((call, _)) if careful => return Err(format!("{}: {call:?}", property.says).into()),
                Some((call, fetched)) => println!("\n{}: NO\n\n{call:?}\n\n{fetched:?}", property.says),
            }
        }
        println!();
    }
    Ok(())
}

type Server = fn(Request<()>) -> Response<()>;

/// Takes any host that ends like the trusted one, and shares what answers a `GET` only.
fn careless(request: Request<()>) -> Response<()> {
    let origin = request.headers().get(ORIGIN).filter(|origin| origin.as_bytes().ends_with(b"site.example"));
    match *request.method() {
        Method::OPTIONS | Method::GET => shared(&request, origin),
        _ => Response::new(()),
    }
}

/// Compares the whole origin, whatever the request.
fn careful(request: Request<()>) -> Response<()> {
    let origin = request.headers().get(ORIGIN).filter(|origin| *origin == TRUSTED);
    shared(&request, origin)
}

/// A response to a preflight or to anything else that is shared with `origin`, if there is one.
fn shared(request: &Request<()>, origin: Option<&HeaderValue>) -> Response<()> {
    let mut response = Response::new(());
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("origin"));
    let Some(origin) = origin else { return response };
    headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    if request.method() == Method::OPTIONS {
        headers.append(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("PUT"));
        headers.append(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("x-token"));
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    response
}

/// What is to hold for every call of some pages.
struct Property {
    says: &'static str,
    calls: Params,
    holds: fn(&Call, &Fetched) -> bool,
}

fn properties() -> Result<[Property; 3], Box<dyn Error>> {
    let trusted = Origin::parse(TRUSTED)?;
    let mut token = HeaderList::new();
    token.append(b"x-token", b"1")?;
    let any_call = Params::new().urls(Just("https://api.site.example/items".to_owned()));
    let of_trusted = any_call.clone().pages(Just(trusted.clone()));
    Ok([
        Property {
            says: "no other page reads anything",
            calls: any_call.pages(origins_near(&trusted)),
            holds: |_, fetched| !fetched.is_shared(),
        },
        Property {
            says: "what a preflight allows, is then shared",
            calls: of_trusted.clone(),
            holds: |_, fetched| {
                let asked = fetched.messages.iter().any(|message| message.is_preflight());
                let refused = fetched.outcome.as_ref().err().is_some_and(|error| {
                    error.phase() == Phase::Actual && matches!(error.reason(), Reason::CorsCheck(_))
                });
                !(asked && refused)
            },
        },
        Property {
            says: "the page that is trusted can do its work",
            calls: of_trusted
                .methods(select(vec![Method::GET, Method::PUT]))
                .headers(select(vec![HeaderList::new(), token])),
            holds: |call, fetched| call.mode != Mode::Cors || fetched.is_shared(),
        },
    ])
}

/// The plainest call for which it does not hold, and what came of it.
fn counterexample(server: Server, property: &Property) -> Option<(Call, Fetched)> {
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    // The same calls at each run, as it is an example; a test may leave that to proptest.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&calls(&property.calls), |call| {
        let fetched = Browser::new().fetch(&call, policy(server))?;
        prop_assert!((property.holds)(&call, &fetched));
        Ok(())
    });
    match result {
        Err(TestError::Fail(_, call)) => {
            let fetched = Browser::new().fetch(&call, policy(server)).ok()?;
            Some((call, fetched))
        }
        _ => None,
    }
}
