//! The checks of main fetch and HTTP fetch: whether a URL may be fetched, and whether a response may be used.
//!
//! Begin with [`cors_check`], which decides whether a server shares a response with an origin. Each check is a
//! function, or a struct of its inputs with a method.
//!
//! The *response tainting* of a request says how main fetch decided to fetch it: without CORS from the page's own
//! origin (*basic*), with CORS (*cors*), or without CORS from another origin (*opaque*).
//! [`Tainting`](crate::tainting::Tainting) decides it.
//!
//! | check | when it runs |
//! |---|---|
//! | [`should_be_blocked_due_to_a_bad_port`] | before anything is sent to a URL |
//! | [`check_service_worker_answer`] | on the response of a service worker |
//! | [`cors_check`] | on each response from the network (also each redirect), if the request has response tainting *cors* |
//! | [`TaoCheck`] | on each response from the network (also each redirect) |
//! | [`CorpCheck`] | on each response (also each redirect), if the response is an opaque filtered response, or the request has response tainting *opaque* |
//! | [`block_due_to_mime_type`], [`block_due_to_nosniff`] | on the response of the fetch |
//! | [`is_unrequested_range`](range::is_unrequested_range) | on the response of the fetch, if it is opaque |
//! | [`navigation_tao_check`] | at the end of a navigation |

pub mod corp;
pub mod cors;
pub mod nosniff;
pub mod port;
pub mod range;
pub mod service_worker;
pub mod tao;

pub use corp::{CorpCheck, CorpOutcome};
pub use cors::cors_check;
pub use nosniff::{block_due_to_mime_type, block_due_to_nosniff};
pub use port::should_be_blocked_due_to_a_bad_port;
pub use service_worker::check_service_worker_answer;
pub use tao::{TaoCheck, navigation_tao_check};
