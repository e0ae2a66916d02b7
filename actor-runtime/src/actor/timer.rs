//! The timers of one actor, kept in its own loop: they need no thread, and wake none until a timer is due.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    fmt, mem,
    ops::Range,
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
    /// Numbers for the next timers.
    numbers: Range<u64>,
}

/// How many dead entries an actor may keep beside fewer living ones. Actors are many, and each may have a time-out that
/// is set and cancelled for each message.
const FEW_DEAD: usize = 32;

/// How many numbers an actor takes at a time.
const NUMBERS: u64 = 256;

/// The moments at which the timers are due. It knows nothing of messages, so that it is compiled once and not for each
/// kind of actor.
//
// The user's `Timer` has the place that the timer was given when it was set. When most places are free, the
// timers move together, and the memory behind them is given back. `moved` has the places since then.
//
// Most actors set one timer after the other with the same delay. Those are due in the order in which they are set, so
// they stand in a queue, and are neither compared with more than one other nor moved. A timer that is due before the
// last one of the queue goes to the heap. The next timer is the first of the queue or that of the heap.
//
// A timer that is cancelled leaves its entry behind, because the entry may stand anywhere. The entry is dead: its timer
// has no place any more. A dead entry is dropped once it is the first or last of the queue, or the first of the heap. So
// the first of each always lives. All dead entries are dropped once they outnumber the living, and are more than
// `FEW_DEAD`.
#[derive(Default)]
struct DueTimes {
    /// Entries in the order in which they are due. Timers of the same moment are in the order in which they were set.
    queue: VecDeque<Entry>,
    /// The entries of the timers that were set out of order.
    heap: BinaryHeap<Reverse<Entry>>,
    /// The number of live entries.
    living: usize,
    /// For each place, the number of the timer that has it and is still to fire.
    places: Vec<Option<u64>>,
    free: Vec<usize>,
    /// The number of each timer and the place that it had when the timers last moved, in ascending order. Some of
    /// the timers may have ended since.
    moved: Vec<(u64, usize)>,
    /// What the clock has shown last. A timer that was due by then is due now, so a flood of them reads the clock once.
    last_seen: Option<Instant>,
}

/// A timer that is to fire. The order of the fields is that in which timers fire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    when: Instant,
    number: u64,
    place: usize,
}

impl DueTimes {
    /// The moment at which a timer of this delay is due. `None` if it is past the end of the clock.
    fn due_after(&mut self, delay: Duration) -> Option<Instant> {
        self.read_clock().checked_add(delay)
    }

    fn read_clock(&mut self) -> Instant {
        *self.last_seen.insert(Instant::now())
    }

    /// A new timer, at a free place or behind all others.
    fn timer(&mut self, number: u64) -> Timer {
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        Timer { number, place }
    }

    fn put(&mut self, when: Instant, Timer { number, place }: Timer) {
        let Some(holder) = self.places.get_mut(place) else { return };
        *holder = Some(number);
        self.living += 1;
        let entry = Entry { when, number, place };
        if self.queue.back().is_none_or(|last| *last < entry) {
            self.queue.push_back(entry);
        } else {
            self.heap.push(Reverse(entry));
        }
    }

    /// Takes out a timer that has not fired. Returns its place, which it keeps until `free` is called.
    fn cancel(&mut self, Timer { number, place }: Timer) -> Option<usize> {
        let take = |places: &mut Vec<Option<_>>, place: usize| {
            places.get_mut(place)?.take_if(|holder| *holder == number).map(|_| place)
        };
        let place = take(&mut self.places, place).or_else(|| {
            let moved = self.moved.binary_search_by_key(&number, |(number, _)| *number).ok()?;
            take(&mut self.places, self.moved[moved].1)
        })?;
        self.living -= 1;
        self.drop_dead();
        Some(place)
    }

    fn lives(places: &[Option<u64>], entry: &Entry) -> bool {
        places.get(entry.place).is_some_and(|holder| *holder == Some(entry.number))
    }

    fn dead(&self) -> usize {
        self.queue.len() + self.heap.len() - self.living
    }

    /// Drops the dead entries that come first or last, and all of them if they outnumber the others.
    fn drop_dead(&mut self) {
        if self.dead() > FEW_DEAD.max(self.living) {
            // As many have died since the last time, so each of them pays for a constant number of others.
            self.queue.retain(|entry| Self::lives(&self.places, entry));
            self.heap.retain(|Reverse(entry)| Self::lives(&self.places, entry));
            shrink::queue(&mut self.queue);
            shrink::heap(&mut self.heap);
        }
        while self.queue.front().is_some_and(|entry| !Self::lives(&self.places, entry)) {
            self.queue.pop_front();
        }
        while self.queue.back().is_some_and(|entry| !Self::lives(&self.places, entry)) {
            self.queue.pop_back();
        }
        while self.heap.peek().is_some_and(|Reverse(entry)| !Self::lives(&self.places, entry)) {
            self.heap.pop();
        }
    }

    fn first(&self) -> Option<Instant> {
        let (queued, heaped) = self.heads();
        queued.into_iter().chain(heaped).min().map(|entry| entry.when)
    }

    /// The first entries of the queue and the heap. Both live.
    #[inline]
    fn heads(&self) -> (Option<&Entry>, Option<&Entry>) {
        (self.queue.front(), self.heap.peek().map(|Reverse(entry)| entry))
    }

    /// Takes out the first timer, if it is due by now. It keeps its place.
    fn take_due(&mut self) -> Option<(Instant, Timer)> {
        let (first, is_queued) = match self.heads() {
            (Some(queued), Some(heaped)) if heaped < queued => (*heaped, false),
            (Some(queued), _) => (*queued, true),
            (None, heaped) => (*heaped?, false),
        };
        let is_due = self.last_seen.is_some_and(|seen| first.when <= seen);
        if !is_due && first.when > self.read_clock() {
            return None;
        }
        if is_queued {
            shrink::before_pop(&mut self.queue);
            self.queue.pop_front();
        } else {
            self.heap.pop();
            if shrink::is_due(self.heap.len()) {
                shrink::heap(&mut self.heap);
            }
        }
        let Entry { when, number, place } = first;
        self.places.get_mut(place)?.take();
        self.living -= 1;
        if self.dead() > 0 {
            self.drop_dead();
        }
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
        self.places.len() > KEPT && self.living <= self.places.len() / 16
    }

    /// Moves the timers together. Returns the former places in the order of the new ones. A timer that was taken
    /// out must have freed its place before.
    fn gather(&mut self) -> Vec<usize> {
        let mut entries = self.take_in_order();
        let mut former = Vec::with_capacity(entries.len());
        for (place, entry) in entries.iter_mut().enumerate() {
            former.push(mem::replace(&mut entry.place, place));
        }
        self.moved = entries.iter().map(|entry| (entry.number, entry.place)).collect();
        self.moved.sort_unstable();
        self.places = entries.iter().map(|entry| Some(entry.number)).collect();
        self.queue = entries.into();
        self.free = Vec::new();
        former
    }

    /// Takes out all entries that live, in the order in which they are due.
    fn take_in_order(&mut self) -> Vec<Entry> {
        let queued = mem::take(&mut self.queue).into_iter();
        let heaped = mem::take(&mut self.heap).into_iter().map(|Reverse(entry)| entry);
        let mut entries = Vec::with_capacity(self.living);
        entries.extend(queued.chain(heaped).filter(|entry| Self::lives(&self.places, entry)));
        entries.sort_unstable();
        entries
    }
}

impl<M> Default for Timers<M> {
    fn default() -> Self {
        Timers { due_times: DueTimes::default(), pending: Vec::new(), numbers: 0..0 }
    }
}

impl<M> Timers<M> {
    pub(crate) fn is_empty(&self) -> bool {
        self.due_times.living == 0
    }

    pub(crate) fn once(&mut self, delay: Duration, message: M) -> Timer {
        self.set(delay, OnFire::Once(message))
    }

    pub(crate) fn every(&mut self, period: Duration, make: Box<dyn FnMut() -> M + Send>) -> Timer {
        self.set(period, OnFire::Every(period, make))
    }

    fn set(&mut self, delay: Duration, message: OnFire<M>) -> Timer {
        let number = self.next_number();
        let timer = self.due_times.timer(number);
        match self.due_times.due_after(delay) {
            Some(when) => self.put(when, timer, message),
            // A moment past the end of the clock never comes.
            None => self.due_times.free(timer),
        }
        timer
    }

    /// Numbers are unique in the whole process, so that no timer of another actor passes for one of this actor. Those
    /// of one actor ascend. It takes some at a time, so that few timers pay for an atomic addition.
    #[inline]
    fn next_number(&mut self) -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0);
        self.numbers.next().unwrap_or_else(|| {
            let first = LAST.fetch_add(NUMBERS, Relaxed);
            self.numbers = first + 1..first + NUMBERS;
            first
        })
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
        for Entry { place, .. } in self.due_times.take_in_order() {
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
        let (when, timer) = self.due_times.take_due()?;
        let message = self.pending.get_mut(timer.place)?.take()?;
        Some(Fired { when, timer, message })
    }
}

/// A timer whose turn has come.
pub(crate) struct Fired<M> {
    when: Instant,
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
                let now = timers.due_times.read_clock();
                // The catch keeps `make` out of the unwinding: what it captured could panic in its drop, on top of
                // the first panic.
                let made = catch_unwind(AssertUnwindSafe(&mut make));
                match next_tick(self.when, now, period) {
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
    fn room(timers: &Timers<u64>) -> [usize; 6] {
        let DueTimes { queue, heap, places, free, moved, .. } = &timers.due_times;
        let [queue, heap] = [queue.capacity(), heap.capacity()];
        let pending = timers.pending.capacity();
        [pending, queue, heap, places.capacity(), free.capacity(), moved.capacity()]
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
    fn timers_fire_in_the_order_in_which_they_are_due_whatever_order_they_are_set_in() {
        let start = Instant::now();
        let mut timers = Timers::default();
        // Each moment twice, in an order that is neither ascending nor descending.
        let moments: Vec<u64> = (0..1_000).map(|n| n * 7_919 % 500).collect();
        let set: Vec<_> = moments
            .iter()
            .zip(0..)
            .map(|(&moment, n)| {
                let number = timers.next_number();
                let timer = timers.due_times.timer(number);
                timers.put(start + Duration::from_nanos(moment), timer, OnFire::Once((moment, n)));
                timer
            })
            .collect();
        let cancelled = |n: usize| n % 3 == 0;
        for (n, timer) in set.iter().enumerate().filter(|(n, _)| cancelled(*n)) {
            assert!(timers.cancel(*timer) && !timers.cancel(*timer), "{n}");
        }
        while timers.next_due().is_some_and(|due| due > Instant::now()) {}
        let mut expected: Vec<(u64, usize)> =
            moments.into_iter().zip(0..).filter(|(_, n)| !cancelled(*n)).collect();
        expected.sort_unstable();
        let fired: Vec<_> =
            std::iter::from_fn(|| Some(timers.take_due()?.message(&mut timers))).collect();
        assert_eq!(fired, expected);
        assert!(timers.is_empty() && timers.next_due().is_none());
    }

    #[test]
    fn timers_that_are_set_and_cancelled_leave_no_memory_behind() {
        const AN_HOUR: Duration = Duration::from_secs(3600);
        let mut timers = Timers::default();
        let first = timers.once(AN_HOUR, 0);
        for n in 1..100_000 {
            // One behind the first timer, and one before it.
            for delay in [AN_HOUR, AN_HOUR / 2] {
                let timer = timers.once(delay, n);
                assert!(timers.cancel(timer));
            }
        }
        assert!(room(&timers).iter().all(|room| *room <= 4 * KEPT), "{:?}", room(&timers));
        assert!(timers.cancel(first) && timers.next_due().is_none());
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

    #[test]
    fn timers_that_are_cancelled_behind_a_long_one_leave_no_memory() {
        let mut timers = Timers::default();
        let hour = Duration::from_secs(3600);
        timers.once(hour, 0);
        for n in 0..1_000 {
            let after = timers.once(2 * hour, n);
            let before = timers.once(hour / 2, n);
            assert!(timers.cancel(after) && timers.cancel(before));
        }
        let DueTimes { queue, heap, living, .. } = &timers.due_times;
        assert_eq!(*living, 1);
        assert!(queue.len() + heap.len() <= 2 * FEW_DEAD, "{} {}", queue.len(), heap.len());
        assert!(queue.capacity() + heap.capacity() <= 8 * FEW_DEAD);
    }

    #[test]
    fn timers_fire_in_the_order_of_a_sorted_list_whatever_is_set_and_cancelled() {
        let mut due_times = DueTimes::default();
        let start = Instant::now();
        let mut reference = std::collections::BTreeMap::new();
        let mut random = 7_u64;
        for number in 0..20_000 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let timer = due_times.timer(number);
            let when = start + Duration::from_nanos((random >> 40) % 5_000);
            due_times.put(when, timer);
            reference.insert((when, number), timer);
            if random >> 33 & 3 != 0 {
                // More die than live, so all dead entries are dropped now and then.
                let index = (random >> 20) as usize % reference.len();
                let (&key, &cancelled) = reference.iter().nth(index).unwrap();
                reference.remove(&key);
                assert_eq!(due_times.cancel(cancelled), Some(cancelled.place));
                due_times.free(cancelled);
            }
            assert_eq!(due_times.first(), reference.keys().next().map(|(when, _)| *when));
        }
        let all_are_due =
            |due_times: &mut DueTimes| due_times.last_seen = Some(start + Duration::from_secs(1));
        all_are_due(&mut due_times);
        for ((when, number), _) in reference {
            let (fired_when, fired) = due_times.take_due().unwrap();
            assert_eq!((fired_when, fired.number), (when, number));
        }
        assert!(due_times.take_due().is_none());
    }
}
