//! Sending from async code: a full mailbox makes the future wait, never the executor.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use actor_runtime::{Inbox, Overflow, SendFuture, prelude::*};

use crate::{
    calls::{Counter, CounterHandle, CounterMessage},
    sys::{block_on, not_simulated, test, thread},
};

fn bounded(overflow: Overflow) -> (CounterHandle, Inbox<CounterHandle>) {
    CounterHandle::builder().mailbox(1).overflow(overflow).channel()
}

fn add(n: u64) -> CounterMessage {
    CounterMessage::Add { n }
}

fn added(message: CounterMessage) -> u64 {
    match message {
        CounterMessage::Add { n } => n,
        _ => panic!("not an addition"),
    }
}

/// Polls once, without anyone to wake.
fn poll(accepted: &mut SendFuture<CounterMessage>) -> Poll<Result<(), CallError>> {
    let polled = Pin::new(accepted).poll(&mut Context::from_waker(Waker::noop()));
    polled.map_err(CallError::from)
}

#[not_simulated("tokio waits")]
#[test]
fn a_tell_and_an_ask_wait_for_room_on_a_current_thread_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let sum = runtime.block_on(async {
        let (counter, inbox) = bounded(Overflow::Block);
        let actor = thread::spawn(move || Counter::new(0).run(inbox).total());
        // All of them on the one thread: a send that blocked it would keep the others from going.
        let tasks = (0..8).map(|_| {
            let counter = counter.clone();
            async move {
                for _ in 0..500 {
                    counter.send_async(add(1)).await.unwrap();
                    counter.ask().total().await.unwrap();
                }
            }
        });
        futures::future::join_all(tasks).await;
        drop(counter);
        actor.join().unwrap()
    });
    assert_eq!(sum, 4_000);
}

#[test]
fn threads_and_tasks_wait_in_one_line() {
    let (counter, inbox) = bounded(Overflow::Block);
    counter.add(1).unwrap();
    let mut task = counter.send_async(add(2));
    assert!(poll(&mut task).is_pending());
    let asked = counter.ask().total();
    let mut last = counter.send_async(add(3));
    assert!(poll(&mut last).is_pending());
    assert_eq!(added(inbox.recv().unwrap()), 1);
    assert_eq!(poll(&mut task), Poll::Ready(Ok(())));
    assert!(poll(&mut last).is_pending());
    assert_eq!(added(inbox.recv().unwrap()), 2);
    match inbox.recv() {
        Some(CounterMessage::Total { reply }) => reply.send(0).unwrap(),
        _ => panic!("the ask came second"),
    }
    assert_eq!(poll(&mut last), Poll::Ready(Ok(())));
    assert_eq!(added(inbox.recv().unwrap()), 3);
    asked.wait().unwrap();
}

#[test]
fn a_dropped_send_gives_its_place_to_the_next() {
    let (counter, inbox) = bounded(Overflow::Block);
    counter.add(1).unwrap();
    let cancelled = counter.send_async(add(2));
    let mut kept = counter.send_async(add(3));
    drop(cancelled);
    assert_eq!(added(inbox.recv().unwrap()), 1);
    assert_eq!(poll(&mut kept), Poll::Ready(Ok(())));
    assert_eq!(added(inbox.recv().unwrap()), 3);
    assert!(inbox.try_recv().is_err());
}

#[test]
fn the_task_is_woken_when_it_is_let_in() {
    let (counter, inbox) = bounded(Overflow::Block);
    counter.add(1).unwrap();
    let waiting = counter.send_async(add(2));
    let task = thread::spawn(move || block_on(waiting).map_err(CallError::from));
    assert_eq!(added(inbox.recv().unwrap()), 1);
    assert_eq!(added(inbox.recv().unwrap()), 2);
    assert_eq!(task.join().unwrap(), Ok(()));
}

#[test]
fn the_other_policies_decide_at_once() {
    let (counter, _inbox) = bounded(Overflow::Reject);
    counter.add(1).unwrap();
    let refused = block_on(counter.send_async(add(2))).unwrap_err();
    assert_eq!(refused.reason(), &CallError::Full);
    assert_eq!(added(refused.into_message()), 2);

    let (counter, _inbox) = bounded(Overflow::DropNewest);
    counter.add(1).unwrap();
    assert!(block_on(counter.send_async(add(2))).is_ok());
    assert_eq!(counter.stats().dropped, 1);
}

#[test]
fn a_close_hands_the_message_back_to_who_waits() {
    for kill in [false, true] {
        let (counter, inbox) = bounded(Overflow::Block);
        counter.add(1).unwrap();
        let waiting = counter.send_async(add(2));
        if kill {
            counter.kill()
        } else {
            counter.stop()
        }
        drop(inbox);
        let refused = block_on(waiting).unwrap_err();
        let exit = if kill { Exit::Killed } else { Exit::Stopped };
        assert_eq!(refused.reason(), &CallError::Ended(exit.clone()));
        assert_eq!(added(refused.into_message()), 2);
        let refused = block_on(counter.send_async(add(3))).unwrap_err();
        assert_eq!(refused.reason(), &CallError::Ended(exit));
    }
}

#[test]
fn a_waiting_send_keeps_the_channel_open_when_the_last_handle_goes() {
    let (counter, inbox) = bounded(Overflow::Block);
    counter.add(1).unwrap();
    let waiting = counter.send_async(add(2));
    drop(counter);
    assert_eq!(Counter::new(0).run(inbox).total(), 3);
    assert!(block_on(waiting).is_ok());
}

#[test]
fn a_send_that_was_turned_away_is_no_one_elses_undelivered_message() {
    #[actor(count)]
    struct Keeper;

    #[actor]
    impl Keeper {
        pub fn keep(&self, sending: SendFuture<CounterMessage>) {
            drop(sending);
        }
    }

    let (counter, inbox) = bounded(Overflow::Block);
    counter.add(1).unwrap();
    let (keeper, keepers_inbox) = KeeperHandle::channel();
    keeper.keep(counter.send_async(add(2))).unwrap();
    drop(inbox);
    drop(keepers_inbox);
    let stats = keeper.stats();
    assert_eq!((stats.undelivered, stats.accepted), (1, Some(1)));
}

#[test]
fn an_ask_that_nobody_passes_on_any_more_fails_of_the_end_it_waited_for() {
    let (front, fronts_inbox) = bounded(Overflow::Block);
    let asked = front.ask().total();
    let (counter, inbox) = bounded(Overflow::Block);
    counter.add(1).unwrap();
    let mut passed_on = counter.send_async(fronts_inbox.try_recv().unwrap());
    assert!(poll(&mut passed_on).is_pending());
    drop(passed_on);
    drop(inbox);
    assert_eq!(asked.wait(), Err(CallError::Ended(Exit::Stopped)));
}
