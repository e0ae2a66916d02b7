//! A mailbox without an actor: for tests, fakes, and loops of your own.

use std::time::Duration;

use actor_runtime::prelude::*;

use crate::{
    calls::{Counter, CounterHandle, CounterMessage},
    sys::{
        mpsc::{RecvTimeoutError, TryRecvError},
        test, thread,
    },
};

#[test]
fn a_fake_is_a_match_on_the_messages() {
    let (counter, inbox) = CounterHandle::channel();
    let fake = thread::spawn(move || {
        for message in inbox.iter() {
            if let CounterMessage::Total { reply } = message {
                let _ = reply.send(42);
            }
        }
    });
    counter.add(1).unwrap();
    assert_eq!(counter.total(), Ok(42));
    assert_eq!(counter.divide(1), Err(CallError::NoReply), "dropped unanswered");
    drop(counter);
    fake.join().unwrap();
}

#[test]
fn messages_are_taken_with_and_without_waiting() {
    let (counter, inbox) = CounterHandle::channel();
    assert!(matches!(inbox.try_recv(), Err(TryRecvError::Empty)));
    let none = inbox.recv_timeout(Duration::from_millis(1));
    assert!(matches!(none, Err(RecvTimeoutError::Timeout)));
    counter.add(1).unwrap();
    counter.add(2).unwrap();
    counter.add(3).unwrap();
    assert!(matches!(inbox.try_recv(), Ok(CounterMessage::Add { n: 1 })));
    assert!(matches!(inbox.recv_timeout(Duration::MAX), Ok(CounterMessage::Add { n: 2 })));
    assert!(matches!(inbox.recv(), Some(CounterMessage::Add { n: 3 })));
    assert_eq!(counter.stats().handled, 3);
    drop(counter);
    assert!(matches!(inbox.try_recv(), Err(TryRecvError::Disconnected)));
    let none = inbox.recv_timeout(Duration::from_millis(1));
    assert!(matches!(none, Err(RecvTimeoutError::Disconnected)));
    assert!(inbox.recv().is_none());
}

#[test]
fn stopping_drains_and_killing_does_not() {
    let (counter, inbox) = CounterHandle::channel();
    counter.add(1).unwrap();
    counter.stop();
    assert!(matches!(inbox.recv(), Some(CounterMessage::Add { n: 1 })));
    assert!(inbox.recv().is_none());
    drop(inbox);
    assert_eq!(counter.join(), Ok(Exit::Stopped));

    let (counter, inbox) = CounterHandle::channel();
    let total = counter.ask().total();
    counter.kill();
    assert!(inbox.recv().is_none());
    drop(inbox);
    assert_eq!(total.wait(), Err(CallError::Ended(Exit::Killed)));
    assert_eq!(counter.join(), Ok(Exit::Killed));
}

#[test]
fn dropping_the_inbox_ends_what_it_stood_for() {
    let (counter, inbox) = CounterHandle::channel();
    counter.add(1).unwrap();
    let total = counter.ask().total();
    drop(inbox);
    assert_eq!(total.wait(), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(counter.add(2), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(counter.stats().undelivered, 2);
    assert_eq!(counter.join(), Ok(Exit::Stopped));
}

#[test]
fn dropping_the_inbox_after_the_last_handle_is_a_clean_close() {
    let (counter, inbox) = CounterHandle::channel();
    let weak = counter.downgrade();
    counter.add(1).unwrap();
    drop(counter);
    assert_eq!(inbox.iter().count(), 1);
    drop(inbox);
    assert_eq!(weak.exit(), Some(Exit::Closed));
}

#[test]
fn flush_is_answered_once_the_loop_asks_for_more() {
    let (counter, inbox) = CounterHandle::channel();
    counter.add(1).unwrap();
    let flushing = thread::spawn({
        let counter = counter.clone();
        move || counter.flush()
    });
    assert!(matches!(inbox.recv(), Some(CounterMessage::Add { n: 1 })));
    let looping = thread::spawn(move || inbox.iter().count());
    assert_eq!(flushing.join().unwrap(), Ok(()));
    drop(counter);
    assert_eq!(looping.join().unwrap(), 0);
}

#[test]
fn run_hands_the_state_back() {
    let (counter, inbox) = CounterHandle::channel();
    counter.add(20).unwrap();
    counter.add(22).unwrap();
    let watched = counter.downgrade();
    drop(counter);
    assert_eq!(Counter::new(0).run(inbox).total(), 42);
    assert_eq!(watched.exit(), Some(Exit::Closed));
}
