//! Links: an actor that ends abnormally stops those that cannot do without it.
//
// Each of two linked actors has the other in the map beside its exit, so whoever ends finds the
// other under the very lock that publishes the exit, and a link that comes later finds the exit.
// No two of these locks are ever held at once.

use std::collections::BTreeMap;

use crate::{
    ActorId, Exit,
    lifecycle::{any_actor::AnyActor, control::Control},
};

/// The actors that one is linked to.
pub(crate) type Links = BTreeMap<ActorId, Box<dyn AnyActor>>;

/// Tells all that `ended` was linked to.
pub(crate) fn tell(links: Links, ended: ActorId, exit: &Exit) {
    for actor in links.into_values() {
        remove(actor.control(), ended);
        stop_after(exit, &*actor);
    }
}

/// Links `to` one more, unless it has ended.
pub(crate) fn add(to: &Control, other: Box<dyn AnyActor>) -> Result<(), Exit> {
    let id = other.control().id();
    let former = to.links(|links, exit| match exit {
        Some(exit) => Err(exit.clone()),
        None => Ok(links.insert(id, other)),
    });
    former.map(drop)
}

pub(crate) fn remove(from: &Control, id: ActorId) {
    drop(from.links(|links, _| links.remove(&id)));
}

pub(crate) fn stop_after(exit: &Exit, other: &dyn AnyActor) {
    if exit.clone().ok().is_err() {
        other.stop();
    }
}
