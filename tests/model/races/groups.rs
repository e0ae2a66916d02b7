//! Groups: failures of several children at once, and against every end.

use model::{
    ChildEvent, ChildEventKind, Fault, Restart, Supervisor, SupervisorHandle, prelude::*,
    sys::FOR_EVER,
};
use shuttle::thread;

use crate::{
    counted::{Driver, States, assert_hangs, fail_and_ask, outcomes},
    ground::settled,
};

/// Both children of a group fail at once. Asks that are sent after the failures are answered.
fn both_fail(driver: &Driver) -> (u32, u32) {
    let group = driver.group(Supervisor::one_for_all());
    let states = [States::default(), States::default()];
    let children = states.each_ref().map(|states| driver.start(&group, states));
    let failing = children.clone().map(|child| {
        thread::spawn(move || {
            assert_eq!(child.blow(), Err(CallError::Panicked));
            assert_eq!(child.echo(1), Ok(1), "lost at the restart");
        })
    });
    failing.into_iter().for_each(|failing| failing.join().unwrap());
    assert_eq!(group.join(), Ok(Exit::Closed));
    for child in children {
        assert_eq!(child.shutdown(), Ok(Exit::Stopped));
        assert_eq!(settled(&child).handled, 2);
    }
    let [one, other] = states.map(|states| states.made());
    (one, other)
}

#[test]
fn two_failures_at_once_restart_each_child_once_or_twice() {
    let [threads, mut one_slot, children_on_a_slot] = outcomes(2_000, both_fail);
    // The later one needs no other state where it was suspended as the last handle went.
    let expected = ["(2, 2)", "(3, 2)", "(3, 3)"];
    assert_eq!([threads, children_on_a_slot], [expected; 2]);
    // That is rare where the group needs the slot as well.
    one_slot.retain(|outcome| outcome != "(3, 2)");
    assert_eq!(one_slot, ["(2, 2)", "(3, 3)"]);
}

#[test]
fn a_supervisor_that_learns_nothing_is_noticed() {
    assert_hangs(1_000, Fault::LostNotification, both_fail);
}

/// The group ends while a child fails.
fn failed_and_ended(driver: &Driver, end: fn(SupervisorHandle)) -> (bool, u32) {
    let group = driver.group(Supervisor::one_for_one());
    let states = States::default();
    let child = driver.start(&group, &states);
    let failing = fail_and_ask(&child);
    end(group);
    let answered = failing.join().unwrap();
    let exit = child.shutdown().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Panicked(_)), "{exit:?}");
    settled(&child);
    (answered.is_ok(), states.made())
}

#[test]
fn a_group_that_ends_takes_its_failing_child_along() {
    for end in [drop as fn(SupervisorHandle), |group| drop(group.shutdown())] {
        for outcomes in outcomes(1_000, move |driver: &Driver| failed_and_ended(driver, end)) {
            // Never made again for nothing; made again to handle what was accepted, or before the end.
            assert_eq!(outcomes, ["(false, 1)", "(false, 2)", "(true, 2)"]);
        }
    }
}

#[test]
fn an_end_the_waiting_child_does_not_learn_of_is_noticed() {
    let scenario = |driver: &Driver| failed_and_ended(driver, |group| drop(group.shutdown()));
    assert_hangs(1_000, Fault::LostNotification, scenario);
}

/// A child asks its group, which is about to end that child's state. Returns whether the child was answered, and what
/// the group reported of it until its next state, if there was one.
fn suspended_and_asking(driver: &Driver) -> (bool, Option<&'static str>) {
    let group = driver.group(Supervisor::one_for_all());
    let states = [States::default(), States::default()];
    let [failing, asking] = states.each_ref().map(|states| driver.start(&group, states));
    let (events, id) = (group.events().unwrap(), asking.id());
    let asked = {
        let group = group.clone();
        thread::spawn(move || asking.is_answered_by(group).unwrap())
    };
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(failing.echo(1), Ok(1));
    let answered = asked.join().unwrap();
    assert_eq!(group.join(), Ok(Exit::Closed));
    let [failed, asked] = states.map(|states| states.made());
    // One that was late, or suspended as the last handle went, needs no other state to end.
    assert!(failed == 2 && (1..=2).contains(&asked), "{failed} {asked}");
    let of_it = |told: &ChildEvent| told.id == id;
    let told = std::iter::from_fn(|| events.recv().ok()).find(of_it).map(|told| match told.event {
        ChildEventKind::Suspended => "suspended",
        ChildEventKind::Deadlock(cycle) => {
            assert_eq!(cycle.actors(), ["Supervisor", "Counted"]);
            "in a circle"
        }
        other => panic!("{other:?}"),
    });
    (answered, told)
}

#[test]
fn a_child_and_its_group_do_not_wait_for_each_other() {
    let expected = [
        r#"(false, Some("suspended"))"#,
        r#"(true, Some("in a circle"))"#,
        r#"(true, Some("suspended"))"#,
    ];
    for outcomes in outcomes(1_000, suspended_and_asking) {
        assert_eq!(outcomes, expected);
    }
}

#[test]
fn a_group_that_is_not_seen_to_wait_is_noticed() {
    assert_hangs(1_000, Fault::ForgetfulStatic, suspended_and_asking);
}

/// The group ends while one child fails, and another child, which is ended first, asks the failed one.
fn failed_and_asked_and_ended(driver: &Driver) -> bool {
    let group = driver.group(Supervisor::one_for_one());
    let states = [States::default(), States::default()];
    let [failing, asking] = states.each_ref().map(|states| driver.start(&group, states));
    let asked = Handle::ask(&asking).echo_of(failing.clone());
    let blowing = {
        let failing = failing.clone();
        thread::spawn(move || drop(failing.blow()))
    };
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    blowing.join().unwrap();
    settled(&failing);
    assert!(states.iter().all(|states| states.made() <= 2));
    asked.wait().unwrap()
}

#[test]
fn a_child_that_drains_waits_for_none_that_waits_for_the_group() {
    let [threads, on_a_slot @ ..] = outcomes(1_000, failed_and_asked_and_ended);
    assert_eq!(threads, ["false", "true"]);
    // The one that asks had its turn before the other one's failure.
    assert_eq!(on_a_slot, [["true"]; 2]);
}

/// A child is stopped while another one's failure is about to end its state.
fn suspended_and_stopped(driver: &Driver) -> u32 {
    let group = driver.group(Supervisor::one_for_all());
    let states = [States::default(), States::default()];
    let [failing, stopped] = states.each_ref().map(|states| driver.start(&group, states));
    let stopping = thread::spawn(move || {
        let asked = stopped.ask().echo(1);
        assert_eq!(stopped.shutdown(), Ok(Exit::Stopped));
        assert_eq!(asked.wait(), Ok(1), "accepted before the stop");
        settled(&stopped);
    });
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    stopping.join().unwrap();
    assert_eq!(failing.echo(2), Ok(2));
    assert_eq!(group.join(), Ok(Exit::Closed));
    assert_eq!(failing.join(), Ok(Exit::Stopped));
    assert_eq!(states[0].made(), 2);
    states[1].made()
}

#[test]
fn a_child_that_is_stopped_drains_whoever_else_fails() {
    for outcomes in outcomes(1_000, suspended_and_stopped) {
        assert_eq!(outcomes, ["1", "2"]);
    }
}

/// A child that waits for ever to be restarted is stopped, and so gets a state to handle the rest. Meanwhile another
/// child's failure is about to end that state.
fn suspended_as_it_drains(driver: &Driver) -> u32 {
    let group = driver.group(Supervisor::rest_for_one());
    let states = [States::default(), States::default()];
    let failing = driver.start(&group, &states[0]);
    let patient = Restart::on_failure().without_limit().backoff(FOR_EVER, FOR_EVER);
    let stopped = driver.start_with(&group, &states[1], patient);
    let stopping = thread::spawn(move || {
        assert_eq!(stopped.blow(), Err(CallError::Panicked));
        let asked = stopped.ask().echo(1);
        assert_eq!(stopped.shutdown(), Ok(Exit::Stopped));
        assert_eq!(asked.wait(), Ok(1), "accepted before the stop");
        settled(&stopped);
    });
    assert!(failing.blow().is_err());
    stopping.join().unwrap();
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    states[1].made()
}

#[test]
fn a_state_that_drains_and_is_suspended_leaves_the_rest_to_the_next() {
    for outcomes in outcomes(2_000, suspended_as_it_drains) {
        assert_eq!(outcomes, ["2", "3"]);
    }
}

/// A child asks another one. By then, the failure of a third child may have ended the asked child's state, and may be
/// about to end the asking child's.
fn suspended_and_asked(driver: &Driver) -> bool {
    let group = driver.group(Supervisor::one_for_all());
    let states = [States::default(), States::default(), States::default()];
    let [failing, asking, asked] = states.each_ref().map(|states| driver.start(&group, states));
    let answer = Handle::ask(&asking).echo_of(asked.clone());
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    let answered = answer.wait().unwrap();
    assert_eq!((asking.echo(2), asked.echo(3)), (Ok(2), Ok(3)));
    assert_eq!(group.join(), Ok(Exit::Closed));
    states.iter().for_each(|states| assert!(states.made() <= 2));
    answered
}

#[test]
fn a_child_and_one_that_waits_for_the_group_do_not_wait_for_each_other() {
    for outcomes in outcomes(1_000, suspended_and_asked) {
        assert_eq!(outcomes, ["false", "true"]);
    }
}

#[test]
fn a_child_that_waits_for_the_group_unseen_is_noticed() {
    assert_hangs(5_000, Fault::ForgetfulStatic, suspended_and_asked);
}
