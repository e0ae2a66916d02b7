//! A child that counts its states, and the drivers that it and its group run under.

use std::{
    fmt::Debug,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use model::{Child, Executor, Fault, Restart, Search, Supervisor, SupervisorHandle, prelude::*};

use shuttle::thread;

use crate::is_hang;

/// How many states of one child are alive, and how many have been made. Not shuttle's lock: counting is no part of
/// the race.
#[derive(Clone, Default)]
pub(crate) struct States(Arc<Mutex<Count>>);

#[derive(Default)]
struct Count {
    living: u32,
    made: u32,
}

impl States {
    fn count(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) -> Counted {
        let mut count = self.count();
        count.living += 1;
        count.made += 1;
        assert_eq!(count.living, 1, "a state overlaps the one before it");
        Counted { states: self.clone() }
    }

    pub(crate) fn made(&self) -> u32 {
        let count = self.count();
        assert_eq!(count.living, 0, "a state outlives its actor");
        count.made
    }
}

#[actor(crate = model)]
pub(crate) struct Counted {
    states: States,
}

#[actor(crate = model)]
impl Counted {
    pub(crate) fn echo(&self, n: u32) -> u32 {
        n
    }

    /// Whether the group answers its child.
    pub(crate) fn is_answered_by(&self, group: SupervisorHandle) -> bool {
        match group.children() {
            Ok(_) => true,
            Err(CallError::Deadlock(_)) => false,
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) fn echo_of(&self, other: CountedHandle) -> bool {
        other.echo(1).is_ok()
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn blow(&mut self) -> u32 {
        std::panic::resume_unwind(Box::new("blown"))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.states.count().living -= 1;
    }
}

/// What runs the groups of a scenario, and their children.
pub(crate) struct Driver {
    of_groups: Option<Executor>,
    of_children: Option<Executor>,
}

impl Driver {
    /// Each has a thread.
    fn threads() -> Self {
        Driver { of_groups: None, of_children: None }
    }

    /// All are on one slot.
    fn one_slot() -> Self {
        let executor = Executor::new(1).unwrap();
        Driver { of_groups: Some(executor.clone()), of_children: Some(executor) }
    }

    /// The children are on one slot, and the groups have threads.
    fn children_on_one_slot() -> Self {
        Driver::of_children_on(Executor::new(1).unwrap())
    }

    pub(crate) fn of_children_on(executor: Executor) -> Self {
        Driver { of_groups: None, of_children: Some(executor) }
    }

    pub(crate) fn group(&self, supervisor: Supervisor) -> SupervisorHandle {
        match &self.of_groups {
            None => supervisor.spawn(),
            Some(executor) => supervisor.spawn_on(executor),
        }
    }

    pub(crate) fn inner(
        &self,
        outer: &SupervisorHandle,
        supervisor: Supervisor,
    ) -> SupervisorHandle {
        match &self.of_groups {
            None => outer.start_group(supervisor).unwrap(),
            Some(executor) => outer.start_group_on(executor, supervisor).unwrap(),
        }
    }

    pub(crate) fn start(&self, group: &SupervisorHandle, states: &States) -> CountedHandle {
        self.start_with(group, states, Restart::on_failure().without_limit())
    }

    pub(crate) fn start_with(
        &self,
        group: &SupervisorHandle,
        states: &States,
        restart: Restart,
    ) -> CountedHandle {
        let states = states.clone();
        let child = Child::new(CountedHandle::builder().count(), move || states.begin());
        // A deadline may pass at any moment in the model. These scenarios are about deadlines that do not pass.
        let child = child.restart(restart).deadline(Duration::MAX);
        match &self.of_children {
            None => group.start(child).unwrap(),
            Some(executor) => group.start_on(executor, child).unwrap(),
        }
    }

    /// Shuts the executor down, if there is one: none of its threads is left waiting.
    fn shut_down(self) {
        for executor in [self.of_groups, self.of_children].into_iter().flatten() {
            executor.shutdown().unwrap();
        }
    }
}

/// Has the child fail, and then asks it, on another thread.
pub(crate) fn fail_and_ask(child: &CountedHandle) -> thread::JoinHandle<Result<u32, CallError>> {
    let child = child.clone();
    thread::spawn(move || {
        let blown = child.blow();
        assert!(matches!(blown, Err(CallError::Panicked | CallError::Ended(_))), "{blown:?}");
        child.echo(1)
    })
}

const WITH_THREADS: fn() -> Driver = Driver::threads;
const ON_A_SLOT: [fn() -> Driver; 2] = [Driver::one_slot, Driver::children_on_one_slot];

fn run<R>(driver: fn() -> Driver, scenario: impl FnOnce(&Driver) -> R) -> R {
    let driver = driver();
    let outcome = scenario(&driver);
    driver.shut_down();
    outcome
}

/// The outcomes of a scenario under each driver: with threads, on one slot, and with only the children on one slot.
/// Where the threads of an executor come and go as well, more schedules are tried.
pub(crate) fn outcomes<R: Debug + 'static>(
    schedules: usize,
    scenario: impl Fn(&Driver) -> R + Copy + Send + Sync + 'static,
) -> [Vec<String>; 3] {
    let under =
        |schedules, driver| Search::Sampled(schedules).outcomes(move || run(driver, scenario));
    let [one_slot, children] = ON_A_SLOT.map(|driver| under(schedules * 5, driver));
    [under(schedules, WITH_THREADS), one_slot, children]
}

/// Asserts that the scenario hangs with this fault, under each driver.
pub(crate) fn assert_hangs<R: 'static>(
    schedules: usize,
    fault: Fault,
    scenario: impl Fn(&Driver) -> R + Copy + Send + Sync + 'static,
) {
    assert_hangs_under(WITH_THREADS, schedules, fault, scenario);
    assert_hangs_on_a_slot(schedules, fault, scenario);
}

/// Asserts that the scenario hangs with this fault where actors wait for their turns.
pub(crate) fn assert_hangs_on_a_slot<R: 'static>(
    schedules: usize,
    fault: Fault,
    scenario: impl Fn(&Driver) -> R + Copy + Send + Sync + 'static,
) {
    for driver in ON_A_SLOT {
        assert_hangs_under(driver, schedules, fault, scenario);
    }
}

fn assert_hangs_under<R: 'static>(
    driver: fn() -> Driver,
    schedules: usize,
    fault: Fault,
    scenario: impl Fn(&Driver) -> R + Copy + Send + Sync + 'static,
) {
    let failure = Search::Sampled(schedules).failure(fault, move || run(driver, scenario));
    assert!(is_hang(&failure), "{failure}");
}
