//! Headers: byte classes, lists, parsers, safelists and guards.
//!
//! Names and values are byte slices, because `http::HeaderValue` refuses bytes that the Fetch Standard allows, and
//! the safelists depend on these bytes. The functions read any list that implements [`ReadHeaders`]:
//! `http::HeaderMap`, slices of pairs, and the crate's own [`HeaderList`].

pub mod bytes;
pub mod extract;
pub mod guard;
mod headers;
pub mod list;
pub mod mime;
pub mod mime_type;
mod name;
mod name_set;
pub mod names;
pub mod range;
pub mod safelist;

pub use extract::Extracted;
pub use guard::Guard;
pub use headers::Headers;
pub use list::{Header, HeaderList, InvalidHeader, ReadHeaders, ToHeaderMapError};
pub use name::Name;
pub(crate) use name_set::NameSet;
pub use safelist::{UnsafeNames, cors_unsafe_request_header_names, has_cors_unsafe_request_header};
