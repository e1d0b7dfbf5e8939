//! The request that main fetch gets, from what the page asked for.

use std::sync::Arc;

use fetch_cors::header::Guard;
use url::Url;

use super::families::{Family, Ways};
use crate::api::Headers;
use crate::constructor::Init;
use crate::load::Load;
use crate::scenario::{self, Scenario};
use crate::twin::headers::{self, mime_essence};
use crate::twin::machine::{Referrer, Request, default_accept};
use crate::twin::{
    self, Body, EmbedderPolicy, HeaderList, Mode, ReferrerPolicy, RequestInput, Tainting, Traversable,
};
use crate::via::Via;

/// What the page's init becomes before the constructor sees it.
pub fn init(asked: &scenario::Request, ways: &Ways) -> Init {
    let mut init = asked.init.clone();
    if let (Via::Xhr(_) | Via::Load(Load::Beacon), Some(Some(content_type))) = (&asked.via, &init.body)
        && mime_essence(content_type).is_none()
        && ways.depart(Family::BlobTypeDropped)
    {
        init.body = Some(None);
    }
    if headers::contains(&init.headers, b"User-Agent") && ways.depart(Family::UserAgentForbidden) {
        headers::delete(&mut init.headers, b"User-Agent");
    }
    if init.mode == Some(Mode::NoCors) {
        init.headers = without_unsafe(&init.headers, ways);
    }
    init
}

/// What is left of the headers that script sets, in a `Headers` object of the browser.
fn without_unsafe(list: &HeaderList, ways: &Ways) -> HeaderList {
    let mut headers = Headers::new(Guard::RequestNoCors, ways);
    match list.iter().try_for_each(|(name, value)| headers.append(name, value)) {
        Some(()) => headers.list,
        // The constructor throws, too.
        None => list.clone(),
    }
}

pub fn request(scenario: &Scenario, input: &RequestInput, ways: &Ways) -> Request {
    let uploads_nothing = input.use_cors_preflight && input.body == Body::None;
    let mut request = Request {
        method: input.method.clone(),
        url_list: vec![Url::parse(&input.url).unwrap()],
        headers: input.headers.clone(),
        body: input.body,
        origin: scenario.page.twin_origin(),
        mode: input.mode,
        credentials: input.credentials,
        redirect: input.redirect,
        destination: input.destination.clone(),
        // main fetch 8
        referrer_policy: match input.referrer_policy {
            ReferrerPolicy::Empty => ReferrerPolicy::StrictOriginWhenCrossOrigin,
            policy => policy,
        },
        service_workers: input.service_workers,
        unsafe_request: input.unsafe_request,
        use_cors_preflight: input.use_cors_preflight
            && !(uploads_nothing && ways.depart(Family::ListenerNeedsBody)),
        redirect_count: 0,
        tainting: Tainting::Basic,
        timing_allow_failed: false,
        navigation_timing_allow_values: vec![],
        referrer: Referrer::NoReferrer,
        traversable: Traversable::Navigable,
        blob_url_entry: None,
        is_exempt: false,
        was_exempt: false,
        was_tainted: false,
        client_origin: scenario.page.twin_origin(),
        environment: Arc::default(),
        partition_key: Some("https://page.test".to_owned()),
        client_referrer_policy: ReferrerPolicy::StrictOriginWhenCrossOrigin,
        embedder_policy: scenario.page.embedder_policy(),
        report_only_embedder_policy: EmbedderPolicy::UnsafeNone,
        registrable_domain: twin::origin::last_two_labels,
    };
    // fetch, the step about `Accept`
    if !headers::contains(&request.headers, b"Accept") {
        let value = default_accept(&request.destination);
        headers::append(&mut request.headers, b"Accept", value.as_bytes());
    }
    request
}
