//! Blob URL entries: a `blob:` URL has the origin of the environment that made the blob.

use crate::scenario::{API, APP, client, page, sandbox};
use fetch_cors::error::{NetworkError, Reason, TaintingError};
use fetch_cors::request::{CredentialsMode, Mode, RequestError, RequestInit, RequestInput, ResponseTainting};
use fetch_cors::response::ResponseType;
use fetch_cors::{Client, FilteredResponse, Hop, Origin, PreflightCache, Request, Step, Timestamp, fetch};

const OPAQUE_BLOB: &str = "blob:null/550e8400-e29b-41d4-a716-446655440000";

fn blob(client: &Client, url: &str, mode: Mode) -> Request {
    client.fetch(url).mode(mode).build().unwrap()
}

/// How the fetch of a blob ends.
fn end(request: Request) -> Result<FilteredResponse<()>, NetworkError> {
    match fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Local(local) => match local.respond(fetch_cors::Response::new(200, ())) {
            Step::Done(result) => result,
            step => panic!("{step:?}"),
        },
        Step::Done(result) => result,
        step => panic!("{step:?}"),
    }
}

const MODES: [Mode; 3] = [Mode::Cors, Mode::SameOrigin, Mode::NoCors];

/// A page with an opaque origin reads its own blobs.
#[test]
fn own_blobs_of_an_opaque_page() {
    let sandbox = sandbox();
    for mode in MODES {
        let request =
            blob(&sandbox, OPAQUE_BLOB, mode).with_blob_url_entry(sandbox.origin().clone()).unwrap();
        assert_eq!(request.url_list().current_origin(), sandbox.origin());
        assert_eq!(end(request).unwrap().response_type(), ResponseType::Basic, "{mode}");
    }
}

/// Without an entry, the origin of such a URL is a new one.
#[test]
fn blobs_without_an_entry() {
    let sandbox = sandbox();
    let error = end(blob(&sandbox, OPAQUE_BLOB, Mode::Cors)).unwrap_err();
    let scheme = "blob".to_owned();
    assert_eq!(error.reason(), &Reason::Tainting(TaintingError::SchemeNotHttp { scheme }));
    assert_eq!(error.step().to_string(), "main fetch 12e");
    let error = end(blob(&sandbox, OPAQUE_BLOB, Mode::SameOrigin)).unwrap_err();
    assert_eq!(error.step().to_string(), "main fetch 12c");
    assert_eq!(end(blob(&sandbox, OPAQUE_BLOB, Mode::NoCors)).unwrap().response_type(), ResponseType::Opaque);
    // A tuple origin is in the URL.
    assert!(end(blob(&page(), "blob:https://app.example/1", Mode::Cors)).is_ok());
    assert!(end(blob(&page(), "blob:https://api.example/1", Mode::Cors)).is_err());
}

/// The blob of another page with an opaque origin is of another origin.
#[test]
fn blobs_of_another_opaque_page() {
    let (own, other) = (sandbox(), sandbox());
    for (mode, step) in [(Mode::Cors, "main fetch 12e"), (Mode::SameOrigin, "main fetch 12c")] {
        let request = blob(&own, OPAQUE_BLOB, mode).with_blob_url_entry(other.origin().clone()).unwrap();
        assert_eq!(end(request).unwrap_err().step().to_string(), step);
    }
    let request = blob(&own, OPAQUE_BLOB, Mode::NoCors).with_blob_url_entry(other.origin().clone()).unwrap();
    assert_eq!(end(request).unwrap().response_type(), ResponseType::Opaque);
}

/// The entry counts, and not the text of the URL.
#[test]
fn an_entry_comes_before_the_text() {
    let api = Origin::parse(API).unwrap();
    let own = "blob:https://app.example/1";
    let request = blob(&page(), own, Mode::Cors).with_blob_url_entry(api.clone()).unwrap();
    assert_eq!(request.url_list().current_origin(), &api);
    assert!(end(request).is_err());
    let foreign = blob(&page(), "blob:https://api.example/1", Mode::Cors);
    assert!(end(foreign.clone()).is_err());
    assert!(end(foreign.with_blob_url_entry(page().origin().clone()).unwrap()).is_ok());
    // Such as a page whose host gives it a tuple origin of its own.
    let host = client(Origin::parse("tauri://localhost").unwrap());
    let request = blob(&host, "blob:tauri://localhost/1", Mode::Cors);
    assert!(end(request.clone()).is_err());
    assert!(end(request.with_blob_url_entry(host.origin().clone()).unwrap()).is_ok());
    // The last one counts.
    let twice = blob(&page(), own, Mode::Cors).with_blob_url_entry(api).unwrap();
    assert!(end(twice.with_blob_url_entry(page().origin().clone()).unwrap()).is_ok());
}

/// `new Request` 12 and 13.7, 13.8: a copy has the URL with its entry.
#[test]
fn copies_keep_the_entry() {
    let sandbox = sandbox();
    let first =
        blob(&sandbox, OPAQUE_BLOB, Mode::Cors).with_blob_url_entry(sandbox.origin().clone()).unwrap();
    let mut init = RequestInit::default();
    for changed in [false, true] {
        init.credentials = changed.then_some(CredentialsMode::Omit);
        let copy = Request::construct(&sandbox, RequestInput::Request(&first), &init).unwrap();
        assert_eq!(copy.url_list().current_origin(), sandbox.origin());
        assert!(end(copy).is_ok());
    }
    assert!(end(first.clone()).is_ok());
    let hop = Hop::new(first);
    let copy = Request::construct(&sandbox, RequestInput::Request(hop.request()), &RequestInit::default());
    assert!(end(copy.unwrap()).is_ok());
    // A new request for the same text has no entry.
    assert!(end(blob(&sandbox, OPAQUE_BLOB, Mode::Cors)).is_err());
}

#[test]
fn only_a_blob_url_has_an_entry() {
    let origin = page().origin().clone();
    for url in [APP, "data:,x", "about:blank", "file:///a", "app:blob", "blobs:x"] {
        let request = page().unchecked_request(url).build().unwrap();
        let scheme = request.current_url().scheme().to_owned();
        let error = request.with_blob_url_entry(origin.clone()).unwrap_err();
        assert_eq!(error, RequestError::NotABlobUrl { scheme });
        assert_eq!(error.code(), "not-a-blob-url");
    }
    assert!(page().fetch("BLOB:null/1").build().unwrap().with_blob_url_entry(origin).is_ok());
}

/// Scheme fetch 3b.2: the method counts as without an entry.
#[test]
fn the_method_of_a_blob() {
    let request = page().fetch("blob:https://api.example/1").method("POST").build().unwrap();
    let error = end(request.with_blob_url_entry(page().origin().clone()).unwrap()).unwrap_err();
    assert_eq!(error.step().to_string(), "scheme fetch 3b.2");
}

/// An entry is not asked for again: a redirect leads to no blob.
#[test]
fn the_request_of_a_blob_stays_basic() {
    let sandbox = sandbox();
    let request =
        blob(&sandbox, OPAQUE_BLOB, Mode::Cors).with_blob_url_entry(sandbox.origin().clone()).unwrap();
    let Step::Local(local) = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) else {
        panic!()
    };
    assert_eq!(local.request().response_tainting(), ResponseTainting::Basic);
    assert_eq!(local.request().byte_serialized_origin().as_bytes(), b"null");
}
