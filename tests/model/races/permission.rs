//! A child that waits for its group's permission to go on: the permission itself, and every end that comes instead.

use model::{Executor, Fault, Restart, Supervisor, SupervisorHandle, prelude::*, sys::FOR_EVER};
use shuttle::thread;

use crate::{
    counted::{
        CountedHandle, Driver, States, assert_hangs, assert_hangs_on_a_slot, fail_and_ask, outcomes,
    },
    ground::settled,
};

fn at_once() -> Restart {
    Restart::on_failure().without_limit()
}

/// The permission never comes.
fn never() -> Restart {
    at_once().backoff(FOR_EVER, FOR_EVER)
}

type End = fn(SupervisorHandle, &CountedHandle);

const DROP: End = |group, _| drop(group);
const SHUT_DOWN: End = |group, _| drop(group.shutdown());
const STOP: End = |_group, child| child.stop();
const KILL: End = |_group, child| child.kill();

/// A child fails and is asked after that, while something ends. Returns whether the ask was answered, how many states
/// there were, and whether the failure was the exit.
fn failed_and_ended(driver: &Driver, restart: fn() -> Restart, end: End) -> (bool, u32, bool) {
    let group = driver.group(Supervisor::one_for_one());
    let states = States::default();
    let child = driver.start_with(&group, &states, restart());
    let failing = fail_and_ask(&child);
    end(group, &child);
    let answered = failing.join().unwrap();
    let exit = child.shutdown().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Killed | Exit::Panicked(_)), "{exit:?}");
    settled(&child);
    (answered.is_ok(), states.made(), matches!(exit, Exit::Panicked(_)))
}

fn of(restart: fn() -> Restart, end: End) -> [Vec<String>; 3] {
    outcomes(1_000, move |driver: &Driver| failed_and_ended(driver, restart, end))
}

#[test]
fn the_last_drop_of_its_group_lets_a_child_go() {
    for outcomes in of(never, DROP) {
        assert_eq!(outcomes, ["(false, 1, false)", "(false, 1, true)", "(true, 2, false)"]);
    }
}

#[test]
fn the_stop_of_its_group_lets_a_child_go() {
    for outcomes in of(never, SHUT_DOWN) {
        assert_eq!(outcomes, ["(false, 1, false)", "(false, 1, true)", "(true, 2, false)"]);
    }
}

#[test]
fn a_childs_own_stop_lets_it_go() {
    for outcomes in of(never, STOP) {
        assert_eq!(outcomes, ["(false, 1, false)", "(false, 1, true)", "(true, 2, false)"]);
    }
}

#[test]
fn a_childs_kill_lets_it_go() {
    for outcomes in of(never, KILL) {
        assert_eq!(outcomes, ["(false, 1, false)", "(false, 1, true)"]);
    }
}

#[test]
fn a_stop_amid_a_childs_restart_loses_nothing() {
    for outcomes in of(at_once, STOP) {
        assert_eq!(
            outcomes,
            ["(false, 1, false)", "(false, 1, true)", "(false, 2, false)", "(true, 2, false)"]
        );
    }
}

#[test]
fn a_kill_amid_a_childs_restart_is_the_end() {
    for outcomes in of(at_once, KILL) {
        assert_eq!(
            outcomes,
            ["(false, 1, false)", "(false, 1, true)", "(false, 2, false)", "(true, 2, false)"]
        );
    }
}

#[test]
fn an_end_that_a_child_does_not_learn_of_is_noticed() {
    let scenario = |driver: &Driver| failed_and_ended(driver, never, SHUT_DOWN);
    assert_hangs(1_000, Fault::LostNotification, scenario);
    assert_hangs_on_a_slot(1_000, Fault::LostEntry, scenario);
}

/// The group lets it go, and nothing ends until it has answered.
fn restarted(driver: &Driver) {
    let group = driver.group(Supervisor::one_for_one());
    let states = States::default();
    let child = driver.start_with(&group, &states, at_once());
    let other = child.clone();
    let asking = thread::spawn(move || assert_eq!(other.echo(1), Ok(1)));
    assert_eq!(child.blow(), Err(CallError::Panicked));
    assert_eq!(child.echo(2), Ok(2));
    asking.join().unwrap();
    assert_eq!(group.join(), Ok(Exit::Closed));
    assert_eq!(child.clone().join(), Ok(Exit::Stopped));
    assert_eq!(settled(&child).restarts, 1);
    assert_eq!(states.made(), 2);
}

#[test]
fn a_permission_reaches_its_child() {
    outcomes(2_000, restarted);
}

#[test]
fn a_permission_that_a_child_does_not_learn_of_is_noticed() {
    assert_hangs(1_000, Fault::LostNotification, restarted);
    assert_hangs_on_a_slot(1_000, Fault::LostEntry, restarted);
}

/// A group within a group gives up, and the outer one restarts it with its child, or ends.
fn given_up_and_ended(driver: &Driver) -> (bool, u32) {
    let outer = driver.group(Supervisor::one_for_one());
    let once = Supervisor::one_for_one().at_most(0, FOR_EVER);
    let inner = driver.inner(&outer, once);
    let states = States::default();
    let child = driver.start(&inner, &states);
    let failing = fail_and_ask(&child);
    assert_eq!(outer.shutdown(), Ok(Exit::Stopped));
    let exit = inner.join().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Failed(_)), "{exit:?}");
    let answered = failing.join().unwrap();
    let exit = child.shutdown().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Panicked(_)), "{exit:?}");
    settled(&child);
    (answered.is_ok(), states.made())
}

#[test]
fn a_group_that_waits_for_the_outer_one_ends_with_it() {
    for outcomes in outcomes(1_000, given_up_and_ended) {
        assert_eq!(outcomes, ["(false, 1)", "(false, 2)", "(true, 2)"]);
    }
}

/// The executor of a child is shut down while its group, which has a thread, restarts it.
fn restarted_and_left_without_executor() -> (bool, u32) {
    let executor = Executor::new(1).unwrap();
    let driver = Driver::of_children_on(executor.clone());
    let group = driver.group(Supervisor::one_for_one());
    let states = States::default();
    let child = driver.start(&group, &states);
    let failing = fail_and_ask(&child);
    executor.shutdown().unwrap();
    let answered = failing.join().unwrap();
    let exit = child.clone().join().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Panicked(_)), "{exit:?}");
    settled(&child);
    assert_eq!(group.join(), Ok(Exit::Closed));
    (answered.is_ok(), states.made())
}

#[test]
fn an_executor_that_is_shut_down_waits_for_no_permission() {
    let outcomes = model::Search::Sampled(5_000).outcomes(restarted_and_left_without_executor);
    assert_eq!(outcomes, ["(false, 1)", "(false, 2)", "(true, 2)"]);
}
