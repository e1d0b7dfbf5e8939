//! `cors explain`: says why a browser refused what it recorded.

pub mod html;
pub mod recording;
pub mod report;
pub mod shown;
