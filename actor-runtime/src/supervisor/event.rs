//! What a supervisor tells of its children.

use std::fmt;

use crate::{ActorId, Cycle, Exit};

/// What a [`Supervisor`](crate::Supervisor) tells of its children, in the order in which it happens;
/// from [`events`](crate::SupervisorHandle::events).
///
/// ```
/// use actor_runtime::{Child, ChildEvent, Supervisor, SupervisorHandle, prelude::*};
///
/// #[actor]
/// struct Lamp;
///
/// #[actor]
/// impl Lamp {
///     pub fn switch(&mut self) {}
/// }
///
/// let group: SupervisorHandle = Supervisor::one_for_one().spawn();
/// let events = group.events()?;
/// let lamp: LampHandle = group.start(Child::new(LampHandle::builder(), || Lamp))?;
/// assert_eq!(events.recv()?.to_string(), format!("`Lamp` {} has started", lamp.id()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChildEvent {
    /// The child's id.
    pub id: ActorId,
    /// The child's name.
    pub name: String,
    /// What has happened to it.
    pub event: ChildEventKind,
}

/// What has happened to a child; in a [`ChildEvent`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChildEventKind {
    /// Its first state is at work.
    Started,
    /// Its state has failed (or stopped itself, under [`Restart::always`](crate::Restart::always)), and
    /// another one may follow. Told of every one that does not end a child that is
    /// [never](crate::Restart::never) restarted.
    Failed(Exit),
    /// Its state was ended because of another child's failure, and did not fail itself.
    Suspended,
    /// A fresh state is at work.
    Restarted,
    /// It has ended, and is no child any more.
    Ended(Exit),
    /// It did not end, or not its state, within its deadline, and goes on by itself: a thread cannot be
    /// killed. Where its state was to end, it is given another one when it has.
    Late,
    /// It was not waited for at all, since it waits for this supervisor, through these actors. It goes
    /// on like one that is late.
    Deadlock(Cycle),
    /// Its fresh state was not at work within its deadline. The others no longer wait for it:
    /// [`Restarted`](ChildEventKind::Restarted) follows when it is.
    LateStart,
    /// It failed once too often, and the supervisor gives up because of it.
    GaveUp(Exit),
}

impl fmt::Display for ChildEvent {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ChildEvent { id, name, event } = self;
        write!(f, "`{name}` {id} ")?;
        match event {
            ChildEventKind::Started => f.write_str("has started"),
            ChildEventKind::Failed(exit) => write!(f, "has failed: {exit}"),
            ChildEventKind::Suspended => f.write_str("was suspended"),
            ChildEventKind::Restarted => f.write_str("was restarted"),
            ChildEventKind::Ended(exit) => write!(f, "has ended: {exit}"),
            ChildEventKind::Late => f.write_str("did not end in time"),
            ChildEventKind::Deadlock(cycle) => write!(f, "is not waited for: {cycle}"),
            ChildEventKind::LateStart => f.write_str("was not restarted in time"),
            ChildEventKind::GaveUp(exit) => write!(f, "failed once too often: {exit}"),
        }
    }
}
