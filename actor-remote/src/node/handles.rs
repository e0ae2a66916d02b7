//! The remote handles of a node: which there are, and which connections they use.

use std::sync::Arc;

use crate::{
    calls::outgoing::Outgoing,
    engine::NodeId,
    node::inner::{Inner, lock},
    wire::batch::ConnectionId,
};

impl Inner {
    pub(crate) fn register(&self, to: NodeId, connection: ConnectionId, outgoing: &Arc<Outgoing>) {
        lock(&self.connections).insert(connection, (to, Arc::clone(outgoing)));
    }

    /// Adds a remote handle. Those that are gone are looked for as often as the list has doubled.
    pub(super) fn add(&self, outgoing: &Arc<Outgoing>) {
        let mut outgoings = lock(&self.outgoings);
        if outgoings.len() == outgoings.capacity() {
            outgoings.retain(|outgoing| outgoing.strong_count() > 0);
            // As much room as there are, so that the next look is as far away.
            let room = outgoings.len().max(16);
            outgoings.reserve_exact(room);
        }
        outgoings.push(Arc::downgrade(outgoing));
    }

    pub(crate) fn outgoings(&self) -> Vec<Arc<Outgoing>> {
        let mut outgoings = lock(&self.outgoings);
        let mut live = Vec::with_capacity(outgoings.len());
        outgoings.retain(|outgoing| match outgoing.upgrade() {
            Some(outgoing) => {
                live.push(outgoing);
                true
            }
            None => false,
        });
        live
    }

    /// Decides all calls.
    pub(super) fn close_calls(&self) {
        for outgoing in self.outgoings() {
            outgoing.close();
        }
    }
}
