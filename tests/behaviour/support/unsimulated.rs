//! What tests start, wait on and measure by: std's. They take it from here, since another root has a simulation's.

pub use std::{
    prelude::v1::test,
    sync::{Barrier, mpsc},
    thread,
    time::Duration,
};

pub use actor_runtime::time::Instant;
pub use pollster::block_on;
pub use simulated::unchanged as not_simulated;

/// A number of rounds, or of whatever else a test has many of. In a simulation fewer do, since each seed makes choices of
/// its own.
pub const fn fewer(number: u64) -> u64 {
    number
}

/// Runs the tasks to their end on this thread, which they share.
pub fn run_together<F>(tasks: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let tasks: Vec<_> = tasks.into_iter().map(|task| runtime.spawn(task)).collect();
    let ended = runtime.block_on(futures::future::join_all(tasks));
    ended.into_iter().map(Result::unwrap).collect()
}

/// After so long, a test that hangs fails.
pub const PATIENCE: Duration = Duration::from_secs(60);
