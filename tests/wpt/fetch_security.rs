//! `fetch/security`.

use fetch_cors::error::Phase;
use fetch_cors::fetch::ServiceWorkerResponse;
use fetch_cors::request::{CorsAttribute, Destination, Mode, ResourceBuilder};
use fetch_cors::response::ResponseType::{self, Basic, Cors, Opaque};
use fetch_cors::{Hop, Request, Step};

use crate::places::{HERE, THERE};
use crate::row::{Row, fetch, message, opaque, response, rule};
use crate::scenario::{APP, Answer, Build, World, answer, page, redirect, shared};

pub fn rows() -> Vec<Row> {
    [redirect_to_credentials(), passed_through_a_service_worker()].concat()
}

/// From the page's own server to a URL with a password.
fn redirect_to_credentials() -> Vec<Row> {
    const FILE: &str = "fetch/security/redirect-to-url-with-credentials.https.html";
    let (here, there) = ("https://user:password@app.example/b", "https://user:password@api.example/b");
    let row = |says: &str, request: Request, to| {
        fetch(FILE, says, request).sends(message("GET", HERE), answer(302, &[("location", to)]))
    };
    let allowed =
        || answer(200, &[("access-control-allow-origin", APP), ("access-control-allow-credentials", "true")]);
    let refused = |row: Row| {
        row.fails(Phase::Redirect, "redirect-cross-origin-with-credentials", "HTTP-redirect fetch 9")
    };
    let image = |cors| page().image(HERE, cors).made();
    let frame = page().navigation(HERE).destination(Destination::Iframe);
    let moved = answer(302, &[("location", there)]);
    let mut led = World::new().run(frame, &[moved]).outcome.unwrap();
    let frame = led.next_manual_redirect().map(|hop| hop.unwrap().url().to_string());
    vec![
        row("no-cors to another origin", page().fetch(HERE).mode(Mode::NoCors).made(), there)
            .sends(message("GET", there), allowed())
            .gives(opaque()),
        refused(row("cors to another origin", page().fetch(HERE).made(), there)),
        row("cors within the origin", page().fetch(HERE).made(), here)
            .sends(message("GET", here), allowed())
            .gives(response(Basic, 200)),
        row("an image", image(CorsAttribute::NoCors), there)
            .sends(message("GET", there), allowed())
            .gives(opaque()),
        refused(row("an image with CORS", image(CorsAttribute::UseCredentials), there)),
        row("an image with CORS within the origin", image(CorsAttribute::UseCredentials), here)
            .sends(message("GET", here), allowed())
            .gives(response(Basic, 200)),
        rule(FILE, "a frame", frame, Some(there.to_owned())),
    ]
}

/// What came back to the page's origin by way of another stays opaque, so canvases and style sheets stay closed.
fn passed_through_a_service_worker() -> Vec<Row> {
    let there_and_back = || [redirect(302, THERE), redirect(302, "https://app.example/b"), shared()];
    let rows = |file, says: &str, request: fn() -> ResourceBuilder| {
        [
            rule(file, format!("{says}, directly"), kind_of(request(), &there_and_back()), Opaque),
            rule(
                file,
                format!("{says}, by a service worker"),
                kind_through_worker(request(), &there_and_back()),
                Opaque,
            ),
        ]
    };
    let with_cors = || page().image(HERE, CorsAttribute::Anonymous);
    let canvas = "fetch/security/canvas-tainted-serviceworker-passthrough-redirect.https.html";
    let style = "fetch/security/stylesheet-cssrules-serviceworker-passthrough-redirect.https.html";
    let mut all = Vec::from(rows(canvas, "an image", || page().image(HERE, CorsAttribute::NoCors)));
    all.extend(rows(style, "a style sheet", || page().style(HERE, CorsAttribute::NoCors)));
    // So that the rows above say something: with CORS it is open.
    all.push(rule(canvas, "an image with CORS", kind_through_worker(with_cors(), &there_and_back()), Cors));
    all
}

fn kind_of(request: impl Build, answers: &[Answer]) -> ResponseType {
    World::new().run(request, answers).response().response_type()
}

/// Of a request that a service worker fetches as it came and answers with what it got.
fn kind_through_worker(request: impl Build, answers: &[Answer]) -> ResponseType {
    let mut world = World::new();
    let request = request.build().unwrap();
    let fetched = world.run_request(request.clone(), answers).outcome.unwrap();
    let hop = Hop::new(request);
    assert!(hop.service_worker_may_respond());
    let answer = ServiceWorkerResponse::Fetched(fetched);
    match hop.respond_from_service_worker(answer, &mut world.cache, world.now) {
        Step::Done(outcome) => outcome.unwrap().response_type(),
        _ => panic!("a service worker's answer ends it"),
    }
}
