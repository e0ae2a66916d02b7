//! Makes a snapshot: looks at each actor, then at the waits, and puts both together.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    ActorId, SystemRef,
    id::IdMap,
    living::{self, Progress, Sighting},
    sys::{self, Instant, Mutex},
    view::{
        ActorView, Awaited, Driver, Snapshot, Wait,
        memory::{Memory, Stay},
    },
    wait::graph,
};

type All = BTreeMap<ActorId, (Progress, Sighting)>;

fn all() -> All {
    let mut all = All::new();
    living::show_all(&mut |progress, in_full| {
        all.insert(progress.id, (progress, in_full()));
    });
    all
}

pub(super) fn snapshot(system: Option<&SystemRef>, memory: &Mutex<Memory>) -> Snapshot {
    let begun = Instant::now();
    let all = all();
    let ended = Instant::now();
    let supervisors = supervisors(&all);
    let waits = waits(&all, &supervisors);
    let wanted = system.map(|system| of_system(system, &all));
    let is_wanted = |id: &ActorId| wanted.as_ref().is_none_or(|wanted| wanted.contains(id));
    let name = |id: &ActorId| all.get(id).map_or(Cow::Borrowed(""), |(_, seen)| seen.name.clone());
    let wanted = || all.iter().filter(|(id, _)| is_wanted(id));
    let stays: IdMap<Stay> =
        wanted().filter_map(|(id, (progress, _))| Some((*id, Stay::of(progress)?))).collect();
    // Locked after the scan, which the samples of a watch do not wait for.
    let mut memory = sys::lock(memory);
    memory.note(begun, ended, stays.iter().map(|(id, stay)| (*id, *stay, ended)));
    let since = stays.iter().filter_map(|(id, stay)| Some((*id, memory.since(*id, *stay)?)));
    let since: IdMap<Instant> = since.collect();
    drop(memory);
    let mut actors = Vec::new();
    for (id, (progress, sighting)) in wanted() {
        // Each look was after the begin of the scan.
        let for_at_least = since.get(id).map(|since| begun.saturating_duration_since(*since));
        actors.push(ActorView {
            id: *id,
            name: sighting.name.clone(),
            type_name: sighting.type_path,
            driver: if sighting.is_pooled { Driver::Executor } else { Driver::Thread },
            running: sighting.running,
            for_at_least: for_at_least.unwrap_or_default(),
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
