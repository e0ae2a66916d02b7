//! The functions that the runtime calls where it spawns, sends, handles a message or ends an actor. Here they do
//! nothing.
//
// The same names as in simulated/, so that the callers need no `cfg`. The model checker compiles this file, too.

use std::{sync::mpsc::RecvTimeoutError, time::Duration};

/// Whether there is such a thing as a simulation.
pub(crate) const CAN_SIMULATE: bool = false;

/// Where an actor, a reply or an executor was born: in the process, as all are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home;

impl Home {
    #[inline(always)]
    pub(crate) fn here() -> Self {
        Home
    }

    #[inline(always)]
    pub(crate) fn outside() -> Self {
        Home
    }

    #[inline(always)]
    pub(crate) fn is_simulated(self) -> bool {
        false
    }

    #[inline(always)]
    pub(crate) fn admits(self, _: impl FnOnce() -> String) -> bool {
        true
    }

    #[inline(always)]
    pub(crate) fn note_outsider(self, _: impl FnOnce() -> String) {}

    #[inline(always)]
    pub(crate) fn enter(self, _: u64, _: &str, _: impl FnOnce() -> Box<dyn Resident>) {}

    #[inline(always)]
    pub(crate) fn mailbox(self, _: u64) -> Option<SimulatedMailbox> {
        None
    }

    #[inline(always)]
    pub(crate) fn wake_mailbox(self, _: u64) {}

    #[inline(always)]
    pub(crate) fn takes_turn(self, _: u64, _: &'static str, _: bool) {}

    #[inline(always)]
    pub(crate) fn before_ask(self, _: impl FnOnce() -> Option<u64>, _: u64) {}

    #[inline(always)]
    pub(crate) fn after_send(self, _: impl FnOnce() -> Option<u64>, _: u64) {}

    #[inline(always)]
    pub(crate) fn pretends_to_be_full(self, _: u64) -> bool {
        false
    }

    #[inline(always)]
    pub(crate) fn after_receive(self, _: u64) {}

    #[inline(always)]
    pub(crate) fn at_poll(self) {}

    #[inline(always)]
    pub(crate) fn at_wait(self, _: Duration) {}

    #[inline(always)]
    pub(crate) fn repeats_idle(self) {}

    #[inline(always)]
    pub(crate) fn note_restart(self, _: u64) {}

    #[inline(always)]
    pub(crate) fn note_end(self, _: u64, _: impl FnOnce() -> String) {}
}

/// The receiving end of a simulated mailbox. There is none.
#[derive(Debug)]
pub(crate) enum SimulatedMailbox {}

impl SimulatedMailbox {
    #[inline(always)]
    pub(crate) fn receive<T>(
        &self,
        _: Option<Duration>,
        _: impl Fn() -> Result<T, RecvTimeoutError>,
    ) -> Result<T, RecvTimeoutError> {
        match *self {}
    }
}

/// An actor, as a simulation sees it.
#[allow(dead_code, reason = "nothing but a simulation calls these")]
pub(crate) trait Resident: Send + Sync {
    fn lives(&self) -> bool;
    fn kill(&self);
    fn activity(&self) -> Option<String>;
    fn waits_for(&self) -> Option<u64>;
}

/// The number of the next actor, if the simulation of this thread counts its own.
#[inline(always)]
pub(crate) fn next_number() -> Option<u64> {
    None
}

/// The number that is shown of the actor with this number.
#[inline(always)]
pub(crate) fn number_in_run(number: u64) -> u64 {
    number
}

/// A random number, if this thread's simulation has them.
#[inline(always)]
pub(crate) fn random() -> Option<u64> {
    None
}

/// What stands in this thread's simulation for what was made outside of it.
#[inline(always)]
pub(crate) fn twin<K, T>(_: Home, _: &std::sync::Arc<K>, _: impl FnOnce() -> T) -> Option<T> {
    None
}

/// Calls `f` at the end of this thread's simulation.
#[inline(always)]
pub(crate) fn at_end(_: impl FnOnce() -> Box<dyn FnOnce() + Send>) {}
