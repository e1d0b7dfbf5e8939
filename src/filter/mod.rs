//! The four filtered responses, which show script a part of a response, and the header names that a response exposes.
//!
//! Begin with [`FilteredResponse`], which every successful fetch returns. A host that has filtered responses of its own
//! calls [`cors_exposed_header_names`].

mod exposed;
mod filtered_response;
mod hidden_from_script;

pub use exposed::{ExposedHeaderNames, cors_exposed_header_names};
pub use filtered_response::FilteredResponse;
pub(crate) use filtered_response::ManualRedirect;
pub use hidden_from_script::HiddenFromScript;
pub(crate) use hidden_from_script::ResponseFlags;
