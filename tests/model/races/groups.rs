//! Groups: failures of several children at once, and against every end.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use model::{
    CallError, Child, Exit, Fault, Restart, Search, Supervision, SupervisionEvent, Supervisor,
    SupervisorHandle, prelude::*, sys::FOR_EVER,
};
use shuttle::thread;

use crate::{ground::settled, is_hang};

/// How many states of one child live, and how many have been made. Not shuttle's lock: to count is no
/// part of the race.
#[derive(Clone, Default)]
struct Lives(Arc<Mutex<Count>>);

#[derive(Default)]
struct Count {
    living: u32,
    made: u32,
}

impl Lives {
    fn count(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) -> Mortal {
        let mut count = self.count();
        count.living += 1;
        count.made += 1;
        assert_eq!(count.living, 1, "a state overlaps the one before it");
        Mortal { lives: self.clone() }
    }

    fn made(&self) -> u32 {
        let count = self.count();
        assert_eq!(count.living, 0, "a state outlives its actor");
        count.made
    }
}

#[actor(crate = model)]
struct Mortal {
    lives: Lives,
}

#[actor(crate = model)]
impl Mortal {
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

    pub(crate) fn echo_of(&self, other: MortalHandle) -> bool {
        other.echo(1).is_ok()
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn blow(&mut self) -> u32 {
        std::panic::resume_unwind(Box::new("blown"))
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        self.lives.count().living -= 1;
    }
}

fn start(group: &SupervisorHandle, lives: &Lives) -> MortalHandle {
    start_with(group, lives, Restart::on_panic().without_limit())
}

fn start_with(group: &SupervisorHandle, lives: &Lives, restart: Restart) -> MortalHandle {
    let lives = lives.clone();
    let child = Child::new(MortalHandle::builder().count(), move || lives.begin());
    // A deadline may pass at any moment here; these are about those that do not.
    group.start(child.restart(restart).deadline(Duration::MAX)).unwrap()
}

/// Both children of a group fail at once; what is asked behind that is answered.
fn both_fail() -> (u32, u32) {
    let group: SupervisorHandle = Supervisor::one_for_all().spawn();
    let lives = [Lives::default(), Lives::default()];
    let children = lives.each_ref().map(|lives| start(&group, lives));
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
    let [one, other] = lives.map(|lives| lives.made());
    (one, other)
}

#[test]
fn two_failures_at_once_restart_each_child_once_or_twice() {
    let outcomes = Search::Sampled(1_000).outcomes(both_fail);
    // The later one needs no other state where it was suspended as the last handle went.
    assert_eq!(outcomes, ["(2, 2)", "(3, 2)", "(3, 3)"]);
}

#[test]
fn a_supervisor_that_learns_nothing_is_noticed() {
    assert!(is_hang(&Search::Sampled(1_000).failure(Fault::LostNotification, both_fail)));
}

/// The group ends while a child fails.
fn failed_and_ended(end: fn(SupervisorHandle)) -> (bool, u32) {
    let group: SupervisorHandle = Supervisor::one_for_one().spawn();
    let lives = Lives::default();
    let child = start(&group, &lives);
    let failing = {
        let child = child.clone();
        thread::spawn(move || {
            let blown = child.blow();
            assert!(matches!(blown, Err(CallError::Panicked | CallError::Stopped(_))), "{blown:?}");
            child.echo(1)
        })
    };
    end(group);
    let answered = failing.join().unwrap();
    let exit = child.shutdown().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Panicked(_)), "{exit:?}");
    settled(&child);
    (answered.is_ok(), lives.made())
}

#[test]
fn a_group_that_ends_takes_its_failing_child_along() {
    for end in [drop as fn(SupervisorHandle), |group| drop(group.shutdown())] {
        let outcomes = Search::Sampled(1_000).outcomes(move || failed_and_ended(end));
        // Never made again for nothing; made again to handle what was accepted, or before the end.
        assert_eq!(outcomes, ["(false, 1)", "(false, 2)", "(true, 2)"]);
    }
}

#[test]
fn an_end_the_waiting_child_does_not_learn_of_is_noticed() {
    let scenario = || failed_and_ended(|group| drop(group.shutdown()));
    assert!(is_hang(&Search::Sampled(1_000).failure(Fault::LostNotification, scenario)));
}

/// A child asks its group, which is about to end that child's state. Whether it was answered, and what
/// the group told of it until its next state, if there was one.
fn suspended_and_asking() -> (bool, Option<&'static str>) {
    let group: SupervisorHandle = Supervisor::one_for_all().spawn();
    let lives = [Lives::default(), Lives::default()];
    let [failing, asking] = lives.each_ref().map(|lives| start(&group, lives));
    let (events, id) = (group.events().unwrap(), asking.id());
    let asked = {
        let group = group.clone();
        thread::spawn(move || asking.is_answered_by(group).unwrap())
    };
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(failing.echo(1), Ok(1));
    let answered = asked.join().unwrap();
    assert_eq!(group.join(), Ok(Exit::Closed));
    let [failed, asked] = lives.map(|lives| lives.made());
    // One that was late, or suspended as the last handle went, needs no other state to end.
    assert!(failed == 2 && (1..=2).contains(&asked), "{failed} {asked}");
    let of_it = |told: &Supervision| told.id == id;
    let told = std::iter::from_fn(|| events.recv().ok()).find(of_it).map(|told| match told.event {
        SupervisionEvent::Suspended => "suspended",
        SupervisionEvent::Deadlock(cycle) => {
            assert_eq!(cycle.actors(), ["Supervisor", "Mortal"]);
            "in a circle"
        }
        other => panic!("{other:?}"),
    });
    (answered, told)
}

#[test]
fn a_child_and_its_group_do_not_wait_for_each_other() {
    let outcomes = Search::Sampled(1_000).outcomes(suspended_and_asking);
    let expected = [
        r#"(false, Some("suspended"))"#,
        r#"(true, Some("in a circle"))"#,
        r#"(true, Some("suspended"))"#,
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn a_group_that_is_not_seen_to_wait_is_noticed() {
    let failure = Search::Sampled(1_000).failure(Fault::ForgetfulStatic, suspended_and_asking);
    assert!(is_hang(&failure), "{failure}");
}

/// The group ends while one child fails and another, which ends before it, asks that one.
fn failed_and_asked_and_ended() -> bool {
    let group: SupervisorHandle = Supervisor::one_for_one().spawn();
    let lives = [Lives::default(), Lives::default()];
    let [failing, asking] = lives.each_ref().map(|lives| start(&group, lives));
    let asked = Handle::ask(&asking).echo_of(failing.clone());
    let blowing = {
        let failing = failing.clone();
        thread::spawn(move || drop(failing.blow()))
    };
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    blowing.join().unwrap();
    settled(&failing);
    assert!(lives.iter().all(|lives| lives.made() <= 2));
    asked.wait().unwrap()
}

#[test]
fn nobody_who_drains_waits_for_one_that_waits_for_the_group() {
    let outcomes = Search::Sampled(1_000).outcomes(failed_and_asked_and_ended);
    assert_eq!(outcomes, ["false", "true"]);
}

/// A child is stopped while another one's failure is about to end its state.
fn suspended_and_stopped() -> u32 {
    let group: SupervisorHandle = Supervisor::one_for_all().spawn();
    let lives = [Lives::default(), Lives::default()];
    let [failing, stopped] = lives.each_ref().map(|lives| start(&group, lives));
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
    assert_eq!(lives[0].made(), 2);
    lives[1].made()
}

#[test]
fn a_child_that_is_stopped_drains_whoever_else_fails() {
    assert_eq!(Search::Sampled(1_000).outcomes(suspended_and_stopped), ["1", "2"]);
}

/// A child that waits for ever to be restarted is stopped, and so gets a state to handle the rest, while
/// another one's failure is about to end that.
fn suspended_as_it_drains() -> u32 {
    let group: SupervisorHandle = Supervisor::rest_for_one().spawn();
    let lives = [Lives::default(), Lives::default()];
    let failing = start(&group, &lives[0]);
    let patient = Restart::on_panic().without_limit().backoff(FOR_EVER, FOR_EVER);
    let stopped = start_with(&group, &lives[1], patient);
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
    lives[1].made()
}

#[test]
fn a_state_that_drains_and_is_suspended_leaves_the_rest_to_the_next() {
    assert_eq!(Search::Sampled(2_000).outcomes(suspended_as_it_drains), ["2", "3"]);
}

/// A child asks another one, whose state may have been ended by then for the failure of a third, with that
/// of the asking one to follow.
fn suspended_and_asked() -> bool {
    let group: SupervisorHandle = Supervisor::one_for_all().spawn();
    let lives = [Lives::default(), Lives::default(), Lives::default()];
    let [failing, asking, asked] = lives.each_ref().map(|lives| start(&group, lives));
    let answer = Handle::ask(&asking).echo_of(asked.clone());
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    let answered = answer.wait().unwrap();
    assert_eq!((asking.echo(2), asked.echo(3)), (Ok(2), Ok(3)));
    assert_eq!(group.join(), Ok(Exit::Closed));
    lives.iter().for_each(|lives| assert!(lives.made() <= 2));
    answered
}

#[test]
fn a_child_and_one_that_waits_for_the_group_do_not_wait_for_each_other() {
    assert_eq!(Search::Sampled(1_000).outcomes(suspended_and_asked), ["false", "true"]);
}

#[test]
fn a_child_that_waits_for_the_group_unseen_is_noticed() {
    let failure = Search::Sampled(1_000).failure(Fault::ForgetfulStatic, suspended_and_asked);
    assert!(is_hang(&failure), "{failure}");
}
