//! The events that a supervisor reports of its children.

use std::fmt;

use crate::{ActorId, Cycle, Exit};

/// An event that a [`Supervisor`](crate::Supervisor) reports of a child.
/// [`events`](crate::SupervisorHandle::events) receives them in the order in which they happen.
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
    /// What has happened to the child.
    pub event: ChildEventKind,
}

/// What has happened to the child of a [`ChildEvent`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChildEventKind {
    /// The child's first state is at work.
    Started,
    /// The child's state has failed (or stopped itself, under [`Restart::always`](crate::Restart::always)), and
    /// another state may follow. Every failure is reported, except one that ends a child that is
    /// [never](crate::Restart::never) restarted.
    Failed(Exit),
    /// The child's state was ended because of another child's failure, and did not fail itself.
    Suspended,
    /// A fresh state is at work.
    Restarted,
    /// The child has ended, and has left the group.
    Ended(Exit),
    /// The child, or its state, did not end within the child's deadline, and goes on by itself: a thread cannot be
    /// killed. If only the state was to end, the child is given another one as soon as it has ended.
    Late,
    /// The supervisor did not wait for the child, since the child waits for the supervisor, through these actors. The
    /// child goes on like one that is late.
    Deadlock(Cycle),
    /// The child's fresh state was not at work within the child's deadline. The other children no longer wait for
    /// it: [`Restarted`](ChildEventKind::Restarted) follows when it is at work.
    LateStart,
    /// The child failed once too often, and the supervisor gives up because of it.
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
