//! What the tests that hold the engine against its twin share. A test file that uses this has the modules `twin` and
//! `support`, in that order.

#![allow(dead_code, unreachable_pub)]

pub mod drive;
