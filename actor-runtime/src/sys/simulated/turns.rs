//! How the baton goes from thread to thread: where a thread passes it on, waits, and ends.

use std::{
    panic::resume_unwind,
    sync::{Arc, MutexGuard},
    thread,
    time::Duration,
};

use super::{
    choice::ThreadNo,
    clock::LATEST,
    state::{Key, Phase, State, Status, Woken},
    trace::What,
    world::{self, World},
};
use crate::sys::lock;

impl World {
    /// Calls `first`, lets the seed decide who goes on, and returns when it is this thread's turn again.
    ///
    /// While the run unwinds, this thread unwinds, too; returns `None` if it cannot.
    fn turn(&self, me: ThreadNo, first: impl FnOnce(&mut State)) -> Option<MutexGuard<'_, State>> {
        let mut state = self.unless_unwinding()?;
        first(&mut state);
        self.pass(me, state);
        self.unless_unwinding()
    }

    fn unless_unwinding(&self) -> Option<MutexGuard<'_, State>> {
        let state = self.state();
        if state.phase != Phase::Unwinding {
            return Some(state);
        }
        drop(state);
        unwind();
        None
    }

    /// Lets the seed decide who goes on.
    pub(super) fn pass_baton(&self, me: ThreadNo) {
        drop(self.turn(me, |_| ()));
    }

    /// As `pass_baton`, and notes `what` before.
    pub(super) fn note_and_pass(&self, me: ThreadNo, what: What) {
        drop(self.turn(me, |state| state.note(me, what)));
    }

    /// As `pass_baton`, for a thread that may do so again and again until another one has done something: it has no
    /// priority over that one, and does not keep the baton.
    pub(super) fn yield_baton(&self, me: ThreadNo) {
        drop(self.turn(me, |state| {
            state.ready.demote(me, &mut state.random, &state.rules);
            state.running = None;
        }));
    }

    /// Lets `duration` of virtual time pass for the work of a thread that does not wait, unless a deadline comes before.
    /// The thread's own timers are no deadlines while it works; without this, their moment would never come.
    pub(super) fn take_time(&self, duration: Duration) {
        let state = &mut *self.state();
        let moment = state.clock.now().saturating_add(duration);
        let first = state.settling.first().map(|(until, _)| *until).into_iter();
        let comes_first = first.chain(state.clock.next_deadline()).any(|it| it < moment);
        // A deadline that comes first is reached as all are.
        if !comes_first {
            state.clock.pass_until(moment);
        }
    }

    /// Waits until `key` is notified, or `until`.
    pub(super) fn wait_until(&self, me: ThreadNo, key: Key, until: Option<Duration>) -> Woken {
        self.wait(me, |state| state.begin_wait(me, key, until))
    }

    /// Waits until `key` is notified, for at most `duration`. Notes `what` before.
    pub(super) fn wait_for(
        &self,
        me: ThreadNo,
        key: Key,
        duration: Option<Duration>,
        what: Option<What>,
    ) -> Woken {
        self.wait(me, |state| {
            what.into_iter().for_each(|what| state.note(me, what));
            let until = duration.and_then(|duration| state.clock.after(duration));
            state.begin_wait(me, key, until);
        })
    }

    fn wait(&self, me: ThreadNo, begin: impl FnOnce(&mut State)) -> Woken {
        match self.turn(me, begin) {
            Some(state) if state.threads[me].has_timed_out => Woken::TimedOut,
            Some(_) => Woken::Roused,
            None => self.stay(me),
        }
    }

    /// Waits for the end of a thread, even while the calling thread is to unwind: std's scope would wait, too.
    pub(super) fn wait_for_end(&self, me: ThreadNo, thread: ThreadNo) {
        loop {
            let mut state = self.state();
            if state.threads[thread].status == Status::Gone {
                return;
            }
            state.begin_wait(me, Key::End(thread), None);
            self.pass(me, state);
        }
    }

    /// Lets `duration` pass for the user, and all that can go on go on, until nobody can.
    pub(crate) fn advance(&self, me: ThreadNo, duration: Duration) {
        drop(self.turn(me, |state| {
            let what = if duration.is_zero() { What::Settles } else { What::Advances(duration) };
            state.note(me, what);
            let until = state.clock.after(duration).unwrap_or(LATEST);
            state.threads[me].status = Status::Settling { until };
            state.ready.remove(me);
            state.settling.insert((until, me));
        }));
    }

    /// Ends the calling thread: another one gets the baton.
    pub(super) fn leave(&self, me: ThreadNo) {
        world::leave_world();
        let mut state = self.state();
        state.note(me, What::Leaves);
        state.wake_all(Key::End(me));
        state.end_thread(me);
        self.give_away(state);
    }

    /// A thread that cannot unwind, since it does so already, stays where it is. It is named when the run ends.
    fn stay(&self, me: ThreadNo) -> Woken {
        let mut state = self.state();
        state.ready.remove(me);
        state.threads[me].status = Status::Waiting { on: Key::Time, until: None };
        let baton = Arc::clone(&state.threads[me].baton);
        self.give_away(state);
        loop {
            baton.wait();
        }
    }

    fn pass(&self, me: ThreadNo, mut state: MutexGuard<'_, State>) {
        let next = state.choose();
        if next == Some(me) {
            state.running = next;
            return;
        }
        let baton = Arc::clone(&state.threads[me].baton);
        self.give_to(next, state);
        baton.wait();
    }

    /// Lets the seed decide who goes on, for a thread that does not.
    pub(super) fn give_away(&self, mut state: MutexGuard<'_, State>) {
        let next = state.choose();
        self.give_to(next, state);
    }

    fn give_to(&self, next: Option<ThreadNo>, mut state: MutexGuard<'_, State>) {
        let Some(next) = next else {
            drop(state);
            *lock(&self.driver) = true;
            return self.returned.notify_all();
        };
        state.running = Some(next);
        let baton = Arc::clone(&state.threads[next].baton);
        drop(state);
        baton.hand_over();
    }

    /// Wakes one of the threads that wait for `key`. The seed chooses which.
    pub(super) fn wake_one(&self, key: Key) {
        let state = &mut *self.state();
        let Some(waiting) = state.waiting.get(&key) else { return };
        let thread = match waiting.len() {
            1 => waiting[0],
            number => waiting[state.random.below(number)],
        };
        state.wake(thread, false);
    }

    pub(super) fn wake_all(&self, key: Key) {
        self.state().wake_all(key);
    }

    /// As `wake_all`, if the run with this number is not over.
    pub(super) fn wake_all_of(&self, number: u64, key: Key) {
        let mut state = self.state();
        if self.number() == number {
            state.wake_all(key);
        }
    }
}

/// Leaves what this thread is in, unless it unwinds already or only destroys its locals.
fn unwind() {
    if !thread::panicking() && !world::is_thread_ending() {
        resume_unwind(Box::new(Abandoned));
    }
}

/// What unwinds a thread whose run is over.
struct Abandoned;
