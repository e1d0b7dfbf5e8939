//! Requests: what to fetch, for which client, and in which modes.
//!
//! A [`Client`] has a method for each thing that pages do. Each begins a [`RequestBuilder`], which makes
//! the [`Request`]. [`Request::construct`] is the constructor that script calls.

mod body;
mod builder;
mod client;
mod construct;
mod embedder_policy;
mod error;
mod feature;
mod modes;
#[expect(clippy::module_inception, reason = "the file of the type `Request`")]
mod request;
mod switches;
mod url_list;

pub use body::{Body, BodyKind};
pub use builder::RequestBuilder;
pub use client::{Client, NetworkPartitionKey};
pub use construct::{Constructed, RequestInit, RequestInput};
pub use embedder_policy::EmbedderPolicy;
pub use error::RequestError;
pub use feature::CorsAttribute;
pub use modes::{
    CacheMode, CredentialsMode, Destination, EmbedderPolicyValue, Mode, RedirectMode, ReferrerPolicy,
    ResponseTainting, ServiceWorkersMode,
};
pub use request::Request;
pub use switches::Switches;
pub use url_list::UrlList;
