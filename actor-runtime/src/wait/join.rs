//! Waits for an actor's own thread to end.

use crate::{
    CallError, panics,
    scheduler::blocking::{self, BlockingStart},
    sys::thread,
    wait::graph::Edge,
};

/// An actor's own thread, to be joined. The thread ends after the actor's watchers have been called.
pub(crate) struct Joining {
    thread: thread::JoinHandle<()>,
    _edge: Option<Edge>,
}

impl Joining {
    pub(crate) fn new(thread: thread::JoinHandle<()>, edge: Option<Edge>) -> Self {
        Joining { thread, _edge: edge }
    }

    /// Joins the thread in `place` and takes it out. On an error, the thread stays in `place`.
    ///
    /// A worker that has to keep its slot calls `wait_for_end` first, which may fail with `NoThread`. After that the
    /// actor's thread only has to return, so joining it is quick.
    pub(crate) fn finish(
        place: &mut Option<Self>,
        wait_for_end: impl FnOnce() -> Result<(), CallError>,
    ) -> Result<(), CallError> {
        let blocking = blocking::enter_blocking();
        if let BlockingStart::Refused = blocking {
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
