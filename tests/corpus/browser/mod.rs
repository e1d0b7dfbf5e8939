//! A fetch as a browser has it: the standard's steps once more, with the browser's departures at the steps that they
//! depart from. Without departures it is the standard; the tests hold it against engine and twin.

pub mod families;

mod blocking;
mod cache;
mod fetch;
mod filter;
mod message;
mod preflight;
mod redirect;
mod request;
mod safelist;

pub use families::{Browser, Family, Ways};
pub use fetch::through_browser;
pub use safelist::is_safe;
