//! Sends that wait for room, and many waits for answers, within a deadline.

use std::time::Duration;

use actor_runtime::{Overflow, prelude::*, wait_all_timeout};

use crate::{
    support::{
        blocked::{Blocked, BlockedHandle, BlockedMessage, Latch, block},
        driver::{Start, StartBuilt},
    },
    sys::{
        mpsc::{Sender, channel},
        test, thread,
    },
};

const LONG: Duration = Duration::from_secs(3_600);
const SHORT: Duration = Duration::from_millis(1);

fn note(n: u64) -> BlockedMessage {
    BlockedMessage::Note { n }
}

/// An actor that is held, with a message in the only place of its mailbox.
fn full(overflow: Overflow) -> (BlockedHandle, Latch) {
    let builder = BlockedHandle::builder().mailbox(1).overflow(overflow);
    let actor = builder.start(Blocked::default()).unwrap();
    let latch = block(&actor);
    actor.note(1).unwrap();
    (actor, latch)
}

#[test]
fn a_message_that_finds_room_is_sent_without_any_patience() {
    for actor in [
        Blocked::default().start(),
        BlockedHandle::builder().mailbox(2).start(Blocked::default()).unwrap(),
    ] {
        let latch = block(&actor);
        actor.send_timeout(note(1), Duration::ZERO).unwrap();
        actor.send_timeout(note(2), Duration::MAX).unwrap();
        drop(latch);
        assert_eq!(actor.seen(), Ok(vec![1, 2]));
    }
}

#[test]
fn a_message_without_room_is_handed_back_when_the_time_is_up() {
    let (actor, latch) = full(Overflow::Block);
    for patience in [Duration::ZERO, SHORT] {
        let late = actor.send_timeout(note(2), patience).unwrap_err();
        assert_eq!(late.reason(), &CallError::TimedOut);
        assert_eq!(late.to_string(), "the message was not accepted: no room within the deadline");
        // A method of the handle gives the reason alone, whatever the deadline was for.
        let reason = late.reason().to_string();
        assert_eq!(reason, "no answer, or no room for the message, within the deadline");
        assert!(matches!(late.into_message(), BlockedMessage::Note { n: 2 }));
    }
    assert_eq!(actor.stats().rejected, 2);
    drop(latch);
    actor.note(3).unwrap();
    assert_eq!(actor.seen(), Ok(vec![1, 3]));
}

#[test]
fn a_message_that_is_let_in_in_time_is_sent_and_in_its_turn() {
    // The send may begin after the latch is dropped. The model's races/patience.rs shows the overlap.
    for patience in [LONG, Duration::MAX] {
        let (actor, latch) = full(Overflow::Block);
        let before = actor.ask().seen();
        let sending = thread::spawn({
            let actor = actor.clone();
            move || actor.send_timeout(note(2), patience)
        });
        drop(latch);
        sending.join().unwrap().unwrap();
        assert_eq!(before.wait(), Ok(vec![1]));
        assert_eq!(actor.seen(), Ok(vec![1, 2]));
        assert_eq!(actor.stats().rejected, 0);
    }
}

#[test]
fn a_late_send_gives_its_place_to_the_next() {
    let (actor, latch) = full(Overflow::Block);
    let before = actor.ask().seen();
    let late = actor.send_timeout(note(2), SHORT).unwrap_err();
    let after = actor.ask().seen();
    assert_eq!(late.reason(), &CallError::TimedOut);
    drop(latch);
    assert_eq!((before.wait(), after.wait()), (Ok(vec![1]), Ok(vec![1])));
}

#[test]
fn other_policies_do_not_wait() {
    let (actor, _latch) = full(Overflow::Reject);
    let refused = actor.send_timeout(note(2), LONG).unwrap_err();
    assert_eq!(refused.reason(), &CallError::Full);
    let (actor, _latch) = full(Overflow::DropNewest);
    actor.send_timeout(note(2), LONG).unwrap();
    assert_eq!(actor.stats().dropped, 1);
}

#[test]
fn an_end_hands_the_message_back_to_who_waits() {
    // The send may begin after the stop. The model's races/patience.rs shows the overlap.
    let (actor, latch) = full(Overflow::Block);
    let sending = thread::spawn({
        let actor = actor.clone();
        move || actor.send_timeout(note(2), LONG)
    });
    actor.stop();
    drop(latch);
    let refused = sending.join().unwrap().unwrap_err();
    assert_eq!(refused.reason(), &CallError::Ended(Exit::Stopped));
    assert!(matches!(refused.into_message(), BlockedMessage::Note { n: 2 }));
    let refused = actor.send_timeout(note(3), LONG).unwrap_err();
    assert_eq!(refused.reason(), &CallError::Ended(Exit::Stopped));
}

/// Sends itself more than it has room for, and keeps what it is asked.
#[actor(mailbox = 1)]
#[derive(Default)]
struct Desk {
    kept: Vec<ReplySender<u64>>,
}

#[actor]
impl Desk {
    pub fn fill(&mut self, me: DeskHandle, told: Sender<CallError>) {
        let note = |n| me.send_timeout(DeskMessage::Note { n }, LONG);
        note(1).unwrap();
        let refused = note(2).unwrap_err();
        assert!(matches!(refused.into_message(), DeskMessage::Note { n: 2 }));
        told.send(note(3).unwrap_err().into()).unwrap();
    }

    pub fn note(&mut self, n: u64) {
        assert_eq!(n, 1);
    }

    #[urgent]
    pub fn alarm(&mut self, told: Sender<CallError>) {
        drop(told);
    }

    pub fn double(&self, n: u64) -> u64 {
        2 * n
    }

    pub fn keep(&mut self, #[reply] reply: ReplySender<u64>) {
        self.kept.push(reply);
    }
}

#[test]
fn a_circle_is_an_error_at_once() {
    let desk = Desk::default().start();
    let (told, tells) = channel();
    desk.fill(desk.clone(), told).unwrap();
    let CallError::Deadlock(cycle) = tells.recv().unwrap() else { panic!("a circle") };
    assert_eq!(cycle.actors(), ["Desk"]);
    desk.flush().unwrap();
}

#[test]
fn an_urgent_message_does_not_wait() {
    let (desk, inbox) = DeskHandle::channel();
    desk.send_timeout(DeskMessage::Note { n: 1 }, Duration::ZERO).unwrap();
    let (told, _) = channel();
    desk.send_timeout(DeskMessage::Alarm { told }, Duration::ZERO).unwrap();
    assert!(matches!(inbox.recv(), Some(DeskMessage::Alarm { .. })));
}

#[test]
fn answers_that_come_in_time_are_all_there() {
    let desk = Desk::default().start();
    let ask = || (1..=20).map(|n| desk.ask().double(n));
    let expected: Vec<_> = (1..=20).map(|n| Ok(2 * n)).collect();
    assert_eq!(wait_all_timeout(ask(), LONG), expected);
    assert_eq!(wait_all_timeout(ask(), Duration::MAX), expected);
    let none = wait_all_timeout(std::iter::empty::<actor_runtime::Reply<u64>>(), LONG);
    assert!(none.is_empty());
}

#[test]
fn answers_that_are_late_are_errors_of_their_own() {
    let desk = DeskHandle::builder().mailbox(8).start(Desk::default()).unwrap();
    let ask = desk.ask();
    let late = [ask.keep(), ask.double(1), ask.keep(), ask.double(2)];
    desk.flush().unwrap();
    let answers = wait_all_timeout(late, SHORT);
    assert_eq!(answers, [Err(CallError::TimedOut), Ok(2), Err(CallError::TimedOut), Ok(4)]);
    let asked = [ask.double(3), ask.double(4)];
    desk.flush().unwrap();
    assert_eq!(wait_all_timeout(asked, Duration::ZERO), [Ok(6), Ok(8)], "they are here");
    desk.stop();
    let refused = wait_all_timeout([ask.double(5)], LONG);
    assert_eq!(refused, [Err(CallError::Ended(Exit::Stopped))]);
}

#[test]
fn what_is_late_is_handled_once_it_has_been_accepted() {
    let builder = BlockedHandle::builder().mailbox(1).count();
    let actor = builder.start(Blocked::default()).unwrap();
    let latch = block(&actor);
    let answers = wait_all_timeout([actor.ask().seen(), actor.ask().seen()], SHORT);
    assert_eq!(answers, [Err(CallError::TimedOut), Err(CallError::TimedOut)]);
    drop(latch);
    actor.flush().unwrap();
    assert_eq!(actor.stats().accepted, Some(2), "the second one stood in line");
    assert_eq!(actor.stats().handled, 2);
}
