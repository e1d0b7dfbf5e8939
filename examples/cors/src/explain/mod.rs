//! `cors explain`: says why a browser refused what it recorded, and what would fix it.

mod curl_line;
pub mod explained;
mod facts;
pub mod group;
pub mod har;
pub mod html;
pub mod recording;
pub mod report;
pub mod request;
pub mod shown;
pub mod snippets;
