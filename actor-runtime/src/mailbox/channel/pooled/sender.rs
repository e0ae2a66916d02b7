//! `PoolSender`: the sending end of a pooled actor's queue, which the handles put envelopes into.

use std::{any::TypeId, sync::Arc as StdArc};

use crate::{
    mailbox::{
        channel::pooled::{
            actor::PooledActor,
            body::{Body, Handler},
            queue::Claimed,
        },
        envelope::Envelope,
        line::WaitingLine,
    },
    scheduler::{job::Job, nesting::may_run},
    sys::{Arc, mpsc::TrySendError},
};

// The fields that every send reads come first.
#[repr(C)]
pub(crate) struct PoolSender<M> {
    actor: StdArc<PooledActor<M>>,
    /// `None` if the mailbox is unbounded.
    line: Option<Arc<WaitingLine<M>>>,
    /// The same actor, without the type of its messages.
    job: StdArc<dyn Job>,
}

impl<M> PoolSender<M> {
    pub(crate) fn new(
        actor: StdArc<PooledActor<M>>,
        job: StdArc<dyn Job>,
        line: Option<Arc<WaitingLine<M>>>,
    ) -> Self {
        PoolSender { actor, job, line }
    }

    pub(crate) fn line(&self) -> Option<&Arc<WaitingLine<M>>> {
        self.line.as_ref()
    }

    pub(crate) fn job(&self) -> &StdArc<dyn Job> {
        &self.job
    }

    #[inline]
    pub(crate) fn put(&self, envelope: Envelope<M>) -> Result<(), TrySendError<Envelope<M>>> {
        let to_schedule = self.actor.put(envelope)?;
        self.actor.schedule(&self.job, to_schedule);
        Ok(())
    }

    /// Puts an envelope whose answer this thread waits for. Runs the actor until `is_enough`, if this thread may and no
    /// other thread does.
    pub(crate) fn put_and_run(
        &self,
        envelope: Envelope<M>,
        is_enough: &dyn Fn() -> bool,
    ) -> Result<(), TrySendError<Envelope<M>>> {
        if !may_run() {
            return self.put(envelope);
        }
        self.actor.put_and_run(&self.job, envelope, is_enough)
    }

    /// Claims the actor for a handler that is to be called on a state of this type, if this thread may, no other thread
    /// runs the actor, and nothing comes before the call.
    pub(crate) fn claim_for_call(&self, state: TypeId) -> Claimed<M> {
        let has_line = self.line.as_ref().is_some_and(|line| !line.is_empty());
        if has_line || !may_run() {
            return None;
        }
        self.actor.claim_for_call(state)
    }

    pub(crate) fn call(&self, body: Box<dyn Body<M>>, message: usize, handler: &mut Handler<'_>) {
        self.actor.call(&self.job, body, message, handler);
    }

    /// Has the actor look at its gate and its urgent messages.
    pub(crate) fn poke(&self) {
        StdArc::clone(&self.job).poke();
    }

    /// The last handle is gone.
    pub(crate) fn abandon(&self) {
        self.actor.schedule(&self.job, self.actor.abandon());
    }
}
