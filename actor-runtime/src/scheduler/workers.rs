//! The worker threads that give pooled actors their turns, and the slots that bound how many run at once.
//
// Terms
// =====
//
// An entry is an actor in a queue: it is scheduled for a turn. A worker slot is the right to take entries. A pool has a
// fixed number of slots, each with a next entry and a queue of its own (slot.rs), and one more queue for entries from
// other threads.
//
// A worker takes entries only while it holds a slot. It gives up the slot while it waits for an actor (blocking.rs),
// and a parked or a new worker takes the slot over. So as many workers run as there are slots, however many others
// wait, and no worker takes an entry while it waits.
//
// A worker gives up its slot to wait only if there is a thread for the slot: a parked worker beyond those for the
// free slots, or a new one. So there are always at least as many workers as slots beside those that gave up their
// slots to wait (`Parked::without_slot`), and each free slot has a parked worker. Where the system refuses another
// thread, the waiting worker keeps its slot. It then runs the actor that it waits for, if no other thread does, and
// tries again every `RETRY` to be replaced. If all slots are kept while entries are queued, the waits may be for
// exactly these entries; the pool cannot tell. So after `patience` the waits end with an error, and their workers go
// on to the entries.
//
// Proof that no entry stays queued while a slot is free
// =====================================================
//
// A thread that schedules an entry (`schedule`, `schedule_last`, and `search` for the entries that it leaves or has
// moved to its own queue):
//   1. pushes the entry;
//   2. fence C;
//   3. loads `free` and `searching`, and wakes a worker if a slot is free and no worker is searching.
//      A worker that holds the pool's only slot leaves out 2 and 3: no slot is free.
//
// A worker that gives up a slot (`park`, `enter_blocking`), under the lock:
//   4. stores how many slots are `free`, after it has put the slot's next entry into the slot's queue;
//   5. fence D;
//   6. looks for entries: in the shared queue, and in the queue and at the next entry of each slot. If there are any, it
//      takes the slot again, or wakes a worker for the slot.
//
// All fences have one total order. If C comes before D, step 6 sees the entry. If D comes before C, step 3 sees the
// free slot. Step 3 wakes no worker while one is searching. The searching worker looks for entries after it has
// stopped searching: in `search` if it has found an entry, behind a fence C, and in step 6 otherwise, behind fence D.
// Either that fence comes after the fence C of step 2, and the worker sees the entry of step 1, or step 3 sees that no
// worker searches.
//
// An entry that a worker schedules as the next one of its own slot is taken by that worker, as a rule, and waking
// another worker for it would cost more than the turn takes. But the turn that scheduled the entry may last, and its
// handler may wait for what the entry's actor does. So the worker leaves out 2 and 3 only while a parked worker is
// watching: every `WATCH`, the watcher takes an entry that is still queued, or is still the next one. The worker
// schedules such an entry so:
//   7. puts the entry's number, as a `SeqCst` operation;
//   8. loads `watched`, as a `SeqCst` operation. If no worker watches, steps 2 and 3 follow.
//
// The watcher:
//   9. clears `watched`;
//  10. looks for an entry, under the lock. If there is none, it watches again. Otherwise it takes a slot and searches,
//      or, if other workers have taken what there was, it goes to step 4 once more;
//  11. fence C, once it has an entry;
//  12. looks whether there are more, and wakes a worker then.
//
// All `SeqCst` operations and fences have one total order. If step 8 finds `watched` set although step 9 has cleared it, then step
// 8 comes before fence C of step 11, so step 7 does, and step 12 sees the number. The same holds of fence D in place of
// fence C, if the watcher goes on to step 6.

use std::{
    cell::RefCell,
    io,
    mem::{self, ManuallyDrop},
    sync::Arc as StdArc,
};

use crate::{
    ActorId,
    memory::shrink,
    scheduler::{
        actors::Actors,
        job::JobRef,
        nesting,
        slot::{Aside, SlotQueue, WorkerSlot},
    },
    sys::{
        self, Condvar, Mutex, Queue, STAY, WATCH,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{Relaxed, SeqCst},
            fence,
        },
        thread,
    },
};

/// An actor in a queue, scheduled for a turn.
pub(crate) type Entry = JobRef;

pub(crate) struct WorkerPool {
    /// Entries scheduled by threads that hold no slot of this pool, and those scheduled last.
    shared_queue: Queue<Entry>,
    /// The entries of each slot, scheduled by the worker that holds it.
    slot_queues: Vec<StdArc<SlotQueue>>,
    /// Where a worker finds the actor whose number it has taken from another slot.
    actors: StdArc<Actors>,
    /// The number of free slots for which no worker has been woken.
    free: AtomicUsize,
    /// The number of workers that have been woken and have not finished their first search.
    searching: AtomicUsize,
    /// Whether a parked worker looks for entries every `WATCH`.
    watched: AtomicBool,
    pub(super) parked: Mutex<Parked>,
    /// Wakes parked workers.
    wake_up: Condvar,
    /// The size of each worker's stack.
    stack_size: usize,
}

/// The free slots and the numbers of workers in each state.
pub(super) struct Parked {
    pub(super) free_slots: Vec<WorkerSlot>,
    /// The number of wake-ups that no worker has consumed yet.
    pub(super) wake_ups: usize,
    /// The number of all workers, in any state.
    threads: usize,
    /// The number of workers that gave up their slots to wait, and neither hold a slot again nor are parked.
    pub(super) without_slot: usize,
    /// The number of workers that wait and keep their slots, because no thread can replace them.
    pub(super) keeping_slot: usize,
    handles: Vec<thread::JoinHandle<()>>,
    is_shut_down: bool,
}

/// A worker thread's own state.
pub(super) struct Worker {
    pub(super) pool: StdArc<WorkerPool>,
    pub(super) slot: Option<WorkerSlot>,
    /// Whether `Parked::without_slot` counts this worker.
    pub(super) is_without_slot: bool,
}

sys::thread_local! {
    /// Never dropped, so that an actor can be scheduled while the thread's locals are destroyed. The worker empties it
    /// when it ends.
    static WORKER: RefCell<ManuallyDrop<Option<Worker>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Calls `f` with this thread's worker state, if this thread is a worker.
pub(super) fn this_worker<R>(f: impl FnOnce(&mut Worker) -> Option<R>) -> Option<R> {
    WORKER.with(|worker| worker.borrow_mut().as_mut().and_then(f))
}

fn set_this_worker(worker: Option<Worker>) {
    let former = WORKER.with(|this| mem::replace(&mut **this.borrow_mut(), worker));
    drop(former);
}

impl WorkerPool {
    pub(crate) fn new(slots: usize, actors: StdArc<Actors>) -> Self {
        let slot_queues: Vec<StdArc<SlotQueue>> = (0..slots).map(|_| StdArc::default()).collect();
        let free_slots: Vec<_> =
            slot_queues.iter().map(|queue| WorkerSlot::new(queue, slots == 1)).collect();
        WorkerPool {
            shared_queue: Queue::default(),
            slot_queues,
            actors,
            free: AtomicUsize::new(free_slots.len()),
            searching: AtomicUsize::new(0),
            watched: AtomicBool::new(false),
            parked: Mutex::new(Parked {
                free_slots,
                wake_ups: 0,
                threads: 0,
                without_slot: 0,
                keeping_slot: 0,
                handles: Vec::new(),
                is_shut_down: false,
            }),
            wake_up: Condvar::new(),
            stack_size: sys::stack_size(),
        }
    }

    /// Schedules an actor for a turn.
    pub(crate) fn schedule(self: &StdArc<Self>, actor: ActorId, entry: Entry) {
        let mut entry = Some(entry);
        let is_next = this_worker(|worker| {
            let slot = worker.slot.as_mut().filter(|_| StdArc::ptr_eq(&worker.pool, self))?;
            Some(slot.push(actor, entry.take()?))
        });
        if let Some(entry) = entry {
            self.shared_queue.push(entry);
        }
        if is_next.is_some() && self.slot_queues.len() == 1 {
            // This thread holds the only slot.
            return;
        }
        // Steps 7 and 8 of an entry that is the next one. The proof needs `SeqCst` here. The Miri program `left_next` runs
        // these steps. No program is known to fail with a weaker order.
        if is_next != Some(true) || !self.watched.load(SeqCst) {
            self.wake_one_for_entry();
        }
    }

    /// Schedules an actor for a turn behind all entries of the shared queue.
    pub(crate) fn schedule_last(self: &StdArc<Self>, entry: Entry) {
        self.shared_queue.push(entry);
        self.wake_one_for_entry();
    }

    /// Wakes a worker for a free slot, if there is one and no worker is searching. For a thread that has pushed or left
    /// an entry.
    fn wake_one_for_entry(self: &StdArc<Self>) {
        // Fence C. Without it the Miri programs `tells` and `left_end` hang.
        fence(SeqCst);
        self.wake_one_if_free();
    }

    fn wake_one_if_free(self: &StdArc<Self>) {
        if self.free.load(Relaxed) > 0 && self.searching.load(Relaxed) == 0 {
            self.wake_one(&mut sys::lock(&self.parked));
        }
    }

    pub(super) fn wake_one(self: &StdArc<Self>, parked: &mut Parked) {
        if parked.wake_ups >= parked.free_slots.len() {
            return;
        }
        debug_assert!(parked.wake_ups < self.parked_workers(parked) || parked.is_shut_down);
        parked.wake_ups += 1;
        self.searching.fetch_add(1, SeqCst);
        self.publish_free(parked);
        self.wake_up.notify_one();
    }

    /// Stores the number of free slots where threads that schedule read it.
    pub(super) fn publish_free(&self, parked: &Parked) {
        self.free.store(parked.free_slots.len() - parked.wake_ups, Relaxed);
    }

    /// The number of parked workers. Includes those that have been woken but do not run yet, and those that have not
    /// begun.
    fn parked_workers(&self, parked: &Parked) -> usize {
        let at_slots = self.slot_queues.len() - parked.free_slots.len();
        parked.threads - parked.without_slot - at_slots
    }

    /// Starts another worker. It counts as parked until it begins.
    fn spawn_worker(self: &StdArc<Self>, parked: &mut Parked) -> io::Result<()> {
        let pool = StdArc::clone(self);
        let builder = thread::Builder::new().name("actors".into()).stack_size(self.stack_size);
        let thread = builder.spawn(move || pool.run_loop())?;
        parked.handles.push(thread);
        parked.threads += 1;
        Ok(())
    }

    pub(crate) fn slots(&self) -> usize {
        self.slot_queues.len()
    }

    /// Starts one worker for each slot, so that a system that refuses threads is an error at once.
    pub(crate) fn spawn_all(self: &StdArc<Self>) -> io::Result<()> {
        let mut parked = sys::lock(&self.parked);
        for _ in &self.slot_queues {
            self.spawn_worker(&mut parked)?;
        }
        Ok(())
    }

    /// Ensures that there is a worker for the slot that this worker is about to give up.
    //
    // A parked worker does not suffice: each is there for a free slot of its own. If it stood in here, its own slot
    // would have no worker once all others run. The system might refuse a thread then, and entries would stay queued
    // while a slot is free. With eight slots, for example, the first wait makes a ninth worker, even if seven of the
    // slots are free. The ninth worker stays for later waits; waits at the same time need one each.
    pub(super) fn ensure_stand_in(self: &StdArc<Self>, parked: &mut Parked) -> io::Result<()> {
        let has_stand_in = parked.threads - parked.without_slot > self.slot_queues.len();
        if has_stand_in || parked.is_shut_down { Ok(()) } else { self.spawn_worker(parked) }
    }

    /// The main loop of each worker.
    fn run_loop(self: StdArc<Self>) {
        nesting::begin_stack(self.stack_size);
        let pool = StdArc::clone(&self);
        set_this_worker(Some(Worker { pool, slot: None, is_without_slot: false }));
        let mut entry = self.next_entry();
        while let Some(job) = entry {
            job.take_turn(&job);
            drop(job);
            entry = self.next_entry();
        }
        set_this_worker(None);
    }

    /// Waits for the next entry of this worker; `None` if the worker is to end.
    #[inline]
    fn next_entry(self: &StdArc<Self>) -> Option<Entry> {
        let next = this_worker(|worker| worker.slot.as_mut()?.take_next());
        next.or_else(|| self.search())
    }

    /// As `next_entry`, for a worker that looks beyond the next entry of its slot.
    fn search(self: &StdArc<Self>) -> Option<Entry> {
        let (mut was_woken, mut has_parked) = (false, false);
        loop {
            let mut aside = Aside::default();
            let found = this_worker(|worker| {
                let slot = worker.slot.as_mut()?;
                slot.find(&self.shared_queue, &self.slot_queues, &self.actors, &mut aside)
            });
            if was_woken {
                self.searching.fetch_sub(1, SeqCst);
            }
            if found.is_some() {
                if has_parked || aside.has_moved {
                    // The wake-up, or the watch, may have been for more than this entry. Fence C comes before the look.
                    // Without it the Miri program `left_behind` hangs.
                    fence(SeqCst);
                    if self.has_entries() {
                        self.wake_one_if_free();
                    }
                }
                return found;
            }
            drop(aside);
            let slot;
            let (former, was_without_slot) = this_worker(|worker| {
                Some((worker.slot.take(), mem::take(&mut worker.is_without_slot)))
            })?;
            (slot, was_woken) = self.park(former, was_without_slot)?;
            this_worker(|worker| {
                worker.slot = slot;
                Some(())
            });
            has_parked = true;
        }
    }

    pub(super) fn has_entries(&self) -> bool {
        !self.shared_queue.is_empty() || self.slot_queues.iter().any(|queue| !queue.is_empty())
    }

    /// Gives up `slot` and parks until there is something to do at a slot. Returns that slot, and whether a wake-up was
    /// consumed for it; `None` if the worker is to end.
    fn park(
        &self,
        slot: Option<WorkerSlot>,
        was_without_slot: bool,
    ) -> Option<(Option<WorkerSlot>, bool)> {
        let mut parked = sys::lock(&self.parked);
        parked.free_slots.extend(slot);
        parked.without_slot -= usize::from(was_without_slot);
        self.publish_free(&parked);
        // Fence D. Without it the Miri program `tells` hangs.
        fence(SeqCst);
        let mut has_stayed = false;
        loop {
            if parked.wake_ups > 0 {
                parked.wake_ups -= 1;
                return Some((parked.free_slots.pop(), true));
            }
            if parked.free_slots.len() > parked.wake_ups && self.has_entries() {
                let slot = parked.free_slots.pop();
                self.publish_free(&parked);
                return Some((slot, false));
            }
            let is_needed = parked.threads - parked.without_slot <= self.slot_queues.len();
            if parked.is_shut_down || (has_stayed && !is_needed) {
                parked.threads -= 1;
                if !parked.is_shut_down {
                    // No thread will join this one, so it removes its own handle.
                    let this = thread::current().id();
                    parked.handles.retain(|handle| handle.thread().id() != this);
                    shrink::list(&mut parked.handles);
                }
                return None;
            }
            let others_run = parked.free_slots.len() < self.slot_queues.len();
            // A simulation has no watch: each wake-up would be a deadline, and time would pass for it. Where nobody watches,
            // a worker is woken for each entry.
            let watches = others_run
                && !parked.free_slots.is_empty()
                && !sys::Home::here().is_simulated()
                && !self.watched.swap(true, Relaxed);
            parked = if watches {
                let parked = sys::wait(&self.wake_up, &self.parked, parked, Some(WATCH));
                self.watched.store(false, Relaxed);
                // It looks for entries once more before it may end.
                has_stayed = false;
                parked
            } else if is_needed {
                sys::wait(&self.wake_up, &self.parked, parked, None)
            } else {
                has_stayed = true;
                sys::wait(&self.wake_up, &self.parked, parked, Some(STAY))
            };
        }
    }

    /// Ends all workers. Called when no actor is left that could need them.
    pub(crate) fn shut_down(&self) {
        sys::lock(&self.parked).is_shut_down = true;
        self.wake_up.notify_all();
    }

    /// Waits until all workers have ended, except this thread if it is one of them.
    pub(crate) fn join(&self) {
        let handles = mem::take(&mut sys::lock(&self.parked).handles);
        let this = thread::current().id();
        for handle in handles.into_iter().filter(|handle| handle.thread().id() != this) {
            let _ = handle.join();
        }
    }

    /// Whether all slots are kept by waiting workers while entries are queued.
    pub(super) fn is_starving(&self) -> bool {
        sys::lock(&self.parked).keeping_slot >= self.slot_queues.len() && self.has_entries()
    }
}
