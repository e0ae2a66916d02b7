//! Asks whose caller has given up: what was accepted is handled, unless it is marked `#[expires]`.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

use actor_runtime::{CallError, Context, Exit, Reply, ReplySender, prelude::*};

use crate::driver::{Start, StartBuilt};

/// Notes the numbers that it handles, in each of the ways that there are.
#[actor(count)]
#[derive(Default)]
struct Register {
    seen: Vec<u64>,
    kept: Vec<ReplySender<u64>>,
}

#[actor]
impl Register {
    /// Reports that it runs, and waits until it may go on.
    pub fn block(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn put(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[ask]
    pub fn mark(&mut self, n: u64) {
        self.seen.push(n);
    }

    pub fn keep(&mut self, n: u64, #[reply] reply: ReplySender<u64>) {
        self.seen.push(n);
        self.kept.push(reply);
    }

    #[urgent]
    pub fn put_first(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[expires]
    pub fn put_in_time(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[expires]
    #[ask]
    pub fn mark_in_time(&mut self, n: u64) {
        self.seen.push(n);
    }

    #[expires]
    pub fn keep_in_time(&mut self, n: u64, #[reply] reply: ReplySender<u64>) {
        self.seen.push(n);
        self.kept.push(reply);
    }

    #[urgent]
    #[expires]
    pub fn put_first_in_time(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    /// Sends itself two messages whose answers nobody waits for.
    #[ask]
    pub fn put_two(&mut self, ctx: &mut Context<RegisterHandle>) {
        let (first, _) = by_value(|reply| RegisterMessage::Put { n: 1, reply });
        let (second, _) = by_value(|reply| RegisterMessage::PutInTime { n: 2, reply });
        assert!(ctx.send(first).is_ok());
        assert!(ctx.send(second).is_ok());
    }

    pub fn seen(&self) -> Vec<u64> {
        self.seen.clone()
    }
}

/// Holds the actor until the sender is dropped.
fn block(register: &RegisterHandle) -> Sender<()> {
    let (running, runs) = channel();
    let (latch, go_on) = channel();
    register.block(running, go_on).unwrap();
    runs.recv().unwrap();
    latch
}

/// A message by value, and the reply to it.
fn by_value(
    make: impl FnOnce(ReplySender<u64>) -> RegisterMessage,
) -> (RegisterMessage, Reply<u64>) {
    let (elsewhere, inbox) = RegisterHandle::channel();
    let reply = elsewhere.ask().put(0);
    let Some(RegisterMessage::Put { reply: sender, .. }) = inbox.recv() else { panic!("an ask") };
    (make(sender), reply)
}

#[test]
fn an_accepted_ask_is_handled_whether_or_not_anyone_waits() {
    let register = Register::default().start();
    let latch = block(&register);
    let ask = register.ask();
    drop((ask.put(1), ask.mark(2), ask.keep(3), ask.put_first(4)));
    assert_eq!(ask.put(5).wait_timeout(Duration::ZERO), Err(CallError::TimedOut));
    let (message, reply) = by_value(|reply| RegisterMessage::Put { n: 6, reply });
    register.send(message).unwrap();
    drop((reply, latch));
    assert_eq!(register.seen(), Ok(vec![4, 1, 2, 3, 5, 6]));
    let stats = register.stats();
    assert_eq!((stats.handled, stats.expired), (8, 0));
}

#[test]
fn one_that_expires_is_skipped_if_its_caller_has_given_up_before_its_turn() {
    let register = Register::default().start();
    let latch = block(&register);
    let ask = register.ask();
    drop((ask.put_in_time(1), ask.mark_in_time(2), ask.keep_in_time(3), ask.put_first_in_time(4)));
    assert_eq!(ask.put_in_time(5).wait_timeout(Duration::ZERO), Err(CallError::TimedOut));
    let (message, reply) = by_value(|reply| RegisterMessage::PutInTime { n: 6, reply });
    register.send(message).unwrap();
    drop((reply, latch));
    assert_eq!(register.seen(), Ok(vec![]));
    let stats = register.stats();
    assert_eq!((stats.handled, stats.expired), (2, 6));
    assert_eq!((stats.accepted, stats.pending), (Some(8), Some(0)));
}

#[test]
fn one_that_expires_is_handled_if_its_caller_waits() {
    let register = Register::default().start();
    assert_eq!(register.put_in_time(1), Ok(1));
    assert_eq!(register.mark_in_time(2), Ok(()));
    assert_eq!(register.put_first_in_time(3), Ok(3));
    let latch = block(&register);
    let (waiting, kept) = (register.ask().put_in_time(4), register.ask().keep_in_time(5));
    drop(latch);
    assert_eq!(waiting.wait(), Ok(4));
    assert_eq!(register.seen(), Ok(vec![1, 2, 3, 4, 5]));
    assert_eq!(register.stats().expired, 0);
    register.stop();
    assert_eq!(kept.wait(), Err(CallError::Stopped(Exit::Stopped)));
}

#[test]
fn a_deadline_of_all_methods_lets_expire_what_may() {
    let builder = RegisterHandle::builder().timeout(Duration::from_millis(1));
    let register = builder.start(Register::default()).unwrap();
    let latch = block(&register);
    assert_eq!(register.put(1), Err(CallError::TimedOut));
    assert_eq!(register.put_in_time(2), Err(CallError::TimedOut));
    drop(latch);
    register.flush().unwrap();
    assert_eq!(register.stats().expired, 1);
    assert_eq!(register.ask().seen().wait(), Ok(vec![1]));
}

#[test]
fn what_an_actor_sends_itself_expires_if_it_may() {
    let register = Register::default().start();
    register.put_two().unwrap();
    let handle = register.clone();
    assert_eq!(register.shutdown(), Ok(Exit::Stopped));
    let stats = handle.stats();
    assert_eq!((stats.handled, stats.expired), (2, 1));
}

#[test]
fn one_that_is_given_up_in_line_is_cancelled_either_way() {
    let builder = RegisterHandle::builder().mailbox(1);
    let register = builder.start(Register::default()).unwrap();
    let latch = block(&register);
    drop(register.ask().put(1));
    // These two find no room.
    drop((register.ask().put(2), register.ask().put_in_time(3)));
    drop(latch);
    assert_eq!(register.seen(), Ok(vec![1]));
    let stats = register.stats();
    assert_eq!((stats.accepted, stats.expired), (Some(3), 0), "a block, one that had room, a look");
}

#[test]
fn what_is_received_by_hand_is_seen_and_says_whether_it_is_wanted() {
    let (register, inbox) = RegisterHandle::channel();
    drop((register.ask().put(1), register.ask().put_in_time(2)));
    let waiting = register.ask().put_in_time(3);
    let wanted = [inbox.recv(), inbox.recv(), inbox.recv()].map(|message| match message {
        Some(RegisterMessage::Put { reply, .. } | RegisterMessage::PutInTime { reply, .. }) => {
            reply.is_wanted()
        }
        _ => panic!("they are asks"),
    });
    assert_eq!(wanted, [false, false, true]);
    drop(waiting);
    let stats = register.stats();
    assert_eq!((stats.handled, stats.expired), (3, 0));
}

#[test]
fn what_is_given_up_and_then_left_is_undelivered_either_way() {
    let register = Register::default().start();
    let latch = block(&register);
    drop((register.ask().put(1), register.ask().put_in_time(2)));
    let handle = register.clone();
    register.kill();
    drop(latch);
    assert_eq!(register.join(), Ok(Exit::Killed));
    let stats = handle.stats();
    assert_eq!((stats.handled, stats.expired, stats.undelivered), (1, 0, 2));
}
