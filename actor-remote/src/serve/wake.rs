//! Wakers by which full mailboxes and awaited answers come back to the node's worker.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::AcqRel},
    },
    task::{Wake, Waker},
};

use crate::serve::connection::Key;

/// What a waker brings back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The message at the head of this connection may find room.
    Connection(Key),
    /// The ask with this ticket may have its answer.
    Ticket(u64),
}

/// Puts what was woken into the worker's queue. Never blocks.
pub(crate) type WakeQueue = Arc<dyn Fn(Woken) + Send + Sync>;

struct ToWorker {
    what: Woken,
    queue: WakeQueue,
    /// Woken once, it lies in the queue: the future is polled with a new waker then.
    is_woken: AtomicBool,
}

impl Wake for ToWorker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_woken.swap(true, AcqRel) {
            (self.queue)(self.what);
        }
    }
}

pub(crate) fn waker(what: Woken, queue: &WakeQueue) -> Waker {
    let queue = Arc::clone(queue);
    Waker::from(Arc::new(ToWorker { what, queue, is_woken: AtomicBool::new(false) }))
}
