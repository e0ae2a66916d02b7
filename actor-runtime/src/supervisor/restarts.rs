//! Decides which children are restarted together, when, and when a supervisor gives up.

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
    /// Restarts a child, if it is down and its restart has not been decided yet.
    #[inline]
    pub(super) fn look_at(&mut self, ctx: &mut Context<SupervisorHandle>, id: ActorId) {
        self.tell_failures(id);
        let Some(place) = self.children.place_of(id) else { return };
        let Some(entry) = self.children.get_mut(id) else { return };
        let Some(exit) = entry.child.down() else { return };
        if self.group_state.down().is_some() || self.culprit.is_some() {
            return;
        }
        let alone = match entry.next_state {
            NextState::AfterFailure => self.strategy == Strategy::OneForOne,
            NextState::InRound(_) => return,
            // The child was to be restarted with others, which have been restarted already. If its late state fails,
            // they are not restarted again.
            NextState::WhenDown if exit.is_failure() => true,
            NextState::WhenDown => return self.resume_those(vec![id]),
        };
        let now = Instant::now();
        let wait = entry.schedule.follows_at(&exit, now);
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
            if let Some(entry) = self.children.get_mut(*id) {
                entry.next_state = NextState::InRound(self.rounds);
            }
        }
        if wait.is_zero() {
            self.resume_those(ids);
        } else {
            ctx.send_after(wait, SupervisorMessage::Restart { round: self.rounds, ids });
        }
    }

    /// Ends the states of the children from this place on, the last one first, except the state of `failed`.
    /// Children that are never restarted leave the group.
    #[inline]
    pub(super) fn suspend_from(&mut self, first: Place, failed: Option<ActorId>) {
        let mut ids = self.children.ids_from(first);
        ids.retain(|id| Some(*id) != failed);
        for id in ids.into_iter().rev() {
            self.register_pausing();
            let Some(entry) = self.children.get_mut(id) else { continue };
            if entry.child.down().is_some() {
                self.tell_failures(id);
                continue;
            }
            if entry.schedule.is_never() {
                self.end_child(id);
                continue;
            }
            entry.schedule.ended_at(Instant::now());
            let event = match entry.child.suspend() {
                Ok(true) if entry.child.down().is_some() => ChildEventKind::Suspended,
                Ok(false) | Err(CallError::NoThread) => ChildEventKind::Late,
                Err(CallError::Deadlock(cycle)) => ChildEventKind::Deadlock(cycle),
                // The child has ended meanwhile, and reports that itself.
                Ok(true) | Err(_) => continue,
            };
            if event != ChildEventKind::Suspended {
                entry.next_state = NextState::WhenDown;
            }
            let has_failed = self.tell_failures(id);
            if !has_failed || event != ChildEventKind::Suspended {
                self.tell(id, event);
            }
        }
    }

    /// Permits these children a fresh state if they wait for one, in the order of their start. Each state is at work
    /// before the next is made, unless that takes too long: a child that hangs must not block the whole group. A
    /// child whose state fails again reports that.
    #[inline]
    pub(super) fn resume_those(&mut self, ids: Vec<ActorId>) {
        for id in ids {
            self.register_pausing();
            let Some(entry) = self.children.get_mut(id) else { continue };
            if entry.child.down().is_some() {
                entry.next_state = NextState::AfterFailure;
                self.pausing.remove(id);
                if !entry.child.resume() {
                    self.tell(id, ChildEventKind::LateStart);
                }
            } else if let NextState::InRound(_) = entry.next_state {
                // The child is late, or has ended and leaves the group.
                entry.next_state = NextState::WhenDown;
            }
        }
    }

    /// Hands the failure to the parent group, or ends the supervisor if it has none.
    #[inline]
    fn give_up(&mut self, ctx: &mut Context<SupervisorHandle>, id: ActorId, exit: Exit) {
        self.culprit = Some(id);
        let child = self.children.get(id).map_or("", |entry| entry.child.name());
        let text = format!("`{child}` failed once too often: {exit}");
        self.tell(id, ChildEventKind::GaveUp(exit));
        let Some(parent) = self.parent.as_ref().and_then(Weak::upgrade) else {
            return ctx.fail(text);
        };
        self.suspend_from(Place::FIRST, None);
        self.group_state.set_down(Some(Exit::Failed(Failure::new(ctx.name(), text.clone()))));
        if parent.child_down(ctx.id()).is_err() {
            ctx.fail(text);
        }
    }
}
