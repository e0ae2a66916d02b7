//! The timers of one actor, kept in its own loop: they need no thread, and wake none until a timer is due.

use std::{
    collections::BTreeMap,
    fmt, mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use crate::{
    memory::shrink::{self, KEPT},
    panics,
    sys::Instant,
};

/// A timer that was set by [`Context::send_after`](crate::Context::send_after) or
/// [`send_every`](crate::Context::send_every), for [`cancel`](crate::Context::cancel).
///
/// Dropping it changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timer {
    number: u64,
    /// The index at which the timer was put when it was set.
    place: usize,
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timer#{}", self.number)
    }
}

/// What a timer does when it fires.
enum OnFire<M> {
    Once(M),
    Every(Duration, Box<dyn FnMut() -> M + Send>),
}

/// The timers of one actor, by the moment at which they are due.
///
/// A message is made and handled when its timer's turn comes, and is never queued. So the message of a cancelled
/// timer is not handled even if it was due, and those of a periodic timer cannot pile up.
pub(crate) struct Timers<M> {
    due_times: DueTimes,
    /// What each timer does when it fires, at the timer's place.
    pending: Vec<Option<OnFire<M>>>,
}

/// The moments at which the timers are due. It knows nothing of messages, so that its map is compiled once and
/// not for each kind of actor.
//
// The user's `Timer` has the place that the timer was given when it was set. When most places are free, the
// timers move together, and the memory behind them is given back. `moved` has the places since then.
#[derive(Default)]
struct DueTimes {
    /// The places of the timers, in the order in which they are due. Timers of the same moment are in the order in
    /// which they were set.
    order: BTreeMap<(Instant, u64), usize>,
    /// For each place, the moment and the number of the timer that has it.
    places: Vec<Option<(Instant, u64)>>,
    free: Vec<usize>,
    /// The number of each timer and the place that it had when the timers last moved, in ascending order. Some of
    /// the timers may have ended since.
    moved: Vec<(u64, usize)>,
}

impl DueTimes {
    /// A new timer, at a free place or behind all others.
    fn timer(&mut self, number: u64) -> Timer {
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        Timer { number, place }
    }

    fn put(&mut self, when: Instant, timer: Timer) {
        let key = (when, timer.number);
        if let Some(place) = self.places.get_mut(timer.place) {
            *place = Some(key);
            self.order.insert(key, timer.place);
        }
    }

    /// Takes out a timer that has not fired. Returns its place, which it keeps until `free` is called.
    fn cancel(&mut self, Timer { number, place }: Timer) -> Option<usize> {
        let take = |places: &mut Vec<Option<_>>, place: usize| {
            places.get_mut(place)?.take_if(|(_, holder)| *holder == number)
        };
        let (key, place) = match take(&mut self.places, place) {
            Some(key) => (key, place),
            None => {
                let moved = self.moved.binary_search_by_key(&number, |(number, _)| *number).ok()?;
                let (_, place) = self.moved[moved];
                (take(&mut self.places, place)?, place)
            }
        };
        self.order.remove(&key);
        Some(place)
    }

    fn first(&self) -> Option<Instant> {
        self.order.first_key_value().map(|((when, _), _)| *when)
    }

    /// Takes out the first timer, if it is due by now. It keeps its place.
    fn take_due(&mut self, now: Instant) -> Option<(Instant, Timer)> {
        let first = self.order.first_entry().filter(|first| first.key().0 <= now)?;
        let ((when, number), place) = first.remove_entry();
        self.places.get_mut(place)?.take();
        Some((when, Timer { number, place }))
    }

    /// Gives up the place that a timer has now.
    #[inline]
    fn free(&mut self, timer: Timer) {
        self.free.push(timer.place);
    }

    /// Whether so few places are taken that the memory of the others is to be given back.
    //
    // At most a sixteenth, so that moving the timers costs a flood next to nothing.
    fn is_sparse(&self) -> bool {
        self.places.len() > KEPT && self.order.len() <= self.places.len() / 16
    }

    /// Moves the timers together. Returns the former places in the order of the new ones. A timer that was taken
    /// out must have freed its place before.
    fn gather(&mut self) -> Vec<usize> {
        let former = self.order.values_mut().enumerate();
        let former = former.map(|(place, of)| mem::replace(of, place)).collect();
        self.moved = self.order.iter().map(|((_, number), place)| (*number, *place)).collect();
        self.moved.sort_unstable();
        self.places = self.order.keys().copied().map(Some).collect();
        self.free = Vec::new();
        former
    }

    fn in_order(self) -> Vec<usize> {
        self.order.into_values().collect()
    }
}

impl<M> Default for Timers<M> {
    fn default() -> Self {
        Timers { due_times: DueTimes::default(), pending: Vec::new() }
    }
}

impl<M> Timers<M> {
    pub(crate) fn is_empty(&self) -> bool {
        self.due_times.order.is_empty()
    }

    pub(crate) fn once(&mut self, delay: Duration, message: M) -> Timer {
        self.set(delay, OnFire::Once(message))
    }

    pub(crate) fn every(&mut self, period: Duration, make: Box<dyn FnMut() -> M + Send>) -> Timer {
        self.set(period, OnFire::Every(period, make))
    }

    fn set(&mut self, delay: Duration, message: OnFire<M>) -> Timer {
        // Numbers are unique in the whole process, so that no timer of another actor passes for one of this actor.
        static LAST: AtomicU64 = AtomicU64::new(0);
        let timer = self.due_times.timer(LAST.fetch_add(1, Relaxed));
        match Instant::now().checked_add(delay) {
            Some(when) => self.put(when, timer, message),
            // A moment past the end of the clock never comes.
            None => self.due_times.free(timer),
        }
        timer
    }

    fn put(&mut self, when: Instant, timer: Timer, message: OnFire<M>) {
        self.due_times.put(when, timer);
        match self.pending.get_mut(timer.place) {
            Some(place) => *place = Some(message),
            None => self.pending.push(Some(message)),
        }
    }

    /// Cancels a timer, and returns whether it would still have fired.
    #[inline]
    pub(crate) fn cancel(&mut self, timer: Timer) -> bool {
        let Some(place) = self.due_times.cancel(timer) else { return false };
        let message = self.pending.get_mut(place).and_then(Option::take);
        self.due_times.free(Timer { place, ..timer });
        self.give_back_memory();
        drop(message);
        true
    }

    /// Gives unused memory back. Called only when each timer that was taken out has freed its place.
    #[inline]
    fn give_back_memory(&mut self) {
        // The number of free places goes up by one with each timer that ends.
        if shrink::is_due(self.due_times.free.len()) {
            self.gather_if_sparse();
        }
    }

    #[cold]
    #[inline(never)]
    fn gather_if_sparse(&mut self) {
        if !self.due_times.is_sparse() {
            return;
        }
        let former = self.due_times.gather().into_iter();
        let pending =
            former.map(|place| self.pending.get_mut(place).and_then(Option::take)).collect();
        // All places that are left in the old list are empty.
        self.pending = pending;
    }

    /// Drops all timers. A panic of one drop does not keep the next from being dropped.
    pub(crate) fn end(mut self) {
        for place in self.due_times.in_order() {
            let pending = self.pending.get_mut(place).and_then(Option::take);
            let _ = panics::catch(|| drop(pending));
        }
    }

    /// The moment at which the next timer is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.due_times.first()
    }

    /// Takes out the first timer, if it is due by now.
    pub(crate) fn take_due(&mut self) -> Option<Fired<M>> {
        self.give_back_memory();
        let now = Instant::now();
        let (when, timer) = self.due_times.take_due(now)?;
        let message = self.pending.get_mut(timer.place)?.take()?;
        Some(Fired { when, now, timer, message })
    }
}

/// A timer whose turn has come.
pub(crate) struct Fired<M> {
    when: Instant,
    now: Instant,
    timer: Timer,
    message: OnFire<M>,
}

impl<M> Fired<M> {
    /// The timer's message. A periodic timer is set again, unless the closure that makes its message panics.
    pub(crate) fn message(self, timers: &mut Timers<M>) -> M {
        match self.message {
            OnFire::Once(message) => {
                timers.due_times.free(self.timer);
                message
            }
            OnFire::Every(period, mut make) => {
                // The catch keeps `make` out of the unwinding: what it captured could panic in its drop, on top of
                // the first panic.
                let made = catch_unwind(AssertUnwindSafe(&mut make));
                match next_tick(self.when, self.now, period) {
                    Some(when) if made.is_ok() => {
                        timers.put(when, self.timer, OnFire::Every(period, make));
                    }
                    _ => {
                        timers.due_times.free(self.timer);
                        drop(panics::catch(|| drop(make)));
                    }
                }
                made.unwrap_or_else(|payload| resume_unwind(payload))
            }
        }
    }
}

/// The next tick after `now`, in step with the last one. Ticks that were missed are skipped.
fn next_tick(last: Instant, now: Instant, period: Duration) -> Option<Instant> {
    let late = now.saturating_duration_since(last);
    let into_period = match period.as_nanos() {
        0 => Duration::ZERO,
        period => nanoseconds(late.as_nanos() % period),
    };
    now.checked_add(period.saturating_sub(into_period))
}

fn nanoseconds(nanoseconds: u128) -> Duration {
    const A_SECOND: u128 = 1_000_000_000;
    // Both casts fit: the value is the remainder of a division by a `Duration`.
    Duration::new((nanoseconds / A_SECOND) as u64, (nanoseconds % A_SECOND) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_to_one_timer_after_the_other() {
        let mut timers = Timers::default();
        let past_the_end = timers.once(Duration::MAX, 0);
        assert!(timers.is_empty() && !timers.cancel(past_the_end));
        let first = timers.once(Duration::ZERO, 1);
        let second = timers.once(Duration::ZERO, 2);
        assert!(timers.cancel(first) && !timers.cancel(first));
        let third = timers.once(Duration::ZERO, 3);
        assert_eq!(third.place, first.place);
        assert!(!timers.cancel(first), "its place is another one's by now");
        let fired = |timers: &mut Timers<_>| Some(timers.take_due()?.message(timers));
        assert_eq!(fired(&mut timers), Some(2));
        assert_eq!(fired(&mut timers), Some(3));
        assert!(timers.is_empty() && !timers.cancel(second) && fired(&mut timers).is_none());
        for n in 0..1_000 {
            timers.once(Duration::ZERO, n);
            assert_eq!(fired(&mut timers), Some(n));
        }
        assert_eq!(timers.pending.len(), 2, "a place is given up with its timer");
    }

    #[test]
    fn a_periodic_timer_keeps_its_place_and_gives_it_up_when_it_is_cancelled() {
        let mut timers = Timers::default();
        let every = timers.every(Duration::ZERO, Box::new(|| 1));
        for _ in 0..3 {
            let fired = timers.take_due().map(|fired| fired.message(&mut timers));
            assert_eq!(fired, Some(1));
        }
        assert!(timers.cancel(every));
        assert_eq!(timers.once(Duration::ZERO, 2).place, every.place);
    }

    /// The capacity of each list of the timers.
    fn room(timers: &Timers<u64>) -> [usize; 4] {
        let DueTimes { places, free, moved, .. } = &timers.due_times;
        [timers.pending.capacity(), places.capacity(), free.capacity(), moved.capacity()]
    }

    #[test]
    fn what_a_flood_of_timers_has_taken_is_given_back_and_those_that_stay_can_be_cancelled() {
        const FLOOD: u64 = 100_000;
        const AN_HOUR: Duration = Duration::from_secs(3600);
        let mut timers = Timers::default();
        let ended = timers.once(Duration::ZERO, 0);
        assert!(timers.take_due().is_some_and(|fired| fired.message(&mut timers) == 0));
        for is_cancelled in [false, true] {
            // One timer is set in the midst of the flood, and a periodic one at its end.
            let mut flood: Vec<_> =
                (0..FLOOD / 2).map(|n| timers.once(Duration::ZERO, n)).collect();
            let stays = timers.once(AN_HOUR, FLOOD);
            flood.extend((FLOOD / 2..FLOOD).map(|n| timers.once(Duration::ZERO, n)));
            let every = timers.every(AN_HOUR, Box::new(|| FLOOD + 1));
            for (n, timer) in flood.iter().enumerate() {
                if is_cancelled {
                    assert!(timers.cancel(*timer));
                } else {
                    let fired = timers.take_due().map(|fired| fired.message(&mut timers));
                    assert_eq!(fired, Some(n as u64));
                }
            }
            assert!(timers.take_due().is_none());
            assert!(room(&timers).iter().all(|room| *room <= 4 * KEPT), "{:?}", room(&timers));
            assert!(flood.into_iter().all(|timer| !timers.cancel(timer)), "they are gone");
            assert!(!timers.cancel(ended));
            assert!(timers.cancel(stays) && !timers.cancel(stays));
            assert!(timers.cancel(every) && !timers.cancel(every));
            assert!(timers.is_empty());
        }
    }

    #[test]
    fn a_periodic_timer_whose_place_has_changed_still_ticks_and_is_cancelled() {
        let mut timers = Timers::default();
        for n in 0..10 * KEPT as u64 {
            timers.once(Duration::ZERO, n);
        }
        let every = timers.every(Duration::ZERO, Box::new(|| u64::MAX));
        let mut fired = || timers.take_due().map(|fired| fired.message(&mut timers));
        let ticks = (0..10 * KEPT + 3).filter(|_| fired() == Some(u64::MAX)).count();
        assert_eq!(ticks, 3);
        assert!(timers.due_times.places.len() <= 2 * KEPT, "{}", timers.due_times.places.len());
        assert!(timers.cancel(every) && !timers.cancel(every));
        assert!(timers.is_empty());
    }

    #[test]
    fn a_late_tick_is_followed_by_the_next_in_step() {
        let last = Instant::now();
        let after = |milliseconds| last + Duration::from_millis(milliseconds);
        let period = Duration::from_millis(1_300);
        for (now, next) in
            [(0, 1_300), (1, 1_300), (1_299, 1_300), (1_300, 2_600), (3_000, 3_900), (6_000, 6_500)]
        {
            assert_eq!(next_tick(last, after(now), period), Some(after(next)), "{now}");
        }
        let seconds = Duration::from_secs(3);
        assert_eq!(next_tick(last, after(10_500), seconds), Some(after(12_000)));
        assert_eq!(next_tick(last, after(1), Duration::ZERO), Some(after(1)), "always due");
        assert_eq!(next_tick(last, after(1), Duration::MAX), None, "past the end of the clock");
    }
}
