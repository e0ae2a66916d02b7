//! Hands actor-runtime on, under a path of its own.

#![forbid(unsafe_code)]

pub mod threads {
    pub use actor_runtime as actors;
}
