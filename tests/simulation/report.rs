//! Helps to read the report of a simulation that fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use actor_runtime::simulation::{Outcome, Sim, Simulation};

/// The report of a simulation that is to fail.
pub(crate) fn report_of<R: Outcome>(
    simulation: &Simulation,
    f: impl Fn(&Sim) -> R + Send + Sync + 'static,
) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| simulation.run(f)));
    let payload = failed.expect_err("the simulation does not fail");
    *payload.downcast::<String>().expect("a report")
}
