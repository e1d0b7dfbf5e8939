//! The examples of the README, as documentation tests. This package exists only to compile and run them.

#[doc = include_str!("../../../README.md")]
#[cfg(doctest)]
#[derive(Debug)]
struct Readme;
