//! A weak reference to an actor of any type, for code that does not know the actor's messages.

use crate::{CallError, Exit, lifecycle::control::Control, sys::Arc, wait::join::Joining};

pub(crate) trait AnyActor: Send + Sync {
    fn control(&self) -> &Arc<Control>;

    /// As [`Handle::stop`](crate::Handle::stop).
    fn stop(&self);

    /// Waits until the actor has ended and all its watchers have been called.
    ///
    /// # Errors
    ///
    /// As [`Handle::join`](crate::Handle::join).
    fn join(&self) -> Result<Exit, CallError>;

    /// Takes the actor's own thread, to join it. The actor that runs on the calling thread waits for it from then on.
    ///
    /// `None` if another caller has taken the thread, if the caller runs on that thread, if the wait would close a
    /// cycle, or if the actor has no handle any more.
    fn take_thread(&self) -> Option<Joining>;
}
