//! The pipes of one actor: replies that its own loop polls, and whose answers become its messages.
//
// The actor's thread alone polls a pipe: first in `ctx.pipe`, and then in the loop, each time a waker has noted the pipe's
// number. A waker runs on the thread that answers. It notes the number, and wakes the loop if that waits:
//
// | the loop | a waker notes the number, and |
// |---|---|
// | of a thread, runs | does nothing: the loop looks at the numbers before it waits |
// | of a thread, waits (`is_waiting`) | sends one nudge and clears `is_waiting` |
// | of a pooled actor | pokes the actor if no number was noted: otherwise another waker has poked it |
//
// Nothing is overlooked. The numbers and `is_waiting` have one lock, under which the loop of a thread begins to wait
// only if no number is noted. The nudge comes through the channel on which it waits. A poke is remembered by the
// queue of a pooled actor, and the number was noted before it.
//
// A nudge takes a place of a bounded channel until the loop takes it out. It is sent only while the loop waits, when
// the mailbox is empty. A message that comes at the same moment may be handled first, with the nudge still queued.

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    mem,
    pin::Pin,
    sync::Arc as StdArc,
    task::{Context, Poll, Wake, Waker},
};

use crate::{
    CallError, Reply,
    memory::shrink,
    panics,
    sys::{self, Mutex},
};

/// The pipes of one state.
pub(crate) struct Pipes<M> {
    pending: BTreeMap<u64, Box<dyn Pending<M>>>,
    last: u64,
    wakeups: StdArc<Wakeups>,
}

/// A reply, and the closure that makes a message of its result.
trait Pending<M>: Send {
    /// Whether the result is here. It is kept until `message` is called.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    fn message(self: Box<Self>) -> M;
}

struct Pipe<T, F> {
    reply: Reply<T>,
    result: Option<Result<T, CallError>>,
    make: F,
}

impl<M, T, F> Pending<M> for Pipe<T, F>
where
    T: Send,
    F: FnOnce(Result<T, CallError>) -> M + Send,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.result.is_some() {
            return Poll::Ready(());
        }
        Pin::new(&mut self.reply).poll(cx).map(|result| self.result = Some(result))
    }

    fn message(self: Box<Self>) -> M {
        let Pipe { reply, result, make } = *self;
        drop(reply);
        make(result.unwrap_or(Err(CallError::NoReply)))
    }
}

/// What the wakers of one state's pipes share with its loop.
struct Wakeups {
    state: Mutex<State>,
    /// Whether a pooled actor is woken, which never waits itself.
    pooled: bool,
    /// Makes the loop poll.
    nudge: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct State {
    /// The numbers of the pipes that are to be polled.
    woken: VecDeque<u64>,
    /// Whether the loop of a thread waits, and no waker has nudged it yet.
    is_waiting: bool,
}

impl Wakeups {
    fn wake(&self, number: u64) {
        let mut state = sys::lock(&self.state);
        let was_empty = state.woken.is_empty();
        state.woken.push_back(number);
        let nudges = if self.pooled { was_empty } else { mem::take(&mut state.is_waiting) };
        drop(state);
        if nudges {
            (self.nudge)();
        }
    }

    fn waker(self: &StdArc<Self>, number: u64) -> Waker {
        Waker::from(StdArc::new(PipeWaker { number, wakeups: StdArc::clone(self) }))
    }

    fn next(&self) -> Option<u64> {
        let woken = &mut sys::lock(&self.state).woken;
        shrink::before_pop(woken);
        woken.pop_front()
    }
}

/// The waker of one pipe.
struct PipeWaker {
    number: u64,
    wakeups: StdArc<Wakeups>,
}

impl Wake for PipeWaker {
    fn wake(self: StdArc<Self>) {
        self.wakeups.wake(self.number);
    }
}

/// A pipe whose result is here.
pub(crate) struct Ready<M>(Box<dyn Pending<M>>);

impl<M> Ready<M> {
    /// Calls the closure of the user's.
    pub(crate) fn message(self) -> M {
        self.0.message()
    }
}

impl<M> Pipes<M> {
    pub(crate) fn new(pooled: bool, nudge: impl Fn() + Send + Sync + 'static) -> Self {
        let wakeups = Wakeups { state: Mutex::default(), pooled, nudge: Box::new(nudge) };
        Pipes { pending: BTreeMap::new(), last: 0, wakeups: StdArc::new(wakeups) }
    }

    /// Adds a pipe. It is polled now, so that the answers have their turns in the order in which they come.
    pub(crate) fn add<T: Send + 'static>(
        &mut self,
        reply: Reply<T>,
        make: impl FnOnce(Result<T, CallError>) -> M + Send + 'static,
    ) {
        self.last += 1;
        let mut pipe = Box::new(Pipe { reply, result: None, make });
        let waker = self.wakeups.waker(self.last);
        if Pending::<M>::poll(&mut *pipe, &mut Context::from_waker(&waker)).is_ready() {
            // The loop runs now, so it needs no nudge.
            sys::lock(&self.wakeups.state).woken.push_back(self.last);
        }
        self.pending.insert(self.last, pipe);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether a pipe is to be polled.
    pub(crate) fn has_woken(&self) -> bool {
        !sys::lock(&self.wakeups.state).woken.is_empty()
    }

    /// Takes out the next pipe whose result is here.
    pub(crate) fn next_ready(&mut self) -> Option<Ready<M>> {
        while let Some(number) = self.wakeups.next() {
            // A waker may be woken once more after its pipe is gone.
            let Some(pipe) = self.pending.get_mut(&number) else { continue };
            let waker = self.wakeups.waker(number);
            if pipe.poll(&mut Context::from_waker(&waker)).is_ready() {
                return self.pending.remove(&number).map(Ready);
            }
        }
        None
    }

    /// Notes that the loop is about to wait. False if a pipe is to be polled first, unless the loop polls none any more.
    pub(crate) fn begin_wait(&self, polls: bool) -> bool {
        let mut state = sys::lock(&self.wakeups.state);
        state.is_waiting = !polls || state.woken.is_empty();
        state.is_waiting
    }

    /// Notes that the loop waits no longer.
    pub(crate) fn end_wait(&self) {
        sys::lock(&self.wakeups.state).is_waiting = false;
    }

    /// Drops all pipes. A panic of one drop does not keep the next from being dropped.
    pub(crate) fn end(self) {
        for pipe in self.pending.into_values() {
            let _ = panics::catch(|| drop(pipe));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use super::*;
    use crate::{memory::shrink::KEPT, reply};

    fn pipes(pooled: bool) -> (Pipes<u64>, StdArc<AtomicUsize>) {
        let nudges = StdArc::<AtomicUsize>::default();
        let nudged = StdArc::clone(&nudges);
        let nudge = move || {
            nudged.fetch_add(1, SeqCst);
        };
        (Pipes::new(pooled, nudge), nudges)
    }

    fn number(result: Result<u64, CallError>) -> u64 {
        result.unwrap_or(0)
    }

    #[test]
    fn the_loop_of_a_thread_is_nudged_once_for_each_wait() {
        let (mut pipes, nudges) = pipes(false);
        let senders: Vec<_> = (0..4)
            .map(|_| {
                let (sender, reply) = reply::slot(None);
                pipes.add(reply, number);
                sender
            })
            .collect();
        assert!(pipes.next_ready().is_none() && !pipes.has_woken());
        let mut senders = senders.into_iter();
        let mut answer = |n| senders.next().unwrap().send(n).unwrap();
        answer(1);
        assert_eq!(nudges.load(SeqCst), 0, "the loop runs");
        assert!(!pipes.begin_wait(true), "it is to be polled first");
        assert!(pipes.begin_wait(false), "it will not be polled any more");
        pipes.end_wait();
        assert_eq!(pipes.next_ready().map(Ready::message), Some(1));
        assert!(pipes.begin_wait(true));
        answer(2);
        answer(3);
        assert_eq!(nudges.load(SeqCst), 1);
        pipes.end_wait();
        assert_eq!(pipes.next_ready().map(Ready::message), Some(2));
        assert_eq!(pipes.next_ready().map(Ready::message), Some(3));
        assert!(pipes.begin_wait(true));
        drop(senders);
        assert_eq!(nudges.load(SeqCst), 2, "it fails, and nobody answers");
        assert_eq!(pipes.next_ready().map(Ready::message), Some(0));
        assert!(pipes.is_empty());
    }

    #[test]
    fn a_pooled_actor_is_poked_once_until_it_looks() {
        let (mut pipes, nudges) = pipes(true);
        let [first, second] = [(); 2].map(|()| {
            let (sender, reply) = reply::slot(None);
            pipes.add(reply, number);
            sender
        });
        assert!(pipes.next_ready().is_none());
        second.send(2).unwrap();
        first.send(1).unwrap();
        assert_eq!(nudges.load(SeqCst), 1);
        assert_eq!(pipes.next_ready().map(Ready::message), Some(2), "the first answer comes first");
        assert_eq!(pipes.next_ready().map(Ready::message), Some(1));
    }

    #[test]
    fn the_memory_of_a_flood_is_given_back() {
        let (mut pipes, _) = pipes(false);
        for n in 0..100_000_u64 {
            let (sender, reply) = reply::slot(None);
            sender.send(n).unwrap();
            pipes.add(reply, number);
        }
        assert!((0..100_000).all(|n| pipes.next_ready().map(Ready::message) == Some(n)));
        let capacity = sys::lock(&pipes.wakeups.state).woken.capacity();
        assert!(pipes.is_empty() && capacity <= KEPT, "{capacity}");
    }
}
