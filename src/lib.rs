#![doc = include_str!("../README.md")]

pub mod header;
pub mod method;
pub mod origin;
pub mod request_origin;
pub mod site;

pub use origin::Origin;
