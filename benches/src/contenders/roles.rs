//! What a workload needs of a contender: the actors that it drives.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
    mpsc,
};

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

/// What a counter is told: a number that adds one, of one size or another.
pub trait Payload: Send + 'static {
    /// What adds one.
    fn one() -> Self;
    /// How much it adds.
    fn value(&self) -> u64;
}

impl Payload for u64 {
    #[inline]
    fn one() -> Self {
        1
    }

    #[inline]
    fn value(&self) -> u64 {
        *self
    }
}

/// 512 bytes, carried in the message itself.
pub type Large = [u64; 64];

impl Payload for Large {
    #[inline]
    fn one() -> Self {
        let mut large = [0; 64];
        large[63] = 1;
        large
    }

    /// Reads all of it, so that no compiler moves less.
    #[inline]
    fn value(&self) -> u64 {
        self.iter().sum()
    }
}

/// An actor that adds up numbers. What it owns is its business; the workloads hold its handles.
pub trait Counter {
    /// What it is told.
    type Payload: Payload;
    /// What a producer sends through.
    type Handle: Clone + Send + 'static;
    /// What is needed to wait for its end besides a handle.
    type Thread;

    /// Starts one.
    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread);
    /// Adds `n`, without an answer.
    fn add(handle: &Self::Handle, n: Self::Payload);
    /// Adds one, and waits for the sum.
    fn increment(handle: &Self::Handle) -> u64;
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, thread: Self::Thread);
}

/// An actor that returns the ball to another one, or passes it on.
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
    /// Passes the ball on, as it is, to whom this one faces; who faces nobody keeps it, and says
    /// `over` at that with none left behind it.
    fn pass(handle: &Self::Handle, left: u64);
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, thread: Self::Thread);
}

/// A counter that lets urgent numbers overtake the others.
pub trait Expediting: Counter<Payload = u64> {
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
    /// Starts [`WORKERS`](super::WORKERS) of them.
    fn spawn(ledger: &Ledger) -> Self;
    /// Adds `n` at the one whose turn it is.
    fn add(&mut self, n: u64);
    /// The sums of all of them, each by an ask behind what it was told.
    fn sum(&mut self) -> u64;
    /// Drops the last handles and waits for the ends.
    fn join(self);
}
