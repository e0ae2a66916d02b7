//! What outlives the handles: an actor's name, its gate, its counts and its end.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt, mem,
    task::{Context, Poll, Waker},
    time::Duration,
};

use crate::{
    ActorId, CallError, Exit, Running, Stats,
    lifecycle::{
        current::{self, Entered},
        flushes::Flushes,
        links::{self, Links},
        verdict::Verdict,
    },
    memory::shrink,
    options::{OnPanic, Options, Overflow},
    panics,
    stats::{ReceiveCounts, SendCounts},
    sys::{
        self, Arc, Condvar, Instant, Mutex, MutexGuard,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    wait::{
        block::Sleep,
        graph::{Awaited, Edge},
        join::Joining,
    },
};

/// New messages are refused.
const CLOSED: u8 = 1;
/// What is queued is not handled either.
const KILLED: u8 = 2;
/// The state is gone, and everyone is being told.
const ENDED: u8 = 8;
/// Not a state of the gate: sends take the slow path, where they are counted.
const COUNTED: u8 = 4;
/// The state is to end before the next message, for another actor's sake.
const SUSPENDED: u8 = 16;
/// A panic has dropped replies whose callers are still to learn of it. Set and cleared by the actor's own thread.
const HOLDS_BACK: u8 = 32;

type Watcher = Box<dyn FnOnce(&Exit, &Stats) + Send>;

/// InFlight by handles, weak handles, loop and joiners alike.
//
// In this order, what senders read for a message is first, what the loop writes for one is in the middle,
// what senders write for one that is counted is last, and what is seldom touched lies between: so no two of
// these ever share a cache line, nor does the loop with what lies behind this. An alignment that says the
// same costs every spawn a tenth of its time, and a hundred bytes.
#[repr(C)]
pub(crate) struct Control {
    id: ActorId,
    /// `CLOSED | KILLED | ENDED | COUNTED | SUSPENDED | HOLDS_BACK`. Released by whoever closes it and acquired by
    /// the loop, so that what was sent before is there to be drained. Whoever closes it then sends a
    /// `Wake` through the channel, whose own ordering (or, where the channel is full, a fence) makes a waiting
    /// loop see it. Senders read it relaxed: a send that overlaps the close may miss it, and the
    /// end of the loop accounts for those.
    gate: AtomicU8,
    pub(crate) overflow: Overflow,
    pub(crate) on_panic: OnPanic,
    /// Whether accepted messages are counted. Beside the gate, where every sender looks: the count is not.
    counted: bool,
    /// Whether one state may follow another.
    supervised: bool,
    /// Whether it has no thread of its own.
    pooled: bool,
    pub(crate) timeout: Option<Duration>,
    end: Mutex<End>,
    /// Read by whoever begins to run a pooled actor, and so beside what is written then.
    name: Cow<'static, str>,
    pub(crate) receiving: ReceiveCounts,
    ended: Condvar,
    pub(crate) flushes: Flushes,
    message_name: fn(usize) -> &'static str,
    pub(crate) sends: SendCounts,
}

// With pointers of four bytes there is less between and behind them.
#[cfg(target_pointer_width = "64")]
const _: () = {
    const LINE: usize = 64;
    const HANDLED: usize = mem::offset_of!(Control, receiving);
    const ACTIVITY_ENDS: usize = HANDLED + 16;
    // From the last byte of one to the first of the other.
    assert!(HANDLED + 1 - mem::offset_of!(Control, end) >= LINE);
    assert!(mem::offset_of!(Control, sends) + 1 - ACTIVITY_ENDS >= LINE);
};

#[derive(Default)]
struct End {
    /// What it is ending of, known before it has ended.
    cause: Option<Exit>,
    /// Set last, once the state is gone.
    exit: Option<Exit>,
    watchers: Vec<Watcher>,
    /// Whether they and the links have been told, once there is an exit.
    all_told: bool,
    links: Links,
    /// The actors that wait, and for what.
    waiting: Vec<(Until, Edge)>,
    /// The tasks to wake once all have been told, and none from then on. Boxed, because most actors
    /// have none.
    tasks: Option<Box<Tasks>>,
    /// How many threads sleep until it has ended.
    sleeping: usize,
    /// The actor's own thread waits between two states, and has not been roused since it looked.
    pausing: bool,
    /// The verdict that callers of replies dropped by a panic wait for.
    verdict: Option<Arc<Verdict>>,
}

/// The wakers of those who await an end. Each key belongs to one `JoinFuture`.
type Tasks = BTreeMap<u64, Waker>;

/// The stage of an actor's end that a wait is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// There is an exit.
    Exit,
    /// All watchers and links have been told.
    AllTold,
}

impl End {
    fn has_come_to(&self, until: Until) -> bool {
        match until {
            Until::Exit => self.exit.is_some(),
            Until::AllTold => self.all_told,
        }
    }

    fn exit_at(&self, until: Until) -> Option<Exit> {
        if self.has_come_to(until) { self.exit.clone() } else { None }
    }

    /// Ends the waits that are over.
    fn end_waits(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let waiting = mem::take(&mut self.waiting);
        self.waiting = waiting.into_iter().filter(|(until, _)| !self.has_come_to(*until)).collect();
    }
}

impl Control {
    pub(crate) fn new(options: Options, message_name: fn(usize) -> &'static str) -> Self {
        Control {
            id: ActorId::next(),
            name: options.name,
            gate: AtomicU8::new(if options.count { COUNTED } else { 0 }),
            overflow: options.overflow,
            on_panic: options.on_panic,
            timeout: options.timeout,
            counted: options.count,
            supervised: options.supervised,
            pooled: options.pooled,
            sends: SendCounts::default(),
            receiving: ReceiveCounts::new(),
            flushes: Flushes::default(),
            message_name,
            end: Mutex::default(),
            ended: Condvar::new(),
        }
    }

    pub(crate) fn id(&self) -> ActorId {
        self.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name for what outlives this.
    pub(crate) fn own_name(&self) -> Cow<'static, str> {
        self.name.clone()
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats::of(&self.sends, self.accepted(), &self.receiving)
    }

    /// What it is busy with; `None` while it waits for a message.
    pub(crate) fn running(&self) -> Option<Running> {
        self.receiving.activity().running(self.message_name)
    }

    /// Marks this thread as running the actor.
    pub(crate) fn enter(this: &Arc<Self>) -> Option<Entered> {
        current::enter(Arc::clone(this))
    }

    /// Whether a send may go straight to the channel: open, and nobody counts.
    #[inline]
    pub(crate) fn is_fast_path(&self) -> bool {
        self.gate.load(Ordering::Relaxed) == 0
    }

    /// Where accepted messages are counted, if that is asked for.
    #[inline]
    pub(crate) fn accepted(&self) -> Option<&AtomicU64> {
        self.counted.then_some(&self.sends.accepted)
    }

    /// Counts a message as accepted, if that is asked for.
    #[inline]
    pub(crate) fn accept(&self) {
        if let Some(accepted) = self.accepted() {
            accepted.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether messages are accepted.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.gate.load(Ordering::Acquire) & CLOSED == 0
    }

    /// Whether nothing more is handled.
    #[inline]
    pub(crate) fn is_killed(&self) -> bool {
        self.gate.load(Ordering::Acquire) & KILLED != 0
    }

    /// Whether the loop may go on as usual: it is open, nobody wants another state, and nobody is still to be
    /// told of a panic.
    #[inline]
    pub(crate) fn is_undisturbed(&self) -> bool {
        self.gate.load(Ordering::Acquire) & (CLOSED | SUSPENDED | HOLDS_BACK) == 0
    }

    /// Whether callers are still to be told of a panic.
    #[inline]
    pub(crate) fn holds_back(&self) -> bool {
        self.gate.load(Ordering::Relaxed) & HOLDS_BACK != 0
    }

    /// The verdict to wait for, for the caller of a reply that a panic drops on the actor's thread. `None` once the
    /// end has been published.
    #[cold]
    pub(crate) fn hold_back(&self) -> Option<Arc<Verdict>> {
        let mut end = sys::lock(&self.end);
        if end.exit.is_some() {
            return None;
        }
        self.gate.fetch_or(HOLDS_BACK, Ordering::Release);
        let verdict = end.verdict.get_or_insert_with(|| Arc::new(Verdict::of(self.id)));
        Some(Arc::clone(verdict))
    }

    /// Tells the callers that were still to be told of a panic: it is decided whether the actor goes on.
    #[inline]
    pub(crate) fn give_verdict(&self) {
        if self.holds_back() {
            self.give_verdict_held();
        }
    }

    #[cold]
    #[inline(never)]
    fn give_verdict_held(&self) {
        self.gate.fetch_and(!HOLDS_BACK, Ordering::Release);
        let verdict = sys::lock(&self.end).verdict.take();
        verdict.into_iter().for_each(|verdict| verdict.give());
    }

    /// Whether the state is to end before the next message.
    pub(crate) fn is_suspended(&self) -> bool {
        self.gate.load(Ordering::Acquire) & SUSPENDED != 0
    }

    /// Refuses new messages; says whether they were taken until now.
    pub(crate) fn close(&self) -> bool {
        let is_news = self.gate.fetch_or(CLOSED, Ordering::Release) & CLOSED == 0;
        self.rouse();
        is_news
    }

    /// Refuses new messages and gives up the queued ones; says whether this is news.
    pub(crate) fn kill(&self) -> bool {
        let is_news = self.gate.fetch_or(CLOSED | KILLED, Ordering::Release) & KILLED == 0;
        self.rouse();
        is_news
    }

    /// Ends the state before the next message; says whether this is news.
    pub(crate) fn suspend(&self) -> bool {
        self.gate.fetch_or(SUSPENDED, Ordering::Release) & SUSPENDED == 0
    }

    /// The state is gone that was to end.
    pub(crate) fn lift_suspension(&self) {
        self.gate.fetch_and(!SUSPENDED, Ordering::Release);
    }

    /// Waits between two states until `is_over`, or until `deadline`. Whatever makes it over
    /// [`rouse`](Control::rouse)s afterwards. It is looked for outside of the lock: that may run the
    /// user's code.
    pub(crate) fn pause(&self, deadline: Option<Instant>, is_over: impl Fn() -> bool) {
        loop {
            // Whoever rouses it from now on has it look once more.
            sys::lock(&self.end).pausing = true;
            if is_over() || !self.sleep(deadline) {
                break;
            }
        }
        sys::lock(&self.end).pausing = false;
    }

    /// Waits until it is roused; false if `deadline` comes first.
    fn sleep(&self, deadline: Option<Instant>) -> bool {
        let mut end = sys::lock(&self.end);
        while end.pausing {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            end = match left {
                None => sys::wait(&self.ended, end),
                Some(left) if left.is_zero() => return false,
                Some(left) => sys::wait_timeout(&self.ended, end, left),
            };
        }
        true
    }

    /// Makes a loop that pauses look again.
    pub(crate) fn rouse(&self) {
        if self.may_pause() && mem::take(&mut sys::lock(&self.end).pausing) {
            self.ended.notify_all();
        }
    }

    /// Whether its loop waits between two states: only a supervised actor's does.
    pub(crate) fn may_pause(&self) -> bool {
        self.supervised
    }

    /// Why a send is refused: what the actor ended of, or what it was told to end of.
    pub(crate) fn refusal(&self) -> CallError {
        CallError::Ended(self.cause().unwrap_or(if self.is_killed() {
            Exit::Killed
        } else {
            Exit::Stopped
        }))
    }

    pub(crate) fn cause(&self) -> Option<Exit> {
        sys::lock(&self.end).cause.clone()
    }

    /// Closes the gate and stores the reason for refusals. Then gives the verdict, so that no caller learns of a
    /// failure while the gate is open. For the receiving thread.
    pub(crate) fn end_because(&self, cause: &Exit) {
        sys::lock(&self.end).cause = Some(cause.clone());
        self.gate.fetch_or(CLOSED, Ordering::Release);
        self.give_verdict();
    }

    /// The very end: tells joiners and watchers. The state has been dropped before.
    pub(crate) fn publish(&self, exit: Exit) {
        let mut end = sys::lock(&self.end);
        end.cause = Some(exit.clone());
        end.exit = Some(exit.clone());
        let watchers = mem::take(&mut end.watchers);
        let links = mem::take(&mut end.links);
        let anyone_to_tell = !watchers.is_empty() || !links.is_empty();
        end.all_told = !anyone_to_tell;
        self.gate.fetch_or(ENDED, Ordering::Release);
        self.wake_who_waits(end);
        if !anyone_to_tell {
            return;
        }
        links::tell(links, self.id, &exit);
        let stats = self.stats().last();
        for watcher in watchers {
            // One watcher's panic is not the next one's business, and the actor's end no handler.
            let _ = panics::catch(|| watcher(&exit, &stats));
        }
        let mut end = sys::lock(&self.end);
        end.all_told = true;
        self.wake_who_waits(end);
    }

    fn wake_who_waits(&self, mut end: MutexGuard<'_, End>) {
        end.end_waits();
        let sleeping = end.sleeping > 0;
        let tasks = if end.all_told { end.tasks.take() } else { None };
        drop(end);
        // std's notification is a system call, also where nobody sleeps.
        if sleeping {
            self.ended.notify_all();
        }
        if let Some(tasks) = tasks {
            wake(*tasks);
        }
    }

    /// Whether there is an [`exit`](Control::exit), without a lock.
    pub(crate) fn has_ended(&self) -> bool {
        self.gate.load(Ordering::Acquire) & ENDED != 0
    }

    pub(crate) fn exit(&self) -> Option<Exit> {
        sys::lock(&self.end).exit.clone()
    }

    pub(crate) fn on_exit(&self, watcher: impl FnOnce(&Exit, &Stats) + Send + 'static) {
        let mut end = sys::lock(&self.end);
        match end.exit.clone() {
            None => end.watchers.push(Box::new(watcher)),
            Some(exit) => {
                drop(end);
                watcher(&exit, &self.stats().last());
            }
        }
    }

    /// Its links, in the very lock that publishes its exit: none are told once there is one.
    pub(crate) fn links<R>(&self, f: impl FnOnce(&mut Links, Option<&Exit>) -> R) -> R {
        let End { links, exit, .. } = &mut *sys::lock(&self.end);
        f(links, exit.as_ref())
    }

    /// Waits until the actor has ended, and with `thread`, its own, until that is gone.
    pub(crate) fn join(&self, mut thread: Option<Joining>) -> Result<Exit, CallError> {
        self.join_thread(&mut thread)
    }

    /// The same, with the thread left there if there is an error.
    pub(crate) fn join_thread(&self, thread: &mut Option<Joining>) -> Result<Exit, CallError> {
        if thread.is_some() {
            Joining::finish(thread, || self.wait_until(None, Until::AllTold).map(drop))?;
        }
        // Without a thread that could be joined, its watchers are waited for themselves; not by one
        // of them.
        let until = match self.pooled && !current::is_current(self.id) {
            true => Until::AllTold,
            false => Until::Exit,
        };
        match &self.wait_until(None, until)?.exit {
            Some(exit) => Ok(exit.clone()),
            None => unreachable!("there is no deadline"),
        }
    }

    /// The exit, once the actor has ended and its watchers have been called. Until then, has the task
    /// woken when that is so. `key` says where the task's waker lies: each caller passes its own,
    /// which is `None` at first.
    ///
    /// A [`CallError::Deadlock`] where a thread that waits would get one.
    pub(crate) fn poll_end(
        &self,
        key: &mut Option<u64>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Exit, CallError>> {
        current::go_on();
        // To a watcher, called on the actor's own thread, the actor has ended.
        let until = if current::is_current(self.id) { Until::Exit } else { Until::AllTold };
        let end = sys::lock(&self.end);
        if let Some(exit) = end.exit_at(until) {
            return Poll::Ready(Ok(exit));
        }
        let known = key.and_then(|key| end.tasks.as_ref()?.get(&key));
        let is_known = known.is_some_and(|waker| waker.will_wake(cx.waker()));
        drop(end);
        if let Err(error) = current::check(self.id, Awaited::End) {
            return Poll::Ready(Err(error));
        }
        if is_known {
            return Poll::Pending;
        }
        // To clone and to drop a waker is the executor's code: neither under the lock.
        let waker = cx.waker().clone();
        let mut end = sys::lock(&self.end);
        if let Some(exit) = end.exit_at(until) {
            drop(end);
            drop(waker);
            return Poll::Ready(Ok(exit));
        }
        let tasks = end.tasks.get_or_insert_default();
        let free_key = || tasks.last_key_value().map_or(0, |(last, _)| last + 1);
        let key = *key.get_or_insert_with(free_key);
        let former = tasks.insert(key, waker);
        drop(end);
        drop(former);
        Poll::Pending
    }

    /// The task is not woken any more whose waker lies there.
    pub(crate) fn forget_task(&self, key: u64) {
        let waker = sys::lock(&self.end).tasks.as_mut().and_then(|tasks| tasks.remove(&key));
        drop(waker);
    }

    pub(crate) fn wait_timeout(&self, duration: Duration) -> Result<Option<Exit>, CallError> {
        // It does not end while an actor that it waits for waits for that: an error then.
        let deadline = Instant::now().checked_add(duration);
        Ok(self.wait_until(deadline, Until::Exit)?.exit.clone())
    }

    /// Waits for at most `duration` until all who watched at the end have been called; says whether
    /// they have.
    pub(crate) fn wait_for_watchers(&self, duration: Duration) -> Result<bool, CallError> {
        let deadline = Instant::now().checked_add(duration);
        Ok(self.wait_until(deadline, Until::AllTold)?.all_told)
    }

    fn wait_until(
        &self,
        deadline: Option<Instant>,
        until: Until,
    ) -> Result<MutexGuard<'_, End>, CallError> {
        current::go_on();
        let mut sleep = Sleep::new();
        let mut end = sys::lock(&self.end);
        let mut waiter = None;
        let mut has_begun = false;
        loop {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            if end.has_come_to(until) || left.is_some_and(|left| left.is_zero()) {
                end.waiting.retain(|(_, edge)| Some(edge.waiter()) != waiter);
                shrink::list(&mut end.waiting);
                return Ok(end);
            }
            if !has_begun {
                has_begun = true;
                let edge = current::begin(self.id, Awaited::End)?;
                waiter = edge.as_ref().map(Edge::waiter);
                end.waiting.extend(edge.map(|edge| (until, edge)));
            }
            end.sleeping += 1;
            end = match sleep.wait(&self.ended, &self.end, end, left) {
                Ok(end) => end,
                Err(error) => {
                    let mut end = sys::lock(&self.end);
                    end.sleeping -= 1;
                    end.waiting.retain(|(_, edge)| Some(edge.waiter()) != waiter);
                    return Err(error);
                }
            };
            end.sleeping -= 1;
        }
    }
}

#[cold]
fn wake(tasks: Tasks) {
    for waker in tasks.into_values() {
        // An executor's code: its panic must not keep the others from being woken.
        let _ = panics::catch(|| waker.wake());
    }
}

/// How handles and their like show themselves.
impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_of(actor: Arc<Control>, until: Until) -> (Until, Edge) {
        let _entered = current::enter(actor);
        (until, current::begin(ActorId::next(), Awaited::End).unwrap().unwrap())
    }

    #[test]
    fn an_exit_ends_the_waits_for_it_alone() {
        let [early, late] =
            ["early", "late"].map(|name| Arc::new(Control::new(Options::new(name), |_| "")));
        let late_id = late.id();
        let waiting = vec![wait_of(early, Until::Exit), wait_of(late, Until::AllTold)];
        let mut end = End { waiting, exit: Some(Exit::Stopped), ..End::default() };
        end.end_waits();
        let waiters: Vec<_> = end.waiting.iter().map(|(_, edge)| edge.waiter()).collect();
        assert_eq!(waiters, [late_id]);
        end.all_told = true;
        end.end_waits();
        assert!(end.waiting.is_empty());
    }
}
