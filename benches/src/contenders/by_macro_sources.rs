//! The same as `#[urgent]`, the context's timers and `Workers` have it.

use std::{num::NonZeroUsize, sync::mpsc, time::Duration};

use actor_runtime::{Workers, prelude::*};

use super::{Counter, Crew, Expediting, Ledger, Timekeeper, WORKERS, by_macro};

/// With an urgent message.
pub(super) struct TwoLanes;

/// The counter with two lanes.
#[actor]
pub(super) struct Expediter {
    total: u64,
    ledger: Ledger,
}

#[actor]
impl Expediter {
    /// Adds `n`.
    pub(super) fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// Adds `n` before all that is not urgent.
    #[urgent]
    pub(super) fn add_urgently(&mut self, n: u64) {
        self.total += n;
    }

    /// Adds one and answers the sum.
    pub(super) fn increment(&mut self) -> u64 {
        self.total += 1;
        self.total
    }
}

impl Drop for Expediter {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

pub(super) fn expediter(ledger: &Ledger) -> Expediter {
    Expediter { total: 0, ledger: ledger.clone() }
}

impl Counter for TwoLanes {
    type Payload = u64;
    type Handle = ExpediterHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        (expediter(ledger).spawn(), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        handle.add(n).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        handle.increment().expect("the counter answers")
    }

    fn join(handle: Self::Handle, (): ()) {
        by_macro::join(handle);
    }
}

impl Expediting for TwoLanes {
    #[inline]
    fn add_urgently(handle: &Self::Handle, n: u64) {
        handle.add_urgently(n).expect("the counter is alive");
    }
}

/// With timers of its context.
pub(super) struct Clock;

/// The timekeeper.
#[actor]
pub(super) struct Ticking {
    set: u64,
    fired: u64,
    ledger: Ledger,
    over: mpsc::Sender<()>,
}

#[actor]
impl Ticking {
    /// Sets this many timers.
    pub(super) fn set(&mut self, ctx: &mut Context<TickingHandle>, timers: u64) {
        for _ in 0..timers {
            self.set += 1;
            ctx.send_after(Duration::ZERO, TickingMessage::Fire);
        }
    }

    /// What a timer sends.
    pub(super) fn fire(&mut self) {
        self.fired += 1;
        if self.fired == self.set {
            self.over.send(()).expect("the timers are watched");
        }
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.ledger.enter(self.fired);
    }
}

pub(super) fn ticking(ledger: &Ledger, over: mpsc::Sender<()>) -> Ticking {
    Ticking { set: 0, fired: 0, ledger: ledger.clone(), over }
}

impl Timekeeper for Clock {
    type Handle = TickingHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        (ticking(ledger, over).spawn(), ())
    }

    fn set(handle: &Self::Handle, timers: u64) {
        handle.set(timers).expect("the timekeeper is alive");
    }

    fn join(handle: Self::Handle, (): ()) {
        by_macro::join(handle);
    }
}

/// Workers that take turns.
pub(super) struct Eight(Workers<by_macro::SummerHandle<u64>>);

impl Crew for Eight {
    fn spawn(ledger: &Ledger) -> Self {
        let number = NonZeroUsize::new(WORKERS).expect("there are workers");
        let workers = Workers::spawn(number, by_macro::SummerHandle::<u64>::builder, |_| {
            by_macro::summer(ledger)
        });
        Eight(workers.expect("the system has threads to give"))
    }

    #[inline]
    fn add(&mut self, n: u64) {
        self.0.in_turn().add(n).expect("the worker is alive");
    }

    fn sum(&mut self) -> u64 {
        self.0.iter().map(|worker| worker.increment().expect("the worker answers")).sum()
    }

    fn join(self) {
        let handles: Vec<_> = self.0.iter().cloned().collect();
        drop(self);
        handles.into_iter().for_each(by_macro::join);
    }
}
