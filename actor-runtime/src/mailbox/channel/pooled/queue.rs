//! A pooled actor's queue, run state and body: what its one lock guards.
//
// The messages and the run state have one lock, so that no message lies in a queue that no thread looks at. A thread
// that puts a message learns in the same critical section whether it has to schedule the actor. A thread that
// releases the actor learns in the same critical section whether anything is left to do, and schedules it then.
//
// | state     | left by                                    | how                                                    |
// |-----------|--------------------------------------------|--------------------------------------------------------|
// | `Idle`    | `put`, `poke`, `abandon`                   | to `Waiting`                                           |
// |           | `claim`, `put_and_claim`, `claim_for_call` | to `Claimed`, for the calling thread                   |
// | `Waiting` | `begin`                                    | to `Claimed`, for a worker that has come to its entry  |
// |           | `claim`, `put_and_claim`, `claim_for_call` | to `Claimed`, for the calling thread                   |
// | `Claimed` | `release`, `put_back`, `give_up_claim`     | to `Waiting`, if there is more to do                   |
// |           | the same                                   | to `Idle`, or to `Asleep` if it waits for a poke alone |
// | `Asleep`  | `poke`, `abandon`                          | to `Waiting`                                           |
//
// A new actor is `Claimed` by its spawner. An actor that has ended stays `Claimed`, without a body.
//
// The pool has at most one entry of an actor. The entry is good only while the actor is `Waiting`: a caller that waits
// for an answer may claim the actor before a worker comes to the entry.

use std::{any::TypeId, mem, sync::Arc as StdArc};

use crate::{
    mailbox::{
        channel::pooled::{
            backlog::{Backlog, Chunk},
            body::{Body, Next},
        },
        channel::sender::Put,
        envelope::Envelope,
    },
    sys::{
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc::{RecvTimeoutError, TrySendError},
    },
};

// In this order, all that a put of a message into an empty queue reads lies on the cache lines of the lock, if the
// message is a few words long.
#[repr(C)]
pub(crate) struct ActorQueue<M> {
    run_state: RunState,
    /// Whether the pool has an entry of the actor.
    scheduled: bool,
    /// Whether there is something to look at other than an envelope. A worker's turn looks at it, and so does a thread
    /// that goes on with the actor. A caller that claims the actor may have its answer before that.
    poked: bool,
    /// Set once the last handle is gone.
    abandoned: bool,
    /// Set at the end of the mailbox, after the gate is closed.
    closed: bool,
    /// `None` if the mailbox is unbounded.
    places: Option<Box<Places>>,
    /// The actor's state and loop. `None` while a thread runs the actor, before it is spawned and after it has ended.
    body: Option<Box<dyn Body<M>>>,
    pub(crate) envelopes: Backlog<M>,
}

struct Places {
    all: usize,
    in_flight: StdArc<InFlight>,
    /// Cached upper bound of `in_flight`: its value as last seen under the queue's lock. A put refreshes it only if the
    /// mailbox looks full.
    in_flight_bound: usize,
}

/// The number of places that are taken by envelopes out of the queue: the thread that runs the actor has taken them
/// out and not handled them yet. That thread alone writes the number. A sender reads it under the queue's lock, and
/// only if there seems to be no room, so that the two threads seldom need the same cache line at once.
#[repr(align(64))]
pub(crate) struct InFlight(AtomicUsize);

impl InFlight {
    pub(crate) fn none() -> Self {
        InFlight(AtomicUsize::new(0))
    }

    /// Relaxed: the fences of the [line](crate::mailbox::line) see to it that a sender that finds no room is let in
    /// later.
    #[inline]
    pub(crate) fn set(&self, number: usize) {
        self.0.store(number, Relaxed);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RunState {
    /// Nothing is to be done: the actor waits for a message.
    Idle,
    /// The actor is scheduled, and waits for its turn.
    Waiting,
    /// A thread has the right to run the actor. Initially that is the spawner.
    Claimed,
    /// The actor waits for a poke, whatever is queued.
    Asleep,
}

/// The body of an actor that this thread has claimed, to run it. `None` if it could not claim it.
pub(crate) type Claimed<M> = Option<Box<dyn Body<M>>>;

/// What has become of an actor that was to be released.
pub(crate) enum Released<M> {
    Released(ToSchedule),
    /// The actor was not released: there is more to do at once.
    Again(Box<dyn Body<M>>),
}

/// Whether the caller has to schedule the actor with its pool.
#[must_use = "an actor that waits for its turn gets it from its pool alone"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ToSchedule(pub(crate) bool);

impl<M> ActorQueue<M> {
    pub(crate) fn new(places: Option<(usize, StdArc<InFlight>)>) -> Self {
        ActorQueue {
            envelopes: Backlog::new(),
            places: places
                .map(|(all, in_flight)| Box::new(Places { all, in_flight, in_flight_bound: 0 })),
            run_state: RunState::Claimed,
            body: None,
            scheduled: false,
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
        match self.run_state {
            RunState::Idle => Ok(self.wait_for_turn()),
            RunState::Waiting | RunState::Claimed | RunState::Asleep => Ok(ToSchedule(false)),
        }
    }

    /// Puts an envelope for a caller that waits for its answer, and claims the actor unless another thread runs it. For
    /// an unbounded mailbox. If nothing is queued before the envelope, it does not go through the queue.
    #[inline]
    pub(crate) fn put_and_claim(
        &mut self,
        envelope: Envelope<M>,
    ) -> Result<Claimed<M>, TrySendError<Envelope<M>>> {
        debug_assert!(self.places.is_none(), "the envelope's place would not be counted");
        if self.envelopes.is_empty() && self.claim() {
            if let Some(mut body) = self.body.take() {
                // Only an actor that is not at work hands it back: it takes messages from the queue later.
                if let Some(envelope) = body.take_in(envelope) {
                    self.envelopes.push(envelope);
                }
                return Ok(Some(body));
            }
        }
        self.put_in(envelope)?;
        Ok(if self.claim() { self.take_claimed() } else { None })
    }

    /// Claims the actor for a caller that calls a handler at once on a state of this type, if no other thread runs the
    /// actor and nothing comes before the call. A thread that closes the gate pokes the actor afterwards, under this
    /// lock, so a kill that has returned is seen here.
    #[inline]
    pub(crate) fn claim_for_call(&mut self, state: TypeId) -> Claimed<M> {
        let takes_it = self.body.as_ref().is_some_and(|body| body.takes_calls_on(state));
        let is_next = takes_it && self.envelopes.is_empty();
        if is_next && self.claim() { self.body.take() } else { None }
    }

    #[inline]
    fn put_in(&mut self, envelope: Envelope<M>) -> Put<M> {
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
        if queued + places.in_flight_bound >= places.all {
            places.in_flight_bound = places.in_flight.0.load(Relaxed);
        }
        queued + places.in_flight_bound < places.all
    }

    /// Has the body take the next chunk of what is queued, if it is at work and nothing is left of its last one.
    #[inline]
    fn hand_over(&mut self, body: &mut dyn Body<M>, poked: bool) {
        let taken = body.take_over(&mut self.envelopes, poked);
        self.set_in_flight(taken);
    }

    #[inline]
    fn set_in_flight(&mut self, number: usize) {
        if let Some(places) = &mut self.places {
            places.in_flight.set(number);
            places.in_flight_bound = number;
        }
    }

    /// Has the thread that runs the actor look at its gate, its urgent messages, its timers and its handles.
    pub(crate) fn poke(&mut self) -> ToSchedule {
        if self.closed {
            return ToSchedule(false);
        }
        self.poked = true;
        match self.run_state {
            RunState::Idle | RunState::Asleep => self.wait_for_turn(),
            RunState::Waiting | RunState::Claimed => ToSchedule(false),
        }
    }

    /// The last handle is gone.
    pub(crate) fn abandon(&mut self) -> ToSchedule {
        self.abandoned = true;
        self.poke()
    }

    /// Claims the actor for a caller. Returns whether it could: no other thread runs the actor, and it is not asleep.
    pub(crate) fn claim(&mut self) -> bool {
        let is_free = matches!(self.run_state, RunState::Idle | RunState::Waiting) && !self.closed;
        if is_free {
            self.run_state = RunState::Claimed;
        }
        is_free
    }

    /// The body of the actor that this caller has claimed, with a chunk of what is queued.
    pub(crate) fn take_claimed(&mut self) -> Claimed<M> {
        let mut body = self.body.take()?;
        self.hand_over(&mut *body, false);
        Some(body)
    }

    /// Releases an actor that this caller has claimed and not run. The actor may have waited for its turn before, so it
    /// is scheduled.
    pub(crate) fn give_up_claim(&mut self) -> ToSchedule {
        self.leave_claimed(Next::More)
    }

    /// Claims the actor for a worker that has come to its entry, if the entry is still good. The body gets a chunk of
    /// what is queued, and the poke.
    #[inline]
    pub(crate) fn begin(&mut self) -> Claimed<M> {
        self.scheduled = false;
        if self.run_state != RunState::Waiting {
            return None;
        }
        self.run_state = RunState::Claimed;
        let mut body = self.body.take()?;
        let poked = mem::take(&mut self.poked);
        self.hand_over(&mut *body, poked);
        Some(body)
    }

    /// Releases an actor, unless there is more to do and the thread that runs it may go on.
    #[inline]
    pub(crate) fn release(
        &mut self,
        mut body: Box<dyn Body<M>>,
        next: Next,
        may_go_on: bool,
    ) -> Released<M> {
        if may_go_on && !matches!(next, Next::More) && self.has_more(next) {
            let poked = mem::take(&mut self.poked);
            self.hand_over(&mut *body, poked);
            return Released::Again(body);
        }
        Released::Released(self.put_back(body, next))
    }

    /// Releases an actor, even if there is more to do.
    #[inline]
    pub(crate) fn put_back(&mut self, body: Box<dyn Body<M>>, next: Next) -> ToSchedule {
        self.body = Some(body);
        self.leave_claimed(next)
    }

    #[inline]
    fn leave_claimed(&mut self, next: Next) -> ToSchedule {
        if self.has_more(next) {
            return self.wait_for_turn();
        }
        self.run_state = match next {
            Next::Moment(_) => RunState::Asleep,
            Next::Message(_) | Next::More => RunState::Idle,
        };
        ToSchedule(false)
    }

    #[inline]
    fn has_more(&self, next: Next) -> bool {
        match next {
            Next::More => true,
            Next::Message(_) => self.poked || !self.envelopes.is_empty(),
            Next::Moment(_) => self.poked,
        }
    }

    fn wait_for_turn(&mut self) -> ToSchedule {
        self.run_state = RunState::Waiting;
        ToSchedule(!mem::replace(&mut self.scheduled, true))
    }

    /// Takes the oldest chunk of the queue, for the thread that runs the actor and has nothing left of its last one.
    pub(crate) fn take_chunk(&mut self, chunk: &mut Chunk<M>) -> Result<(), RecvTimeoutError> {
        if self.envelopes.is_empty() {
            return Err(match self.abandoned || self.closed {
                true => RecvTimeoutError::Disconnected,
                false => RecvTimeoutError::Timeout,
            });
        }
        self.envelopes.take_chunk(chunk);
        self.set_in_flight(chunk.len());
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
        let mut queue = ActorQueue::<u64>::new(None);
        assert_eq!(queue.leave_claimed(Next::More), ToSchedule(true));
        assert!(queue.claim());
        assert!(queue.begin().is_none(), "the actor is claimed, so its entry is no longer good");
        assert_eq!(queue.give_up_claim(), ToSchedule(true));
    }

    #[test]
    fn a_flood_that_comes_while_the_actor_sleeps_stays_queued() {
        let mut queue = ActorQueue::new(None);
        for n in 0..1_000_u64 {
            assert!(queue.put(Envelope::message(n)).is_ok());
        }
        assert_eq!(queue.leave_claimed(Next::Moment(None)), ToSchedule(false));
        assert_eq!(queue.envelopes.len(), 1_000);
    }
}
