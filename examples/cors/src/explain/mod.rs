//! `cors explain`: says why a browser refused what it recorded.

pub mod recording;
