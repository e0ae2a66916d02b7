//! What an actor's mailbox has seen so far.

use crate::{
    activity::Activity,
    sys::atomic::{AtomicU64, Ordering::Relaxed},
};

/// Counts of one actor's messages, as [`stats`](crate::Handle::stats) reads them.
///
/// Each count is exact once the actor is idle or has ended; while it runs, they are read one after
/// the other. At the end `handled + expired + undelivered` is all that was accepted: always in what
/// [`on_exit_with_stats`](crate::Handle::on_exit_with_stats) gives; elsewhere a send that is being
/// refused at that moment is among the accepted ones until it is.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor(count)]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
///     pub fn total(&self) -> u64 { self.total }
/// }
///
/// let counter = Counter { total: 0 }.spawn();
/// counter.add(1)?;
/// counter.total()?;
/// let stats = counter.stats();
/// assert_eq!(stats.handled, 2);
/// assert_eq!(stats.accepted, Some(2));
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Messages given to a handler, those that panicked among them.
    pub handled: u64,
    /// Messages marked `#[expires]` that were skipped, because their replies had been dropped before their
    /// turn. Other messages never expire.
    pub expired: u64,
    /// Messages handed back because the mailbox was full, or stayed full until a
    /// [deadline](crate::Handle::send_timeout).
    pub rejected: u64,
    /// Messages dropped by [`Overflow::DropNewest`](crate::Overflow::DropNewest) because the mailbox was full.
    pub dropped: u64,
    /// Messages accepted but not handled, because the actor had ended first.
    pub undelivered: u64,
    /// How often a [supervised](crate::Builder::supervise) actor was given a fresh state; what
    /// [`Context::incarnation`](crate::Context::incarnation) tells a handler.
    pub restarts: u64,
    /// Messages accepted so far; only with the option `count`.
    pub accepted: Option<u64>,
    /// Messages accepted and still queued; only with the option `count`.
    pub pending: Option<u64>,
}

/// What the senders count. Nothing here is touched by a tell that finds room, unless `count` is on: a
/// counter shared by senders costs an eighth of a tell.
#[derive(Debug, Default)]
pub(crate) struct SendCounts {
    pub(crate) rejected: AtomicU64,
    pub(crate) dropped: AtomicU64,
    /// Stays at nothing where [that](crate::lifecycle::control::Control::accepted) is not asked for.
    pub(crate) accepted: AtomicU64,
}

/// Written by the receiving thread alone: the first two for every message.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct ReceiveCounts {
    handled: AtomicU64,
    activity: AtomicU64,
    expired: AtomicU64,
    undelivered: AtomicU64,
    restarts: AtomicU64,
}

impl ReceiveCounts {
    pub(crate) fn new() -> Self {
        ReceiveCounts {
            handled: AtomicU64::new(0),
            expired: AtomicU64::new(0),
            undelivered: AtomicU64::new(0),
            restarts: AtomicU64::new(0),
            activity: AtomicU64::new(Activity::INBOX.number()),
        }
    }

    #[inline]
    pub(crate) fn handle(&self) {
        add(&self.handled, 1);
    }

    /// Moves the message that was just counted as handled to the expired ones.
    #[inline]
    pub(crate) fn expire(&self) {
        self.handled.store(self.handled.load(Relaxed).wrapping_sub(1), Relaxed);
        add(&self.expired, 1);
    }

    pub(crate) fn fail_to_deliver(&self, messages: u64) {
        add(&self.undelivered, messages);
    }

    /// Notes what the receiving thread turns to.
    #[inline]
    pub(crate) fn turn_to(&self, activity: Activity) {
        self.activity.store(activity.number(), Relaxed);
    }

    pub(crate) fn activity(&self) -> Activity {
        Activity::of_number(self.activity.load(Relaxed))
    }

    /// How many messages it has received: two moments at which this is the same lie within one.
    pub(crate) fn received(&self) -> u64 {
        self.handled.load(Relaxed).wrapping_add(self.expired.load(Relaxed))
    }

    pub(crate) fn restart(&self) {
        add(&self.restarts, 1);
    }

    pub(crate) fn restarts(&self) -> u64 {
        self.restarts.load(Relaxed)
    }
}

/// Adds to a counter that only this thread writes: no locked instruction is needed.
#[inline]
fn add(counter: &AtomicU64, n: u64) {
    counter.store(counter.load(Relaxed).wrapping_add(n), Relaxed);
}

impl Stats {
    pub(crate) fn of(
        sends: &SendCounts,
        accepted: Option<&AtomicU64>,
        receiving: &ReceiveCounts,
    ) -> Self {
        let handled = receiving.handled.load(Relaxed);
        let expired = receiving.expired.load(Relaxed);
        let undelivered = receiving.undelivered.load(Relaxed);
        let accepted = accepted.map(|accepted| accepted.load(Relaxed));
        Stats {
            handled,
            expired,
            rejected: sends.rejected.load(Relaxed),
            dropped: sends.dropped.load(Relaxed),
            undelivered,
            restarts: receiving.restarts(),
            accepted,
            pending: accepted
                .map(|accepted| accepted.saturating_sub(handled + expired + undelivered)),
        }
    }

    /// Those once nobody receives any more. A send that overlapped that was counted before it is
    /// refused, and may be still.
    pub(crate) fn last(self) -> Self {
        let received = self.handled + self.expired + self.undelivered;
        let accepted = self.accepted.map(|_| received);
        Stats { accepted, pending: accepted.map(|_| 0), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_send_that_is_still_to_be_refused_is_not_among_the_last() {
        let (accepted, pending) = (Some(7), Some(1));
        let stats = Stats { handled: 3, expired: 2, undelivered: 1, ..Stats::default() };
        let counted = Stats { accepted, pending, ..stats.clone() }.last();
        assert_eq!((counted.accepted, counted.pending), (Some(6), Some(0)));
        let uncounted = stats.last();
        assert_eq!((uncounted.accepted, uncounted.pending), (None, None));
    }
}
