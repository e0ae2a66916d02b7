//! A fresh state after a failure, against asks, tells, waits for room, flushes and ends.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use model::{Fault, Restart, Search, prelude::*, sys::FOR_EVER};
use shuttle::thread;

use crate::{
    ground::{Log, settled},
    is_hang,
};

/// Counts the states that are alive.
#[derive(Clone, Default)]
struct Living(Arc<AtomicU32>);

/// One of them.
struct Life(Living);

impl Living {
    fn begin(&self) -> Life {
        assert_eq!(self.0.fetch_add(1, Relaxed), 0, "two states at once");
        Life(self.clone())
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Relaxed);
    }
}

/// Writes down what it handles, whichever state it is.
#[actor(crate = model, count)]
pub(crate) struct Phoenix {
    log: Log,
    _life: Life,
}

#[actor(crate = model)]
impl Phoenix {
    pub(crate) fn note(&mut self, n: u32) {
        self.log.write(n);
    }

    /// Answers with the number itself.
    pub(crate) fn echo(&mut self, n: u32) -> u32 {
        self.log.write(n);
        n
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn burn(&mut self, #[reply] reply: ReplySender<()>) {
        let _reply = reply;
        std::panic::resume_unwind(Box::new("burnt"));
    }
}

fn at_once() -> Restart {
    Restart::on_failure().without_limit()
}

/// The restart is so far away that only the end of the actor brings about the next state.
fn in_the_end() -> Restart {
    at_once().backoff(FOR_EVER, FOR_EVER)
}

fn phoenix(log: &Log, restart: Restart, places: Option<usize>) -> PhoenixHandle {
    let (log, living) = (log.clone(), Living::default());
    let builder = PhoenixHandle::builder();
    let builder = match places {
        Some(places) => builder.mailbox(places),
        None => builder,
    };
    builder.supervise(restart, move || Phoenix { log: log.clone(), _life: living.begin() }).unwrap()
}

fn is_burnt(exit: &Exit) -> bool {
    matches!(exit, Exit::Panicked(panic) if panic.text() == "burnt")
}

/// Whether an actor has ended as it may if it burns while its last handle is dropped: no message is left to restart
/// for.
fn is_burnt_or_closed(exit: &Exit) -> bool {
    *exit == Exit::Closed || is_burnt(exit)
}

fn asked_and_burnt() -> u64 {
    let log = Log::default();
    let phoenix = phoenix(&log, at_once(), None);
    let other = phoenix.clone();
    let asking = thread::spawn(move || other.echo(1));
    assert_eq!(phoenix.burn(), Err(CallError::Panicked));
    let weak = phoenix.downgrade();
    let exit = phoenix.join().unwrap();
    assert!(is_burnt_or_closed(&exit), "{exit}");
    assert_eq!(asking.join().unwrap(), Ok(1), "it survives the restart");
    assert!(log.is_closed(), "a state outlives the join");
    weak.stats().restarts
}

#[test]
fn an_ask_is_answered_by_one_state_or_the_next() {
    // None where it burnt last, when no handle was left.
    assert_eq!(Search::Sampled(5_000).outcomes(asked_and_burnt), ["0", "1"]);
}

#[test]
fn an_ask_nobody_takes_up_after_the_restart_is_noticed() {
    let failure = Search::Sampled(5_000).failure(Fault::LostMessage, asked_and_burnt);
    assert!(is_hang(&failure), "{failure}");
}

/// Told before it burns and before the end, so there is only one outcome: it is handled.
fn told_and_ended_in_the_drain(end: fn(&PhoenixHandle), exit: Exit) {
    let log = Log::default();
    let phoenix = phoenix(&log, at_once(), None);
    let burning = phoenix.ask().burn();
    phoenix.note(1).unwrap();
    end(&phoenix);
    let weak = phoenix.downgrade();
    let seen = phoenix.join();
    assert_eq!(log.read(), [1], "lost at the restart");
    assert_eq!(seen, Ok(exit));
    assert_eq!(burning.wait(), Err(CallError::Panicked));
    let stats = weak.stats();
    assert_eq!((stats.handled, stats.undelivered, stats.restarts), (2, 0, 1));
}

#[test]
fn what_was_told_before_the_stop_is_the_next_states() {
    Search::Sampled(5_000)
        .outcomes(|| told_and_ended_in_the_drain(PhoenixHandle::stop, Exit::Stopped));
}

#[test]
fn what_was_told_before_the_last_drop_is_the_next_states() {
    Search::Sampled(5_000).outcomes(|| told_and_ended_in_the_drain(|_| {}, Exit::Closed));
}

#[test]
fn a_message_lost_at_the_restart_is_noticed() {
    // A loop that waits needs no poll: only what is queued behind the panic is lost.
    let failure = Search::Sampled(5_000)
        .failure(Fault::BlindPoll, || told_and_ended_in_the_drain(|_| {}, Exit::Closed));
    assert!(failure.contains("lost at the restart"), "{failure}");
}

/// How it ended, what was handled, and how often it was restarted.
struct Outcome(Exit, Vec<u32>, u64);

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outcome(exit, log, restarts) = self;
        let exit = match exit {
            Exit::Stopped => "stopped",
            Exit::Killed => "killed",
            Exit::Closed => "closed",
            exit if is_burnt(exit) => "burnt",
            exit => panic!("{exit}"),
        };
        write!(f, "({exit}, {log:?}, {restarts})")
    }
}

/// An actor is ended by another thread while it burns, or while it waits for a state that never comes otherwise.
fn burnt_and_ended(tells: bool, end: fn(&PhoenixHandle)) -> Outcome {
    let log = Log::default();
    let phoenix = phoenix(&log, in_the_end(), None);
    let weak = phoenix.downgrade();
    let (ended, exits) = model::slot();
    phoenix.on_exit_with_stats(move |exit, stats| {
        let _ = ended.send((exit.clone(), stats.clone()));
    });
    let other = phoenix.clone();
    let ending = thread::spawn(move || end(&other));
    assert!(phoenix.burn().is_err(), "nobody answers it");
    let told = tells && phoenix.note(1).is_ok();
    drop(phoenix);
    let (exit, stats) = exits.wait().unwrap();
    ending.join().unwrap();
    assert_eq!(weak.stats(), stats, "not all is accounted for");
    let log = log.read();
    if told && exit == Exit::Closed {
        assert_eq!(log, [1], "lost at the restart");
    }
    Outcome(exit, log, stats.restarts)
}

#[test]
fn a_stop_ends_it_whatever_it_waits_for() {
    // What was told is the next state's, unless it was refused.
    let outcomes = Search::Sampled(5_000).outcomes(|| burnt_and_ended(true, PhoenixHandle::stop));
    assert_eq!(outcomes, ["(burnt, [], 0)", "(stopped, [1], 1)", "(stopped, [], 0)"]);
}

#[test]
fn a_kill_ends_it_whatever_it_waits_for() {
    let outcomes = Search::Sampled(5_000).outcomes(|| burnt_and_ended(true, PhoenixHandle::kill));
    assert_eq!(outcomes, ["(burnt, [], 0)", "(killed, [], 0)"]);
}

#[test]
fn the_last_drop_ends_it_whatever_it_waits_for() {
    let outcomes = Search::Sampled(5_000).outcomes(|| burnt_and_ended(true, |_| {}));
    assert_eq!(outcomes, ["(closed, [1], 1)"]);
    let outcomes = Search::Sampled(5_000).outcomes(|| burnt_and_ended(false, |_| {}));
    assert_eq!(outcomes, ["(burnt, [], 0)"]);
}

#[test]
fn an_end_that_does_not_rouse_it_is_noticed() {
    let ends: [fn(&PhoenixHandle); 3] = [PhoenixHandle::stop, PhoenixHandle::kill, |_| {}];
    for end in ends {
        let scenario = move || burnt_and_ended(false, end);
        for fault in [Fault::LostNotification, Fault::LateListener] {
            assert!(is_hang(&Search::Sampled(5_000).failure(fault, scenario)), "{fault:?}");
        }
    }
}

/// Two senders stand in line before the full mailbox of an actor that waits for a state which only the end brings
/// about. They give up as the last handle is dropped.
fn given_up_in_line() -> Outcome {
    let log = Log::default();
    let phoenix = phoenix(&log, in_the_end(), Some(1));
    let weak = phoenix.downgrade();
    let (ended, exits) = model::slot();
    phoenix.on_exit(move |exit| drop(ended.send(exit.clone())));
    assert_eq!(phoenix.burn(), Err(CallError::Panicked));
    phoenix.note(1).unwrap();
    let told = phoenix.send_async(PhoenixMessage::Note { n: 2 });
    let asked = phoenix.ask().echo(3);
    let giving_up = thread::spawn(move || drop((told, asked)));
    drop(phoenix);
    let exit = exits.wait().unwrap();
    giving_up.join().unwrap();
    Outcome(exit, log.read(), weak.stats().restarts)
}

#[test]
fn a_sender_that_gives_up_in_line_holds_no_actor_that_waits() {
    assert_eq!(Search::Sampled(5_000).outcomes(given_up_in_line), ["(closed, [1], 1)"]);
}

/// Both wait for room before, amid or after the restart.
fn blocked_and_burnt() -> Vec<u32> {
    let log = Log::default();
    let phoenix = phoenix(&log, at_once(), Some(1));
    let other = phoenix.clone();
    let telling = thread::spawn(move || {
        other.note(1).unwrap();
        other.note(2).unwrap();
    });
    assert_eq!(phoenix.burn(), Err(CallError::Panicked));
    telling.join().unwrap();
    let weak = phoenix.downgrade();
    let exit = phoenix.join().unwrap();
    assert!(is_burnt_or_closed(&exit), "{exit}");
    let stats = weak.stats();
    assert_eq!((stats.accepted, stats.handled), (Some(3), 3), "{stats:?}");
    log.read()
}

#[test]
fn a_sender_that_waits_for_room_gets_it_from_the_next_state() {
    assert_eq!(Search::Sampled(5_000).outcomes(blocked_and_burnt), ["[1, 2]"]);
}

#[test]
fn a_place_lost_at_the_restart_is_noticed() {
    for fault in [Fault::LostPlace, Fault::LostNotification] {
        assert!(is_hang(&Search::Sampled(5_000).failure(fault, blocked_and_burnt)), "{fault:?}");
    }
}

fn flushed_and_burnt() -> bool {
    let log = Log::default();
    let phoenix = phoenix(&log, at_once(), None);
    let other = phoenix.clone();
    let flushing = {
        let log = log.clone();
        thread::spawn(move || {
            let told = other.note(1);
            let flushed = other.flush();
            if flushed.is_ok() {
                assert_eq!((told, log.read()), (Ok(()), vec![1]), "flushed, not handled");
            }
            flushed
        })
    };
    let burning = phoenix.ask().burn();
    let exit = phoenix.shutdown().unwrap();
    assert!(exit == Exit::Stopped || is_burnt(&exit), "{exit}");
    assert_eq!(burning.wait(), Err(CallError::Panicked));
    let flushed = flushing.join().unwrap();
    assert!(matches!(flushed, Ok(()) | Err(CallError::Ended(_))), "{flushed:?}");
    settled(&phoenix);
    flushed.is_ok()
}

#[test]
fn a_flush_has_all_handled_across_a_restart_in_the_drain() {
    assert_eq!(Search::Sampled(5_000).outcomes(flushed_and_burnt), ["false", "true"]);
}

#[test]
fn a_flush_that_overtakes_across_a_restart_is_noticed() {
    let failure = Search::Sampled(5_000).failure(Fault::NewestFirst, flushed_and_burnt);
    assert!(failure.contains("flushed, not handled"), "{failure}");
}

/// A loop that would make the next state before it drops the last one.
#[test]
#[should_panic(expected = "two states at once")]
fn a_restart_that_overlaps_the_old_state_is_noticed() {
    let living = Living::default();
    let make = || Phoenix { log: Log::default(), _life: living.begin() };
    let mut state = make();
    state.note(1);
    state = make();
    state.note(2);
}

/// What is queued is given to the hook, and what overlaps the very end is counted.
fn undelivered_to_a_hook() -> (u64, u64) {
    let given = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&given);
    let (living, log) = (Living::default(), Log::default());
    let phoenix = PhoenixHandle::builder()
        .undelivered(move |_, exit| {
            assert_eq!(exit, &Exit::Killed);
            counted.fetch_add(1, Relaxed);
        })
        .spawn(Phoenix { log: log.clone(), _life: living.begin() })
        .unwrap();
    let other = phoenix.clone();
    let telling =
        thread::spawn(move || u64::from(other.note(1).is_ok()) + u64::from(other.note(2).is_ok()));
    phoenix.kill();
    assert_eq!(phoenix.shutdown(), Ok(Exit::Killed));
    let told = telling.join().unwrap();
    let stats = settled(&phoenix);
    assert_eq!(stats.accepted, Some(told));
    let given = u64::from(given.load(Relaxed));
    assert!(given <= stats.undelivered, "{given} given: {stats:?}");
    (given, stats.undelivered)
}

#[test]
fn an_undelivered_message_is_given_to_the_hook_or_counted() {
    let outcomes = Search::Sampled(50_000).outcomes(undelivered_to_a_hook);
    // "(1, 2)": the second send overlaps the close, so its message is counted and not given.
    assert_eq!(outcomes, ["(0, 0)", "(0, 1)", "(1, 1)", "(1, 2)", "(2, 2)"]);
}

#[test]
fn an_undelivered_message_that_is_not_counted_is_noticed() {
    for fault in [Fault::LateDiscard, Fault::TornClose] {
        let failure = Search::Sampled(5_000).failure(fault, undelivered_to_a_hook);
        assert!(failure.contains("not all is accounted for"), "{fault:?}: {failure}");
    }
}
