//! The checks of main fetch and HTTP fetch: whether a URL may be fetched, and whether a response may be used.
//!
//! Begin with [`cors_check`], which decides whether a server shares a response with an origin. Each check is a function,
//! or a struct of its inputs with a method.
//!
//! | check | when it runs |
//! |---|---|
//! | [`should_be_blocked_due_to_a_bad_port`] | before anything is sent to a URL |
//! | [`check_service_worker_answer`] | on the response of a service worker |
//! | [`cors_check`] | on each response from the network, redirects included, if the response tainting is *cors* |
//! | [`TaoCheck`] | on each response from the network, redirects included |
//! | [`CorpCheck`] | on each response, redirects included, if it or the response tainting is opaque |
//! | [`block_due_to_mime_type`], [`block_due_to_nosniff`] | on the response with which a fetch ends |
//! | [`is_unrequested_range`](range::is_unrequested_range) | on the response with which a fetch ends, if it is opaque |
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
