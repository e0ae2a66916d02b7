//! Sends that wait for room until a deadline, against the room, the deadline and the end.

use std::time::Duration;

use model::{Fault, Search, SendError, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle, ScribeMessage, settled},
    is_hang,
};

const SOON: Duration = Duration::from_millis(1);

fn send(scribe: &ScribeHandle, n: u32) -> Result<(), SendError<ScribeMessage>> {
    scribe.send_timeout(ScribeMessage::Note { n }, SOON)
}

/// Why a message came back; that it is the one that was sent is asserted.
fn reason(refused: SendError<ScribeMessage>, sent: u32) -> CallError {
    let reason = refused.reason().clone();
    assert!(matches!(refused.into_message(), ScribeMessage::Note { n } if n == sent));
    reason
}

/// One sender is let in or late. The one behind it, whose deadline never passes, is let in.
fn let_in_or_late() -> bool {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let (other, patient) = (scribe.clone(), scribe.clone());
    let sending = thread::spawn(move || send(&other, 2));
    let blocking = thread::spawn(move || patient.note(3));
    let state = Scribe::of(&log);
    let running = thread::spawn(move || drop(state.run(inbox)));
    let sent = sending.join().unwrap().map_err(|refused| reason(refused, 2));
    assert_eq!(blocking.join().unwrap(), Ok(()));
    scribe.stop();
    running.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!(stats.handled, 2 + u64::from(sent.is_ok()));
    assert_eq!(log.read().contains(&2), sent.is_ok(), "handed back and handled, or neither");
    if let Err(reason) = &sent {
        assert_eq!((reason, stats.rejected), (&CallError::TimedOut, 1));
    }
    sent.is_ok()
}

#[test]
fn a_deadline_hands_it_back_or_it_is_in() {
    assert_eq!(Search::Sampled(20_000).outcomes(let_in_or_late), ["false", "true"]);
}

#[test]
fn a_sender_left_standing_behind_it_is_noticed() {
    let failure = Search::Sampled(10_000).failure(Fault::LostPlace, let_in_or_late);
    assert!(is_hang(&failure), "{failure}");
}

/// The actor is ended meanwhile.
fn ended_or_late(end: fn(&ScribeHandle)) -> &'static str {
    let log = Log::default();
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let other = scribe.clone();
    let sending = thread::spawn(move || send(&other, 2));
    let state = Scribe::of(&log);
    let running = thread::spawn(move || drop(state.run(inbox)));
    end(&scribe);
    running.join().unwrap();
    let sent = sending.join().unwrap().map_err(|refused| reason(refused, 2));
    let stats = settled(&scribe);
    assert_eq!(stats.accepted, Some(1 + u64::from(sent.is_ok())));
    assert!(sent.is_ok() || !log.read().contains(&2), "handed back, and handled");
    match sent {
        Ok(()) => "sent",
        Err(CallError::TimedOut) => "late",
        Err(CallError::Ended(_)) => "ended",
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn an_end_or_a_deadline_hands_it_back_or_it_is_in() {
    for end in [Handle::stop, Handle::kill] {
        let outcomes = Search::Sampled(10_000).outcomes(move || ended_or_late(end));
        assert_eq!(outcomes, ["\"ended\"", "\"late\"", "\"sent\""]);
    }
}

/// No room is made.
fn late() {
    let (scribe, _inbox) = ScribeHandle::builder().mailbox(1).channel();
    scribe.note(1).unwrap();
    let refused = send(&scribe, 2).unwrap_err();
    assert_eq!(reason(refused, 2), CallError::TimedOut);
}

#[test]
fn a_deadline_ends_the_wait() {
    Search::Exhaustive.outcomes(late);
    assert!(is_hang(&Search::Exhaustive.failure(Fault::LostDeadline, late)));
}
