//! Simulations of actors by seed, in virtual time.

#![forbid(unsafe_code)]

mod basics;
mod failures;
mod faults;
mod found;
mod gallery;
mod repeats;
mod report;
mod settings;
