//! The engine: a file for each rule, named after the rule's file in `src`, and files that run whole fetches (`journeys`,
//! `machine`, `run`, `engine_checks`, `strangers_engine`, `strangers_lists`, `hostile`). One program has all of them, because a
//! program for each would take several times as long to build.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../scenario/mod.rs"]
mod scenario;
#[path = "../support/mod.rs"]
mod support;
#[path = "../twin/mod.rs"]
mod twin;

mod authentication;
mod blob;
mod blob_url_entry;
mod browser_faults;
mod check_corp;
mod check_cors;
mod check_nosniff;
mod check_port;
mod check_service_worker;
mod check_tao;
mod cookies;
mod cors_policy;
mod credentials;
mod embedder_policy;
mod engine_checks;
mod error;
mod fetch_metadata;
mod filter;
mod header_bytes;
mod header_extract;
mod header_guard;
mod header_headers;
mod header_list;
mod header_list_header;
mod header_mime;
mod header_mime_type;
mod header_names;
mod header_range;
mod header_safelist;
mod hostile;
mod journeys;
mod keepalive;
mod keyword;
mod machine;
mod method;
mod origin;
mod origin_header;
mod partition_key;
mod preflight_cache;
mod preflight_grant;
mod preflight_need;
mod preflight_request;
mod redirect;
mod referrer;
mod referrer_policy;
mod request_builder;
mod request_construct;
mod request_features;
mod request_origin;
mod request_sockets;
mod request_url_list;
mod request_urls;
mod request_xhr_content_type;
mod response;
mod run;
mod site;
mod strangers_engine;
mod strangers_lists;
mod tainting;
mod trustworthy;
mod url_library;
