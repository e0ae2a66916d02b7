//! Who waits for whom: an actor that would wait for itself gets an error instead.

use std::cell::Cell;

use crate::{ActorId, sys};

sys::thread_local! {
    /// The actor whose handler runs on this thread.
    static CURRENT: Cell<Option<ActorId>> = const { Cell::new(None) };
}

/// Whether `actor` is the one whose handler runs on this thread.
pub(crate) fn is_current(actor: ActorId) -> bool {
    CURRENT.get() == Some(actor)
}

/// Marks this thread as running `actor` until the guard is dropped.
pub(crate) fn enter(actor: ActorId) -> Entered {
    Entered { outer: CURRENT.replace(Some(actor)) }
}

pub(crate) struct Entered {
    outer: Option<ActorId>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.outer);
    }
}
