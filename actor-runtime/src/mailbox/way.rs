//! The ways of a message: in its turn, ahead of what is queued, or with an answer that may come later.

/// A way, which generated code passes with the message. It is a type, so that each way has code of its own: nothing is
/// compared for each message.
#[doc(hidden)]
pub trait Way {
    /// Whether the message overtakes what is queued.
    const IS_URGENT: bool = false;
    /// Whether the handler gets the reply, and may answer later.
    const IS_DEFERRED: bool = false;
}

/// The message is handled in its turn, and the handler's result is its answer, if it has one.
#[doc(hidden)]
#[derive(Debug)]
pub struct Plain;

/// The message overtakes what is queued, and gets through a full mailbox.
#[doc(hidden)]
#[derive(Debug)]
pub struct Urgent;

/// The message is handled in its turn. The handler gets the reply, and may answer later.
#[doc(hidden)]
#[derive(Debug)]
pub struct Deferred;

/// The message overtakes what is queued, and the handler gets the reply.
#[doc(hidden)]
#[derive(Debug)]
pub struct UrgentDeferred;

impl Way for Plain {}

impl Way for Urgent {
    const IS_URGENT: bool = true;
}

impl Way for Deferred {
    const IS_DEFERRED: bool = true;
}

impl Way for UrgentDeferred {
    const IS_URGENT: bool = true;
    const IS_DEFERRED: bool = true;
}
