//! Main fetch 14 to 22: what script sees of a response.

use url::Url;

use super::families::Family;
use super::fetch::{Fetch, Refused};
use crate::support::drive::{End, Finish};
use crate::twin::headers::{self, Extracted};
use crate::twin::machine::Response;
use crate::twin::origin::redirect_taint;
use crate::twin::{Credentials, ResponseType, Tainting};

impl Fetch<'_, '_> {
    /// main fetch 14 to 22
    pub fn filtered(&self, mut response: Response) -> Result<Response, Refused> {
        let request = &self.request;
        if response.filter.is_none() {
            response.filter = Some(match request.tainting {
                Tainting::Basic => ResponseType::Basic,
                Tainting::Cors => ResponseType::Cors,
                Tainting::Opaque => ResponseType::Opaque,
            });
        }
        self.mime_type_check(&response)?;
        response.timing_allow_passed = !request.timing_allow_failed;
        response.null_body = request.method == "HEAD" || [204, 205, 304].contains(&response.status);
        Ok(response)
    }

    /// main fetch 14.1: the names that a CORS response exposes besides the safelisted ones
    fn exposed(&self, response: &Response) -> Vec<Vec<u8>> {
        const NAME: &[u8] = b"Access-Control-Expose-Headers";
        let names = headers::extract_tokens(NAME, &response.headers);
        let has_star = self.request.credentials != Credentials::Include
            && match &names {
                Extracted::Values(names) => names.contains(&b"*".to_vec()),
                Extracted::Failure => {
                    headers::get(&response.headers, NAME).is_some_and(|list| begins_with_star(&list))
                        && self.ways.depart(Family::StarFirst)
                }
                Extracted::Null => false,
            };
        match names {
            _ if has_star => response.headers.iter().map(|(n, _)| n.clone()).collect(),
            Extracted::Values(names) => names,
            Extracted::Null | Extracted::Failure => vec![],
        }
    }

    /// What the filtered response shows.
    pub fn shown(&self, response: &Response) -> End {
        let response_type = response.filter.unwrap();
        let (mut status, mut shown) = (response.status, response.headers.clone());
        match response_type {
            ResponseType::Basic => shown.retain(|(n, _)| !headers::is_forbidden_response_header_name(n)),
            ResponseType::Cors => {
                let exposed = self.exposed(response);
                shown.retain(|(n, _)| headers::is_cors_safelisted_response_header_name(n, &exposed));
            }
            ResponseType::Opaque | ResponseType::OpaqueRedirect => {
                status = 0;
                shown.clear();
            }
        }
        let opaque = response_type == ResponseType::Opaque;
        End::Response {
            response_type,
            status,
            headers: shown,
            url: response.url_list.last().filter(|_| !opaque).map(Url::to_string),
            url_list_length: if opaque { 0 } else { response.url_list.len() },
            request_includes_credentials: false,
            range_requested: false,
            finish: Some(Finish {
                redirect_taint: redirect_taint(&self.request),
                navigation_timing_allow_values: vec![],
                timing_allow_passed: response.timing_allow_passed,
                shows_body: !response.null_body,
            }),
        }
    }
}

/// Whether `*` is an element of a list before any that is not of the form of a token.
fn begins_with_star(list: &[u8]) -> bool {
    let mut elements = list.split(|b| *b == b',').map(headers::trim).filter(|element| !element.is_empty());
    elements
        .find(|element| element == b"*" || !headers::is_token(element))
        .is_some_and(|element| element == b"*")
}
