//! What a view shows of the actors of the process. Its features must be on, which `cargo test --workspace` leaves off.

#![forbid(unsafe_code)]

mod doer;
mod living;
mod waits;
mod watching;
