//! Callers that are actors of the pool, too, and share its one thread with those that they call: what a task
//! of a runtime of one thread is to the others.

use std::{sync::mpsc, time::Instant};

use actor_runtime::prelude::*;

use super::{
    Callers,
    by_macro::join,
    by_pool::{OneThread, Threads},
};

/// No message wakes anybody up, nor goes from one core to another.
pub(super) struct SameThread;

/// Does what it is told to, on the executor's thread.
#[actor]
struct Caller {}

type Work = Box<dyn FnOnce() + Send>;

#[actor]
impl Caller {
    pub(super) fn work(&mut self, work: Work) {
        work();
    }
}

fn caller(work: Work) -> CallerHandle {
    let caller = Caller {}.spawn_on(OneThread::executor());
    caller.work(work).expect("the caller is alive");
    caller
}

impl Callers for SameThread {
    fn run(workload: impl FnOnce() -> f64 + Send + 'static) -> f64 {
        let (figure, measured) = mpsc::channel();
        // Not joined before it has answered: whoever joins it may run it, on a thread of its own.
        let caller = caller(Box::new(move || figure.send(workload()).expect("it is waited for")));
        let measured = measured.recv().expect("nothing panics");
        drop(caller);
        measured
    }

    fn at_once<H, W>(callers: u64, handle: &H, work: W) -> Instant
    where
        H: Clone + Send + 'static,
        W: Fn(&H) + Copy + Send + Sync + 'static,
    {
        let start = Instant::now();
        let callers = (0..callers).map(|_| {
            let handle = handle.clone();
            caller(Box::new(move || work(&handle)))
        });
        for caller in callers.collect::<Vec<_>>() {
            join(caller);
        }
        start
    }
}
