//! HTTP-redirect fetch.

use super::families::{Family, Ways};
use super::fetch::{Fetch, Refused};
use super::message::locations;
use crate::twin::headers::{self, same_name};
use crate::twin::machine::{Request, Response};
use crate::twin::origin::{includes_credentials, is_http, of_url, same_origin};
use crate::twin::redirect::{Location, location_url};
use crate::twin::{Body, Mode, Tainting};
use crate::via::Via;

impl Fetch<'_, '_> {
    /// The request as it goes on; the response if it leads nowhere.
    pub fn redirect(&mut self, response: Response) -> Result<Option<Response>, Refused> {
        let before = self.request.clone();
        let request = &mut self.request;
        // HTTP-redirect fetch 3 to 5
        let fragment = request.current_url().fragment().map(str::to_owned);
        let has_location = headers::contains(&response.headers, b"Location");
        let is_empty = has_location && locations(&response.headers).all(Vec::is_empty);
        if is_empty && self.ways.depart(Family::EmptyLocation) {
            return Ok(Some(response));
        }
        let location = match location_url(&escaped(&response, self.ways), fragment) {
            Location::Null => return Ok(Some(response)),
            Location::Failure => return Err(Refused),
            Location::Url(url) => url,
        };
        // HTTP-redirect fetch 6 to 8
        if !is_http(&location) || request.redirect_count == 20 {
            return Err(Refused);
        }
        request.redirect_count += 1;
        // HTTP-redirect fetch 9 and 10
        let userinfo = includes_credentials(&location);
        if userinfo && request.mode == Mode::Cors && !same_origin(&request.origin, &of_url(&location)) {
            return Err(Refused);
        }
        if userinfo && request.tainting == Tainting::Cors {
            return Err(Refused);
        }
        if userinfo && self.ways.depart(Family::UserinfoRefused) {
            return Err(Refused);
        }
        // HTTP-redirect fetch 12
        if becomes_get(response.status, &request.method) {
            request.method = "GET".to_owned();
            request.body = Body::None;
            for name in headers::REQUEST_BODY_HEADER_NAMES {
                headers::delete(&mut request.headers, name);
            }
        }
        // HTTP-redirect fetch 13
        if !same_origin(&of_url(request.current_url()), &of_url(&location)) {
            headers::delete(&mut request.headers, b"Authorization");
        }
        // HTTP-redirect fetch 18
        request.url_list.push(location);
        // HTTP-redirect fetch 19
        if let Some(policy) = headers::parse_referrer_policy(&response.headers) {
            request.referrer_policy = policy;
        }
        self.restore_dropped(&before, response.status);
        Ok(None)
    }

    /// Starts from the headers that the page gave, and drops what this redirect drops. What the preflight asks for and
    /// what is sent can differ: of the methods, one looks at the last one, the other at the page's.
    fn restore_dropped(&mut self, before: &Request, status: u16) {
        if matches!(self.host.request.via, Via::Load(_)) {
            // No script gave its headers.
            return;
        }
        let changes_origin = !same_origin(&of_url(before.current_url()), &of_url(self.request.current_url()));
        let left = |method: &str| {
            let mut left = self.page_headers.clone();
            if becomes_get(status, method) {
                for name in headers::REQUEST_BODY_HEADER_NAMES {
                    headers::delete(&mut left, name);
                }
            }
            if changes_origin {
                headers::delete(&mut left, b"Authorization");
            }
            left
        };
        let (sent, asked) = (left(&self.page_method), left(&before.method));
        let differs = sent != self.request.headers || asked != self.request.headers;
        if !matches!(self.host.request.via, Via::Xhr(_)) {
            if differs && self.ways.depart(Family::DroppedHeadersReturn) {
                self.request.headers = sent;
                self.preflight_headers = Some(asked);
            }
            return;
        }
        // As its page has written it, the method is no POST.
        let written = self.host.request.init.method.clone().unwrap_or_default();
        let is_post = becomes_get(status, &before.method) && status != 303;
        if is_post && written != b"POST" && self.ways.depart(Family::XhrMethodAsWritten) {
            self.preflight_headers = Some(before.headers.clone());
        }
    }
}

/// The response with what the browser escapes in its `Location` before it is parsed.
fn escaped(response: &Response, ways: &Ways) -> Response {
    let mut response = response.clone();
    for (_, value) in response.headers.iter_mut().filter(|(n, _)| same_name(n, b"Location")) {
        if value.iter().any(|b| *b < 0x20) && ways.depart(Family::LocationControlsKept) {
            *value = escape(value, |b| b < 0x20);
        }
        let path = value.iter().position(|b| b"?#".contains(b)).unwrap_or(value.len());
        if value[..path].contains(&b'|') && ways.depart(Family::BarEncoded) {
            let rest = value.split_off(path);
            *value = [escape(value, |b| b == b'|'), rest].concat();
        }
    }
    response
}

fn escape(value: &[u8], escapes: impl Fn(u8) -> bool) -> Vec<u8> {
    let byte = |b: &u8| if escapes(*b) { format!("%{b:02X}").into_bytes() } else { vec![*b] };
    value.iter().flat_map(byte).collect()
}

/// HTTP-redirect fetch 12
fn becomes_get(status: u16, method: &str) -> bool {
    ((status == 301 || status == 302) && method == "POST")
        || (status == 303 && method != "GET" && method != "HEAD")
}
