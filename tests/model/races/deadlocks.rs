//! Waits in a circle, against the answers, the room and the ends that open it.

use std::{
    fmt::Debug,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use model::{Fault, Inbox, Search, enter, prelude::*, slot_of};
use shuttle::thread;

use crate::{
    ground::{Scribe, ScribeHandle, ScribeMessage, echo_all},
    is_hang,
};

fn channel(name: &str) -> (ScribeHandle, Inbox<ScribeHandle>) {
    ScribeHandle::builder().name(name).mailbox(1).channel()
}

/// Whether the wait was refused, and did not fail in another way.
fn is_refused<T: Debug>(result: &Result<T, CallError>) -> bool {
    match result {
        Ok(_) => false,
        Err(CallError::Deadlock(_)) => true,
        Err(other) => panic!("{other:?}"),
    }
}

/// Actors that each wait for the next one's answer before they answer, the last for the first's.
fn ring(count: usize) -> Vec<bool> {
    let actors: Vec<_> = (0..count).map(|n| channel(&n.to_string())).collect();
    let (owed, mut awaited): (Vec<_>, Vec<_>) =
        actors.iter().map(|(actor, _)| slot_of(actor)).unzip();
    awaited.rotate_left(1);
    let running: Vec<_> = std::iter::zip(owed, awaited)
        .enumerate()
        .map(|(n, (owed, awaited))| {
            let actor = actors[n].0.clone();
            thread::spawn(move || {
                let _running = enter(&actor);
                let answer: Result<u32, _> = awaited.wait();
                let _ = owed.send(1);
                if let Err(CallError::Deadlock(cycle)) = &answer {
                    let names: Vec<_> = (n..n + count).map(|n| (n % count).to_string()).collect();
                    assert_eq!(cycle.actors(), names);
                }
                is_refused(&answer)
            })
        })
        .collect();
    running.into_iter().map(|thread| thread.join().unwrap()).collect()
}

#[test]
fn two_actors_that_wait_for_each_other_have_one_refused() {
    let outcomes = Search::exhaustive_on_request().outcomes(|| ring(2));
    assert_eq!(outcomes, ["[false, true]", "[true, false]"]);
}

#[test]
fn three_actors_in_a_ring_have_one_refused() {
    let outcomes = Search::Sampled(20_000).outcomes(|| ring(3));
    assert_eq!(outcomes, ["[false, false, true]", "[false, true, false]", "[true, false, false]"]);
}

#[test]
fn a_ring_that_goes_unnoticed_is_a_hang() {
    for count in [2, 3] {
        let failure = Search::Sampled(1_000).failure(Fault::ForgetfulStatic, move || ring(count));
        assert!(is_hang(&failure), "{failure}");
    }
}

/// One actor answers another one, and then waits for an answer of that one, which comes once the other has the first
/// answer.
fn in_flight(answer: fn(ReplySender<u32>)) {
    let ((asker, _inbox), (asked, _other)) = (channel("asker"), channel("asked"));
    let ((owed, awaited), (back, awaited_back)) = (slot_of(&asked), slot_of(&asker));
    let asking = thread::spawn(move || {
        let _running = enter(&asker);
        assert_eq!(awaited.wait(), Ok(1));
        let _ = back.send(2);
    });
    let answering = thread::spawn(move || {
        let _running = enter(&asked);
        answer(owed);
        assert_eq!(awaited_back.wait(), Ok(2));
    });
    asking.join().unwrap();
    answering.join().unwrap();
}

#[test]
fn an_answer_in_flight_is_no_wait() {
    Search::Sampled(20_000).outcomes(|| in_flight(|owed| owed.send(1).unwrap()));
}

#[test]
#[should_panic(expected = "Deadlock")]
fn an_edge_that_outlives_its_wait_is_noticed() {
    // Another thread answers, and the graph does not know that.
    let elsewhere = |owed: ReplySender<u32>| drop(thread::spawn(move || owed.send(1)));
    Search::Sampled(1_000).outcomes(move || in_flight(elsewhere));
}

/// Three actors in a ring. The answer for the first one is on its way.
fn three_with_one_in_flight() {
    let [(a, _a), (b, _b), (c, _c)] = ["a", "b", "c"].map(channel);
    let ((by_a, of_a), (by_b, of_b), (by_c, of_c)) = (slot_of(&a), slot_of(&b), slot_of(&c));
    let running = [
        thread::spawn(move || {
            let _running = enter(&a);
            assert_eq!(of_b.wait(), Ok(2));
            by_a.send(1).unwrap();
        }),
        thread::spawn(move || {
            let _running = enter(&b);
            by_b.send(2).unwrap();
            assert_eq!(of_c.wait(), Ok(3));
        }),
        thread::spawn(move || {
            let _running = enter(&c);
            assert_eq!(of_a.wait(), Ok(1));
            by_c.send(3).unwrap();
        }),
    ];
    running.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn a_ring_with_an_answer_in_flight_is_none() {
    Search::Sampled(20_000).outcomes(three_with_one_in_flight);
}

/// Two actors wait for each other, one of them with a deadline.
fn with_a_deadline() -> (Option<CallError>, bool) {
    let ((hasty, _inbox), (patient, _other)) = (channel("hasty"), channel("patient"));
    let ((owed, mut awaited), (back, awaited_back)) = (slot_of(&patient), slot_of(&hasty));
    let waiting = thread::spawn(move || {
        let _running = enter(&hasty);
        let answer: Result<u32, _> = awaited.wait_timeout(Duration::from_millis(1));
        let _ = back.send(2);
        answer.err()
    });
    let _running = enter(&patient);
    let refused = is_refused(&awaited_back.wait());
    let _ = owed.send(1);
    (waiting.join().unwrap(), refused)
}

#[test]
fn a_wait_with_a_deadline_is_refused_or_ends_by_it() {
    let outcomes = Search::Sampled(20_000).outcomes(|| {
        let (failed, refused) = with_a_deadline();
        (failed.map(|error| if error == CallError::TimedOut { "late" } else { "refused" }), refused)
    });
    let expected = [
        r#"(None, true)"#,
        r#"(Some("late"), false)"#,
        r#"(Some("late"), true)"#,
        r#"(Some("refused"), false)"#,
    ];
    assert_eq!(outcomes, expected);
}

/// Leaves its answers to other threads.
#[actor(crate = model)]
struct Clerk;

#[actor(crate = model)]
impl Clerk {
    /// Leaves the answer to a thread, and asks the asker.
    pub(crate) fn delegate(&self, asker: ScribeHandle, #[reply] reply: ReplySender<u32>) {
        thread::spawn(move || reply.send(1));
        assert_eq!(asker.echo(2), Ok(2));
    }

    /// Asks, and notes whether it was refused.
    pub(crate) fn ask(&self, asked: ScribeHandle, note: Note) {
        note.set(is_refused(&asked.echo(1)));
    }
}

/// Not shuttle's lock: reading it is no part of the race.
#[derive(Clone, Default)]
struct Note(Arc<Mutex<Option<bool>>>);

impl Note {
    fn set(&self, refused: bool) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
    }

    fn read(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).expect("it was asked")
    }
}

#[test]
fn a_deferred_answer_is_no_wait() {
    Search::Sampled(20_000).outcomes(|| {
        let (asker, inbox) = channel("asker");
        let clerk: ClerkHandle = Clerk.spawn();
        let _running = enter(&asker);
        assert_eq!(clerk.delegate(asker.clone()), Ok(1));
        drop(asker);
        drop(clerk);
        echo_all(&inbox);
    });
}

/// A sender waits for room; the receiver makes some, takes the message and asks the sender. Another
/// sender stands in line, and may be the one that lets the first in.
fn room_is_made() {
    let ((sender, inbox), (receiver, full)) = (channel("sender"), channel("receiver"));
    receiver.note(1).unwrap();
    let running = enter(&receiver);
    let sending = {
        let (sender, receiver) = (sender.clone(), receiver.clone());
        thread::spawn(move || {
            let _running = enter(&sender);
            drop(sender);
            receiver.note(2).unwrap();
            drop(receiver);
            echo_all(&inbox);
        })
    };
    let standing = thread::spawn(move || receiver.note(3).unwrap());
    for message in &full {
        if matches!(message, ScribeMessage::Note { n: 2 }) {
            assert_eq!(sender.echo(9), Ok(9));
        }
    }
    drop((sender, running));
    sending.join().unwrap();
    standing.join().unwrap();
}

#[test]
fn room_that_is_made_ends_the_wait_for_it() {
    Search::Sampled(20_000).outcomes(room_is_made);
}

/// A sender waits for room while the receiver, before it makes any, asks the sender.
fn no_room_is_made() -> (bool, bool) {
    let ((sender, inbox), (receiver, full)) = (channel("sender"), channel("receiver"));
    receiver.note(1).unwrap();
    let running = enter(&receiver);
    let sending = {
        let sender = sender.clone();
        thread::spawn(move || {
            let _running = enter(&sender);
            drop(sender);
            let sent = receiver.send(ScribeMessage::Note { n: 2 });
            drop(receiver);
            echo_all(&inbox);
            sent.map_err(|refused| {
                let reason = refused.reason().clone();
                assert!(matches!(refused.into_message(), ScribeMessage::Note { n: 2 }));
                reason
            })
        })
    };
    let asked = sender.echo(9);
    drop((sender, running));
    let noted = full.iter().count();
    let sent = sending.join().unwrap();
    assert_eq!(noted, 1 + usize::from(sent.is_ok()), "handed back or handled, not both");
    (is_refused(&sent), is_refused(&asked))
}

#[test]
fn a_sender_or_the_asker_that_it_waits_for_is_refused() {
    let outcomes = Search::Sampled(20_000).outcomes(no_room_is_made);
    assert_eq!(outcomes, ["(false, true)", "(true, false)"]);
}

/// An actor joins another one, which asks it, in a handler or in a watcher.
fn joined(watcher: bool) -> (bool, bool) {
    let (joiner, inbox) = channel("joiner");
    let clerk: ClerkHandle = Clerk.spawn();
    let note = Note::default();
    if watcher {
        let (asked, note) = (joiner.clone(), note.clone());
        clerk.on_exit(move |_| note.set(is_refused(&asked.echo(1))));
        clerk.stop();
    } else {
        clerk.ask(joiner.clone(), note.clone()).unwrap();
    }
    let running = enter(&joiner);
    drop(joiner);
    let joined = clerk.join();
    echo_all(&inbox);
    drop(running);
    (is_refused(&joined), note.read())
}

#[test]
fn a_joiner_or_the_asker_that_it_waits_for_is_refused() {
    for watcher in [false, true] {
        let outcomes = Search::Sampled(10_000).outcomes(move || joined(watcher));
        assert_eq!(outcomes, ["(false, true)", "(true, false)"]);
    }
}

/// An actor waits for the end of another one alone, whose watcher asks it.
fn outlived() -> (Option<Exit>, bool) {
    let (waiting, inbox) = channel("waiting");
    let clerk: ClerkHandle = Clerk.spawn();
    let note = Note::default();
    let (asked, told) = (waiting.clone(), note.clone());
    clerk.on_exit(move |_| told.set(is_refused(&asked.echo(1))));
    clerk.stop();
    let running = enter(&waiting);
    drop(waiting);
    let exit = clerk.wait_timeout(Duration::MAX);
    echo_all(&inbox);
    drop(running);
    (exit, note.read())
}

#[test]
fn an_end_that_is_known_is_waited_for_no_longer() {
    assert_eq!(Search::Sampled(20_000).outcomes(outlived), ["(Some(Stopped), false)"]);
}

/// An ask that nobody handles is passed on, to be answered elsewhere, by an actor whose watcher then asks
/// the asker.
fn passed_on() -> bool {
    let (asker, inbox) = channel("asker");
    let (ending, queue) = ScribeHandle::builder()
        .undelivered(|message, _| {
            if let ScribeMessage::Echo { n, reply } = message {
                thread::spawn(move || reply.send(n));
            }
        })
        .channel();
    let (asked, note) = (asker.clone(), Note::default());
    let told = note.clone();
    ending.on_exit(move |_| told.set(is_refused(&asked.echo(2))));
    let _running = enter(&asker);
    let answer = ending.ask().echo(1);
    drop((asker, ending));
    let ended = thread::spawn(move || drop(queue));
    assert_eq!(answer.wait(), Ok(1));
    echo_all(&inbox);
    ended.join().unwrap();
    note.read()
}

#[test]
fn an_actor_that_has_passed_an_ask_on_is_waited_for_no_longer() {
    assert_eq!(Search::Sampled(20_000).outcomes(passed_on), ["false"]);
}

/// What builds an actor asks the one that spawns it.
fn asked_by_what_it_spawns() -> (bool, bool) {
    let (spawner, _inbox) = channel("spawner");
    let _running = enter(&spawner);
    let note = Note::default();
    let told = note.clone();
    let spawned = ScribeHandle::builder().spawn_with(move || {
        told.set(is_refused(&spawner.echo(1)));
        Ok::<_, ()>(Scribe::default())
    });
    (spawned.is_err(), note.read())
}

#[test]
fn what_is_being_built_is_waited_for_from_the_start() {
    let outcomes = Search::Sampled(10_000).outcomes(asked_by_what_it_spawns);
    assert_eq!(outcomes, ["(false, true)"]);
}

#[test]
fn other_circles_that_go_unnoticed_are_hangs_too() {
    let scenarios: [fn() -> (bool, bool); 4] =
        [no_room_is_made, || joined(false), || joined(true), asked_by_what_it_spawns];
    for scenario in scenarios {
        let failure = Search::Sampled(1_000).failure(Fault::ForgetfulStatic, scenario);
        assert!(is_hang(&failure), "{failure}");
    }
}
