//! Whether a caller that waits for a pooled actor may run it on its own thread.
//
// Each of them runs on top of the one that waits for it, so the stack bounds how many there are.

use std::{cell::Cell, thread};

use crate::sys;

/// How many actors may wait for one another on one thread. The next one is left to the pool.
const DEEPEST: usize = 16;

/// A pool's thread may have used one of so many parts of its stack when it runs another actor because no other thread
/// is available. The handlers have the rest.
const STACK_PARTS: usize = 4;

sys::thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Where the stack of a pool's thread begins, and its size.
    static STACK: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Not while it unwinds, either: a handler could not tell its own panic from that.
#[inline]
pub(crate) fn may_run() -> bool {
    DEPTH.with(Cell::get) < DEEPEST && !thread::panicking()
}

/// The same for a pool's thread that must keep its post: the pool has no thread that the actor could be left
/// to, so it may be deeper.
pub(crate) fn must_run() -> bool {
    let has_room = |(begin, size): (usize, usize)| begin.abs_diff(here()) < size / STACK_PARTS;
    STACK.with(Cell::get).is_some_and(has_room) && !thread::panicking()
}

/// Called by a pool's thread when it begins, with the size of its stack.
pub(crate) fn begin_stack(size: usize) {
    STACK.with(|stack| stack.set(Some((here(), size))));
}

/// An address on this thread's stack, about as deep as the caller is.
#[inline(never)]
fn here() -> usize {
    let local = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&local)).addr()
}

/// Takes the actor off the count again, also when it is left by a panic.
struct OnTop;

impl OnTop {
    #[inline]
    fn begin() -> Self {
        DEPTH.with(|depth| depth.set(depth.get() + 1));
        OnTop
    }
}

impl Drop for OnTop {
    #[inline]
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

/// Runs an actor on top of whoever waits for it.
#[inline]
pub(crate) fn on_top<R>(run: impl FnOnce() -> R) -> R {
    let _on_top = OnTop::begin();
    run()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panics;

    #[test]
    fn an_actor_that_panics_is_taken_off_the_count() {
        for _ in 0..2 * DEEPEST {
            assert!(may_run());
            assert!(panics::catch(|| on_top(|| panic!("on purpose"))).is_err());
        }
        assert_eq!(DEPTH.with(Cell::get), 0);
    }
}
