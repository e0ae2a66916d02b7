//! Each message is accounted for, and once.

use std::collections::HashSet;

use actor_runtime::{CallError, Overflow, Stats};

use super::{ensure, equal};
use crate::history::{Call, Event, History, Moment, Outcome};

/// A message is handled, or given to the hook, or neither; never twice.
pub fn once(history: &History) -> Result<(), String> {
    let mut seen = HashSet::new();
    let handled = history.handled().map(|(id, _)| id);
    for id in handled.chain(history.undelivered.iter().copied()) {
        ensure(seen.insert(id), || format!("{id:?} twice"))?;
    }
    Ok(())
}

/// `handled + expired + undelivered` is all that was accepted, as the clients know it, and as the
/// live counts do.
pub fn balance(history: &History) -> Result<(), String> {
    let Stats { handled, expired, undelivered, rejected, dropped, accepted, pending, .. } =
        history.stats;
    equal(handled, history.handled().count() as u64, "handled")?;

    let count = |of: &dyn Fn(&Call) -> bool| history.calls.iter().filter(|c| of(c)).count() as u64;
    let vanished = count(&|c| c.outcome == Outcome::Accepted && !history.has_arrived(c.id));
    let may_drop =
        history.options.overflow == Overflow::DropNewest && history.options.places.is_some();
    ensure(dropped == 0 || may_drop, || "dropped where nothing may be".to_owned())?;
    ensure(dropped <= vanished, || format!("{dropped} dropped, {vanished} vanished"))?;

    let given_up = count(&|c| c.outcome == Outcome::Unknown);
    let is_forgotten = |c: &Call| c.outcome == Outcome::Unknown && !history.has_arrived(c.id);
    let forgotten = count(&is_forgotten);
    let may_expire = count(&|c| c.kind.expires && is_forgotten(c));
    ensure(expired <= may_expire, || format!("{expired} expired, {may_expire} were given up"))?;
    let full =
        count(&|c| matches!(c.outcome, Outcome::Failed(CallError::Full | CallError::TimedOut)));
    let refused = full..=full + given_up;
    ensure(refused.contains(&rejected), || format!("{rejected} rejected, not {refused:?}"))?;

    // It is not known whether an ask that was cut off was accepted.
    let cut_off = count(&|c| !c.is_tell() && c.is_cut_off() && !history.has_arrived(c.id));
    let own = history.sent_on().count() as u64;
    let known = count(&|c| c.outcome == Outcome::Accepted || history.has_arrived(c.id));
    let known = known + own - dropped;
    let sum = handled + expired + undelivered;
    let possible = known..=known + forgotten + cut_off;
    ensure(possible.contains(&sum), || format!("{sum} accounted for, not {possible:?}"))?;
    if history.options.counted {
        equal((accepted, pending), (Some(sum), Some(0)), "accepted, pending")?;
    } else {
        equal((accepted, pending), (None, None), "accepted, pending")?;
    }
    Ok(())
}

/// What was accepted before the last state was gone is handled or given to the hook; what is
/// counted beyond that was on its way.
pub fn hook(history: &History) -> Result<(), String> {
    if !history.options.hooked {
        return equal(history.undelivered.len(), 0, "undelivered");
    }
    let ended = history.log.iter().rev().find_map(|event| match event {
        Event::Dropped(at) => Some(*at),
        _ => None,
    });
    let ended = ended.unwrap_or(Moment::MAX);
    let lost: Vec<_> = history
        .calls
        .iter()
        .filter(|c| c.outcome == Outcome::Accepted && c.sent < ended && !history.has_arrived(c.id))
        .collect();
    let dropped = history.stats.dropped;
    ensure(lost.len() as u64 <= dropped, || format!("{dropped} dropped, but lost: {lost:?}"))?;
    for id in history.sent_on() {
        ensure(history.has_arrived(id), || format!("{id:?} is lost"))?;
    }
    let given = history.undelivered.len() as u64;
    let counted = history.stats.undelivered;
    let on_their_way = history.calls.iter().filter(|c| c.over > ended).count() as u64;
    let possible = given..=given + on_their_way;
    ensure(possible.contains(&counted), || format!("{counted} undelivered, not {possible:?}"))
}
