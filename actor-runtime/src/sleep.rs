//! How a thread sleeps that waits for an actor: it gives up its post at the pool, if it has one, before that.

use std::time::Duration;

#[cfg(feature = "pool")]
use crate::pool::{self, Away};
use crate::sys::{self, Condvar, Mutex, MutexGuard};

/// One such wait, however often it sleeps. The post is had back, if one is free, when this is dropped: not
/// under the lock, so declare it before the guard.
pub(crate) struct Sleep {
    /// What it has given up.
    #[cfg(feature = "pool")]
    away: Option<Away>,
}

impl Sleep {
    pub(crate) fn new() -> Self {
        Sleep {
            #[cfg(feature = "pool")]
            away: None,
        }
    }

    /// Waits on `condvar`, for at most what is `left`. It may wake up for nothing, and does so where
    /// it has given up a post: what was waited for may have come meanwhile.
    pub(crate) fn wait<'a, T>(
        &mut self,
        condvar: &Condvar,
        #[cfg_attr(not(feature = "pool"), allow(unused_variables))] mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        left: Option<Duration>,
    ) -> MutexGuard<'a, T> {
        #[cfg(feature = "pool")]
        if self.away.is_none() && pool::has_post() {
            // Not under the lock: another thread may have to be made.
            drop(guard);
            self.away = pool::leave_post();
            return sys::lock(mutex);
        }
        match left {
            None => sys::wait(condvar, guard),
            Some(left) => sys::wait_timeout(condvar, guard, left),
        }
    }
}
