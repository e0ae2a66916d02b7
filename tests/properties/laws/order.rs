//! What was sent before is handled before: of one thread, and of two that know of each other.

use super::{ensure, equal};
use crate::history::{Event, History, Id, Moment, Outcome};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    Ordinary,
    Urgent,
}

/// What was sent before another one's call is handled before it; an urgent one may overtake, but is
/// not overtaken. What an actor sends itself keeps its own order. The hook is given what is left of
/// each lane in its order.
pub fn order(history: &History) -> Result<(), String> {
    let calls = history.by_id();
    let handled = history.handled().map(|(id, _)| (id, true));
    let left = history.undelivered.iter().map(|id| (*id, false));
    let sequence: Vec<_> = handled.chain(left).collect();
    for (place, (later, is_handled)) in sequence.iter().enumerate() {
        let Some(later_call) = calls.get(later) else { continue };
        for (earlier, _) in &sequence[..place] {
            let Some(earlier_call) = calls.get(earlier) else { continue };
            let overtaken = later_call.sent < earlier_call.called;
            let lanes = [earlier_call.kind.urgent, later_call.kind.urgent]
                .map(|urgent| if urgent { Lane::Urgent } else { Lane::Ordinary });
            let may_overtake = match lanes {
                [Lane::Urgent, Lane::Ordinary] => true,
                [Lane::Ordinary, Lane::Urgent] => !is_handled,
                _ => false,
            };
            ensure(!overtaken || may_overtake, || format!("{earlier:?} overtakes {later:?}"))?;
        }
    }
    let own: Vec<Id> =
        sequence.into_iter().map(|(id, _)| id).filter(|id| id.own.is_some()).collect();
    let mut sent_on = history.sent_on();
    for id in own {
        ensure(sent_on.any(|sent| sent == id), || format!("{id:?} is out of its turn"))?;
    }
    Ok(())
}

/// Nothing is handled before it was sent, or answered before it was handled, or noted once the end
/// was told.
pub fn causes(history: &History) -> Result<(), String> {
    let calls = history.by_id();
    let sent_on = |id: Id| {
        history.log.iter().find_map(|event| match event {
            Event::SentOn(sent, at) if *sent == id => Some(*at),
            _ => None,
        })
    };
    for (id, at) in history.handled() {
        match calls.get(&id) {
            Some(call) => {
                let is_known = !matches!(call.outcome, Outcome::Accepted | Outcome::Unknown);
                let in_time = call.called < at && (!is_known || at < call.over);
                ensure(in_time, || format!("{call:?} handled at {at}"))?;
            }
            None => {
                let in_time = sent_on(id).is_some_and(|sent| sent < at);
                ensure(in_time, || format!("{id:?} was never sent"))?;
            }
        }
    }
    let last = history.log.iter().map(Event::moment);
    ensure(last.max() < Some(history.told), || "told before it had ended".to_owned())?;
    equal(history.leaked, 0, "leaked messages")
}

/// A flush returns when all that its thread sent before has been handled.
pub fn flushes(history: &History) -> Result<(), String> {
    let handled = history.moments();
    for flush in history.flushes.iter().filter(|flush| flush.outcome.is_ok()) {
        let mut missing = 0;
        for call in &history.calls {
            if call.id.client != flush.client || call.sent > flush.called {
                continue;
            }
            match handled.get(&call.id) {
                Some(at) => {
                    let in_time = *at < flush.over;
                    ensure(in_time, || format!("{:?} is handled after {flush:?}", call.id))?;
                }
                None => {
                    let must_be = history.is_handled_though_given_up(call);
                    ensure(!must_be, || format!("{call:?} is not handled before {flush:?}"))?;
                    missing += u64::from(call.outcome == Outcome::Accepted);
                }
            }
        }
        let dropped = history.stats.dropped;
        ensure(missing <= dropped, || format!("{missing} are not handled before {flush:?}"))?;
    }
    Ok(())
}

/// A bounded mailbox never holds more than its capacity, apart from what its actor has just taken.
pub fn capacity(history: &History) -> Result<(), String> {
    let Some(places) = history.options.places else { return Ok(()) };
    let handled = history.moments();
    // At a close all that is left is taken out at once.
    let until = history.first_stop().into_iter().chain(history.kills.iter().copied()).min();
    let until = until.unwrap_or(Moment::MAX);
    let stays: Vec<(Moment, Moment)> = history
        .calls
        .iter()
        .filter(|call| call.outcome == Outcome::Accepted && !call.kind.urgent)
        .filter_map(|call| {
            let left = handled.get(&call.id).copied();
            let is_left = history.undelivered.contains(&call.id);
            left.or(is_left.then_some(Moment::MAX)).map(|left| (call.sent, left))
        })
        .collect();
    for &(now, _) in stays.iter().filter(|(sent, _)| *sent < until) {
        let queued = stays.iter().filter(|(sent, left)| *sent <= now && now < *left).count();
        ensure(queued <= places + 1, || format!("{queued} in {places} places at {now}"))?;
    }
    Ok(())
}
