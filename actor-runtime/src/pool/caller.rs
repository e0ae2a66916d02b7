//! Whether a caller that waits for a pooled actor may run it on its own thread.
//
// Each of them runs on top of the one that waits for it, so the stack bounds how many there are.

use std::{cell::Cell, thread};

use crate::sys;

/// How many actors may wait for one another on one thread. The next one is left to the crew.
const DEEPEST: usize = 16;

/// How much of its stack a crew's thread may have used when it runs another actor for want of a thread that
/// could. A quarter of what std gives a thread, so that the handlers have the rest.
const STACK_USED: usize = 512 << 10;

sys::thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Where the stack of a crew's thread begins.
    static STACK: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Not while it unwinds, either: a handler could not tell its own panic from that.
#[inline]
pub(crate) fn may_run() -> bool {
    DEPTH.with(Cell::get) < DEEPEST && !thread::panicking()
}

/// The same for a crew's thread that must keep its post: the crew has no thread that the actor could be left
/// to, so it may be deeper.
pub(super) fn must_run() -> bool {
    let used = STACK.with(Cell::get).map(|stack| stack.abs_diff(here()));
    used.is_some_and(|used| used < STACK_USED) && !thread::panicking()
}

/// Called by a crew's thread when it begins.
pub(super) fn begin_stack() {
    STACK.with(|stack| stack.set(Some(here())));
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
pub(super) fn on_top<R>(run: impl FnOnce() -> R) -> R {
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
