//! Urgent messages against a loop that goes to wait, messages of their own thread, and every end.

use model::{Fault, Search, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, settled},
    is_hang,
};

/// Writes down what it handles.
#[actor(crate = model)]
pub(crate) struct Ward {
    log: Log,
}

#[actor(crate = model)]
impl Ward {
    pub(crate) fn note(&mut self, n: u32) {
        self.log.write(n);
    }

    #[urgent]
    pub(crate) fn alarm(&mut self, n: u32) {
        self.log.write(n);
    }
}

/// The places of an unbounded mailbox and of a small one.
const BOTH: [Option<usize>; 2] = [None, Some(1)];

fn of_places(places: Option<usize>) -> model::Builder<WardHandle> {
    let builder = WardHandle::builder().count();
    match places {
        None => builder,
        Some(places) => builder.mailbox(places),
    }
}

fn ward(log: &Log, places: Option<usize>) -> WardHandle {
    of_places(places).spawn(Ward { log: log.clone() }).unwrap()
}

/// Nothing but the nudge makes the loop look at its lane: the handle is held until it has.
fn raised_as_it_goes_to_wait(places: Option<usize>) {
    let (ward, inbox) = of_places(places).channel();
    let waiting = thread::spawn(move || {
        for expected in [1, 2] {
            assert!(matches!(inbox.recv(), Some(WardMessage::Alarm { n }) if n == expected));
        }
    });
    ward.alarm(1).unwrap();
    ward.alarm(2).unwrap();
    waiting.join().unwrap();
}

#[test]
fn a_loop_that_goes_to_wait_sees_an_alarm() {
    for places in BOTH {
        Search::Sampled(2_000).outcomes(move || raised_as_it_goes_to_wait(places));
    }
}

#[test]
fn an_alarm_whose_nudge_is_lost_is_noticed() {
    for places in BOTH {
        let raised = move || raised_as_it_goes_to_wait(places);
        assert!(is_hang(&Search::Sampled(2_000).failure(Fault::LostMessage, raised)), "{places:?}");
    }
}

/// An alarm, then a note of the same thread. The nudge may be that of another alarm, and still under way.
fn raised_then_told(places: Option<usize>) -> Vec<u32> {
    let (ward, inbox) = of_places(places).channel();
    let other = ward.clone();
    let telling = thread::spawn(move || other.alarm(10).unwrap());
    let raising = thread::spawn(move || {
        ward.alarm(1).unwrap();
        ward.note(2).unwrap();
    });
    let seen: Vec<u32> = inbox
        .iter()
        .map(|message| match message {
            WardMessage::Note { n } | WardMessage::Alarm { n } => n,
        })
        .collect();
    telling.join().unwrap();
    raising.join().unwrap();
    let own: Vec<u32> = seen.iter().copied().filter(|n| *n != 10).collect();
    assert_eq!(own, [1, 2], "overtaken or lost");
    seen
}

#[test]
fn no_later_message_of_its_thread_overtakes_an_alarm() {
    for places in BOTH {
        let outcomes = Search::Sampled(4_000).outcomes(move || raised_then_told(places));
        assert_eq!(outcomes, ["[1, 10, 2]", "[1, 2, 10]", "[10, 1, 2]"]);
    }
}

#[test]
fn an_alarm_that_is_overtaken_is_noticed() {
    let failure = Search::Sampled(4_000).failure(Fault::BlindLoad, || raised_then_told(None));
    assert!(failure.contains("overtaken or lost"), "{failure}");
}

fn two_raise_and_let_go(places: Option<usize>) -> Vec<u32> {
    let log = Log::default();
    let ward = ward(&log, places);
    let other = ward.clone();
    let raising = thread::spawn(move || other.alarm(1).unwrap());
    ward.alarm(2).unwrap();
    assert_eq!(ward.join(), Ok(Exit::Closed));
    raising.join().unwrap();
    assert_eq!(log.read().len(), 2, "lost as the last handle went");
    log.read()
}

#[test]
fn the_last_drop_waits_for_all_alarms() {
    for places in BOTH {
        let outcomes = Search::Sampled(2_000).outcomes(move || two_raise_and_let_go(places));
        assert_eq!(outcomes, ["[1, 2]", "[2, 1]"]);
    }
}

#[test]
fn an_alarm_left_behind_by_the_last_drop_is_noticed() {
    let failure = Search::Sampled(2_000).failure(Fault::BlindLoad, || two_raise_and_let_go(None));
    assert!(failure.contains("lost as the last handle went"), "{failure}");
}

/// How many messages an end left undelivered, of those that overlap it.
fn raised_and_ended(end: fn(&WardHandle), places: Option<usize>) -> u64 {
    let log = Log::default();
    let ward = ward(&log, places);
    let other = ward.clone();
    let raising = thread::spawn(move || {
        let mut accepted = 0;
        for message in [WardMessage::Alarm { n: 1 }, WardMessage::Note { n: 2 }] {
            match other.send(message) {
                Ok(()) => accepted += 1,
                Err(refused) => assert!(matches!(
                    refused.into_message(),
                    WardMessage::Alarm { n: 1 } | WardMessage::Note { n: 2 }
                )),
            }
        }
        accepted
    });
    ward.alarm(0).unwrap();
    end(&ward);
    let exit = ward.shutdown().unwrap();
    let accepted = 1 + raising.join().unwrap();
    let stats = settled(&ward);
    assert_eq!(stats.accepted, Some(accepted));
    assert_eq!(stats.handled, log.read().len() as u64);
    assert!(exit == Exit::Killed || log.read().contains(&0), "forgotten in the drain");
    stats.undelivered
}

#[test]
fn an_alarm_that_overlaps_an_end_is_handled_handed_back_or_counted() {
    for places in BOTH {
        let stopped =
            Search::Sampled(3_000).outcomes(move || raised_and_ended(WardHandle::stop, places));
        assert_eq!(stopped, ["0", "1"], "{places:?}");
        let killed =
            Search::Sampled(3_000).outcomes(move || raised_and_ended(WardHandle::kill, places));
        assert_eq!(killed, ["0", "1", "2", "3"], "{places:?}");
    }
}

#[test]
fn an_alarm_an_end_forgets_is_noticed() {
    let stopped = || raised_and_ended(WardHandle::stop, None);
    let failure = Search::Sampled(3_000).failure(Fault::BlindLoad, stopped);
    assert!(failure.contains("forgotten in the drain"), "{failure}");
    let killed = || raised_and_ended(WardHandle::kill, None);
    let failure = Search::Sampled(60_000).failure(Fault::LateDiscard, killed);
    assert!(failure.contains("not all is accounted for"), "{failure}");
}

/// A mailbox that is full, a sender that waits for room in it, and an alarm.
fn raised_past_the_line() -> Vec<u32> {
    let log = Log::default();
    let ward = ward(&log, Some(1));
    let other = ward.clone();
    let blocking = thread::spawn(move || {
        other.note(10).unwrap();
        other.note(11).unwrap();
    });
    ward.note(1).unwrap();
    ward.alarm(2).unwrap();
    assert_eq!(ward.join(), Ok(Exit::Closed));
    blocking.join().unwrap();
    let seen = log.read();
    assert_eq!(seen.len(), 4, "lost: {seen:?}");
    let of_other: Vec<u32> = seen.iter().copied().filter(|n| *n >= 10).collect();
    assert_eq!(of_other, [10, 11], "overtaken: {seen:?}");
    seen
}

#[test]
fn an_alarm_through_a_full_mailbox_leaves_nobody_standing() {
    let outcomes = Search::Sampled(5_000).outcomes(raised_past_the_line);
    for possible in ["[2, 1, 10, 11]", "[10, 2, 1, 11]", "[10, 11, 1, 2]"] {
        assert!(outcomes.iter().any(|outcome| outcome == possible), "{possible}: {outcomes:?}");
    }
}

#[test]
fn a_sender_that_an_alarm_leaves_standing_is_noticed() {
    for fault in [Fault::LostNotification, Fault::LateListener] {
        assert!(is_hang(&Search::Sampled(5_000).failure(fault, raised_past_the_line)), "{fault:?}");
    }
}
