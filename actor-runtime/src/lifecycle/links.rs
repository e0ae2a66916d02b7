//! Links actors, so that an actor that ends abnormally stops those that it is linked to.
//
// Each of two linked actors has the other in a map beside its exit, under the same lock. An actor that ends takes its
// map under the lock that publishes its exit, so it finds all actors linked to it before; a link that is added later
// finds the exit. No thread ever holds two of these locks at once.

use std::collections::BTreeMap;

use crate::{
    ActorId, Exit,
    lifecycle::{any_actor::AnyActor, control::Control},
};

/// The actors that one actor is linked to.
pub(crate) type Links = BTreeMap<ActorId, Box<dyn AnyActor>>;

/// Tells the exit of `ended` to all actors that it was linked to.
pub(crate) fn tell(links: Links, ended: ActorId, exit: &Exit) {
    for actor in links.into_values() {
        remove(actor.control(), ended);
        stop_after(exit, &*actor);
    }
}

/// Adds `other` to the links of `to`. Fails with the exit of `to` if it has ended.
pub(crate) fn add(to: &Control, other: Box<dyn AnyActor>) -> Result<(), Exit> {
    let id = other.control().id();
    let former = to.links(|links, exit| match exit {
        Some(exit) => Err(exit.clone()),
        None => Ok(links.insert(id, other)),
    });
    former.map(drop)
}

/// Removes the actor `id` from the links of `from`.
pub(crate) fn remove(from: &Control, id: ActorId) {
    drop(from.links(|links, _| links.remove(&id)));
}

/// Stops `other`, if `exit` is an abnormal one.
pub(crate) fn stop_after(exit: &Exit, other: &dyn AnyActor) {
    if exit.is_abnormal() {
        other.stop();
    }
}
