//! What a supervisor is asked by its users, and told by its children and its parent.

use crate::{
    ActorId, Context, Exit, Restart, Weak, actor,
    actor::restart::RestartSchedule,
    supervisor::{
        Supervisor,
        children::{Entry, NextState, Place},
        event::{ChildEvent, ChildEventKind},
        member::Member,
    },
    sys::mpsc,
};

#[actor(crate = crate)]
impl Supervisor {
    /// What happens to the children from now on. The stream ends with the supervisor.
    #[inline]
    pub fn events(&mut self) -> mpsc::Receiver<ChildEvent> {
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
        let schedule = RestartSchedule::of(restart);
        member.report_downs_to(&self.went_down);
        self.children.push(Entry { member, schedule, next_state: NextState::AfterFailure });
        self.tell(id, ChildEventKind::Started);
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

    /// The time has come for those of these children that still wait for this round.
    #[doc(hidden)]
    #[inline]
    pub(crate) fn restart(&mut self, round: u64, mut ids: Vec<ActorId>) {
        if self.down.get().is_none() {
            let round = NextState::InRound(round);
            ids.retain(|id| self.children.get(*id).is_some_and(|child| child.next_state == round));
            self.resume_those(ids);
        }
    }

    /// Ends the states of all children, for the parent's sake.
    #[ask]
    #[doc(hidden)]
    #[inline]
    pub(crate) fn suspend(&mut self, ctx: &mut Context<SupervisorHandle>) {
        if self.down.get().is_some() {
            return;
        }
        self.suspend_from(Place::FIRST, None);
        self.down.set(Some(Exit::Stopped));
        // It may not have waited for this, or no longer.
        if let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) {
            let _ = parent.child_down(ctx.id());
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
        self.resume_those(self.children.ids_from(Place::FIRST));
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
        self.pausing.clear();
        // Those that wait for another state answer nobody, and others may ask them as they drain.
        for child in self.children.iter().filter(|child| child.member.down().is_some()) {
            if self.culprit == Some(child.member.id()) {
                child.member.dismiss();
            } else {
                child.member.stop();
            }
        }
        while let Some(last) = self.children.last() {
            self.end_child(last);
        }
    }
}
