//! HTTP-redirect fetch and what it needs.

use super::headers;
use super::machine::{Request, Resp, Response, World};
use super::origin::{counts_as_http, includes_credentials, same_origin, url_origin};
use super::{Body, Mode, Reason, RedirectMode, Tainting};
use url::Url;

pub fn is_redirect_status(status: u16) -> bool {
    [301, 302, 303, 307, 308].contains(&status)
}

pub enum Location {
    Null,
    Failure,
    Url(Url),
}

/// location URL
pub fn location_url(response: &Response, request_fragment: Option<String>) -> Location {
    // location URL 1
    if !is_redirect_status(response.status) {
        return Location::Null;
    }
    // location URL 2
    let lines: Vec<&Vec<u8>> =
        response.headers.iter().filter(|(n, _)| headers::same_name(n, b"location")).map(|(_, v)| v).collect();
    if lines.is_empty() {
        return Location::Null;
    }
    if lines.len() > 1 {
        return Location::Failure;
    }
    // location URL 3; what a byte above ASCII stands for is left open there, and browsers percent-encode it (decision)
    let mut text = String::new();
    for b in headers::trim(lines[0]) {
        if b < 0x80 {
            text.push(char::from(b));
        } else {
            text.push_str(&format!("%{b:02X}"));
        }
    }
    let parsed = match response.url_list.last() {
        // URL: special authority ignore slashes, which is for the base of a special scheme only
        Some(base) if ["http", "https", "ws", "wss", "ftp"].contains(&base.scheme()) => {
            base.join(&ignore_slashes(&text))
        }
        Some(base) => base.join(&text),
        None => Url::parse(&text),
    };
    let Ok(mut url) = parsed else {
        return Location::Failure;
    };
    // location URL 4
    if url.fragment().is_none() {
        url.set_fragment(request_fragment.as_deref());
    }
    // location URL 5
    Location::Url(url)
}

/// URL Standard, special authority ignore slashes state: beside an HTTP(S) URL, any number of slashes from two on
/// begin an authority; the `url` crate takes the third for a path.
fn ignore_slashes(text: &str) -> String {
    let bare: String =
        text.trim_start_matches(|c| c <= ' ').chars().filter(|c| !['\t', '\n', '\r'].contains(c)).collect();
    let rest = bare.trim_start_matches(['/', '\\']);
    if bare.len() - rest.len() > 2 { format!("//{rest}") } else { text.to_string() }
}

const NAME: &str = "HTTP-redirect fetch";

pub fn http_redirect_fetch(world: &mut World, request: &mut Request, response: Response) -> Resp {
    let fail = |step| Resp::Error(Reason::Step(NAME, step));
    // HTTP-redirect fetch 3
    let fragment = request.current_url().fragment().map(str::to_string);
    let location = match location_url(&response, fragment) {
        // HTTP-redirect fetch 4
        Location::Null => return Resp::Response(response),
        // HTTP-redirect fetch 5
        Location::Failure => return fail("5"),
        Location::Url(url) => url,
    };
    // HTTP-redirect fetch 6
    if !counts_as_http(request, &location) {
        return fail("6");
    }
    // HTTP-redirect fetch 7
    if request.redirect_count == 20 {
        return fail("7");
    }
    // HTTP-redirect fetch 8
    request.redirect_count += 1;
    // HTTP-redirect fetch 9
    if request.mode == Mode::Cors
        && includes_credentials(&location)
        && !same_origin(&request.origin, &url_origin(request, &location))
    {
        return fail("9");
    }
    // HTTP-redirect fetch 10
    if request.tainting == Tainting::Cors && includes_credentials(&location) {
        return fail("10");
    }
    // HTTP-redirect fetch 11
    if response.status != 303 && request.body == Body::Stream {
        return fail("11");
    }
    // HTTP-redirect fetch 12
    if ((response.status == 301 || response.status == 302) && request.method == "POST")
        || (response.status == 303 && request.method != "GET" && request.method != "HEAD")
    {
        // HTTP-redirect fetch 12.1
        request.method = "GET".to_string();
        request.body = Body::None;
        // HTTP-redirect fetch 12.2
        for name in headers::REQUEST_BODY_HEADER_NAMES {
            headers::delete(&mut request.headers, name);
        }
    }
    // HTTP-redirect fetch 13
    if !same_origin(&url_origin(request, request.current_url()), &url_origin(request, &location)) {
        headers::delete(&mut request.headers, b"Authorization");
    }
    // HTTP-redirect fetch 14: a body with a source stays what it is
    // HTTP-redirect fetch 18
    request.url_list.push(location);
    // no step: the exception was of this hop alone
    if request.is_exempt {
        request.tainting = if request.mode == Mode::NoCors { Tainting::Opaque } else { Tainting::Cors };
    }
    // HTTP-redirect fetch 19
    if let Some(policy) = headers::parse_referrer_policy(&response.headers) {
        request.referrer_policy = policy;
    }
    // HTTP-redirect fetch 20
    let mut recursive = true;
    // HTTP-redirect fetch 21
    if request.redirect == RedirectMode::Manual {
        // HTTP-redirect fetch 21.1
        assert!(request.mode == Mode::Navigate);
        // HTTP-redirect fetch 21.2
        recursive = false;
    }
    // HTTP-redirect fetch 22
    world.main_fetch(request, recursive)
}
