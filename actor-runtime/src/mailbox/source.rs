//! `Source`: the sending side of one source, which holds no actor alive.

use std::{any::Any, mem, sync::Arc as StdArc};

use crate::{
    CallError, Overflow, Reply, SendFuture,
    lifecycle::control::Control,
    mailbox::{
        attachment::{AnySource, SourceEnd},
        channel::sender::Put,
        envelope::{Envelope, Refused},
        lane::Lane,
        line::{Admission, Hold, Listener, Waiter, WaitingLine},
        recipient::{Sending, Target},
        shared::Shared,
    },
    memory::packed::{Message, Packed},
    panics, reply,
    sys::{self, Arc, Mutex, atomic::Ordering::Relaxed, mpsc::TrySendError},
};

pub(crate) struct Source<M> {
    number: u64,
    lane: Arc<Lane<M>>,
    control: Arc<Control>,
    shared: sys::Weak<Shared<M>>,
    /// `None` if the mailbox is unbounded.
    line: Option<Arc<WaitingLine<M>>>,
    end: Mutex<EndNotice<M>>,
}

/// Makes the message that tells the actor of the end.
pub(crate) type OnEnd<M> = Box<dyn FnOnce(SourceEnd) -> M + Send>;

/// Whether the source has ended, and whether the actor is to be told.
enum EndNotice<M> {
    Runs(Option<OnEnd<M>>),
    Ended(SourceEnd),
    Told,
}

/// What becomes of a message for which there is no room.
#[derive(Clone, Copy)]
enum OnNoRoom {
    Wait,
    /// The message waits, and no thread waits for it.
    StandInLine,
    Refuse,
    Drop,
}

/// A message for which there is no room, and the line in which it may wait for some.
type NoRoom<'a, M> = (Envelope<M>, &'a WaitingLine<M>);

impl<M> Source<M> {
    /// A source of the actor with this mailbox. It is detached from the beginning if the actor takes no more messages.
    pub(crate) fn new(
        lane: &Arc<Lane<M>>,
        control: &Arc<Control>,
        weak: sys::Weak<Shared<M>>,
    ) -> Self {
        let number = lane.attach();
        let shared = weak.upgrade();
        if !control.is_open() || shared.is_none() {
            drop(lane.detach(number, control));
        }
        Source {
            number,
            lane: Arc::clone(lane),
            control: Arc::clone(control),
            shared: weak,
            line: shared.and_then(|shared| shared.channel.line().cloned()),
            end: Mutex::new(EndNotice::Runs(None)),
        }
    }

    pub(crate) fn is_attached(&self) -> bool {
        self.lane.is_attached(self.number)
    }

    /// The sending side of the mailbox, if there is still a handle.
    pub(crate) fn shared(&self) -> Option<Arc<Shared<M>>> {
        self.shared.upgrade()
    }

    /// Puts a message into the lane if there is room. `Disconnected` if it is refused even where there is room.
    pub(crate) fn put(&self, shared: &Shared<M>, envelope: Envelope<M>) -> Put<M> {
        if !self.control.is_open() {
            return Err(TrySendError::Disconnected(envelope));
        }
        let Envelope::Message(message) = envelope else { unreachable!("a source sends messages") };
        let put = self.lane.put(self.number, message, || shared.put_mark_of_source());
        put.map_err(|(error, message)| match error {
            Some(TrySendError::Full(_)) => TrySendError::Full(Envelope::Message(message)),
            Some(TrySendError::Disconnected(_)) | None => {
                TrySendError::Disconnected(Envelope::Message(message))
            }
        })
    }

    /// Why a message is refused that finds no receiver.
    fn refusal(&self) -> CallError {
        if !self.control.admits("sends to") {
            return CallError::OutsideSimulation;
        }
        match self.is_attached() {
            // If the gate is open, only the drop of the last handle leaves no receiver.
            true => self.control.refusal_without_handle(),
            false => CallError::Detached,
        }
    }

    /// Puts a message into the lane, or hands it back.
    fn try_put(&self, envelope: Envelope<M>) -> Put<M> {
        if !self.control.admits("sends to") {
            return Err(TrySendError::Disconnected(envelope));
        }
        // A sender that finds a line joins it, unless it is to be refused: a closed line looks occupied.
        let has_line = self.line.as_ref().is_some_and(|line| !line.is_empty());
        if has_line && self.control.is_open() && self.is_attached() {
            return Err(TrySendError::Full(envelope));
        }
        match self.shared() {
            Some(shared) => self.put(&shared, envelope),
            None => Err(TrySendError::Disconnected(envelope)),
        }
    }

    /// Puts a message into the lane. If there is no room, hands it back with the line to wait in.
    fn put_or_line(&self, message: M) -> Result<Option<NoRoom<'_, M>>, Refused<M>> {
        match (self.try_put(Envelope::message(message)), &self.line) {
            (Ok(()), _) => {
                self.control.after_send();
                Ok(None)
            }
            (Err(TrySendError::Full(envelope)), Some(line)) => Ok(Some((envelope, line))),
            (Err(TrySendError::Full(envelope) | TrySendError::Disconnected(envelope)), _) => {
                Err(self.refused(envelope))
            }
        }
    }

    /// A message that is handed back because it finds no receiver.
    fn refused(&self, envelope: Envelope<M>) -> Refused<M> {
        Refused { reason: self.refusal(), envelope }
    }

    /// Has a message stand in line, or hands it back. The listener learns what becomes of it.
    fn join(
        self: &StdArc<Self>,
        line: &WaitingLine<M>,
        envelope: Envelope<M>,
        listener: Listener<M>,
    ) -> Admission<M> {
        let hold = Hold::Source(StdArc::clone(self));
        let waiter = Waiter { envelope, listener, hold };
        line.join(waiter).map_err(|waiter| self.refused(waiter.envelope))
    }

    /// Has a message stand in line. The reply tells when it is in, or hands it back.
    fn stand_in_line(
        self: &StdArc<Self>,
        line: &WaitingLine<M>,
        envelope: Envelope<M>,
    ) -> Result<Reply<Admission<M>>, Refused<M>> {
        let (admission, admitted) = reply::slot(Some(self.control.id()));
        self.join(line, envelope, Listener::Sender(admission))?;
        Ok(admitted)
    }

    fn send_or(self: &StdArc<Self>, message: M, on_full: OnNoRoom) -> Result<(), CallError> {
        self.submit(message, on_full).map_err(Refused::give_up)
    }

    /// Puts a message into the lane, or applies `on_full` where it finds no room.
    fn submit(self: &StdArc<Self>, message: M, on_full: OnNoRoom) -> Admission<M> {
        let Some((envelope, line)) = self.put_or_line(message)? else { return Ok(()) };
        match on_full {
            OnNoRoom::Wait => {
                let admitted = self.stand_in_line(line, envelope)?;
                // This thread holds no actor meanwhile.
                line.wait(admitted, None)
            }
            OnNoRoom::StandInLine => self.join(line, envelope, Listener::Nobody),
            OnNoRoom::Refuse => {
                self.control.home().at_poll();
                self.control.sends.rejected.fetch_add(1, Relaxed);
                Err(Refused { reason: CallError::Full, envelope })
            }
            OnNoRoom::Drop => {
                self.control.home().at_poll();
                self.control.sends.dropped.fetch_add(1, Relaxed);
                Refused { reason: CallError::Full, envelope }.give_up();
                Ok(())
            }
        }
    }

    /// Sends a message, and waits for room whatever the mailbox's overflow says.
    pub(crate) fn send_patiently(self: &StdArc<Self>, message: M) -> Result<(), CallError> {
        self.send_or(message, OnNoRoom::Wait)
    }

    fn on_full(&self) -> OnNoRoom {
        match self.control.overflow {
            Overflow::Block => OnNoRoom::Wait,
            Overflow::Reject => OnNoRoom::Refuse,
            Overflow::DropNewest => OnNoRoom::Drop,
        }
    }

    /// Tells the actor that the source has ended, if it has asked to know.
    pub(crate) fn end(self: &StdArc<Self>, end: SourceEnd) {
        let mut state = sys::lock(&self.end);
        match mem::replace(&mut *state, EndNotice::Told) {
            EndNotice::Runs(Some(on_end)) => {
                drop(state);
                self.tell(on_end, end);
            }
            EndNotice::Runs(None) => *state = EndNotice::Ended(end),
            ended => *state = ended,
        }
    }

    fn tell(self: &StdArc<Self>, on_end: OnEnd<M>, end: SourceEnd) {
        if !self.is_attached() {
            return drop(panics::catch(|| drop(on_end)));
        }
        if let Ok(message) = panics::catch(|| on_end(end)) {
            // Behind all that the source has sent, and no thread waits for the room.
            let _ = self.send_or(message, OnNoRoom::StandInLine);
        }
    }
}

impl<M: 'static> AnySource for Source<M>
where
    Source<M>: Send + Sync,
{
    fn detach(&self) {
        let detached = self.lane.detach(self.number, &self.control);
        if let Some(line) = &self.line {
            line.send_away_detached();
        }
        drop(detached);
        // The thread of the source may run for long yet, and its closure's captures with it.
        let end = mem::replace(&mut *sys::lock(&self.end), EndNotice::Told);
        let _ = panics::catch(|| drop(end));
    }

    fn on_end(self: StdArc<Self>, on_end: Box<dyn Any + Send>) -> bool {
        let Ok(on_end) = on_end.downcast::<OnEnd<M>>() else { return false };
        let mut state = sys::lock(&self.end);
        match mem::replace(&mut *state, EndNotice::Told) {
            EndNotice::Runs(former) => {
                *state = EndNotice::Runs(Some(*on_end));
                drop(state);
                let _ = panics::catch(|| drop(former));
            }
            EndNotice::Ended(end) => {
                drop(state);
                self.tell(*on_end, end);
            }
            EndNotice::Told => drop(state),
        }
        true
    }
}

/// The recipient of a source without a thread. The source ends when the last clone of the recipient is dropped.
pub(crate) struct SourceTarget<M, F> {
    source: StdArc<Source<M>>,
    make: F,
}

impl<M, F> SourceTarget<M, F> {
    pub(crate) fn new(source: StdArc<Source<M>>, make: F) -> Self {
        SourceTarget { source, make }
    }
}

impl<T, M, F> Target<T> for std::panic::AssertUnwindSafe<SourceTarget<Packed<M>, F>>
where
    M: Message + Send + 'static,
    M::Packing: Send,
    F: Fn(T) -> M + Send + Sync,
{
    fn send(&self, value: T) -> Result<(), CallError> {
        let SourceTarget { source, make } = &**self;
        source.send_or(Packed::new(make(value)), source.on_full())
    }

    fn try_send(&self, value: T) -> Result<(), CallError> {
        let SourceTarget { source, make } = &**self;
        source.send_or(Packed::new(make(value)), OnNoRoom::Refuse)
    }

    fn send_async(&self, value: T) -> Sending {
        let SourceTarget { source, make } = &**self;
        let message = Packed::new(make(value));
        let OnNoRoom::Wait = source.on_full() else {
            let sent = source.send_or(message, source.on_full());
            return Box::pin(std::future::ready(sent));
        };
        let submitted = source.put_or_line(message).and_then(|no_room| {
            no_room.map(|(envelope, line)| source.stand_in_line(line, envelope)).transpose()
        });
        let sent = match submitted {
            Ok(None) => Ok(()),
            Ok(Some(admitted)) => {
                let sent = SendFuture::waiting(admitted);
                return Box::pin(async move { Ok(sent.await?) });
            }
            Err(refused) => Err(refused.give_up()),
        };
        Box::pin(std::future::ready(sent))
    }
}

impl<M, F> Drop for SourceTarget<M, F> {
    fn drop(&mut self) {
        self.source.end(SourceEnd::Finished);
    }
}
