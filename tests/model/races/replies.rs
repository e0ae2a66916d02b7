//! The answer to one ask: sent, dropped, waited for, polled, given up.

use std::{future::poll_fn, pin::Pin, sync::Arc, task::Poll, time::Duration};

use model::{CallError, Fault, Search, slot};
use shuttle::{future::block_on, thread};

use crate::is_hang;

const SOON: Duration = Duration::from_millis(1);

fn waited_for() {
    let (sender, reply) = slot();
    let answering = thread::spawn(move || sender.send(1));
    assert_eq!(reply.wait(), Ok(1));
    assert_eq!(answering.join().unwrap(), Ok(()));
}

#[test]
fn an_answer_reaches_who_waits() {
    Search::Exhaustive.outcomes(waited_for);
}

#[test]
fn an_answer_without_its_notification_is_missed() {
    for fault in [Fault::LostNotification, Fault::LateListener, Fault::LowCount] {
        assert!(is_hang(&Search::Exhaustive.failure(fault, waited_for)), "{fault:?}");
    }
}

#[test]
fn a_sender_dropped_unsent_is_an_error_for_who_waits() {
    Search::Exhaustive.outcomes(|| {
        let (sender, reply) = slot::<u32>();
        let dropping = thread::spawn(move || drop(sender));
        assert_eq!(reply.wait(), Err(CallError::NoReply));
        dropping.join().unwrap();
    });
}

/// A time-out is not final: an answer that came before it is not lost.
fn waited_for_in_time() -> bool {
    let (sender, mut reply) = slot();
    let answering = thread::spawn(move || sender.send(1));
    let timed_out = match reply.wait_timeout(SOON) {
        Ok(answer) => {
            assert_eq!(answer, 1);
            assert_eq!(reply.wait_timeout(SOON), Err(CallError::NoReply), "it is taken once");
            false
        }
        Err(error) => {
            assert_eq!(error, CallError::TimedOut);
            assert_eq!(reply.wait(), Ok(1));
            true
        }
    };
    answering.join().unwrap().unwrap();
    timed_out
}

#[test]
fn an_answer_and_its_deadline_race() {
    assert_eq!(Search::Exhaustive.outcomes(waited_for_in_time), ["false", "true"]);
}

#[test]
fn a_wait_after_a_time_out_without_its_notification_is_missed() {
    let failure = Search::Exhaustive.failure(Fault::LostNotification, waited_for_in_time);
    assert!(is_hang(&failure));
}

#[test]
fn a_task_that_polls_is_woken() {
    Search::Exhaustive.outcomes(|| {
        let (sender, reply) = slot();
        let answering = thread::spawn(move || sender.send(1));
        assert_eq!(block_on(reply), Ok(1));
        assert_eq!(answering.join().unwrap(), Ok(()));
    });
}

#[test]
fn a_task_that_polls_is_woken_by_the_drop_too() {
    Search::Exhaustive.outcomes(|| {
        let (sender, reply) = slot::<u32>();
        let dropping = thread::spawn(move || drop(sender));
        assert_eq!(block_on(reply), Err(CallError::NoReply));
        dropping.join().unwrap();
    });
}

/// A task polls, and then another task or thread takes the reply over. Returns whether the poll came before the
/// answer.
fn handed_on(to_a_thread: bool) -> bool {
    let (sender, mut reply) = slot();
    let answering = thread::spawn(move || sender.send(1));
    let first = block_on(poll_fn(|cx| Poll::Ready(Pin::new(&mut reply).poll(cx))));
    let early = first.is_pending();
    let answer = match first {
        Poll::Ready(answer) => answer,
        Poll::Pending if to_a_thread => reply.wait(),
        Poll::Pending => thread::spawn(|| block_on(reply)).join().unwrap(),
    };
    assert_eq!(answer, Ok(1));
    answering.join().unwrap().unwrap();
    early
}

#[test]
fn a_reply_is_waited_for_after_it_was_polled() {
    assert_eq!(Search::Exhaustive.outcomes(|| handed_on(true)), ["false", "true"]);
}

#[test]
fn a_reply_is_polled_by_another_task() {
    assert_eq!(Search::Exhaustive.outcomes(|| handed_on(false)), ["false", "true"]);
}

#[test]
fn an_answer_nobody_wants_is_handed_back_or_dropped_with_the_reply() {
    let outcomes = Search::Exhaustive.outcomes(|| {
        let (sender, reply) = slot();
        let giving_up = thread::spawn(move || drop(reply));
        let answer = Arc::new(());
        let sent = sender.send(Arc::clone(&answer)).is_ok();
        giving_up.join().unwrap();
        assert_eq!(Arc::strong_count(&answer), 1, "it has leaked");
        sent
    });
    assert_eq!(outcomes, ["false", "true"]);
}
