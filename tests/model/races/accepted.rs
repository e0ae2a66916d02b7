//! Sends that wait for room as futures, against the room, and against every end.

use std::{future::Future, pin::Pin, task::Context};

use model::{Fault, Search, SendFuture, prelude::*};
use shuttle::{
    future::{self, block_on},
    thread,
};

use crate::{
    ground::{Log, Scribe, ScribeHandle, ScribeMessage, settled},
    is_hang,
};

fn note(scribe: &ScribeHandle, n: u32) -> SendFuture<ScribeMessage> {
    scribe.send_async(ScribeMessage::Note { n })
}

/// A task waits while the receiver makes room for one message after the other.
fn sent_and_received() {
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).channel();
    let receiving = thread::spawn(move || {
        for expected in 1..4 {
            assert!(
                matches!(inbox.recv(), Some(ScribeMessage::Note { n }) if n == expected),
                "overtaken, lost or doubled"
            );
        }
        assert!(inbox.recv().is_none(), "let in twice");
    });
    let sending = future::spawn(async move {
        for n in 1..4 {
            note(&scribe, n).await.unwrap();
        }
    });
    block_on(sending).unwrap();
    receiving.join().unwrap();
}

#[test]
fn a_task_is_woken_once_there_is_room() {
    Search::Sampled(5_000).outcomes(sent_and_received);
}

#[test]
fn a_task_left_standing_is_noticed() {
    assert!(is_hang(&Search::Sampled(5_000).failure(Fault::LostPlace, sent_and_received)));
}

/// A future that is polled, and then dropped while the receiver makes room, and another future behind it.
fn dropped_or_let_in() -> bool {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let (mut first, next) = (note(&scribe, 2), note(&scribe, 3));
    let dropping = future::spawn(async move {
        let polled = std::future::poll_fn(|cx: &mut Context<'_>| {
            std::task::Poll::Ready(Pin::new(&mut first).poll(cx).is_ready())
        });
        (polled.await, drop(first)).0
    });
    let running = {
        let log = log.clone();
        thread::spawn(move || drop(Scribe::of(&log).run(inbox)))
    };
    assert!(block_on(next).is_ok(), "its place goes to the next");
    let was_in = block_on(dropping).unwrap();
    scribe.stop();
    running.join().unwrap();
    let stats = settled(&scribe);
    let handled = log.read() == [1, 2, 3];
    assert!(handled || log.read() == [1, 3], "{:?}", log.read());
    assert!(handled || !was_in, "accepted, and not handled");
    assert_eq!(stats.accepted, Some(2 + u64::from(handled)));
    handled
}

#[test]
fn a_future_dropped_in_line_is_handled_or_gives_its_place_up() {
    assert_eq!(Search::Sampled(5_000).outcomes(dropped_or_let_in), ["false", "true"]);
}

fn dropped_before_there_is_room() {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let first = note(&scribe, 2);
    let dropping = thread::spawn(move || drop(first));
    dropping.join().unwrap();
    let running = {
        let log = log.clone();
        thread::spawn(move || drop(Scribe::of(&log).run(inbox)))
    };
    block_on(note(&scribe, 3)).unwrap();
    scribe.stop();
    running.join().unwrap();
    settled(&scribe);
    assert_eq!(log.read(), [1, 3], "it was let in all the same");
}

#[test]
fn a_future_dropped_before_there_is_room_is_not_let_in() {
    Search::Sampled(2_000).outcomes(dropped_before_there_is_room);
}

#[test]
fn a_future_let_in_after_its_drop_is_noticed() {
    let failure = Search::Sampled(2_000).failure(Fault::HighCount, dropped_before_there_is_room);
    assert!(failure.contains("let in all the same"), "{failure}");
}

/// Whether a message was accepted that waits for room while the actor is ended.
fn sent_and_ended(end: fn(&ScribeHandle), exit: &Exit) -> bool {
    let log = Log::default();
    let scribe = ScribeHandle::builder().mailbox(1).count().spawn(Scribe::of(&log)).unwrap();
    scribe.note(1).unwrap();
    let other = scribe.clone();
    let sending = future::spawn(async move { note(&other, 2).await });
    end(&scribe);
    assert_eq!(scribe.shutdown().as_ref(), Ok(exit));
    let accepted = match block_on(sending).unwrap() {
        Ok(()) => true,
        Err(refused) => {
            assert_eq!(refused.reason(), &CallError::Ended(exit.clone()));
            assert!(matches!(refused.into_message(), ScribeMessage::Note { n: 2 }));
            false
        }
    };
    let stats = settled(&scribe);
    assert_eq!(stats.accepted, Some(1 + u64::from(accepted)));
    assert_eq!(stats.handled, log.read().len() as u64);
    accepted
}

#[test]
fn a_message_that_waits_for_room_is_handed_back_at_the_end() {
    let stopped = || sent_and_ended(ScribeHandle::stop, &Exit::Stopped);
    assert_eq!(Search::Sampled(4_000).outcomes(stopped), ["false", "true"]);
    let killed = || sent_and_ended(ScribeHandle::kill, &Exit::Killed);
    assert_eq!(Search::Sampled(4_000).outcomes(killed), ["false", "true"]);
}

#[test]
fn a_future_that_an_end_forgets_is_noticed() {
    let killed = || sent_and_ended(ScribeHandle::kill, &Exit::Killed);
    let failure = Search::Sampled(4_000).failure(Fault::LateDiscard, killed);
    assert!(failure.contains("not all is accounted for"), "{failure}");
}

/// A future in line, a thread that blocks behind it, and another future.
fn stand_in_one_line(places: usize) -> Vec<u32> {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(places).count().channel();
    (0..places as u32).for_each(|_| scribe.note(0).unwrap());
    let first = note(&scribe, 1);
    let other = scribe.clone();
    let blocking = thread::spawn(move || other.note(10).unwrap());
    let running = {
        let log = log.clone();
        thread::spawn(move || drop(Scribe::of(&log).run(inbox)))
    };
    let second = note(&scribe, 2);
    block_on(first).unwrap();
    block_on(second).unwrap();
    blocking.join().unwrap();
    scribe.stop();
    running.join().unwrap();
    settled(&scribe);
    let mut noted = log.read();
    let ahead: Vec<u32> = noted.drain(..=places).collect();
    assert!(ahead.ends_with(&[0, 1]), "overtaken: {ahead:?} {noted:?}");
    noted
}

#[test]
fn futures_and_threads_stand_in_one_line() {
    for places in [1, 2] {
        let outcomes = Search::Sampled(4_000).outcomes(move || stand_in_one_line(places));
        assert_eq!(outcomes, ["[10, 2]", "[2, 10]"]);
    }
}

#[test]
fn a_future_that_overtakes_the_line_is_noticed() {
    let failure = Search::Sampled(4_000).failure(Fault::NewestFirst, || stand_in_one_line(2));
    assert!(failure.contains("overtaken"), "{failure}");
}
