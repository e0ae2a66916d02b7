//! When the thread that runs a pooled actor pauses before it looks for more messages.
//
// Another core may be sending to the actor at that moment. Without a pause, sender and actor then take turns at the
// queue's lock: its cache lines change cores twice for each message, which costs as much as three tells. During a pause,
// several messages come.
//
// The first look of a turn comes without a pause: an actor that gets one message a turn, as in asks and ping-pong, is
// released at once. A pause that brings little is the last one of the turn. The sender may be slow, or it may be the
// actor itself, or an actor that runs on this thread.

use std::time::Duration;

/// How long a pause lasts: about as long as ten tells take.
pub(super) const PAUSE: Duration = Duration::from_nanos(400);

/// A look that leads to fewer polls than this costs more than they do, if another core sends.
const FEW: usize = 32;

/// A pause after which the actor polls no more often than this was in vain: it has brought three messages at most.
const IN_VAIN: usize = 4;

/// Where a turn stands.
///
/// | state | next |
/// |---|---|
/// | `Begun` | `Looked` |
/// | `Looked` | `Paused` if the last look has led to few polls, otherwise `Looked` |
/// | `Paused` | `Over` if the pause was in vain, otherwise as `Looked` |
/// | `Over` | nothing |
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pauses {
    #[default]
    Begun,
    Looked,
    Paused,
    Over,
}

impl Pauses {
    /// Whether a pause comes before the next look, given how often the actor has polled since the last one: once more
    /// than it has handled messages.
    #[inline]
    pub(super) fn is_due(&mut self, polls: usize) -> bool {
        *self = match *self {
            Pauses::Over => Pauses::Over,
            Pauses::Paused if polls <= IN_VAIN => Pauses::Over,
            Pauses::Looked | Pauses::Paused if polls < FEW => Pauses::Paused,
            Pauses::Begun | Pauses::Looked | Pauses::Paused => Pauses::Looked,
        };
        *self == Pauses::Paused
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
