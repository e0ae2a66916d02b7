//! Counts of an actor's messages: those that the senders write, and those that the receiver writes.

use crate::{
    activity::Activity,
    sys::atomic::{
        AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};

/// Counts of one actor's messages, as [`stats`](crate::Handle::stats) reads them.
///
/// Each count is exact once the actor is idle or has ended. While the actor runs, the counts are read one after
/// the other. At the end, `handled + expired + undelivered` is the number of all accepted messages. That always holds
/// for the counts of [`on_exit_with_stats`](crate::Handle::on_exit_with_stats). Elsewhere, a message that is being
/// refused at that moment counts as accepted until it is refused.
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
    /// Messages given to a handler, including those whose handler panicked.
    pub handled: u64,
    /// Messages marked `#[expires]` that were skipped, because their replies had been dropped before their
    /// turn. Other messages never expire.
    pub expired: u64,
    /// Messages handed back because the mailbox was full, or because it stayed full until a
    /// [deadline](crate::Handle::send_timeout).
    pub rejected: u64,
    /// Messages dropped by [`Overflow::DropNewest`](crate::Overflow::DropNewest) because the mailbox was full.
    pub dropped: u64,
    /// Messages accepted but not handled, because the actor had ended first.
    pub undelivered: u64,
    /// How often a [supervised](crate::Builder::supervise) actor was given a fresh state. A handler reads it as
    /// [`Context::incarnation`](crate::Context::incarnation).
    pub restarts: u64,
    /// Messages accepted so far. `None` without the option `count`.
    pub accepted: Option<u64>,
    /// Messages accepted and still queued. `None` without the option `count`.
    pub pending: Option<u64>,
}

/// The counts that the senders write. A tell that finds room writes none of them, unless `count` is on: a
/// counter that senders share costs an eighth of a tell.
#[derive(Debug, Default)]
pub(crate) struct SendCounts {
    pub(crate) rejected: AtomicU64,
    pub(crate) dropped: AtomicU64,
    /// Stays 0 where [accepted messages](crate::lifecycle::control::Control::accepted) are not counted.
    pub(crate) accepted: AtomicU64,
}

/// The counts that the receiving thread writes. `handled` and `activity` come first, side by side, because it writes
/// them for every message.
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

    /// Counts a message as handled. Called when the activity has been noted: a thread that sees the count sees
    /// the activity, too (see [`load`](ReceiveCounts::load)).
    #[inline]
    pub(crate) fn handle(&self) {
        self.handled.store(self.handled.load(Relaxed).wrapping_add(1), Release);
    }

    /// Counts the last message as expired, and no longer as handled.
    #[inline]
    pub(crate) fn expire(&self) {
        self.handled.store(self.handled.load(Relaxed).wrapping_sub(1), Relaxed);
        add(&self.expired, 1);
    }

    /// Counts messages as undelivered. A thread that detaches a source does so, too.
    pub(crate) fn fail_to_deliver(&self, messages: u64) {
        self.undelivered.fetch_add(messages, Relaxed);
    }

    /// Notes what the receiving thread does from now on.
    #[inline]
    pub(crate) fn turn_to(&self, activity: Activity) {
        self.activity.store(activity.number(), Relaxed);
    }

    pub(crate) fn activity(&self) -> Activity {
        Activity::of_number(self.activity.load(Relaxed))
    }

    /// The number of messages received. If it is the same at two moments, the actor has received no message between
    /// them.
    pub(crate) fn received(&self) -> u64 {
        self.handled.load(Relaxed).wrapping_add(self.expired.load(Relaxed))
    }

    /// How much the actor has to do, given how many messages it has accepted: 2 for each that is queued, and what its
    /// [activity](Activity::load) counts for. It may be too high for a moment, and never too low.
    ///
    /// A message is queued until the activity tells of it:
    ///
    /// 1. The receiving thread notes the activity, and then counts the message as handled (`Release`).
    /// 2. This thread loads the count (`Acquire`), and then the activity. If the message is in the count, the activity is
    ///    that of the message or a later one.
    ///
    /// `expired` is loaded before `handled`, since a message that expires moves from there to here.
    pub(crate) fn load(&self, accepted: impl FnOnce() -> u64) -> u64 {
        let gone = self.expired.load(Relaxed).wrapping_add(self.undelivered.load(Relaxed));
        let gone = self.handled.load(Acquire).wrapping_add(gone);
        let running = self.activity().load();
        accepted().saturating_sub(gone) * 2 + running
    }

    pub(crate) fn restart(&self) {
        add(&self.restarts, 1);
    }

    pub(crate) fn restarts(&self) -> u64 {
        self.restarts.load(Relaxed)
    }
}

/// Adds to a counter that only this thread writes. So no locked instruction is needed.
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

    /// The final counts, once no thread receives any more. A send that overlaps the end is counted as accepted before
    /// it is refused, and may still be counted now: so this derives `accepted` from the other counts.
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
