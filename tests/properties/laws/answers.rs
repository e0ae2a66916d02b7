//! The model: a sequential actor that handles what the log says, in its order.

use std::collections::HashMap;

use actor_runtime::{CallError, Overflow};

use super::{ensure, equal};
use crate::{
    history::{Answer, Event, History, Id, Outcome},
    program::{How, Work},
};

/// What each handler answers, or would.
fn replay(history: &History) -> Result<HashMap<Id, Answer>, String> {
    let mut answers = HashMap::new();
    let (mut made, mut seen) = (0, Vec::new());
    // Of the life that there is.
    let (mut lives, mut failed) = (false, false);
    for event in &history.log {
        match event {
            Event::Made(_) => {
                ensure(!lives, || "two states at once".to_owned())?;
                let follows = made == 0 || (history.options.restarts() && failed);
                ensure(follows, || "a fresh state for no reason".to_owned())?;
                (lives, failed) = (true, false);
                made += 1;
                seen.clear();
            }
            Event::Handled(id, _) => {
                ensure(lives, || format!("{id:?} is handled without a state"))?;
                ensure(!failed, || format!("{id:?} is handled by a state that has failed"))?;
                failed = history.options.fails(history.work(*id));
                seen.push(*id);
                answers.insert(*id, Answer { incarnation: made - 1, seen: seen.clone() });
            }
            Event::SentOn(..) => {}
            Event::Dropped(_) => {
                ensure(lives, || "dropped twice".to_owned())?;
                lives = false;
            }
        }
    }
    ensure(!lives, || "the last state was not dropped".to_owned())?;
    equal(history.stats.restarts + 1, made, "states")?;
    Ok(answers)
}

/// One state at a time, a fresh one after a failure under supervision, and none handles anything
/// after its failure.
pub fn lives(history: &History) -> Result<(), String> {
    replay(history).map(drop)
}

pub fn answers(history: &History) -> Result<(), String> {
    let expected = replay(history)?;
    for call in &history.calls {
        if let Outcome::Answered(answer) = &call.outcome {
            equal(Some(answer), expected.get(&call.id), call.id)?;
            ensure(call.work != Work::Panic, || format!("{:?} has panicked", call.id))?;
        }
    }
    Ok(())
}

/// An error tells what became of the message: refused and handed back, never handled, or panicked
/// while handling.
pub fn errors(history: &History) -> Result<(), String> {
    let handled = history.moments();
    for call in &history.calls {
        let is_handled = handled.contains_key(&call.id);
        let is_undelivered = history.undelivered.contains(&call.id);
        let is_tell = call.is_tell();
        let by_value =
            matches!(call.how, How::Send | How::TrySend | How::SendTimeout | How::SendAsync);
        let holds = match &call.outcome {
            Outcome::Accepted => is_tell,
            Outcome::Answered(_) => is_handled && !is_undelivered,
            Outcome::Unknown => !is_tell,
            Outcome::Failed(CallError::Panicked) => {
                !is_tell && is_handled && call.work == Work::Panic
            }
            Outcome::Failed(CallError::Full) => {
                let refuses = match history.options.overflow {
                    Overflow::Block => call.how == How::TrySend,
                    Overflow::Reject => true,
                    Overflow::DropNewest => call.how == How::TrySend || call.how.is_ask(),
                    other => unreachable!("{other:?}"),
                };
                let may_be_full = history.options.places.is_some() && !call.kind.urgent;
                refuses && may_be_full && !is_handled && !is_undelivered
            }
            Outcome::Failed(CallError::TimedOut) => {
                let waits = history.options.overflow == Overflow::Block;
                let may_be_full = history.options.places.is_some() && !call.kind.urgent;
                let is_patient = call.how == How::SendTimeout;
                is_patient && waits && may_be_full && !is_handled && !is_undelivered
            }
            Outcome::Failed(CallError::Ended(exit)) => {
                // A caller whose message was let in learns the exit itself.
                let is_why = !is_undelivered || *exit == history.exit;
                is_why && !is_handled && !(is_tell && is_undelivered)
            }
            Outcome::Failed(_) => false,
        };
        ensure(holds, || {
            format!("{call:?}, handled: {is_handled}, undelivered: {is_undelivered}")
        })?;
        let failed = matches!(call.outcome, Outcome::Failed(_));
        let handed_back = (by_value && failed).then_some(call.id);
        equal(call.handed_back, handed_back, "handed back")?;
    }
    for flush in &history.flushes {
        let holds = matches!(flush.outcome, Ok(()) | Err(CallError::Ended(_)));
        ensure(holds, || format!("{flush:?}"))?;
    }
    Ok(())
}

/// An ask that expires, and whose reply was dropped before the actor went on to it, is not handled.
pub fn expired(history: &History) -> Result<(), String> {
    let calls = history.by_id();
    let mut before = None;
    for event in &history.log {
        if let Event::Handled(id, _) = event {
            let call =
                calls.get(id).filter(|call| call.kind.expires && call.outcome == Outcome::Unknown);
            // Between what it did before and this it has looked whether anyone waits.
            let has_gone = call.is_some_and(|call| Some(call.over) < before);
            ensure(!has_gone, || format!("{:?} after {before:?}", calls.get(id)))?;
        }
        before = Some(event.moment());
    }
    Ok(())
}
