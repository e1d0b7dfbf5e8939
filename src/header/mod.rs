//! Headers: byte classes, lists, parsers, safelists and guards.
//!
//! Most hosts need only [`HeaderList`], the crate's own list. A host that runs script also needs [`Headers`], which
//! checks each change that script makes to a list. [`cors_unsafe_request_header_names`] returns the names of the
//! headers because of which a request needs a preflight.
//!
//! The functions read any list that implements [`ReadHeaders`]: `http::HeaderMap`, slices of pairs, and [`HeaderList`].
//! Names and values are byte slices, because `http::HeaderValue` refuses some bytes that the Fetch Standard allows, and the
//! safelists depend on these bytes.

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
