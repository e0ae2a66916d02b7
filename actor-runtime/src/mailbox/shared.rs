//! What the handles of one actor share: its channel, which closes when the last handle is dropped.

use crate::{
    CallError, ReplySender,
    lifecycle::{control::Control, current, token::ToTrip},
    mailbox::{
        channel::sender::{Put, Sender},
        envelope::Envelope,
        urgent::UrgentLane,
    },
    sys::{self, Arc, Mutex, atomic::Ordering::Relaxed, mpsc::TrySendError, thread},
    wait::{graph::Awaited, join::Joining},
};

/// Owned by the handles of one actor. The drop of the last handle closes the channel.
// The fields that every send reads come first: with many actors, each cache line is one to fetch.
#[repr(C)]
pub(crate) struct Shared<M> {
    pub(crate) control: Arc<Control>,
    pub(crate) channel: Sender<M>,
    /// `None` if the actor has no urgent message.
    pub(crate) urgent: Option<Arc<UrgentLane<M>>>,
    /// The actor's thread, for the first thread that joins it. It stands here and not in `Control`: an ended thread
    /// keeps its stack until it is joined or detached, and a weak handle must not keep the stack. Boxed, because a
    /// pooled actor has none.
    thread: Mutex<Option<Box<thread::JoinHandle<()>>>>,
}

impl<M> Shared<M> {
    pub(crate) fn new(
        channel: Sender<M>,
        urgent: Option<Arc<UrgentLane<M>>>,
        control: Arc<Control>,
    ) -> Self {
        Shared { control, channel, urgent, thread: Mutex::default() }
    }

    pub(crate) fn runs_on(&self, thread: thread::JoinHandle<()>) {
        *sys::lock(&self.thread) = Some(Box::new(thread));
    }

    /// The actor's thread, for the first join from another thread. The joining thread waits for the actor's end from
    /// now on. `None` if the actor has no thread, another thread has taken it, or it is the calling thread.
    pub(crate) fn take_thread(&self) -> Result<Option<Joining>, CallError> {
        current::go_on();
        let mut slot = sys::lock(&self.thread);
        let is_other =
            |thread: &thread::JoinHandle<()>| thread.thread().id() != thread::current().id();
        if !slot.as_deref().is_some_and(is_other) {
            return Ok(None);
        }
        self.control.check_home("waits for the end of")?;
        let edge = current::begin(self.control.id(), Awaited::End)?;
        Ok(slot.take().map(|thread| Joining::new(*thread, edge)))
    }

    /// Puts the thread back, if there is one, for the next thread that joins it.
    pub(crate) fn take_back(&self, joining: Option<Joining>) {
        if let Some(joining) = joining {
            self.runs_on(joining.into_thread());
        }
    }

    /// Puts the mark of a source's message into the channel if there is room, and counts the message as accepted.
    pub(crate) fn put_mark_of_source(&self) -> Put<M> {
        self.control.accept();
        let put = self.control.flushes.put_source(|| self.put(Envelope::Flush));
        put.inspect_err(|_| self.control.uncount_accepted())
    }

    /// Puts the mark of a flush into the channel if there is room, and keeps the reply until the loop takes the mark.
    pub(crate) fn put_flush(
        &self,
        reply: ReplySender<()>,
    ) -> Result<(), TrySendError<ReplySender<()>>> {
        let answer = |reply: ReplySender<()>| {
            let _ = reply.send(());
        };
        let put = self.control.flushes.put(reply, answer, || self.put(Envelope::Flush));
        put.map_err(|(refused, reply)| match refused {
            TrySendError::Full(_) => TrySendError::Full(reply),
            TrySendError::Disconnected(_) => TrySendError::Disconnected(reply),
        })
    }

    /// Puts an envelope into the channel if there is room, and counts it if sends are counted. With an urgent lane, it
    /// takes one of the lane's places before that. The count comes first, so that no reader sees more messages handled
    /// than accepted.
    #[inline]
    pub(crate) fn put(&self, envelope: Envelope<M>) -> Put<M> {
        self.put_counted(envelope, |envelope| match &self.urgent {
            Some(lane) if !matches!(envelope, Envelope::Wake) => {
                if !lane.take_place() {
                    return Err(TrySendError::Full(envelope));
                }
                self.channel.put(envelope).inspect_err(|_| lane.give_back_place())
            }
            _ => self.channel.put(envelope),
        })
        .inspect(|()| self.control.wake_mailbox())
    }

    /// Puts an envelope into the lane that goes before the channel, or hands it back if the receiver is gone.
    #[inline]
    pub(crate) fn put_first(
        &self,
        lane: &UrgentLane<M>,
        envelope: Envelope<M>,
    ) -> Result<(), Envelope<M>> {
        self.put_counted(envelope, |envelope| lane.push(envelope))?;
        self.wake();
        Ok(())
    }

    /// Counts an envelope as accepted if it is a message and sends are counted, then puts it. Takes the count back if
    /// the put fails.
    #[inline]
    fn put_counted<T, E>(
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

    /// Makes a waiting loop poll, and look at its gate and its urgent messages. A full mailbox takes no nudge and needs
    /// none: the loop looks at the gate before each receive, and polls after the next message. The proof in line.rs says
    /// why it sees the gate closed.
    #[inline]
    pub(crate) fn wake(&self) {
        if let Some(job) = self.channel.job() {
            return job.poke(job);
        }
        if self.urgent.as_ref().is_none_or(|lane| lane.begin_nudge()) {
            self.put_nudge();
        }
    }

    /// Not inlined into `wake`: only the first urgent message of a flood is followed by a nudge. Inlined, this
    /// cost each message of the flood a frame.
    #[cold]
    #[inline(never)]
    fn put_nudge(&self) {
        let _ = self.put(Envelope::Wake);
    }

    /// Makes an actor that pauses between two states check whether it still has to pause.
    pub(crate) fn rouse(&self) {
        if let Some(job) = self.channel.job() {
            return job.poke(job);
        }
        self.control.rouse();
    }

    pub(crate) fn stop(&self) {
        self.close_by("stops", Control::close);
    }

    pub(crate) fn kill(&self) {
        self.close_by("kills", Control::kill);
    }

    fn close_by(&self, what: &str, close: fn(&Control) -> Option<ToTrip>) {
        if !self.control.admits(what) {
            return;
        }
        if let Some(to_trip) = close(&self.control) {
            self.wake();
            self.control.trip_token(to_trip);
        }
    }

    /// Tells a simulation that the last handle is gone. A thread from outside makes the run fail; the actor ends all the
    /// same.
    #[cold]
    fn note_last_drop(&self) {
        let what = || format!("drops the last handle of `{}`", self.control.name());
        self.control.home().note_outsider(what);
        self.control.wake_mailbox();
    }

    /// Makes the loop end the actor's state before the next message. The caller trips the state's stop token afterwards,
    /// because it calls this under a lock.
    #[must_use = "the stop token is tripped by `trip_token`, outside of locks"]
    pub(crate) fn suspend(&self) -> Option<ToTrip> {
        let to_trip = self.control.suspend()?;
        self.wake();
        Some(to_trip)
    }
}

/// The last handle is gone. The loop learns it from the channel; a loop that pauses between two states is roused.
impl<M> Drop for Shared<M> {
    fn drop(&mut self) {
        if self.control.home().is_simulated() {
            self.note_last_drop();
        }
        match &self.channel {
            Sender::Pooled(pooled) => pooled.abandon(),
            Sender::Unbounded(_) | Sender::Bounded(..) => self.control.rouse(),
        }
        self.control.abandon();
    }
}
