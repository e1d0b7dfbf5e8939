//! Fetches that need no preflight, and end with a response.

use fetch_cors::response::ResponseType;

use super::{Stop, answer, basic, cors, hidden, timed_cors};

pub(super) const STOPS: &[Stop] = &[
    Stop {
        title: "Same origin: CORS does not apply, and script sees every header except Set-Cookie",
        answers: &[answer("GET {page}/own", 200, &["Set-Cookie: id=7", "X-Own: 1"], "own")],
        fetch: &["{page}/own"],
        arrives: &[&[
            "GET {page}/own",
            "!origin",
            "sec-fetch-dest: empty",
            "sec-fetch-mode: cors",
            "sec-fetch-site: same-origin",
        ]],
        ends: basic(200, &["x-own: 1", "!set-cookie"], "own"),
    },
    Stop {
        title: "A simple request to another origin, which allows the page to read the response",
        answers: &[answer(
            "GET {api}/simple",
            200,
            &["Access-Control-Allow-Origin: {page}", "Vary: Origin"],
            "shared",
        )],
        fetch: &["{api}/simple"],
        arrives: &[&["GET {api}/simple", "origin: {page}", "sec-fetch-site: same-site"]],
        ends: cors(200, &[], "shared"),
    },
    Stop {
        title: "A POST with plain text needs no preflight, because an HTML form could send it, too",
        answers: &[answer("POST {api}/text", 201, &["Access-Control-Allow-Origin: {page}"], "kept")],
        fetch: &["--data", "hello", "{api}/text"],
        arrives: &[&[
            "POST {api}/text",
            "origin: {page}",
            "content-type: text/plain;charset=UTF-8",
            "content-length: 5",
        ]],
        ends: cors(201, &[], "kept"),
    },
    Stop {
        title: "The server allows every page with `*`, and exposes one header to script but not another",
        answers: &[answer(
            "GET {api}/list",
            200,
            &[
                "Access-Control-Allow-Origin: *",
                "Access-Control-Expose-Headers: X-Total",
                "Content-Type: text/plain",
                "X-Total: 3",
                "X-Hidden: 1",
            ],
            "a b c",
        )],
        fetch: &["{api}/list"],
        arrives: &[&["GET {api}/list", "origin: {page}"]],
        ends: cors(200, &["content-type: text/plain", "x-total: 3", "!x-hidden"], "a b c"),
    },
    Stop {
        title: "With credentials: the server names the page's origin, and allows credentials with `true`",
        answers: &[answer(
            "GET {api}/account",
            200,
            &["Access-Control-Allow-Origin: {page}", "Access-Control-Allow-Credentials: true"],
            "yours",
        )],
        fetch: &["--credentials", "include", "{api}/account"],
        arrives: &[&["GET {api}/account", "origin: {page}"]],
        ends: cors(200, &[], "yours"),
    },
    Stop {
        title: "The header Timing-Allow-Origin lets the page see the timing of the response",
        answers: &[answer(
            "GET {api}/timed",
            200,
            &["Access-Control-Allow-Origin: {page}", "Timing-Allow-Origin: {page}"],
            "timed",
        )],
        fetch: &["{api}/timed"],
        arrives: &[&["GET {api}/timed", "origin: {page}"]],
        ends: timed_cors(200, &[], "timed"),
    },
    Stop {
        title: "Mode no-cors: the server need not allow the page, but the page cannot read the response",
        answers: &[answer("GET {api}/pixel", 200, &["X-Hidden: 1"], "secret")],
        fetch: &["--mode", "no-cors", "{api}/pixel"],
        arrives: &[&["GET {api}/pixel", "!origin", "sec-fetch-mode: no-cors"]],
        ends: hidden(ResponseType::Opaque),
    },
    Stop {
        title: "Mode no-cors: the header Cross-Origin-Resource-Policy lets every page embed the response",
        answers: &[answer(
            "GET {api}/logo",
            200,
            &["Cross-Origin-Resource-Policy: cross-origin"],
            "for every page to show",
        )],
        fetch: &["--mode", "no-cors", "{api}/logo"],
        arrives: &[&["GET {api}/logo"]],
        ends: hidden(ResponseType::Opaque),
    },
    Stop {
        title: "The same for a page with the embedder policy require-corp, which requires that header",
        answers: &[],
        fetch: &["--embedder-policy", "require-corp", "--mode", "no-cors", "{api}/logo"],
        arrives: &[&["GET {api}/logo"]],
        ends: hidden(ResponseType::Opaque),
    },
    Stop {
        title: "A sandboxed page has an opaque origin, which is sent as `null`",
        answers: &[answer("GET {api}/any", 200, &["Access-Control-Allow-Origin: *"], "for anyone")],
        fetch: &["--origin", "null", "{api}/any"],
        arrives: &[&["GET {api}/any", "origin: null", "sec-fetch-site: cross-site"]],
        ends: cors(200, &[], "for anyone"),
    },
    Stop {
        title: "A data: URL contains its own content, so no message is sent",
        answers: &[],
        fetch: &["data:text/plain,hello"],
        arrives: &[],
        ends: basic(200, &["content-type: text/plain"], "hello"),
    },
];
