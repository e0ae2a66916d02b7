//! What the handles of an actor share, and whose last drop closes the channel.

use crate::{
    CallError, ReplySender,
    lifecycle::{control::Control, current},
    mailbox::{
        channel::pooled::sender::PoolSender,
        envelope::{Envelope, Outgoing},
        line::WaitingLine,
        urgent::UrgentLane,
    },
    scheduler::job::Job,
    sys::{
        self, Arc, Mutex,
        atomic::Ordering::Relaxed,
        mpsc::{self, TrySendError},
        thread,
    },
    wait::{graph::Awaited, join::Joining},
};

/// InFlight by the handles of one actor; the last one to go closes the channel.
// In this order, what is looked at for every message is first: with many actors each line is one to fetch.
#[repr(C)]
pub(crate) struct Shared<M> {
    pub(crate) control: Arc<Control>,
    pub(crate) channel: Channel<M>,
    /// Only where a message is urgent.
    pub(crate) urgent: Option<Arc<UrgentLane<M>>>,
    /// The actor's thread, for the first to join. Here and not in `Control`: an ended thread keeps
    /// its stack until it is joined or let go, and a weak handle must not hold on to that.
    thread: Mutex<Option<thread::JoinHandle<()>>>,
}

pub(crate) enum Channel<M> {
    Unbounded(mpsc::Sender<Envelope<M>>),
    Bounded(mpsc::SyncSender<Envelope<M>>, Arc<WaitingLine<M>>),
    /// Of a pooled actor, bounded or not.
    Pooled(PoolSender<M>),
}

impl<M> Channel<M> {
    /// Where senders wait for room, if it is bounded.
    pub(crate) fn line(&self) -> Option<&Arc<WaitingLine<M>>> {
        match self {
            Channel::Unbounded(_) => None,
            Channel::Bounded(_, line) => Some(line),
            Channel::Pooled(pooled) => pooled.line(),
        }
    }
}

impl<M> Shared<M> {
    pub(crate) fn new(
        channel: Channel<M>,
        urgent: Option<Arc<UrgentLane<M>>>,
        control: Arc<Control>,
    ) -> Self {
        Shared { control, channel, urgent, thread: Mutex::default() }
    }

    pub(crate) fn runs_on(&self, thread: thread::JoinHandle<()>) {
        *sys::lock(&self.thread) = Some(thread);
    }

    /// The actor's thread, for the first to join it from another one, who waits for it from now on.
    pub(crate) fn take_thread(&self) -> Result<Option<Joining>, CallError> {
        current::go_on();
        let mut place = sys::lock(&self.thread);
        let is_other =
            |thread: &thread::JoinHandle<()>| thread.thread().id() != thread::current().id();
        if !place.as_ref().is_some_and(is_other) {
            return Ok(None);
        }
        let edge = current::begin(self.control.id(), Awaited::End)?;
        Ok(place.take().map(|thread| Joining::new(thread, edge)))
    }

    /// Takes the thread back, if there is one, for the next to join it.
    pub(crate) fn take_back(&self, joining: Option<Joining>) {
        if let Some(joining) = joining {
            self.runs_on(joining.into_thread());
        }
    }

    /// Puts a outgoing into the channel if there is room.
    pub(crate) fn put(&self, outgoing: Outgoing<M>) -> Result<(), TrySendError<Outgoing<M>>> {
        match outgoing {
            Outgoing::Message(queued) => {
                let put = self.put_envelope(Envelope::Message(queued));
                put.map_err(|error| {
                    map_refused(error, |envelope| Outgoing::Message(envelope.into_queued()))
                })
            }
            Outgoing::Flush(reply) => {
                let answer = |reply: ReplySender<()>| {
                    let _ = reply.send(());
                };
                let put_mark = || self.put_envelope(Envelope::Flush);
                let put = self.control.flushes.put(reply, answer, put_mark);
                put.map_err(|(error, reply)| map_refused(error, |_| Outgoing::Flush(reply)))
            }
        }
    }

    /// Puts an envelope into the channel if there is room, and counts it if that is asked for:
    /// before it is in, so that no one sees more handled than accepted.
    #[inline]
    pub(crate) fn put_envelope(
        &self,
        envelope: Envelope<M>,
    ) -> Result<(), TrySendError<Envelope<M>>> {
        self.counted(envelope, |envelope| match &self.channel {
            Channel::Unbounded(channel) => put_unbounded(channel, envelope),
            Channel::Bounded(channel, _) => {
                self.in_its_place(envelope, |envelope| channel.try_send(envelope))
            }
            Channel::Pooled(pooled) => self.in_its_place(envelope, |envelope| pooled.put(envelope)),
        })
    }

    /// Puts an envelope where urgent ones count the places.
    fn in_its_place(
        &self,
        envelope: Envelope<M>,
        put: impl FnOnce(Envelope<M>) -> Result<(), TrySendError<Envelope<M>>>,
    ) -> Result<(), TrySendError<Envelope<M>>> {
        match &self.urgent {
            Some(lane) if !matches!(envelope, Envelope::Wake) => {
                if !lane.take_place() {
                    return Err(TrySendError::Full(envelope));
                }
                put(envelope).inspect_err(|_| lane.give_back_place())
            }
            _ => put(envelope),
        }
    }

    /// Puts an envelope into the lane that overtakes the channel; hands it back if the receiver is gone.
    #[inline]
    pub(crate) fn put_first(
        &self,
        lane: &UrgentLane<M>,
        envelope: Envelope<M>,
    ) -> Result<(), Envelope<M>> {
        self.counted(envelope, |envelope| lane.push(envelope))?;
        self.wake();
        Ok(())
    }

    #[inline]
    fn counted<T, E>(
        &self,
        envelope: Envelope<M>,
        put: impl FnOnce(Envelope<M>) -> Result<T, E>,
    ) -> Result<T, E> {
        let accepted = match envelope {
            Envelope::Message(_) => self.control.accepted(),
            Envelope::Flush | Envelope::Wake => None,
        };
        if let Some(accepted) = accepted {
            accepted.fetch_add(1, Relaxed);
        }
        let result = put(envelope);
        if let (Err(_), Some(accepted)) = (&result, accepted) {
            accepted.fetch_sub(1, Relaxed);
        }
        result
    }

    /// Makes a waiting loop look at its gate, and at its urgent messages if there are any. A full mailbox
    /// takes no nudge and needs none: the loop looks at the gate before each receive, and the proof in
    /// `waiting` says why it sees it.
    #[inline]
    fn wake(&self) {
        if let Channel::Pooled(pooled) = &self.channel {
            return pooled.poke();
        }
        if self.urgent.as_ref().is_none_or(|lane| lane.begin_nudge()) {
            self.put_nudge();
        }
    }

    /// Apart from `wake`: of a flood of urgent messages, only the first is followed by a nudge. Inlined, this
    /// cost each of them a frame.
    #[cold]
    #[inline(never)]
    fn put_nudge(&self) {
        let _ = self.put_envelope(Envelope::Wake);
    }

    /// Makes an actor that pauses between two states look whether it still has to.
    pub(crate) fn rouse(&self) {
        if let Channel::Pooled(pooled) = &self.channel {
            return pooled.poke();
        }
        self.control.rouse();
    }

    /// The actor, if it is a pooled one.
    pub(crate) fn job(&self) -> Option<std::sync::Arc<dyn Job>> {
        match &self.channel {
            Channel::Pooled(pooled) => Some(std::sync::Arc::clone(pooled.job())),
            _ => None,
        }
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

    /// Makes the loop end the state before the next message.
    pub(crate) fn suspend(&self) {
        if self.control.suspend() {
            self.wake();
        }
    }
}

/// Puts an envelope into a channel that is never full.
#[inline]
pub(crate) fn put_unbounded<M>(
    channel: &mpsc::Sender<Envelope<M>>,
    envelope: Envelope<M>,
) -> Result<(), TrySendError<Envelope<M>>> {
    channel.send(envelope).map_err(|error| TrySendError::Disconnected(error.0))
}

/// The same error, with what was refused as something else.
pub(crate) fn map_refused<T, U>(error: TrySendError<T>, f: impl FnOnce(T) -> U) -> TrySendError<U> {
    match error {
        TrySendError::Full(refused) => TrySendError::Full(f(refused)),
        TrySendError::Disconnected(refused) => TrySendError::Disconnected(f(refused)),
    }
}

/// The last handle is gone. The loop learns it from the channel, unless it pauses between two states.
impl<M> Drop for Shared<M> {
    fn drop(&mut self) {
        if let Channel::Pooled(pooled) = &self.channel {
            return pooled.abandon();
        }
        self.control.rouse();
    }
}
