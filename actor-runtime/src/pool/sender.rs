//! What the handles of a pooled actor put their envelopes into.

use std::sync::Arc as StdArc;

use crate::{
    envelope::Envelope,
    pool::{
        Job, JobOf, Queue, may_run,
        queue::{PutAndClaimed, ToList},
    },
    sys::{Arc, mpsc::TrySendError},
    waiting::WaitingLine,
};

pub(crate) struct PoolSender<M> {
    queue: Arc<Queue<M>>,
    job: StdArc<dyn Job>,
    /// The same, by what it knows of its messages.
    typed_job: StdArc<dyn JobOf<M>>,
    /// Where it is bounded.
    line: Option<Arc<WaitingLine<M>>>,
}

impl<M> PoolSender<M> {
    pub(crate) fn new(
        queue: Arc<Queue<M>>,
        job: StdArc<impl JobOf<M> + 'static>,
        line: Option<Arc<WaitingLine<M>>>,
    ) -> Self {
        PoolSender { queue, job: job.clone(), typed_job: job, line }
    }

    pub(crate) fn line(&self) -> Option<&Arc<WaitingLine<M>>> {
        self.line.as_ref()
    }

    pub(crate) fn job(&self) -> &StdArc<dyn Job> {
        &self.job
    }

    #[inline]
    pub(crate) fn put(&self, envelope: Envelope<M>) -> Result<(), TrySendError<Envelope<M>>> {
        self.list(self.queue.put(envelope)?);
        Ok(())
    }

    /// Puts an envelope of which this thread waits for the answer, and runs the actor, if nobody else
    /// does, until `is_enough`.
    pub(crate) fn put_and_run(
        &self,
        envelope: Envelope<M>,
        is_enough: &dyn Fn() -> bool,
    ) -> Result<(), TrySendError<Envelope<M>>> {
        if !may_run() {
            return self.put(envelope);
        }
        match self.queue.put_and_claim(envelope)? {
            PutAndClaimed::Next(envelope) => {
                self.typed_job.run_with(&self.job, envelope, is_enough);
            }
            PutAndClaimed::Queued => self.job.run_claimed(&self.job, is_enough, false),
            PutAndClaimed::Not => {}
        }
        Ok(())
    }

    /// Has the actor look at its gate and its urgent messages.
    pub(crate) fn poke(&self) {
        self.list(self.queue.poke());
    }

    /// The last handle is gone.
    pub(crate) fn abandon(&self) {
        self.list(self.queue.abandon());
    }

    #[inline]
    fn list(&self, ToList(is_to_be): ToList) {
        if is_to_be {
            self.job.crew().list(StdArc::clone(&self.job));
        }
    }
}

/// The right to run an actor, which whoever waits for it has taken.
pub(crate) struct Claim<'a>(Option<&'a StdArc<dyn Job>>);

impl<'a> Claim<'a> {
    /// Claims the actor, unless somebody runs it or this thread must not.
    pub(crate) fn of(job: &'a StdArc<dyn Job>) -> Option<Self> {
        // Lazily: a claim that is dropped lets go of the actor.
        (may_run() && job.claim()).then(|| Claim(Some(job)))
    }

    /// Runs the actor on this thread until `is_enough`, or there is nothing to do.
    pub(crate) fn run_until(self, is_enough: &dyn Fn() -> bool) {
        self.run(is_enough, false);
    }

    /// Runs the actor on this thread until there is nothing to do, or it has ended.
    pub(crate) fn run_to_its_end(self) {
        self.run(&|| false, true);
    }

    fn run(mut self, is_enough: &dyn Fn() -> bool, may_end: bool) {
        if let Some(job) = self.0.take() {
            job.run_claimed(job, is_enough, may_end);
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if let Some(job) = self.0.take() {
            job.release(job);
        }
    }
}
