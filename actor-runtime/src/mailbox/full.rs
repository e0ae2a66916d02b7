//! What becomes of a message that finds no room in a mailbox, or no receiver.
//
// | obstacle | `OnFull` | what becomes of the message |
// |---|---|---|
// | `Closed` | any | handed back, with the reason of the end |
// | `Full`, the gate closed meanwhile | any | handed back, with the reason of the end |
// | `Full` | `Block`, `BlockFor` | stands in line; the calling thread waits until it is let in, or the time is up |
// | `Full` | `StandInLine` | stands in line; the calling thread goes on |
// | `Full` | `Refuse` | handed back as `CallError::Full`, counted as rejected |
// | `Full` | `Drop` | dropped, counted as dropped |

use std::time::Duration;

use crate::{
    CallError, Reply,
    mailbox::{
        envelope::{Envelope, Outgoing},
        line::{Admission, Listener, Refused, Waiter, WaitingLine},
        send::Mailbox,
        shared::{Channel, map_refused},
    },
    memory::packed::{Message, Packed},
    reply::{self, RouseOnDrop, dropped, slot::Slot},
    sys::{Arc, Instant, atomic::Ordering::Relaxed, mpsc::TrySendError},
};

/// What becomes of a message for which a bounded mailbox has no room.
#[derive(Clone, Copy)]
pub(super) enum OnFull {
    /// The calling thread waits.
    Block,
    /// The message waits, and the calling thread goes on.
    StandInLine,
    /// The calling thread waits, but no longer than this.
    BlockFor(Duration),
    Refuse,
    Drop,
}

/// The outcome of a submitted message.
///
/// - `Ok(None)`: it is in the mailbox, or `OnFull::Drop` has dropped it. A flush may also stand in line: its own
///   reply tells what becomes of it.
/// - `Ok(Some(slot))`: the message of an ask, which stands in line. The slot is filled once it is let in or sent away.
/// - `Err`: it was refused, and is handed back with the reason.
pub(super) type Submitted<M> = Result<Option<Arc<Slot<()>>>, Refused<M>>;

/// Why an `Outgoing` is not in the channel.
pub(super) enum Obstacle<'a, M> {
    Closed,
    Full(&'a WaitingLine<M>),
}

/// An `Outgoing` that is not in the channel, and why.
pub(super) type NotPut<'a, M> = (Obstacle<'a, M>, Outgoing<M>);

impl<M: Message> Mailbox<M> {
    /// Whether senders stand in line. A sender that finds a line joins it: its own earlier messages may be there.
    pub(super) fn has_line(&self) -> bool {
        self.0.channel.line().is_some_and(|line| !line.is_empty())
    }

    /// Applies `on_full` to a message that found no room in the channel, or no receiver.
    #[cold]
    pub(super) fn handle_refused_envelope(
        &self,
        refused: TrySendError<Envelope<Packed<M>>>,
        on_full: OnFull,
    ) -> Submitted<Packed<M>> {
        let refused = map_refused(refused, |envelope| Outgoing::Message(envelope.into_queued()));
        let (obstacle, outgoing) = self.obstacle(refused);
        self.handle_refused(obstacle, outgoing, on_full)
    }

    pub(super) fn handle_refused(
        &self,
        obstacle: Obstacle<'_, Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        on_full: OnFull,
    ) -> Submitted<Packed<M>> {
        match obstacle {
            Obstacle::Closed => Err((self.0.control.refusal(), outgoing)),
            Obstacle::Full(line) => self.overflow(line, outgoing, on_full),
        }
    }

    pub(super) fn obstacle(
        &self,
        refused: TrySendError<Outgoing<Packed<M>>>,
    ) -> NotPut<'_, Packed<M>> {
        match (refused, self.0.channel.line()) {
            (TrySendError::Full(outgoing), Some(line)) => (Obstacle::Full(line), outgoing),
            // An unbounded channel is never full.
            (TrySendError::Full(outgoing) | TrySendError::Disconnected(outgoing), _) => {
                (Obstacle::Closed, outgoing)
            }
        }
    }

    pub(super) fn overflow(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        on_full: OnFull,
    ) -> Submitted<Packed<M>> {
        let control = &self.0.control;
        if !control.is_open() {
            // A closed line looks occupied, whether or not there is room.
            return Err((control.refusal(), outgoing));
        }
        match on_full {
            OnFull::StandInLine => match outgoing {
                Outgoing::Message(_) => {
                    let (listener, admitted) = reply::bare_slot(Some(control.id()));
                    self.join(line, outgoing, Listener::Ask(listener)).map(|()| Some(admitted))
                }
                Outgoing::Flush(_) => self.join(line, outgoing, Listener::Nobody).map(|()| None),
            },
            OnFull::Block => self.wait_in_line(line, outgoing, None).map(|()| None),
            OnFull::BlockFor(timeout) => {
                // A deadline past the end of the clock is no deadline.
                let deadline = Instant::now().checked_add(timeout);
                self.wait_in_line(line, outgoing, deadline).map(|()| None)
            }
            OnFull::Refuse => {
                control.sends.rejected.fetch_add(1, Relaxed);
                Err((CallError::Full, outgoing))
            }
            OnFull::Drop => {
                control.sends.dropped.fetch_add(1, Relaxed);
                dropped::with_reason(CallError::Full, || drop(outgoing.into_message()));
                Ok(None)
            }
        }
    }

    fn wait_in_line(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        deadline: Option<Instant>,
    ) -> Admission<Packed<M>> {
        let mut admitted = self.stand_in_line(line, outgoing)?;
        // This thread does not run the full actor while it waits. The actor's next receive lets the message in, and
        // then this thread has nothing to wait for any more. But the handler of the received message would run on top
        // of this thread's code, and keep it from going on.
        let reason = match admitted.wait_until(deadline) {
            Ok(admission) => return admission,
            // A deadlock, no thread to take this one's place, or the time is up.
            Err(reason) => reason,
        };
        if let Some(outgoing) = line.leave(&admitted) {
            if reason == CallError::TimedOut {
                self.0.control.sends.rejected.fetch_add(1, Relaxed);
            }
            return Err((reason, outgoing));
        }
        match admitted.try_wait() {
            Ok(Some(admission)) => admission,
            _ => unreachable!("a line lets in each of its waiters or sends it away"),
        }
    }

    /// Has a message stand in line. The reply tells when it is in, or hands it back.
    pub(super) fn stand_in_line(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
    ) -> Result<Reply<Admission<Packed<M>>>, Refused<Packed<M>>> {
        let (admission, mut admitted) = reply::slot(Some(self.0.control.id()));
        self.join(line, outgoing, Listener::Sender(admission))?;
        if let Some(rouse) = self.rouse_on_drop() {
            admitted.stands_in_line(None, Some(rouse));
        }
        Ok(admitted)
    }

    /// What rouses an actor that may pause, once a message that stands in its line has been cancelled.
    pub(super) fn rouse_on_drop(&self) -> Option<RouseOnDrop> {
        if !self.0.control.may_pause() {
            return None;
        }
        if let Channel::Pooled(pooled) = &self.0.channel {
            let job = std::sync::Arc::clone(pooled.job());
            return Some(RouseOnDrop::new(move || std::sync::Arc::clone(&job).poke()));
        }
        let control = Arc::clone(&self.0.control);
        Some(RouseOnDrop::new(move || control.rouse()))
    }

    fn join(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        listener: Listener<Packed<M>>,
    ) -> Admission<Packed<M>> {
        line.join(Waiter { outgoing, listener, shared: Arc::clone(&self.0) })
            .map_err(|waiter| (self.0.control.refusal(), waiter.outgoing))
    }
}
