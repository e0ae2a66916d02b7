//! Links: which ends stop the other actor, and which do not.

use std::time::Duration;

use actor_runtime::{OnPanic, Restart, link, prelude::*, unlink};

use crate::{
    calls::{Counter, CounterHandle},
    support::{
        blocked::{Blocked, BlockedHandle, block},
        driver::{Start, StartBuilt},
    },
    sys::test,
};

const SOON: Duration = Duration::from_secs(30);

fn actor() -> BlockedHandle {
    Blocked::default().start()
}

/// An actor of another kind.
fn counter() -> CounterHandle {
    Counter::new(0).start()
}

fn panic(actor: &BlockedHandle) {
    assert_eq!(actor.fail("on purpose".into()), Err(CallError::Panicked));
}

#[test]
fn an_abnormal_end_stops_the_other_whichever_way_the_link_was_made() {
    let ends: [fn(&BlockedHandle); 2] = [panic, |actor| actor.kill()];
    for end in ends {
        for ends_first in [true, false] {
            let (ending, other) = (actor(), counter());
            if ends_first {
                link(&ending, &other)
            } else {
                link(&other, &ending)
            }
            end(&ending);
            assert_eq!(other.wait_timeout(SOON), Some(Exit::Stopped));
            assert!(ending.join().unwrap().ok().is_err());
        }
    }
}

#[test]
fn a_normal_end_is_none_of_the_others_business() {
    let (stopping, closing, other) = (actor(), actor(), counter());
    link(&stopping, &other);
    link(&other, &closing);
    assert_eq!(stopping.shutdown(), Ok(Exit::Stopped));
    assert_eq!(closing.join(), Ok(Exit::Closed));
    assert!(other.is_open());
    assert_eq!(other.join(), Ok(Exit::Closed), "no link is a handle");
}

#[test]
fn the_other_handles_what_it_has_accepted() {
    let (ending, other) = (actor(), actor());
    link(&ending, &other);
    let latch = block(&other);
    other.note(1).unwrap();
    let seen = other.ask().seen();
    panic(&ending);
    let _ = ending.join().unwrap();
    assert!(!other.is_open());
    drop(latch);
    assert_eq!(seen.wait(), Ok(vec![1]));
    assert_eq!(other.shutdown(), Ok(Exit::Stopped));
}

#[test]
fn an_end_before_the_link_counts_too() {
    let ended = actor();
    panic(&ended);
    assert!(ended.wait_timeout(SOON).is_some());
    let (first, second) = (counter(), counter());
    link(&ended, &first);
    link(&second, &ended);
    assert_eq!(first.shutdown(), Ok(Exit::Stopped));
    assert!(!second.is_open());

    let (ended, other) = (actor(), counter());
    assert_eq!(ended.shutdown(), Ok(Exit::Stopped));
    link(&ended, &other);
    link(&other, &ended);
    assert!(other.is_open(), "that end was a normal one");
}

#[test]
fn a_stop_by_a_link_goes_no_further() {
    let (first, second, third) = (actor(), actor(), actor());
    link(&first, &second);
    link(&second, &third);
    panic(&first);
    assert_eq!(second.wait_timeout(SOON), Some(Exit::Stopped));
    assert!(third.is_open());
}

#[test]
fn all_that_are_linked_to_one_are_stopped() {
    let (ending, others) = (actor(), [counter(), counter(), counter()]);
    for other in &others {
        link(&ending, other);
        link(other, &ending); // twice is once
    }
    panic(&ending);
    for other in others {
        assert_eq!(other.wait_timeout(SOON), Some(Exit::Stopped));
    }
}

#[test]
fn two_that_both_end_abnormally_end_of_their_own_causes() {
    let (panicking, killed) = (actor(), actor());
    link(&panicking, &killed);
    let latch = block(&killed);
    killed.kill();
    panic(&panicking);
    assert!(matches!(panicking.join(), Ok(Exit::Panicked(_))));
    drop(latch);
    assert_eq!(killed.join(), Ok(Exit::Killed));
}

#[test]
fn a_link_to_itself_and_one_that_was_undone_do_nothing() {
    let (ending, other) = (actor(), counter());
    link(&ending, &ending.clone());
    assert!(ending.is_open());
    link(&ending, &other);
    unlink(&other, &ending);
    unlink(&other, &ending);
    panic(&ending);
    assert!(matches!(ending.join(), Ok(Exit::Panicked(_))));
    assert!(other.is_open());
}

#[test]
fn a_panic_that_an_actor_survives_is_no_end() {
    let resuming = BlockedHandle::builder().on_panic(OnPanic::Resume).start(Blocked::default());
    let once = Restart::on_failure().at_most(1, Duration::MAX);
    let restarting = BlockedHandle::builder().start_supervised(once, Blocked::default).unwrap();
    for surviving in [resuming.unwrap(), restarting.clone()] {
        let other = counter();
        link(&surviving, &other);
        panic(&surviving);
        assert_eq!(surviving.seen(), Ok(vec![]));
        assert!(other.is_open());
        unlink(&surviving, &other);
    }
    // An actor that may not be restarted again ends.
    let other = counter();
    link(&restarting, &other);
    panic(&restarting);
    assert_eq!(other.wait_timeout(SOON), Some(Exit::Stopped));
}

#[test]
fn a_failure_is_an_abnormal_end_and_a_stop_by_a_link_is_no_cause_to_restart() {
    #[actor]
    struct Unready;

    #[actor]
    impl Unready {
        pub fn begin(&mut self) {}

        #[started]
        fn start(&mut self) -> Result<(), String> {
            Err("not ready".into())
        }
    }

    let supervised = BlockedHandle::builder().start_supervised(Restart::always(), Blocked::default);
    let (unready, supervised) = (Unready.start(), supervised.unwrap());
    link(&unready, &supervised);
    assert_eq!(supervised.wait_timeout(SOON), Some(Exit::Stopped));
    assert!(matches!(unready.join(), Ok(Exit::Failed(_))));
}
