//! What a watch reports.

use std::{fmt, time::Duration};

use crate::{ActorId, Running};

/// What a [watch](super::View::watch) has noticed of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The actor's id.
    pub id: ActorId,
    /// The actor's name.
    pub name: String,
    /// What was noticed.
    pub kind: EventKind,
}

/// What a watch has noticed of the actor of an [`Event`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// The actor has been in one message, or in a hook that is called once for each state, for longer than the
    /// [bound](super::View::stuck_after). It is reported once.
    Stuck {
        /// What the actor is in.
        running: Running,
        /// For how long at least.
        for_at_least: Duration,
    },
    /// More messages were queued in each of three samples than in the one before. It is reported again each time that the
    /// queue has doubled without ever shrinking.
    QueueGrows {
        /// How many messages are queued now.
        queued: u64,
    },
    /// The actor was given a fresh state.
    Restarted {
        /// How many fresh states it was given in all.
        incarnation: u64,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Event { id, name, kind } = self;
        write!(f, "`{name}`{id} ")?;
        match kind {
            EventKind::Stuck { running, for_at_least } => {
                write!(f, "has been in {running} for at least {for_at_least:.1?}")
            }
            EventKind::QueueGrows { queued } => {
                write!(f, "gets more messages than it handles: {queued} are queued")
            }
            EventKind::Restarted { incarnation } => {
                write!(f, "was given a fresh state: restart {incarnation}")
            }
        }
    }
}
