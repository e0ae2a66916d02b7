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
    // Makes the executor outside of the run: each run then puts one of its own in its place.
    let _ = crate::executor();
    // No stall is as long as the time-outs that the tests expect not to come.
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

    /// As std's, but takes a microsecond of virtual time, so that a loop that also waits for a moment reaches it.
    pub fn yield_now() {
        sleep(Duration::from_micros(1));
    }
}
