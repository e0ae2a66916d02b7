//! Callers that are actors with threads of their own: what they wait for stands in the graph of who waits for whom.

use std::{
    sync::{Arc, Barrier, mpsc},
    time::Instant,
};

use actor_runtime::prelude::*;

use super::{Callers, by_macro::join};

/// What a caller is told to do.
pub(super) type Work = Box<dyn FnOnce() + Send>;

/// Does what it is told to.
#[actor]
pub(super) struct Caller;

#[actor]
impl Caller {
    pub(super) fn work(&mut self, work: Work) {
        work();
    }
}

/// Each caller an actor, and each actor a thread.
pub(super) struct OwnThreads;

fn told_to(work: Work) -> CallerHandle {
    let caller = Caller.spawn();
    caller.work(work).expect("the caller is alive");
    caller
}

impl Callers for OwnThreads {
    fn run(workload: impl FnOnce() -> f64 + Send + 'static) -> f64 {
        let (figure, measured) = mpsc::channel();
        let work = move || figure.send(workload()).expect("it is waited for");
        join(told_to(Box::new(work)));
        measured.recv().expect("nothing panics")
    }

    fn at_once<H, W>(callers: u64, handle: &H, work: W) -> Instant
    where
        H: Clone + Send + 'static,
        W: Fn(&H) + Copy + Send + 'static,
    {
        let starting_line = Arc::new(Barrier::new(callers as usize));
        let (started, starts) = mpsc::channel();
        let callers = (0..callers).map(|_| {
            let (handle, starting_line) = (handle.clone(), Arc::clone(&starting_line));
            let started = started.clone();
            told_to(Box::new(move || {
                starting_line.wait();
                started.send(Instant::now()).expect("it is waited for");
                work(&handle);
            }))
        });
        for caller in callers.collect::<Vec<_>>() {
            join(caller);
        }
        drop(started);
        starts.into_iter().min().expect("there are callers")
    }
}
