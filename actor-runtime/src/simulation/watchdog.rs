//! Waits until a run comes to rest, and says if it does not go on.

use std::{
    io::{self, Write as _},
    time::{Duration, Instant},
};

use crate::sys::{Returned, World};

/// After so long without a choice, in real time, the standard error tells which thread does not go on.
const FIRST_WORD: Duration = Duration::from_secs(5);

/// How often it is looked whether choices are made.
const LOOK: Duration = Duration::from_millis(500);

/// Gives the baton away, and waits until it comes back.
///
/// # Errors
///
/// Which thread has made no choice for `patience`, in real time. It has the baton still.
pub(super) fn drive(world: &'static World, seed: u64, patience: Duration) -> Result<(), String> {
    world.give_baton();
    let (mut last_choice, mut has_told) = (Instant::now(), false);
    loop {
        match world.wait_for_baton(LOOK.min(patience)) {
            Returned::Quiet => return Ok(()),
            Returned::Progressed => (last_choice, has_told) = (Instant::now(), false),
            Returned::Stalled => {}
        }
        let waited = last_choice.elapsed();
        if waited >= patience {
            return Err(world.describe_running());
        }
        if waited >= FIRST_WORD && !has_told {
            has_told = true;
            let running = world.describe_running();
            // Not `eprintln`: the output of a test that hangs is never shown.
            let _ = writeln!(
                io::stderr(),
                "simulation, seed {seed}: {running} has gone on alone for 5 seconds, or waits for something that the \
                 simulation does not control"
            );
        }
    }
}
