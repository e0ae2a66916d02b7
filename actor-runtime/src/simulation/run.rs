//! One run of one seed, from its beginning to its end.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    panics::text,
    simulation::{Simulation, panics, sim::Sim, watchdog},
    sys::{Trouble, World, thread},
};

/// The user's closure: returns how it has failed, if it has.
pub(super) type Closure = dyn Fn(&Sim) -> Option<String> + Send + Sync;

/// How a run has failed.
pub(super) struct Failure {
    pub(super) trouble: Trouble,
    pub(super) trace: Vec<String>,
    /// The threads that could not be ended.
    pub(super) left: Vec<String>,
}

impl Failure {
    /// Whether the seed is to be run once more. A run that is stuck would only leave more threads behind.
    pub(super) fn may_repeat(&self) -> bool {
        self.left.is_empty()
    }
}

/// Runs the closure with this seed.
pub(super) fn once(
    simulation: &Simulation,
    seed: u64,
    f: &Arc<Closure>,
) -> Result<(), Box<Failure>> {
    panics::collect();
    let world = World::begin(seed, simulation.rules(seed));
    let f = Arc::clone(f);
    let main = thread::Builder::new().name("main".into()).spawn_in(world, move || {
        let sim = Sim { world, seed };
        let ran = catch_unwind(AssertUnwindSafe(|| f(&sim)));
        let failure = ran.unwrap_or_else(|payload| Some(panicked(&*payload)));
        failure.into_iter().for_each(|text| world.fail(Trouble::Closure(text)));
    });
    if let Err(error) = main {
        world.fail(Trouble::Closure(format!("failed to spawn a thread: {error}")));
    }
    let driven = watchdog::drive(world, seed, simulation.patience);
    match &driven {
        Err(running) => world.fail(Trouble::Stuck(running.clone())),
        Ok(()) if !world.has_main_ended() => {
            // The run may have failed of something else before.
            if world.trouble().is_none() {
                world.fail(Trouble::Deadlock(world.describe_waits()));
            }
        }
        Ok(()) if simulation.allows_left => {}
        Ok(()) => match world.living() {
            living if living.is_empty() => {}
            living => world.fail(Trouble::Left(living)),
        },
    }
    let trouble = world.trouble();
    let trace = if trouble.is_some() { world.trace() } else { Vec::new() };
    if driven.is_ok() {
        end_all(world, seed, simulation);
    }
    let left = world.end();
    match trouble {
        Some(trouble) => Err(Box::new(Failure { trouble, trace, left })),
        None if left.is_empty() => Ok(()),
        None => {
            let trouble = Trouble::Stuck(format!("thread `{}`", left.join("`, thread `")));
            Err(Box::new(Failure { trouble, trace: world.trace(), left }))
        }
    }
}

/// The text of the closure's panic. The payload alone does not tell its place.
fn panicked(payload: &(dyn Any + Send)) -> String {
    let text = text(payload);
    // A payload that is passed on (`resume_unwind`) calls no hook: the last text may be that of an earlier panic.
    let last = panics::take_last().filter(|last| last.starts_with(&text));
    last.unwrap_or(text)
}

/// Ends what the run has started: kills the actors, and drops the executors of the run; has what is left then unwind.
fn end_all(world: &'static World, seed: u64, simulation: &Simulation) {
    world.begin_teardown();
    if world.living().is_empty() {
        world.drop_rest();
    } else {
        // What a kill calls may wait, so a thread of the run does it.
        let killer = thread::Builder::new().name("teardown".into());
        let started = killer.spawn_in(world, || world.kill_all());
        // Without a thread for it, the actors are left to the unwinding below.
        drop(started);
    }
    if !world.is_empty() && watchdog::drive(world, seed, simulation.patience).is_err() {
        return;
    }
    if !world.is_empty() {
        world.unwind();
        let _ = watchdog::drive(world, seed, simulation.patience);
    }
}
