//! What the list of the living shows of an actor, by how the actor runs.

use std::sync::Arc as StdArc;

use crate::{
    ActorId,
    activity::Activity,
    lifecycle::control::Control,
    living::{Eye, Group, Observe, Progress, Sighting},
    mailbox::channel::pooled::actor::PooledActor,
    scheduler::{job::JobRef, members::Members},
    sys::{self, Arc},
};

impl Observe for Arc<Control> {
    fn show(&self, eye: &mut Eye<'_>) {
        show(self, || None, eye);
    }
}

impl<M: Send + 'static> Observe for PooledActor<M> {
    fn show(&self, eye: &mut Eye<'_>) {
        show(&self.control, || Some(self.queue().envelopes.len() as u64), eye);
    }
}

impl Group for Members {
    fn ids(&self) -> Vec<ActorId> {
        sys::lock(&self.actors.0).by_id.keys().copied().collect()
    }

    fn show(&self, ids: &[ActorId], eye: &mut Eye<'_>) {
        let listed = sys::lock(&self.actors.0);
        let of_id = |id| listed.by_id.get(id).map(StdArc::clone);
        let actors: Vec<JobRef> = ids.iter().filter_map(of_id).collect();
        drop(listed);
        actors.iter().for_each(|actor| Observe::show(&**actor, eye));
    }
}

fn show(control: &Control, queued: impl FnOnce() -> Option<u64>, eye: &mut Eye<'_>) {
    if control.has_ended() {
        return;
    }
    let stats = || control.stats();
    // Before the count: otherwise, a message that begins between the two would be taken for the one before it.
    let activity = control.receiving.activity();
    let progress = Progress {
        id: control.id(),
        received: control.receiving.received(),
        activity,
        restarts: control.receiving.restarts(),
        // The count of an actor that counts is exact. A queue does not have what its thread has taken out.
        queued: control.accepted().and_then(|_| stats().pending).or_else(queued),
    };
    let is_stateless = progress.activity == Activity::STATELESS;
    eye(progress, &|| Sighting {
        name: control.own_name(),
        type_path: control.type_path(),
        is_pooled: control.is_pooled(),
        running: control.running_in(progress.activity),
        is_paused: is_stateless && control.is_open(),
        stats: stats(),
        children: children(control),
    });
}

/// Of a supervisor, the children that have not ended.
fn children(control: &Control) -> Vec<ActorId> {
    let living = control.roster().map(|roster| roster.living()).unwrap_or_default();
    living.iter().map(|child| child.id()).collect()
}
