//! The one line in which senders wait for room in a full mailbox.
//
// std's bounded channel is only ever asked to `try_send`; whoever finds it full stands in this
// line, blocked thread or task alike, and is served in turn. `length` is the line's length, kept
// where a sender can look at it without the lock: it joins the line if there is one, so nobody
// overtakes, its own earlier messages included.
//
// No one is left standing: a sender joins under the lock, makes that visible (`SeqCst` fence) and
// then tries the channel once more; the receiver makes its receiving visible (the same fence) and
// then looks at `length`. Of two such fences one comes first: either the sender's last try finds the
// room, or the receiver finds the sender.
//
// The receiver does so once in as many receives as there are places, not in each. Whoever finds all
// places taken has seen none of those envelopes leave; so from the first of them that is received to
// the wait that finds nothing more there are as many receives as places, that wait among them, and in
// one of them the fence. If that came first of the two, the sender would have seen the first one leave.
// It is the same for a gate that is closed by somebody who finds no room for a nudge. Whoever lets go
// of a pooled actor without coming to such a wait has a fence of its own (`Inbox::has_more`).

use std::{cell::Cell, collections::VecDeque, mem, ops::Deref, panic::AssertUnwindSafe};

use crate::{
    CallError, Reply, ReplySender, discard,
    envelope::Parcel,
    reply::Sent,
    sending::Sending,
    sys::{
        self, Arc, Mutex,
        atomic::{AtomicUsize, Ordering, fence},
        mpsc::TrySendError,
    },
};

/// What a sender learns: that its message is in, or why not, with the message.
pub(crate) type Admission<M> = Result<(), (CallError, Parcel<M>)>;

pub(crate) struct Waiter<M> {
    pub(crate) parcel: Parcel<M>,
    pub(crate) listener: Listener<M>,
    /// Keeps the channel open until the message is in, even if the last handle goes meanwhile.
    pub(crate) sending: Arc<Sending<M>>,
}

/// Who learns what becomes of a waiter.
pub(crate) enum Listener<M> {
    /// A thread or task, which waits to be let in or to have its message back.
    Sender(ReplySender<Admission<M>>),
    /// The reply to an ask. Its caller waits for the answer, or forgets it and waits for this.
    Ask(ReplySender<()>),
    /// A flush, which waits for its answer alone.
    Nobody,
}

impl<M> Waiter<M> {
    fn is_wanted(&self) -> bool {
        match (&self.listener, &self.parcel) {
            (Listener::Sender(admission), _) => admission.is_wanted(),
            (Listener::Ask(admitted), _) => admitted.is_wanted(),
            (Listener::Nobody, Parcel::Flush(reply)) => reply.is_wanted(),
            (Listener::Nobody, Parcel::Message(_)) => true,
        }
    }
}

struct Line<M> {
    waiters: VecDeque<Waiter<M>>,
    /// The receiver is gone.
    closed: bool,
    /// Cancelled waiters are swept out when the line has grown to this.
    sweep_at: usize,
}

pub(crate) struct WaitingLine<M> {
    length: AtomicUsize,
    line: Mutex<Line<M>>,
}

const SWEEP_AT_LEAST: usize = 32;

impl<M> WaitingLine<M> {
    pub(crate) fn new() -> Self {
        let line = Line { waiters: VecDeque::new(), closed: false, sweep_at: SWEEP_AT_LEAST };
        WaitingLine { length: AtomicUsize::new(0), line: Mutex::new(line) }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.length.load(Ordering::Relaxed) == 0
    }

    /// Joins the line, and the channel itself if there is room by now. Handed back if the receiver
    /// is gone.
    pub(crate) fn join(&self, waiter: Waiter<M>) -> Result<(), Waiter<M>> {
        let mut line = sys::lock(&self.line);
        if line.closed {
            return Err(waiter);
        }
        let mut leaving = Leaving::because(CallError::NoReply);
        if line.waiters.len() >= line.sweep_at {
            for waiter in mem::take(&mut line.waiters) {
                if waiter.is_wanted() {
                    line.waiters.push_back(waiter);
                } else {
                    leaving.abandoned.push_back(waiter);
                }
            }
            line.sweep_at = SWEEP_AT_LEAST.max(2 * line.waiters.len());
        }
        line.waiters.push_back(waiter);
        self.show_length(&line);
        fence(Ordering::SeqCst);
        self.let_in(&mut line, &mut leaving);
        drop(line);
        leaving.tell();
        Ok(())
    }

    /// Gives freed places to those who have waited longest. Called by the receiver, for which an
    /// empty line costs nothing.
    #[inline]
    pub(crate) fn admit(&self) {
        if !self.is_empty() {
            self.admit_now();
        }
    }

    #[cold]
    fn admit_now(&self) {
        let mut leaving = Leaving::because(CallError::NoReply);
        self.let_in(&mut sys::lock(&self.line), &mut leaving);
        leaving.tell();
    }

    fn let_in(&self, line: &mut Line<M>, leaving: &mut Leaving<M>) {
        while let Some(waiter) = line.waiters.pop_front() {
            if !waiter.is_wanted() {
                leaving.abandoned.push_back(waiter);
                continue;
            }
            if let Err(waiter) = leaving.let_in(waiter) {
                line.waiters.push_front(waiter);
                break;
            }
        }
        if line.waiters.is_empty() {
            line.sweep_at = SWEEP_AT_LEAST;
        }
        self.show_length(line);
    }

    /// A closed line looks occupied: otherwise a message whose send overlaps the close would get in
    /// past earlier ones of the same thread that were sent away.
    fn show_length(&self, line: &Line<M>) {
        let length = if line.closed { 1 } else { line.waiters.len() };
        self.length.store(length, Ordering::Relaxed);
    }

    /// Takes a sender out of the line again that cannot wait. `None` if it was let in or sent away
    /// meanwhile: it knows by now.
    pub(crate) fn leave(&self, admitted: &Reply<Admission<M>>) -> Option<Parcel<M>> {
        let mut line = sys::lock(&self.line);
        let place = line.waiters.iter().position(|waiter| {
            matches!(&waiter.listener, Listener::Sender(admission) if admission.answers(admitted))
        })?;
        let waiter = line.waiters.remove(place)?;
        self.show_length(&line);
        drop(line);
        Some(waiter.parcel)
    }

    /// Sends everyone away, for good.
    pub(crate) fn close(&self, reason: &CallError) {
        let mut leaving = Leaving::because(reason.clone());
        let mut line = sys::lock(&self.line);
        line.closed = true;
        for waiter in mem::take(&mut line.waiters) {
            leaving.send_away(waiter);
        }
        self.show_length(&line);
        drop(line);
        leaving.tell();
    }
}

/// The line as its receiver has it.
pub(crate) struct LineReceiver<M> {
    line: Arc<WaitingLine<M>>,
    /// How many envelopes may be received from one fence to the next: at most as many as have room.
    fence_every: usize,
    /// A number of any size does no harm.
    until_fence: AssertUnwindSafe<Cell<usize>>,
}

/// A fence for so many messages costs each of them nothing to speak of.
const FENCE_AT_LEAST_EVERY: usize = 64;

impl<M> LineReceiver<M> {
    pub(crate) fn new(line: Arc<WaitingLine<M>>, places: usize) -> Self {
        let fence_every = places.clamp(1, FENCE_AT_LEAST_EVERY);
        LineReceiver { line, fence_every, until_fence: AssertUnwindSafe(Cell::new(0)) }
    }

    /// Called before each envelope is received. What a sender did before it found all places taken, a
    /// stop or a place in line, is visible after one of these calls in time.
    #[inline]
    pub(crate) fn show_received(&self) {
        let left = self.until_fence.get().checked_sub(1).unwrap_or_else(|| {
            fence(Ordering::SeqCst);
            self.fence_every - 1
        });
        self.until_fence.set(left);
    }
}

impl<M> Deref for LineReceiver<M> {
    type Target = WaitingLine<M>;

    fn deref(&self) -> &WaitingLine<M> {
        &self.line
    }
}

/// Hands the parcel back if there is no room. The receiver cannot be gone: it closes the line first.
fn put<M>(sending: &Sending<M>, parcel: Parcel<M>) -> Result<(), Parcel<M>> {
    sending.put(parcel).map_err(|error| match error {
        TrySendError::Full(parcel) | TrySendError::Disconnected(parcel) => parcel,
    })
}

/// Who is to be woken, now that what it waited for is settled.
enum Told<M> {
    Sender(Sent<Admission<M>>),
    Ask(Sent<()>),
    Nobody,
}

impl<M> Told<M> {
    fn wake(self) {
        match self {
            Told::Sender(sent) => sent.wake(),
            Told::Ask(sent) => sent.wake(),
            Told::Nobody => {}
        }
    }
}

/// Those who leave the line. What became of them is settled under its lock; they are woken and
/// dropped outside of it, since both run the user's code.
struct Leaving<M> {
    /// Each with what kept the channel open.
    told: Vec<(Told<M>, Arc<Sending<M>>)>,
    /// Nobody waits to have these back: the asks among them fail.
    abandoned: VecDeque<Waiter<M>>,
    reason: CallError,
}

impl<M> Leaving<M> {
    fn because(reason: CallError) -> Self {
        Leaving { told: Vec::new(), abandoned: VecDeque::new(), reason }
    }

    /// Puts a waiter's parcel into the channel, or hands it back if there is no room.
    //
    // The receiver may have the message as soon as it is put in, but takes the line's lock before it
    // handles it: by then its sender waits no longer. A sender that has given up since has its message in
    // the mailbox all the same.
    fn let_in(&mut self, waiter: Waiter<M>) -> Result<(), Waiter<M>> {
        let Waiter { parcel, listener, sending } = waiter;
        let told = match listener {
            Listener::Ask(admitted) => {
                let slot = admitted.into_slot();
                // Held across the put, so that a caller that cancels its wait knows whether its message
                // is in. Only the locks of the mailbox are taken meanwhile.
                let Some(unsettled) = slot.unsettled() else {
                    self.abandoned.push_back(Waiter {
                        parcel,
                        listener: Listener::Nobody,
                        sending,
                    });
                    return Ok(());
                };
                match put(&sending, parcel) {
                    Ok(()) => {
                        let sleeper = unsettled.fill(Ok(()));
                        Told::Ask(Sent { slot, sleeper })
                    }
                    Err(parcel) => {
                        drop(unsettled);
                        let listener = Listener::Ask(ReplySender::of(slot));
                        return Err(Waiter { parcel, listener, sending });
                    }
                }
            }
            listener => match (put(&sending, parcel), listener) {
                (Err(parcel), listener) => return Err(Waiter { parcel, listener, sending }),
                (Ok(()), Listener::Sender(admission)) => {
                    Told::Sender(admission.send_quietly(Ok(())))
                }
                (Ok(()), _) => Told::Nobody,
            },
        };
        self.told.push((told, sending));
        Ok(())
    }

    /// Hands the message back to the sender that waits with it; an ask learns the reason.
    fn send_away(&mut self, waiter: Waiter<M>) {
        let Waiter { parcel, listener, sending } = waiter;
        match listener {
            Listener::Sender(admission) if admission.is_wanted() => {
                let refusal = Err((self.reason.clone(), parcel));
                self.told.push((Told::Sender(admission.send_quietly(refusal)), sending));
            }
            Listener::Ask(admitted) => {
                let slot = admitted.into_slot();
                // Whoever has forgotten the ask waits no longer, before anyone's code runs.
                let sleeper =
                    slot.unsettled().map(|unsettled| unsettled.fill(Err(self.reason.clone())));
                let told =
                    sleeper.map_or(Told::Nobody, |sleeper| Told::Ask(Sent { slot, sleeper }));
                self.told.push((told, Arc::clone(&sending)));
                self.abandoned.push_back(Waiter { parcel, listener: Listener::Nobody, sending });
            }
            listener => self.abandoned.push_back(Waiter { parcel, listener, sending }),
        }
    }

    fn tell(self) {
        for (told, _sending) in self.told {
            told.wake();
        }
        // Dropping an abandoned parcel contains the message's panic, if it has one. It is
        // charged to nobody, whatever this thread is throwing away elsewhere.
        discard::because(self.reason, || drop(self.abandoned));
    }
}
