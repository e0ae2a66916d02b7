//! Why a reply that is dropped unsent right now goes unanswered, and how many messages went with it.

use std::cell::RefCell;

use crate::{CallError, sys};

struct Discard {
    reason: CallError,
    letters: u64,
}

sys::thread_local! {
    /// What this thread is throwing away, if it is. std drops what a closing channel still holds
    /// deep inside the receiver's drop, where nothing of ours is in reach but the thread itself.
    static DISCARD: RefCell<Option<Discard>> = const { RefCell::new(None) };
}

/// Runs `f`, in which every reply dropped unsent fails with `reason`; says how many queued
/// messages were dropped in it.
pub(crate) fn because<R>(reason: CallError, f: impl FnOnce() -> R) -> (R, u64) {
    /// Puts the outer scope back, also when `f` unwinds: the state of one actor may own another's inbox.
    struct Restore(Option<Discard>);
    impl Drop for Restore {
        fn drop(&mut self) {
            replace(self.0.take());
        }
    }

    let _restore = Restore(replace(Some(Discard { reason, letters: 0 })));
    let result = f();
    let letters = DISCARD
        .try_with(|discard| discard.borrow().as_ref().map_or(0, |discard| discard.letters))
        .unwrap_or(0);
    (result, letters)
}

fn replace(discard: Option<Discard>) -> Option<Discard> {
    // The thread may be so far gone that its locals are: then nobody is left to count for.
    DISCARD.try_with(|outer| outer.replace(discard)).unwrap_or(None)
}

/// Why a reply dropped unsent on this thread right now fails.
pub(crate) fn reason() -> CallError {
    let discarding = DISCARD
        .try_with(|discard| discard.borrow().as_ref().map(|discard| discard.reason.clone()))
        .unwrap_or(None);
    match discarding {
        Some(reason) => reason,
        None if std::thread::panicking() => CallError::Panicked,
        None => CallError::NoReply,
    }
}

/// Counts a queued message that is being dropped.
pub(crate) fn count_letter() {
    let _ = DISCARD.try_with(|discard| {
        if let Some(discard) = &mut *discard.borrow_mut() {
            discard.letters += 1;
        }
    });
}
