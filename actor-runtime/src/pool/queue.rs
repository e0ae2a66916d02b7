//! The mailbox of a pooled actor, and the claim to run it: one lock for both.
//
// A message and what is to become of its actor belong together: whoever puts one in learns in the
// same critical section whether it has to list the actor with its crew, and whoever runs it lets go
// of it only where nothing is left. So no message lies in a mailbox that nobody looks at.
//
// At most one entry of an actor is with its crew. It is good only while the actor waits for its
// turn: a caller that waits for an answer may claim the actor before a worker comes to that.

use std::{collections::VecDeque, mem};

use crate::{
    envelope::Envelope,
    sys::{
        self, Mutex, MutexGuard,
        mpsc::{RecvTimeoutError, TrySendError},
    },
};

pub(crate) struct Queue<M> {
    state: Mutex<State<M>>,
    /// How many envelopes it holds at most.
    places: usize,
}

struct State<M> {
    envelopes: VecDeque<Envelope<M>>,
    standing: Standing,
    /// Its crew has an entry of it.
    listed: bool,
    /// Something other than an envelope is to be looked at: by a worker, which looks at all there is.
    /// A caller may have what it wants before that.
    poked: bool,
    /// There is no handle any more.
    abandoned: bool,
    /// Nobody receives any more.
    closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing is to be done.
    Idle,
    /// It waits for its turn.
    Waiting,
    /// Somebody runs it.
    Claimed,
    /// It waits for a poke, whatever lies in its mailbox.
    Asleep,
}

/// What the actor does next, as whoever lets go of it has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// It goes on, when the others have had their turn.
    More,
    /// It waits for a message.
    Idle,
    /// It waits for a poke.
    Asleep,
}

/// What has become of an envelope whose sender waits for the answer.
pub(crate) enum PutAndClaimed<M> {
    /// It is next, and its sender runs the actor.
    Next(Envelope<M>),
    /// It is queued behind others, and its sender runs the actor.
    Queued,
    /// It is queued, and somebody else runs the actor.
    Not,
}

/// Why there is no envelope.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakeError {
    /// There never will be one.
    Disconnected,
    /// There is none now, and the actor is let go of.
    Released,
    /// There is none now, but something else to look at.
    Poked,
}

/// Whether the actor has to be listed with its crew.
#[must_use = "an actor that waits for its turn gets it from its crew alone"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ToList(pub(crate) bool);

/// A mailbox that has held more than this gives the memory back when it has drained.
const KEPT: usize = 256;

impl<M> State<M> {
    fn wait_for_turn(&mut self) -> ToList {
        self.standing = Standing::Waiting;
        ToList(!mem::replace(&mut self.listed, true))
    }

    fn begin(&mut self) -> bool {
        self.listed = false;
        let waits = self.standing == Standing::Waiting;
        if waits {
            self.standing = Standing::Claimed;
            self.poked = false;
        }
        waits
    }

    /// Where both are empty, which change places each time.
    fn give_memory_back(&mut self, batch: &mut VecDeque<Envelope<M>>) {
        for emptied in [&mut self.envelopes, batch] {
            if emptied.capacity() > KEPT {
                *emptied = VecDeque::new();
            }
        }
    }

    fn claim(&mut self) -> bool {
        let is_free = matches!(self.standing, Standing::Idle | Standing::Waiting) && !self.closed;
        if is_free {
            self.standing = Standing::Claimed;
        }
        is_free
    }
}

impl<M> Queue<M> {
    pub(crate) fn new(places: Option<usize>) -> Self {
        let state = State {
            envelopes: VecDeque::new(),
            standing: Standing::Idle,
            listed: false,
            poked: false,
            abandoned: false,
            closed: false,
        };
        Queue { state: Mutex::new(state), places: places.unwrap_or(usize::MAX) }
    }

    #[inline]
    pub(crate) fn put(&self, envelope: Envelope<M>) -> Result<ToList, TrySendError<Envelope<M>>> {
        let mut state = self.put_under_lock(envelope)?;
        match state.standing {
            Standing::Idle => Ok(state.wait_for_turn()),
            Standing::Waiting | Standing::Claimed | Standing::Asleep => Ok(ToList(false)),
        }
    }

    /// For a caller that waits for what comes of it, and claims the actor if nobody runs it. Where
    /// nothing is queued before it, the envelope comes back: the caller has it handled next.
    pub(crate) fn put_and_claim(
        &self,
        envelope: Envelope<M>,
    ) -> Result<PutAndClaimed<M>, TrySendError<Envelope<M>>> {
        let mut state = sys::lock(&self.state);
        if !state.closed && state.envelopes.is_empty() && state.claim() {
            return Ok(PutAndClaimed::Next(envelope));
        }
        self.put_into(&mut state, envelope)?;
        Ok(if state.claim() { PutAndClaimed::Queued } else { PutAndClaimed::Not })
    }

    fn put_under_lock(
        &self,
        envelope: Envelope<M>,
    ) -> Result<MutexGuard<'_, State<M>>, TrySendError<Envelope<M>>> {
        let mut state = sys::lock(&self.state);
        self.put_into(&mut state, envelope)?;
        Ok(state)
    }

    fn put_into(
        &self,
        state: &mut State<M>,
        envelope: Envelope<M>,
    ) -> Result<(), TrySendError<Envelope<M>>> {
        if state.closed {
            return Err(TrySendError::Disconnected(envelope));
        }
        if state.envelopes.len() >= self.places {
            return Err(TrySendError::Full(envelope));
        }
        state.envelopes.push_back(envelope);
        Ok(())
    }

    /// Puts an envelope back that [`put_and_claim`](Queue::put_and_claim) has handed out.
    pub(crate) fn put_first(&self, envelope: Envelope<M>) {
        sys::lock(&self.state).envelopes.push_front(envelope);
    }

    /// Has whoever runs the actor look at its gate, its urgent messages, its timers and its handles.
    pub(crate) fn poke(&self) -> ToList {
        self.poke_with(|_| {})
    }

    /// The last handle is gone.
    pub(crate) fn abandon(&self) -> ToList {
        self.poke_with(|state| state.abandoned = true)
    }

    fn poke_with(&self, set: impl FnOnce(&mut State<M>)) -> ToList {
        let mut state = sys::lock(&self.state);
        set(&mut state);
        if state.closed {
            return ToList(false);
        }
        state.poked = true;
        match state.standing {
            Standing::Idle | Standing::Asleep => state.wait_for_turn(),
            Standing::Waiting | Standing::Claimed => ToList(false),
        }
    }

    /// Claims the actor for a caller, unless somebody runs it.
    pub(crate) fn claim(&self) -> bool {
        sys::lock(&self.state).claim()
    }

    /// Claims the actor for a worker that has come to its entry, if that is still good.
    pub(crate) fn begin(&self) -> bool {
        sys::lock(&self.state).begin()
    }

    /// The same, and takes what is queued, as [`take`](Queue::take) does.
    pub(crate) fn begin_and_take(&self, batch: &mut VecDeque<Envelope<M>>) -> bool {
        let mut state = sys::lock(&self.state);
        let has_begun = state.begin();
        if has_begun && batch.is_empty() && self.places == usize::MAX {
            mem::swap(&mut state.envelopes, batch);
        }
        has_begun
    }

    /// Lets go of a claimed actor.
    pub(crate) fn release(&self, after: After) -> ToList {
        let mut state = sys::lock(&self.state);
        let poked = mem::take(&mut state.poked);
        let goes_on = match after {
            After::More => true,
            After::Idle => poked || !state.envelopes.is_empty(),
            After::Asleep => poked,
        };
        if goes_on && !state.closed {
            return state.wait_for_turn();
        }
        state.standing = if after == After::Asleep { Standing::Asleep } else { Standing::Idle };
        ToList(false)
    }

    /// Takes the next envelope. Where there is no bound, all that is queued goes into `batch` at
    /// once; with one, what lies there would have left its place before it is handled.
    pub(crate) fn take(
        &self,
        batch: &mut VecDeque<Envelope<M>>,
    ) -> Result<Envelope<M>, RecvTimeoutError> {
        if let Some(envelope) = batch.pop_front() {
            return Ok(envelope);
        }
        self.take_under_lock(&mut sys::lock(&self.state), batch)
    }

    fn take_under_lock(
        &self,
        state: &mut State<M>,
        batch: &mut VecDeque<Envelope<M>>,
    ) -> Result<Envelope<M>, RecvTimeoutError> {
        if self.places == usize::MAX {
            mem::swap(&mut state.envelopes, batch);
        } else {
            batch.extend(state.envelopes.pop_front());
        }
        batch.pop_front().ok_or_else(|| {
            state.give_memory_back(batch);
            match state.abandoned || state.closed {
                true => RecvTimeoutError::Disconnected,
                false => RecvTimeoutError::Timeout,
            }
        })
    }

    /// As [`take`](Queue::take), where nothing but envelopes is waited for: lets go of the actor, too,
    /// if there are none and nobody has poked it.
    pub(crate) fn take_or_release(
        &self,
        batch: &mut VecDeque<Envelope<M>>,
    ) -> Result<Envelope<M>, TakeError> {
        if let Some(envelope) = batch.pop_front() {
            return Ok(envelope);
        }
        let mut state = sys::lock(&self.state);
        self.take_under_lock(&mut state, batch).map_err(|error| match error {
            RecvTimeoutError::Disconnected => TakeError::Disconnected,
            RecvTimeoutError::Timeout if state.poked => TakeError::Poked,
            RecvTimeoutError::Timeout => {
                state.standing = Standing::Idle;
                TakeError::Released
            }
        })
    }

    /// Refuses envelopes from now on.
    pub(crate) fn close(&self) {
        sys::lock(&self.state).closed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flood(queue: &Queue<u64>, most: u64) {
        for n in 0..most {
            assert!(queue.put(Envelope::message(n)).is_ok());
        }
    }

    #[test]
    fn what_a_flood_has_taken_is_given_back_when_it_has_drained() {
        let (queue, mut batch) = (Queue::new(None), VecDeque::new());
        flood(&queue, 100_000);
        assert!(queue.take(&mut batch).is_ok());
        // While the first is handled there comes a second one.
        flood(&queue, 100_000);
        while queue.take_or_release(&mut batch).is_ok() {}
        let state = sys::lock(&queue.state);
        assert!(state.envelopes.capacity() <= KEPT && batch.capacity() <= KEPT);
    }
}
