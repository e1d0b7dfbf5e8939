//! Requests: what to fetch, for which client, and in which modes.
//!
//! A [`Client`] has a method for each thing that pages do. Each begins one of six builders, which has methods for
//! what a page can choose, so that a request that its standard forbids does not compile or does not build:
//!
//! | builder | begun by |
//! |---|---|
//! | [`FetchBuilder`] | [`Client::fetch`], [`Client::fetch_http`] |
//! | [`XhrBuilder`] | [`Client::xml_http_request`] |
//! | [`ResourceBuilder`] | [`Client::image`], [`Client::font`], [`Client::beacon`], [`Client::worker`] and others |
//! | [`WebSocketBuilder`], [`WebTransportBuilder`] | [`Client::websocket`], [`Client::web_transport`] |
//! | [`UncheckedBuilder`], which checks nothing | [`Client::unchecked_request`], [`Client::unchecked_http`], [`Client::navigation`] |
//!
//! [`Request::construct`] is the constructor that script calls.

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
#[expect(clippy::module_inception, reason = "the file of the type `Request`")]
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
