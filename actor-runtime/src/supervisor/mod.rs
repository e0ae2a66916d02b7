//! Groups of actors that are restarted together, and ended in reverse order of their start.
//
// Whoever runs a child makes its states, one after the other (incarnations.rs, pool/life.rs), and in
// between has its seat (seat.rs, membership.rs) ask for the supervisor's leave: a thread waits for it
// there, a child without one sleeps until it is poked. The supervisor decides who else is
// to start over (restarts.rs), through one trait for actors and nested groups (member.rs). It waits
// for a child in its handlers (messages.rs), as OTP's does: what children report meanwhile is queued,
// and what is queued is looked up in the seats when its turn comes, so that old news restarts nobody
// twice.
//
// What has no parameters here is `#[inline]`, so that it is compiled where it is used: a group is an
// actor, with a loop and a mailbox of its own, and most programs have none. The same holds in
// system.rs and registry.rs, and what belongs to them.

mod child;
mod children;
mod down;
mod event;
mod member;
mod membership;
mod messages;
mod restarts;
mod seat;
mod start;

use std::{fmt, time::Duration};

pub use child::{Child, StartError};
pub use event::{ChildEvent, ChildEventKind};
pub use messages::{SupervisorAsk, SupervisorHandle, SupervisorMessage};

use crate::{
    ActorId, Restart, Weak, actor, actor::restart::RestartSchedule, lifecycle::paused::Pausing,
    sys::mpsc,
};
use children::Children;
use down::Down;
use seat::WentDown;

/// Supervises a group of actors: when one fails, it and, as the kind of group has it, others get a
/// fresh state, in the order in which they were started. OTP's supervisor, with its three
/// strategies, on threads.
///
/// Each child keeps its mailbox, handles and id across restarts, as one that is
/// [supervised](crate::Builder::supervise) alone does; what was queued for it is handled by its next
/// state. A child that is stopped or killed, or that stops itself, leaves the group. The supervisor
/// holds its children's handles, so they live until it ends: then they are stopped in reverse order
/// of their start, each within its [deadline](Child::deadline). One that waits for a fresh state then
/// gets none but to handle what is queued, and nor does one that fails by then: if nothing is, it ends
/// of that failure.
///
/// Every failure of a child is [told](ChildEventKind::Failed), but not every one is counted: a child
/// that fails as its state is to end anyway, because another one has failed, starts over with that.
///
/// When there are too many restarts (of one child, by its own limit, or of all) it gives up: it ends
/// as [failed](crate::Exit::Failed), its children before it. A group within a group leaves that to the outer
/// one: it is restarted with all its children, as a child that has failed.
///
/// While it has a child end its state, or make another one, it answers nobody: a child that asks it
/// from there gets [`CallError::Deadlock`](crate::CallError::Deadlock), or is itself
/// [not waited for](ChildEventKind::Deadlock). The same goes for one that asks a sibling whose turn to
/// be made again has not come: let a state ask, as it starts, only those that were started before it.
/// A first state is not made for the supervisor but for whoever starts the child, and may ask it.
///
/// A child that wants its group holds a [`Weak`]: a handle in its state would keep the group, and so
/// the child, alive.
///
/// Its children have threads of their own or share those of an `Executor`
/// (`start_on`); both kinds may be in one group.
///
/// What concerns one child costs about as much in a large group as in a small one: its start, its end, and a
/// restart of it alone.
///
/// It is itself an actor: `spawn` it, `stop` it, watch its end. Dropping the last handle ends it and
/// its children. What its children report to it are messages, too, so its `SupervisorMessage` has
/// variants that are hidden, since nobody else is to send them.
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
    /// The children that have gone down, for `pausing`.
    went_down: WentDown,
    /// The children that wait for another state.
    pausing: Pausing,
    listeners: Vec<mpsc::Sender<ChildEvent>>,
    /// Of a group within a group.
    parent: Option<Weak<SupervisorHandle>>,
    /// Why this group waits for its parent, if it does.
    down: Down,
    /// The child because of which it has given up.
    culprit: Option<ActorId>,
    rounds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strategy {
    OneForOne,
    OneForAll,
    RestForOne,
}

impl Supervisor {
    #[inline]
    fn new(strategy: Strategy) -> Self {
        Supervisor {
            strategy,
            limit: RestartSchedule::of(Restart::always()),
            children: Children::new(),
            went_down: WentDown::default(),
            pausing: Pausing::new(),
            listeners: Vec::new(),
            parent: None,
            down: Down::default(),
            culprit: None,
            rounds: 0,
        }
    }

    /// A child that fails is restarted alone.
    #[inline]
    pub fn one_for_one() -> Self {
        Supervisor::new(Strategy::OneForOne)
    }

    /// When a child fails, all are restarted: those that were started last end first.
    #[inline]
    pub fn one_for_all() -> Self {
        Supervisor::new(Strategy::OneForAll)
    }

    /// When a child fails, it is restarted with those that were started after it.
    #[inline]
    pub fn rest_for_one() -> Self {
        Supervisor::new(Strategy::RestForOne)
    }

    /// At most this many failures of children within any `window`, all together; 3 within 5 seconds
    /// without this. The failure after that makes the supervisor give up.
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
