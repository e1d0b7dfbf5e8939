//! What the fetches of a client share: a preflight cache, a cookie jar and a clock.
//!
//! A client of `fetch_cors` over an HTTP library has a [`Session`], and calls [`run`](fetch_cors::run()) or
//! [`run_async`](fetch_cors::run_async) with it:
//!
//! ```
//! use fetch_cors::http::Response as HttpResponse;
//! use fetch_cors::{Client, Exchange, Origin, run};
//! use fetch_cors_session::{Failure, Session};
//!
//! # fn main() -> Result<(), Failure> {
//! let session = Session::new();
//! let send = |exchange: &Exchange| -> Result<_, Failure> {
//!     let message = session.message(exchange)?;
//!     // A real client sends `message`, and asks its HTTP library where the response came from.
//!     let (url, response) = (message.uri().to_string().parse()?, HttpResponse::new("hello"));
//!     session.receive(response, url, exchange.include_credentials())
//! };
//! let page = Client::new(Origin::parse("https://app.example")?);
//! let request = page.fetch("https://app.example/items").build()?;
//! let response = run(request, |transition| session.lend(transition), || session.now(), send)?;
//! assert_eq!(response.body(), Some(&"hello"));
//! # Ok(())
//! # }
//! ```

mod accept;
mod jar;
mod session;

pub use jar::Jar;
pub use session::{Failure, Session};
