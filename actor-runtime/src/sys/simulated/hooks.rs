//! What the runtime calls in a simulation: points at which others may go on, events to note, and numbers of the run.
//
// | point | called by | what may happen there |
// |---|---|---|
// | `takes_turn` | `Context::begin` | the turn is delayed; others go on first; the handler panics |
// | `after_receive` | the receives of an `Inbox` | others go on first |
// | `after_send` | all that puts a message into a mailbox | others go on first |
// | `before_ask` | an ask of a pooled actor, before the thread claims it | others go on first |
// | `at_poll`; `at_wait` with no duration | calls that look whether something has come, or whether there is room, and do not wait | others go on first; called again and again, it lets all go on in the end |
// | `note_restart` | what runs one state after the other | as `at_poll` |
// | `repeats_idle` | the loop, where an `#[idle]` method is to be called again at once | as `at_poll`; a microsecond passes |
// | `pretends_to_be_full` | a send to a bounded mailbox | a fault: the mailbox says that it is full; nobody goes on |
//
// No lock of the runtime is held at any of them.

use std::{any::Any, panic::resume_unwind, sync::Arc, thread, time::Duration};

use super::{
    belongings::Resident, home::Home, mailbox::SimulatedMailbox, state::Key, trace::What, world,
};

/// Whether there is such a thing as a simulation.
pub(crate) const CAN_SIMULATE: bool = true;

impl Home {
    /// Adds an actor to the run that it was born in.
    #[inline]
    pub(crate) fn enter(self, number: u64, name: &str, actor: impl FnOnce() -> Box<dyn Resident>) {
        if let Some((world, _)) = self.run() {
            world.add_member(number, name, actor());
        }
    }

    pub(crate) fn mailbox(self, actor: u64) -> Option<SimulatedMailbox> {
        self.is_simulated().then_some(SimulatedMailbox { home: self, actor })
    }

    /// Has the actor look into its mailbox, if it waits for it.
    #[inline]
    pub(crate) fn wake_mailbox(self, actor: u64) {
        self.wake(Key::Mailbox(actor));
    }

    /// A message is to be handled now. If it `may_panic`, its handler may panic as one of the faults that the user asks
    /// for.
    #[inline]
    pub(crate) fn takes_turn(self, actor: u64, message: &'static str, may_panic: bool) {
        if self.is_simulated() {
            take_turn(actor, message, may_panic);
        }
    }

    /// A thread is about to ask a pooled actor, which it may then run itself.
    #[inline]
    pub(crate) fn before_ask(self, from: impl FnOnce() -> Option<u64>, to: u64) {
        if self.is_simulated() {
            pass(What::Asks { from: from(), to });
        }
    }

    /// A message has been put into a mailbox.
    #[inline]
    pub(crate) fn after_send(self, from: impl FnOnce() -> Option<u64>, to: u64) {
        if self.is_simulated() {
            pass(What::Sends { from: from(), to });
        }
    }

    /// Whether a bounded mailbox is to say that it is full.
    #[inline]
    pub(crate) fn pretends_to_be_full(self, actor: u64) -> bool {
        self.is_simulated() && finds_full(actor)
    }

    /// A message has been received by hand.
    #[inline]
    pub(crate) fn after_receive(self, actor: u64) {
        if self.is_simulated() {
            pass(What::Receives { actor });
        }
    }

    /// A thread looks, without a wait, whether something has come: it may do so again until that has.
    #[inline]
    pub(crate) fn at_poll(self) {
        if self.is_simulated() {
            poll();
        }
    }

    /// Called before a wait of at most `duration`. A wait of no duration only looks, so this is `at_poll` then.
    pub(crate) fn at_wait(self, duration: Duration) {
        if duration.is_zero() {
            self.at_poll();
        }
    }

    /// An `#[idle]` method has returned and is to be called again at once.
    #[inline]
    pub(crate) fn repeats_idle(self) {
        if self.is_simulated() {
            work_on();
        }
    }

    #[inline]
    pub(crate) fn note_restart(self, actor: u64) {
        if self.is_simulated() {
            note(What::Restarts { actor });
            // It may fail and restart without end.
            poll();
        }
    }

    #[inline]
    pub(crate) fn note_end(self, actor: u64, exit: impl FnOnce() -> String) {
        if self.is_simulated() {
            note(What::Ends { actor, exit: exit() });
        }
    }
}

#[cold]
fn take_turn(actor: u64, message: &'static str, may_panic: bool) {
    let Some((world, me)) = world::here() else { return };
    let mut state = world.state();
    let range = state.rules.faults.delays.clone();
    let delay = range.map_or(Duration::ZERO, |range| state.random.duration_in(&range));
    drop(state);
    match delay.is_zero() {
        true => world.pass_baton(me),
        false => {
            let what = What::Delays { actor, by: delay };
            world.wait_for(me, Key::Delay, Some(delay), Some(what));
        }
    }
    let mut guard = world.state();
    let state = &mut *guard;
    state.note(me, What::Handles { actor, message });
    let probability = state.rules.faults.panics;
    if may_panic && state.random.happens(probability) && !thread::panicking() {
        const TEXT: &str = "a panic of the simulation's faults";
        state.note(me, What::Panics(TEXT.into()));
        drop(guard);
        // Not `panic!`: its place in the source would tell the user nothing.
        resume_unwind(Box::new(TEXT));
    }
}

#[cold]
fn pass(what: What) {
    if let Some((world, me)) = world::here() {
        world.note_and_pass(me, what);
    }
}

#[cold]
fn poll() {
    if let Some((world, me)) = world::here() {
        world.yield_baton(me);
    }
}

#[cold]
fn work_on() {
    if let Some((world, me)) = world::here() {
        world.take_time(Duration::from_micros(1));
        world.yield_baton(me);
    }
}

#[cold]
fn note(what: What) {
    if let Some((world, me)) = world::here() {
        world.state().note(me, what);
    }
}

#[cold]
fn finds_full(actor: u64) -> bool {
    let Some((world, me)) = world::here() else { return false };
    let state = &mut *world.state();
    let probability = state.rules.faults.full_mailboxes;
    let is_full = state.random.happens(probability);
    if is_full {
        state.note(me, What::FindsFull { actor });
    }
    is_full
}

/// The number of the next actor, if the run of this thread counts its own.
#[inline]
pub(crate) fn next_number() -> Option<u64> {
    world::here().map(|(world, _)| world.next_number())
}

/// A random number, if this thread's run has them.
pub(crate) fn random() -> Option<u64> {
    world::here().map(|(world, _)| world.state().random.next())
}

/// What this thread's run has in place of `of`. `None` outside of a run, or if `of` was made in this run; `home` is where
/// it was made.
#[inline]
pub(crate) fn twin<K: Send + Sync + 'static, T: Any + Clone + Send>(
    home: Home,
    of: &Arc<K>,
    make: impl FnOnce() -> T,
) -> Option<T> {
    let (world, _) = world::here()?;
    home.visit().is_none().then(|| world.twin(of, make))
}

/// Calls `f` at the end of this thread's run.
#[inline]
pub(crate) fn at_end(f: impl FnOnce() -> Box<dyn FnOnce() + Send>) {
    if let Some((world, _)) = world::here() {
        world.at_end(f());
    }
}
