//! What was accepted and not handled reaches the builder's hook, and the counts add up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use actor_runtime::prelude::*;

use crate::{
    support::{
        blocked::{Blocked, BlockedHandle, BlockedMessage, block},
        driver::StartBuilt,
        witness::{Event, Script, WitnessHandle, WitnessMessage, all},
    },
    sys::{mpsc::channel, test, thread},
};

#[test]
fn a_hook_gets_what_a_kill_leaves_in_order_and_with_the_exit() {
    let (told, lost) = channel();
    let actor = BlockedHandle::builder()
        .undelivered(move |message, exit| {
            if let BlockedMessage::Note { n } = message {
                told.send((n, exit.clone())).unwrap();
            }
        })
        .start(Blocked::default())
        .unwrap();
    let latch = block(&actor);
    (0..3).for_each(|n| actor.note(n).unwrap());
    actor.kill();
    drop(latch);
    assert_eq!(actor.join(), Ok(Exit::Killed));
    assert_eq!(lost.iter().collect::<Vec<_>>(), [0, 1, 2].map(|n| (n, Exit::Killed)));
}

#[test]
fn a_hook_may_still_answer_an_ask() {
    let (witness, inbox) = WitnessHandle::builder()
        .undelivered(|message, _| {
            if let WitnessMessage::Echo { n: 1, reply } = message {
                let _ = reply.send(100);
            }
        })
        .channel();
    let (answered, dropped) = (witness.ask().echo(1), witness.ask().echo(2));
    drop(inbox);
    assert_eq!(answered.wait(), Ok(100));
    assert_eq!(dropped.wait(), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(witness.stats().undelivered, 2);
}

#[test]
fn a_hook_that_panics_at_each_message_gets_them_all_and_nobody_waits_for_ever() {
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    let actor = BlockedHandle::builder()
        .undelivered(move |_, _| {
            counted.fetch_add(1, Relaxed);
            panic!("no place for the dead")
        })
        .start(Blocked::default())
        .unwrap();
    let latch = block(&actor);
    (0..5).for_each(|n| actor.note(n).unwrap());
    let asked = actor.ask().seen();
    actor.kill();
    drop(latch);
    assert_eq!(asked.wait(), Err(CallError::Ended(Exit::Killed)));
    assert_eq!(actor.wait_timeout(Duration::MAX), Some(Exit::Killed));
    assert_eq!((calls.load(Relaxed), actor.stats().undelivered), (6, 6));
}

#[test]
fn the_state_is_gone_when_the_hook_is_called_and_nobody_has_been_told() {
    let (script, events) = Script::new(&[]);
    let witness =
        WitnessHandle::builder().undelivered(script.undelivered()).start(script.make()).unwrap();
    let other = script.undelivered();
    witness.on_exit(move |exit| {
        let mut last = other;
        last(WitnessMessage::Note { n: 99 }, exit);
    });
    let failing = witness.ask().blow();
    let _ = witness.note(1);
    let _ = failing.wait();
    let _ = witness.join().unwrap();
    drop(script);
    let events = all(events);
    let at = |event| events.iter().position(|other| *other == event);
    assert_eq!(at(Event::Undelivered(99)), Some(events.len() - 1));
    if let Some(lost) = at(Event::Undelivered(1)) {
        assert!(at(Event::Dropped) < Some(lost));
    }
}

#[test]
fn expired_asks_and_refused_messages_are_not_undelivered() {
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    let actor = BlockedHandle::builder()
        .undelivered(move |_, _| {
            counted.fetch_add(1, Relaxed);
        })
        .start(Blocked::default())
        .unwrap();
    let latch = block(&actor);
    drop(actor.ask().seen_in_time());
    actor.stop();
    let refused = actor.send(BlockedMessage::Note { n: 1 }).unwrap_err();
    assert!(matches!(refused.into_message(), BlockedMessage::Note { n: 1 }));
    drop(latch);
    let (kept, stats) = (actor.clone(), actor.join());
    assert_eq!(stats, Ok(Exit::Stopped));
    let stats = kept.stats();
    assert_eq!((stats.handled, stats.expired, stats.undelivered), (1, 1, 0));
    assert_eq!(calls.load(Relaxed), 0);
}

/// The senders count their `Ok`s; the hook and the state count what they get.
#[test]
fn the_books_balance_whatever_ends_it_amid_the_load() {
    type End = fn(&WitnessHandle);
    let ends: [End; 4] = [
        |witness| witness.stop(),
        |witness| witness.kill(),
        |witness| drop(witness.blow()),
        |witness| drop(witness.give_up(0)),
    ];
    for (end, mailbox) in ends.into_iter().flat_map(|end| [(end, None), (end, Some(2))]) {
        let (script, events) = Script::new(&[]);
        let builder = WitnessHandle::builder().count().undelivered(script.undelivered());
        let builder = match mailbox {
            Some(places) => builder.mailbox(places),
            None => builder,
        };
        let witness = builder.start(script.make()).unwrap();
        let accepted: u64 = thread::scope(|s| {
            let senders: Vec<_> = (0..3)
                .map(|_| {
                    let witness = witness.clone();
                    s.spawn(move || (0..500).filter(|n| witness.note(*n).is_ok()).count() as u64)
                })
                .collect();
            while witness.stats().handled == 0 {
                thread::yield_now();
            }
            end(&witness);
            senders.into_iter().map(|sender| sender.join().unwrap()).sum()
        });
        let _ = witness.wait_timeout(Duration::MAX).unwrap();
        let stats = witness.stats();
        drop((script, witness));
        let events = all(events);
        let count = |is: fn(&Event) -> bool| events.iter().filter(|event| is(event)).count() as u64;
        let noted = count(|event| matches!(event, Event::Note(_)));
        let lost = count(|event| matches!(event, Event::Undelivered(_)));
        assert_eq!(stats.accepted, Some(stats.handled + stats.expired + stats.undelivered));
        // What ended it may be a message, and have sent itself another.
        let others = stats.accepted.unwrap() - accepted;
        assert!(others <= 2, "{others}");
        assert!((noted..=noted + 1).contains(&stats.handled), "{noted}: {stats:?}");
        assert!(lost <= stats.undelivered && noted + lost <= accepted + others);
    }
}
