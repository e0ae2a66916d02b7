//! What tests start, wait on and measure by, in a simulation: its threads and its clock, and stand-ins for what waits
//! in std.

mod barrier;
pub mod mpsc;
mod task;

use std::{
    process::{ExitCode, Termination},
    time::Duration,
};

use actor_runtime::simulation::Simulation;

pub use actor_runtime::time::Instant;
pub use simulated::{ignored as not_simulated, test};

pub use self::{barrier::Barrier, task::block_on};

/// The simulation itself says that nobody can go on.
pub const PATIENCE: Duration = Duration::MAX;

/// A twentieth, and not less than one.
pub const fn fewer(number: u64) -> u64 {
    number.div_ceil(20)
}

/// Runs the tasks to their end on this thread, which they share.
pub fn run_together<F: Future>(tasks: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    block_on(futures::future::join_all(tasks))
}

/// Runs a test inside, with a few seeds. The environment variables `ACTOR_SEEDS` and `ACTOR_SEED` override them.
pub fn simulate<R: Termination + 'static>(test: fn() -> R) {
    // Made outside, so that it is the process's, for which each run has one of its own.
    let _ = crate::executor();
    // Stalls are shorter than what the tests take for far off.
    let simulation = Simulation::new().seeds(3).allow_left().longest_stall(Duration::from_secs(1));
    simulation.run(move |_| {
        assert_eq!(test().report(), ExitCode::SUCCESS);
    });
}

/// As std's.
pub mod thread {
    use std::time::Duration;

    pub use actor_runtime::thread::{JoinHandle, scope, sleep, spawn};
    pub use std::thread::{ThreadId, current, panicking};

    /// Lets the others go on. A loop that calls this until something has happened would otherwise go on alone, wherever
    /// the seed prefers its thread.
    pub fn yield_now() {
        sleep(Duration::from_micros(1));
    }
}
