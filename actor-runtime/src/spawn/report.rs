//! What a new actor reports to a spawner that waits for its start.

use std::io;

use crate::{
    CallError, Exit, Handle, Reply, ReplySender, Running, SpawnError, actor::context::FirstStart,
    reply, sys::Arc,
};

/// Where a new actor reports to its spawner. Dropped unsent, it reports that the actor has ended
/// instead.
pub(super) type Report<E> = ReplySender<Result<(), SpawnError<E>>>;

pub(super) type Reported<E> = Reply<Result<(), SpawnError<E>>>;

/// Both ends of such a report, if one is wanted.
pub(super) fn reports<E>(wanted: bool) -> (Option<Report<E>>, Option<Reported<E>>) {
    wanted.then(|| reply::slot(None)).unzip()
}

pub(super) fn as_first_start<E: Send + 'static>(report: Report<E>) -> FirstStart {
    Box::new(move || drop(report.send(Ok(()))))
}

/// Returns the handle once the actor has reported what its spawner waits for. If that has failed, the actor
/// has ended, and nothing is left of it when this returns. Where the spawner cannot wait
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
            // The start may take any length of time, and nobody waits for it any more.
            Handle::kill(&handle);
            return Err(cannot_wait());
        }
        Err(_) => None,
    };
    let control = Arc::clone(Handle::mailbox(&handle).control());
    // Waits for the thread to end. The actor waits for nobody, so there is no deadlock.
    let _ = handle.join();
    Err(match (reported, control.exit()) {
        (Some(error), _) => error,
        (None, Some(Exit::Panicked(panic))) if panic.running() == Running::Build => {
            SpawnError::Panicked(panic)
        }
        (None, Some(exit)) => SpawnError::Start(exit),
        // The actor is ending. The join has found no thread either.
        (None, None) => cannot_wait(),
    })
}

/// The error of a spawn that would have blocked a thread of an executor ([`CallError::NoThread`]).
fn cannot_wait<E>() -> SpawnError<E> {
    SpawnError::Thread(io::Error::new(io::ErrorKind::WouldBlock, CallError::NoThread))
}
