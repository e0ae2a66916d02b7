//! Faults that can be put under the runtime, to show that a scenario would find them.

use std::cell::Cell;

/// A fault of what the runtime stands on. Each breaks std's contract where the runtime relies on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A notification reaches nobody.
    LostNotification,
    /// A condition variable releases the lock before it registers the waiting thread.
    LateListener,
    /// A receiver that waits does not learn that the last sender has gone.
    LostDisconnect,
    /// A receiver's drop leaves what is queued where it is.
    LateDiscard,
    /// A receiver's drop discards what is queued first, and closes the channel later.
    TornClose,
    /// A receive that does not wait finds nothing, whatever is queued.
    BlindPoll,
    /// What is queued is found only by a receive that waits. It is found neither by one that does not wait nor by the
    /// receiver's drop.
    HiddenQueue,
    /// The newest message is received first.
    NewestFirst,
    /// What is sent is gone.
    LostMessage,
    /// A channel that was full once stays full for ever.
    LostPlace,
    /// An upgrade of a weak pointer finds what has been dropped.
    StrongWeak,
    /// An upgrade of a weak pointer finds nothing, although there are owners.
    DeadWeak,
    /// A count of two owners is reported as one.
    LowCount,
    /// A count of one owner is reported as two, and of none as one.
    HighCount,
    /// A load finds what was there at first, whatever has been stored.
    BlindLoad,
    /// A wait that has a deadline never times out.
    LostDeadline,
    /// An actor that was scheduled is not in the queue.
    LostEntry,
    /// A static is a fresh one at each access.
    ForgetfulStatic,
}

thread_local! {
    // All tasks of a search share the thread that searches.
    static PRESENT: Cell<Option<Fault>> = const { Cell::new(None) };
}

pub(crate) fn is_present(fault: Fault) -> bool {
    PRESENT.get() == Some(fault)
}

/// Runs `f` with a fault underneath.
pub(crate) fn with<R>(fault: Fault, f: impl FnOnce() -> R) -> R {
    struct Repair;
    impl Drop for Repair {
        fn drop(&mut self) {
            PRESENT.set(None);
        }
    }
    let _repair = Repair;
    PRESENT.set(Some(fault));
    f()
}
