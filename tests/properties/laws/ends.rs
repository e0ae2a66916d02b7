//! How it ended, and what was to be handled before.

use actor_runtime::Exit;

use super::ensure;
use crate::{
    history::{History, Moment, Outcome},
    program::Work,
};

/// What was sent before the actor was stopped is handled, unless the actor was killed or failed for good.
pub fn drain(history: &History) -> Result<(), String> {
    if history.ended_early() {
        return Ok(());
    }
    let handled = history.moments();
    let stop = history.first_stop();
    let in_time = |sent: Moment| stop.is_none_or(|stop| sent < stop);
    let mut missing = 0;
    for call in history.calls.iter().filter(|call| in_time(call.sent)) {
        if handled.contains_key(&call.id) {
            continue;
        }
        let is_undelivered = history.undelivered.contains(&call.id);
        ensure(!is_undelivered, || format!("{call:?} was left undelivered"))?;
        missing += u64::from(call.outcome == Outcome::Accepted);
        let must_be = history.is_handled_though_given_up(call);
        ensure(!must_be, || format!("{call:?} was given up, and not handled"))?;
        // An ask may still have stood in line.
        let in_line = history.options.places.is_some() && stop.is_some();
        let cut_off = !call.is_tell() && call.is_cut_off() && !in_line;
        ensure(!cut_off, || format!("{call:?} was cut off"))?;
    }
    let dropped = history.stats.dropped;
    ensure(missing <= dropped, || format!("{missing} are not handled, {dropped} dropped"))?;
    // An actor that was not told to end refuses nothing.
    let refused = || history.calls.iter().find(|call| call.is_cut_off());
    ensure(stop.is_some() || refused().is_none(), || format!("{:?} for no reason", refused()))
}

/// The exit tells of something that has happened.
pub fn exit(history: &History) -> Result<(), String> {
    let last = history.handled().last().map(|(id, _)| history.work(id));
    let stopped = !history.stops.is_empty();
    let killed = !history.kills.is_empty();
    let holds = match &history.exit {
        Exit::Closed => !stopped && !killed,
        Exit::Stopped => history.first_stop().is_some(),
        Exit::Killed => killed,
        Exit::Failed(_) => last == Some(Work::Fail),
        Exit::Panicked(_) => last == Some(Work::Panic),
        _ => false,
    };
    ensure(holds, || format!("it has last done {last:?}"))?;
    // One that has failed for good tells of that and of nothing else.
    let failed = last.is_some_and(|work| history.options.fails(work));
    let told = matches!(history.exit, Exit::Failed(_) | Exit::Panicked(_));
    ensure(!failed || told || history.options.restarts(), || "the failure is not told".to_owned())
}
