//! When the thread that runs a pooled actor pauses before it looks for more messages.
//
// Another core may be sending to the actor at that moment. Without a pause, sender and actor then take turns at the
// queue's lock: its cache lines change cores twice for each message, which costs as much as three tells. During a pause,
// several messages come.
//
// The first look of a turn comes without a pause: a caller that asks an idle actor has its answer sooner. A pause that
// brings little is the last one of the turn. The sender may be slow, or it may be the actor itself, or an actor that
// runs on this thread.

use std::time::Duration;

/// How long a pause lasts: about as long as ten tells take.
pub(super) const PAUSE: Duration = Duration::from_nanos(400);

/// A look that finds fewer messages than this costs more than they do, if another core sends them.
const FEW: usize = 32;

/// A pause that brings no more than this was in vain.
const IN_VAIN: usize = 4;

/// The pauses of one turn.
#[derive(Default)]
pub(super) struct Pauses {
    has_looked: bool,
    has_paused: bool,
    are_over: bool,
}

impl Pauses {
    /// Whether a pause comes before the next look, given how many messages the last one has found.
    #[inline]
    pub(super) fn is_due(&mut self, found: usize) -> bool {
        self.are_over |= self.has_paused && found <= IN_VAIN;
        self.has_paused = self.has_looked && !self.are_over && found < FEW;
        self.has_looked = true;
        self.has_paused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_look_comes_at_once_and_a_pause_in_vain_is_the_last() {
        let mut pauses = Pauses::default();
        assert!(!pauses.is_due(1), "the first look");
        assert!(pauses.is_due(1));
        assert!(pauses.is_due(IN_VAIN + 1), "it was worth it");
        assert!(!pauses.is_due(FEW), "there are many without it");
        assert!(pauses.is_due(1));
        assert!(!pauses.is_due(IN_VAIN));
        assert!(!pauses.is_due(IN_VAIN + 1), "they are over");
    }
}
