//! Draws a snapshot in the language of Graphviz.

use std::{collections::BTreeSet, fmt::Write};

use crate::{
    ActorId,
    view::{ActorView, Snapshot, Wait},
};

pub(super) fn draw(snapshot: &Snapshot) -> String {
    let in_circles: BTreeSet<ActorId> =
        snapshot.circles().into_iter().flatten().map(ActorView::id).collect();
    let mut dot = String::from("digraph actors {\n  node [shape=box];\n");
    // A write to a `String` cannot fail.
    for actor in snapshot.actors() {
        let _ = writeln!(dot, "  {} [label={}];", node(actor.id()), quoted(&label(actor)));
    }
    for actor in snapshot.actors() {
        let from = node(actor.id());
        if let Some(wait) = actor.waits_for() {
            let color = if in_circles.contains(&actor.id()) { ", color=red" } else { "" };
            let Wait { id, what, .. } = wait;
            let _ = writeln!(dot, "  {from} -> {} [label=\"{what}\"{color}];", node(*id));
        }
        if let Some((supervisor, _)) = actor.supervisor() {
            let _ = writeln!(dot, "  {} -> {from} [style=dashed];", node(supervisor));
        }
    }
    dot.push_str("}\n");
    dot
}

fn node(id: ActorId) -> String {
    quoted(&id.to_string())
}

fn label(actor: &ActorView) -> String {
    let mut label = format!("{}{}", actor.name(), actor.id());
    if let Some(running) = actor.running() {
        let _ = write!(label, "\n{running}");
    }
    if let Some(queued) = actor.queued().filter(|queued| *queued > 0) {
        let _ = write!(label, "\n{queued} queued");
    }
    label
}

/// A string of the language: quotes and backslashes are escaped, and a line break is written as `\n`.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}
