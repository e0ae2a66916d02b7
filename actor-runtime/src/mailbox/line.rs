//! The line in which senders wait for room in a full mailbox.
//
// Every send tries the mailbox without blocking. A sender that finds it full joins this line, whether it is a thread
// that blocks or a task, and is served in turn. `length` repeats the length of the line where a sender can load it
// without the lock. A sender that finds a line joins it, so no message overtakes another: the sender's own earlier
// messages may be there.
//
// Places
// ======
//
// The option `mailbox` gives the number of places. One count decides whether one of them is free:
//
// | mailbox | what decides | what derives from it |
// |---|---|---|
// | std's bounded channel | the channel, which has so many places | |
// | a pooled actor's queue | `ActorQueue::has_place`: what is queued, and `InFlight` | `in_flight_bound`, an upper bound |
// | either, with an urgent lane | the lane's `free` | the channel's own room, never less than `free` |
//
// The line stands before that: while `length` is not 0, a sender joins without asking for a place. Whether the line is
// closed follows from the gate (control.rs). A message of a source takes the place of its mark (lane.rs).
//
// Proof that no sender stays in line before a free place, and that a loop sees its gate closed
// ============================================================================================
//
// Only a receive frees a place. What it changes, and where a sender sees that:
//
// | mailbox                     | a receive                           | a sender                                |
// |-----------------------------|-------------------------------------|-----------------------------------------|
// | std's bounded channel       | moves the channel's head            | loads it in `try_send`                  |
// | a pooled actor's queue      | stores one less in `InFlight`       | loads it in `ActorQueue::put`           |
// | either, with an urgent lane | then adds one to the lane's `free`  | loads it in `UrgentLane::take_place`    |
//
// The sender, in `join`, under the line's lock:
//   1. adds its waiter to the line, and stores the new `length`;
//   2. fence A;
//   3. tries to put the waiters into the mailbox, the oldest first. It stays in line if it finds every place taken.
//
// The receiver, in `Inbox::next`, for each envelope:
//   4. takes the envelope out, which frees its place;
//   5. fence B;
//   6. loads `length`. Unless that is 0, it takes the line's lock and lets waiters in as long as there is room;
//   7. returns the message, whose handler then runs.
//
// Suppose that a sender stays in line. In step 3 it found each place taken by an envelope whose step 4 it did not
// see. All fences have one total order. If fence B of such a receive came before fence A, step 3 would have seen step
// 4. So A came first, and step 6 of that receive sees the `length` of step 1 or a later one. A later one is 0 only if
// the sender has left the line. Otherwise the receiver finds the waiter, and the free place goes to the oldest
// waiter.
//
// So before any handler runs, the line is empty or the mailbox is full. A handler may wait for a sender that is still
// in line: that is a deadlock, and reported as one, because only the next receive makes room. A sender that has been
// let in causes no such report: its edge in the graph of waits ended under the line's lock, in step 3 or 6.
//
// The same holds of a pooled actor, whichever thread runs it:
//   - The actor passes from one thread to the next under the queue's lock, so the stores to `InFlight` follow each
//     other. Each thread does steps 4 to 7 itself.
//   - Envelopes that move from the queue to the batch of the thread that runs the actor keep their places: their
//     number moves from the queue's length to `InFlight`, under the queue's lock.
//   - `in_flight_bound` is never less than `InFlight`, and is loaded again, after fence A, before a put is refused.
//   - A claim frees no place. Nor does a direct call, which is made only where nothing is queued and takes no place.
//
// The proof holds of a lane's places, too. A message that stands aside keeps its place until it is taken out in a step
// 4 of its own. A sender that has taken a place finds room in the channel: the channel has one place more than the
// mailbox, for the one nudge that may be under way.
//
// A loop whose gate is closed (`stop`, `kill`, `suspend`) is nudged by an envelope. A full channel takes no nudge,
// and needs none:
//   8. the gate is closed;
//   9. `try_send` makes a fence of its own before it finds the channel full. That is fence A here.
// As above, the receive of an envelope that step 9 found there has its fence B after that. So the loop sees the gate
//      closed before it receives again. The Miri program `stop_when_full` tests that std has this fence. A pooled
//      actor is poked under its queue's lock instead.

use std::{collections::VecDeque, mem};

use crate::{
    CallError, Reply, ReplySender,
    mailbox::{
        channel::sender::Put,
        envelope::{Envelope, Refused},
        shared::Shared,
        source::Source,
        yields::{UntilEmpty, Yields},
    },
    memory::shrink,
    reply::{Sent, dropped},
    sys::{
        self, Arc, Instant, Mutex,
        atomic::{AtomicUsize, Ordering, fence},
        mpsc::TrySendError,
    },
};

/// What a sender learns: its message is in, or is handed back with the reason.
pub(crate) type Admission<M> = Result<(), Refused<M>>;

/// An entry of the line.
pub(crate) struct Waiter<M> {
    pub(crate) envelope: Envelope<M>,
    pub(crate) listener: Listener<M>,
    pub(crate) hold: Hold<M>,
}

/// The way of a waiter's message into the channel.
pub(crate) enum Hold<M> {
    /// That of a handle. It keeps the channel open until the message is in, even if the last handle goes meanwhile.
    Handle(Arc<Shared<M>>),
    /// That of a source. It does not keep the channel open: without a handle, the message stays in line until the close.
    Source(std::sync::Arc<Source<M>>),
}

impl<M> Clone for Hold<M> {
    fn clone(&self) -> Self {
        match self {
            Hold::Handle(shared) => Hold::Handle(Arc::clone(shared)),
            Hold::Source(source) => Hold::Source(std::sync::Arc::clone(source)),
        }
    }
}

impl<M> Hold<M> {
    fn is_detached(&self) -> bool {
        matches!(self, Hold::Source(source) if !source.is_attached())
    }

    fn put(&self, shared: &Shared<M>, envelope: Envelope<M>) -> Put<M> {
        match self {
            Hold::Handle(_) => shared.put(envelope),
            Hold::Source(source) => source.put(shared, envelope),
        }
    }
}

/// What is told once a waiter is let in or sent away.
pub(crate) enum Listener<M> {
    /// A thread or task, which waits to be let in or to have its message back.
    Sender(ReplySender<Admission<M>>),
    /// The reply to an ask. The caller waits for the answer, or for this if it forgets the answer.
    Ask(ReplySender<()>),
    /// The reply to a flush, which goes into the mailbox with its mark. Its caller waits for the answer alone.
    Flush(ReplySender<()>),
    /// Nothing: the listener has been told already.
    Nobody,
}

impl<M> Waiter<M> {
    /// Whether the sender still waits for its message to be let in.
    fn is_wanted(&self) -> bool {
        match &self.listener {
            Listener::Sender(admission) => admission.has_asker(),
            Listener::Ask(reply) | Listener::Flush(reply) => reply.has_asker(),
            Listener::Nobody => true,
        }
    }
}

struct Line<M> {
    waiters: VecDeque<Waiter<M>>,
    /// Set at the end of the mailbox, after the gate is closed.
    closed: bool,
    /// A join that finds the line this long first removes the cancelled waiters.
    sweep_at: usize,
}

pub(crate) struct WaitingLine<M> {
    /// The length of `line`, or 1 once that has closed. Written under the lock.
    length: AtomicUsize,
    line: Mutex<Line<M>>,
    yields: Yields,
}

const SWEEP_AT_LEAST: usize = 32;

impl<M> WaitingLine<M> {
    /// The line before a mailbox with this number of places.
    pub(crate) fn new(places: usize) -> Self {
        let line = Line { waiters: VecDeque::new(), closed: false, sweep_at: SWEEP_AT_LEAST };
        WaitingLine {
            length: AtomicUsize::new(0),
            line: Mutex::new(line),
            yields: Yields::new(places),
        }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.length.load(Ordering::Relaxed) == 0
    }

    /// Adds a waiter to the line, then lets waiters in if there is room by now. Hands the waiter back if the line is
    /// closed, or its source is detached.
    pub(crate) fn join(&self, waiter: Waiter<M>) -> Result<(), Waiter<M>> {
        let mut line = sys::lock(&self.line);
        if line.closed || waiter.hold.is_detached() {
            return Err(waiter);
        }
        let mut leaving = Leaving::new();
        if line.waiters.len() >= line.sweep_at {
            for waiter in mem::take(&mut line.waiters) {
                if waiter.is_wanted() {
                    line.waiters.push_back(waiter);
                } else {
                    leaving.abandon(waiter, CallError::NoReply);
                }
            }
            line.sweep_at = SWEEP_AT_LEAST.max(2 * line.waiters.len());
        }
        line.waiters.push_back(waiter);
        self.show_length(&line);
        // Fence A. Without it the Miri program `left_standing` hangs on an executor.
        fence(Ordering::SeqCst);
        self.let_in(&mut line, &mut leaving);
        drop(line);
        leaving.wake_and_drop();
        Ok(())
    }

    /// Gives the place that a receive has just freed to the sender that has waited longest. With an empty line,
    /// this costs a fence and a load. Notes whether the receive has `taken` a message.
    #[inline]
    pub(super) fn admit_after_receive(&self, taken: bool, until_empty: &UntilEmpty) {
        // Fence B. Without it the Miri programs `left_standing` and `false_deadlock` fail with both drivers.
        fence(Ordering::SeqCst);
        if !self.is_empty() {
            self.admit_now();
            self.yields.note_full(until_empty);
        } else if taken {
            until_empty.count();
        }
    }

    /// Yields before the loop looks for a message, if it has drained the full mailbox.
    #[inline]
    pub(super) fn yield_before_receive(&self, until_empty: &UntilEmpty) {
        if until_empty.is_over() {
            self.yields.before_sleep();
        }
    }

    /// Gives free places to the senders that have waited longest, and drops the waiters that have given up.
    #[inline]
    pub(crate) fn admit(&self) {
        if !self.is_empty() {
            self.admit_now();
        }
    }

    #[cold]
    fn admit_now(&self) {
        let mut leaving = Leaving::new();
        self.let_in(&mut sys::lock(&self.line), &mut leaving);
        leaving.wake_and_drop();
    }

    fn let_in(&self, line: &mut Line<M>, leaving: &mut Leaving<M>) {
        while let Some(waiter) = line.waiters.pop_front() {
            if !waiter.is_wanted() {
                leaving.abandon(waiter, CallError::NoReply);
                continue;
            }
            let Err(waiter) = leaving.let_in(waiter) else { continue };
            if waiter.hold.is_detached() {
                // It would keep the others from a free place until `send_away_detached` comes.
                leaving.send_away(waiter, &CallError::Detached);
                continue;
            }
            line.waiters.push_front(waiter);
            break;
        }
        if line.waiters.is_empty() {
            line.sweep_at = SWEEP_AT_LEAST;
        }
        shrink::queue(&mut line.waiters);
        self.show_length(line);
    }

    /// Stores the line's length where senders load it. A closed line looks occupied: otherwise a message whose send
    /// overlaps the close would get in past earlier messages of the same thread that were sent away.
    fn show_length(&self, line: &Line<M>) {
        let length = if line.closed { 1 } else { line.waiters.len() };
        self.length.store(length, Ordering::Relaxed);
    }

    /// Blocks a sender until its message is let in or sent away. If the wait fails first, the message leaves the line, and
    /// the reason is that of the wait: a deadlock, no thread to take this one's place, or `TimedOut`.
    pub(crate) fn wait(
        &self,
        mut admitted: Reply<Admission<M>>,
        deadline: Option<Instant>,
    ) -> Admission<M> {
        // Also if the message is in by now: a loop on another core frees more places meanwhile, so that the next message
        // finds room. Not before a wait with a deadline, which a yield may overrun.
        if deadline.is_none() {
            self.yields.before_sleep();
        }
        let reason = match admitted.wait_until(deadline) {
            Ok(admission) => return admission,
            Err(reason) => reason,
        };
        if let Some(envelope) = self.leave(&admitted) {
            return Err(Refused { reason, envelope });
        }
        match admitted.try_wait() {
            Ok(Some(admission)) => admission,
            _ => unreachable!("a line lets in each of its waiters or sends it away"),
        }
    }

    /// Takes the waiter of a sender that cannot wait out of the line again. `None` if the waiter was let in or sent
    /// away meanwhile: `admitted` holds the outcome by then.
    fn leave(&self, admitted: &Reply<Admission<M>>) -> Option<Envelope<M>> {
        let mut line = sys::lock(&self.line);
        let place = line.waiters.iter().position(|waiter| {
            matches!(&waiter.listener, Listener::Sender(admission) if admission.answers(admitted))
        })?;
        let waiter = line.waiters.remove(place)?;
        shrink::queue(&mut line.waiters);
        self.show_length(&line);
        drop(line);
        Some(waiter.envelope)
    }

    /// Sends away the waiters of detached sources: step 2 of lane.rs. Their room in the line goes to the others.
    pub(crate) fn send_away_detached(&self) {
        let mut leaving = Leaving::new();
        let mut line = sys::lock(&self.line);
        for waiter in mem::take(&mut line.waiters) {
            if waiter.hold.is_detached() {
                leaving.send_away(waiter, &CallError::Detached);
            } else {
                line.waiters.push_back(waiter);
            }
        }
        self.let_in(&mut line, &mut leaving);
        drop(line);
        leaving.wake_and_drop();
    }

    /// Closes the line for good: sends every waiter away, and hands back each that comes later.
    pub(crate) fn close(&self, reason: &CallError) {
        let mut leaving = Leaving::new();
        let mut line = sys::lock(&self.line);
        line.closed = true;
        for waiter in mem::take(&mut line.waiters) {
            leaving.send_away(waiter, reason);
        }
        self.show_length(&line);
        drop(line);
        leaving.wake_and_drop();
    }
}

/// What is handed back of a put, for which there is no room. The receiver cannot be gone: it closes the line first.
fn handed_back<T>(refused: TrySendError<T>) -> T {
    match refused {
        TrySendError::Full(refused) | TrySendError::Disconnected(refused) => refused,
    }
}

/// A listener that has its outcome, and is still to be woken.
enum ToWake<M> {
    Sender(Sent<Admission<M>>),
    Ask(Sent<()>),
    Nobody,
}

impl<M> ToWake<M> {
    fn wake(self) {
        match self {
            ToWake::Sender(sent) => sent.wake(),
            ToWake::Ask(sent) => sent.wake(),
            ToWake::Nobody => {}
        }
    }
}

/// The waiters that leave the line. Their outcome is settled under the line's lock. They are woken and dropped outside
/// of it, because both run the user's code.
struct Leaving<M> {
    /// Listeners to be woken, each with what kept the channel open.
    to_wake: Vec<(ToWake<M>, Hold<M>)>,
    /// Waiters whose messages are not handed back, and why: the asks among them fail.
    abandoned: Vec<(Waiter<M>, CallError)>,
}

impl<M> Leaving<M> {
    fn new() -> Self {
        Leaving { to_wake: Vec::new(), abandoned: Vec::new() }
    }

    fn abandon(&mut self, waiter: Waiter<M>, reason: CallError) {
        self.abandoned.push((waiter, reason));
    }

    /// Puts a waiter's message into the channel, or hands the waiter back if there is no room.
    //
    // The receiver may take the message out as soon as it is in. But it takes the line's lock before it handles the
    // message, and by then the sender waits no longer. If the sender has given up meanwhile, its message is in the
    // mailbox all the same.
    fn let_in(&mut self, waiter: Waiter<M>) -> Result<(), Waiter<M>> {
        let Waiter { envelope, listener, hold } = waiter;
        // What a source's message needs of the handles, until the listener has been woken outside of the lock.
        let upgraded = match &hold {
            Hold::Handle(_) => None,
            Hold::Source(source) => source.shared(),
        };
        let shared = match (&hold, &upgraded) {
            (Hold::Handle(shared), _) | (_, Some(shared)) => shared,
            (Hold::Source(_), None) => return Err(Waiter { envelope, listener, hold }),
        };
        let put = |envelope| hold.put(shared, envelope).map_err(handed_back);
        let result = match listener {
            Listener::Ask(admitted) => {
                let slot = admitted.into_slot();
                // The slot's lock is held across the put, so that a caller that cancels its wait knows whether its
                // message is in. Under it, the put takes the lock of the channel or queue and then, where it schedules
                // a pooled actor, that of the pool.
                let Some(unsettled) = slot.unsettled() else {
                    let waiter = Waiter { envelope, listener: Listener::Nobody, hold };
                    self.abandon(waiter, CallError::NoReply);
                    return Ok(());
                };
                match put(envelope) {
                    Ok(()) => {
                        let sleeper = unsettled.fill(Ok(()));
                        Ok(ToWake::Ask(Sent { slot, sleeper }))
                    }
                    Err(envelope) => {
                        drop(unsettled);
                        Err((envelope, Listener::Ask(ReplySender::of(slot))))
                    }
                }
            }
            Listener::Flush(reply) => match shared.put_flush(reply).map_err(handed_back) {
                Ok(()) => Ok(ToWake::Nobody),
                Err(reply) => Err((envelope, Listener::Flush(reply))),
            },
            listener => match (put(envelope), listener) {
                (Err(envelope), listener) => Err((envelope, listener)),
                (Ok(()), Listener::Sender(admission)) => {
                    Ok(ToWake::Sender(admission.send_quietly(Ok(()))))
                }
                (Ok(()), _) => Ok(ToWake::Nobody),
            },
        };
        self.to_wake.extend(upgraded.map(|shared| (ToWake::Nobody, Hold::Handle(shared))));
        match result {
            Ok(to_wake) => {
                self.to_wake.push((to_wake, hold));
                Ok(())
            }
            Err((envelope, listener)) => Err(Waiter { envelope, listener, hold }),
        }
    }

    /// Hands the message back to the sender that waits for it. An ask learns the reason alone.
    fn send_away(&mut self, waiter: Waiter<M>, reason: &CallError) {
        let Waiter { envelope, listener, hold } = waiter;
        match listener {
            Listener::Sender(admission) if admission.has_asker() => {
                let refusal = Err(Refused { reason: reason.clone(), envelope });
                self.to_wake.push((ToWake::Sender(admission.send_quietly(refusal)), hold));
            }
            Listener::Ask(admitted) => {
                let slot = admitted.into_slot();
                // A caller in `Reply::forget` stops waiting here, before any user code runs.
                let sleeper = slot.unsettled().map(|unsettled| unsettled.fill(Err(reason.clone())));
                let to_wake =
                    sleeper.map_or(ToWake::Nobody, |sleeper| ToWake::Ask(Sent { slot, sleeper }));
                self.to_wake.push((to_wake, hold.clone()));
                self.abandon(Waiter { envelope, listener: Listener::Nobody, hold }, reason.clone());
            }
            listener => self.abandon(Waiter { envelope, listener, hold }, reason.clone()),
        }
    }

    /// Wakes the listeners and drops the abandoned waiters. Called without the line's lock.
    fn wake_and_drop(self) {
        for (to_wake, _hold) in self.to_wake {
            to_wake.wake();
        }
        // The drop of an abandoned envelope contains a panic of its message. No mailbox counts the message as
        // undelivered, whatever this thread is dropping elsewhere.
        for (waiter, reason) in self.abandoned {
            dropped::with_reason(reason, || drop(waiter));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        lifecycle::control::Control,
        mailbox::channel::sender::Sender,
        memory::shrink::KEPT,
        options::Options,
        sys::mpsc::{Receiver, sync_channel},
    };

    type Line = Arc<WaitingLine<usize>>;

    /// A line before a mailbox of one place, in which `waiters` stand.
    fn crowded(waiters: usize) -> (Line, Arc<Shared<usize>>, Receiver<Envelope<usize>>) {
        let (sender, receiver) = sync_channel(1);
        let line = Arc::new(WaitingLine::new(1));
        let channel = Sender::Bounded(sender, Arc::clone(&line));
        let control = Arc::new(Control::new(Options::new("crowded"), |_| ""));
        let shared = Arc::new(Shared::new(channel, None, control));
        for n in 0..=waiters {
            let waiter = Waiter {
                envelope: Envelope::message(n),
                listener: Listener::Nobody,
                hold: Hold::Handle(Arc::clone(&shared)),
            };
            assert!(line.join(waiter).is_ok());
        }
        assert_eq!(sys::lock(&line.line).waiters.len(), waiters);
        (line, shared, receiver)
    }

    #[test]
    fn memory_of_a_crowd_is_given_back_as_it_is_let_in() {
        const CROWD: usize = 100_000;
        let (line, _shared, receiver) = crowded(CROWD);
        for n in 0..=CROWD {
            let received = receiver.recv_timeout(Duration::ZERO);
            assert_eq!(received.ok().and_then(Envelope::open), Some(n));
            line.admit();
        }
        let capacity = sys::lock(&line.line).waiters.capacity();
        assert!(line.is_empty() && capacity <= KEPT, "{capacity}");
    }

    #[test]
    fn memory_of_a_crowd_is_given_back_as_it_leaves() {
        const CROWD: usize = 10 * KEPT;
        let (line, shared, _receiver) = crowded(0);
        let admitted: Vec<_> = (0..CROWD)
            .map(|n| {
                let (admission, admitted) = crate::reply::slot(None);
                let hold = Hold::Handle(Arc::clone(&shared));
                let envelope = Envelope::message(n);
                assert!(
                    line.join(Waiter { envelope, listener: Listener::Sender(admission), hold })
                        .is_ok()
                );
                admitted
            })
            .collect();
        assert!(admitted.iter().all(|admitted| line.leave(admitted).is_some()));
        let capacity = sys::lock(&line.line).waiters.capacity();
        assert!(line.is_empty() && capacity <= KEPT, "{capacity}");
    }
}
