//! The folders of `fetch/api` and what is beside it in `fetch`.

pub mod cors;
pub mod cors_preflight;
pub mod headers;
pub mod redirect;
pub mod request;
