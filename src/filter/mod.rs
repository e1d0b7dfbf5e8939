//! The four filtered responses, and the header names that a response exposes.

mod exposed;
mod filtered_response;

pub use exposed::{ExposedHeaderNames, cors_exposed_header_names};
pub use filtered_response::FilteredResponse;
pub(crate) use filtered_response::{ManualRedirect, ResponseFlags};
