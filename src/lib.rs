//! The browser's side of CORS, as the [Fetch Standard](https://fetch.spec.whatwg.org/) defines it.
//!
//! This crate decides what a browser decides about a request across origins: which messages to send, which
//! headers they have, whether a preflight comes first, which redirects to follow, and what the page may see
//! in the end. It is a pure engine and sends nothing itself. The program that embeds it, the *host*, sends
//! each message with its own network code and passes the response back. The host can be a browser engine, a
//! client over an HTTP library, or a test.
//!
//! # Where to begin
//!
//! - To fetch as a page of a browser does, create a [`Client`], build a [`Request`], and call [`run`](fn@run) or
//!   [`run_async`] with a function that sends one message.
//! - To act before and between the messages, as a browser engine does, begin with [`Hop::new`] and do what each [`Step`] asks
//!   for. The module [`fetch`](mod@fetch) explains the steps.
//! - To use single rules in a fetch loop of your own, call them directly. Each rule is a function or a small
//!   struct of its inputs, over `http::HeaderMap` or any other [`ReadHeaders`](header::ReadHeaders). Methods and header
//!   names are bytes, and a rule takes the origin or the scheme of a URL instead of the URL, so an engine keeps its own types.
//! - To find out why a request was refused and what would fix it, or why script cannot read a header, record a
//!   [`Story`](explain::Story) and [explain](explain::explain) it. The [`NetworkError`] itself has the [reason](NetworkError::reason) and the
//!   [step of the standard](NetworkError::step).
//! - To test the CORS policy of a server, enable the feature `lab` and see the module [`lab`].
//! - To read or to change the source, begin with the page [`architecture`], which has pictures of the layers and of the machine.
//!
//! # Example
//!
//! ```
//! use std::error::Error;
//! use fetch_cors::{Client, Exchange, Origin, PreflightCache, Response, Timestamp, run};
//!
//! // The network code of the host. This one answers that every origin may read the response.
//! fn send(exchange: &Exchange) -> Result<Response<&'static str>, Box<dyn Error + Send + Sync>> {
//!     let message = exchange.to_http()?;
//!     let response = http::Response::builder().header("access-control-allow-origin", "*");
//!     let response = response.body("hello")?;
//!     // This example has no network. A real HTTP client reports where the response came from.
//!     let came_from = message.uri().to_string().parse()?;
//!     Ok(Response::from(response).with_url(came_from))
//! }
//!
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let mut cache = PreflightCache::new(); // One cache serves all fetches.
//! let now = Timestamp::ZERO; // A real host reads its clock at each call.
//!
//! let request = page.fetch("https://api.example/items").build()?;
//! let response = run(request, |transition| transition.lend(&mut cache), || now, send)?;
//! assert_eq!(response.body(), Some(&"hello"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host does
//!
//! - It sends the message of each [`Exchange`] with its own sockets, TLS and HTTP. It changes nothing that the message has,
//!   and adds only what [`Exchange`] lists: the body if [`Exchange::send_body`] returns true, cookies and passwords if
//!   [`Exchange::include_credentials`] returns true, and so on. Its HTTP client must not follow redirects.
//! - It keeps one [`PreflightCache`] for all fetches, and passes the current [`Timestamp`].
//! - It serves local URLs itself: for `about:blank`, `blob:`, `data:` and `file:`, a step has a [`LocalFetch`].
//! - It applies its other policies to each [`Hop`]: [`Hop::upgrade_by_hsts`] for HSTS, [`Hop::block`] for
//!   Content Security Policy, [`Hop::respond_from_service_worker`] for service workers.
//! - It shows script only what a [`FilteredResponse`] shows. Script may learn from a [`NetworkError`] only that the
//!   fetch failed.
//!
//! # Modules
//!
//! A module imports only from its own layer and the layers above it.
//!
//! | layer | module | holds | usual item |
//! |---|---|---|---|
//! | vocabulary | [`origin`] | origins, and *same origin* | [`Origin`] |
//! | | [`site`] | sites, and *same site* | [`Sites`](site::Sites) |
//! | | [`request_origin`] | the origin that a server sees, and redirect-taint | [`RequestOrigin`](request_origin::RequestOrigin) |
//! | | [`trustworthy`] | potentially trustworthy origins and URLs | [`is_potentially_trustworthy_url`](trustworthy::is_potentially_trustworthy_url) |
//! | | [`method`] | safelisted and forbidden methods | [`normalize`](method::normalize) |
//! | | [`header`] | header lists, safelists, guards and `Headers` objects | [`HeaderList`](header::HeaderList) |
//! | messages | [`request`] | requests, their builders and their modes | [`Client`] |
//! | | [`response`] | responses as the host received them | [`Response`] |
//! | refusals | [`error`] | every reason for a network error | [`NetworkError`] |
//! | rules | [`authentication`] | credentials of a message, and the statuses 401, 407 and 421 | [`Attempt`](authentication::Attempt) |
//! | | [`blob`] | the response to a `blob:` URL | [`blob_response`](blob::blob_response) |
//! | | [`check`] | the CORS check and the other checks of responses | [`cors_check`](check::cors_check) |
//! | | [`cookies`] | which cookies a message may have by `SameSite` | [`SameSiteRequest`](cookies::SameSiteRequest) |
//! | | [`credentials`] | whether a message includes credentials | [`include_credentials`](credentials::include_credentials) |
//! | | [`fetch_metadata`] | the `Sec-Fetch-*` headers | [`FetchMetadata`](fetch_metadata::FetchMetadata) |
//! | | [`filter`] | filtered responses and exposed headers | [`FilteredResponse`] |
//! | | [`keepalive`] | the limit of bodies that outlive their page | [`check_keepalive`](keepalive::check_keepalive) |
//! | | [`origin_header`] | the `Origin` header | [`OriginHeader`](origin_header::OriginHeader) |
//! | | [`preflight`] | preflights and what they grant | [`preflight_need`](preflight::preflight_need) |
//! | | [`redirect`] | redirects and what they change | [`RedirectedRequest`](redirect::RedirectedRequest) |
//! | | [`referrer`] | how much of a referrer is sent to a server | [`DetermineReferrer`](referrer::DetermineReferrer) |
//! | | [`referrer_policy`] | the `Referrer-Policy` header | [`parse_referrer_policy`](referrer_policy::parse_referrer_policy) |
//! | | [`tainting`] | how main fetch fetches a request | [`Tainting`](tainting::Tainting) |
//! | memory | [`preflight::cache`] | the CORS-preflight cache | [`PreflightCache`] |
//! | machine | [`fetch`](mod@fetch) | the algorithms from main fetch on, as steps | [`Step`] |
//! | use | [`run`](mod@run) | the loop over all steps | [`run`](fn@run) |
//! | | [`explain`] | why a fetch was refused, and what would fix it | [`explain`](explain::explain) |
//! | lab | [`lab`] | the policy lab, which tests the CORS policy of a server, and its parts | [`PolicyLab`] |
//! | strategies | [`strategy`] | strategies for property tests | [`calls`] |
//!
//! # Purity
//!
//! The crate opens no socket or file, reads no clock or environment, starts no thread, logs nothing and keeps
//! no global state. It contains no `unsafe` code. No input makes it panic. Only the module `lab`, which is for tests, can panic:
//! its `assert_clean` if there is a finding, and its `run` if the tested server panics. The time of a call is linear in the
//! length of its input, apart from the sorting of names.
//!
//! # Features
//!
//! - `psl`, enabled by default: the public suffix list, for questions about *same site*. Without this feature, pass
//!   your own [`Sites`](site::Sites) to [`Client::with_sites`], because `Client::new` does not exist.
//! - `lab`: the module `lab`. It has no dependencies.
//! - `proptest`: the module `strategy`, with the types of `proptest` 1 in its signatures. It enables `lab`.
//!
//! The examples of this documentation need the default features, because many of them call `Client::new`,
//! which needs `psl`.
//!
//! # Supported Rust versions and targets
//!
//! The minimum supported Rust version is 1.88.
//!
//! The crate also builds for `wasm32-unknown-unknown`, with every combination of its features. The standard
//! library has no source of randomness on that target, so the keys of its hashes can be predicted there. See
//! the documentation of [`PreflightCache`] for what a host has to know about hash keys.
//! On that target, the feature `proptest` compiles only if you choose a backend for the crate `getrandom`; see its
//! documentation.
// Without its feature, a module has no page to link to.
#![doc = ""]
#![cfg_attr(feature = "lab", doc = "[`lab`]: mod@lab")]
#![cfg_attr(feature = "lab", doc = "[`PolicyLab`]: lab::PolicyLab")]
#![cfg_attr(not(feature = "lab"), doc = "[`lab`]: #features")]
#![cfg_attr(not(feature = "lab"), doc = "[`PolicyLab`]: #features")]
#![cfg_attr(feature = "proptest", doc = "[`strategy`]: mod@strategy")]
#![cfg_attr(feature = "proptest", doc = "[`calls`]: strategy::calls")]
#![cfg_attr(not(feature = "proptest"), doc = "[`strategy`]: #features")]
#![cfg_attr(not(feature = "proptest"), doc = "[`calls`]: #features")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doc)]
pub mod architecture;
pub mod authentication;
pub mod blob;
pub mod check;
pub mod cookies;
pub mod credentials;
pub mod error;
pub mod explain;
pub mod fetch;
pub mod fetch_metadata;
pub mod filter;
pub mod header;
pub mod keepalive;
mod keyword;
#[cfg(feature = "lab")]
pub mod lab;
pub mod method;
pub mod origin;
pub mod origin_header;
mod parse_url;
pub mod preflight;
mod redacted;
pub mod redirect;
pub mod referrer;
pub mod referrer_policy;
pub mod request;
pub mod request_origin;
pub mod response;
pub mod run;
pub mod site;
#[cfg(feature = "proptest")]
pub mod strategy;
pub mod tainting;
mod timestamp;
pub mod trustworthy;

pub use error::NetworkError;
pub use fetch::{Exchange, Hop, LocalFetch, Step, fetch};
pub use filter::FilteredResponse;
pub use keyword::UnknownKeyword;
pub use origin::Origin;
pub use preflight::PreflightCache;
pub use request::{Client, Request};
pub use response::Response;
pub use run::{run, run_async};
pub use timestamp::Timestamp;

/// The crates whose types this crate takes and returns.
pub use {http, url};
