//! The calling side: from a method of a remote handle to what became of the message.
//
// | file | what is in it |
// |---|---|
// | `driver` | what this folder needs of the node |
// | `call` | one message, and its outcome |
// | `queue` | the calls that wait to be sent, by count and by bytes |
// | `state` | the messages of one remote handle: queued, sent, accepted |
// | `outgoing` | the lock around these, and what is done once it is free |
// | `answers` | what the frames from the other side do to them |
// | `patience` | how long the opening of a connection waits for an answer |
// | `ends` | deadlines, broken connections, the node's close |
// | `reply` | the outcome, for the caller to wait for |

pub(crate) mod answers;
pub(crate) mod call;
pub(crate) mod driver;
pub(crate) mod ends;
pub(crate) mod outgoing;
pub(crate) mod patience;
pub(crate) mod queue;
pub(crate) mod reply;
pub(crate) mod state;
