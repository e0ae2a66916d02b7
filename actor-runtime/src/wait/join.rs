//! Waiting for a thread to end.

use crate::{CallError, panics, scheduler::workers, sys::thread, wait::graph::Edge};

/// A wait for an actor's own thread, its watchers included.
pub(crate) struct Joining {
    thread: thread::JoinHandle<()>,
    _edge: Option<Edge>,
}

impl Joining {
    pub(crate) fn new(thread: thread::JoinHandle<()>, edge: Option<Edge>) -> Self {
        Joining { thread, _edge: edge }
    }

    /// Joins the thread in `place` and takes it out. If there is an error it stays there.
    ///
    /// A thread that has to keep its post calls `wait_for_end` first, which may fail with `NoThread`. The actor's
    /// thread only has to return then, so joining it is quick.
    pub(crate) fn finish(
        place: &mut Option<Self>,
        wait_for_end: impl FnOnce() -> Result<(), CallError>,
    ) -> Result<(), CallError> {
        let leave = workers::enter_blocking();
        if let workers::BlockingStart::Refused = leave {
            wait_for_end()?;
        }
        if let Some(Err(payload)) = place.take().map(|joining| joining.thread.join()) {
            panics::release(payload);
        }
        Ok(())
    }

    /// The thread, for a later join.
    pub(crate) fn into_thread(self) -> thread::JoinHandle<()> {
        self.thread
    }
}
