//! Keeps the live actors of an executor, with the worker pool and the alarms that run them.

use std::{io, sync::Arc as StdArc};

use crate::{
    ActorId,
    scheduler::{
        actors::{Actors, IsOver},
        alarms::Alarms,
        job::JobRef,
        workers::WorkerPool,
    },
    sys::{self, Home, Mutex, thread},
};

/// The live actors of an executor. The threads that run them end with the last actor after `close`.
pub(crate) struct Members {
    pool: StdArc<WorkerPool>,
    alarms: Alarms,
    pub(crate) actors: StdArc<Actors>,
    alarm_thread: Mutex<Option<thread::JoinHandle<()>>>,
    home: Home,
}

impl Members {
    pub(crate) fn new(threads: usize, home: Home) -> Self {
        let actors = StdArc::<Actors>::default();
        Members {
            pool: StdArc::new(WorkerPool::new(threads, StdArc::clone(&actors))),
            alarms: Alarms::default(),
            actors,
            alarm_thread: Mutex::default(),
            home,
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

    /// Where the executor was made.
    pub(crate) fn home(&self) -> Home {
        self.home
    }

    pub(crate) fn pool(&self) -> &StdArc<WorkerPool> {
        &self.pool
    }

    pub(crate) fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Adds an actor, unless this is closed; returns whether it was added.
    pub(crate) fn insert(&self, id: ActorId, actor: JobRef) -> bool {
        self.actors.insert(id, actor)
    }

    /// Removes an actor that has ended.
    pub(crate) fn remove(&self, actor: ActorId) {
        self.shut_down_if(self.actors.remove(actor));
    }

    /// Refuses new actors. The threads end with the last actor.
    pub(crate) fn close(&self) {
        self.shut_down_if(self.actors.close());
    }

    /// Waits until the workers and the thread of the alarms have ended.
    pub(crate) fn join(&self) {
        self.pool.join();
        // Not under the lock: another thread that waits for the end, too, would wait for the lock meanwhile.
        let thread = sys::lock(&self.alarm_thread).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    /// The number of worker slots.
    pub(crate) fn threads(&self) -> usize {
        self.pool.slots()
    }

    fn shut_down_if(&self, IsOver(is_over): IsOver) {
        if is_over {
            self.pool.shut_down();
            self.alarms.shut_down();
        }
    }

    /// Refuses new actors, and stops and returns the present ones.
    pub(crate) fn stop_all(&self) -> Vec<JobRef> {
        let (present, is_over) = self.actors.close_and_list();
        self.shut_down_if(is_over);
        // Not under the lock: this may call closures of the user, which wait for the stop.
        present.iter().for_each(|actor| actor.stop(actor));
        present
    }
}
