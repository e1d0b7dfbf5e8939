//! Which values of `Access-Control-Allow-Origin` share a response with a page.

use fetch_cors::Origin;
use fetch_cors::check::cors_check;
use fetch_cors::error::Phase;
use fetch_cors::request::CredentialsMode;
use fetch_cors::request_origin::RequestOrigin;
use fetch_cors::response::ResponseType;

use super::REMOTE;
use crate::row::{Row, fetch, message, response, rule};
use crate::scenario::{APP, answer, page};

pub fn rows() -> Vec<Row> {
    [single_values(), repeated_headers(), whole_fetches()].concat()
}

/// The host of an origin that has the default port.
fn host(origin: &str) -> &str {
    origin.strip_prefix("https://").unwrap()
}

/// Values that share with this origin.
fn good(origin: &str) -> Vec<String> {
    let mut values: Vec<String> = ["*", " *  ", "\t*"].map(str::to_owned).into();
    values.extend([
        origin.to_owned(),
        format!(" {origin}"),
        format!(" {origin}   \t "),
        format!("\t{origin}"),
    ]);
    values
}

/// Values that do not, though some come near.
fn bad(origin: &str, other: &str) -> Vec<String> {
    let host = host(origin);
    let mut values: Vec<String> =
        ["-", "**", "\0*", "*\0", "'*'", "\"*\"", "* *", "*https://*", "http://example.net", "null", ""]
            .map(str::to_owned)
            .into();
    values.extend([
        other.to_owned(),
        format!("//{host}"),
        format!("://{host}"),
        format!("ftp://{host}"),
        format!("http:://{host}"),
        format!("http:/{host}"),
        format!("http:{host}"),
        host.to_owned(),
        format!("{origin}?"),
        format!("{origin}/"),
        format!("{origin} /"),
        format!("{origin}#"),
        format!("{origin}%23"),
        format!("{origin}:80"),
        format!("{origin}, *"),
        format!("{origin}\0"),
        origin.to_uppercase(),
        format!("HTTPS://{host}"),
        format!("*{origin}"),
        format!("* {origin}"),
        format!("*, {origin}"),
        format!("\0{origin}"),
        format!("null {origin}"),
        format!("{origin}/cors/page.htm"),
        format!("{origin}/cors/"),
        format!("{other}/cors/"),
    ]);
    values
}

fn single_values() -> Vec<Row> {
    const SUBDOMAIN: &str = "https://www1.app.example";
    let mut rows = Vec::new();
    for (file, origin, other) in [
        ("cors/origin.htm", APP, SUBDOMAIN),
        ("cors/allow-headers.htm", APP, SUBDOMAIN),
        ("cors/remote-origin.htm", SUBDOMAIN, APP),
    ] {
        rows.extend(good(origin).iter().map(|value| shares(file, origin, &[value], true)));
        rows.extend(bad(origin, other).iter().map(|value| shares(file, origin, &[value], false)));
    }
    let more = [
        "* null",
        "null *",
        "example",
        ".example",
        "*.example",
        "http://example",
        "http://.example",
        ",*",
        "*,",
        "\u{b}*",
        "\u{c}*",
        "*\u{b}",
        "*\u{c}",
    ];
    rows.extend(more.map(|value| shares("cors/origin.htm", APP, &[value], false)));
    rows.push(shares("cors/origin.htm", APP, &["http://*.example"], false));
    rows.push(shares("cors/remote-origin.htm", SUBDOMAIN, &["https://WWW1.APP.EXAMPLE"], false));
    rows
}

fn repeated_headers() -> Vec<Row> {
    [["", "*"], ["*", ""], ["*", "*"], ["", APP], ["*", APP], [APP, APP]]
        .iter()
        .map(|values| shares("cors/origin.htm", APP, values, false))
        .collect()
}

/// Whether a response with these values is shared; if not, the CORS check says so when it compares them.
fn shares<V: AsRef<str>>(file: &'static str, origin: &str, values: &[V], shared: bool) -> Row {
    let headers: Vec<_> = values.iter().map(|v| ("access-control-allow-origin", v.as_ref())).collect();
    let serialized = Origin::parse(origin).unwrap().as_str().to_owned();
    let result = cors_check(
        &headers,
        RequestOrigin::from_serialized(serialized.as_bytes()),
        CredentialsMode::SameOrigin,
    );
    let refused_at = result.err().map(|error| error.step().to_string());
    let says = format!("{:?} for {origin}", headers.iter().map(|(_, value)| value).collect::<Vec<_>>());
    rule(file, says, refused_at, (!shared).then(|| "CORS check 4".to_owned()))
}

fn whole_fetches() -> Vec<Row> {
    let mut rows = Vec::new();
    for value in good(APP) {
        rows.push(
            fetch(
                "cors/origin.htm",
                format!("{value:?}, and the request says its origin"),
                page().xml_http_request("GET", REMOTE),
            )
            .sends(
                message("GET", REMOTE).with("origin", APP),
                answer(200, &[("access-control-allow-origin", value)]),
            )
            .gives(response(ResponseType::Cors, 200).body(true)),
        );
    }
    const BASIC: &str = "cors/basic.htm";
    let at_home = "https://app.example/r";
    for acao in [None, Some(APP)] {
        rows.push(
            fetch(BASIC, "at home no header is needed", page().xml_http_request("GET", at_home))
                .sends(message("GET", at_home), allowing(acao))
                .gives(response(ResponseType::Basic, 200).body(true)),
        );
    }
    for url in [
        "https://www1.app.example/r",
        "https://app.example:81/r",
        "https://www1.app.example:81/r",
        "http://www1.app.example:83/r",
        "http://app.example:83/r",
    ] {
        let get = || page().xml_http_request("GET", url);
        rows.push(
            fetch(BASIC, "another origin, no header", get())
                .sends(message("GET", url).with("origin", APP), allowing(None))
                .fails(Phase::Actual, "missing-allow-origin", "CORS check 2"),
        );
        rows.push(
            fetch(BASIC, "another origin, echoed", get())
                .sends(message("GET", url).with("origin", APP), allowing(Some(APP)))
                .gives(response(ResponseType::Cors, 200).body(true)),
        );
    }
    rows
}

fn allowing(origin: Option<&str>) -> crate::scenario::Answer {
    let headers: Vec<_> = origin.map(|origin| ("access-control-allow-origin", origin)).into_iter().collect();
    answer(200, &headers)
}
