//! std's condition variables, threads and clock outside of a simulation; inside, those of the simulation.
//
// A simulation runs real threads, of which one goes on at a time: the one that has the baton. A thread belongs to a run by
// a thread-local. It passes the baton on at the points where the runtime asks for it (hooks.rs), and wherever it waits
// (condvar.rs, mailbox.rs, thread.rs); it never does so while it holds a lock of the runtime. So between two such points
// nothing else happens, and the seed alone decides which thread is next (choice.rs), and when time passes (clock.rs).
//
// | file | what is in it |
// |---|---|
// | `world.rs` | the baton, the threads, and what each waits for |
// | `choice.rs` | who goes on, by seed |
// | `clock.rs` | the time, and the deadlines |
// | `trace.rs` | what has happened |
// | `condvar.rs`, `mailbox.rs`, `task.rs`, `thread.rs` | what waits and starts |
// | `global.rs` | statics of which each run has its own |
// | `hooks.rs` | what spawns, sends, handles and ends calls these |
//
// A call from a thread that does not belong to the run is refused where it can be, and fails the run (`Home::admits`).

mod choice;
mod clock;
mod condvar;
mod global;
mod hooks;
mod mailbox;
mod task;
pub(crate) mod thread;
mod trace;
mod world;

use std::time::Instant;

pub(crate) use self::{
    choice::{Faults, Rules},
    condvar::{Condvar, wait, wait_timeout},
    global::{Global, global},
    hooks::{CAN_SIMULATE, Home, Resident, at_end, next_number, number_in_run, random, twin},
    mailbox::SimulatedMailbox,
    task::block_on,
    world::{Returned, ThreadNo, Trouble, World, here},
};

#[inline]
pub(crate) fn now() -> Instant {
    match world::here() {
        None => Instant::now(),
        Some((world, _)) => world.now(),
    }
}
