//! One producer tells many workers in turn, and waits until each has ended.

use actor_runtime::prelude::*;

use super::Scale;

const WORKERS: usize = 60;

#[actor]
#[derive(Default)]
struct Worker {
    handled: u64,
    /// What the work of a message ends up in, so that it is done.
    angle: f64,
}

#[actor]
impl Worker {
    pub(super) fn work(&mut self) {
        self.handled += 1;
        self.angle = (self.angle + 37.2).sin();
    }

    pub(super) fn result(&self) -> (u64, f64) {
        (self.handled, self.angle)
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let each = scale.pick(6_000, 20);
    let workers = (0..WORKERS).map(|_| Worker::default().spawn()).collect::<Vec<_>>();
    for _ in 0..each {
        for worker in &workers {
            worker.work().expect("the worker is alive");
        }
    }
    let expected = (0..each).fold(0.0_f64, |angle, _| (angle + 37.2).sin());
    for worker in &workers {
        assert_eq!(worker.result(), Ok((each, expected)), "work was lost");
    }
    super::end(workers);
    WORKERS as u64 * each
}
