//! What script may ask for: methods, headers, URLs.

use fetch_cors::error::Phase;
use fetch_cors::header::names::is_forbidden_request_header;
use fetch_cors::request::Body;
use fetch_cors::response::ResponseType;

use super::HOME;
use crate::row::{Row, fetch, message, response, rule};
use crate::scenario::{answer, page, shared};

pub fn rows() -> Vec<Row> {
    [methods(), forbidden_headers(), overrides(), bogus_headers(), sent_headers(), bodies(), urls()].concat()
}

fn methods() -> Vec<Row> {
    let becomes = |file, method: &str, sent: &str| {
        let body = sent != "HEAD";
        fetch(file, method, page().xml_http_request(method, HOME))
            .sends(message(sent, HOME), answer::<&str>(200, &[]))
            .gives(response(ResponseType::Basic, 200).body(body))
    };
    let throws =
        |file, method: &str, error| fetch(file, method, page().xml_http_request(method, HOME)).throws(error);
    let mut rows = Vec::new();
    for method in ["deLETE", "get", "heAd", "OpTIOns", "post", "Put"] {
        rows.push(becomes("XMLHttpRequest/open-method-case-insensitive.htm", method, &method.to_uppercase()));
    }
    for method in ["XMETHOD", "xMEThod", "quERY", "PATCH", "patCH", "copy", "COpy", "inDEX", "movE"] {
        rows.push(becomes("XMLHttpRequest/open-method-case-sensitive.htm", method, method));
    }
    for method in ["track", "TRACK", "trAck", "TRACE", "trace", "traCE", "connect", "CONNECT", "connECT"] {
        rows.push(throws("XMLHttpRequest/open-method-insecure.htm", method, "ForbiddenMethod"));
    }
    for method in ["", ">", " GET", "G T"] {
        rows.push(throws("XMLHttpRequest/open-method-bogus.htm", method, "InvalidMethod"));
    }
    rows
}

const FORBIDDEN: &str = "xhr/setrequestheader-header-forbidden.htm";

fn forbidden_headers() -> Vec<Row> {
    let names = [
        "Accept-Charset",
        "Accept-Encoding",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Referer",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Proxy-",
        "Proxy-LIES",
        "Proxy-Authorization",
        "Sec-",
        "Sec-X",
    ];
    names
        .map(|name| {
            fetch(FORBIDDEN, name, page().xml_http_request("POST", HOME).header(name, "TEST"))
                .sends(message("POST", HOME).without(name), answer::<&str>(200, &[]))
                .gives(response(ResponseType::Basic, 200))
        })
        .into()
}

/// Headers by which some servers take another method.
fn overrides() -> Vec<Row> {
    let mut rows = Vec::new();
    for name in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
        "X-HTTP-METHOD-OVERRIDE",
        "X-HTTP-METHOD",
        "X-METHOD-OVERRIDE",
    ] {
        let is_forbidden = |value: &str| is_forbidden_request_header(name.as_bytes(), value.as_bytes());
        for value in
            ["TRACE", "TRACK", "CONNECT", "trace", "track", "connect", "trace,", "GET,track ", " connect"]
        {
            rows.push(rule(FORBIDDEN, format!("{name}: {value}"), is_forbidden(value), true));
        }
        for value in ["GETTRACE", "GET", "\",TRACE\","] {
            rows.push(rule(FORBIDDEN, format!("{name}: {value}"), is_forbidden(value), false));
        }
    }
    rows
}

fn bogus_headers() -> Vec<Row> {
    let set = |file, name: &str, value: &str| {
        fetch(file, format!("{name:?}: {value:?}"), page().xml_http_request("GET", HOME).header(name, value))
            .throws("InvalidHeader")
    };
    let names = [
        "(",
        ")",
        "<",
        ">",
        "@",
        ",",
        ";",
        ":",
        "\\",
        "\"",
        "/",
        "[",
        "]",
        "?",
        "=",
        "{",
        "}",
        " ",
        "\u{7f}",
        "\u{ff83}",
        "",
        "t\rt",
        "t\nt",
        "t: t",
        "t:t",
        "t<t",
        "t t",
        " tt",
        ":tt",
        "\ttt",
        "\u{b}tt",
        "t\0t",
        "t\"t",
        "t,t",
        "t;t",
        "()[]{}",
        "a?B",
        "X-\u{ff83}",
        "a=B",
    ];
    let mut rows: Vec<Row> = names
        .iter()
        .map(|name| set("XMLHttpRequest/setrequestheader-bogus-name.htm", name, "x-value"))
        .collect();
    rows.extend((0..32u8).map(|byte| {
        set("XMLHttpRequest/setrequestheader-bogus-name.htm", &char::from(byte).to_string(), "x-value")
    }));
    // A value of characters that are no bytes does not get as far as the engine, which takes bytes.
    for value in ["t\rt", "t\nt"] {
        rows.push(set("XMLHttpRequest/setrequestheader-bogus-value.htm", "x-test", value));
    }
    rows
}

fn sent_headers() -> Vec<Row> {
    const CASE: &str = "xhr/setrequestheader-case-insensitive.htm";
    const ACCEPT: &str = "XMLHttpRequest/send-accept.htm";
    let request = |values: &[&str]| {
        values.iter().fold(page().xml_http_request("POST", HOME), |xhr, value| xhr.header("test-me", value))
    };
    let get = || page().xml_http_request("GET", HOME);
    let ok = || answer::<&str>(200, &[]);
    let seen = || response(ResponseType::Basic, 200);
    vec![
        fetch(
            "xhr/setrequestheader-combining.window.js",
            "values are combined",
            request(&["", "", " ", "x\tx", ""]),
        )
        .sends(message("POST", HOME).with("test-me", ", , , x\tx, "), ok())
        .gives(seen()),
        fetch(
            CASE,
            "in any case",
            page()
                .xml_http_request("POST", HOME)
                .header("x-test", "t1")
                .header("X-TEST", "t2")
                .header("X-teST", "t3"),
        )
        .sends(message("POST", HOME).with("x-test", "t1, t2, t3"), ok())
        .gives(seen()),
        fetch(
            CASE,
            "the first case is what is sent",
            get().header("THIS-IS-A-TEST", "1").header("THIS-is-A-test", "2").header("content-TYPE", "x/x"),
        )
        .sends(message("GET", HOME).with("this-is-a-test", "1, 2").with("content-type", "x/x"), ok())
        .gives(seen()),
        fetch("xhr/send-accept-language.htm", "what script says", get().header("Accept-Language", "x-any"))
            .sends(message("GET", HOME).with("accept-language", "x-any"), ok())
            .gives(seen()),
        fetch(ACCEPT, "anything by default", get())
            .sends(message("GET", HOME).with("accept", "*/*"), ok())
            .gives(seen()),
        fetch(ACCEPT, "what script says", get().header("Accept", "text/x, text/y"))
            .sends(message("GET", HOME).with("accept", "text/x, text/y"), ok())
            .gives(seen()),
    ]
}

/// The body's own type, and the one that script sets. What `XMLHttpRequest` itself makes of a charset is not here.
fn bodies() -> Vec<Row> {
    const TYPE: &str = "xhr/setrequestheader-content-type.htm";
    const TEXT: &str = "text/plain;charset=UTF-8";
    const XML: &str = "application/xml;charset=UTF-8";
    const FORM: &str = "multipart/form-data; boundary=a";
    const PARAMETERS: &str = "application/x-www-form-urlencoded;charset=UTF-8";
    const OTHER: &str = "application/xml;charset=ASCII";
    let send =
        |file, method: &str, own: Option<&str>, explicit: Option<&str>, seen: Option<&str>, has_body| {
            let body = own.map_or(Body::source(), |own| Body::source().with_type(own));
            let mut request = page().xml_http_request(method, HOME).body(body);
            if let Some(explicit) = explicit {
                request = request.header("Content-Type", explicit);
            }
            let sent = message(method, HOME).body(has_body);
            let sent = match seen {
                Some(seen) => sent.with("content-type", seen),
                None => sent.without("content-type"),
            };
            fetch(file, format!("{method}, {own:?}, {explicit:?}"), request)
                .sends(sent, answer::<&str>(200, &[]))
                .gives(response(ResponseType::Basic, 200))
        };
    let mut rows = Vec::new();
    for own in [Some(TEXT), Some(XML), None, Some(FORM), Some(PARAMETERS)] {
        rows.push(send(TYPE, "POST", own, None, own, true));
        rows.push(send(TYPE, "POST", own, Some(""), Some(""), true));
        rows.push(send(TYPE, "POST", own, Some("application/xml"), Some("application/xml"), true));
    }
    rows.push(send(TYPE, "POST", Some(TEXT), Some(" "), Some(""), true));
    rows.push(send(TYPE, "POST", None, Some(OTHER), Some(OTHER), true));
    rows.push(send(TYPE, "POST", Some(FORM), Some(OTHER), Some(OTHER), true));

    const PARAMS: &str = "xhr/send-usp.any.js";
    rows.push(send(PARAMS, "POST", Some(PARAMETERS), None, Some(PARAMETERS), true));
    rows.push(send(PARAMS, "POST", Some(PARAMETERS), Some("text/plain"), Some("text/plain"), true));
    rows.push(send(PARAMS, "GET", Some(PARAMETERS), None, None, false));
    rows.push(send(PARAMS, "HEAD", Some(PARAMETERS), None, None, false));
    rows.push(send(PARAMS, "GET", Some(PARAMETERS), Some("text/plain"), Some("text/plain"), false));
    for method in ["GET", "HEAD"] {
        rows.push(send("xhr/send-entity-body-get-head.htm", method, Some(TEXT), None, None, false));
    }
    rows
}

fn urls() -> Vec<Row> {
    const ELSEWHERE: &str = "xhr/send-non-same-origin.htm";
    let get = |url| fetch(ELSEWHERE, url, page().xml_http_request("GET", url));
    let mut rows: Vec<Row> = ["mailto:a@b.example", "tel:+1", "javascript:1", "about:blank", "blob:a"]
        .map(|url| get(url).fails(Phase::Request, "cors-scheme-not-http", "main fetch 12e"))
        .into();
    for url in ["https://api.example/", "https://api.example/folder.txt"] {
        rows.push(get(url).sends(message("GET", url), answer::<&str>(200, &[])).fails(
            Phase::Actual,
            "missing-allow-origin",
            "CORS check 2",
        ));
    }
    for method in ["GET", "POST", "PUT", "DELETE", "HEAD", "QUERY"] {
        rows.push(
            fetch("xhr/data-uri.htm", method, page().xml_http_request(method, "data:text/plain,a"))
                .gives(response(ResponseType::Basic, 200).redirected(false).body(method != "HEAD")),
        );
    }
    for url in [
        "data:text/plain;base64,YQ==",
        "data:text/html,a",
        "data:text/html;charset=UTF-8,a",
        "data:image/png,a",
    ] {
        rows.push(
            fetch("xhr/data-uri.htm", url, page().xml_http_request("GET", url))
                .gives(response(ResponseType::Basic, 200)),
        );
    }
    for url in ["https://x@api.example/", "https://x:x@api.example/"] {
        rows.push(
            fetch(
                "XMLHttpRequest/open-user-password-non-same-origin.htm",
                "a name, or a name and a password, for another origin",
                page().xml_http_request("GET", url),
            )
            .sends(message("GET", url), shared())
            .gives(response(ResponseType::Cors, 200)),
        );
    }
    rows
}
