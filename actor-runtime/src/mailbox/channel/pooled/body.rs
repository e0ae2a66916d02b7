//! `Body`: what a pooled actor's queue knows of the state and the loop that lie in it.

use std::any::{Any, TypeId};

use crate::{
    mailbox::{channel::pooled::backlog::Backlog, envelope::Envelope},
    scheduler::alarms::Alarm,
    sys::Instant,
};

/// A pooled actor's state and loop, as the thread that runs the actor sees them.
pub(crate) trait Body<M>: Send {
    /// Runs the actor for at most `left` messages and states, and until `is_enough`. Never waits. Unless it
    /// `may_end`, the end of a state and of the actor is left to another thread. Returns `None` once the actor has ended.
    fn run(
        &mut self,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
        may_end: bool,
    ) -> Option<Next>;

    /// Whether the actor has a state of that type on which a handler may be called at once: nothing comes first.
    fn takes_calls_on(&self, state: TypeId) -> bool;

    /// Calls the handler of the message with this index, after `takes_calls_on` has said yes. Returns whether there is
    /// more to do at once. Otherwise the actor waits for a message.
    fn call(&mut self, message: usize, handler: &mut Handler<'_>) -> bool;

    /// Takes an envelope that is to be handled next, or hands it back if the actor is not at work.
    fn take_in(&mut self, envelope: Envelope<M>) -> Option<Envelope<M>>;

    /// Takes the oldest chunk of what is queued, if the actor is at work and nothing is left of its last chunk.
    /// Returns how many envelopes the actor has taken and not handled then. If it is `poked`, it also looks at
    /// everything else after these envelopes.
    fn take_over(&mut self, queued: &mut Backlog<M>, poked: bool) -> usize;

    /// Whether the actor has something to do before a message comes.
    fn has_more(&self) -> bool;

    /// The alarm that pokes the actor next, or has poked it last.
    fn alarm(&mut self) -> &mut Option<Box<Alarm>>;
}

/// A handler's call, which gets the state and its context.
pub(crate) type Handler<'a> = dyn FnMut(&mut dyn Any, &mut dyn Any) + 'a;

/// What the actor does next, as the thread that releases it has found.
#[derive(Clone, Copy)]
pub(crate) enum Next {
    /// The actor goes on, after the others have had their turn.
    More,
    /// The actor waits for a message, or for this moment.
    Message(Option<Instant>),
    /// The actor waits for this moment, or for its mailbox to close, whatever is queued.
    Moment(Option<Instant>),
}
