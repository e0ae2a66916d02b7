//! Why a reply that is dropped unsent right now goes unanswered, and how many messages went with it.

use std::{
    cell::RefCell,
    mem::{self, ManuallyDrop},
};

use crate::{CallError, sys};

struct Discard {
    reason: CallError,
    queued: u64,
}

sys::thread_local! {
    /// What this thread is throwing away, if it is. std drops what a closing channel still holds
    /// deep inside the receiver's drop, where nothing of ours is in reach but the thread itself.
    /// Never dropped, so that an inbox can end while the thread's locals go: it is `None` by then.
    static DISCARD: RefCell<ManuallyDrop<Option<Discard>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Runs `f`, in which every reply dropped unsent fails with `reason`; says how many queued
/// messages were dropped in it.
pub(crate) fn with_reason(reason: CallError, f: impl FnOnce()) -> u64 {
    let scope = Scope::enter(Some(Discard { reason, queued: 0 }));
    f();
    scope.leave()
}

/// Runs `f`, which throws nothing away, in the midst of what may.
#[inline]
pub(crate) fn nothing_in<R>(f: impl FnOnce() -> R) -> R {
    if DISCARD.with(|discard| discard.borrow().is_none()) {
        return f();
    }
    let _scope = Scope::enter(None);
    f()
}

/// Puts the outer scope back, also when it is left by a panic: the state of one actor may own
/// another's inbox, or run it.
struct Scope {
    outer: Option<Discard>,
}

impl Scope {
    fn enter(discard: Option<Discard>) -> Self {
        Scope { outer: replace(discard) }
    }

    /// Says how many messages were dropped in it.
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

/// Why a reply dropped unsent on this thread right now fails.
pub(crate) fn reason() -> CallError {
    let discarding = DISCARD.with(|discard| discard.borrow().as_ref().map(|d| d.reason.clone()));
    match discarding {
        Some(reason) => reason,
        None if std::thread::panicking() => CallError::Panicked,
        None => CallError::NoReply,
    }
}

/// Counts a queued message that is being dropped.
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
