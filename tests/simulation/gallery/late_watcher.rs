//! Somebody watches a job for its end, and asks for that too late: the end has been reported before.

use std::{error::Error, time::Duration};

use super::A_WHILE;
use actor_runtime::{Child, ChildEventKind, Supervisor, SupervisorHandle, prelude::*, thread};

#[actor]
#[derive(Default)]
struct Job;

#[actor]
impl Job {
    pub fn finish(&mut self, ctx: &mut Context<JobHandle>) {
        ctx.stop();
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let group: SupervisorHandle = Supervisor::one_for_one().spawn();
    let early = if mended { Some(group.events()?) } else { None };
    let job: JobHandle = group.start(Child::new(JobHandle::builder(), Job::default))?;
    let worker = thread::spawn(move || {
        // As a rule, somebody watches the job by then.
        thread::sleep(A_WHILE);
        job.finish()
    });
    let events = match early {
        Some(events) => events,
        None => group.events()?,
    };
    worker.join().unwrap()?;
    let next = || match mended {
        true => events.recv().ok(),
        false => events.recv_timeout(Duration::from_secs(20)).ok(),
    };
    let mut seen = std::iter::from_fn(next);
    assert!(seen.any(|seen| matches!(seen.event, ChildEventKind::Ended(_))), "the end is not seen");
    Ok(())
}
