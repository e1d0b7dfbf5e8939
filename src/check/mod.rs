//! Checks: may this be asked for, and may the response be used?

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
