//! What an actor is doing, as one number: its thread notes it by a plain store, and any other thread may read it.

use crate::Running;

/// The index of the message that an actor handles, or another thing that it may be doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Activity(u64);

impl Activity {
    /// The actor waits for the next message, or is about to look for one.
    pub(crate) const NONE: Self = Activity(u64::MAX);
    pub(crate) const STARTED: Self = Activity(u64::MAX - 1);
    pub(crate) const IDLE: Self = Activity(u64::MAX - 2);
    pub(crate) const TIMER: Self = Activity(u64::MAX - 3);
    pub(crate) const STOPPED: Self = Activity(u64::MAX - 4);
    pub(crate) const BUILD: Self = Activity(u64::MAX - 5);
    pub(crate) const DROP: Self = Activity(u64::MAX - 6);
    /// The user's own loop over an `Inbox`, which notes nothing.
    pub(crate) const INBOX: Self = Activity(u64::MAX - 7);
    /// The actor has no state: it waits until the next one is due, or ends.
    pub(crate) const STATELESS: Self = Activity(u64::MAX - 8);
    pub(crate) const PIPE: Self = Activity(u64::MAX - 9);

    #[inline]
    pub(crate) const fn message(index: usize) -> Self {
        Activity(index as u64)
    }

    pub(crate) const fn number(self) -> u64 {
        self.0
    }

    pub(crate) const fn of_number(number: u64) -> Self {
        Activity(number)
    }

    /// How much this is to do beside what is queued: 2 for a message, for the end of a state and until the next one is
    /// made, and 1 for a start and what else is soon over. So an actor that is just starting is preferred to one that
    /// handles a message.
    pub(crate) fn load(self) -> u64 {
        match self {
            Activity::NONE => 0,
            Activity::STARTED
            | Activity::IDLE
            | Activity::TIMER
            | Activity::PIPE
            | Activity::BUILD
            | Activity::INBOX => 1,
            _ => 2,
        }
    }

    pub(crate) fn running(
        self,
        message_name: impl FnOnce(usize) -> &'static str,
    ) -> Option<Running> {
        match self {
            Activity::NONE | Activity::STATELESS => None,
            Activity::STARTED => Some(Running::Started),
            Activity::IDLE => Some(Running::Idle),
            Activity::TIMER => Some(Running::Timer),
            Activity::STOPPED => Some(Running::Stopped),
            Activity::BUILD => Some(Running::Build),
            Activity::DROP => Some(Running::Drop),
            Activity::INBOX => Some(Running::Inbox),
            Activity::PIPE => Some(Running::Pipe),
            // The cast fits: the number was made from a `usize`.
            Activity(index) => Some(Running::Message(message_name(index as usize))),
        }
    }
}
