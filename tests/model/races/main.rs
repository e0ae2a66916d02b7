//! The races of the runtime, each under every schedule there is or under thousands of them.
//
// A scenario asserts what must hold in every schedule, and returns what may differ. The test names every outcome, so
// a race that is no longer run shows. Each subject also names faults that its scenarios must find: otherwise they
// would prove nothing.

mod accepted;
mod closing;
mod contract;
mod counted;
mod deadlocks;
mod ends;
mod expiring;
mod forget;
mod ground;
mod groups;
mod joining;
mod kills;
mod line;
mod links;
#[cfg(feature = "view")]
mod living;
mod many;
mod next;
mod no_thread;
mod own;
mod patience;
mod permission;
mod pipes;
mod pool;
mod replies;
mod restarts;
mod sources;
mod starts;
mod systems;
mod timers;
mod tokens;
mod urgent;
mod verdicts;
mod watching;
mod workers;

/// Whether the failure is that all threads wait and none will be woken.
fn is_hang(failure: &str) -> bool {
    failure.starts_with("deadlock!")
}
