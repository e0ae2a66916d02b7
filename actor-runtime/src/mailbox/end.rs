//! The end of a mailbox: what becomes of messages that are accepted and never handled.

use std::{collections::VecDeque, iter, panic::AssertUnwindSafe};

use crate::{
    CallError, Exit, Handle, Inbox, Panic, Running,
    lifecycle::{control::Control, current},
    mailbox::{channel::receiver::Receiver, envelope::Envelope, inbox::ReceiverOf},
    memory::packed::PackedOf,
    panics,
    reply::dropped,
};

/// The builder's hook for messages that were accepted and will not be handled. Only the end of the mailbox calls it,
/// and contains its panics.
pub(crate) type Undelivered<M> = AssertUnwindSafe<Box<dyn FnMut(M, &Exit) + Send>>;

impl<H: Handle> Inbox<H> {
    /// Drops the messages that will not be handled. They are counted and given to the builder's `undelivered` hook, if
    /// there is one; the asks among them fail.
    fn drop_undelivered(
        &mut self,
        queued: VecDeque<Envelope<PackedOf<H>>>,
        channel: Option<ReceiverOf<H>>,
        exit: &Exit,
    ) {
        let undelivered = self.undelivered.take();
        // `shared` keeps the sending side until the receiver is gone. If the last handle went at the same time as the
        // receiver, std would leave what is queued to the side whose drop is over last, and so to a thread that
        // counts nothing. If the sending side is gone already, nothing more can be queued. A poll sees all that is:
        // std's makes a fence before it finds nothing, and a pooled actor's queue has a lock.
        let shared = self.weak.shared();
        let flushes = &self.control().flushes;
        let mut given = 0;
        let dropped = dropped::with_reason(CallError::Ended(exit.clone()), || {
            let in_channel = iter::from_fn(|| channel.as_ref().and_then(|c| c.poll().ok()));
            let queued = queued.into_iter().chain(in_channel).inspect(|envelope| {
                if let Envelope::Flush = envelope {
                    drop(flushes.take_next());
                }
            });
            if let Some(mut undelivered) = undelivered {
                for message in queued.filter_map(Envelope::open) {
                    given += 1;
                    // A panic of the hook on one message does not keep the next one from it.
                    let _ = panics::catch(|| (undelivered.0)(message.unpack(), exit));
                }
                let _ = panics::catch(|| drop(undelivered));
            } else {
                queued.for_each(drop);
            }
            drop(channel);
            // The flushes whose marks were put in meanwhile.
            drop(flushes.take_all());
        });
        drop(shared);
        self.control().receiving.fail_to_deliver(given + dropped);
    }

    /// The exit of an actor that ends now, as far as the mailbox can tell.
    pub(crate) fn exit(&self) -> Exit {
        if self.control().is_killed() {
            return Exit::Killed;
        }
        // Without a cause, the actor was told to stop, or its inbox was dropped.
        self.control().cause().unwrap_or(Exit::Stopped)
    }

    /// Closes the mailbox for good, and tells the senders in line, the callers that wait for an answer, the watchers
    /// and the joiners. `queued` is what the loop has taken out and will not handle.
    ///
    /// A send that overlaps this may still get its message in before the channel is gone. std drops the message then,
    /// inside the receiver's drop, and its `Queued` counts it.
    pub(crate) fn end(&mut self, mut queued: VecDeque<Envelope<PackedOf<H>>>, exit: Exit) {
        // The drop of a message may join the actor. On this thread, the join must not wait: it would wait for itself.
        let _entered = Control::enter(self.control());
        self.control().end_because(&exit);
        self.detach_sources();
        if let Some(line) = &self.line {
            line.close(&CallError::Ended(exit.clone()));
        }
        if let Some(urgent) = &self.urgent {
            queued.append(&mut urgent.close());
        }
        let channel = self.channel.take();
        channel.iter().for_each(Receiver::close);
        self.drop_undelivered(queued, channel, &exit);
        current::answer_nobody();
        self.control().publish(exit);
    }
}

impl<H: Handle> Drop for Inbox<H> {
    fn drop(&mut self) {
        if self.channel.is_some() {
            let exit = if std::thread::panicking() {
                let text = "the thread that held the inbox panicked".to_owned();
                Exit::Panicked(Panic::new(self.control().name(), Running::Inbox, text))
            } else {
                self.exit()
            };
            self.end(VecDeque::new(), exit);
        }
    }
}
