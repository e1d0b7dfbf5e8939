//! HTTP-redirect fetch.

use super::families::Family;
use super::fetch::{Fetch, Refused};
use crate::twin::headers;
use crate::twin::machine::{Request, Response};
use crate::twin::origin::{includes_credentials, is_http, of_url, same_origin};
use crate::twin::redirect::{Location, location_url};
use crate::twin::{Body, Mode, Tainting};

impl Fetch<'_, '_> {
    /// The request as it goes on; the response if it leads nowhere.
    pub fn redirect(&mut self, response: Response) -> Result<Option<Response>, Refused> {
        let before = self.request.clone();
        let request = &mut self.request;
        // HTTP-redirect fetch 3 to 5
        let fragment = request.current_url().fragment().map(str::to_owned);
        let lines = headers::get(&response.headers, b"Location");
        if lines.is_some_and(|lines| lines.is_empty()) && self.ways.depart(Family::EmptyLocation) {
            return Ok(Some(response));
        }
        let location = match location_url(&response, fragment) {
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
        if differs && self.ways.depart(Family::DroppedHeadersReturn) {
            self.request.headers = sent;
            self.preflight_headers = Some(asked);
        }
    }
}

/// HTTP-redirect fetch 12
fn becomes_get(status: u16, method: &str) -> bool {
    ((status == 301 || status == 302) && method == "POST")
        || (status == 303 && method != "GET" && method != "HEAD")
}
