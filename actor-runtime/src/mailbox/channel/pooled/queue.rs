//! The mailbox of a pooled actor, and whose the actor is: what lies under its one lock.
//
// A message and what is to become of its actor belong together: whoever puts one in learns in the
// same critical section whether it has to list the actor with its pool, and whoever runs it lets go
// of it only where nothing is left. So no message lies in a mailbox that nobody looks at.
//
// At most one entry of an actor is with its pool. It is good only while the actor waits for its
// turn: a caller that waits for an answer may claim the actor before a worker comes to that.

use std::{any::TypeId, mem, sync::Arc as StdArc};

use crate::{
    mailbox::channel::pooled::body::Body,
    mailbox::{
        channel::pooled::backlog::{Backlog, Chunk},
        envelope::Envelope,
    },
    sys::{
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc::{RecvTimeoutError, TrySendError},
    },
};

// In this order, what is looked at for a message that comes into an empty queue lies on the cache lines of
// the lock, if it is one of a few words.
#[repr(C)]
pub(crate) struct Queue<M> {
    standing: RunState,
    /// Its pool has an entry of it.
    listed: bool,
    /// Something other than an envelope is to be looked at, by whoever takes everything there is. A
    /// caller may have what it wants before that.
    poked: bool,
    /// There is no handle any more.
    abandoned: bool,
    /// Nobody receives any more.
    closed: bool,
    /// Where it is bounded.
    places: Option<Box<Places>>,
    /// Not here while somebody runs it, nor before it is spawned or after it has ended.
    body: Option<Box<dyn Body<M>>>,
    envelopes: Backlog<M>,
}

struct Places {
    all: usize,
    held: StdArc<InFlight>,
    /// As many as were held when somebody last looked, and so no fewer than are by now.
    held_at_most: usize,
}

/// How many places are held by envelopes that whoever runs the actor has taken out and not come to yet.
/// Written by that one alone; a sender looks at it under the queue's lock, and only where there seems
/// to be no room, so that the two are seldom after the same cache line.
#[repr(align(64))]
pub(crate) struct InFlight(AtomicUsize);

impl InFlight {
    pub(crate) fn none() -> Self {
        InFlight(AtomicUsize::new(0))
    }

    /// Relaxed: that who finds no room is let in later is seen to by the fences of the
    /// [line](crate::mailbox::line).
    #[inline]
    pub(crate) fn set(&self, held: usize) {
        self.0.store(held, Relaxed);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RunState {
    /// Nothing is to be done.
    Idle,
    /// It waits for its turn.
    Waiting,
    /// It is somebody's to run: first of all, that of whoever spawns it.
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

/// An actor that has been claimed, for whoever runs it.
pub(crate) type Claimed<M> = Option<Box<dyn Body<M>>>;

/// What has become of an actor that was to be let go of.
pub(crate) enum Released<M> {
    Released(ToSchedule),
    /// There is more to do at once.
    Again(Box<dyn Body<M>>),
}

/// Whether the actor has to be listed with its pool.
#[must_use = "an actor that waits for its turn gets it from its pool alone"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ToSchedule(pub(crate) bool);

impl<M> Queue<M> {
    pub(crate) fn new(places: Option<(usize, StdArc<InFlight>)>) -> Self {
        Queue {
            envelopes: Backlog::new(),
            places: places.map(|(all, held)| Box::new(Places { all, held, held_at_most: 0 })),
            standing: RunState::Claimed,
            body: None,
            listed: false,
            poked: false,
            abandoned: false,
            closed: false,
        }
    }

    #[inline]
    pub(crate) fn put(
        &mut self,
        envelope: Envelope<M>,
    ) -> Result<ToSchedule, TrySendError<Envelope<M>>> {
        self.put_in(envelope)?;
        match self.standing {
            RunState::Idle => Ok(self.wait_for_turn()),
            RunState::Waiting | RunState::Claimed | RunState::Asleep => Ok(ToSchedule(false)),
        }
    }

    /// For a caller that waits for what comes of it, where there is no bound: claims the actor, if nobody
    /// runs it. Where nothing is queued before it, the envelope does not go through the queue.
    #[inline]
    pub(crate) fn put_and_claim(
        &mut self,
        envelope: Envelope<M>,
    ) -> Result<Claimed<M>, TrySendError<Envelope<M>>> {
        debug_assert!(self.places.is_none(), "it would have a place that nobody counts");
        if self.envelopes.is_empty() && self.claim() {
            if let Some(mut body) = self.body.take() {
                // Only one that is not at work has no place for it but this.
                if let Some(envelope) = body.take_in(envelope) {
                    self.envelopes.push(envelope);
                }
                return Ok(Some(body));
            }
        }
        self.put_in(envelope)?;
        Ok(if self.claim() { self.take_claimed() } else { None })
    }

    /// For a caller that has a handler called at once on a state of that type: claims the actor, if
    /// nobody runs it and nothing comes before the call. Whoever closes the gate pokes the actor afterwards,
    /// under this lock: a kill that has returned is seen here.
    #[inline]
    pub(crate) fn claim_for_call(&mut self, state: TypeId) -> Claimed<M> {
        let takes_it = self.body.as_ref().is_some_and(|body| body.takes_calls_on(state));
        let is_next = takes_it && self.envelopes.is_empty();
        if is_next && self.claim() { self.body.take() } else { None }
    }

    #[inline]
    fn put_in(&mut self, envelope: Envelope<M>) -> Result<(), TrySendError<Envelope<M>>> {
        if self.closed {
            return Err(TrySendError::Disconnected(envelope));
        }
        if !self.has_room() {
            return Err(TrySendError::Full(envelope));
        }
        self.envelopes.push(envelope);
        Ok(())
    }

    #[inline]
    fn has_room(&mut self) -> bool {
        self.places.is_none() || self.has_place()
    }

    #[inline(never)]
    fn has_place(&mut self) -> bool {
        let Some(places) = &mut self.places else { return true };
        let queued = self.envelopes.len();
        if queued + places.held_at_most >= places.all {
            places.held_at_most = places.held.0.load(Relaxed);
        }
        queued + places.held_at_most < places.all
    }

    /// Has whoever runs the actor take what is queued, as far as it handles that by the part.
    #[inline]
    fn hand_over(&mut self, body: &mut dyn Body<M>, poked: bool) {
        let held = body.take_over(&mut self.envelopes, poked);
        self.hold(held);
    }

    #[inline]
    fn hold(&mut self, held: usize) {
        if let Some(places) = &mut self.places {
            places.held.set(held);
            places.held_at_most = held;
        }
    }

    /// Has whoever runs the actor look at its gate, its urgent messages, its timers and its handles.
    pub(crate) fn poke(&mut self) -> ToSchedule {
        if self.closed {
            return ToSchedule(false);
        }
        self.poked = true;
        match self.standing {
            RunState::Idle | RunState::Asleep => self.wait_for_turn(),
            RunState::Waiting | RunState::Claimed => ToSchedule(false),
        }
    }

    /// The last handle is gone.
    pub(crate) fn abandon(&mut self) -> ToSchedule {
        self.abandoned = true;
        self.poke()
    }

    /// Claims the actor for a caller, unless somebody runs it.
    pub(crate) fn claim(&mut self) -> bool {
        let is_free = matches!(self.standing, RunState::Idle | RunState::Waiting) && !self.closed;
        if is_free {
            self.standing = RunState::Claimed;
        }
        is_free
    }

    /// The actor that this caller has claimed, with what is queued.
    pub(crate) fn take_claimed(&mut self) -> Claimed<M> {
        let mut body = self.body.take()?;
        self.hand_over(&mut *body, false);
        Some(body)
    }

    /// Lets go of an actor that this caller has claimed and not run: what it waited for its turn for
    /// may still be to be done.
    pub(crate) fn give_up_claim(&mut self) -> ToSchedule {
        self.let_go(After::More)
    }

    /// Claims the actor for a worker that has come to its entry, if that is still good, with all that
    /// is to be looked at.
    #[inline]
    pub(crate) fn begin(&mut self) -> Claimed<M> {
        self.listed = false;
        if self.standing != RunState::Waiting {
            return None;
        }
        self.standing = RunState::Claimed;
        let mut body = self.body.take()?;
        let poked = mem::take(&mut self.poked);
        self.hand_over(&mut *body, poked);
        Some(body)
    }

    /// Lets go of an actor, unless there is more to do for it, and whoever runs it may go on.
    #[inline]
    pub(crate) fn release(
        &mut self,
        mut body: Box<dyn Body<M>>,
        after: After,
        may_go_on: bool,
    ) -> Released<M> {
        if may_go_on && after != After::More && self.has_more(after) {
            let poked = mem::take(&mut self.poked);
            self.hand_over(&mut *body, poked);
            return Released::Again(body);
        }
        Released::Released(self.put_back(body, after))
    }

    /// Lets go of an actor, whatever there is to do for it.
    pub(crate) fn put_back(&mut self, body: Box<dyn Body<M>>, after: After) -> ToSchedule {
        self.body = Some(body);
        self.let_go(after)
    }

    fn let_go(&mut self, after: After) -> ToSchedule {
        if self.has_more(after) {
            return self.wait_for_turn();
        }
        self.standing = if after == After::Asleep { RunState::Asleep } else { RunState::Idle };
        ToSchedule(false)
    }

    fn has_more(&self, after: After) -> bool {
        match after {
            After::More => true,
            After::Idle => self.poked || !self.envelopes.is_empty(),
            After::Asleep => self.poked,
        }
    }

    fn wait_for_turn(&mut self) -> ToSchedule {
        self.standing = RunState::Waiting;
        ToSchedule(!mem::replace(&mut self.listed, true))
    }

    /// Takes what has been queued longest, for whoever runs the actor and has come to the end of what it
    /// had taken.
    pub(crate) fn take_chunk(&mut self, part: &mut Chunk<M>) -> Result<(), RecvTimeoutError> {
        if self.envelopes.is_empty() {
            return Err(match self.abandoned || self.closed {
                true => RecvTimeoutError::Disconnected,
                false => RecvTimeoutError::Timeout,
            });
        }
        self.envelopes.take_chunk(part);
        self.hold(part.len());
        Ok(())
    }

    /// Refuses envelopes from now on.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_that_is_not_used_takes_no_turn_away() {
        let mut queue = Queue::<u64>::new(None);
        assert_eq!(queue.let_go(After::More), ToSchedule(true));
        assert!(queue.claim());
        assert!(queue.begin().is_none(), "it is somebody's, so its entry is no longer good");
        assert_eq!(queue.give_up_claim(), ToSchedule(true));
    }

    #[test]
    fn a_flood_that_comes_while_it_sleeps_stays_queued() {
        let mut queue = Queue::new(None);
        for n in 0..1_000_u64 {
            assert!(queue.put(Envelope::message(n)).is_ok());
        }
        assert_eq!(queue.let_go(After::Asleep), ToSchedule(false));
        assert_eq!(queue.envelopes.len(), 1_000);
    }
}
