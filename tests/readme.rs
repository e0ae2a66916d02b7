//! Compiles and runs the code in the README, as documentation tests. They are not the runtime's own: its package has
//! no file from outside of it.

#![forbid(unsafe_code)]

#[cfg(all(doctest, feature = "pool"))]
#[doc = include_str!("../README.md")]
struct Readme;
