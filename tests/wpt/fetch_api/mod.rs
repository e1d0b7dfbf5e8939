//! The folders of `fetch/api`.

pub mod basic;
pub mod cors;
pub mod cors_preflight;
pub mod credentials;
pub mod headers;
pub mod redirect;
pub mod request;
