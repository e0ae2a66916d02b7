//! The served side: from the frames of a connection to the actor's mailbox, and back.
//
// One thread, the node's worker, has all of it. It never waits: a mailbox that is full, and an answer that is not there
// yet, wake the connection or the ticket later. A client that does not take its bytes is held up: while half of what may
// wait for it does, no more of its messages are taken up. What is answered meanwhile still goes out, until the rest is
// full, too: then the connection is reset. So its messages that were not answered are `Unknown`, or are repeated.
//
// | file | what is in it |
// |---|---|
// | `target` | an actor of any type, to which messages are handed over |
// | `memory` | the outcomes of messages that may be repeated |
// | `connection` | the messages of one remote handle, in their order, and the frames that go back |
// | `serving` | all actors and connections of the node |
// | `opening` | how connections come and go |
// | `handing` | one message, from its frame to the mailbox or to a refusal |
// | `outlet` | what is needed of the node: that bytes go out |
// | `wake` | the wakers by which mailboxes and answers come back to the worker |

pub(crate) mod connection;
pub(crate) mod handing;
pub(crate) mod memory;
pub(crate) mod opening;
pub(crate) mod outlet;
pub(crate) mod serving;
pub(crate) mod target;
pub(crate) mod wake;

#[cfg(test)]
mod tests;
