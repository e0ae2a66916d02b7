//! Groups of actors that are restarted together, and ended in reverse order of their start.
//
// A child's own thread makes its states, one after the other (incarnations.rs), and waits in its seat
// (seat.rs, membership.rs) for the supervisor's leave in between; the supervisor decides who else is to start over
// (here), through one trait for actors and nested groups (member.rs). It waits for a child in its
// handlers, as OTP's does: what children report meanwhile is queued, and what is queued is looked up
// in the seats when its turn comes, so that old news restarts nobody twice.
//
// What has no parameters here is `#[inline]`, so that it is compiled where it is used: a group is an
// actor, with a loop and a mailbox of its own, and most programs have none. The same holds in
// system.rs and registry.rs, and what belongs to them.

mod child;
mod down;
mod event;
mod member;
mod membership;
mod seat;
mod start;

use std::{fmt, time::Duration};

pub use child::{Child, StartError};
pub use event::{Supervision, SupervisionEvent};

use crate::{
    ActorId, CallError, Context, Exit, Restart, Weak, actor,
    exit::Failure,
    restart::Schedule,
    sys::{Instant, mpsc},
    waits::Pausing,
};
use down::Down;
use member::Member;

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
/// Every failure of a child is [told](SupervisionEvent::Failed), but not every one is counted: a child
/// that fails as its state is to end anyway, because another one has failed, starts over with that.
///
/// When there are too many restarts (of one child, by its own limit, or of all) it gives up: it ends
/// as [failed](Exit::Failed), its children before it. A group within a group leaves that to the outer
/// one: it is restarted with all its children, as a child that has failed.
///
/// While it has a child end its state, or make another one, it answers nobody: a child that asks it
/// from there gets [`CallError::Deadlock`](crate::CallError::Deadlock), or is itself
/// [not waited for](SupervisionEvent::Deadlock). The same goes for one that asks a sibling whose turn to
/// be made again has not come: let a state ask, as it starts, only those that were started before it.
/// A first state is not made for the supervisor but for whoever starts the child, and may ask it.
///
/// A child that wants its group holds a [`Weak`]: a handle in its state would keep the group, and so
/// the child, alive.
///
/// It is itself an actor: `spawn` it, `stop` it, watch its end. Dropping the last handle ends it and
/// its children. What its children report to it are messages, too, so its `SupervisorMessage` has
/// variants that are hidden, since nobody else is to send them.
///
/// ```
/// use actor_runtime::{
///     CallError, Child, SupervisionEvent, Supervisor, SupervisorHandle, prelude::*,
/// };
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
/// let restarts = events.iter().filter(|event| event.event == SupervisionEvent::Restarted);
/// assert_eq!(restarts.take(2).count(), 2); // both have fresh states
/// assert_eq!((one.divisions()?, other.divisions()?), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[actor(crate = crate)]
pub struct Supervisor {
    strategy: Strategy,
    limit: Schedule,
    /// In the order of their start.
    children: Vec<Entry>,
    listeners: Vec<mpsc::Sender<Supervision>>,
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

struct Entry {
    member: Box<dyn Member>,
    schedule: Schedule,
    next_state: NextState,
}

/// When a child is given another state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NextState {
    /// After a failure, as it may be restarted.
    AfterFailure,
    /// With the others of this round.
    InRound(u64),
    /// As soon as it has ended the one that it was to end: that took too long to wait for.
    WhenDown,
}

impl Supervisor {
    #[inline]
    fn new(strategy: Strategy) -> Self {
        Supervisor {
            strategy,
            limit: Schedule::of(Restart::always()),
            children: Vec::new(),
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
        Supervisor { limit: Schedule::of(Restart::always().at_most(failures, window)), ..self }
    }
}

#[actor(crate = crate)]
impl Supervisor {
    /// What happens to the children from now on. The stream ends with the supervisor.
    #[inline]
    pub fn events(&mut self) -> mpsc::Receiver<Supervision> {
        let (listener, events) = mpsc::channel();
        self.listeners.push(listener);
        events
    }

    /// The children, in the order of their start: ids and names.
    #[inline]
    pub fn children(&self) -> Vec<(ActorId, String)> {
        self.children.iter().map(|child| (child.member.id(), child.member.name().into())).collect()
    }

    /// Takes a child in whose first state is at work.
    #[ask]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn adopt(
        &mut self,
        ctx: &mut Context<SupervisorHandle>,
        member: Box<dyn Member>,
        restart: Restart,
    ) {
        let id = member.id();
        let schedule = Schedule::of(restart);
        self.children.push(Entry { member, schedule, next_state: NextState::AfterFailure });
        self.tell(id, SupervisionEvent::Started);
        // It may have failed before it was known.
        self.look_at(ctx, id);
    }

    /// A child waits for another state. What children report is urgent: it gets through a full mailbox
    /// while the supervisor waits for the very child.
    #[urgent]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn child_down(&mut self, ctx: &mut Context<SupervisorHandle>, id: ActorId) {
        self.look_at(ctx, id);
    }

    /// A child has another state.
    #[urgent]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn child_up(&mut self, id: ActorId) {
        self.tell_failures(id);
        self.tell(id, SupervisionEvent::Restarted);
    }

    /// A child has ended.
    #[urgent]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn child_left(&mut self, id: ActorId, exit: Exit) {
        self.tell_failures(id);
        self.tell(id, SupervisionEvent::Ended(exit));
        self.children.retain(|child| child.member.id() != id);
    }

    /// The time has come for those who wait for this round.
    #[doc(hidden)]
    #[inline]
    pub(crate) fn restart(&mut self, round: u64) {
        if self.down.get().is_none() {
            self.resume_those(|child| child.next_state == NextState::InRound(round));
        }
    }

    /// Ends the states of all children, for the parent's sake.
    #[ask]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn suspend(&mut self) {
        if self.down.get().is_none() {
            self.down.set(Some(Exit::Stopped));
            self.suspend_from(0, None);
        }
    }

    /// Lets all children have fresh states, for the parent's sake.
    #[ask]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn resume(&mut self, ctx: &mut Context<SupervisorHandle>) {
        self.down.set(None);
        self.culprit = None;
        self.limit.forget();
        self.children.iter_mut().for_each(|child| child.schedule.forget());
        self.resume_those(|_| true);
        if let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) {
            let _ = parent.child_up(ctx.id());
        }
    }

    /// The parent has given up because of this group.
    #[doc(hidden)]
    #[inline]
    pub(crate) fn dismiss(&mut self, ctx: &mut Context<SupervisorHandle>) {
        if let Some(Exit::Failed(failure)) = self.down.get() {
            ctx.fail(failure.text());
        }
    }

    #[stopped]
    #[inline]
    fn end(&mut self) {
        // Those that wait for another state answer nobody, and others may ask them as they drain.
        for child in self.children.iter().filter(|child| child.member.down().is_some()) {
            if self.culprit == Some(child.member.id()) {
                child.member.dismiss();
            } else {
                child.member.stop();
            }
        }
        while let Some(child) = self.children.last() {
            self.end_child(child.member.id());
        }
    }

    /// Ends a child for good.
    #[inline]
    fn end_child(&mut self, id: ActorId) {
        let Some(place) = self.place_of(id) else { return };
        let waited = self.children[place].member.shut_down();
        self.tell_failures(id);
        let event = match waited {
            Ok(Some(exit)) => SupervisionEvent::Ended(exit),
            Err(CallError::Deadlock(cycle)) => SupervisionEvent::Deadlock(cycle),
            Ok(None) | Err(_) => SupervisionEvent::Late,
        };
        self.tell(id, event);
        self.children.remove(place);
    }

    fn ids_of(&self, first: usize, wanted: impl Fn(&Entry) -> bool) -> Vec<ActorId> {
        let from_there_on = self.children[first..].iter();
        from_there_on.filter(|child| wanted(child)).map(|child| child.member.id()).collect()
    }

    /// The children that wait to be let go on.
    #[inline]
    fn pausing(&self) -> Pausing {
        let mut pausing = Pausing::new();
        self.children
            .iter()
            .filter_map(|child| child.member.pausing())
            .for_each(|c| pausing.add(c));
        pausing
    }

    #[inline]
    fn place_of(&self, id: ActorId) -> Option<usize> {
        self.children.iter().position(|child| child.member.id() == id)
    }

    /// Restarts a child if it has failed and nobody has seen to it yet.
    #[inline]
    fn look_at(&mut self, ctx: &mut Context<SupervisorHandle>, id: ActorId) {
        self.tell_failures(id);
        let Some(place) = self.place_of(id) else { return };
        let child = &mut self.children[place];
        let Some(exit) = child.member.down() else { return };
        if self.down.get().is_some() || self.culprit.is_some() {
            return;
        }
        let alone = match child.next_state {
            NextState::AfterFailure => self.strategy == Strategy::OneForOne,
            NextState::InRound(_) => return,
            // It was to start over, and those with whom it was have: none do again if it fails.
            NextState::WhenDown if exit.is_failure() => true,
            NextState::WhenDown => return self.resume_those(|child| child.member.id() == id),
        };
        let now = Instant::now();
        let wait = child.schedule.follows_at(&exit, now);
        let within_limit = self.limit.follows_at(&exit, now).is_some();
        let Some(wait) = wait.filter(|_| within_limit) else {
            return self.give_up(ctx, id, exit);
        };
        let first = match self.strategy {
            Strategy::OneForAll if !alone => 0,
            _ => place,
        };
        if !alone {
            self.suspend_from(first, Some(id));
        }
        let number = if alone { 1 } else { self.children.len() - first };
        self.rounds += 1;
        let round = NextState::InRound(self.rounds);
        self.children[first..][..number].iter_mut().for_each(|child| child.next_state = round);
        if wait.is_zero() {
            self.resume_those(|child| child.next_state == round);
        } else {
            ctx.send_after(wait, SupervisorMessage::Restart { round: self.rounds });
        }
    }

    /// Ends the states of the children from this place on, the last one first. Those that are not
    /// restarted leave.
    #[inline]
    fn suspend_from(&mut self, first: usize, failed: Option<ActorId>) {
        let ids = self.ids_of(first, |child| Some(child.member.id()) != failed);
        let mut pausing = self.pausing();
        for id in ids.into_iter().rev() {
            let Some(place) = self.place_of(id) else { continue };
            let child = &mut self.children[place];
            if child.member.down().is_some() {
                self.tell_failures(id);
                continue;
            }
            if child.schedule.is_never() {
                self.end_child(id);
                continue;
            }
            let event = match child.member.suspend() {
                Ok(true) if child.member.down().is_some() => SupervisionEvent::Suspended,
                Ok(false) => SupervisionEvent::Late,
                Err(CallError::Deadlock(cycle)) => SupervisionEvent::Deadlock(cycle),
                // It has ended meanwhile, and says so itself.
                Ok(true) | Err(_) => continue,
            };
            child.member.pausing().into_iter().for_each(|child| pausing.add(child));
            if event != SupervisionEvent::Suspended {
                child.next_state = NextState::WhenDown;
            }
            let has_failed = self.tell_failures(id);
            if !has_failed || event != SupervisionEvent::Suspended {
                self.tell(id, event);
            }
        }
    }

    /// Lets those children have a fresh state that want one, the first one first. Each is at work
    /// before the next is made, unless that takes too long: one that hangs must not keep the group
    /// from all else. One that is not at work has failed anew, and reports that.
    fn resume_those(&mut self, wanted: impl Fn(&Entry) -> bool) {
        let mut pausing = self.pausing();
        for id in self.ids_of(0, wanted) {
            let Some(place) = self.place_of(id) else { continue };
            let child = &mut self.children[place];
            if child.member.down().is_some() {
                child.next_state = NextState::AfterFailure;
                pausing.remove(id);
                if !child.member.resume() {
                    self.tell(id, SupervisionEvent::LateStart);
                }
            } else if let NextState::InRound(_) = child.next_state {
                // It is late, or has ended and leaves.
                child.next_state = NextState::WhenDown;
            }
        }
    }

    /// Leaves it to the parent, or ends.
    #[inline]
    fn give_up(&mut self, ctx: &mut Context<SupervisorHandle>, id: ActorId, exit: Exit) {
        self.culprit = Some(id);
        let child = self.place_of(id).map_or("", |place| self.children[place].member.name());
        let text = format!("`{child}` failed once too often: {exit}");
        self.tell(id, SupervisionEvent::GaveUp(exit));
        let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) else {
            return ctx.fail(text);
        };
        self.suspend_from(0, None);
        self.down.set(Some(Exit::Failed(Failure::new(ctx.name(), text.clone()))));
        if parent.child_down(ctx.id()).is_err() {
            ctx.fail(text);
        }
    }

    /// Tells what a child's states have failed of, as soon as it has anything to tell of the child; says
    /// whether that is anything.
    #[inline]
    fn tell_failures(&mut self, id: ActorId) -> bool {
        let Some(place) = self.place_of(id) else { return false };
        let untold = self.children[place].member.take_untold();
        let any = !untold.is_empty();
        untold.into_iter().for_each(|exit| self.tell(id, SupervisionEvent::Failed(exit)));
        any
    }

    #[inline]
    fn tell(&mut self, id: ActorId, event: SupervisionEvent) {
        let Some(place) = self.place_of(id) else { return };
        let name = self.children[place].member.name().to_owned();
        let event = Supervision { id, name, event };
        self.listeners.retain(|listener| listener.send(event.clone()).is_ok());
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
