//! Who calls those actors that are not tasks of a runtime.

use std::{sync::Barrier, thread, time::Instant};

/// Plain threads, or actors of the executor of those that they call.
pub trait Callers {
    /// Has one of them run `workload`.
    fn run(workload: impl FnOnce() -> f64 + Send + 'static) -> f64;

    /// Has several of them do `work`, each with a handle of its own, and waits for them; says when the clock
    /// is to start. Called by one of them.
    fn at_once<H, W>(callers: u64, handle: &H, work: W) -> Instant
    where
        H: Clone + Send + 'static,
        W: Fn(&H) + Copy + Send + 'static;
}

/// Plain threads.
#[derive(Debug)]
pub struct PlainThreads;

impl Callers for PlainThreads {
    fn run(workload: impl FnOnce() -> f64 + Send + 'static) -> f64 {
        workload()
    }

    fn at_once<H, W>(threads: u64, handle: &H, work: W) -> Instant
    where
        H: Clone + Send + 'static,
        W: Fn(&H) + Copy + Send + 'static,
    {
        let starting_line = Barrier::new(threads as usize);
        thread::scope(|scope| {
            let threads = (0..threads).map(|_| {
                let handle = handle.clone();
                let starting_line = &starting_line;
                scope.spawn(move || {
                    starting_line.wait();
                    let start = Instant::now();
                    work(&handle);
                    start
                })
            });
            let threads = threads.collect::<Vec<_>>();
            let starts = threads.into_iter().map(|thread| thread.join().expect("no thread panics"));
            starts.min().expect("there are threads")
        })
    }
}
