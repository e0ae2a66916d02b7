//! The report of its start that a new actor sends to a spawner that waits for it.

use std::io;

use crate::{
    CallError, Exit, Handle, Reply, ReplySender, Running, SpawnError, actor::context::FirstStart,
    reply, sys::Arc,
};

/// The actor's end of the report. If it is dropped unsent, the spawner learns that the actor has ended.
pub(super) type StartReport<E> = ReplySender<Result<(), SpawnError<E>>>;

/// The spawner's end of the report.
pub(super) type Reported<E> = Reply<Result<(), SpawnError<E>>>;

/// Both ends of a report, if one is wanted.
#[inline]
pub(super) fn reports<E>(wanted: bool) -> (Option<StartReport<E>>, Option<Reported<E>>) {
    wanted.then(|| reply::slot(None)).unzip()
}

pub(super) fn as_first_start<E: Send + 'static>(report: StartReport<E>) -> FirstStart {
    Box::new(move || drop(report.send(Ok(()))))
}

/// Returns the handle once the actor has reported its start. If the start has failed, the actor has ended, and
/// nothing is left of it when this returns. If the spawner cannot wait
/// ([`CallError::NoThread`]), the actor is killed, and its thread may still be ending.
pub(super) fn once_reported<H: Handle, E>(
    handle: H,
    reported: Option<Reported<E>>,
) -> Result<H, SpawnError<E>> {
    let Some(reported) = reported else { return Ok(handle) };
    let reported = match reported.wait() {
        Ok(Ok(())) => return Ok(handle),
        Ok(Err(error)) => Some(error),
        Err(CallError::NoThread) => {
            // The start may take any length of time, and no thread waits for it any more.
            Handle::kill(&handle);
            return Err(cannot_wait());
        }
        Err(_) => None,
    };
    let control = Arc::clone(Handle::mailbox(&handle).control());
    // Waits for the thread to end. The actor waits for no other actor by now, so there is no deadlock.
    let _ = handle.join();
    Err(match (reported, control.exit()) {
        (Some(error), _) => error,
        (None, Some(Exit::Panicked(panic))) if panic.running() == Running::Build => {
            SpawnError::Panicked(panic)
        }
        (None, Some(exit)) => SpawnError::Start(exit),
        // The actor is still ending: the join was a `NoThread`, too.
        (None, None) => cannot_wait(),
    })
}

/// The error of a spawn whose wait was a [`CallError::NoThread`]: it would have blocked a thread of an executor.
fn cannot_wait<E>() -> SpawnError<E> {
    SpawnError::Thread(io::Error::new(io::ErrorKind::WouldBlock, CallError::NoThread))
}
