//! An engine with a fetch loop of its own asks the rules one by one. It builds none of the crate's
//! requests: every rule borrows what it looks at.

use fetch_cors::Origin;
use fetch_cors::check::{CorpCheck, TaoCheck, block_due_to_nosniff};
use fetch_cors::check::{cors_check, should_be_blocked_due_to_a_bad_port};
use fetch_cors::credentials::include_credentials;
use fetch_cors::error::Reason;
use fetch_cors::header::guard::GuardError;
use fetch_cors::header::{self, Guard, HeaderList, cors_unsafe_request_header_names};
use fetch_cors::origin_header::OriginHeader;
use fetch_cors::request::{ReferrerPolicy, ResponseTainting};
use fetch_cors::request_origin::byte_serialize_request_origin;
use fetch_cors::site::PublicSuffixList;
use fetch_cors::tainting::{FetchType, Tainting};

use crate::host::{Kind, Request, Response};

/// What script holds when it says `new Headers()` or `request.headers`.
pub(crate) struct Headers {
    pub(crate) guard: Guard,
    pub(crate) list: HeaderList,
}

impl Headers {
    /// `headers.append(name, value)`. What the guard leaves out, it leaves out without a word.
    pub(crate) fn append(&mut self, name: &str, value: &str) -> Result<(), GuardError> {
        let mut headers = header::Headers::new(&mut self.list, self.guard);
        headers.append(name.as_bytes(), value.as_bytes()).map(drop)
    }
}

/// How a request has to be sent.
pub(crate) struct Plan {
    tainting: ResponseTainting,
    origin: Option<String>,
    credentials: bool,
    /// What a preflight has to ask for, if there has to be one.
    preflight: Option<String>,
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (origin, preflight) = (self.origin.as_deref(), self.preflight.as_deref());
        write!(f, "{}, origin {}", self.tainting, origin.unwrap_or("not told"))?;
        write!(f, ", credentials {}, preflight {}", self.credentials, preflight.unwrap_or("none"))
    }
}

/// Before anything is sent.
pub(crate) fn plan(page: &Origin, request: &Request) -> Result<Plan, Reason> {
    let url = &request.url;
    if should_be_blocked_due_to_a_bad_port(url.scheme(), url.port()) {
        return Err(Reason::BadPort { port: url.port().unwrap_or_default() });
    }
    let (mode, credentials_mode, _) = request.kind.settings();
    let unsafe_names = cors_unsafe_request_header_names(&request.headers);
    let mut tainting = Tainting::new(page, &request.url_origin, url.scheme(), mode);
    tainting.method = request.method.as_str().as_bytes();
    tainting.unsafe_request = matches!(request.kind, Kind::Fetch);
    let way = tainting.choose(|| !unsafe_names.is_empty())?;
    let preflight = way == FetchType::HttpFetch { make_cors_preflight: true };
    let serialized = byte_serialize_request_origin(page, [&request.url_origin]);
    let mut origin = OriginHeader::new(page, serialized, &request.url_origin, url.scheme(), mode);
    origin.method = request.method.as_str().as_bytes();
    origin.response_tainting = way.response_tainting();
    origin.referrer_policy = ReferrerPolicy::default();
    Ok(Plan {
        tainting: way.response_tainting(),
        preflight: preflight.then(|| text(&unsafe_names.join_with_commas())),
        origin: origin.value().map(text),
        credentials: include_credentials(credentials_mode, way.response_tainting()),
    })
}

/// Once there is a response: whether script may see how long it took, or why it may see nothing at all.
pub(crate) fn judge(
    page: &Origin,
    request: &Request,
    plan: &Plan,
    response: &Response,
) -> Result<bool, Reason> {
    let (mode, credentials_mode, destination) = request.kind.settings();
    let serialized = byte_serialize_request_origin(page, [&request.url_origin]);
    if plan.tainting == ResponseTainting::Cors {
        cors_check(&response.headers, serialized, credentials_mode)?;
    }
    let mut timing = TaoCheck::new(page, serialized, &request.url_origin, mode);
    timing.response_tainting = plan.tainting;
    if plan.tainting == ResponseTainting::Opaque {
        let (url_origin, url_scheme) = (Some(&request.url_origin), request.url.scheme());
        let mut policy = CorpCheck::new(page, url_origin, url_scheme, &PublicSuffixList);
        policy.request_includes_credentials = plan.credentials;
        policy.check(&response.headers).result?;
    }
    block_due_to_nosniff(&response.headers, destination)?;
    Ok(timing.passes(&response.headers))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
