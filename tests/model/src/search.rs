//! Runs a scenario under many schedules, and collects the outcomes.

use std::{
    any::Any,
    collections::BTreeSet,
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use shuttle::{
    Config, Runner,
    scheduler::{DfsScheduler, PctScheduler, Scheduler, UrwRandomScheduler},
};

use crate::{Fault, fault, sys};

/// Which schedules are tried.
#[derive(Clone, Copy, Debug)]
pub enum Search {
    /// Every schedule there is.
    Exhaustive,
    /// This number of schedules that switch threads at few, well-chosen places, and the same number of uniform random
    /// walks.
    Sampled(usize),
}

/// A fixed seed, so that a failure is found again in the next run.
const SEED: u64 = 0x5eed;
/// Three ordering constraints are more than most races need.
const DEPTH: usize = 3;

impl Search {
    /// Every schedule there is, with `EXHAUSTIVE` set in the environment: there are millions. Without it,
    /// 20,000 are sampled.
    #[must_use]
    pub fn exhaustive_on_request() -> Self {
        match std::env::var_os("EXHAUSTIVE") {
            Some(_) => Search::Exhaustive,
            None => Search::Sampled(20_000),
        }
    }

    /// All outcomes of the scenario, as text. A scenario without a race has one outcome. If a race is never run, the
    /// outcomes that only the race can have are missing.
    ///
    /// # Panics
    ///
    /// As soon as the scenario does, or blocks for ever; the schedule is printed.
    pub fn outcomes<O: Debug>(
        self,
        scenario: impl Fn() -> O + Send + Sync + 'static,
    ) -> Vec<String> {
        let outcomes = Arc::new(Mutex::new(BTreeSet::new()));
        let seen = Arc::clone(&outcomes);
        let start = Instant::now();
        let executions = self.run(move || {
            let outcome = format!("{:?}", scenario());
            seen.lock().unwrap_or_else(PoisonError::into_inner).insert(outcome);
        });
        println!("{executions} executions in {:.2?}", start.elapsed());
        let outcomes =
            std::mem::take(&mut *outcomes.lock().unwrap_or_else(PoisonError::into_inner));
        outcomes.into_iter().collect()
    }

    /// How a scenario fails with a fault underneath.
    ///
    /// # Panics
    ///
    /// If the scenario does not fail: then it would not have found the fault.
    pub fn failure<O>(
        self,
        fault: Fault,
        scenario: impl Fn() -> O + Send + Sync + 'static,
    ) -> String {
        let run = || self.run(move || drop(scenario()));
        match fault::with(fault, || catch_unwind(AssertUnwindSafe(run))) {
            Ok(executions) => panic!("{fault:?} was not found in {executions} executions"),
            Err(payload) => text(&*payload),
        }
    }

    fn run(self, scenario: impl Fn() + Send + Sync + 'static) -> usize {
        let scenario = Arc::new(move || {
            sys::start_clock();
            sys::thread::start();
            scenario();
        });
        match self {
            Search::Exhaustive => run(DfsScheduler::new(None, false), scenario),
            Search::Sampled(schedules) => {
                run(PctScheduler::new_from_seed(SEED, DEPTH, schedules), Arc::clone(&scenario))
                    + run(UrwRandomScheduler::new_from_seed(SEED, schedules), scenario)
            }
        }
    }
}

fn run(
    scheduler: impl Scheduler + 'static,
    scenario: Arc<impl Fn() + Send + Sync + 'static>,
) -> usize {
    let mut config = Config::new();
    // That memory is sequentially consistent here is known.
    config.silence_warnings = true;
    Runner::new(scheduler, config).run(move || scenario())
}

fn text(payload: &(dyn Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "a payload that is no text".to_owned(),
    }
}
