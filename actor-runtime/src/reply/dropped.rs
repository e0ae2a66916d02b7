//! Says why replies that are dropped unsent go unanswered, and counts the queued messages that are dropped with them.

use std::{
    cell::RefCell,
    mem::{self, ManuallyDrop},
};

use crate::{CallError, sys};

/// A run of code that drops messages.
struct Discard {
    /// The reason with which the replies of the messages fail.
    reason: CallError,
    /// The number of queued messages dropped so far.
    queued: u64,
}

sys::thread_local! {
    /// The innermost discard on this thread. A thread-local, because std drops the messages of a closing channel
    /// deep inside the receiver's drop, where no argument of ours can reach.
    /// Never dropped, so that an inbox can end while the thread's locals are destroyed. It is `None` by then.
    static DISCARD: RefCell<ManuallyDrop<Option<Discard>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Runs `f`, in which each reply that is dropped unsent fails with `reason`. Returns how many queued messages were
/// dropped in `f`.
pub(crate) fn with_reason(reason: CallError, f: impl FnOnce()) -> u64 {
    let scope = Scope::enter(Some(Discard { reason, queued: 0 }));
    f();
    scope.leave()
}

/// Runs `f` outside of any discard that this thread may be in.
#[inline]
pub(crate) fn nothing_in<R>(f: impl FnOnce() -> R) -> R {
    if DISCARD.with(|discard| discard.borrow().is_none()) {
        return f();
    }
    let _scope = Scope::enter(None);
    f()
}

/// Replaces the thread's discard until it is dropped, also by a panic. Discards can be nested: the state of one actor
/// may own another actor's inbox, or run another actor.
struct Scope {
    outer: Option<Discard>,
}

impl Scope {
    fn enter(discard: Option<Discard>) -> Self {
        Scope { outer: replace(discard) }
    }

    /// Ends the scope; returns how many queued messages were dropped in it.
    fn leave(mut self) -> u64 {
        let inner = replace(self.outer.take());
        mem::forget(self);
        inner.map_or(0, |discard| discard.queued)
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        replace(self.outer.take());
    }
}

fn replace(discard: Option<Discard>) -> Option<Discard> {
    DISCARD.with(|outer| mem::replace(&mut **outer.borrow_mut(), discard))
}

/// The reason with which a reply fails if it is dropped unsent on this thread now.
pub(crate) fn reason() -> CallError {
    let reason = DISCARD.with(|discard| discard.borrow().as_ref().map(|d| d.reason.clone()));
    match reason {
        Some(reason) => reason,
        None if std::thread::panicking() => CallError::Panicked,
        None => CallError::NoReply,
    }
}

/// Counts a queued message that is being dropped. Called by the message's own drop.
pub(crate) fn count_queued() {
    DISCARD.with(|discard| {
        if let Some(discard) = &mut **discard.borrow_mut() {
            discard.queued += 1;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panics;

    #[test]
    fn a_panic_leaves_the_scope() {
        assert!(panics::catch(|| with_reason(CallError::Full, || panic!("on purpose"))).is_err());
        assert_eq!(reason(), CallError::NoReply);
        with_reason(CallError::Full, || {
            assert!(panics::catch(|| nothing_in(|| panic!("on purpose"))).is_err());
            assert_eq!(reason(), CallError::Full);
        });
    }
}
