//! An actor of any kind, held weakly: what can be done with one whose messages are not known.

use crate::{Handle, Weak, lifecycle::control::Control, mailbox::shared::Joining, sys::Arc};

pub(crate) trait AnyActor: Send + Sync {
    fn control(&self) -> &Arc<Control>;

    /// As [`Handle::stop`].
    fn stop(&self);

    /// Its thread, for the first to join it from another one, as long as it has a handle.
    fn take_thread(&self) -> Option<Joining>;
}

impl<H: Handle> AnyActor for Weak<H> {
    fn control(&self) -> &Arc<Control> {
        Weak::control(self)
    }

    fn stop(&self) {
        Weak::stop(self);
    }

    fn take_thread(&self) -> Option<Joining> {
        self.sending()?.take_thread().ok()?
    }
}
