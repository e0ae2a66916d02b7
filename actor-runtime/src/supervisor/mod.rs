//! Groups of actors that are restarted together, and ended in reverse order of their start.
//
// The thread that runs a child makes its states, one after the other (actor/succession.rs,
// actor/cell/stepwise.rs). Between two states the child waits for the supervisor's permission (child_state.rs,
// membership.rs): a child with a thread of its own waits on that thread, and a pooled child sleeps until it is
// scheduled again. The supervisor decides which other children are restarted (restarts.rs), through one trait for
// actors and nested groups (any_child.rs). It waits for a child in its handlers (messages.rs), as OTP's supervisor
// does, and the reports of children are queued meanwhile. When the turn of a report comes, the supervisor looks at
// the present state of the child, so that an old report restarts no child twice.
//
// Functions without type parameters are `#[inline]` here, so that they are compiled where they are used: a group is
// an actor, with a loop and a mailbox of its own, and most programs have none. The same holds in
// many/registry.rs and many/system/.

mod any_child;
mod child;
mod child_events;
mod child_state;
mod children;
mod event;
mod membership;
mod messages;
mod restarts;
mod start;

use std::{fmt, time::Duration};

pub use child::{Child, StartError};
pub use child_events::ChildEvents;
pub use event::{ChildEvent, ChildEventKind};
pub use messages::{SupervisorAsk, SupervisorHandle, SupervisorMessage};

use crate::{
    ActorId, Restart, Weak, actor,
    actor::restart::RestartSchedule,
    lifecycle::{paused::Pausing, roster::Roster},
    sys::Arc,
};
use child_events::Listener;
use child_state::{GroupState, WentDown};
use children::Children;

/// Supervises a group of actors. When a child fails, it gets a fresh state, and so do other children, depending on
/// the kind of group, in the order in which they were started. This is OTP's supervisor, with its three
/// strategies, on threads.
///
/// Each child keeps its mailbox, handles and id across restarts, as a single
/// [supervised](crate::Builder::supervise) actor does. Its next state handles the messages that were queued. A child
/// that others stop or kill leaves the group. One that stops itself leaves it as well, unless its restart is
/// [`always`](crate::Restart::always). The supervisor holds its children's handles, so they live until it ends. Then
/// they are stopped in reverse order of their start, each within its [deadline](Child::deadline). A child that is waiting
/// for a fresh state at that time, or fails then, gets a fresh state only to handle its queued messages. If none are
/// queued, it ends with its failure.
///
/// Every failure of a child is [reported](ChildEventKind::Failed), but not every failure is counted: a child
/// that fails while its state is to end anyway, because of another child's failure, is restarted together with that
/// child.
///
/// When there are too many restarts (of one child, by its own limit, or of all), the supervisor gives up. Its
/// children end, and then it ends as [failed](crate::Exit::Failed). A group within a group does not end: the outer
/// group restarts it with all its children, as a child that has failed.
///
/// While the supervisor waits for a child to end its state, or to make another one, it answers no messages. If the
/// child asks the supervisor meanwhile, it gets [`CallError::Deadlock`](crate::CallError::Deadlock). If it has asked
/// before, the supervisor does [not wait for it](ChildEventKind::Deadlock). The same holds for a child that asks a
/// sibling whose fresh state has not been made yet: as it starts, a state should ask only children that were started
/// before it. A child's first state may ask the supervisor: the thread that starts the child waits for that state,
/// and the supervisor does not.
///
/// A child that uses its group should hold a [`Weak`]: a handle in its state would keep the group, and so the child,
/// alive.
///
/// Children have threads of their own, or share those of an `Executor` (`start_on`). Both kinds may be in one group.
///
/// An operation on one child costs about as much in a large group as in a small one: its start, its end, and a
/// restart of it alone.
///
/// A supervisor is itself an actor: `spawn` it, `stop` it, watch its end. Dropping its last handle ends it and
/// its children. The reports of its children are messages, too. So its `SupervisorMessage` has hidden
/// variants, which only children and groups are to send.
///
/// ```
/// use actor_runtime::{Child, ChildEventKind, Supervisor, SupervisorHandle, prelude::*};
///
/// #[actor]
/// #[derive(Default)]
/// struct Divider { divisions: u32 }
///
/// #[actor]
/// impl Divider {
///     pub fn divide(&mut self, a: u32, b: u32) -> u32 { self.divisions += 1; a / b }
///     pub fn divisions(&self) -> u32 { self.divisions }
/// }
///
/// let group: SupervisorHandle = Supervisor::one_for_all().spawn();
/// let events = group.events()?;
/// let child = || Child::new(DividerHandle::builder(), Divider::default);
/// let (one, other) = (group.start(child())?, group.start(child())?);
/// assert_eq!(other.divide(6, 3)?, 2);
/// assert_eq!(one.divide(1, 0), Err(CallError::Panicked));
/// let restarts = events.iter().filter(|event| event.event == ChildEventKind::Restarted);
/// assert_eq!(restarts.take(2).count(), 2); // both have fresh states
/// assert_eq!((one.divisions()?, other.divisions()?), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[actor(crate = crate)]
pub struct Supervisor {
    strategy: Strategy,
    limit: RestartSchedule,
    children: Children,
    /// The children, for reports of a shutdown.
    roster: Arc<Roster>,
    /// The children that have gone down, for `pausing`.
    went_down: WentDown,
    /// The children that wait for another state.
    pausing: Pausing,
    listeners: Vec<Listener>,
    /// The outer group of a nested group.
    parent: Option<Weak<SupervisorHandle>>,
    /// Why this nested group waits for its parent, if it does.
    group_state: GroupState,
    /// The child because of which the supervisor has given up.
    culprit: Option<ActorId>,
    /// The number of rounds of restarts so far. It tells a delayed round from a later one.
    rounds: u64,
}

/// Which children are restarted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strategy {
    OneForOne,
    OneForAll,
    RestForOne,
}

impl Supervisor {
    #[inline]
    fn of(strategy: Strategy) -> Self {
        Supervisor {
            strategy,
            limit: RestartSchedule::of(Restart::always()),
            children: Children::new(),
            roster: Arc::default(),
            went_down: WentDown::default(),
            pausing: Pausing::new(),
            listeners: Vec::new(),
            parent: None,
            group_state: GroupState::default(),
            culprit: None,
            rounds: 0,
        }
    }

    /// A group in which a child that fails is restarted alone.
    #[inline]
    pub fn one_for_one() -> Self {
        Supervisor::of(Strategy::OneForOne)
    }

    /// A group in which all children are restarted when one fails. The children that were started last end first.
    #[inline]
    pub fn one_for_all() -> Self {
        Supervisor::of(Strategy::OneForAll)
    }

    /// A group in which a child that fails is restarted with the children that were started after it.
    #[inline]
    pub fn rest_for_one() -> Self {
        Supervisor::of(Strategy::RestForOne)
    }

    /// Allows at most this many failures of all children together within any `window`; the default is 3 within 5
    /// seconds. The failure after that makes the supervisor give up.
    #[inline]
    pub fn at_most(self, failures: u32, window: Duration) -> Self {
        Supervisor {
            limit: RestartSchedule::of(Restart::always().at_most(failures, window)),
            ..self
        }
    }
}

impl fmt::Debug for Supervisor {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Supervisor")
            .field("strategy", &self.strategy)
            .field("children", &self.children())
            .finish_non_exhaustive()
    }
}
