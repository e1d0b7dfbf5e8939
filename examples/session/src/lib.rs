//! What the fetches of a client share: a preflight cache, a cookie jar and a clock.
//!
//! A client of `fetch_cors` over an HTTP library has a [`Session`]. [`Session::run`] and [`Session::run_async`] fetch with
//! it. The client only puts each message on the wire:
//!
//! ```
//! use fetch_cors::http::Response;
//! use fetch_cors::{Client, Exchange, Origin};
//! use fetch_cors_session::{Failure, Head, Session};
//!
//! # fn main() -> Result<(), Failure> {
//! let session = Session::new();
//! let send = |_: &Exchange, head: Head| {
//!     // A real client sends the message, and asks its HTTP library where the response came from.
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

/// An error of a client, before the engine makes a network error of it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A message without its body.
pub type Head = Request<()>;

/// What a page sees of a response, with its body unread, or why there is none.
pub type Fetched<B> = Result<FilteredResponse<B>, NetworkError>;
