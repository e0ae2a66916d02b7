//! Why a run has failed.

use std::thread;

/// Why a run has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The user's closure has panicked, or returned an error.
    Closure(String),
    /// A thread that does not belong to the run has called something that does.
    Outside(String),
    NeverRests,
    /// Nobody can go on, and no deadline is left: who waits for what.
    Deadlock(Vec<String>),
    /// These actors live although the closure has returned.
    Left(Vec<String>),
    /// The thread that has the baton does not go on.
    Stuck(String),
}

impl Trouble {
    /// The calling thread, which does not belong to the run, has done this.
    pub(crate) fn outside(what: &str) -> Self {
        let thread = thread::current();
        let name = thread.name().unwrap_or("without a name");
        Trouble::Outside(format!(
            "thread `{name}`, which does not belong to the simulation, {what}"
        ))
    }
}
