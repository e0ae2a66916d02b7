//! The sending side of a mailbox: what every handle wraps.

use std::fmt;

use crate::{
    CallError, Overflow, Reply, ReplySender, SendError,
    control::Control,
    discard,
    envelope::Envelope,
    error::Cycle,
    reply,
    sys::{
        self, Arc, Mutex,
        atomic::{
            Ordering::{Relaxed, SeqCst},
            fence,
        },
        mpsc::{self, TrySendError},
        thread,
    },
    waiting::{Admission, Waiter, WaitingLine},
    waits,
};

/// Held by the handles of one actor; the last one to go closes the channel.
pub(crate) struct Sending<M> {
    channel: Channel<M>,
    control: Arc<Control>,
    /// The actor's thread, for the first to join. Here and not in `Control`: an ended thread keeps
    /// its stack until it is joined or let go, and a weak handle must not hold on to that.
    thread: Mutex<Option<thread::JoinHandle<()>>>,
}

pub(crate) enum Channel<M> {
    Unbounded(mpsc::Sender<Envelope<M>>),
    Bounded(mpsc::SyncSender<Envelope<M>>, Arc<WaitingLine<M>>),
}

impl<M> Sending<M> {
    pub(crate) fn new(channel: Channel<M>, control: Arc<Control>) -> Self {
        Sending { channel, control, thread: Mutex::default() }
    }

    pub(crate) fn runs_on(&self, thread: thread::JoinHandle<()>) {
        *sys::lock(&self.thread) = Some(thread);
    }

    pub(crate) fn take_thread(&self) -> Option<thread::JoinHandle<()>> {
        sys::lock(&self.thread).take()
    }

    /// Puts an envelope into the channel if there is room, and counts it if that is asked for:
    /// before it is in, so that no one sees more handled than accepted.
    pub(crate) fn put(&self, envelope: Envelope<M>) -> Result<(), TrySendError<Envelope<M>>> {
        let accepted = match envelope {
            Envelope::Message(_) => self.control.counts.accepted.as_ref(),
            Envelope::Flush(_) | Envelope::Wake => None,
        };
        if let Some(accepted) = accepted {
            accepted.fetch_add(1, Relaxed);
        }
        let result = match &self.channel {
            Channel::Unbounded(channel) => {
                channel.send(envelope).map_err(|error| TrySendError::Disconnected(error.0))
            }
            Channel::Bounded(channel, _) => channel.try_send(envelope),
        };
        if let (Err(_), Some(accepted)) = (&result, accepted) {
            accepted.fetch_sub(1, Relaxed);
        }
        result
    }

    /// Makes a waiting loop look at its gate. A full mailbox takes no nudge and needs none: the loop
    /// looks at the gate before it waits, and by the fences here and there it sees it closed if it
    /// has received since this found the channel full.
    fn wake(&self) {
        fence(SeqCst);
        let _ = self.put(Envelope::Wake);
    }

    pub(crate) fn stop(&self) {
        if self.control.close() {
            self.wake();
        }
    }

    pub(crate) fn kill(&self) {
        if self.control.kill() {
            self.wake();
        }
    }
}

/// What becomes of a message for which a bounded mailbox has no room.
#[derive(Clone, Copy)]
enum IfFull {
    /// The calling thread waits.
    Block,
    /// The message waits, the thread goes on.
    StandInLine,
    Refuse,
    Drop,
}

/// The sending side of a mailbox: a handle without the names of its messages.
#[doc(hidden)]
pub struct Mailbox<M>(Arc<Sending<M>>);

impl<M> Mailbox<M> {
    pub(crate) fn new(sending: Arc<Sending<M>>) -> Self {
        Mailbox(sending)
    }

    pub(crate) fn sending(&self) -> &Arc<Sending<M>> {
        &self.0
    }

    pub(crate) fn control(&self) -> &Arc<Control> {
        &self.0.control
    }

    /// Sends a message whose handler answers nothing.
    #[inline]
    pub fn tell(&self, message: M) -> Result<(), CallError> {
        match self.send(message) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    #[inline]
    pub(crate) fn send(&self, message: M) -> Result<(), SendError<M>> {
        let Sending { channel, control, .. } = &*self.0;
        match channel {
            Channel::Unbounded(channel) if control.is_plainly_open() => {
                channel.send(Envelope::message(message)).map_err(|error| self.refuse(error.0))
            }
            _ => {
                let if_full = match control.overflow {
                    Overflow::Block => IfFull::Block,
                    Overflow::Reject => IfFull::Refuse,
                    Overflow::Drop => IfFull::Drop,
                };
                self.post_message(message, if_full)
            }
        }
    }

    pub(crate) fn try_send(&self, message: M) -> Result<(), SendError<M>> {
        self.post_message(message, IfFull::Refuse)
    }

    /// Sends a message with a reply in it and goes on: the message waits for room on its own.
    pub fn request<T>(&self, message: impl FnOnce(ReplySender<T>) -> M) -> Reply<T> {
        let if_full = match self.0.control.overflow {
            Overflow::Block => IfFull::StandInLine,
            Overflow::Reject | Overflow::Drop => IfFull::Refuse,
        };
        let (sender, reply) = reply::slot();
        if let Err(refused) = self.post_message(message(sender), if_full) {
            let (reason, message) = refused.into_parts();
            reply.refuse(reason);
            drop(message);
        }
        reply
    }

    /// Sends a message with a reply in it and waits for the answer, within the actor's deadline.
    pub fn ask<T>(&self, message: impl FnOnce(ReplySender<T>) -> M) -> Result<T, CallError> {
        self.expect_other_thread()?;
        let mut reply = self.request(message);
        match self.0.control.timeout {
            None => reply.wait(),
            Some(timeout) => reply.wait_timeout(timeout),
        }
    }

    pub(crate) fn flush(&self) -> Result<(), CallError> {
        self.expect_other_thread()?;
        let (sender, reply) = reply::slot();
        match self.post(Envelope::Flush(sender), IfFull::StandInLine) {
            Ok(()) => reply.wait(),
            // Dropping the envelope would fail the reply without the reason.
            Err((reason, _envelope)) => Err(reason),
        }
    }

    /// An actor that waited for its own answer would wait for ever.
    fn expect_other_thread(&self) -> Result<(), CallError> {
        let control = &self.0.control;
        // A closed one refuses, which says more: its watchers and drops run on its thread, too.
        if waits::is_current(control.id()) && control.is_open() {
            return Err(CallError::Deadlock(Cycle::of_one(control.name())));
        }
        Ok(())
    }

    /// Hands back the message of a plain send that found the channel gone.
    #[cold]
    fn refuse(&self, envelope: Envelope<M>) -> SendError<M> {
        SendError::new(self.0.control.refusal(), envelope.into_message())
    }

    fn post_message(&self, message: M, if_full: IfFull) -> Result<(), SendError<M>> {
        self.post(Envelope::message(message), if_full)
            .map_err(|(reason, envelope)| SendError::new(reason, envelope.into_message()))
    }

    fn post(&self, envelope: Envelope<M>, if_full: IfFull) -> Admission<M> {
        let Sending { channel, control, .. } = &*self.0;
        if !control.is_open() {
            return Err((control.refusal(), envelope));
        }
        let line = match channel {
            Channel::Unbounded(_) => None,
            Channel::Bounded(_, line) => Some(line),
        };
        // Whoever finds others waiting waits behind them: they may be its own earlier messages.
        let full = match line {
            Some(line) if !line.is_empty() => Err(TrySendError::Full(envelope)),
            _ => self.0.put(envelope),
        };
        match (full, line) {
            (Ok(()), _) => Ok(()),
            (Err(TrySendError::Full(envelope)), Some(line)) => {
                self.overflow(line, envelope, if_full)
            }
            // An unbounded channel is never full.
            (Err(TrySendError::Full(envelope) | TrySendError::Disconnected(envelope)), _) => {
                Err((control.refusal(), envelope))
            }
        }
    }

    fn overflow(
        &self,
        line: &WaitingLine<M>,
        envelope: Envelope<M>,
        if_full: IfFull,
    ) -> Admission<M> {
        let control = &self.0.control;
        if !control.is_open() {
            // The line looks occupied because it has closed, whatever room there is.
            return Err((control.refusal(), envelope));
        }
        let wait_in_line = |envelope, admission| {
            line.join(Waiter { envelope, admission, sending: Arc::clone(&self.0) })
                .map_err(|waiter| (control.refusal(), waiter.envelope))
        };
        match if_full {
            IfFull::StandInLine => wait_in_line(envelope, None),
            IfFull::Block => {
                if waits::is_current(control.id()) {
                    return Err((CallError::Deadlock(Cycle::of_one(control.name())), envelope));
                }
                let (admission, admitted) = reply::slot();
                wait_in_line(envelope, Some(admission))?;
                match admitted.wait() {
                    Ok(admission) => admission,
                    Err(_) => unreachable!("a line lets in or sends away whoever stands in it"),
                }
            }
            IfFull::Refuse => {
                control.counts.rejected.fetch_add(1, Relaxed);
                Err((CallError::Full, envelope))
            }
            IfFull::Drop => {
                control.counts.dropped.fetch_add(1, Relaxed);
                discard::because(CallError::Full, || drop(envelope.into_message()));
                Ok(())
            }
        }
    }
}

impl<M> Clone for Mailbox<M> {
    fn clone(&self) -> Self {
        Mailbox(Arc::clone(&self.0))
    }
}

impl<M> fmt::Debug for Mailbox<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.control.fmt(f)
    }
}
