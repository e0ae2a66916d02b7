//! Compiles and runs the code in the README, as documentation tests. They are not the runtime's own: its package has
//! no file from outside of it.

#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
