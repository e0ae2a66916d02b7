//! The text of a seed that fails.

use std::fmt::Write as _;

use crate::{simulation::run::Failure, sys::Trouble};

/// How many events the report shows: the last ones.
const SHOWN: usize = 40;

/// `again` is what has come of the same seed when it was repeated, if it was.
pub(super) fn text(
    seed: u64,
    failure: &Failure,
    again: Option<&Result<(), Box<Failure>>>,
) -> String {
    let mut text = format!("seed {seed} fails: {}", what(failure));
    match again {
        Some(again) => text += &repeated(failure, again),
        None => text += "\nit is not repeated, since threads of it are left",
    }
    if !failure.left.is_empty() {
        let _ = write!(text, "\nleft behind: {}", failure.left.join(", "));
    }
    let events = &failure.trace;
    let shown = &events[events.len().saturating_sub(SHOWN)..];
    let _ = write!(text, "\nthe last {} of {} events:", shown.len(), events.len());
    shown.iter().for_each(|event| {
        let _ = write!(text, "\n{event}");
    });
    let thread = std::thread::current();
    let test = thread.name().filter(|name| *name != "main");
    let _ = write!(text, "\nagain: ACTOR_SEED={seed} cargo test");
    test.into_iter().for_each(|test| text += &format!(" {test}"));
    text
}

fn what(failure: &Failure) -> String {
    match &failure.trouble {
        Trouble::Closure(text) | Trouble::Outside(text) => text.clone(),
        Trouble::NeverRests => {
            "it does not come to rest within a million choices, or makes twenty million".into()
        }
        Trouble::Deadlock(waits) => {
            format!("nobody can go on, and no deadline is left:{}", listed(waits))
        }
        Trouble::Left(living) => {
            let living = listed(living);
            format!("actors live on although the closure has returned (see `allow_left`):{living}")
        }
        Trouble::Stuck(running) => format!(
            "{running} does not go on: it loops without a call of the runtime, or waits for something that the simulation \
             does not control, such as a lock, a channel or a sleep of std's"
        ),
    }
}

/// The lines below one another, each further in.
fn listed(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n  {line}")).collect()
}

/// Says whether the seed has failed in the same way again, and if not, where the two runs part.
fn repeated(first: &Failure, again: &Result<(), Box<Failure>>) -> String {
    let other = match again {
        Ok(()) => return "\nit does not fail when it is repeated: the run depends on something else than the seed".into(),
        Err(other) => other,
    };
    if first.trace == other.trace {
        let is_same = what(first) == what(other);
        return match is_same {
            true => String::new(),
            false => format!("\nit fails in another way when it is repeated: {}", what(other)),
        };
    }
    let pairs = first.trace.iter().zip(&other.trace);
    let same = pairs.take_while(|(one, other)| one == other).count();
    let event =
        |trace: &[String]| trace.get(same).map_or("the end".into(), |it| it.trim().to_owned());
    format!(
        "\nit does not repeat: the run depends on something else than the seed, and differs from event {} on:\n  first: {}\n  \
         then: {}",
        same + 1,
        event(&first.trace),
        event(&other.trace)
    )
}
