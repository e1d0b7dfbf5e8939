#![doc = include_str!("../README.md")]

pub mod check;
pub mod credentials;
pub mod error;
pub mod fetch;
pub mod fetch_metadata;
pub mod filter;
pub mod header;
pub mod method;
pub mod origin;
pub mod origin_header;
mod parse_url;
pub mod preflight;
pub mod redirect;
pub mod referrer_policy;
pub mod request;
pub mod request_origin;
pub mod response;
pub mod site;
#[cfg(feature = "proptest")]
pub mod strategy;
pub mod tainting;
mod timestamp;

pub use error::NetworkError;
pub use fetch::{Exchange, Hop, LocalFetch, Step, fetch};
pub use filter::FilteredResponse;
pub use origin::Origin;
pub use preflight::PreflightCache;
pub use request::{Client, Request};
pub use timestamp::Timestamp;
