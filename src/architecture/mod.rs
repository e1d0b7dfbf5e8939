//! The architecture of the crate, for those who want to read its source or to change it.
//!
//! This page is only documentation. It shows the layers of the modules, the machine, and where each algorithm of the standard
//! is. Tests check that the pictures and the tables agree with the code.
//!
//! # What the crate decides, and what the host does
//!
//! The crate decides what a browser decides about a request across origins. It is a pure engine: the same calls always give the
//! same results, and it sends nothing. The *host* is the program that embeds the crate:
//!
//! - It sends each message with its own network code, and passes the response back.
//! - It adds cookies and passwords, if the crate says that they are included.
//! - It serves the URLs that need no network, such as `data:` and `blob:` URLs.
//! - It applies its other policies, such as Content Security Policy and HSTS, and asks its service workers.
//! - It keeps the preflight cache, and tells the crate the time.
//!
//! The crate does everything else: it chooses the next message, checks the response, follows or refuses a redirect, and filters
//! what the page may see.
//!
//! # Rules and the machine
//!
//! The core of the crate has two parts, and both are public.
//!
//! - A *rule* is one algorithm of the standard, or a part of one, as a pure function. A rule knows nothing of the fetch around
//!   it: it gets what the standard looks at, and returns a decision or a [reason](crate::error::Reason) to refuse. The
//!   [CORS check](crate::check::cors_check) is a rule. A host with a fetch loop of its own calls only the rules.
//! - The *machine* calls the rules in the right order, and repeats none of them. It has the algorithms of the standard that run
//!   a fetch: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch), with which each request begins, and all that main
//!   fetch calls. Wherever the host has to act, the machine stops and returns a [`Step`](crate::Step).
//!
//! # The layers
//!
//! Each module is in one layer. A module may import from its own layer and from the layers above it, and from no other. Thus a
//! rule cannot call the machine, and a fetch does not depend on the code that explains or tests.
//!
#![doc = include_str!("layers.svg")]
//!
//! - *Vocabulary* has the words of the standard: origins, sites, methods, header lists, and the lists of safe and of forbidden
//!   headers.
//! - *Messages* are requests, with their modes and builders, and responses as the host received them.
//! - *Refusals* are all the ways in which a fetch can fail. Each has its reason and its step of the standard.
//! - *Rules* are the algorithms that decide. None of them reads a clock or has a memory.
//! - *Memory* is the CORS-preflight cache. It stores what a server granted, and for how long.
//! - The *machine* runs a fetch from step to step.
//! - The layer *use* has the two functions that most hosts call: [`run`](crate::run()), which goes through all steps by itself,
//!   and [`explain`](crate::explain::explain), which says why a fetch was refused.
//! - The *lab* tests the CORS policy of a server. The *strategies* generate pages, requests and servers at random, for property
//!   tests. Each needs its feature.
//!
//! # The machine
//!
//! The standard's algorithms call each other and wait for the network in between. Here they are divided at each point where a
//! browser would wait. Between two such points, the fetch is a value that the host holds:
//!
//! - A [`Hop`](crate::Hop) is a request at one URL, before anything is sent there. A host with policies of its own begins with
//!   [`Hop::new`](crate::Hop::new). The host may upgrade the URL, block the request, or let a service worker respond. Otherwise
//!   it runs the hop.
//! - [`Step::Send`](crate::Step::Send) has an [`Exchange`](crate::Exchange), which is a message to send. It is a preflight or the
//!   actual request.
//! - [`Step::Local`](crate::Step::Local) has a [`LocalFetch`](crate::LocalFetch), which is a URL that the host serves itself.
//! - [`Step::Redirect`](crate::Step::Redirect) has the hop for the target of a redirect.
//! - [`Step::Done`](crate::Step::Done) has the [response](crate::FilteredResponse) for the page, or the
//!   [error](crate::NetworkError).
//!
//! The picture shows every transition. A blue name is a method that the host calls. If a method leads to several states, the
//! machine decides which one follows.
//!
#![doc = include_str!("machine.svg")]
//!
//! The methods that continue or end a fetch (`run`, `block`, `respond`, `fail` and so on) take the hop, the exchange or the local
//! fetch by value. So the host cannot answer a message twice, and cannot continue after the end. To cancel a fetch, the host drops
//! the value.
//!
//! [`next_manual_redirect`](crate::FilteredResponse::next_manual_redirect) is for a navigation with redirect mode *manual*, which
//! follows the redirect later. It does not return a `Step`. It returns the next [`Hop`](crate::Hop), a
//! [`NetworkError`](crate::NetworkError), or `None` if there is no redirect to follow. The documentation of the module
//! [`fetch`](mod@crate::fetch) has the same diagram as text.
//!
//! # How to read the source
//!
//! A file of rules is named after what the rules decide. In `src/fetch`, the files `hop.rs`, `exchange.rs`, `local.rs` and
//! `service_worker.rs` have the types that a host holds and passes. Each other algorithm of the machine has a file of its name,
//! such as `main_fetch.rs`. The algorithms share the state of the fetch, which is in `fetch_params.rs`.
//!
//! A comment marks each step with the name and the number that the standard gives it, such as `concept-cors-check 4`. To find
//! the code of a step, search for its mark. The file `spec-notes/steps.tsv` of the repository lists all steps. For each step, it
//! says where the code is, or why the crate does not need the step.
//!
//! # Where each algorithm is
//!
//! The file with most of the steps comes first. The paths begin in `src`. If the last column is empty, the algorithm has no public
//! item.
//!
//! ## Fetching
//!
//! | algorithm | file | public item |
//! |---|---|---|
//! | [fetch](https://fetch.spec.whatwg.org/#concept-fetch) | `fetch/hop.rs`, `fetch/mod.rs` | [`fetch`](fn@crate::fetch), [`Hop::new`](crate::Hop::new) |
//! | [populate request from client](https://fetch.spec.whatwg.org/#populate-request-from-client) | `fetch/hop.rs` |  |
//! | [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch) | `fetch/main_fetch.rs`, `tainting.rs`, `filter/filtered_response.rs`, `filter/exposed.rs`, `check/range.rs`, `response/null_body.rs` | [`Tainting`](crate::tainting::Tainting), [`is_unrequested_range`](crate::check::range::is_unrequested_range), [`FilteredResponse`](crate::FilteredResponse), [`cors_exposed_header_names`](crate::filter::cors_exposed_header_names), [`has_null_body`](crate::response::has_null_body) |
//! | [override fetch](https://fetch.spec.whatwg.org/#concept-override-fetch) | `fetch/main_fetch.rs` |  |
//! | [scheme fetch](https://fetch.spec.whatwg.org/#concept-scheme-fetch) | `blob.rs`, `fetch/scheme_fetch.rs` | [`blob_response`](crate::blob::blob_response) |
//! | [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch) | `fetch/http_fetch.rs`, `check/service_worker.rs`, `preflight/need.rs` | [`preflight_need`](crate::preflight::preflight_need), [`check_service_worker_answer`](crate::check::check_service_worker_answer) |
//! | [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch) | `redirect.rs`, `fetch/http_redirect_fetch.rs` | [`RedirectedRequest`](crate::redirect::RedirectedRequest) |
//! | [HTTP-network-or-cache fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch) | `fetch/http_network_or_cache_fetch.rs`, `authentication.rs`, `credentials.rs`, `fetch/exchange.rs`, `keepalive.rs` | [`include_credentials`](crate::credentials::include_credentials), [`check_keepalive`](crate::keepalive::check_keepalive), [`Attempt`](crate::authentication::Attempt) |
//! | [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0) | `preflight/grant.rs`, `preflight/request.rs`, `preflight/cache/mod.rs`, `fetch/cors_preflight_fetch.rs` | [`preflight_request_headers`](crate::preflight::preflight_request_headers), [`PreflightedRequest`](crate::preflight::PreflightedRequest), [`PreflightCache`](crate::PreflightCache) |
//! | [create a new cache entry](https://fetch.spec.whatwg.org/#concept-cache-create-entry) | `preflight/cache/entries.rs` | [`PreflightCache::store`](crate::PreflightCache::store) |
//!
//! ## Checks of responses
//!
//! | algorithm | file | public item |
//! |---|---|---|
//! | [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check) | `check/cors.rs` | [`cors_check`](crate::check::cors_check) |
//! | [TAO check](https://fetch.spec.whatwg.org/#concept-tao-check) | `check/tao.rs` | [`TaoCheck`](crate::check::TaoCheck) |
//! | [navigation TAO check](https://fetch.spec.whatwg.org/#navigation-tao-check) | `check/tao.rs` | [`navigation_tao_check`](crate::check::tao::navigation_tao_check) |
//! | [append to a request's navigation timing allow values list](https://fetch.spec.whatwg.org/#append-to-a-request-s-navigation-timing-allow-values-list) | `check/tao.rs` | [`timing_allow_values`](crate::check::tao::timing_allow_values) |
//! | [cross-origin resource policy check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check) | `check/corp.rs` | [`CorpCheck`](crate::check::CorpCheck) |
//! | [cross-origin resource policy internal check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check) | `check/corp.rs` | [`CorpCheck::internal_check`](crate::check::CorpCheck::internal_check) |
//! | [queue a cross-origin embedder policy CORP violation report](https://fetch.spec.whatwg.org/#queue-a-cross-origin-embedder-policy-corp-violation-report) | `error/violation.rs` | [`CorpViolation`](crate::error::CorpViolation) |
//! | [serialize a response URL for reporting](https://fetch.spec.whatwg.org/#serialize-a-response-url-for-reporting) | `check/corp.rs` | [`serialize_response_url_for_reporting`](crate::check::corp::serialize_response_url_for_reporting) |
//! | [determine nosniff](https://fetch.spec.whatwg.org/#determine-nosniff) | `check/nosniff.rs` | [`determine_nosniff`](crate::check::nosniff::determine_nosniff) |
//! | [should response to request be blocked due to nosniff?](https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff) | `check/nosniff.rs` | [`block_due_to_nosniff`](crate::check::block_due_to_nosniff) |
//! | [should response to request be blocked due to its MIME type?](https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type) | `check/nosniff.rs` | [`block_due_to_mime_type`](crate::check::block_due_to_mime_type) |
//! | [should be blocked due to a bad port](https://fetch.spec.whatwg.org/#should-be-blocked-due-to-a-bad-port) | `check/port.rs` | [`should_be_blocked_due_to_a_bad_port`](crate::check::should_be_blocked_due_to_a_bad_port) |
//! | [location URL](https://fetch.spec.whatwg.org/#concept-response-location-url) | `redirect.rs` | [`location_url`](crate::redirect::location_url) |
//!
//! ## Requests
//!
//! | algorithm | file | public item |
//! |---|---|---|
//! | [new Request(input, init)](https://fetch.spec.whatwg.org/#dom-request) | `request/construct.rs` | [`Request::construct`](crate::Request::construct) |
//! | [the getter `referrer` of `Request`](https://fetch.spec.whatwg.org/#referrer) | `request/referrer.rs` | [`Referrer::as_str`](crate::request::Referrer::as_str) |
//! | [clone a request](https://fetch.spec.whatwg.org/#concept-request-clone) | `request/request.rs` | [`Request`](crate::Request) |
//! | [send() of `XMLHttpRequest`](https://xhr.spec.whatwg.org/#dom-xmlhttprequest-send) | `request/xhr_body.rs`, `request/xhr_builder.rs` | [`XhrBuilder`](crate::request::XhrBuilder) |
//! | [new WebSocket()](https://websockets.spec.whatwg.org/#dom-websocket-websocket) | `request/websocket_builder.rs` | [`WebSocketBuilder`](crate::request::WebSocketBuilder) |
//! | [establish a WebSocket connection](https://websockets.spec.whatwg.org/#concept-websocket-establish) | `request/websocket_builder.rs` | [`WebSocketBuilder`](crate::request::WebSocketBuilder) |
//! | [new WebTransport()](https://w3c.github.io/webtransport/#webtransport-constructor) | `request/web_transport_builder.rs` | [`WebTransportBuilder`](crate::request::WebTransportBuilder) |
//! | [append a request `Origin` header](https://fetch.spec.whatwg.org/#append-a-request-origin-header) | `origin_header.rs` | [`OriginHeader`](crate::origin_header::OriginHeader) |
//! | [serialize a request origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin) | `request_origin.rs` | [`byte_serialize_request_origin`](crate::request_origin::byte_serialize_request_origin) |
//! | [redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin) | `request_origin.rs` | [`redirect_taint`](crate::request_origin::redirect_taint) |
//! | [Cross-Origin-Embedder-Policy allows credentials](https://fetch.spec.whatwg.org/#cross-origin-embedder-policy-allows-credentials) | `credentials.rs` | [`cross_origin_embedder_policy_allows_credentials`](crate::credentials::cross_origin_embedder_policy_allows_credentials) |
//! | [append a request `Cookie` header](https://fetch.spec.whatwg.org/#append-a-request-cookie-header) | `fetch/exchange.rs` | [`Exchange::same_site_mode`](crate::Exchange::same_site_mode) |
//! | [determine the same-site mode](https://fetch.spec.whatwg.org/#determine-the-same-site-mode) | `cookies.rs` | [`SameSiteRequest`](crate::cookies::SameSiteRequest) |
//! | [retrieve cookies](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#retrieve-cookies) | `cookies.rs` | [`SameSiteMode::may_send`](crate::cookies::SameSiteMode::may_send) |
//! | [parse and store response `Set-Cookie` headers](https://fetch.spec.whatwg.org/#parse-and-store-response-set-cookie-headers) | `cookies.rs` | [`SameSiteMode::may_store`](crate::cookies::SameSiteMode::may_store) |
//! | [store a cookie](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#store-a-cookie) | `cookies.rs` | [`SameSiteMode::may_store`](crate::cookies::SameSiteMode::may_store) |
//!
//! ## Headers
//!
//! | algorithm | file | public item |
//! |---|---|---|
//! | [CORS-safelisted request-header](https://fetch.spec.whatwg.org/#cors-safelisted-request-header) | `header/safelist.rs` | [`is_cors_safelisted_request_header`](crate::header::safelist::is_cors_safelisted_request_header) |
//! | [CORS-unsafe request-header names](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names) | `header/safelist.rs` | [`cors_unsafe_request_header_names`](crate::header::cors_unsafe_request_header_names) |
//! | [convert header names to a sorted-lowercase set](https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set) | `header/safelist.rs` | [`UnsafeNames`](crate::header::UnsafeNames) |
//! | [no-CORS-safelisted request-header](https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header) | `header/safelist.rs` | [`is_no_cors_safelisted_request_header`](crate::header::safelist::is_no_cors_safelisted_request_header) |
//! | [forbidden request-header](https://fetch.spec.whatwg.org/#forbidden-request-header) | `header/names.rs` | [`is_forbidden_request_header`](crate::header::names::is_forbidden_request_header) |
//! | [validate a header for a `Headers` object](https://fetch.spec.whatwg.org/#validate) | `header/guard.rs` | [`Guard::validate`](crate::header::Guard::validate) |
//! | [append to a `Headers` object](https://fetch.spec.whatwg.org/#concept-headers-append) | `header/guard.rs`, `header/headers.rs` | [`Headers::append`](crate::header::Headers::append) |
//! | [fill a `Headers` object](https://fetch.spec.whatwg.org/#concept-headers-fill) | `header/headers.rs` | [`Headers::fill`](crate::header::Headers::fill) |
//! | [remove privileged no-CORS request-headers](https://fetch.spec.whatwg.org/#concept-headers-remove-privileged-no-cors-request-headers) | `header/headers.rs` | [`Headers`](crate::header::Headers) |
//! | [delete(name) of `Headers`](https://fetch.spec.whatwg.org/#delete-name) | `header/headers.rs`, `header/guard.rs` | [`Headers::delete`](crate::header::Headers::delete) |
//! | [get(name) of `Headers`](https://fetch.spec.whatwg.org/#get-name) | `header/list.rs` | [`Headers::get`](crate::header::Headers::get) |
//! | [getSetCookie() of `Headers`](https://fetch.spec.whatwg.org/#getsetcookie) | `header/list.rs` | [`Headers::get_set_cookie`](crate::header::Headers::get_set_cookie) |
//! | [has(name) of `Headers`](https://fetch.spec.whatwg.org/#has-name) | `header/list.rs` | [`Headers::has`](crate::header::Headers::has) |
//! | [set(name, value) of `Headers`](https://fetch.spec.whatwg.org/#set-name-value) | `header/guard.rs`, `header/headers.rs` | [`Headers::set`](crate::header::Headers::set) |
//! | [get from a header list](https://fetch.spec.whatwg.org/#concept-header-list-get) | `header/list.rs` | [`HeaderList::get`](crate::header::HeaderList::get) |
//! | [get, decode, and split from a header list](https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split) | `header/list.rs` | [`get_decode_and_split`](crate::header::list::get_decode_and_split) |
//! | [get, decode, and split a value](https://fetch.spec.whatwg.org/#get-decode-and-split) | `header/list.rs` | [`split_header_value`](crate::header::list::split_header_value) |
//! | [collect an HTTP quoted string](https://fetch.spec.whatwg.org/#collect-an-http-quoted-string) | `header/list.rs` |  |
//! | [append to a header list](https://fetch.spec.whatwg.org/#concept-header-list-append) | `header/list.rs` | [`HeaderList::append`](crate::header::HeaderList::append) |
//! | [set in a header list](https://fetch.spec.whatwg.org/#concept-header-list-set) | `header/list.rs` | [`HeaderList::set`](crate::header::HeaderList::set) |
//! | [combine in a header list](https://fetch.spec.whatwg.org/#concept-header-list-combine) | `header/list.rs` | [`HeaderList::combine`](crate::header::HeaderList::combine) |
//! | [sort and combine a header list](https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine) | `header/list.rs` | [`HeaderList::sort_and_combine`](crate::header::HeaderList::sort_and_combine) |
//! | [extract header values](https://fetch.spec.whatwg.org/#extract-header-values) | `header/extract.rs` | [`Extracted`](crate::header::Extracted) |
//! | [extract header list values](https://fetch.spec.whatwg.org/#extract-header-list-values) | `header/extract.rs` | [`extract_tokens`](crate::header::extract::extract_tokens) |
//! | [parse a single range header value](https://fetch.spec.whatwg.org/#simple-range-header-value) | `header/range.rs` | [`parse_single_range`](crate::header::range::parse_single_range) |
//! | [build a content range](https://fetch.spec.whatwg.org/#build-a-content-range) | `blob.rs` | [`build_a_content_range`](crate::blob::build_a_content_range) |
//! | [slice blob](https://w3c.github.io/FileAPI/#slice-blob) | `blob.rs` | [`blob_response`](crate::blob::blob_response) |
//! | [parse a MIME type](https://mimesniff.spec.whatwg.org/#parse-a-mime-type) | `header/mime_type.rs`, `header/mime.rs` | [`MimeType::parse`](crate::header::mime_type::MimeType::parse), [`parse_essence`](crate::header::mime::parse_essence) |
//! | [parse a MIME type from bytes](https://mimesniff.spec.whatwg.org/#parse-a-mime-type-from-bytes) | `header/mime_type.rs` | [`MimeType::parse`](crate::header::mime_type::MimeType::parse) |
//! | [serialize a MIME type](https://mimesniff.spec.whatwg.org/#serialize-a-mime-type) | `header/mime_type.rs` | [`MimeType::serialize`](crate::header::mime_type::MimeType::serialize) |
//! | [serialize a MIME type to bytes](https://mimesniff.spec.whatwg.org/#serialize-a-mime-type-to-bytes) | `header/mime_type.rs` | [`MimeType::serialize`](crate::header::mime_type::MimeType::serialize) |
//!
//! ## Referrers, trustworthy URLs and fetch metadata
//!
//! | algorithm | file | public item |
//! |---|---|---|
//! | [determine request's referrer](https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer) | `referrer.rs`, `fetch/referrer.rs` | [`DetermineReferrer`](crate::referrer::DetermineReferrer) |
//! | [strip URL for use as a referrer](https://w3c.github.io/webappsec-referrer-policy/#strip-url) | `referrer.rs` | [`strip_url`](crate::referrer::strip_url) |
//! | [parse a referrer policy from a `Referrer-Policy` header](https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header) | `referrer_policy.rs` | [`parse_referrer_policy`](crate::referrer_policy::parse_referrer_policy) |
//! | [set request's referrer policy on redirect](https://w3c.github.io/webappsec-referrer-policy/#set-requests-referrer-policy-on-redirect) | `fetch/http_redirect_fetch.rs` | [`RedirectedRequest`](crate::redirect::RedirectedRequest) |
//! | [is origin potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy) | `trustworthy.rs`, `fetch/exceptions.rs` | [`is_potentially_trustworthy_origin`](crate::trustworthy::is_potentially_trustworthy_origin) |
//! | [is URL potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy) | `trustworthy.rs` | [`is_potentially_trustworthy_url`](crate::trustworthy::is_potentially_trustworthy_url) |
//! | [append the Fetch metadata headers for a request](https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-append-the-fetch-metadata-headers-for-a-request) | `fetch_metadata.rs` | [`FetchMetadata`](crate::fetch_metadata::FetchMetadata) |
//! | [set the `Sec-Fetch-Dest` header](https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-dest) | `fetch_metadata.rs` | [`FetchMetadata`](crate::fetch_metadata::FetchMetadata) |
//! | [set the `Sec-Fetch-Mode` header](https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-mode) | `fetch_metadata.rs` | [`FetchMetadata`](crate::fetch_metadata::FetchMetadata) |
//! | [set the `Sec-Fetch-Site` header](https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-site) | `fetch_metadata.rs` | [`FetchMetadata`](crate::fetch_metadata::FetchMetadata) |
//! | [set the `Sec-Fetch-User` header](https://w3c.github.io/webappsec-fetch-metadata/#abstract-opdef-set-user) | `fetch_metadata.rs` | [`FetchMetadata`](crate::fetch_metadata::FetchMetadata) |
