//! Responses as the host received them, and the rules about their statuses and types.
//!
//! Begin with [`Response`], which a host creates for each message that it has sent.

mod headers;
mod null_body;
#[expect(clippy::module_inception, reason = "the module holds the type `Response`")]
mod response;
mod response_type;

pub use headers::ResponseHeaders;
pub use null_body::{has_null_body, is_null_body_status};
pub use response::{IntoHttpError, Response};
pub use response_type::ResponseType;
