//! Waits until a run comes to rest, and says if it does not go on.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use crate::sys::{Returned, World};

/// After so long without a choice, in real time, the standard error tells which thread does not go on.
const FIRST_WORD: Duration = Duration::from_secs(5);

/// Gives the baton away, and waits until it comes back.
///
/// # Errors
///
/// Which thread has made no choice for `patience`, in real time. It has the baton still.
pub(super) fn drive(world: &'static World, seed: u64, patience: Duration) -> Result<(), String> {
    let slice = FIRST_WORD.min(patience).max(Duration::from_millis(1));
    let mut waited = Duration::ZERO;
    world.give_baton();
    loop {
        match world.wait_for_baton(slice) {
            Returned::Quiet => return Ok(()),
            Returned::Goes => waited = Duration::ZERO,
            Returned::Waits => waited += slice,
        }
        if waited >= patience {
            return Err(world.describe_running());
        }
        if waited == FIRST_WORD {
            let running = world.describe_running();
            // Not `eprintln`: the output of a test that hangs is never shown.
            let _ = writeln!(
                io::stderr(),
                "simulation, seed {seed}: {running} has gone on alone for {waited:?}, or waits for something that the \
                 simulation does not control"
            );
        }
    }
}
