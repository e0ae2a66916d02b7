//! The line before a full mailbox, against its end.

use model::{Fault, Inbox, Search, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle, ScribeMessage, settled},
    is_hang,
};

/// What became of a send that found the mailbox full, and blocked.
#[derive(Debug, PartialEq)]
enum Sent {
    Handled,
    Undelivered,
    HandedBack,
}

fn blocked_and_ended(end: fn(&ScribeHandle, Inbox<ScribeHandle>, Scribe)) -> Sent {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let other = scribe.clone();
    let sending = thread::spawn(move || other.send(ScribeMessage::Note { n: 2 }));
    end(&scribe, inbox, Scribe::of(&log));
    let sent = sending.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!(stats.accepted, Some(1 + u64::from(sent.is_ok())));
    assert_eq!(stats.handled, log.read().len() as u64);
    match sent {
        Ok(()) if log.read().contains(&2) => Sent::Handled,
        Ok(()) => Sent::Undelivered,
        Err(error) => {
            assert!(matches!(error.reason(), CallError::Ended(_)));
            assert!(matches!(error.into_message(), ScribeMessage::Note { n: 2 }));
            assert!(!log.read().contains(&2), "handed back, and handled");
            Sent::HandedBack
        }
    }
}

fn blocked_and_stopped() -> Sent {
    blocked_and_ended(|scribe, inbox, state| {
        let running = thread::spawn(move || drop(state.run(inbox)));
        scribe.stop();
        running.join().unwrap();
    })
}

#[test]
fn a_stop_hands_back_what_it_has_not_let_in() {
    let outcomes = Search::Sampled(20_000).outcomes(blocked_and_stopped);
    assert_eq!(outcomes, ["HandedBack", "Handled", "Undelivered"]);
}

#[test]
fn what_a_stop_discards_behind_the_count_is_noticed() {
    for fault in [Fault::LateDiscard, Fault::TornClose] {
        let failure = Search::Sampled(20_000).failure(fault, blocked_and_stopped);
        assert!(failure.contains("not all is accounted for"), "{fault:?}: {failure}");
    }
}

#[test]
fn a_sender_the_end_forgets_is_noticed() {
    assert!(is_hang(
        &Search::Sampled(20_000).failure(Fault::LostNotification, blocked_and_stopped)
    ));
}

#[test]
fn a_kill_hands_back_what_it_has_not_let_in() {
    let outcomes = Search::Sampled(20_000).outcomes(|| {
        blocked_and_ended(|scribe, inbox, state| {
            let running = thread::spawn(move || drop(state.run(inbox)));
            scribe.kill();
            running.join().unwrap();
        })
    });
    assert_eq!(outcomes, ["HandedBack", "Handled", "Undelivered"]);
}

#[test]
fn a_dropped_inbox_hands_back_what_it_has_not_let_in() {
    let outcomes = Search::Sampled(20_000).outcomes(|| {
        blocked_and_ended(|_, inbox, mut state| {
            let message = inbox.recv();
            assert!(matches!(message, Some(ScribeMessage::Note { n: 1 })));
            state.note(1);
            drop(inbox);
        })
    });
    assert_eq!(outcomes, ["HandedBack", "Undelivered"]);
}

/// An ask stands in line, and the last handle is dropped. The ask was sent before, so it is answered.
fn asked_and_let_go() {
    let log = Log::default();
    let scribe = ScribeHandle::builder().mailbox(1).spawn(Scribe::of(&log)).unwrap();
    scribe.note(1).unwrap();
    scribe.note(2).unwrap();
    let asked = scribe.ask().echo(3);
    let letting_go = thread::spawn(move || scribe.join());
    assert_eq!(asked.wait(), Ok(3));
    assert_eq!(letting_go.join().unwrap(), Ok(Exit::Closed));
    assert_eq!(log.read(), [1, 2, 3]);
}

#[test]
fn the_last_drop_waits_for_who_stands_in_line() {
    Search::Sampled(10_000).outcomes(asked_and_let_go);
}

#[test]
fn an_ask_the_end_leaves_in_line_is_noticed() {
    assert!(is_hang(&Search::Sampled(10_000).failure(Fault::LostPlace, asked_and_let_go)));
}

/// Asks stand in line when the actor is stopped. Each of them is answered or refused.
fn asked_and_stopped() -> Vec<bool> {
    let scribe = ScribeHandle::builder().mailbox(1).count().spawn(Scribe::default()).unwrap();
    let other = scribe.clone();
    let asking = thread::spawn(move || {
        let asked: Vec<_> = (1..4).map(|n| other.ask().echo(n)).collect();
        (1..4)
            .zip(asked)
            .map(|(n, reply)| match reply.wait() {
                Ok(answer) => answer == n,
                Err(error) => {
                    assert_eq!(error, CallError::Ended(Exit::Stopped));
                    false
                }
            })
            .collect::<Vec<_>>()
    });
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    let answered = asking.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!(stats.handled, answered.iter().filter(|answered| **answered).count() as u64);
    answered
}

#[test]
fn an_asker_in_line_is_answered_or_refused() {
    let outcomes = Search::Sampled(20_000).outcomes(asked_and_stopped);
    assert_eq!(
        outcomes,
        [
            "[false, false, false]",
            "[true, false, false]",
            "[true, true, false]",
            "[true, true, true]"
        ]
    );
}

#[test]
fn an_ask_discarded_too_late_is_noticed() {
    assert!(is_hang(&Search::Sampled(20_000).failure(Fault::LateDiscard, asked_and_stopped)));
}
