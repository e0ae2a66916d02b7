//! `Recipient`: a sender of one kind of value, without the type of the actor that gets it.

use std::{
    fmt,
    future::{self, Future},
    panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe},
    pin::Pin,
    sync::Arc as StdArc,
};

use crate::{
    CallError, Handle, Weak,
    mailbox::way::{Plain, Urgent},
};

/// A sender of `T` to an actor whose type it does not name: a closure makes the actor's message of each value.
///
/// | made by | keeps its actor alive | can be detached |
/// |---|---|---|
/// | [`Handle::recipient`] | yes, as a handle does | no |
/// | [`Weak::recipient`] | no | no |
/// | [`Context::source`](crate::Context::source) | no | yes, by its [`Attachment`](crate::Attachment) |
///
/// So one actor may report to any other, and a list may hold recipients of different actors. Clones share the closure
/// and the handle. The closure runs on the thread that sends, and a panic of it is that thread's.
///
/// ```
/// use actor_runtime::{Recipient, prelude::*};
///
/// #[actor]
/// struct Download { progress: Recipient<u8> }
///
/// #[actor]
/// impl Download {
///     pub fn fetch(&self) {
///         for percent in [50, 100] {
///             let _ = self.progress.send(percent);
///         }
///     }
/// }
///
/// #[actor]
/// #[derive(Default)]
/// struct Bar { percent: u8 }
///
/// #[actor]
/// impl Bar {
///     pub fn show(&mut self, percent: u8) { self.percent = percent }
///     pub fn percent(&self) -> u8 { self.percent }
/// }
///
/// let bar = Bar::default().spawn();
/// let progress = bar.recipient(|percent| BarMessage::Show { percent });
/// let download = Download { progress }.spawn();
/// download.fetch()?;
/// download.join()?;
/// assert_eq!(bar.percent()?, 100);
/// # Ok::<(), CallError>(())
/// ```
pub struct Recipient<T>(StdArc<dyn Target<T>>);

/// What the future of a [`Recipient::send_async`] is boxed as.
pub(crate) type Sending = Pin<Box<dyn Future<Output = Result<(), CallError>> + Send>>;

/// The actor behind a recipient, with the closure that makes its messages.
pub(crate) trait Target<T>: Send + Sync + UnwindSafe + RefUnwindSafe {
    fn send(&self, value: T) -> Result<(), CallError>;

    fn try_send(&self, value: T) -> Result<(), CallError>;

    fn send_async(&self, value: T) -> Sending;
}

impl<T> Recipient<T> {
    pub(crate) fn new(target: impl Target<T> + 'static) -> Self {
        Recipient(StdArc::new(target))
    }

    /// Sends a value, as a method of the handle sends its message: a full mailbox does what its
    /// [`Overflow`](crate::Overflow) says, and an `#[urgent]` message overtakes what is queued, unless it is
    /// that of a source.
    ///
    /// # Errors
    ///
    /// The reason why the message was not accepted. The value is dropped then.
    pub fn send(&self, value: T) -> Result<(), CallError> {
        self.0.send(value)
    }

    /// Sends a value, if the mailbox has room for its message. Never blocks.
    ///
    /// # Errors
    ///
    /// [`CallError::Full`] if there is no room, and otherwise the reason why the message was not accepted. The value is
    /// dropped then.
    pub fn try_send(&self, value: T) -> Result<(), CallError> {
        self.0.try_send(value)
    }

    /// Sends a value from async code, as [`Handle::send_async`] does: the message is on its way from this call on,
    /// polled or not, and a future that is dropped cancels a message that still waits for room. Allocates the future.
    ///
    /// # Errors
    ///
    /// The future gives the reason why the message was not accepted. The value is dropped then.
    ///
    /// ```
    /// use actor_runtime::{Recipient, prelude::*};
    ///
    /// async fn report(progress: &Recipient<u8>) -> Result<(), CallError> {
    ///     progress.send_async(50).await?;
    ///     progress.send_async(100).await
    /// }
    /// ```
    pub fn send_async(
        &self,
        value: T,
    ) -> impl Future<Output = Result<(), CallError>> + Send + Unpin + 'static + use<T> {
        self.0.send_async(value)
    }
}

impl<T> Clone for Recipient<T> {
    fn clone(&self) -> Self {
        Recipient(StdArc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Recipient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recipient").finish_non_exhaustive()
    }
}

/// A recipient by a handle, or by a weak one. No panic leaves either half changed: the runtime's locks are never
/// poisoned, and the closure changes nothing without a lock or a cell of its own.
struct ByHandle<H, F>(AssertUnwindSafe<(H, F)>);

struct ByWeak<H: Handle, F>(AssertUnwindSafe<(Weak<H>, F)>);

/// The recipient that holds its actor.
pub(crate) fn strong<T, H, F>(handle: H, make: F) -> Recipient<T>
where
    H: Handle + 'static,
    F: Fn(T) -> H::Message + Send + Sync + 'static,
{
    Recipient::new(ByHandle(AssertUnwindSafe((handle, make))))
}

/// The recipient that does not.
pub(crate) fn weak<T, H, F>(weak: Weak<H>, make: F) -> Recipient<T>
where
    H: Handle + 'static,
    F: Fn(T) -> H::Message + Send + Sync + 'static,
{
    Recipient::new(ByWeak(AssertUnwindSafe((weak, make))))
}

impl<T, H, F> Target<T> for ByHandle<H, F>
where
    H: Handle + 'static,
    F: Fn(T) -> H::Message + Send + Sync,
{
    fn send(&self, value: T) -> Result<(), CallError> {
        let (handle, make) = &*self.0;
        tell(handle, make(value))
    }

    fn try_send(&self, value: T) -> Result<(), CallError> {
        let (handle, make) = &*self.0;
        Ok(handle.try_send(make(value))?)
    }

    fn send_async(&self, value: T) -> Sending {
        let (handle, make) = &*self.0;
        sending(handle, make(value))
    }
}

impl<T, H, F> Target<T> for ByWeak<H, F>
where
    H: Handle + 'static,
    F: Fn(T) -> H::Message + Send + Sync,
{
    fn send(&self, value: T) -> Result<(), CallError> {
        let (weak, make) = &*self.0;
        tell(&weak.handle()?, make(value))
    }

    fn try_send(&self, value: T) -> Result<(), CallError> {
        let (weak, make) = &*self.0;
        Ok(weak.handle()?.try_send(make(value))?)
    }

    fn send_async(&self, value: T) -> Sending {
        let (weak, make) = &*self.0;
        match weak.handle() {
            Ok(handle) => sending(&handle, make(value)),
            Err(reason) => Box::pin(future::ready(Err(reason))),
        }
    }
}

/// Sends a message as a method of the handle does: a message that is refused is dropped, and not boxed.
fn tell<H: Handle>(handle: &H, message: H::Message) -> Result<(), CallError> {
    let mailbox = handle.mailbox();
    if H::HAS_URGENT && H::is_urgent(&message) {
        mailbox.send_told(Urgent, message)
    } else {
        mailbox.send_told(Plain, message)
    }
}

fn sending<H: Handle + 'static>(handle: &H, message: H::Message) -> Sending {
    let sent = handle.send_async(message);
    Box::pin(async move { Ok(sent.await?) })
}
