//! Callers that are actors of the pool, too, on the same executor of one thread: as the tasks are that call
//! tasks of a runtime of one thread.

use std::{sync::mpsc, time::Instant};

use actor_runtime::prelude::*;

use super::{
    Callers,
    by_macro::join,
    by_pool::{OneThread, Threads},
};

/// Callers and actors take turns, and no message wakes anybody up. A caller that waits for more than one batch
/// of messages lets a second thread take its place meanwhile.
pub(super) struct SameThread;

/// Does what it is told to.
#[actor]
struct Caller;

type Work = Box<dyn FnOnce() + Send>;

#[actor]
impl Caller {
    pub(super) fn work(&mut self, work: Work) {
        work();
    }
}

fn told_to(work: Work) -> CallerHandle {
    let caller = Caller.spawn_on(OneThread::executor());
    caller.work(work).expect("the caller is alive");
    caller
}

impl Callers for SameThread {
    fn run(workload: impl FnOnce() -> f64 + Send + 'static) -> f64 {
        let (figure, measured) = mpsc::channel();
        // Not joined: whoever joins it may run it, and that would be the thread that measures.
        drop(told_to(Box::new(move || figure.send(workload()).expect("it is waited for"))));
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
            told_to(Box::new(move || work(&handle)))
        });
        for caller in callers.collect::<Vec<_>>() {
            join(caller);
        }
        start
    }
}
