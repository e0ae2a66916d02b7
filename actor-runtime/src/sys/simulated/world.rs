//! One run of a simulation: what is kept of it, and which threads belong to it.
//
// A world is never freed, so that what belongs to it holds a plain reference. It is used again for another run once all
// threads of the last one are gone; `number` tells the runs apart.

use std::{
    any::Any,
    cell::Cell,
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{
            AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Acquire, Relaxed, Release},
        },
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    baton::Baton,
    belongings::{Member, Resident},
    choice::{Rules, ThreadNo},
    number,
    state::{Key, SimulatedThread, State, Status},
    trouble::Trouble,
};
use crate::sys::lock;

pub(crate) struct World {
    state: Mutex<State>,
    /// Whether the driver has the baton.
    pub(super) driver: Mutex<bool>,
    pub(super) returned: Condvar,
    /// The number of the present run; zero between two runs.
    number: AtomicU64,
    /// The real moment at which the clock of every run begins.
    begun: Instant,
    /// The values of statics, by their addresses.
    own_values: Mutex<Vec<(usize, &'static (dyn Any + Send + Sync))>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("number", &self.number).finish_non_exhaustive()
    }
}

thread_local! {
    /// The world of this thread, and the thread's place in it. It has no drop, so it can be read while the thread's
    /// locals are destroyed.
    static HERE: Cell<Option<(&'static World, ThreadNo)>> = const { Cell::new(None) };
    /// Whether only the thread's locals are still to be destroyed. Those must not unwind.
    static ENDS: Cell<bool> = const { Cell::new(false) };
}

/// Worlds whose runs are over.
static SPARE: Mutex<Vec<&'static World>> = Mutex::new(Vec::new());

/// Worlds whose runs are not over, and how many there are.
static PRESENT: Mutex<Vec<&'static World>> = Mutex::new(Vec::new());
static PRESENT_NUMBER: AtomicUsize = AtomicUsize::new(0);

/// The world that this thread belongs to.
#[inline]
pub(crate) fn here() -> Option<(&'static World, ThreadNo)> {
    HERE.get()
}

/// Marks this thread as one of `world`.
pub(super) fn enter(world: &'static World, me: ThreadNo) {
    HERE.set(Some((world, me)));
}

/// Notes that only this thread's locals are still to be destroyed.
pub(super) fn begin_thread_end() {
    ENDS.set(true);
}

/// Whether only this thread's locals are still to be destroyed.
pub(super) fn is_thread_ending() -> bool {
    ENDS.get()
}

/// Notes that this thread has left its world.
pub(super) fn leave_world() {
    HERE.set(None);
}

/// Called where a thread outside of all simulations has notified what `key` stands for.
#[inline]
pub(super) fn notified_from_outside(key: Key) {
    if PRESENT_NUMBER.load(Relaxed) > 0 {
        wake_from_outside(key);
    }
}

#[cold]
fn wake_from_outside(key: Key) {
    let present = lock(&PRESENT).clone();
    for world in present {
        let mut state = world.state();
        if state.waiting.contains_key(&key) {
            state.fail(Trouble::outside("wakes a thread of the simulation"));
            state.wake_all(key);
        }
    }
}

impl World {
    /// Begins a run.
    pub(crate) fn begin(seed: u64, rules: Rules) -> &'static World {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let state = State::new(seed, rules);
        let spare = lock(&SPARE).pop();
        let world: &'static World = match spare {
            Some(world) => {
                let former = std::mem::replace(&mut *world.state(), state);
                drop(former);
                world
            }
            None => Box::leak(Box::new(World {
                state: Mutex::new(state),
                driver: Mutex::new(true),
                returned: Condvar::new(),
                number: AtomicU64::new(0),
                begun: Instant::now(),
                own_values: Mutex::default(),
            })),
        };
        world.number.store(LAST.fetch_add(1, Relaxed) + 1, Release);
        lock(&PRESENT).push(world);
        PRESENT_NUMBER.fetch_add(1, AcqRel);
        world
    }

    /// Ends a run. Returns the names of the threads that are left.
    pub(crate) fn end(&'static self) -> Vec<String> {
        let mut state = self.state();
        let handles: Vec<_> = state
            .threads
            .iter_mut()
            .filter_map(|it| (it.status == Status::Gone).then(|| it.handle.take()).flatten())
            .collect();
        let left: Vec<_> = (0..state.threads.len())
            .filter(|thread| state.threads[*thread].status != Status::Gone)
            .map(|thread| state.trace.thread(thread).to_owned())
            .collect();
        let belongings = std::mem::take(&mut state.belongings);
        drop(state);
        drop(belongings);
        for handle in handles {
            let _ = handle.join();
        }
        lock(&PRESENT).retain(|world| !std::ptr::eq(*world, self));
        PRESENT_NUMBER.fetch_sub(1, AcqRel);
        if left.is_empty() {
            // What is kept of the run finds that it is over.
            self.number.store(0, Release);
            lock(&SPARE).push(self);
        }
        left
    }

    pub(crate) fn number(&self) -> u64 {
        self.number.load(Acquire)
    }

    pub(crate) fn now(&self) -> Instant {
        self.begun + self.elapsed()
    }

    /// The virtual time since the beginning of the run.
    pub(crate) fn elapsed(&self) -> Duration {
        self.state().clock.now()
    }

    pub(super) fn moment_in(&self, duration: Duration) -> Option<Duration> {
        self.state().clock.after(duration)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// As `state`, for a caller that must not wait; `None` while the state is locked.
    pub(super) fn try_state(&self) -> Option<MutexGuard<'_, State>> {
        self.state.try_lock().ok()
    }

    /// The value of a static that each world has.
    pub(super) fn own_value<T: Any + Send + Sync>(
        &self,
        address: usize,
        make: fn() -> T,
    ) -> &'static T {
        let mut values = lock(&self.own_values);
        let found = values.iter().find(|(key, _)| *key == address);
        if let Some(value) = found.and_then(|(_, value)| value.downcast_ref()) {
            return value;
        }
        // The next run of this world finds the value as the last one left it. Actors in it do no harm: their numbers are
        // those of no other run.
        let value: &'static T = Box::leak(Box::new(make()));
        values.push((address, value));
        value
    }

    /// Adds a thread to the run. It begins when it gets the baton.
    pub(super) fn add_thread(&self, name: &str) -> (ThreadNo, Arc<Baton>) {
        let state = &mut *self.state();
        let baton = Arc::new(Baton::default());
        let thread = state.ready.add(&mut state.random, &state.rules);
        state.threads.push(SimulatedThread {
            status: Status::Ready,
            has_timed_out: false,
            baton: Arc::clone(&baton),
            handle: None,
        });
        state.trace.add_thread(name);
        (thread, baton)
    }

    /// Takes out a thread that the system has refused.
    pub(super) fn withdraw_thread(&self, thread: ThreadNo) {
        self.state().end_thread(thread);
    }

    pub(super) fn keep_handle(&self, thread: ThreadNo, handle: thread::JoinHandle<()>) {
        self.state().threads[thread].handle = Some(handle);
    }

    pub(super) fn is_gone(&self, thread: ThreadNo) -> bool {
        self.state().threads[thread].status == Status::Gone
    }

    /// The number of the next actor.
    pub(super) fn next_number(&self) -> u64 {
        let mut state = self.state();
        state.last_number += 1;
        number::of_run(self.number(), state.last_number)
    }

    pub(super) fn add_member(&self, number: u64, name: &str, actor: Box<dyn Resident>) {
        let mut state = self.state();
        state.trace.name_actor(number, name);
        let actors = &mut state.belongings.actors;
        actors.push(Member { number, actor });
        if !actors.len().is_power_of_two() || actors.len() < 1_024 {
            return;
        }
        // Those that are gone make room, so that a run with many short lives stays small. Outside of the lock: an actor's
        // last reference may be dropped here, which runs the user's code.
        let mut actors = std::mem::take(actors);
        drop(state);
        actors.retain(|member| member.actor.lives());
        self.state().belongings.actors.extend(actors);
    }

    pub(super) fn twin<K: Send + Sync + 'static, T: Any + Clone + Send>(
        &self,
        of: &Arc<K>,
        make: impl FnOnce() -> T,
    ) -> T {
        if let Some(twin) = self.state().belongings.twin_of(of) {
            return twin;
        }
        // Not under the lock: this starts threads of the run.
        let made = make();
        self.state().belongings.add_twin(of, made.clone());
        made
    }

    pub(super) fn at_end(&self, f: Box<dyn FnOnce() + Send>) {
        self.state().belongings.at_end.push(f);
    }

    /// Has the run fail of this, unless it has failed of something before.
    pub(crate) fn fail(&self, trouble: Trouble) {
        self.state().fail(trouble);
    }

    /// As `fail`, if the run with this number is not over.
    pub(super) fn fail_run(&self, number: u64, trouble: Trouble) {
        let mut state = self.state();
        if self.number() == number {
            state.fail(trouble);
        }
    }
}

/// Lets the driver read what belongs to the run: the graph of who waits for whom is one of its statics.
pub(super) struct DriverAccess;

impl DriverAccess {
    pub(super) fn begin(world: &'static World) -> Self {
        HERE.set(Some((world, ThreadNo::MAX)));
        DriverAccess
    }
}

impl Drop for DriverAccess {
    fn drop(&mut self) {
        HERE.set(None);
    }
}
