//! The right of one thread to go on.

use std::{
    sync::{
        OnceLock,
        atomic::{
            AtomicBool,
            Ordering::{Acquire, Release},
        },
    },
    thread,
};

/// A thread's turn.
//
//   1. `hand_over` stores `is_here` with `Release`.
//   2. `wait` swaps it with `Acquire`, and so sees what the former holder has done.
//
// An `unpark` that comes before the `park` is kept, so no turn is lost.
#[derive(Debug, Default)]
pub(super) struct Baton {
    is_here: AtomicBool,
    /// Set by whoever starts the thread, before it passes its own baton on.
    holder: OnceLock<thread::Thread>,
}

impl Baton {
    pub(super) fn set_holder(&self, thread: thread::Thread) {
        let _ = self.holder.set(thread);
    }

    pub(super) fn hand_over(&self) {
        self.is_here.store(true, Release);
        self.holder.get().into_iter().for_each(thread::Thread::unpark);
    }

    pub(super) fn wait(&self) {
        while !self.is_here.swap(false, Acquire) {
            thread::park();
        }
    }
}
