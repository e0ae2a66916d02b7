//! Threads: shuttle's, but that the system may refuse some for a while.

use std::{cell::Cell, io};

pub use shuttle::thread::*;

thread_local! {
    // All tasks of an execution share the thread that searches.
    static REFUSALS: Cell<usize> = const { Cell::new(0) };
}

/// The next so many threads are refused. Part of a scenario: each execution starts without.
pub fn refuse(threads: usize) {
    REFUSALS.set(threads);
}

/// As std's.
#[derive(Debug, Default)]
pub struct Builder(shuttle::thread::Builder);

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn name(self, name: String) -> Self {
        Builder(self.0.name(name))
    }

    pub fn stack_size(self, bytes: usize) -> Self {
        Builder(self.0.stack_size(bytes))
    }

    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        if let Some(left) = REFUSALS.get().checked_sub(1) {
            REFUSALS.set(left);
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.0.spawn(f)
    }
}
