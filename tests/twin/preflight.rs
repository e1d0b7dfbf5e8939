//! CORS check and CORS-preflight fetch.

use super::headers::{self, Extracted};
use super::machine::{Request, World};
use super::origin::serialize_request_origin;
use super::{
    Body, Credentials, Mode, Reason, RedirectMode, ServiceWorkers, Tainting, Traversable, WireAnswer,
};

/// CORS check; the error is the step that failed.
pub fn cors_check(request: &Request, response_headers: &headers::HeaderList) -> Result<(), &'static str> {
    // CORS check 1
    let origin = headers::get(response_headers, b"Access-Control-Allow-Origin");
    // CORS check 2
    let Some(origin) = origin else {
        return Err("2");
    };
    // CORS check 3
    if request.credentials != Credentials::Include && origin == b"*" {
        return Ok(());
    }
    // CORS check 4
    if serialize_request_origin(request) != origin {
        return Err("4");
    }
    // CORS check 5
    if request.credentials != Credentials::Include {
        return Ok(());
    }
    // CORS check 6
    let credentials = headers::get(response_headers, b"Access-Control-Allow-Credentials");
    // CORS check 7
    if credentials.as_deref() == Some(&b"true"[..]) {
        return Ok(());
    }
    // CORS check 8
    Err("8")
}

const NAME: &str = "CORS-preflight fetch";

pub fn cors_preflight_fetch(world: &mut World, request: &Request) -> Result<WireAnswer, Reason> {
    // CORS-preflight fetch 1
    let mut preflight = Request {
        method: "OPTIONS".to_string(),
        url_list: request.url_list.clone(),
        origin: request.origin.clone(),
        destination: request.destination.clone(),
        referrer: request.referrer.clone(),
        referrer_policy: request.referrer_policy,
        mode: Mode::Cors,
        tainting: Tainting::Cors,
        // the rest is what a new request has
        headers: Vec::new(),
        credentials: Credentials::SameOrigin,
        body: Body::None,
        redirect: RedirectMode::Follow,
        unsafe_request: false,
        use_cors_preflight: false,
        service_workers: ServiceWorkers::All,
        redirect_count: 0,
        timing_allow_failed: false,
        navigation_timing_allow_values: Vec::new(),
        // not of the request but of its surroundings
        client_origin: request.client_origin.clone(),
        blob_url_entry: request.blob_url_entry.clone(),
        environment: request.environment.clone(),
        // (decision: the preflight asks whom the request asks)
        traversable: request.traversable,
        is_exempt: false,
        was_exempt: false,
        was_tainted: false,
        partition_key: request.partition_key.clone(),
        client_referrer_policy: request.client_referrer_policy,
        embedder_policy: request.embedder_policy,
        report_only_embedder_policy: request.report_only_embedder_policy,
        registrable_domain: request.registrable_domain,
    };
    // CORS-preflight fetch 2
    headers::append(&mut preflight.headers, b"Accept", b"*/*");
    // CORS-preflight fetch 3
    headers::append(&mut preflight.headers, b"Access-Control-Request-Method", request.method.as_bytes());
    // CORS-preflight fetch 4
    let unsafe_names = headers::cors_unsafe_request_header_names(&request.headers);
    // CORS-preflight fetch 5
    if !unsafe_names.is_empty() {
        // CORS-preflight fetch 5.1
        let value = unsafe_names.join(&b","[..]);
        // CORS-preflight fetch 5.2
        headers::append(&mut preflight.headers, b"Access-Control-Request-Headers", &value);
    }
    // CORS-preflight fetch 6
    let Some(response) = world.http_network_or_cache_fetch(&preflight, true) else {
        return Err(Reason::Because { at: (NAME, "8"), inner: (NAME, "6") });
    };
    // HTTP-network-or-cache fetch 16.1
    if response.status == 407 && request.traversable == Traversable::NoTraversable {
        return Err(Reason::Because { at: (NAME, "8"), inner: ("HTTP-network-or-cache fetch", "16.1") });
    }
    // CORS-preflight fetch 7, else 8; the check is on the request, for its credentials mode
    if let Err(step) = cors_check(request, &response.headers) {
        return Err(Reason::Because { at: (NAME, "8"), inner: ("CORS check", step) });
    }
    if !(200..=299).contains(&response.status) {
        return Err(Reason::Because { at: (NAME, "8"), inner: (NAME, "7") });
    }
    let include = request.credentials == Credentials::Include;
    let switches = world.options.switches;
    // CORS-preflight fetch 7.1
    let methods = headers::extract_tokens(b"Access-Control-Allow-Methods", &response.headers);
    // CORS-preflight fetch 7.2
    let header_names = headers::extract_tokens(b"Access-Control-Allow-Headers", &response.headers);
    // CORS-preflight fetch 7.3
    if methods == Extracted::Failure || header_names == Extracted::Failure {
        return Err(Reason::Step(NAME, "7.3"));
    }
    // CORS-preflight fetch 7.4; otherwise null works as an empty list from here on
    let methods: Vec<Vec<u8>> = match methods {
        Extracted::Null
            if request.use_cors_preflight
                && (is_safelisted_method(&request.method) || !switches.upload_needs_listed_method) =>
        {
            vec![request.method.clone().into_bytes()]
        }
        Extracted::Values(values) => values,
        _ => Vec::new(),
    };
    let header_names: Vec<Vec<u8>> = match header_names {
        Extracted::Values(values) => values,
        _ => Vec::new(),
    };
    // CORS-preflight fetch 7.5
    if !methods.contains(&request.method.clone().into_bytes())
        && !is_safelisted_method(&request.method)
        && (include || !methods.contains(&b"*".to_vec()))
    {
        return Err(Reason::Step(NAME, "7.5"));
    }
    let listed = |name: &[u8]| header_names.iter().any(|item| headers::same_name(item, name));
    // CORS-preflight fetch 7.6
    for (name, _) in &request.headers {
        let star = switches.authorization_under_wildcard && !include && header_names.contains(&b"*".to_vec());
        if headers::is_non_wildcard(name) && !listed(name) && !star {
            return Err(Reason::Step(NAME, "7.6"));
        }
    }
    // CORS-preflight fetch 7.7
    for name in headers::cors_unsafe_request_header_names(&request.headers) {
        if !listed(&name) && (include || !header_names.contains(&b"*".to_vec())) {
            return Err(Reason::Step(NAME, "7.7"));
        }
    }
    // CORS-preflight fetch 7.8 and 7.9
    let mut max_age = match headers::extract_delta_seconds(b"Access-Control-Max-Age", &response.headers) {
        Extracted::Values(values) => values[0],
        Extracted::Failure | Extracted::Null => 5,
    };
    // CORS-preflight fetch 7.10
    if max_age > world.options.max_age_limit {
        max_age = world.options.max_age_limit;
    }
    let now = world.now;
    let text = |method: &Vec<u8>| String::from_utf8(method.clone()).unwrap();
    // CORS-preflight fetch 7.12
    for method in &methods {
        let places = world.cache.method_matches(&text(method), request, &switches, now);
        world.cache.set_max_age(&places, max_age, now);
    }
    // CORS-preflight fetch 7.13
    for method in &methods {
        if world.cache.method_matches(&text(method), request, &switches, now).is_empty() {
            world.cache.create(request, max_age, Some(text(method)), None, now);
        }
    }
    // CORS-preflight fetch 7.14
    for name in &header_names {
        let places = world.cache.header_name_matches(name, request, &switches, now);
        world.cache.set_max_age(&places, max_age, now);
    }
    // CORS-preflight fetch 7.15
    for name in &header_names {
        if world.cache.header_name_matches(name, request, &switches, now).is_empty() {
            world.cache.create(request, max_age, None, Some(name.clone()), now);
        }
    }
    // CORS-preflight fetch 7.16
    Ok(response)
}

/// CORS-safelisted method
pub fn is_safelisted_method(method: &str) -> bool {
    method == "GET" || method == "HEAD" || method == "POST"
}
