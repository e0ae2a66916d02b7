//! Threads: shuttle's, but that the system may refuse some for a while.

use std::{cell::Cell, io, time::Duration};

pub use shuttle::thread::*;

use super::FOR_EVER;

thread_local! {
    // All tasks of an execution share the thread that searches.
    static REFUSALS: Cell<usize> = const { Cell::new(0) };
    static PATIENCE: Cell<Duration> = const { Cell::new(FOR_EVER) };
}

/// At the start of each execution, the system refuses no threads, and workers that keep their slots wait for ever.
pub(crate) fn start() {
    refuse(0);
    be_patient_for(FOR_EVER);
}

/// Has the system refuse the next `threads` threads. Called by a scenario.
pub fn refuse(threads: usize) {
    REFUSALS.set(threads);
}

/// Has workers that wait and keep their slots give up after `duration`. Called by a scenario.
pub fn be_patient_for(duration: Duration) {
    PATIENCE.set(duration);
}

pub(crate) fn patience() -> Duration {
    PATIENCE.get()
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
