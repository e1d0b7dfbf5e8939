//! `cors explain`: says why a browser refused what it recorded.

pub mod console;
pub mod curl;
pub mod recording;
pub mod report;
pub mod shown;
pub mod source;
