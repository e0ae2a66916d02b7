//! Decides whether a caller that waits for a pooled actor may run it on its own thread.
//
// Such an actor runs on the caller's stack, on top of the caller's frames. So the size of the stack bounds how many
// actors may be nested.

use std::{cell::Cell, thread};

use crate::sys;

/// How many actors may be nested on one thread. The next one is left to the pool.
const DEEPEST: usize = 16;

/// A worker that no thread can replace runs another actor only while less than one part in `STACK_PARTS` of its stack
/// is used. The rest is for the handlers.
const STACK_PARTS: usize = 4;

sys::thread_local! {
    /// The number of nested actors on this thread.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The address at which a worker's stack begins, and the stack's size.
    static STACK: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Whether this thread may run an actor that it waits for. Not while the thread unwinds: the actor's handlers could
/// not tell a panic of their own from the one that unwinds, and a reply that one of them drops would count as dropped by a
/// panic.
#[inline]
pub(crate) fn may_run() -> bool {
    DEPTH.with(Cell::get) < DEEPEST && !thread::panicking()
}

/// Whether a worker that keeps its slot may run an actor that it waits for. The pool has no thread that the actor could
/// be left to, so the nesting may be deeper.
pub(crate) fn must_run() -> bool {
    let has_room = |(begin, size): (usize, usize)| begin.abs_diff(here()) < size / STACK_PARTS;
    STACK.with(Cell::get).is_some_and(has_room) && !thread::panicking()
}

/// Notes where this worker's stack begins. Called when the worker begins, with the stack's size.
pub(crate) fn begin_stack(size: usize) {
    STACK.with(|stack| stack.set(Some((here(), size))));
}

/// An address on this thread's stack, near the caller's frame.
#[inline(never)]
fn here() -> usize {
    let local = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&local)).addr()
}

/// Counts one nested actor until it is dropped, also by a panic.
struct Nested;

impl Nested {
    #[inline]
    fn begin() -> Self {
        DEPTH.with(|depth| depth.set(depth.get() + 1));
        Nested
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

/// Runs an actor on top of the caller that waits for it.
#[inline]
pub(crate) fn on_top<R>(run: impl FnOnce() -> R) -> R {
    let _nested = Nested::begin();
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
