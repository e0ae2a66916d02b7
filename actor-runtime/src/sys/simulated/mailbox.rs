//! The receiving end of a simulated actor's channel, on which its thread waits without std.

use std::{sync::mpsc::RecvTimeoutError, time::Duration};

use super::{
    home::Home,
    state::{Key, Woken},
};

/// Waits for what comes into the channel of the actor with this number.
#[derive(Debug)]
pub(crate) struct SimulatedMailbox {
    pub(super) home: Home,
    pub(super) actor: u64,
}

impl SimulatedMailbox {
    /// Takes what `poll` finds, or waits for it: for `duration`, or for ever.
    pub(crate) fn receive<T>(
        &self,
        duration: Option<Duration>,
        poll: impl Fn() -> Result<T, RecvTimeoutError>,
    ) -> Result<T, RecvTimeoutError> {
        let key = Key::Mailbox(self.actor);
        let Some((world, me)) = self.home.visit() else {
            // The run fails for that. To the thread from outside, the mailbox is closed.
            let _ = self.home.admits(|| "receives from a mailbox of it".into());
            return Err(RecvTimeoutError::Disconnected);
        };
        let until = duration.and_then(|duration| world.moment_in(duration));
        loop {
            match poll() {
                Err(RecvTimeoutError::Timeout) if world.is_ending() => {
                    return Err(RecvTimeoutError::Disconnected);
                }
                Err(RecvTimeoutError::Timeout) => {}
                received => return received,
            }
            if duration == Some(Duration::ZERO) {
                return Err(RecvTimeoutError::Timeout);
            }
            if world.wait_until(me, key, until) == Woken::TimedOut {
                return poll();
            }
        }
    }
}
