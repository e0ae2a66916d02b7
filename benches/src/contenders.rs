//! Who competes, and what a workload needs of a contender.

mod by_hand;
mod by_hand_slot;
mod by_hand_sources;
mod by_macro;
mod by_macro_sources;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
    mpsc,
};

use crate::workloads::{
    alive, alive::Footprint, ask, fan_out, lifetime, ping_pong, tell, timer, urgent,
};

/// The places of every bounded mailbox.
pub const PLACES: usize = 1024;

/// How many share the work where it is fanned out.
pub const WORKERS: usize = 8;

/// The one that the others are compared with comes first.
pub const ALL: &[Contender] = &[
    Contender {
        name: "by hand",
        tell: Some(tell::run::<by_hand::Unbounded>),
        bounded_tell: Some(tell::run::<by_hand::Bounded>),
        ask: Some(ask::run::<by_hand::Unbounded>),
        ping_pong: Some(ping_pong::run::<by_hand::Unbounded>),
        urgent: Some(urgent::run::<by_hand_sources::TwoLanes>),
        timer: Some(timer::run::<by_hand_sources::Clock>),
        fan_out: Some(fan_out::run::<by_hand_sources::Eight>),
        lifetime: Some(lifetime::run::<by_hand::Unbounded>),
        alive: Some(alive::run::<by_hand::Unbounded>),
    },
    Contender { ask: Some(ask::run::<by_hand_slot::BySlot>), ..Contender::new("by hand, slot") },
    Contender {
        name: "#[actor]",
        tell: Some(tell::run::<by_macro::Unbounded>),
        bounded_tell: Some(tell::run::<by_macro::Bounded>),
        ask: Some(ask::run::<by_macro::Unbounded>),
        ping_pong: Some(ping_pong::run::<by_macro::Unbounded>),
        urgent: Some(urgent::run::<by_macro_sources::TwoLanes>),
        timer: Some(timer::run::<by_macro_sources::Clock>),
        fan_out: Some(fan_out::run::<by_macro_sources::Eight>),
        lifetime: Some(lifetime::run::<by_macro::Unbounded>),
        alive: Some(alive::run::<by_macro::Unbounded>),
    },
];

/// A row of functions, one for each workload that the contender takes part in. Each gets the
/// workload's sizes and returns what it measured.
#[derive(Debug)]
pub struct Contender {
    /// How the report calls it.
    pub name: &'static str,
    /// Producers and tells of each; nanoseconds per tell.
    pub tell: Option<fn(u64, u64) -> f64>,
    /// The same with a mailbox of [`PLACES`].
    pub bounded_tell: Option<fn(u64, u64) -> f64>,
    /// Asks; nanoseconds per ask.
    pub ask: Option<fn(u64) -> f64>,
    /// Hits of the ball; nanoseconds per hit.
    pub ping_pong: Option<fn(u64) -> f64>,
    /// Tells, some of them urgent; nanoseconds per tell.
    pub urgent: Option<fn(u64) -> f64>,
    /// Timers, all set before the first fires; nanoseconds per timer.
    pub timer: Option<fn(u64) -> f64>,
    /// Tells to [`WORKERS`] in turn; nanoseconds per tell.
    pub fan_out: Option<fn(u64) -> f64>,
    /// Actors, one after the other; nanoseconds per actor.
    pub lifetime: Option<fn(u64) -> f64>,
    /// Actors, all at once, in a process of their own.
    pub alive: Option<fn(u64) -> Footprint>,
}

impl Contender {
    /// One that takes part in nothing yet.
    const fn new(name: &'static str) -> Self {
        Contender {
            name,
            tell: None,
            bounded_tell: None,
            ask: None,
            ping_pong: None,
            urgent: None,
            timer: None,
            fan_out: None,
            lifetime: None,
            alive: None,
        }
    }
}

/// Finds a contender.
pub fn by_name(name: &str) -> Option<&'static Contender> {
    ALL.iter().find(|contender| contender.name == name)
}

/// Where an actor enters what it has counted, at its end: so that every run can check that nothing
/// was lost, and that whoever joined it did wait for its end.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<AtomicU64>);

impl Ledger {
    /// Adds what one actor has counted.
    pub fn enter(&self, counted: u64) {
        self.0.fetch_add(counted, Relaxed);
    }

    /// Panics unless the actors have counted this much together.
    #[track_caller]
    pub fn check(&self, expected: u64) {
        let counted = self.0.load(Relaxed);
        assert_eq!(counted, expected, "the ended actors did not count what was sent");
    }
}

/// An actor that adds up numbers. What it owns is its business; the workloads hold its handles.
pub trait Counter {
    /// What a producer sends through.
    type Handle: Clone + Send;
    /// What is needed to wait for its end besides a handle.
    type Thread;

    /// Starts one.
    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread);
    /// Adds `n`, without an answer.
    fn add(handle: &Self::Handle, n: u64);
    /// Adds one, and waits for the sum.
    fn increment(handle: &Self::Handle) -> u64;
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, thread: Self::Thread);
}

/// An actor that returns the ball to another one.
pub trait Player {
    /// What the other one hits the ball through.
    type Handle: Clone + Send;
    /// What is needed to wait for its end besides a handle.
    type Thread;

    /// Starts one; it says `over` when it got the ball for the last time.
    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread);
    /// Says whom to return the ball to; to nobody at the end, so that they let go of each other.
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>);
    /// Hits the ball, which is to be hit `left` more times.
    fn hit(handle: &Self::Handle, left: u64);
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, thread: Self::Thread);
}

/// A counter that lets urgent numbers overtake the others.
pub trait Expediting: Counter {
    /// Adds `n` before all that is not urgent.
    fn add_urgently(handle: &Self::Handle, n: u64);
}

/// An actor that counts the timers that have fired.
pub trait Timekeeper {
    /// What it is told through.
    type Handle;
    /// What is needed to wait for its end besides a handle.
    type Thread;

    /// Starts one; it says `over` when all of its timers have fired.
    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread);
    /// Sets this many timers that are due at once, one after the other.
    fn set(handle: &Self::Handle, timers: u64);
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, thread: Self::Thread);
}

/// Several counters that share what is to be added.
pub trait Crew: Sized {
    /// Starts [`WORKERS`] of them.
    fn spawn(ledger: &Ledger) -> Self;
    /// Adds `n` at the one whose turn it is.
    fn add(&mut self, n: u64);
    /// The sums of all of them, each by an ask behind what it was told.
    fn sum(&mut self) -> u64;
    /// Drops the last handles and waits for the ends.
    fn join(self);
}
