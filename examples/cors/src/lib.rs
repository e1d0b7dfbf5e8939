//! CORS on the command line, as browsers do it.
//!
//! ```sh
//! cargo install --path examples/cors
//! cors audit https://api.example --trusts https://app.example --route 'GET /items'
//! ```
//!
//! | command | what it does |
//! |---|---|
//! | `cors audit` | tests the CORS policy of a live server: who can read and write what |

pub mod audit;
mod clock;
mod command;
pub mod explain;
#[path = "../../fetch/explanation.rs"]
mod explanation;
#[path = "../../fetch/head_filter.rs"]
mod head_filter;
mod look;
mod progress;
mod terminal;
#[allow(dead_code, reason = "the example fetch uses the rest")]
#[path = "../../fetch/transport.rs"]
mod transport;

pub use clock::{Clock, SystemClock};
pub use command::run;
pub use terminal::Terminal;
