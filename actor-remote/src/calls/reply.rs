//! `RemoteReply`: the outcome of one call, which is still to come.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actor_runtime::{CallError, Reply};

use crate::{
    calls::{call::Outcome, driver::decoding, outgoing::Outgoing},
    error::{Refusal, RemoteError},
};

/// The outcome of a call to an actor elsewhere: wait for it, look for it, or `.await` it.
///
/// The message is on its way from the call on. It stays so if this is dropped: only its outcome is lost then.
///
/// It is decided by the deadline of the remote handle at the latest, which counts from the call on.
///
/// ```no_run
/// # use actor_remote::{RemoteError, RemoteReply};
/// # fn example(mut later: RemoteReply<u64>) -> Result<(), RemoteError> {
/// while later.try_wait()?.is_none() {
///     // something else
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a `RemoteReply` loses what became of the message: `wait` or `.await` it"]
pub struct RemoteReply<T> {
    reply: Reply<Outcome>,
    outgoing: Arc<Outgoing>,
    deadline: Option<Instant>,
    decode: fn(&[u8]) -> Result<T, String>,
}

impl<T> RemoteReply<T> {
    pub(crate) fn new(
        reply: Reply<Outcome>,
        outgoing: Arc<Outgoing>,
        deadline: Option<Instant>,
        decode: fn(&[u8]) -> Result<T, String>,
    ) -> Self {
        RemoteReply { reply, outgoing, deadline, decode }
    }

    /// Waits for the outcome.
    ///
    /// # Errors
    ///
    /// Says what became of the message, if it has no answer.
    pub fn wait(mut self) -> Result<T, RemoteError> {
        loop {
            if let Some(answer) = self.wait_until(None)? {
                return Ok(answer);
            }
        }
    }

    /// Waits for the outcome, for at most `duration`. `None` means that it is still open: wait again.
    ///
    /// # Errors
    ///
    /// As [`wait`](RemoteReply::wait). [`Refusal::NoReply`] once the outcome has been taken.
    pub fn wait_timeout(&mut self, duration: Duration) -> Result<Option<T>, RemoteError> {
        self.wait_until(Instant::now().checked_add(duration))
    }

    /// Takes the outcome if it is here, without waiting.
    ///
    /// # Errors
    ///
    /// As [`wait_timeout`](RemoteReply::wait_timeout).
    pub fn try_wait(&mut self) -> Result<Option<T>, RemoteError> {
        self.reply.try_wait().transpose().map(|outcome| self.read(outcome)).transpose()
    }

    fn wait_until(&mut self, limit: Option<Instant>) -> Result<Option<T>, RemoteError> {
        let until = match (limit, self.deadline) {
            (Some(limit), Some(deadline)) => Some(limit.min(deadline)),
            (limit, deadline) => limit.or(deadline),
        };
        let now = Instant::now();
        let duration = until.map_or(Duration::MAX, |until| until.saturating_duration_since(now));
        match self.reply.wait_timeout(duration) {
            Err(CallError::TimedOut) => {
                let now = Instant::now();
                if self.deadline.is_some_and(|deadline| deadline <= now) {
                    // Decides it, unless the worker just has, which tells the outcome right after that.
                    self.outgoing.expire(now);
                    self.deadline = None;
                    return self.wait_until(limit);
                }
                Ok(None)
            }
            outcome => self.read(outcome).map(Some),
        }
    }

    fn read(&self, outcome: Result<Outcome, CallError>) -> Result<T, RemoteError> {
        match outcome {
            Ok(outcome) => {
                let bytes = outcome?;
                decoding(&self.outgoing.driver, || (self.decode)(&bytes))
                    .map_err(|text| RemoteError::Refused(Refusal::BadAnswer(text)))
            }
            Err(CallError::NoReply) => Err(RemoteError::Refused(Refusal::NoReply)),
            // The wait itself is impossible here. The message goes on its way.
            Err(_) => Err(RemoteError::Unknown),
        }
    }
}

/// Resolves to what [`wait`](RemoteReply::wait) returns.
impl<T> Future for RemoteReply<T> {
    type Output = Result<T, RemoteError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.reply).poll(cx).map(|outcome| self.read(outcome))
    }
}

impl<T> fmt::Debug for RemoteReply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteReply").field("to", &self.outgoing.name).finish_non_exhaustive()
    }
}
