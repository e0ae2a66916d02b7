//! Who waits for whom: an actor that would wait for itself gets an error instead.

use std::{cell::RefCell, mem::ManuallyDrop};

use crate::{ActorId, sys};

sys::thread_local! {
    /// The actors whose handlers run on this thread, the innermost last: a handler may `run`
    /// another actor. Never dropped, so that it can be asked while the thread's locals go; emptied
    /// instead when the last one leaves.
    static CURRENT: RefCell<ManuallyDrop<Vec<ActorId>>> =
        const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// Whether a handler of `actor` runs on this thread.
pub(crate) fn is_current(actor: ActorId) -> bool {
    CURRENT.with(|current| current.borrow().contains(&actor))
}

/// Marks this thread as running `actor` until the guard is dropped.
pub(crate) fn enter(actor: ActorId) -> Entered {
    CURRENT.with(|current| current.borrow_mut().push(actor));
    Entered
}

pub(crate) struct Entered;

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with(|current| {
            let mut current = current.borrow_mut();
            current.pop();
            if current.is_empty() {
                **current = Vec::new();
            }
        });
    }
}
