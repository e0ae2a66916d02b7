//! Keeps the live actors of an executor, with the worker pool and the alarms that run them.

use std::{io, sync::Arc as StdArc};

use crate::{
    ActorId,
    id::IdMap,
    memory::shrink,
    scheduler::{alarms::Alarms, job::Job, workers::WorkerPool},
    sys::{self, Mutex, thread},
};

/// The live actors of an executor. The threads that run them end with the last actor after `close`.
pub(crate) struct Members {
    pool: StdArc<WorkerPool>,
    alarms: Alarms,
    actors: Mutex<Actors>,
    alarm_thread: Mutex<Option<thread::JoinHandle<()>>>,
}

#[derive(Default)]
struct Actors {
    by_id: IdMap<StdArc<dyn Job>>,
    /// Whether new actors are refused.
    is_closed: bool,
}

impl Members {
    pub(crate) fn new(threads: usize) -> Self {
        Members {
            pool: StdArc::new(WorkerPool::new(threads)),
            alarms: Alarms::default(),
            actors: Mutex::default(),
            alarm_thread: Mutex::default(),
        }
    }

    /// Starts the workers and the thread of the alarms.
    pub(crate) fn begin(self: &StdArc<Self>) -> io::Result<()> {
        self.pool.spawn_all()?;
        let members = StdArc::clone(self);
        let thread = thread::Builder::new().name("actor timers".into());
        *sys::lock(&self.alarm_thread) = Some(thread.spawn(move || members.alarms.run_loop())?);
        Ok(())
    }

    pub(crate) fn pool(&self) -> &StdArc<WorkerPool> {
        &self.pool
    }

    pub(crate) fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Adds an actor, unless this is closed; returns whether it was added.
    pub(crate) fn insert(&self, id: ActorId, actor: StdArc<dyn Job>) -> bool {
        let mut actors = sys::lock(&self.actors);
        let is_open = !actors.is_closed;
        if is_open {
            actors.by_id.insert(id, actor);
        }
        is_open
    }

    /// Removes an actor that has ended.
    pub(crate) fn remove(&self, actor: ActorId) {
        let mut actors = sys::lock(&self.actors);
        let removed = actors.by_id.remove(&actor);
        shrink::table(&mut actors.by_id);
        self.shut_down_if_empty(&actors);
        drop(actors);
        drop(removed);
    }

    /// Refuses new actors. The threads end with the last actor.
    pub(crate) fn close(&self) {
        let mut actors = sys::lock(&self.actors);
        actors.is_closed = true;
        self.shut_down_if_empty(&actors);
    }

    /// Waits until the workers and the thread of the alarms have ended.
    pub(crate) fn join(&self) {
        self.pool.join();
        if let Some(thread) = sys::lock(&self.alarm_thread).take() {
            let _ = thread.join();
        }
    }

    /// The number of worker slots.
    pub(crate) fn threads(&self) -> usize {
        self.pool.slots()
    }

    fn shut_down_if_empty(&self, actors: &Actors) {
        if actors.is_closed && actors.by_id.is_empty() {
            self.pool.shut_down();
            self.alarms.shut_down();
        }
    }

    /// Refuses new actors, and stops and returns the present ones.
    pub(crate) fn stop_all(&self) -> Vec<StdArc<dyn Job>> {
        let mut actors = sys::lock(&self.actors);
        actors.is_closed = true;
        let present: Vec<_> = actors.by_id.values().map(StdArc::clone).collect();
        self.shut_down_if_empty(&actors);
        drop(actors);
        // Not under the lock: this may call closures of the user, which wait for the stop.
        present.iter().for_each(|actor| StdArc::clone(actor).stop());
        present
    }
}
