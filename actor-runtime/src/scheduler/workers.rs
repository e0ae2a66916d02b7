//! The threads that give pooled actors their turns: a fixed number of slots, and the threads that stand at them.
//
// A thread takes entries only at a slot, and gives that up where it waits for an actor: a resting thread, or a new
// one, takes it over. So as many threads are at work as there are slots, whoever waits for whom, and no entry is
// ever run on top of a waiting one.
//
// A slot is given up only where a thread is to be had for it: a resting thread, or a new one. So there are always
// as many threads as slots beside those that wait (`Parked::absent`), and each free slot has one that rests.
// Where the system refuses another thread, the one that waits keeps its slot. It then runs the actor that it
// waits for, if nobody does, and tries again every `RETRY` to be replaced. If all slots are kept while entries
// are listed, the waits may be for just these entries; the pool cannot tell. So after `patience` they end with an
// error, and their threads go on to the entries.
//
// Proof that no entry is left lying while a slot is free
// ======================================================
//
// A thread that lists an entry (`list`, `schedule_last`, and `next` for those that it leaves):
//   1. pushes the entry;
//   2. fence C;
//   3. loads `free` and `searching`, and calls a thread if a slot is free and no thread is searching.
//
// A thread that gives up a slot (`rest`, `enter_blocking`), under the lock:
//   4. stores how many slots are `free`;
//   5. fence D;
//   6. looks for entries. If there are any, it takes the slot again, or calls a thread to it.
//
// Fences have one order. If C comes before D, step 6 sees the entry. If D comes before C, step 3 sees the free slot.
// It calls nobody where a thread is searching. That one looks for entries after it has stopped searching, in `next` if
// it has found one and in step 6 otherwise, so it sees the entry of step 1.
//
// An entry that a thread lists at its own slot is its next one, as a rule, and waking another thread
// for that would cost more than the turn takes. But the turn that it listed it in may last. So nobody
// is called for it while one that rests is watching: every `WATCH` that takes what is left lying. It
// shows that it watches no longer, and once it has an entry looks whether there are more: of its fence
// and that of whoever lists one comes first here, too.

use std::{
    cell::RefCell,
    io,
    mem::{self, ManuallyDrop},
    sync::Arc as StdArc,
};

use crate::{
    CallError,
    memory::shrink,
    scheduler::{job::Job, nesting},
    sys::{
        self, Condvar, Instant, Mutex, Queue, STAY, WATCH,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{Relaxed, SeqCst},
            fence,
        },
        thread,
    },
};

pub(crate) type Entry = StdArc<dyn Job>;

pub(crate) struct WorkerPool {
    /// What was listed by those who stand at no slot.
    listed: Queue<Entry>,
    /// What was listed at each slot.
    queues: Vec<StdArc<Queue<Entry>>>,
    /// How many slots are free, and nobody has been called to them.
    free: AtomicUsize,
    /// How many threads have been called and found nothing yet.
    searching: AtomicUsize,
    watched: AtomicBool,
    parked: Mutex<Parked>,
    called: Condvar,
    /// Of each of its threads.
    stack_size: usize,
}

struct Parked {
    slots: Vec<WorkerSlot>,
    /// How many threads rest, those that have been called or have not begun yet among them.
    resting: usize,
    /// How many have been called and have not come yet.
    calls: usize,
    /// All there are, wherever.
    threads: usize,
    /// How many have given up their slots in order to wait, and are neither back at one nor resting.
    absent: usize,
    /// How many wait at their slots, because nobody can take their place.
    kept: usize,
    handles: Vec<thread::JoinHandle<()>>,
    dismissed: bool,
}

/// The right to take entries, and those that were listed there.
struct WorkerSlot {
    entries: StdArc<Queue<Entry>>,
    turns: usize,
}

/// A thread of a pool.
struct Member {
    pool: StdArc<WorkerPool>,
    slot: Option<WorkerSlot>,
    /// It is among those that are absent.
    is_absent: bool,
}

sys::thread_local! {
    /// Never dropped, so that an actor can be listed while the thread's locals go; emptied instead
    /// when the thread has done its work.
    static MEMBER: RefCell<ManuallyDrop<Option<Member>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// What this thread is to a pool, if it is anything.
fn this_member<R>(f: impl FnOnce(&mut Member) -> Option<R>) -> Option<R> {
    MEMBER.with(|member| member.borrow_mut().as_mut().and_then(f))
}

fn become_member(member: Option<Member>) {
    let former = MEMBER.with(|this| mem::replace(&mut **this.borrow_mut(), member));
    drop(former);
}

/// After so many turns a thread looks first for what was listed elsewhere.
const ELSEWHERE_FIRST: usize = 31;

impl WorkerPool {
    pub(crate) fn new(slots: usize) -> Self {
        let queues: Vec<StdArc<Queue<Entry>>> = (0..slots).map(|_| StdArc::default()).collect();
        let slot = |queue| WorkerSlot { entries: StdArc::clone(queue), turns: 0 };
        let slots: Vec<_> = queues.iter().map(slot).collect();
        WorkerPool {
            listed: Queue::default(),
            queues,
            free: AtomicUsize::new(slots.len()),
            searching: AtomicUsize::new(0),
            watched: AtomicBool::new(false),
            parked: Mutex::new(Parked {
                slots,
                resting: 0,
                calls: 0,
                threads: 0,
                absent: 0,
                kept: 0,
                handles: Vec::new(),
                dismissed: false,
            }),
            called: Condvar::new(),
            stack_size: sys::stack_size(),
        }
    }

    /// Has an actor given its turn.
    pub(crate) fn schedule(self: &StdArc<Self>, entry: Entry) {
        let mut entry = Some(entry);
        let is_next = this_member(|member| {
            let slot = member.slot.as_ref().filter(|_| StdArc::ptr_eq(&member.pool, self))?;
            let is_next = slot.entries.is_empty();
            slot.entries.push(entry.take()?);
            Some(is_next)
        });
        if let Some(entry) = entry {
            self.listed.push(entry);
        }
        if is_next.is_some() && self.queues.len() == 1 {
            // Whoever has the only slot is this thread.
            return;
        }
        // Fence C. Without it the Miri program `tells` hangs.
        fence(SeqCst);
        if is_next != Some(true) || !self.watched.load(Relaxed) {
            self.wake_one_if_free();
        }
    }

    /// Has an actor given its turn after all that have been listed.
    pub(crate) fn schedule_last(self: &StdArc<Self>, entry: Entry) {
        self.listed.push(entry);
        self.wake_one_for_entry();
    }

    /// Calls a thread to a free slot, if there is one and nobody is searching.
    fn wake_one_for_entry(self: &StdArc<Self>) {
        // Fence C. Without it the Miri program `left_end` hangs.
        fence(SeqCst);
        self.wake_one_if_free();
    }

    fn wake_one_if_free(self: &StdArc<Self>) {
        if self.free.load(Relaxed) > 0 && self.searching.load(Relaxed) == 0 {
            self.wake_one(&mut sys::lock(&self.parked));
        }
    }

    fn wake_one(self: &StdArc<Self>, parked: &mut Parked) {
        if parked.calls >= parked.slots.len() {
            return;
        }
        debug_assert!(parked.calls < parked.resting || parked.dismissed);
        parked.calls += 1;
        self.searching.fetch_add(1, SeqCst);
        self.show_free(parked);
        self.called.notify_one();
    }

    fn show_free(&self, parked: &Parked) {
        self.free.store(parked.slots.len() - parked.calls, Relaxed);
    }

    /// A thread more, which rests until it is called.
    fn spawn_worker(self: &StdArc<Self>, parked: &mut Parked) -> io::Result<()> {
        let pool = StdArc::clone(self);
        let builder = thread::Builder::new().name("actors".into()).stack_size(self.stack_size);
        let thread = builder.spawn(move || pool.work())?;
        parked.handles.push(thread);
        parked.threads += 1;
        parked.resting += 1;
        Ok(())
    }

    /// One thread for each slot, so that it is an error at once if there are none to have.
    pub(crate) fn spawn_all(self: &StdArc<Self>) -> io::Result<()> {
        let mut parked = sys::lock(&self.parked);
        for _ in &self.queues {
            self.spawn_worker(&mut parked)?;
        }
        Ok(())
    }

    /// Sees that a thread is there for the slot of another one, which is about to give it up.
    //
    // A resting thread does not do: each is there for a free slot of its own. If one of them stood in here, its slot
    // would have no thread once all others are at work. The system might refuse one then, and entries would lie while a
    // slot is free. So the first wait makes a ninth thread where eight slots are, also if seven of them are free. That
    // thread stays for later waits; waits at the same time need one each.
    fn ensure_stand_in(self: &StdArc<Self>, parked: &mut Parked) -> io::Result<()> {
        let is_there = parked.threads - parked.absent > self.queues.len();
        if is_there || parked.dismissed { Ok(()) } else { self.spawn_worker(parked) }
    }

    /// What each thread does.
    fn work(self: StdArc<Self>) {
        nesting::begin_stack(self.stack_size);
        become_member(Some(Member { pool: StdArc::clone(&self), slot: None, is_absent: false }));
        let mut entry = self.next(true);
        while let Some(job) = entry {
            job.take_turn(&job);
            drop(job);
            entry = self.next(false);
        }
        become_member(None);
    }

    /// The entry whose turn it is, once there is one; `None` where there will be none any more.
    fn next(self: &StdArc<Self>, is_new: bool) -> Option<Entry> {
        let (mut is_counted, mut has_rested) = (is_new, false);
        let mut was_called = false;
        loop {
            let entry = this_member(|member| self.find(member.slot.as_mut()?));
            if was_called {
                self.searching.fetch_sub(1, SeqCst);
            }
            if has_rested && entry.is_some() && self.has_entries() {
                // It was called, or watched, for more than this one.
                self.wake_one_for_entry();
            }
            if entry.is_some() {
                return entry;
            }
            let slot;
            let (former, was_absent) =
                this_member(|member| Some((member.slot.take(), mem::take(&mut member.is_absent))))?;
            (slot, was_called) = self.park(former, was_absent, is_counted)?;
            this_member(|member| {
                member.slot = slot;
                Some(())
            });
            (is_counted, has_rested) = (false, true);
        }
    }

    fn find(&self, slot: &mut WorkerSlot) -> Option<Entry> {
        slot.turns = slot.turns.wrapping_add(1);
        let elsewhere = || self.listed.steal_into(&slot.entries);
        if slot.turns % ELSEWHERE_FIRST == 0 {
            if let Some(entry) = elsewhere() {
                return Some(entry);
            }
        }
        slot.entries.pop().or_else(elsewhere).or_else(|| {
            let (before, from) = self.queues.split_at(slot.turns % self.queues.len());
            let mut others = from.iter().chain(before);
            others.find_map(|other| other.steal_into(&slot.entries))
        })
    }

    fn has_entries(&self) -> bool {
        !self.listed.is_empty() || self.queues.iter().any(|queue| !queue.is_empty())
    }

    /// Rests until there is something to do at a slot, and whether it was called there; `None` where
    /// there is nothing to do any more.
    fn park(
        &self,
        slot: Option<WorkerSlot>,
        was_absent: bool,
        is_counted: bool,
    ) -> Option<(Option<WorkerSlot>, bool)> {
        let mut parked = sys::lock(&self.parked);
        parked.slots.extend(slot);
        parked.absent -= usize::from(was_absent);
        self.show_free(&parked);
        // Fence D. Without it the Miri program `tells` hangs.
        fence(SeqCst);
        parked.resting += usize::from(!is_counted);
        let mut has_stayed = false;
        loop {
            if parked.calls > 0 {
                parked.calls -= 1;
                parked.resting -= 1;
                return Some((parked.slots.pop(), true));
            }
            if parked.slots.len() > parked.calls && self.has_entries() {
                parked.resting -= 1;
                let slot = parked.slots.pop();
                self.show_free(&parked);
                return Some((slot, false));
            }
            let is_needed = parked.threads - parked.absent <= self.queues.len();
            if parked.dismissed || (has_stayed && !is_needed) {
                parked.resting -= 1;
                parked.threads -= 1;
                if !parked.dismissed {
                    // Nobody is left to join it. Its own handle is let go of.
                    let this = thread::current().id();
                    parked.handles.retain(|handle| handle.thread().id() != this);
                    shrink::list(&mut parked.handles);
                }
                return None;
            }
            let others_work = parked.slots.len() < self.queues.len();
            let watches =
                others_work && !parked.slots.is_empty() && !self.watched.swap(true, Relaxed);
            parked = if watches {
                let parked = sys::wait_timeout(&self.called, parked, WATCH);
                self.watched.store(false, Relaxed);
                parked
            } else if is_needed {
                sys::wait(&self.called, parked)
            } else {
                has_stayed = true;
                sys::wait_timeout(&self.called, parked, STAY)
            };
        }
    }

    /// Sends all threads away. No actor is left that they could be needed for.
    pub(crate) fn dismiss(&self) {
        sys::lock(&self.parked).dismissed = true;
        self.called.notify_all();
    }

    /// Waits until all threads are gone, but for this one if it is one of them.
    pub(crate) fn join(&self) {
        let handles = mem::take(&mut sys::lock(&self.parked).handles);
        let this = thread::current().id();
        for handle in handles.into_iter().filter(|handle| handle.thread().id() != this) {
            let _ = handle.join();
        }
    }
}

/// Whether this thread stands at a slot.
pub(crate) fn has_slot() -> bool {
    this_member(|member| member.slot.as_ref().map(|_| ())).is_some()
}

/// What has become of a slot that a thread was to give up before a wait.
pub(crate) enum BlockingStart {
    /// It had none: nobody has to take its place.
    NoSlot,
    Begun(Blocking),
    /// There is no thread that could take its place, and the system refuses to give one.
    Refused,
}

/// That a thread waits, and another may stand at its slot.
pub(crate) struct Blocking(());

/// Gives up this thread's slot, before it waits.
pub(crate) fn enter_blocking() -> BlockingStart {
    let pool = this_member(|Member { pool, slot, .. }| slot.as_ref().map(|_| StdArc::clone(pool)));
    let Some(pool) = pool else { return BlockingStart::NoSlot };
    let mut parked = sys::lock(&pool.parked);
    if pool.ensure_stand_in(&mut parked).is_err() {
        return BlockingStart::Refused;
    }
    let slot = this_member(|member| {
        member.is_absent = true;
        member.slot.take()
    });
    parked.absent += 1;
    parked.slots.extend(slot);
    pool.show_free(&parked);
    // Fence D. Without it the Miri program `left_post` hangs.
    fence(SeqCst);
    if pool.has_entries() {
        pool.wake_one(&mut parked);
    }
    BlockingStart::Begun(Blocking(()))
}

/// It goes on: at a slot again if one is free, otherwise without one until its turn is over.
impl Drop for Blocking {
    fn drop(&mut self) {
        this_member(|Member { pool, slot, is_absent }| {
            let mut parked = sys::lock(&pool.parked);
            if parked.slots.len() > parked.calls {
                *slot = parked.slots.pop();
                *is_absent = false;
                parked.absent -= 1;
                pool.show_free(&parked);
            }
            Some(())
        });
    }
}

/// That a thread waits at its slot, because no other thread can take its place.
pub(crate) struct KeptSlot {
    pool: StdArc<WorkerPool>,
    /// Since when all slots have been kept while there were entries.
    starving_since: Option<Instant>,
}

impl KeptSlot {
    /// `None` for a thread that has no slot.
    pub(crate) fn begin() -> Option<Self> {
        let pool = this_member(|member| member.slot.as_ref().map(|_| StdArc::clone(&member.pool)))?;
        sys::lock(&pool.parked).kept += 1;
        Some(KeptSlot { pool, starving_since: None })
    }

    /// Called again and again while the thread waits.
    ///
    /// # Errors
    ///
    /// [`CallError::NoThread`] if it has waited long enough while nobody could take the pool's entries.
    pub(crate) fn check(&mut self) -> Result<(), CallError> {
        let is_starving =
            sys::lock(&self.pool.parked).kept >= self.pool.queues.len() && self.pool.has_entries();
        if !is_starving {
            self.starving_since = None;
            return Ok(());
        }
        let now = Instant::now();
        let since = *self.starving_since.get_or_insert(now);
        match now.saturating_duration_since(since) < sys::patience() {
            true => Ok(()),
            false => Err(CallError::NoThread),
        }
    }

    /// Runs an actor on this thread, which does not wait meanwhile.
    pub(crate) fn while_at_work(&mut self, run: impl FnOnce()) {
        struct AtWork<'a>(&'a WorkerPool);
        impl Drop for AtWork<'_> {
            fn drop(&mut self) {
                sys::lock(&self.0.parked).kept += 1;
            }
        }
        sys::lock(&self.pool.parked).kept -= 1;
        let _at_work = AtWork(&self.pool);
        run();
        self.starving_since = None;
    }
}

impl Drop for KeptSlot {
    fn drop(&mut self) {
        sys::lock(&self.pool.parked).kept -= 1;
    }
}
