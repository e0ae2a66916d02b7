//! What a pooled mailbox knows of the actor that lies in it.

use std::any::{Any, TypeId};

use crate::{
    mailbox::{
        channel::pooled::{backlog::Backlog, queue::After},
        envelope::Envelope,
    },
    scheduler::alarms::Alarm,
    sys::Instant,
};

/// A pooled actor's state and what has become of it, as whoever runs it sees it.
pub(crate) trait Body<M>: Send {
    /// Goes on with it, for at most `left` messages and states, and until `is_enough`. Never waits. Where it
    /// may not, its end is left to others.
    fn run(&mut self, left: &mut usize, is_enough: &dyn Fn() -> bool, may_end: bool) -> Next;

    /// Whether it has a state of that type, on which a handler may be called at once: nothing comes first.
    fn takes_calls_on(&self, state: TypeId) -> bool;

    /// Calls a handler as that message's, on a state that takes it.
    fn call(&mut self, message: usize, handler: &mut Handler<'_>) -> After;

    /// Takes an envelope that is next in its turn, or hands it back.
    fn take_in(&mut self, envelope: Envelope<M>) -> Option<Envelope<M>>;

    /// Takes what is queued, as far as it handles that by the part, and says how many it has taken and not
    /// come to. One that is `poked` looks at everything else, too, when those are through.
    fn take_over(&mut self, queued: &mut Backlog<M>, poked: bool) -> usize;

    /// Whether it has something to do before a message comes.
    fn has_more(&self) -> bool;

    /// When it will be poked next, or was poked last.
    fn alarm(&mut self) -> &mut Option<Alarm>;
}

/// Called with the state and its context.
pub(crate) type Handler<'a> = dyn FnMut(&mut dyn Any, &mut dyn Any) + 'a;

/// What there is to do after a turn.
pub(crate) enum Next {
    More,
    /// A message is waited for, or this moment.
    Message(Option<Instant>),
    /// This moment is waited for, or that the mailbox closes.
    Moment(Option<Instant>),
    Nothing,
}
