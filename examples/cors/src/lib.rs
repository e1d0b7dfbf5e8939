//! The CORS rules of browsers, on the command line.
//!
//! ```sh
//! cargo install --path examples/cors
//! cors fetch --origin https://app.example -X PUT -d '{}' https://api.example/items
//! cors explain saved.har
//! cors audit https://api.example --trusts https://app.example --route 'GET /items'
//! ```
//!
//! | command | what it does |
//! |---|---|
//! | `cors fetch` | fetches a URL as a page would, and prints what the page sees and why |
//! | `cors explain` | explains why a browser refused a fetch, from a HAR file, the output of curl, or the text of a console |
//! | `cors audit` | tests the CORS policy of a live server: which origins can read and write what |

pub mod audit;
mod clock;
mod command;
pub mod explain;
mod explanation;
pub mod fetch;
mod look;
mod loopback;
mod progress;
mod terminal;
mod transport;

pub use clock::{Clock, SystemClock};
pub use command::run;
pub use terminal::Terminal;
