//! The line before a full mailbox, against the room that a receiver makes.

use model::{Fault, Search, prelude::*};
use shuttle::{future::block_on, thread};

use crate::{
    ground::{Log, Scribe, ScribeHandle, ScribeMessage, settled},
    is_hang,
};

/// Two threads fill a mailbox of `places`, and a loop by hand empties it.
fn two_block(places: usize) -> Vec<u32> {
    let (scribe, inbox) = ScribeHandle::builder().mailbox(places).channel();
    let other = scribe.clone();
    let few = thread::spawn(move || scribe.note(1).unwrap());
    let many = thread::spawn(move || (10..13).for_each(|n| other.note(n).unwrap()));
    let mut noted = Vec::new();
    for message in &inbox {
        let ScribeMessage::Note { n } = message else { unreachable!("it is told alone") };
        noted.push(n);
    }
    few.join().unwrap();
    many.join().unwrap();
    let of_many: Vec<u32> = noted.iter().copied().filter(|n| *n != 1).collect();
    assert_eq!(of_many, [10, 11, 12], "overtaken, lost or doubled");
    noted
}

const ORDERS: [&str; 4] =
    ["[1, 10, 11, 12]", "[10, 1, 11, 12]", "[10, 11, 1, 12]", "[10, 11, 12, 1]"];

#[test]
fn a_sender_that_blocks_gets_in_in_turn() {
    for places in [1, 2] {
        assert_eq!(Search::Sampled(10_000).outcomes(move || two_block(places)), ORDERS);
    }
}

#[test]
fn a_sender_left_standing_is_noticed() {
    for fault in [Fault::LostPlace, Fault::LostNotification, Fault::LateListener] {
        assert!(is_hang(&Search::Sampled(10_000).failure(fault, || two_block(1))), "{fault:?}");
    }
}

#[test]
fn a_sender_that_overtakes_is_noticed() {
    let failure = Search::Sampled(10_000).failure(Fault::NewestFirst, || two_block(2));
    assert!(failure.contains("overtaken"), "{failure}");
}

/// One message that finds the mailbox full while the receiver comes to wait. Without waits on the
/// sender's side, so that all schedules can be tried.
fn one_joins_the_line() {
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).channel();
    scribe.note(1).unwrap();
    let asking = thread::spawn(move || (scribe.ask().echo(2), scribe));
    assert!(matches!(inbox.recv(), Some(ScribeMessage::Note { n: 1 })));
    assert!(matches!(inbox.recv(), Some(ScribeMessage::Echo { n: 2, .. })));
    drop(asking.join().unwrap());
}

#[test]
fn no_sender_is_left_standing_in_any_schedule() {
    Search::Exhaustive.outcomes(one_joins_the_line);
}

#[test]
fn the_last_one_left_standing_is_noticed() {
    assert!(is_hang(&Search::Sampled(10_000).failure(Fault::LostPlace, one_joins_the_line)));
}

/// Asks that wait in line on their own, a thread that blocks behind them, and a task.
fn asks_stand_in_line(is_counted: bool) -> Vec<u32> {
    let log = Log::default();
    let builder = ScribeHandle::builder().mailbox(1);
    let builder = if is_counted { builder.count() } else { builder };
    let scribe = builder.spawn(Scribe::of(&log)).unwrap();
    let other = scribe.clone();
    let blocking = thread::spawn(move || {
        let asked = other.ask().echo(10);
        other.note(11).unwrap();
        assert_eq!(asked.wait(), Ok(10));
    });
    let asked: Vec<_> = (1..4).map(|n| scribe.ask().echo(n)).collect();
    for (n, reply) in (1..4).zip(asked) {
        assert_eq!(block_on(reply), Ok(n));
    }
    blocking.join().unwrap();
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    let stats = if is_counted { settled(&scribe) } else { scribe.stats() };
    assert_eq!(stats.handled, 5);
    let noted = log.read();
    for own in [[1, 2, 3].as_slice(), &[10, 11]] {
        let of_one: Vec<u32> = noted.iter().copied().filter(|n| own.contains(n)).collect();
        assert_eq!(of_one, own, "overtaken: {noted:?}");
    }
    noted
}

#[test]
fn asks_get_in_in_turn() {
    for is_counted in [false, true] {
        let outcomes = Search::Sampled(10_000).outcomes(move || asks_stand_in_line(is_counted));
        assert_eq!(outcomes.len(), 10, "all ways to interleave three and two: {outcomes:?}");
    }
}

#[test]
fn an_ask_left_standing_is_noticed() {
    assert!(is_hang(
        &Search::Sampled(10_000).failure(Fault::LostPlace, || asks_stand_in_line(false))
    ));
}

/// Of two asks in line the first is given up while the receiver makes room.
fn one_gives_up() -> bool {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let (first, second) = (scribe.ask().echo(2), scribe.ask().echo(3));
    let giving_up = thread::spawn(move || drop(first));
    let running = {
        let log = log.clone();
        thread::spawn(move || drop(Scribe::of(&log).run(inbox)))
    };
    assert_eq!(second.wait(), Ok(3));
    giving_up.join().unwrap();
    scribe.stop();
    running.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!(stats.handled, log.read().len() as u64);
    assert_eq!(stats.undelivered, 0);
    let handled = log.read() == [1, 2, 3];
    assert!(handled || log.read() == [1, 3], "{:?}", log.read());
    // It was cancelled in line, or handled.
    assert_eq!(stats.accepted, Some(2 + u64::from(handled)));
    assert_eq!(stats.expired, 0);
    handled
}

#[test]
fn a_sender_that_gives_up_holds_up_no_other() {
    assert_eq!(Search::Sampled(20_000).outcomes(one_gives_up), ["false", "true"]);
}

fn gives_up_before_there_is_room() {
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let asked = scribe.ask().echo(2);
    let giving_up = thread::spawn(move || drop(asked));
    giving_up.join().unwrap();
    let running = thread::spawn(move || drop(Scribe::default().run(inbox)));
    scribe.flush().unwrap();
    scribe.stop();
    running.join().unwrap();
    assert_eq!(settled(&scribe).accepted, Some(1), "it was let in all the same");
}

#[test]
fn a_sender_that_gives_up_in_line_is_not_let_in() {
    Search::Sampled(5_000).outcomes(gives_up_before_there_is_room);
}

#[test]
fn a_sender_let_in_after_it_gave_up_is_noticed() {
    let failure = Search::Sampled(5_000).failure(Fault::HighCount, gives_up_before_there_is_room);
    assert!(failure.contains("let in all the same"), "{failure}");
}
