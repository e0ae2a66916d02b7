//! Asks, requests and flushes: messages whose sender gets a reply.
//
// An ask waits for the answer in the call. A request returns the `Reply`. While a thread waits for a pooled actor, it
// may run the actor itself, with these exceptions:
//
// | call | why the calling thread does not run the actor |
// |---|---|
// | an ask under a deadline | a handler that this thread runs may outlast the deadline |
// | an ask or request whose answer is deferred | the handler may wait for this very thread before it answers |
// | a flush | the thread would run the actor past the flush mark |

use crate::{
    CallError, Overflow, Reply, ReplySender,
    lifecycle::current,
    mailbox::{
        channel::{
            pooled::{direct_call::DirectCall, sender::PoolSender},
            sender::{Put, Sender, put_unbounded},
        },
        envelope::{Envelope, Refused},
        full::{OnFull, Submitted},
        send::Mailbox,
        shared::Shared,
        way::{Plain, Way},
    },
    memory::packed::{Message, Packed, is_large},
    reply::{self, slot::Slot},
    scheduler::job::Claim,
    sys::{Arc, mpsc::TrySendError},
    wait::graph::Awaited,
};

impl<M: Message> Mailbox<M> {
    /// Sends a message with a reply in it, and returns the reply at once. If the mailbox is full, the message stands
    /// in line, and the calling thread goes on.
    pub fn request<T, W, F>(&self, _: W, message: F) -> Reply<T>
    where
        W: Way,
        F: FnOnce(ReplySender<T>) -> M,
    {
        let (sender, reply) = match W::IS_DEFERRED {
            true => reply::slot(Some(self.0.control.id())),
            false => self.reply_slot(),
        };
        let message = message(sender);
        let submitted = match W::IS_URGENT {
            true => self.submit_urgently(message),
            false => self.submit_message(message, self.on_full_for_ask()),
        };
        self.reply_to(reply, submitted)
    }

    fn on_full_for_ask(&self) -> OnFull {
        match self.0.control.overflow {
            Overflow::Block => OnFull::StandInLine,
            Overflow::Reject | Overflow::DropNewest => OnFull::Refuse,
        }
    }

    /// The reply to a message that was submitted. If the message was refused, the reply fails with the reason.
    fn reply_to<T>(&self, mut reply: Reply<T>, submitted: Submitted<Packed<M>>) -> Reply<T> {
        match submitted {
            Ok(None) => {}
            Ok(Some(admitted)) => reply.stands_in_line(Some(admitted), self.rouse_on_drop()),
            Err(Refused { reason, envelope }) => {
                reply.refuse(reason);
                drop(envelope.into_message());
            }
        }
        reply
    }

    /// Sends a message with a reply in it and waits for the answer, within the actor's deadline.
    pub fn ask<T, W, F>(&self, way: W, message: F) -> Result<T, CallError>
    where
        W: Way,
        F: FnOnce(ReplySender<T>) -> M,
    {
        self.check_not_self()?;
        if is_large::<F>() || is_large::<T>() {
            return self.ask_large(way, message);
        }
        if W::IS_URGENT || W::IS_DEFERRED {
            return self.wait(self.request(way, message));
        }
        let control = &self.0.control;
        match (&self.0.channel, control.timeout) {
            (Sender::Unbounded(channel), None) if control.is_fast_path() => {
                self.ask_fast(message, |envelope, _| put_unbounded(channel, envelope))
            }
            (Sender::Pooled(pooled), None) => self.ask_pooled(pooled, message),
            _ => self.wait(self.request(Plain, message)),
        }
    }

    /// Asks with a large message or answer. Not inlined, so that `ask`'s frame has no room for either.
    #[inline(never)]
    fn ask_large<T>(
        &self,
        way: impl Way,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        self.wait(self.request(way, message))
    }

    /// The fast path of an ask: the caller waits in the call, and the mailbox is never full.
    fn ask_fast<T>(
        &self,
        message: impl FnOnce(ReplySender<T>) -> M,
        put: impl FnOnce(Envelope<Packed<M>>, &Arc<Slot<T>>) -> Put<Packed<M>>,
    ) -> Result<T, CallError> {
        let (sender, slot) = reply::bare_slot(Some(self.0.control.id()));
        if let Err(refused) = put(Envelope::message(Packed::new(message(sender))), &slot) {
            self.handle_refused_ask(&slot, refused);
        }
        Slot::wait(slot, self.0.channel.job())
    }

    #[cold]
    fn handle_refused_ask<T>(&self, slot: &Slot<T>, refused: TrySendError<Envelope<Packed<M>>>) {
        slot.fail(self.0.control.refusal());
        let (TrySendError::Full(envelope) | TrySendError::Disconnected(envelope)) = refused;
        // The message is taken out of its `Queued`: the mailbox never accepted it, so it is not counted among
        // the queued messages that this thread drops.
        drop(envelope.into_message());
    }

    /// The actor, if its state is an `A` and this thread may call a handler on it at once.
    #[inline]
    pub fn claim_for_call<A: 'static>(&self) -> Option<DirectCall<'_, M, A>> {
        let Shared { channel: Sender::Pooled(pooled), control, .. } = &*self.0 else {
            return None;
        };
        // A caller that waits under a deadline runs no actor.
        if control.timeout.is_some() {
            return None;
        }
        DirectCall::of(pooled).inspect(|_| control.accept())
    }

    /// Asks a pooled actor. This thread runs the actor until the answer is there, unless another thread does.
    fn ask_pooled<T>(
        &self,
        pooled: &PoolSender<Packed<M>>,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        let control = &self.0.control;
        if pooled.line().is_some() || !control.is_fast_path() {
            return self.ask_pooled_slowly(pooled, message);
        }
        self.ask_fast(message, |envelope, slot| {
            pooled.put_and_run(envelope, &|| Slot::has_arrived(slot))
        })
    }

    /// As `ask_pooled`, where the mailbox may be full or sends are counted.
    fn ask_pooled_slowly<T>(
        &self,
        pooled: &PoolSender<Packed<M>>,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        let control = &self.0.control;
        // In a simulation, others go on before this thread claims the actor: once it has, no other thread runs it.
        control.home().before_ask(current::number, control.id().number());
        let (sender, reply) = self.reply_slot();
        let envelope = Envelope::message(Packed::new(message(sender)));
        let claim = Claim::of(pooled.job());
        match self.put(envelope) {
            Ok(()) => {
                claim.into_iter().for_each(|claim| claim.run_until(&|| reply.has_arrived()));
                reply.wait()
            }
            Err(refused) => {
                // `handle_refused` may drop messages, whose drops may wait for the actor.
                drop(claim);
                let submitted = self.handle_refused(refused, self.on_full_for_ask());
                self.reply_to(reply, submitted).wait()
            }
        }
    }

    fn wait<T>(&self, mut reply: Reply<T>) -> Result<T, CallError> {
        match self.0.control.timeout {
            None => reply.wait(),
            Some(timeout) => reply.wait_timeout(timeout),
        }
    }

    pub(crate) fn flush(&self) -> Result<(), CallError> {
        self.check_not_self()?;
        // Not `reply_slot`: this thread must not run the actor, which would go past the flush mark.
        let (sender, reply) = reply::slot(Some(self.0.control.id()));
        self.submit_flush(sender)?;
        reply.wait()
    }

    /// The two ends of an answer that this actor gives. A thread that waits for it may run a pooled actor.
    fn reply_slot<T>(&self) -> (ReplySender<T>, Reply<T>) {
        let (sender, reply) = reply::slot(Some(self.0.control.id()));
        match self.0.channel.job() {
            Some(job) => (sender, reply.given_by(job)),
            None => (sender, reply),
        }
    }

    /// Fails if this actor is the caller. An actor that waited for its own answer would wait for ever, so it
    /// does not even send the message.
    fn check_not_self(&self) -> Result<(), CallError> {
        let control = &self.0.control;
        // A closed actor refuses the message instead, which says more. Its watchers and the drop of its state run
        // on its thread, too.
        if current::is_current(control.id()) && control.is_open() {
            current::begin(control.id(), Awaited::Answer)?;
        }
        Ok(())
    }
}
