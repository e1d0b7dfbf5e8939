//! Requests: what to fetch, for which client, and in which modes.
//!
//! Begin with a [`Client`], which stands for the requesting page. One of its methods begins a builder, and `build` returns
//! the [`Request`]. The usual method is [`Client::fetch`]:
//!
//! ```
//! use fetch_cors::{Client, Origin, request::CredentialsMode};
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let request = page
//!     .fetch("https://api.example/items")
//!     .method("PUT")
//!     .header("x-token", "1")
//!     .credentials(CredentialsMode::Include) // sends cookies to the other origin, too
//!     .build()?;
//! assert_eq!(request.method(), http::Method::PUT);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The builders
//!
//! There is a builder for each way in which a page can make a request. Each builder has methods only for what the page
//! itself can choose. So code for a request that no page can make does not compile, or its `build` returns a
//! [`RequestError`]. The [`UncheckedBuilder`] is the exception: it applies no rule for script. Use it for requests that the
//! host makes itself.
//!
//! No method of [`Client`] returns an error. If the URL or anything else is invalid, `build` returns the error.
//!
//! The last three columns hold what the request has, unless a method of the builder changes it.
//!
//! | request of | begun by | builder | mode | credentials mode | redirect mode |
//! |---|---|---|---|---|---|
//! | `fetch()` | [`Client::fetch`], [`Client::fetch_http`] | [`FetchBuilder`] | *cors* | *same-origin* | *follow* |
//! | `XMLHttpRequest` | [`Client::xml_http_request`] | [`XhrBuilder`] | *cors* | *same-origin* | *follow* |
//! | elements, fonts, beacons, event sources, workers | [`Client::image`], [`Client::font`], [`Client::beacon`], [`Client::worker`] and others | [`ResourceBuilder`] | depends on the method | depends on the method | *follow* |
//! | `WebSocket` | [`Client::websocket`] | [`WebSocketBuilder`] | *websocket* | *include* | *error* |
//! | `WebTransport` | [`Client::web_transport`] | [`WebTransportBuilder`] | *webtransport* | *omit* | *error* |
//! | a navigation | [`Client::navigation`] | [`UncheckedBuilder`] | *navigate* | *include* | *manual* |
//! | the host | [`Client::unchecked_request`], [`Client::unchecked_http`] | [`UncheckedBuilder`] | *no-cors* | *same-origin* | *follow* |
//!
//! A host that runs script calls [`Request::construct`] for `new Request(input, init)`.

mod body;
mod client;
mod construct;
mod cors_policy;
mod embedder_policy;
pub(crate) mod error;
mod feature;
mod fetch_builder;
mod into_url;
mod modes;
mod partition_key;
mod prompts;
mod referrer;
#[expect(clippy::module_inception, reason = "the module holds the type `Request`")]
mod request;
mod resource_builder;
mod switches;
mod unchecked_builder;
mod url_list;
mod web_transport_builder;
mod websocket_builder;
mod xhr_body;
mod xhr_builder;

pub use body::{Body, BodyKind, Source, Stream};
pub use client::Client;
pub use construct::{RequestInit, RequestInput};
pub use cors_policy::{CorsOff, CorsPolicy};
pub use embedder_policy::EmbedderPolicy;
pub use error::RequestError;
pub use feature::{CorsAttribute, PreloadAs, WorkerScript};
pub use fetch_builder::FetchBuilder;
pub use into_url::IntoUrl;
pub use modes::{
    CacheMode, CredentialsMode, Destination, EmbedderPolicyValue, Mode, RedirectMode, ReferrerPolicy,
    ResponseTainting, ServiceWorkersMode,
};
pub use partition_key::NetworkPartitionKey;
pub use prompts::TraversableForUserPrompts;
pub use referrer::Referrer;
pub use request::Request;
pub use resource_builder::ResourceBuilder;
pub use switches::Switches;
pub use unchecked_builder::UncheckedBuilder;
pub use url_list::UrlList;
pub use web_transport_builder::WebTransportBuilder;
pub use websocket_builder::WebSocketBuilder;
pub(crate) use websocket_builder::http_url;
pub use xhr_body::XhrDocument;
pub use xhr_builder::XhrBuilder;
