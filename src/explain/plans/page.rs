//! The plans in which the page changes its request.

use std::collections::BTreeSet;

use http::Method;

use super::{Planner, prove};
use crate::error::{AuthenticationError, CorpError, Reason, RedirectError, TaintingError};
use crate::explain::change::Change;
use crate::explain::finding::Cause;
use crate::explain::fix::Fix;
use crate::explain::hint::Hint;
use crate::explain::hints::{SAFELISTED, header_hint};
use crate::explain::plan::Plan;
use crate::explain::story::Story;
use crate::header::safelist::{MAX_SAFELISTED_VALUE, is_cors_safelisted_request_header};
use crate::header::{Guard, cors_unsafe_request_header_names};
use crate::method::is_cors_safelisted_method;
use crate::request::{
    BodyKind, CacheMode, CorsAttribute, CredentialsMode, Destination, EmbedderPolicyValue, Mode,
    RedirectMode, Request,
};

impl Planner<'_> {
    /// Returns the plans in which the page changes its request.
    pub(super) fn by_page(&self) -> Vec<Plan> {
        let set_mode = |mode| vec![Fix::required(Change::SetMode { mode })];
        let set_redirect = |mode| vec![Fix::required(Change::SetRedirect { mode })];
        let plan = match self.error.reason() {
            Reason::Tainting(TaintingError::SameOriginMode) => {
                self.try_request(set_mode(Mode::Cors), |request| request.mode = Mode::Cors)
            }
            Reason::Tainting(TaintingError::NoCorsRedirectMode { .. }) | Reason::RedirectModeError => self
                .try_request(set_redirect(RedirectMode::Follow), |request| {
                    request.redirect_mode = RedirectMode::Follow;
                }),
            Reason::BlobMethod { .. } => {
                let fix = Fix::required(Change::SetMethod { method: Method::GET });
                self.try_request(vec![fix], |request| {
                    request.method = Method::GET;
                    request.body = BodyKind::None;
                })
            }
            Reason::Redirect(RedirectError::StreamBody)
            | Reason::Authentication(AuthenticationError::StreamBody) => {
                let fix = Fix::required(Change::SendRepeatableBody);
                self.try_request(vec![fix], |request| {
                    request.body = BodyKind::Source;
                    request.use_cors_preflight = false;
                })
            }
            Reason::ResourcePolicy(error) => return self.around_the_resource_policy(error),
            Reason::Preflight(_) => return self.around_the_preflight(),
            _ => None,
        };
        plan.into_iter().collect()
    }

    /// Returns the plans for a response that the page may not embed.
    fn around_the_resource_policy(&self, error: &CorpError) -> Vec<Plan> {
        let request = &self.story().request;
        let is_element = request.mode() == Mode::NoCors && request.destination() != Destination::Empty;
        let change = match is_element {
            true => Change::AddCrossorigin { attribute: CorsAttribute::Anonymous },
            false => Change::SetMode { mode: Mode::Cors },
        };
        // With CORS, the response needs a different permission, so this plan is worth offering even if it changes as much.
        let mut story = with_mode_cors(self.story());
        if is_element {
            story.request.credentials_mode = CredentialsMode::SameOrigin;
        }
        let with_cors = prove(vec![Fix::required(change)], &story);
        let credentialless = matches!(error, CorpError::EmbedderPolicy { .. })
            .then(|| {
                let fix = Fix::required(Change::UseCredentialless);
                self.try_request(vec![fix], |request| {
                    let mut policy = request.client.embedder_policy();
                    policy.value = EmbedderPolicyValue::Credentialless;
                    request.client = request.client.clone().with_embedder_policy(policy);
                })
            })
            .flatten();
        with_cors.into_iter().chain(credentialless).collect()
    }

    /// Returns the plans in which the page needs no preflight, or asks for less in it.
    fn around_the_preflight(&self) -> Vec<Plan> {
        let method = self.hints().find_map(|hint| match hint {
            Hint::MethodCase { method } => Method::from_bytes(method.as_bytes()).ok(),
            _ => None,
        });
        let written_better = self.by_writing_it_better(method.as_ref());
        let plans = written_better.into_iter().chain(self.by_simple_upload()).chain(self.by_plain_text());
        plans.collect()
    }

    /// Returns the plan in which script does not listen to the progress of the upload, or does not send a stream.
    fn by_simple_upload(&self) -> Option<Plan> {
        let request = &self.story().request;
        let needs_none = is_cors_safelisted_method(request.method_bytes())
            && cors_unsafe_request_header_names(&request.headers).is_empty();
        if !request.use_cors_preflight || !needs_none {
            return None;
        }
        let change = match request.body {
            BodyKind::Stream => Change::SendRepeatableBody,
            _ => Change::DropUploadListener,
        };
        self.try_request(vec![Fix::required(change)], |request| {
            request.use_cors_preflight = false;
            if request.body == BodyKind::Stream {
                request.body = BodyKind::Source;
            }
        })
    }

    /// Returns the plan in which a beacon has a content type that needs no permission.
    fn by_plain_text(&self) -> Option<Plan> {
        let request = &self.story().request;
        let is_beacon = request.guard == Guard::Immutable
            && request.keepalive
            && request.method == Method::POST
            && request.mode == Mode::Cors;
        if !is_beacon {
            return None;
        }
        self.try_request(vec![Fix::required(Change::SendPlainText)], |request| {
            request.mode = Mode::NoCors;
            request.unsafe_request = false;
            request.headers.set_valid(b"Content-Type", b"text/plain");
        })
    }

    /// Returns the plan in which the page writes the method in upper case, and leaves out or shortens request headers that
    /// it does not need.
    fn by_writing_it_better(&self, method: Option<&Method>) -> Option<Plan> {
        let request = &self.story().request;
        let names = cors_unsafe_request_header_names(&request.headers);
        let droppable = |name: &str| header_hint(name, self.scene).filter(|hint| *hint != Hint::NotAFormType);
        let all: Vec<String> = names.iter().map(|name| String::from_utf8_lossy(&name).into_owned()).collect();
        let mut refused: Vec<&str> = self
            .findings
            .iter()
            .filter_map(|finding| match &finding.cause {
                Cause::Refused(Reason::Preflight(error)) => error.header_name(),
                _ => None,
            })
            .collect();
        refused.sort_unstable();
        // If the method and the upload need no preflight, a request without unsafe headers needs none.
        let needs_none = method.is_none()
            && is_cors_safelisted_method(request.method_bytes())
            && !request.use_cors_preflight();
        let mut dropped: Vec<&str> = match needs_none && all.iter().all(|name| droppable(name).is_some()) {
            true => all.iter().map(String::as_str).collect(),
            false => all
                .iter()
                .map(String::as_str)
                .filter(|name| refused.binary_search(name).is_ok() && droppable(name).is_some())
                .collect(),
        };
        let mut plan = self.try_written(method, &dropped)?;
        // If values are only too long together, some of these headers can stay.
        for name in SAFELISTED {
            let fewer: Vec<&str> = dropped.iter().copied().filter(|other| *other != name).collect();
            if fewer.len() < dropped.len()
                && let Some(smaller) = self.try_written(method, &fewer)
            {
                (dropped, plan) = (fewer, smaller);
            }
        }
        Some(plan)
    }

    /// Tries the story with another method, and without these headers or with safe values for them. `names` are sorted and
    /// in lower case.
    fn try_written(&self, method: Option<&Method>, names: &[&str]) -> Option<Plan> {
        if method.is_none() && names.is_empty() {
            return None;
        }
        let set_method = method.map(|method| Fix::required(Change::SetMethod { method: method.clone() }));
        let mended: Vec<Fix> = names.iter().map(|name| mend_header(name, &self.story().request)).collect();
        let caches = names.iter().any(|name| header_hint(name, self.scene) == Some(Hint::CacheHeader));
        let cache = caches.then(|| Fix::safeguard(Change::SetCache { mode: CacheMode::NoCache }));
        let fixes = set_method.into_iter().chain(mended.iter().cloned()).chain(cache).collect();
        self.try_request(fixes, |request| {
            if let Some(method) = method {
                request.method = method.clone();
            }
            request.headers.delete_if(|name| {
                let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                names.binary_search(&name.as_str()).is_ok()
            });
            for fix in &mended {
                if let Change::SetRequestHeader { name, value } = &fix.change {
                    request.headers.set_valid(name.as_bytes(), value.as_bytes());
                }
            }
        })
    }

    /// Returns the plan in which the page sends no credentials.
    pub(super) fn without_credentials(&self) -> Option<Plan> {
        let request = &self.story().request;
        if request.credentials_mode() != CredentialsMode::Include || request.mode() != Mode::Cors {
            return None;
        }
        let mode = CredentialsMode::SameOrigin;
        let change = match (request.guard, request.destination) {
            // A beacon always includes credentials.
            (Guard::Immutable, Destination::Empty) => return None,
            (Guard::Immutable, _) => Change::AddCrossorigin { attribute: CorsAttribute::Anonymous },
            _ => Change::SetCredentials { mode },
        };
        self.try_request(vec![Fix::required(change)], |request| request.credentials_mode = mode)
    }
}

/// Returns the change after which a header needs no permission: a shorter value, or no header. `name` is in lower case.
fn mend_header(name: &str, request: &Request) -> Fix {
    let named = |(other, _): &(&[u8], &[u8])| other.eq_ignore_ascii_case(name.as_bytes());
    let is_safe = |value: &str| is_cors_safelisted_request_header(name.as_bytes(), value.as_bytes());
    let value = SAFELISTED.contains(&name).then(|| {
        let (_, value) = request.headers.iter().find(named)?;
        // Takes the longest start that ends before a comma or a semicolon and is safe.
        let text = str::from_utf8(value).ok()?.get(..value.len().min(MAX_SAFELISTED_VALUE + 1))?;
        let ends = text.match_indices([',', ';']).map(|(end, _)| end);
        let starts =
            ends.rev().filter_map(|end| text.get(..end)).map(|start| start.trim_matches([' ', '\t']));
        starts.filter(|start| !start.is_empty()).find(|start| is_safe(start)).map(str::to_owned)
    });
    Fix::required(match value.flatten() {
        Some(value) => Change::SetRequestHeader { name: name.to_owned(), value },
        None => Change::DropRequestHeader { name: name.to_owned() },
    })
}

/// Returns the story with mode *cors*. The request also gets the headers that script set and that mode *no-cors* had
/// dropped.
pub(in crate::explain) fn with_mode_cors(story: &Story) -> Story {
    let mut story = Story { is_hypothesis: true, error: None, ..story.clone() };
    let request = &mut story.request;
    request.mode = Mode::Cors;
    if request.guard == Guard::RequestNoCors {
        request.guard = Guard::Request;
        let given: BTreeSet<Vec<u8>> =
            story.script_headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        request.headers.delete_if(|name| given.contains(&name.to_ascii_lowercase()));
        for (name, value) in story.script_headers.iter() {
            if let Ok(true) = Guard::Request.validate(name, value) {
                request.headers.append_valid(name, value);
            }
        }
    }
    story
}
