//! What holds of every history, whatever the program and however its threads were interleaved.
//
// answers.rs: the log, replayed by a sequential model, gives every answer.
// order.rs: what was sent before is handled before.
// books.rs: each message is accounted for once.
// ends.rs: how it ended, and what of it was to be expected.

mod answers;
mod books;
mod ends;
mod order;

use std::fmt::Debug;

use crate::history::History;

type Law = fn(&History) -> Result<(), String>;

const LAWS: [(&str, Law); 13] = [
    ("lives follow each other", answers::lives),
    ("answers are the model's", answers::answers),
    ("errors mean not handled", answers::errors),
    ("who has gone is not answered", answers::expired),
    ("order", order::order),
    ("nothing comes before its cause", order::causes),
    ("flushes", order::flushes),
    ("capacity", order::capacity),
    ("at most once", books::once),
    ("the books balance", books::balance),
    ("the hook gets what is left", books::hook),
    ("what was sent before the close is handled", ends::drain),
    ("exits", ends::exit),
];

/// # Errors
///
/// The first law that is broken, and by what.
pub fn hold(history: &History) -> Result<(), String> {
    for (name, law) in LAWS {
        law(history).map_err(|what| {
            let History { exit, stats, .. } = history;
            let calls: Vec<String> =
                history.calls.iter().map(|call| format!("\n    {call:?}")).collect();
            let calls = calls.concat();
            let log: Vec<String> =
                history.log.iter().map(|event| format!("\n    {event:?}")).collect();
            let log = log.concat();
            format!(
                "{name}: {what}\n  exit: {exit:?}\n  {stats:?}\n  flushes: {:?}\n  stops: {:?}, kills: {:?}\n  \
                 undelivered: {:?}\n  calls:{calls}\n  log:{log}",
                history.flushes, history.stops, history.kills, history.undelivered
            )
        })?;
    }
    Ok(())
}

/// Fails with this text if the law does not hold.
fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

fn equal<T: PartialEq + Debug>(found: T, expected: T, of: impl Debug) -> Result<(), String> {
    ensure(found == expected, || format!("{of:?}: {found:?} instead of {expected:?}"))
}
