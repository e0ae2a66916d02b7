//! An actor of any kind, held weakly: what can be done with one whose messages are not known.

use crate::{lifecycle::control::Control, sys::Arc, wait::join::Joining};

pub(crate) trait AnyActor: Send + Sync {
    fn control(&self) -> &Arc<Control>;

    /// As [`Handle::stop`](crate::Handle::stop).
    fn stop(&self);

    /// Its thread, for the first to join it from another one, as long as it has a handle.
    fn take_thread(&self) -> Option<Joining>;
}
