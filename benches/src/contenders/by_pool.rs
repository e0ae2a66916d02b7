//! The same actors as `#[actor]` writes them, on few threads that they share.

use std::{
    marker::PhantomData,
    sync::{OnceLock, mpsc},
};

use actor_runtime::{Executor, prelude::*};

use super::{
    Counter, Expediting, Ledger, PLACES, Payload, Player, Timekeeper,
    by_macro::{self, RallyingHandle, SummerHandle, join, summer},
    by_macro_sources::{self, ExpediterHandle, TickingHandle},
};

/// How many threads the actors share.
pub(super) trait Threads: 'static {
    fn executor() -> &'static Executor;
}

/// As many as there are cores: those of the program's own executor.
pub(super) struct AllCores;

/// One, which leaves a core to the sender: faster where handlers are so short that a second one costs more
/// than it does.
pub(super) struct OneThread;

impl Threads for AllCores {
    fn executor() -> &'static Executor {
        Executor::global()
    }
}

impl Threads for OneThread {
    fn executor() -> &'static Executor {
        static ONE: OnceLock<Executor> = OnceLock::new();
        ONE.get_or_init(|| Executor::new(1).expect("the system has a thread to give"))
    }
}

/// With the mailbox that an actor has by default.
pub(super) struct Unbounded<P = u64, T = AllCores>(PhantomData<(P, T)>);

/// With a bounded mailbox, whose senders wait for room.
pub(super) struct Bounded;

/// With an urgent message.
pub(super) struct TwoLanes;

/// With timers of its context.
pub(super) struct Clock;

impl<P: Payload, T: Threads> Counter for Unbounded<P, T> {
    type Payload = P;
    type Handle = SummerHandle<P>;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        (summer(ledger).spawn_on(T::executor()), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
        <by_macro::Unbounded<P>>::add(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        <by_macro::Unbounded<P>>::increment(handle)
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

impl Counter for Bounded {
    type Payload = u64;
    type Handle = SummerHandle<u64>;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let bounded = SummerHandle::builder().mailbox(PLACES);
        let spawned = bounded.spawn_on(OneThread::executor(), summer(ledger));
        (spawned.expect("the executor takes actors"), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        <Unbounded>::add(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        <Unbounded>::increment(handle)
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

impl Counter for TwoLanes {
    type Payload = u64;
    type Handle = ExpediterHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        (by_macro_sources::expediter(ledger).spawn_on(Executor::global()), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        by_macro_sources::TwoLanes::add(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        by_macro_sources::TwoLanes::increment(handle)
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

impl Expediting for TwoLanes {
    #[inline]
    fn add_urgently(handle: &Self::Handle, n: u64) {
        by_macro_sources::TwoLanes::add_urgently(handle, n);
    }
}

impl Timekeeper for Clock {
    type Handle = TickingHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        (by_macro_sources::ticking(ledger, over).spawn_on(Executor::global()), ())
    }

    fn set(handle: &Self::Handle, timers: u64) {
        by_macro_sources::Clock::set(handle, timers);
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

impl Player for Unbounded {
    type Handle = RallyingHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        (by_macro::rallying(ledger, over).spawn_on(Executor::global()), ())
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        by_macro::Unbounded::face(handle, opponent);
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        by_macro::Unbounded::hit(handle, left);
    }

    #[inline]
    fn pass(handle: &Self::Handle, left: u64) {
        by_macro::Unbounded::pass(handle, left);
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}
