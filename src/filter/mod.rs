//! What script may see of a response: exposed header names and the four filtered responses.

mod exposed;
mod filtered_response;

pub use exposed::{ExposedHeaderNames, cors_exposed_header_names};
pub use filtered_response::FilteredResponse;
pub(crate) use filtered_response::{ManualRedirect, ResponseFlags};
