//! The laws can be broken: a true history, with one thing changed, is found out by the law in question.

use actor_runtime::{CallError, Exit, Overflow};

use crate::{
    history::{Event, History, Id, Outcome},
    laws,
    program::{AfterPanic, How, Kind, Options, Program, Step, Then, Work},
    run,
};

fn id(step: usize) -> Id {
    Id { client: 0, step, own: None }
}

/// One client that tells, asks, has the actor send itself something, and flushes.
fn true_history() -> History {
    let call = |how, work| Step::Call { how, kind: Kind::default(), work };
    let options = Options {
        places: Some(8),
        overflow: Overflow::Block,
        after_panic: AfterPanic::Resume,
        urgent: false,
        hooked: true,
        counted: true,
    };
    let steps = vec![
        call(How::Tell, Work::Note),
        call(How::Send, Work::Note),
        call(How::Ask, Work::Note),
        call(How::Tell, Work::SendOn(2)),
        Step::Flush,
        call(How::AskThen(Then::Wait), Work::Panic),
    ];
    run::run(&Program { options, head_start: 0, clients: vec![steps] }).expect("it does not hang")
}

/// The nth thing that was handled.
fn handled(log: &mut [Event], n: usize) -> &mut Event {
    log.iter_mut().filter(|event| matches!(event, Event::Handled(..))).nth(n).expect("so many")
}

fn handled_instead(log: &mut [Event], n: usize, other: Id) {
    if let Event::Handled(id, _) = handled(log, n) {
        *id = other;
    }
}

fn forget(log: &mut Vec<Event>, gone: Id) {
    log.retain(|event| !matches!(event, Event::Handled(id, _) if *id == gone));
}

type Forgery = (&'static str, fn(&mut History));

const FORGERIES: [Forgery; 20] = [
    ("lives follow each other", |h| h.log.push(Event::Dropped(h.told - 1))),
    ("lives follow each other", |h| h.stats.restarts += 1),
    ("answers are the model's", |h| {
        if let Outcome::Answered(answer) = &mut h.calls[2].outcome {
            answer.seen.swap(0, 1);
        }
    }),
    ("answers are the model's", |h| {
        if let Outcome::Answered(answer) = &mut h.calls[2].outcome {
            answer.incarnation += 1;
        }
    }),
    ("errors mean not handled", |h| h.calls[0].outcome = Outcome::Failed(CallError::Full)),
    ("errors mean not handled", |h| h.calls[4].outcome = Outcome::Failed(CallError::NoReply)),
    ("errors mean not handled", |h| h.calls[1].handed_back = Some(id(1))),
    ("who has gone is not answered", |h| {
        h.calls[2].kind.expires = true;
        h.calls[2].outcome = Outcome::Unknown;
        h.calls[2].over = 0;
    }),
    ("flushes", |h| {
        h.options.places = None;
        h.calls[2].outcome = Outcome::Unknown;
        forget(&mut h.log, id(2));
        if let Outcome::Answered(answer) = &mut h.calls[4].outcome {
            answer.seen.retain(|seen| *seen != id(2));
        }
    }),
    ("the books balance", |h| {
        h.calls[2].outcome = Outcome::Unknown;
        forget(&mut h.log, id(2));
        h.stats.handled -= 1;
        h.stats.expired += 1;
    }),
    ("order", |h| {
        handled_instead(&mut h.log, 0, id(1));
        handled_instead(&mut h.log, 1, id(0));
        h.calls[2].outcome = Outcome::Unknown;
    }),
    ("nothing comes before its cause", |h| h.leaked = 1),
    ("nothing comes before its cause", |h| h.told = 0),
    ("flushes", |h| h.flushes[0].over = 0),
    ("capacity", |h| {
        h.options.places = Some(1);
        if let Event::Handled(_, at) = handled(&mut h.log, 0) {
            *at += 1_000;
        }
        if let Event::Handled(_, at) = handled(&mut h.log, 1) {
            *at += 1_000;
        }
        if let Event::Handled(_, at) = handled(&mut h.log, 3) {
            *at += 1_000;
        }
        h.told += 2_000;
        h.flushes.clear();
    }),
    ("at most once", |h| h.undelivered.push(id(5))),
    ("the books balance", |h| h.stats.handled += 1),
    ("the books balance", |h| h.stats.accepted = Some(0)),
    ("the hook gets what is left", |h| {
        // Only the clients know of the call.
        forget(&mut h.log, id(3));
        h.log.retain(|event| !matches!(event, Event::SentOn(..)));
        h.log.retain(|event| !matches!(event, Event::Handled(id, _) if id.own.is_some()));
        h.stats.handled = h.handled().count() as u64;
        h.stats.undelivered = 1;
        h.stats.accepted = Some(h.stats.handled + 1);
        h.flushes.clear();
        if let Outcome::Answered(_) = h.calls[4].outcome {
            h.calls[4].outcome = Outcome::Unknown;
        }
    }),
    ("exits", |h| h.exit = Exit::Killed),
];

#[test]
fn a_true_history_breaks_no_law() {
    assert_eq!(laws::hold(&true_history()), Ok(()));
}

#[test]
fn each_forgery_is_found_out() {
    for (number, (law, forge)) in FORGERIES.into_iter().enumerate() {
        let mut history = true_history();
        forge(&mut history);
        let Err(broken) = laws::hold(&history) else { panic!("{number}: nobody notices") };
        assert!(broken.starts_with(&format!("{law}: ")), "{number}: {law}, and not {broken}");
    }
}

/// What a close leaves behind though it was sent before.
#[test]
fn a_message_lost_in_the_drain_is_found_out() {
    let mut history = true_history();
    history.options.hooked = false;
    history.log.retain(|event| !matches!(event, Event::SentOn(..)));
    history.log.retain(|event| !matches!(event, Event::Handled(id, _) if id.own.is_some()));
    forget(&mut history.log, id(3));
    history.stats.handled = history.handled().count() as u64;
    history.stats.undelivered = 1;
    history.stats.accepted = Some(history.stats.handled + 1);
    history.flushes.clear();
    let broken = laws::hold(&history).unwrap_err();
    assert!(broken.starts_with("what was sent before the close is handled: "), "{broken}");
}
