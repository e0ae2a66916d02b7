//! Whether a caller that waits for a pooled actor may run it on its own thread.
//
// Each of them runs on top of the one that waits for it, so the stack bounds how many there are.

use std::{cell::Cell, thread};

use crate::sys;

/// How many actors may wait for one another on one thread. The next one is left to the crew.
const DEEPEST: usize = 16;

sys::thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Not while it unwinds, either: a handler could not tell its own panic from that.
#[inline]
pub(crate) fn may_run() -> bool {
    DEPTH.with(Cell::get) < DEEPEST && !thread::panicking()
}

/// Runs an actor on top of whoever waits for it.
#[inline]
pub(super) fn on_top<R>(run: impl FnOnce() -> R) -> R {
    DEPTH.with(|depth| depth.set(depth.get() + 1));
    let ran = run();
    DEPTH.with(|depth| depth.set(depth.get() - 1));
    ran
}
