//! Waits on an executor that gets no further thread: each wait succeeds, or gives up.

use model::{
    CallError, Executor, Fault, ReplySender, Search,
    prelude::*,
    sys::{
        RETRY,
        thread::{be_patient_for, refuse},
    },
};

use crate::{
    ground::{ScribeHandle, ScribeMessage},
    is_hang,
};

/// What another actor of the executor has to do.
type Job = Box<dyn FnOnce() + Send>;

#[actor(crate = model)]
struct Helper;

#[actor(crate = model)]
impl Helper {
    pub(crate) fn run(&mut self, job: Job) {
        job();
    }
}

/// Where a thread waits.
#[derive(Clone, Copy)]
enum Place {
    Slot,
    End,
    Line,
    Forget,
}

const PLACES: [Place; 4] = [Place::Slot, Place::End, Place::Line, Place::Forget];

/// Why a wait has ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    Answered,
    Stopped,
    NoThread,
}

impl From<Result<(), CallError>> for Ended {
    fn from(result: Result<(), CallError>) -> Self {
        match result {
            Ok(()) => Ended::Answered,
            Err(CallError::Ended(_)) => Ended::Stopped,
            Err(CallError::NoThread) => Ended::NoThread,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Waits for what another actor of its executor does.
#[actor(crate = model)]
struct Waiter;

#[actor(crate = model)]
impl Waiter {
    pub(crate) fn wait(&mut self, place: Place, helper: HelperHandle, report: ReplySender<Ended>) {
        let (scribe, inbox) = ScribeHandle::builder().mailbox(1).channel();
        let drop_inbox: Job = Box::new(|| drop(inbox));
        let ended = match place {
            Place::Slot => {
                let (answer, reply) = model::slot();
                helper.run(Box::new(|| answer.send(()).unwrap_or_default())).unwrap();
                reply.wait()
            }
            Place::End => {
                helper.run(drop_inbox).unwrap();
                scribe.join().map(drop)
            }
            Place::Line => {
                scribe.note(1).unwrap();
                helper.run(drop_inbox).unwrap();
                scribe.send(ScribeMessage::Note { n: 2 }).map_err(|refused| {
                    let reason = refused.reason().clone();
                    assert!(matches!(refused.into_message(), ScribeMessage::Note { n: 2 }));
                    reason
                })
            }
            Place::Forget => {
                scribe.note(1).unwrap();
                let reply = scribe.ask().echo(2);
                helper.run(drop_inbox).unwrap();
                reply.forget()
            }
        };
        report.send(ended.into()).unwrap();
    }
}

/// All threads of an executor wait at `place` for actors of the same executor, while the system refuses `refusals`
/// threads.
fn refused(place: Place, threads: usize, refusals: usize) -> Vec<Ended> {
    let executor = Executor::new(threads).unwrap();
    refuse(refusals);
    be_patient_for(RETRY);
    let reports: Vec<_> = (0..threads)
        .map(|_| {
            let (waiter, helper) = (Waiter.spawn_on(&executor), Helper.spawn_on(&executor));
            let (report, reported) = model::slot();
            waiter.wait(place, helper, report).unwrap();
            reported
        })
        .collect();
    let ended = reports.into_iter().map(|reported| reported.wait().unwrap()).collect();
    // Its threads have gone on to the other actors.
    executor.shutdown().unwrap();
    ended
}

#[test]
fn a_wait_at_the_only_slot_gives_up_wherever_it_is() {
    for place in PLACES {
        let outcomes = Search::Sampled(2_000).outcomes(move || refused(place, 1, usize::MAX));
        assert_eq!(outcomes, ["[NoThread]"]);
    }
}

#[test]
fn a_wait_that_gets_a_thread_in_time_does_not_give_up() {
    for place in PLACES {
        let outcomes = Search::Sampled(2_000).outcomes(move || refused(place, 1, 2));
        let outcome = match place {
            Place::Slot | Place::End => "[Answered]",
            Place::Line | Place::Forget => "[Stopped]",
        };
        assert_eq!(outcomes, [outcome]);
    }
}

#[test]
fn two_waits_give_up_none_one_or_both() {
    for place in PLACES {
        let outcomes = Search::Sampled(2_000).outcomes(move || {
            // Not without end: a schedule may keep the other thread from its turn as long as this one tries again.
            let ended = refused(place, 2, 8);
            ended.iter().filter(|ended| **ended == Ended::NoThread).count()
        });
        assert_eq!(outcomes, ["0", "1", "2"]);
    }
}

#[test]
fn a_thread_that_never_wakes_up_to_give_up_is_noticed() {
    for place in PLACES {
        let failure = Search::Sampled(100)
            .failure(Fault::LostDeadline, move || refused(place, 1, usize::MAX));
        assert!(is_hang(&failure), "{failure}");
    }
}
