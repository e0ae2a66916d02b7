//! An actor as a run of a simulation sees it: whether it lives, what it is in, and how it is killed.

use std::sync::Weak as StdWeak;

use crate::{
    lifecycle::control::Control,
    scheduler::job::Job,
    sys::{self, Arc, Resident},
    wait::graph,
};

impl Control {
    /// Adds the actor to the run of a simulation that it was born in, if any.
    #[inline]
    pub(crate) fn enter_home(this: &Arc<Self>, job: impl FnOnce() -> Option<StdWeak<dyn Job>>) {
        this.home().enter(this.id().number(), this.name(), || {
            Box::new(ResidentActor { control: Arc::downgrade(this), job: job() })
        });
    }
}

/// Weak, so that a run keeps nothing of the actors that have ended.
struct ResidentActor {
    control: sys::Weak<Control>,
    /// `None` if the actor has no executor.
    job: Option<StdWeak<dyn Job>>,
}

impl Resident for ResidentActor {
    fn lives(&self) -> bool {
        self.control.upgrade().is_some_and(|control| !control.has_ended())
    }

    fn kill(&self) {
        let Some(control) = self.control.upgrade() else { return };
        let to_trip = control.kill();
        if let Some(job) = self.job.as_ref().and_then(StdWeak::upgrade) {
            job.poke(&job);
        }
        to_trip.into_iter().for_each(|to_trip| control.trip_token(to_trip));
    }

    fn activity(&self) -> Option<String> {
        let running = self.control.upgrade()?.running()?;
        Some(format!("in {running}"))
    }

    fn waits_for(&self) -> Option<u64> {
        let id = self.control.upgrade()?.id();
        graph::lock().next(id).map(|(target, _)| target.number())
    }
}
