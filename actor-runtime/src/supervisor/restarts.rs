//! Who is restarted with whom, when, and when a supervisor gives up.

use crate::{
    ActorId, CallError, Context, Exit, Weak,
    exit::Failure,
    supervisor::{
        Strategy, Supervisor,
        children::{NextState, Place},
        event::ChildEventKind,
        messages::{SupervisorHandle, SupervisorMessage},
    },
    sys::Instant,
};

impl Supervisor {
    /// Restarts a child if it has failed and nobody has seen to it yet.
    #[inline]
    pub(super) fn look_at(&mut self, ctx: &mut Context<SupervisorHandle>, id: ActorId) {
        self.tell_failures(id);
        let Some(place) = self.children.place_of(id) else { return };
        let Some(child) = self.children.get_mut(id) else { return };
        let Some(exit) = child.member.down() else { return };
        if self.down.get().is_some() || self.culprit.is_some() {
            return;
        }
        let alone = match child.next_state {
            NextState::AfterFailure => self.strategy == Strategy::OneForOne,
            NextState::InRound(_) => return,
            // It was to start over, and those with whom it was have: none do again if it fails.
            NextState::WhenDown if exit.is_failure() => true,
            NextState::WhenDown => return self.resume_those(vec![id]),
        };
        let now = Instant::now();
        let wait = child.schedule.follows_at(&exit, now);
        let within_limit = self.limit.follows_at(&exit, now).is_some();
        let Some(wait) = wait.filter(|_| within_limit) else {
            return self.give_up(ctx, id, exit);
        };
        let ids = if alone {
            vec![id]
        } else {
            let first = if self.strategy == Strategy::OneForAll { Place::FIRST } else { place };
            self.suspend_from(first, Some(id));
            self.children.ids_from(first)
        };
        self.rounds += 1;
        for id in &ids {
            if let Some(child) = self.children.get_mut(*id) {
                child.next_state = NextState::InRound(self.rounds);
            }
        }
        if wait.is_zero() {
            self.resume_those(ids);
        } else {
            ctx.send_after(wait, SupervisorMessage::Restart { round: self.rounds, ids });
        }
    }

    /// Ends the states of the children from this place on, the last one first. Those that are not
    /// restarted leave.
    #[inline]
    pub(super) fn suspend_from(&mut self, first: Place, failed: Option<ActorId>) {
        let mut ids = self.children.ids_from(first);
        ids.retain(|id| Some(*id) != failed);
        for id in ids.into_iter().rev() {
            self.register_pausing();
            let Some(child) = self.children.get_mut(id) else { continue };
            if child.member.down().is_some() {
                self.tell_failures(id);
                continue;
            }
            if child.schedule.is_never() {
                self.end_child(id);
                continue;
            }
            let event = match child.member.suspend() {
                Ok(true) if child.member.down().is_some() => ChildEventKind::Suspended,
                Ok(false) | Err(CallError::NoThread) => ChildEventKind::Late,
                Err(CallError::Deadlock(cycle)) => ChildEventKind::Deadlock(cycle),
                // It has ended meanwhile, and says so itself.
                Ok(true) | Err(_) => continue,
            };
            if event != ChildEventKind::Suspended {
                child.next_state = NextState::WhenDown;
            }
            let has_failed = self.tell_failures(id);
            if !has_failed || event != ChildEventKind::Suspended {
                self.tell(id, event);
            }
        }
    }

    /// Lets these children have a fresh state if they wait for one, in this order, that of their start.
    /// Each is at work before the next is made, unless that takes too long: one that hangs must not keep
    /// the group from all else. One that is not at work has failed anew, and reports that.
    #[inline]
    pub(super) fn resume_those(&mut self, ids: Vec<ActorId>) {
        for id in ids {
            self.register_pausing();
            let Some(child) = self.children.get_mut(id) else { continue };
            if child.member.down().is_some() {
                child.next_state = NextState::AfterFailure;
                self.pausing.remove(id);
                if !child.member.resume() {
                    self.tell(id, ChildEventKind::LateStart);
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
        let child = self.children.get(id).map_or("", |child| child.member.name());
        let text = format!("`{child}` failed once too often: {exit}");
        self.tell(id, ChildEventKind::GaveUp(exit));
        let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) else {
            return ctx.fail(text);
        };
        self.suspend_from(Place::FIRST, None);
        self.down.set(Some(Exit::Failed(Failure::new(ctx.name(), text.clone()))));
        if parent.child_down(ctx.id()).is_err() {
            ctx.fail(text);
        }
    }
}
