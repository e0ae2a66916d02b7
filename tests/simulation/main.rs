//! Simulations of actors by seed, in virtual time.

#![forbid(unsafe_code)]

mod basics;
