//! How a thread sleeps that waits for an actor: it gives up its post at the pool, if it has one, before that.
//
// Where no other thread can take its place, it keeps the post and wakes up now and then to try again
// (pool/crew.rs).

use std::time::Duration;

use crate::{
    CallError,
    scheduler::{
        job::{Claim, Job},
        workers::{self, Away, Kept, Leave},
    },
    sys::{self, Condvar, Mutex, MutexGuard, RETRY},
};

/// One such wait, however often it sleeps. On drop, the thread takes a post again if one is free. The drop takes
/// the crew's lock, so declare this before the guard.
pub(crate) struct Sleep {
    post: Post,
}

/// What has become of the post of a thread that waits.
enum Post {
    /// It has not slept yet, or has none.
    Untried,
    Left {
        _away: Away,
    },
    /// It keeps its post, because no thread could replace it. It may sleep for `RETRY`.
    Kept(Kept),
    /// It keeps its post, and has slept since it last tried to be replaced. It tries again before it sleeps.
    KeptToRetry(Kept),
}

impl Sleep {
    pub(crate) fn new() -> Self {
        Sleep { post: Post::Untried }
    }

    /// Waits on `condvar`, for at most what is `left`. It may wake up for nothing, and does so where
    /// it has given up a post or tried to: what was waited for may have come meanwhile.
    ///
    /// # Errors
    ///
    /// [`CallError::NoThread`] where waiting might never end. The lock has been let go of.
    pub(crate) fn wait<'a, T>(
        &mut self,
        condvar: &Condvar,
        mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        left: Option<Duration>,
    ) -> Result<MutexGuard<'a, T>, CallError> {
        let left = match &self.post {
            Post::Untried if !workers::has_post() => left,
            Post::Left { .. } => left,
            Post::Kept(_) => Some(left.map_or(RETRY, |left| left.min(RETRY))),
            Post::Untried | Post::KeptToRetry(_) => {
                // Not under the lock: another thread may have to be made.
                drop(guard);
                self.leave_post()?;
                return Ok(sys::lock(mutex));
            }
        };
        let guard = match left {
            None => sys::wait(condvar, guard),
            Some(left) => sys::wait_timeout(condvar, guard, left),
        };
        self.note_that_it_slept();
        Ok(guard)
    }

    #[cold]
    fn leave_post(&mut self) -> Result<(), CallError> {
        let former = std::mem::replace(&mut self.post, Post::Untried);
        self.post = match (workers::leave_post(), former) {
            (Leave::NoPost, _) => Post::Untried,
            (Leave::Left(away), _) => Post::Left { _away: away },
            (Leave::Refused, Post::KeptToRetry(mut kept)) => {
                kept.check()?;
                Post::Kept(kept)
            }
            (Leave::Refused, _) => Kept::begin().map_or(Post::Untried, Post::Kept),
        };
        Ok(())
    }

    #[inline]
    fn note_that_it_slept(&mut self) {
        if let Post::Kept(_) = self.post {
            let post = std::mem::replace(&mut self.post, Post::Untried);
            if let Post::Kept(kept) = post {
                self.post = Post::KeptToRetry(kept);
            }
        }
    }

    /// Whether this thread waits at its post, for want of another one.
    pub(crate) fn keeps_post(&self) -> bool {
        matches!(self.post, Post::Kept(_) | Post::KeptToRetry(_))
    }

    /// The actor that is waited for, claimed, if this thread has to run it: it keeps its post, and nobody
    /// else runs the actor.
    pub(crate) fn claim<'a>(
        &self,
        giver: Option<&'a std::sync::Arc<dyn Job>>,
    ) -> Option<Claim<'a>> {
        giver.filter(|_| self.keeps_post()).and_then(Claim::for_want_of_a_thread)
    }

    /// Runs an actor that was claimed so, until `is_enough`.
    pub(crate) fn run(&mut self, claim: Claim<'_>, is_enough: &dyn Fn() -> bool) {
        match &mut self.post {
            Post::Kept(kept) | Post::KeptToRetry(kept) => {
                kept.while_at_work(|| claim.run_until(is_enough));
            }
            Post::Untried | Post::Left { .. } => drop(claim),
        }
    }
}
