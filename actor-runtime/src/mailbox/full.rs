//! What becomes of a message that finds no room in a mailbox, or no receiver.
//
// | put fails with | `OnFull` | what becomes of the message |
// |---|---|---|
// | `Disconnected` | any | handed back, with the reason of the end |
// | `Full`, the gate closed meanwhile | any | handed back, with the reason of the end |
// | `Full` | `Block`, `BlockFor` | stands in line; the calling thread waits until it is let in, or the time is up |
// | `Full` | `StandInLine` | stands in line; the calling thread goes on |
// | `Full` | `Refuse` | handed back as `CallError::Full`, counted as rejected |
// | `Full` | `Drop` | dropped, counted as dropped |
//
// A flush that finds the mailbox full stands in line, whatever `OnFull` says.

use std::time::Duration;

use crate::{
    CallError, Reply, ReplySender,
    mailbox::{
        envelope::{Envelope, Refused},
        line::{Admission, Hold, Listener, Waiter, WaitingLine},
        send::Mailbox,
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
/// - `Ok(None)`: it is in the mailbox, or `OnFull::Drop` has dropped it.
/// - `Ok(Some(slot))`: the message of an ask, which stands in line. The slot is filled once it is let in or sent away.
/// - `Err`: it was refused, and is handed back with the reason.
pub(super) type Submitted<M> = Result<Option<Arc<Slot<()>>>, Refused<M>>;

impl<M: Message> Mailbox<M> {
    /// Whether senders stand in line. A sender that finds a line joins it: its own earlier messages may be there.
    pub(super) fn has_line(&self) -> bool {
        self.0.channel.line().is_some_and(|line| !line.is_empty())
    }

    /// What was refused, and the line in which it may wait for room. There is none once the mailbox is closed.
    fn refused_and_line<T>(
        &self,
        refused: TrySendError<T>,
    ) -> (T, Option<&Arc<WaitingLine<Packed<M>>>>) {
        match refused {
            // The gate may be closed by now: a closed line looks occupied, whether or not there is room.
            TrySendError::Full(refused) if self.0.control.is_open() => {
                (refused, self.0.channel.line())
            }
            TrySendError::Full(refused) | TrySendError::Disconnected(refused) => (refused, None),
        }
    }

    /// Applies `on_full` to a message that found no room in the channel, or no receiver.
    #[cold]
    pub(super) fn handle_refused(
        &self,
        refused: TrySendError<Envelope<Packed<M>>>,
        on_full: OnFull,
    ) -> Submitted<Packed<M>> {
        let control = &self.0.control;
        let (envelope, line) = self.refused_and_line(refused);
        let Some(line) = line else {
            return Err(Refused { reason: control.refusal(), envelope });
        };
        match on_full {
            OnFull::StandInLine => {
                let (listener, admitted) = reply::bare_slot(Some(control.id()));
                self.join(line, envelope, Listener::Ask(listener)).map(|()| Some(admitted))
            }
            OnFull::Block => self.wait_in_line(line, envelope, None).map(|()| None),
            OnFull::BlockFor(timeout) => {
                control.home().at_wait(timeout);
                // A deadline past the end of the clock is no deadline.
                let deadline = Instant::now().checked_add(timeout);
                self.wait_in_line(line, envelope, deadline).map(|()| None)
            }
            OnFull::Refuse => {
                control.home().at_poll();
                control.sends.rejected.fetch_add(1, Relaxed);
                Err(Refused { reason: CallError::Full, envelope })
            }
            OnFull::Drop => {
                control.home().at_poll();
                control.sends.dropped.fetch_add(1, Relaxed);
                // A panic of the drop is the sender's, as that of a message that is handed back.
                dropped::with_reason(CallError::Full, || drop(envelope.into_message()));
                Ok(None)
            }
        }
    }

    /// Submits a flush. Its reply tells what becomes of it once it is in the mailbox or stands in line.
    pub(super) fn submit_flush(&self, reply: ReplySender<()>) -> Result<(), CallError> {
        let Err(refused) = self.put_if_open(reply, |reply| self.0.put_flush(reply)) else {
            return Ok(());
        };
        let (reply, line) = self.refused_and_line(refused);
        let Some(line) = line else { return Err(self.0.control.refusal()) };
        self.join(line, Envelope::Flush, Listener::Flush(reply)).map_err(|refused| refused.reason)
    }

    fn wait_in_line(
        &self,
        line: &WaitingLine<Packed<M>>,
        envelope: Envelope<Packed<M>>,
        deadline: Option<Instant>,
    ) -> Admission<Packed<M>> {
        let admitted = self.stand_in_line(line, envelope)?;
        // This thread does not run the full actor while it waits. The actor's next receive lets the message in, and
        // then this thread has nothing to wait for any more. But the handler of the received message would run on top
        // of this thread's code, and keep it from going on.
        let admission = line.wait(admitted, deadline);
        if let Err(Refused { reason: CallError::TimedOut, .. }) = admission {
            self.0.control.sends.rejected.fetch_add(1, Relaxed);
        }
        admission
    }

    /// Has a message stand in line. The reply tells when it is in, or hands it back.
    pub(super) fn stand_in_line(
        &self,
        line: &WaitingLine<Packed<M>>,
        envelope: Envelope<Packed<M>>,
    ) -> Result<Reply<Admission<Packed<M>>>, Refused<Packed<M>>> {
        let (admission, mut admitted) = reply::slot(Some(self.0.control.id()));
        self.join(line, envelope, Listener::Sender(admission))?;
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
        if let Some(job) = self.0.channel.job() {
            let job = std::sync::Arc::clone(job);
            return Some(RouseOnDrop::new(move || job.poke(&job)));
        }
        let control = Arc::clone(&self.0.control);
        Some(RouseOnDrop::new(move || control.rouse()))
    }

    fn join(
        &self,
        line: &WaitingLine<Packed<M>>,
        envelope: Envelope<Packed<M>>,
        listener: Listener<Packed<M>>,
    ) -> Admission<Packed<M>> {
        let waiter = Waiter { envelope, listener, hold: Hold::Handle(Arc::clone(&self.0)) };
        line.join(waiter).map_err(|waiter| {
            let reason = self.0.control.refusal();
            Refused { reason, envelope: waiter.envelope }
        })
    }
}
