//! `fetch/api/credentials`. Which cookies and passwords there are is the host's; whether they may go along is not.

use fetch_cors::request::CredentialsMode;
use fetch_cors::response::ResponseType::{Basic, Cors};

use crate::places::{HERE, THERE};
use crate::row::{Row, fetch, message, preflight, response};
use crate::scenario::{Answer, answer, page, redirect, shared, shared_with};

pub fn rows() -> Vec<Row> {
    [authorization(), authorization_after_a_redirect(), cookies(), cookies_of_the_default_mode()].concat()
}

const BASIC: &str = "Basic dXNlcjpwYXNz";

fn ok() -> Answer {
    answer::<&str>(200, &[])
}

fn authorization() -> Vec<Row> {
    const FILE: &str = "fetch/api/credentials/authentication-basic.any.js";
    CredentialsMode::ALL
        .iter()
        .map(|mode| {
            let request = page().fetch(HERE).credentials(*mode).header("Authorization", BASIC);
            fetch(FILE, format!("script's own header is sent, credentials {mode}"), request)
                .sends(message("GET", HERE).with("authorization", BASIC), ok())
                .gives(response(Basic, 200))
        })
        .collect()
}

fn authorization_after_a_redirect() -> Vec<Row> {
    const FILE: &str = "fetch/api/credentials/authentication-redirection.any.js";
    let to = "https://app.example/b";
    let request = |url| page().fetch(url).header("Authorization", BASIC);
    let with = |url| message("GET", url).with("authorization", BASIC);
    vec![
        fetch(FILE, "without a redirect", request(HERE)).sends(with(HERE), ok()).gives(response(Basic, 200)),
        fetch(FILE, "a redirect within the origin keeps the header", request(HERE))
            .sends(with(HERE), redirect(302, "/b"))
            .sends(with(to), ok())
            .gives(response(Basic, 200)),
        fetch(FILE, "one to another origin drops it", request(THERE))
            .sends(
                preflight(THERE, "GET", "authorization"),
                shared_with(&[("access-control-allow-headers", "Authorization")]),
            )
            .sends(with(THERE), redirect(302, to))
            .sends(message("GET", to).without("authorization"), shared())
            .gives(response(Cors, 200)),
    ]
}

fn cookies() -> Vec<Row> {
    const FILE: &str = "fetch/api/credentials/cookies.any.js";
    use CredentialsMode::{Include, Omit, SameOrigin};
    [(Include, Include), (Omit, Omit), (Omit, Include), (Include, Omit), (SameOrigin, SameOrigin)]
        .into_iter()
        .map(|(first, second)| {
            let request = |mode| page().fetch(HERE).credentials(mode);
            let sent = |mode| message("GET", HERE).credentials(mode != Omit);
            fetch(FILE, format!("{first}, then {second}"), request(first))
                .sends(sent(first), answer(200, &[("set-cookie", "a=1")]))
                .gives(response(Basic, 200).hides("set-cookie"))
                .then(request(second))
                .sends(sent(second), ok())
                .gives(response(Basic, 200).hides("cookie"))
        })
        .collect()
}

fn cookies_of_the_default_mode() -> Vec<Row> {
    const FILE: &str = "fetch/api/credentials/cookies3.any.js";
    let sent = || message("GET", HERE).credentials(true);
    vec![
        fetch(FILE, "cookies are taken without a word said, and sent", page().fetch(HERE))
            .sends(sent(), answer(200, &[("set-cookie", "a=1")]))
            .gives(response(Basic, 200))
            .then(page().fetch(HERE).credentials(CredentialsMode::Include))
            .sends(sent(), ok())
            .gives(response(Basic, 200)),
    ]
}
