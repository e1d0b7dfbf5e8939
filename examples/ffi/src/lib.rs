//! The browser's half of CORS for C.

mod client;
pub mod constants;
mod explanation;
mod exports;
mod fetch;
mod guard;
mod layout;
mod members;
mod outcome;
#[cfg(test)]
mod planted_panic;
mod pointers;
mod request;
mod shown;
mod status;

pub use exports::*;
pub use fetch::Fetch;
pub use layout::{Bytes, ErrorView, Header, MessageView, ResponseView, ResultView, StepView};
pub use request::ScriptRequest;
