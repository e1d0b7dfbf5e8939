//! `cors explain`: says why a browser refused what it recorded, and what would fix it.

mod answer;
mod args;
mod candidate;
pub mod console;
pub mod curl;
mod curl_line;
pub mod explained;
mod facts;
pub mod group;
pub mod har;
pub mod html;
mod json;
mod missing;
mod read;
pub mod recording;
pub mod report;
pub mod request;
mod run;
pub mod shown;
pub mod snippets;
pub mod source;
mod text;
mod unsaid;

pub(crate) use args::Args;
pub(crate) use run::run;
