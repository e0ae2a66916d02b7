//! std's condition variables, threads and clock outside of a simulation; inside, those of the simulation.
//
// A simulation runs real threads, of which one goes on at a time: the one that has the baton. A thread belongs to a run by
// a thread-local. It passes the baton on at the points where the runtime asks for it (hooks.rs), and wherever it waits
// (condvar.rs, mailbox.rs, task.rs, thread.rs); it never does so while it holds a lock of the runtime. So between two such points
// nothing else happens, and the seed alone decides which thread is next (choice.rs), and when time passes (clock.rs).
//
// Each file imports only from those above it in this list (not tested):
//
// | file | what is in it |
// |---|---|
// | `number.rs`, `trouble.rs`, `baton.rs`, `belongings.rs` | the numbers of actors; why a run fails; the right to go on; what belongs to a run |
// | `choice.rs` | who goes on, by seed |
// | `clock.rs`, `trace.rs` | the time and the deadlines; what has happened |
// | `state.rs` | which threads can go on, and what each of the others waits for |
// | `world.rs` | a run, and which threads belong to it |
// | `turns.rs`, `driver.rs` | how the baton goes from thread to thread; what the driver of a run does |
// | `home.rs` | where something was born, and which threads belong there |
// | `condvar.rs`, `mailbox.rs`, `global.rs` | what waits; statics of which each world has its own |
// | `hooks.rs` | the functions that the runtime calls where it spawns, sends, handles a message or ends an actor |
// | `task.rs`, `thread.rs` | tasks and threads of a run |
//
// A call from a thread that does not belong to the run is refused where it can be, and fails the run (`Home::admits`).

mod baton;
mod belongings;
mod choice;
mod clock;
mod condvar;
mod driver;
mod global;
mod home;
mod hooks;
mod mailbox;
mod number;
mod state;
mod task;
pub(crate) mod thread;
mod trace;
mod trouble;
mod turns;
mod world;

use std::time::{Duration, Instant};

pub(crate) use self::{
    belongings::Resident,
    choice::{Faults, Rules, ThreadNo},
    condvar::{Condvar, wait},
    driver::Returned,
    global::{Global, global},
    home::Home,
    hooks::{CAN_SIMULATE, at_end, next_number, random, twin},
    mailbox::SimulatedMailbox,
    number::number_in_run,
    task::block_on,
    trouble::Trouble,
    world::{World, here},
};

/// Lets another thread of this core go on, if one can. Returns how long that has lasted. Does nothing in a simulation,
/// where the seed decides who goes on.
pub(crate) fn timed_yield() -> Duration {
    if world::here().is_some() { Duration::ZERO } else { super::timed_yield_by_std() }
}

/// Keeps this core busy for `duration`. Does nothing in a simulation, where no other core does anything meanwhile.
pub(crate) fn spin_for(duration: Duration) {
    if world::here().is_none() {
        super::spin_by_std(duration);
    }
}

#[inline]
pub(crate) fn now() -> Instant {
    match world::here() {
        None => Instant::now(),
        Some((world, _)) => world.now(),
    }
}
