//! `JoinOnDrop`: a handle whose drop stops the actor and waits for its end.

use std::{fmt, ops::Deref};

use crate::Handle;

/// A handle whose drop [`stop`](Handle::stop)s the actor and waits for its end, even if there are other handles.
/// [`join_on_drop`](Handle::join_on_drop) makes it.
///
/// It is for an actor that must not outlive its owner: a field of a struct, a local of a function that may return
/// early or panic. It dereferences to the handle, so it has the handle's methods, and `clone` clones the handle alone.
///
/// The drop waits as [`shutdown`](Handle::shutdown) does, and ignores how the actor ended. Where that wait would be a
/// [`Deadlock`](crate::CallError::Deadlock), in the actor's own handler or state or that of an actor that it waits
/// for, the drop stops the actor and does not wait. The same goes for [`NoThread`](crate::CallError::NoThread).
///
/// ```
/// use std::sync::mpsc;
/// use actor_runtime::{JoinOnDrop, prelude::*};
///
/// #[actor]
/// struct Writer { written: mpsc::Sender<String> }
///
/// #[actor]
/// impl Writer {
///     pub fn write(&mut self, line: String) { self.written.send(line).unwrap() }
/// }
///
/// struct Report { writer: JoinOnDrop<WriterHandle> }
///
/// let (written, lines) = mpsc::channel();
/// let report = Report { writer: Writer { written }.spawn().join_on_drop() };
/// report.writer.write("the last line".into())?;
/// drop(report); // returns once the line is written and the writer has ended
/// assert_eq!(lines.try_recv().as_deref(), Ok("the last line"));
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[must_use = "its drop stops the actor"]
pub struct JoinOnDrop<H: Handle> {
    /// `None` only once it is taken out.
    handle: Option<H>,
}

impl<H: Handle> JoinOnDrop<H> {
    pub(super) fn new(handle: H) -> Self {
        JoinOnDrop { handle: Some(handle) }
    }

    /// The handle alone: the actor is neither stopped nor joined.
    ///
    /// This is an associated function, so that it hides no message of this name.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp;
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) {}
    /// # }
    /// use actor_runtime::JoinOnDrop;
    ///
    /// let lamp = Lamp.spawn().join_on_drop();
    /// let lamp: LampHandle = JoinOnDrop::into_inner(lamp);
    /// assert_eq!(lamp.join()?, Exit::Closed);
    /// # Ok::<(), CallError>(())
    /// ```
    pub fn into_inner(mut this: Self) -> H {
        match this.handle.take() {
            Some(handle) => handle,
            None => unreachable!("the handle is taken out once"),
        }
    }
}

impl<H: Handle> Deref for JoinOnDrop<H> {
    type Target = H;

    fn deref(&self) -> &H {
        match &self.handle {
            Some(handle) => handle,
            None => unreachable!("the handle is taken out by the drop alone"),
        }
    }
}

/// Stops the actor and waits for its end, unless that would be a deadlock.
impl<H: Handle> Drop for JoinOnDrop<H> {
    fn drop(&mut self) {
        let Some(handle) = self.handle.take() else { return };
        let _ = Handle::mailbox(&handle).shared().shut_down();
    }
}

impl<H: Handle> fmt::Debug for JoinOnDrop<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JoinOnDrop").field(Handle::mailbox(&**self).control()).finish()
    }
}
