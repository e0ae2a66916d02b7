//! An ask that is forgotten while it stands in line, against the room and against every end.

use std::time::Duration;

use model::{Fault, Inbox, Reply, Search, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle, settled},
    is_hang,
};

const FORGOTTEN: u32 = 2;

/// A mailbox that is full, and an ask that stands in line before it.
fn in_line(expires: bool) -> (ScribeHandle, Inbox<ScribeHandle>, Reply<u32>) {
    let (scribe, inbox) = ScribeHandle::builder().mailbox(1).count().channel();
    scribe.note(1).unwrap();
    let reply = match expires {
        true => scribe.ask().echo_in_time(FORGOTTEN),
        false => scribe.ask().echo(FORGOTTEN),
    };
    (scribe, inbox, reply)
}

/// It is forgotten while the actor makes room.
fn forgotten_and_let_in(expires: bool) {
    let log = Log::default();
    let (scribe, inbox, reply) = in_line(expires);
    let forgetting = thread::spawn(move || reply.forget());
    let state = Scribe::of(&log);
    let running = thread::spawn(move || drop(state.run(inbox)));
    assert_eq!(forgetting.join().unwrap(), Ok(()));
    scribe.stop();
    running.join().unwrap();
    assert_eq!(log.read(), [1, FORGOTTEN]);
    let stats = settled(&scribe);
    assert_eq!((stats.handled, stats.expired), (2, 0));
}

#[test]
fn a_caller_that_forgets_waits_until_it_is_let_in() {
    for expires in [false, true] {
        Search::Sampled(5_000).outcomes(move || forgotten_and_let_in(expires));
    }
}

#[test]
fn a_caller_that_is_not_told_that_it_was_let_in_is_noticed() {
    for fault in [Fault::LostNotification, Fault::LostPlace, Fault::LateListener] {
        let failure = Search::Sampled(5_000).failure(fault, || forgotten_and_let_in(false));
        assert!(is_hang(&failure), "{fault:?}: {failure}");
    }
}

/// What was accepted and what was not, where the actor is ended meanwhile.
#[derive(Debug)]
enum Sent {
    Handled,
    Undelivered,
    Refused,
}

fn forgotten_and_ended(
    end: impl FnOnce(&ScribeHandle, Inbox<ScribeHandle>, Scribe) + Send + Sync,
) -> Sent {
    let log = Log::default();
    let (scribe, inbox, reply) = in_line(false);
    let forgetting = thread::spawn(move || reply.forget());
    end(&scribe, inbox, Scribe::of(&log));
    let forgotten = forgetting.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!(stats.accepted, Some(1 + u64::from(forgotten.is_ok())));
    assert_eq!(stats.handled, log.read().len() as u64);
    match forgotten {
        Ok(()) if log.read().contains(&FORGOTTEN) => Sent::Handled,
        Ok(()) => Sent::Undelivered,
        Err(error) => {
            assert!(matches!(error, CallError::Ended(_)), "{error}");
            assert!(!log.read().contains(&FORGOTTEN), "refused, and handled");
            Sent::Refused
        }
    }
}

#[test]
fn a_stop_refuses_what_it_has_not_let_in() {
    let outcomes = Search::Sampled(10_000).outcomes(|| {
        forgotten_and_ended(|scribe, inbox, state| {
            let running = thread::spawn(move || drop(state.run(inbox)));
            scribe.stop();
            running.join().unwrap();
        })
    });
    assert_eq!(outcomes, ["Handled", "Refused"]);
}

#[test]
fn a_kill_refuses_what_it_has_not_let_in() {
    let outcomes = Search::Sampled(10_000).outcomes(|| {
        forgotten_and_ended(|scribe, inbox, state| {
            let running = thread::spawn(move || drop(state.run(inbox)));
            scribe.kill();
            running.join().unwrap();
        })
    });
    assert_eq!(outcomes, ["Handled", "Refused", "Undelivered"]);
}

#[test]
fn a_dropped_inbox_refuses_what_it_has_not_let_in() {
    let outcomes =
        Search::Sampled(10_000).outcomes(|| forgotten_and_ended(|_, inbox, _| drop(inbox)));
    assert_eq!(outcomes, ["Refused"]);
}

/// The last handle goes while an ask is forgotten in line.
fn forgotten_and_let_go() {
    let log = Log::default();
    let (scribe, inbox, reply) = in_line(false);
    let forgetting = thread::spawn(move || reply.forget());
    let weak = scribe.downgrade();
    let dropping = thread::spawn(move || drop(scribe));
    drop(Scribe::of(&log).run(inbox));
    assert_eq!(forgetting.join().unwrap(), Ok(()));
    dropping.join().unwrap();
    assert_eq!(log.read(), [1, FORGOTTEN]);
    assert_eq!(weak.stats().accepted, Some(2));
}

#[test]
fn the_last_drop_waits_for_who_forgets() {
    Search::Sampled(10_000).outcomes(forgotten_and_let_go);
}

/// Asks the other one under a deadline, and is forgotten by it meanwhile.
#[actor(crate = model, mailbox = 1)]
pub(crate) struct Peer(Log);

#[actor(crate = model)]
impl Peer {
    pub(crate) fn note(&mut self) {}

    pub(crate) fn put(&mut self, n: u32) -> u32 {
        self.0.write(n);
        n
    }

    pub(crate) fn wait_for(&mut self, other: PeerHandle) {
        let _ = other.ask().put(1).wait_timeout(Duration::from_millis(1));
    }

    pub(crate) fn forget_one_of(&mut self, other: PeerHandle) -> Result<(), CallError> {
        other.ask().put(FORGOTTEN).forget()
    }
}

/// One actor waits with a deadline for another one, which forgets an ask to the first. Either the ask is let in, or
/// the circle is an error and nothing is let in.
fn forgotten_in_a_circle() -> &'static str {
    let log = Log::default();
    let waiting = Peer(log.clone()).spawn();
    let forgetting = PeerHandle::builder().mailbox(4).spawn(Peer(Log::default())).unwrap();
    waiting.wait_for(forgetting.clone()).unwrap();
    // Its only place, once it has begun to wait.
    waiting.note().unwrap();
    let forgotten = forgetting.forget_one_of(waiting.clone()).unwrap();
    assert_eq!(forgetting.join(), Ok(Exit::Closed));
    assert_eq!(waiting.join(), Ok(Exit::Closed));
    let is_handled = log.read().contains(&FORGOTTEN);
    match forgotten {
        Ok(()) => {
            assert!(is_handled, "accepted, and not handled");
            "accepted"
        }
        Err(error) => {
            assert!(matches!(error, CallError::Deadlock(_)), "{error}");
            assert!(!is_handled, "cancelled, and handled");
            "deadlock"
        }
    }
}

#[test]
fn a_circle_cancels_it_or_lets_it_in() {
    let outcomes = Search::Sampled(20_000).outcomes(forgotten_in_a_circle);
    assert_eq!(outcomes, ["\"accepted\"", "\"deadlock\""]);
}

/// On an executor of one thread: the actor that forgets gives up its slot meanwhile.
fn forgotten_on_an_executor() {
    let executor = model::Executor::new(1).unwrap();
    let log = Log::default();
    let to = PeerHandle::builder().mailbox(1).spawn_on(&executor, Peer(log.clone())).unwrap();
    let by = Peer(Log::default()).spawn_on(&executor);
    to.note().unwrap();
    let reply = by.ask().forget_one_of(to.clone());
    assert_eq!(shuttle::future::block_on(reply), Ok(Ok(())));
    drop((by, to));
    executor.shutdown().unwrap();
    assert_eq!(log.read(), [FORGOTTEN]);
}

#[test]
fn a_caller_that_forgets_on_an_executor_holds_it_up_for_nobody() {
    Search::Sampled(3_000).outcomes(forgotten_on_an_executor);
}
