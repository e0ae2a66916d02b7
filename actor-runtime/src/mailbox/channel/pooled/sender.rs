//! `PoolSender`: the sending end of a pooled actor's queue, which the handles put envelopes into.

use std::{any::TypeId, sync::Arc as StdArc};

use crate::{
    mailbox::{
        channel::pooled::{
            actor::{PooledActor, as_a_caller},
            body::{Body, Handler, Next},
            queue::Claimed,
        },
        channel::sender::Put,
        envelope::Envelope,
        line::WaitingLine,
    },
    scheduler::{job::JobRef, nesting::may_run},
    sys::Arc,
};

// The fields that every send reads come first.
#[repr(C)]
pub(crate) struct PoolSender<M> {
    actor: StdArc<PooledActor<M>>,
    /// `None` if the mailbox is unbounded.
    line: Option<Arc<WaitingLine<M>>>,
    /// The same actor, without the type of its messages.
    job: JobRef,
}

impl<M> PoolSender<M> {
    pub(crate) fn new(
        actor: StdArc<PooledActor<M>>,
        job: JobRef,
        line: Option<Arc<WaitingLine<M>>>,
    ) -> Self {
        PoolSender { actor, job, line }
    }

    pub(crate) fn line(&self) -> Option<&Arc<WaitingLine<M>>> {
        self.line.as_ref()
    }

    pub(crate) fn job(&self) -> &JobRef {
        &self.job
    }

    pub(crate) fn put(&self, envelope: Envelope<M>) -> Put<M> {
        let to_schedule = self.actor.queue().put(envelope)?;
        self.actor.schedule(&self.job, to_schedule);
        Ok(())
    }

    /// Puts an envelope whose answer this thread waits for. Runs the actor until `is_enough`, if this thread may and no
    /// other thread does.
    pub(crate) fn put_and_run(
        &self,
        envelope: Envelope<M>,
        is_enough: &dyn Fn() -> bool,
    ) -> Put<M> {
        if !may_run() {
            return self.put(envelope);
        }
        let claimed = self.actor.queue().put_and_claim(envelope)?;
        if let Some(body) = claimed {
            self.actor.run_for_caller(&self.job, body, is_enough, false);
        }
        Ok(())
    }

    /// Claims the actor for a handler that is to be called on a state of this type, if this thread may, no other thread
    /// runs the actor, and nothing comes before the call.
    pub(crate) fn claim_for_call(&self, state: TypeId) -> Claimed<M> {
        let has_line = self.line.as_ref().is_some_and(|line| !line.is_empty());
        if has_line || !may_run() {
            return None;
        }
        self.actor.queue().claim_for_call(state)
    }

    /// Calls the handler of the message with this index, on the state of an actor that was claimed for the call. Then
    /// releases the actor.
    pub(crate) fn call(
        &self,
        mut body: Box<dyn Body<M>>,
        message: usize,
        handler: &mut Handler<'_>,
    ) {
        let (actor, job) = (&*self.actor, &self.job);
        let has_more = as_a_caller(|| body.call(message, handler));
        let next = if has_more { Next::More } else { Next::Message(None) };
        let to_schedule = actor.queue().put_back(body, next);
        actor.schedule_after_turn(job, to_schedule, has_more);
    }

    /// The last handle is gone.
    pub(crate) fn abandon(&self) {
        let to_schedule = self.actor.queue().abandon();
        self.actor.schedule(&self.job, to_schedule);
    }
}
