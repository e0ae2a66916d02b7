//! Joins an actor: takes its thread, or runs the end of a pooled actor, and waits.

use crate::{CallError, Exit, mailbox::shared::Shared, scheduler::job::Claim, sys::Arc};

impl<M> Shared<M> {
    /// Waits for the actor's end, which may come only once this handle is dropped.
    pub(super) fn join(this: Arc<Self>) -> Result<Exit, CallError> {
        let control = Arc::clone(&this.control);
        let mut thread = this.take_thread()?;
        let weak = thread.as_ref().map(|_| Arc::downgrade(&this));
        let job = this.channel.job().cloned();
        let claim = job.as_ref().and_then(Claim::of);
        drop(this);
        claim.into_iter().for_each(Claim::run_to_its_end);
        let joined = control.join(&mut thread);
        if joined.is_err() {
            let shared = weak.and_then(|weak| weak.upgrade());
            shared.into_iter().for_each(|shared| shared.take_back(thread.take()));
        }
        joined
    }

    /// Stops the actor and waits for its end.
    pub(super) fn shut_down(&self) -> Result<Exit, CallError> {
        let claim = self.channel.job().and_then(Claim::of);
        self.stop();
        claim.into_iter().for_each(Claim::run_to_its_end);
        self.wait_for_end()
    }

    fn wait_for_end(&self) -> Result<Exit, CallError> {
        let mut thread = self.take_thread()?;
        let joined = self.control.join(&mut thread);
        self.take_back(thread);
        joined
    }
}
