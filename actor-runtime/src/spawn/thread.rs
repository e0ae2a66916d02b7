//! The drivers of one state on one thread.

use std::panic::resume_unwind;

use crate::{
    Actor, Handle, Inbox,
    actor::{
        cell::{ActorCell, Over},
        context::FirstStart,
    },
    lifecycle::control::Control,
    reply::dropped as discard,
};

/// Drives an actor to its end on this thread, which is its own.
pub(crate) fn to_the_end<A: Actor<H>, H: Handle>(
    actor: A,
    inbox: Inbox<H>,
    first_start: Option<FirstStart>,
) {
    let mut cell = ActorCell::new(inbox, first_start);
    let (exit, _) = cell.live(actor);
    cell.end(exit);
}

/// Drives an actor on the caller's thread and hands its state back; a panic goes on up once
/// everyone has been told.
pub(crate) fn and_hand_back<A: Actor<H>, H: Handle>(mut actor: A, inbox: Inbox<H>) -> A {
    let _entered = Control::enter(inbox.control());
    // The caller may be the drop of another actor's state.
    discard::nothing_in(|| {
        let mut cell = ActorCell::new(inbox, None);
        let Over { exit, payload, .. } = cell.work(&mut actor);
        let (exit, payload) = cell.stop(&mut actor, exit, payload);
        let Some(payload) = payload else {
            cell.end_timers(&exit);
            cell.end(exit);
            return actor;
        };
        let exit = cell.drop_state(actor, exit);
        cell.end(exit);
        resume_unwind(payload)
    })
}
