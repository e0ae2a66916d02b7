//! The messages of a supervisor: from its users, its children and its parent.

use crate::{
    ActorId, Context, Exit, Restart, Weak, actor,
    actor::restart::RestartSchedule,
    supervisor::{
        Supervisor,
        any_child::AnyChild,
        child_events::{self, ChildEvents},
        children::{ChildEntry, NextState, Place},
        event::ChildEventKind,
    },
    sys::{Arc, Instant},
};

#[actor(crate = crate)]
impl Supervisor {
    /// The events of the children from now on. The stream ends with the supervisor.
    #[inline]
    pub fn events(&mut self) -> ChildEvents {
        let (listener, events) = child_events::stream();
        self.listeners.push(listener);
        events
    }

    /// The children, in the order of their start: ids and names.
    #[inline]
    pub fn children(&self) -> Vec<(ActorId, String)> {
        self.children.iter().map(|entry| (entry.child.id(), entry.child.name().into())).collect()
    }

    /// Adopts a child whose first state is at work. Expires, because a caller that gives up waiting ends the child. The
    /// report of that end is urgent, and overtakes this message, which would then adopt a child that has ended.
    #[ask]
    #[expires]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn adopt(
        &mut self,
        ctx: &mut Context<SupervisorHandle>,
        child: Box<dyn AnyChild>,
        restart: Restart,
    ) {
        let id = child.id();
        let mut schedule = RestartSchedule::of(restart);
        schedule.started_at(Instant::now());
        child.report_downs_to(&self.went_down);
        if self.children.is_empty() {
            ctx.control().set_roster(Arc::clone(&self.roster));
        }
        self.roster.enter(Arc::clone(child.control()));
        self.children.push(ChildEntry { child, schedule, next_state: NextState::AfterFailure });
        self.tell(id, ChildEventKind::Started);
        // The child may have failed before it was adopted.
        self.look_at(ctx, id);
    }

    /// A child waits for another state. The reports of children are urgent: they get through a full mailbox
    /// while the supervisor waits for the child that reports.
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
        if let Some(entry) = self.children.get_mut(id) {
            entry.schedule.started_at(Instant::now());
        }
        self.tell_failures(id);
        self.tell(id, ChildEventKind::Restarted);
    }

    /// A child has ended.
    #[urgent]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn child_left(&mut self, id: ActorId, exit: Exit) {
        self.tell_failures(id);
        self.tell(id, ChildEventKind::Ended(exit));
        self.forget_child(id);
    }

    /// Restarts those of these children that still wait for this round.
    #[doc(hidden)]
    #[inline]
    pub(crate) fn restart(&mut self, round: u64, mut ids: Vec<ActorId>) {
        if self.group_state.down().is_none() {
            let round = NextState::InRound(round);
            ids.retain(|id| self.children.get(*id).is_some_and(|entry| entry.next_state == round));
            self.resume_those(ids);
        }
    }

    /// Ends the states of all children, as the parent asks.
    #[ask]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn suspend(&mut self, ctx: &mut Context<SupervisorHandle>) {
        if self.group_state.down().is_some() {
            return;
        }
        self.suspend_from(Place::FIRST, None);
        self.group_state.set_down(Some(Exit::Stopped));
        // The parent may not have waited for this, or may have given up waiting.
        if let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) {
            let _ = parent.child_down(ctx.id());
        }
    }

    /// Permits all children fresh states, as the parent asks.
    #[ask]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn resume(&mut self, ctx: &mut Context<SupervisorHandle>) {
        self.group_state.set_down(None);
        self.culprit = None;
        self.limit.forget();
        self.children.iter_mut().for_each(|entry| entry.schedule.forget());
        self.resume_those(self.children.ids_from(Place::FIRST));
        if let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) {
            let _ = parent.child_up(ctx.id());
        }
    }

    /// The parent has given up because of this group.
    #[doc(hidden)]
    #[inline]
    pub(crate) fn dismiss(&mut self, ctx: &mut Context<SupervisorHandle>) {
        if let Some(Exit::Failed(failure)) = self.group_state.down() {
            ctx.fail(failure.text());
        }
    }

    #[stopped]
    #[inline]
    fn end(&mut self) {
        self.pausing.clear();
        // The children that wait for another state answer no messages, and other children may ask them in the drain.
        for entry in self.children.iter().filter(|entry| entry.child.down().is_some()) {
            if self.culprit == Some(entry.child.id()) {
                entry.child.dismiss();
            } else {
                entry.child.stop();
            }
        }
        while let Some(last) = self.children.last() {
            self.end_child(last);
        }
    }
}
