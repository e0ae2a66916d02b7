//! What an actor is doing, as one number: its thread notes it by a plain store, any other may read it.

use crate::Running;

/// The index of a message, or what else an actor may be busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Activity(u64);

impl Activity {
    /// It waits for the next message, or is about to look for one.
    pub(crate) const NONE: Self = Activity(u64::MAX);
    pub(crate) const STARTED: Self = Activity(u64::MAX - 1);
    pub(crate) const IDLE: Self = Activity(u64::MAX - 2);
    pub(crate) const TIMER: Self = Activity(u64::MAX - 3);
    pub(crate) const STOPPED: Self = Activity(u64::MAX - 4);
    pub(crate) const BUILD: Self = Activity(u64::MAX - 5);
    pub(crate) const DROP: Self = Activity(u64::MAX - 6);
    /// A loop of the user's own, which notes nothing.
    pub(crate) const INBOX: Self = Activity(u64::MAX - 7);

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

    pub(crate) fn running(self, message_name: fn(usize) -> &'static str) -> Option<Running> {
        match self {
            Activity::NONE => None,
            Activity::STARTED => Some(Running::Started),
            Activity::IDLE => Some(Running::Idle),
            Activity::TIMER => Some(Running::Timer),
            Activity::STOPPED => Some(Running::Stopped),
            Activity::BUILD => Some(Running::Build),
            Activity::DROP => Some(Running::Drop),
            Activity::INBOX => Some(Running::Inbox),
            // It was a `usize` before.
            Activity(index) => Some(Running::Message(message_name(index as usize))),
        }
    }
}
