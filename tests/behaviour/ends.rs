//! Every way an actor ends, and what its callers, joiners and watchers see of it.

use std::time::Duration;

use actor_runtime::prelude::*;

use crate::{
    support::{
        blocked::{Blocked, BlockedMessage, block, block_in_turn},
        driver::Start,
    },
    sys::{
        fewer,
        mpsc::{Sender, channel},
        test, thread,
    },
};

const SOON: Duration = Duration::from_secs(30);

#[test]
fn the_last_drop_closes_drains_and_ends() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    for n in 0..1000 {
        actor.note(n).unwrap();
    }
    let seen = actor.ask().seen();
    let weak = actor.downgrade();
    drop(actor);
    assert!(weak.upgrade().is_none());
    assert_eq!(weak.exit(), None);
    drop(latch);
    assert_eq!(seen.wait(), Ok((0..1000).collect()));
}

#[test]
fn join_waits_for_the_other_handles_too() {
    let actor = Blocked::default().start();
    let other = actor.clone();
    let joiner = thread::spawn(move || actor.join());
    other.note(1).unwrap();
    assert_eq!(other.seen(), Ok(vec![1]));
    drop(other);
    assert_eq!(joiner.join().unwrap(), Ok(Exit::Closed));
}

#[test]
fn stop_refuses_new_messages_and_handles_the_accepted_ones() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    actor.note(1).unwrap();
    let seen = actor.ask().seen();
    actor.stop();

    assert_eq!(actor.note(2), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(actor.seen(), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(actor.ask().seen().wait(), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(actor.flush(), Err(CallError::Ended(Exit::Stopped)));
    let refused = actor.send(BlockedMessage::Note { n: 3 }).unwrap_err();
    assert_eq!(refused.reason(), &CallError::Ended(Exit::Stopped));
    assert!(matches!(refused.into_message(), BlockedMessage::Note { n: 3 }));
    let refused = actor.try_send(BlockedMessage::Note { n: 4 }).unwrap_err();
    assert!(matches!(refused.into_message(), BlockedMessage::Note { n: 4 }));

    assert!(actor.is_alive());
    drop(latch);
    assert_eq!(seen.wait(), Ok(vec![1]));
    assert_eq!(actor.wait_timeout(SOON), Some(Exit::Stopped));
    assert!(!actor.is_alive());
    assert_eq!(actor.note(5), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(actor.stats().undelivered, 0);
}

#[test]
fn an_idle_actor_stops_at_once_and_stopping_twice_is_stopping() {
    let actor = Blocked::default().start();
    actor.seen().unwrap();
    actor.stop();
    actor.stop();
    assert_eq!(actor.clone().join(), Ok(Exit::Stopped));
    actor.stop();
    assert_eq!(actor.join(), Ok(Exit::Stopped));
}

#[test]
fn a_handler_can_stop_its_actor() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    actor.note(1).unwrap();
    actor.end().unwrap();
    let seen = actor.ask().seen();
    drop(latch);
    assert_eq!(seen.wait(), Ok(vec![1]), "accepted before the stop");
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
}

#[test]
fn a_handler_can_stop_its_actor_when_no_handle_is_left() {
    let actor = Blocked::default().start();
    let (ended, ends) = channel();
    actor.on_exit(move |exit| ended.send(exit.clone()).unwrap());
    let latch = block(&actor);
    actor.end().unwrap();
    drop(actor);
    drop(latch);
    assert_eq!(ends.recv(), Ok(Exit::Stopped));
}

#[test]
fn kill_ends_after_the_running_handler() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    actor.note(1).unwrap();
    let seen = actor.ask().seen();
    let flushed = thread::spawn({
        let actor = actor.clone();
        move || actor.flush()
    });
    actor.kill();
    assert_eq!(actor.note(2), Err(CallError::Ended(Exit::Killed)));
    drop(latch);
    assert_eq!(actor.wait_timeout(SOON), Some(Exit::Killed));
    assert_eq!(seen.wait(), Err(CallError::Ended(Exit::Killed)));
    assert_eq!(flushed.join().unwrap(), Err(CallError::Ended(Exit::Killed)));
    let stats = actor.stats();
    assert_eq!((stats.handled, stats.undelivered), (1, 2));
    assert_eq!(actor.join(), Ok(Exit::Killed));
}

#[test]
fn the_counts_of_a_whole_life_are_there_when_no_handle_is() {
    let actor = Blocked::default().start();
    let weak = actor.downgrade();
    actor.note(1).unwrap();
    actor.seen().unwrap();
    assert_eq!(actor.join(), Ok(Exit::Closed));
    assert_eq!(weak.stats().handled, 2);
}

#[test]
fn kill_ends_an_idle_actor_and_a_draining_one() {
    let idle = Blocked::default().start();
    idle.seen().unwrap();
    idle.kill();
    assert_eq!(idle.join(), Ok(Exit::Killed));

    let draining = Blocked::default().start();
    let latch = block(&draining);
    draining.note(1).unwrap();
    draining.stop();
    draining.kill();
    drop(latch);
    assert_eq!(draining.wait_timeout(SOON), Some(Exit::Killed));
    assert_eq!(draining.stats().undelivered, 1);
}

#[test]
fn every_watcher_is_called_once_however_late() {
    let actor = Blocked::default().start();
    let (told, exits) = channel();
    for n in 0..3 {
        let told = told.clone();
        actor.on_exit(move |exit| told.send((n, exit.clone())).unwrap());
    }
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    actor.on_exit(move |exit| told.send((3, exit.clone())).unwrap());
    let mut told: Vec<_> = exits.iter().collect();
    told.sort_by_key(|(n, _)| *n);
    assert_eq!(told, (0..4).map(|n| (n, Exit::Stopped)).collect::<Vec<_>>());
}

#[test]
fn a_watcher_that_panics_does_not_keep_the_others_from_being_called() {
    let actor = Blocked::default().start();
    let (told, exits) = channel();
    actor.on_exit(|_| panic!("a watcher's panic"));
    actor.on_exit(move |exit| told.send(exit.clone()).unwrap());
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    assert_eq!(exits.recv(), Ok(Exit::Stopped));
}

#[test]
fn a_watcher_may_join() {
    let actor = Blocked::default().start();
    let (told, exits) = channel();
    let joined = actor.clone();
    actor.on_exit(move |_| told.send(joined.join()).unwrap());
    actor.stop();
    assert_eq!(exits.recv_timeout(SOON), Ok(Ok(Exit::Stopped)));
    assert_eq!(actor.join(), Ok(Exit::Stopped));
}

#[test]
fn many_can_join_at_once() {
    let actor = Blocked::default().start();
    let joiners: Vec<_> = (0..4)
        .map(|_| {
            let actor = actor.clone();
            thread::spawn(move || actor.join())
        })
        .collect();
    drop(actor);
    for joiner in joiners {
        assert_eq!(joiner.join().unwrap(), Ok(Exit::Closed));
    }
}

#[test]
fn waiting_for_the_end_can_time_out() {
    let actor = Blocked::default().start();
    assert_eq!(actor.wait_timeout(Duration::ZERO), None);
    assert_eq!(actor.wait_timeout(Duration::from_millis(1)), None);
    actor.stop();
    assert_eq!(actor.wait_timeout(Duration::MAX), Some(Exit::Stopped));
}

#[test]
fn a_state_that_joins_itself_as_it_is_dropped_gets_an_error() {
    #[actor]
    struct Clinging {
        me: Option<ClingingHandle>,
        told: Sender<Result<Exit, CallError>>,
    }

    #[actor]
    impl Clinging {
        pub fn cling(&mut self, me: ClingingHandle) {
            self.me = Some(me);
        }
    }

    impl Drop for Clinging {
        fn drop(&mut self) {
            if let Some(me) = self.me.take() {
                let _ = self.told.send(me.join());
            }
        }
    }

    let (told, results) = channel();
    let clinging = Clinging { me: None, told }.start();
    clinging.cling(clinging.clone()).unwrap();
    assert_eq!(clinging.shutdown(), Ok(Exit::Stopped));
    assert!(matches!(results.recv(), Ok(Err(CallError::Deadlock(_)))));
}

#[test]
fn exits_tell_the_normal_from_the_abnormal() {
    assert_eq!(Exit::Closed.ok(), Ok(()));
    assert_eq!(Exit::Stopped.ok(), Ok(()));
    assert_eq!(Exit::Killed.ok(), Err(Exit::Killed));
    assert_eq!(Exit::Closed.to_string(), "closed: its last handle was dropped");
}

#[test]
fn ten_thousand_actors_live_and_end() {
    // Linux counts about two memory maps a thread against a limit of 65,530.
    let actors: Vec<_> = (0..fewer(10_000)).map(|_| Blocked::default().start()).collect();
    for (n, actor) in (0..).zip(&actors) {
        actor.note(n).unwrap();
    }
    for (n, actor) in (0..).zip(&actors) {
        assert_eq!(actor.seen(), Ok(vec![n]));
    }
    for actor in actors {
        assert_eq!(actor.join(), Ok(Exit::Closed));
    }
}

#[test]
fn a_message_sent_before_the_stop_of_another_thread_is_handled() {
    for _ in 0..200 {
        let actor = Blocked::default().start();
        let (latch, running) = block_in_turn(&actor);
        drop(latch);
        let (sent, told) = channel();
        let teller = thread::spawn({
            let actor = actor.clone();
            move || {
                actor.note(7).unwrap();
                sent.send(()).unwrap();
                (8..).take_while(|n| actor.note(*n).is_ok()).count()
            }
        });
        told.recv().unwrap();
        let seen = actor.ask().seen();
        assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
        assert_eq!(seen.wait().unwrap().first(), Some(&7));
        let accepted = teller.join().unwrap() as u64 + 3;
        let stats = actor.stats();
        assert_eq!(stats.handled + stats.undelivered, accepted);
        drop(running);
    }
}
