//! The actors that an executor runs, its threads and their alarms.

use std::{io, sync::Arc as StdArc};

use crate::{
    ActorId,
    id::IdMap,
    memory::shrink,
    scheduler::{alarms::Alarms, job::Job, workers::Crew},
    sys::{self, Mutex, thread},
};

/// The actors that are alive, and what runs them.
pub(crate) struct Roll {
    crew: StdArc<Crew>,
    alarms: Alarms,
    posts: usize,
    members: Mutex<Members>,
    alarm_thread: Mutex<Option<thread::JoinHandle<()>>>,
}

#[derive(Default)]
struct Members {
    actors: IdMap<StdArc<dyn Job>>,
    /// None are taken any more.
    closed: bool,
}

impl Roll {
    pub(crate) fn new(threads: usize) -> Self {
        Roll {
            crew: StdArc::new(Crew::new(threads)),
            alarms: Alarms::default(),
            posts: threads,
            members: Mutex::default(),
            alarm_thread: Mutex::default(),
        }
    }

    /// Starts its threads.
    pub(crate) fn begin(self: &StdArc<Self>) -> io::Result<()> {
        self.crew.hire_all()?;
        let roll = StdArc::clone(self);
        let thread = thread::Builder::new().name("actor timers".into());
        *sys::lock(&self.alarm_thread) = Some(thread.spawn(move || roll.alarms.ring())?);
        Ok(())
    }

    pub(crate) fn crew(&self) -> &StdArc<Crew> {
        &self.crew
    }

    pub(crate) fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Says whether it was taken.
    pub(crate) fn enrol(&self, id: ActorId, actor: StdArc<dyn Job>) -> bool {
        let mut members = sys::lock(&self.members);
        let is_open = !members.closed;
        if is_open {
            members.actors.insert(id, actor);
        }
        is_open
    }

    /// An actor has ended.
    pub(crate) fn strike_off(&self, actor: ActorId) {
        let mut members = sys::lock(&self.members);
        let gone = members.actors.remove(&actor);
        shrink::table(&mut members.actors);
        self.dismiss_if_empty(&members);
        drop(members);
        drop(gone);
    }

    /// Takes no more of them. The threads end with the last one.
    pub(crate) fn close(&self) {
        let mut members = sys::lock(&self.members);
        members.closed = true;
        self.dismiss_if_empty(&members);
    }

    /// Waits for its threads to end.
    pub(crate) fn join(&self) {
        self.crew.join();
        if let Some(thread) = sys::lock(&self.alarm_thread).take() {
            let _ = thread.join();
        }
    }

    pub(crate) fn threads(&self) -> usize {
        self.posts
    }

    fn dismiss_if_empty(&self, members: &Members) {
        if members.closed && members.actors.is_empty() {
            self.crew.dismiss();
            self.alarms.dismiss();
        }
    }

    /// Takes no more of them, and stops those that it has.
    pub(crate) fn stop_all(&self) -> Vec<StdArc<dyn Job>> {
        let mut members = sys::lock(&self.members);
        members.closed = true;
        let stopped = members.actors.values().map(|actor| {
            StdArc::clone(actor).stop();
            StdArc::clone(actor)
        });
        let stopped = stopped.collect();
        self.dismiss_if_empty(&members);
        stopped
    }
}
