//! The future that waits for an actor's end.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{CallError, Exit, lifecycle::control::Control, sys::Arc};

/// A future that resolves once an actor has ended and its watchers have been called.
///
/// [`join_async`](crate::Handle::join_async) and [`shutdown_async`](crate::Handle::shutdown_async)
/// return one.
///
/// It depends on no executor, and any may poll it. It keeps no actor alive, and dropping it changes
/// nothing for the actor. Polled again after it has resolved to an exit, it resolves to the same exit again. A
/// [`Deadlock`](CallError::Deadlock) is not final.
///
/// ```
/// use actor_runtime::{JoinFuture, prelude::*};
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
/// }
///
/// let counter = Counter { total: 0 }.spawn();
/// counter.add(1)?;
/// let end: JoinFuture = counter.shutdown_async(); // it stops from here on
/// # use std::{future::Future, pin::pin, sync::Arc, task::{Context, Poll, Wake}, thread};
/// # struct Unpark(thread::Thread);
/// # impl Wake for Unpark { fn wake(self: Arc<Self>) { self.0.unpark() } }
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let (waker, mut future) = (Arc::new(Unpark(thread::current())).into(), pin!(future));
/// #     loop {
/// #         match future.as_mut().poll(&mut Context::from_waker(&waker)) {
/// #             Poll::Ready(output) => return output,
/// #             Poll::Pending => thread::park(),
/// #         }
/// #     }
/// # }
/// assert_eq!(block_on(end)?, Exit::Stopped); // in a task: `end.await?`
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[must_use = "nothing waits for the actor's end unless this is awaited"]
pub struct JoinFuture {
    control: Arc<Control>,
    /// The key of the waker of the task that polled last.
    waker_key: Option<u64>,
}

impl JoinFuture {
    pub(crate) fn new(control: Arc<Control>) -> Self {
        JoinFuture { control, waker_key: None }
    }
}

impl Future for JoinFuture {
    type Output = Result<Exit, CallError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let JoinFuture { control, waker_key } = &mut *self;
        control.poll_end(waker_key, cx)
    }
}

/// Drops the waker of the task that polled last.
impl Drop for JoinFuture {
    fn drop(&mut self) {
        if let Some(key) = self.waker_key {
            self.control.forget_task(key);
        }
    }
}

impl fmt::Debug for JoinFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JoinFuture").field(&self.control).finish()
    }
}
