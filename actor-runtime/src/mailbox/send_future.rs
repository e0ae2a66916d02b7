//! `SendFuture`: a send from async code, which waits for room as a future.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{
    Reply, SendError,
    mailbox::line::Admission,
    memory::packed::{Message, Packed},
};

/// Resolves once the mailbox has accepted the message of a
/// [`send_async`](crate::Handle::send_async).
///
/// The message is on its way from the call on, in its turn among all senders that wait for room. If the future is
/// dropped before the message was accepted, the message is cancelled, and its place goes to the next sender.
#[must_use = "the message is cancelled if this is dropped before it was accepted"]
pub struct SendFuture<M: Message>(SendState<M>);

enum SendState<M: Message> {
    Decided(Option<Result<(), SendError<M>>>),
    Waiting(Reply<Admission<Packed<M>>>),
}

impl<M: Message> SendFuture<M> {
    pub(crate) fn decided(sent: Result<(), SendError<M>>) -> Self {
        SendFuture(SendState::Decided(Some(sent)))
    }

    pub(crate) fn waiting(admitted: Reply<Admission<Packed<M>>>) -> Self {
        SendFuture(SendState::Waiting(admitted))
    }
}

/// Cancels the send while it waits. A message that the line has sent away is dropped here, and no mailbox counts it as
/// undelivered.
impl<M: Message> Drop for SendFuture<M> {
    fn drop(&mut self) {
        if let SendState::Waiting(admitted) = &mut self.0 {
            if let Ok(Some(Err(refused))) = admitted.try_wait() {
                refused.give_up();
            }
        }
    }
}

// No field of the future is pinned.
impl<M: Message> Unpin for SendFuture<M> {}

/// # Panics
///
/// If polled again after it has resolved.
impl<M: Message> Future for SendFuture<M> {
    type Output = Result<(), SendError<M>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            SendState::Decided(sent) => {
                Poll::Ready(sent.take().expect("`SendFuture` was polled after it had resolved"))
            }
            SendState::Waiting(admitted) => match Pin::new(admitted).poll(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Ok(admission)) => {
                    self.0 = SendState::Decided(None);
                    Poll::Ready(admission.map_err(SendError::of))
                }
                Poll::Ready(Err(_)) => {
                    unreachable!("a line lets in each of its waiters or sends it away")
                }
            },
        }
    }
}

impl<M: Message> fmt::Debug for SendFuture<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendFuture").finish_non_exhaustive()
    }
}
