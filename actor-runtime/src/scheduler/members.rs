//! The actors that an executor runs, its threads and their alarms.

use std::{io, sync::Arc as StdArc};

use crate::{
    ActorId,
    id::IdMap,
    memory::shrink,
    scheduler::{alarms::Alarms, job::Job, workers::WorkerPool},
    sys::{self, Mutex, thread},
};

/// The actors that are alive, and what runs them.
pub(crate) struct Members {
    pool: StdArc<WorkerPool>,
    alarms: Alarms,
    posts: usize,
    actors: Mutex<Actors>,
    alarm_thread: Mutex<Option<thread::JoinHandle<()>>>,
}

#[derive(Default)]
struct Actors {
    by_id: IdMap<StdArc<dyn Job>>,
    /// None are taken any more.
    closed: bool,
}

impl Members {
    pub(crate) fn new(threads: usize) -> Self {
        Members {
            pool: StdArc::new(WorkerPool::new(threads)),
            alarms: Alarms::default(),
            posts: threads,
            actors: Mutex::default(),
            alarm_thread: Mutex::default(),
        }
    }

    /// Starts its threads.
    pub(crate) fn begin(self: &StdArc<Self>) -> io::Result<()> {
        self.pool.spawn_all()?;
        let members = StdArc::clone(self);
        let thread = thread::Builder::new().name("actor timers".into());
        *sys::lock(&self.alarm_thread) = Some(thread.spawn(move || members.alarms.ring())?);
        Ok(())
    }

    pub(crate) fn pool(&self) -> &StdArc<WorkerPool> {
        &self.pool
    }

    pub(crate) fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Says whether it was taken.
    pub(crate) fn insert(&self, id: ActorId, actor: StdArc<dyn Job>) -> bool {
        let mut actors = sys::lock(&self.actors);
        let is_open = !actors.closed;
        if is_open {
            actors.by_id.insert(id, actor);
        }
        is_open
    }

    /// An actor has ended.
    pub(crate) fn remove(&self, actor: ActorId) {
        let mut actors = sys::lock(&self.actors);
        let gone = actors.by_id.remove(&actor);
        shrink::table(&mut actors.by_id);
        self.dismiss_if_empty(&actors);
        drop(actors);
        drop(gone);
    }

    /// Takes no more of them. The threads end with the last one.
    pub(crate) fn close(&self) {
        let mut actors = sys::lock(&self.actors);
        actors.closed = true;
        self.dismiss_if_empty(&actors);
    }

    /// Waits for its threads to end.
    pub(crate) fn join(&self) {
        self.pool.join();
        if let Some(thread) = sys::lock(&self.alarm_thread).take() {
            let _ = thread.join();
        }
    }

    pub(crate) fn threads(&self) -> usize {
        self.posts
    }

    fn dismiss_if_empty(&self, actors: &Actors) {
        if actors.closed && actors.by_id.is_empty() {
            self.pool.dismiss();
            self.alarms.dismiss();
        }
    }

    /// Takes no more of them, and stops those that it has.
    pub(crate) fn stop_all(&self) -> Vec<StdArc<dyn Job>> {
        let mut actors = sys::lock(&self.actors);
        actors.closed = true;
        let stopped = actors.by_id.values().map(|actor| {
            StdArc::clone(actor).stop();
            StdArc::clone(actor)
        });
        let stopped = stopped.collect();
        self.dismiss_if_empty(&actors);
        stopped
    }
}
