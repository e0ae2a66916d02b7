//! The functions that the runtime calls where it spawns, sends, handles a message or ends an actor: here the scheduler
//! of a simulation is asked who goes on.
//
// | point | called by | what may happen there |
// |---|---|---|
// | `takes_turn` | `Context::begin` | the turn is delayed; others go on first; the handler panics |
// | `after_receive` | the receives of an `Inbox` | others go on first |
// | `after_send` | all that puts a message into a mailbox | others go on first |
// | `before_ask` | an ask of a pooled actor, before the thread claims it | others go on first |
// | `at_poll` | calls that look whether something has come, or whether there is room, and do not wait | others go on first; called again and again, it lets all go on in the end |
// | `note_restart` | what runs one state after the other | as `at_poll` |
// | `repeats_idle` | the loop, where an `#[idle]` method is to be called again at once | the same; a microsecond passes |
//
// No lock of the runtime is held at any of them.

use std::{any::Any, panic::resume_unwind, sync::Arc, thread, time::Duration};

use super::{
    mailbox::SimulatedMailbox,
    trace::What,
    world::{self, Key, ThreadNo, Trouble, World},
};

/// Whether there is such a thing as a simulation.
pub(crate) const CAN_SIMULATE: bool = true;

/// Where an actor, a reply or an executor was born: in a run of a simulation, or in the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home(Option<(&'static World, u64)>);

/// An actor, as a run sees it.
pub(crate) trait Resident: Send + Sync {
    fn lives(&self) -> bool;

    fn kill(&self);

    /// What its code is in, as "in `pay`"; `None` while it waits for a message.
    fn activity(&self) -> Option<String>;

    /// The number of the actor that it waits for.
    fn waits_for(&self) -> Option<u64>;
}

impl Home {
    #[inline]
    pub(crate) fn here() -> Self {
        Home(world::here().map(|(world, _)| (world, world.number())))
    }

    /// Of no simulation, whatever thread asks.
    pub(crate) fn outside() -> Self {
        Home(None)
    }

    #[inline]
    pub(crate) fn is_simulated(self) -> bool {
        self.0.is_some()
    }

    /// Whether the calling thread belongs to the same run, or to the process. If not, the run fails of what the thread
    /// has done.
    #[inline]
    pub(crate) fn admits(self, what: impl FnOnce() -> String) -> bool {
        self.0.is_none_or(|(world, number)| is_of(world, number) || refuse(world, number, &what()))
    }

    /// Whether the run is over, if it is of one.
    pub(crate) fn is_over(self) -> bool {
        self.0.is_some_and(|(world, number)| world.number() != number)
    }

    /// Adds an actor to the run that it was born in.
    #[inline]
    pub(crate) fn enter(self, number: u64, name: &str, actor: impl FnOnce() -> Box<dyn Resident>) {
        if let Some((world, _)) = self.0 {
            world.add_member(number, name, actor());
        }
    }

    pub(crate) fn mailbox(self, actor: u64) -> Option<SimulatedMailbox> {
        self.is_simulated().then_some(SimulatedMailbox { home: self, actor })
    }

    /// This thread in the run, if it belongs to it.
    pub(super) fn visit(self) -> Option<(&'static World, ThreadNo)> {
        let (world, number) = self.0?;
        if is_of(world, number) { world::here() } else { None }
    }

    /// Has the actor look into its mailbox, if it waits for it.
    #[inline]
    pub(crate) fn wake_mailbox(self, actor: u64) {
        if let Some((world, number)) = self.0 {
            world.wake_all_of(number, Key::Mailbox(actor));
        }
    }

    /// A message is to be handled now. Its handler may panic of the faults that the user asks for, if it `may_panic`.
    #[inline]
    pub(crate) fn takes_turn(self, actor: u64, message: &'static str, may_panic: bool) {
        if self.0.is_some() {
            take_turn(actor, message, may_panic);
        }
    }

    /// A thread is about to ask a pooled actor, which it may then run itself.
    #[inline]
    pub(crate) fn before_ask(self, from: impl FnOnce() -> Option<u64>, to: u64) {
        if self.0.is_some() {
            pass(What::Asks { from: from(), to });
        }
    }

    /// A message has been put into a mailbox.
    #[inline]
    pub(crate) fn after_send(self, from: impl FnOnce() -> Option<u64>, to: u64) {
        if self.0.is_some() {
            pass(What::Sends { from: from(), to });
        }
    }

    /// Whether a bounded mailbox is to say that it is full.
    #[inline]
    pub(crate) fn pretends_to_be_full(self, actor: u64) -> bool {
        self.0.is_some() && finds_full(actor)
    }

    /// A message has been received by hand.
    #[inline]
    pub(crate) fn after_receive(self, actor: u64) {
        if self.0.is_some() {
            pass(What::Receives { actor });
        }
    }

    /// A thread looks, without a wait, whether something has come: it may do so again until that has.
    #[inline]
    pub(crate) fn at_poll(self) {
        if self.0.is_some() {
            poll();
        }
    }

    /// An `#[idle]` method has returned and is to be called again at once.
    #[inline]
    pub(crate) fn repeats_idle(self) {
        if self.0.is_some() {
            work_on();
        }
    }

    #[inline]
    pub(crate) fn note_restart(self, actor: u64) {
        if self.0.is_some() {
            note(What::Restarts { actor });
            // It may fail and restart without end.
            poll();
        }
    }

    #[inline]
    pub(crate) fn note_end(self, actor: u64, exit: impl FnOnce() -> String) {
        if self.0.is_some() {
            note(What::Ends { actor, exit: exit() });
        }
    }
}

fn is_of(world: &'static World, number: u64) -> bool {
    world::here().is_some_and(|(here, _)| std::ptr::eq(here, world) && world.number() == number)
}

#[cold]
fn refuse(world: &'static World, number: u64, what: &str) -> bool {
    let trouble = || Trouble::outside(what);
    world.fail_run(number, trouble());
    // A thread of another run has taken something along from a former one.
    if let Some((here, _)) = world::here() {
        here.fail(Trouble::Outside(format!("a thread of this run {what}, of another run")));
    }
    false
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

/// Marks the numbers of actors that were born in a simulation.
const BORN_INSIDE: u64 = 1 << 63;

/// How many bits the number in its run has. The bits above tell the runs apart, so that what is kept of one run meets no
/// actor of another.
const BITS_IN_RUN: u32 = 32;

/// The number of the next actor, if the run of this thread counts its own.
#[inline]
pub(crate) fn next_number() -> Option<u64> {
    world::here().map(|(world, _)| {
        let (run, number) = world.next_number();
        BORN_INSIDE | run << BITS_IN_RUN | number
    })
}

/// Whether the actor with this number was born in a simulation.
pub(super) fn is_born_inside(number: u64) -> bool {
    number & BORN_INSIDE != 0
}

/// The number that is shown of the actor with this number: that in its run, if it was born in one.
#[inline]
pub(crate) fn number_in_run(number: u64) -> u64 {
    if is_born_inside(number) { number & ((1 << BITS_IN_RUN) - 1) } else { number }
}

/// A random number, if this thread's run has them.
pub(crate) fn random() -> Option<u64> {
    world::here().map(|(world, _)| world.state().random.next())
}

/// What stands in this thread's run for `of`, which was made elsewhere, at `home`.
#[inline]
pub(crate) fn twin<K: Send + Sync + 'static, T: Any + Clone + Send>(
    home: Home,
    of: &Arc<K>,
    make: impl FnOnce() -> T,
) -> Option<T> {
    let (world, _) = world::here()?;
    let is_of_this_run = home.0.is_some_and(|(world, number)| is_of(world, number));
    (!is_of_this_run).then(|| world.twin(of, make))
}

/// Calls `f` at the end of this thread's run.
#[inline]
pub(crate) fn at_end(f: impl FnOnce() -> Box<dyn FnOnce() + Send>) {
    if let Some((world, _)) = world::here() {
        world.at_end(f());
    }
}
