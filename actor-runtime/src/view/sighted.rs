//! Makes a snapshot: looks at each actor, then at the waits, and puts both together.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    mem,
    time::Duration,
};

use crate::{
    ActorId, Running, SystemRef,
    activity::Activity,
    id::{self, IdMap},
    living::{self, Progress, Sighting},
    sys::Instant,
    view::{ActorView, Awaited, Driver, Snapshot, Wait},
    wait::graph,
};

/// What an actor was in when it was last looked at, and since when. An actor that waits for a message is not in it.
pub(super) type Memory = IdMap<Seen>;

pub(super) struct Seen {
    pub(super) received: u64,
    pub(super) activity: Activity,
    pub(super) restarts: u64,
    pub(super) since: Instant,
}

type All = BTreeMap<ActorId, (Progress, Sighting)>;

fn all() -> All {
    let mut all = All::new();
    living::show_all(&mut |progress, in_full| {
        all.insert(progress.id, (progress, in_full()));
    });
    all
}

pub(super) fn snapshot(system: Option<&SystemRef>, memory: &mut Memory) -> Snapshot {
    let all = all();
    let supervisors = supervisors(&all);
    let waits = waits(&all, &supervisors);
    let wanted = system.map(|system| of_system(system, &all));
    let is_wanted = |id: &ActorId| wanted.as_ref().is_none_or(|wanted| wanted.contains(id));
    let name = |id: &ActorId| all.get(id).map_or(Cow::Borrowed(""), |(_, seen)| seen.name.clone());
    let former = mem::replace(memory, id::empty_map());
    let now = Instant::now();
    let mut actors = Vec::new();
    for (id, (progress, sighting)) in all.iter().filter(|(id, _)| is_wanted(id)) {
        actors.push(ActorView {
            id: *id,
            name: sighting.name.clone(),
            type_name: sighting.type_path,
            driver: if sighting.is_pooled { Driver::Executor } else { Driver::Thread },
            running: sighting.running,
            for_at_least: remember(progress, sighting.running, now, &former, memory),
            stats: sighting.stats.clone(),
            queued: progress.queued,
            waits_for: waits.get(id).map(|(id, what)| Wait {
                id: *id,
                name: name(id),
                what: *what,
            }),
            supervisor: supervisors.get(id).map(|id| (*id, name(id))),
        });
    }
    Snapshot::new(actors)
}

/// Notes what the actor is in; returns for how long it has been that.
fn remember(
    progress: &Progress,
    running: Option<Running>,
    now: Instant,
    former: &Memory,
    memory: &mut Memory,
) -> Duration {
    if running.is_none_or(recurs) {
        return Duration::ZERO;
    }
    let Progress { id, received, activity, restarts, .. } = *progress;
    let same = former.get(&id).filter(|seen| {
        (seen.received, seen.activity, seen.restarts) == (received, activity, restarts)
    });
    let since = same.map_or(now, |seen| seen.since);
    memory.insert(id, Seen { received, activity, restarts, since });
    now.saturating_duration_since(since)
}

/// Whether it may be over and begun again, without a message between.
pub(super) fn recurs(running: Running) -> bool {
    matches!(running, Running::Idle | Running::Timer | Running::Pipe | Running::Inbox)
}

/// Of each child, its supervisor.
fn supervisors(all: &All) -> BTreeMap<ActorId, ActorId> {
    let groups = all.iter().map(|(id, (_, sighting))| (*id, &sighting.children));
    groups.flat_map(|(id, children)| children.iter().map(move |child| (*child, id))).collect()
}

/// Of each actor that waits for another one, which one and what for. The graph has no wait of a child for a supervisor
/// that has not noticed the failure of the child yet.
fn waits(
    all: &All,
    supervisors: &BTreeMap<ActorId, ActorId>,
) -> BTreeMap<ActorId, (ActorId, Awaited)> {
    let paused = all.iter().filter(|(_, (_, sighting))| sighting.is_paused);
    let mut waits: BTreeMap<_, _> = paused
        .filter_map(|(id, _)| Some((*id, (*supervisors.get(id)?, Awaited::Restart))))
        .collect();
    waits.extend(waits_in_graph().into_iter().map(|(id, to, awaited)| (id, (to, awaited.into()))));
    waits
}

/// Every wait of an actor takes the lock of the graph, so it is held only while they are copied.
fn waits_in_graph() -> Vec<(ActorId, ActorId, graph::Awaited)> {
    let graph = graph::lock();
    let waits = graph.nodes.iter().filter_map(|(id, node)| {
        let (to, awaited) = node.waits_for?;
        Some((*id, to, awaited))
    });
    waits.collect()
}

impl From<graph::Awaited> for Awaited {
    fn from(awaited: graph::Awaited) -> Self {
        match awaited {
            // Mostly the actor on top is run for the sake of an ask.
            graph::Awaited::Answer | graph::Awaited::Return => Awaited::Answer,
            graph::Awaited::End => Awaited::End,
        }
    }
}

/// As of now, the actors of a system, and the children of the supervisors among them.
pub(super) fn actors_of(system: &SystemRef) -> BTreeSet<ActorId> {
    of_system(system, &all())
}

fn of_system(system: &SystemRef, all: &All) -> BTreeSet<ActorId> {
    let mut left: Vec<ActorId> = system.actors().into_iter().map(|(id, _)| id).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = left.pop() {
        if found.insert(id) {
            left.extend(all.get(&id).into_iter().flat_map(|(_, sighting)| &sighting.children));
        }
    }
    found
}
