//! The state that the fetches of a host share: a preflight cache, a cookie jar and a clock.
//!
//! Begin with [`Session`]. A host that embeds `fetch_cors` creates one session, and fetches with [`Session::run`] if it is
//! blocking, or with [`Session::run_async`] if it is asynchronous. The session drives the engine, and adds and stores
//! cookies. The host passes a function that sends one message with its HTTP library:
//!
//! ```
//! use fetch_cors::http::Response;
//! use fetch_cors::{Client, Exchange, Origin};
//! use fetch_cors_session::{Failure, Head, Session};
//!
//! # fn main() -> Result<(), Failure> {
//! let session = Session::new();
//! let send = |_: &Exchange, head: Head| {
//!     // A real host sends the message, and asks its HTTP library which URL the response came from.
//!     let url = head.uri().to_string().parse()?;
//!     Ok((Some(url), Response::new("hello")))
//! };
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let response = session.run(page.fetch("https://app.example/items").build()?, send)?;
//! assert_eq!(response.body(), Some(&"hello"));
//! # Ok(())
//! # }
//! ```

mod accept;
mod body;
mod clients;
mod jar;
mod session;

use std::error::Error;

use fetch_cors::{FilteredResponse, NetworkError};
use http::Request;

pub use body::check_body;
pub use clients::Clients;
pub use jar::{Jar, same_site_mode};
pub use session::Session;

/// The error of a message that could not be sent or that has no response. The engine turns it into a network error.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A message without its body: method, URL and headers.
pub type Head = Request<()>;

/// The outcome of a fetch: the response as script may see it, whose body is not read yet, or a network error.
pub type Fetched<B> = Result<FilteredResponse<B>, NetworkError>;
