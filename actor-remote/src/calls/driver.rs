//! What calls need of the node, and which node a message is decoded in.

use std::{cell::RefCell, sync::Arc};

use crate::{
    calls::{outgoing::Outgoing, queue::BytesForNode},
    config::Limits,
    engine::NodeId,
    wire::batch::ConnectionId,
};

/// The node, as the remote handles see it. No method blocks.
pub(crate) trait Driver: Send + Sync {
    fn me(&self) -> NodeId;

    fn limits(&self) -> Limits;

    /// A remote handle of this node.
    fn outgoing(self: Arc<Self>, name: &str, protocol: &str) -> Arc<Outgoing>;

    /// Looks up the name and opens a connection, now or as soon as that is possible.
    fn resolve(&self, outgoing: Arc<Outgoing>);

    /// The count of the bytes of all calls that wait for this node.
    fn bytes_for(&self, node: NodeId) -> Arc<BytesForNode>;

    /// There is something to send on this connection: [`Outgoing::take_batch`] has it.
    fn send_soon(&self, to: NodeId, connection: ConnectionId, outgoing: Arc<Outgoing>);

    /// Frames of this connection have no receiver any more. The other side is told so, and whether the remote handle is
    /// gone, too.
    fn forget(&self, connection: ConnectionId, for_good: bool);

    /// A deadline runs: [`Outgoing::expire`] has to be called from now on, every few milliseconds.
    fn keep_time(&self);

    /// Runs a closure of the user on the thread for these.
    fn call_back(&self, job: Box<dyn FnOnce() + Send>);
}

thread_local! {
    static DECODING: RefCell<Option<Arc<dyn Driver>>> = const { RefCell::new(None) };
}

/// Runs `decode` as a part of this node: remote handles in what it decodes belong to the node.
pub(crate) fn decoding<R>(driver: &Arc<dyn Driver>, decode: impl FnOnce() -> R) -> R {
    struct Restore(Option<Arc<dyn Driver>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            DECODING.replace(self.0.take());
        }
    }
    let _restore = Restore(DECODING.replace(Some(Arc::clone(driver))));
    decode()
}

/// The node that this thread decodes a message for.
pub(crate) fn current() -> Option<Arc<dyn Driver>> {
    DECODING.with_borrow(Clone::clone)
}
