//! The clock of the runtime.
//!
//! Inside of a simulation (feature `simulation`), time is virtual. Code that measures time or computes deadlines reads
//! it by this [`Instant`], and then needs no other code in a simulation.

pub use crate::sys::Instant;
