//! CORS-preflight fetch.

use super::cache::{Asking, Granted};
use super::families::Family;
use super::fetch::{Fetch, Refused};
use super::safelist::unsafe_names;
use crate::twin::headers::{self, Extracted, is_non_wildcard};
use crate::twin::machine::Request;
use crate::twin::origin::{Taint, of_url, redirect_taint, same_origin, serialize_request_origin};
use crate::twin::preflight::{cors_check, is_safelisted_method};
use crate::twin::{Body, Credentials, HeaderList, Mode, RedirectMode};

impl Fetch<'_, '_> {
    /// HTTP fetch 4.1
    pub fn preflight_if_needed(&mut self) -> Result<(), Refused> {
        let names = unsafe_names(self.headers_for_preflight(), self.ways);
        // main fetch 12f
        let needed = self.request.use_cors_preflight
            || (self.request.unsafe_request
                && (!is_safelisted_method(&self.request.method) || !names.is_empty()));
        if !needed {
            let once = self.took_branch || !unsafe_names(&self.page_headers, self.ways).is_empty();
            if !once || !self.ways.depart(Family::PreflightAgain) {
                return Ok(());
            }
        }
        self.took_branch = true;
        let asking = self.asking_request();
        let covers = self.cache.covers(&self.asking(&asking), &names);
        if covers && (needed || self.cache.has_entries(&self.asking(&asking))) {
            return Ok(());
        }
        self.preflight(&asking, &names)
    }

    fn headers_for_preflight(&self) -> &HeaderList {
        self.preflight_headers.as_ref().unwrap_or(&self.request.headers)
    }

    /// The request as its preflight and the cache have it.
    pub fn asking_request(&self) -> Request {
        let mut asking = self.request.clone();
        if redirect_taint(&asking) != Taint::SameOrigin && self.ways.depart(Family::PreflightOrigin) {
            asking.url_list = vec![asking.current_url().clone()];
        }
        asking
    }

    pub fn asking<'r>(&self, request: &'r Request) -> Asking<'r>
    where
        Self: 'r,
    {
        let origin = serialize_request_origin(request);
        Asking { request, origin, mode: self.cache_mode, now: self.now, ways: self.ways }
    }

    fn preflight(&mut self, asking: &Request, names: &[Vec<u8>]) -> Result<(), Refused> {
        // CORS-preflight fetch 1 to 5
        let mut preflight = Request {
            method: "OPTIONS".to_owned(),
            mode: Mode::Cors,
            credentials: Credentials::SameOrigin,
            redirect: RedirectMode::Follow,
            body: Body::None,
            unsafe_request: false,
            headers: HeaderList::new(),
            ..asking.clone()
        };
        headers::append(&mut preflight.headers, b"Accept", b"*/*");
        headers::append(
            &mut preflight.headers,
            b"Access-Control-Request-Method",
            self.request.method.as_bytes(),
        );
        if !names.is_empty() {
            let value = names.join(&b","[..]);
            headers::append(&mut preflight.headers, b"Access-Control-Request-Headers", &value);
        }
        // CORS-preflight fetch 6
        let response = self.exchange(&preflight, true)?;
        let include = self.request.credentials == Credentials::Include;
        // CORS-preflight fetch 7
        if !(200..=299).contains(&response.status) {
            return Err(Refused);
        }
        if cors_check(asking, &response.headers).is_err() {
            let at_home = same_origin(&of_url(asking.current_url()), &asking.origin);
            if !(at_home && self.ways.depart(Family::HomePreflightUnchecked)) {
                return Err(Refused);
            }
        }
        // CORS-preflight fetch 7.1 to 7.4
        let list = |name: &[u8]| match headers::extract_tokens(name, &response.headers) {
            Extracted::Values(values) => Ok(values),
            Extracted::Null => Ok(vec![]),
            Extracted::Failure => Err(Refused),
        };
        let mut methods = list(b"Access-Control-Allow-Methods")?;
        let header_names = list(b"Access-Control-Allow-Headers")?;
        let star = |list: &[Vec<u8>]| !include && list.contains(&b"*".to_vec());
        let method = self.request.method.clone().into_bytes();
        // CORS-preflight fetch 7.4
        let unlisted = !headers::contains(&response.headers, b"Access-Control-Allow-Methods");
        if unlisted && self.request.use_cors_preflight && !self.ways.depart(Family::UnlistedMethodRefused) {
            methods.push(method.clone());
        }
        // CORS-preflight fetch 7.5
        if !methods.contains(&method) && !is_safelisted_method(&self.request.method) && !star(&methods) {
            return Err(Refused);
        }
        for name in names {
            let listed = header_names.iter().any(|item| item.eq_ignore_ascii_case(name));
            if listed {
                continue;
            }
            // CORS-preflight fetch 7.7
            if !star(&header_names) {
                return Err(Refused);
            }
            // CORS-preflight fetch 7.6
            if is_non_wildcard(name) && !self.ways.depart(Family::AuthorizationByWildcard) {
                return Err(Refused);
            }
        }
        // CORS-preflight fetch 7.8 to 7.10
        let max_age = self.max_age(&response.headers);
        // CORS-preflight fetch 7.12 to 7.15
        let methods = methods.into_iter().map(|method| String::from_utf8(method).unwrap()).collect();
        let granted = Granted { methods, names: header_names, max_age };
        self.cache.store(&self.asking(asking), &granted);
        Ok(())
    }

    /// CORS-preflight fetch 7.8 to 7.10; `None`: nothing is kept.
    fn max_age(&self, response_headers: &HeaderList) -> Option<u64> {
        const NAME: &[u8] = b"Access-Control-Max-Age";
        let value = headers::get(response_headers, NAME).unwrap_or_default();
        if let Extracted::Values(values) = headers::extract_delta_seconds(NAME, response_headers) {
            let fits = std::str::from_utf8(&value).is_ok_and(|digits| digits.parse::<i64>().is_ok());
            if !fits && self.ways.depart(Family::MaxAgeTooLong) {
                return Some(5);
            }
            return Some(values[0].min(7200));
        }
        if !value.is_empty() && self.ways.depart(Family::MaxAgeOdd) {
            return None;
        }
        let is_number = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        let negative = value.strip_prefix(b"-").is_some_and(is_number);
        if negative && self.ways.depart(Family::MaxAgeNegative) {
            return Some(0);
        }
        Some(5)
    }
}
