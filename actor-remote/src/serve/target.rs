//! An actor of any type, to which messages from other nodes are handed over.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use actor_runtime::{Exit, SendFuture, Weak};

use crate::{
    calls::driver::{Driver, decoding},
    error::{End, Refusal},
    handle::{
        incoming::{Incoming, Unanswered, Undecoded},
        protocol::Protocol,
    },
    panics::{contained, discard},
};

/// Resolves once the mailbox has accepted a message.
pub(crate) type Admission = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send>>;

/// The answer that is to come, as bytes.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Vec<u8>, Refusal>> + Send>>;

/// What became of a message that was handed over.
pub(crate) enum Handed {
    Refused(Refusal),
    Accepted(Option<Answering>),
    /// The mailbox is full, and the waker that was given is woken when that changes.
    Waits(Admission, Option<Answering>),
}

/// A served actor.
pub(crate) trait Target: Send {
    /// How the actor has ended, if it has.
    fn end(&self) -> Option<End>;

    fn hand_over(&self, method: &str, arguments: &[u8], waker: &Waker) -> Handed;
}

pub(crate) struct Local<H: Protocol> {
    pub(crate) weak: Weak<H>,
    pub(crate) driver: Arc<dyn Driver>,
}

impl<H: Protocol> Target for Local<H> {
    fn end(&self) -> Option<End> {
        let exit = self.weak.exit()?;
        Some(End::of(&exit, self.weak.name()))
    }

    fn hand_over(&self, method: &str, arguments: &[u8], waker: &Waker) -> Handed {
        let Some(handle) = self.weak.upgrade() else {
            let exit = self.weak.exit().unwrap_or(Exit::Closed);
            return Handed::Refused(End::of(&exit, self.weak.name()).into());
        };
        // The arguments' types are the user's, and so is the code that reads them.
        let decoded = contained(|| decoding(&self.driver, || H::decode(method, arguments)));
        let Incoming { message, answer } = match decoded {
            Ok(Ok(incoming)) => incoming,
            Ok(Err(Undecoded::UnknownMessage)) => return Handed::Refused(Refusal::UnknownMessage),
            Ok(Err(Undecoded::BadArgument(text))) => {
                return Handed::Refused(Refusal::BadArgument(text));
            }
            Err(text) => return Handed::Refused(Refusal::BadArgument(text)),
        };
        let name: Arc<str> = self.weak.name().into();
        let answering = answer.map(|answer| -> Answering {
            let name = Arc::clone(&name);
            Box::pin(async move {
                answer.await.map_err(|error| match error {
                    Unanswered::Local(error) => Refusal::of(&error, &name),
                    Unanswered::Unwritten(text) => Refusal::BadAnswer(text),
                })
            })
        });
        let mut admission = Admitting::<H> { sent: handle.send_async(message), name };
        drop(handle);
        match Pin::new(&mut admission).poll(&mut Context::from_waker(waker)) {
            Poll::Ready(Ok(())) => Handed::Accepted(answering),
            Poll::Ready(Err(refusal)) => Handed::Refused(refusal),
            Poll::Pending => Handed::Waits(Box::pin(admission), answering),
        }
    }
}

struct Admitting<H: Protocol> {
    sent: SendFuture<H::Message>,
    name: Arc<str>,
}

impl<H: Protocol> Unpin for Admitting<H> {}

impl<H: Protocol> Future for Admitting<H> {
    type Output = Result<(), Refusal>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let sent = Pin::new(&mut self.sent).poll(cx);
        sent.map_err(|error| {
            let refusal = Refusal::of(error.reason(), &self.name);
            // The drop of the message runs code of the user's.
            discard(error);
            refusal
        })
    }
}
