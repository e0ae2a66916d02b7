//! Shows what the actors of a running program do: [`Observer`] serves it from inside of the program, and the program
//! `actor-observer` shows it in a terminal.
//!
//! ```
//! use actor_observer::Observer;
//!
//! let observer = Observer::serve("127.0.0.1:0")?;
//! println!("actor-observer {}", observer.address());
//! // … for as long as `observer` lives.
//! # Ok::<(), actor_observer::ServeError>(())
//! ```
//!
//! The observer reads what the actors note anyway (see [`actor_runtime::view`]), so no message costs more because of it.
//! It answers on loopback only, unless [`Observer::serve_beyond_loopback`] says otherwise.
//!
//! # The protocol
//!
//! A client sends a word and a line break, as often as it likes, and gets one line of JSON for each:
//!
//! | request | answer |
//! |---|---|
//! | `snapshot` | `{"snapshot": …}`, a [`Report`] |
//! | `dot` | `{"dot": "digraph actors { …"}`, the waits and the supervision in the language of Graphviz |
//! | anything else | `{"error": "…"}`, and the connection is closed |
//!
//! So `echo snapshot | nc 127.0.0.1 7000` shows one, and [`Connection`] asks for it from Rust.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

// The README's code is a documentation test.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;

mod connection;
mod error;
mod protocol;
mod report;
mod server;
#[cfg(feature = "terminal")]
#[doc(hidden)]
pub mod terminal;

pub use connection::{AskError, Connection};
pub use error::ServeError;
pub use report::{Actor, Event, Report, Wait};
pub use server::Observer;
