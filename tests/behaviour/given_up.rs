//! Asks whose caller has given up: what was accepted is handled, unless it is marked `#[expires]`.

use std::time::Duration;

use actor_runtime::{Reply, prelude::*};

use crate::{
    support::{
        blocked::{Latch, hold},
        clerk::{Clerk, ClerkHandle, ClerkMessage, Officer, OfficerHandle},
        driver::{Start, StartBuilt},
    },
    sys::test,
};

/// Holds the clerk until the latch is dropped.
fn block(clerk: &ClerkHandle) -> Latch {
    hold(|running, go_on| clerk.block(running, go_on))
}

/// An officer in a handler, until the latch is dropped.
fn busy_officer() -> (OfficerHandle, Latch) {
    let officer = Officer::default().start();
    let latch = hold(|running, go_on| officer.block(running, go_on));
    (officer, latch)
}

/// A message by value, and the reply to it.
fn by_value(make: impl FnOnce(ReplySender<u64>) -> ClerkMessage) -> (ClerkMessage, Reply<u64>) {
    let (elsewhere, inbox) = ClerkHandle::channel();
    let reply = elsewhere.ask().put(0);
    let Some(ClerkMessage::Put { reply: sender, .. }) = inbox.recv() else { panic!("an ask") };
    (make(sender), reply)
}

#[test]
fn an_accepted_ask_is_handled_whether_or_not_anyone_waits() {
    let clerk = Clerk::default().start();
    let latch = block(&clerk);
    let ask = clerk.ask();
    drop((ask.put(1), ask.mark(2), ask.keep(3)));
    assert_eq!(ask.put(4).wait_timeout(Duration::ZERO), Err(CallError::TimedOut));
    let (message, reply) = by_value(|reply| ClerkMessage::Put { n: 5, reply });
    clerk.send(message).unwrap();
    drop((reply, latch));
    assert_eq!(clerk.seen(), Ok(vec![1, 2, 3, 4, 5]));
    let stats = clerk.stats();
    assert_eq!((stats.handled, stats.expired), (7, 0));

    let (officer, latch) = busy_officer();
    drop((officer.ask().put(1), officer.ask().put_first(2)));
    drop(latch);
    assert_eq!(officer.seen(), Ok(vec![2, 1]));
    assert_eq!(officer.stats().expired, 0);
}

#[test]
fn an_expiring_ask_is_skipped_if_its_caller_has_given_up_before_its_turn() {
    let clerk = Clerk::default().start();
    let latch = block(&clerk);
    let ask = clerk.ask();
    drop((ask.put_in_time(1), ask.mark_in_time(2), ask.keep_in_time(3)));
    assert_eq!(ask.put_in_time(4).wait_timeout(Duration::ZERO), Err(CallError::TimedOut));
    let (message, reply) = by_value(|reply| ClerkMessage::PutInTime { n: 5, reply });
    clerk.send(message).unwrap();
    drop((reply, latch));
    assert_eq!(clerk.seen(), Ok(vec![]));
    let stats = clerk.stats();
    assert_eq!((stats.handled, stats.expired), (2, 5));
    assert_eq!((stats.accepted, stats.pending), (Some(7), Some(0)));

    let (officer, latch) = busy_officer();
    drop((officer.ask().put(1), officer.ask().put_first_in_time(2)));
    drop(latch);
    assert_eq!(officer.seen(), Ok(vec![1]));
    let stats = officer.stats();
    assert_eq!((stats.handled, stats.expired), (3, 1));
    assert_eq!((stats.accepted, stats.pending), (Some(4), Some(0)));
}

#[test]
fn an_expiring_ask_is_handled_if_its_caller_waits() {
    let clerk = Clerk::default().start();
    assert_eq!(clerk.put_in_time(1), Ok(1));
    assert_eq!(clerk.mark_in_time(2), Ok(()));
    let latch = block(&clerk);
    let (waiting, kept) = (clerk.ask().put_in_time(3), clerk.ask().keep_in_time(4));
    drop(latch);
    assert_eq!(waiting.wait(), Ok(3));
    assert_eq!(clerk.seen(), Ok(vec![1, 2, 3, 4]));
    assert_eq!(clerk.stats().expired, 0);
    clerk.stop();
    assert_eq!(kept.wait(), Err(CallError::Ended(Exit::Stopped)));

    let officer = Officer::default().start();
    assert_eq!(officer.put_first_in_time(1), Ok(1));
    assert_eq!(officer.stats().expired, 0);
}

#[test]
fn a_deadline_of_all_methods_lets_expire_what_may() {
    let builder = ClerkHandle::builder().timeout(Duration::from_millis(1));
    let clerk = builder.start(Clerk::default()).unwrap();
    let latch = block(&clerk);
    assert_eq!(clerk.put(1), Err(CallError::TimedOut));
    assert_eq!(clerk.put_in_time(2), Err(CallError::TimedOut));
    drop(latch);
    clerk.flush().unwrap();
    assert_eq!(clerk.stats().expired, 1);
    assert_eq!(clerk.ask().seen().wait(), Ok(vec![1]));
}

#[test]
fn what_an_actor_sends_itself_expires_if_it_may() {
    let clerk = Clerk::default().start();
    let put_two = clerk.run(Box::new(|ctx| {
        let (first, _) = by_value(|reply| ClerkMessage::Put { n: 1, reply });
        let (second, _) = by_value(|reply| ClerkMessage::PutInTime { n: 2, reply });
        assert!(ctx.send(first).is_ok());
        assert!(ctx.send(second).is_ok());
    }));
    assert_eq!(put_two, Ok(()));
    let handle = clerk.clone();
    assert_eq!(clerk.shutdown(), Ok(Exit::Stopped));
    let stats = handle.stats();
    assert_eq!((stats.handled, stats.expired), (2, 1));
}

#[test]
fn an_ask_given_up_in_line_is_cancelled_either_way() {
    let builder = ClerkHandle::builder().mailbox(1);
    let clerk = builder.start(Clerk::default()).unwrap();
    let latch = block(&clerk);
    drop(clerk.ask().put(1));
    // These two find no room.
    drop((clerk.ask().put(2), clerk.ask().put_in_time(3)));
    drop(latch);
    assert_eq!(clerk.seen(), Ok(vec![1]));
    let stats = clerk.stats();
    assert_eq!((stats.accepted, stats.expired), (Some(3), 0), "a block, one that had room, a look");
}

#[test]
fn what_is_received_by_hand_is_seen_and_says_whether_it_is_wanted() {
    let (clerk, inbox) = ClerkHandle::channel();
    drop((clerk.ask().put(1), clerk.ask().put_in_time(2)));
    let waiting = clerk.ask().put_in_time(3);
    let wanted = [inbox.recv(), inbox.recv(), inbox.recv()].map(|message| match message {
        Some(ClerkMessage::Put { reply, .. } | ClerkMessage::PutInTime { reply, .. }) => {
            reply.is_wanted()
        }
        _ => panic!("they are asks"),
    });
    assert_eq!(wanted, [false, false, true]);
    drop(waiting);
    let stats = clerk.stats();
    assert_eq!((stats.handled, stats.expired), (3, 0));
}

#[test]
fn what_is_given_up_and_then_left_is_undelivered_either_way() {
    let clerk = Clerk::default().start();
    let latch = block(&clerk);
    drop((clerk.ask().put(1), clerk.ask().put_in_time(2)));
    let handle = clerk.clone();
    clerk.kill();
    drop(latch);
    assert_eq!(clerk.join(), Ok(Exit::Killed));
    let stats = handle.stats();
    assert_eq!((stats.handled, stats.expired, stats.undelivered), (1, 0, 2));
}
