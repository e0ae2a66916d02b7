//! What the served side needs of the node: that its bytes go out, however slow the other side is.

use crate::engine::NodeId;

/// What became of bytes for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Posted {
    Taken,
    /// Taken, but so many wait that no more messages of that node are to be taken up until it has
    /// [`room`](crate::serve::serving::Serving::room).
    Full,
    /// Not taken: too many wait.
    Refused,
}

/// Where the worker's bytes go. No method blocks.
pub(crate) trait Outlet: Send {
    fn send_if_room(&self, to: NodeId, bytes: Vec<u8>) -> Posted;

    /// The few bytes that end a connection have room always, unless they are for one of many nodes that are not known.
    fn send_always(&self, to: NodeId, bytes: Vec<u8>);
}
