//! Callers on the same executor as the actors that they call: of one thread, as in a runtime of one thread, or of all
//! cores.

use std::{marker::PhantomData, sync::mpsc, time::Instant};

use super::{
    Callers,
    by_macro::join,
    by_macro_callers::{Caller, CallerHandle, Work},
    by_pool::{OneThread, Threads},
};
use actor_runtime::prelude::*;

/// Callers and actors of one executor take turns, where it has one thread, and no message wakes anybody up. A caller
/// that waits for more than one batch of messages lets a further thread take its place meanwhile.
pub(super) struct SameExecutor<T>(PhantomData<T>);

pub(super) type SameThread = SameExecutor<OneThread>;

fn told_to<T: Threads>(work: Work) -> CallerHandle {
    let caller = Caller.spawn_on(T::executor());
    caller.work(work).expect("the caller is alive");
    caller
}

impl<T: Threads> Callers for SameExecutor<T> {
    fn run(workload: impl FnOnce() -> f64 + Send + 'static) -> f64 {
        let (figure, measured) = mpsc::channel();
        // Not joined: whoever joins it may run it, and that would be the thread that measures.
        drop(told_to::<T>(Box::new(move || figure.send(workload()).expect("it is waited for"))));
        measured.recv().expect("nothing panics")
    }

    fn at_once<H, W>(callers: u64, handle: &H, work: W) -> Instant
    where
        H: Clone + Send + 'static,
        W: Fn(&H) + Copy + Send + 'static,
    {
        let start = Instant::now();
        let callers = (0..callers).map(|_| {
            let handle = handle.clone();
            told_to::<T>(Box::new(move || work(&handle)))
        });
        for caller in callers.collect::<Vec<_>>() {
            join(caller);
        }
        start
    }
}
